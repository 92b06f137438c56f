//! What differs between two versions.

use super::cells::Cell;
use super::change::Change;

/// One number in both versions.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What became of it.
    pub change: Change,
    pub(crate) file_name: [String; 2],
    pub(crate) old: Option<Cell>,
    pub(crate) new: Option<Cell>,
}

/// What differs between two versions.
#[derive(Debug, Clone, Default)]
pub struct Differences {
    /// Numbers that are not what or where they were.
    pub all: Vec<Difference>,
    /// Numbers that stayed.
    pub same: usize,
    /// Documents that are only in the old version, by name.
    pub documents_gone: Vec<String>,
    /// Documents that are only in the new version, by name.
    pub documents_added: Vec<String>,
    /// Documents in both.
    pub documents: usize,
}
