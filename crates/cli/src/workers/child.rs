//! One worker as it sees itself: jobs on stdin, answers on stdout.

use super::frame;
use super::message::{Answer, Job, Setup};
use crate::{ocr, reading, rehearsal};
use anyhow::Context;
use extractor::Watch;
use std::io::{self, Write};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Deeply nested objects of broken files must not overflow the stack.
const STACK: usize = 64 << 20;
/// The program need not hear of pages more often than this.
const SELDOM: Duration = Duration::from_millis(100);

/// Reads documents until there are no more.
///
/// Whatever it is doing, it ends when stdin does: then the program has gone.
pub(crate) fn serve() -> anyhow::Result<()> {
    let mut stdin = io::stdin().lock();
    let setup: Setup = frame::read(&mut stdin)?
        .context("a worker is started by the program itself, not by hand")?;
    limit(setup.address_space);
    reading::silence_panics();
    let (send, jobs) = mpsc::channel();
    let reader = thread::Builder::new().name("reader".into()).stack_size(STACK);
    reader
        .spawn(move || work(&setup, &jobs))
        .context("starting the thread that reads")?;
    while let Some(job) = frame::read::<Job>(&mut stdin)? {
        if send.send(job).is_err() {
            break;
        }
    }
    Ok(())
}

fn work(setup: &Setup, jobs: &mpsc::Receiver<Job>) {
    let ocr = ocr::of(&setup.ocr(), setup.pages_at_once);
    let stdout = Mutex::new(io::stdout());
    let last = Mutex::new(Instant::now());
    let say = |answer: &Answer| {
        let mut stdout = stdout.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody listens any more: there is nothing left to do.
        if frame::write(&mut *stdout, answer).and_then(|()| stdout.flush()).is_err() {
            std::process::exit(1);
        }
    };
    let page = |page, pages| {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() >= SELDOM {
            *last = Instant::now();
            say(&Answer::Page { page, pages });
        }
    };
    while let Ok(job) = jobs.recv() {
        let item = job.into_item();
        rehearsal::of(&item.input.name);
        let watch = Watch { max_pages: setup.max_pages, page: &page };
        let rendered = reading::render(&item, ocr.as_ref(), watch, setup.options());
        let problem = ocr.as_ref().and_then(|ocr| ocr.problem().map(str::to_owned));
        say(&Answer::Done { rendered: rendered.to_bytes(), problem });
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
