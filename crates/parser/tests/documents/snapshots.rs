//! What every stage says about a few samples: one page's grids, all tables, the chapters, all forms.
//!
//! A snapshot remembers, it does not judge: truth is in `samples/truth`. After a change that
//! is meant, `INSTA_UPDATE=always cargo test -p parser --test documents snapshots` writes them anew,
//! and their diff is read like code.

use crate::fields;
use crate::reading::{disclosure, pages};
use parser::{Cell, Disclosure, Grid, Project, Row, Table, ValueState};
use std::fmt::Write;
use std::ops::Range;

/// Rows of a table that are shown from its beginning; the last one always is.
const FIRST_ROWS: usize = 5;
/// Indicators of a form that are shown.
const FIRST_INDICATORS: usize = 4;
/// Forms of a document that are shown.
const FIRST_FORMS: usize = 3;

/// Makes the four snapshots of a sample; `page` is the one whose grids are shown.
fn check(slug: &str, page: u32) {
    let file = workspace::root().join(format!("samples/{slug}.pdf"));
    let document = pages(&file);
    let paper = &document.pages[page as usize - 1];
    let grids: String = parser::grids(paper, document.source).iter().map(grid).collect();
    let disclosure = disclosure(&file);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(format!("{slug}-grids"), trimmed(&grids));
        insta::assert_snapshot!(format!("{slug}-tables"), trimmed(&tables(disclosure)));
        insta::assert_snapshot!(
            format!("{slug}-sections"),
            trimmed(&sections(disclosure))
        );
        if !disclosure.projects.is_empty() {
            insta::assert_snapshot!(format!("{slug}-forms"), trimmed(&forms(disclosure)));
        }
    });
}

/// Editors and reviews stumble over white space at the end of lines.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn grid(grid: &Grid) -> String {
    let (rows, cols) = (grid.n_rows, grid.n_cols);
    let mut out =
        format!("{:?} {rows} × {cols}, {} left over\n", grid.origin, grid.leftover);
    for row in 0..rows {
        let cells: Vec<String> = grid.starting_in(row).map(cell).collect();
        let _ = writeln!(out, "{}", cells.join(" "));
    }
    out.push('\n');
    out
}

fn cell(cell: &Cell) -> String {
    let slots = |range: &Range<usize>| {
        if range.len() == 1 {
            range.start.to_string()
        } else {
            format!("{}..{}", range.start, range.end)
        }
    };
    let text = if cell.is_blank() { "∅" } else { cell.text.trim() };
    format!("[{} {} {text}]", slots(&cell.rows), slots(&cell.cols))
}

fn tables(disclosure: &Disclosure) -> String {
    let mut out = format!(
        "{:?} {:?} {} {}\n{}\n",
        disclosure.kind,
        disclosure.scope,
        disclosure.fiscal_year.map_or(String::new(), |year| year.to_string()),
        disclosure.entity.as_deref().unwrap_or_default(),
        disclosure.title_printed.as_deref().unwrap_or_default(),
    );
    for own in &disclosure.tables {
        table(&mut out, own);
    }
    out.push_str("\nNot understood\n");
    for odd in &disclosure.diagnostics {
        let page = odd.origin.and_then(|origin| origin.page);
        let page = page.map_or(String::new(), |page| format!("page {page}: "));
        let _ = writeln!(out, "{} {page}{} 「{}」", odd.code, odd.message, odd.printed);
    }
    out
}

fn table(out: &mut String, table: &Table) {
    let pages = table.pages.map_or(String::new(), |(from, to)| format!("{from}–{to}"));
    let _ = writeln!(
        out,
        "\n{} #{} pages {pages}, {} {:?}, {} rows\n  {} {} [{}] {} {}",
        table.id,
        table.sequence,
        table.layout,
        table.state,
        table.rows.len(),
        table.label_printed,
        table.title_printed,
        table.unit.printed,
        table.entity_printed,
        table.year_printed,
    );
    for (name, text) in [("nil", &table.empty_note), ("note", &table.footnote)] {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name}: {text}");
        }
    }
    for column in &table.columns {
        let _ = writeln!(
            out,
            "  ({}) {} = {}",
            column.number,
            if column.key.is_empty() { "?" } else { &column.key },
            column.path.join("/")
        );
    }
    let shown = FIRST_ROWS.min(table.rows.len());
    for own in &table.rows[..shown] {
        row(out, table, own);
    }
    if table.rows.len() > shown + 1 {
        out.push_str("  …\n");
    }
    if let Some(last) = table.rows[shown..].last() {
        row(out, table, last);
    }
}

fn row(out: &mut String, table: &Table, row: &Row) {
    let _ = write!(
        out,
        "  {} {:?} {:?}{} {}|{}|{}",
        row.order,
        row.side,
        row.level,
        if row.is_total { " total" } else { "" },
        row.line_no,
        row.code,
        row.label
    );
    for value in &row.values {
        let key = &table.columns[value.column].key;
        let text = match value.state {
            ValueState::Blank => "∅",
            _ => &value.printed,
        };
        let _ = write!(out, " | {key} {text}");
        if let Some(yuan) = value.amount_yuan.filter(|yuan| !yuan.is_zero()) {
            let _ = write!(out, " = {}元", yuan.normalize());
        }
        if let Some(count) = value.quantity {
            let _ = write!(out, " = {count}{}", value.quantity_unit);
        }
    }
    out.push('\n');
}

/// One line per chapter: pages, kind, number, heading, topic and how its text begins.
fn sections(disclosure: &Disclosure) -> String {
    let mut out = String::new();
    for section in &disclosure.sections {
        let pages = section.pages.map_or(String::new(), |(a, b)| format!("{a}–{b}"));
        let begins: String = section.text.chars().take(20).collect();
        let _ = writeln!(
            out,
            "{pages} {} {} {} [{}] {} paragraphs: {}",
            section.kind,
            section.number,
            section.heading,
            section.topic,
            section.paragraphs.len(),
            begins.replace('\n', " / "),
        );
    }
    out
}

fn forms(disclosure: &Disclosure) -> String {
    let mut out = format!("{} forms\n", disclosure.projects.len());
    for project in disclosure.projects.iter().take(FIRST_FORMS) {
        form(&mut out, project);
    }
    out
}

fn form(out: &mut String, project: &Project) {
    let pages = project.pages.map_or(String::new(), |(from, to)| format!("{from}–{to}"));
    let year = project.form_year.map_or(String::new(), |year| year.to_string());
    let _ = writeln!(
        out,
        "\n{:?} pages {pages}, {} {year} [{}]",
        project.form, project.title_printed, project.unit.printed
    );
    for (name, text) in fields::texts(project) {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name}: {text}");
        }
    }
    if let Some(score) = project.self_score {
        let _ = writeln!(out, "  self_score: {score}");
    }
    let _ = writeln!(out, "  contact: {}", project.contact.present);
    for line in &project.funding {
        let _ = writeln!(
            out,
            "  {:?} {} ({}) {}: {:?} {}{}",
            line.horizon,
            line.source,
            line.source_printed,
            line.stage,
            line.state,
            line.printed,
            line.amount_yuan.map_or(String::new(), |yuan| format!(" = {yuan}元")),
        );
    }
    let _ = writeln!(out, "  {} indicators", project.indicators.len());
    for own in project.indicators.iter().take(FIRST_INDICATORS) {
        let _ = writeln!(
            out,
            "  {:?} {}{}/{}/{}: {} → {} {} {} {} | {} {} {}",
            own.horizon,
            own.level1,
            if own.level1_derived { "*" } else { "" },
            own.level2,
            own.level3,
            own.value_printed,
            own.value_kind,
            own.operator,
            own.value_num.map_or(String::new(), |number| number.to_string()),
            own.value_unit,
            own.actual_printed,
            own.weight,
            own.score,
        );
    }
}

/// Printed by a browser; 01, 04 and 06 run over pages without a repeated header.
#[test]
fn a_shanxi_department() {
    check("shanxi-justice-2024", 17);
}

/// Rulings are thin fills, codes stand in three columns, radicals in the text.
#[test]
fn a_shanghai_department() {
    check("shanghai-urban-2024", 15);
}

/// Printed by an office program; labels left above the titles, 06 as a list.
#[test]
fn a_hubei_department() {
    check("hubei-water-2021", 11);
}

/// Self-evaluation forms after the tables.
#[test]
fn a_central_department() {
    check("central-heritage-2024", 22);
}

/// GBK text in fonts that are not embedded; forms with two halves, over pages.
#[test]
fn the_first_document() {
    check("seed-police-devzone-2024-gbk", 23);
}
