//! Performance forms through the whole reading: PDF or text → grids → projects.

use extractor::{Page, SourceKind};
use parser::form::{FormPart, FormReading};
use parser::{Grid, grids, text};
use std::path::PathBuf;

fn shared(name: &str) -> Option<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let path = PathBuf::from(folder).join(name);
    let there = path.exists();
    #[expect(clippy::print_stdout, reason = "says why a test did nothing")]
    if !there {
        println!("skipped: {name} is not here");
    }
    there.then_some(path)
}

/// Lines of a page that stand in none of its grids, with their height on the page.
fn outside(page: &Page, grids: &[Grid]) -> Vec<(f32, String)> {
    let free: Vec<usize> = page
        .glyphs
        .iter()
        .enumerate()
        .filter(|(_, g)| {
            let (x, y) = (g.rect.center_x(), g.rect.center_y());
            text::is_legible(g) && !grids.iter().any(|grid| grid.rect.contains(x, y))
        })
        .map(|(i, _)| i)
        .collect();
    text::lines(&page.glyphs, free)
        .into_iter()
        .map(|line| (line.rect.center_y(), line.text))
        .collect()
}

fn read(path: &std::path::Path, kind: SourceKind) -> (FormReading, Vec<u32>) {
    let document =
        extractor::read(std::fs::read(path).expect("the file is there"), kind)
            .expect("the file can be read");
    let mut all: Vec<(Grid, Vec<String>, Vec<String>)> = Vec::new();
    for page in &document.pages {
        let mut found = grids(page, kind);
        found.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
        let lines = outside(page, &found);
        let mut from = f32::MIN;
        for (i, grid) in found.iter().enumerate() {
            let to = found.get(i + 1).map_or(f32::MAX, |next| next.rect.y0);
            let between = |a: f32, b: f32| {
                lines
                    .iter()
                    .filter(|(y, _)| *y >= a && *y <= b)
                    .map(|(_, words)| words.clone())
                    .collect::<Vec<_>>()
            };
            let above = between(from, grid.rect.y0);
            let below = between(grid.rect.y1, to);
            from = grid.rect.y1;
            all.push((grid.clone(), above, below));
        }
    }
    let parts: Vec<FormPart<'_>> = all
        .iter()
        .map(|(grid, above, below)| FormPart { grid, above, below })
        .collect();
    let pages = all.iter().map(|g| g.0.page).collect();
    (parser::form::read(&parts, kind), pages)
}

/// Prints what was read of `FORM_FILE`, for looking at by eye.
#[test]
#[ignore = "a tool for people: FORM_FILE=… cargo test -p parser --test forms show -- --ignored --nocapture"]
#[expect(clippy::print_stdout, reason = "its purpose")]
fn show() {
    let Ok(file) = std::env::var("FORM_FILE") else { return };
    let path = PathBuf::from(file);
    let kind = if path.extension().is_some_and(|e| e == "txt") {
        SourceKind::Text
    } else {
        SourceKind::Pdf
    };
    let (reading, pages) = read(&path, kind);
    for p in &reading.projects {
        println!(
            "== {:?} 「{}」 year {:?} pages {:?} name 「{}」 dept {} {} unit {} attr {} term {} {:?} {} filled {} contact {} score {:?} {} money {:?} executed {:?} clipped {:?}",
            p.form, p.title_printed, p.form_year, p.pages, p.project_name, p.department_code,
            p.department_name, p.implementing_unit, p.attribute, p.term_printed, p.term_years,
            p.term_is_sentinel, p.filled_on, p.contact.present, p.self_score, p.grade,
            p.unit.printed, p.executed_yuan, p.clipped_fields
        );
        for (name, words) in [
            ("overview", &p.overview), ("basis", &p.basis), ("necessity", &p.necessity),
            ("measures", &p.measures), ("plan", &p.plan), ("full", &p.goal_full),
            ("annual", &p.goal_annual), ("actual", &p.goal_actual),
        ] {
            if !words.is_empty() {
                println!("   {name}: {}", words.chars().take(60).collect::<String>());
            }
        }
        for f in &p.funding {
            println!(
                "   $ {:?} {} {} [{}] 「{}」 {:?} {:?} w{} r{} s{}",
                f.horizon, f.source, f.stage, f.source_printed, f.printed, f.state,
                f.amount_yuan, f.weight, f.execution_rate, f.score
            );
        }
        for i in &p.indicators {
            println!(
                "   - {:?} {}{}|{}|{}|{} => {} {}{} {:?} {:?} {} |{}|w{} s{}|{}{}",
                i.horizon, i.level1, if i.level1_derived { "*" } else { "" }, i.level2,
                i.level3, i.value_printed, i.value_kind, i.operator,
                if i.operator_inferred { "?" } else { "" }, i.value_num.map(|n| n.to_string()),
                i.value_high.map(|n| n.to_string()), i.value_unit, i.actual_printed, i.weight,
                i.score, i.deviation, if i.clipped { " CLIPPED" } else { "" }
            );
        }
    }
    let mut taken: Vec<u32> = pages
        .iter()
        .zip(&reading.consumed)
        .filter(|(_, c)| **c)
        .map(|(p, _)| *p)
        .collect();
    taken.dedup();
    println!("consumed on pages {taken:?}");
    for d in &reading.diagnostics {
        println!("! {} {} {:?} {}", d.code, d.message, d.origin.map(|o| o.page), d.printed);
    }
    println!("{} projects, {} indicators", reading.projects.len(), reading.projects.iter().map(|p| p.indicators.len()).sum::<usize>());
}

/// Prints the grids of `FORM_FILE` (page `FORM_PAGE`), for looking at by eye.
#[test]
#[ignore = "a tool for people"]
#[expect(clippy::print_stdout, reason = "its purpose")]
fn show_grids() {
    let Ok(file) = std::env::var("FORM_FILE") else { return };
    let wanted: u32 =
        std::env::var("FORM_PAGE").ok().and_then(|p| p.parse().ok()).unwrap_or(1);
    let path = PathBuf::from(file);
    let kind = if path.extension().is_some_and(|e| e == "txt") {
        SourceKind::Text
    } else {
        SourceKind::Pdf
    };
    let document =
        extractor::read(std::fs::read(&path).expect("the file is there"), kind)
            .expect("the file can be read");
    for page in document.pages.iter().filter(|p| p.number == wanted) {
        let found = grids(page, kind);
        for line in outside(page, &found) {
            println!("line {line:?}");
        }
        for grid in found {
            println!("== {:?} {:?} {}x{}", grid.origin, grid.rect, grid.n_rows, grid.n_cols);
            for row in 0..grid.n_rows {
                let cells: Vec<String> = grid
                    .starting_in(row)
                    .map(|c| format!("[{:?} {:?} {}]", c.rows, c.cols, c.text))
                    .collect();
                println!("{}", cells.join(" "));
            }
        }
    }
}
