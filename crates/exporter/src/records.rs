//! A `Disclosure` and what is known about its file → the rows of every relation.
//!
//! Nothing is stored: each row is handed to a [`Sink`] as soon as it is made, so a large
//! document costs no more memory than its largest row.

mod cells;
mod check;
mod context;
mod diagnostic;
mod document;
mod form;
mod input;
mod references;
mod rows;
mod sink;
mod table;
mod text;

pub use check::write_late;
pub use diagnostic::{EXPLANATIONS, KEPT_UNREAD, write_duplicate};
pub use document::{Status, VERSION, status};
pub use input::{Content, Failure, Input, Outcome};
pub(crate) use references::References;
pub use sink::Sink;

use crate::ids::{self, Ids};
use crate::wide;
use context::Context;
use diagnostic::AMBIGUOUS_CELL;
use extractor::Document;
use parser::{Diagnostic, Disclosure, Origin, Severity};
use sink::emit;

/// The `doc_id` of an input.
pub fn doc_id(input: &Input<'_>) -> String {
    match input.outcome {
        Outcome::Read { document, .. } => ids::doc_id(&document.sha256),
        Outcome::Failed { sha256, .. } => ids::doc_id(sha256),
        Outcome::Unreadable(_) => ids::unreadable_doc_id(input.file_name),
    }
}

/// How reading a document went as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How it ended.
    pub status: Status,
    /// What to try where it is not ok.
    pub hint: String,
    /// Whether the file failed as a whole or some of its pages did.
    pub has_failed: bool,
}

/// How reading a document went as a whole.
pub fn summary(document: &Document, disclosure: &Disclosure) -> Summary {
    let status = status(document, disclosure);
    let hint =
        document::whole_document(document, disclosure).map(|d| d.hint).or_else(|| {
            let unread = |d: &&Diagnostic| d.code == parser::NEEDS_OCR;
            disclosure.diagnostics.iter().find(unread).map(|d| d.hint.clone())
        });
    let has_failed =
        matches!(status, Status::Failed(_)) || document::is_damaged(document, disclosure);
    Summary { status, hint: hint.unwrap_or_default(), has_failed }
}

/// Hands only the rows of `checks.csv` to the sink, in the order of `Disclosure::checks`.
pub fn write_checks(doc_id: &str, disclosure: &Disclosure, sink: &mut dyn Sink) {
    check::checks(doc_id, disclosure, &References::of(doc_id, disclosure), sink);
}

/// Hands all rows of one input to the sink.
pub fn write(input: &Input<'_>, doc_id: &str, content: Content, sink: &mut dyn Sink) {
    write_referring(input, doc_id, content, sink);
}

/// The same, and the ids that were given.
pub(crate) fn write_referring(
    input: &Input<'_>,
    doc_id: &str,
    content: Content,
    sink: &mut dyn Sink,
) -> References {
    let mut context = Context { doc_id, input, content, ids: Ids::default() };
    match input.outcome {
        Outcome::Read { document, disclosure } => {
            context.read(document, disclosure, sink)
        }
        Outcome::Failed { failure, .. } | Outcome::Unreadable(failure) => {
            emit(sink, &document::failed_row(&context, failure));
            context.failure(failure, sink);
            References::default()
        }
    }
}

impl<'a> Context<'a> {
    fn read(
        &mut self,
        document: &'a Document,
        disclosure: &'a Disclosure,
        sink: &mut dyn Sink,
    ) -> References {
        let references = References::of(self.doc_id, disclosure);
        emit(sink, &document::read_row(self, document, disclosure));
        document::pages(self, document, disclosure, sink);
        for (table, ids) in disclosure.tables.iter().zip(&references.tables) {
            self.table(table, ids, sink);
            let place = wide::Place {
                doc_id: self.doc_id,
                table_id: &ids.table,
                file_name: self.input.file_name,
                source_url: self.input.source_url,
            };
            wide::lines(place, table, |file, cells| sink.wide(file, cells));
        }
        for (project, ids) in disclosure.projects.iter().zip(&references.projects) {
            self.project(project, ids, disclosure, sink);
        }
        self.sections(&disclosure.sections, &references, sink);
        self.statements(disclosure, &references, sink);
        check::checks(self.doc_id, disclosure, &references, sink);
        for warning in &document.warnings {
            let mut diagnostic = Diagnostic::new(
                warning.code,
                Severity::Warning,
                warning.message.as_str(),
            );
            diagnostic.hint.clone_from(&warning.hint);
            if let Some(page) = warning.page {
                let origin = Origin { page: Some(page), ..Origin::default() };
                diagnostic = diagnostic.at(origin);
            }
            self.diagnostic(&diagnostic, &references, sink);
        }
        for diagnostic in &disclosure.diagnostics {
            self.diagnostic(diagnostic, &references, sink);
        }
        for (index, table) in disclosure.tables.iter().enumerate() {
            let keys = wide::ambiguous_keys(table);
            if !keys.is_empty() {
                let message = format!(
                    "{}: two columns are {}; its cells stay empty in the wide file",
                    table.id,
                    keys.join(", ")
                );
                let diagnostic =
                    Diagnostic::new(AMBIGUOUS_CELL, Severity::Warning, message)
                        .table(index)
                        .hint("facts.csv has both amounts with their header paths");
                self.diagnostic(&diagnostic, &references, sink);
            }
        }
        if let Some(diagnostic) = document::whole_document(document, disclosure) {
            self.diagnostic(&diagnostic, &references, sink);
        }
        references
    }
}
