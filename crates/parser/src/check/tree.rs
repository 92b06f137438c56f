//! The hierarchy of codes: every row against the rows below it.

use super::doubt::{Strange, is_rate};
use super::evaluate::{self, Side};
use super::formula::RowName;
use super::ledger::{self, Sheet};
use super::names::title;
use crate::disclosure::Check;
use crate::disclosure::Outcome;
use crate::disclosure::Rule;
use crate::disclosure::{Table, Value, ValueState};
use std::collections::BTreeMap;

/// Every row with a code against the rows below it, 合计 against the topmost ones.
pub(super) fn tree(rule: &'static Rule, sheet: &Sheet<'_>) -> Vec<Check> {
    let table = sheet.table;
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut tops = Vec::new();
    for (at, parent) in parents(sheet) {
        match parent {
            Some(parent) => children.entry(parent).or_default().push(at),
            None => tops.push(at),
        }
    }
    let total = sheet.row(&RowName::Total).filter(|_| !tops.is_empty());
    let raw = !ledger::has_unit(table);
    let mut checks = Vec::new();
    // The first column without anything is named, the others are counted.
    let mut has_vacuous = false;
    let sums = total.map(|at| (at, &tops)).into_iter();
    for (sum, parts) in sums.chain(children.iter().map(|(at, parts)| (*at, parts))) {
        for (column, spec) in table.columns.iter().enumerate() {
            if is_rate(&spec.path) {
                continue;
            }
            let Some((value_at, value)) = cell(table, sum, column) else { continue };
            if value.column != column {
                continue;
            }
            let mut left = Side::default();
            sheet.add_value(&mut left, sum, value_at, value, raw);
            let mut right = Side::new("其下各行之和");
            add_parts(&mut right, sheet, parts, &children, column, raw);
            if left.is_nothing() && right.is_nothing() {
                if has_vacuous {
                    let mut check = evaluate::one_more_vacuous(rule, &left);
                    check.tables = vec![sheet.index];
                    checks.push(check);
                    continue;
                }
                has_vacuous = true;
            }
            let name = spec.path.last().map_or("", String::as_str);
            let row = sheet.row_label(sum);
            left.label = format!("{} {row} {name}", title(&table.id));
            let mut check = evaluate::equal(rule, left, right);
            if raw {
                check.unit = "";
                evaluate::describe(&mut check);
            }
            if check.result == Outcome::Violated {
                let is_heading = check.left.value.is_none()
                    && (spec.key.is_empty() || !prints_sums(table, sum));
                if is_heading {
                    evaluate::withdraw(&mut check);
                } else if Some(sum) == total {
                    let mut strange = Strange::default();
                    strange.add_cells(sheet, column, raw);
                    strange.settle(&mut check);
                }
            }
            check.tables = vec![sheet.index];
            checks.push(check);
        }
    }
    checks
}

/// The cell of a row in a column. A class goes on in the next panel, whose column is another
/// one with the same key.
fn cell(table: &Table, row: usize, column: usize) -> Option<(usize, &Value)> {
    let values = || table.rows[row].values.iter().enumerate();
    let key = table.columns[column].key.as_str();
    let same = |other: usize| {
        !key.is_empty() && table.columns.get(other).is_some_and(|c| c.key == key)
    };
    let own = values().find(|(_, v)| v.column == column);
    own.or_else(|| values().find(|(_, v)| same(v.column)))
}

/// Adds the rows below a sum. One that prints nothing is a heading: what stands below it
/// counts in its place.
fn add_parts(
    side: &mut Side,
    sheet: &Sheet<'_>,
    parts: &[usize],
    children: &BTreeMap<usize, Vec<usize>>,
    column: usize,
    raw: bool,
) {
    for &part in parts {
        let printed = cell(sheet.table, part, column)
            .filter(|(_, value)| value.state != ValueState::Blank);
        match (printed, children.get(&part)) {
            (Some((at, value)), _) => sheet.add_value(side, part, at, value, raw),
            (None, Some(below)) if !prints_sums(sheet.table, part) => {
                add_parts(side, sheet, below, children, column, raw);
            }
            (None, _) => {}
        }
    }
}

/// Whether a row prints a number in any column that is understood.
fn prints_sums(table: &Table, row: usize) -> bool {
    table.rows[row].values.iter().any(|value| {
        matches!(value.state, ValueState::Number | ValueState::Zero)
            && table.columns.get(value.column).is_some_and(|c| !c.key.is_empty())
    })
}

/// Rows with codes and the row each is part of: the longest code that its own begins with, or,
/// where codes repeat (several bodies in one table), the last such row above it.
fn parents(sheet: &Sheet<'_>) -> Vec<(usize, Option<usize>)> {
    let rows = &sheet.table.rows;
    let coded = || (0..rows.len()).filter(|&at| !rows[at].code.is_empty());
    if sheet.repeats_codes() {
        let mut open: Vec<usize> = Vec::new();
        return coded()
            .map(|at| {
                let code = rows[at].code.as_str();
                let above = |o: &usize| {
                    let other = rows[*o].code.as_str();
                    code.len() > other.len() && code.starts_with(other)
                };
                while open.last().is_some_and(|o| !above(o)) {
                    open.pop();
                }
                let parent = open.last().copied();
                open.push(at);
                (at, parent)
            })
            .collect();
    }
    coded()
        .map(|at| {
            let code = rows[at].code.as_str();
            let parent = (1..code.len())
                .rev()
                .filter(|&n| code.is_char_boundary(n))
                .find_map(|n| sheet.code(&code[..n]));
            (at, parent)
        })
        .collect()
}
