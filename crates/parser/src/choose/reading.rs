//! Another reading of a table, and what must speak against the first.

use crate::catalog::Catalog;
use crate::disclosure::DocKind;
use crate::table::stitch::{Piece, Raw};
use crate::table::understand::{self, Understood};
use std::borrow::Cow;

/// More readings of one table than this are a guess.
pub(crate) const MOST_READINGS: usize = 16;

/// What is known about the document when its tables are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// All pieces of the document.
    pub(crate) pieces: &'a [Piece],
    /// Final accounts or budget.
    pub(crate) kind: DocKind,
    /// The document's year.
    pub(crate) year: Option<u16>,
    /// The catalog.
    pub(crate) catalog: &'static Catalog,
}

impl Context<'_> {
    pub(crate) fn understand(&self, raw: &Raw, pieces: &[Piece]) -> Understood {
        understand::understand(raw, pieces, self.kind, self.year, self.catalog)
    }
}

/// Another reading of a table.
pub(crate) struct Reading<'a> {
    pub(crate) raw: Raw,
    pub(crate) pieces: Cow<'a, [Piece]>,
    /// What it takes otherwise than the first, for the diagnostic.
    pub(crate) what: String,
    /// Whether the printed words allow it; one that they do not can still be a rival.
    pub(crate) allowed: bool,
    /// Whether the paths of the columns are made up and those of the first are the printed
    /// ones.
    pub(crate) made_up: bool,
    /// How many stitched tables it takes.
    pub(crate) takes: usize,
}

/// The readings that one doubt leaves open beside the first.
pub(crate) struct Doubt<'a> {
    pub(crate) readings: Vec<Reading<'a>>,
    /// What must speak against the first one.
    pub(crate) against: Against,
}

/// What must speak against a first reading before others are tried.
pub(crate) enum Against {
    /// Nothing more: it does not understand all that is printed.
    Itself,
    /// An identity that is violated or lacks a number.
    Gap,
    /// A violated identity.
    Contradiction,
}
