//! What must hold on any document: the samples, and real ones where they are at hand.

use crate::{Csv, gongkai, tree};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use workspace::say;

#[test]
fn every_corpus_is_read_the_same_by_any_number_of_threads() {
    let samples = Some(workspace::root().join("samples"));
    for corpus in samples.into_iter().chain(workspace::shared("real")) {
        let dir = tempfile::tempdir().expect("a folder");
        let corpus = corpus.to_str().expect("a UTF-8 path");
        for jobs in ["1", "3"] {
            // Pictures of pages are read elsewhere: a corpus of them would take an hour.
            let args =
                ["parse", corpus, "-j", jobs, "--out", jobs, "--quiet", "--no-ocr"];
            let run = gongkai(dir.path(), &args);
            assert!(matches!(run.code, 0 | 3), "{corpus}: {}: {}", run.code, run.stderr);
            assert!(!run.stderr.contains("fell over"), "{}", run.stderr);
        }
        let out = dir.path().join("1");
        assert!(tree(&out) == tree(&dir.path().join("3")), "{corpus}: -j shows");
        describes_itself(&out);
        hides_people(&out);
        keeps_ids_apart(&out);
        names_only_known_codes(&out);
    }
}

fn describes_itself(out: &Path) {
    let run = Command::new("frictionless")
        .args(["validate", "datapackage.json"])
        .current_dir(out)
        .output();
    match run {
        Ok(run) => {
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
        }
        Err(_) => {
            say("skipped: frictionless is not installed (pip install frictionless)")
        }
    }
}

/// No run of eleven digits that begins like a mobile phone, unless money follows.
fn hides_people(out: &Path) {
    // Checksums are digits of their own.
    for (name, bytes) in
        tree(out).into_iter().filter(|(name, _)| !name.ends_with(".sha256"))
    {
        let text = String::from_utf8(bytes).expect("UTF-8");
        for (at, run) in digit_runs(&text) {
            let is_mobile = run.len() == 11
                && run.starts_with('1')
                && ('3'..='9').contains(&char::from(run.as_bytes()[1]));
            let after = &text[at + run.len()..];
            let is_amount = after.starts_with(['.', ',']) || after.starts_with("元");
            assert!(!is_mobile || is_amount, "{name}: a phone at byte {at}");
        }
    }
}

fn digit_runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    text.match_indices(is_digit).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.') {
            return None;
        }
        let end = text[at..].find(|c| !is_digit(c)).unwrap_or(text.len() - at);
        Some((at, &text[at..at + end]))
    })
}

fn keeps_ids_apart(out: &Path) {
    for (file, column) in [
        ("tables.csv", "table_id"),
        ("facts.csv", "fact_id"),
        ("projects.csv", "project_id"),
        ("indicators.csv", "indicator_id"),
        ("diagnostics.csv", "diagnostic_id"),
    ] {
        let csv = Csv::read(&out.join(file));
        let ids = csv.column(column);
        let different: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), different.len(), "{file}");
    }
}

fn names_only_known_codes(out: &Path) {
    let diagnostics = Csv::read(&out.join("diagnostics.csv"));
    let codes: BTreeSet<&str> = diagnostics.column("code").into_iter().collect();
    let list = gongkai(out, &["explain"]).stdout;
    let known: BTreeSet<&str> =
        list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let unknown: Vec<&&str> = codes.difference(&known).collect();
    assert!(unknown.is_empty(), "not explained: {unknown:?}");
}
