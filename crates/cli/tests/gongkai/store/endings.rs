//! How runs on a store end, and who is told.

use super::{ingest, json, paper, report, status, tamper};
use crate::{command, folder, gongkai};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

#[test]
fn one_run_at_a_time() {
    let dir = folder(&[("a.pdf", &paper("a"))]);
    ingest(dir.path(), &["a.pdf"]);
    let lock = dir.path().join("store/lock");
    let file = File::open(&lock).expect("there");
    file.try_lock().expect("free");
    fs::write(&lock, r#"{"pid":4711,"since":"2026-01-01T00:00:00Z","command":"ingest"}"#)
        .expect("written");
    for args in [
        &["ingest", "a.pdf", "--store", "store"][..],
        &["retry", "--all", "--store", "store"],
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 6, "{}", run.stderr);
        let who = "process 4711, ingest, since 2026-01-01T00:00:00Z";
        assert!(run.stderr.contains(who), "{}", run.stderr);
    }
    // Looking is always allowed.
    assert_eq!(status(dir.path())["holder"]["pid"], 4711);
    assert_eq!(gongkai(dir.path(), &["plan", "--store", "store"]).code, 0);
    assert_eq!(gongkai(dir.path(), &["verify", "--store", "store"]).code, 0);
    assert_eq!(gongkai(dir.path(), &["export", "--store", "store", "-q"]).code, 0);
    drop(file);
    assert_eq!(ingest(dir.path(), &["a.pdf"]).0.code, 0);
}

#[test]
fn a_store_that_is_not_there_is_wrong_use() {
    let dir = folder(&[("empty/file", b"x")]);
    for args in [
        &["status", "--store", "gone"][..],
        &["plan", "--store", "empty"],
        &["export", "--store", "gone"],
        &["verify", "--store", "empty"],
        &["retry", "--failed", "--store", "gone"],
        &["ingest", "--store", "gone"],
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    }
    assert!(!dir.path().join("gone").exists());
}

#[test]
fn a_later_store_is_left_alone() {
    let dir = folder(&[("a.pdf", &paper("a"))]);
    ingest(dir.path(), &["a.pdf"]);
    tamper(dir.path(), "PRAGMA user_version = 99");
    let run = gongkai(dir.path(), &["ingest", "a.pdf", "--store", "store"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("later version"), "{}", run.stderr);
}

#[test]
fn more_failures_than_tolerated_is_5() {
    let files: [(&str, &[u8]); 4] = [
        ("in/a.pdf", &paper("a")),
        ("in/b.pdf", &paper("b")),
        ("in/c.pdf", &paper("c")),
        ("in/web.pdf", b"<html>404</html>"),
    ];
    for (most, code) in [("0", 5), ("1", 3), ("25%", 3), ("24%", 5)] {
        let dir = folder(&files);
        let (run, report) = ingest(dir.path(), &["in", "--max-failures", most]);
        assert_eq!(run.code, code, "{most}: {}", run.stderr);
        assert_eq!(report["exit"], code);
    }
    let dir = folder(&files);
    let (run, report) = ingest(dir.path(), &["in", "gone.pdf", "--max-failures", "1"]);
    assert_eq!(run.code, 5, "what cannot be opened counts: {}", run.stderr);
    assert_eq!(report["inputs"]["unreadable"], 1);
    let wrong = ["ingest", "in", "--store", "s", "--max-failures", "some"];
    assert_eq!(gongkai(dir.path(), &wrong).code, 2);
}

#[test]
fn a_stale_store_is_5() {
    let dir = folder(&[("a.pdf", &paper("a"))]);
    ingest(dir.path(), &["a.pdf"]);
    let asked = ["status", "--store", "store", "--max-age", "36h", "--json"];
    let fresh = gongkai(dir.path(), &asked);
    assert_eq!(fresh.code, 0, "{}", fresh.stderr);
    assert_eq!(json(&fresh.stdout)["last_run"]["exit"], 0);
    // A run that was killed is no success.
    tamper(
        dir.path(),
        "UPDATE runs SET ended_at = '2026-01-01T00:00:00Z', started_at = '2026-01-01T00:00:00Z';
         INSERT INTO runs (id, command, version, pid, started_at)
         VALUES ('killed', 'ingest', '0', 1, '2026-01-02T00:00:00Z')",
    );
    let stale = gongkai(dir.path(), &asked);
    assert_eq!(stale.code, 5, "{}", stale.stderr);
    let told = json(&stale.stdout);
    assert_eq!(told["is_stale"], true);
    assert_eq!(told["last_run"]["ended_at"], serde_json::Value::Null);
    let people = gongkai(dir.path(), &["status", "--store", "store"]);
    assert!(people.stdout.contains("it was killed"), "{}", people.stdout);
}

#[cfg(unix)]
#[test]
fn somebody_is_told_at_the_end() {
    let dir = folder(&[("$(touch injected).pdf", b"<html>404</html>")]);
    let tell = "cat > told.json; echo \"$GONGKAI_EXIT $GONGKAI_RUN\" > told.txt; exit 9";
    let (run, report) =
        ingest(dir.path(), &["$(touch injected).pdf", "--notify-cmd", tell]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("--notify-cmd failed"), "{}", run.stderr);
    let told = fs::read_to_string(dir.path().join("told.json")).expect("told");
    assert_eq!(json(&told), report);
    let variables = fs::read_to_string(dir.path().join("told.txt")).expect("told");
    assert_eq!(variables, "3 store/run.json\n");
    assert!(!dir.path().join("injected").exists());
    assert!(!dir.path().join("store/injected").exists());
    let heartbeat = fs::read_to_string(dir.path().join("store/heartbeat.json"));
    let heartbeat = json(&heartbeat.expect("a heartbeat"));
    assert_eq!(
        (&heartbeat["stage"], &heartbeat["run"]),
        (&"ended".into(), &report["run"])
    );
}

#[test]
fn the_summary_is_on_stderr_and_json_on_stdout() {
    let dir = folder(&[("a.pdf", &paper("a"))]);
    let run = gongkai(dir.path(), &["ingest", "a.pdf", "--store", "store", "--no-ocr"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(run.stderr.contains("inputs            1  1 new, 0 known"), "{}", run.stderr);
    let args = ["ingest", "a.pdf", "--store", "store", "--no-ocr", "--json", "-q"];
    let run = gongkai(dir.path(), &args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(json(&run.stdout), report(dir.path()));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_130_and_the_next_goes_on() {
    // Names so long that the lines fill a pipe that nobody reads: the run waits for us.
    const DOCUMENTS: usize = 400;
    let files: Vec<(String, Vec<u8>)> = (0..DOCUMENTS)
        .map(|n| (format!("in/{n:03}-{}.pdf", "x".repeat(230)), paper(&n.to_string())))
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let dir = folder(&files);
    let mut child =
        command(dir.path(), &["ingest", "in", "--store", "store", "--no-ocr"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    stderr.read_line(&mut line).expect("a line");
    assert!(line.starts_with("[1/400]"), "{line}");
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("read");
    assert_eq!(child.wait().expect("ended").code(), Some(130), "{rest}");
    let interrupted = report(dir.path());
    assert_eq!(interrupted["exit"], 130);
    let read = interrupted["work"]["read"].as_u64().expect("a number");
    assert!(read > 0 && read < DOCUMENTS as u64, "{read}");
    assert_eq!(status(dir.path())["last_success"], serde_json::Value::Null);
    let (run, resumed) = ingest(dir.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(resumed["work"]["done_before"], read);
    assert_eq!(resumed["work"]["read"], DOCUMENTS as u64 - read);
}
