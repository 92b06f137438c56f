//! Why the store could not be used.

use crate::holder::Holder;
use crate::names::CATALOG;
use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};

/// Why the store could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A folder or a file cannot be made, read, written or renamed.
    #[error("cannot {what} 「{}」: {source}", path.display())]
    Io {
        /// The verb.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another run works on the store.
    #[error("another run works on the store 「{}」{}", path.display(), held_by(.holder))]
    Locked {
        /// The folder of the store.
        path: PathBuf,
        /// Who it is, where that could be read.
        holder: Option<Holder>,
    },
    /// The folder is no store.
    #[error("「{}」 is no store: there is no {} in it", path.display(), CATALOG)]
    NotAStore {
        /// The folder.
        path: PathBuf,
    },
    /// The catalog was written by a later version of the program.
    #[error(
        "the store was written by a later version: its catalog has number {found}, \
         {known} is the last that is known here"
    )]
    Newer {
        /// Number of the catalog's schema.
        found: i64,
        /// The last number that is known.
        known: i64,
    },
    /// The catalog could not be read or written.
    #[error("cannot {what} in the store's catalog: {source}")]
    Catalog {
        /// The verb and what.
        what: &'static str,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The rows kept of a document cannot be used.
    #[error("the rows kept of document {document} cannot be used: {reason}")]
    Rows {
        /// SHA-256 of the document.
        document: String,
        /// What is wrong.
        reason: String,
    },
}

fn held_by(holder: &Option<Holder>) -> String {
    match holder {
        Some(Holder { pid, since, command }) => {
            format!(": process {pid}, {command}, since {since}")
        }
        None => String::new(),
    }
}

impl Error {
    /// What to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::Io { .. } => {
                "free some space, check the rights, or give another folder with --store"
            }
            Error::Locked { .. } => {
                "wait for it to end, or give another folder with --store"
            }
            Error::NotAStore { .. } => {
                "check --store; `gongkai ingest INPUT… --store DIR` makes one"
            }
            Error::Newer { .. } => "use the version that wrote it, or another folder",
            Error::Catalog { .. } if self.is_output() => {
                "free some space and check the rights of the store's folder; what was \
                 committed is safe, run the same command again"
            }
            Error::Catalog { .. } => {
                "`gongkai verify --store DIR` says what is damaged; restore the catalog from a \
                 backup, or ingest the documents folder into a new store"
            }
            Error::Rows { .. } => {
                "`gongkai ingest --store DIR` reads again what another version has read, and \
                 what has no rows; `gongkai retry --all --store DIR` reads everything again"
            }
        }
    }

    /// Whether something could not be written: a full disk, missing rights.
    pub fn is_output(&self) -> bool {
        match self {
            Error::Io { .. } => true,
            Error::Catalog { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::ReadOnly
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::CannotOpen
                        | ErrorCode::PermissionDenied
                        | ErrorCode::TooBig
                )
            ),
            _ => false,
        }
    }

    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { what, path, source }
    }

    pub(crate) fn catalog(what: &'static str) -> impl FnOnce(rusqlite::Error) -> Error {
        move |source| Error::Catalog { what, source }
    }
}
