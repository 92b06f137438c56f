//! A `Disclosure` in, flat relations out: CSV and a Data Package, from one schema.
//!
//! ```text
//! Disclosure ──▶ records ──▶ rows ──▶ csv ──▶ Bundle ──▶ documents.csv, facts.csv …
//!      └───────────────────▶ wide ───────────────┘
//!                 schema ──▶ headers, datapackage.json
//! ```

mod address;
pub mod batch;
pub mod bundle;
mod changes;
pub mod csv;
mod facts;
mod ids;
mod late;
pub mod number;
mod options;
pub mod package;
pub mod records;
pub mod rendered;
pub mod schema;
pub mod sources;
mod unfinished;
pub mod wide;
mod words;

pub use address::page_url;
pub use bundle::{Bundle, Options, Stats, Written};
pub use changes::{Change, ChangeKind, ChangeReason};
pub use ids::{doc_id, sha256, sha256_of};
pub use parser::NEEDS_OCR;
pub use parser::check::class_of;
pub use records::{Failure, Input, Outcome, Status};
pub use rendered::{Provenance, Rendered, render};
pub use unfinished::Unfinished;
