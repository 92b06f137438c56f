//! `kill -9` at any moment costs the documents in flight and nothing else.

use super::{export, mixture};
use crate::{command, gongkai};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

/// Runs that are killed; `scripts/kill-test` does more of them, on more documents.
const KILLS: usize = 15;

/// A generator of its own, so that the moments are the same in every run of the test.
struct Seeded(u64);

impl Seeded {
    /// A number from 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

const INGEST: [&str; 7] = ["ingest", "in", "--store", "store", "--no-ocr", "-q", "-j2"];

#[test]
fn killed_runs_end_in_the_same_export() {
    let dir = mixture();
    let start = Instant::now();
    assert_eq!(gongkai(dir.path(), &INGEST).code, 3);
    let took = start.elapsed();
    let wanted = export(dir.path(), "wanted", &[]);
    let store = dir.path().join("store");
    fs::remove_dir_all(&store).expect("removed");
    let mut seeded = Seeded(0x9E37_79B9_7F4A_7C15);
    let mut completed = 0;
    for _ in 0..KILLS {
        let after = took.mul_f64(seeded.next());
        if !killed(dir.path(), after) {
            // It was through before: the next one begins anew.
            completed += 1;
            fs::remove_dir_all(&store).expect("removed");
        }
    }
    assert!(completed < KILLS, "no run was killed while it worked");
    let last = gongkai(dir.path(), &INGEST);
    assert!(matches!(last.code, 0 | 3), "{}", last.stderr);
    assert!(export(dir.path(), "out", &[]) == wanted);
    let verified = gongkai(dir.path(), &["verify", "--store", "store"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    let leftovers = fs::read_dir(store.join("documents"))
        .expect("a folder")
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_file()));
    assert_eq!(leftovers.count(), 0);
}

/// Kills a run after some time; whether it still worked then.
fn killed(dir: &Path, after: Duration) -> bool {
    let mut child =
        command(dir, &INGEST).stderr(Stdio::null()).spawn().expect("the program runs");
    thread::sleep(after);
    let worked = child.try_wait().expect("looked at").is_none();
    child.kill().expect("killed");
    let status = child.wait().expect("ended");
    worked && status.code().is_none()
}
