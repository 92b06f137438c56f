//! What the program and its workers say to each other.

use crate::checking::Wanted;
use crate::inputs::{Input, Task};
use crate::ocr;
use crate::reading::Item;
use exporter::Options;
use extractor::SourceKind;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::time::Duration;

/// A document with more pages than this that bring their reader down is given up.
const MOST_SKIPPED: usize = 5;

/// The first message to a worker: how it reads.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Setup {
    /// Most pages of a document.
    pub(super) max_pages: usize,
    /// Most work for the marks of a page.
    pub(super) page_limit: Duration,
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
        Options { no_bom: self.no_bom, contacts: self.contacts, ..Options::default() }
    }
}

/// Any further message to a worker: what to do.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Job {
    /// Read a document and answer with its rows.
    Rows(File),
    /// Read a document, the so-manieth of the input, and answer with its findings.
    Check(File, usize, Wanted),
    /// Run a command of the program.
    Command {
        /// Its command line.
        arguments: Vec<OsString>,
        /// Pages, from 1, that are not begun.
        skip: Vec<usize>,
        /// Whether it reads one document only, so that it is known whose pages these are.
        reads_one: bool,
    },
}

impl Job {
    /// Leaves out one more page from now on; whether that can be done.
    pub(super) fn leave_out(&mut self, page: usize) -> bool {
        let (skip, can) = match self {
            Job::Rows(file) | Job::Check(file, ..) => (&mut file.skip, true),
            Job::Command { skip, reads_one, .. } => (skip, *reads_one),
        };
        let can = can && skip.len() < MOST_SKIPPED;
        if can {
            skip.push(page);
        }
        can
    }
}

/// A document to read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct File {
    /// Names need not be UTF-8.
    path: OsString,
    name: String,
    #[serde(with = "Kind")]
    kind: SourceKind,
    source_url: String,
    retrieved_at: String,
    /// Pages, from 1, that brought a reading down before.
    skip: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "SourceKind")]
enum Kind {
    Pdf,
    Text,
    Image,
}

impl File {
    /// What a worker must know of an input; nothing where there is nothing to read.
    pub(super) fn of(item: &Item) -> Option<File> {
        let Task::Read(kind) = item.input.task else { return None };
        Some(File {
            path: item.input.path.clone().into(),
            name: item.input.name.clone(),
            kind,
            source_url: item.source_url.clone(),
            retrieved_at: item.retrieved_at.clone(),
            skip: Vec::new(),
        })
    }

    /// The document, and the pages of it that are left out.
    pub(super) fn into_item(self) -> (Item, Vec<usize>) {
        let task = Task::Read(self.kind);
        let input = Input { path: self.path.into(), name: self.name, task };
        let (source_url, retrieved_at) = (self.source_url, self.retrieved_at);
        (Item { input, source_url, retrieved_at }, self.skip)
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
    /// The marks of a page take longer than any page does; the worker ends.
    Stuck(usize),
    /// The next of several documents is begun: what follows is counted anew.
    Document,
    /// A part of what goes to stdout.
    Data(#[serde(with = "serde_bytes")] Vec<u8>),
    /// A line that goes to stderr.
    Line(String),
    /// The document is done.
    Done {
        /// What was made of it, in the form that the errand knows.
        #[serde(with = "serde_bytes")]
        made: Vec<u8>,
        /// Why pictures were not read, if one was met.
        problem: Option<String>,
    },
    /// The command has ended, with this exit code.
    Ended(u8),
}
