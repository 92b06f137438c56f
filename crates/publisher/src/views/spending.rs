//! Expenditure by class (类) of the functional classification.
//!
//! Many tables print the classes as rows of their own, some by name only; many others print only
//! sections (款) and items (项). There a class is the sum of the uppermost rows below it, which is
//! said, and withheld where the classes do not add up to the printed total.

mod class;

use super::documents::{Columns, Documents};
use super::line::{Output, agreed, amount};
use crate::decimal::Decimal;
use crate::error::Error;
use crate::package::Package;
use class::{Row, classes};

/// Tables that print expenditure by function, the most complete and detailed first.
const TABLES: [&str; 7] = [
    "final.03",
    "budget.03",
    "budget.fiscal",
    "final.05",
    "budget.05",
    "final.01",
    "budget.01",
];

/// The amounts of a row; 总表 have one column.
const ITEMS: [&str; 3] = ["total", "basic", "project"];

/// Columns of `facts.csv` that are read.
const NAMES: [&str; 20] = [
    "doc_id",
    "table",
    "table_id",
    "entity",
    "scope",
    "fiscal_year",
    "row",
    "code",
    "code_scheme",
    "label",
    "level",
    "column",
    "phase",
    "fund",
    "value_state",
    "amount_yuan",
    "precision_yuan",
    "page",
    "page_url",
    "side",
];

pub(super) fn write(
    package: &Package,
    documents: &Documents,
    output: &mut Output,
) -> Result<(), Error> {
    let Some(facts) = package.resource("facts") else { return Ok(()) };
    let Columns(columns) = Columns::of(facts, NAMES);
    let mut rows = package.rows(facts)?;
    let mut doc_id = String::new();
    let mut found: Vec<Row> = Vec::new();
    while rows.advance()? {
        let cell = |name: &str| {
            let index = NAMES.iter().position(|known| *known == name);
            index.map_or(String::new(), |index| rows.cell(columns[index]).into_owned())
        };
        let table = cell("table");
        let Some(table) = TABLES.iter().position(|known| *known == table) else {
            continue;
        };
        let here = cell("doc_id");
        if here != doc_id {
            lines(&doc_id, &std::mem::take(&mut found), documents, output)?;
            doc_id = here;
        }
        let column = cell("column");
        let column = if column == "amount" { "total" } else { &column };
        let item = ITEMS.iter().position(|item| *item == column);
        let Some(item) =
            item.filter(|_| cell("side") != "revenue" && cell("phase") != "prior")
        else {
            continue;
        };
        let code = match (cell("code"), cell("code_scheme").as_str()) {
            (code, "function") if matches!(code.len(), 3 | 5 | 7) => code,
            (code, _) if code.is_empty() => {
                let class = exporter::class_of(&cell("label"));
                class.unwrap_or_default().to_owned()
            }
            _ => continue,
        };
        let is_total = code.is_empty() && cell("level") == "total";
        if code.is_empty() && !is_total {
            continue;
        }
        let (table_id, row) = (cell("table_id"), cell("row"));
        let is_new = found.last().is_none_or(|last| {
            last.table_id != table_id || last.row != row || last.code != code
        });
        if is_new {
            found.push(Row {
                table,
                table_id,
                row,
                is_total,
                is_named: cell("code").is_empty(),
                entity: cell("entity"),
                scope: cell("scope"),
                fiscal_year: cell("fiscal_year"),
                code,
                label: cell("label"),
                phase: cell("phase"),
                fund: cell("fund"),
                page: cell("page"),
                page_url: cell("page_url"),
                precision: Decimal::parse(&cell("precision_yuan")),
                amounts: Default::default(),
            });
        }
        let Some(last) = found.last_mut() else { continue };
        let amount = amount(&cell("amount_yuan"), &cell("value_state"));
        last.amounts[item] = Some(match &last.amounts[item] {
            Some(first) => agreed([first, &amount]),
            None => amount,
        });
    }
    lines(&doc_id, &found, documents, output)
}

/// The rows of one document, body by body, from the best of its tables.
fn lines(
    doc_id: &str,
    rows: &[Row],
    documents: &Documents,
    output: &mut Output,
) -> Result<(), Error> {
    let document = documents.of(doc_id);
    let mut bodies: Vec<&str> = Vec::new();
    for row in rows {
        if !bodies.contains(&row.entity.as_str()) {
            bodies.push(&row.entity);
        }
    }
    for body in bodies {
        let of_body = || rows.iter().filter(|row| row.entity == body);
        let speaks = |row: &&Row| !row.is_total && row.speaks();
        let Some(table) = of_body().filter(speaks).map(|row| row.table).min() else {
            continue;
        };
        let of_table: Vec<&Row> = of_body().filter(|row| row.table == table).collect();
        for class in classes(&of_table) {
            let first = class.first;
            let mut line = output.line();
            for (name, amount) in ITEMS.iter().zip(&class.amounts) {
                line.amount(name, &format!("{name}_state"), amount);
            }
            line.set("entity", first.entity.as_str());
            line.set("fiscal_year", first.fiscal_year.as_str());
            line.set("code", class.code);
            line.set("label", class.label);
            line.set("source", if class.is_printed { "printed" } else { "summed" });
            line.set("adds_up", class.adds_up);
            line.set("summed_rows", class.rows.to_string());
            line.set("fund", first.fund.as_str());
            line.set("phase", first.phase.as_str());
            line.set("doc_kind", document.doc_kind.as_str());
            line.set("scope", first.scope.as_str());
            line.set("page", first.page.as_str());
            line.set("page_url", first.page_url.as_str());
            line.set("file_name", document.file_name.as_str());
            line.set("table", TABLES[first.table]);
            line.set("table_id", first.table_id.as_str());
            line.set("doc_id", doc_id);
            output.write(&line)?;
        }
    }
    Ok(())
}
