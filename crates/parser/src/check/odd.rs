//! Numbers that are cut, or stand, or are named differently from all others of their table,
//! and that nothing proves.
//!
//! A digit that is printed beyond a ruling, or that wraps, leaves a well-formed number behind:
//! 413 of 413.09. No number shows that by itself; that all others of the table print two
//! decimals does, or that all others end where their cells end, unless an identity says that
//! the number is right.

mod decimals;
mod kind;
mod names;
mod pieces;

use crate::disclosure::confidence::ODD;
use crate::disclosure::{Diagnostic, Disclosure, Evidence, FactRef, Outcome, Severity};
use kind::{Odd, Place, is_amount};
use std::collections::{BTreeMap, HashSet};

/// Doubts numbers that are cut, stand or are named otherwise than those of their table, where
/// no identity proves them to the last digit.
///
/// Only numbers of the file's own text are touched: those of pictures have a rule of their own.
pub(crate) fn settle(out: &mut Disclosure) {
    let proved = proved(out);
    let mut told = Vec::new();
    for (index, table) in out.tables.iter_mut().enumerate() {
        let mut odd: BTreeMap<Place, Odd> = BTreeMap::new();
        let counts = decimals::Counts::of(table);
        let usual = counts.usual();
        pieces::find(table, &counts, &mut odd);
        if let Some(usual) = usual {
            decimals::find(table, usual, &mut odd);
        }
        for (row_at, row) in table.rows.iter().enumerate() {
            for (at, value) in row.values.iter().enumerate() {
                if value.is_stray && is_amount(value) {
                    odd.entry((row_at, at)).or_insert(Odd::Stray);
                }
            }
        }
        if let Some(usual) = usual {
            pieces::receivers(table, usual, &mut odd);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Value;
    use crate::disclosure::{Row, Table};
    use crate::words::amount;

    /// What is doubted of a table drawn as a row a line, with a name and numbers.
    fn doubted(rows: &[(&str, &[&str])]) -> Vec<String> {
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

    #[test]
    fn a_number_cut_short_is_doubted() {
        let printed = ["1.00", "20.50", "3.25", "4.75", "413", "5.10"];
        assert_eq!(
            doubted(&[("行政运行", &printed[..4]), ("公安", &printed[4..])]),
            ["413", "5.10"]
        );
        let alone = ["1.00", "20.50", "3.25", "5.10", "1.6"];
        assert_eq!(doubted(&[("行政运行", &alone)]), ["1.6"]);
    }

    #[test]
    fn a_table_without_a_style_doubts_nothing() {
        assert_eq!(
            doubted(&[("公安", &["1", "20.5", "3.25", "4.75", "413", "5.1"])]),
            [""; 0]
        );
        assert_eq!(doubted(&[("公安", &["1.00", "2.5", "3.25"])]), [""; 0]);
    }

    #[test]
    fn a_digit_at_the_end_of_a_name_is_told() {
        let rows: &[(&str, &[&str])] =
            &[("0总计", &["925.10"]), ("合计", &["925.11"]), ("2024", &["5.00"])];
        assert_eq!(doubted(rows), ["925.10", "5.00"]);
    }

    #[test]
    fn two_names_are_told() {
        let rows: &[(&str, &[&str])] = &[
            ("一、外交支出二、国防支出", &["1.00"]),
            ("三、一般公共服务支出", &["2.00"]),
        ];
        assert_eq!(doubted(rows), ["1.00"]);
    }

    const STYLE: (&str, &[&str]) = ("合计", &["120.50", "80.25", "40.25", "12.00"]);

    #[test]
    fn digits_beyond_a_ruling_are_no_number_of_their_own() {
        let torn: (&str, &[&str]) = ("公安", &["198.3", "9", "", "7.00"]);
        assert_eq!(doubted(&[STYLE, torn]), ["198.3", "9"]);
    }

    #[test]
    fn digits_on_the_next_line_are_none_either() {
        let head: (&str, &[&str]) = ("公安", &["8,151", "", "3.20", "7.00"]);
        let rest: (&str, &[&str]) = ("行政运行", &[".29", "", "", ""]);
        assert_eq!(doubted(&[STYLE, head, rest]), ["8,151", ".29"]);
    }

    #[test]
    fn the_number_that_may_hold_the_lost_digit_is_doubted_too() {
        let torn: (&str, &[&str]) = ("公安", &["41.4", "208.84", "", "7.00"]);
        assert!(doubted(&[STYLE, torn]).contains(&"208.84".to_owned()));
    }
}
