//! What the program and its workers say to each other.

use crate::inputs::{Input, Task};
use crate::ocr;
use crate::reading::Item;
use exporter::Options;
use extractor::SourceKind;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;

/// The first message to a worker: how it reads.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Setup {
    /// Most pages of a document.
    pub(super) max_pages: usize,
    /// Pictures read at the same time.
    pub(super) pages_at_once: usize,
    /// Address space in bytes.
    pub(super) address_space: u64,
    pub(super) no_ocr: bool,
    pub(super) ocr_models: Option<OsString>,
    pub(super) no_bom: bool,
    pub(super) contacts: bool,
}

impl Setup {
    pub(super) fn ocr(&self) -> ocr::Options {
        let models = self.ocr_models.clone().map(Into::into);
        ocr::Options { models, is_off: self.no_ocr }
    }

    pub(super) fn options(&self) -> Options {
        Options { no_bom: self.no_bom, contacts: self.contacts }
    }
}

/// Any further message to a worker: a document to read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    /// Names need not be UTF-8.
    path: OsString,
    name: String,
    #[serde(with = "Kind")]
    kind: SourceKind,
    source_url: String,
    retrieved_at: String,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "SourceKind")]
enum Kind {
    Pdf,
    Text,
    Image,
}

impl Job {
    pub(super) fn of(item: &Item, kind: SourceKind) -> Job {
        Job {
            path: item.input.path.clone().into(),
            name: item.input.name.clone(),
            kind,
            source_url: item.source_url.clone(),
            retrieved_at: item.retrieved_at.clone(),
        }
    }

    pub(super) fn into_item(self) -> Item {
        let task = Task::Read(self.kind);
        let input = Input { path: self.path.into(), name: self.name, task };
        Item { input, source_url: self.source_url, retrieved_at: self.retrieved_at }
    }
}

/// What a worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// A page has been read.
    Page {
        /// Its number.
        page: usize,
        /// How many there are.
        pages: usize,
    },
    /// The document is done.
    Done {
        /// [`exporter::Rendered::to_bytes`]
        #[serde(with = "serde_bytes")]
        rendered: Vec<u8>,
        /// Why pictures were not read, if one was met.
        problem: Option<String>,
    },
}
