//! `show`, `explain` and `schema`.

use crate::paper::pdf;
use crate::{folder, gongkai};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn the_grid_is_the_contract_s() {
    let dir = folder(&[("a.pdf", &pdf(&[&["Call 13000000000"], &["x"]]))]);
    let run = gongkai(dir.path(), &["show", "a.pdf", "--stage", "grid", "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let grids = json(&run.stdout);
    assert_eq!(grids.as_array().expect("a list").len(), 2);
    let grid = &grids[0];
    assert_eq!(
        (&grid["page"], &grid["n_rows"], &grid["n_cols"]),
        (&1.into(), &1.into(), &2.into())
    );
    let cell = &grid["cells"][0];
    for key in ["row", "col", "row_span", "col_span", "text", "bbox"] {
        assert!(cell.get(key).is_some(), "{key}");
    }
    assert_eq!(cell["bbox"].as_array().expect("a list").len(), 4);
    // Personal data is masked here too.
    let text = cell["text"].as_str().expect("text");
    assert!(text.starts_with("Call") && text.ends_with("***********"), "{text}");

    let run = gongkai(
        dir.path(),
        &["show", "a.pdf", "--stage", "grid", "--json", "--page", "2"],
    );
    assert_eq!(json(&run.stdout)[0]["page"], 2);
}

#[test]
fn every_stage_speaks_text_and_json() {
    let dir = folder(&[("a.pdf", &pdf(&[&["Call 13000000000"]]))]);
    for stage in [
        "glyphs",
        "rulings",
        "grid",
        "tables",
        "facts",
        "sections",
        "statements",
        "checks",
    ] {
        let run = gongkai(dir.path(), &["show", "a.pdf", "--stage", stage, "--json"]);
        assert_eq!(run.code, 0, "{stage}: {}", run.stderr);
        assert!(json(&run.stdout).is_array(), "{stage}");
        let text = gongkai(dir.path(), &["show", "a.pdf", "--stage", stage]);
        assert_eq!(text.code, 0, "{stage}: {}", text.stderr);
        assert!(!text.stdout.contains("13000000000"));
    }
    let run = gongkai(dir.path(), &["show", "a.pdf", "--stage", "glyphs", "--json"]);
    let glyphs = json(&run.stdout);
    let text: String = glyphs
        .as_array()
        .expect("a list")
        .iter()
        .map(|glyph| glyph["text"].as_str().expect("text"))
        .collect();
    assert!(text.ends_with("***********"), "{text}");
}

#[test]
fn what_cannot_be_shown_is_said() {
    let dir = folder(&[("a.pdf", &pdf(&[&["a"]])), ("b.pdf", b""), ("c.txt", b"a\tb")]);
    for (args, code, words) in [
        (&["show", "a.pdf", "--page", "9"][..], 2, "there is no page 9"),
        (&["draw", "a.pdf", "--page", "0"], 2, "there is no page 0"),
        (&["draw", "c.txt"], 2, "plain text"),
        (&["show", "b.pdf"], 3, "「b.pdf」: the file is empty"),
        (&["show", "gone.pdf"], 3, "「gone.pdf」"),
        (&["draw", "b.pdf"], 3, "「b.pdf」"),
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("hint: "), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn names_are_explained() {
    let dir = folder(&[]);
    let run = gongkai(dir.path(), &["explain", "final.03"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("公开03表") && run.stdout.contains("支出决算表"));
    let run = gongkai(dir.path(), &["explain", "duplicate-input"]);
    assert!(run.stdout.starts_with("duplicate-input: "), "{}", run.stdout);
    let run = gongkai(dir.path(), &["explain", "b17"]);
    insta::assert_snapshot!(run.stdout, @r"
    B17  本年年初结转和结余等于上年年末结转和结余
    opening balances are the closing balances of the year before

    Kind:     cross: between tables
    Severity: warning

    What must hold:
      final.01 年初结转和结余 (t) = final.01 年末结转和结余 (t−1)
      final.04 年初财政拨款结转和结余 (t), in total and of each of the three budgets
      = final.04 年末财政拨款结转和结余 (t−1)
      for the same body and scope, when both years are among the documents of the
      run

    Source:
      财决01 and 财决01-1: the opening balance of a year is carried over from the
      accounts of the year before

    Example:
      2023: 年末结转和结余 49.14 万元; 2024: 年初结转和结余 49.14 万元

    When it may fail although nobody made a mistake:
      Opening balances may be adjusted after the accounts were closed (audit,
      correction of errors, transfers between budgets), and units may join or leave
      a department between two years; the text usually says so. That is why this is
      a warning, and never the later document's contradiction with itself
      (`--strict`).
    ");
    let list = gongkai(dir.path(), &["explain"]);
    assert!(list.stdout.contains("B17"), "{}", list.stdout);
    assert!(list.stdout.contains("final.10") && list.stdout.contains("image-only"));
    let run = gongkai(dir.path(), &["explain", "duplicate-inputs"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("did you mean `duplicate-input`"), "{}", run.stderr);
}

#[test]
fn the_dictionary_is_printed() {
    let dir = folder(&[]);
    let run = gongkai(dir.path(), &["schema"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("facts.csv") && run.stdout.contains("amount_yuan"));
    let run = gongkai(dir.path(), &["schema", "--json"]);
    let package = json(&run.stdout);
    assert_eq!(package["resources"][0]["schema"]["fields"][0]["name"], "doc_id");
}

/// A table is explained on one screen, the rest comes when it is asked for; no line is wider.
#[test]
fn an_explanation_fits_a_screen() {
    let dir = folder(&[]);
    let names = gongkai(dir.path(), &["explain"]).stdout;
    for name in names.lines().filter_map(|line| line.split(' ').next()) {
        let page = gongkai(dir.path(), &["explain", name]).stdout;
        let is_table =
            ["final.", "budget.", "perf."].iter().any(|of| name.starts_with(of));
        assert!(!is_table || page.lines().count() <= 24, "{name}: {page}");
        let width = |line: &str| -> usize {
            line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum()
        };
        // A word longer than a line stands alone.
        let is_long = |line: &&str| width(line) > 80 && line.trim().contains(' ');
        assert_eq!(page.lines().find(is_long), None, "{name}");
    }
    let page = gongkai(dir.path(), &["explain", "budget.07"]).stdout;
    let rest = "… `gongkai explain budget.07 --all` prints all of it";
    assert_eq!(page.lines().last(), Some(rest));
    let whole = gongkai(dir.path(), &["explain", "budget.07", "--all"]).stdout;
    assert!(whole.len() > 10_000 && !whole.contains(rest));
    assert!(whole.lines().count() >= page.lines().count() - 1);
    for line in page.lines().filter_map(|line| line.strip_suffix('…')) {
        assert!(whole.contains(line), "{line}");
    }
}
