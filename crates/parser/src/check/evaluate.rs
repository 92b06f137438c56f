//! Two sides of printed numbers → how an identity ended. All tolerances come from the print.

use crate::disclosure::Severity;
use crate::disclosure::{Blame, Check, CheckKind, Evidence, Operand, Outcome, Rule};
use rust_decimal::Decimal;

/// A printed number with what its last digit leaves open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// In the unit of the check.
    pub(crate) value: Decimal,
    /// Half of the last printed digit, in the same unit.
    pub(crate) half: Decimal,
    /// Where it comes from.
    pub(crate) evidence: Evidence,
}

/// One side of an identity: the numbers that add up to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Side {
    /// What it is, for people.
    pub(crate) label: String,
    /// Its printed numbers; blanks are none, zeros are.
    pub(crate) numbers: Vec<Number>,
    /// Cells that print something which is no number (unreadable, clipped, words), or an
    /// operand that is not there at all: the side cannot be added up.
    pub(crate) incomplete: bool,
    /// Whether a cell that the side needs is blank or not there: a number that is lost in
    /// reading leaves just that behind.
    pub(crate) blank: bool,
}

/// No budget has an amount like this: larger numbers are digits that ran together, and sums of
/// them would leave the range of exact decimals.
pub(crate) const LARGEST: i64 = 1_000_000_000_000_000_000;

impl Side {
    /// The side without numbers that cannot be added up.
    fn bounded(mut self) -> Side {
        let all = self.numbers.len();
        self.numbers.retain(|n| n.value.abs() < LARGEST.into());
        self.incomplete |= self.numbers.len() < all;
        self
    }

    /// A side without numbers yet.
    pub(crate) fn new(label: impl Into<String>) -> Side {
        Side { label: label.into(), ..Side::default() }
    }

    /// The same with one more number.
    pub(crate) fn with(mut self, number: Option<Number>) -> Side {
        self.numbers.extend(number);
        self
    }

    /// The sum of what is printed; `None` where nothing is.
    pub(crate) fn value(&self) -> Option<Decimal> {
        (!self.numbers.is_empty()).then(|| self.numbers.iter().map(|n| n.value).sum())
    }

    /// Whether it holds nothing but blanks and zeros.
    pub(crate) fn is_nothing(&self) -> bool {
        !self.incomplete && self.is_zero()
    }

    fn is_zero(&self) -> bool {
        self.numbers.iter().all(|n| n.value.is_zero())
    }
}

/// Left and right are the same money: `left = right`.
///
/// The tolerance is half of the last printed digit of each number, summed; where one number
/// stands on each side, the same quantity is printed twice and may differ by one unit of the
/// coarser last place, since one table prints sums of rounded parts and the other rounds the
/// sum.
pub(crate) fn equal(rule: &'static Rule, left: Side, right: Side) -> Check {
    let (left, right) = (left.bounded(), right.bounded());
    let tolerance = tolerance(&left, &right);
    let difference = difference(&left, &right);
    let result = if left.incomplete || right.incomplete {
        Outcome::NotEvaluable
    } else if left.is_zero() && right.is_zero() {
        Outcome::Vacuous
    } else {
        graded(difference, tolerance)
    };
    let blank = left.blank || right.blank;
    let check = build(rule, result, left, right, difference, tolerance);
    accusing(check, blank)
}

/// A violation that a blank cell takes part in is no accusation.
fn accusing(mut check: Check, blank: bool) -> Check {
    if blank && check.result == Outcome::Violated {
        check.blame = Blame::Reading;
    }
    check
}

/// The part is not more than the whole: `whole ≥ part`.
pub(crate) fn at_least(rule: &'static Rule, whole: Side, part: Side) -> Check {
    let (whole, part) = (whole.bounded(), part.bounded());
    let tolerance = tolerance(&whole, &part);
    let difference = difference(&whole, &part);
    let result = if whole.incomplete || part.incomplete {
        Outcome::NotEvaluable
    } else if part.is_zero() {
        Outcome::Vacuous
    } else if !difference.is_sign_negative() || difference.is_zero() {
        Outcome::Exact
    } else if -difference <= tolerance {
        Outcome::Rounding
    } else {
        Outcome::Violated
    };
    let blank = whole.blank || part.blank;
    let mut check = build(rule, result, whole, part, difference, tolerance);
    check.is_equality = false;
    describe(&mut check);
    accusing(check, blank)
}

/// A printed percentage against `part / whole`, both known only to their last digits.
///
/// `whole` may be a difference: the base of a growth is what the later amount and the change
/// leave. Exact means that the quotient of the printed numbers, rounded to the printed digits,
/// is the printed percentage; rounding that some numbers within the printed digits give it.
/// A whole that may be zero has no percentage.
pub(crate) fn percent(
    rule: &'static Rule,
    printed: Side,
    part: &Side,
    whole: &Whole,
    label: &str,
) -> Check {
    let right = Side {
        label: label.to_owned(),
        numbers: Vec::new(),
        incomplete: part.incomplete || whole.incomplete(),
        blank: false,
    };
    let open = |side: &Side| side.numbers.iter().map(|n| n.half).sum::<Decimal>();
    let (Some(shown), Some(top), Some(bottom)) =
        (printed.value(), part.value(), whole.value())
    else {
        return open_rate(rule, printed, right);
    };
    let (top_open, bottom_open) = (open(part), whole.open());
    let may_be_zero = bottom.abs() <= bottom_open;
    let rate = |top: Decimal, bottom: Decimal| {
        top.checked_div(bottom)?.checked_mul(Decimal::ONE_HUNDRED)
    };
    let rates = (!right.incomplete && !may_be_zero).then(|| {
        Some([
            rate(top, bottom)?,
            rate(top - top_open, bottom - bottom_open)?,
            rate(top - top_open, bottom + bottom_open)?,
            rate(top + top_open, bottom - bottom_open)?,
            rate(top + top_open, bottom + bottom_open)?,
        ])
    });
    let mut check = if let Some(Some(rates)) = rates {
        let quotient = rates[0];
        let least = rates.into_iter().fold(quotient, Decimal::min);
        let most = rates.into_iter().fold(quotient, Decimal::max);
        let half = open(&printed);
        let reach = (most - quotient).max(quotient - least) + half;
        let difference = shown - quotient;
        let result = if difference.abs() <= half {
            Outcome::Exact
        } else if shown - half <= most && shown + half >= least {
            Outcome::Rounding
        } else {
            Outcome::Violated
        };
        let mut check = build(rule, result, printed, right, difference, reach);
        if result == Outcome::Violated && is_cut_off(shown, quotient, half) {
            // Digits cut off instead of rounded: the document's slip, but nobody is misled.
            check.severity = Severity::Info;
        }
        check.right.value = Some(quotient.round_dp(4).normalize());
        check.difference = Some(difference.round_dp(4).normalize());
        check.tolerance = Some(reach.round_dp(4).normalize());
        check
    } else {
        // The base may be zero: no percentage can be right or wrong by these numbers.
        open_rate(rule, printed, right)
    };
    let numbers = part.numbers.iter().chain(whole.numbers());
    check.evidence.extend(numbers.clone().map(|n| n.evidence));
    check.evidence.dedup();
    check.operands += u32::try_from(numbers.count()).unwrap_or(u32::MAX);
    check.unit = "percent";
    describe(&mut check);
    if check.result == Outcome::Violated && check.severity < rule.severity {
        check.note = (
            "似为截断而非四舍五入".to_owned(),
            "the digits are cut off rather than rounded, it seems".to_owned(),
        );
    }
    check
}

/// A percentage that nothing can be held against.
fn open_rate(rule: &'static Rule, printed: Side, right: Side) -> Check {
    let right = Side { incomplete: true, ..right };
    let zero = Decimal::ZERO;
    build(rule, Outcome::NotEvaluable, printed, right, zero, zero)
}

/// Whether a percentage is the quotient with its further digits cut off.
fn is_cut_off(shown: Decimal, quotient: Decimal, half: Decimal) -> bool {
    let missing = quotient.abs() - shown.abs();
    !missing.is_sign_negative() && missing < half * Decimal::TWO
}

/// What a percentage is of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Whole {
    /// A printed amount or a sum of such.
    Sum(Side),
    /// The base of a growth: the later amount less the increase (or plus the decrease, then
    /// given as a negative number).
    Less(Side, Side),
}

impl Whole {
    fn value(&self) -> Option<Decimal> {
        match self {
            Whole::Sum(side) => side.value(),
            Whole::Less(later, change) => Some(later.value()? - change.value()?),
        }
    }

    fn incomplete(&self) -> bool {
        match self {
            Whole::Sum(side) => side.incomplete,
            Whole::Less(later, change) => later.incomplete || change.incomplete,
        }
    }

    fn open(&self) -> Decimal {
        self.numbers().map(|n| n.half).sum()
    }

    fn numbers(&self) -> impl Iterator<Item = &Number> + Clone {
        let (first, second) = match self {
            Whole::Sum(side) => (side.numbers.as_slice(), [].as_slice()),
            Whole::Less(later, change) => {
                (later.numbers.as_slice(), change.numbers.as_slice())
            }
        };
        first.iter().chain(second)
    }
}

/// One more check of nothing but blanks and zeros, which is only counted: without words.
pub(crate) fn one_more_vacuous(rule: &'static Rule, left: &Side) -> Check {
    let side = Side { numbers: left.numbers.clone(), ..Side::default() };
    draft(rule, Outcome::Vacuous, side, Side::default(), Decimal::ZERO, Decimal::ZERO)
}

/// A finding about what is there or how it is numbered, without arithmetic.
pub(crate) fn found(
    rule: &'static Rule,
    result: Outcome,
    evidence: Vec<Evidence>,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Check {
    let empty = Side::default();
    let mut check =
        draft(rule, result, empty.clone(), empty, Decimal::ZERO, Decimal::ZERO);
    // A finding without arithmetic is as severe as its rule.
    check.is_equality = false;
    check.difference = None;
    check.tolerance = None;
    check.unit = "";
    check.operands = u32::try_from(evidence.len()).unwrap_or(u32::MAX);
    check.evidence = evidence;
    check.message_zh = zh.into();
    check.message_en = en.into();
    check
}

/// Grades a check again by another difference and tolerance.
pub(crate) fn regrade(check: &mut Check, difference: Decimal, tolerance: Decimal) {
    (check.result, check.severity) = weighed(check.rule, graded(difference, tolerance));
    check.difference = Some(difference);
    check.tolerance = Some(tolerance);
    describe(check);
}

/// Takes a violation back: a sum that is not printed says nothing about its parts, and what is
/// not understood may explain a difference.
pub(crate) fn withdraw(check: &mut Check) {
    check.result = Outcome::NotEvaluable;
    check.severity = Severity::Info;
    check.blame = Blame::Unknown;
    check.difference = None;
    check.tolerance = None;
    describe(check);
}

/// Takes a violation back and says why.
pub(crate) fn doubt(check: &mut Check, zh: &str, en: &str) {
    withdraw(check);
    check.note = (zh.to_owned(), en.to_owned());
}

/// What an outcome comes to under a rule, and how much it matters: an inference is never a
/// violation, however far it is off.
fn weighed(rule: &Rule, result: Outcome) -> (Outcome, Severity) {
    match result {
        Outcome::Violated if rule.kind == CheckKind::Hint => {
            (Outcome::NotEvaluable, Severity::Hint)
        }
        Outcome::Violated => (result, rule.severity),
        _ if rule.kind == CheckKind::Hint => (result, Severity::Hint),
        _ => (result, Severity::Info),
    }
}

fn graded(difference: Decimal, tolerance: Decimal) -> Outcome {
    if difference.is_zero() {
        Outcome::Exact
    } else if difference.abs() <= tolerance {
        Outcome::Rounding
    } else {
        Outcome::Violated
    }
}

fn difference(left: &Side, right: &Side) -> Decimal {
    left.value().unwrap_or_default() - right.value().unwrap_or_default()
}

fn tolerance(left: &Side, right: &Side) -> Decimal {
    let numbers = || left.numbers.iter().chain(&right.numbers);
    // A bare 0 in a sum means none, not anything below half a unit: its digit is as fine as
    // the finest beside it.
    let finest = numbers().map(|n| n.half).min().unwrap_or_default();
    let open = |n: &Number| if n.value.is_zero() { finest } else { n.half };
    match (left.numbers.as_slice(), right.numbers.as_slice()) {
        ([a], [b]) => open(a).max(open(b)) * Decimal::TWO,
        _ => numbers().map(open).sum(),
    }
}

fn build(
    rule: &'static Rule,
    result: Outcome,
    left: Side,
    right: Side,
    difference: Decimal,
    tolerance: Decimal,
) -> Check {
    let mut check = draft(rule, result, left, right, difference, tolerance);
    describe(&mut check);
    check
}

/// A check without its messages.
fn draft(
    rule: &'static Rule,
    result: Outcome,
    left: Side,
    right: Side,
    difference: Decimal,
    tolerance: Decimal,
) -> Check {
    let (result, severity) = weighed(rule, result);
    let mut evidence: Vec<Evidence> = Vec::new();
    for number in left.numbers.iter().chain(&right.numbers) {
        if !evidence.contains(&number.evidence) {
            evidence.push(number.evidence);
        }
    }
    let on_left = |e: &&Evidence| left.numbers.iter().any(|n| n.evidence == **e);
    let left_evidence = evidence.iter().filter(on_left).count();
    let is_missing = left.incomplete || right.incomplete || left.numbers.is_empty();
    let known = match result {
        Outcome::Exact | Outcome::Rounding | Outcome::Violated => true,
        Outcome::Vacuous => false,
        // What an inference is off by is all that it says.
        Outcome::NotEvaluable => rule.kind == CheckKind::Hint && !is_missing,
    };
    Check {
        rule,
        result,
        left_evidence,
        is_equality: true,
        operands: u32::try_from(left.numbers.len() + right.numbers.len())
            .unwrap_or(u32::MAX),
        left: Operand { value: left.value(), label: left.label },
        right: Operand { value: right.value(), label: right.label },
        unit: "yuan",
        difference: known.then_some(difference),
        tolerance: known.then_some(tolerance),
        blame: Blame::Unknown,
        evidence,
        pages: Vec::new(),
        message_zh: String::new(),
        message_en: String::new(),
        note: (String::new(), String::new()),
        severity,
        tables: Vec::new(),
        cluster: String::new(),
    }
}

/// Writes the messages from the two sides.
pub(crate) fn describe(check: &mut Check) {
    let (l, r) = (&check.left.label, &check.right.label);
    let unit = check.unit;
    let zh = |value| shown(value, unit, "元", "空");
    let en = |value| shown(value, unit, " yuan", "blank");
    let (left, right) = (check.left.value, check.right.value);
    let by = check.difference.map(|d| d.abs());
    let result = match check.result {
        Outcome::NotEvaluable if by.is_some() => Outcome::Violated,
        other => other,
    };
    let (zh, en) = match result {
        Outcome::Exact => (check.rule.title.clone(), check.rule.title_en.clone()),
        Outcome::Rounding => (
            format!(
                "{l} {} 与 {r} {} 相差 {}，在尾数误差之内",
                zh(left),
                zh(right),
                zh(by)
            ),
            format!(
                "{l} {} and {r} {} differ by {}, no more than rounding explains",
                en(left),
                en(right),
                en(by)
            ),
        ),
        Outcome::Violated if !check.is_equality => (
            format!("{l} {} 小于 {r} {}，少 {}", zh(left), zh(right), zh(by)),
            format!("{l} {} is less than {r} {}, by {}", en(left), en(right), en(by)),
        ),
        Outcome::Violated => (
            format!("{l} {} 与 {r} {} 不符，相差 {}", zh(left), zh(right), zh(by)),
            format!(
                "{l} {} does not agree with {r} {}: off by {}",
                en(left),
                en(right),
                en(by)
            ),
        ),
        Outcome::Vacuous => {
            (format!("{l} 与 {r} 均为空或零"), format!("{l} and {r} are blank or zero"))
        }
        Outcome::NotEvaluable => (
            format!("{l} {}，{r} {}：缺少可核对的数字", zh(left), zh(right)),
            format!("{l} {}, {r} {}: a number it needs is missing", en(left), en(right)),
        ),
    };
    check.message_zh = zh;
    check.message_en = en;
}

fn shown(value: Option<Decimal>, unit: &str, yuan: &str, blank: &str) -> String {
    match (value, unit) {
        (Some(value), "percent") => format!("{}%", value.normalize()),
        (Some(value), "yuan") => format!("{}{yuan}", value.normalize()),
        (Some(value), _) => value.normalize().to_string(),
        (None, _) => blank.to_owned(),
    }
}
