//! Which value of which table a sentence repeats, where no identity holds it against one.
//!
//! The value must be the stated amount: subject or code, table and number agree, or nothing is
//! linked. So a link accuses nobody.

use super::links;
use crate::check::formula::{self, RowName, Term};
use crate::check::ledger::{self, Group, Sheet};
use crate::disclosure::{
    Disclosure, DocKind, FactRef, Phase, Statement, StatementKind, Value,
};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// Columns that hold the amount of a row by itself, the likeliest first.
const WHOLE: [&str; 5] = ["total", "amount", "current", "fiscal", "general"];
/// The column of the year before.
const PRIOR: &str = "prior";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    coded: Vec<String>,
    named: Vec<String>,
    order: Vec<Order>,
    repeat: Vec<Row>,
}

/// Tables of a topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    topics: Vec<String>,
    tables: Vec<String>,
    #[serde(default)]
    only: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    subjects: Vec<String>,
    #[serde(default)]
    operands: Vec<String>,
    #[serde(default)]
    labels: Vec<String>,
}

/// One row, parsed.
#[derive(Debug)]
struct Repeat {
    subjects: Vec<String>,
    operands: Vec<Term>,
    labels: Vec<String>,
}

#[derive(Debug)]
struct Repeats {
    coded: Vec<String>,
    named: Vec<String>,
    order: Vec<Order>,
    repeat: Vec<Repeat>,
}

static REPEATS: LazyLock<Repeats> = LazyLock::new(|| {
    let text = include_str!("../../../catalog/identities/repeats.toml");
    let file: File = toml::from_str(text).expect("the file is part of the program");
    let term = |o: &String| formula::term(o).expect("the file is part of the program");
    let repeat = |row: Row| Repeat {
        operands: row.operands.iter().map(term).collect(),
        subjects: row.subjects,
        labels: row.labels,
    };
    Repeats {
        coded: file.coded,
        named: file.named,
        order: file.order,
        repeat: file.repeat.into_iter().map(repeat).collect(),
    }
});

/// The values that statements repeat, but for those `known` already.
pub(super) fn all(out: &Disclosure, known: &BTreeSet<usize>) -> Vec<(usize, FactRef)> {
    let bodies: Vec<Body<'_>> = ledger::groups(out).into_iter().map(Body::of).collect();
    let said = out.statements.iter().enumerate().filter(|(at, _)| !known.contains(at));
    said.filter_map(|(at, statement)| Some((at, find(&bodies, out, statement)?)))
        .collect()
}

/// The tables of one body, their rows by name.
struct Body<'d> {
    group: Group<'d>,
    labels: HashMap<&'static str, HashMap<String, Vec<usize>>>,
}

impl<'d> Body<'d> {
    fn of(group: Group<'d>) -> Self {
        let mut labels: HashMap<&str, HashMap<String, Vec<usize>>> = HashMap::new();
        for table in &REPEATS.named {
            let [sheet] = group.sheets(table) else { continue };
            let rows = labels.entry(table.as_str()).or_default();
            for (at, row) in sheet.table.rows.iter().enumerate() {
                rows.entry(label(ledger::bare(&row.label))).or_default().push(at);
            }
        }
        Self { group, labels }
    }
}

/// The value that a statement repeats. Where a file holds the accounts of several bodies, the
/// amount must stand in those of one of them only.
fn find(bodies: &[Body<'_>], out: &Disclosure, statement: &Statement) -> Option<FactRef> {
    let is_named = !statement.subject.is_empty() || !statement.code.is_empty();
    if statement.kind != StatementKind::Amount || !is_named {
        return None;
    }
    statement.amount_yuan?;
    let mut found = bodies.iter().filter_map(|body| in_tables(body, out, statement));
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn in_tables(
    body: &Body<'_>,
    out: &Disclosure,
    statement: &Statement,
) -> Option<FactRef> {
    let topic = links::topic(out, statement);
    let order = REPEATS.order.iter().find(|o| o.topics.iter().any(|t| t == topic));
    let columns: &[&str] = match statement.phase {
        Phase::Prior => {
            let last = out.fiscal_year.map(|y| y.saturating_sub(1));
            if statement.year != last || last.is_none() {
                return None;
            }
            &[PRIOR]
        }
        _ if statement.year.is_some() && statement.year != out.fiscal_year => {
            return None;
        }
        // Accounts print no first budget but in 三公, budgets nothing that was spent.
        Phase::Approved if out.kind == DocKind::Budget => &WHOLE,
        Phase::Executed if out.kind == DocKind::Final => &WHOLE,
        Phase::Unknown if !statement.subject.ends_with("预算") => &WHOLE,
        _ => return None,
    };
    let seek = Seek { body, statement, columns };
    if !statement.code.is_empty()
        && let Some(fact) =
            tables(order, &REPEATS.coded).find_map(|table| seek.code(table))
    {
        return Some(fact);
    }
    if statement.phase != Phase::Prior {
        let operands = seek.operands(order);
        if let Some(fact) = operands.iter().find_map(|term| seek.operand(term)) {
            return Some(fact);
        }
    }
    let names = seek.names();
    tables(order, &REPEATS.named).find_map(|table| seek.label(table, &names))
}

/// The tables of a topic, then all others unless only those are meant.
fn tables<'o>(
    order: Option<&'o Order>,
    all: &'o [String],
) -> impl Iterator<Item = &'o str> {
    let own = order.map_or(&[] as &[String], |o| o.tables.as_slice());
    let rest = if order.is_some_and(|o| o.only) { &[] } else { all };
    own.iter().chain(rest).map(String::as_str)
}

/// A statement and the tables it may repeat.
struct Seek<'b, 'd> {
    body: &'b Body<'d>,
    statement: &'b Statement,
    columns: &'static [&'static str],
}

impl Seek<'_, '_> {
    /// The operands of the subject, those of the topic's tables first.
    fn operands(&self, order: Option<&Order>) -> Vec<&'static Term> {
        let rows = REPEATS.repeat.iter();
        let mut terms: Vec<&Term> = rows
            .filter(|row| row.subjects.contains(&self.statement.subject))
            .flat_map(|row| &row.operands)
            .collect();
        if let Some(order) = order {
            let place = |term: &Term| order.tables.iter().position(|t| *t == term.table);
            if order.only {
                terms.retain(|term| place(term).is_some());
            }
            terms.sort_by_key(|term| place(term).unwrap_or(usize::MAX));
        }
        terms
    }

    fn operand(&self, term: &Term) -> Option<FactRef> {
        let [sheet] = self.body.group.sheets(&term.table) else { return None };
        let row = match &term.row {
            RowName::Only => match sheet.own_rows_with(&term.column).as_slice() {
                [only] => *only,
                _ => return None,
            },
            named => sheet.row(named)?,
        };
        self.cell(sheet, row, &[term.column.as_str()])
    }

    fn code(&self, table: &str) -> Option<FactRef> {
        let [sheet] = self.body.group.sheets(table) else { return None };
        self.cell(sheet, sheet.code(&self.statement.code)?, self.columns)
    }

    /// The names that its row may have.
    fn names(&self) -> Vec<String> {
        let rows = REPEATS.repeat.iter();
        let others = rows
            .filter(|row| row.subjects.contains(&self.statement.subject))
            .flat_map(|row| row.labels.clone());
        [label(&self.statement.subject)].into_iter().chain(others).collect()
    }

    /// The one row with such a name that holds the amount: 行政运行 stands under several 款.
    fn label(&self, table: &str, names: &[String]) -> Option<FactRef> {
        let [sheet] = self.body.group.sheets(table) else { return None };
        let labels = self.body.labels.get(table)?;
        // 对个人和家庭的补助 is 303 in one classification and 509 in the other.
        let own = self.statement.code.as_str();
        let may_be = |row: &&usize| {
            let code = sheet.table.rows[**row].code.as_str();
            own.is_empty() || code.is_empty() || code == own
        };
        let rows = names.iter().filter_map(|name| labels.get(name)).flatten();
        let rows = rows.filter(may_be);
        let mut found = rows.filter_map(|row| self.cell(sheet, *row, self.columns));
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// The cell of a row in the first of the columns that holds the stated amount.
    fn cell(&self, sheet: &Sheet<'_>, row: usize, keys: &[&str]) -> Option<FactRef> {
        let values = sheet.table.rows[row].values.iter().enumerate();
        let of = |key: &str| {
            let mut cells = values.clone().filter(|(_, value)| {
                sheet.table.columns.get(value.column).is_some_and(|c| c.key == key)
            });
            match (cells.next(), cells.next()) {
                (Some((at, value)), None) => self.says(value).then_some(at),
                _ => None,
            }
        };
        let at = keys.iter().find_map(|key| of(key))?;
        Some(FactRef { table: sheet.index, row, value: at })
    }

    /// Whether a value is the stated amount, within what both print.
    fn says(&self, value: &Value) -> bool {
        let own = (self.statement.amount_yuan, self.statement.precision_yuan);
        let (Some(amount), Some(half)) = own else { return false };
        let told = value.amount_yuan.zip(value.precision_yuan);
        told.is_some_and(|(cell, precision)| {
            let off = cell.checked_sub(amount).map(|d| d.abs());
            let rounding = half.checked_add(precision);
            off.zip(rounding).is_some_and(|(off, rounding)| off <= rounding)
        })
    }
}

/// A subject or label as names of rows are compared: of 类款项 the last, without the letters of
/// 货物 A and without 支出 at the end of a name that is more than that.
fn label(text: &str) -> String {
    let marked = text.replace("(类)", "\n").replace("(款)", "\n").replace("(项)", "\n");
    let text = marked.lines().rfind(|l| !l.is_empty()).unwrap_or_default();
    let text = text.trim_matches(|c: char| c.is_ascii_alphabetic());
    text.strip_suffix("支出")
        .filter(|name| name.chars().count() > 2)
        .unwrap_or(text)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    /// Every table and column of the file is one of the catalog's.
    #[test]
    fn the_file_names_what_there_is() {
        let columns = |table: &str| {
            let spec = catalog().table(table);
            spec.unwrap_or_else(|| panic!("no table {table}")).keys()
        };
        let order = REPEATS.order.iter().flat_map(|o| &o.tables);
        for table in order.chain(&REPEATS.coded).chain(&REPEATS.named) {
            columns(table);
        }
        for repeat in &REPEATS.repeat {
            assert!(!repeat.operands.is_empty() || !repeat.labels.is_empty());
            for term in &repeat.operands {
                let keys = columns(&term.table);
                assert!(keys.contains(&term.column), "{term:?} is none of {keys:?}");
            }
        }
    }

    #[test]
    fn names_of_rows() {
        assert_eq!(label("公共安全支出(类)司法(款)行政运行(项)"), "行政运行");
        assert_eq!(label("一般公共服务支出(类)"), "一般公共服务");
        assert_eq!(label("A货物"), "货物");
        assert_eq!(label("货物类B"), "货物类");
        assert_eq!(label("支出"), "支出");
    }
}
