//! What one document may cost.

use std::time::Duration;

/// What one document may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Time without a page being finished.
    pub(crate) page: Duration,
    /// Time for all of it.
    pub(crate) document: Duration,
    /// Memory of the process that reads it, in bytes.
    pub(crate) memory: u64,
    /// Pages.
    pub(crate) pages: usize,
}
