//! Who works on a store.

/// Who works on a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process.
    pub pid: u64,
    /// When it began.
    pub since: String,
    /// What it does: `ingest`, `fetch` …
    pub command: String,
}
