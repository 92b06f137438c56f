//! PDF bytes in, positioned marks out: what a page shows, not what it means.
//!
//! ```text
//! bytes ──▶ triage (lopdf) ──▶ marks (hayro) ──▶ Document
//! text  ──▶ lines and tabs ─────────────────────▶ Document
//! ```
//!
//! The coordinate promise, said once for the whole project: lengths are points (1/72 inch),
//! the origin is the top-left corner of the page **as displayed**, `y` grows downwards.
//! This crate knows fonts and ink. It has never heard of money.

pub mod geometry;
pub mod page;

pub use geometry::{Axis, Rect, Span};
pub use page::{
    Document, Font, Glyph, Image, Ink, Page, PageStatus, Ruling, SourceKind, Warning,
};
