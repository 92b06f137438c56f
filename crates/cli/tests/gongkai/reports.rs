//! `report` and `inspect`: everything read of a document beside its pages.

use crate::{Csv, folder, gongkai, tree};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SAMPLE: &str = "guangxi-transport-2023.pdf";
const HOSTILE: &str = "<img src=x onerror=window.owned=true>";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sample(name: &str) -> PathBuf {
    repository().join("samples").join(name)
}

/// Runs that must succeed.
fn done(dir: &Path, args: &[&str]) -> String {
    let run = gongkai(dir, args);
    assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
    run.stderr
}

/// The cells of the first row that is wanted.
fn row(
    file: &Path,
    columns: &[&str],
    wanted: impl Fn(&dyn Fn(&str) -> String) -> bool,
) -> Vec<String> {
    let csv = Csv::read(file);
    let place = |name: &str| csv.header.iter().position(|n| n == name).expect("a column");
    let found = csv.rows.iter().find(|row| wanted(&|name| row[place(name)].clone()));
    let found = found.expect("there is such a row");
    columns.iter().map(|name| found[place(name)].clone()).collect()
}

fn fact(out: &Path, table: &str, code: &str, column: &str) -> (String, Vec<f32>) {
    let columns = ["fact_id", "x0", "y0", "x1", "y1"];
    let cells = row(&out.join("facts.csv"), &columns, |get| {
        get("table") == table && get("code") == code && get("column") == column
    });
    let place = cells[1..].iter().map(|cell| cell.parse().expect("points")).collect();
    (cells[0].clone(), place)
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All files of a folder and of those in it.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// What stands behind each `before` in a text, up to the next quotation mark.
fn quoted<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).map(|part| part.split('"').next().expect("its end"))
}

/// Every link inside a report leads to something that is there.
fn links_lead_somewhere(site: &Path) {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|e| e == "html");
    let texts: BTreeMap<PathBuf, String> = files(site)
        .into_iter()
        .filter(is_page)
        .map(|path| (path.clone(), text(&path)))
        .collect();
    let anchors: BTreeMap<&Path, HashSet<&str>> = texts
        .iter()
        .map(|(path, text)| (path.as_path(), quoted(text, " id=\"").collect()))
        .collect();
    assert!(texts.len() > 1);
    for (page, text) in &texts {
        let folder = page.parent().expect("a folder");
        for href in quoted(text, " href=\"").filter(|href| !href.starts_with("http")) {
            let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => page.clone(),
                (_, Some(file)) => site.join(file),
                (file, None) => folder.join(file),
            };
            let there = anchors.get(target.as_path());
            let there = there.unwrap_or_else(|| panic!("{}: {href}", page.display()));
            assert!(
                anchor.is_empty() || there.contains(anchor),
                "{}: {href}",
                page.display()
            );
        }
        for source in quoted(text, "<img src=\"") {
            let is_there = source.starts_with("data:") || folder.join(source).is_file();
            assert!(is_there, "{source}");
        }
    }
}

#[test]
fn a_bundle_becomes_pages_that_lead_to_one_another() {
    let dir = folder(&[]);
    let inputs = [SAMPLE, "shanghai-urban-2024.pdf", "steppe-herding-2024.pdf"]
        .map(|name| sample(name).display().to_string());
    let mut args = vec!["parse", "-q", "--no-ocr"];
    args.extend(inputs.iter().map(String::as_str));
    done(dir.path(), &args);
    let before = tree(&dir.path().join("out"));
    let samples = repository().join("samples").display().to_string();
    let said = done(
        dir.path(),
        &["report", "out", "--to", "site", "--lang", "zh", "--files", &samples],
    );
    assert!(said.contains("3 份文件，") && !said.contains("没有页面图像"), "{said}");
    let site = dir.path().join("site");
    links_lead_somewhere(&site);
    let index = text(&site.join("index.html"));
    for words in ["疑点", "“三公”经费", "支出功能分类", "<svg class=\"plot\"", "A08"]
    {
        assert!(index.contains(words), "{words}");
    }
    // The bundle is as it was, and so is what a new reading says.
    assert!(before == tree(&dir.path().join("out")));
    args.extend(["--out", "again"]);
    done(dir.path(), &args);
    assert!(before == tree(&dir.path().join("again")));
    // The same bundle gives the same pages.
    done(
        dir.path(),
        &["report", "out", "--to", "twice", "-q", "--lang", "zh", "--files", &samples],
    );
    for file in files(&site) {
        let other =
            dir.path().join("twice").join(file.strip_prefix(&site).expect("inside"));
        assert!(fs::read(&file).expect("read") == fs::read(&other).expect("read"));
    }
}

/// Without the files there are places on empty sheets, and that is said.
#[test]
fn files_that_are_gone_are_missed_and_others_are_not_taken_for_them() {
    let dir = folder(&[("papers/a.pdf", &fs::read(sample(SAMPLE)).expect("a sample"))]);
    done(dir.path(), &["parse", "papers", "-q"]);
    // Another file of this name is not the one that was read.
    let other = fs::read(sample("steppe-herding-2024.pdf")).expect("a sample");
    fs::write(dir.path().join("a.pdf"), other).expect("written");
    let said = done(dir.path(), &["report", "out", "--to", "site"]);
    assert!(said.contains("1 of 1 documents have no pictures"), "{said}");
    links_lead_somewhere(&dir.path().join("site"));
    assert!(
        fs::read_dir(dir.path().join("site/img")).expect("a folder").next().is_none()
    );
    // Under whatever name it is known by its content.
    fs::rename(dir.path().join("papers/a.pdf"), dir.path().join("papers/b.pdf"))
        .expect("moved");
    let said = done(dir.path(), &["report", "out", "--to", "site", "--files", "papers"]);
    assert!(!said.contains("have no pictures"), "{said}");

    let run = gongkai(dir.path(), &["report", "papers", "--to", "site2"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(!dir.path().join("site2").exists());
}

/// A document with many pages is parted, and each part can be opened.
#[test]
fn a_long_document_has_several_files() {
    let Some(real) = workspace::shared("real/R_19894_beijing_shuiwu_2026_lists.pdf")
    else {
        return;
    };
    let dir = folder(&[]);
    let real = real.display().to_string();
    done(dir.path(), &["parse", &real, "-q", "--no-ocr"]);
    // Without pictures: it is about the text.
    done(dir.path(), &["report", "out", "--to", "site", "-q"]);
    let site = dir.path().join("site");
    links_lead_somewhere(&site);
    let parts: Vec<PathBuf> = files(&site.join("d"));
    assert!(parts.len() > 2, "{parts:?}");
    for part in parts {
        let length = fs::metadata(&part).expect("there").len();
        assert!(length < 3_000_000, "{}: {length} bytes", part.display());
    }
}

/// What browsers show, and what a click does; skipped where there is none.
#[test]
fn a_report_works_in_a_browser() {
    let dir = folder(&[]);
    let seed = text(&sample("seed-police-devzone-2024.txt"));
    let hostile = seed.replace("朔州市公安局开发区分局", HOSTILE);
    assert_ne!(seed, hostile);
    let name = "a<b>'&.txt";
    fs::write(dir.path().join(name), hostile).expect("written");
    let input = sample(SAMPLE).display().to_string();
    done(dir.path(), &["parse", &input, name, "-q"]);
    done(
        dir.path(),
        &["report", "out", "--to", "site", "-q", "--lang=zh", "--files", &input],
    );
    done(dir.path(), &["inspect", &input, "--out", "one.html", "--lang=zh"]);
    done(dir.path(), &["inspect", name, "--out", "hostile.html", "--lang=zh"]);
    let out = dir.path().join("out");
    let of = |file: &str| {
        row(&out.join("documents.csv"), &["doc_id"], |get| get("file_name") == file)
            .remove(0)
    };
    let (number, other) = (
        fact(&out, "final.07", "22904", "revenue"),
        fact(&out, "final.03", "2140106", "total"),
    );
    let check = row(&out.join("checks.csv"), &["check_id", "rule", "evidence"], |get| {
        get("rule") == "A08" && get("result") == "violated"
    });
    let page = |doc_id: String| dir.path().join("site/d").join(format!("{doc_id}.html"));
    let plan = json!({
        "site": dir.path().join("site"),
        "document": page(of(SAMPLE)),
        "inspected": dir.path().join("one.html"),
        "fact": { "id": number.0, "place": number.1, "words": ["89.89", "898900.00 元", "相符"] },
        "other": { "id": other.0, "words": ["2,394.94", "公路养护", "A08 不符"] },
        "check": {
            "id": check[0],
            "rule": "A08",
            "evidence": check[2].split(';').count(),
        },
        "hostile": {
            "text": HOSTILE,
            "pages": [page(of(name)), dir.path().join("hostile.html"), dir.path().join("site/index.html")],
        },
    });
    let path = dir.path().join("plan.json");
    fs::write(&path, plan.to_string()).expect("written");
    let Some((chromium, modules)) = browser() else { return };
    let run = Command::new("node")
        .arg(repository().join("crates/reporter/tests/browser.mjs"))
        .args([&chromium, &modules, &path])
        .output()
        .expect("node runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// The browser, and the folder with what drives it.
fn browser() -> Option<(PathBuf, PathBuf)> {
    let skip = |what: &str| {
        workspace::say(&format!(
            "skipped: {what} is not installed (scripts/test installs it)"
        ));
        None
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let program = |name: &str| {
        std::env::split_paths(&path).map(|dir| dir.join(name)).find(|p| p.is_file())
    };
    if program("node").is_none() {
        return skip("node");
    }
    let Some(chromium) = ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .find_map(|name| program(name))
    else {
        return skip("chromium");
    };
    let target = std::env::var("CARGO_TARGET_DIR")
        .map_or(repository().join("target"), PathBuf::from);
    let folders = [
        std::env::var("GONGKAI_TEST_NODE_MODULES").ok().map(PathBuf::from),
        Some(target.join("test-tools/node_modules")),
    ];
    let found =
        folders.into_iter().flatten().find(|dir| dir.join("playwright-core").is_dir());
    match found {
        Some(modules) => Some((chromium, modules)),
        None => skip("playwright-core"),
    }
}

/// A report in the folder of another takes away the pages that are not its own, and nothing that
/// somebody else put there.
#[test]
fn pages_of_an_earlier_report_go_and_other_files_stay() {
    let dir = folder(&[]);
    let inputs = [SAMPLE, "shanghai-urban-2024.pdf"]
        .map(|name| sample(name).display().to_string());
    done(dir.path(), &["parse", "-q", &inputs[0], &inputs[1], "--out", "two"]);
    done(dir.path(), &["parse", "-q", &inputs[0], "--out", "one"]);
    let site = dir.path().join("site");
    done(dir.path(), &["report", "two", "--to", "site", "-q"]);
    let both = files(&site).len();
    fs::write(site.join("d/own.html"), "mine").expect("written");
    let list = site.join("report-files.txt");
    let longer = text(&list) + "../one/facts.csv\n";
    fs::write(&list, longer).expect("written");
    done(dir.path(), &["report", "one", "--to", "site", "-q"]);
    assert!(site.join("d/own.html").exists());
    assert!(dir.path().join("one/facts.csv").exists(), "a list leads nowhere else");
    fs::remove_file(site.join("d/own.html")).expect("removed");
    let mut left = files(&site);
    assert!(left.len() < both, "{left:?}");
    links_lead_somewhere(&site);
    // What is left is what a new folder would have.
    done(dir.path(), &["report", "one", "--to", "new", "-q"]);
    let mut fresh = files(&dir.path().join("new"));
    for (files, folder) in [(&mut left, "site"), (&mut fresh, "new")] {
        for file in files.iter_mut() {
            *file =
                file.strip_prefix(dir.path().join(folder)).expect("inside").to_owned();
        }
        files.sort();
    }
    assert_eq!(left, fresh);
}
