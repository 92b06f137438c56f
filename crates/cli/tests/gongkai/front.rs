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
    the_first_command_says("README.md", "## The first minute", "en");
}

#[test]
fn the_first_command_does_what_the_chinese_front_page_shows() {
    the_first_command_says(CHINESE, "## 第一分钟", "zh");
}

const CHINESE: &str = "crates/cli/docs/README.zh.md";

fn the_first_command_says(front: &str, heading: &str, lang: &str) {
    let readme = page(front);
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
    all.extend(["--out", out, "--progress", "none", "--lang", lang]);
    let run = gongkai(&root(), &all);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let shown: Vec<&str> = block(&readme, heading, "text").lines().collect();
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

/// Commands of a page, without the remarks beside them.
fn commands(page: &str) -> Vec<&str> {
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let lines = blocks.flat_map(|(block, _)| block.lines());
    lines.map(|line| line.split(" #").next().unwrap_or(line).trim()).collect()
}

/// What a page links to, from the root of the project.
fn links(path: &str) -> Vec<PathBuf> {
    let text = page(path);
    let folder = Path::new(path).parent().expect("a folder");
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let mut links = Vec::new();
    for (target, _) in targets {
        let mut link = PathBuf::new();
        for part in folder.join(target).components() {
            match part.as_os_str().to_str() {
                Some("..") => {
                    link.pop();
                }
                _ => link.push(part),
            }
        }
        let is_elsewhere = target.contains("://");
        links.push(if is_elsewhere { target.into() } else { link });
    }
    links
}

/// The parts of a page between its headings: what each calls by its name, and its rows of tables.
fn parts(page: &str) -> Vec<(Vec<&str>, usize)> {
    page.split("\n## ")
        .map(|part| {
            let outside: String =
                part.split("```").step_by(2).collect::<Vec<_>>().join("");
            let rows = outside.lines().filter(|line| line.starts_with('|')).count();
            let start =
                |inner: &str| part.find(&format!("`{inner}`")).unwrap_or_default();
            let mut names: Vec<&str> = outside
                .split('`')
                .skip(1)
                .step_by(2)
                .map(|inner| &part[start(inner) + 1..][..inner.len()])
                .collect();
            names.sort_unstable();
            (names, rows)
        })
        .collect()
}

/// The same commands in the same order, the same links, the same names of files and flags in
/// every part: whoever changes one page changes the other.
#[test]
fn the_chinese_front_page_keeps_step() {
    let (english, chinese) = (page("README.md"), page(CHINESE));
    assert_eq!(commands(&english), commands(&chinese));
    let other = |link: &PathBuf| {
        !link.ends_with("README.zh.md") && link != Path::new("README.md")
    };
    let kept = |path: &str| links(path).into_iter().filter(other).collect::<Vec<_>>();
    assert!(links("README.md").contains(&PathBuf::from(CHINESE)));
    assert!(links(CHINESE).contains(&PathBuf::from("README.md")));
    assert_eq!(kept("README.md"), kept(CHINESE));
    for (english, chinese) in parts(&english).iter().zip(&parts(&chinese)) {
        assert_eq!(english, chinese);
    }
    assert_eq!(parts(&english).len(), parts(&chinese).len());
}

/// The number that the front page marks is there, and no other command of it is misspelt.
#[test]
fn the_front_page_draws_a_number() {
    let dir = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(root().join("samples"), dir.path().join("samples"))
        .expect("a link");
    let readme = page("README.md");
    let lines = commands(&readme);
    let draw = lines.iter().find(|line| line.starts_with("gongkai draw")).expect("one");
    let args: Vec<&str> = draw.split(' ').skip(1).collect();
    let run = gongkai(dir.path(), &args);
    assert_eq!(run.code, 0, "{draw}: {}", run.stderr);
    assert!(dir.path().join("number.png").is_file());
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
