//! Adding up is what people do first: the leaf rows of every money column give its printed
//! total, or the table says that they do not.

use crate::reading::disclosure;
use parser::{LeafSum, Side, Table};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Share of columns whose leaves give the printed total; it may only rise.
const AGREE: f64 = 0.95;

/// A column of one side: its printed totals, the sum of its leaves, and what rounding allows.
#[derive(Debug, Default)]
struct Column {
    totals: Vec<Decimal>,
    sum: Decimal,
    slack: Decimal,
    parts: usize,
}

/// The columns of a table that print both a total and something else.
fn columns(table: &Table) -> Vec<Column> {
    let mut out: BTreeMap<(bool, bool, String), Column> = BTreeMap::new();
    for row in &table.rows {
        for value in &row.values {
            let Some(amount) = value.amount_yuan else { continue };
            let path = table.columns[value.column].path.join("/");
            let side = (row.side == Side::Revenue, row.side == Side::Expenditure);
            let column = out.entry((side.0, side.1, path)).or_default();
            // 当年收入小计 is a sum, too.
            let is_sum = row.is_total
                || row.label.ends_with("小计")
                || row.label.ends_with("合计")
                || row.label.ends_with("总计");
            if is_sum {
                column.totals.push(amount);
                column.slack += value.precision_yuan.unwrap_or_default();
            } else {
                column.parts += 1;
            }
            if row.is_leaf {
                column.sum += amount;
                column.slack += value.precision_yuan.unwrap_or_default();
            }
        }
    }
    out.into_values().filter(|c| !c.totals.is_empty() && c.parts > 0).collect()
}

fn agrees(column: &Column) -> bool {
    column.totals.iter().any(|total| (total - column.sum).abs() <= column.slack)
}

fn check(at: &str) {
    let (mut right, mut wrong) = (0usize, 0usize);
    for path in workspace::documents(at) {
        for table in &disclosure(&path).tables {
            let columns = columns(table);
            let off: Vec<_> = columns.iter().filter(|c| !agrees(c)).collect();
            right += columns.len() - off.len();
            wrong += off.len();
            let is_said = table.leaf_sum == LeafSum::Differs;
            let name = path.display();
            assert!(
                off.is_empty() || is_said,
                "{name} {}: not said of {off:?}",
                table.id
            );
        }
    }
    let all = right + wrong;
    workspace::say(&format!("{at}: leaves give the total of {right} columns of {all}"));
    assert!(all == 0 || right as f64 >= AGREE * all as f64, "{at}: {right} of {all}");
}

#[test]
fn leaves_give_the_totals_of_samples() {
    check("samples");
}

#[test]
fn leaves_give_the_totals_of_real_documents() {
    check("../shared/real");
}
