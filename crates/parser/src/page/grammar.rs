//! What a recogniser's reading of a number says once its separators are put right.
//!
//! On bad scans the tail of a comma is gone, so commas and points are exchanged freely. Where
//! groups of three digits leave only one reading, that one is meant.

use crate::disclosure::ValueState;
use crate::words::amount::{self, Amount};
use crate::words::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

/// What a comma or a point may be read as.
const SEPARATORS: &str = "[.,;:。、·]";

fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace("SEP", SEPARATORS)).expect("a constant pattern")
}

/// Groups of three digits before one or two: 1.234.56.
static GROUPED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[+-]?\d{1,3}(?:SEP\d{3})+SEP\d{1,2}$"));
/// Groups of three digits alone: 1.234.567.
static WHOLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[+-]?\d{1,3}(?:SEP\d{3}){2,}$"));
/// Groups of which some separators are gaps: 6,910 120.58, 1,865,922 73.
static GAPPED: LazyLock<Regex> = LazyLock::new(|| {
    let gap = SEPARATORS.replace('[', "[ ");
    Regex::new(&r"^[+-]?\d{1,3}(?:SEP\d{3})+SEP\d{2}$".replace("SEP", &gap))
        .expect("a constant pattern")
});
/// What stands for a dash beside real ones.
static DASHES: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[-_—–―一]{2,}$|^_$"));
/// A per cent sign whose lower ring is gone: ≥95°.
static DEGREE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[≥≤≧≦⩾⩽><=]{0,2}\d+(?:\.\d+)?°$"));

/// The text with its separators put right where only one reading is possible.
///
/// ```text
/// 1.234.56 → 1,234.56    1.234.567 → 1,234,567    __ → —    ≥95° → ≥95%
/// ```
pub(crate) fn separated(text: &str) -> String {
    if is_settled(&amount::read(text)) || amount::is_parted(text) {
        return text.to_owned();
    }
    let plain = normalise(text);
    if DASHES.is_match(&plain) {
        return "—".to_owned();
    }
    if DEGREE.is_match(&plain) {
        return plain.replace('°', "%");
    }
    if GROUPED.is_match(&plain) {
        return with_separators(&plain, true);
    }
    if WHOLE.is_match(&plain) {
        return with_separators(&plain, false);
    }
    text.to_owned()
}

/// A number of which a separator was read as a gap, where the groups leave one reading.
///
/// Two numbers of one cell could look like that: the caller knows that it is one line.
pub(crate) fn regrouped(text: &str) -> Option<String> {
    let text = text.trim();
    (text.contains(' ') && GAPPED.is_match(text))
        .then(|| with_separators(&text.replace(' ', ","), true))
}

/// Whether a cell prints a number, a dash or nothing.
pub(crate) fn is_settled(amount: &Amount) -> bool {
    !matches!(
        amount.state,
        ValueState::Text | ValueState::Unreadable | ValueState::Clipped
    )
}

/// Commas between the groups; a point before the last one where `has_part`.
fn with_separators(text: &str, has_part: bool) -> String {
    let is_separator = |c: &char| ".,;:。、·".contains(*c);
    let last = text.chars().filter(is_separator).count();
    let mut seen = 0;
    text.chars()
        .map(|c| {
            if !is_separator(&c) {
                return c;
            }
            seen += 1;
            if has_part && seen == last { '.' } else { ',' }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_put_right_where_only_one_reading_is_possible() {
        for (read, meant) in [
            ("1.234.56", "1,234.56"),
            ("1,234,56", "1,234.56"),
            ("12;345:67", "12,345.67"),
            ("-1.234.5", "-1,234.5"),
            ("１．２３４．５６", "1,234.56"),
            ("1.234.567", "1,234,567"),
            ("1。234、567.89", "1,234,567.89"),
            ("__", "—"),
            ("-一", "—"),
            ("≥95°", "≥95%"),
        ] {
            assert_eq!(separated(read), meant, "for 「{read}」");
        }
    }

    #[test]
    fn a_gap_may_be_a_comma() {
        for (read, meant) in [
            ("6,910 120.58", Some("6,910,120.58")),
            ("1,865,922 73", Some("1,865,922.73")),
            ("38,224.175 57", Some("38,224,175.57")),
            ("12 34.56", None),
            ("2023 12", None),
            ("6,910.58", None),
        ] {
            assert_eq!(regrouped(read).as_deref(), meant, "for 「{read}」");
        }
    }

    #[test]
    fn what_can_be_read_in_several_ways_stays() {
        for read in [
            "1,234.567",
            "84.651",
            "12,34",
            "1 234.56.78",
            "一",
            "2.1",
            "合计",
            "1.23.456",
        ] {
            assert_eq!(separated(read), read);
        }
    }
}
