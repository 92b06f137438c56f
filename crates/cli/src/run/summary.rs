//! What a run did, on one screen and as JSON.

use super::fetched;
use crate::report::{Report, listed};
use exporter::{Rendered, Status, Written};
use parser::mask::mask;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;
use store::Continued;

/// Failures that are told one by one; all of them are in the catalog.
const TOLD: usize = 20;

/// Counts of a run on a store.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// Inputs that were named.
    pub(crate) inputs: usize,
    /// Inputs with bytes that were not there before.
    pub(crate) new: usize,
    /// Inputs with bytes that were there, at this place or another.
    pub(crate) known: usize,
    /// Inputs that replace others.
    pub(crate) replaced: usize,
    /// Inputs whose bytes could not be had.
    pub(crate) unreadable: usize,
    /// Documents that were to be read, by reason.
    pub(crate) due: BTreeMap<String, usize>,
    /// Documents that were done before.
    pub(crate) done_before: usize,
    /// Documents that nobody began, since the run was interrupted.
    pub(crate) left: usize,
    /// Documents with pages that wait for models.
    pub(crate) needs_ocr: usize,
    /// Documents that are in the catalog, and not on their shelf.
    pub(crate) missing: usize,
    /// Documents of the store whose bytes were damaged, and are as they came again.
    pub(crate) healed: usize,
    /// What the runs before did that were killed or stopped: this one completes them.
    pub(crate) continued: Continued,
    /// What a fetch brought; nothing is read then.
    pub(crate) fetched: Option<fetcher::Outcome>,
    /// Sources that a fetch was to ask, where not all of them.
    pub(crate) only: Vec<String>,
    read: usize,
    failed: usize,
    codes: BTreeMap<String, usize>,
    told: Vec<Value>,
    rows: Report,
}

impl Summary {
    /// An input whose bytes could not be had.
    pub(crate) fn unreadable(&mut self, name: &str, code: &str, reason: &str) {
        self.unreadable += 1;
        self.tell("", name, code, reason);
    }

    /// A document whose bytes are gone.
    pub(crate) fn missing(&mut self, sha256: &str, name: &str) {
        self.missing += 1;
        self.tell(sha256, name, "missing", "its file is not in the store any more");
    }

    /// A document whose bytes are others than those that came; what was read of them is not
    /// kept.
    pub(crate) fn damaged(&mut self, sha256: &str, name: &str) {
        self.missing += 1;
        let reason =
            "its bytes in the store are not those that came; ingest the file again";
        self.tell(sha256, name, "damaged", reason);
    }

    /// A document that was read.
    pub(crate) fn read(&mut self, sha256: &str, rendered: &Rendered, code: &str) {
        self.read += 1;
        self.rows.add(rendered, &Written::New);
        if rendered.has_failed || matches!(rendered.status, Status::Failed(_)) {
            let reason = rendered.status.reason();
            if rendered.has_failed {
                self.failed += 1;
            }
            self.tell(sha256, &rendered.file_name, code, reason);
        }
    }

    /// Inputs and documents that failed, as a whole or in some pages; those of the runs that
    /// this one completes too.
    pub(crate) fn failures(&self) -> usize {
        let fetched = self.fetched.as_ref().map_or(0, fetcher::Outcome::failed);
        self.unreadable + self.missing + self.failed + fetched + self.continued.failed
    }

    /// Inputs and documents that were tried.
    pub(crate) fn tried(&self) -> usize {
        let fetched = self.fetched.as_ref().map_or(0, fetcher::Outcome::asked);
        self.unreadable + self.missing + self.read + fetched + self.continued.read
    }

    /// Whether something was tried and nothing of it came out: no success, whatever the exit
    /// code.
    pub(crate) fn all_failed(&self) -> bool {
        self.failures() > 0 && self.failures() >= self.tried() && self.known == 0
    }

    fn tell(&mut self, sha256: &str, name: &str, code: &str, reason: &str) {
        *self.codes.entry(code.to_owned()).or_default() += 1;
        if self.told.len() < TOLD {
            self.told.push(json!({
                "file_name": mask(name),
                "sha256": sha256,
                "code": code,
                "reason": mask(reason),
            }));
        }
    }

    /// A few lines.
    pub(crate) fn text(&self, took: Duration) -> String {
        if let Some(outcome) = &self.fetched {
            return fetched::text(outcome).trim_end().to_owned();
        }
        let mut text = String::new();
        if self.inputs > 0 {
            let _ = write!(
                text,
                "inputs      {:7}  {} new, {} known",
                self.inputs, self.new, self.known
            );
            for (count, what) in [
                (self.replaced, "replace others"),
                (self.healed, "healed"),
                (self.unreadable, "unreadable"),
            ] {
                if count > 0 {
                    let _ = write!(text, ", {count} {what}");
                }
            }
            text.push('\n');
        }
        let due: usize = self.due.values().sum();
        let _ = writeln!(text, "to be read  {due:7}  {}", listed(&self.due));
        let _ = writeln!(text, "done before {:7}", self.done_before);
        if self.continued.runs > 0 && self.continued.read > 0 {
            let Continued { read, failed, .. } = self.continued;
            let _ = writeln!(
                text,
                "completed   {read:7}  read by runs before that did not end, {failed} of them failed"
            );
        }
        if self.left > 0 {
            let _ = writeln!(text, "left        {:7}", self.left);
        }
        if !self.codes.is_empty() {
            let total: usize = self.codes.values().sum();
            let _ = writeln!(text, "not whole   {total:7}  {}", listed(&self.codes));
        }
        if self.needs_ocr > 0 {
            let _ = writeln!(
                text,
                "need ocr    {:7}  run `scripts/ocr-models` once, then this again",
                self.needs_ocr
            );
        }
        if self.read > 0 {
            text.push_str(&self.rows.text(took));
        } else {
            let _ = write!(text, "took        {:7.1} s", took.as_secs_f64());
        }
        text
    }

    /// All counts.
    pub(crate) fn json(&self, took: Duration) -> Value {
        if let Some(outcome) = &self.fetched {
            return json!({ "sources": fetched::json(outcome), "only": self.only });
        }
        json!({
            "inputs": {
                "given": self.inputs,
                "new": self.new,
                "known": self.known,
                "replaced": self.replaced,
                "healed": self.healed,
                "unreadable": self.unreadable,
            },
            "work": {
                "due": self.due,
                "done_before": self.done_before,
                "read": self.read,
                "failed": self.failed,
                "missing": self.missing,
                "left": self.left,
                "needs_ocr": self.needs_ocr,
            },
            "continued": {
                "runs": self.continued.runs,
                "read": self.continued.read,
                "failed": self.continued.failed,
            },
            "reasons": self.codes,
            "failures": self.told,
            "rows": self.rows.json(took),
        })
    }
}
