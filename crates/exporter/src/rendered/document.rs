//! One document, ready to be appended.

use super::rows::Stats;
use crate::records::{Failure, Status};
use crate::{batch, schema};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// One document, ready to be appended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rendered {
    /// File name, relative to the given input.
    pub file_name: String,
    /// How reading it ended.
    pub status: Status,
    /// What to try when it failed.
    pub hint: String,
    /// Whether the file failed as a whole or some of its pages did.
    pub has_failed: bool,
    /// What it contributed.
    pub stats: Stats,
    pub(crate) source_url: String,
    pub(crate) retrieved_at: String,
    pub(crate) summary: batch::Summary,
    pub(crate) doc_id: String,
    pub(crate) body: Body,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Body {
    /// Bytes per file.
    Rows(Vec<ByteBuf>),
    /// Two inputs without bytes may have one name: the id is only known when it is
    /// their turn.
    Unreadable(Failure),
}

impl Rendered {
    /// The `doc_id`; of inputs whose bytes could not be had, several may share it until they
    /// are written.
    pub fn doc_id(&self) -> &str {
        &self.doc_id
    }

    /// Its rows of a relation as CSV without a header; none of a document without bytes.
    pub fn rows(&self, relation: &str) -> &[u8] {
        let index = schema::relations().iter().position(|r| r.name == relation);
        match (&self.body, index) {
            (Body::Rows(files), Some(index)) => {
                files.get(index).map_or(&[][..], |rows| rows.as_slice())
            }
            _ => &[],
        }
    }
}
