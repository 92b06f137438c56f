//! One document as rows: made on any thread or in another process, appended when its turn
//! comes, kept in a database meanwhile.

mod bytes;
mod provenance;

pub use bytes::{Unusable, format};

use crate::batch;
use crate::bundle::Options;
use crate::bundle::rows::{Rows, Stats};
use crate::records::{self, Content, Failure, Input, Outcome, Status, Summary};
use crate::schema;
use extractor::{Layer, Page};
use parser::Check;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

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

/// Turns one input into rows; runs on any thread.
pub fn render(input: &Input<'_>, options: Options) -> Rendered {
    let doc_id = records::doc_id(input);
    let whole = match input.outcome {
        Outcome::Read { document, disclosure } => records::summary(document, disclosure),
        Outcome::Failed { failure, .. } | Outcome::Unreadable(failure) => Summary {
            status: Status::Failed(failure.reason.clone()),
            hint: failure.hint.clone(),
            has_failed: true,
        },
    };
    let mut summary = batch::Summary::default();
    let (body, stats) = if let Outcome::Unreadable(failure) = input.outcome {
        let body = Body::Unreadable(failure.clone());
        let diagnostics = BTreeMap::from([(failure.code.to_string(), 1)]);
        (body, Stats { diagnostics, ..Stats::default() })
    } else {
        let mut rows = Rows::new(options);
        let content = Content { contacts: options.contacts };
        let references = records::write_referring(input, &doc_id, content, &mut rows);
        if let Outcome::Read { document, disclosure } = input.outcome {
            summary = batch::summary_with(&doc_id, disclosure, &references);
            let is_picture = |page: &&Page| extractor::layer(page) == Layer::Picture;
            rows.stats.pictures = document.pages.iter().filter(is_picture).count();
            rows.stats.findings = parser::check::findings(&disclosure.checks).len();
            rows.stats.contradicts =
                disclosure.checks.iter().any(Check::is_contradiction);
        }
        (Body::Rows(rows.files.into_iter().map(ByteBuf::from).collect()), rows.stats)
    };
    Rendered {
        file_name: input.file_name.to_owned(),
        status: whole.status,
        hint: whole.hint,
        has_failed: whole.has_failed,
        stats,
        source_url: input.source_url.to_owned(),
        retrieved_at: input.retrieved_at.to_owned(),
        summary,
        doc_id,
        body,
    }
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
