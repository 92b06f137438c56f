//! A small disclosure made by hand → every file, byte for byte.

mod batch;
mod made;
mod travel;

use exporter::{Bundle, Failure, Input, Options, Outcome, Written, render};
use extractor::{Document, Page, PageStatus, Rect, SourceKind};
use made::{disclosure, document, expenditure, page, picture};
use parser::{Disclosure, Origin};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn input<'a>(file_name: &'a str, outcome: Outcome<'a>) -> Input<'a> {
    let source_url = "https://example.org/决算.pdf";
    Input { file_name, source_url, retrieved_at: "2025-08-01", outcome }
}

fn failure() -> Failure {
    Failure {
        code: "cannot-open".into(),
        reason: "cannot open it".into(),
        hint: "check".into(),
    }
}

/// Two readable documents, a duplicate, a failed one and two that cannot be opened.
fn write(dir: &Path, options: Options) {
    let good = document(1, vec![page(1), page(2), picture(3)]);
    let scan = document(2, vec![picture(1)]);
    let says = disclosure();
    let silent = Disclosure::default();
    let failure = failure();
    let read = Outcome::Read { document: &good, disclosure: &says };
    let sha256 = exporter::sha256(b"x");
    let mut bundle = Bundle::create(dir, options).expect("a folder");
    for (name, outcome, duplicate) in [
        ("a/good.pdf", read, false),
        ("a/again.pdf", read, true),
        ("scan.pdf", Outcome::Read { document: &scan, disclosure: &silent }, false),
        (
            "@not.pdf",
            Outcome::Failed { sha256: &sha256, byte_size: 1, failure: &failure },
            false,
        ),
        ("gone.pdf", Outcome::Unreadable(&failure), false),
        ("gone.pdf", Outcome::Unreadable(&failure), false),
    ] {
        let rendered = render(&input(name, outcome), options);
        let written = bundle.write(&rendered).expect("written");
        let first = Written::DuplicateOf("a/good.pdf".into());
        assert_eq!(written, if duplicate { first } else { Written::New });
    }
    bundle.finish().expect("finished");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = [dir.to_owned(), dir.join("wide")]
        .iter()
        .filter(|dir| dir.exists())
        .flat_map(|dir| fs::read_dir(dir).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

#[test]
fn every_file_is_as_remembered() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), Options { no_bom: true, ..Options::default() });
    let mut text = String::new();
    for path in files(dir.path()) {
        let name = path.strip_prefix(dir.path()).expect("inside").display().to_string();
        // Headers of budget tables follow the catalog and change with it.
        if name.ends_with(".csv") && !name.starts_with("wide/budget.") {
            let content = fs::read_to_string(&path).expect("utf-8");
            assert!(content.ends_with("\r\n"), "{name}");
            text.push_str(&format!("== {name}\n{}", content.replace("\r\n", "\n")));
        }
    }
    let version = format!(",{},", exporter::records::VERSION);
    insta::assert_snapshot!(text.replace(&version, ",VERSION,"));
}

#[test]
fn files_begin_with_a_mark_and_nothing_temporary_is_left() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), Options::default());
    for path in files(dir.path()) {
        let bytes = fs::read(&path).expect("readable");
        let is_csv = path.extension().is_some_and(|extension| extension == "csv");
        assert_eq!(bytes.starts_with(b"\xEF\xBB\xBF"), is_csv, "{}", path.display());
        assert!(!path.to_string_lossy().ends_with(".part"), "{}", path.display());
    }
}

#[test]
fn personal_data_needs_to_be_asked_for() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), Options::default());
    for path in files(dir.path()) {
        let text = fs::read_to_string(&path).expect("utf-8");
        assert!(!text.contains("某某某"), "{}", path.display());
        assert!(!text.contains("2280000"), "{}", path.display());
        // The amount stays; the phone goes.
        assert!(!text.replace("13000000000元", "").contains("13000000000"));
    }
    write(dir.path(), Options { contacts: true, ..Options::default() });
    let text = fs::read_to_string(dir.path().join("projects.csv")).expect("utf-8");
    assert!(text.contains("contact_printed"));
    assert!(text.contains("某某某 13000000000"));
}

#[test]
fn frictionless_accepts_the_package() {
    for options in [
        Options::default(),
        Options { no_bom: true, contacts: true, chinese_headings: true },
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), options);
        let output = Command::new("frictionless")
            .args(["validate", "datapackage.json"])
            .current_dir(dir.path())
            .output();
        match output {
            Ok(output) => assert!(
                output.status.success(),
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(_) => eprintln_skip(),
        }
    }
}

#[test]
fn wide_files_are_headed_in_chinese_where_that_is_asked_for() {
    let header = |options: Options, file: &str| {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), options);
        let text = fs::read_to_string(dir.path().join(file)).expect("utf-8");
        let package =
            fs::read_to_string(dir.path().join("datapackage.json")).expect("utf-8");
        (text.lines().next().unwrap_or_default().to_owned(), package)
    };
    let chinese = Options { no_bom: true, chinese_headings: true, ..Options::default() };
    let (wide, package) = header(chinese, "wide/final.03.csv");
    assert!(wide.starts_with("文档编号,表编号,部门或单位名称,口径,财政年度"), "{wide}");
    assert!(wide.contains(",科目编码,名称,"), "{wide}");
    assert!(wide.contains(",本年支出合计,基本支出,项目支出,"), "{wide}");
    let names: Vec<&str> = wide.split(',').collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len(), "{wide}");
    for name in names {
        assert!(package.contains(&format!("\"name\": \"{name}\"")), "{name}");
    }
    let plain = Options { no_bom: true, ..Options::default() };
    assert_eq!(header(chinese, "facts.csv").0, header(plain, "facts.csv").0);
    assert!(header(plain, "wide/final.03.csv").0.contains(",code,label,"));
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn eprintln_skip() {
    eprintln!("skipped: frictionless is not installed (pip install frictionless)");
}

#[test]
fn an_abandoned_bundle_leaves_the_folder_as_it_was() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("facts.csv"), "precious").expect("written");
    let bundle = Bundle::create(dir.path(), Options::default()).expect("a folder");
    let second = Bundle::create(dir.path(), Options::default());
    assert!(matches!(second, Err(exporter::bundle::Error::Locked { .. })));
    drop(bundle);
    let kept: Vec<PathBuf> = files(dir.path());
    assert_eq!(kept, [dir.path().join("facts.csv")]);
    assert_eq!(fs::read_to_string(&kept[0]).expect("utf-8"), "precious");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_noticed() {
    let dir = tempfile::tempdir().expect("a folder");
    let part = dir.path().join(".facts.csv.part");
    if !Path::new("/dev/full").exists() {
        return;
    }
    std::os::unix::fs::symlink("/dev/full", part).expect("a link");
    let bundle = Bundle::create(dir.path(), Options::default()).expect("a folder");
    let error = bundle.finish().expect_err("the disk is full").to_string();
    assert!(error.contains("facts.csv"), "{error}");
    assert!(!dir.path().join("documents.csv").exists());
}

#[test]
fn text_input_has_lines_for_pages() {
    let document = Document {
        source: SourceKind::Text,
        pages: vec![page(1)],
        sha256: exporter::sha256(b"text"),
        ..Document::default()
    };
    let mut table = expenditure();
    table.pages = None;
    for value in table.rows.iter_mut().flat_map(|row| &mut row.values) {
        value.origin = Origin { page: None, rect: Rect::new(1.0, 12.0, 9.0, 12.0) };
    }
    let disclosure = Disclosure { tables: vec![table], ..Disclosure::default() };
    let outcome = Outcome::Read { document: &document, disclosure: &disclosure };
    let dir = tempfile::tempdir().expect("a folder");
    let mut bundle = Bundle::create(dir.path(), Options::default()).expect("a folder");
    let rendered = render(&input("a.txt", outcome), Options::default());
    bundle.write(&rendered).expect("written");
    bundle.finish().expect("finished");
    let facts = fs::read_to_string(dir.path().join("facts.csv")).expect("utf-8");
    assert!(facts.contains(",,1.00,12.00,9.00,12.00,text,"), "{facts}");
    assert!(!facts.contains("#page"));
    let pages = fs::read_to_string(dir.path().join("pages.csv")).expect("utf-8");
    assert_eq!(pages.lines().count(), 1, "text has no pages");
}

#[test]
fn a_page_that_failed_makes_the_document_partial() {
    let broken =
        Page { status: PageStatus::Failed("no contents".into()), ..Page::default() };
    let broken = Page { number: 2, ..broken };
    let document = document(9, vec![page(1), broken]);
    let disclosure = Disclosure::default();
    let status = exporter::records::status(&document, &disclosure);
    assert_eq!(status.word(), "partial");
    assert_eq!(status.reason(), "page 2: could not be read");
}
