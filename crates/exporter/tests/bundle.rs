//! A small disclosure made by hand → every file, byte for byte.

use exporter::{Bundle, Failure, Input, Options, Outcome, Written, render};
use extractor::{Document, Glyph, Image, Ink, Page, PageStatus, Rect, SourceKind};
use parser::*;
use rust_decimal::Decimal;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn at(page: u32, x: f32, y: f32) -> Origin {
    Origin { page: Some(page), rect: Rect::new(x, y, x + 40.0, y + 10.0) }
}

fn page(number: u32) -> Page {
    let glyph = Glyph {
        text: "决".into(),
        raw: None,
        rect: Rect::new(10.0, 10.0, 20.0, 20.0),
        size: 10.0,
        font: 0,
        ink: Ink::Printed,
        trusted: true,
    };
    Page {
        number,
        width: 595.276,
        height: 841.89,
        glyphs: vec![glyph; 30],
        ..Page::default()
    }
}

fn picture(number: u32) -> Page {
    let rect = Rect::new(0.0, 0.0, 595.0, 841.0);
    Page {
        glyphs: Vec::new(),
        images: vec![Image { rect, width: 2480, height: 3508 }],
        ..page(number)
    }
}

fn document(seed: u8, pages: Vec<Page>) -> Document {
    Document {
        sha256: exporter::sha256(&[seed]),
        byte_size: 1234,
        producer: "=cmd|' /C calc'!A0".into(),
        pages,
        ..Document::default()
    }
}

fn value(column: usize, printed: &str, yuan: Option<&str>, origin: Origin) -> Value {
    Value {
        column,
        state: match printed {
            "" => ValueState::Blank,
            "—" | "-" => ValueState::Dash,
            "0.00" => ValueState::Zero,
            _ => ValueState::Number,
        },
        printed: printed.into(),
        amount_yuan: yuan.map(decimal),
        precision_yuan: yuan.map(|_| decimal("50")),
        number: printed.replace(',', "").parse().ok(),
        origin,
        confidence: 1.0,
        ..Value::default()
    }
}

fn column(key: &str, path: &[&str], side: Side, is_total: bool) -> Column {
    Column {
        key: key.into(),
        path: path.iter().map(|label| (*label).to_owned()).collect(),
        number: "1".into(),
        phase: Phase::Executed,
        fund: Fund::All,
        side,
        is_total,
        ..Column::default()
    }
}

fn expenditure() -> Table {
    let row = |order, code: &str, label: &str, level, is_total, values| Row {
        order,
        code: code.into(),
        code_scheme: if code.is_empty() {
            CodeScheme::None
        } else {
            CodeScheme::Function
        },
        label: label.into(),
        label_printed: label.into(),
        level,
        is_total,
        is_leaf: !is_total,
        values,
        ..Row::default()
    };
    Table {
        id: "final.03".into(),
        sequence: 1,
        title_printed: "支出决算表".into(),
        label_printed: "公开03表".into(),
        unit: Unit { printed: "万元".into(), factor: Some(decimal("10000")) },
        entity_printed: "虚构市样例局".into(),
        year_printed: "2024年度".into(),
        pages: Some((2, 2)),
        layout: "final.03".into(),
        footnote: "注：本表反映支出，咨询电话0100-2280000。".into(),
        confidence: 1.0,
        entity: Some("虚构市样例局".into()),
        scope: Scope::Department,
        fiscal_year: Some(2024),
        columns: vec![
            column("total", &["本年支出合计"], Side::None, true),
            column("basic", &["基本支出"], Side::None, false),
            column("project", &["项目支出"], Side::None, false),
        ],
        rows: vec![
            row(
                1,
                "",
                "合计",
                Level::Total,
                true,
                vec![
                    value(0, "-1,204.50", Some("-12045000.0000"), at(2, 100.0, 50.0)),
                    value(1, "0.00", Some("0"), at(2, 150.0, 50.0)),
                    value(2, "—", None, at(2, 200.0, 50.0)),
                ],
            ),
            row(
                2,
                "2040601",
                "行政运行",
                Level::Item,
                false,
                vec![
                    value(0, "643.36", Some("6433600"), at(2, 100.0, 60.0)),
                    value(1, "643.36", Some("6433600"), at(2, 150.0, 60.0)),
                    value(2, "", None, at(2, 200.0, 60.0)),
                ],
            ),
            // No label and no code: no facts.
            row(
                3,
                "",
                "",
                Level::Line,
                false,
                vec![value(0, "1", None, at(2, 1.0, 1.0))],
            ),
        ],
        ..Table::default()
    }
}

fn two_sided() -> Table {
    let row = |side, label: &str, column, printed: &str, yuan| Row {
        order: 1,
        side,
        line_no: "1".into(),
        label: label.into(),
        label_printed: label.into(),
        is_leaf: true,
        values: vec![value(column, printed, yuan, at(2, 100.0, 300.0))],
        ..Row::default()
    };
    Table {
        id: "final.01".into(),
        sequence: 1,
        state: TableState::Data,
        pages: Some((2, 2)),
        columns: vec![
            column("amount", &["收入", "金额"], Side::Revenue, false),
            column("amount", &["支出", "金额"], Side::Expenditure, false),
        ],
        rows: vec![
            row(
                Side::Revenue,
                "一、一般公共预算财政拨款收入",
                0,
                "10.00",
                Some("100000"),
            ),
            row(Side::Expenditure, "一、一般公共服务支出", 1, "9.00", Some("90000")),
        ],
        ..Table::default()
    }
}

fn project() -> Project {
    Project {
        title_printed: "项目支出绩效目标申报表".into(),
        form_year: Some(2024),
        project_name: "样例项目".into(),
        term_printed: "99年".into(),
        term_years: Some(99),
        term_is_sentinel: true,
        overview: "联系人：某某某，手机13000000000，共13000000000元".into(),
        contact: Contact { present: true, printed: "某某某 13000000000".into() },
        unit: Unit { printed: "元".into(), factor: Some(Decimal::ONE) },
        pages: Some((3, 3)),
        clipped_fields: vec!["plan".into(), "goal_annual".into()],
        funding: vec![Funding {
            source_printed: "项目资金总额".into(),
            source: "total".into(),
            stage: "requested".into(),
            printed: "900,000".into(),
            state: ValueState::Number,
            amount_yuan: Some(decimal("900000")),
            origin: at(3, 10.0, 10.0),
            ..Funding::default()
        }],
        indicators: vec![
            Indicator {
                horizon: Horizon::Full,
                level1: "产出指标".into(),
                level2: "质量指标".into(),
                level3: "验收合格率".into(),
                value_printed: "≥95%".into(),
                value_state: ValueState::Number,
                value_kind: "percent".into(),
                operator: "ge".into(),
                value_num: Some(decimal("95.0")),
                value_unit: "%".into(),
                origin: at(3, 20.0, 20.0),
                ..Indicator::default()
            },
            Indicator {
                level1: "产出指标".into(),
                level1_derived: true,
                ..Default::default()
            },
        ],
        ..Project::default()
    }
}

fn disclosure() -> Disclosure {
    let unknown =
        Diagnostic::new("unknown-unit", Severity::Warning, "no unit is printed")
            .at(at(2, 100.0, 60.0))
            .printed("=单位")
            .hint("look at the page")
            .table(0);
    let of_value = Diagnostic { value: Some((1, 2)), ..unknown.clone() };
    Disclosure {
        kind: DocKind::Final,
        scope: Scope::Department,
        entity: Some("虚构市样例局".into()),
        fiscal_year: Some(2024),
        title_printed: Some("虚构市样例局2024年度部门决算".into()),
        tables: vec![expenditure(), two_sided()],
        projects: vec![project()],
        sections: vec![Section {
            kind: "overview".into(),
            number: "第一部分".into(),
            heading: "概况".into(),
            pages: Some((1, 1)),
            text: "一、主要职责\n电话：0100-2280000".into(),
            ..Section::default()
        }],
        pages: vec![PageUse {
            page: 2,
            chars_assigned: 80,
            chars_left: 1,
            label: Some("1".into()),
            ..PageUse::default()
        }],
        // Twice the same: told apart by -2.
        diagnostics: vec![unknown.clone(), unknown, of_value],
        ..Disclosure::default()
    }
}

fn input<'a>(file_name: &'a str, outcome: Outcome<'a>) -> Input<'a> {
    let source_url = "https://example.org/决算.pdf";
    Input { file_name, source_url, retrieved_at: "2025-08-01", outcome }
}

fn failure() -> Failure {
    Failure { code: "cannot-open", reason: "cannot open it".into(), hint: "check".into() }
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
    for options in [Options::default(), Options { no_bom: true, contacts: true }] {
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
