//! What is wrong with a server's certificate or its TLS, in words, with what to try.
//!
//! There is no switch that makes these go away: a server that cannot prove its name is not
//! spoken to.

use rustls::{AlertDescription, CertificateError, Error};

/// Why TLS failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate's time is over.
    Expired,
    /// The certificate's time has not begun.
    NotYetValid,
    /// The certificate is another host's.
    WrongHost,
    /// Nobody we know has signed the certificate.
    UnknownIssuer,
    /// The certificate was taken back.
    Revoked,
    /// The server speaks TLS 1.0 or 1.1 only, or has no cipher that is still thought safe.
    TooOld,
    /// What answers does not speak TLS.
    NotTls,
    /// Anything else.
    Other,
}

impl TlsFault {
    /// The fault's name in records.
    pub fn word(self) -> &'static str {
        match self {
            TlsFault::Expired => "certificate expired",
            TlsFault::NotYetValid => "certificate not valid yet",
            TlsFault::WrongHost => "certificate of another host",
            TlsFault::UnknownIssuer => "certificate of an unknown issuer",
            TlsFault::Revoked => "certificate revoked",
            TlsFault::TooOld => "TLS too old",
            TlsFault::NotTls => "no TLS",
            TlsFault::Other => "TLS failed",
        }
    }

    /// What to try.
    pub fn hint(self) -> &'static str {
        match self {
            TlsFault::Expired => {
                "tell the publisher; check the clock of this machine; the next run tries again"
            }
            TlsFault::NotYetValid => "check the clock of this machine",
            TlsFault::WrongHost => {
                "use the name that the site calls itself, often with or without www."
            }
            TlsFault::UnknownIssuer => {
                "the server may leave out an intermediate certificate, or use a private \
                 authority: put the certificates into a PEM file and name it in the source \
                 (ca_file)"
            }
            TlsFault::Revoked => "tell the publisher",
            TlsFault::TooOld => {
                "the server needs an update; does the site offer the same pages over http?"
            }
            TlsFault::NotTls => "try http:// instead of https://, or another port",
            TlsFault::Other => "try the address in a browser, and tell the publisher",
        }
    }

    /// The fault behind an error.
    pub(crate) fn of(error: &Error) -> TlsFault {
        match error {
            Error::InvalidCertificate(error) => of_certificate(error),
            Error::PeerIncompatible(_)
            | Error::AlertReceived(
                AlertDescription::ProtocolVersion
                | AlertDescription::HandshakeFailure
                | AlertDescription::InsufficientSecurity,
            ) => TlsFault::TooOld,
            Error::InvalidMessage(_) => TlsFault::NotTls,
            _ => TlsFault::Other,
        }
    }
}

fn of_certificate(error: &CertificateError) -> TlsFault {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TlsFault::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsFault::NotYetValid
        }
        CertificateError::NotValidForName
        | CertificateError::NotValidForNameContext { .. } => TlsFault::WrongHost,
        CertificateError::UnknownIssuer => TlsFault::UnknownIssuer,
        CertificateError::Revoked => TlsFault::Revoked,
        _ => TlsFault::Other,
    }
}
