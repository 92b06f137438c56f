//! 三公: what a body spent, or means to spend, on travel, vehicles and receptions in one year.
//!
//! Budgets print it in `budget.07`, final accounts in `final.09`, some of them with last year
//! beside this one, or with a row for each year. Here it is one row per document, body and the
//! year of the row, so that bodies stand side by side.

use super::documents::{Columns, Documents};
use super::line::{Amount, Output, agreed, amount, sum};
use crate::error::Error;
use crate::package::{Package, Rows};
use std::collections::BTreeMap;

/// What is spent on.
const ITEMS: [&str; 8] = [
    "total",
    "abroad",
    "vehicle",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
    "meeting",
    "training",
];

const TABLES: [&str; 2] = ["final.09", "budget.07"];

/// Whose number a column prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// What the document is about: the final amount, or the budget of a budget.
    Main,
    /// The budget beside a final amount.
    Budget,
    /// A budget without what was carried over: taken where the whole is not printed.
    Current,
}

/// A cell that counts.
struct Fact {
    table_id: String,
    entity: String,
    year: String,
    role: Role,
    item: usize,
    amount: Amount,
    fund: String,
    is_total: bool,
    phase: String,
    scope: String,
    unit: String,
    page: String,
    page_url: String,
    method: String,
    confidence: String,
    proofs: u64,
    disproofs: u64,
    table: String,
}

const NAMES: [&str; 22] = [
    "doc_id",
    "table_id",
    "table",
    "entity",
    "scope",
    "fiscal_year",
    "label",
    "column",
    "column_path",
    "phase",
    "value_state",
    "amount_yuan",
    "unit_printed",
    "page",
    "page_url",
    "method",
    "confidence",
    "proofs",
    "disproofs",
    "is_total",
    "quantity",
    "fund",
];

pub(super) fn write(
    package: &Package,
    documents: &Documents,
    output: &mut Output,
) -> Result<(), Error> {
    let Some(facts) = package.resource("facts") else { return Ok(()) };
    let tables = printed(package)?;
    let columns = Columns::of(facts, NAMES);
    let mut rows = package.rows(facts)?;
    let mut doc_id = String::new();
    let mut found: Vec<Fact> = Vec::new();
    while rows.advance()? {
        let cell = |name: &str| at(&rows, &columns, name);
        if !TABLES.contains(&cell("table").as_str()) {
            continue;
        }
        let here = cell("doc_id");
        if here != doc_id {
            lines(&doc_id, std::mem::take(&mut found), documents, &tables, output)?;
            doc_id = here;
        }
        found.extend(fact(&cell, &tables));
    }
    lines(&doc_id, found, documents, &tables, output)
}

fn at<const N: usize>(rows: &Rows<'_>, columns: &Columns<N>, name: &str) -> String {
    let index = NAMES.iter().position(|known| *known == name);
    index.map_or(String::new(), |index| rows.cell(columns.0[index]).into_owned())
}

/// What `tables.csv` says of a table of 三公.
struct Printed {
    scope_label: String,
    fiscal_year: String,
}

/// Tables of 三公 are few: one a document.
fn printed(package: &Package) -> Result<BTreeMap<String, Printed>, Error> {
    let mut found = BTreeMap::new();
    let Some(tables) = package.resource("tables") else { return Ok(found) };
    let mut rows = package.rows(tables)?;
    while rows.advance()? {
        if TABLES.contains(&rows.named("table").as_ref()) {
            let printed = Printed {
                scope_label: rows.named("scope_label").into_owned(),
                fiscal_year: rows.named("fiscal_year").into_owned(),
            };
            found.insert(rows.named("table_id").into_owned(), printed);
        }
    }
    Ok(found)
}

fn fact(
    cell: &impl Fn(&str) -> String,
    tables: &BTreeMap<String, Printed>,
) -> Option<Fact> {
    let column = cell("column");
    let (prefix, item) = split(&column)?;
    let (label, path) = (cell("label"), cell("column_path"));
    // How much more or less than last year is no year's amount.
    if is_change(&label) || is_change(&path) || !cell("quantity").is_empty() {
        return None;
    }
    let phase = cell("phase");
    let table_id = cell("table_id");
    let of_row = cell("fiscal_year");
    let fiscal_year = tables.get(&table_id).map_or(&of_row, |t| &t.fiscal_year).clone();
    let is_last_year = prefix == "prior_" || phase == "prior";
    let year = match year_of(&path).or_else(|| year_of(&label)) {
        Some(year) => year,
        // A row may be of another year than its table.
        None if of_row != fiscal_year => of_row,
        None if is_last_year => {
            fiscal_year.parse::<u32>().ok()?.checked_sub(1)?.to_string()
        }
        None => fiscal_year.clone(),
    };
    let is_final = cell("table") == "final.09";
    let role = match prefix {
        "budget_" if is_final => Role::Budget,
        "current_" => Role::Current,
        _ => Role::Main,
    };
    // Last year's number of a table that prints another year is of the year before.
    let is_own = year == fiscal_year || fiscal_year.is_empty();
    let phase = if is_own { phase } else { "prior".to_owned() };
    Some(Fact {
        table_id,
        entity: cell("entity"),
        year,
        role,
        item,
        amount: amount(&cell("amount_yuan"), &cell("value_state")),
        fund: cell("fund"),
        is_total: cell("is_total") == "true",
        phase,
        scope: cell("scope"),
        unit: cell("unit_printed"),
        page: cell("page"),
        page_url: cell("page_url"),
        method: cell("method"),
        confidence: cell("confidence"),
        proofs: cell("proofs").parse().unwrap_or_default(),
        disproofs: cell("disproofs").parse().unwrap_or_default(),
        table: cell("table"),
    })
}

/// `final_vehicle_running` → `final_` and what is spent on.
fn split(column: &str) -> Option<(&'static str, usize)> {
    let prefix = ["budget_", "final_", "current_", "prior_", ""]
        .into_iter()
        .find(|prefix| column.starts_with(prefix))?;
    let item = ITEMS.iter().position(|item| *item == &column[prefix.len()..])?;
    Some((prefix, item))
}

fn is_change(text: &str) -> bool {
    ["增减", "增长", "变化", "增加", "减少", "±", "％", "%", "比率", "幅度", "原因"]
        .iter()
        .any(|word| text.contains(word))
}

/// The one year that a text names.
fn year_of(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().collect();
    let mut found: Option<String> = None;
    for start in 0..digits.len().saturating_sub(4) {
        let year: String = digits[start..start + 4].iter().collect();
        let is_year = (year.starts_with("20") || year.starts_with("19"))
            && year.bytes().all(|b| b.is_ascii_digit())
            && digits[start + 4] == '年'
            && (start == 0 || !digits[start - 1].is_ascii_digit());
        if !is_year {
            continue;
        }
        match &found {
            Some(first) if *first != year => return None,
            _ => found = Some(year),
        }
    }
    found
}

/// The rows of one document.
fn lines(
    doc_id: &str,
    facts: Vec<Fact>,
    documents: &Documents,
    tables: &BTreeMap<String, Printed>,
    output: &mut Output,
) -> Result<(), Error> {
    let mut bodies: Vec<(String, String)> = Vec::new();
    for fact in &facts {
        let body = (fact.entity.clone(), fact.year.clone());
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    let document = documents.of(doc_id);
    for (entity, year) in bodies {
        let of_body: Vec<&Fact> =
            facts.iter().filter(|f| f.entity == entity && f.year == year).collect();
        let main = choose(&of_body, &[Role::Main, Role::Current]);
        let budget = choose(&of_body, &[Role::Budget]);
        // A row that prints nothing at all says nothing about its year.
        if main.iter().chain(&budget).flatten().all(|(amount, _)| amount.is_silent())
            && year != document.fiscal_year
        {
            continue;
        }
        let used: Vec<&Fact> = main
            .iter()
            .chain(&budget)
            .flatten()
            .flat_map(|(_, used)| used.clone())
            .collect();
        let Some(first) = used.first() else { continue };
        let mut line = output.line();
        for (item, name) in ITEMS.iter().enumerate() {
            if let Some((amount, _)) = &main[item] {
                line.amount(name, &format!("{name}_state"), amount);
            }
            if let Some((amount, _)) = &budget[item] {
                line.amount(
                    &format!("budget_{name}"),
                    &format!("budget_{name}_state"),
                    amount,
                );
            }
        }
        let of_main =
            main.iter().flatten().flat_map(|(_, used)| used).next().unwrap_or(first);
        line.set("entity", entity.as_str());
        line.set("year", year.as_str());
        line.set("phase", of_main.phase.as_str());
        line.set("fiscal_year", document.fiscal_year.as_str());
        line.set("doc_kind", document.doc_kind.as_str());
        line.set("scope", first.scope.as_str());
        let scope_label = tables.get(&first.table_id).map(|t| t.scope_label.clone());
        line.set("scope_label", scope_label.unwrap_or_default());
        line.set("page", first.page.as_str());
        line.set("page_url", first.page_url.as_str());
        line.set("file_name", document.file_name.as_str());
        line.set("unit_printed", first.unit.as_str());
        line.set("proofs", used.iter().map(|f| f.proofs).sum::<u64>().to_string());
        line.set("disproofs", used.iter().map(|f| f.disproofs).sum::<u64>().to_string());
        line.set("method", first.method.as_str());
        let lowest =
            used.iter().map(|f| f.confidence.as_str()).filter(|c| !c.is_empty()).min_by(
                |a, b| {
                    let number = |text: &str| text.parse::<f64>().unwrap_or_default();
                    number(a).total_cmp(&number(b))
                },
            );
        line.set("confidence", lowest.unwrap_or_default());
        line.set("table", first.table.as_str());
        line.set("table_id", first.table_id.as_str());
        line.set("doc_id", doc_id);
        output.write(&line)?;
    }
    Ok(())
}

type Chosen<'a> = Option<(Amount, Vec<&'a Fact>)>;

/// What each item comes to, from the first role that prints anything of it.
fn choose<'a>(facts: &[&'a Fact], roles: &[Role]) -> Vec<Chosen<'a>> {
    (0..ITEMS.len())
        .map(|item| {
            roles.iter().find_map(|role| {
                let of_item: Vec<&Fact> = facts
                    .iter()
                    .copied()
                    .filter(|f| f.item == item && f.role == *role)
                    .collect();
                if of_item.is_empty() {
                    return None;
                }
                let amount = over_funds(&of_item);
                // Rows of units below their sum: the sum is the body's.
                let totals: Vec<&Fact> =
                    of_item.iter().copied().filter(|f| f.is_total).collect();
                if amount.state == "several" && !totals.is_empty() {
                    return Some((over_funds(&totals), totals));
                }
                let speaks = of_item.iter().copied().filter(|f| !f.amount.is_silent());
                let used: Vec<&Fact> = speaks.collect();
                Some((amount, if used.is_empty() { of_item } else { used }))
            })
        })
        .collect()
}

/// What cells of different funds come to: 财政拨款 is the sum of its three budgets, which some
/// tables print one by one.
fn over_funds(facts: &[&Fact]) -> Amount {
    const PARTS: [&str; 3] = ["general", "gov_fund", "state_capital"];
    let of_fund = |fund: &str| {
        let cells: Vec<&Amount> =
            facts.iter().filter(|f| f.fund == fund).map(|f| &f.amount).collect();
        (!cells.is_empty()).then(|| agreed(cells))
    };
    let parts: Vec<Amount> = PARTS.iter().filter_map(|fund| of_fund(fund)).collect();
    let whole: Vec<&Amount> = facts
        .iter()
        .filter(|f| !PARTS.contains(&f.fund.as_str()))
        .map(|f| &f.amount)
        .collect();
    if !whole.is_empty() {
        agreed(whole)
    } else if parts.len() == 1 {
        parts[0].clone()
    } else {
        sum(&parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_stand_as_years() {
        assert_eq!(year_of("2025年预算数/合计").as_deref(), Some("2025"));
        assert_eq!(year_of("2025年比2024年增减").as_deref(), None);
        assert_eq!(year_of("12025年").as_deref(), None);
        assert_eq!(year_of("预算数/合计").as_deref(), None);
        assert_eq!(year_of("2024年").as_deref(), Some("2024"));
    }

    #[test]
    fn columns_are_an_item_of_somebody() {
        assert_eq!(split("final_vehicle_running"), Some(("final_", 4)));
        assert_eq!(split("budget_total"), Some(("budget_", 0)));
        assert_eq!(split("running_cost"), None);
        assert_eq!(split(""), None);
    }
}
