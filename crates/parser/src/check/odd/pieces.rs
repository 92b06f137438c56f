//! Digits that a number lacks and that stand beside it, below it or in another number.

use super::decimals::{Counts, decimals};
use super::kind::{Odd, Place, is_amount};
use crate::disclosure::{Row, Table, Value};
use crate::words::normal::normalise;
use std::collections::BTreeMap;

/// Rows below or above a number in which its rest may stand: rows of other panels lie between.
const NEAR: usize = 4;

/// A row that the foot of a page tore off has no name and few numbers.
const FEW: usize = 2;
const MANY: usize = 5;

/// Finds the numbers of a nameless row that begins a page and prints hardly any of its columns.
fn torn_off(table: &Table, odd: &mut BTreeMap<Place, Odd>) {
    for (row_at, pair) in table.rows.windows(2).enumerate() {
        let (before, row) = (&pair[0], &pair[1]);
        let page = |row: &Row| row.values.first().and_then(|v| v.origin.page);
        let is_named = !row.label.is_empty() || !row.code.is_empty();
        let inked: Vec<usize> = (0..row.values.len())
            .filter(|at| !row.values[*at].printed.is_empty())
            .collect();
        let is_torn = !is_named && page(before) != page(row);
        if is_torn && inked.len() <= FEW && row.values.len() >= MANY {
            odd.extend(
                inked
                    .into_iter()
                    .filter(|at| is_amount(&row.values[*at]))
                    .map(|at| ((row_at + 1, at), Odd::Piece)),
            );
        }
    }
}

/// Finds numbers that are cut short, and beside them, or below them, the digits that each lacks.
///
/// `counts` says how many decimals the numbers of the table have.
pub(super) fn find(table: &Table, counts: &Counts, odd: &mut BTreeMap<Place, Odd>) {
    torn_off(table, odd);
    let usual = counts.usual();
    for (row_at, row) in table.rows.iter().enumerate() {
        for (at, value) in row.values.iter().enumerate() {
            if !is_amount(value) {
                continue;
            }
            // Among integers and numbers with two decimals the only one with one is cut too.
            let style = usual.or_else(|| counts.others(value));
            if style.is_some_and(|style| decimals(value) >= style) {
                continue;
            }
            for (place, other) in near(table, row_at, at) {
                if is_amount(other) && completes(value, other, style) {
                    odd.insert((row_at, at), Odd::Piece);
                    odd.insert(place, Odd::Piece);
                }
            }
        }
    }
}

/// Finds the numbers that may hold the digits which another lacks, where no piece is found.
pub(super) fn receivers(table: &Table, style: usize, odd: &mut BTreeMap<Place, Odd>) {
    let mut found = Vec::new();
    for (&(row_at, at), why) in odd.iter() {
        let value = &table.rows[row_at].values[at];
        let is_cut =
            matches!(why, Odd::Decimals(_) | Odd::Stray) && decimals(value) < style;
        if is_cut {
            let takes = |v: &Value| is_amount(v) && !v.printed.is_empty();
            let near = near(table, row_at, at).into_iter();
            let near = near.filter(|(place, v)| place.0 >= row_at && takes(v));
            found.extend(near.map(|(place, _)| place));
        }
    }
    for place in found {
        odd.entry(place).or_insert(Odd::Receiver);
    }
}

/// The number to the right of one, and those of its column or behind its end in the rows about.
fn near(table: &Table, row_at: usize, at: usize) -> Vec<(Place, &Value)> {
    let value = &table.rows[row_at].values[at];
    let rect = value.origin.rect;
    let beside = table.rows[row_at].values.get(at + 1).map(|v| ((row_at, at + 1), v));
    let from = row_at.saturating_sub(NEAR);
    let to = (row_at + NEAR + 1).min(table.rows.len());
    let rows = (from..to).filter(|n| *n != row_at);
    let about = rows.flat_map(|n| {
        let values = table.rows[n].values.iter().enumerate();
        values.filter_map(move |(other_at, other)| {
            let starts = other.origin.rect.x0;
            let is_behind =
                rect.height() > 0.0 && (starts - rect.x1).abs() < rect.height() / 2.0;
            (other.column == value.column || is_behind).then_some(((n, other_at), other))
        })
    });
    beside.into_iter().chain(about).collect()
}

/// Whether one number's digits, put behind another's, give it the decimals it lacks.
///
/// A number that begins with a point completes an integer in any table.
fn completes(cut: &Value, rest: &Value, style: Option<usize>) -> bool {
    let (cut, rest) = (normalise(&cut.printed), normalise(&rest.printed));
    let is_rest = rest.chars().all(|c| c.is_ascii_digit() || c == '.');
    let whole = format!("{cut}{rest}");
    let decimals = whole.split_once('.').map_or(0, |(_, part)| part.len());
    let points = whole.matches('.').count();
    let fits = match style {
        Some(style) => decimals == style && rest.len() <= style + 1,
        None => rest.starts_with('.'),
    };
    is_rest && points == 1 && fits
}
