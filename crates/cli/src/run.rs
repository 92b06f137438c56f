//! One run on a store: it begins with a lock, and whatever happens it ends with run.json.

pub(crate) mod fetched;
pub(crate) mod heartbeat;
pub(crate) mod notify;
pub(crate) mod standing;
pub(crate) mod summary;
pub(crate) mod threshold;

use crate::args::ProgressKind;
use crate::args::store::{Place, Unattended};
use crate::exit::{self, Exit};
use crate::{interrupt, talk};
use heartbeat::Heartbeat;
use serde_json::Value;
use std::time::Instant;
use store::Store;
use summary::Summary;

/// The file that tells how the last run went.
const RUN_FILE: &str = "run.json";
/// The file that tells how far the present run is.
const HEARTBEAT_FILE: &str = "heartbeat.json";

/// A run that works on a store.
pub(crate) struct Run {
    pub(crate) store: Store,
    pub(crate) summary: Summary,
    pub(crate) heartbeat: Heartbeat,
    pub(crate) quiet: bool,
    pub(crate) progress: ProgressKind,
    record: store::Run,
    unattended: Unattended,
    start: Instant,
}

impl Run {
    /// Begins a run on a store, making the store if it may be `new`.
    pub(crate) fn begin(
        command: &str,
        place: &Place,
        unattended: &Unattended,
        new: bool,
    ) -> anyhow::Result<Run> {
        let open = if new { Store::create } else { Store::open };
        let mut store = open(&place.store, command)?;
        let record = store.begin_run(command)?;
        interrupt::listen();
        let heartbeat = Heartbeat::begin(
            place.store.join(HEARTBEAT_FILE),
            &record.id,
            command,
            unattended.heartbeat,
        );
        Ok(Run {
            store,
            summary: Summary::default(),
            heartbeat,
            quiet: unattended.quiet,
            progress: unattended.progress,
            record,
            unattended: unattended.clone(),
            start: Instant::now(),
        })
    }

    /// Ends the run: run.json, the catalog, the summary, and whoever wants to be told.
    pub(crate) fn end(mut self, result: anyhow::Result<()>) -> anyhow::Result<Exit> {
        // What was read again since is not what the runs before left.
        let continued = self.store.continued();
        let result = result.and_then(|()| {
            self.summary.continued = continued?;
            Ok(())
        });
        let exit = match &result {
            Err(error) => exit::of(error),
            Ok(()) => self.exit(),
        };
        let mut report = self.report(exit, result.as_ref().err());
        let text = format!("{report:#}\n");
        let path = self.store.dir().join(RUN_FILE);
        // An error of its own is told first; one of the report only where there is none.
        let kept = self
            .store
            .end_run(&self.record.id, exit as u8, &report.to_string())
            .and_then(|()| store::replace(&path, text.as_bytes()));
        let Run { store, summary, heartbeat, unattended, start, .. } = self;
        drop(heartbeat);
        // Whoever is told may look at the store, or start the next run.
        drop(store);
        let shown = if unattended.json { talk::data(&text) } else { Ok(()) };
        let is_for_programs =
            talk::is_structured() || unattended.progress == ProgressKind::Json;
        if unattended.quiet || unattended.json || result.is_err() {
            // Errors are told by whoever called.
        } else if is_for_programs {
            report["event"] = "run".into();
            talk::object(talk::Level::Info, report);
        } else {
            talk::line(&summary.text(start.elapsed()));
        }
        if let Some(command) = &unattended.notify_cmd {
            notify::notify(command, &path, &text, exit as u8);
        }
        result?;
        kept?;
        shown?;
        if exit == Exit::Interrupted {
            talk::line("interrupted; run the same command again to go on");
        }
        Ok(exit)
    }

    fn exit(&self) -> Exit {
        let too_many = self.unattended.max_failures.is_some_and(|most| {
            most.is_exceeded(self.summary.failures(), self.summary.tried())
        });
        let fetched = self.summary.fetched.as_ref().map_or(Exit::Done, fetched::exit);
        if interrupt::is_requested() && self.summary.left > 0 {
            Exit::Interrupted
        } else if fetched == Exit::Interrupted {
            fetched
        } else if too_many {
            Exit::Incomplete
        } else if self.summary.failures() > 0 && fetched != Exit::Incomplete {
            Exit::SomeFailed
        } else {
            fetched
        }
    }

    fn report(&self, exit: Exit, error: Option<&anyhow::Error>) -> Value {
        let record = &self.record;
        let mut report = serde_json::json!({
            "run": record.id,
            "command": record.command,
            "version": record.version,
            "started_at": record.started_at,
            "ended_at": store::clock::now(),
            "seconds": (self.start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            "exit": exit as u8,
            "error": error.map(|error| format!("{error:#}")),
            "all_failed": self.summary.all_failed(),
        });
        if let (Value::Object(report), Value::Object(counts)) =
            (&mut report, self.summary.json(self.start.elapsed()))
        {
            report.extend(counts);
        }
        report
    }
}
