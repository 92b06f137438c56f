//! Documents by content: equal bytes are one document, whatever they are called.

use crate::clock;
use crate::error::Error;
use crate::folder::{self, Put};
use crate::store::Store;
use rusqlite::{OptionalExtension, params};
use std::path::PathBuf;

/// How many bytes tell what a file is; a PDF may begin with some of other origin.
const HEAD: usize = 1024;

/// What became of bytes that were brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// SHA-256, 64 hex digits.
    pub sha256: String,
    /// Whether they were not there before.
    pub is_new: bool,
}

impl Store {
    /// Keeps bytes; `file_name` is what they were called.
    pub fn add_document(&self, bytes: &[u8], file_name: &str) -> Result<Added, Error> {
        let shelved = Shelf::of(self).shelve(bytes, file_name)?;
        self.enter(&shelved)
    }

    /// Speaks of shelved bytes in the catalog.
    pub fn enter(&self, shelved: &Shelved) -> Result<Added, Error> {
        let Shelved { sha256, byte_size, kind, file_name, .. } = shelved;
        let rows = self
            .connection
            .prepare_cached(
                "INSERT INTO documents (sha256, byte_size, kind, file_name, added_at)
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            )
            .and_then(|mut insert| {
                insert.execute(params![sha256, byte_size, kind, file_name, clock::now()])
            })
            .map_err(Error::catalog("enter a document"))?;
        if rows == 0 {
            self.leave_one(sha256, kind)?;
        }
        Ok(Added { sha256: sha256.clone(), is_new: rows == 1 })
    }

    /// Bytes that came once more under a name that makes them another kind lie on the shelf
    /// twice; the first name counts.
    fn leave_one(&self, sha256: &str, kind: &str) -> Result<(), Error> {
        let path = self.dir.join(folder::document(sha256, kind));
        match self.document_path(sha256)? {
            Some(first) if first != path && first.is_file() => {
                std::fs::remove_file(&path).map_err(Error::io("remove", &path))
            }
            Some(first) if first != path => {
                std::fs::rename(&path, &first).map_err(Error::io("rename to", &first))
            }
            _ => Ok(()),
        }
    }

    /// Where the bytes of a document are; `None` for one that nobody brought.
    pub fn document_path(&self, sha256: &str) -> Result<Option<PathBuf>, Error> {
        let kind: Option<String> = self
            .connection
            .prepare_cached("SELECT kind FROM documents WHERE sha256 = ?1")
            .and_then(|mut select| {
                select.query_row([sha256], |row| row.get(0)).optional()
            })
            .map_err(Error::catalog("look up a document"))?;
        Ok(kind.map(|kind| self.dir.join(folder::document(sha256, &kind))))
    }

    /// The place for bytes, to be used on any thread.
    pub fn shelf(&self) -> Shelf {
        Shelf::of(self)
    }
}

/// Where bytes are put; the catalog does not speak of them before [`Store::enter`].
#[derive(Debug, Clone)]
pub struct Shelf {
    dir: PathBuf,
}

/// Bytes that are on their shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// SHA-256, 64 hex digits.
    pub sha256: String,
    byte_size: u64,
    kind: String,
    file_name: String,
    /// Whether other bytes lay in their place, which were damaged.
    pub is_healed: bool,
}

impl Shelf {
    fn of(store: &Store) -> Shelf {
        Shelf { dir: store.dir.clone() }
    }

    /// Puts bytes on their shelf, where they are not yet.
    pub fn shelve(&self, bytes: &[u8], file_name: &str) -> Result<Shelved, Error> {
        let sha256 = exporter::sha256(bytes);
        let kind = kind_of(bytes, file_name);
        let name = folder::document(&sha256, &kind);
        let is_healed = folder::shelve(&self.dir, &name, &sha256, bytes)? == Put::Healed;
        let byte_size = bytes.len() as u64;
        let file_name = file_name.to_owned();
        Ok(Shelved { sha256, byte_size, kind, file_name, is_healed })
    }
}

/// What a file is, by its first bytes: `pdf`, `png`, `jpg`, `tif`, `zip`, `html`, `bin` …
///
/// Of containers that several formats share the name tells which one it is (`xlsx`, `xls`,
/// `ofd`), of text that it is meant as such (`txt`).
pub fn kind_of(bytes: &[u8], file_name: &str) -> String {
    let head = &bytes[..bytes.len().min(HEAD)];
    let ending = file_name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    let named = |known: &[&'static str], other: &'static str| {
        known.iter().copied().find(|known| *known == ending).unwrap_or(other)
    };
    let starts = |magic: &[u8]| head.starts_with(magic);
    let kind = if starts(b"\x89PNG\r\n\x1a\n") {
        "png"
    } else if starts(b"\xFF\xD8\xFF") {
        "jpg"
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        "tif"
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        named(&["xlsx", "docx", "pptx", "ofd", "ods", "odt"], "zip")
    } else if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        named(&["xls", "doc", "ppt", "et", "wps", "dps"], "ole")
    } else if starts(b"Rar!") {
        "rar"
    } else if starts(b"7z\xBC\xAF\x27\x1C") {
        "7z"
    } else if head.windows(5).any(|window| window == b"%PDF-") {
        "pdf"
    } else if is_web_page(head) {
        "html"
    } else {
        named(&["txt", "csv"], "bin")
    };
    kind.to_owned()
}

fn is_web_page(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    text.starts_with("<!doctype html") || text.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_say_what_a_file_is() {
        for (bytes, name, kind) in [
            (&b"%PDF-1.7\n"[..], "a.xls", "pdf"),
            (b"\r\n\r\n%PDF-1.4", "a", "pdf"),
            (b"\x89PNG\r\n\x1a\n...", "a.pdf", "png"),
            (b"PK\x03\x04...", "a.XLSX", "xlsx"),
            (b"PK\x03\x04...", "a.pdf", "zip"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.xls", "xls"),
            (b"\xEF\xBB\xBF\n<!DOCTYPE html>", "a.pdf", "html"),
            (b"\xE5\x86\xB3\xE7\xAE\x97", "a.txt", "txt"),
            (b"", "a.pdf", "bin"),
        ] {
            assert_eq!(kind_of(bytes, name), kind, "{name}");
        }
    }

    #[test]
    fn equal_bytes_are_one_document() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::create(dir.path(), "ingest").expect("made");
        let first = store.add_document(b"%PDF-1.7", "a.pdf").expect("added");
        assert!(first.is_new);
        let second = store.add_document(b"%PDF-1.7", "b.pdf").expect("added");
        assert_eq!(second, Added { is_new: false, ..first.clone() });
        let path = store.document_path(&first.sha256).expect("looked up").expect("there");
        assert_eq!(std::fs::read(path).expect("readable"), b"%PDF-1.7");
        assert_eq!(store.document_path("00").expect("looked up"), None);
        let sheet = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        for name in ["a.xls", "a.doc", "a"] {
            store.add_document(sheet, name).expect("added");
        }
        store.verify(&mut |mismatch| panic!("{mismatch}")).expect("verified");
    }
}
