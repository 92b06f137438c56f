//! What was brought, what was read of it, and which run did it: a folder with a catalog.
//!
//! ```text
//!  files, addresses          work                       output
//!  ───────▶ captures ──▶ documents ──▶ extractions ──▶ renderings ──▶ export
//!               │            │              └────────▶ checks
//!               └── runs ────┴── bytes by SHA-256, in documents/
//! ```
//!
//! Work is (document, extractor version, settings): what is done is not done again, and
//! [`Store::plan`] says why something is to be done. Every document is committed by itself,
//! so that a run that is killed loses the documents in flight and nothing else; bytes are on
//! their shelf before the catalog speaks of them.
//!
//! How a document stands at its place (current, replaced, gone) and what an export has otherwise
//! than the one before it come from the captures; what the last exports had lies in `exports/`.
//!
//! The catalog is one SQLite file; `src/schema/*.sql` describe its tables. It is written by
//! one run at a time, which holds the lock file; anybody may read meanwhile.

mod captures;
mod changes;
pub mod clock;
mod documents;
mod error;
mod exports;
mod extractions;
mod folder;
mod holder;
mod lock;
mod names;
mod plan;
mod requests;
mod runs;
mod schema;
mod seal;
mod selection;
mod standing;
mod status;
mod store;
mod verify;

pub use captures::{Capture, Medium, NewCapture, State};
pub use changes::Exported;
pub use documents::{Added, Shelf, Shelved, kind_of};
pub use error::Error;
pub use extractions::NewExtraction;
pub use folder::replace;
pub use holder::Holder;
pub use plan::{Capability, Planned, Reason};
pub use requests::Request;
pub use runs::{Continued, Run};
pub use schema::NUMBER as SCHEMA_NUMBER;
pub use selection::{Entry, Link, Selection};
pub use standing::Standing;
pub use status::{Counts, Status};
pub use store::Store;
pub use verify::{Mismatch, Verified};
