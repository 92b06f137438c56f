//! What the last exports had, so that the next one can say what has changed.
//!
//! They lie in files of their own: whoever exports only looks at the catalog, and does so while
//! a run works on it.

use crate::changes::Exported;
use crate::error::Error;
use crate::names::EXPORTS;
use crate::selection::Selection;
use crate::standing::Standing;
use crate::store::Store;
use crate::{clock, folder};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Exports that are remembered; the oldest are forgotten.
const MOST: usize = 100;

/// One export that is remembered.
struct Record {
    at: String,
    conditions: String,
    out: String,
    path: PathBuf,
    documents: Exported,
}

impl Store {
    /// What the last export of a selection had: the last one into this folder, or else the last
    /// one anywhere; `None` where there was none.
    pub fn last_export(&self, selection: &Selection, out: &Path) -> Option<Exported> {
        let (conditions, out) = (conditions(selection), place(out));
        let mut records = self.records();
        records.retain(|record| record.conditions == conditions);
        let here = records.iter().position(|record| record.out == out);
        let last = here.or_else(|| records.len().checked_sub(1))?;
        Some(records.swap_remove(last).documents)
    }

    /// Remembers what an export had.
    pub fn remember_export(
        &self,
        selection: &Selection,
        out: &Path,
        documents: &Exported,
    ) -> Result<(), Error> {
        let (conditions, out) = (conditions(selection), place(out));
        let name = &exporter::sha256(format!("{conditions}\n{out}").as_bytes())[..16];
        let folder = self.dir.join(EXPORTS);
        fs::create_dir_all(&folder).map_err(Error::io("make", &folder))?;
        let listed: Map<String, Value> = documents
            .iter()
            .map(|(doc_id, (standing, rows))| {
                (doc_id.clone(), json!([standing.word(), rows]))
            })
            .collect();
        let record = json!({
            "at": clock::now(),
            "conditions": conditions,
            "out": out,
            "documents": listed,
        });
        folder::replace(
            &folder.join(format!("{name}.json")),
            format!("{record}\n").as_bytes(),
        )?;
        let records = self.records();
        for old in records.iter().take(records.len().saturating_sub(MOST)) {
            // What cannot be forgotten does no harm.
            let _ = fs::remove_file(&old.path);
        }
        Ok(())
    }

    /// All that are remembered, the oldest first; what cannot be read is none.
    fn records(&self) -> Vec<Record> {
        let entries = fs::read_dir(self.dir.join(EXPORTS)).into_iter().flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        let mut records: Vec<Record> = paths.filter_map(record).collect();
        records.sort_by(|a, b| (&a.at, &a.path).cmp(&(&b.at, &b.path)));
        records
    }
}

fn record(path: PathBuf) -> Option<Record> {
    let value: Value = serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()?;
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let documents = value["documents"].as_object()?;
    let documents = documents.iter().map(|(doc_id, what)| {
        let standing = Standing::named(what[0].as_str()?)?;
        Some((doc_id.clone(), (standing, what[1].as_str()?.to_owned())))
    });
    Some(Record {
        at: text("at")?,
        conditions: text("conditions")?,
        out: text("out")?,
        documents: documents.collect::<Option<Exported>>()?,
        path,
    })
}

/// What must be the same for two exports to be compared.
fn conditions(selection: &Selection) -> String {
    let Selection { department, years, all_versions, changed_since: _ } = selection;
    json!({ "department": department, "years": years, "all_versions": all_versions })
        .to_string()
}

fn place(out: &Path) -> String {
    let whole = out.canonicalize().or_else(|_| std::path::absolute(out));
    whole.unwrap_or_else(|_| out.to_owned()).to_string_lossy().into_owned()
}
