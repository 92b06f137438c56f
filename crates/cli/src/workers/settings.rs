//! How a pool reads.

use crate::limits::Limits;
use crate::ocr;
use exporter::Options;

/// Where documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// In processes of their own, within the limits.
    Workers,
    /// In this process: only the number of pages is limited.
    InProcess,
}

/// How documents are read.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Documents read at the same time; 0 for one per processor.
    pub(crate) jobs: usize,
    pub(crate) isolation: Isolation,
    pub(crate) limits: Limits,
    pub(crate) ocr: ocr::Options,
    pub(crate) options: Options,
}
