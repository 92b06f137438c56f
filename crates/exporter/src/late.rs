//! A check that only several documents together allow, and what takes part in it.

use parser::{Check, Outcome};

/// A fact of any document of the run, as a check of the last pass names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Cited {
    /// Position of the document in the run.
    pub document: usize,
    /// Its `fact_id`.
    pub fact_id: String,
    /// Its `table_id`.
    pub table_id: String,
    /// Its page.
    pub page: Option<u32>,
    /// What it is.
    pub label: String,
    /// What is printed.
    pub printed: String,
    /// Unit of money as printed.
    pub unit: String,
}

/// A check of the last pass.
#[derive(Debug, Clone)]
pub struct LateCheck {
    /// Position of the document that it is about.
    pub document: usize,
    /// Its `doc_id`.
    pub doc_id: String,
    /// The check; its evidence is in `cited`.
    pub check: Check,
    /// What takes part, the document's own first.
    pub cited: Vec<Cited>,
}

impl LateCheck {
    /// Whether it is told as a finding, and not only counted.
    pub fn is_violation(&self) -> bool {
        self.check.result == Outcome::Violated
    }
}
