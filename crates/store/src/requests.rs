//! Requests: what a fetch must know of those before it, and the pages that led to documents.

use crate::error::Error;
use crate::folder;
use crate::store::Store;
use rusqlite::{OptionalExtension, Row, ToSql};
use std::fs;
use std::io;

/// The last request for an address, or one of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address; `!/` stands before a name in an archive.
    pub origin: String,
    /// When.
    pub captured_at: String,
    /// What was kept of it, as JSON.
    pub headers: String,
}

const SELECT: &str =
    "SELECT origin, captured_at, headers FROM captures WHERE medium = 'web'";

fn request(row: &Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request { origin: row.get(0)?, captured_at: row.get(1)?, headers: row.get(2)? })
}

impl Store {
    /// The last request for an address.
    pub fn latest_request(&self, origin: &str) -> Result<Option<Request>, Error> {
        let select = format!("{SELECT} AND origin = ?1 ORDER BY id DESC LIMIT 1");
        self.connection
            .prepare_cached(&select)
            .and_then(|mut select| select.query_row([origin], request).optional())
            .map_err(Error::catalog("look up a request"))
    }

    /// The last request for each address.
    pub fn latest_requests(&self) -> Result<Vec<Request>, Error> {
        let latest = "AND id IN (SELECT MAX(id) FROM captures GROUP BY origin)";
        self.requests(latest, &[])
    }

    /// The requests since a moment (2026-11-27T00:00:00Z).
    pub fn requests_since(&self, moment: &str) -> Result<Vec<Request>, Error> {
        self.requests("AND captured_at >= ?1", &[&moment])
    }

    fn requests(
        &self,
        which: &str,
        values: &[&dyn ToSql],
    ) -> Result<Vec<Request>, Error> {
        self.connection
            .prepare_cached(&format!("{SELECT} {which} ORDER BY id"))
            .and_then(|mut select| select.query_map(values, request)?.collect())
            .map_err(Error::catalog("list the requests"))
    }

    /// Keeps a page, or a part of a file, by its hash; it is no document.
    pub fn keep_page(&self, sha256: &str, bytes: &[u8]) -> Result<(), Error> {
        folder::shelve(&self.dir, &folder::page(sha256), sha256, bytes).map(|_| ())
    }

    /// The bytes of a page, of a part of a file, or of a document.
    pub fn bytes(&self, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
        let page = self.dir.join(folder::page(sha256));
        let document = self.document_path(sha256)?;
        for path in document.into_iter().chain([page]) {
            match fs::read(&path) {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(Error::io("read", &path)(error)),
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Medium, NewCapture, State};

    #[test]
    fn pages_are_kept_beside_the_documents() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::create(dir.path(), "fetch").expect("made");
        let document = store.add_document(b"%PDF-one", "a.pdf").expect("added").sha256;
        let page = exporter::sha256(b"<html>");
        store.keep_page(&page, b"<html>").expect("kept");
        let bytes = |sha256: &str| store.bytes(sha256).expect("read");
        assert_eq!(bytes(&page).as_deref(), Some(&b"<html>"[..]));
        assert_eq!(bytes(&document).as_deref(), Some(&b"%PDF-one"[..]));
        assert_eq!(bytes("00"), None);
        store.verify(&mut |mismatch| panic!("{mismatch}")).expect("verified");
    }

    #[test]
    fn the_last_request_for_each_address() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::create(dir.path(), "fetch").expect("made");
        for (origin, medium, headers) in [
            ("http://localhost/a", Medium::Web, "1"),
            ("http://localhost/b", Medium::Web, "2"),
            ("/in/a.pdf", Medium::File, "3"),
            ("http://localhost/a", Medium::Web, "4"),
        ] {
            let state = State::Page;
            let capture =
                NewCapture { origin, medium, headers, state, ..NewCapture::default() };
            store.record_capture(&capture).expect("noted");
        }
        let headers = |requests: Vec<Request>| -> String {
            requests.into_iter().map(|request| request.headers).collect()
        };
        assert_eq!(headers(store.latest_requests().expect("listed")), "24");
        assert_eq!(headers(store.requests_since("2020-01-01").expect("listed")), "124");
        assert_eq!(headers(store.requests_since("9").expect("listed")), "");
        let last = store.latest_request("http://localhost/a").expect("looked up");
        assert_eq!(last.map(|request| request.headers).as_deref(), Some("4"));
        assert_eq!(store.latest_request("/in/a.pdf").expect("looked up"), None);
    }
}
