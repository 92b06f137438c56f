//! `gongkai status`: the last run, and how many documents stand how.

use crate::args::store::Status as Args;
use crate::exit::Exit;
use crate::{talk, work};
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;
use store::{Counts, Run, Status, Store, clock};

pub(crate) fn run(args: Args) -> anyhow::Result<Exit> {
    let store = Store::view(&args.place.store)?;
    store.freeze()?;
    let status = store.status(&work::extractor())?;
    let age = status.last_success.as_ref().and_then(age);
    let is_stale = args.max_age.is_some_and(|most| age.is_none_or(|age| age > most));
    if args.json {
        talk::data(&format!("{:#}\n", value(&status, age, is_stale)))?;
    } else {
        talk::text(&text(&status, age))?;
    }
    if is_stale {
        let most = humantime::format_duration(args.max_age.unwrap_or_default());
        talk::line(&format!("stale: no run has succeeded for {most}"));
        return Ok(Exit::Incomplete);
    }
    Ok(Exit::Done)
}

/// How long ago a run ended, to the second.
fn age(run: &Run) -> Option<Duration> {
    let ended = clock::moment(run.ended_at.as_deref()?)?;
    Some(Duration::from_secs(clock::age(ended).as_secs()))
}

fn how_it_ended(run: &Run, is_working: bool) -> String {
    match (&run.ended_at, run.exit) {
        (Some(ended), Some(exit)) => format!("ended {ended} with {exit}"),
        _ if is_working => "works".to_owned(),
        _ => "did not end: it was killed; the next run goes on".to_owned(),
    }
}

fn text(status: &Status, age: Option<Duration>) -> String {
    let mut text = String::new();
    let mut line = |what: &str, told: String| {
        let _ = writeln!(text, "{what:12}{told}");
    };
    if let Some(holder) = &status.holder {
        let told =
            format!("process {}, {}, since {}", holder.pid, holder.command, holder.since);
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
    match age {
        None => line("last success", " none yet".into()),
        Some(age) => {
            line("last success", format!(" {} ago", humantime::format_duration(age)))
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
    for (what, counts) in [("not whole", &status.reasons), ("checks", &status.checks)] {
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

fn listed(counts: &Counts) -> String {
    let parts: Vec<String> =
        counts.iter().map(|(what, n)| format!("{what} ×{n}")).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn value(status: &Status, age: Option<Duration>, is_stale: bool) -> Value {
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
    json!({
        "holder": status.holder.as_ref().map(|holder| {
            json!({ "pid": holder.pid, "since": holder.since, "command": holder.command })
        }),
        "last_run": run(&status.last_run),
        "last_success": run(&status.last_success),
        "age_seconds": age.map(|age| age.as_secs()),
        "is_stale": is_stale,
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
    })
}
