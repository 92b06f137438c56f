//! Drawn pages, as if they had been read from pictures.

use crate::Disclosure;
use crate::GridOrigin;
use crate::Method;
use crate::disclosure::confidence;
use crate::page::sheet::Sheet;
use crate::testing;
use extractor::{Page, Rect, SourceKind};

fn parse(pages: Vec<Page>) -> Disclosure {
    let pages = pages.into_iter().zip(1..);
    let pages = pages.map(|(page, number)| Page { number, ..page }).collect();
    testing::read(pages)
}

const GRID: &str = "
┌──────┬────────┬────────┐
│ 项目 │ 预算   │ 决算   │
├──────┼────────┼────────┤
│ 货物 │1,682.76│ 208.20 │
└──────┴────────┴────────┘
";

fn cells(page: &Page) -> String {
    let grids = crate::page::finder::straight(&Sheet::of(page), SourceKind::Pdf);
    grids.iter().map(testing::cells).collect::<Vec<_>>().join("--\n")
}

#[test]
fn a_line_that_sticks_out_of_its_cell_stays_whole() {
    // Boxes of characters are only roughly where the characters are.
    for shift in [-9.0f32, -5.0, 5.0, 9.0] {
        let mut page = testing::scanned(GRID, &[]);
        for run in page.scan.clone().expect("a scan").runs {
            for glyph in &mut page.glyphs[run.glyphs] {
                let number =
                    glyph.text.contains(|c: char| c.is_ascii_digit() || ",.".contains(c));
                glyph.rect.x0 += if number { shift } else { 0.0 };
                glyph.rect.x1 += if number { shift } else { 0.0 };
            }
        }
        assert_eq!(
            cells(&page).trim(),
            "[0 0 项目] [0 1 预算] [0 2 决算]\n[1 0 货物] [1 1 1,682.76] [1 2 208.20]",
            "by {shift}"
        );
        let grid = &crate::page::finder::straight(&Sheet::of(&page), SourceKind::Pdf)[0];
        let cell = grid.at(1, 1).expect("a cell");
        assert!(!cell.clipped && cell.recognised && cell.run.is_some());
        assert!(cell.rect.contains_rect(&cell.ink));
        assert_eq!(cell.confidence, testing::CLEAR);
        // Nothing of it is left over as text beside the table.
        assert!(
            crate::page::sheet::outside(&Sheet::of(&page), std::slice::from_ref(grid))
                .is_empty()
        );
    }
}

#[test]
fn a_line_over_the_outer_border_belongs_to_the_table() {
    let mut page = testing::scanned(GRID, &[]);
    for glyph in page.glyphs.iter_mut().rev().take(6) {
        glyph.rect.x0 += 13.0;
        glyph.rect.x1 += 13.0;
    }
    let grids = crate::page::finder::straight(&Sheet::of(&page), SourceKind::Pdf);
    assert_eq!(grids[0].at(1, 2).expect("a cell").text, "208.20");
    assert!(crate::page::sheet::outside(&Sheet::of(&page), &grids).is_empty());
}

#[test]
fn a_wall_through_the_middle_of_a_line_parts_it_with_doubt() {
    let mut page = testing::scanned(GRID, &[]);
    let run = page.scan.as_ref().expect("a scan").runs[4].glyphs.clone();
    assert_eq!(run.len(), 8);
    for glyph in &mut page.glyphs[run] {
        glyph.rect.x0 += 30.0;
        glyph.rect.x1 += 30.0;
    }
    let grids = crate::page::finder::straight(&Sheet::of(&page), SourceKind::Pdf);
    let (left, right) =
        (grids[0].at(1, 1).expect("a cell"), grids[0].at(1, 2).expect("a cell"));
    assert!(right.text.contains("1,682.76"), "a number is never torn apart: {right:?}");
    assert!(left.is_blank() && right.run.is_none() && right.confidence < 0.9);
}

#[test]
fn a_stamp_and_a_second_look_that_differs_lower_the_confidence() {
    let confidence = |change: fn(&mut extractor::Run)| {
        let mut page = testing::scanned(GRID, &[]);
        change(&mut page.scan.as_mut().expect("a scan").runs[4]);
        let grids = crate::page::finder::straight(&Sheet::of(&page), SourceKind::Pdf);
        grids[0].at(1, 1).expect("a cell").confidence
    };
    assert_eq!(confidence(|_| {}), testing::CLEAR);
    assert_eq!(confidence(|run| run.confirmed = Some(true)), testing::CLEAR);
    assert_eq!(confidence(|run| run.stamped = true), confidence::STAMPED);
    assert_eq!(confidence(|run| run.confirmed = Some(false)), confidence::UNCONFIRMED);
}

#[test]
fn words_of_one_line_are_parted_by_wide_gaps_only() {
    let mut page = testing::scanned(GRID, &[]);
    // Gaps between boxes as they come from narrow steps of the recogniser.
    for glyph in &mut page.glyphs {
        glyph.rect.x1 -= 3.0;
    }
    assert!(cells(&page).contains("[1 1 1,682.76]"));
    // 16 and 82.76 in one line are two numbers.
    for glyph in &mut page.glyphs {
        if glyph.rect.y0 > 30.0 && glyph.rect.x0 > 66.0 && glyph.rect.x0 < 110.0 {
            glyph.rect.x0 += 10.0;
            glyph.rect.x1 += 10.0;
        }
    }
    let grids = crate::page::finder::straight(&Sheet::of(&page), SourceKind::Pdf);
    let text = &grids[0].at(1, 1).expect("a cell").text;
    assert!(text.contains(' ') && !crate::words::amount::is_number(text), "{text}");
}

const TABLE: &str = "
                支出决算表
部门：云溪市财政局                      单位：万元
┌────────────────┬────────────┬────────┬────────┐
│      项目      │本年支出合计│基本支出│项目支出│
├────────────────┼────────────┼────────┼────────┤
│      合计      │  1.234.56  │ 234.56 │1,000.00│
├────────────────┼────────────┼────────┼────────┤
│204公共安全支出 │  1.234.56  │ 234.56 │1,000.00│
└────────────────┴────────────┴────────┴────────┘
";

#[test]
fn the_grid_of_an_unread_picture_is_kept_and_is_no_table() {
    let page = testing::unread(TABLE);
    let grids = crate::grids(&page, SourceKind::Pdf);
    assert_eq!((grids.len(), grids[0].n_rows, grids[0].n_cols), (1, 3, 4));
    assert_eq!(grids[0].origin, GridOrigin::Ruled);
    let out = parse(vec![testing::page(TABLE), page.clone(), page]);
    assert_eq!(out.tables.len(), 1);
    let methods: Vec<Method> = out.pages.iter().map(|p| p.method).collect();
    assert_eq!(methods, [Method::Text, Method::None, Method::None]);
    let told: Vec<_> = out.diagnostics.iter().filter(|d| d.code == "needs-ocr").collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].message.starts_with("pages 2–3:"), "{}", told[0].message);
    assert!(told[0].hint.contains("scripts/ocr-models"));
    assert_eq!(told[0].origin.and_then(|o| o.page), Some(2));
}

#[test]
fn addresses_are_those_of_the_displayed_page() {
    let page = testing::scanned(TABLE, &[]);
    let (width, height) = (page.width, page.height);
    let straight = parse(vec![testing::page(&TABLE.replace("1.234.56", "1,234.56"))]);
    let out = parse(vec![page.clone()]);
    let turned =
        |r: &Rect| Rect::new(width - r.x0, height - r.y0, width - r.x1, height - r.y1);
    let values = |out: &Disclosure| -> Vec<(String, Rect)> {
        let values = out.tables[0].rows.iter().flat_map(|r| &r.values);
        values.map(|v| (v.printed.clone(), v.origin.rect)).collect()
    };
    assert_eq!(values(&straight).len(), 6);
    for ((a, there), (b, here)) in values(&straight).into_iter().zip(values(&out)) {
        assert_eq!(a, b);
        let expected = turned(&there);
        let off = [expected.x0 - here.x0, expected.y0 - here.y0, expected.x1 - here.x1];
        assert!(off.iter().all(|d| d.abs() < 0.01), "{expected:?} {here:?}");
    }
    let grids = crate::grids(&page, SourceKind::Pdf);
    let inner = crate::page::finder::straight(&Sheet::of(&page), SourceKind::Pdf);
    let (shown, there) = (grids[0].cells[0].rect, turned(&inner[0].cells[0].rect));
    assert!((shown.x0 - there.x0).abs() < 0.01 && (shown.y1 - there.y1).abs() < 0.01);
}

#[test]
fn each_value_says_which_page_it_was_read_from() {
    let out = parse(vec![testing::page(TABLE), testing::scanned(TABLE, &[])]);
    let [table] = &out.tables[..] else {
        panic!("the second page goes on with the first")
    };
    assert_eq!((table.method, table.pages), (Method::Ocr, Some((1, 2))));
    let values: Vec<_> = table.rows.iter().flat_map(|r| &r.values).collect();
    assert_eq!(values.len(), 12);
    for value in values {
        let read = if value.origin.page == Some(1) { Method::Text } else { Method::Ocr };
        assert_eq!(value.method, read);
    }
    assert_eq!((out.pages[0].method, out.pages[1].method), (Method::Text, Method::Ocr));
}

/// Rows of the first table: each value with its confidence, and how it is proved.
fn facts(out: &Disclosure) -> String {
    let mut shown = String::new();
    for row in &out.tables[0].rows {
        shown.push_str(&row.code);
        shown.push_str(if row.code.is_empty() { &row.label } else { "" });
        for value in &row.values {
            let amount =
                value.amount_yuan.map_or("-".to_owned(), |a| a.normalize().to_string());
            let first = value.recognised.as_ref().map_or("", |r| &r.read_first);
            let first =
                if first.is_empty() { String::new() } else { format!("(「{first}」)") };
            shown.push_str(&format!(
                " {}{first}={amount}@{:.2}/{}-{}",
                value.printed, value.confidence, value.proofs, value.disproofs
            ));
        }
        shown.push('\n');
    }
    shown
}

fn codes<'d>(out: &'d Disclosure, wanted: &[&str]) -> Vec<&'d str> {
    let codes = out.diagnostics.iter().map(|d| d.code);
    codes.filter(|c| wanted.contains(c)).collect()
}

const SPENDING: &str = "
                支出决算表
部门：云溪市财政局                      单位：万元
┌────────────────┬────────────┬────────┬────────┐
│      项目      │本年支出合计│基本支出│项目支出│
├────────────────┼────────────┼────────┼────────┤
│      合计      │   18.00    │  5.00  │ 13.00  │
├────────────────┼────────────┼────────┼────────┤
│204公共安全支出 │    7.00    │  3.00  │  4.00  │
├────────────────┼────────────┼────────┼────────┤
│213农林水支出   │   11.00    │  2.00  │  9.00  │
└────────────────┴────────────┴────────┴────────┘
";

/// The table with some numbers read as others.
fn misread(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(SPENDING.to_owned(), |page, (from, to)| {
        assert_eq!(page.matches(&format!(" {from} ")).count(), 1, "{from}");
        page.replace(&format!(" {from} "), &format!(" {to} "))
    })
}

#[test]
fn what_adds_up_is_proved() {
    let out = parse(vec![testing::scanned(SPENDING, &[])]);
    assert_eq!(
        facts(&out),
        "合计 18.00=180000@0.99/2-0 5.00=50000@0.99/2-0 13.00=130000@0.99/2-0\n\
         204 7.00=70000@0.99/2-0 3.00=30000@0.99/2-0 4.00=40000@0.99/2-0\n\
         213 11.00=110000@0.99/2-0 2.00=20000@0.99/2-0 9.00=90000@0.99/2-0\n"
    );
}

#[test]
fn one_wrong_digit_is_read_again() {
    let page = misread(&[("9.00", "8.00")]);
    let doubt: &[(&str, f32)] = &[("8.00", 0.7), ("9.00", 0.25), ("6.00", 0.02)];
    let out = parse(vec![testing::scanned(&page, &[("8.00", doubt)])]);
    assert!(facts(&out).contains(" 9.00(「8.00」)=90000@0.85/0-0\n"), "{}", facts(&out));
    // The others are proved by sums that hold.
    assert!(facts(&out).contains("213 11.00=110000@0.99/2-0 2.00=20000@0.99/2-0"));
    assert_eq!(codes(&out, &["number-chosen", "number-ambiguous"]), ["number-chosen"]);
    let told = out.diagnostics.iter().find(|d| d.code == "number-chosen").expect("told");
    assert_eq!((told.table, told.value), (Some(0), Some((2, 2))));
    assert!(
        told.message.contains("A08") || told.message.contains("A07"),
        "{}",
        told.message
    );
    assert!(out.checks.iter().all(|c| !c.is_violation()));
}

#[test]
fn the_text_of_a_file_is_never_read_again() {
    let page = misread(&[("9.00", "8.00")]);
    let out = parse(vec![testing::page(&page)]);
    assert!(facts(&out).contains(" 8.00=80000@1.00/0-2\n"), "{}", facts(&out));
    assert!(out.checks.iter().any(|c| c.is_violation()));
}

#[test]
fn nothing_is_read_again_where_nothing_is_wrong() {
    let doubt: &[(&str, f32)] = &[("9.00", 0.7), ("8.00", 0.25)];
    let out = parse(vec![testing::scanned(SPENDING, &[("9.00", doubt)])]);
    assert!(facts(&out).contains(" 9.00=90000@0.99/2-0\n"), "{}", facts(&out));
    assert!(
        codes(&out, &["number-chosen", "number-ambiguous", "low-confidence"]).is_empty()
    );
}

#[test]
fn of_two_readings_that_fit_none_is_taken() {
    // 合计 alone is printed in one column: it and its only part may each be wrong.
    let page = "
                支出决算表
部门：云溪市财政局                      单位：万元
┌────────────────┬────────────┐
│      项目      │本年支出合计│
├────────────────┼────────────┤
│      合计      │   18.00    │
├────────────────┼────────────┤
│204公共安全支出 │    7.00    │
├────────────────┼────────────┤
│213农林水支出   │    8.00    │
└────────────────┴────────────┘
";
    let doubts: &[(&str, &[(&str, f32)])] = &[
        ("18.00", &[("18.00", 0.9), ("15.00", 0.1)]),
        ("8.00", &[("8.00", 0.9), ("11.00", 0.1)]),
    ];
    let out = parse(vec![testing::scanned(page, doubts)]);
    assert_eq!(
        facts(&out),
        "合计 18.00=180000@0.60/0-1\n204 7.00=70000@0.80/0-1\n213 8.00=80000@0.60/0-1\n"
    );
    let wanted = ["number-chosen", "number-ambiguous"];
    assert_eq!(codes(&out, &wanted), ["number-ambiguous", "number-ambiguous"]);
}

#[test]
fn two_wrong_digits_in_one_sum_stay_and_are_doubted() {
    let page = misread(&[("9.00", "8.00"), ("4.00", "1.00")]);
    let doubts: &[(&str, &[(&str, f32)])] = &[
        ("8.00", &[("8.00", 0.97), ("9.00", 0.02)]),
        ("1.00", &[("1.00", 0.97), ("4.00", 0.02)]),
    ];
    let out = parse(vec![testing::scanned(&page, doubts)]);
    let wrong = |text: &str| {
        let values = out.tables[0].rows.iter().flat_map(|r| &r.values);
        values.filter(|v| v.printed == text).map(|v| v.confidence).collect::<Vec<_>>()
    };
    // Both stand in a row and a column that fail, and neither alone makes its column hold.
    assert_eq!((wrong("8.00"), wrong("1.00")), (vec![0.8], vec![0.8]), "{}", facts(&out));
    assert!(codes(&out, &["number-chosen"]).is_empty());
    assert_eq!(codes(&out, &["low-confidence"]).len(), 1);
    assert!(
        out.checks
            .iter()
            .filter(|c| c.is_violation())
            .all(|c| c.blame != crate::Blame::Document)
    );
}

#[test]
fn what_was_read_badly_and_nothing_proves_is_not_given() {
    let page = "
                支出决算表
部门：云溪市财政局                      单位：万元
┌────────────────┬────────────┐
│      项目      │本年支出合计│
├────────────────┼────────────┤
│204公共安全支出 │    7.00    │
├────────────────┼────────────┤
│213农林水支出   │    8.00    │
└────────────────┴────────────┘
";
    let doubts: &[(&str, &[(&str, f32)])] =
        &[("7.00", &[("7.00", 0.4)]), ("8.00", &[("8.00", 0.8)])];
    let out = parse(vec![testing::scanned(page, doubts)]);
    assert_eq!(facts(&out), "204 7.00=-@0.40/0-0\n213 8.00=80000@0.80/0-0\n");
    assert_eq!(out.tables[0].rows[0].values[0].state, crate::ValueState::Unreadable);
    assert_eq!(
        codes(&out, &["unreadable-cell", "low-confidence"]),
        ["unreadable-cell", "low-confidence"]
    );
}

#[test]
fn what_was_read_badly_and_adds_up_is_given() {
    let doubts: &[(&str, &[(&str, f32)])] = &[("9.00", &[("9.00", 0.3)])];
    let out = parse(vec![testing::scanned(SPENDING, doubts)]);
    assert!(facts(&out).contains(" 9.00=90000@0.99/2-0\n"), "{}", facts(&out));
}

#[test]
fn letters_among_digits_give_way_to_the_reading_as_a_number() {
    let page = misread(&[("13.00", "13.O0")]);
    let doubts: &[(&str, &[(&str, f32)])] =
        &[("13.O0", &[("13.O0", 0.8), ("13.00", 0.7)])];
    let out = parse(vec![testing::scanned(&page, doubts)]);
    assert!(facts(&out).contains(" 13.00(「13.O0」)=130000@0.99/2-0"), "{}", facts(&out));
    assert_eq!(codes(&out, &["number-repaired"]).len(), 1);
    // In the text of a file it stays what it is.
    let out = parse(vec![testing::page(&page)]);
    assert!(facts(&out).contains(" 13.O0=-@1.00"), "{}", facts(&out));
}

#[test]
fn digits_that_form_no_number_are_unreadable() {
    let page = misread(&[("13.00", "1.3.0")]);
    let out = parse(vec![testing::scanned(&page, &[])]);
    let value = &out.tables[0].rows[0].values[2];
    assert_eq!((value.state, value.amount_yuan), (crate::ValueState::Unreadable, None));
    assert_eq!(codes(&out, &["unreadable-cell"]).len(), 1);
    let out = parse(vec![testing::page(&page)]);
    assert_eq!(out.tables[0].rows[0].values[2].state, crate::ValueState::Text);
}

#[test]
fn a_stroke_in_a_column_of_amounts_is_a_dash() {
    let page = misread(&[("5.00", " 一 "), ("3.00", " 一 "), ("2.00", " __ ")]);
    let out = parse(vec![testing::scanned(&page, &[])]);
    let states: Vec<crate::ValueState> =
        out.tables[0].rows.iter().map(|r| r.values[1].state).collect();
    assert_eq!(states, [crate::ValueState::Dash; 3], "{}", facts(&out));
    assert_eq!(out.tables[0].rows[0].values[1].printed, "—");
}

#[test]
fn a_mistake_of_the_document_is_its_own_where_all_its_numbers_are_proved() {
    // A third row and column of sums: the paper itself is wrong in one place.
    let page = "
                支出决算表
部门：云溪市财政局                      单位：万元
┌────────────────┬────────────┬────────┬────────┐
│      项目      │本年支出合计│基本支出│项目支出│
├────────────────┼────────────┼────────┼────────┤
│      合计      │   20.00    │  8.00  │ 12.00  │
├────────────────┼────────────┼────────┼────────┤
│204公共安全支出 │    8.00    │  3.00  │  5.00  │
├────────────────┼────────────┼────────┼────────┤
│213农林水支出   │   12.00    │  5.00  │  7.00  │
├────────────────┼────────────┼────────┼────────┤
│21301农业       │   11.00    │  5.00  │  6.00  │
└────────────────┴────────────┴────────┴────────┘
";
    let out = parse(vec![testing::scanned(page, &[])]);
    let blames: Vec<_> =
        out.checks.iter().filter(|c| c.is_violation()).map(|c| c.blame).collect();
    assert!(!blames.is_empty());
    let text = parse(vec![testing::page(page)]);
    let own: Vec<_> =
        text.checks.iter().filter(|c| c.is_violation()).map(|c| c.blame).collect();
    assert_eq!(blames.len(), own.len());
    for value in out.tables[0].rows.iter().flat_map(|r| &r.values) {
        let is_certain = value.confidence >= 0.9;
        assert!(is_certain || value.disproofs > 0, "{}", facts(&out));
    }
}
