//! Numbers of a text with their units: what states something, and what is only a date,
//! a limit or an ordinal.

use super::words::words;
use crate::words::amount;
use regex::Regex;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::LazyLock;

/// A number with its unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// Number and unit in the normal form.
    pub(super) range: Range<usize>,
    /// In its own unit.
    pub(super) value: Decimal,
    /// Half of its last printed digit.
    pub(super) half: Decimal,
    /// What it counts.
    pub(super) measure: Measure,
    /// The unit as printed; empty where none is.
    pub(super) unit: String,
    /// The counted thing, where it stands after the number (8个项目).
    pub(super) noun: String,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Yuan that one of its units is.
    Money(i64),
    /// Percent.
    Percent,
    /// People, vehicles, projects.
    Things,
    /// Points of a score.
    Points,
    /// No unit is printed.
    Bare,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?").expect("a constant pattern")
});

/// All numbers of a text that may state something, in order.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut out: Vec<Number> = Vec::new();
    for found in NUMBER.find_iter(text) {
        if let Some(number) = one(text, found.range()) {
            out.push(number);
        }
    }
    share_units(text, &mut out);
    out
}

fn one(text: &str, mut range: Range<usize>) -> Option<Number> {
    let before = &text[..range.start];
    let after = &text[range.end..];
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '~')) {
        return None;
    }
    let measured = measure(before, after)?;
    // 40%-30% is a range of points, not a number.
    if before.ends_with('-') {
        let rest = before.trim_end_matches('-');
        if rest.len() + 1 != before.len() || rest.ends_with(is_word) && !ends_clause(rest)
        {
            return None;
        }
        range.start -= 1;
    }
    let rest = &after[measured.length..];
    if measured.measure == Measure::Percent && rest.starts_with(['-', '~', '—', '至'])
    {
        return None;
    }
    if is_limit(before, rest) {
        return None;
    }
    let amount = amount::read(&text[range.clone()]);
    let (value, half) = (amount.number?, amount.half_digit?);
    Some(Number {
        range: range.start..range.end + measured.length,
        value,
        half,
        measure: measured.measure,
        unit: after[..measured.length].to_owned(),
        noun: measured.noun,
    })
}

/// A character after which a minus belongs to a range or a word.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '%'
}

fn ends_clause(rest: &str) -> bool {
    rest.ends_with(['为', '长', '降', '加', '少'])
}

struct Measured {
    measure: Measure,
    length: usize,
    noun: String,
}

/// The unit right after a number.
fn measure(before: &str, after: &str) -> Option<Measured> {
    let words = words();
    let unit = |measure, length| Some(Measured { measure, length, noun: String::new() });
    for (word, factor) in [
        ("亿元", 100_000_000),
        ("千万元", 10_000_000),
        ("百万元", 1_000_000),
        ("万元", 10_000),
        ("千元", 1_000),
        ("元", 1),
    ] {
        if let Some(rest) = after.strip_prefix(word) {
            // 元旦 and 万元户 are no money; neither is a rate per something.
            return if rest.starts_with(['旦', '宵', '户', '/']) {
                None
            } else {
                unit(Measure::Money(factor), word.len())
            };
        }
    }
    if let Some(rest) = after.strip_prefix('万') {
        let closed =
            rest.is_empty() || rest.starts_with(['(', ')', ',', '。', ';', '、']);
        return if closed {
            unit(Measure::Money(10_000), '万'.len_utf8())
        } else {
            None
        };
    }
    if after.starts_with('%') {
        return unit(Measure::Percent, 1);
    }
    if after.starts_with("个百分点") {
        return None;
    }
    let score = &words.score;
    if let Some(rest) = after.strip_prefix(score.unit.as_str())
        && !rest.starts_with(['钟', '之', '局', '别', '析', '部', '为', '类', '管'])
    {
        let clause = last_clause(before);
        return if score.words.iter().any(|w| clause.contains(w.as_str())) {
            unit(Measure::Points, score.unit.len())
        } else {
            None
        };
    }
    for (word, has_noun) in &words.counters {
        if let Some(rest) = after.strip_prefix(word.as_str()) {
            if ["人民", "人均", "个月"].iter().any(|w| after.starts_with(w))
                || rest.starts_with('/')
            {
                return None;
            }
            let noun = if *has_noun { noun(rest) } else { String::new() };
            return Some(Measured { measure: Measure::Things, length: word.len(), noun });
        }
    }
    // 增长13.95。 has lost its sign; a decimal part tells it from a date or an ordinal.
    let decimal = after.is_empty() || after.starts_with([',', '。', ';', '、', ')']);
    decimal.then_some(Measured { measure: Measure::Bare, length: 0, noun: String::new() })
}

/// The counted thing after a number (20名治安巡防队员), up to the next mark or verb. 9人的工资
/// counts what stands before it.
fn noun(rest: &str) -> String {
    let words = words();
    let end = rest
        .char_indices()
        .find(|(at, c)| {
            !('\u{4E00}'..='\u{9FFF}').contains(c)
                || words.noun_ends.iter().any(|w| rest[*at..].starts_with(w.as_str()))
        })
        .map_or(rest.len(), |(at, _)| at);
    let name = &rest[..end];
    if name.chars().count() > 20 { String::new() } else { name.to_owned() }
}

/// The words since the last mark.
pub(super) fn last_clause(text: &str) -> &str {
    let from = text
        .rfind([',', '。', ';', ':', '(', ')'])
        .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    &text[from..]
}

/// 单价100万元以上, 不超过5万元, 满分100分.
fn is_limit(before: &str, rest: &str) -> bool {
    let words = words();
    words.limit_after.iter().any(|w| rest.starts_with(w.as_str()))
        || words.limit_before.iter().any(|w| before.ends_with(w.as_str()))
}

/// 收、支总计分别为100和200万元: the first has the unit of the second. Others without a
/// unit stay only if they have a decimal part.
fn share_units(text: &str, out: &mut Vec<Number>) {
    for i in (0..out.len()).rev() {
        if out[i].measure != Measure::Bare {
            continue;
        }
        let next = out.get(i + 1).filter(|next| {
            let between = text.get(out[i].range.end..next.range.start);
            matches!(between, Some("和" | "、" | "," | "及"))
                && matches!(next.measure, Measure::Money(_) | Measure::Percent)
        });
        if let Some(next) = next.cloned() {
            out[i].measure = next.measure;
            out[i].unit = next.unit;
        } else if out[i].value.scale() == 0 {
            out.remove(i);
        }
    }
}
