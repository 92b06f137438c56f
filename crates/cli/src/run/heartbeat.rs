//! `heartbeat.json`: how far a run is, for whoever watches from outside.
//!
//! The file is written by a thread of its own, so it is fresh as long as the process lives;
//! `progress_at` tells when a document was last completed, so that a run that lives and does
//! nothing can be told from one that works.

use serde_json::json;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

/// Counts that change while a run works.
#[derive(Debug)]
struct Pulse {
    run: String,
    command: String,
    stage: Mutex<(&'static str, SystemTime)>,
    total: AtomicUsize,
    done: AtomicUsize,
    failed: AtomicUsize,
    ended: AtomicBool,
}

/// Writes the file until it is dropped.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    pulse: Arc<Pulse>,
    end: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Heartbeat {
    /// Begins to write the file, and again after each interval.
    pub(crate) fn begin(
        path: PathBuf,
        run: &str,
        command: &str,
        interval: Duration,
    ) -> Heartbeat {
        let pulse = Arc::new(Pulse {
            run: run.to_owned(),
            command: command.to_owned(),
            stage: Mutex::new(("beginning", SystemTime::now())),
            total: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
        });
        let (send, receive) = mpsc::channel();
        let beating = Arc::clone(&pulse);
        let beat = move || {
            loop {
                // A disk that is full is told by the run itself.
                let _ = store::replace(&path, beating.text().as_bytes());
                match receive.recv_timeout(interval) {
                    Err(RecvTimeoutError::Timeout) => {}
                    _ => break,
                }
            }
            let _ = store::replace(&path, beating.text().as_bytes());
        };
        // Without the thread there is no heartbeat, which is what a watcher is for.
        let thread = thread::Builder::new().name("heartbeat".into()).spawn(beat).ok();
        Heartbeat { pulse, end: thread.map(|thread| (send, thread)) }
    }

    /// A new stage of the run, with so many things to do.
    pub(crate) fn stage(&self, stage: &'static str, total: usize) {
        self.set_stage(stage);
        self.pulse.total.store(total, Ordering::Relaxed);
        self.pulse.done.store(0, Ordering::Relaxed);
    }

    /// One thing is done.
    pub(crate) fn done(&self, has_failed: bool) {
        let mut stage = self.pulse.stage.lock().unwrap_or_else(PoisonError::into_inner);
        stage.1 = SystemTime::now();
        self.pulse.done.fetch_add(1, Ordering::Relaxed);
        if has_failed {
            self.pulse.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn set_stage(&self, stage: &'static str) {
        let mut held = self.pulse.stage.lock().unwrap_or_else(PoisonError::into_inner);
        *held = (stage, SystemTime::now());
    }
}

impl Pulse {
    fn text(&self) -> String {
        let (stage, progress) =
            *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = if self.ended.load(Ordering::Relaxed) { "ended" } else { stage };
        let value = json!({
            "run": self.run,
            "command": self.command,
            "pid": std::process::id(),
            "at": store::clock::now(),
            "progress_at": store::clock::text(progress),
            "stage": stage,
            "total": self.total.load(Ordering::Relaxed),
            "done": self.done.load(Ordering::Relaxed),
            "failed": self.failed.load(Ordering::Relaxed),
        });
        format!("{value:#}\n")
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.pulse.ended.store(true, Ordering::Relaxed);
        if let Some((send, thread)) = self.end.take() {
            drop(send);
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_file_is_there_at_once_and_says_at_the_end_that_it_ended() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("heartbeat.json");
        let hour = Duration::from_secs(3600);
        let heartbeat = Heartbeat::begin(path.clone(), "r1", "ingest", hour);
        heartbeat.stage("reading", 3);
        heartbeat.done(true);
        drop(heartbeat);
        let text = std::fs::read_to_string(path).expect("written");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["stage"], "ended");
        assert_eq!(
            (&value["total"], &value["done"], &value["failed"]),
            (&3.into(), &1.into(), &1.into())
        );
    }
}
