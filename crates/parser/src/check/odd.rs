//! Numbers that are cut, or stand, or are named differently from all others of their table,
//! and that nothing proves.
//!
//! A digit that is printed beyond a ruling, or that wraps, leaves a well-formed number behind:
//! 413 of 413.09. No number shows that by itself; that all others of the table print two
//! decimals does, or that all others end where their cells end, unless an identity says that
//! the number is right.

mod decimals;
mod names;
mod pieces;

use crate::disclosure::confidence::ODD;
use crate::disclosure::{
    Diagnostic, Disclosure, Evidence, FactRef, Method, Outcome, Severity, Value,
    ValueState,
};
use std::collections::{BTreeMap, HashSet};

/// Row and value of a table.
type Place = (usize, usize);

/// What is odd about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    /// It lacks digits that are printed elsewhere, or is such digits.
    Piece,
    /// It stands where the lost digits of another went, if not to the next line.
    Receiver,
    /// Its decimals are not those of the table.
    Decimals(usize),
    /// It stands elsewhere in its cell than the others.
    Stray,
    /// The name or the code of its row holds a digit that is none of it.
    Named,
    /// Its row bears the names of two.
    TwoNames,
}

impl Odd {
    fn code(self) -> &'static str {
        match self {
            Self::Piece | Self::Receiver => "torn-number",
            Self::Decimals(_) => "odd-decimals",
            Self::Stray => "odd-place",
            Self::Named | Self::TwoNames => "odd-name",
        }
    }

    fn message(self) -> String {
        match self {
            Self::Piece => {
                "with the number beside or below it, it makes one that is cut like the others"
                    .to_owned()
            }
            Self::Receiver => {
                "the number beside or above it lacks a digit, which may stand here".to_owned()
            }
            Self::Decimals(usual) => format!("all others of the table print {usual} decimals"),
            Self::Stray => {
                "it stands elsewhere in its cell than the others of its table".to_owned()
            }
            Self::Named => {
                "a digit in the name or code of its row may be one of its own".to_owned()
            }
            Self::TwoNames => "its row bears the names of two lines".to_owned(),
        }
    }
}

/// Doubts numbers that are cut, stand or are named otherwise than those of their table, where
/// no identity proves them to the last digit.
///
/// Only numbers of the file's own text are touched: those of pictures have a rule of their own.
pub(crate) fn settle(out: &mut Disclosure) {
    let proved = proved(out);
    let mut told = Vec::new();
    for (index, table) in out.tables.iter_mut().enumerate() {
        let mut odd: BTreeMap<Place, Odd> = BTreeMap::new();
        pieces::find(table, &mut odd);
        decimals::find(table, &mut odd);
        for (row_at, row) in table.rows.iter().enumerate() {
            for (at, value) in row.values.iter().enumerate() {
                if value.is_stray && is_amount(value) {
                    odd.entry((row_at, at)).or_insert(Odd::Stray);
                }
            }
        }
        pieces::receivers(table, &mut odd);
        names::find(table, &mut odd);
        for ((row_at, at), odd) in odd {
            let row = &mut table.rows[row_at];
            let value = &mut row.values[at];
            let fact = FactRef { table: index, row: row_at, value: at };
            // The sum of a column is right with both pieces of a number in it, and two signs are
            // no chance.
            let is_sure = match odd {
                Odd::Piece | Odd::TwoNames => false,
                Odd::Decimals(_) => !value.is_stray,
                Odd::Receiver | Odd::Stray | Odd::Named => true,
            };
            if is_sure && proved.contains(&fact) || value.confidence <= ODD {
                continue;
            }
            value.confidence = ODD;
            let mut diagnostic = Diagnostic::new(odd.code(), Severity::Warning, odd.message())
                .printed(format!("{} 「{}」", row.label_printed, value.printed))
                .hint("compare it with the page: a digit may stand beyond a ruling or on another line")
                .at(value.origin)
                .table(index);
            diagnostic.value = Some((row_at, at));
            told.push(diagnostic);
        }
    }
    out.diagnostics.extend(told);
}

/// Values that an identity proves to the last digit, and that none proves otherwise. One that
/// holds within rounding proves nothing here: 413 is 413.09, rounded.
fn proved(out: &Disclosure) -> HashSet<FactRef> {
    let facts = |is_exact: bool| {
        let checks = out.checks.iter().filter(move |check| {
            let told = matches!(
                check.result,
                Outcome::Exact | Outcome::Rounding | Outcome::Violated
            );
            told && is_exact == (check.result == Outcome::Exact)
                && (!is_exact || check.proves())
        });
        checks.flat_map(|check| &check.evidence).filter_map(|evidence| match evidence {
            Evidence::Fact(fact) => Some(*fact),
            _ => None,
        })
    };
    let mut proved: HashSet<FactRef> = facts(true).collect();
    for fact in facts(false) {
        proved.remove(&fact);
    }
    proved
}

/// Whether a value is an amount of the file's own text, noughts too.
fn is_amount(value: &Value) -> bool {
    matches!(value.state, ValueState::Number | ValueState::Zero)
        && value.method == Method::Text
        && value.amount_yuan.is_some()
        && !value.printed.contains('%')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Row, Table};
    use crate::words::amount;

    /// What is doubted of a table drawn as a row a line, with a name and numbers.
    pub(super) fn doubted(rows: &[(&str, &[&str])]) -> Vec<String> {
        let value = |(column, printed): (usize, &&str)| {
            let read = amount::read(printed);
            Value {
                column,
                state: read.state,
                printed: (*printed).to_owned(),
                number: read.number,
                amount_yuan: read.number,
                confidence: 1.0,
                ..Value::default()
            }
        };
        let row = |(name, printed): &(&str, &[&str])| Row {
            label: (*name).to_owned(),
            label_printed: (*name).to_owned(),
            values: printed.iter().enumerate().map(value).collect(),
            ..Row::default()
        };
        let rows = rows.iter().map(row).collect();
        let table = Table { id: "final.01".to_owned(), rows, ..Table::default() };
        let mut out = Disclosure { tables: vec![table], ..Disclosure::default() };
        settle(&mut out);
        let values = out.tables[0].rows.iter().flat_map(|row| &row.values);
        values.filter(|v| v.confidence < 0.9).map(|v| v.printed.clone()).collect()
    }
}
