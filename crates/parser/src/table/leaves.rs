//! Which rows of a table detail others, so that the rest adds up to what the table prints as
//! its total.
//!
//! Codes say it by their digits, 一、（一）1. by their rank. Where the print leaves it open
//! (units beside their classes, names without a code, one breakdown beside another) the reading
//! is taken under which the rows that nothing details give the printed total in most columns;
//! where none does, the plainest reading stands and `Table::leaf_sum` says so.

mod lines;
mod readings;

use crate::disclosure::{Column, LeafSum, Table};
use crate::table::years;
use lines::Lines;
use readings::{Reading, readings};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Marks the rows and columns that nothing printed details, and those that are printed as 其中.
pub(crate) fn settle(table: &mut Table) {
    settle_columns(table);
    let lines = Lines::of(table);
    let targets = targets(table, &lines);
    let mut best: Option<(usize, Reading)> = None;
    for reading in readings(&lines) {
        let agrees = agreeing(table, &targets, &reading);
        if best.as_ref().is_none_or(|(most, _)| agrees > *most) {
            let is_all = agrees == targets.len();
            best = Some((agrees, reading));
            if is_all {
                break;
            }
        }
    }
    let Some((_, reading)) = best else { return };
    for (row, line) in table.rows.iter_mut().zip(&lines.all) {
        row.is_leaf = !row.is_total && reading.is_leaf[line.at];
        row.of_which = reading.of_which[line.at];
    }
}

/// A sum of columns is a leaf where its table prints none of them: 合计 alone.
fn settle_columns(table: &mut Table) {
    let has_money = |at: usize| {
        let values = table.rows.iter().flat_map(|row| &row.values);
        values.into_iter().any(|v| v.column == at && v.amount_yuan.is_some())
    };
    let is_listed = |c: &Column| {
        c.path
            .iter()
            .any(|name| lines::OF_WHICH.iter().any(|word| name.starts_with(word)))
    };
    let parts: Vec<bool> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let is_part = !c.is_total && !is_listed(c) && !c.of_which;
            is_part && !c.key.is_empty() && has_money(at)
        })
        .collect();
    let like = |a: &Column, b: &Column| a.side == b.side && a.phase == b.phase;
    let details = |own: &Column| {
        table.columns.iter().zip(&parts).any(|(c, is_part)| *is_part && like(c, own))
    };
    let found: Vec<(bool, bool)> = table
        .columns
        .iter()
        .map(|c| {
            let of_which = is_listed(c) || c.of_which;
            (!(of_which || c.is_total && details(c) || years::changes(&c.path)), of_which)
        })
        .collect();
    for (column, (is_leaf, of_which)) in table.columns.iter_mut().zip(found) {
        (column.is_leaf, column.of_which) = (is_leaf, of_which);
    }
}

/// Takes the rows that are proved to be sums of rows below them for no leaves, where the leaves
/// of more columns then give the printed total.
pub(crate) fn settle_by_sums(table: &mut Table, sums: &BTreeSet<usize>) {
    let lines = Lines::of(table);
    let targets = targets(table, &lines);
    let of_print = Reading::of(table);
    let mut proved = of_print.clone();
    for line in &lines.all {
        proved.is_leaf[line.at] =
            !line.is_total && !proved.of_which[line.at] && !sums.contains(&line.at);
    }
    if agreeing(table, &targets, &proved) <= agreeing(table, &targets, &of_print) {
        return;
    }
    for (row, is_leaf) in table.rows.iter_mut().zip(proved.is_leaf) {
        row.is_leaf = is_leaf;
    }
}

/// Whether the leaves of a table give its printed totals.
pub(crate) fn leaf_sum(table: &Table) -> LeafSum {
    let lines = Lines::of(table);
    let targets = targets(table, &lines);
    let reading = Reading::of(table);
    if targets.is_empty() {
        LeafSum::None
    } else if targets.values().all(|t| agrees(table, t, &reading)) {
        LeafSum::Agrees
    } else {
        LeafSum::Differs
    }
}

/// The printed total of a column of one side, and the values that may make it.
#[derive(Debug, Clone)]
struct Target {
    /// Row and value of the total.
    total: (usize, usize),
    /// Rows and values of the column that are no totals.
    parts: Vec<(usize, usize)>,
}

/// The totals of columns, by side and header.
type Targets = BTreeMap<(u8, String), Target>;

/// The totals of a table's money columns: of several the largest, which holds the others.
fn targets(table: &Table, lines: &Lines) -> Targets {
    type Places = Vec<(usize, usize)>;
    let mut columns: BTreeMap<(u8, String), (Places, Places)> = BTreeMap::new();
    for line in &lines.all {
        for (at, value) in table.rows[line.at].values.iter().enumerate() {
            if value.amount_yuan.is_none() {
                continue;
            }
            let path = table.columns.get(value.column).map(|c| c.path.join("/"));
            let key = (line.side, path.unwrap_or_default());
            let (totals, parts) = columns.entry(key).or_default();
            if line.is_total { totals } else { parts }.push((line.at, at));
        }
    }
    let amount = |place: &(usize, usize)| {
        table.rows[place.0].values[place.1].amount_yuan.unwrap_or_default().abs()
    };
    let target = |(totals, parts): (Places, Places)| {
        let total = totals.into_iter().rev().max_by_key(amount)?;
        (!parts.is_empty()).then_some(Target { total, parts })
    };
    columns.into_iter().filter_map(|(key, places)| Some((key, target(places)?))).collect()
}

/// How many printed totals the leaves of a reading give.
fn agreeing(table: &Table, targets: &Targets, reading: &Reading) -> usize {
    targets.values().filter(|target| agrees(table, target, reading)).count()
}

fn agrees(table: &Table, target: &Target, reading: &Reading) -> bool {
    let value = |(row, at): (usize, usize)| &table.rows[row].values[at];
    let parts = || target.parts.iter().filter(|(row, _)| reading.is_leaf[*row]);
    let places = || parts().copied().chain([target.total]);
    let sum: Decimal = parts().filter_map(|p| value(*p).amount_yuan).sum();
    let slack: Decimal = places().filter_map(|p| value(p).precision_yuan).sum();
    let total = value(target.total).amount_yuan.unwrap_or_default();
    (sum - total).abs() <= slack
}
