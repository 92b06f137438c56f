//! Why a page could not be shown.

use std::io;
use std::path::{Path, PathBuf};

/// Why a page, a report or a comparison could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was asked for is not in the document.
    #[error("{what} is not in the document")]
    NotThere {
        /// A page, a fact or a check, as it was named.
        what: String,
    },
    /// The name of the output says no format.
    #[error("「{}」 is no picture: its name ends neither in .svg, .png nor .pdf", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// A PDF cannot be changed.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
    /// Rows cannot be written.
    #[error("the CSV cannot be written: {0}")]
    Csv(String),
    /// A bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] publisher::Error),
    /// A file or folder cannot be made, read or written.
    #[error("cannot {what} 「{}」: {source}", path.display())]
    Io {
        /// The verb.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// What to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::NotThere { .. } => {
                "ids stand in facts.csv and checks.csv; were they made of this file, by this version?"
            }
            Error::Format { .. } => "name it page.svg, page.png or page.pdf",
            Error::Csv(_) => "report this",
            Error::Pdf(_) => "print the file to a new PDF and try that",
            Error::Bundle(error) => error.hint(),
            Error::Io { .. } => {
                "free some space, check the rights, or give another place"
            }
        }
    }

    /// Whether it is the output that failed, not what was given.
    pub fn is_output(&self) -> bool {
        match self {
            Error::Bundle(error) => error.is_output(),
            Error::Io { .. } => true,
            Error::NotThere { .. }
            | Error::Format { .. }
            | Error::Pdf(_)
            | Error::Csv(_) => false,
        }
    }

    /// The error of something done to a file.
    pub fn io(
        what: &'static str,
        path: &Path,
    ) -> impl FnOnce(io::Error) -> Error + use<> {
        let path = path.to_owned();
        move |source| Error::Io { what, path, source }
    }
}
