//! `diff`, and `check --annotate`.

use crate::{Csv, folder, gongkai};
use std::fs;
use std::path::Path;

fn sample(name: &str) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    samples.join(name).display().to_string()
}

/// A seed, and the same with lines changed as a publisher would.
fn two(change: impl Fn(String) -> String) -> tempfile::TempDir {
    let seed =
        fs::read_to_string(sample("seed-police-devzone-2024.txt")).expect("a sample");
    let changed = change(seed.clone());
    folder(&[("old.txt", seed.as_bytes()), ("new.txt", changed.as_bytes())])
}

fn diff(dir: &Path, args: &[&str]) -> String {
    let mut all = vec!["diff"];
    all.extend(args);
    let run = gongkai(dir, &all);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn a_file_does_not_differ_from_itself() {
    let dir = two(|seed| seed);
    let told = diff(dir.path(), &["old.txt", "new.txt", "--lang", "en"]);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(
        told.starts_with("1 documents: 0 changed, 0 gone, 0 added, 0 elsewhere, "),
        "{told}"
    );
    assert!(!told.contains(" 0 the same"), "{told}");
}

#[test]
fn a_silent_correction_is_told_with_its_difference() {
    // One number of one row, as a publisher corrects it.
    let dir = two(|seed| {
        let line = seed
            .lines()
            .find(|line| line.contains("四、公共安全支出") && line.contains("643.36"))
            .expect("the row")
            .to_owned();
        let corrected = line.replacen("643.36", "653.36", 1);
        seed.replacen(&line, &corrected, 1)
    });
    let told =
        diff(dir.path(), &["old.txt", "new.txt", "--lang", "en", "--csv", "d.csv"]);
    let line =
        told.lines().find(|line| line.trim_start().starts_with("changed")).expect("told");
    for words in
        ["final.01", "公共安全支出", "「643.36」万元 → 「653.36」万元", "(+100000.00)"]
    {
        assert!(line.contains(words), "{words}: {line}");
    }
    assert!(
        told.contains("1 documents: 1 changed, 0 gone, 0 added, 0 elsewhere, "),
        "{told}"
    );
    let csv = Csv::read(&dir.path().join("d.csv"));
    assert_eq!(csv.column("change"), ["changed"]);
    assert_eq!(csv.column("amount_old"), ["6433600.00"]);
    assert_eq!(csv.column("amount_new"), ["6533600.00"]);
    assert_eq!(csv.column("difference"), ["100000.00"]);
    assert!(csv.column("fact_id_old")[0].starts_with('f'));
    // The other way round it is the opposite.
    let back = diff(dir.path(), &["new.txt", "old.txt", "--lang", "en"]);
    assert!(back.contains("(-100000.00)"), "{back}");
}

#[test]
fn a_row_that_is_renamed_is_no_correction() {
    let dir = two(|seed| seed.replace("四、公共安全支出", "四、公共安全方面支出"));
    let told = diff(dir.path(), &["old.txt", "new.txt", "--lang", "en"]);
    assert!(told.contains("0 changed, 0 gone, 0 added, "), "{told}");
    assert!(told.contains("elsewhere  「643.36」万元  "), "{told}");
}

/// Bundles are compared document by document, under whatever name and order.
#[test]
fn bundles_are_compared_by_their_documents() {
    let dir = two(|seed| seed.replace("643.36", "643.37"));
    let (one, two) =
        (sample("guangxi-transport-2023.pdf"), sample("yunnan-health-2022.pdf"));
    for (out, inputs) in [("a", ["old.txt", &one]), ("b", [&two, "new.txt"])] {
        let args = [&["parse", "-q", "--out", out], &inputs[..]].concat();
        assert_eq!(gongkai(dir.path(), &args).code, 0);
    }
    let told = diff(dir.path(), &["a", "b", "--lang", "en"]);
    for words in [
        "old.txt → new.txt",
        "document gone: guangxi-transport-2023.pdf",
        "document added: yunnan-health-2022.pdf",
        "\n1 documents: ",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for args in [&["diff", "a", "old.txt"][..], &["diff", ".", "."]] {
        assert_eq!(gongkai(dir.path(), args).code, 2, "{args:?}");
    }
}

#[test]
fn findings_are_marked_in_a_copy_that_reads_like_the_original() {
    let dir = folder(&[]);
    let file = sample("guangxi-transport-2023.pdf");
    let before = fs::read(&file).expect("a sample");
    let run = gongkai(
        dir.path(),
        &["check", &file, "--annotate", "marked.pdf", "--lang", "zh"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("在 marked.pdf 中标出疑点 2 处"), "{}", run.stderr);
    let bytes = fs::read(dir.path().join("marked.pdf")).expect("written");
    let count = |word: &[u8]| bytes.windows(word.len()).filter(|w| *w == word).count();
    assert!(count(b"/Highlight") >= 4 && count(b"/Subtype/Text") == 2, "marks");
    // The text of a note, in the coding of PDF.
    let utf16: Vec<u8> = "A08 不符".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(count(&utf16) >= 2 || count(b"FEFF") >= 2, "the note says what is wrong");
    let facts =
        |file: &str| gongkai(dir.path(), &["show", file, "--stage", "facts"]).stdout;
    assert!(facts(&file) == facts("marked.pdf"));
    assert!(before == fs::read(&file).expect("still there"));

    fs::copy(&file, dir.path().join("a.pdf")).expect("copied");
    for args in [
        &["check", "a.pdf", "--annotate", "a.pdf"][..],
        &["check", "a.pdf", "marked.pdf", "--annotate", "b.pdf"],
        &["check", ".", "--annotate", "b.pdf"],
    ] {
        assert_eq!(gongkai(dir.path(), args).code, 2, "{args:?}");
    }
    assert!(before == fs::read(dir.path().join("a.pdf")).expect("still there"));
}
