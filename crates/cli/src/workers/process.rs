//! One worker as the program sees it: a process with two pipes, a clock and a scale.

use super::frame;
use super::lost::Lost;
use super::message::{Answer, Job, Setup};
use super::settings::Settings;
use super::stopwatch::Stopwatch;
use super::system;
use anyhow::Context;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A page whose marks take so much time has run into something that does not count what it
/// does: it has had the time that a page has, and some more.
const MARKS: Duration = Duration::from_secs(extractor::MOST_PAGE_SECONDS + 5);
/// How often time and memory are looked at.
const GLANCE: Duration = Duration::from_millis(50);
/// Of what a worker says on stderr, so many bytes at the end are kept.
const LAST_WORDS: usize = 4096;
/// Address space beyond the memory it may use: stacks and reserves that are never touched.
const RESERVE: u64 = 1 << 30;
/// The same for each page read at the same time.
const RESERVE_PER_PAGE: u64 = 256 << 20;
/// A worker that uses less than this part of the time does nothing.
const IDLE: u32 = 20;
/// One that is kept from working has so many times longer by the clock.
const CROWDED: u32 = 10;
/// Answers that may wait; a worker that says more waits itself.
const WAITING: usize = 64;

/// What a worker may take for one document.
pub(super) struct Allowance {
    /// Time without a page being finished.
    pub(super) page: Duration,
    /// Time for all of it.
    pub(super) document: Duration,
    /// Memory in bytes.
    pub(super) memory: u64,
    /// Pictures read at the same time.
    pub(super) pages_at_once: usize,
}

/// A process that reads documents.
pub(super) struct Worker {
    child: Child,
    jobs: ChildStdin,
    answers: Receiver<Answer>,
    words: Option<JoinHandle<String>>,
    pages_at_once: usize,
    is_new: bool,
}

impl Worker {
    pub(super) fn start(
        settings: &Settings,
        allowance: &Allowance,
    ) -> anyhow::Result<Worker> {
        let mut command = Command::new(program()?);
        command
            .arg("worker")
            // Its last words are one line, not where it came from.
            .env("RUST_BACKTRACE", "0")
            // The libraries of this process must not start a thread per processor in each.
            .env("RAYON_NUM_THREADS", allowance.pages_at_once.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-C is for the program, which ends its workers.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().context("starting a worker")?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(jobs), Some(answers), Some(words)) = pipes else {
            anyhow::bail!("a worker has no pipes");
        };
        let (send, receive) = mpsc::sync_channel(WAITING);
        let listener = thread::Builder::new().spawn(move || {
            let mut answers = BufReader::new(answers);
            while let Ok(Some(answer)) = frame::read(&mut answers) {
                if send.send(answer).is_err() {
                    break;
                }
            }
        });
        let words = thread::Builder::new().spawn(move || last_words(words));
        let mut worker = Worker {
            child,
            jobs,
            answers: receive,
            words: None,
            pages_at_once: allowance.pages_at_once,
            is_new: true,
        };
        // Where there are no more threads there is no worker either: it ends here.
        listener.context("starting a thread that listens to a worker")?;
        worker.words = Some(words.context("starting a thread that listens to a worker")?);
        let setup = Setup {
            max_pages: settings.limits.pages,
            page_limit: MARKS.min((settings.limits.page / 5).saturating_mul(4)),
            pages_at_once: allowance.pages_at_once,
            address_space: allowance
                .memory
                .saturating_add(RESERVE)
                .saturating_add(RESERVE_PER_PAGE * allowance.pages_at_once as u64),
            no_ocr: settings.ocr.is_off,
            ocr_models: settings.ocr.models.clone().map(Into::into),
            no_bom: settings.options.no_bom,
            contacts: settings.options.contacts,
        };
        // One that is dead already is noticed when its first answer does not come.
        let _ = frame::write(&mut worker.jobs, &setup);
        Ok(worker)
    }

    /// Whether it has read nothing yet.
    pub(super) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Whether it reads so many pages at once.
    pub(super) fn fits(&self, pages_at_once: usize) -> bool {
        self.pages_at_once == pages_at_once
    }

    /// Whether what it keeps leaves room for another document.
    pub(super) fn is_small(&self, allowance: &Allowance) -> bool {
        self.memory().is_none_or(|bytes| bytes < allowance.memory / 2)
    }

    /// Has a job done; what the worker answers last, or how it was lost.
    ///
    /// `hears` is told what comes before; when it says that nobody listens
    /// any more, or `is_stopping` does, the worker is ended.
    pub(super) fn have_done(
        &mut self,
        job: &Job,
        allowance: &Allowance,
        is_stopping: impl Fn() -> bool,
        mut hears: impl FnMut(Answer) -> bool,
    ) -> Result<Answer, Lost> {
        self.is_new = false;
        if frame::write(&mut self.jobs, job).is_err() {
            return Err(self.died(false));
        }
        let mut all = Stopwatch::default();
        let mut page = Stopwatch::default();
        let mut worked = self.processor_time();
        let mut last = None;
        let mut was_large = false;
        let mut is_heard = true;
        loop {
            let answer = self.answers.recv_timeout(GLANCE);
            all.glance();
            page.glance();
            match answer {
                Ok(answer @ (Answer::Done { .. } | Answer::Ended(_))) => {
                    return Ok(answer);
                }
                Ok(answer) => {
                    page = Stopwatch::default();
                    worked = self.processor_time();
                    match answer {
                        Answer::Page { page, pages } => {
                            last = Some((page, pages));
                            is_heard &= hears(Answer::Page { page, pages });
                        }
                        Answer::Stuck(page) => {
                            self.end();
                            return Err(Lost::Stuck { page });
                        }
                        Answer::Document => {
                            all = Stopwatch::default();
                            last = None;
                        }
                        told => is_heard &= hears(told),
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(self.died(was_large)),
            }
            let memory = self.memory().unwrap_or_default();
            was_large |= memory > allowance.memory / 2;
            let lost = if is_stopping() || !is_heard {
                Lost::Stopped
            } else if memory > allowance.memory {
                Lost::Memory
            } else if self.is_stuck(page.ran(), worked, allowance) {
                Lost::Page { last }
            } else if all.ran() > allowance.document {
                Lost::Document
            } else {
                continue;
            };
            self.end();
            return Err(lost);
        }
    }

    /// Whether the page that is being read has had its time.
    ///
    /// On a crowded machine a worker that wants to work may get little of it: such a one is
    /// given more time by the clock, one that does nothing is not.
    fn is_stuck(
        &self,
        wall: Duration,
        before: Option<Duration>,
        allowance: &Allowance,
    ) -> bool {
        if wall <= allowance.page {
            return false;
        }
        let (Some(before), Some(now)) = (before, self.processor_time()) else {
            return true;
        };
        let worked = now.saturating_sub(before);
        let enough = allowance.page.saturating_mul(allowance.pages_at_once as u32);
        let is_idle = worked < wall / IDLE;
        worked > enough || is_idle || wall > allowance.page.saturating_mul(CROWDED)
    }

    /// Processor time of all its threads; `None` where the system does not tell.
    fn processor_time(&self) -> Option<Duration> {
        system::processor_time(&self.child.id().to_string())
    }

    /// Kills the process, if it lives, and waits until it is gone.
    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// How it died; it does not live any more afterwards.
    fn died(&mut self, was_large: bool) -> Lost {
        // It may have closed its pipes a moment before it ends, but not much longer.
        let mut status = None;
        for _ in 0..20 {
            status = self.child.try_wait().ok().flatten();
            if status.is_some() {
                break;
            }
            thread::sleep(GLANCE);
        }
        self.end();
        let words = self.words.take().and_then(|words| words.join().ok());
        Lost::Died { status, words: words.unwrap_or_default(), was_large }
    }

    /// Memory in use, in bytes; `None` where the system does not tell.
    fn memory(&self) -> Option<u64> {
        system::memory(&self.child.id().to_string())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

/// This program. On Linux even if its file was replaced meanwhile: a worker of another
/// version would not be understood.
fn program() -> anyhow::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return Ok(running);
    }
    std::env::current_exe().context("finding this program to start workers of it")
}

/// The end of what is said on a pipe.
fn last_words(mut pipe: impl Read) -> String {
    let mut words = Vec::new();
    let mut part = [0; LAST_WORDS];
    loop {
        match pipe.read(&mut part) {
            Ok(0) => break,
            Ok(read) => {
                words.extend_from_slice(&part[..read]);
                let surplus = words.len().saturating_sub(LAST_WORDS);
                words.drain(..surplus);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&words).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_words_are_kept() {
        let long = "x".repeat(3 * LAST_WORDS) + "the end";
        let words = last_words(long.as_bytes());
        assert_eq!(words.len(), LAST_WORDS);
        assert!(words.ends_with("xthe end"));
    }
}
