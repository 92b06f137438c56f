//! The numbers of one table are printed in one style: one that is not was read badly.
//!
//! A lost point makes an amount a hundred times larger and leaves a well-formed number. No
//! number shows that by itself, but those around it do.

use crate::disclosure::Diagnostic;
use crate::disclosure::confidence;
use crate::disclosure::{Method, Table, Value, ValueState};
use crate::page::figure;
use crate::words::amount;
use regex::Regex;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A style is one that so many numbers have, …
const LEAST: usize = 5;
/// … and this share of all.
const SHARE: f32 = 0.8;

/// Decimals of amounts in 万元 that are printed to ten yuan: as many as a group has digits,
/// so that a point read as a comma leaves a well-formed integer.
const GROUP_DIGITS: u32 = 3;

/// One group of thousands after a point, which may be a comma: 900.000, 1,234.567.
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[+-]?[1-9]\d{0,2}(?:,\d{3})*\.\d{3}$").expect("a constant pattern")
});
/// An integer whose thousands are grouped.
static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[+-]?\d{1,3}(?:,\d{3})+$").expect("a constant pattern")
});

/// Doubts numbers whose decimals are not those of their table, and takes a point for a comma
/// where a table in 元 prints integers in groups, a comma for a point where one in 万元 prints
/// three decimals.
///
/// Only numbers read from a picture are touched.
pub(crate) fn settle(table: &mut Table, diagnostics: &mut Vec<Diagnostic>) {
    if !amounts(table).any(|v| v.method == Method::Ocr) {
        return;
    }
    let mut decimals: BTreeMap<u32, usize> = BTreeMap::new();
    for value in amounts(table) {
        *decimals.entry(value.number.map_or(0, |n| n.scale())).or_default() += 1;
    }
    let all: usize = decimals.values().sum();
    let usual = decimals.iter().max_by_key(|(_, n)| **n).map(|(&scale, &n)| (scale, n));
    let Some((usual, n)) = usual else { return };
    if n < LEAST || (n as f32) < all as f32 * SHARE {
        return;
    }
    let groups = amounts(table).any(|v| GROUPED.is_match(&v.printed));
    let names: Vec<String> = table.rows.iter().map(|r| r.label_printed.clone()).collect();
    for (row, name) in table.rows.iter_mut().zip(names) {
        for value in row.values.iter_mut().filter(|v| is_amount(v)) {
            let scale = value.number.map_or(0, |n| n.scale());
            if value.method != Method::Ocr || scale == usual {
                continue;
            }
            let in_yuan = amount::unit(&value.unit_printed).factor == Some(Decimal::ONE);
            if usual == 0 && groups && in_yuan && GROUP.is_match(&value.printed) {
                diagnostics.push(with_comma(value, &name));
            }
            let in_wan =
                amount::unit(&value.unit_printed).factor == Some(Decimal::from(10_000));
            if usual == GROUP_DIGITS && in_wan && GROUPED.is_match(&value.printed) {
                diagnostics.push(with_point(value, &name));
            }
            value.confidence = value.confidence.min(confidence::ODD);
        }
    }
}

fn amounts(table: &Table) -> impl Iterator<Item = &Value> {
    table.rows.iter().flat_map(|r| &r.values).filter(|v| is_amount(v))
}

/// Whether a value is an amount whose digits count: a bare 0 is printed in any table.
fn is_amount(value: &Value) -> bool {
    value.state == ValueState::Number
        && value.number.is_some()
        && value.quantity.is_none()
}

/// Reads a number again with a comma for its point.
fn with_comma(value: &mut Value, name: &str) -> Diagnostic {
    let first = value.printed.clone();
    figure::set(value, &first.replace('.', ","));
    value.confidence = value.confidence.min(confidence::REPAIRED);
    figure::repaired(&first, &value.printed, name).at(value.origin)
}

/// Reads a number again with a point for its last comma.
fn with_point(value: &mut Value, name: &str) -> Diagnostic {
    let first = value.printed.clone();
    let at = first.rfind(',').unwrap_or(first.len());
    let mut printed = first.clone();
    printed.replace_range(at..(at + 1).min(first.len()), ".");
    figure::set(value, &printed);
    value.confidence = value.confidence.min(confidence::REPAIRED);
    figure::repaired(&first, &value.printed, name).at(value.origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Row;

    /// The numbers of a table in 元 or 万元 after they were settled, with what they are
    /// believed.
    fn check(unit: &str, printed: &[&str], expected: &[(&str, f32)]) {
        let unit = amount::unit(unit);
        let values = printed.iter().map(|printed| {
            let mut value = Value {
                unit_printed: unit.printed.clone(),
                amount_yuan: Some(Decimal::ONE),
                method: Method::Ocr,
                confidence: 0.99,
                ..Value::default()
            };
            figure::set(&mut value, printed);
            value.recognised = None;
            value
        });
        let row = Row { values: values.collect(), ..Row::default() };
        let mut table = Table { rows: vec![row], ..Table::default() };
        let mut told = Vec::new();
        settle(&mut table, &mut told);
        let odd: Vec<(&str, f32)> = table.rows[0]
            .values
            .iter()
            .filter(|v| v.confidence < 0.99)
            .map(|v| {
                let yuan = amount::to_yuan(v.number.expect("a number"), &unit);
                assert_eq!(v.amount_yuan, yuan);
                (v.printed.as_str(), v.confidence)
            })
            .collect();
        assert_eq!(odd, expected);
        let changed = odd.iter().filter(|(p, _)| !printed.contains(p)).count();
        assert_eq!(told.len(), changed);
    }

    #[test]
    fn a_lost_point_is_noticed() {
        let odd = ("64336", confidence::ODD);
        check("万元", &["1.00", "2.50", "643.36", "64336", "7.10", "8.20"], &[odd]);
        check("万元", &["1.00", "2.50", "643.36", "0", "7.10", "8.20"], &[]);
    }

    #[test]
    fn a_point_is_a_comma_only_among_grouped_integers_of_yuan() {
        let printed = ["900.000", "1,200", "35,000", "7", "80", "1,000,000"];
        check("元", &printed, &[("900,000", confidence::ODD)]);
        check("万元", &printed, &[("900.000", confidence::ODD)]);
        check(
            "元",
            &["900.000", "12", "35", "7", "80", "9"],
            &[("900.000", confidence::ODD)],
        );
    }

    #[test]
    fn a_comma_is_a_point_among_amounts_of_three_decimals() {
        let printed = ["1.000", "2.500", "643.360", "1,263,146", "7.100", "8.200"];
        check("万元", &printed, &[("1,263.146", confidence::ODD)]);
        check("元", &printed, &[("1,263,146", confidence::ODD)]);
    }

    #[test]
    fn numbers_of_any_style_are_left_alone() {
        check("万元", &["1", "2.5", "643.36", "64336", "7.125"], &[]);
        check("万元", &["1.00", "2.5"], &[]);
    }
}
