//! Whether a store is what it says: bytes, names, counts, references, seals.
//!
//! Nothing is changed and nothing is held: a run may work on the store meanwhile, and the store
//! may lie on a disk that cannot be written.

use crate::error::Error;
use crate::extractions::{self, unpack};
use crate::store::Store;
use crate::{clock, folder, names, schema};
use exporter::Rendered;
use rusqlite::Row;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Something that is not as the catalog says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Its kind: `catalog`, `reference`, `missing`, `bytes`, `orphan`, `rows`, `count`,
    /// `capture`.
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

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Documents.
    pub documents: usize,
    /// Pages that led to documents, and parts of files.
    pub pages: usize,
    /// Extractions.
    pub extractions: usize,
    /// Captures.
    pub captures: usize,
}

impl Store {
    /// Checks all of the store and calls `found` for everything that is not as it should be.
    pub fn verify(&self, found: &mut dyn FnMut(Mismatch)) -> Result<Verified, Error> {
        // What a run that works just now puts on a shelf is in the catalog a little later.
        let begun = self.holder().and_then(|holder| clock::moment(&holder.since));
        self.verify_catalog(found)?;
        Ok(Verified {
            captures: self.verify_captures(found)?,
            documents: self.verify_documents(begun, found)?,
            pages: self.verify_pages(begun, found)?,
            extractions: self.verify_extractions(found)?,
        })
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

    /// Captures are only ever added, and each is as it was written.
    fn verify_captures(&self, found: &mut dyn FnMut(Mismatch)) -> Result<usize, Error> {
        let there = self.number("SELECT count(*) FROM captures")?;
        let made = self.number(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'captures'",
        )?;
        if made > there {
            let message = format!("{} of {made} are missing", made - there);
            found(mismatch("capture", "captures", message));
        }
        // A catalog of before that nobody has written to since has no seals.
        if schema::number(&self.connection)? >= schema::SEALS {
            self.broken_seals(&mut |id, origin| {
                let subject = format!("captures row {id}");
                let message = format!("is not what was written: 「{origin}」");
                found(mismatch("capture", &subject, message));
            })?;
        }
        Ok(usize::try_from(there).unwrap_or(usize::MAX))
    }

    fn verify_documents(
        &self,
        begun: Option<SystemTime>,
        found: &mut dyn FnMut(Mismatch),
    ) -> Result<usize, Error> {
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
            self.verify_file(&name, sha256, Some(*byte_size), found);
            expected.insert(name);
        }
        for name in self.files(names::DOCUMENTS)? {
            if !expected.contains(&name) && !self.is_coming(&name, begun) {
                let message = "is not in the catalog; ingest it, or delete it";
                found(mismatch("orphan", &name.display().to_string(), message));
            }
        }
        Ok(known.len())
    }

    /// Pages have their hash for a name; those that the catalog speaks of are there.
    fn verify_pages(
        &self,
        begun: Option<SystemTime>,
        found: &mut dyn FnMut(Mismatch),
    ) -> Result<usize, Error> {
        let known: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare(
                "SELECT DISTINCT json_extract(headers, '$.sha256') FROM captures
                 WHERE state = 'page' AND document IS NULL
                   AND json_extract(headers, '$.sha256') IS NOT NULL ORDER BY 1",
            )
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect());
        let known = known.map_err(Error::catalog("list the pages"))?;
        let known: BTreeSet<PathBuf> =
            known.iter().map(|sha256| folder::page(sha256)).collect();
        let there: BTreeSet<PathBuf> = self.files(names::PAGES)?.into_iter().collect();
        for name in known.union(&there) {
            let sha256 =
                name.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_name = sha256.len() == 64 && folder::page(&sha256) == *name;
            if is_name {
                self.verify_file(name, &sha256, None, found);
            } else if !self.is_coming(name, begun) {
                let message = "is no page of the store; delete it";
                found(mismatch("orphan", &name.display().to_string(), message));
            }
        }
        Ok(there.len())
    }

    fn verify_file(
        &self,
        name: &Path,
        sha256: &str,
        byte_size: Option<u64>,
        found: &mut dyn FnMut(Mismatch),
    ) {
        let shown = name.display().to_string();
        match folder::digest(&self.dir.join(name)) {
            Err(error) => {
                found(mismatch("missing", &shown, format!("cannot be read: {error}")));
            }
            Ok((hash, length))
                if hash != *sha256 || byte_size.is_some_and(|size| size != length) =>
            {
                let message = match byte_size {
                    Some(size) => format!(
                        "{length} bytes with SHA-256 {hash}, not {size} with {sha256}"
                    ),
                    None => format!("{length} bytes with SHA-256 {hash}"),
                };
                found(mismatch("bytes", &shown, message));
            }
            Ok(_) => {}
        }
    }

    /// Whether a file came while the run works that holds the store.
    fn is_coming(&self, name: &Path, begun: Option<SystemTime>) -> bool {
        let Some(begun) = begun else { return false };
        let changed =
            fs::metadata(self.dir.join(name)).and_then(|about| about.modified());
        changed.is_ok_and(|changed| changed >= begun)
    }

    /// The files of a folder of the store and of those in it, in order; files that are not
    /// complete are swept by the next run.
    fn files(&self, which: &str) -> Result<Vec<PathBuf>, Error> {
        let mut all = Vec::new();
        list(&self.dir.join(which), &mut all)?;
        let mut names: Vec<PathBuf> = all
            .iter()
            .filter_map(|path| path.strip_prefix(&self.dir).ok())
            .filter(|name| {
                let last = name.file_name().unwrap_or_default().to_string_lossy();
                !last.starts_with(folder::INCOMING)
            })
            .map(Path::to_owned)
            .collect();
        names.sort();
        Ok(names)
    }

    fn verify_extractions(
        &self,
        found: &mut dyn FnMut(Mismatch),
    ) -> Result<usize, Error> {
        let mut select = self
            .connection
            .prepare(
                "SELECT e.document, e.pages, e.facts, e.status, r.byte_size, r.content,
                     (SELECT coalesce(sum(count), 0) FROM checks c WHERE c.extraction = e.id),
                     e.entity, e.department_code, e.fiscal_year, e.doc_kind
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
    identity: [String; 4],
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
            identity: [row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?],
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
        let identity: [String; 4] = extractions::identity(&rendered).into();
        let words = [(self.status.as_str(), rendered.status.word())];
        let pairs = self.identity.iter().zip(&identity);
        let pairs = pairs.map(|(said, is)| (said.as_str(), is.as_str()));
        for (said, is) in words.into_iter().chain(pairs) {
            if said != is {
                let message = format!("the catalog says 「{said}」, its rows 「{is}」");
                all.push(mismatch("count", &self.document, message));
            }
        }
        all
    }
}

fn list(folder: &Path, all: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(Error::io("list", folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("list", folder))?;
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list(&path, all)?;
        } else {
            all.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_is_about_to_enter_is_no_orphan_while_it_works() {
        let dir = tempfile::tempdir().expect("a folder");
        let run = Store::create(dir.path(), "ingest").expect("made");
        run.shelf().shelve(b"%PDF-one", "a.pdf").expect("shelved");
        let kinds = || -> Vec<&str> {
            let mut kinds = Vec::new();
            let view = Store::view(dir.path()).expect("anybody may look");
            view.verify(&mut |found| kinds.push(found.kind)).expect("verified");
            kinds
        };
        assert_eq!(kinds(), [""; 0]);
        drop(run);
        assert_eq!(kinds(), ["orphan"]);
    }

    #[test]
    fn captures_that_were_taken_out_are_missed() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::create(dir.path(), "ingest").expect("made");
        for origin in ["a", "b"] {
            let capture = crate::NewCapture { origin, ..crate::NewCapture::default() };
            store.record_capture(&capture).expect("noted");
        }
        let told = || -> String {
            let mut told = String::new();
            store.verify(&mut |found| told = found.to_string()).expect("verified");
            told
        };
        assert_eq!(told(), "");
        store.connection.execute("DELETE FROM captures WHERE id = 1", []).expect("gone");
        assert_eq!(told(), "capture captures: 1 of 2 are missing");
    }
}
