//! Pages that are only pictures, with the models and without.

use crate::{Csv, gongkai, tree};
use extractor::recogniser::models;
use std::path::{Path, PathBuf};
use workspace::say;

fn scans() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/scans")
}

/// Whether the models are here; says so when they are not.
fn can_read() -> bool {
    let found =
        models::usual_folder().is_some_and(|folder| models::load(Some(&folder)).is_ok());
    if !found {
        say("skipped: there are no models to read scanned pages (scripts/ocr-models)");
    }
    found
}

/// Runs `parse` on samples and returns the folder it wrote.
fn parsed(dir: &Path, files: &[&str], out: &str, flags: &[&str]) -> PathBuf {
    let paths: Vec<PathBuf> = files.iter().map(|file| scans().join(file)).collect();
    let mut args = vec!["parse", "--out", out, "--quiet"];
    args.extend(paths.iter().map(|path| path.to_str().expect("a UTF-8 path")));
    args.extend(flags);
    let run = gongkai(dir, &args);
    assert!(matches!(run.code, 0 | 3), "{}: {}", run.code, run.stderr);
    dir.join(out)
}

/// The rows of a file that are wanted, without the columns that are not.
fn rows(csv: &Csv, wanted: impl Fn(&str) -> bool, dropped: &[&str]) -> Vec<Vec<String>> {
    let method = csv.column("method");
    let kept: Vec<usize> = (0..csv.header.len())
        .filter(|i| !dropped.contains(&csv.header[*i].as_str()))
        .collect();
    csv.rows
        .iter()
        .zip(method)
        .filter(|(_, method)| wanted(method))
        .map(|(row, _)| kept.iter().map(|i| row[*i].clone()).collect())
        .collect()
}

#[test]
fn text_pages_of_a_mixed_document_are_not_touched() {
    if !can_read() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let mixed = "qingtan-emergency-2023-mixed.pdf";
    let with = parsed(dir.path(), &[mixed], "with", &[]);
    let none = parsed(dir.path(), &[mixed], "without", &["--no-ocr"]);
    let dropped = ["proofs", "disproofs"];
    let all = Csv::read(&with.join("facts.csv"));
    let text = rows(&all, |method| method == "text", &dropped);
    assert!(text.len() > 100);
    let none = rows(&Csv::read(&none.join("facts.csv")), |_| true, &dropped);
    assert_eq!(text, none);
    let funding = Csv::read(&with.join("funding.csv"));
    assert!(funding.column("method").contains(&"ocr"), "its forms are pictures");
}

#[test]
fn scans_are_read_the_same_by_any_number_of_threads() {
    if !can_read() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let files = ["liuxi-culture-2023-clean150.png", "luquan-water-2024-photo150.jpg"];
    let one = parsed(dir.path(), &files, "1", &["-j", "1"]);
    let three = parsed(dir.path(), &files, "3", &["-j", "3"]);
    assert!(tree(&one) == tree(&three), "-j shows");
    let facts = Csv::read(&one.join("facts.csv"));
    assert!(facts.rows.len() > 20);
    assert!(facts.column("method").iter().all(|method| *method == "ocr"));
    assert!(facts.column("confidence").iter().all(|confidence| !confidence.is_empty()));
}

#[test]
fn without_models_a_page_says_what_it_needs_and_keeps_its_grid() {
    let dir = tempfile::tempdir().expect("a folder");
    let empty = dir.path().join("no-models");
    std::fs::create_dir(&empty).expect("a folder");
    let models = ["--ocr-models", empty.to_str().expect("a UTF-8 path")];
    let picture = "liuxi-culture-2023-clean150.png";
    let out = parsed(dir.path(), &[picture], "out", &models);
    let pages = Csv::read(&out.join("pages.csv"));
    assert_eq!(pages.column("method"), ["none"]);
    assert_eq!(pages.column("status"), ["needs ocr"]);
    assert!(pages.column("status_reason")[0].contains("scripts/ocr-models"));
    let diagnostics = Csv::read(&out.join("diagnostics.csv"));
    assert!(diagnostics.column("code").contains(&"needs-ocr"));
    assert!(Csv::read(&out.join("facts.csv")).rows.is_empty());

    let path = scans().join(picture);
    let mut args = vec!["show", path.to_str().expect("a UTF-8 path"), "--json"];
    args.extend(models);
    let run = gongkai(dir.path(), &args);
    let grids: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let cells = grids[0]["cells"].as_array().expect("a grid");
    assert!(cells.len() > 20 && cells.iter().all(|cell| cell["text"] == ""));
}
