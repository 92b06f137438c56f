//! Documents are read in processes of their own: one that crashes, hangs or explodes costs
//! its own row and nothing else.
//!
//! ```text
//!  items ─▶ Pool ─▶ thread ─▶ worker process ─▶ thread ─▶ rendered documents, in order
//!                   watches    job  ─▶ reads
//!                   time and   page ◀─ a page is done
//!                   memory     rows ◀─ the document is done
//! ```
//!
//! A worker reads one document after the other. One that dies, takes too long or takes too
//! much is replaced, and what it was reading becomes a row that says so. Workers end when the
//! pipe to them closes, and so when the program does.

mod child;
mod frame;
mod lost;
mod message;
mod process;
mod settings;

pub(crate) use child::serve;
pub(crate) use lost::{CODES, Lost};
pub(crate) use settings::{Isolation, Settings};

use crate::exit::Interrupted;
use crate::inputs::Task;
use crate::reading::{self, Item};
use crate::{batch, interrupt, ocr};
use exporter::Rendered;
use extractor::Ocr;
use process::{Allowance, Worker};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Memory, in bytes, that each further page read at the same time may take.
const MEMORY_PER_PAGE: u64 = 512 << 20;

/// What became of one document.
#[derive(Debug)]
pub(crate) struct Done<R> {
    /// What was made of its rows.
    pub(crate) made: R,
    /// Time of one worker.
    pub(crate) took: Duration,
}

/// Reads documents, several at once, each within its limits.
pub(crate) struct Pool {
    settings: Settings,
    jobs: usize,
    /// The reader of pictures of documents that are read in this process.
    ocr: Option<Ocr>,
    /// Workers that have nothing to do.
    idle: Mutex<Vec<Worker>>,
    /// Why pictures were not read, if one was met.
    problem: OnceLock<String>,
    /// Set when nobody wants further documents.
    stopping: AtomicBool,
}

impl Pool {
    pub(crate) fn new(settings: Settings) -> Pool {
        let jobs = match settings.jobs {
            0 => processors(),
            jobs => jobs,
        };
        let ocr = (settings.isolation == Isolation::InProcess)
            .then(|| ocr::of(&settings.ocr, settings.jobs))
            .flatten();
        Pool {
            settings,
            jobs,
            ocr,
            idle: Mutex::default(),
            problem: OnceLock::new(),
            stopping: AtomicBool::new(false),
        }
    }

    /// Reads the items and hands what came of each to `take`, in the order of the items.
    ///
    /// A document that cannot be read is no error: it is handed on with its reason. Errors are
    /// those of `take`, a worker that cannot be started, and [`Interrupted`]. What
    /// waits in memory is bounded by the number of jobs, not by the number of items. May be
    /// called again; workers are kept.
    pub(crate) fn in_order(
        &self,
        items: &[Item],
        mut take: impl FnMut(Rendered) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.stopping.store(false, Ordering::Relaxed);
        let at_once = items.len().clamp(1, self.jobs);
        let work = |item: &Item| self.read(item, self.jobs / at_once);
        batch::in_order(at_once, items, work, |rendered| {
            rendered.and_then(&mut take).inspect_err(|_| {
                self.stopping.store(true, Ordering::Relaxed);
            })
        })
    }

    /// Reads the items and hands what came of each to `take` as soon as it is there, with its
    /// position; `make` is done before by the thread that waited for it.
    ///
    /// After an interruption the items that were not read come as errors, one by one: `take`
    /// decides whether they end the run.
    pub(crate) fn as_done<R: Send>(
        &self,
        items: &[Item],
        make: impl Fn(Rendered) -> R + Sync,
        mut take: impl FnMut(usize, anyhow::Result<Done<R>>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.stopping.store(false, Ordering::Relaxed);
        let at_once = items.len().clamp(1, self.jobs);
        let numbered: Vec<(usize, &Item)> = items.iter().enumerate().collect();
        let work = |&(index, item): &(usize, &Item)| {
            let start = Instant::now();
            let rendered = self.read(item, self.jobs / at_once);
            let done = rendered.map(|rendered| {
                let made = make(rendered);
                Done { made, took: start.elapsed() }
            });
            (index, done)
        };
        batch::as_done(at_once, &numbered, work, |(index, done)| {
            take(index, done).inspect_err(|_| {
                self.stopping.store(true, Ordering::Relaxed);
            })
        })
    }

    /// Why pages that are only pictures were not read, if one was met.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.ocr
            .as_ref()
            .and_then(Ocr::problem)
            .or(self.problem.get().map(String::as_str))
    }

    fn read(&self, item: &Item, pages_at_once: usize) -> anyhow::Result<Rendered> {
        if self.is_stopping() {
            return Err(Interrupted.into());
        }
        let options = self.settings.options;
        match (&item.input.task, self.settings.isolation) {
            (Task::Read(_), Isolation::Workers) => {
                self.read_apart(item, pages_at_once.max(1))
            }
            _ => {
                let max_pages = self.settings.limits.pages;
                let page =
                    |page, pages| crate::pages::done(&item.input.name, page, pages);
                let watch = extractor::Watch { max_pages, page: &page };
                Ok(reading::render(item, self.ocr.as_ref(), watch, options))
            }
        }
    }

    /// Reads a document in a worker; where that fails, and may have failed for what the worker
    /// read before, once more in a new one.
    fn read_apart(&self, item: &Item, pages_at_once: usize) -> anyhow::Result<Rendered> {
        let allowance = self.allowance(pages_at_once);
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            // One that was started for another number of pages at once ends here.
            let idle = idle.filter(|worker| worker.fits(pages_at_once));
            let mut worker = match idle {
                Some(worker) => worker,
                None => Worker::start(&self.settings, &allowance)?,
            };
            let is_new = worker.is_new();
            match worker.read(item, &allowance, || self.is_stopping()) {
                Ok((rendered, problem)) => {
                    if let Some(problem) = problem {
                        let _ = self.problem.set(problem);
                    }
                    if worker.is_small(&allowance) {
                        self.idle
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push(worker);
                    }
                    return Ok(rendered);
                }
                Err(Lost::Stopped) => return Err(Interrupted.into()),
                Err(lost) if !is_new && lost.may_be_inherited() => {}
                Err(lost) => {
                    let failure = lost.failure(&self.settings.limits);
                    return Ok(reading::failed(item, &failure, self.settings.options));
                }
            }
        }
    }

    fn allowance(&self, pages_at_once: usize) -> Allowance {
        let limits = self.settings.limits;
        // More jobs than processors take turns: none is to blame for waiting.
        let turns = self.jobs.div_ceil(processors()).try_into().unwrap_or(u32::MAX);
        Allowance {
            page: limits.page.saturating_mul(turns),
            document: limits.document.saturating_mul(turns),
            memory: limits
                .memory
                .saturating_add(MEMORY_PER_PAGE * (pages_at_once as u64 - 1)),
            pages_at_once,
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed) || interrupt::is_requested()
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}
