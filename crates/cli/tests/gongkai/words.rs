//! What people are told, in Chinese: no row without its English, no English without its row.

use crate::{Run, command, folder};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rows(file: &str) -> BTreeMap<String, String> {
    let path = crates().join("cli/words").join(file);
    let text = fs::read_to_string(&path).expect("the rows are there");
    toml::from_str(&text).expect("TOML")
}

/// All sources of the crates, tests left out, with their paths below `crates`.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![crates()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_apart = ["tests", "target", "examples", "fuzz", "words", "tests.rs"];
            if path.is_dir() && !is_apart.contains(&&*name) {
                folders.push(path);
            } else if name.ends_with(".rs") && !is_apart.contains(&&*name) {
                let text = fs::read_to_string(&path).expect("a source");
                let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                let below = path.strip_prefix(crates()).expect("below").display();
                found.push((below.to_string(), text.to_owned()));
            }
        }
    }
    found.sort();
    found
}

/// Texts between quotes, `{name}` as `{}`; remarks are none.
fn literals(source: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in joined(source).lines() {
        let mut rest = line;
        while let Some(at) = rest.find(['"', '\'', '/']) {
            let after = &rest[at + 1..];
            if rest[at..].starts_with("//") {
                break;
            }
            if rest[at..].starts_with("'\"'") {
                rest = &after[2..];
                continue;
            }
            rest = after;
            if line[line.len() - after.len() - 1..].starts_with('"') {
                let Some((text, behind)) = closed(after) else { break };
                all.push(holes(&text));
                rest = behind;
            }
        }
    }
    all
}

/// Literals that are broken over lines stand on one.
fn joined(source: &str) -> String {
    let mut out = String::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let mut line = line.to_owned();
        while let Some(begun) = line.strip_suffix('\\') {
            line = format!("{begun}{}", lines.next().unwrap_or_default().trim_start());
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// A literal up to its closing quote, and what stands behind it.
fn closed(text: &str) -> Option<(String, &str)> {
    let mut said = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((said, &text[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => said.push('\n'),
                't' => said.push('\t'),
                other => said.push(other),
            },
            c => said.push(c),
        }
    }
    None
}

fn holes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((_, behind)) => {
                out.push_str("{}");
                rest = behind;
            }
            None => rest = after,
        }
    }
    out + rest
}

/// Whether words are said in the sources, in one piece or in up to three.
fn is_made(words: &str, all: &str, pieces: usize) -> bool {
    let words = words.trim_matches([' ', ',', ';', ':', '(', ')']);
    // A plural is made of its singular.
    if words.is_empty() || all.contains(words.strip_suffix('s').unwrap_or(words)) {
        return true;
    }
    pieces > 1
        && words.match_indices([' ', ';']).any(|(at, _)| {
            all.contains(&words[..at]) && is_made(&words[at..], all, pieces - 1)
        })
}

#[test]
fn no_row_is_idle() {
    let all: Vec<String> =
        sources().iter().flat_map(|(_, source)| literals(source)).collect();
    let all = all.join("\u{0}");
    let of_the_system = |en: &str| en.contains("(os error ");
    let idle: Vec<String> = rows("messages.toml")
        .into_keys()
        .filter(|en| !of_the_system(en))
        .filter(|en| !en.split("{}").all(|words| is_made(words, &all, 3)))
        .collect();
    assert!(idle.is_empty(), "nobody says {idle:#?}");
}

/// Files whose texts are for people: every sentence in them has a row.
const FOR_PEOPLE: &[&str] = &[
    "cli/src/commands/annotate.rs",
    "cli/src/commands/check.rs",
    "cli/src/commands/diff.rs",
    "cli/src/commands/draw.rs",
    "cli/src/commands/export.rs",
    "cli/src/commands/fetch.rs",
    "cli/src/commands/parse.rs",
    "cli/src/commands/plan.rs",
    "cli/src/commands/report.rs",
    "cli/src/commands/status.rs",
    "cli/src/exit.rs",
    "cli/src/inputs.rs",
    "cli/src/ocr.rs",
    "cli/src/progress.rs",
    "cli/src/reading.rs",
    "cli/src/report.rs",
    "cli/src/run.rs",
    "cli/src/run/fetched.rs",
    "cli/src/run/notify.rs",
    "cli/src/run/summary.rs",
    "cli/src/run/threshold.rs",
    "cli/src/sources.rs",
    "cli/src/talk.rs",
    "exporter/src/bundle.rs",
    "extractor/src/error.rs",
    "extractor/src/foreign.rs",
    "publisher/src/error.rs",
    "reporter/src/error.rs",
    "store/src/error.rs",
];

#[test]
fn what_people_are_told_has_a_row() {
    let rows: Vec<String> = rows("messages.toml").into_keys().collect();
    let sources = sources();
    let mut missing = Vec::new();
    for path in FOR_PEOPLE {
        let (_, source) =
            sources.iter().find(|(name, _)| name == path).expect("it is there");
        for literal in literals(source) {
            for words in literal.split("{}").flat_map(|part| part.split('\n')) {
                let words = words.trim();
                let is_sentence = words.split(' ').filter(|w| w.len() > 1).count() > 2;
                let is_told = rows.iter().any(|en| en.contains(words));
                if is_sentence && !is_told {
                    missing.push(format!("{path}: {words}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a row: {missing:#?}");
}

/// Runs the program for somebody who reads Chinese.
fn in_chinese(dir: &Path, args: &[&str]) -> Run {
    command(dir, args)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("the program runs")
        .into()
}

/// Who asks for Chinese gets Chinese headings where people look; who only lives in it finds the
/// columns that programs know.
#[test]
fn wide_files_are_headed_in_chinese_where_the_flag_says_so() {
    let dir = folder(&[]);
    let sample = crates().join("../samples/labour-budget-2026.pdf");
    let sample = sample.to_string_lossy();
    let header = |run: Run, out: &str, file: &str| {
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = std::fs::read_to_string(dir.path().join(out).join(file));
        let text = text.expect("the file is there");
        text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').to_owned()
    };
    let asked = |out: &str, file: &str| {
        let args = ["--lang", "zh", "parse", &sample, "--out", out];
        header(crate::gongkai(dir.path(), &args), out, file)
    };
    let found = in_chinese(dir.path(), &["parse", &sample, "--out", "found"]);
    let wide = asked("asked", "wide/budget.02.csv");
    assert!(wide.contains("科目编码,名称"), "{wide}");
    let found = header(found, "found", "wide/budget.02.csv");
    assert!(found.contains("code,label"), "{found}");
    assert!(asked("asked", "facts.csv").starts_with("fact_id,doc_id,"));
}

#[test]
fn the_language_is_that_of_the_surroundings_or_of_the_flag() {
    let dir = folder(&[("a.pdf", b""), ("b.pdf", b"<!doctype html><html>404</html>")]);
    let english = crate::gongkai(dir.path(), &["parse", "a.pdf", "b.pdf", "--out", "en"]);
    let chinese = in_chinese(dir.path(), &["parse", "a.pdf", "b.pdf", "--out", "zh"]);
    assert_eq!((english.code, chinese.code), (3, 3));
    assert!(english.stderr.contains("error 「a.pdf」: the file is empty"));
    insta::assert_snapshot!(told(&chinese.stderr), @"
    [1/2] 错误 「a.pdf」：文件是空的
          提示：请重新下载
    [2/2] 错误 「b.pdf」：这不是 PDF，而是网页
          提示：网站给的是网页而不是文件，可能是出错或要求登录：请在浏览器中打开地址，保存 PDF 本身
    文件 2 份：完成 0，部分 0，失败 2
    表                0
    绩效表            0
    核对              0
    疑点              0
    诊断              2  empty-file ×1, not-a-pdf ×1
    数据格            0
    wide/ 是人们熟悉的各表，facts.csv 是每个数及其页码，
    diagnostics.csv 是没有读到或没有读懂的（`gongkai explain CODE`）
    输出在 zh
    ");
    // What is data is the same.
    let written = |name: &str| crate::tree(&dir.path().join(name));
    assert_eq!(written("en"), written("zh"));
    let asked = in_chinese(dir.path(), &["--lang", "en", "parse", "gone.pdf"]);
    insta::assert_snapshot!(asked.stderr, @"
    error: there is no 「gone.pdf」
    hint: check the path; nothing was written
    ");
    let asked = crate::gongkai(dir.path(), &["parse", "gone.pdf", "--lang=zh"]);
    insta::assert_snapshot!(asked.stderr, @"
    错误：没有「gone.pdf」
    提示：请检查路径；什么也没有写出
    ");
    assert_eq!(asked.code, 2);
    let logged = in_chinese(dir.path(), &["parse", "gone.pdf", "--log", "json"]);
    assert!(logged.stderr.contains("there is no 「gone.pdf」"), "{}", logged.stderr);
}

/// Without what differs from run to run.
fn told(stderr: &str) -> String {
    let lines = stderr.lines().filter(|line| !line.contains("用时"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_wrong_command_line_and_its_help_are_told_in_chinese() {
    let dir = folder(&[]);
    for (args, code) in [
        (&["prase"][..], 2),
        (&["parse"], 2),
        (&["parse", "a.pdf", "--jobs", "many"], 2),
        (&["draw", "a.pdf", "--dpi", "1"], 2),
        (&["show", "a.pdf", "--stage", "grids"], 2),
        (&["check", "a.pdf", "--hint"], 2),
        (&["retry", "--store", "s"], 2),
        (&["draw", "a.pdf", "--fact", "f", "--check", "k"], 2),
        (&["export", "s", "--changed-since", "soon"], 2),
        (&["status", "--store", "s", "--max-age", "old"], 2),
    ] {
        let run = in_chinese(dir.path(), args);
        assert_eq!(run.code, code, "{}", run.stderr);
        let english = crate::gongkai(dir.path(), args);
        assert_eq!(english.code, code, "{}", english.stderr);
        for line in run.stderr.lines().filter(|line| !line.trim().is_empty()) {
            let is_chinese = line.chars().any(|c| ('一'..='鿿').contains(&c));
            // Only names stand alone on a line: arguments that are missing.
            let is_name = line.trim().starts_with(['<', '-']);
            assert!(is_chinese || is_name, "{args:?}: {line}\n{}", run.stderr);
        }
    }
    let help = in_chinese(dir.path(), &["help", "schema"]);
    assert_eq!(help.code, 0);
    let help: Vec<&str> = help.stdout.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(help[..8].join("\n"), @"
    列出数据字典

    用法：gongkai schema [OPTIONS]

    选项:
          --json
              以 Data Package 描述文件输出
    ");
}

/// Tables, rules and diagnostics are explained in Chinese as they are in English.
#[test]
fn explanations_are_told_in_chinese() {
    let dir = folder(&[]);
    let names = in_chinese(dir.path(), &["explain"]);
    assert_eq!(names.code, 0);
    let listed = crate::gongkai(dir.path(), &["explain"]).stdout;
    assert_eq!(names.stdout.lines().count(), listed.lines().count());
    let rule = in_chinese(dir.path(), &["explain", "a08"]);
    insta::assert_snapshot!(rule.stdout, @"
    A08  支出决算表每行：本年支出合计等于基本、项目等支出之和

    种类：table：一张表之内
    程度：错误

    应当成立：
      final.03[*, total] = final.03[*, basic] + final.03[*, project] + final.03[*,
      to_superior]? + final.03[*, operating]? + final.03[*, to_affiliated]?

    依据：
      公开03表 栏次 1 = 2+3+4+5+6

    例：
      3,845.24 = 1,585.59 + 2,259.65

    并无差错也可能不成立的情形：
      除尾差外未见。
    ");
    let code = in_chinese(dir.path(), &["explain", "no-pages"]);
    insta::assert_snapshot!(code.stdout, @"
    no-pages：PDF 没有页

    用阅读器打开；若能看到页，请报告这份文件。
    ");
    let table = in_chinese(dir.path(), &["explain", "budget.07"]);
    assert!(table.stdout.contains("其他题名：") && !table.stdout.contains("budget\n"));
    let rest = "… `gongkai explain budget.07 --all` 列出全部";
    assert_eq!(table.stdout.lines().last(), Some(rest));
    let wrong = in_chinese(dir.path(), &["explain", "budget.7"]);
    assert_eq!(wrong.code, 2);
    insta::assert_snapshot!(wrong.stderr, @"
    错误：没有叫「budget.7」的东西
    提示：是不是 `budget.07`, `budget.01`, `budget.02`？`gongkai explain` 列出全部
    ");
    let dictionary = in_chinese(dir.path(), &["schema"]).stdout;
    assert!(dictionary.contains("主键：doc_id") && !dictionary.contains(" · "));
}

/// What a store says of itself, line by line.
#[test]
fn a_store_is_told_of_in_chinese() {
    let dir = folder(&[("a.pdf", b""), ("b.txt", "支出决算表".as_bytes())]);
    for (args, code) in [
        (&["ingest", "a.pdf", "b.txt", "c.pdf", "--store", "s"][..], 3),
        (&["ingest", "--store", "s", "--log", "text"], 0),
        (&["status", "--store", "s"], 0),
        (&["plan", "--store", "s"], 0),
        (&["verify", "--store", "s"], 0),
        (&["retry", "--store", "s", "--failed"], 3),
        (&["export", "s"], 3),
        (&["export", "nothing"], 2),
    ] {
        let run = in_chinese(dir.path(), args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        for line in run.stdout.lines().chain(run.stderr.lines()) {
            let is_chinese = line.chars().any(|c| ('一'..='鿿').contains(&c));
            assert!(is_chinese, "{args:?}: {line}");
            for english in
                ["done before", " known", "error:", "documents", "pages", "none"]
            {
                assert!(!line.contains(english), "{args:?}: {english} in {line}");
            }
        }
    }
}
