//! Whether a store is what it says: bytes, names, counts, references.

use crate::error::Error;
use crate::extractions::unpack;
use crate::store::Store;
use crate::{folder, names};
use exporter::Rendered;
use rusqlite::Row;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Something that is not as the catalog says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Its kind: `catalog`, `reference`, `missing`, `bytes`, `orphan`, `rows`, `count`.
    pub kind: &'static str,
    /// What it is about.
    pub subject: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.kind, self.subject, self.message)
    }
}

fn mismatch(kind: &'static str, subject: &str, message: impl Into<String>) -> Mismatch {
    Mismatch { kind, subject: subject.to_owned(), message: message.into() }
}

impl Store {
    /// Checks all of the store and calls `found` for everything that is not as it should be;
    /// returns how many documents and extractions were looked at.
    pub fn verify(
        &self,
        found: &mut dyn FnMut(Mismatch),
    ) -> Result<(usize, usize), Error> {
        self.verify_catalog(found)?;
        let documents = self.verify_documents(found)?;
        let extractions = self.verify_extractions(found)?;
        Ok((documents, extractions))
    }

    fn verify_catalog(&self, found: &mut dyn FnMut(Mismatch)) -> Result<(), Error> {
        let lines: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare("PRAGMA integrity_check")
            .and_then(|mut check| check.query_map([], |row| row.get(0))?.collect());
        for line in lines.map_err(Error::catalog("check the tables"))? {
            if line != "ok" {
                found(mismatch("catalog", names::CATALOG, line));
            }
        }
        let broken: rusqlite::Result<Vec<(String, Option<i64>, String)>> =
            self.connection.prepare("PRAGMA foreign_key_check").and_then(|mut check| {
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                check.query_map([], row)?.collect()
            });
        for (table, row, parent) in
            broken.map_err(Error::catalog("check the references"))?
        {
            let row = row.map_or_else(String::new, |row| format!(" row {row}"));
            let message = format!("names something that is not in {parent}");
            found(mismatch("reference", &format!("{table}{row}"), message));
        }
        let unread = "SELECT count(*) FROM extractions e WHERE is_current AND NOT EXISTS
             (SELECT 1 FROM renderings r WHERE r.extraction = e.id)";
        match self.number(unread)? {
            0 => {}
            n => {
                let message = format!("{n} current extractions have no rows");
                found(mismatch("rows", "renderings", message));
            }
        }
        Ok(())
    }

    fn verify_documents(&self, found: &mut dyn FnMut(Mismatch)) -> Result<usize, Error> {
        let known: rusqlite::Result<Vec<(String, u64, String)>> = self
            .connection
            .prepare("SELECT sha256, byte_size, kind FROM documents ORDER BY sha256")
            .and_then(|mut select| {
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                select.query_map([], row)?.collect()
            });
        let known = known.map_err(Error::catalog("list the documents"))?;
        let mut expected = BTreeSet::new();
        for (sha256, byte_size, kind) in &known {
            let name = folder::document(sha256, kind);
            let shown = name.display().to_string();
            match folder::digest(&self.dir.join(&name)) {
                Err(error) => {
                    found(mismatch(
                        "missing",
                        &shown,
                        format!("cannot be read: {error}"),
                    ));
                }
                Ok((hash, length)) if hash != *sha256 || length != *byte_size => {
                    let message = format!(
                        "{length} bytes with SHA-256 {hash}, not {byte_size} with {sha256}"
                    );
                    found(mismatch("bytes", &shown, message));
                }
                Ok(_) => {}
            }
            expected.insert(name);
        }
        let mut present = Vec::new();
        files(&self.dir.join(names::DOCUMENTS), &mut present)?;
        present.sort();
        for path in present {
            let name = path.strip_prefix(&self.dir).unwrap_or(&path);
            if !expected.contains(name) {
                let message = "is not in the catalog; ingest it, or delete it";
                found(mismatch("orphan", &name.display().to_string(), message));
            }
        }
        Ok(known.len())
    }

    fn verify_extractions(
        &self,
        found: &mut dyn FnMut(Mismatch),
    ) -> Result<usize, Error> {
        let mut select = self
            .connection
            .prepare(
                "SELECT e.document, e.pages, e.facts, e.status, r.byte_size, r.content,
                     (SELECT coalesce(sum(count), 0) FROM checks c WHERE c.extraction = e.id)
                 FROM extractions e JOIN renderings r ON r.extraction = e.id
                 WHERE e.is_current ORDER BY e.document",
            )
            .map_err(Error::catalog("list the extractions"))?;
        let mut rows =
            select.query([]).map_err(Error::catalog("list the extractions"))?;
        let mut seen = 0;
        while let Some(row) =
            rows.next().map_err(Error::catalog("list the extractions"))?
        {
            seen += 1;
            let kept = Kept::of(row).map_err(Error::catalog("read an extraction"))?;
            for mismatch in kept.mismatches() {
                found(mismatch);
            }
        }
        Ok(seen)
    }
}

/// What the catalog says of an extraction.
struct Kept {
    document: String,
    pages: usize,
    facts: usize,
    status: String,
    byte_size: u64,
    content: Vec<u8>,
    checks: usize,
}

impl Kept {
    fn of(row: &Row<'_>) -> rusqlite::Result<Kept> {
        Ok(Kept {
            document: row.get(0)?,
            pages: row.get(1)?,
            facts: row.get(2)?,
            status: row.get(3)?,
            byte_size: row.get(4)?,
            content: row.get(5)?,
            checks: row.get(6)?,
        })
    }

    fn mismatches(&self) -> Vec<Mismatch> {
        let rendered = unpack(&self.content, self.byte_size)
            .map_err(|e| e.to_string())
            .and_then(|bytes| Rendered::from_bytes(&bytes).map_err(|e| e.to_string()));
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(reason) => return vec![mismatch("rows", &self.document, reason)],
        };
        let stats = &rendered.stats;
        let mut all = Vec::new();
        for (what, said, is) in [
            ("pages", self.pages, stats.pages),
            ("facts", self.facts, stats.facts),
            ("checks", self.checks, stats.checks.values().sum()),
        ] {
            if said != is {
                let message = format!("the catalog says {said} {what}, its rows {is}");
                all.push(mismatch("count", &self.document, message));
            }
        }
        if self.status != rendered.status.word() {
            let is = rendered.status.word();
            let message = format!("the catalog says {}, its rows {is}", self.status);
            all.push(mismatch("count", &self.document, message));
        }
        all
    }
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = fs::read_dir(folder).map_err(Error::io("list", folder))?;
    for entry in entries {
        let entry = entry.map_err(Error::io("list", folder))?;
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files(&path, all)?;
        } else {
            all.push(path);
        }
    }
    Ok(())
}
