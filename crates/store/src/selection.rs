//! Which documents are exported, and in which order.

use crate::clock;
use crate::error::Error;
use crate::store::Store;
use exporter::Rendered;
use rusqlite::{Row, params_from_iter};
use std::time::SystemTime;

/// Which documents are exported; all conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A department's code, or a part of the body's name.
    pub department: Option<String>,
    /// Years that the documents are about; any when empty.
    pub years: Vec<u16>,
    /// Only documents that came, or were read again, since then.
    pub changed_since: Option<SystemTime>,
    /// Also versions that their publisher has replaced.
    pub all_versions: bool,
}

/// A document at one place, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// SHA-256.
    pub document: String,
    /// File name for the output.
    pub file_name: String,
    /// Address for the output, empty where there is none.
    pub source_url: String,
    /// When it was retrieved, empty where that is not known.
    pub retrieved_at: String,
    /// What tells the place from others.
    pub origin: String,
    /// Version of what is there, from 1.
    pub version: u32,
    extraction: i64,
}

/// Every version is what its first capture says; the latest of an origin is what is there.
const SELECT: &str = "
    WITH versions AS (
        SELECT origin, version, MIN(id) AS first FROM captures
        WHERE version IS NOT NULL GROUP BY origin, version
    ), latest AS (
        SELECT origin, MAX(version) AS version FROM versions GROUP BY origin
    )
    SELECT c.document, c.file_name, c.source_url, c.retrieved_at, c.origin, c.version, e.id
    FROM versions v
    JOIN captures c ON c.id = v.first
    JOIN latest l ON l.origin = c.origin
    JOIN extractions e ON e.document = c.document AND e.is_current
    JOIN renderings r ON r.extraction = e.id
    WHERE c.state = 'stored'";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        document: row.get(0)?,
        file_name: row.get(1)?,
        source_url: row.get(2)?,
        retrieved_at: row.get(3)?,
        origin: row.get(4)?,
        version: row.get(5)?,
        extraction: row.get(6)?,
    })
}

impl Store {
    /// The selected documents in the order of their names, whatever the order was in which
    /// they came; of equal names, bytes and origin decide.
    ///
    /// A document that is at several places comes several times, as equal files do among the
    /// inputs of one run.
    pub fn select(&self, selection: &Selection) -> Result<Vec<Entry>, Error> {
        let mut select = SELECT.to_owned();
        let mut values: Vec<String> = Vec::new();
        if !selection.all_versions {
            select.push_str(" AND c.version = l.version");
        }
        if let Some(department) = &selection.department {
            values.push(department.clone());
            let n = values.len();
            select.push_str(&format!(
                " AND (e.department_code = ?{n} OR instr(e.entity, ?{n}) > 0)"
            ));
        }
        if let Some(since) = selection.changed_since {
            values.push(clock::text(since));
            let n = values.len();
            select
                .push_str(&format!(" AND (c.captured_at >= ?{n} OR e.read_at >= ?{n})"));
        }
        if !selection.years.is_empty() {
            let marks: Vec<String> = selection
                .years
                .iter()
                .map(|year| {
                    values.push(year.to_string());
                    format!("?{}", values.len())
                })
                .collect();
            select.push_str(&format!(" AND e.fiscal_year IN ({})", marks.join(", ")));
        }
        let found: rusqlite::Result<Vec<Entry>> =
            self.connection.prepare(&select).and_then(|mut select| {
                select.query_map(params_from_iter(&values), entry)?.collect()
            });
        let mut entries = found.map_err(Error::catalog("select documents"))?;
        entries.sort_by(|a, b| order(a).cmp(&order(b)));
        lend_sources(&mut entries);
        Ok(entries)
    }

    /// How many versions of selected documents are left out since others replaced them.
    pub fn replaced(&self, selection: &Selection) -> Result<usize, Error> {
        let all = Selection { all_versions: true, ..selection.clone() };
        Ok(self.select(&all)?.len() - self.select(selection)?.len())
    }

    /// The rows of an entry, under its name and with its source.
    pub fn rendered(&self, entry: &Entry) -> Result<Rendered, Error> {
        let rendered = self.rendering(&entry.document, entry.extraction)?;
        Ok(rendered.at(&entry.file_name, &entry.source_url, &entry.retrieved_at))
    }
}

/// Names are compared folder by folder, as the files of a folder are.
fn order(entry: &Entry) -> (Vec<&str>, &str, &str, u32) {
    let name = entry.file_name.split('/').collect();
    (name, &entry.document, &entry.origin, entry.version)
}

/// Of equal documents only the first has rows of its own: where it has no source and another
/// has, it gets that one.
fn lend_sources(entries: &mut [Entry]) {
    use std::collections::HashMap;
    let mut sources: HashMap<String, (String, String)> = HashMap::new();
    for entry in entries.iter().filter(|entry| !entry.source_url.is_empty()) {
        sources
            .entry(entry.document.clone())
            .or_insert_with(|| (entry.source_url.clone(), entry.retrieved_at.clone()));
    }
    for entry in entries.iter_mut().filter(|entry| entry.source_url.is_empty()) {
        if let Some((source_url, retrieved_at)) = sources.get(&entry.document) {
            entry.source_url.clone_from(source_url);
            entry.retrieved_at.clone_from(retrieved_at);
        }
    }
}
