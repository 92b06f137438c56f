//! The documents of a bundle one after another, each with all its rows.
//!
//! The files of a bundle stand in the order of its documents, so one pass over all of them side
//! by side gives one document at a time, however many there are. Only what was found at the very
//! end (years compared with one another, inputs met twice) stands elsewhere and is kept.

use crate::clean::clean;
use crate::error::Error;
use crate::paper::{Paper, SHOWN};
use crate::record::Record;
use publisher::Package;
use publisher::package::{Resource, Rows};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The documents of a bundle one after another.
pub(crate) struct Papers<'a> {
    documents: std::vec::IntoIter<Record>,
    cursors: Vec<(&'static str, Cursor<'a>)>,
    late: HashMap<(String, &'static str), Vec<Record>>,
}

impl<'a> Papers<'a> {
    /// Opens all files of a bundle.
    pub(crate) fn open(package: &'a Package) -> Result<Papers<'a>, Error> {
        let mut documents = Vec::new();
        if let Some(resource) = package.resource("documents") {
            let mut cursor = Cursor::open(package, resource, "doc_id")?;
            while let Some(row) = cursor.next.take() {
                documents.push(row);
                cursor.advance()?;
            }
        }
        let order: HashMap<&str, usize> = documents
            .iter()
            .enumerate()
            .map(|(at, row)| (row.get("doc_id"), at))
            .collect();
        let mut cursors = Vec::new();
        let mut late: HashMap<(String, &'static str), Vec<Record>> = HashMap::new();
        for name in SHOWN {
            let Some(resource) = package.resource(name) else { continue };
            let key = if resource.position("doc_id").is_some() {
                "doc_id"
            } else {
                "project_id"
            };
            if matches!(name, "checks" | "diagnostics") {
                let mut cursor = Cursor::open(package, resource, key)?;
                let mut last = 0;
                while let Some(row) = cursor.next.take() {
                    let at = order.get(row.get(key)).copied().unwrap_or(usize::MAX);
                    if at < last {
                        late.entry((row.get(key).to_owned(), name))
                            .or_default()
                            .push(row);
                    } else if at < usize::MAX {
                        last = at;
                    }
                    cursor.advance()?;
                }
            }
            cursors.push((name, Cursor::open(package, resource, key)?));
        }
        Ok(Papers { documents: documents.into_iter(), cursors, late })
    }

    /// How many documents there are still.
    pub(crate) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The next document.
    pub(crate) fn advance(&mut self) -> Result<Option<Paper>, Error> {
        let Some(document) = self.documents.next() else { return Ok(None) };
        let doc_id = document.get("doc_id").to_owned();
        let mut rows: HashMap<&'static str, Vec<Record>> = HashMap::new();
        let mut projects: HashSet<String> = HashSet::new();
        for (name, cursor) in &mut self.cursors {
            let name = *name;
            let column = cursor.key;
            let is_own = |key: &str| match column {
                "doc_id" => key == doc_id,
                _ => projects.contains(key),
            };
            let mut own = cursor.take(is_own)?;
            if name == "projects" {
                projects =
                    own.iter().map(|row| row.get("project_id").to_owned()).collect();
            }
            own.extend(self.late.remove(&(doc_id.clone(), name)).unwrap_or_default());
            rows.insert(name, own);
        }
        Ok(Some(Paper::new(document, rows)))
    }
}

/// A file that is read row by row.
struct Cursor<'a> {
    rows: Rows<'a>,
    names: Arc<[String]>,
    key: &'static str,
    next: Option<Record>,
}

impl<'a> Cursor<'a> {
    fn open(
        package: &Package,
        resource: &'a Resource,
        key: &'static str,
    ) -> Result<Cursor<'a>, Error> {
        let names: Arc<[String]> =
            resource.fields.iter().map(|field| field.name.clone()).collect();
        let rows = package.rows(resource)?;
        let mut cursor = Cursor { rows, names, key, next: None };
        cursor.advance()?;
        Ok(cursor)
    }

    fn advance(&mut self) -> Result<(), Error> {
        self.next = match self.rows.advance()? {
            true => {
                let cells = (0..self.names.len()).map(|at| clean(&self.rows.cell(at)));
                Some(Record::new(self.names.clone(), cells.collect()))
            }
            false => None,
        };
        Ok(())
    }

    /// The rows that follow one another and belong to a document.
    fn take(&mut self, is_own: impl Fn(&str) -> bool) -> Result<Vec<Record>, Error> {
        let mut own = Vec::new();
        while let Some(row) = self.next.take() {
            if !is_own(row.get(self.key)) {
                self.next = Some(row);
                break;
            }
            own.push(row);
            self.advance()?;
        }
        Ok(own)
    }
}
