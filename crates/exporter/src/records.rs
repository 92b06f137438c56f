//! A `Disclosure` and what is known about its file → the rows of every relation.
//!
//! Nothing is stored: each row is handed to a [`Sink`] as soon as it is made, so a large
//! document costs no more memory than its largest row.

mod document;
mod form;
mod rows;
mod table;
mod text;
mod words;

pub use document::{Status, status};
pub(crate) use document::{is_damaged, whole_document};
pub(crate) use table::{has_facts, side_of};
pub(crate) use words::Word;

use crate::ids::{self, Ids};
use crate::wide;
use extractor::Document;
use parser::{Diagnostic, Disclosure, Explanation, Origin, Severity};
use rows::{Cell, DiagnosticRow, Row};

/// Version written to `documents.csv`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where rows go.
pub trait Sink {
    /// Takes one row of a relation; cells are in the order of the schema.
    fn row(&mut self, relation: &'static str, cells: &[&str]);

    /// Takes one line of a wide file; `file` is an index into [`crate::wide::files`].
    fn wide(&mut self, file: usize, cells: &[&str]);
}

/// One input and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name, relative to the given input.
    pub file_name: &'a str,
    /// Where the file came from, if known.
    pub source_url: &'a str,
    /// When it was retrieved, if known.
    pub retrieved_at: &'a str,
    /// What became of it.
    pub outcome: Outcome<'a>,
}

/// What became of an input.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// It was read, perhaps in part.
    Read {
        /// The marks.
        document: &'a Document,
        /// What they say.
        disclosure: &'a Disclosure,
    },
    /// Its bytes were had, but not understood.
    Failed {
        /// SHA-256 of the bytes.
        sha256: &'a str,
        /// Length of the bytes.
        byte_size: u64,
        /// Why.
        failure: &'a Failure,
    },
    /// Its bytes could not be had.
    Unreadable(&'a Failure),
}

/// Why an input could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable name, explained by `gongkai explain CODE`.
    pub code: &'static str,
    /// What is wrong, lower case, no full stop.
    pub reason: String,
    /// What to try.
    pub hint: String,
}

/// What the rows may contain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Content {
    /// Whether named contacts are exported.
    pub contacts: bool,
}

/// The `doc_id` of an input.
pub fn doc_id(input: &Input<'_>) -> String {
    match input.outcome {
        Outcome::Read { document, .. } => ids::doc_id(&document.sha256),
        Outcome::Failed { sha256, .. } => ids::doc_id(sha256),
        Outcome::Unreadable(_) => ids::unreadable_doc_id(input.file_name),
    }
}

/// Hands all rows of one input to the sink.
pub fn write(input: &Input<'_>, doc_id: &str, content: Content, sink: &mut dyn Sink) {
    let mut context = Context { doc_id, input, content, ids: Ids::default() };
    match input.outcome {
        Outcome::Read { document, disclosure } => {
            context.read(document, disclosure, sink);
        }
        Outcome::Failed { failure, .. } | Outcome::Unreadable(failure) => {
            emit(sink, &document::failed_row(&context, failure));
            let mut diagnostic =
                Diagnostic::new(failure.code, Severity::Error, failure.reason.as_str());
            diagnostic.hint.clone_from(&failure.hint);
            context.diagnostic(&diagnostic, &[], sink);
        }
    }
}

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

const DUPLICATE_INPUT: &str = "duplicate-input";
const AMBIGUOUS_CELL: &str = "ambiguous-wide-cell";

/// The diagnostics of this crate.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: DUPLICATE_INPUT,
        summary: "two inputs have the same bytes",
        detail: "Equal bytes are one document: the first input in order has a row in \
                 documents.csv, later ones only this diagnostic. Nothing is counted twice.",
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
                 pages are read in part. Ask the publisher for the original file, or run \
                 OCR on it first.",
    },
    Explanation {
        code: document::NOTHING_TO_READ,
        summary: "there is no text on any page",
        detail: "The pages have neither text nor a picture of text: drawings, empty pages, \
                 or text drawn as outlines.",
    },
];

fn emit<R: Row>(sink: &mut dyn Sink, row: &R) {
    sink.row(R::RELATION, &row.cells());
}

/// What all rows of one input share.
struct Context<'a> {
    doc_id: &'a str,
    input: &'a Input<'a>,
    content: Content,
    ids: Ids,
}

/// Ids given to a table and to its facts by row and value, for diagnostics to point to.
#[derive(Default)]
struct TableIds {
    table: String,
    facts: Vec<Vec<String>>,
}

impl<'a> Context<'a> {
    fn read(
        &mut self,
        document: &'a Document,
        disclosure: &'a Disclosure,
        sink: &mut dyn Sink,
    ) {
        let ids: Vec<TableIds> =
            disclosure.tables.iter().map(|table| self.table_ids(table)).collect();
        emit(sink, &document::read_row(self, document, disclosure));
        document::pages(self, document, disclosure, sink);
        for (table, ids) in disclosure.tables.iter().zip(&ids) {
            self.table(table, ids, sink);
            wide::lines(self.doc_id, &ids.table, table, |file, cells| {
                sink.wide(file, cells);
            });
        }
        for (index, project) in disclosure.projects.iter().enumerate() {
            self.project(index, project, disclosure, sink);
        }
        self.sections(&disclosure.sections, sink);
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
            self.diagnostic(&diagnostic, &ids, sink);
        }
        for diagnostic in &disclosure.diagnostics {
            self.diagnostic(diagnostic, &ids, sink);
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
                self.diagnostic(&diagnostic, &ids, sink);
            }
        }
        if let Some(diagnostic) = document::whole_document(document, disclosure) {
            self.diagnostic(&diagnostic, &ids, sink);
        }
    }

    fn diagnostic(
        &mut self,
        diagnostic: &Diagnostic,
        tables: &[TableIds],
        sink: &mut dyn Sink,
    ) {
        let place = diagnostic.origin.map(Place::of).unwrap_or_default();
        let table = diagnostic.table.and_then(|index| tables.get(index));
        let fact = table.zip(diagnostic.value).and_then(|(table, (row, value))| {
            table.facts.get(row).and_then(|facts| facts.get(value))
        });
        let table_id = table.map_or("", |table| table.table.as_str());
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
            fact_id: fact.map_or("", String::as_str).into(),
            hint: parser::mask::mask(&diagnostic.hint),
        };
        emit(sink, &row);
    }

    fn page_url(&self, page: Option<u32>) -> Cell<'static> {
        match page {
            Some(page) if !self.input.source_url.is_empty() => {
                format!("{}#page={page}", self.input.source_url).into()
            }
            _ => Cell::default(),
        }
    }
}

/// An origin as cells.
#[derive(Default)]
struct Place {
    page: Cell<'static>,
    x0: Cell<'static>,
    y0: Cell<'static>,
    x1: Cell<'static>,
    y1: Cell<'static>,
}

impl Place {
    fn of(origin: Origin) -> Place {
        let page = optional(origin.page);
        if origin.rect == extractor::Rect::default() {
            // Only the page is known.
            return Place { page, ..Place::default() };
        }
        Place {
            page,
            x0: crate::number::coordinate(origin.rect.x0).into(),
            y0: crate::number::coordinate(origin.rect.y0).into(),
            x1: crate::number::coordinate(origin.rect.x1).into(),
            y1: crate::number::coordinate(origin.rect.y1).into(),
        }
    }
}

fn optional<T: ToString>(value: Option<T>) -> Cell<'static> {
    value.map_or(Cell::default(), |value| value.to_string().into())
}

fn boolean(value: bool) -> Cell<'static> {
    if value { "true".into() } else { "false".into() }
}
