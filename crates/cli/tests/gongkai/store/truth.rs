//! What a store says of itself is true: successes, exit codes, what it heals, what is left out.

use super::{ingest, json, paper, report, tamper};
use crate::{Csv, folder, gongkai};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

fn status_code(dir: &Path, args: &[&str]) -> (i32, String) {
    let run = gongkai(dir, &[&["status", "--store", "store"], args].concat());
    (run.code, run.stderr)
}

#[test]
fn a_run_in_which_everything_failed_is_no_success() {
    let dir = folder(&[("a.pdf", b"<html>404</html>"), ("b.pdf", &paper("b"))]);
    let (run, told) = ingest(dir.path(), &["a.pdf"]);
    assert_eq!((run.code, &told["all_failed"]), (3, &true.into()));
    assert_eq!(super::status(dir.path())["last_success"], serde_json::Value::Null);
    let (code, told) = status_code(dir.path(), &["--max-age", "36h"]);
    assert_eq!(code, 5);
    assert!(told.contains("stale: no ingest has succeeded for 1day 12h"), "{told}");
    let people = gongkai(dir.path(), &["status", "--store", "store"]);
    assert!(people.stdout.contains("all that it tried failed"), "{}", people.stdout);
    // One that failed beside one that did not is a success with exit code 3.
    let (run, told) = ingest(dir.path(), &["b.pdf", "gone.pdf"]);
    assert_eq!((run.code, &told["all_failed"]), (3, &false.into()));
    assert_eq!(status_code(dir.path(), &["--max-age", "36h"]).0, 0);
    assert_eq!(
        status_code(dir.path(), &["--max-age", "36h", "--command", "ingest"]).0,
        0
    );
    // Nobody has ever fetched into this store.
    assert_eq!(status_code(dir.path(), &["--max-age", "36h", "--command", "fetch"]).0, 5);
}

#[test]
fn the_run_that_completes_a_killed_one_ends_as_the_whole_of_it() {
    let files: [(&str, &[u8]); 3] = [
        ("in/a.pdf", &paper("a")),
        ("in/b.pdf", &paper("b")),
        ("in/web.pdf", b"<html>404"),
    ];
    let dir = folder(&files);
    assert_eq!(ingest(dir.path(), &["in"]).0.code, 3);
    // As if it had been killed after it had read two of three.
    tamper(
        dir.path(),
        "UPDATE runs SET ended_at = NULL, exit = NULL, report = NULL;
         DELETE FROM renderings WHERE extraction = (SELECT id FROM extractions e
             JOIN documents d ON d.sha256 = e.document WHERE d.file_name LIKE '%a.pdf');
         DELETE FROM checks;
         DELETE FROM extractions WHERE id NOT IN (SELECT extraction FROM renderings)",
    );
    let (run, told) = ingest(dir.path(), &["in"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(told["work"]["read"], 1);
    assert_eq!(told["continued"], json(r#"{"runs":1,"read":2,"failed":1}"#));
    // That one ended: the next one has nothing to complete.
    let (run, told) = ingest(dir.path(), &["in"]);
    assert_eq!((run.code, &told["continued"]["runs"]), (0, &0.into()));
}

#[test]
fn ingest_heals_what_was_damaged_and_nothing_is_read_of_it_before() {
    let dir = folder(&[("a.pdf", &paper("a")), ("b.pdf", &paper("b"))]);
    assert_eq!(ingest(dir.path(), &["a.pdf", "b.pdf"]).0.code, 0);
    let hash = exporter::sha256(&paper("a"));
    let shelf = dir.path().join(format!("store/documents/{}/{hash}.pdf", &hash[..2]));
    // Bytes of the same length, and one that is cut.
    let other = paper("c");
    for damaged in [&other[..], &other[..20]] {
        fs::write(&shelf, damaged).expect("written");
        let again = ["retry", "--all", "--store", "store", "--no-ocr", "-q"];
        assert_eq!(gongkai(dir.path(), &again).code, 3);
        assert_eq!(report(dir.path())["failures"][0]["code"], "damaged");
        let verify = ["verify", "--store", "store"];
        assert_eq!(gongkai(dir.path(), &verify).code, 1);
        let (run, told) = ingest(dir.path(), &["a.pdf", "b.pdf"]);
        assert_eq!(
            (run.code, &told["inputs"]["healed"]),
            (0, &1.into()),
            "{}",
            run.stderr
        );
        assert_eq!(gongkai(dir.path(), &verify).code, 0);
        assert_eq!(fs::read(&shelf).expect("read"), paper("a"));
    }
}

#[test]
fn an_export_tells_that_documents_failed_and_that_there_is_nothing() {
    let dir = folder(&[("a.pdf", &paper("a")), ("web.pdf", b"<html>404</html>")]);
    ingest(dir.path(), &["a.pdf", "web.pdf"]);
    let export = |args: &[&str]| {
        gongkai(dir.path(), &[&["export", "--store", "store", "-q"], args].concat())
    };
    let run = export(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (3, ""));
    let run = export(&["--year", "1949"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("nothing was exported: no document"), "{}", run.stderr);
    assert_eq!(Csv::read(&dir.path().join("out/documents.csv")).rows.len(), 0);
    // Nothing new is no failure.
    assert_eq!(export(&["--changed-since", "2100-01-01"]).code, 0);
}

#[test]
fn exports_say_what_has_changed_since_the_one_before() {
    let dir = folder(&[("a.pdf", &paper("a")), ("b.pdf", &paper("b"))]);
    let id = |line: &str| format!("d{}", &exporter::sha256(&paper(line))[..16]);
    let changes = |out: &str, args: &[&str]| -> Vec<String> {
        super::export(dir.path(), out, args);
        let csv = Csv::read(&dir.path().join(out).join("changes.csv"));
        let mut rows: Vec<String> =
            csv.rows.iter().map(|row| row[..4].join(" ")).collect();
        rows.sort();
        rows
    };
    let sorted = |mut rows: Vec<String>| -> Vec<String> {
        rows.sort();
        rows
    };
    ingest(dir.path(), &["a.pdf"]);
    assert_eq!(changes("out", &[]), [format!("{} added  new", id("a"))]);
    assert_eq!(changes("out", &[]), [""; 0]);
    ingest(dir.path(), &["b.pdf"]);
    // One into another folder, and one with conditions, do not count for this one.
    assert_eq!(changes("elsewhere", &[]), [format!("{} added  new", id("b"))]);
    assert_eq!(changes("some", &["--department", "x"]), [""; 0]);
    assert_eq!(changes("out", &[]), [format!("{} added  new", id("b"))]);
    // Replaced, and replaced again before anybody looked.
    for line in ["c", "d"] {
        fs::write(dir.path().join("a.pdf"), paper(line)).expect("written");
        ingest(dir.path(), &["a.pdf"]);
    }
    let replaced = format!("{} replaced {} new_version", id("d"), id("a"));
    assert_eq!(changes("out", &[]), [replaced]);
    // With all versions, those before are there beside it.
    let rows = changes("all", &["--all-versions"]);
    assert_eq!(rows.len(), 4, "{rows:?}");
    // A name is part of the rows. Moments are told to the second.
    thread::sleep(Duration::from_millis(1_100));
    let moment = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    fs::rename(dir.path().join("b.pdf"), dir.path().join("z.pdf")).expect("moved");
    ingest(dir.path(), &["z.pdf"]);
    fs::write(dir.path().join("b.pdf"), paper("e")).expect("written");
    ingest(dir.path(), &["b.pdf"]);
    let expected = sorted(vec![
        format!("{} added  new", id("e")),
        format!("{0} replaced {0} updated", id("b")),
    ]);
    assert_eq!(changes("out", &[]), expected);
    assert_eq!(changes("delta", &["--changed-since", &moment]), expected);
    let delta = Csv::read(&dir.path().join("delta/documents.csv"));
    assert_eq!(delta.column("file_name"), ["b.pdf", "z.pdf"]);
    // What is not read yet takes the place of what was.
    tamper(
        dir.path(),
        "DELETE FROM renderings WHERE extraction IN (SELECT id FROM extractions
             WHERE document = (SELECT document FROM captures ORDER BY id DESC LIMIT 1))",
    );
    let rows = changes("out", &[]);
    assert_eq!(rows, [format!("{} withdrawn  deselected", id("e"))]);
}

#[test]
fn nothing_of_a_name_reaches_a_terminal_that_it_acts_upon() {
    let name = "a\u{1b}]0;owned\u{7}\u{9b}31m.pdf";
    let dir = folder(&[(name, b"<html>404</html>")]);
    for args in [
        &["ingest", name, "--store", "store", "--no-ocr"][..],
        &["parse", name, "--no-ocr"],
        &["plan", "--store", "store"],
        &["plan", "--store", "store", "--json"],
        &["status", "--store", "store"],
        &["check", name],
        &["show", name],
        &["export", "--store", "store"],
        &["parse", name, "--no-ocr", "--log", "json"],
    ] {
        let run = gongkai(dir.path(), args);
        let said = [run.stdout.as_str(), &run.stderr].concat();
        let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        assert!(!said.contains(acts), "{args:?}: {said:?}");
    }
}
