//! The front page and the pages behind it say what is true.

use crate::gongkai;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// What stands between the lines that open and close the first block of a kind after a heading.
fn block<'t>(page: &'t str, heading: &str, kind: &str) -> &'t str {
    let (_, below) = page.split_once(heading).expect("the heading is there");
    let (_, begin) = below.split_once(&format!("```{kind}\n")).expect("a block");
    begin.split_once("```").expect("its end").0
}

/// Its example is what the program says.
#[test]
fn the_page_about_checks_shows_what_is_printed() {
    let sample = "samples/guangxi-transport-2023.pdf";
    let run = gongkai(&root(), &["check", sample, "--rule", "A08"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (finding, _) = run.stdout.split_once("\n\n").expect("a finding");
    assert!(page("crates/cli/docs/checks.md").contains(finding), "{finding}");
}

/// The first command reads what the front page says it reads, in its words; what it counts
/// there may change with every table that is learnt.
#[test]
fn the_first_command_does_what_the_front_page_shows() {
    let readme = page("README.md");
    let first = block(&readme, "# gongkai", "sh").lines().next().expect("a command");
    let (command, _) = first.split_once('#').expect("a remark");
    let args: Vec<&str> = command
        .trim()
        .strip_prefix("cargo run --release -- ")
        .and_then(|args| args.strip_suffix(" --out out"))
        .expect("the command is known")
        .split(' ')
        .collect();
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    let out = out.to_str().expect("a UTF-8 path");
    let mut all = args.clone();
    all.extend(["--out", out, "--progress", "none"]);
    let run = gongkai(&root(), &all);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let shown: Vec<&str> =
        block(&readme, "## The first minute", "text").lines().collect();
    let said = run.stderr.replace(out, "out");
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(shown.len(), said.len(), "{}", run.stderr);
    let words = |line: &str| -> String { line.split_whitespace().take(1).collect() };
    for (shown, said) in shown.iter().zip(&said) {
        assert_eq!(words(shown), words(said), "{}", run.stderr);
    }
    // Documents, and where to look next.
    let same = |at: usize| assert_eq!(shown[at], said[at]);
    same(0);
    (said.len() - 4..said.len()).for_each(same);
}

#[test]
fn the_front_page_is_two_screens() {
    let lines = page("README.md").lines().count();
    assert!(lines <= 120, "{lines} lines");
}

/// Relative links of the pages that lead through the project.
#[test]
fn links_lead_somewhere() {
    let mut pages = vec![
        "README.md".to_owned(),
        "crates/README.md".to_owned(),
        "crates/parser/README.md".to_owned(),
        "crates/fetcher/README.md".to_owned(),
        "samples/README.md".to_owned(),
    ];
    for entry in std::fs::read_dir(root().join("crates/cli/docs")).expect("a folder") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_str().expect("UTF-8");
        if name.ends_with(".md") {
            pages.push(format!("crates/cli/docs/{name}"));
        }
    }
    let mut broken = Vec::new();
    for path in &pages {
        let folder = root().join(path);
        let folder = folder.parent().expect("a folder").to_owned();
        let text = page(path);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        for (target, _) in targets {
            let is_elsewhere = target.contains("://") || target.starts_with('#');
            if !is_elsewhere && !folder.join(target).exists() {
                broken.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:?}");
}
