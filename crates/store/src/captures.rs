//! Captures: what was found where, and when.

use crate::clock;
use crate::error::Error;
use crate::store::Store;
use rusqlite::{OptionalExtension, Row, params};

/// Where a capture was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A file that somebody named.
    File,
    /// An address.
    Web,
}

impl Medium {
    /// The word of the catalog.
    pub fn word(self) -> &'static str {
        match self {
            Medium::File => "file",
            Medium::Web => "web",
        }
    }
}

/// What a capture found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Bytes, which are to be read.
    Stored,
    /// Bytes of a kind that nothing here reads; they are kept.
    Unsupported,
    /// An archive; what was in it has captures of its own.
    Unpacked,
    /// A page that leads to documents.
    Page,
    /// The same bytes as before, as the server says.
    Unchanged,
    /// No file any more (404, 410; not in its archive); what was there before is kept.
    Gone,
    /// A file that no page links to any more.
    Vanished,
    /// No such page, no such robots.txt.
    Absent,
    /// The server or its robots.txt does not let us in.
    Refused,
    /// Nothing, for another reason.
    Failed,
}

impl State {
    /// All states.
    pub const ALL: [State; 10] = [
        State::Stored,
        State::Unsupported,
        State::Unpacked,
        State::Page,
        State::Unchanged,
        State::Gone,
        State::Vanished,
        State::Absent,
        State::Refused,
        State::Failed,
    ];

    /// The word of the catalog.
    pub fn word(self) -> &'static str {
        match self {
            State::Stored => "stored",
            State::Unsupported => "unsupported",
            State::Unpacked => "unpacked",
            State::Page => "page",
            State::Unchanged => "unchanged",
            State::Gone => "gone",
            State::Vanished => "vanished",
            State::Absent => "absent",
            State::Refused => "refused",
            State::Failed => "failed",
        }
    }

    fn of(word: &str) -> State {
        State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(State::Failed)
    }
}

/// What is to be remembered of a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCapture<'a> {
    /// What tells this place from others: an address, an absolute path; `!/` stands before
    /// the name inside an archive. Versions are counted per origin.
    pub origin: &'a str,
    /// Where the capture was made.
    pub medium: Medium,
    /// What was found.
    pub state: State,
    /// SHA-256 of the bytes, which [`Store::add_document`] was given before.
    pub document: Option<&'a str>,
    /// SHA-256 of the archive they were in.
    pub parent: Option<&'a str>,
    /// File name for the output.
    pub file_name: &'a str,
    /// Address for the output, empty where there is none.
    pub source_url: &'a str,
    /// When it was retrieved, empty where that is not known.
    pub retrieved_at: &'a str,
    /// Status of HTTP.
    pub status: Option<u16>,
    /// What is kept of the request and the link that led to it, as JSON: `source`, `title`,
    /// `found_on`, `department`, `year`, `sha256`, and what the next request must know.
    pub headers: &'a str,
    /// Validator for the next request.
    pub etag: &'a str,
    /// Validator for the next request.
    pub last_modified: &'a str,
    /// Why, where it is not as one would wish.
    pub note: &'a str,
}

impl Default for NewCapture<'_> {
    fn default() -> Self {
        NewCapture {
            origin: "",
            medium: Medium::File,
            state: State::Stored,
            document: None,
            parent: None,
            file_name: "",
            source_url: "",
            retrieved_at: "",
            status: None,
            headers: "{}",
            etag: "",
            last_modified: "",
            note: "",
        }
    }
}

/// A capture as it was remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Its number, which grows with time.
    pub id: i64,
    /// What tells this place from others.
    pub origin: String,
    /// What was found.
    pub state: State,
    /// When.
    pub captured_at: String,
    /// SHA-256 of the bytes that were there; for `unchanged`, of those that still are.
    pub document: Option<String>,
    /// Version of what is at the origin, from 1.
    pub version: Option<u32>,
    /// Status of HTTP.
    pub status: Option<u16>,
    /// Validator for the next request.
    pub etag: String,
    /// Validator for the next request.
    pub last_modified: String,
    /// File name for the output.
    pub file_name: String,
    /// Address for the output.
    pub source_url: String,
    /// When it was retrieved.
    pub retrieved_at: String,
    /// Why, where it is not as one would wish.
    pub note: String,
}

const COLUMNS: &str = "id, origin, state, captured_at, document, version, status, etag, \
     last_modified, file_name, source_url, retrieved_at, note";

fn capture(row: &Row<'_>) -> rusqlite::Result<Capture> {
    Ok(Capture {
        id: row.get(0)?,
        origin: row.get(1)?,
        state: State::of(&row.get::<_, String>(2)?),
        captured_at: row.get(3)?,
        document: row.get(4)?,
        version: row.get(5)?,
        status: row.get(6)?,
        etag: row.get(7)?,
        last_modified: row.get(8)?,
        file_name: row.get(9)?,
        source_url: row.get(10)?,
        retrieved_at: row.get(11)?,
        note: row.get(12)?,
    })
}

impl Store {
    /// The last capture of an origin, whatever it found.
    pub fn latest_capture(&self, origin: &str) -> Result<Option<Capture>, Error> {
        self.last_of(origin, "")
    }

    /// The last capture of an origin that found bytes: what is there as far as we know, and
    /// whose validators a request names.
    pub fn latest_version(&self, origin: &str) -> Result<Option<Capture>, Error> {
        self.last_of(origin, "AND document IS NOT NULL")
    }

    fn last_of(&self, origin: &str, which: &str) -> Result<Option<Capture>, Error> {
        let select = format!(
            "SELECT {COLUMNS} FROM captures WHERE origin = ?1 {which}
             ORDER BY id DESC LIMIT 1"
        );
        self.connection
            .prepare_cached(&select)
            .and_then(|mut select| select.query_row([origin], capture).optional())
            .map_err(Error::catalog("look up a capture"))
    }

    /// Remembers a capture and returns its version: one more than before where the bytes are
    /// others, the same where they are the same, none where there are no bytes.
    ///
    /// A file with the bytes it had before is no capture of its own: when it was seen last,
    /// and what its name and source are, is noted at the one before. Requests are all kept.
    pub fn record_capture(&self, new: &NewCapture<'_>) -> Result<Option<u32>, Error> {
        let last = self.latest_version(new.origin)?;
        let version = match (&last, new.document) {
            (_, None) => None,
            (Some(last), Some(document))
                if last.document.as_deref() == Some(document) =>
            {
                last.version
            }
            (Some(last), Some(_)) => last.version.map(|version| version + 1),
            (None, Some(_)) => Some(1),
        };
        match last {
            Some(last)
                if new.medium == Medium::File
                    && version.is_some()
                    && version == last.version
                    && new.state == last.state =>
            {
                self.see_again(last.id, new)?;
            }
            _ => self.insert_capture(new, version)?,
        }
        Ok(version)
    }

    fn see_again(&self, id: i64, new: &NewCapture<'_>) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "UPDATE captures SET seen_at = ?2, file_name = ?3, source_url = ?4,
                 retrieved_at = ?5 WHERE id = ?1",
            )
            .and_then(|mut update| {
                update.execute(params![
                    id,
                    clock::now(),
                    new.file_name,
                    new.source_url,
                    new.retrieved_at
                ])
            })
            .map_err(Error::catalog("note a capture"))?;
        self.seal(id)
    }

    fn insert_capture(
        &self,
        new: &NewCapture<'_>,
        version: Option<u32>,
    ) -> Result<(), Error> {
        let now = clock::now();
        self.connection
            .prepare_cached(
                "INSERT INTO captures (origin, medium, captured_at, seen_at, state, status,
                     headers, etag, last_modified, note, document, version, parent, file_name,
                     source_url, retrieved_at, run)
                 VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                     ?16)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    new.origin,
                    new.medium.word(),
                    now,
                    new.state.word(),
                    new.status,
                    new.headers,
                    new.etag,
                    new.last_modified,
                    new.note,
                    new.document,
                    version,
                    new.parent,
                    new.file_name,
                    new.source_url,
                    new.retrieved_at,
                    self.run,
                ])
            })
            .map_err(Error::catalog("note a capture"))?;
        self.seal(self.connection.last_insert_rowid())
    }

    /// Does several things at once: all of them are committed, or none where one fails.
    pub fn at_once<R>(
        &self,
        work: impl FnOnce(&Store) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let begin = || self.connection.unchecked_transaction();
        let transaction = begin().map_err(Error::catalog("begin a transaction"))?;
        let result = work(self)?;
        transaction.commit().map_err(Error::catalog("commit"))?;
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::create(dir.path(), "fetch").expect("made");
        (dir, store)
    }

    fn number(store: &Store) -> i64 {
        let count = "SELECT count(*) FROM captures";
        store.connection.query_row(count, [], |row| row.get(0)).expect("counted")
    }

    #[test]
    fn a_replaced_file_is_a_version_beside_the_old_one() {
        let (_dir, store) = store();
        let one = store.add_document(b"%PDF-one", "a.pdf").expect("added").sha256;
        let two = store.add_document(b"%PDF-two", "a.pdf").expect("added").sha256;
        let bytes = |sha256| NewCapture {
            origin: "http://localhost/a.pdf",
            medium: Medium::Web,
            document: Some(sha256),
            etag: "\"1\"",
            status: Some(200),
            ..NewCapture::default()
        };
        let unchanged = NewCapture { state: State::Unchanged, ..bytes(&one) };
        let gone =
            NewCapture { state: State::Gone, document: None, etag: "", ..bytes(&one) };
        for (capture, version) in [
            (bytes(&one), Some(1)),
            (unchanged, Some(1)),
            (bytes(&two), Some(2)),
            (gone, None),
        ] {
            let got = store.record_capture(&capture).expect("noted");
            assert_eq!(got, version);
        }
        assert_eq!(number(&store), 4);
        let origin = "http://localhost/a.pdf";
        let last = store.latest_capture(origin).expect("looked up").expect("there");
        assert_eq!((last.state, last.document), (State::Gone, None));
        let version = store.latest_version(origin).expect("looked up").expect("there");
        assert_eq!((version.document, version.version), (Some(two), Some(2)));
        assert_eq!(version.etag, "\"1\"");
        assert_eq!(store.latest_capture("elsewhere").expect("looked up"), None);
    }

    #[test]
    fn a_file_that_is_seen_again_is_one_capture() {
        let (_dir, store) = store();
        let one = store.add_document(b"%PDF-one", "a.pdf").expect("added").sha256;
        let seen = |file_name| NewCapture {
            origin: "/in/a.pdf",
            document: Some(&one),
            file_name,
            ..NewCapture::default()
        };
        assert_eq!(store.record_capture(&seen("in/a.pdf")).expect("noted"), Some(1));
        assert_eq!(store.record_capture(&seen("a.pdf")).expect("noted"), Some(1));
        assert_eq!(number(&store), 1);
        let last = store.latest_capture("/in/a.pdf").expect("looked up").expect("there");
        assert_eq!(last.file_name, "a.pdf");
    }

    #[test]
    fn all_or_nothing() {
        let (_dir, store) = store();
        let failed: Result<(), Error> = store.at_once(|store| {
            store.record_capture(&NewCapture { origin: "a", ..NewCapture::default() })?;
            Err(Error::NotAStore { path: "x".into() })
        });
        assert!(failed.is_err());
        assert_eq!(number(&store), 0);
    }
}
