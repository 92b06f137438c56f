//! Whether the numbers of a whole table can be what is printed: a font that calls several
//! digits by one name, or all of them by none, leaves its trace in the sum of them.

use crate::disclosure::{Diagnostic, Severity, Table, Value, ValueState};
use std::collections::BTreeSet;

/// Cells with ink and no digit: fewer are words, such as 无 or 不适用.
const WORDLESS: usize = 6;
/// Different numbers and digits of them that have to be there before their kinds count:
/// sixty digits of fifteen numbers use five kinds of digit by chance once in a billion.
const NUMBERS: usize = 15;
const DIGITS: usize = 60;
const KINDS: usize = 5;
/// The same for six kinds.
const MANY_DIGITS: usize = 120;

/// Takes back the amounts of a table whose digits cannot be believed, and says so.
///
/// `is_amount` tells the columns in which numbers are expected.
pub(crate) fn distrust(
    table: &mut Table,
    is_amount: &[bool],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let expected = |v: &&Value| is_amount.get(v.column).copied().unwrap_or(false);
    let values = || table.rows.iter().flat_map(|row| &row.values).filter(expected);
    let inked: Vec<&Value> = values()
        .filter(|v| !matches!(v.state, ValueState::Blank | ValueState::Dash))
        .collect();
    let has_digit = |v: &&Value| v.printed.chars().any(|c| c.is_numeric());
    let odd = |v: &&Value| v.printed.chars().all(|c| !is_word(c));
    let (problem, first) = if inked.len() >= WORDLESS
        && !inked.iter().any(has_digit)
        && inked.iter().filter(|v| odd(v)).count() * 2 > inked.len()
    {
        ("its amount cells hold signs but no digit", inked.first())
    } else if has_few_kinds(&inked) {
        ("its numbers are made of too few different digits", inked.first())
    } else {
        return;
    };
    let origin = first.map(|v| v.origin);
    let diagnostic = Diagnostic::new(
        "untrusted-digits",
        Severity::Warning,
        format!("{problem}; no amount is given"),
    )
    .printed(table.title_printed.clone())
    .hint("compare with the page as displayed; its font seems to lie");
    diagnostics.push(match origin {
        Some(origin) => diagnostic.at(origin),
        None => diagnostic,
    });
    for value in table.rows.iter_mut().flat_map(|row| &mut row.values) {
        let is_inked = !matches!(value.state, ValueState::Blank | ValueState::Dash);
        if is_inked && is_amount.get(value.column).copied().unwrap_or(false) {
            value.state = ValueState::Unreadable;
            value.number = None;
            value.amount_yuan = None;
            value.precision_yuan = None;
            value.quantity = None;
        }
    }
}

/// Whether a character is part of a word, such as 无.
fn is_word(c: char) -> bool {
    c.is_alphabetic() && c != '\u{fffd}'
}

/// Whether many numbers use few kinds of digit. Noughts at their ends say nothing: budgets
/// are round.
fn has_few_kinds(inked: &[&Value]) -> bool {
    let mut numbers: BTreeSet<String> = BTreeSet::new();
    for value in inked {
        if value.state == ValueState::Number {
            let digits: String =
                value.printed.chars().filter(char::is_ascii_digit).collect();
            let digits = digits.trim_matches('0');
            if digits.len() > 1 {
                numbers.insert(digits.to_owned());
            }
        }
    }
    if numbers.len() < NUMBERS {
        return false;
    }
    let all: usize = numbers.iter().map(String::len).sum();
    let kinds: BTreeSet<char> = numbers.iter().flat_map(|n| n.chars()).collect();
    all >= DIGITS && kinds.len() <= KINDS
        || all >= MANY_DIGITS && kinds.len() == KINDS + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Row;
    use crate::words::amount;

    /// Whether a column of these words is believed.
    fn is_believed(words: &[String]) -> bool {
        let rows = words.iter().map(|printed| {
            let read = amount::read(printed);
            let value = Value {
                state: read.state,
                number: read.number,
                printed: printed.clone(),
                ..Value::default()
            };
            Row { values: vec![value], ..Row::default() }
        });
        let mut table = Table { rows: rows.collect(), ..Table::default() };
        let mut diagnostics = Vec::new();
        distrust(&mut table, &[true], &mut diagnostics);
        let kept = table.rows.iter().any(|row| row.values[0].number.is_some());
        assert!(diagnostics.is_empty() || !kept);
        diagnostics.is_empty()
    }

    fn numbers(map: impl Fn(char) -> char) -> Vec<String> {
        (0..40u64)
            .map(|i| (i * i * 7919 + 104_729 * i + 12_347).to_string())
            .map(|n| format!("{}.{}", &n[..n.len() - 2], &n[n.len() - 2..]))
            .map(|n| n.chars().map(&map).collect())
            .collect()
    }

    #[test]
    fn numbers_as_they_come_are_believed() {
        assert!(is_believed(&numbers(|c| c)));
        assert!(is_believed(&vec!["0.00".to_owned(); 80]));
        let round: Vec<String> = (1..60).map(|i| format!("{}00.00", i * 10)).collect();
        assert!(is_believed(&round));
        assert!(is_believed(&vec!["无".to_owned(); 20]));
    }

    #[test]
    fn digits_that_fell_together_are_not() {
        assert!(!is_believed(&numbers(|c| if c > '4' { '5' } else { c })));
        assert!(!is_believed(&numbers(|c| if c < '6' { '0' } else { c })));
    }

    #[test]
    fn signs_in_place_of_digits_are_not() {
        let shifted = |c: char| char::from(c as u8 - 16);
        assert!(!is_believed(&numbers(|c| if c == '.' { c } else { shifted(c) })));
        assert!(!is_believed(&vec!["\u{fffd}\u{fffd}.\u{fffd}".to_owned(); 20]));
    }
}
