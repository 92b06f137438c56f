//! `ingest`, `export`, `status`, `plan`, `retry` and `verify`: what is done is not done again,
//! and what comes out is what `parse` would have written.

mod disk;
mod endings;
mod kill;
mod truth;

use crate::paper::pdf;
use crate::{Csv, Run, folder, gongkai, tree};
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A PDF with one line.
fn paper(line: &str) -> Vec<u8> {
    pdf(&[&[line]])
}

/// Runs `ingest` and returns what run.json says.
fn ingest(dir: &Path, args: &[&str]) -> (Run, Value) {
    let mut all = vec!["ingest", "--store", "store", "--no-ocr", "--quiet"];
    all.extend(args);
    let run = gongkai(dir, &all);
    (run, report(dir))
}

fn report(dir: &Path) -> Value {
    json(&fs::read_to_string(dir.join("store/run.json")).expect("run.json"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Exports a store and returns the files, without what an export says of those before it.
fn export(dir: &Path, out: &str, args: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec!["export", "--store", "store", "--out", out, "--quiet"];
    all.extend(args);
    let run = gongkai(dir, &all);
    assert!(matches!(run.code, 0 | 3), "{}", run.stderr);
    without_changes(tree(&dir.join(out)))
}

fn without_changes(mut files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let tells_of_all = [
        "changes.csv",
        "README.md",
        "datapackage.json",
        "checksums.sha256",
        "duckdb.sql",
    ];
    files.retain(|(name, _)| !tells_of_all.contains(&name.as_str()));
    files
}

/// What `parse` writes: it knows no store, so no document stands anyhow.
fn outside_of_a_store(files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let strip = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).expect("text");
        let text = match name.as_str() {
            "documents.csv" => text.replace(",current,,,,,,\r\n", ",,,,,,,\r\n"),
            _ => text,
        };
        (name, text.into_bytes())
    };
    without_changes(files).into_iter().map(strip).collect()
}

fn status(dir: &Path) -> Value {
    let run = gongkai(dir, &["status", "--store", "store", "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    json(&run.stdout)
}

fn plan(dir: &Path, args: &[&str]) -> Vec<(String, String)> {
    let mut all = vec!["plan", "--store", "store", "--json"];
    all.extend(args);
    let run = gongkai(dir, &all);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let plan = json(&run.stdout);
    let plan = plan.as_array().expect("a list");
    plan.iter().map(|p| (word(&p["file_name"]), word(&p["reason"]))).collect()
}

/// Changes the catalog behind the program's back.
fn tamper(dir: &Path, sql: &str) {
    let catalog = Connection::open(dir.join("store/catalog.sqlite")).expect("opened");
    catalog.execute_batch(sql).expect("changed");
}

fn samples(names: &[&str]) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let read = |name: &&str| {
        let bytes = fs::read(folder.join(name)).expect("a sample");
        (format!("in/{name}"), bytes)
    };
    names.iter().map(read).collect()
}

/// A folder with samples and with files that fail, each for another reason.
fn mixture() -> tempfile::TempDir {
    let mut files = samples(&[
        "fullwidth-cooperative-2023.pdf",
        "guangdong-market-2021.pdf",
        "hunan-roads-2024.pdf",
        "shaanxi-culture-2020.pdf",
    ]);
    let good = paper("Total 1.00");
    files.push(("in/a/good.pdf".into(), good.clone()));
    files.push(("in/a.pdf".into(), paper("Total 2.00")));
    files.push(("in/b-same-as-good.pdf".into(), good.clone()));
    files.push(("in/empty.pdf".into(), Vec::new()));
    files.push(("in/web.pdf".into(), b"<!doctype html><html>404</html>".to_vec()));
    files.push(("in/cut.pdf".into(), good[..good.len() / 3].to_vec()));
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder(&files)
}

#[test]
fn what_is_exported_is_what_parse_writes() {
    let dir = mixture();
    let parsed =
        gongkai(dir.path(), &["parse", "in", "--out", "parsed", "--no-ocr", "-q"]);
    assert_eq!(parsed.code, 3, "{}", parsed.stderr);
    let (run, report) = ingest(dir.path(), &["in"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(report["inputs"]["given"], 10);
    assert_eq!(report["inputs"]["new"], 9);
    assert_eq!(report["work"]["due"]["new"], 9);
    assert_eq!(report["work"]["failed"], 3);
    assert_eq!(report["exit"], 3);
    let exported = outside_of_a_store(export(dir.path(), "exported", &[]));
    let wanted = outside_of_a_store(tree(&dir.path().join("parsed")));
    for ((name, bytes), (other, expected)) in exported.iter().zip(&wanted) {
        assert_eq!(name, other);
        assert!(bytes == expected, "{name} differs from what parse wrote");
    }
    assert_eq!(exported.len(), wanted.len());
    assert_eq!(gongkai(dir.path(), &["verify", "--store", "store"]).code, 0);
}

#[test]
fn what_is_done_is_not_done_again() {
    let dir = folder(&[("in/a.pdf", &paper("a")), ("in/b.pdf", &paper("b"))]);
    let (run, first) = ingest(dir.path(), &["in"]);
    assert_eq!(
        (run.code, first["work"]["read"].as_u64()),
        (0, Some(2)),
        "{}",
        run.stderr
    );
    let before = export(dir.path(), "one", &[]);
    let (run, second) = ingest(dir.path(), &["in"]);
    assert_eq!(
        (run.code, second["work"]["read"].as_u64()),
        (0, Some(0)),
        "{}",
        run.stderr
    );
    assert_eq!(second["inputs"]["known"], 2);
    assert_eq!(second["work"]["done_before"], 2);
    assert!(export(dir.path(), "two", &[]) == before);
    // A third file, and nothing is said of the others.
    fs::write(dir.path().join("c.pdf"), paper("c")).expect("written");
    let (_, third) = ingest(dir.path(), &["c.pdf"]);
    assert_eq!(third["work"]["read"], 1);
    assert_eq!(status(dir.path())["documents"], 3);
    assert_eq!(plan(dir.path(), &["--no-ocr"]), []);
}

#[test]
fn equal_bytes_are_one_document_and_two_captures() {
    let same = paper("same");
    let dir = folder(&[("x.pdf", &same), ("y.pdf", &same)]);
    let (run, report) = ingest(dir.path(), &["y.pdf", "x.pdf"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        (&report["work"]["read"], &report["inputs"]["new"]),
        (&1.into(), &1.into())
    );
    let status = status(dir.path());
    assert_eq!(status["documents"], 1);
    assert_eq!(status["captures"]["stored"], 2);
    export(dir.path(), "out", &[]);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("file_name"), ["x.pdf"]);
    let diagnostics = Csv::read(&dir.path().join("out/diagnostics.csv"));
    assert_eq!(diagnostics.column("code"), ["duplicate-input"]);
}

#[test]
fn the_order_of_coming_does_not_show() {
    let names = ["b.pdf", "a.pdf", "d.pdf", "c.pdf"];
    let mut exports = Vec::new();
    for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
        let files: Vec<(&str, Vec<u8>)> =
            names.iter().map(|name| (*name, paper(name))).collect();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let dir = folder(&files);
        for index in order {
            assert_eq!(ingest(dir.path(), &[names[index], "-j", "1"]).0.code, 0);
        }
        exports.push(export(dir.path(), "out", &[]));
    }
    assert!(exports[0] == exports[1]);
}

#[test]
fn sources_travel_and_may_come_later() {
    let list = "file_name,source_url,retrieved_at\r\n\
                a.pdf,http://localhost/a.pdf,2026-01-02T03:04:05Z\r\n";
    let dir = folder(&[("a.pdf", &paper("a")), ("sources.csv", list.as_bytes())]);
    ingest(dir.path(), &["a.pdf"]);
    let (_, report) = ingest(dir.path(), &["a.pdf", "--sources", "sources.csv"]);
    assert_eq!(report["work"]["read"], 0);
    let parse = ["parse", "a.pdf", "--sources", "sources.csv", "--out", "p", "-q"];
    assert_eq!(gongkai(dir.path(), &parse).code, 0);
    let exported = outside_of_a_store(export(dir.path(), "out", &[]));
    assert!(exported == outside_of_a_store(tree(&dir.path().join("p"))));
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("source_url"), ["http://localhost/a.pdf"]);
}

#[test]
fn a_replaced_file_is_a_version_beside_the_old_one() {
    let dir = folder(&[("a.pdf", &paper("old"))]);
    ingest(dir.path(), &["a.pdf"]);
    fs::write(dir.path().join("a.pdf"), paper("new")).expect("written");
    let (_, report) = ingest(dir.path(), &["a.pdf"]);
    assert_eq!(
        (&report["inputs"]["replaced"], &report["inputs"]["new"]),
        (&1.into(), &1.into())
    );
    let hash = exporter::sha256(&paper("new"));
    export(dir.path(), "newest", &[]);
    let newest = Csv::read(&dir.path().join("newest/documents.csv"));
    assert_eq!(newest.column("sha256"), [hash.as_str()]);
    export(dir.path(), "all", &["--all-versions"]);
    let all = Csv::read(&dir.path().join("all/documents.csv"));
    assert_eq!(all.column("file_name"), ["a.pdf", "a.pdf"]);
    let mut states = all.column("state");
    states.sort_unstable();
    assert_eq!(states, ["current", "replaced"]);
    let old = format!("d{}", &exporter::sha256(&paper("old"))[..16]);
    assert_eq!(newest.column("replaces"), [old.as_str()]);
    let told = gongkai(dir.path(), &["export", "--store", "store", "--out", "newest"]);
    assert!(told.stderr.contains("1 older versions"), "{}", told.stderr);
}

#[test]
fn another_version_reads_again_and_plan_says_why() {
    let dir = folder(&[("a.pdf", &paper("a")), ("b.pdf", &paper("b"))]);
    ingest(dir.path(), &["a.pdf", "b.pdf"]);
    let before = export(dir.path(), "one", &[]);
    tamper(
        dir.path(),
        "UPDATE extractions SET extractor = '0.0.9+old' WHERE document IN
         (SELECT sha256 FROM documents WHERE file_name = 'a.pdf')",
    );
    let due = [("a.pdf".to_owned(), "version".to_owned())];
    assert_eq!(plan(dir.path(), &["--no-ocr"]), due);
    let told = gongkai(dir.path(), &["plan", "--store", "store", "--no-ocr"]);
    assert!(told.stdout.contains("0.0.9+old read it"), "{}", told.stdout);
    assert!(told.stderr.contains("2 documents, 1 to be read"), "{}", told.stderr);
    assert_eq!(status(dir.path())["pending"], 1);
    let (_, report) = ingest(dir.path(), &[]);
    assert_eq!(report["work"]["due"]["version"], 1);
    assert_eq!(report["work"]["read"], 1);
    assert!(export(dir.path(), "two", &[]) == before);
    // What was read before stays in the history, without rows.
    let catalog =
        Connection::open(dir.path().join("store/catalog.sqlite")).expect("opened");
    let count = |sql: &str| -> i64 {
        catalog.query_row(sql, [], |row| row.get(0)).expect("counted")
    };
    assert_eq!(count("SELECT count(*) FROM extractions"), 3);
    assert_eq!(count("SELECT count(*) FROM renderings"), 2);
}

#[test]
fn what_failed_is_read_again_when_asked() {
    let dir = folder(&[("a.pdf", &paper("a")), ("web.pdf", b"<html>404</html>")]);
    let (run, report) = ingest(dir.path(), &["a.pdf", "web.pdf"]);
    assert_eq!(run.code, 3);
    assert_eq!(report["failures"][0]["file_name"], "web.pdf");
    let code = report["failures"][0]["code"].as_str().expect("a code").to_owned();
    assert_eq!(report["reasons"][&code], 1);
    let failed = [("web.pdf".to_owned(), "failed".to_owned())];
    assert_eq!(plan(dir.path(), &["--no-ocr"]), failed);
    // By itself it is not read again, and is no failure of the next run.
    let (run, report) = ingest(dir.path(), &[]);
    assert_eq!((run.code, report["work"]["read"].as_u64()), (0, Some(0)));
    let retry = ["retry", "--failed", "--store", "store", "--no-ocr", "-q"];
    assert_eq!(gongkai(dir.path(), &retry).code, 3);
    let catalog =
        Connection::open(dir.path().join("store/catalog.sqlite")).expect("opened");
    let attempts: i64 = catalog
        .query_row("SELECT attempts FROM extractions WHERE code <> ''", [], |row| {
            row.get(0)
        })
        .expect("one row");
    assert_eq!(attempts, 2);
    assert_eq!(gongkai(dir.path(), &["retry", "--store", "store"]).code, 2);
    let all = ["retry", "--all", "--store", "store", "--no-ocr", "-q"];
    assert_eq!(gongkai(dir.path(), &all).code, 3);
    let report = crate::store::report(dir.path());
    assert_eq!(
        (&report["command"], &report["work"]["read"]),
        (&"retry".into(), &2.into())
    );
}

#[test]
fn parts_of_a_store_are_exported() {
    let files = samples(&["hunan-roads-2024.pdf", "shaanxi-culture-2020.pdf"]);
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let dir = folder(&files);
    ingest(dir.path(), &["in"]);
    let names = |args: &[&str]| -> Vec<String> {
        export(dir.path(), "out", args);
        let documents = Csv::read(&dir.path().join("out/documents.csv"));
        documents.column("file_name").into_iter().map(str::to_owned).collect()
    };
    let (hunan, shaanxi) = ("hunan-roads-2024.pdf", "shaanxi-culture-2020.pdf");
    assert_eq!(names(&[]), [hunan, shaanxi]);
    assert_eq!(names(&["--year", "2024"]), [hunan]);
    assert_eq!(names(&["--year", "2020,2024"]), [hunan, shaanxi]);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    let entity = documents.column("entity")[1].to_owned();
    assert!(!entity.is_empty());
    assert_eq!(names(&["--department", &entity]), [shaanxi]);
    assert_eq!(names(&["--department", &entity, "--year", "2024"]), [""; 0]);
    assert_eq!(names(&["--changed-since", "1h"]), [hunan, shaanxi]);
    tamper(
        dir.path(),
        "UPDATE captures SET captured_at = '2020-01-01T00:00:00Z';
         UPDATE extractions SET read_at = '2020-01-01T00:00:00Z' WHERE fiscal_year = '2020'",
    );
    assert_eq!(names(&["--changed-since", "2026-01-01"]), [hunan]);
    let wrong = ["export", "--store", "store", "--changed-since", "yesterday"];
    assert_eq!(gongkai(dir.path(), &wrong).code, 2);
}

#[test]
fn damage_is_found() {
    let dir = folder(&[("a.pdf", &paper("a")), ("b.pdf", &paper("b"))]);
    ingest(dir.path(), &["a.pdf", "b.pdf"]);
    let shelf = |line: &str| -> PathBuf {
        let hash = exporter::sha256(&paper(line));
        dir.path().join(format!("store/documents/{}/{hash}.pdf", &hash[..2]))
    };
    let kinds = || -> (i32, Vec<String>) {
        let run = gongkai(dir.path(), &["verify", "--store", "store", "--json"]);
        let report = json(&run.stdout);
        let found = report["mismatches"].as_array().expect("a list");
        let kind = |value: &Value| value["kind"].as_str().expect("a word").to_owned();
        let mut kinds: Vec<String> = found.iter().map(kind).collect();
        kinds.sort();
        (run.code, kinds)
    };
    assert_eq!(kinds(), (0, vec![]));
    fs::write(shelf("a"), b"other bytes").expect("written");
    fs::remove_file(shelf("b")).expect("removed");
    fs::write(dir.path().join("store/documents/stray.pdf"), b"stray").expect("written");
    assert_eq!(kinds(), (1, ["bytes", "missing", "orphan"].map(str::to_owned).to_vec()));
    fs::write(shelf("a"), paper("a")).expect("written");
    fs::write(shelf("b"), paper("b")).expect("written");
    fs::remove_file(dir.path().join("store/documents/stray.pdf")).expect("removed");
    assert_eq!(kinds(), (0, vec![]));
    // What it was brought as is not changed behind its back either.
    for column in ["source_url", "retrieved_at", "captured_at", "headers", "version"] {
        let before: String = Connection::open(dir.path().join("store/catalog.sqlite"))
            .expect("opened")
            .query_row(
                &format!("SELECT CAST({column} AS TEXT) FROM captures WHERE id = 1"),
                [],
                |row| row.get(0),
            )
            .expect("read");
        let set = |value: &str| {
            let set = format!("UPDATE captures SET {column} = '{value}' WHERE id = 1");
            tamper(dir.path(), &set);
        };
        set("7");
        assert_eq!(kinds(), (1, vec!["capture".to_owned()]), "{column}");
        set(&before);
        assert_eq!(kinds(), (0, vec![]), "{column}");
    }
    tamper(dir.path(), "UPDATE extractions SET fiscal_year = '1999' WHERE id = 1");
    assert_eq!(kinds(), (1, vec!["count".to_owned()]));
    tamper(dir.path(), "UPDATE extractions SET fiscal_year = '' WHERE id = 1");
    tamper(
        dir.path(),
        "PRAGMA foreign_keys = OFF;
         UPDATE renderings SET content = zeroblob(length(content)) WHERE extraction = 1;
         UPDATE extractions SET pages = 7 WHERE id = 2;
         UPDATE captures SET run = 'nobody' WHERE id = 1",
    );
    assert_eq!(kinds(), (1, ["count", "reference", "rows"].map(str::to_owned).to_vec()));
    // Damaged rows end an export, and reading again mends them.
    let run = gongkai(dir.path(), &["export", "--store", "store", "--out", "out"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    assert!(!dir.path().join("out/documents.csv").exists());
    let all = ["retry", "--all", "--store", "store", "--no-ocr", "-q"];
    assert_eq!(gongkai(dir.path(), &all).code, 0);
    export(dir.path(), "out", &[]);
    // A document whose file is gone is a failure of the run that wants to read it.
    fs::remove_file(shelf("b")).expect("removed");
    assert_eq!(gongkai(dir.path(), &all).code, 3);
    assert_eq!(report(dir.path())["failures"][0]["code"], "missing");
}
