//! Printed words to exact numbers. Blank, dash and 0.00 are three different things.

use crate::disclosure::{Unit, ValueState};
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// What one cell prints, read as a number where it is one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Amount {
    /// What kind of thing is printed.
    pub state: ValueState,
    /// The printed number in its own unit.
    pub number: Option<Decimal>,
    /// Half of the last printed digit, in the same unit.
    pub half_digit: Option<Decimal>,
}

/// A number with more digits before the point is no amount but a code: the budget of all of
/// China has 14, in yuan. Sums of thousands of such numbers stay exact.
const WHOLE: usize = 16;

/// Digits with or without separators, one optional decimal part, an optional sign.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<part>\d*))?$")
        .expect("a constant pattern")
});

/// Reads what a cell prints.
///
/// A number is digits with or without separators in groups of three, a decimal point and
/// a sign; brackets around a number do not make it negative here, since the national
/// tables never print it so: it is text, and reported.
///
/// ```
/// use parser::{amount::read, ValueState};
/// assert_eq!(read("2,940.05").number, Some("2940.05".parse().unwrap()));
/// assert_eq!(read("0.00").state, ValueState::Zero);
/// assert_eq!(read("——").state, ValueState::Dash);
/// assert_eq!(read("").state, ValueState::Blank);
/// ```
pub fn read(printed: &str) -> Amount {
    let printed = without_marks(printed);
    let text = normalise(printed);
    let only = |state| Amount { state, ..Amount::default() };
    if text.is_empty() {
        return only(ValueState::Blank);
    }
    if text.chars().all(is_dash) {
        return only(ValueState::Dash);
    }
    if text.contains('\u{FFFD}') {
        return only(ValueState::Unreadable);
    }
    if text.chars().all(|c| c == '#') || (text.contains("##") && text.len() > 2) {
        // A spreadsheet prints ### where the column is too narrow for the number.
        return only(ValueState::Clipped);
    }
    let ascii: String = text.chars().map(|c| if is_minus(c) { '-' } else { c }).collect();
    let Some(found) = NUMBER.captures(&ascii) else { return only(ValueState::Text) };
    if is_parted(printed) {
        return only(ValueState::Text);
    }
    let whole = found.name("whole").map_or("", |m| m.as_str());
    let part = found.name("part").map_or("", |m| m.as_str());
    if whole.is_empty() && part.is_empty() || ascii.ends_with('.') {
        return only(ValueState::Text);
    }
    let digits: String = whole.chars().filter(|c| *c != ',').collect();
    if digits.trim_start_matches('0').len() > WHOLE {
        return only(ValueState::Text);
    }
    let plain = format!(
        "{}{}{}{}",
        if &found["sign"] == "-" { "-" } else { "" },
        if digits.is_empty() { "0" } else { &digits },
        if part.is_empty() { "" } else { "." },
        part
    );
    // More digits than an exact decimal holds are no amount, nor are so many decimals that
    // half of the last one has no place.
    let Ok(number) = Decimal::from_str_exact(&plain) else {
        return only(ValueState::Text);
    };
    let Ok(half) = Decimal::try_new(5, number.scale() + 1) else {
        return only(ValueState::Text);
    };
    Amount {
        state: if number.is_zero() { ValueState::Zero } else { ValueState::Number },
        number: Some(number),
        half_digit: Some(half),
    }
}

/// A number without note marks that can be nothing else: ①, *, ※, ¹, (注2).
fn without_marks(printed: &str) -> &str {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^\s*(?:[*＊※†①-⒇¹²³⁰⁴-⁹]\s*)?",
            r"(?P<number>[+\-−－]?[\d０-９.,．，]*[\d０-９])",
            r"\s*(?:[*＊※†]{1,3}|[①-⒇]{1,2}|[¹²³⁰⁴-⁹]{1,2}|[(（\[【]?注\d{0,2}[)）\]】]?)?\s*$"
        ))
        .expect("a constant pattern")
    });
    // Nearly every cell is a plain number, a word or nothing.
    let is_marked = |c: char| matches!(c, '*' | '＊' | '※' | '†' | '①'..='⒇' | '¹' | '²' | '³' | '⁰'..='⁹' | '注');
    if !printed.contains(is_marked) {
        return printed;
    }
    let found = MARKS.captures(printed).and_then(|found| found.name("number"));
    found.map_or(printed, |number| number.as_str())
}

/// Whether white space stands between two digits: two numbers of a merged cell, or one with
/// a digit missing, and nothing says which.
pub(crate) fn is_parted(printed: &str) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    let mut last = None;
    let mut gap = false;
    for c in printed.trim().chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && is_digit(&c) && last.as_ref().is_some_and(is_digit) {
            return true;
        }
        gap = false;
        last = Some(c);
    }
    false
}

/// Whether lines of one cell may be one number that its column was too narrow for: 100 over
/// 200 are two counts, and nothing says that they are not.
pub fn may_wrap(lines: &[String]) -> bool {
    lines.len() < 2 || lines.iter().any(|l| l.contains(['.', ',', '．', '，']))
}

/// Whether a cell prints a number, zero included.
pub fn is_number(printed: &str) -> bool {
    matches!(read(printed).state, ValueState::Number | ValueState::Zero)
}

/// Whether a character is one of the dashes that stand for nothing: every stroke that lies
/// level and has no other meaning.
pub fn is_dash(c: char) -> bool {
    is_minus(c)
        || matches!(
            c,
            '—' | '―'
                | '⸺'
                | '⸻'
                | '﹘'
                | '─'
                | '━'
                | '┄'
                | '┅'
                | '┈'
                | '┉'
                | '╌'
                | '╍'
                | '╴'
                | '╶'
                | '╸'
                | '╺'
                | '⎯'
                | '⏤'
                | 'ー'
                | 'ｰ'
        )
}

/// Whether a dash before a number makes it negative.
pub(crate) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '–' | '－' | '﹣' | '‐' | '‑' | '‒' | '⁃' | '˗' | '➖')
}

/// A unit of money by its printed name; `None` factor for a name we do not know.
pub fn unit(printed: &str) -> Unit {
    let name = normalise(printed);
    let name = name.strip_prefix("人民币").unwrap_or(&name);
    let factor = match name {
        "元" => Some(1),
        "百元" => Some(100),
        "千元" => Some(1_000),
        "万元" | "万" => Some(10_000),
        "百万元" => Some(1_000_000),
        "千万元" => Some(10_000_000),
        "亿元" => Some(100_000_000),
        _ => None,
    };
    Unit { printed: name.to_owned(), factor: factor.map(Decimal::from) }
}

/// `number` of `unit` in yuan, exact; `None` when the unit is not one of money.
pub fn to_yuan(number: Decimal, unit: &Unit) -> Option<Decimal> {
    number.checked_mul(unit.factor?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(printed: &str) -> String {
        let a = read(printed);
        format!("{:?} {:?} ±{:?}", a.state, a.number, a.half_digit)
    }

    #[test]
    fn printed_forms() {
        let table = [
            ("643.36", "Number Some(643.36) ±Some(0.005)"),
            ("2,940.05", "Number Some(2940.05) ±Some(0.005)"),
            ("１，２３４．５０", "Number Some(1234.50) ±Some(0.005)"),
            ("12", "Number Some(12) ±Some(0.5)"),
            ("-3.10", "Number Some(-3.10) ±Some(0.005)"),
            ("－3.10", "Number Some(-3.10) ±Some(0.005)"),
            (".5", "Number Some(0.5) ±Some(0.05)"),
            ("0", "Zero Some(0) ±Some(0.5)"),
            ("0.00", "Zero Some(0.00) ±Some(0.005)"),
            ("——", "Dash None ±None"),
            ("-", "Dash None ±None"),
            ("⸺", "Dash None ±None"),
            ("―", "Dash None ±None"),
            ("－ －", "Dash None ±None"),
            ("﹣", "Dash None ±None"),
            ("─", "Dash None ±None"),
            ("‐‒⁃", "Dash None ±None"),
            ("125360,898", "Text None ±None"),
            ("720.11①", "Number Some(720.11) ±Some(0.005)"),
            ("720.11 *", "Number Some(720.11) ±Some(0.005)"),
            ("*720.11", "Number Some(720.11) ±Some(0.005)"),
            ("100.00¹", "Number Some(100.00) ±Some(0.005)"),
            ("100（注1）", "Number Some(100) ±Some(0.5)"),
            ("*", "Text None ±None"),
            ("100[1]", "Text None ±None"),
            ("注1", "Text None ±None"),
            ("①", "Text None ±None"),
            ("−3.10", "Number Some(-3.10) ±Some(0.005)"),
            ("—3.10", "Text None ±None"),
            (" ", "Blank None ±None"),
            ("#####", "Clipped None ±None"),
            ("12,34.5", "Text None ±None"),
            ("3 1,288.00", "Text None ±None"),
            ("100 200", "Text None ±None"),
            ("1, 234.50", "Number Some(1234.50) ±Some(0.005)"),
            ("1.2.3", "Text None ±None"),
            ("无", "Text None ±None"),
            ("12.", "Text None ±None"),
            ("(12.50)", "Text None ±None"),
        ];
        for (printed, expected) in table {
            assert_eq!(shown(printed), expected, "for 「{printed}」");
        }
    }

    #[test]
    fn more_digits_than_a_decimal_holds_are_text() {
        let decimals = |n: usize| format!("0.{}1", "0".repeat(n - 1));
        assert_eq!(read(&decimals(27)).state, ValueState::Number);
        assert_eq!(read(&"9".repeat(16)).state, ValueState::Number);
        for printed in [decimals(28), decimals(29), decimals(400), "9".repeat(17)] {
            assert_eq!(read(&printed).state, ValueState::Text, "{printed}");
        }
    }

    #[test]
    fn unknown_unit_has_no_factor() {
        assert_eq!(unit("美元").factor, None);
        assert_eq!(unit("万 元").factor, Some(Decimal::from(10_000)));
    }
}
