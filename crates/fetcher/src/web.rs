//! One request and its answer, without opinion: no redirect is followed here, no status is an
//! error, and a body that breaks off is kept as far as it came.

use crate::address::{Guard, NoAddress, NotPublic};
use crate::tls::TlsFault;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::fmt;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

/// How long to wait for a name's address, and for a connection.
const CONNECT: Duration = Duration::from_secs(30);

/// How long a whole body may take; what has come by then is kept.
const WHOLE_BODY: Duration = Duration::from_secs(3600);

/// Headers worth keeping.
const KEPT: [&str; 14] = [
    "accept-ranges",
    "cf-mitigated",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "server",
    "x-via-jsl",
];

/// What a connection depends on; another one is made when it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) user_agent: String,
    pub(crate) allow_private: bool,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) timeout: Duration,
}

/// What is asked.
pub(crate) struct Question<'a> {
    pub(crate) url: &'a Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Most bytes of the body.
    pub(crate) limit: u64,
}

/// What was answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    /// Bytes that were transferred for the body.
    pub(crate) received: u64,
    pub(crate) ending: Ending,
}

/// How a body ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// It broke off; why.
    Short(String),
    /// It went past the limit.
    Long,
}

impl Answer {
    /// The first header of this name, as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.raw_header(name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The first header of this name, as it came.
    pub(crate) fn raw_header(&self, name: &str) -> Option<&[u8]> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_slice())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The name leads to a private network.
    Private(IpAddr),
    /// The server cannot be trusted, or not be spoken to.
    Tls(TlsFault, String),
    /// No connection, or it ended; it may work later.
    Passing(String),
    /// Something that will not go away by itself.
    Lasting(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Private(address) => write!(f, "{}", NotPublic(*address)),
            Trouble::Tls(fault, why) => {
                write!(f, "{} ({why}); {}", fault.word(), fault.hint())
            }
            Trouble::Passing(why) | Trouble::Lasting(why) => f.write_str(why),
        }
    }
}

/// Makes what holds the one connection to a host.
pub(crate) fn agent(setting: &Setting) -> Result<Agent, Trouble> {
    let roots = match &setting.ca_file {
        Some(file) => certificates(file).map_err(Trouble::Lasting)?,
        None => RootCerts::WebPki,
    };
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // A proxy would resolve names itself, and the check of addresses would check nothing.
        .proxy(None)
        .user_agent(setting.user_agent.as_str())
        .accept("*/*")
        .accept_encoding("identity")
        .max_idle_connections(1)
        .max_idle_connections_per_host(1)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .timeout_resolve(Some(CONNECT.min(setting.timeout)))
        .timeout_connect(Some(CONNECT.min(setting.timeout)))
        .timeout_send_request(Some(setting.timeout))
        .timeout_recv_response(Some(setting.timeout))
        .timeout_per_read(Some(setting.timeout))
        .timeout_recv_body(Some(WHOLE_BODY))
        .build();
    let guard = Guard { allow_private: setting.allow_private };
    Ok(Agent::with_parts(config, DefaultConnector::default(), guard))
}

fn certificates(file: &Path) -> Result<RootCerts, String> {
    let pem = std::fs::read(file)
        .map_err(|error| format!("cannot read ca_file {}: {error}", file.display()))?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(format!("ca_file {}: {error}", file.display())),
        }
    }
    if found.is_empty() {
        return Err(format!("ca_file {} holds no certificate", file.display()));
    }
    Ok(RootCerts::new_with_certs(&found))
}

/// Asks, and reads the answer to its end or its limit.
pub(crate) fn ask(agent: &Agent, question: &Question<'_>) -> Result<Answer, Trouble> {
    let mut request = agent.get(question.url.as_str());
    for (name, value) in &question.headers {
        request = request.header(*name, value.as_str());
    }
    let response = request.call().map_err(trouble)?;
    let (parts, body) = response.into_parts();
    let kept = parts.headers.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    let headers: Vec<(String, Vec<u8>)> = kept
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let (bytes, ending) = read(body.into_reader(), question.limit);
    let received = bytes.len() as u64;
    let mut answer =
        Answer { status: parts.status.as_u16(), headers, body: bytes, received, ending };
    unpack(&mut answer, question.limit);
    Ok(answer)
}

/// Reads up to `limit` bytes; errors do not lose what came before them.
fn read(mut from: impl Read, limit: u64) -> (Vec<u8>, Ending) {
    let mut bytes = Vec::new();
    let mut part = vec![0; 64 * 1024];
    loop {
        match from.read(&mut part) {
            Ok(0) => return (bytes, Ending::Whole),
            Ok(n) => {
                bytes.extend_from_slice(&part[..n]);
                if bytes.len() as u64 > limit {
                    bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                    return (bytes, Ending::Long);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (bytes, Ending::Short(short_reason(&error))),
        }
    }
}

fn short_reason(error: &io::Error) -> String {
    let timed_out = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    match timed_out {
        Some(ureq::Error::Timeout(_)) => "the server fell silent".to_owned(),
        _ if error.kind() == io::ErrorKind::TimedOut => {
            "the server fell silent".to_owned()
        }
        _ if error.kind() == io::ErrorKind::UnexpectedEof => {
            "the connection ended before the body did".to_owned()
        }
        _ => format!("the body broke off: {error}"),
    }
}

/// Unpacks a body that was packed although nobody asked for it.
fn unpack(answer: &mut Answer, limit: u64) {
    let encoding =
        answer.header("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let packed = std::mem::take(&mut answer.body);
    let (bytes, ending) = match encoding.trim() {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(packed.as_slice()), limit),
        "deflate" => read(ZlibDecoder::new(packed.as_slice()), limit),
        _ => {
            answer.body = packed;
            return;
        }
    };
    answer.body = bytes;
    if answer.ending == Ending::Whole {
        answer.ending = ending;
    }
}

fn trouble(error: ureq::Error) -> Trouble {
    match error {
        ureq::Error::Rustls(error) => tls(&error),
        ureq::Error::Io(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>())
            {
                Some(inner) => tls(inner),
                None => Trouble::Passing(error.to_string()),
            }
        }
        ureq::Error::Other(error) => match error.downcast::<NotPublic>() {
            Ok(closed) => Trouble::Private(closed.0),
            Err(error) => match error.downcast::<NoAddress>() {
                Ok(unknown) => Trouble::Passing(unknown.to_string()),
                Err(error) => Trouble::Lasting(error.to_string()),
            },
        },
        ureq::Error::Tls(why) => Trouble::Tls(TlsFault::Other, why.to_owned()),
        ureq::Error::Timeout(which) => {
            Trouble::Passing(format!("the server does not answer (timeout: {which})"))
        }
        ureq::Error::HostNotFound => {
            Trouble::Passing("the name has no address".to_owned())
        }
        ureq::Error::ConnectionFailed => Trouble::Passing("no connection".to_owned()),
        error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_)) => {
            Trouble::Lasting(error.to_string())
        }
        error => Trouble::Passing(error.to_string()),
    }
}

fn tls(error: &rustls::Error) -> Trouble {
    Trouble::Tls(TlsFault::of(error), error.to_string())
}
