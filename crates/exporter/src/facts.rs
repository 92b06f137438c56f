//! Which cells of a table are facts, and of which side.

use parser::{Column, Row, Side, Table};

/// How many facts a table has.
pub(crate) fn fact_count(table: &Table) -> usize {
    table
        .rows
        .iter()
        .filter(|row| has_facts(table, row))
        .map(|row| row.values.len())
        .sum()
}

/// Rows with neither label nor code have no facts, except in tables that have no column for
/// either: the one row of 三公 is all its data.
pub(crate) fn has_facts(table: &Table, row: &Row) -> bool {
    let named = |row: &Row| !row.label.is_empty() || !row.code.is_empty();
    named(row) || !table.rows.iter().any(named)
}

/// The side of a value: its row's, or its column's where the row has none.
pub(crate) fn side_of(row: &Row, column: Option<&Column>) -> Side {
    match (row.side, column) {
        (Side::None, Some(column)) => column.side,
        (side, _) => side,
    }
}
