//! A digit in the name or the code of a row that may belong to a number beside it.

use super::kind::{Odd, Place, is_amount};
use crate::catalog::catalog;
use crate::disclosure::{Row, Table};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Tables whose rows are lines of which each has its name: 一、一般公共预算财政拨款收入.
const LINES: [&str; 4] = ["final.01", "final.04", "budget.01", "budget.04"];

/// Codes of rows that show how long the codes of a table are.
const LEAST: usize = 4;

/// Lines that a table may leave out at its end.
const MOST_LEFT_OUT: u32 = 20;

/// 一般行政管理事务3, 0总计, 一0、外交支出: no name of a subject holds a digit so.
static DIGIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\d{1,2}\p{Han}|\p{Han}\d{1,2}(?:$|、|[\p{Han}--[年月日个项号级类款岁人次]])",
    )
    .expect("a constant pattern")
});
/// 十一、城乡社区支出十二、农林水支出 and 本年收入合计年初结转和结余: the names of two lines.
static TWO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[一二三四五六七八九十]+、.*[^（(一二三四五六七八九十][一二三四五六七八九十]+、|^[一二三四五六七八九十]+、.*总计$|[^与和及其占]合计[使用上年初末结]",
    )
    .expect("a constant pattern")
});
/// A number in place of a name.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[\d,]*\d\.?\d*$").expect("a constant pattern"));

/// Finds the numbers of rows whose name or code holds a digit that is none of it.
pub(super) fn find(table: &Table, odd: &mut BTreeMap<Place, Odd>) {
    if table.id == "other" {
        return;
    }
    for (row_at, row) in table.rows.iter().enumerate() {
        let why = if has_two_names(table, row) {
            Odd::TwoNames
        } else if holds_a_number(table, row)
            || has_a_long_code(table, row)
            || is_out_of_order(table, row_at)
        {
            Odd::Named
        } else {
            continue;
        };
        for (at, value) in row.values.iter().enumerate() {
            if is_amount(value) {
                odd.entry((row_at, at)).or_insert(why);
            }
        }
    }
}

/// Whether a name is a number, or is that of a subject and has a digit too many. Names of
/// projects have digits of their own.
fn holds_a_number(table: &Table, row: &Row) -> bool {
    let label = row.label.as_str();
    let digits = |c: char| c.is_ascii_digit();
    let spec = catalog().table(&table.id);
    let has_subjects = spec.is_some_and(|s| !s.scheme.is_empty());
    let is_subject = !row.code.is_empty() && has_subjects
        || LINES.contains(&table.id.as_str())
        || catalog().is_total(label.trim_matches(digits));
    NUMBER.is_match(label) || is_subject && DIGIT.is_match(label)
}

/// Whether a row of lines bears the names of two: a ruling between them is not printed.
fn has_two_names(table: &Table, row: &Row) -> bool {
    LINES.contains(&table.id.as_str()) && TWO.is_match(&row.label)
}

/// Whether a row's 行次 is more than that of the row below, though not that of the row above is
/// the odd one: 231 between 30 and 32 has taken a digit.
fn is_out_of_order(table: &Table, row_at: usize) -> bool {
    let side = table.rows[row_at].side;
    let number = |row: &Row| row.line_no.parse::<u32>().ok().filter(|_| row.side == side);
    let Some(own) = number(&table.rows[row_at]) else { return false };
    let before = table.rows[..row_at].iter().rev().find_map(number);
    let after = table.rows[row_at + 1..].iter().find_map(number);
    match (before, after) {
        (Some(before), Some(after)) => before < after && !(before < own && own < after),
        (None, Some(after)) => own >= after,
        (Some(before), None) => own > before + MOST_LEFT_OUT || own <= before,
        (None, None) => false,
    }
}

/// Whether a code is longer than it may be, and than all others of the table.
fn has_a_long_code(table: &Table, row: &Row) -> bool {
    let length = row.code.len();
    let lengths = || table.rows.iter().map(|r| r.code.len()).filter(|n| *n > 0);
    length > 3
        && !matches!(length, 5 | 7)
        && lengths().count() >= LEAST
        && lengths().filter(|n| *n == length).count() == 1
}
