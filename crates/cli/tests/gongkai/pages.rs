//! `draw`: the page beside a number.

use crate::paper::pdf;
use crate::{Csv, folder, gongkai, tree};
use std::path::{Path, PathBuf};

const SAMPLE: &str = "guangxi-transport-2023.pdf";

fn sample(name: &str) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    samples.join(name).display().to_string()
}

/// The sample read into `out`, and a row of one of its files.
fn row(dir: &Path, file: &str, wanted: impl Fn(&dyn Fn(&str) -> String) -> bool) -> Row {
    if !dir.join("out").exists() {
        let run = gongkai(dir, &["parse", &sample(SAMPLE), "-q"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let csv = Csv::read(&dir.join("out").join(file));
    let place = |name: &str| csv.header.iter().position(|n| n == name).expect("a column");
    let found = csv.rows.iter().find(|row| wanted(&|name| row[place(name)].clone()));
    let cells = found.expect("there is such a row").clone();
    Row { header: csv.header.clone(), cells }
}

struct Row {
    header: Vec<String>,
    cells: Vec<String>,
}

impl Row {
    fn get(&self, name: &str) -> &str {
        let place = self.header.iter().position(|n| n == name).expect("a column");
        &self.cells[place]
    }

    /// The rectangle as it is marked: a point around it.
    fn mark(&self) -> String {
        let [x0, y0, x1, y1] = ["x0", "y0", "x1", "y1"]
            .map(|name| self.get(name).parse::<f32>().expect("pt"));
        format!(
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"/>",
            x0 - 1.0,
            y0 - 1.0,
            x1 - x0 + 2.0,
            y1 - y0 + 2.0
        )
    }
}

/// How many marks a drawing has.
fn marks(svg: &str) -> usize {
    let (_, marks) = svg.split_once("<g id=\"marks\"").expect("marks");
    let (marks, _) = marks.split_once("</g>").expect("their end");
    marks.matches("<rect").count()
}

#[test]
fn what_was_seen_is_drawn_with_and_without_the_page() {
    let dir = folder(&[("a.pdf", &pdf(&[&["a < b & c", "13000000000"]]))]);
    let bare = gongkai(dir.path(), &["draw", "a.pdf", "--page", "1", "--bare"]);
    assert_eq!(bare.code, 0, "{}", bare.stderr);
    let svg = &bare.stdout;
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    for layer in ["images", "cells", "glyphs", "rulings", "values"] {
        assert!(svg.contains(&format!("<g id=\"{layer}\"")), "{layer}");
    }
    assert!(svg.contains("&lt;") && svg.contains("&amp;") && !svg.contains("<image "));
    assert_eq!(svg.matches(">*</text>").count(), 11);

    let page = gongkai(dir.path(), &["draw", "a.pdf", "--layers=cells", "--lang=zh"]);
    assert!(page.stdout.contains("<image ") && page.stdout.contains("<g id=\"cells\""));
    assert!(!page.stdout.contains("<g id=\"glyphs\""));
    // The phone is covered in the picture, and that is said in it and beside it.
    assert_eq!(page.stderr, "个人信息已遮盖\n");
    assert!(page.stdout.contains("个人信息已遮盖"));
    let plain = gongkai(dir.path(), &["draw", "a.pdf", "--lang=zh"]);
    assert!(plain.stdout.contains("a.pdf · PDF 第 1 页"), "{}", plain.stdout);
    assert!(!plain.stdout.contains("<g id=\"cells\""));
}

#[test]
fn a_number_is_marked_where_its_row_says() {
    let dir = folder(&[]);
    let fact = row(dir.path(), "facts.csv", |get| {
        get("printed") == "89.89" && get("table") == "final.07" && get("code") == "22904"
    });
    let draw = |more: &[&str]| {
        let file = sample(SAMPLE);
        let mut args = vec!["draw", &file, "--fact", fact.get("fact_id")];
        args.extend(more);
        gongkai(dir.path(), &args)
    };
    let run = draw(&["--lang", "zh"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains(&fact.mark()), "{}", fact.mark());
    assert_eq!(marks(&run.stdout), 1);
    // File, page, printed number of the page, value, unit, amount, id.
    for said in [
        SAMPLE,
        "PDF 第 15 页（印出的页码 15）",
        "「89.89」 万元 = 898900.00 元",
        fact.get("fact_id"),
    ] {
        assert!(run.stdout.contains(said), "{said}");
    }
    let english = draw(&["--lang", "en", "--crop"]).stdout;
    assert!(english.contains("PDF page 15 (printed page number 15)"));
    assert!(english.contains(&fact.mark()));
    let height = |svg: &str| -> f32 {
        let (_, rest) = svg.split_once("height=\"").expect("a height");
        rest.split_once('"').expect("its end").0.parse().expect("points")
    };
    assert!(height(&english) < height(&run.stdout) / 2.0);
    for (name, start) in
        [("x.png", &b"\x89PNG"[..]), ("x.pdf", b"%PDF-1.5"), ("x.svg", b"<svg ")]
    {
        let run = draw(&["--out", name]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
        let bytes = std::fs::read(dir.path().join(name)).expect("written");
        assert!(bytes.starts_with(start), "{name}");
    }
    // The drawing on paper is a document that can be read.
    assert_eq!(gongkai(dir.path(), &["show", "x.pdf", "--no-ocr"]).code, 0);
}

#[test]
fn an_identity_is_marked_on_each_of_its_pages() {
    let dir = folder(&[]);
    let is_violated = |get: &dyn Fn(&str) -> String| get("result") == "violated";
    let check = row(dir.path(), "checks.csv", |get| {
        is_violated(get) && get("rule") == "A08" && get("pages") == "8"
    });
    let file = sample(SAMPLE);
    let draw = |id: &str, more: &[&str]| {
        let mut args = vec!["draw", &file, "--lang=zh", "--check", id];
        args.extend(more);
        gongkai(dir.path(), &args).stdout
    };
    let svg = draw(check.get("check_id"), &[]);
    assert_eq!(marks(&svg), 2);
    assert!(svg.contains("A08 不符") && svg.contains("4072900"), "the arithmetic");
    for id in check.get("evidence").split(';') {
        let fact = row(dir.path(), "facts.csv", |get| get("fact_id") == id);
        if fact.get("printed") != "——" {
            assert!(svg.contains(&fact.mark()), "{id}");
        }
    }
    let across = row(dir.path(), "checks.csv", |get| {
        is_violated(get) && get("rule") == "B02" && get("pages") == "5;8"
    });
    let id = across.get("check_id");
    let (first, second) = (draw(id, &[]), draw(id, &["--page", "8"]));
    assert!(first.contains("PDF 第 5 页") && first.contains("另见 PDF 第 8 页"));
    assert!(second.contains("PDF 第 8 页") && second.contains("另见 PDF 第 5 页"));
    assert!(marks(&first) > 0 && marks(&second) > 0);
}

#[test]
fn a_wrong_name_is_wrong_use_and_leaves_nothing() {
    let dir = folder(&[("a.pdf", &pdf(&[&["x"]])), ("t.txt", b"x")]);
    for args in [
        &["draw", "a.pdf", "--page", "2"][..],
        &["draw", "a.pdf", "--fact", "f0123456789abcdef"],
        &["draw", "a.pdf", "--check", "c0123456789abcdef"],
        &["draw", "a.pdf", "--out", "page.gif"],
        &["draw", "a.pdf", "--layers=words"],
        &["draw", "a.pdf", "--fact", "f1", "--check", "c1"],
        &["draw", "t.txt"],
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
    }
    assert!(!dir.path().join("page.gif").exists());
    assert_eq!(gongkai(dir.path(), &["draw", "gone.pdf"]).code, 3);
}

/// Pages of scans are shown as they were scanned, also those that nothing was read of.
#[test]
fn a_scan_is_shown_as_it_was_scanned() {
    let dir = folder(&[]);
    for name in [
        "scans/luquan-water-2024-photo150.jpg",
        "scans/liuxi-culture-2023-clean150.png",
        "scans/qingtan-health-2024-stamp200.pdf",
    ] {
        let run =
            gongkai(dir.path(), &["draw", &sample(name), "--no-ocr", "--dpi", "60"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let (_, picture) = run.stdout.split_once(";base64,").expect("a picture");
        let (picture, _) = picture.split_once('"').expect("its end");
        assert!(picture.len() > 5_000, "{name}: {} bytes", picture.len());
    }
}

/// What is read is the same, whatever was drawn of it in between.
#[test]
fn drawing_changes_nothing_that_is_read() {
    let dir = folder(&[]);
    let file: PathBuf = sample(SAMPLE).into();
    std::fs::copy(&file, dir.path().join("a.pdf")).expect("copied");
    let parse = |out| {
        let run = gongkai(dir.path(), &["parse", "a.pdf", "-q", "--out", out]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        tree(&dir.path().join(out))
    };
    let before = parse("before");
    for args in [
        &["draw", "a.pdf", "--page", "8", "--layers", "--out", "page.png"][..],
        &["draw", "a.pdf", "--page", "8", "--crop", "--out", "page.pdf"],
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert!(before == parse("after"));
    let bytes = |path: &Path| std::fs::read(path).expect("readable");
    assert!(bytes(&file) == bytes(&dir.path().join("a.pdf")));
}
