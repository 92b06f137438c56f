//! `gongkai status`: the last run, and how many documents stand how.

use crate::args::store::{Status as Args, Work};
use crate::exit::Exit;
use crate::run::standing::{self, Standing};
use crate::{talk, work};
use parser::mask::mask;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;
use store::{Counts, Run, Status, Store};

/// Reasons that are told one by one.
const TOLD: usize = 5;

pub(crate) fn run(args: Args) -> anyhow::Result<Exit> {
    let store = Store::view(&args.place.store)?;
    store.freeze()?;
    let mut seen = Seen {
        status: store.status(&work::extractor())?,
        commands: standing::commands(&store, args.command.map(Work::word))?,
        sources: None,
        most: args.max_age,
    };
    if let Some(work) = args.command {
        seen.status.last_success = store.last_success(Some(work.word()))?;
    }
    if args.per_source {
        seen.sources = Some(standing::sources(&store)?);
    }
    if args.json {
        talk::data(&format!("{:#}\n", seen.value()))?;
    } else {
        talk::text(&seen.text())?;
    }
    let stale = seen.stale();
    for what in &stale {
        talk::say(talk::Level::Error, &format!("stale: {what}"));
    }
    Ok(if stale.is_empty() { Exit::Done } else { Exit::Incomplete })
}

/// All that is told.
struct Seen {
    status: Status,
    commands: Vec<Standing>,
    sources: Option<Vec<Standing>>,
    most: Option<Duration>,
}

impl Seen {
    /// What has not succeeded for too long.
    fn stale(&self) -> Vec<String> {
        let Some(most) = self.most else { return Vec::new() };
        let long = humantime::format_duration(most);
        let commands = self.commands.iter().filter(|standing| standing.is_stale(most));
        let mut all: Vec<String> = commands
            .map(|standing| format!("no {} has succeeded for {long}", standing.name))
            .collect();
        if self.commands.is_empty() {
            all.push(format!("no run has succeeded for {long}"));
        }
        let sources = self.sources.iter().flatten();
        all.extend(sources.filter(|standing| standing.is_stale(most)).map(|standing| {
            format!("the source {} was not complete for {long}", mask(&standing.name))
        }));
        all
    }

    fn text(&self) -> String {
        let status = &self.status;
        let mut text = String::new();
        let mut line = |what: &str, told: String| {
            let _ = writeln!(text, "{what:12}{told}");
        };
        if let Some(holder) = &status.holder {
            let told = format!(
                "process {}, {}, since {}",
                holder.pid, holder.command, holder.since
            );
            line("works now", told);
        }
        match &status.last_run {
            None => line("last run", "none yet".into()),
            Some(run) => {
                let ended = how_it_ended(run, status.holder.is_some());
                line(
                    "last run",
                    format!("{}, began {}, {ended}", run.command, run.started_at),
                );
            }
        }
        if self.commands.is_empty() {
            line("last success", " none yet".into());
        }
        for standing in &self.commands {
            line("last success", format!(" {}: {}", standing.name, age(standing)));
            for why in told(&standing.trouble) {
                line("", why);
            }
        }
        for standing in self.sources.iter().flatten() {
            line("source", format!("{}: {}", mask(&standing.name), age(standing)));
            for why in told(&standing.trouble) {
                line("", why);
            }
        }
        let megabytes = status.bytes as f64 / 1e6;
        line(
            "documents",
            format!("{}, {megabytes:.1} MB: {}", status.documents, listed(&status.kinds)),
        );
        line("captures", listed(&status.captures));
        line(
            "read",
            format!(
                "{}; {} pages, {} facts",
                listed(&status.status),
                status.pages,
                status.facts
            ),
        );
        for (what, counts) in [("not whole", &status.reasons), ("checks", &status.checks)]
        {
            if !counts.is_empty() {
                line(what, listed(counts));
            }
        }
        for (what, count, hint) in [
            ("pending", status.pending, "`gongkai ingest --store DIR` reads them"),
            ("need ocr", status.needs_ocr, "run `scripts/ocr-models` once, then ingest"),
            ("unsupported", status.unsupported, "kept, and not read"),
        ] {
            if count > 0 {
                line(what, format!("{count}  {hint}"));
            }
        }
        text
    }

    fn value(&self) -> Value {
        let status = &self.status;
        let run = |run: &Option<Run>| {
            run.as_ref().map(|run| {
                json!({
                    "run": run.id,
                    "command": run.command,
                    "version": run.version,
                    "started_at": run.started_at,
                    "ended_at": run.ended_at,
                    "exit": run.exit,
                })
            })
        };
        // What succeeded longest ago counts.
        let ages =
            self.commands.iter().map(|standing| Some(standing.succeeded.as_ref()?.1));
        let oldest = ages.collect::<Option<Vec<_>>>().and_then(|a| a.into_iter().max());
        let standings = |all: &[Standing]| -> Vec<Value> {
            all.iter().map(|standing| standing_value(standing, self.most)).collect()
        };
        let mut value = json!({
            "holder": status.holder.as_ref().map(|holder| {
                json!({
                    "pid": holder.pid, "since": holder.since, "command": holder.command,
                })
            }),
            "last_run": run(&status.last_run),
            "last_success": run(&status.last_success),
            "age_seconds": oldest.map(|age| age.as_secs()),
            "is_stale": !self.stale().is_empty(),
            "commands": standings(&self.commands),
            "documents": status.documents,
            "bytes": status.bytes,
            "kinds": status.kinds,
            "captures": status.captures,
            "status": status.status,
            "reasons": status.reasons,
            "needs_ocr": status.needs_ocr,
            "pending": status.pending,
            "unsupported": status.unsupported,
            "checks": status.checks,
            "pages": status.pages,
            "facts": status.facts,
        });
        if let Some(sources) = &self.sources {
            value["sources"] = standings(sources).into();
        }
        value
    }
}

fn how_it_ended(run: &Run, is_working: bool) -> String {
    match (&run.ended_at, run.exit) {
        (Some(ended), Some(exit)) => format!("ended {ended} with {exit}"),
        _ if is_working => "works".to_owned(),
        _ => "did not end: it was killed; the next run goes on".to_owned(),
    }
}

fn age(standing: &Standing) -> String {
    match &standing.succeeded {
        None => "never".to_owned(),
        Some((_, age)) => format!("{} ago", humantime::format_duration(*age)),
    }
}

fn told(trouble: &[String]) -> impl Iterator<Item = String> {
    let more = trouble.len().saturating_sub(TOLD);
    let more = (more > 0).then(|| format!("and {more} more, in run.json"));
    trouble.iter().take(TOLD).map(|why| mask(why).into_owned()).chain(more)
}

fn listed(counts: &Counts) -> String {
    let parts: Vec<String> =
        counts.iter().map(|(what, n)| format!("{what} ×{n}")).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn standing_value(standing: &Standing, most: Option<Duration>) -> Value {
    let succeeded = standing.succeeded.as_ref();
    json!({
        "name": mask(&standing.name),
        "succeeded_at": succeeded.map(|(at, _)| at),
        "age_seconds": succeeded.map(|(_, age)| age.as_secs()),
        "is_stale": most.is_some_and(|most| standing.is_stale(most)),
        "trouble": standing.trouble.iter().map(|why| mask(why)).collect::<Vec<_>>(),
    })
}
