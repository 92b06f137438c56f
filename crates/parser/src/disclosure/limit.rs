//! What is left out because there is more of it than is read.

use super::diagnostic::{Diagnostic, Severity};
use super::origin::Origin;
use extractor::{LIMIT_REACHED, Rect};

/// Something of a page, or of a text without pages, that is left out because there is too much
/// of it: it makes the document partial.
pub(crate) fn met(what: &str, page: Option<u32>) -> Diagnostic {
    let message = format!("{what}: more than is read, and left out");
    let found = Diagnostic::new(LIMIT_REACHED, Severity::Warning, message);
    match page {
        Some(_) => found.at(Origin { page, rect: Rect::default() }),
        None => found,
    }
    .hint("split the file, and see how its parts are read")
}
