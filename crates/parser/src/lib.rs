//! Positioned marks in, a `Disclosure` out. Parsing cannot fail.
//!
//! ```text
//! Page ──▶ grids ──▶ captions ──▶ stitched tables ──▶ catalog ──▶ Table
//!                                        └──────────▶ form ─────▶ Project
//! ```

pub mod amount;
mod assemble;
pub mod caption;
pub mod catalog;
mod chapters;
pub mod check;
mod choose;
pub mod cover;
pub mod diagnostic;
pub mod disclosure;
pub mod finder;
pub mod form;
pub mod grid;
pub mod header;
mod ink;
mod lattice;
#[cfg(test)]
mod layouts;
pub mod mask;
mod narrative;
mod rows;
mod scanned;
mod shared;
pub mod statement;
pub mod stitch;
mod stream;
mod subjects;
pub mod table;
#[cfg(test)]
mod testing;
pub mod text;
pub mod wording;
mod years;

pub use assemble::parse;
pub use check::{Blame, Check, CheckKind, Evidence, Operand, Outcome};
pub use diagnostic::{Diagnostic, Explanation, Origin, Severity};
pub use disclosure::*;
pub use finder::grids;
pub use grid::{Cell, Grid, GridOrigin};
pub use scanned::mark::{NEEDS_OCR, OCR_HINT};
pub use statement::{Direction, FactRef, Statement, StatementKind};
