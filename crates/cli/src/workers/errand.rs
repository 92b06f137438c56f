//! What is wanted of a document: how it is asked for, and what is made where it is read.

use super::message::{File, Job};
use crate::checking::{self, Checked, Wanted};
use crate::reading::{self, Item};
use exporter::{Failure, Options, Rendered};
use extractor::{Ocr, Watch};

/// What is wanted of documents.
pub(super) trait Errand: Sync {
    /// What comes of one.
    type Made: Send;

    /// How a worker is asked for it; nothing where there is nothing to read.
    fn job(&self, index: usize, item: &Item) -> Option<Job>;

    /// Reads the document in this process.
    fn here(
        &self,
        index: usize,
        item: &Item,
        ocr: Option<&Ocr>,
        watch: Watch<'_>,
    ) -> Self::Made;

    /// What a worker made; nothing where it is not understood.
    fn unpacked(&self, bytes: &[u8]) -> Option<Self::Made>;

    /// What stands for a document that cost its reader.
    fn lost(&self, item: &Item, failure: Failure) -> Self::Made;
}

/// The rows of documents.
pub(super) struct Rows(pub(super) Options);

impl Errand for Rows {
    type Made = Rendered;

    fn job(&self, _: usize, item: &Item) -> Option<Job> {
        File::of(item).map(Job::Rows)
    }

    fn here(
        &self,
        _: usize,
        item: &Item,
        ocr: Option<&Ocr>,
        watch: Watch<'_>,
    ) -> Rendered {
        reading::render(item, ocr, watch, self.0)
    }

    fn unpacked(&self, bytes: &[u8]) -> Option<Rendered> {
        Rendered::from_bytes(bytes).ok()
    }

    fn lost(&self, item: &Item, failure: Failure) -> Rendered {
        reading::failed(item, &failure, self.0)
    }
}

/// The findings of documents.
pub(super) struct Findings<'a>(pub(super) &'a Wanted);

impl Errand for Findings<'_> {
    type Made = Checked;

    fn job(&self, index: usize, item: &Item) -> Option<Job> {
        File::of(item).map(|file| Job::Check(file, index, self.0.clone()))
    }

    fn here(
        &self,
        index: usize,
        item: &Item,
        ocr: Option<&Ocr>,
        watch: Watch<'_>,
    ) -> Checked {
        checking::one(index, &item.input, ocr, watch, self.0)
    }

    fn unpacked(&self, bytes: &[u8]) -> Option<Checked> {
        postcard::from_bytes(bytes).ok()
    }

    fn lost(&self, item: &Item, failure: Failure) -> Checked {
        Checked { name: item.input.name.clone(), result: Err(failure) }
    }
}
