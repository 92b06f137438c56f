//! Names of tables, rows and columns for people.

use super::formula::RowName;
use super::ledger::{self, Sheet};
use crate::catalog::catalog;

/// A table's name for people.
pub(crate) fn title(id: &str) -> &str {
    catalog().table(id).map_or(id, |t| t.title.as_str())
}

pub(crate) fn row_name(name: &RowName) -> String {
    match name {
        RowName::Total => "合计".to_owned(),
        RowName::Each | RowName::Only => "各行".to_owned(),
        RowName::Class | RowName::Classes => "各类支出".to_owned(),
        RowName::EachCode => "各科目".to_owned(),
        RowName::Code(code) => code.clone(),
        RowName::Line(key) => ledger::line_label(key).to_owned(),
    }
}

pub(crate) fn column_name(sheet: &Sheet<'_>, key: &str) -> String {
    let column = sheet.table.columns.iter().find(|c| c.key == key);
    let label = column.and_then(|c| c.path.last());
    label.map_or_else(|| key.to_owned(), Clone::clone)
}

/// The names of a sum's operands, table, row and column: all of a few, the first and the number
/// of many. What an operand shares with the one before it is not said again.
pub(crate) fn shortened(named: &[[String; 3]]) -> String {
    let Some((first, rest)) = named.split_first() else { return String::new() };
    let mut label = first.join(" ");
    if rest.len() > 3 {
        return format!("{label} 等 {} 项之和", named.len());
    }
    for (at, parts) in rest.iter().enumerate() {
        let before = &named[at];
        let known = match (parts[0] == before[0], parts[1] == before[1]) {
            (true, true) => 2,
            (true, false) => 1,
            (false, _) => 0,
        };
        label.push_str(" + ");
        label.push_str(&parts[known..].join(" "));
    }
    label
}
