//! Rows of one document as bytes, file by file, and how many there were.

use crate::csv::write_row;
use crate::options::Options;
use crate::records::Sink;
use crate::schema::{self, Field};
use crate::wide;
use std::collections::BTreeMap;

/// What one document contributed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stats {
    /// Pages read or tried.
    pub pages: usize,
    /// Pages without usable text of their own, whether or not their pictures were read.
    pub pictures: usize,
    /// Published tables by id; absent ones are not counted.
    pub tables: BTreeMap<String, usize>,
    /// Facts.
    pub facts: usize,
    /// Performance forms by kind.
    pub forms: BTreeMap<String, usize>,
    /// Diagnostics by code.
    pub diagnostics: BTreeMap<String, usize>,
    /// Evaluated identities by result.
    pub checks: BTreeMap<String, usize>,
    /// Identities that do not hold; those of one cause are one.
    pub findings: usize,
    /// Whether the document contradicts itself.
    pub contradicts: bool,
}

impl Stats {
    /// Adds another document's.
    pub fn add(&mut self, other: &Stats) {
        self.pages += other.pages;
        self.pictures += other.pictures;
        self.facts += other.facts;
        self.findings += other.findings;
        self.contradicts |= other.contradicts;
        for (mine, others) in [
            (&mut self.tables, &other.tables),
            (&mut self.forms, &other.forms),
            (&mut self.diagnostics, &other.diagnostics),
            (&mut self.checks, &other.checks),
        ] {
            for (key, count) in others {
                *mine.entry(key.clone()).or_default() += count;
            }
        }
    }
}

/// Path and columns of every CSV file, in the order of [`Rows::files`].
pub(crate) fn layout(options: Options) -> Vec<(String, Vec<Field>)> {
    let relations = schema::relations().iter().map(|relation| {
        let mut fields = relation.fields.clone();
        if options.contacts && relation.name == "projects" {
            fields.push(schema::contact_field());
        }
        (relation.path(), fields)
    });
    let wide = wide::files().iter().map(|file| (file.path(), file.headed(options)));
    relations.chain(wide).collect()
}

/// A sink that writes CSV and counts.
pub(crate) struct Rows {
    pub(crate) files: Vec<Vec<u8>>,
    pub(crate) stats: Stats,
    contacts: Option<Vec<Field>>,
}

impl Rows {
    pub(crate) fn new(options: Options) -> Rows {
        let relations = schema::relations();
        let contacts = options.contacts.then(|| {
            let projects = schema::relation("projects").map(|r| r.fields.clone());
            let mut fields = projects.unwrap_or_default();
            fields.push(schema::contact_field());
            fields
        });
        Rows {
            files: vec![Vec::new(); relations.len() + wide::files().len()],
            stats: Stats::default(),
            contacts,
        }
    }
}

impl Sink for Rows {
    fn row(&mut self, relation: &'static str, cells: &[&str]) {
        let relations = schema::relations();
        let Some(index) = relations.iter().position(|r| r.name == relation) else {
            return;
        };
        let mut fields = relations[index].fields.as_slice();
        let count = |counts: &mut BTreeMap<String, usize>, key: &str| {
            *counts.entry(key.to_owned()).or_default() += 1;
        };
        match relation {
            "pages" => self.stats.pages += 1,
            "tables" if cells[13] != "absent" => count(&mut self.stats.tables, cells[2]),
            "facts" => self.stats.facts += 1,
            "diagnostics" => count(&mut self.stats.diagnostics, cells[2]),
            "checks" => count(&mut self.stats.checks, cells[3]),
            "projects" => {
                count(&mut self.stats.forms, cells[2]);
                if let Some(contacts) = &self.contacts {
                    fields = contacts;
                }
            }
            _ => {}
        }
        write_row(&mut self.files[index], fields, cells);
    }

    fn wide(&mut self, file: usize, cells: &[&str]) {
        let index = schema::relations().len() + file;
        write_row(&mut self.files[index], &wide::files()[file].fields, cells);
    }
}
