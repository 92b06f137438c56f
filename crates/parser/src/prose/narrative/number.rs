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

impl Number {
    /// In yuan; `None` for anything but money.
    pub(super) fn in_yuan(&self) -> Option<Decimal> {
        let Measure::Money(factor) = self.measure else { return None };
        self.value.checked_mul(Decimal::from(factor))
    }
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

/// Digits with whatever stands between them.
static RUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(?:[,.]\d+)*").expect("a constant pattern"));
/// A number as numbers are cut.
static WELL_CUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$").expect("a constant pattern")
});
/// 3万元至, 3.5—: what follows is the end of a range.
static RANGE_FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d(?:[百千万亿]*元?|%)(?:[-~—–]{1,2}|至|到)$")
        .expect("a constant pattern")
});
/// What stands between the two ends of a range.
static RANGE_TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[-~—–]{1,2}|至|到)\d").expect("a constant pattern")
});
/// A year, which ends no range of money.
static YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^.{1,2}20\d\d年").expect("a constant pattern"));

/// All numbers of a text that may state something, in order, and where digits stand that are
/// cut as no number is (12,34.5万元). `gaps` are the bytes before which white space stood
/// between two digits.
pub(super) fn numbers(text: &str, gaps: &[usize]) -> (Vec<Number>, Vec<Range<usize>>) {
    let odd: Vec<Range<usize>> =
        RUN.find_iter(text).filter_map(|run| odd(text, run.range(), gaps)).collect();
    let is_odd = |at: usize| {
        let next = odd.partition_point(|range| range.end <= at);
        odd.get(next).is_some_and(|range| range.contains(&at))
    };
    let mut out: Vec<Number> = Vec::new();
    for found in NUMBER.find_iter(text) {
        let over = out.last().is_some_and(|last| found.start() < last.range.end);
        if over || is_odd(found.start()) {
            continue;
        }
        if let Some(number) =
            compound(text, found.range()).or_else(|| one(text, found.range()))
        {
            out.push(number);
        }
    }
    share_units(text, &mut out);
    (out, odd)
}

/// Whether a number behind these words is the upper end of a range.
fn ends_range(before: &str) -> bool {
    RANGE_FROM
        .is_match(&before[before.floor_char_boundary(before.len().saturating_sub(24))..])
}

/// The part of a run of digits with its unit that is money or a percentage, but no number.
fn odd(text: &str, run: Range<usize>, gaps: &[usize]) -> Option<Range<usize>> {
    // 4125.49,4143.91万元 are two.
    let mut from = run.start;
    let mut has_point = false;
    for (at, c) in text[run.clone()].char_indices() {
        match c {
            '.' => has_point = true,
            ',' if has_point => {
                from = run.start + at + 1;
                has_point = false;
            }
            _ => {}
        }
    }
    let piece = from..run.end;
    let parted = gaps.iter().copied().filter(|g| piece.start < *g && *g < piece.end);
    let parted: Vec<usize> = parted.map(|g| g - piece.start).collect();
    let digits = &text[piece.clone()];
    if WELL_CUT.is_match(digits) && is_spaced_well(digits, &parted) {
        return None;
    }
    let measured = measure(&text[..piece.start], &text[piece.end..])?;
    matches!(measured.measure, Measure::Money(_) | Measure::Percent)
        .then(|| piece.start..piece.end + measured.length)
}

/// 1 234.56 is parted as 1,234.56 is, and 2 3 5 is letter-spaced; 12 34.5 is two numbers, or
/// one with a digit missing.
fn is_spaced_well(digits: &str, parted: &[usize]) -> bool {
    if parted.is_empty() || parted.len() + 1 >= digits.len() {
        return true;
    }
    if digits.contains(',') {
        return false;
    }
    let whole = digits.find('.').unwrap_or(digits.len());
    parted.iter().all(|at| *at < whole && (whole - at).is_multiple_of(3))
        && parted.len() == (whole - 1) / 3
}

/// 3万5千元, 1亿2000万元, 123元1角1分: money with a unit for each part.
fn compound(text: &str, first: Range<usize>) -> Option<Number> {
    const UNITS: [(&str, i64); 8] = [
        ("千万", 1_000_000_000),
        ("百万", 100_000_000),
        ("亿", 10_000_000_000),
        ("万", 1_000_000),
        ("千", 100_000),
        ("百", 10_000),
        ("角", 10),
        ("分", 1),
    ];
    let before = &text[..first.start];
    if before
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '~'))
        || ends_range(before)
    {
        return None;
    }
    // In 分, so that all scales are whole.
    let (mut cents, mut half) = (Decimal::ZERO, Decimal::ZERO);
    let (mut at, mut parts, mut least) = (first.start, 0, i64::MAX);
    let mut is_money = false;
    let mut digits = first;
    loop {
        let rest = &text[digits.end..];
        let (unit, scale) = match UNITS.iter().find(|(unit, _)| rest.starts_with(unit)) {
            Some((unit, scale)) => (*unit, *scale),
            None if rest.starts_with('元') => ("", 100),
            None => break,
        };
        let amount = amount::read(&text[digits.clone()]);
        let scale_of = Decimal::from(scale);
        let value = amount.number?.checked_mul(scale_of)?;
        if scale >= least || is_money && scale > 10 {
            break;
        }
        cents = cents.checked_add(value)?;
        half = amount.half_digit?.checked_mul(scale_of)?;
        least = scale;
        parts += 1;
        at = digits.end + unit.len();
        if text[at..].starts_with('元') {
            at += '元'.len_utf8();
            is_money = true;
        }
        let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        // Only the last part may have decimals, and is then the last.
        if length == 0 || !amount.number?.fract().is_zero() {
            break;
        }
        digits = at..at + length;
    }
    let rest = &text[at..];
    let clean = !rest.starts_with(['/', '旦', '户']) && !RANGE_TO.is_match(rest);
    if parts < 2 || !is_money || !clean || is_limit(before, rest) {
        return None;
    }
    let yuan =
        |cents: Decimal| cents.checked_div(Decimal::ONE_HUNDRED).map(|y| y.normalize());
    Some(Number {
        range: before.len()..at,
        value: yuan(cents)?,
        half: yuan(half)?,
        measure: Measure::Money(1),
        unit: "元".to_owned(),
        noun: String::new(),
    })
}

fn one(text: &str, mut range: Range<usize>) -> Option<Number> {
    let before = &text[..range.start];
    let after = &text[range.end..];
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '~')) {
        return None;
    }
    let measured = measure(before, after)?;
    let is_rated = matches!(measured.measure, Measure::Money(_) | Measure::Percent);
    if is_rated && ends_range(before) {
        return None;
    }
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
        || is_rated && RANGE_TO.is_match(rest) && !YEAR.is_match(rest)
    {
        return None;
    }
    let is_money = matches!(measured.measure, Measure::Money(_));
    if is_limit(before, rest) || is_money && describes(rest) {
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

/// Whether an amount only describes what stands behind it (50亿元的专项基金); of a budget a
/// percentage follows (完成年初预算100万元的90%).
fn describes(rest: &str) -> bool {
    rest.strip_prefix('的')
        .is_some_and(|what| !what.starts_with(|c: char| c.is_ascii_digit()))
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
