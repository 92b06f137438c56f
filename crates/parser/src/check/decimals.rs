//! A number that is cut differently from all others of its table, and that nothing proves.
//!
//! A digit that is printed beyond a ruling, or that wraps, leaves a well-formed number behind:
//! 413 of 413.09. No number shows that by itself; that all others of the table print two
//! decimals does, unless an identity says that the number is right.

use crate::disclosure::confidence::ODD;
use crate::disclosure::{Check, Evidence, FactRef, Outcome};
use crate::disclosure::{
    Diagnostic, Disclosure, Method, Severity, Table, Value, ValueState,
};
use crate::words::normal::normalise;
use std::collections::HashSet;

/// A style is one that at least so many numbers have.
const LEAST: usize = 5;
/// One number in so many may have another, where more than one has.
const ODD_SHARE: usize = 20;

/// Doubts numbers whose decimals are not those of their table and that no identity proves.
///
/// Only numbers of the file's own text are touched: those of pictures have a rule of their own.
pub(crate) fn settle(out: &mut Disclosure) {
    let exact = exact(out);
    let mut told = Vec::new();
    for (index, table) in out.tables.iter_mut().enumerate() {
        let Some(usual) = usual(table) else { continue };
        for (row_at, row) in table.rows.iter_mut().enumerate() {
            for (at, value) in row.values.iter_mut().enumerate() {
                let is_odd = is_amount(value) && decimals(value) != usual;
                let fact = FactRef { table: index, row: row_at, value: at };
                if !is_odd || exact.contains(&fact) || value.confidence <= ODD {
                    continue;
                }
                value.confidence = ODD;
                let mut diagnostic = Diagnostic::new(
                    "odd-decimals",
                    Severity::Warning,
                    format!("all others of the table print {usual} decimals"),
                )
                .printed(format!("{} 「{}」", row.label_printed, value.printed))
                .hint("compare it with the page: a digit may stand beyond a ruling or on another line")
                .at(value.origin)
                .table(index);
                diagnostic.value = Some((row_at, at));
                told.push(diagnostic);
            }
        }
    }
    out.diagnostics.extend(told);
}

/// Values that an identity proves to the last digit. One that holds within rounding proves
/// nothing here: 413 is 413.09, rounded.
fn exact(out: &Disclosure) -> HashSet<FactRef> {
    let holds = |check: &&Check| check.proves() && check.result == Outcome::Exact;
    let evidence = out.checks.iter().filter(holds).flat_map(|check| &check.evidence);
    let fact = |evidence: &Evidence| match evidence {
        Evidence::Fact(fact) => Some(*fact),
        _ => None,
    };
    evidence.filter_map(fact).collect()
}

fn is_amount(value: &Value) -> bool {
    value.state == ValueState::Number
        && value.method == Method::Text
        && value.amount_yuan.is_some()
        && !value.printed.contains('%')
}

fn decimals(value: &Value) -> usize {
    let printed = normalise(&value.printed);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    printed.split_once('.').map_or(0, |(_, part)| digits(part))
}

/// The decimals that all amounts of a table have but one, or but a few of many.
fn usual(table: &Table) -> Option<usize> {
    let values = table.rows.iter().flat_map(|row| &row.values);
    let all: Vec<usize> = values.filter(|value| is_amount(value)).map(decimals).collect();
    let count = |n: usize| all.iter().filter(|d| **d == n).count();
    let usual = all.iter().copied().max_by_key(|n| count(*n))?;
    let odd = all.len() - count(usual);
    (count(usual) >= LEAST && odd <= (all.len() / ODD_SHARE).max(1)).then_some(usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Row;
    use crate::words::amount;

    fn doubted(printed: &[&str]) -> Vec<String> {
        let value = |printed: &&str| {
            let read = amount::read(printed);
            let amount_yuan = read.number;
            let (state, printed) = (read.state, (*printed).to_owned());
            let number = read.number;
            Value {
                state,
                printed,
                number,
                amount_yuan,
                confidence: 1.0,
                ..Value::default()
            }
        };
        let row = Row { values: printed.iter().map(value).collect(), ..Row::default() };
        let table = Table { rows: vec![row], ..Table::default() };
        let mut out = Disclosure { tables: vec![table], ..Disclosure::default() };
        settle(&mut out);
        assert!(out.diagnostics.iter().all(|d| d.code == "odd-decimals"));
        let values = out.tables[0].rows[0].values.iter();
        values.filter(|v| v.confidence < 0.9).map(|v| v.printed.clone()).collect()
    }

    #[test]
    fn a_number_cut_short_is_doubted() {
        let printed = ["1.00", "20.50", "3.25", "4.75", "413", "5.10"];
        assert_eq!(doubted(&printed), ["413"]);
        assert_eq!(doubted(&["1.00", "20.50", "3.25", "4.75", "1.6", "5.10"]), ["1.6"]);
    }

    #[test]
    fn a_table_without_a_style_doubts_nothing() {
        assert_eq!(doubted(&["1", "20.5", "3.25", "4.75", "413", "5.1"]), [""; 0]);
        assert_eq!(doubted(&["1.00", "2.5", "3.25"]), [""; 0]);
    }
}
