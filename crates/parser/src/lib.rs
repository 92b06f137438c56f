//! Positioned marks in, a `Disclosure` out. Parsing cannot fail.
//!
//! ```text
//! Page ──▶ grids ──▶ captions ──▶ stitched tables ──▶ catalog ──▶ Table
//!                                        └──────────▶ form ─────▶ Project
//! ```

pub mod diagnostic;
pub mod disclosure;
pub mod grid;

pub use diagnostic::{Diagnostic, Origin, Severity};
pub use disclosure::*;
pub use grid::{Cell, Grid, GridOrigin};
