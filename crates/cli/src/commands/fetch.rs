//! `gongkai fetch`: brings what is new from the sites that publish it.

use crate::archive::{Nothing, Shelves};
use crate::args::ProgressKind;
use crate::args::fetch::Fetch;
use crate::args::store::Place;
use crate::exit::{Exit, Usage};
use crate::interrupt;
use crate::run::{Run, fetched};
use crate::talk::{self, Level};
use anyhow::anyhow;
use fetcher::{
    Archive, ArchiveError, Capture, Change, Event, Member, Outcome, Role, Sources, State,
    Surroundings, WallClock, Watch,
};
use parser::mask::mask;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use store::Store;

pub(crate) fn run(args: Fetch) -> anyhow::Result<Exit> {
    let sources = read(&args.sources)?;
    if let Some(name) = args.only.iter().find(|name| !has(&sources, name)) {
        let names: Vec<&str> = sources.sources.iter().map(|s| s.name.as_str()).collect();
        let message = format!("no source is called 「{name}」");
        return Err(Usage::new(message, format!("there are {}", names.join(", "))).into());
    }
    if args.check {
        let count = sources.sources.len();
        talk::line(&format!("{count} sources can be used, as {}", sources.user_agent()));
        return Ok(Exit::Done);
    }
    match (&args.store, args.dry_run) {
        (store, true) => rehearse(&sources, &args, store.as_deref()),
        (Some(store), false) => fetch(&sources, &args, store),
        // The grammar asks for a store.
        (None, false) => Err(Usage::new("no store is given", "add --store DIR").into()),
    }
}

fn read(path: &Path) -> anyhow::Result<Sources> {
    let text = fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read 「{}」: {error}", path.display());
        Usage::new(message, "samples/sources.toml shows what such a file says")
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    Sources::read(&text, folder).map_err(|error| {
        let message = format!("{}, {error}", path.display());
        Usage::new(message, error.hint).into()
    })
}

fn has(sources: &Sources, name: &str) -> bool {
    sources.sources.iter().any(|source| source.name == name)
}

fn fetch(sources: &Sources, args: &Fetch, store: &Path) -> anyhow::Result<Exit> {
    let place = Place { store: store.to_owned() };
    let mut run = Run::begin("fetch", &place, &args.unattended, true)?;
    // How much there is to fetch shows only on the way.
    run.heartbeat.stage("fetching", 0);
    let Run { store, heartbeat, quiet, progress, .. } = &mut run;
    let told = Told::of(*progress, *quiet);
    let watch = |event: &Event<'_>| {
        if let Event::Captured { capture, members } = event {
            heartbeat.done(capture.state.is_failure());
            told.tell(capture, members);
        }
    };
    let result = bring(sources, args, &Shelves::new(store), &watch, false);
    run.summary.only.clone_from(&args.only);
    if let (Ok(outcome), true) = (&result, run.quiet) {
        for source in &outcome.sources {
            for why in &source.incomplete {
                let text = format!("{}: incomplete: {}", source.name, mask(why));
                talk::say(Level::Error, &text);
            }
        }
    }
    let result = result.map(|outcome| run.summary.fetched = Some(outcome));
    run.end(result)
}

/// Prints what a run would fetch, one file a line: known or new, source, year, title, address.
fn rehearse(
    sources: &Sources,
    args: &Fetch,
    store: Option<&Path>,
) -> anyhow::Result<Exit> {
    interrupt::listen();
    let watch = |event: &Event<'_>| {
        if let Event::Would { source, url, title, year, is_known } = event {
            let what = if *is_known { "known" } else { "new" };
            let title = title.replace(['\t', '\n'], " ");
            // A reader that has seen enough is told of no error; the run ends by itself.
            let _ = talk::data(&format!(
                "{what}\t{source}\t{year}\t{}\t{url}\n",
                mask(&title)
            ));
        }
    };
    let outcome = match store {
        Some(store) if store.is_dir() => {
            let mut store = Store::view(store)?;
            bring(sources, args, &Shelves::new(&mut store), &watch, true)?
        }
        _ => bring(sources, args, &Nothing, &watch, true)?,
    };
    if !args.unattended.quiet {
        talk::line(fetched::text(&outcome).trim_end());
    }
    Ok(fetched::exit(&outcome))
}

fn bring(
    sources: &Sources,
    args: &Fetch,
    archive: &dyn Archive,
    watch: &Watch<'_>,
    is_rehearsal: bool,
) -> anyhow::Result<Outcome> {
    let stop = interrupt::flag();
    let clock = WallClock { stop: stop.clone() };
    let around =
        Surroundings { archive, clock: &clock, stop: &stop, watch, is_rehearsal };
    fetcher::fetch(sources, &args.only, &around).map_err(of_archive)
}

/// The store's own error, which has an exit code and a hint.
fn of_archive(error: ArchiveError) -> anyhow::Error {
    match error.downcast::<store::Error>() {
        Ok(error) => (*error).into(),
        Err(error) => anyhow!(error),
    }
}

/// What is said of each file on the way. How many there are shows only at the end, so a bar
/// would have nothing to show: lines take its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Lines,
    Objects,
    /// Only what failed.
    Failures,
}

impl Told {
    fn of(kind: ProgressKind, quiet: bool) -> Told {
        match kind {
            ProgressKind::Json => Told::Objects,
            ProgressKind::None => Told::Failures,
            ProgressKind::Auto if quiet => Told::Failures,
            ProgressKind::Auto if talk::is_structured() => Told::Objects,
            ProgressKind::Auto | ProgressKind::Plain | ProgressKind::Bar => Told::Lines,
        }
    }

    fn tell(self, capture: &Capture, members: &[Member]) {
        let has_failed = capture.state.is_failure()
            || members.iter().any(|member| member.state.is_failure());
        let is_news = capture.role == Role::File && capture.state != State::Unchanged;
        let level = if has_failed { Level::Error } else { Level::Info };
        match self {
            Told::Objects if capture.role == Role::File => {
                talk::object(level, object(capture, members));
            }
            Told::Lines if is_news || has_failed => {
                talk::say(level, &text(capture, members))
            }
            Told::Failures if has_failed => talk::say(level, &text(capture, members)),
            _ => {}
        }
    }
}

fn object(capture: &Capture, members: &[Member]) -> Value {
    json!({
        "event": "file",
        "source": mask(&capture.source),
        "url": mask(&capture.url),
        "file_name": mask(&capture.file_name),
        "state": capture.state.word(),
        "change": capture.change.map(Change::word),
        "detail": mask(&capture.detail),
        "status": capture.status,
        "bytes": capture.received,
        "sha256": capture.sha256,
        "members": members.len(),
        "members_failed": members.iter().filter(|m| m.state.is_failure()).count(),
    })
}

fn text(capture: &Capture, members: &[Member]) -> String {
    let change = capture.change.filter(|_| capture.state.is_held());
    let what = change.map_or(capture.state.word(), Change::word);
    let name =
        if capture.file_name.is_empty() { &capture.url } else { &capture.file_name };
    let mut text = format!("{what:9} 「{}」", mask(name));
    if capture.size > 0 {
        text.push_str(&format!(": {} bytes", capture.size));
    }
    match (capture.detail.as_str(), change) {
        ("", Some(_)) if capture.state != State::Fetched => {
            text.push_str(&format!("; {}", capture.state.word()));
        }
        ("", _) => {}
        (detail, _) => text.push_str(&format!("; {}", mask(detail))),
    }
    for member in members.iter().filter(|member| member.state != State::Fetched) {
        let (state, path) = (member.state.word(), mask(&member.path));
        text.push_str(&format!("\n{state:9} 「{path}」 in it"));
        if !member.detail.is_empty() {
            text.push_str(&format!("; {}", mask(&member.detail)));
        }
    }
    text
}
