//! `parse --format` and `export` in other formats, as other people's tools read them.

use crate::{folder, gongkai, tree};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(what: &str) {
    eprintln!("skipped: {what}");
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares every value that a tool reads with the CSV files.
fn read_back(out: &Path, what: &str, modules: &str, words: &[&str]) {
    let python =
        std::env::var("GONGKAI_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let probe = Command::new(&python).args(["-c", &format!("import {modules}")]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        return skipped(&format!(
            "python with {modules} is not installed (scripts/test does)"
        ));
    }
    let script = repository().join("crates/publisher/tests/publishing/read_back.py");
    let output = Command::new(&python)
        .arg(script)
        .arg(out)
        .arg(what)
        .args(words)
        .output()
        .expect("python runs");
    assert!(
        output.status.success(),
        "{what}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn sample(name: &str) -> String {
    repository().join("samples").join(name).display().to_string()
}

#[test]
fn all_formats_have_the_rows_and_values_of_the_csv_files() {
    let dir = folder(&[]);
    let inputs = [
        "education-units-2023.pdf",
        "guangxi-transport-2023.pdf",
        "seed-police-devzone-2024.txt",
        "shanghai-urban-2024.pdf",
    ]
    .map(sample);
    let mut args = vec!["parse", "--no-ocr", "-q", "--format", "csv,xlsx,sqlite,parquet"];
    args.extend(inputs.iter().map(String::as_str));
    let run = gongkai(dir.path(), &args);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let out = dir.path().join("out");
    read_back(&out, "parquet", "duckdb, pandas, pyarrow", &[]);
    read_back(&out, "sqlite", "sqlite3", &[]);
    read_back(&out, "search", "sqlite3", &["三公", "公安", "一般公共预算财政拨款"]);
    read_back(&out, "xlsx", "openpyxl", &[]);
    read_back(&out, "queries", "duckdb", &[]);
    read_back(&out, "frictionless", "frictionless, sqlalchemy", &[]);
    // The CSV files are what they are without formats.
    let plain = folder(&[]);
    args.retain(|arg| !matches!(*arg, "--format" | "csv,xlsx,sqlite,parquet"));
    assert_eq!(gongkai(plain.path(), &args).code, 0);
    let is_csv = |(name, _): &(String, Vec<u8>)| name.ends_with(".csv");
    let csv = |dir: &Path| tree(dir).into_iter().filter(is_csv).collect::<Vec<_>>();
    assert!(csv(&out) == csv(&plain.path().join("out")));
}

#[test]
fn a_bundle_gets_other_formats_later() {
    let dir = folder(&[]);
    let input = sample("guangxi-transport-2023.pdf");
    assert_eq!(gongkai(dir.path(), &["parse", &input, "-q"]).code, 0);
    let before = tree(&dir.path().join("out"));
    let run = gongkai(dir.path(), &["export", "out", "--format", "xlsx,parquet"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let listed =
        fs::read_to_string(dir.path().join("out/checksums.sha256")).expect("written");
    for name in ["gongkai.xlsx", "parquet/facts/part-0.parquet"] {
        assert!(dir.path().join("out").join(name).is_file(), "{name}");
        assert!(listed.contains(name), "{name}");
    }
    for (name, bytes) in before {
        if name != "checksums.sha256" {
            let now = fs::read(dir.path().join("out").join(&name)).expect("still there");
            assert!(now == bytes, "{name} has changed");
        }
    }
    // Read again, without them: an old workbook beside new numbers would be taken for theirs.
    assert_eq!(gongkai(dir.path(), &["parse", &input, "-q"]).code, 0);
    assert!(!dir.path().join("out/gongkai.xlsx").exists());
    assert!(!dir.path().join("out/parquet").exists());
}

#[test]
fn an_export_of_nothing_in_particular_is_wrong_use() {
    let dir = folder(&[("empty/readme.md", b"no bundle")]);
    for args in [
        &["export"][..],
        &["export", "empty", "--format", "xlsx"],
        &["export", "gone", "--format", "xlsx"],
        &["export", "empty", "--format", "docx"],
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
    }
    let names: Vec<String> = tree(dir.path()).into_iter().map(|(name, _)| name).collect();
    assert!(names.is_empty(), "{names:?}");
}
