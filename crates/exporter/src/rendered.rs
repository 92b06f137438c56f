//! One document as rows: made on any thread or in another process, appended when its turn
//! comes, kept in a database meanwhile.

mod bytes;
mod document;
mod provenance;
mod rows;

pub use bytes::{Unusable, format};
pub(crate) use document::Body;
pub use document::Rendered;
pub use provenance::Provenance;
pub use rows::Stats;
pub(crate) use rows::{Rows, layout};

use crate::batch;
use crate::options::Options;
use crate::records::{self, Content, Input, Outcome, Status, Summary};
use extractor::{Layer, Page};
use parser::Check;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

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
