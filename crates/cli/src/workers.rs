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
//! A command that is about one document (`show`, `draw`, `inspect`) is done by a worker as a
//! whole: what it says comes back line by line.
//!
//! A worker reads one document after the other. One that dies, takes too long or takes too
//! much is replaced, and what it was reading becomes a row that says so. Workers end when the
//! pipe to them closes, and so when the program does.

mod child;
mod errand;
mod frame;
mod lost;
mod message;
mod process;
mod settings;
mod stopwatch;
mod system;

pub(crate) use child::serve;
pub(crate) use lost::{CODES, Lost};
pub(crate) use settings::{Isolation, Settings};

use crate::checking::{Checked, Wanted};
use crate::exit::{self, Exit, Interrupted};
use crate::reading::{self, Item};
use crate::{batch, interrupt, ocr, pages, talk};
use errand::{Errand, Findings, Rows};
use exporter::Rendered;
use extractor::Ocr;
use message::{Answer, Job};
use process::{Allowance, Worker};
use std::ffi::OsString;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Memory, in bytes, that each further page read at the same time may take.
const MEMORY_PER_PAGE: u64 = 512 << 20;

/// How often it is looked whether a worker has become free.
const GLANCE: Duration = Duration::from_millis(50);

/// What became of one document.
#[derive(Debug)]
pub(crate) struct Done<R> {
    /// What was made of its rows.
    pub(crate) made: R,
    /// Time of one worker.
    pub(crate) took: Duration,
}

/// What a command is about that a worker runs as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The file.
    pub(crate) path: &'a Path,
    /// Whether it is the only one that is read.
    pub(crate) reads_one: bool,
}

/// Reads documents, several at once, each within its limits.
pub(crate) struct Pool {
    settings: Settings,
    jobs: usize,
    /// The reader of pictures of documents that are read in this process.
    ocr: Option<Ocr>,
    /// Workers that have nothing to do.
    idle: Mutex<Vec<Worker>>,
    /// Workers that have something to do.
    busy: AtomicUsize,
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
            busy: AtomicUsize::new(0),
            problem: OnceLock::new(),
            stopping: AtomicBool::new(false),
        }
    }

    /// Reads the items and hands the rows of each to `take`, in the order of the items.
    ///
    /// A document that cannot be read is no error: it is handed on with its reason. Errors are
    /// those of `take`, and [`Interrupted`]. What waits in memory is bounded by the number of
    /// jobs, not by the number of items. May be called again; workers are kept.
    pub(crate) fn in_order(
        &self,
        items: &[Item],
        take: impl FnMut(Rendered) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.each_in_order(&Rows(self.settings.options), items, take)
    }

    /// The same with what `gongkai check` tells of each.
    pub(crate) fn check(
        &self,
        items: &[Item],
        wanted: &Wanted,
        take: impl FnMut(Checked) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.each_in_order(&Findings(wanted), items, take)
    }

    fn each_in_order<E: Errand>(
        &self,
        errand: &E,
        items: &[Item],
        mut take: impl FnMut(E::Made) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.stopping.store(false, Ordering::Relaxed);
        let at_once = items.len().clamp(1, self.jobs);
        let numbered: Vec<(usize, &Item)> = items.iter().enumerate().collect();
        let work = |item: &(usize, &Item)| self.read(errand, *item, self.jobs / at_once);
        batch::in_order(at_once, &numbered, work, |made| {
            made.and_then(&mut take).inspect_err(|_| {
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
        let errand = Rows(self.settings.options);
        let work = |&(index, item): &(usize, &Item)| {
            let start = Instant::now();
            let rendered = self.read(&errand, (index, item), self.jobs / at_once);
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

    /// Reads one document; whatever happens to the thread that does is that document's.
    fn read<E: Errand>(
        &self,
        errand: &E,
        (index, item): (usize, &Item),
        pages_at_once: usize,
    ) -> anyhow::Result<E::Made> {
        if self.is_stopping() {
            return Err(Interrupted.into());
        }
        let read = || {
            let job = match self.settings.isolation {
                Isolation::Workers => errand.job(index, item),
                Isolation::InProcess => None,
            };
            let Some(mut job) = job else {
                let max_pages = self.settings.limits.pages;
                let page = |page, pages| pages::done(&item.input.name, page, pages);
                let watch =
                    extractor::Watch { max_pages, page: &page, ..Default::default() };
                return Ok(errand.here(index, item, self.ocr.as_ref(), watch));
            };
            let hears = |answer| {
                if let Answer::Page { page, pages } = answer {
                    pages::done(&item.input.name, page, pages);
                }
                true
            };
            match self.have_done(&mut job, pages_at_once.max(1), hears) {
                Ok(Answer::Done { made, problem }) => {
                    if let Some(problem) = problem {
                        let _ = self.problem.set(problem);
                    }
                    let garbled = || errand.lost(item, lost::garbled());
                    Ok(errand.unpacked(&made).unwrap_or_else(garbled))
                }
                Ok(_) => Ok(errand.lost(item, lost::garbled())),
                Err(Lost::Stopped) => Err(Interrupted.into()),
                Err(lost) => Ok(errand.lost(item, lost.failure(&self.settings.limits))),
            }
        };
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            let failure = lost::fell_over(&reading::last_panic());
            Ok(errand.lost(item, failure))
        })
    }

    /// Runs a command of the program in a worker, whose limits are those of one document.
    pub(crate) fn command(
        &self,
        arguments: Vec<OsString>,
        Subject { path, reads_one }: Subject<'_>,
    ) -> anyhow::Result<Exit> {
        let mut broken = None;
        let hears = |answer: Answer| {
            let result = match answer {
                Answer::Data(data) => talk::bytes(&data),
                Answer::Line(line) => {
                    talk::whole_line(&line);
                    Ok(())
                }
                _ => Ok(()),
            };
            result.map_err(|error| broken = Some(error)).is_ok()
        };
        let mut job = Job::Command { arguments, skip: Vec::new(), reads_one };
        let lost = match self.have_done(&mut job, self.jobs, hears) {
            Ok(Answer::Ended(code)) => return Ok(exit::of_code(code)),
            Ok(_) => lost::garbled(),
            Err(lost) => lost.failure(&self.settings.limits),
        };
        match broken {
            Some(error) => Err(error),
            None => Err(reading::unreadable(path, lost)),
        }
    }

    /// Has a job done by a worker; where that fails, and may have failed for what the worker
    /// did before, once more by a new one. A page that brought a worker down is left out.
    fn have_done(
        &self,
        job: &mut Job,
        pages_at_once: usize,
        mut hears: impl FnMut(Answer) -> bool,
    ) -> Result<Answer, Lost> {
        let allowance = self.allowance(pages_at_once);
        loop {
            let mut worker = self.worker(&allowance)?;
            let is_new = worker.is_new();
            let done =
                worker.have_done(job, &allowance, || self.is_stopping(), &mut hears);
            if done.is_ok() && worker.is_small(&allowance) {
                self.idle().push(worker);
            }
            self.busy.fetch_sub(1, Ordering::SeqCst);
            match done {
                Err(lost) if !is_new && lost.may_be_inherited() => {}
                Err(Lost::Stuck { page }) if job.leave_out(page) => {}
                done => return done,
            }
        }
    }

    /// A worker that has nothing to do. Where the system has no room for another process, one
    /// of those that are there is waited for.
    fn worker(&self, allowance: &Allowance) -> Result<Worker, Lost> {
        loop {
            // Counted before it is looked for one: who finds none idle and none busy gives up.
            self.busy.fetch_add(1, Ordering::SeqCst);
            let idle = self.idle().pop();
            // One that was started for another number of pages at once ends here.
            let idle = idle.filter(|worker| worker.fits(allowance.pages_at_once));
            let started = match idle {
                Some(worker) => return Ok(worker),
                None => Worker::start(&self.settings, allowance),
            };
            let why = match started {
                Ok(worker) => return Ok(worker),
                Err(error) => format!("{error:#}"),
            };
            let others = self.busy.fetch_sub(1, Ordering::SeqCst) - 1;
            if self.is_stopping() {
                return Err(Lost::Stopped);
            }
            if others == 0 && self.idle().is_empty() {
                return Err(Lost::NeverBegan { why });
            }
            thread::sleep(GLANCE);
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
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
