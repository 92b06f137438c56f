//! PDF bytes in, positioned marks out: what a page shows, not what it means.
//!
//! ```text
//! bytes ──▶ marks (hayro) ──▶ Document
//!             └─ nothing found ──▶ triage (lopdf) ──▶ marks again
//! text  ──▶ lines and tabs ──▶ Document
//! ```
//!
//! The coordinate promise, said once for the whole project: lengths are points (1/72 inch),
//! the origin is the top-left corner of the page **as displayed**, `y` grows downwards.
//! This crate knows fonts and ink. It has never heard of money.

mod contents;
mod error;
mod font_dicts;
mod fonts;
pub mod geometry;
mod lines;
mod marks;
mod metadata;
pub mod page;
mod pdf;
pub mod picture;
mod radicals;
pub mod recogniser;
mod repeats;
pub mod scan;
mod stand_in;
mod text;
pub mod triage;
mod trust;
mod unicode;
pub mod walls;
mod warning;

pub use error::Error;

pub use geometry::{Axis, Rect, Span};
pub use page::{
    Document, Font, Glyph, Image, Ink, Page, PageStatus, Ruling, SourceKind, Warning,
};
pub use picture::{Picture, Pixels};
pub use recogniser::{LineReading, Reading, Recogniser};
pub use scan::{Run, Scan, Warp};
pub use warning::WARNINGS;

use sha2::{Digest, Sha256};

/// Reads one input; only what stops the whole file is an error.
pub fn read(bytes: Vec<u8>, kind: SourceKind) -> Result<Document, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    let digest = Sha256::digest(&bytes);
    let byte_size = bytes.len() as u64;
    let mut document = match kind {
        SourceKind::Pdf => pdf::read(bytes)?,
        SourceKind::Text => text::read(&bytes),
        SourceKind::Image => return Err(Error::Unsupported("a picture".into())),
    };
    document.sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    document.byte_size = byte_size;
    Ok(document)
}
