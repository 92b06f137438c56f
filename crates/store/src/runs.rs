//! Runs: who changed the store, when, and how it ended.

use crate::clock;
use crate::error::Error;
use crate::store::Store;
use rusqlite::{OptionalExtension, Row, params};

/// Exit codes of runs that did what they should: done, some documents failed, a document
/// contradicts itself.
const SUCCESS: &str = "(0, 3, 4)";

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its name, which sorts by time.
    pub id: String,
    /// `ingest`, `retry`, `fetch` …
    pub command: String,
    /// Version of the program.
    pub version: String,
    /// When it began.
    pub started_at: String,
    /// When it ended; `None` while it works, and for ever when it was killed.
    pub ended_at: Option<String>,
    /// Its exit code.
    pub exit: Option<u8>,
    /// What it reported, as JSON.
    pub report: Option<String>,
}

const COLUMNS: &str = "id, command, version, started_at, ended_at, exit, report";

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        command: row.get(1)?,
        version: row.get(2)?,
        started_at: row.get(3)?,
        ended_at: row.get(4)?,
        exit: row.get(5)?,
        report: row.get(6)?,
    })
}

impl Store {
    /// Begins a run; what is remembered from now on belongs to it.
    pub fn begin_run(&mut self, command: &str) -> Result<Run, Error> {
        let started_at = clock::now();
        let compact: String =
            started_at.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let pid = std::process::id();
        let begun = Run {
            id: format!("{compact}-{:05x}{:x}", crate::clock::micros(), pid & 0xfff),
            command: command.to_owned(),
            version: exporter::records::VERSION.to_owned(),
            started_at,
            ended_at: None,
            exit: None,
            report: None,
        };
        self.connection
            .execute(
                "INSERT INTO runs (id, command, version, pid, started_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![begun.id, begun.command, begun.version, pid, begun.started_at],
            )
            .map_err(Error::catalog("begin a run"))?;
        self.run = Some(begun.id.clone());
        Ok(begun)
    }

    /// Ends a run.
    pub fn end_run(&self, id: &str, exit: u8, report: &str) -> Result<(), Error> {
        self.connection
            .execute(
                "UPDATE runs SET ended_at = ?2, exit = ?3, report = ?4 WHERE id = ?1",
                params![id, clock::now(), exit, report],
            )
            .map_err(Error::catalog("end a run"))?;
        Ok(())
    }

    /// The last run that began.
    pub fn last_run(&self) -> Result<Option<Run>, Error> {
        self.one_run("")
    }

    /// The last run that did what it should, although documents may have failed.
    pub fn last_success(&self) -> Result<Option<Run>, Error> {
        self.one_run(&format!("WHERE exit IN {SUCCESS}"))
    }

    fn one_run(&self, which: &str) -> Result<Option<Run>, Error> {
        let select = format!(
            "SELECT {COLUMNS} FROM runs {which} ORDER BY started_at DESC, rowid DESC LIMIT 1"
        );
        self.connection
            .query_row(&select, [], run)
            .optional()
            .map_err(Error::catalog("look up a run"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_killed_run_never_ends_and_is_no_success() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(dir.path(), "ingest").expect("made");
        assert_eq!(store.last_run().expect("looked up"), None);
        let first = store.begin_run("ingest").expect("begun");
        store.end_run(&first.id, 3, "{}").expect("ended");
        let second = store.begin_run("ingest").expect("begun");
        store.end_run(&second.id, 7, "{}").expect("ended");
        let third = store.begin_run("retry").expect("begun");
        let last = store.last_run().expect("looked up").expect("there");
        assert_eq!((last.id, last.exit), (third.id, None));
        let success = store.last_success().expect("looked up").expect("there");
        assert_eq!((success.id, success.exit), (first.id, Some(3)));
    }
}
