//! How far a run is: a bar on a terminal, one line per document elsewhere, objects for
//! programs, nothing when quiet.

use crate::args::ProgressKind;
use crate::pages::{self, Pages};
use crate::plain;
use crate::talk::{self, Level};
use crate::words;
use exporter::{Rendered, Status, Written};
use indicatif::{ProgressBar, ProgressStyle};
use parser::mask::mask;
use serde_json::{Value, json};
use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Where there is no bar, pages of a long document are told no more often than this.
const PAGES: Duration = Duration::from_secs(10);
/// A bar shows that it is alive as often as this.
const TICK: Duration = Duration::from_millis(500);

/// Shows how far a run is.
pub(crate) struct Progress {
    shown: Shown,
    total: usize,
    done: Arc<AtomicUsize>,
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
        let progress = Progress { shown, total, done: Arc::default() };
        progress.hear_of_pages();
        progress
    }

    /// Long documents show how far they are: what a bar says beside itself, a line or an object
    /// now and then elsewhere.
    fn hear_of_pages(&self) {
        match &self.shown {
            Shown::Bar(bar) => {
                let bar = bar.clone();
                pages::listen(move |name, pages| {
                    bar.set_prefix(words::told(&of_pages(pages)).into_owned());
                    bar.set_message(plain::shown(&mask(name)).into_owned());
                });
            }
            Shown::Plain | Shown::Json => {
                let is_json = matches!(self.shown, Shown::Json);
                let (done, total) = (self.done.clone(), self.total);
                let mut last = Instant::now();
                pages::listen(move |name, pages| {
                    if last.elapsed() < PAGES {
                        return;
                    }
                    last = Instant::now();
                    let done = done.load(Ordering::Relaxed);
                    let name = mask(name);
                    if is_json {
                        talk::object(Level::Info, object_of(&name, pages, done, total));
                    } else {
                        let pages = of_pages(pages);
                        talk::line(&format!("[{done}/{total}] 「{name}」: {pages}"));
                    }
                });
            }
            Shown::Failures => pages::ignore(),
        }
    }

    /// One document is written.
    pub(crate) fn document(&mut self, rendered: &Rendered, written: &Written) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        pages::forget(&rendered.file_name);
        let failed = matches!(rendered.status, Status::Failed(_));
        let line = |text: &str| {
            let level = if failed { Level::Error } else { Level::Info };
            talk::say(level, &format!("[{done}/{}] {text}", self.total));
        };
        match &self.shown {
            Shown::Bar(bar) => {
                if failed {
                    let text = text(rendered, written);
                    bar.suspend(|| talk::say(Level::Error, &text));
                }
                bar.set_prefix("");
                bar.set_message(plain::shown(&mask(&rendered.file_name)).into_owned());
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
            "done": self.done.load(Ordering::Relaxed),
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
        pages::ignore();
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:30} {pos}/{len} {elapsed} {prefix} {wide_msg}",
    );
    let bar = ProgressBar::new(total as u64);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(TICK);
    bar
}

/// How far a document is, for people.
fn of_pages(Pages { done, all, of_pictures }: Pages) -> String {
    match of_pictures {
        false => format!("{done} of {all} pages looked through"),
        true => format!("{done} of {all} pages read from their pictures"),
    }
}

/// The same for programs.
fn object_of(name: &str, pages: Pages, done: usize, total: usize) -> Value {
    json!({
        "event": "pages",
        "done": done,
        "total": total,
        "file_name": name,
        "pages_done": pages.done,
        "pages": pages.all,
        "of_pictures": pages.of_pictures,
    })
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
