//! Brings new disclosures from the sites that publish them, politely.
//!
//! ```text
//!  SOURCES.toml ─▶ lists ─▶ articles ─▶ files ─▶ what is in archives
//!                    └─────────┴──────────┴──▶ captures ─▶ Archive
//! ```
//!
//! It has manners and has never heard of tables: robots.txt is obeyed, a host has one
//! connection and a pace, whoever asks gives a name and a contact, what has not changed is not
//! sent again, and a host that does not want programs is left alone. Whatever comes back is a
//! [`Capture`], failures too; nothing is ever deleted or written over.
//!
//! What surrounds it comes in through two traits: [`Archive`] keeps, [`Clock`] tells the time.

mod address;
mod capture;
mod challenge;
mod charset;
mod clock;
mod digest;
mod event;
mod host;
mod kind;
mod name;
mod outcome;
mod page;
mod patience;
mod robots;
mod sources;
mod tls;
pub mod unpack;
mod visit;
mod walk;
mod web;

pub use address::is_public;
pub use capture::{
    Archive, ArchiveError, Capture, Change, Held, Known, Member, Role, State,
};
pub use clock::{Clock, WallClock};
pub use event::{Event, Watch};
pub use kind::Kind;
pub use outcome::{Outcome, SourceOutcome};
pub use robots::{AGENT, Robots};
pub use sources::{
    LinkRule, Manners, Next, Pager, Private, Source, Sources, SourcesError,
};
pub use tls::TlsFault;

use host::{Hosts, lock};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use visit::Visitor;
use walk::Walk;

/// What a run needs from outside.
pub struct Surroundings<'a> {
    /// Keeps what comes.
    pub archive: &'a dyn Archive,
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// Set from outside to end the run.
    pub stop: &'a AtomicBool,
    /// Is told what happens.
    pub watch: &'a Watch<'a>,
    /// Reads lists and articles, fetches no file and keeps nothing.
    pub is_rehearsal: bool,
}

/// Brings what is new at the sources that `wanted` names; all of them if it names none.
///
/// What goes wrong at a source is in the outcome; the error is the archive's.
pub fn fetch(
    sources: &Sources,
    wanted: &[String],
    around: &Surroundings<'_>,
) -> Result<Outcome, ArchiveError> {
    let chosen: Vec<&Source> = sources
        .sources
        .iter()
        .filter(|source| wanted.is_empty() || wanted.contains(&source.name))
        .collect();
    let run = Run {
        user_agent: sources.user_agent(),
        hosts: Hosts::new(around.clock),
        next: AtomicUsize::new(0),
        broken: AtomicBool::new(false),
        done: Mutex::new(Vec::new()),
    };
    std::thread::scope(|scope| {
        for _ in 0..sources.at_once.min(chosen.len()) {
            scope.spawn(|| run.work(&chosen, around));
        }
    });
    let mut done =
        run.done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    let done: Result<Vec<SourceOutcome>, _> =
        done.into_iter().map(|(_, result)| result).collect();
    let done = done?;
    let has_rest = done.iter().any(|source| !source.incomplete.is_empty());
    Ok(Outcome {
        sources: done,
        // Whoever wants to stop a run that has nothing left to do has not interrupted it.
        is_interrupted: has_rest && around.stop.load(Ordering::Relaxed),
        failures_allowed: sources.failures_allowed,
    })
}

/// What the threads of a run share.
struct Run<'a> {
    user_agent: String,
    hosts: Hosts<'a>,
    /// The next source to be taken.
    next: AtomicUsize,
    /// Whether the archive failed, so that nothing more makes sense.
    broken: AtomicBool,
    done: Mutex<Vec<(usize, Result<SourceOutcome, ArchiveError>)>>,
}

impl Run<'_> {
    fn work(&self, sources: &[&Source], around: &Surroundings<'_>) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = sources.get(index) else { return };
            if self.broken.load(Ordering::Relaxed) {
                return;
            }
            // A page or a file that trips a bug costs its source, not the others.
            let walk = AssertUnwindSafe(|| self.source(source, around));
            let result = catch_unwind(walk).unwrap_or_else(|_| {
                let why = "a bug of ours ended it; please send the source and the log";
                Ok(SourceOutcome {
                    name: source.name.clone(),
                    incomplete: vec![why.to_owned()],
                    ..SourceOutcome::default()
                })
            });
            if result.is_err() {
                self.broken.store(true, Ordering::Relaxed);
            }
            lock(&self.done).push((index, result));
        }
    }

    fn source(
        &self,
        source: &Source,
        around: &Surroundings<'_>,
    ) -> Result<SourceOutcome, ArchiveError> {
        let visitor = Visitor {
            source,
            user_agent: &self.user_agent,
            hosts: &self.hosts,
            archive: around.archive,
            clock: around.clock,
            stop: around.stop,
            requests: 0,
            not_modified: 0,
            received: 0,
            received_before: around
                .archive
                .received_on(&source.name, around.clock.now())?,
            is_recording: !around.is_rehearsal,
        };
        Walk::new(visitor, around.watch).run()
    }
}
