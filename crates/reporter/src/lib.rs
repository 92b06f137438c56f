//! The page beside the number.
//!
//! ```text
//! bytes ──▶ views ─┐
//! Document ────────┼▶ Sheet ─┬▶ Figure ──▶ page.svg, page.png, page.pdf
//! Disclosure ──────┘         │
//!      └─▶ Paper (rows) ─────┴▶ document page ─┬▶ one file to mail
//! bundle ──▶ Paper ───────────────────────────┴▶ a folder with an overview
//! ```
//!
//! Drawing changes nothing that is read: it takes finished rows and a second look at the bytes.
//! What stands in a PDF is a stranger's text and stays text; what is about people is covered.

mod annotate;
mod caption;
mod clean;
pub mod diff;
mod document;
mod encode;
mod error;
pub mod figure;
mod illustrate;
mod inspect;
mod layers;
mod letters;
mod originals;
mod outline;
mod paper;
mod papers;
mod plots;
mod privacy;
mod record;
mod sheet;
mod shell;
pub mod site;

pub use annotate::annotate;
pub use error::Error;
pub use figure::{Figure, Format, Subject};
pub use inspect::inspect;
pub use layers::Layer;
pub use paper::Paper;
pub use privacy::masked_glyphs;
pub use record::Record;
pub use sheet::{Reading, Sheet};
pub use site::Site;
