//! What must hold on any document: the samples, and real ones where they are at hand.

use crate::reading::{disclosure, pages};
use extractor::{Document, Glyph, Page};
use parser::{Disclosure, Grid, Row, Table, TableState};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::path::Path;
use workspace::{documents, say};

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn middle_is_inside(glyph: &Glyph, grid: &Grid) -> bool {
    grid.rect.contains(glyph.rect.center_x(), glyph.rect.center_y())
}

/// Every legible glyph inside a grid is in one cell or counted as left over, none is in
/// two grids, and every slot is covered by one cell.
fn conserves_text(page: &Page, grids: &[Grid], name: &str) {
    if page.turn != 0 {
        // Its grids stand on the page as displayed, its characters as they are read.
        return;
    }
    let legible: Vec<&Glyph> =
        page.glyphs.iter().filter(|glyph| parser::lines::is_legible(glyph)).collect();
    for grid in grids {
        let at = format!("{name} page {} {:?}", page.number, grid.rect);
        let inside = legible.iter().filter(|glyph| middle_is_inside(glyph, grid)).count();
        let in_cells: usize = grid.cells.iter().map(|cell| cell.glyphs).sum();
        // Note marks are in no cell, and a border that was moved to the ink of its cells may
        // take in a few characters more.
        let off = inside.abs_diff(in_cells + grid.leftover);
        assert!(off <= (inside / 50).max(4), "{at}: {off} of {inside} characters");
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        for cell in &grid.cells {
            assert!(
                cell.glyphs == 0 || letters(&cell.text) > 0,
                "{at}: the text of {:?} is lost",
                cell.rect
            );
        }
        let mut covered = vec![0; grid.n_rows * grid.n_cols];
        for cell in &grid.cells {
            for row in cell.rows.clone() {
                for col in cell.cols.clone() {
                    covered[row * grid.n_cols + col] += 1;
                }
            }
        }
        assert!(covered.iter().all(|n| *n == 1), "{at}: slots");
        assert_eq!(grid.xs.len(), grid.n_cols + 1, "{at}: column borders");
        assert_eq!(grid.ys.len(), grid.n_rows + 1, "{at}: row borders");
    }
    for glyph in legible {
        let homes = grids.iter().filter(|grid| middle_is_inside(glyph, grid)).count();
        assert!(homes < 2, "{name} page {}: {glyph:?} is in two grids", page.number);
    }
}

/// Every value points into its table and to its place on a page.
fn keeps_addresses(document: &Document, disclosure: &Disclosure, name: &str) {
    for table in &disclosure.tables {
        let values = table.rows.iter().flat_map(|row| &row.values);
        for value in values {
            assert!(value.column < table.columns.len(), "{name} {}", table.id);
            let page = value.origin.page.expect("a PDF has pages");
            let page = &document.pages[page as usize - 1];
            let rect = value.origin.rect;
            let (width, height) = page.displayed_size();
            assert!(
                rect.x1 > 0.0 && rect.x0 < width && rect.y1 > 0.0 && rect.y0 < height,
                "{name} {} page {}: {rect:?}",
                table.id,
                page.number
            );
        }
    }
}

#[test]
fn text_is_conserved_and_reading_twice_gives_the_same() {
    for path in ["samples", "../shared/real"].into_iter().flat_map(documents) {
        let document = pages(&path);
        let name = name(&path);
        let (mut assigned, mut left) = (0, 0);
        for page in &document.pages {
            let grids = parser::grids(page, document.source);
            conserves_text(page, &grids, name);
            assigned +=
                grids.iter().flat_map(|g| &g.cells).map(|c| c.glyphs).sum::<usize>();
            left += grids.iter().map(|grid| grid.leftover).sum::<usize>();
        }
        let disclosure = disclosure(&path);
        keeps_addresses(&document, disclosure, name);
        assert_eq!(disclosure.pages.len(), document.pages.len(), "{name}");
        assert!(
            format!("{disclosure:?}") == format!("{:?}", parser::parse(&document)),
            "{name} is understood differently the second time"
        );
        say(&format!("{name}: {assigned} characters in cells, {left} left over"));
    }
}

/// A published table: its identity, first and last page, and rows, counted on paper. Both
/// sides of a two-sided row count, and so does every panel of a table printed in several.
type Expected = (&'static str, u32, u32, usize);

/// Final accounts, their tables in the order of the national template.
const TABLES: &[(&str, &[Expected])] = &[
    (
        "F01",
        &[
            ("final.01", 7, 7, 42),
            ("final.02", 8, 8, 25),
            ("final.03", 9, 9, 25),
            ("final.04", 10, 10, 38),
            ("final.05", 11, 11, 25),
            ("final.06", 12, 12, 83),
            ("final.07", 13, 13, 1),
            ("final.08", 14, 14, 1),
            ("final.09", 15, 15, 1),
        ],
    ),
    (
        "F04",
        &[
            ("final.01", 6, 7, 42),
            ("final.02", 8, 9, 20),
            ("final.03", 10, 11, 20),
            ("final.04", 12, 13, 38),
            ("final.05", 15, 15, 20),
            ("final.06", 16, 17, 66),
            ("final.07", 19, 19, 1),
            ("final.08", 20, 20, 1),
            ("final.09", 18, 18, 1),
        ],
    ),
    // 支出决算表 is in its 目录 and nowhere else.
    (
        "F05",
        &[
            ("final.01", 7, 7, 42),
            ("final.02", 8, 9, 20),
            ("final.04", 10, 11, 38),
            ("final.05", 12, 12, 20),
            ("final.06", 13, 14, 66),
            ("final.07", 16, 16, 1),
            ("final.08", 17, 17, 1),
            ("final.09", 15, 15, 1),
        ],
    ),
    // 07 and 08 of the last two are nil and print no row: 合计 stands in their header.
    (
        "F06",
        &[
            ("final.01", 7, 7, 40),
            ("final.02", 8, 9, 25),
            ("final.03", 10, 11, 25),
            ("final.04", 12, 13, 36),
            ("final.05", 14, 15, 25),
            ("final.06", 16, 16, 67),
            ("final.07", 18, 18, 0),
            ("final.08", 19, 19, 0),
            ("final.09", 17, 17, 1),
        ],
    ),
    (
        "F07",
        &[
            ("final.01", 5, 5, 42),
            ("final.02", 6, 7, 18),
            ("final.03", 8, 9, 18),
            ("final.04", 10, 11, 38),
            ("final.05", 12, 12, 18),
            ("final.06", 13, 13, 67),
            ("final.07", 15, 15, 0),
            ("final.08", 16, 16, 0),
            ("final.09", 14, 14, 1),
        ],
    ),
];

#[test]
fn every_table_of_real_final_accounts_is_found() {
    let mut wrong = Vec::new();
    for path in documents("../shared/real") {
        let Some((slug, expected)) =
            TABLES.iter().find(|(slug, _)| name(&path).starts_with(slug))
        else {
            continue;
        };
        let disclosure = disclosure(&path);
        let mut found: Vec<(&str, u32, u32, usize)> = Vec::new();
        for table in disclosure.tables.iter().filter(|t| t.id.starts_with("final.")) {
            if table.state == TableState::Absent {
                continue;
            }
            let (from, to) = table.pages.expect("a PDF has pages");
            found.push((&table.id, from, to, table.rows.len()));
            if table.unit.printed != "万元" {
                wrong.push(format!(
                    "{slug} {}: unit 「{}」",
                    table.id, table.unit.printed
                ));
            }
            if table.unit.factor != Some(Decimal::from(10_000)) {
                wrong
                    .push(format!("{slug} {}: factor {:?}", table.id, table.unit.factor));
            }
        }
        found.sort();
        for table in &found {
            if !expected.contains(table) {
                wrong.push(format!("{slug}: found {table:?}"));
            }
        }
        for table in *expected {
            if !found.contains(table) {
                wrong.push(format!("{slug}: not found {table:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How many sums of a corpus hold.
#[derive(Default)]
struct Sums {
    right: usize,
    wrong: Vec<String>,
}

impl Sums {
    fn share(&self) -> f64 {
        let all = self.right + self.wrong.len();
        self.right as f64 / all.max(1) as f64
    }
}

/// Whether each code's amount is the sum of the codes one level below it, and 合计 that of
/// the classes, in every column. Each number may be off by half of its last printed digit.
fn sums(table: &Table, name: &str, out: &mut Sums) {
    let mut by_code: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| !row.code.is_empty()) {
        by_code.entry(&row.code).or_default().push(row);
    }
    // Where a table lists several units, a code alone does not say whose row it is.
    if by_code.values().any(|rows| rows.len() > 1) {
        return;
    }
    let below = |code: &str, length: usize| -> Vec<&Row> {
        by_code
            .iter()
            .filter(|(other, _)| other.len() == length && other.starts_with(code))
            .map(|(_, rows)| rows[0])
            .collect()
    };
    for (code, rows) in &by_code {
        let parts = below(code, code.len() + 2);
        compare(table, rows[0], &parts, name, out);
    }
    // Not 人员经费合计 and 公用经费合计 of 06: they share the classes.
    for total in table.rows.iter().filter(|row| row.label == "合计") {
        compare(table, total, &below("", 3), name, out);
    }
}

fn compare(table: &Table, whole: &Row, parts: &[&Row], name: &str, out: &mut Sums) {
    if parts.is_empty() {
        return;
    }
    for value in &whole.values {
        let column = &table.columns[value.column];
        let Some((total, half)) = value.amount_yuan.zip(value.precision_yuan) else {
            continue;
        };
        let mut sum = Decimal::ZERO;
        let mut tolerance = half;
        for part in parts {
            // Panels side by side have columns of their own for the same thing.
            let same = part.values.iter().find(|v| {
                let other = &table.columns[v.column];
                v.column == value.column
                    || !column.key.is_empty() && other.key == column.key
            });
            let Some(same) = same else { continue };
            sum += same.amount_yuan.unwrap_or_default();
            tolerance += same.precision_yuan.unwrap_or_default();
        }
        if (sum - total).abs() <= tolerance {
            out.right += 1;
        } else {
            let (row, path) = (&whole.label, column.path.join("/"));
            out.wrong
                .push(format!("{name} {} {row} {path}: {total} is not {sum}", table.id));
        }
    }
}

/// What does not sum up in these documents does not on paper either: two samples have
/// deliberate errors, two real ones their own.
#[test]
fn codes_sum_up() {
    for (folder, least) in [("samples", 2_400), ("../shared/real", 2_200)] {
        let files = documents(folder);
        if files.is_empty() {
            continue;
        }
        let mut all = Sums::default();
        for path in &files {
            for table in &disclosure(path).tables {
                sums(table, name(path), &mut all);
            }
        }
        say(&format!("{} sums, {} wrong", all.right + all.wrong.len(), all.wrong.len()));
        say(&all.wrong.join("\n"));
        assert!(all.right >= least, "only {} sums hold", all.right);
        assert!(all.share() >= 0.995, "{}\n{}", all.share(), all.wrong.join("\n"));
    }
}
