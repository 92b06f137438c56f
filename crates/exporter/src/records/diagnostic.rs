//! `diagnostics.csv`, and what the codes of this crate mean.

use super::cells::Place;
use super::context::Context;
use super::document;
use super::input::Failure;
use super::references::References;
use super::rows::DiagnosticRow;
use super::sink::{Sink, emit};
use crate::ids::Ids;
use parser::{Diagnostic, Explanation, FactRef, Severity};
use std::fmt::Display;

const DUPLICATE_INPUT: &str = "duplicate-input";
pub(super) const AMBIGUOUS_CELL: &str = "ambiguous-wide-cell";

/// A file of a kind that nothing here reads.
pub const KEPT_UNREAD: &str = "kept-unread";

/// The diagnostics of this crate.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: DUPLICATE_INPUT,
        summary: "two inputs have the same bytes",
        detail: "Equal bytes are one document: the first input in order has a row in \
                 documents.csv, later ones only this diagnostic. Nothing is counted twice.",
    },
    Explanation {
        code: KEPT_UNREAD,
        summary: "a file that was brought is of a kind that nothing here reads",
        detail: "Spreadsheets, Word files, OFD, 7z and the like are kept as they came, with \
                 their address. They have a row in documents.csv, so that nothing is missing \
                 without a word, and no rows anywhere else. Many sites publish the same \
                 tables as PDF beside them.",
    },
    Explanation {
        code: AMBIGUOUS_CELL,
        summary: "two columns of a table have the same canonical key",
        detail: "The wide file has one cell per key and would have to choose, so it leaves \
                 the cell empty. facts.csv has both amounts; their column_path tells them \
                 apart. A catalog entry that tells the headers apart solves it.",
    },
    Explanation {
        code: document::IMAGE_ONLY,
        summary: "pages are only pictures",
        detail: "A scan has no characters to read. Born-digital files with some scanned \
                 pages are read in part. Read the file without --no-ocr; `scripts/ocr-models` \
                 brings the models that read pictures. An original with text is always \
                 better: ask the publisher for it.",
    },
    Explanation {
        code: document::NOTHING_TO_READ,
        summary: "there is no text on any page",
        detail: "The pages have neither text nor a picture of text: drawings, empty pages, \
                 or text drawn as outlines.",
    },
];

/// The row that says that an input has the bytes of an earlier one.
pub fn write_duplicate(doc_id: &str, file_name: &str, first: &str, sink: &mut dyn Sink) {
    let message = format!(
        "「{file_name}」 has the same bytes as 「{first}」, which stands for both"
    );
    // The name tells several duplicates of one document apart.
    let id = Ids::default().next('g', doc_id, &[&"duplicate-input", &file_name, &first]);
    let row = DiagnosticRow {
        diagnostic_id: id.into(),
        doc_id: doc_id.into(),
        code: DUPLICATE_INPUT.into(),
        severity: Severity::Info.name().into(),
        message: parser::mask::mask(&message),
        hint: "nothing is lost; remove one of the files to silence this".into(),
        ..DiagnosticRow::default()
    };
    emit(sink, &row);
}

impl Context<'_> {
    /// The diagnostic of a document that was not read at all.
    pub(super) fn failure(&mut self, failure: &Failure, sink: &mut dyn Sink) {
        let severity = match failure.code == KEPT_UNREAD {
            true => Severity::Info,
            false => Severity::Error,
        };
        // A table and a place that there are not.
        let position: [&dyn Display; 7] = [&failure.code, &"", &"", &"", &"", &"", &""];
        let row = DiagnosticRow {
            diagnostic_id: self.ids.next('g', self.doc_id, &position).into(),
            doc_id: self.doc_id.into(),
            code: failure.code.as_ref().into(),
            severity: severity.name().into(),
            message: parser::mask::mask(&failure.reason),
            hint: parser::mask::mask(&failure.hint),
            ..DiagnosticRow::default()
        };
        emit(sink, &row);
    }

    pub(super) fn diagnostic(
        &mut self,
        diagnostic: &Diagnostic,
        references: &References,
        sink: &mut dyn Sink,
    ) {
        let place = diagnostic.origin.map(Place::of).unwrap_or_default();
        let table = diagnostic.table;
        let fact = table.zip(diagnostic.value).and_then(|(table, (row, value))| {
            references.fact(FactRef { table, row, value })
        });
        let table_id =
            table.and_then(|index| references.table(index)).unwrap_or_default();
        let id = self.ids.next(
            'g',
            self.doc_id,
            &[
                &diagnostic.code,
                &table_id,
                &place.page,
                &place.x0,
                &place.y0,
                &place.x1,
                &place.y1,
            ],
        );
        let row = DiagnosticRow {
            diagnostic_id: id.into(),
            doc_id: self.doc_id.into(),
            code: diagnostic.code.into(),
            severity: diagnostic.severity.name().into(),
            message: parser::mask::mask(&diagnostic.message),
            page: place.page,
            x0: place.x0,
            y0: place.y0,
            x1: place.x1,
            y1: place.y1,
            printed: parser::mask::mask(&diagnostic.printed),
            table_id: table_id.into(),
            fact_id: fact.unwrap_or_default().into(),
            hint: parser::mask::mask(&diagnostic.hint),
        };
        emit(sink, &row);
    }
}
