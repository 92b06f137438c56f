//! How far a run is: a bar on a terminal, one line per document elsewhere, objects for
//! programs, nothing when quiet.

use crate::args::ProgressKind;
use crate::talk::{self, Level};
use exporter::{Rendered, Status, Written};
use indicatif::{ProgressBar, ProgressStyle};
use parser::mask::mask;
use serde_json::{Value, json};
use std::io::{IsTerminal, stderr};

/// Shows how far a run is.
pub(crate) struct Progress {
    shown: Shown,
    total: usize,
    done: usize,
}

enum Shown {
    Bar(ProgressBar),
    Plain,
    Json,
    /// Only what failed.
    Failures,
}

impl Progress {
    /// Of the kind that was asked for; quiet decides where none was.
    pub(crate) fn new(total: usize, kind: ProgressKind, quiet: bool) -> Progress {
        let shown = match kind {
            ProgressKind::Auto if quiet => Shown::Failures,
            ProgressKind::Auto if talk::is_structured() => Shown::Json,
            ProgressKind::Auto if stderr().is_terminal() => Shown::Bar(bar(total)),
            ProgressKind::Auto | ProgressKind::Plain => Shown::Plain,
            ProgressKind::Bar => Shown::Bar(bar(total)),
            ProgressKind::Json => Shown::Json,
            ProgressKind::None => Shown::Failures,
        };
        Progress { shown, total, done: 0 }
    }

    /// One document is written.
    pub(crate) fn document(&mut self, rendered: &Rendered, written: &Written) {
        self.done += 1;
        let failed = matches!(rendered.status, Status::Failed(_));
        let line = |text: &str| {
            let level = if failed { Level::Error } else { Level::Info };
            talk::say(level, &format!("[{}/{}] {text}", self.done, self.total));
        };
        match &self.shown {
            Shown::Bar(bar) => {
                if failed {
                    let text = text(rendered, written);
                    bar.suspend(|| talk::say(Level::Error, &text));
                }
                bar.set_message(mask(&rendered.file_name).into_owned());
                bar.inc(1);
            }
            Shown::Json => {
                let level = if failed { Level::Error } else { Level::Info };
                talk::object(level, self.object(rendered, written));
            }
            Shown::Plain => line(&text(rendered, written)),
            Shown::Failures if failed => line(&text(rendered, written)),
            Shown::Failures => {}
        }
    }

    fn object(&self, rendered: &Rendered, written: &Written) -> Value {
        let stats = &rendered.stats;
        let mut object = json!({
            "event": "document",
            "done": self.done,
            "total": self.total,
            "file_name": mask(&rendered.file_name),
            "status": rendered.status.word(),
            "status_reason": mask(rendered.status.reason()),
            "hint": rendered.hint,
            "pages": stats.pages,
            "tables": stats.tables.values().sum::<usize>(),
            "facts": stats.facts,
            "forms": stats.forms.values().sum::<usize>(),
        });
        if let Written::DuplicateOf(first) = written {
            object["same_bytes_as"] = mask(first).into();
        }
        object
    }

    /// The bar goes away; what was said stays.
    pub(crate) fn finish(self) {
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: usize) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta} {wide_msg}");
    let bar = ProgressBar::new(total as u64);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// One document for people.
fn text(rendered: &Rendered, written: &Written) -> String {
    let name = mask(&rendered.file_name);
    let stats = &rendered.stats;
    let tables: usize = stats.tables.values().sum();
    let forms: usize = stats.forms.values().sum();
    match (written, &rendered.status) {
        (Written::DuplicateOf(first), _) => {
            format!("same  「{name}」: same bytes as 「{}」", mask(first))
        }
        (_, Status::Failed(reason)) => {
            let hint = match rendered.hint.as_str() {
                "" => String::new(),
                hint => format!("\n      hint: {hint}"),
            };
            format!("error 「{name}」: {}{hint}", mask(reason))
        }
        (_, status) => {
            let mut text = format!(
                "{:5} 「{name}」: {} pages, {tables} tables, {} facts, {forms} forms",
                status.word(),
                stats.pages,
                stats.facts,
            );
            if !status.reason().is_empty() {
                text.push_str(&format!("; {}", mask(status.reason())));
            }
            text
        }
    }
}
