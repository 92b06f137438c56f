//! `changes.csv`: what a store exports otherwise than before, so that whoever loads its tables
//! can take out what is not there any more.

use crate::csv::write_row;
use crate::schema::Field;

/// What happened to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// 新增: it was not exported before, or was withdrawn.
    Added,
    /// 替换: its rows stand for those of other documents, or of itself as it was.
    Replaced,
    /// 撤下: its publisher does not show it any more, or it is not exported any more.
    Withdrawn,
}

impl ChangeKind {
    /// The word of `changes.csv`.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Replaced => "replaced",
            ChangeKind::Withdrawn => "withdrawn",
        }
    }
}

/// Why a document is exported otherwise than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeReason {
    /// It came for the first time.
    New,
    /// It had been withdrawn, and is there again.
    Returned,
    /// Other bytes lie at its place.
    NewVersion,
    /// The same bytes were read again with another result, or are known by another name,
    /// address or label.
    Updated,
    /// The server says that it is no more, or its archive is without it.
    Gone,
    /// It was replaced by bytes that were not read yet.
    Superseded,
    /// It does not meet the conditions of the export any more.
    Deselected,
}

impl ChangeReason {
    /// The word of `changes.csv`.
    pub fn word(self) -> &'static str {
        match self {
            ChangeReason::New => "new",
            ChangeReason::Returned => "returned",
            ChangeReason::NewVersion => "new_version",
            ChangeReason::Updated => "updated",
            ChangeReason::Gone => "gone",
            ChangeReason::Superseded => "superseded",
            ChangeReason::Deselected => "deselected",
        }
    }
}

/// One document that is exported otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub doc_id: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The documents whose rows it takes the place of.
    pub replaces: Vec<String>,
    /// Why.
    pub reason: ChangeReason,
    /// The address it came from, empty where there is none.
    pub source_url: String,
}

/// Appends the rows.
pub(crate) fn write(changes: &[Change], fields: &[Field], out: &mut Vec<u8>) {
    crate::csv::write_header(out, fields);
    for change in changes {
        let replaces = change.replaces.join(";");
        let cells = [
            change.doc_id.as_str(),
            change.kind.word(),
            &replaces,
            change.reason.word(),
            &change.source_url,
        ];
        write_row(out, fields, &cells);
    }
}
