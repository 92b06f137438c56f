//! `Paper`: all rows of one document, from a fresh reading or from a bundle.

use crate::record::Record;
use exporter::records::{Content, Sink};
use exporter::schema;
use extractor::Document;
use parser::Disclosure;
use std::collections::HashMap;
use std::sync::Arc;

/// Relations that a page shows something of.
pub(crate) const SHOWN: [&str; 11] = [
    "pages",
    "tables",
    "facts",
    "projects",
    "funding",
    "indicators",
    "statements",
    "checks",
    "diagnostics",
    "views.sangong",
    "views.spending_by_class",
];

/// All rows of one document.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its row in `documents.csv`.
    pub document: Record,
    rows: HashMap<&'static str, Vec<Record>>,
    /// Where everything is that an identity may name.
    named: HashMap<String, (&'static str, usize)>,
}

/// What an identity may name, and by which column.
const NAMED: [(&str, &str); 4] = [
    ("facts", "fact_id"),
    ("statements", "statement_id"),
    ("indicators", "indicator_id"),
    ("funding", "project_id"),
];

impl Paper {
    /// The rows of a document that was just read; ids are those of every other reading.
    pub fn of(file_name: &str, document: &Document, disclosure: &Disclosure) -> Paper {
        let input = exporter::Input {
            file_name,
            source_url: "",
            retrieved_at: "",
            outcome: exporter::Outcome::Read { document, disclosure },
        };
        let doc_id = exporter::records::doc_id(&input);
        let mut rows = Rows::default();
        exporter::records::write(&input, &doc_id, Content::default(), &mut rows);
        let document = rows.rows.remove("documents").and_then(|mut rows| rows.pop());
        let nothing = || Record::new(Arc::from([]), Vec::new());
        Paper::new(document.unwrap_or_else(nothing), rows.rows)
    }

    pub(crate) fn new(
        document: Record,
        rows: HashMap<&'static str, Vec<Record>>,
    ) -> Paper {
        let mut named = HashMap::new();
        for (relation, column) in NAMED {
            for (at, row) in rows.get(relation).into_iter().flatten().enumerate() {
                named.entry(row.get(column).to_owned()).or_insert((relation, at));
            }
        }
        Paper { document, rows, named }
    }

    /// Its rows of a relation.
    pub fn rows(&self, relation: &str) -> &[Record] {
        self.rows.get(relation).map_or(&[], Vec::as_slice)
    }

    /// The row with an id.
    pub fn find(&self, relation: &str, column: &str, id: &str) -> Option<&Record> {
        self.rows(relation).iter().find(|row| row.get(column) == id)
    }

    /// Whatever an identity names: a fact, a statement, an indicator, or the first amount of
    /// a form.
    pub fn evidence(&self, id: &str) -> Option<&Record> {
        let (relation, at) = *self.named.get(id)?;
        self.rows(relation).get(at)
    }

    /// The printed number of a page, empty where none is known.
    pub fn label(&self, page: u32) -> &str {
        let wanted = page.to_string();
        self.find("pages", "page", &wanted).map_or("", |row| row.get("page_label"))
    }

    /// The table that a fact stands in.
    pub fn table_of(&self, fact: &Record) -> Option<&Record> {
        self.find("tables", "table_id", fact.get("table_id"))
    }
}

#[derive(Default)]
struct Rows {
    names: HashMap<&'static str, Arc<[String]>>,
    rows: HashMap<&'static str, Vec<Record>>,
}

impl Sink for Rows {
    fn row(&mut self, relation: &'static str, cells: &[&str]) {
        if relation != "documents" && !SHOWN.contains(&relation) {
            return;
        }
        let names = self.names.entry(relation).or_insert_with(|| {
            let fields = schema::relation(relation).map(|r| r.fields.as_slice());
            fields.unwrap_or_default().iter().map(|f| f.name.to_owned()).collect()
        });
        let cells = cells.iter().map(|cell| crate::clean::clean(cell)).collect();
        let row = Record::new(names.clone(), cells);
        self.rows.entry(relation).or_default().push(row);
    }

    fn wide(&mut self, _file: usize, _cells: &[&str]) {}
}
