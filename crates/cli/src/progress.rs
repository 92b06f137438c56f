//! A bar on a terminal, one plain line per document elsewhere, nothing when quiet.

use crate::talk;
use exporter::{Rendered, Status, Written};
use indicatif::{ProgressBar, ProgressStyle};
use parser::mask::mask;
use std::io::{IsTerminal, stderr};

/// Shows how far a run is.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    total: usize,
    done: usize,
}

impl Progress {
    pub(crate) fn new(total: usize, quiet: bool) -> Progress {
        let bar = (!quiet && stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template(
                "{bar:30} {pos}/{len} {per_sec} {eta} {wide_msg}",
            );
            let bar = ProgressBar::new(total as u64);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Progress { bar, quiet, total, done: 0 }
    }

    /// One document is written.
    pub(crate) fn document(&mut self, rendered: &Rendered, written: &Written) {
        self.done += 1;
        let name = mask(&rendered.file_name);
        let stats = &rendered.stats;
        let tables: usize = stats.tables.values().sum();
        let forms: usize = stats.forms.values().sum();
        let text = match (written, &rendered.status) {
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
        };
        let failed = matches!(rendered.status, Status::Failed(_));
        match &self.bar {
            Some(bar) => {
                if failed {
                    bar.suspend(|| talk::line(&text));
                }
                bar.set_message(name.into_owned());
                bar.inc(1);
            }
            None if failed || !self.quiet => {
                talk::line(&format!("[{}/{}] {text}", self.done, self.total));
            }
            None => {}
        }
    }

    /// The bar goes away; what was said stays.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
