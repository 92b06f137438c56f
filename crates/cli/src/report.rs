//! What a run did, for people and for programs.

use crate::shell::quoted;
use exporter::records::KEPT_UNREAD;
use exporter::{Rendered, Stats, Status, Written};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Counts of a whole run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    ok: usize,
    partial: usize,
    failed: usize,
    /// Files that are kept and not read.
    kept: usize,
    /// Whether any document failed as a whole or in some pages.
    pub(crate) has_failures: bool,
    duplicates: usize,
    stats: Stats,
}

impl Report {
    /// Adds a document that was written.
    pub(crate) fn add(&mut self, rendered: &Rendered, written: &Written) {
        if let Written::DuplicateOf(_) = written {
            self.duplicates += 1;
            *self.stats.diagnostics.entry("duplicate-input".into()).or_default() += 1;
            return;
        }
        self.has_failures |= rendered.has_failed;
        match rendered.status {
            _ if rendered.stats.diagnostics.contains_key(KEPT_UNREAD) => self.kept += 1,
            Status::Ok => self.ok += 1,
            Status::Partial(_) => self.partial += 1,
            Status::Failed(_) => self.failed += 1,
        }
        self.stats.add(&rendered.stats);
    }

    /// Adds what the last pass over all documents gave.
    pub(crate) fn add_late(&mut self, stats: &Stats) {
        self.stats.add(stats);
    }

    /// Whether any document was read, as a whole or in part.
    pub(crate) fn has_read_any(&self) -> bool {
        self.ok + self.partial > 0
    }

    /// Whether a document contradicts itself.
    pub(crate) fn contradicts(&self) -> bool {
        self.stats.contradicts
    }

    /// The summary in a few lines.
    pub(crate) fn text(&self, took: Duration) -> String {
        let mut text = format!(
            "{} documents: {} ok, {} partial, {} failed",
            self.ok + self.partial + self.failed,
            self.ok,
            self.partial,
            self.failed
        );
        if self.kept > 0 {
            let _ = write!(text, "; {} files kept and not read", self.kept);
        }
        if self.duplicates > 0 {
            let _ = write!(text, "; {} more with equal bytes", self.duplicates);
        }
        for (what, counts) in [
            ("tables", &self.stats.tables),
            ("forms", &self.stats.forms),
            ("checks", &self.stats.checks),
            ("diagnostics", &self.stats.diagnostics),
        ] {
            let total: usize = counts.values().sum();
            let _ = write!(text, "\n{what:11} {total:7}  {}", listed(counts));
            while text.ends_with(' ') {
                text.pop();
            }
            if what == "checks" {
                let _ = write!(text, "\n{:11} {:7}", "findings", self.stats.findings);
            }
        }
        let seconds = took.as_secs_f64();
        let pages = self.stats.pages as f64;
        let pace = pages / seconds.max(0.001);
        // Scans take seconds for a page.
        let pace = match pace >= 1.0 || pages == 0.0 {
            true => format!("{pace:.0} a second"),
            false => format!("{:.1} s each", seconds / pages),
        };
        let _ = write!(text, "\n{:11} {:7}", "facts", self.stats.facts);
        let _ = write!(
            text,
            "\n{:11} {:7}  in {seconds:.1} s, {pace}",
            "pages", self.stats.pages,
        );
        text
    }

    /// The summary as JSON.
    pub(crate) fn json(&self, took: Duration) -> Value {
        json!({
            "documents": {
                "ok": self.ok,
                "partial": self.partial,
                "failed": self.failed,
                "kept": self.kept,
                "duplicates": self.duplicates,
            },
            "tables": self.stats.tables,
            "facts": self.stats.facts,
            "forms": self.stats.forms,
            "checks": self.stats.checks,
            "findings": self.stats.findings,
            "diagnostics": self.stats.diagnostics,
            "pages": self.stats.pages,
            "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        })
    }
}

/// A document of the run to look at.
#[derive(Debug)]
pub(crate) struct Example {
    /// As it was given.
    pub(crate) path: PathBuf,
    /// Whether something in it does not agree.
    pub(crate) has_findings: bool,
}

/// Where to look next, for people; the last line says where the output is.
pub(crate) fn next(out: &Path, example: Option<&Example>) -> String {
    let out = out.display();
    let next = match example {
        None => String::new(),
        Some(Example { path, has_findings }) => {
            let path = quoted(&path.to_string_lossy());
            let next = match has_findings {
                true => format!(
                    "next: `gongkai check {path}` says what does not agree, and on which page \
                     to see it"
                ),
                false => format!(
                    "next: `gongkai inspect {path} --out look.html` shows its pages beside \
                     what was read"
                ),
            };
            format!("{next}\n")
        }
    };
    format!(
        "wide/ has the tables as people know them, facts.csv every number with its page,\n\
         diagnostics.csv what was not read or understood (`gongkai explain CODE`)\n\
         {next}\
         the output is in {out}"
    )
}

/// Counts by name, for people.
pub(crate) fn listed(counts: &BTreeMap<String, usize>) -> String {
    let parts: Vec<String> = counts.iter().map(|(k, n)| format!("{k} ×{n}")).collect();
    parts.join(", ")
}
