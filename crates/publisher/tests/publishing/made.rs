//! A small bundle written by hand, with what goes wrong in formats: formulas, control characters,
//! numbers that are too long or too fine, missing years, empty relations.

use exporter::csv::{BOM, write_header, write_row};
use exporter::schema::{Field, relations};
use std::fs;
use std::path::Path;

/// Cells by name; the others are empty.
type Row = Vec<(&'static str, String)>;

const DOC: &str = "d0000000000000001";
const OTHER: &str = "d0000000000000002";
const TABLE: &str = "t0000000000000001";
const TRAVEL: &str = "t0000000000000002";
/// 三公 of two bodies, a row for each year and one for the change, a column for each budget.
const YEARS: &str = "t0000000000000004";
const THIRD: &str = "d0000000000000003";

fn row(cells: &[(&'static str, &str)]) -> Row {
    cells.iter().map(|&(name, cell)| (name, cell.to_owned())).collect()
}

/// Writes the bundle into a folder.
pub(crate) fn write(dir: &Path) {
    write_where(dir, |row| !is_of_years(row));
}

/// Writes a bundle of nothing but a table of 三公 with rows of several bodies and years.
pub(crate) fn write_years(dir: &Path) {
    write_where(dir, is_of_years);
}

fn is_of_years(row: &Row) -> bool {
    row.contains(&("doc_id", THIRD.to_owned()))
}

fn write_where(dir: &Path, is_wanted: impl Fn(&Row) -> bool) {
    fs::create_dir_all(dir).expect("a folder");
    for relation in relations() {
        let rows = match relation.name {
            "documents" => documents(),
            "tables" => tables(),
            "facts" => facts(),
            "projects" => projects(),
            "funding" => funding(),
            "indicators" => indicators(),
            "sections" => sections(),
            "checks" => checks(),
            "diagnostics" => diagnostics(),
            // Relations without rows are written too.
            _ => Vec::new(),
        };
        let mut bytes = BOM.to_vec();
        write_header(&mut bytes, &relation.fields);
        for row in rows.into_iter().filter(&is_wanted) {
            let cells = cells(relation.name, &relation.fields, &row);
            write_row(&mut bytes, &relation.fields, &cells);
        }
        fs::write(dir.join(relation.path()), bytes).expect("written");
    }
    let descriptor =
        exporter::package::descriptor(exporter::Options::default(), |_| false);
    let text = serde_json::to_string_pretty(&descriptor).expect("plain data");
    fs::write(dir.join("datapackage.json"), text).expect("written");
}

fn cells(relation: &str, fields: &[Field], row: &Row) -> Vec<String> {
    for (name, _) in row {
        assert!(
            fields.iter().any(|field| field.name == *name),
            "{relation} has no {name}"
        );
    }
    let cell = |field: &Field| {
        let named = row.iter().find(|(name, _)| *name == field.name);
        match named {
            Some((_, cell)) => cell.clone(),
            None if !field.required => String::new(),
            None if !field.values.is_empty() => field.values[0].to_owned(),
            None if field.kind == exporter::schema::Kind::Boolean => "false".to_owned(),
            None => "0".to_owned(),
        }
    };
    fields.iter().map(cell).collect()
}

fn documents() -> Vec<Row> {
    vec![
        row(&[
            ("doc_id", DOC),
            ("file_name", "=部门, \"甲\".pdf"),
            ("source_url", "https://example.org/甲.pdf"),
            ("doc_kind", "final"),
            ("scope", "department"),
            ("entity", "虚构市公安局"),
            ("fiscal_year", "2024"),
            ("text_layer", "native"),
            ("status", "ok"),
            ("extractor_version", "0.1.0"),
            ("published_date", "2025-08-01"),
            ("producer", "=cmd|' /C calc'!A0"),
        ]),
        row(&[
            ("doc_id", OTHER),
            ("file_name", "乙.pdf"),
            ("doc_kind", "budget"),
            ("scope", "unit"),
            ("text_layer", "scanned"),
            ("status", "partial"),
            ("status_reason", "page 2: could not be read"),
            ("extractor_version", "0.1.0"),
        ]),
        row(&[
            ("doc_id", THIRD),
            ("file_name", "丙.pdf"),
            ("doc_kind", "budget"),
            ("scope", "department"),
            ("entity", "丙局"),
            ("fiscal_year", "2026"),
            ("text_layer", "native"),
            ("status", "ok"),
            ("extractor_version", "0.1.0"),
        ]),
    ]
}

fn tables() -> Vec<Row> {
    let mut years = table(YEARS, THIRD, "budget.07", "财政拨款“三公”经费支出表");
    set(&mut years, "fiscal_year", "2026");
    set(&mut years, "scope_label", "财政拨款");
    vec![
        table(TABLE, DOC, "final.03", "支出决算表"),
        table(TRAVEL, DOC, "final.09", "财政拨款“三公”经费支出决算表"),
        table("t0000000000000003", OTHER, "budget.07", "“三公”经费支出表"),
        years,
    ]
}

fn table(id: &str, doc: &str, table: &str, title: &str) -> Row {
    row(&[
        ("table_id", id),
        ("doc_id", doc),
        ("table", table),
        ("title_printed", title),
        ("unit_factor", "10000"),
        ("state", "data"),
        ("scope", "department"),
        ("scope_label", if table == "final.09" { "财政拨款" } else { "" }),
    ])
}

fn set(row: &mut Row, name: &'static str, cell: &str) {
    row.retain(|(known, _)| *known != name);
    row.push((name, cell.to_owned()));
}

/// A cell of a table of money.
struct Fact(&'static str, &'static str, &'static str, &'static str, &'static str);

fn facts() -> Vec<Row> {
    // Code, label, column, printed, yuan.
    let spending = [
        Fact("", "合计", "total", "643.36", "6433600.00"),
        Fact("", "合计", "basic", "-1,204.50", "-12045000.00"),
        Fact("20402", "公安", "total", "317.12", "3171200.00"),
        Fact("2040299", "其他公安支出", "total", "317.12", "3171200.00"),
        Fact("20499", "=1+1", "total", "326.24", "3262400.00"),
        Fact("20499", "@其他\u{1b}[31m\u{7}", "basic", "——", ""),
        // Finer than a fen, and longer than a spreadsheet holds.
        Fact("", "一、小数", "", "0.12345", "1234.5"),
        Fact("", "二、很小", "", "0.00005", "0.005"),
        Fact("", "三、很大", "", "1,234,567,890,123,456.78", "12345678901234567800.00"),
    ];
    let mut rows: Vec<Row> = Vec::new();
    for (index, fact) in spending.iter().enumerate() {
        let order = index / 2 + 1;
        rows.push(cell(index, DOC, TABLE, "final.03", order, fact, "2024"));
    }
    // 三公 of two years in one table, the second document without a year of its own.
    let travel = [
        Fact("", "合计", "final_total", "10.00", "100000.00"),
        Fact("", "合计", "budget_total", "9.00", "90000.00"),
        Fact("", "合计", "final_abroad", "", ""),
        Fact("", "合计", "final_reception", "10.00", "100000.00"),
    ];
    for (index, fact) in travel.iter().enumerate() {
        rows.push(cell(100 + index, DOC, TRAVEL, "final.09", 1, fact, "2024"));
    }
    let budget = [
        (1, "2025年", Fact("", "2025年", "budget_total", "5.00", "50000.00")),
        (2, "2026年", Fact("", "2026年", "budget_total", "6.00", "60000.00")),
        (3, "增减变化", Fact("", "增减变化", "budget_total", "1.00", "10000.00")),
        (4, "2026年", Fact("", "2026年", "budget_reception", "6.00", "60000.00")),
        (5, "2026年", Fact("", "2026年", "budget_reception", "7.00", "70000.00")),
    ];
    for (order, _, fact) in &budget {
        let table = "t0000000000000003";
        rows.push(cell(200 + order, OTHER, table, "budget.07", *order, fact, ""));
    }
    rows.extend(years());
    rows
}

/// The label of each row is that of its body: only the year of the facts tells rows apart.
fn years() -> Vec<Row> {
    // Body, year, column and the two budgets that pay for it.
    let printed = [
        ("丙局", "2025", "budget_total", ["30000.00", "2000.00"]),
        ("丙局", "2025", "budget_abroad", ["30000.00", "2000.00"]),
        ("丙局", "2026", "budget_total", ["40000.00", "0.00"]),
        ("丙局", "2026", "budget_reception", ["40000.00", "0.00"]),
        ("丙局", "", "change_total", ["10000.00", "-2000.00"]),
        ("丙局（本级）", "2025", "budget_total", ["10000.00", "2000.00"]),
        ("丙局（本级）", "2026", "budget_total", ["15000.00", "0.00"]),
        ("丙局（本级）", "", "change_total", ["5000.00", "-2000.00"]),
    ];
    let mut rows = Vec::new();
    for (order, (body, year, column, amounts)) in printed.iter().enumerate() {
        for (nth, (yuan, fund)) in amounts.iter().zip(["general", "gov_fund"]).enumerate()
        {
            let fact = Fact("", body, column, yuan, yuan);
            let number = 300 + 2 * order + nth;
            let mut made =
                cell(number, THIRD, YEARS, "budget.07", order + 1, &fact, year);
            set(&mut made, "entity", body);
            set(&mut made, "fund", fund);
            let phase = match *year {
                "2025" => "prior",
                "" => "",
                _ => "approved",
            };
            set(&mut made, "phase", phase);
            rows.push(made);
        }
    }
    rows
}

fn cell(
    number: usize,
    doc: &str,
    table_id: &str,
    table: &str,
    order: usize,
    fact: &Fact,
    year: &str,
) -> Row {
    let Fact(code, label, column, printed, yuan) = fact;
    let state = match (*printed, *yuan) {
        ("", _) => "blank",
        ("——", _) => "dash",
        (_, "0.00") => "zero",
        _ => "number",
    };
    let order = order.to_string();
    let id = format!("f{number:016x}");
    let total = if *label == "合计" { "true" } else { "false" };
    let url = if doc == DOC { "https://example.org/甲.pdf#page=2" } else { "" };
    let entity = if doc == DOC { "虚构市公安局" } else { "" };
    row(&[
        ("fact_id", &id),
        ("doc_id", doc),
        ("table_id", table_id),
        ("table", table),
        ("entity", entity),
        ("scope", "department"),
        ("fiscal_year", year),
        ("row", &order),
        ("code", code),
        ("code_scheme", if code.is_empty() { "" } else { "function" }),
        ("label", label),
        ("label_printed", label),
        ("level", if *label == "合计" { "total" } else { "line" }),
        ("is_total", total),
        ("column", column),
        ("column_path", "=支出/合计"),
        ("phase", if table == "budget.07" { "approved" } else { "executed" }),
        ("value_state", state),
        ("printed", printed),
        ("unit_printed", "万元"),
        ("amount_yuan", yuan),
        ("precision_yuan", if yuan.is_empty() { "" } else { "0.005" }),
        ("page", "2"),
        ("x0", "12.30"),
        ("method", "ocr"),
        ("confidence", "0.85"),
        ("proofs", "1"),
        ("page_url", url),
    ])
}

fn projects() -> Vec<Row> {
    let project = |id: &str, name: &str| {
        row(&[
            ("project_id", id),
            ("doc_id", DOC),
            ("form", "selfeval"),
            ("project_name", name),
            ("executed_yuan", "890000.00"),
            ("self_score", "99.41"),
            ("page_from", "19"),
            ("overview", "第一行\n第二行，\t含制表符"),
        ])
    };
    vec![
        project("p0000000000000001", "办案及运行经费"),
        project("p0000000000000002", "-其中"),
    ]
}

fn funding() -> Vec<Row> {
    let line = |seq: &str, stage: &str, printed: &str, yuan: &str| {
        row(&[
            ("project_id", "p0000000000000001"),
            ("seq", seq),
            ("horizon", "annual"),
            ("source", "total"),
            ("stage", stage),
            ("printed", printed),
            ("amount_yuan", yuan),
            ("value_state", if yuan.is_empty() { "blank" } else { "number" }),
        ])
    };
    vec![line("1", "initial", "90", "900000.00"), line("2", "adjusted", "", "")]
}

fn indicators() -> Vec<Row> {
    let indicator = |id: &str, number: &str| {
        row(&[
            ("indicator_id", id),
            ("project_id", "p0000000000000001"),
            ("horizon", "annual"),
            ("level3", "办案数量"),
            ("value_num", number),
            ("value_state", "number"),
        ])
    };
    vec![indicator("i0000000000000001", "95"), indicator("i0000000000000002", "")]
}

fn sections() -> Vec<Row> {
    // Longer than a cell of a spreadsheet.
    let text = "部门决算公开，公安机关。".repeat(4_000);
    vec![row(&[
        ("section_id", "s0000000000000001"),
        ("doc_id", DOC),
        ("kind", "overview"),
        ("text", &text),
        ("page_from", "1"),
    ])]
}

fn checks() -> Vec<Row> {
    let check = |id: &str, rule: &str, result: &str, cluster: &str| {
        row(&[
            ("check_id", id),
            ("doc_id", DOC),
            ("rule", rule),
            ("result", result),
            ("left_label", "=合计"),
            ("left_value", "6433600.00"),
            ("difference", "163.65"),
            ("unit", "yuan"),
            ("pages", "2;3"),
            ("message_zh", "差 163.65 元"),
            ("kind", "table"),
            ("severity", "error"),
            ("cluster", cluster),
        ])
    };
    vec![
        check("c0000000000000001", "A08", "violated", "violated:A08:1"),
        check("c0000000000000002", "B10", "violated", "violated:A08:1"),
        check("c0000000000000003", "A08", "exact", ""),
        check("c0000000000000004", "E05", "violated", ""),
    ]
}

fn diagnostics() -> Vec<Row> {
    vec![row(&[
        ("diagnostic_id", "g0000000000000001"),
        ("doc_id", OTHER),
        ("code", "unknown-unit"),
        ("severity", "warning"),
        ("message", "+no unit is printed"),
    ])]
}
