//! How old the last success of each command and of each source is.

use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Run, Store, clock};

/// Commands that should succeed every night, where a store has seen them at all.
const NIGHTLY: [&str; 2] = ["fetch", "ingest"];

/// How something stands: a command, or a source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    /// Its name.
    pub(crate) name: String,
    /// When it succeeded last, and how long ago that is.
    pub(crate) succeeded: Option<(String, Duration)>,
    /// What was wrong with it the last time, if anything.
    pub(crate) trouble: Vec<String>,
}

impl Standing {
    /// Whether it has not succeeded for longer than this.
    pub(crate) fn is_stale(&self, most: Duration) -> bool {
        self.succeeded.as_ref().is_none_or(|(_, age)| *age > most)
    }
}

fn succeeded(run: &Run) -> Option<(String, Duration)> {
    let ended_at = run.ended_at.clone()?;
    let age = clock::age(clock::moment(&ended_at)?);
    Some((ended_at, Duration::from_secs(age.as_secs())))
}

/// How the commands stand that count: the one that is wanted, or those that the store has seen.
pub(crate) fn commands(
    store: &Store,
    wanted: Option<&'static str>,
) -> Result<Vec<Standing>, store::Error> {
    let seen = store.commands()?;
    let counts = |command: &str| match wanted {
        Some(wanted) => command == wanted,
        None => seen.iter().any(|seen| seen == command),
    };
    let mut all = Vec::new();
    for command in NIGHTLY.into_iter().filter(|command| counts(command)) {
        let success = store.last_success(Some(command))?;
        let last = store.find_run(Some(command), &mut |run| run.ended_at.is_some())?;
        all.push(Standing {
            name: command.to_owned(),
            succeeded: success.as_ref().and_then(succeeded),
            trouble: last.as_ref().map(trouble).unwrap_or_default(),
        });
    }
    Ok(all)
}

/// What was wrong with a run.
fn trouble(run: &Run) -> Vec<String> {
    if run.is_success() {
        return Vec::new();
    }
    let mut all: Vec<String> = Vec::new();
    for source in sources_in(run) {
        let name = source["name"].as_str().unwrap_or_default();
        all.extend(texts(&source["incomplete"]).map(|why| format!("{name}: {why}")));
    }
    if run.reported("/all_failed") == Some(Value::Bool(true)) {
        all.push("all that it tried failed".to_owned());
    }
    all.extend(
        run.reported("/error").as_ref().and_then(Value::as_str).map(str::to_owned),
    );
    all
}

fn sources_in(run: &Run) -> Vec<Value> {
    match run.reported("/sources") {
        Some(Value::Array(sources)) => sources,
        _ => Vec::new(),
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// How the sources stand that the last fetch of all of them asked, and those that were asked
/// since.
pub(crate) fn sources(store: &Store) -> Result<Vec<Standing>, store::Error> {
    let mut all: BTreeMap<String, Standing> = BTreeMap::new();
    let mut is_listed = false;
    store.find_run(Some("fetch"), &mut |run| {
        for source in sources_in(run) {
            let Some(name) = source["name"].as_str() else { continue };
            let is_known = all.contains_key(name);
            if !is_known && is_listed {
                // A source that is not in the configuration any more.
                continue;
            }
            let standing = all.entry(name.to_owned()).or_insert_with(|| Standing {
                name: name.to_owned(),
                succeeded: None,
                trouble: source_trouble(&source),
            });
            if standing.succeeded.is_none() && source_trouble(&source).is_empty() {
                standing.succeeded = succeeded(run);
            }
        }
        let only = run.reported("/only");
        let is_of_all = only.is_none_or(|only| texts(&only).next().is_none());
        is_listed |= is_of_all && run.exit.is_some() && !sources_in(run).is_empty();
        is_listed && all.values().all(|standing| standing.succeeded.is_some())
    })?;
    Ok(all.into_values().collect())
}

/// Why a source did not succeed in a run; empty where it did.
fn source_trouble(source: &Value) -> Vec<String> {
    let mut trouble: Vec<String> =
        texts(&source["incomplete"]).map(str::to_owned).collect();
    if source["is_complete"] != Value::Bool(true) && trouble.is_empty() {
        trouble.push("it was not walked to its end".to_owned());
    }
    let counted = [&source["files"], &source["members"]];
    let counts = counted.iter().filter_map(|counts| counts.as_object()).flatten();
    let asked: u64 = counts.filter_map(|(_, count)| count.as_u64()).sum();
    let failed = source["failed"].as_u64().unwrap_or_default();
    if failed > 0 && failed >= asked {
        trouble.push(format!("all {failed} files failed"));
    }
    trouble
}
