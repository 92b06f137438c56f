//! Runs: who changed the store, when, and how it ended.

use crate::clock;
use crate::error::Error;
use crate::store::Store;
use rusqlite::{Row, params};
use serde_json::Value;

/// Exit codes of runs that did what they should: done, some documents failed, a document
/// contradicts itself.
const SUCCESS: [u8; 3] = [0, 3, 4];
/// Exit code of a run that somebody stopped.
const STOPPED: u8 = 130;

/// What runs did that the present one goes on with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Continued {
    /// How many they were.
    pub runs: usize,
    /// Documents that they read, and that were not read again since.
    pub read: usize,
    /// Those of them that failed, as a whole or in some pages.
    pub failed: usize,
}

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

impl Run {
    /// Whether it did what it should, although documents may have failed; a run in which all
    /// that it tried failed (`all_failed` in its report) did not.
    pub fn is_success(&self) -> bool {
        let is_well = self.exit.is_some_and(|exit| SUCCESS.contains(&exit));
        is_well && self.reported("/all_failed") != Some(Value::Bool(true))
    }

    /// A value of its report.
    pub fn reported(&self, pointer: &str) -> Option<Value> {
        let report: Value = serde_json::from_str(self.report.as_deref()?).ok()?;
        report.pointer(pointer).cloned()
    }
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
        self.find_run(None, &mut |_| true)
    }

    /// The last run that did what it should: of a command, or of any.
    pub fn last_success(&self, command: Option<&str>) -> Result<Option<Run>, Error> {
        self.find_run(command, &mut |run| run.is_success())
    }

    /// The commands of all runs.
    pub fn commands(&self) -> Result<Vec<String>, Error> {
        self.connection
            .prepare("SELECT DISTINCT command FROM runs ORDER BY command")
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
            .map_err(Error::catalog("list the runs"))
    }

    /// The last run of a command, or of any, that is wanted; runs come newest first.
    pub fn find_run(
        &self,
        command: Option<&str>,
        is_wanted: &mut dyn FnMut(&Run) -> bool,
    ) -> Result<Option<Run>, Error> {
        let select = format!(
            "SELECT {COLUMNS} FROM runs WHERE ?1 IS NULL OR command = ?1
             ORDER BY started_at DESC, rowid DESC"
        );
        let mut find = || -> rusqlite::Result<Option<Run>> {
            let mut select = self.connection.prepare_cached(&select)?;
            for found in select.query_map([command], run)? {
                let found = found?;
                if is_wanted(&found) {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        };
        find().map_err(Error::catalog("look up a run"))
    }

    /// What the runs did that the present one goes on with: those of its command since the
    /// last one that came to its end, which were killed or stopped.
    pub fn continued(&self) -> Result<Continued, Error> {
        let Some(present) = &self.run else { return Ok(Continued::default()) };
        let mut command = None;
        let mut ids: Vec<String> = Vec::new();
        self.find_run(None, &mut |run| {
            if run.id == *present {
                command = Some(run.command.clone());
                return false;
            }
            if command.as_ref() != Some(&run.command) {
                return false;
            }
            let has_come_to_its_end = run.exit.is_some_and(|exit| exit != STOPPED);
            if !has_come_to_its_end {
                ids.push(run.id.clone());
            }
            has_come_to_its_end
        })?;
        let mut all = Continued { runs: ids.len(), ..Continued::default() };
        for id in ids {
            let counts = self.connection.query_row(
                "SELECT count(*), coalesce(sum(has_failed), 0) FROM extractions
                 WHERE is_current AND run = ?1",
                [id],
                |row| Ok((row.get::<_, usize>(0)?, row.get::<_, usize>(1)?)),
            );
            let (read, failed) = counts.map_err(Error::catalog("look up a run"))?;
            all.read += read;
            all.failed += failed;
        }
        Ok(all)
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
        let success = store.last_success(None).expect("looked up").expect("there");
        assert_eq!((success.id, success.exit), (first.id, Some(3)));
        assert_eq!(store.last_success(Some("retry")).expect("looked up"), None);
        // Nothing of what it tried came out.
        let fourth = store.begin_run("retry").expect("begun");
        store.end_run(&fourth.id, 3, r#"{"all_failed":true}"#).expect("ended");
        assert_eq!(store.last_success(Some("retry")).expect("looked up"), None);
        assert_eq!(store.commands().expect("listed"), ["ingest", "retry"]);
    }

    #[test]
    fn a_run_goes_on_with_those_that_did_not_come_to_their_end() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(dir.path(), "ingest").expect("made");
        let mut begun = |command: &str, exit: Option<u8>| -> usize {
            let run = store.begin_run(command).expect("begun");
            let continued = store.continued().expect("looked up");
            if let Some(exit) = exit {
                store.end_run(&run.id, exit, "{}").expect("ended");
            }
            continued.runs
        };
        assert_eq!(begun("ingest", None), 0);
        assert_eq!(begun("fetch", None), 0);
        assert_eq!(begun("ingest", Some(130)), 1);
        assert_eq!(begun("ingest", Some(0)), 2);
        assert_eq!(begun("ingest", Some(0)), 0);
        assert_eq!(begun("fetch", Some(0)), 1);
    }
}
