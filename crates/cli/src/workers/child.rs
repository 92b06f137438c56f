//! One worker as it sees itself: jobs on stdin, answers on stdout.

use super::frame;
use super::message::{Answer, File, Job, Setup};
use super::system;
use crate::exit::Exit;
use crate::talk::{self, Said};
use crate::{checking, ocr, reading, rehearsal};
use anyhow::Context;
use extractor::{Ocr, Watch};
use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Deeply nested objects of broken files must not overflow the stack.
const STACK: usize = 64 << 20;
/// The program need not hear of pages more often than this.
const SELDOM: Duration = Duration::from_millis(100);
/// What goes to stdout is handed on in parts of so many bytes.
const PART: usize = 64 << 10;
/// What a process ends with that fell over, as the language has it.
const FELL_OVER: i32 = 101;

/// Reads documents, or runs commands with `run`, until there are no more.
///
/// Whatever it is doing, it ends when stdin does: then the program has gone.
pub(crate) fn serve(run: fn(Vec<OsString>) -> Exit) -> anyhow::Result<()> {
    let mut stdin = io::stdin().lock();
    let setup: Setup = frame::read(&mut stdin)?
        .context("a worker is started by the program itself, not by hand")?;
    limit(setup.address_space);
    reading::silence_panics();
    let limit = setup.page_limit;
    thread::Builder::new()
        .spawn(move || watch_marks(limit))
        .context("starting the thread that watches")?;
    let (send, jobs) = mpsc::channel();
    let reader = thread::Builder::new().name("reader".into()).stack_size(STACK);
    reader
        .spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| work(&setup, &jobs, run))).is_err() {
                // Nothing else would end this process, and the program would wait.
                let _ = writeln!(io::stderr(), "{}", reading::last_panic());
                std::process::exit(FELL_OVER);
            }
        })
        .context("starting the thread that reads")?;
    // What ends a worker before this is said on stderr: its last words.
    talk::elsewhere(told);
    while let Some(job) = frame::read::<Job>(&mut stdin)? {
        if send.send(job).is_err() {
            break;
        }
    }
    Ok(())
}

fn work(setup: &Setup, jobs: &mpsc::Receiver<Job>, run: fn(Vec<OsString>) -> Exit) {
    let ocr = ocr::of(&setup.ocr(), setup.pages_at_once);
    let watch = Watch {
        max_pages: setup.max_pages,
        page: &talk::page,
        begun: &talk::begun,
        ..Watch::default()
    };
    let problem = || ocr.as_ref().and_then(Ocr::problem).map(str::to_owned);
    let begun = |file: File| {
        let (item, skip) = file.into_item();
        rehearsal::of(&item.input.name);
        (item, skip)
    };
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Rows(file) => {
                let (item, skip) = begun(file);
                let watch = Watch { skip: &skip, ..watch };
                let rendered =
                    reading::render(&item, ocr.as_ref(), watch, setup.options());
                say(&Answer::Done { made: rendered.to_bytes(), problem: problem() });
            }
            Job::Check(file, index, wanted) => {
                let (item, skip) = begun(file);
                let watch = Watch { skip: &skip, ..watch };
                let checked =
                    checking::one(index, &item.input, ocr.as_ref(), watch, &wanted);
                // An answer that cannot be packed is none, and the document is lost.
                let made = postcard::to_stdvec(&checked).unwrap_or_default();
                say(&Answer::Done { made, problem: problem() });
            }
            Job::Command { arguments, skip, .. } => {
                reading::skip(skip);
                arguments.iter().for_each(|a| rehearsal::of(&a.to_string_lossy()));
                let exit = run(arguments);
                say(&Answer::Ended(exit as u8));
            }
        }
    }
}

fn say(answer: &Answer) {
    // One thread at a time: the message is whole.
    let mut stdout = io::stdout().lock();
    if let Err(error) = frame::write(&mut stdout, answer).and_then(|()| stdout.flush()) {
        // Nobody listens any more, or what is to be said is too long: there is nothing left
        // to do.
        let _ = writeln!(io::stderr(), "{error}");
        std::process::exit(1);
    }
}

/// A page whose marks are being read.
struct Marks {
    page: usize,
    began: Instant,
    /// Processor time of this process when it was seen first; that is soon enough.
    worked: Option<Duration>,
}

static MARKS: Mutex<Option<Marks>> = Mutex::new(None);

/// Ends this process when the marks of a page take longer than they may: nothing else stops
/// a reader that does not count what it does.
fn watch_marks(limit: Duration) {
    loop {
        thread::sleep(SELDOM);
        let mut marks = MARKS.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(marks) = marks.as_mut() else { continue };
        let now = system::processor_time("self");
        if marks.worked.is_none() {
            marks.worked = now;
        }
        let is_over = marks.began.elapsed() >= limit
            && match (marks.worked, now) {
                (Some(before), Some(now)) => now.saturating_sub(before) >= limit,
                _ => true,
            };
        if is_over {
            say(&Answer::Stuck(marks.page));
            std::process::exit(FELL_OVER);
        }
    }
}

/// Hands on what a command says, and what it has come to.
fn told(said: Said<'_>) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    match said {
        Said::Data(data) => {
            data.chunks(PART).for_each(|part| say(&Answer::Data(part.to_vec())));
        }
        Said::Line(line) => say(&Answer::Line(line.to_owned())),
        Said::Document => say(&Answer::Document),
        Said::Begun(page) => {
            let marks =
                (page > 0).then(|| Marks { page, began: Instant::now(), worked: None });
            *MARKS.lock().unwrap_or_else(PoisonError::into_inner) = marks;
        }
        Said::Page(page, pages) => {
            let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_none_or(|last| last.elapsed() >= SELDOM) {
                *last = Some(Instant::now());
                say(&Answer::Page { page, pages });
            }
        }
    }
}

/// Makes an allocation beyond the limit fail at once, before the machine suffers.
#[cfg(unix)]
fn limit(bytes: u64) {
    use rlimit::Resource;
    if let Ok((_, hard)) = Resource::AS.get() {
        // Where it cannot be set, the program still watches.
        let _ = Resource::AS.set(bytes.min(hard), hard);
    }
    // A crash is told by a row, not by a dump of memory.
    let _ = Resource::CORE.set(0, 0);
}

#[cfg(not(unix))]
fn limit(_: u64) {}
