//! Drawn pages, as if they had been read from pictures.

use crate::testing;
use crate::{Disclosure, GridOrigin, Method};
use extractor::{Document, Page, Rect, SourceKind};

fn parse(pages: Vec<Page>) -> Disclosure {
    let pages = pages.into_iter().zip(1..);
    let pages = pages.map(|(page, number)| Page { number, ..page }).collect();
    let document = Document { source: SourceKind::Pdf, pages, ..Document::default() };
    crate::parse(&document)
}

const GRID: &str = "
┌──────┬────────┬────────┐
│ 项目 │ 预算   │ 决算   │
├──────┼────────┼────────┤
│ 货物 │1,682.76│ 208.20 │
└──────┴────────┴────────┘
";

fn cells(page: &Page) -> String {
    let grids = crate::finder::straight(page, SourceKind::Pdf);
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
        let grid = &crate::finder::straight(&page, SourceKind::Pdf)[0];
        let cell = grid.at(1, 1).expect("a cell");
        assert!(!cell.clipped && cell.recognised && cell.run.is_some());
        assert!(cell.rect.contains_rect(&cell.ink));
        assert_eq!(cell.confidence, testing::CLEAR);
        // Nothing of it is left over as text beside the table.
        assert!(crate::ink::outside(&page, std::slice::from_ref(grid)).is_empty());
    }
}

#[test]
fn a_line_over_the_outer_border_belongs_to_the_table() {
    let mut page = testing::scanned(GRID, &[]);
    for glyph in page.glyphs.iter_mut().rev().take(6) {
        glyph.rect.x0 += 13.0;
        glyph.rect.x1 += 13.0;
    }
    let grids = crate::finder::straight(&page, SourceKind::Pdf);
    assert_eq!(grids[0].at(1, 2).expect("a cell").text, "208.20");
    assert!(crate::ink::outside(&page, &grids).is_empty());
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
    let grids = crate::finder::straight(&page, SourceKind::Pdf);
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
        let grids = crate::finder::straight(&page, SourceKind::Pdf);
        grids[0].at(1, 1).expect("a cell").confidence
    };
    assert_eq!(confidence(|_| {}), testing::CLEAR);
    assert_eq!(confidence(|run| run.confirmed = Some(true)), testing::CLEAR);
    assert_eq!(confidence(|run| run.stamped = true), super::trust::STAMPED);
    assert_eq!(confidence(|run| run.confirmed = Some(false)), super::trust::UNCONFIRMED);
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
    let grids = crate::finder::straight(&page, SourceKind::Pdf);
    let text = &grids[0].at(1, 1).expect("a cell").text;
    assert!(text.contains(' ') && !crate::amount::is_number(text), "{text}");
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
    let inner = crate::finder::straight(&page, SourceKind::Pdf);
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
