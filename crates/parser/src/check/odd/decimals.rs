//! A number with other decimals than all others of its table.

use super::kind::{Odd, Place, is_amount};
use crate::disclosure::{Table, Value};
use crate::words::normal::normalise;
use std::collections::BTreeMap;

/// A style is one that at least so many numbers have.
const LEAST: usize = 3;
/// One number in so many may have another, where more than a few have; …
const ODD_SHARE: usize = 10;
const FEW: usize = 2;
/// … where the table has hardly more than a style, no more than one.
const BARELY: usize = 3;

/// Finds the numbers whose decimals are not the usual ones of their table.
pub(super) fn find(table: &Table, usual: usize, odd: &mut BTreeMap<Place, Odd>) {
    for (row_at, row) in table.rows.iter().enumerate() {
        for (at, value) in row.values.iter().enumerate() {
            if has_style(value) && decimals(value) != usual {
                odd.entry((row_at, at)).or_insert(Odd::Decimals(usual));
            }
        }
    }
}

/// How many decimals a number prints.
pub(super) fn decimals(value: &Value) -> usize {
    let printed = normalise(&value.printed);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    printed.split_once('.').map_or(0, |(_, part)| digits(part))
}

/// Whether a value shows how a table cuts its numbers: a bare 0 is printed in any.
fn has_style(value: &Value) -> bool {
    is_amount(value) && normalise(&value.printed) != "0"
}

/// How many amounts of a table print how many decimals.
#[derive(Debug, Clone)]
pub(super) struct Counts(BTreeMap<usize, usize>);

impl Counts {
    pub(super) fn of(table: &Table) -> Self {
        let values = table.rows.iter().flat_map(|row| &row.values);
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for value in values.filter(|value| has_style(value)) {
            *counts.entry(decimals(value)).or_default() += 1;
        }
        Self(counts)
    }

    /// The decimals that all amounts of the table have but one or two, or but a few of many.
    pub(super) fn usual(&self) -> Option<usize> {
        let all: usize = self.0.values().sum();
        let (&usual, &count) = self.0.iter().max_by_key(|(_, count)| **count)?;
        let may_be = match count {
            ..=BARELY => 1,
            _ => (all / ODD_SHARE).max(FEW),
        };
        (count >= LEAST && all - count <= may_be).then_some(usual)
    }

    /// The decimals that other amounts of the table print, where none prints as many as this
    /// one, which prints some.
    pub(super) fn others(&self, value: &Value) -> Option<usize> {
        let own = decimals(value);
        let is_alone = own > 0 && self.0.get(&own) == Some(&1);
        let more = self.0.iter().filter(|(n, _)| **n > own);
        let most = more.max_by_key(|(_, count)| **count);
        most.filter(|(_, count)| is_alone && **count >= LEAST).map(|(n, _)| *n)
    }
}
