//! Which addresses a connection may go to.
//!
//! The check is made on the addresses that are then connected to, for every connection, so a
//! name that resolves to something else the second time gains nothing.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Networks of IPv4 that are not the public internet (RFC 6890 and its registry), with the
/// length of their prefix in bits.
const CLOSED_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Networks within 2000::/3 that are not the public internet.
const CLOSED_V6: [(Ipv6Addr, u32); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address belongs to the public internet.
///
/// Addresses of IPv6 that carry one of IPv4 (mapped, NAT64, 6to4) are judged by that.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    !CLOSED_V4.iter().any(|(net, length)| (bits ^ net.to_bits()) >> (32 - length) == 0)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let embedded = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)))
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0x2002, high, low, ..] => embedded(high, low),
        // Global unicast; loopback, link-local, unique local and multicast lie outside.
        [first, ..] if first >> 13 == 1 => {
            let bits = address.to_bits();
            !CLOSED_V6.iter().any(|(net, len)| (bits ^ net.to_bits()) >> (128 - len) == 0)
        }
        _ => false,
    }
}

/// A name leads to addresses only that are not public.
#[derive(Debug)]
pub(crate) struct NotPublic(pub(crate) IpAddr);

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no public address", self.0)
    }
}

impl std::error::Error for NotPublic {}

/// A name has no address.
#[derive(Debug)]
pub(crate) struct NoAddress(pub(crate) String);

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name has no address: {}", self.0)
    }
}

impl std::error::Error for NoAddress {}

/// Resolves names and drops addresses that are not public.
#[derive(Debug)]
pub(crate) struct Guard {
    /// Whether the source may be on a private network.
    pub(crate) allow_private: bool,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = match DefaultResolver::default().resolve(uri, config, timeout) {
            Ok(all) => all,
            Err(ureq::Error::Io(error)) => {
                return Err(ureq::Error::Other(Box::new(NoAddress(error.to_string()))));
            }
            Err(ureq::Error::HostNotFound) => {
                let error = NoAddress("nothing found".to_owned());
                return Err(ureq::Error::Other(Box::new(error)));
            }
            Err(error) => return Err(error),
        };
        if self.allow_private {
            return Ok(all);
        }
        let mut open = self.empty();
        for address in all.iter().filter(|address| is_public(address.ip())) {
            open.push(*address);
        }
        match (open.is_empty(), all.first()) {
            (true, Some(first)) => {
                Err(ureq::Error::Other(Box::new(NotPublic(first.ip()))))
            }
            (true, None) => Err(ureq::Error::HostNotFound),
            (false, _) => Ok(open),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn closed_networks() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:192.168.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn open_networks() {
        for address in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.255.255.255",
            "128.0.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
            "2001:200::1",
            "2400:3200::1",
            "2606:4700::1111",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
