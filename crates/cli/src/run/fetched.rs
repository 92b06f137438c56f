//! What a fetch did, on one screen and as JSON.

use crate::exit::Exit;
use fetcher::{Outcome, SourceOutcome, State};
use parser::mask::mask;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Notes and reasons that are told one by one; run.json has all of them.
const TOLD: usize = 10;

/// The exit code of a fetch.
pub(crate) fn exit(outcome: &Outcome) -> Exit {
    if outcome.is_interrupted {
        Exit::Interrupted
    } else if outcome.is_incomplete() {
        Exit::Incomplete
    } else if outcome.has_failures() {
        Exit::SomeFailed
    } else {
        Exit::Done
    }
}

/// A line per source, and what its owner should know.
pub(crate) fn text(outcome: &Outcome) -> String {
    let mut text = String::new();
    for source in &outcome.sources {
        let known = source.files.get(&State::Unchanged).unwrap_or(&0) + source.recent;
        let _ = write!(
            text,
            "{}: {} new, {} replaced, {known} known, {} failed; {} requests, {} bytes",
            mask(&source.name),
            source.new,
            source.replaced,
            source.failed(),
            source.requests,
            source.received,
        );
        for (state, count) in others(source) {
            let _ = write!(text, ", {count} {state}");
        }
        if source.left > 0 {
            let _ = write!(text, ", {} left for the next run", source.left);
        }
        text.push('\n');
        let incomplete = source.incomplete.iter().map(|why| ("incomplete", why));
        let notes = source.notes.iter().map(|note| ("note", note));
        let all: Vec<_> = incomplete.chain(notes).collect();
        for (what, why) in all.iter().take(TOLD) {
            let _ = writeln!(text, "  {what}: {}", mask(why));
        }
        if all.len() > TOLD {
            let _ = writeln!(text, "  and {} more, in run.json", all.len() - TOLD);
        }
    }
    text
}

/// Files and entries of archives that are neither new nor known nor all right.
fn others(source: &SourceOutcome) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (state, count) in source.files.iter().chain(&source.members) {
        if !matches!(state, State::Fetched | State::Unchanged) {
            *counts.entry(state.word()).or_default() += count;
        }
    }
    counts
}

/// All counts, reasons and notes.
pub(crate) fn json(outcome: &Outcome) -> Value {
    let counts = |counts: &BTreeMap<State, usize>| -> BTreeMap<&str, usize> {
        counts.iter().map(|(state, count)| (state.word(), *count)).collect()
    };
    let masked = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| mask(line).into_owned()).collect()
    };
    let sources = outcome.sources.iter().map(|source| {
        json!({
            "name": mask(&source.name),
            "is_complete": source.incomplete.is_empty(),
            "incomplete": masked(&source.incomplete),
            "notes": masked(&source.notes),
            "pages": source.pages,
            "articles": source.articles,
            "new": source.new,
            "replaced": source.replaced,
            "recent": source.recent,
            "failed": source.failed(),
            "left": source.left,
            "files": counts(&source.files),
            "members": counts(&source.members),
            "elsewhere": source.elsewhere,
            "requests": source.requests,
            "not_modified": source.not_modified,
            "bytes": source.received,
        })
    });
    sources.collect::<Vec<_>>().into()
}
