//! Positioned marks in, a [`Disclosure`] out. Parsing cannot fail.
//!
//! ```text
//!  Document ── page ──▶ lines, grids, captions ─┬─ table ──▶ Table ─────┐
//!  (extractor)                                  ├─ form  ──▶ Project ───┤
//!                                               └─ prose ──▶ Section,   ├─▶ check ─▶ Disclosure
//!                                                            Statement ─┘
//! ```
//!
//! Each stage is a room, and a room uses only rooms below its own:
//!
//! ```text
//! assemble     one document, stage by stage
//! choose       two readings of an unclear table: the identities decide
//! scanned      what is different on pages read from a picture, and how far it is believed
//! check        identities (勾稽关系)
//! table, form, prose     grids to tables, grids to forms, lines to chapters and statements
//! page         glyphs to lines, grids and captions
//! catalog      what is known of published tables and their columns
//! words        how words and numbers are written: normal form, amounts, masks
//! disclosure   the nouns: what is handed on, and nothing else
//! ```

mod assemble;
pub mod catalog;
pub mod check;
mod choose;
mod disclosure;
#[doc(hidden)]
pub mod form;
mod page;
mod prose;
mod scanned;
mod table;
#[cfg(test)]
mod testing;
mod words;

pub use assemble::parse;
pub use disclosure::*;
pub use page::evenness::Doubt;
pub use page::finder::grids;
pub use page::grid::{Cell, Grid, GridOrigin};
#[doc(hidden)]
pub use page::lines;
pub use scanned::mark::{NEEDS_OCR, OCR_HINT};
pub use words::normal::normalise;
pub use words::{amount, mask};
