//! Performance forms, one a row: amount, what was spent, score, how many indicators.

use super::documents::Documents;
use super::line::{Amount, Output, agreed, amount};
use crate::error::Error;
use crate::package::{Package, Rows};
use exporter::page_url;

/// Copied as they are.
const SAME: [&str; 16] = [
    "entity",
    "fiscal_year",
    "form",
    "project_name",
    "implementing_unit",
    "executed_yuan",
    "self_score",
    "grade",
    "page_from",
    "department_code",
    "department_name",
    "title_printed",
    "method",
    "confidence",
    "project_id",
    "doc_id",
];

/// Which amount is the form's, the first that is printed: of the year before the whole term, and
/// the latest stage of the budget.
const WANTED: [(&str, &str); 6] = [
    ("annual", "adjusted"),
    ("annual", "initial"),
    ("annual", "requested"),
    ("full", "adjusted"),
    ("full", "initial"),
    ("full", "requested"),
];

pub(super) fn write(
    package: &Package,
    documents: &Documents,
    output: &mut Output,
) -> Result<(), Error> {
    let Some(projects) = package.resource("projects") else { return Ok(()) };
    let mut funding = Beside::open(package, "funding")?;
    let mut indicators = Beside::open(package, "indicators")?;
    let mut rows = package.rows(projects)?;
    while rows.advance()? {
        let id = rows.named("project_id").into_owned();
        let mut lines: Vec<(String, String, Amount)> = Vec::new();
        funding.of(&id, |row| {
            if row.named("source") == "total" {
                let amount = amount(&row.named("amount_yuan"), &row.named("value_state"));
                let (horizon, stage) = (row.named("horizon"), row.named("stage"));
                lines.push((horizon.into_owned(), stage.into_owned(), amount));
            }
        })?;
        let (mut count, mut quantified) = (0_u64, 0_u64);
        indicators.of(&id, |row| {
            count += 1;
            quantified += u64::from(!row.named("value_num").is_empty());
        })?;
        let document = documents.of(&rows.named("doc_id"));
        let mut line = output.line();
        for name in SAME {
            line.set(name, rows.named(name));
        }
        line.set("indicators", count.to_string());
        line.set("quantified", quantified.to_string());
        line.set("file_name", document.file_name.as_str());
        line.set("page_url", page_url(&document.source_url, &rows.named("page_from")));
        let of = |horizon: &str, stage: &str| {
            let cells: Vec<&Amount> = lines
                .iter()
                .filter(|(h, s, _)| h == horizon && s == stage)
                .map(|(_, _, amount)| amount)
                .collect();
            (!cells.is_empty()).then(|| agreed(cells))
        };
        let found = WANTED.iter().filter_map(|(h, s)| Some((h, s, of(h, s)?)));
        let found: Vec<_> = found.collect();
        let best =
            found.iter().find(|(_, _, amount)| !amount.is_silent()).or(found.first());
        if let Some((horizon, stage, amount)) = best {
            line.amount("amount_yuan", "amount_state", amount);
            line.set("amount_horizon", **horizon);
            line.set("amount_stage", **stage);
        }
        output.write(&line)?;
    }
    Ok(())
}

/// Rows of another file that stand in the order of the projects.
struct Beside<'a> {
    rows: Option<Rows<'a>>,
    /// Whether the row that was read last is still to be given out.
    is_waiting: bool,
}

impl<'a> Beside<'a> {
    fn open(package: &'a Package, relation: &str) -> Result<Beside<'a>, Error> {
        let rows = package.resource(relation).map(|r| package.rows(r)).transpose()?;
        Ok(Beside { rows, is_waiting: false })
    }

    fn of(&mut self, id: &str, mut each: impl FnMut(&Rows<'_>)) -> Result<(), Error> {
        let Some(rows) = &mut self.rows else { return Ok(()) };
        while self.is_waiting || rows.advance()? {
            self.is_waiting = rows.named("project_id") != id;
            if self.is_waiting {
                return Ok(());
            }
            each(rows);
        }
        Ok(())
    }
}
