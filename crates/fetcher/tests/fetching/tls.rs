//! Servers that cannot prove who they are, or not well enough.

use crate::trial::Trial;
use fetcher::State;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Most connections that one server takes.
const MOST: usize = 20;

/// A private authority.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Settings of a server whose certificate is for `name`, valid up to `year`.
fn setting(
    issuer: &CertifiedIssuer<'static, KeyPair>,
    name: &str,
    year: i32,
) -> ServerConfig {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(year, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap()
}

/// A server on a port of this machine; each connection is served by `talk`.
fn listen(talk: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().take(MOST).flatten() {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            talk(stream);
        }
    });
    port
}

fn https(config: ServerConfig) -> u16 {
    let config = Arc::new(config);
    listen(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let mut asked = [0; 4096];
        if stream.read(&mut asked).is_err() {
            return;
        }
        let body = "%PDF-1.4 %%EOF";
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(format!("{head}{body}").as_bytes());
        stream.conn.send_close_notify();
        let _ = stream.flush();
    })
}

/// How one file from `https://localhost:PORT` ended.
fn fetched(port: u16, ca_file: Option<&str>) -> (State, String) {
    let trial = Trial::of(|_| None);
    let ca_file = ca_file.map(|file| format!("ca_file = {file:?}\n")).unwrap_or_default();
    let outcome =
        trial.run(&format!("urls = [\"https://localhost:{port}/a.pdf\"]\n{ca_file}"));
    let capture = trial.archive.last("/a.pdf");
    let is_tls = capture.state == State::Tls;
    assert_eq!(is_tls, !outcome.incomplete.is_empty(), "{outcome:?}");
    (capture.state, capture.detail)
}

#[test]
fn failures_of_tls_are_named_with_a_hint() {
    let dir = tempfile::tempdir().unwrap();
    let issuer = authority();
    let file = dir.path().join("authority.pem");
    std::fs::write(&file, issuer.pem()).unwrap();
    let file = file.to_str().unwrap();

    let good = https(setting(&issuer, "localhost", 2100));
    assert_eq!(fetched(good, Some(file)), (State::Fetched, String::new()));

    let plain = listen(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    // The alert by which servers of old refuse: protocol_version.
    let old = listen(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"\x15\x03\x01\x00\x02\x02\x46");
    });
    let cases = [
        ("unknown issuer", good, None, "ca_file"),
        ("expired", https(setting(&issuer, "localhost", 2010)), Some(file), "clock"),
        (
            "another host",
            https(setting(&issuer, "www.site.test", 2100)),
            Some(file),
            "www.",
        ),
        ("no TLS", plain, None, "http://"),
        ("TLS too old", old, None, "update"),
    ];
    for (fault, port, ca_file, hint) in cases {
        let (state, detail) = fetched(port, ca_file);
        assert_eq!(state, State::Tls, "{fault}: {detail}");
        assert!(detail.contains(fault) && detail.contains(hint), "{fault}: {detail}");
    }
}

#[test]
fn a_file_without_certificates_is_named() {
    let trial = Trial::of(|_| None);
    let outcome = trial
        .run("urls = [\"https://localhost:9/a.pdf\"]\nca_file = \"/nowhere/ca.pem\"\n");
    assert!(
        outcome.incomplete[0].contains("/nowhere/ca.pem"),
        "{:?}",
        outcome.incomplete
    );
}
