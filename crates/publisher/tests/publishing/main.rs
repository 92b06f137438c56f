//! A bundle in every format, read back by other people's tools.

mod made;

use publisher::{Error, Format, Lang, Options, Published, Unfinished, publish};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ALL: [Format; 3] = [Format::Xlsx, Format::Sqlite, Format::Parquet];

fn options(formats: &[Format]) -> Options {
    Options { formats: formats.to_vec(), ..Options::default() }
}

fn bundle() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    made::write(dir.path());
    dir
}

fn published(dir: &Path, options: &Options) -> Published {
    publish(dir, options, &Unfinished::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn read(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every file below a folder, by its path in it.
fn files(dir: &Path) -> Vec<String> {
    fn below(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { below(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    below(dir, &mut found);
    let inside = |path: &PathBuf| {
        path.strip_prefix(dir).expect("inside").to_string_lossy().replace('\\', "/")
    };
    let mut names: Vec<String> = found.iter().map(inside).collect();
    names.sort();
    names
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(what: &str) {
    eprintln!("skipped: {what}");
}

/// Python with the tools that read the formats; `scripts/test` installs them.
fn python(modules: &str) -> Option<Command> {
    let name =
        std::env::var("GONGKAI_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let probe = Command::new(&name).args(["-c", &format!("import {modules}")]).output();
    if probe.is_ok_and(|output| output.status.success()) {
        Some(Command::new(name))
    } else {
        skipped(&format!("python with {modules} is not installed (scripts/test does)"));
        None
    }
}

/// Reads the bundle back with a tool and compares every value.
fn read_back(dir: &Path, what: &str, modules: &str, words: &[&str]) {
    let Some(mut python) = python(modules) else { return };
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/publishing/read_back.py");
    let output =
        python.arg(script).arg(dir).arg(what).args(words).output().expect("it runs");
    assert!(
        output.status.success(),
        "{what}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn parquet_is_what_duckdb_and_pandas_read() {
    let dir = bundle();
    published(dir.path(), &options(&[Format::Parquet]));
    read_back(dir.path(), "parquet", "duckdb, pandas, pyarrow", &[]);
    let by_year = Options { by_year: true, ..options(&[Format::Parquet]) };
    published(dir.path(), &by_year);
    read_back(dir.path(), "parquet", "duckdb, pandas, pyarrow", &[]);
    let names = files(dir.path());
    assert!(names.contains(&"parquet/facts/fiscal_year=2024/part-0.parquet".to_owned()));
    assert!(
        !names.contains(&"parquet/facts/part-0.parquet".to_owned()),
        "the old one is gone"
    );
}

#[test]
fn sqlite_is_what_sqlite3_reads_and_finds() {
    let dir = bundle();
    published(dir.path(), &options(&[Format::Sqlite]));
    read_back(dir.path(), "sqlite", "sqlite3", &[]);
    let words = ["三公", "公安", "公", "其他公安支出", "部门决算公开", "虚构市公安局"];
    read_back(dir.path(), "search", "sqlite3", &words);
}

#[test]
fn xlsx_is_what_openpyxl_reads() {
    let dir = bundle();
    for lang in [Lang::Zh, Lang::En] {
        published(dir.path(), &Options { lang, ..options(&[Format::Xlsx]) });
        read_back(dir.path(), "xlsx", "openpyxl", &[]);
    }
}

#[test]
fn what_does_not_fit_into_a_spreadsheet_is_told() {
    let dir = bundle();
    let small = Options { sheet_rows: 5, lang: Lang::En, ..options(&[Format::Xlsx]) };
    let told: Vec<String> =
        published(dir.path(), &small).notes.into_iter().map(|(_, en)| en).collect();
    assert_eq!(
        told,
        [
            "gongkai.xlsx: 「Data」 has more rows than a sheet holds: 4 sheets, by year",
            "gongkai.xlsx: 1 numbers have more than 15 digits and are text, not rounded",
        ]
    );
    read_back(dir.path(), "xlsx", "openpyxl", &[]);
}

#[test]
fn the_files_are_typed_for_duckdb_and_questions_run_in_both() {
    let dir = bundle();
    published(dir.path(), &options(&[Format::Sqlite]));
    read_back(dir.path(), "queries", "duckdb", &[]);
    // A bundle of nothing answers them too.
    for name in ["documents", "tables", "facts", "projects", "checks", "sections"] {
        let path = dir.path().join(format!("{name}.csv"));
        let text = fs::read_to_string(&path).expect("utf-8");
        let header = text.split("\r\n").next().unwrap_or_default();
        fs::write(&path, format!("{header}\r\n")).expect("written");
    }
    for name in ["funding", "indicators", "diagnostics"] {
        let path = dir.path().join(format!("{name}.csv"));
        let text = fs::read_to_string(&path).expect("utf-8");
        let header = text.split("\r\n").next().unwrap_or_default();
        fs::write(&path, format!("{header}\r\n")).expect("written");
    }
    published(dir.path(), &options(&[Format::Sqlite]));
    assert!(!dir.path().join("views").exists(), "views without rows are not written");
    read_back(dir.path(), "queries", "duckdb", &[]);
}

#[test]
fn frictionless_accepts_the_package_and_loads_it() {
    let dir = bundle();
    published(dir.path(), &options(&[]));
    read_back(dir.path(), "frictionless", "frictionless, sqlalchemy", &[]);
}

#[test]
fn views_are_as_remembered() {
    let dir = bundle();
    published(dir.path(), &options(&[]));
    let mut told = String::new();
    for view in ["sangong", "spending_by_class", "projects", "findings"] {
        let mut reader =
            csv::Reader::from_path(dir.path().join(format!("views/{view}.csv")))
                .expect("readable");
        let header = reader.headers().expect("a header").clone();
        for record in reader.records() {
            told += &format!("== {view}\n");
            for (name, cell) in header.iter().zip(&record.expect("a row")) {
                if !cell.is_empty() {
                    told += &format!("{}: {cell}\n", name.trim_start_matches('\u{feff}'));
                }
            }
        }
    }
    insta::assert_snapshot!(told);
}

/// Changes are of no year and no row of the view; what the budgets pay is added up.
#[test]
fn three_public_expenses_are_of_the_body_and_the_year_of_their_row() {
    let dir = tempfile::tempdir().expect("a folder");
    made::write_years(dir.path());
    published(dir.path(), &options(&[]));
    let mut reader =
        csv::Reader::from_path(dir.path().join("views/sangong.csv")).expect("readable");
    let header = reader.headers().expect("a header").clone();
    let names = ["entity", "year", "phase", "total", "abroad", "reception"];
    let at = names.map(|name| {
        let is_own = |known: &str| known.trim_start_matches('\u{feff}') == name;
        header.iter().position(is_own).expect("a column")
    });
    let rows: Vec<String> = reader
        .records()
        .map(|record| {
            at.map(|at| record.as_ref().expect("a row")[at].to_owned()).join("|")
        })
        .collect();
    assert_eq!(
        rows,
        [
            "丙局|2025|prior|32000.00|32000.00|",
            "丙局|2026|approved|40000.00||40000.00",
            "丙局（本级）|2025|prior|12000.00||",
            "丙局（本级）|2026|approved|15000.00||",
        ]
    );
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (one, other) = (bundle(), bundle());
    for dir in [&one, &other] {
        published(dir.path(), &options(&ALL));
    }
    // Once more over what is there.
    published(other.path(), &options(&ALL));
    assert_eq!(files(one.path()), files(other.path()));
    for name in files(one.path()) {
        let bytes =
            |dir: &tempfile::TempDir| fs::read(dir.path().join(&name)).expect("readable");
        assert!(bytes(&one) == bytes(&other), "{name}");
    }
}

#[test]
fn checksums_list_every_file() {
    let dir = bundle();
    published(dir.path(), &options(&ALL));
    let listed = read(dir.path(), "checksums.sha256");
    let mut names: Vec<String> = listed
        .lines()
        .map(|line| line.split_once("  ").expect("two columns").1.to_owned())
        .collect();
    for line in listed.lines() {
        let (sum, name) = line.split_once("  ").expect("two columns");
        let bytes = fs::read(dir.path().join(name)).expect("readable");
        assert_eq!(sum, exporter::sha256(&bytes), "{name}");
    }
    names.push("checksums.sha256".to_owned());
    names.sort();
    assert_eq!(names, files(dir.path()));
}

#[test]
fn formats_of_an_earlier_bundle_do_not_stay() {
    let dir = bundle();
    fs::write(dir.path().join("mine.txt"), "precious").expect("written");
    fs::create_dir_all(dir.path().join("parquet/mine")).expect("a folder");
    fs::write(dir.path().join("parquet/mine/a.parquet"), "precious").expect("written");
    published(dir.path(), &options(&ALL));
    // Asked for one more format, the others stay.
    published(dir.path(), &options(&[Format::Xlsx]));
    assert!(dir.path().join("gongkai.sqlite").exists());
    assert!(read(dir.path(), "checksums.sha256").contains("gongkai.sqlite"));
    // A new bundle in its place.
    made::write(dir.path());
    published(dir.path(), &Options { is_new: true, ..options(&[Format::Xlsx]) });
    let left: Vec<String> = files(dir.path())
        .into_iter()
        .filter(|name| !name.ends_with(".csv") && !name.ends_with(".md"))
        .collect();
    assert_eq!(
        left,
        [
            "checksums.sha256",
            "datapackage.json",
            "duckdb.sql",
            "gongkai.xlsx",
            "mine.txt",
            "parquet/mine/a.parquet",
            "queries.sql",
        ]
    );
}

#[test]
fn no_text_is_a_formula_and_control_characters_are_gone() {
    let dir = bundle();
    published(dir.path(), &options(&ALL));
    let database =
        rusqlite::Connection::open(dir.path().join("gongkai.sqlite")).expect("opens");
    let label: String = database
        .query_row("SELECT label FROM facts WHERE label LIKE '@%'", [], |row| row.get(0))
        .expect("a row");
    assert_eq!(label, "@其他[31m");
    let file = fs::File::open(dir.path().join("gongkai.xlsx")).expect("there");
    let mut archive = zip::ZipArchive::new(file).expect("a workbook");
    let mut formulas = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut text = String::new();
        if std::io::Read::read_to_string(&mut part, &mut text).is_ok() {
            formulas += text.matches("<f>").count();
            assert!(!text.contains('\u{1b}'), "part {index}");
        }
    }
    assert_eq!(formulas, 0);
}

#[test]
fn a_folder_without_a_bundle_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("checksums.sha256"), "precious").expect("written");
    let error = publish(dir.path(), &options(&ALL), &Unfinished::default());
    assert!(matches!(error, Err(Error::NotABundle { .. })));
    assert_eq!(files(dir.path()), ["checksums.sha256"]);
}

#[test]
fn a_value_that_is_none_is_told_with_its_place() {
    let dir = bundle();
    let facts = read(dir.path(), "facts.csv").replace("-12045000.00", "-1.2e7");
    fs::write(dir.path().join("facts.csv"), facts).expect("written");
    let error = publish(dir.path(), &options(&ALL), &Unfinished::default());
    let told = error.expect_err("no number").to_string();
    assert!(told.ends_with("row 2, amount_yuan: 「-1.2e7」 is no number"), "{told}");
    assert!(files(dir.path()).iter().all(|name| !name.ends_with(".part")));
}

/// LibreOffice opens the workbook and gives back as many lines as there are.
#[test]
fn libreoffice_opens_the_workbook() {
    if Command::new("soffice").arg("--version").output().is_err() {
        return skipped("LibreOffice Calc is not installed");
    }
    let dir = bundle();
    published(dir.path(), &options(&[Format::Xlsx]));
    let home =
        format!("-env:UserInstallation=file://{}", dir.path().join("home").display());
    let output = Command::new("soffice")
        .args([
            home.as_str(),
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
        ])
        .args(["--outdir", "opened", "gongkai.xlsx"])
        .current_dir(dir.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let opened = read(dir.path(), "opened/gongkai.csv");
    assert!(
        opened.starts_with(
            "部门,年度,表,科目编码,科目,栏目,金额（元）,原文,单位,页,链接,核对结果"
        ),
        "{opened:.200}"
    );
    assert_eq!(opened.lines().count(), read(dir.path(), "facts.csv").lines().count());
    assert!(opened.contains("\"-12,045,000.00\""), "money with its decimals");
    assert!(opened.contains("20402,公安"), "codes are text");
}
