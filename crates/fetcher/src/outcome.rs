//! What a run did, per source.

use crate::capture::{Capture, Change, Member, State};
use std::collections::BTreeMap;

/// What became of one source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceOutcome {
    /// Its name.
    pub name: String,
    /// Pages of lists that were read.
    pub pages: usize,
    /// Pages of single disclosures that were read.
    pub articles: usize,
    /// Files asked for, by how that ended.
    pub files: BTreeMap<State, usize>,
    /// Entries of archives, by how unpacking ended.
    pub members: BTreeMap<State, usize>,
    /// Files that were not known before.
    pub new: usize,
    /// Files that are others than before.
    pub replaced: usize,
    /// Known files that were asked for a short time ago, and not again.
    pub recent: usize,
    /// Files left for the next run.
    pub left: usize,
    /// Links to hosts that the source does not name, by host.
    pub elsewhere: BTreeMap<String, usize>,
    /// Requests made, those for robots.txt and second tries included.
    pub requests: u32,
    /// Answers that said "not modified".
    pub not_modified: u32,
    /// Bytes of bodies received.
    pub received: u64,
    /// Why there may be more than was found; empty for a source that was walked to its end.
    pub incomplete: Vec<String>,
    /// What else its owner should know.
    pub notes: Vec<String>,
}

impl SourceOutcome {
    pub(crate) fn count(&mut self, capture: &Capture, members: &[Member]) {
        *self.files.entry(capture.state).or_default() += 1;
        let came = capture.state.is_held() && capture.state != State::Unchanged;
        match capture.change {
            Some(Change::New) if came => self.new += 1,
            Some(Change::Replaced) if came => self.replaced += 1,
            _ => {}
        }
        for member in members {
            *self.members.entry(member.state).or_default() += 1;
        }
    }

    pub(crate) fn is_incomplete_because(&mut self, why: String) {
        if !self.incomplete.contains(&why) {
            self.incomplete.push(why);
        }
    }

    /// Files and entries of archives that failed one by one.
    pub fn failed(&self) -> usize {
        let counts = self.files.iter().chain(&self.members);
        counts.filter(|(state, _)| state.is_failure()).map(|(_, count)| count).sum()
    }

    /// Files and entries of archives that were asked for.
    pub fn asked(&self) -> usize {
        self.files.values().chain(self.members.values()).sum()
    }
}

/// What became of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The sources, in the order of the configuration.
    pub sources: Vec<SourceOutcome>,
    /// Whether it was stopped from outside.
    pub is_interrupted: bool,
    /// Share of failed files that is put up with.
    pub failures_allowed: f64,
}

impl Outcome {
    /// Whether any source may hold more than was found, or too much failed.
    pub fn is_incomplete(&self) -> bool {
        let is_over = self.failed() as f64 > self.failures_allowed * self.asked() as f64;
        is_over || self.sources.iter().any(|source| !source.incomplete.is_empty())
    }

    /// Files and entries of archives that failed one by one.
    pub fn failed(&self) -> usize {
        self.sources.iter().map(SourceOutcome::failed).sum()
    }

    /// Files and entries of archives that were asked for.
    pub fn asked(&self) -> usize {
        self.sources.iter().map(SourceOutcome::asked).sum()
    }

    /// Whether any file failed.
    pub fn has_failures(&self) -> bool {
        self.failed() > 0
    }
}
