//! Opening a store, for one run that changes it or for any number that look.

use crate::error::Error;
use crate::folder;
use crate::holder::Holder;
use crate::lock::{self, Lock};
use crate::{names, schema};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for a reader of the catalog that is in the way.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder with documents and a catalog of them.
#[derive(Debug)]
pub struct Store {
    pub(crate) dir: PathBuf,
    pub(crate) connection: Connection,
    /// The run that captures and extractions belong to.
    pub(crate) run: Option<String>,
    /// Held by those who change the store.
    _lock: Option<Lock>,
}

impl Store {
    /// Opens a store to change it, making it if need be; `command` is what others are told
    /// who find it locked.
    pub fn create(dir: &Path, command: &str) -> Result<Store, Error> {
        folder::make(dir)?;
        Store::hold(dir, command)
    }

    /// Opens a store that exists, to change it.
    pub fn open(dir: &Path, command: &str) -> Result<Store, Error> {
        must_exist(dir)?;
        Store::hold(dir, command)
    }

    fn hold(dir: &Path, command: &str) -> Result<Store, Error> {
        let lock = Lock::take(dir, command)?;
        folder::sweep(dir)?;
        let path = dir.join(names::CATALOG);
        let mut connection =
            Connection::open(&path).map_err(Error::catalog("open the tables"))?;
        settle(&connection).map_err(Error::catalog("open the tables"))?;
        schema::migrate(&mut connection)?;
        Ok(Store { dir: dir.to_owned(), connection, run: None, _lock: Some(lock) })
    }

    /// Opens a store to look at it; a run may work on it meanwhile.
    pub fn view(dir: &Path) -> Result<Store, Error> {
        must_exist(dir)?;
        let path = dir.join(names::CATALOG);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags)
            .map_err(Error::catalog("open the tables"))?;
        // A catalog on a disk that cannot be written has no journal, and cannot get one.
        if is_closed(&connection) {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            connection = Connection::open_with_flags(address(&path), flags)
                .map_err(Error::catalog("open the tables"))?;
        }
        connection.busy_timeout(PATIENCE).map_err(Error::catalog("open the tables"))?;
        let found = schema::number(&connection)?;
        if found > schema::NUMBER {
            return Err(Error::Newer { found, known: schema::NUMBER });
        }
        Ok(Store { dir: dir.to_owned(), connection, run: None, _lock: None })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who works on the store just now.
    pub fn holder(&self) -> Option<Holder> {
        lock::current(&self.dir)
    }

    /// Sees from now on only what is committed now, whatever a run does meanwhile.
    pub fn freeze(&self) -> Result<(), Error> {
        self.connection
            .execute_batch("BEGIN; SELECT count(*) FROM runs;")
            .map_err(Error::catalog("read the tables"))
    }
}

fn must_exist(dir: &Path) -> Result<(), Error> {
    if dir.join(names::CATALOG).is_file() {
        Ok(())
    } else {
        Err(Error::NotAStore { path: dir.to_owned() })
    }
}

/// With a write-ahead log every commit survives the end of the process, `kill -9` too.
/// `NORMAL` waits for the disk at checkpoints only: a power cut may cost the last documents,
/// which are read again, and never the catalog. A commit that waits takes a millisecond on a
/// good disk and ten on a slow one, and a look at a thousand files that are known is a
/// thousand commits.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn is_closed(connection: &Connection) -> bool {
    let looked =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    looked.is_err_and(|e| {
        matches!(
            e.sqlite_error_code(),
            Some(
                ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure
            )
        )
    })
}

/// The address of a catalog that nobody changes.
fn address(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'%' | b'?' | b'#' => address.push_str(&format!("%{byte:02X}")),
            _ if byte.is_ascii() => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address + "?immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_catalog_is_no_store() {
        let dir = tempfile::tempdir().expect("a folder");
        for error in [
            Store::view(dir.path()).expect_err("nothing there"),
            Store::open(dir.path(), "retry").expect_err("nothing there"),
        ] {
            assert!(matches!(error, Error::NotAStore { .. }), "{error}");
        }
        assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn one_changes_and_others_look() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a store%20#1");
        let first = Store::create(&path, "ingest").expect("made");
        let error = Store::create(&path, "ingest").expect_err("held");
        assert!(matches!(error, Error::Locked { .. }), "{error}");
        let view = Store::view(&path).expect("anybody may look");
        assert_eq!(view.holder().map(|h| h.command).as_deref(), Some("ingest"));
        drop(first);
        assert_eq!(view.holder(), None);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let catalog = path.join(names::CATALOG);
        let immutable = Connection::open_with_flags(address(&catalog), flags);
        schema::number(&immutable.expect("opened")).expect("read");
    }
}
