//! One input and what became of it.

use extractor::Document;
use parser::Disclosure;
use std::borrow::Cow;

/// One input and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name, relative to the given input.
    pub file_name: &'a str,
    /// Where the file came from, if known.
    pub source_url: &'a str,
    /// When it was retrieved, if known.
    pub retrieved_at: &'a str,
    /// What became of it.
    pub outcome: Outcome<'a>,
}

/// What became of an input.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// It was read, perhaps in part.
    Read {
        /// The marks.
        document: &'a Document,
        /// What they say.
        disclosure: &'a Disclosure,
    },
    /// Its bytes were had, but not understood.
    Failed {
        /// SHA-256 of the bytes.
        sha256: &'a str,
        /// Length of the bytes.
        byte_size: u64,
        /// Why.
        failure: &'a Failure,
    },
    /// Its bytes could not be had.
    Unreadable(&'a Failure),
}

/// Why an input could not be read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Failure {
    /// Stable name, explained by `gongkai explain CODE`.
    pub code: Cow<'static, str>,
    /// What is wrong, lower case, no full stop.
    pub reason: String,
    /// What to try.
    pub hint: String,
}

/// What the rows may contain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Content {
    /// Whether named contacts are exported.
    pub contacts: bool,
}
