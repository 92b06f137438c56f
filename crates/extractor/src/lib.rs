//! PDF bytes in, positioned marks out: what a page shows, not what it means.
//!
//! ```text
//! PDF     ──▶ marks (hayro) ──▶ Document
//!               ├─ nothing found ──▶ triage (lopdf) ──▶ marks again
//!               └─ only a picture ──▶ render ─┐
//! picture ──▶ pixels ─────────────────────────┴▶ scan (rulings, lines, recogniser)
//! text    ──▶ lines and tabs ──▶ Document
//! ```
//!
//! The coordinate promise, said once for the whole project: lengths are points (1/72 inch),
//! the origin is the top-left corner of the page **as displayed**, `y` grows downwards.
//! This crate knows fonts and ink. It has never heard of money.

mod clock;
mod contents;
mod covers;
mod error;
mod font_dicts;
mod fonts;
mod foreign;
pub mod geometry;
mod layer;
mod lent;
mod limits;
mod lines;
mod marks;
mod metadata;
mod ocr;
pub mod page;
mod pdf;
pub mod picture;
mod pictures;
mod radicals;
pub mod recogniser;
mod render;
mod repeats;
pub mod scan;
mod shapes;
mod stand_in;
mod text;
pub mod triage;
mod trust;
mod turn;
mod unicode;
mod views;
pub mod walls;
mod warning;
mod watch;

pub use error::Error;
pub use foreign::Foreign;

pub use geometry::{Axis, Rect, Span};
pub use layer::{Layer, layer};
pub use ocr::Ocr;
pub use page::{
    Document, Font, Glyph, Image, Ink, Page, PageStatus, Ruling, SourceKind, Warning,
};
pub use picture::{Picture, Pixels};
pub use recogniser::{LineReading, Reading, Recogniser};
pub use scan::{Run, Scan, Warp};
pub use views::Views;
pub use warning::{LIMIT_REACHED, WARNINGS};
pub use watch::{MOST_PAGE_SECONDS, MOST_PAGES, MOST_SECONDS, Watch};

use sha2::{Digest, Sha256};

/// Reads one input; pages that are only pictures are left alone.
///
/// Only what stops the whole file is an error.
pub fn read(bytes: Vec<u8>, kind: SourceKind) -> Result<Document, Error> {
    read_with(bytes, kind, None, Watch::default())
}

/// Reads one input within what `watch` allows, and with `ocr` also the pages that are only
/// pictures.
///
/// What a file is, its first bytes say; `kind` is what its name promises. Only what stops
/// the whole file is an error.
pub fn read_with(
    bytes: Vec<u8>,
    kind: SourceKind,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    let digest = Sha256::digest(&bytes);
    let byte_size = bytes.len() as u64;
    let mut document = match kind_of(&bytes, kind) {
        SourceKind::Pdf => pdf::read(bytes, ocr, watch)?,
        SourceKind::Text => text::read(&bytes)?,
        SourceKind::Image => pictures::read(bytes, ocr, watch)?,
    };
    document.sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    document.byte_size = byte_size;
    Ok(document)
}

/// Publishers name pictures .pdf and PDFs .jpg.
fn kind_of(bytes: &[u8], promised: SourceKind) -> SourceKind {
    match promised {
        SourceKind::Image if bytes.starts_with(b"%PDF-") => SourceKind::Pdf,
        SourceKind::Pdf if pictures::is_picture(bytes) => SourceKind::Image,
        other => other,
    }
}
