//! Why a bundle could not be read, or what is made of it not be written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a bundle could not be published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder holds no finished bundle.
    #[error("「{}」 holds no finished output: {reason}", path.display())]
    NotABundle {
        /// The folder.
        path: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// A file of the bundle is not what its description says.
    #[error("「{}」 row {row}, {column}: 「{value}」 is no {kind}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The row, from 1, without the header.
        row: u64,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
        /// What was expected.
        kind: &'static str,
    },
    /// A file of the bundle is no CSV.
    #[error("cannot read 「{}」: {source}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: csv::Error,
    },
    /// A file or folder cannot be made, read, written or renamed.
    #[error("cannot {what} 「{}」: {source}", path.display())]
    Io {
        /// The verb.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A format's own writer failed.
    #[error("cannot write 「{}」: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it says.
        reason: String,
    },
    /// Another run writes to the same folder.
    #[error(transparent)]
    Locked(#[from] exporter::bundle::Error),
}

impl Error {
    /// What to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::NotABundle { .. } => {
                "give the folder that `gongkai parse` or `gongkai export` wrote, with its datapackage.json"
            }
            Error::Value { .. } | Error::Csv { .. } => {
                "was the file edited since it was written? `sha256sum -c checksums.sha256` says so; \
                 write the bundle again"
            }
            Error::Io { .. } | Error::Format { .. } => {
                "free some space, check the rights, or give another folder with --out"
            }
            Error::Locked(error) => error.hint(),
        }
    }

    /// Whether it is the output that failed, not what was given.
    pub fn is_output(&self) -> bool {
        matches!(self, Error::Io { .. } | Error::Format { .. })
    }

    pub(crate) fn io(
        what: &'static str,
        path: &Path,
    ) -> impl FnOnce(io::Error) -> Error + use<> {
        let path = path.to_owned();
        move |source| Error::Io { what, path, source }
    }

    /// The error of a library that writes a format.
    pub(crate) fn format<E: std::fmt::Display>(
        path: &Path,
    ) -> impl Fn(E) -> Error + use<E> {
        let path = path.to_owned();
        move |error| Error::Format { path: path.clone(), reason: error.to_string() }
    }
}
