//! Why a file could not be read at all.

use crate::foreign::Foreign;

/// Why a file could not be read at all; the caller knows the file's name and adds it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Bytes that are no PDF.
    #[error("this is not a PDF: the bytes %PDF- are missing")]
    NotPdf,
    /// Bytes of another kind of file.
    #[error("this is not a PDF but {}", .0.name)]
    Foreign(Foreign),
    /// A password is needed to open it.
    #[error("the PDF is protected by a password")]
    Encrypted,
    /// A PDF without a single page.
    #[error("the PDF has no pages")]
    NoPages,
    /// A PDF whose structure cannot be followed.
    #[error("the PDF is damaged or cut off: {0}")]
    Damaged(String),
    /// Bytes that are no picture.
    #[error("this is not a picture: its first bytes are those of no known kind")]
    NotPicture,
    /// A picture that cannot be decoded.
    #[error("the picture is damaged or cut off: {0}")]
    BrokenPicture(String),
    /// More than we are willing to read.
    #[error("the file asks for too much: {0}")]
    Budget(String),
    /// More pages than the caller wants read.
    #[error("the document has more than {0} pages")]
    TooManyPages(usize),
    /// The reader fell over; a bug worth reporting.
    #[error("the reader crashed: {0}")]
    Crashed(String),
    /// A kind of input that cannot be read yet.
    #[error("this kind of file cannot be read: {0}")]
    Unsupported(String),
}

impl Error {
    /// Stable name for tables and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty => "empty-file",
            Error::NotPdf | Error::Foreign(_) => "not-a-pdf",
            Error::Encrypted => "password-protected",
            Error::NoPages => "no-pages",
            Error::NotPicture => "not-a-picture",
            Error::Damaged(_) | Error::BrokenPicture(_) => "truncated",
            Error::Budget(_) => "over-budget",
            Error::TooManyPages(_) => "too-many-pages",
            Error::Crashed(_) => "reader-crashed",
            Error::Unsupported(_) => "unsupported-input",
        }
    }

    /// What to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::Empty => "download it again",
            Error::NotPdf => {
                "look at its first bytes: it is neither a PDF nor a web page, a Word file or \
                 an archive"
            }
            Error::Foreign(foreign) => foreign.hint,
            Error::Encrypted => {
                "open it with the password and save a copy without one; the empty password \
                 was tried"
            }
            Error::NoPages => "open it in a viewer; if that shows pages, report the file",
            Error::Damaged(_) => {
                "download it again and compare the size; `mutool clean` or printing it to \
                 a new PDF may save the rest"
            }
            Error::NotPicture => "open it in a viewer and save it as PNG, JPEG or TIFF",
            Error::BrokenPicture(_) => "download it again and compare the size",
            Error::Budget(_) => "split the file, for instance with `qpdf --split-pages`",
            Error::TooManyPages(_) => {
                "raise --max-pages, or split the file, for instance with `qpdf \
                 --split-pages`"
            }
            Error::Crashed(_) => "report the file; printing it to a new PDF may help",
            Error::Unsupported(_) => {
                "give a PDF, a picture as PNG, JPEG or TIFF, or plain text as .txt"
            }
        }
    }
}
