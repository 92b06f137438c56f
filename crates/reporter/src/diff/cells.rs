//! The numbers of a document by what people would point to.

use super::change::Change;
use crate::paper::Paper;
use crate::record::Record;
use std::collections::{BTreeMap, HashMap};

/// What stays of a number's place when a file is published again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) table: String,
    pub(crate) entity: String,
    pub(crate) side: String,
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) column: String,
    /// Which one of those that are alike.
    nth: usize,
}

/// A number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) key: Key,
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) printed: String,
    pub(crate) unit: String,
    pub(crate) amount: String,
    pub(crate) page: String,
}

/// The numbers of a document in their order; blank cells are none.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) file_name: String,
    pub(super) sha256: String,
    /// Entity, year, kind, scope.
    pub(super) about: [String; 4],
    cells: Vec<Cell>,
}

impl Facts {
    pub(super) fn of(paper: &Paper) -> Facts {
        let text = |name: &str| paper.document.get(name).to_owned();
        let mut seen: HashMap<Key, usize> = HashMap::new();
        let mut cells = Vec::new();
        for fact in paper.rows("facts") {
            let key = key(fact);
            let nth = seen.entry(key.clone()).or_default();
            *nth += 1;
            if fact.get("value_state") == "blank" {
                continue;
            }
            let cell = |name: &str| fact.get(name).to_owned();
            cells.push(Cell {
                key: Key { nth: *nth, ..key },
                id: cell("fact_id"),
                state: cell("value_state"),
                printed: cell("printed"),
                unit: cell("unit_printed"),
                amount: match fact.get("amount_yuan") {
                    "" => cell("quantity"),
                    amount => amount.to_owned(),
                },
                page: cell("page"),
            });
        }
        Facts {
            file_name: text("file_name"),
            sha256: text("sha256"),
            about: ["entity", "fiscal_year", "doc_kind", "scope"].map(text),
            cells,
        }
    }
}

fn key(fact: &Record) -> Key {
    let cell = |name: &str| fact.get(name).to_owned();
    Key {
        table: cell("table"),
        entity: cell("entity"),
        side: cell("side"),
        code: cell("code"),
        label: cell("label"),
        column: match fact.get("column") {
            "" => cell("column_path"),
            column => column.to_owned(),
        },
        nth: 0,
    }
}

/// Whether two cells say the same: the same amount, however it is printed; where there is no
/// amount, the same print.
fn same(old: &Cell, new: &Cell) -> bool {
    let is_number = |cell: &Cell| matches!(cell.state.as_str(), "number" | "zero");
    match is_number(old) && is_number(new) && !old.amount.is_empty() {
        true => old.amount == new.amount,
        false => (&old.state, &old.printed) == (&new.state, &new.printed),
    }
}

/// What tells a number from others: an amount that is neither nothing nor zero.
fn telling(cell: &Cell) -> Option<&str> {
    let is_telling = cell.state == "number" && cell.amount.len() > 3;
    is_telling.then_some(cell.amount.as_str())
}

/// One number of two documents, and what became of it.
pub(super) type Found = (Change, Option<Cell>, Option<Cell>);

/// The numbers that differ, in the order of the new document, those that are gone last; and how
/// many are the same.
pub(super) fn compare(old: &Facts, new: &Facts) -> (Vec<Found>, usize) {
    let before: BTreeMap<&Key, &Cell> =
        old.cells.iter().map(|cell| (&cell.key, cell)).collect();
    let after: BTreeMap<&Key, &Cell> =
        new.cells.iter().map(|cell| (&cell.key, cell)).collect();
    let mut out: Vec<Found> = Vec::new();
    let mut same_count = 0;
    let mut gone: Vec<&Cell> =
        old.cells.iter().filter(|cell| !after.contains_key(&cell.key)).collect();
    for cell in &new.cells {
        match before.get(&cell.key) {
            Some(old) if same(old, cell) => same_count += 1,
            Some(old) => {
                out.push((Change::Changed, Some((*old).clone()), Some(cell.clone())));
            }
            None => {
                // In the same table first, then anywhere.
                let is_same =
                    |old: &&Cell| telling(old).is_some() && telling(old) == telling(cell);
                let place = gone
                    .iter()
                    .position(|old| is_same(old) && old.key.table == cell.key.table)
                    .or_else(|| gone.iter().position(is_same));
                match place {
                    Some(at) => {
                        let old = gone.remove(at);
                        out.push((
                            Change::Elsewhere,
                            Some(old.clone()),
                            Some(cell.clone()),
                        ));
                    }
                    None => out.push((Change::Added, None, Some(cell.clone()))),
                }
            }
        }
    }
    out.extend(gone.into_iter().map(|old| (Change::Gone, Some(old.clone()), None)));
    (out, same_count)
}
