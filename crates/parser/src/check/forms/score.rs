//! The points of one form: weights, scores, the rate of execution, the grade.

use super::paper::{Form, doubt, in_points, named};
use crate::check::evaluate::{self, Number, Side, Whole};
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Funding, Horizon, Indicator, ScoreSource};
use crate::words::amount;
use crate::words::normal::normalise;
use rust_decimal::Decimal;

pub(super) fn checks(form: &Form<'_>) -> Vec<Check> {
    let mut all = Vec::new();
    for horizon in [Horizon::Full, Horizon::Annual] {
        all.extend(weights(form, horizon));
    }
    all.extend(total_score(form));
    all.extend(rate_score(form));
    all.extend(rate(form));
    all.extend(within_weight(form));
    all.extend(grade(form));
    all
}

/// D16 holds where points follow the rate; where the document's other forms do not show that
/// they do, local rules may give the points in steps, and a form that does not fit says
/// nothing.
pub(super) fn by_custom(checks: &mut [Check]) {
    let of = |check: &Check, held: bool| {
        check.rule.id == "D16"
            && (check.result == Outcome::Violated) != held
            && matches!(
                check.result,
                Outcome::Violated | Outcome::Exact | Outcome::Rounding
            )
            && check.right.value.is_some_and(|v| v < Decimal::ONE_HUNDRED)
    };
    let held = checks.iter().filter(|c| of(c, true)).count();
    let failed = checks.iter().filter(|c| of(c, false)).count();
    if held > failed {
        return;
    }
    for check in checks.iter_mut().filter(|c| of(c, false)) {
        doubt(
            check,
            "未见本文件按执行率乘以分值计分",
            "nothing shows that this document gives points in proportion to the rate",
        );
    }
}

/// The number of a cell of points: 10, 9.5分.
fn points(printed: &str, evidence: Evidence) -> Option<Number> {
    let words = normalise(printed);
    let reading = amount::read(words.strip_suffix('分').unwrap_or(&words));
    let value = reading.number.filter(|v| v.abs() < Decimal::from(100_000))?;
    Some(Number { value, half: open(value), evidence })
}

/// What the last digit of points leaves open: whole points are given, printed decimals were
/// rounded to, zeros too.
fn open(value: Decimal) -> Decimal {
    if value.scale() == 0 { Decimal::ZERO } else { last_digit(value) }
}

/// Half of the last printed digit.
fn last_digit(value: Decimal) -> Decimal {
    Decimal::new(5, value.scale().min(27) + 1)
}

/// The line that the points for execution stand on: where numbers are printed in `cell`.
fn judged<'f>(
    form: &'f Form<'_>,
    cell: impl Fn(&Funding) -> &str,
) -> Option<&'f Funding> {
    let lines = || form.project.funding.iter();
    let has = |line: &&Funding| points(cell(line), form.evidence()).is_some();
    lines().filter(has).find(|l| l.source == "total").or_else(|| {
        let mut any = lines().filter(has);
        any.next().filter(|_| any.next().is_none())
    })
}

fn indicators<'f>(
    form: &'f Form<'_>,
    horizon: Horizon,
) -> impl Iterator<Item = (usize, &'f Indicator)> {
    let all = form.project.indicators.iter().enumerate();
    all.filter(move |(_, i)| i.horizon == horizon)
}

/// Holds a violation back where points of one cell may stand for several rows.
fn merged(mut check: Check, is_merged: bool) -> Check {
    if is_merged && check.result == Outcome::Violated {
        doubt(
            &mut check,
            "有的指标未列分值",
            "some indicators have no weight of their own",
        );
    }
    in_points(check)
}

/// D14: the weights of the indicators and of the execution are 100 together.
fn weights(form: &Form<'_>, horizon: Horizon) -> Option<Check> {
    let rule = named("D14");
    if indicators(form, horizon).all(|(_, i)| i.weight.is_empty()) {
        return None;
    }
    let mut side = Side::new(format!("{}各项指标分值之和", form.name()));
    let mut is_merged = false;
    for (at, indicator) in indicators(form, horizon) {
        match points(&indicator.weight, Evidence::Indicator(form.at, at)) {
            Some(number) => side.numbers.push(number),
            None if indicator.weight.is_empty() => is_merged |= !is_bare(indicator),
            None => side.incomplete = true,
        }
    }
    let hundred = |n: i64| Number {
        value: Decimal::from(n),
        half: Decimal::ZERO,
        evidence: form.evidence(),
    };
    let full = || Side::new("满分").with(Some(hundred(100)));
    let alone = evaluate::equal(rule, side.clone(), full());
    let execution =
        judged(form, |l| &l.weight).and_then(|l| points(&l.weight, form.evidence()));
    let Some(execution) = execution else {
        // Points for the execution need not be printed: 10 by the national rule, 20 in
        // some places. What is more than 100 is wrong anyhow.
        let sum = side.value().unwrap_or_default();
        let is_less = sum == Decimal::from(90) || sum == Decimal::from(80);
        let mut check = if is_less && !side.incomplete {
            let words = "满分扣除预算执行率分值";
            let rest = hundred(if sum == Decimal::from(90) { 90 } else { 80 });
            evaluate::equal(rule, side, Side::new(words).with(Some(rest)))
        } else {
            alone
        };
        if check.result == Outcome::Violated && sum < Decimal::ONE_HUNDRED {
            doubt(
                &mut check,
                "预算执行率分值未列示",
                "the points for execution are not printed",
            );
        }
        return Some(merged(check, is_merged));
    };
    if alone.result != Outcome::Violated {
        return Some(merged(alone, is_merged));
    }
    let mut both = side.with(Some(execution));
    both.label = format!("{}各项指标与预算执行率分值之和", form.name());
    Some(merged(evaluate::equal(rule, both, full()), is_merged))
}

/// D15: the total score is the sum of the scores.
fn total_score(form: &Form<'_>) -> Option<Check> {
    let project = form.project;
    let total =
        project.self_score.filter(|_| project.score_source == ScoreSource::Form)?;
    if total.abs() >= Decimal::from(100_000) {
        return None;
    }
    let mut sum = Side::new("各项得分之和");
    let mut any = false;
    let mut is_merged = false;
    for (at, indicator) in indicators(form, Horizon::Annual) {
        let evidence = Evidence::Indicator(form.at, at);
        match points(&indicator.score, evidence) {
            Some(number) => {
                any = true;
                sum.numbers.push(number);
            }
            None if indicator.score.is_empty() && indicator.weight.is_empty() => {
                is_merged |= !is_bare(indicator);
            }
            None => sum.incomplete = true,
        }
    }
    let weight = judged(form, |l| &l.weight);
    let execution =
        judged(form, |l| &l.score).and_then(|l| points(&l.score, form.evidence()));
    sum.incomplete |= weight.is_some() && execution.is_none();
    sum.incomplete |= !any;
    let rule = named("D15");
    let check = |execution: Vec<Number>| {
        let mut sum = sum.clone();
        sum.numbers.extend(execution);
        // A total in whole points of scores with fractions was rounded to whole points.
        let fractions = sum.numbers.iter().any(|n| !n.half.is_zero());
        let half =
            if total.scale() == 0 && fractions { last_digit(total) } else { open(total) };
        let number = Number { value: total, half, evidence: form.evidence() };
        let left = Side::new(format!("{}总分", form.name())).with(Some(number));
        evaluate::equal(rule, left, sum)
    };
    let is_alone = execution.is_none();
    let mut first = check(execution.into_iter().collect());
    if first.result == Outcome::Violated {
        // The points for execution may stand in any row of money (金额合计), or in each.
        let all: Vec<Number> = project
            .funding
            .iter()
            .filter_map(|line| points(&line.score, form.evidence()))
            .collect();
        let mut ways: Vec<Vec<Number>> = all.iter().map(|n| vec![n.clone()]).collect();
        ways.extend([all, Vec::new()]);
        let fits = |c: &Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
        if let Some(other) = ways.into_iter().map(check).find(fits) {
            first = other;
        } else if is_alone && first.difference.is_some_and(|d| d.is_sign_positive()) {
            doubt(
                &mut first,
                "预算执行率得分未列示",
                "the points for execution are not printed",
            );
        }
    }
    Some(merged(first, is_merged))
}

/// Whether a row has neither weight nor score nor value: a heading, a remark.
fn is_bare(indicator: &Indicator) -> bool {
    indicator.weight.is_empty()
        && indicator.score.is_empty()
        && indicator.value_printed.is_empty()
        && indicator.actual_printed.is_empty()
}

/// The year's total as executed and as it was to be.
fn execution(form: &Form<'_>) -> Option<(usize, usize)> {
    let executed = form.total(Horizon::Annual, "executed")?;
    let has_amount = |line: &usize| {
        form.amount(*line).is_ok_and(|n| n.is_some_and(|n| !n.value.is_zero()))
    };
    ["adjusted", "initial", "requested"]
        .iter()
        .filter_map(|stage| form.total(Horizon::Annual, stage))
        .find(has_amount)
        .map(|budget| (executed, budget))
}

/// D16: the points for execution are their weight by the rate, and no more than the weight.
fn rate_score(form: &Form<'_>) -> Option<Check> {
    let line = judged(form, |l| &l.score)?;
    let score = points(&line.score, form.evidence())?;
    let weight = points(&line.weight, form.evidence()).filter(|w| !w.value.is_zero())?;
    let share = |value: Decimal| value * Decimal::ONE_HUNDRED / weight.value;
    let printed = Number {
        value: share(score.value).round_dp(6).normalize(),
        half: share(last_digit(score.value)),
        evidence: form.evidence(),
    };
    let label = format!(
        "{}预算执行率得分 {} 占其分值 {} 的比例",
        form.name(),
        score.value.normalize(),
        weight.value.normalize()
    );
    let left = Side::new(label).with(Some(printed));
    let check = |mut part: Side, whole: Side, words: &str| {
        if part.value().zip(whole.value()).is_some_and(|(p, w)| p > w) {
            // Spending more than the budget earns no more than all points.
            part.numbers.clone_from(&whole.numbers);
        }
        let whole = Whole::Sum(whole);
        let mut check =
            evaluate::percent(named("D16"), left.clone(), &part, &whole, words);
        // Ten points tell two digits of the rate: not enough to prove an amount.
        check.evidence = vec![form.evidence()];
        check.left_evidence = 1;
        check
    };
    let words = "全年执行数除以全年预算数（不超过100%）";
    let of_form = execution(form).into_iter().chain(beside(form, line));
    let mut checks: Vec<Check> = of_form
        .map(|(executed, budget)| check(form.side(executed), form.side(budget), words))
        .collect();
    // The rate that the row itself prints.
    if let Some((rate, half)) = printed_rate(line) {
        let number = |value, half| Number { value, half, evidence: form.evidence() };
        let hundred = number(Decimal::ONE_HUNDRED, Decimal::ZERO);
        checks.push(check(
            Side::new("执行率").with(Some(number(rate, half))),
            Side::new("100%").with(Some(hundred)),
            "所印执行率（不超过100%）",
        ));
    }
    let fits = |c: &&Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
    let found = checks.iter().find(fits).or(checks.first());
    found.cloned()
}

/// The amounts that were to be spent and that were, in rows with the label of the row that the
/// points stand in: 金额合计 has its own beside those of 资金总额.
fn beside(form: &Form<'_>, line: &Funding) -> Option<(usize, usize)> {
    let of = |stage: &'static str| {
        let lines = form.project.funding.iter().enumerate();
        let same = move |l: &Funding| {
            l.stage == stage
                && l.horizon == line.horizon
                && l.source_printed == line.source_printed
        };
        lines.filter(move |(_, l)| same(l)).map(|(at, _)| at)
    };
    let mut budgets = ["adjusted", "initial", "requested"].into_iter();
    let budget = budgets.find_map(|stage| of(stage).next());
    of("executed").next().zip(budget)
}

/// The rate of execution of a row, in percent, with half of its last digit.
fn printed_rate(line: &Funding) -> Option<(Decimal, Decimal)> {
    let printed = normalise(&line.execution_rate);
    let reading = amount::read(printed.strip_suffix('%')?);
    let (value, half) = reading.number.zip(reading.half_digit)?;
    (value.abs() < Decimal::from(1_000_000)).then_some((value, half))
}

/// D17: 执行率 is what was executed of the budget.
fn rate(form: &Form<'_>) -> Option<Check> {
    let (executed, budget) = execution(form)?;
    let funding = &form.project.funding;
    let printed = funding
        .iter()
        .filter(|l| l.source == "total" && l.horizon == Horizon::Annual)
        .find_map(|l| Some(normalise(&l.execution_rate)).filter(|r| !r.is_empty()))?;
    let (digits, is_percent) = match printed.strip_suffix('%') {
        Some(digits) => (digits, true),
        None => (printed.as_str(), false),
    };
    let reading = amount::read(digits);
    let (value, half) = reading.number.zip(reading.half_digit)?;
    if value.abs() >= Decimal::from(1_000_000) {
        return None;
    }
    let check = |by: Decimal, budget: usize| {
        let number =
            Number { value: value * by, half: half * by, evidence: form.evidence() };
        let left = Side::new(format!("{}执行率", form.name())).with(Some(number));
        let whole = Whole::Sum(form.side(budget));
        let words = "全年执行数除以全年预算数";
        evaluate::percent(named("D17"), left, &form.side(executed), &whole, words)
    };
    let first = check(Decimal::ONE, budget);
    if first.result != Outcome::Violated {
        return Some(first);
    }
    // 执行率 may be printed as a fraction (0.98), and some forms take it of what was planned
    // at the beginning of the year.
    let plans = ["initial", "requested"];
    let plans = plans.iter().filter_map(|stage| form.total(Horizon::Annual, stage));
    let factors: &[Decimal] =
        if is_percent { &[Decimal::ONE] } else { &[Decimal::ONE, Decimal::ONE_HUNDRED] };
    for budget in std::iter::once(budget).chain(plans) {
        for &by in factors {
            let other = check(by, budget);
            if matches!(other.result, Outcome::Exact | Outcome::Rounding) {
                return Some(other);
            }
        }
    }
    let mut first = first;
    if !is_percent {
        doubt(&mut first, "执行率未印百分号", "the rate is printed without %");
    }
    Some(first)
}

/// D18: no score is more than its weight.
fn within_weight(form: &Form<'_>) -> Vec<Check> {
    let rule = named("D18");
    let mut pairs: Vec<(String, Number, Number)> = Vec::new();
    for (at, indicator) in form.project.indicators.iter().enumerate() {
        let evidence = Evidence::Indicator(form.at, at);
        let name = normalise(&indicator.level3);
        let weight = points(&indicator.weight, evidence);
        let score = points(&indicator.score, evidence);
        pairs.extend(weight.zip(score).map(|(w, s)| (name, w, s)));
    }
    for line in &form.project.funding {
        let weight = points(&line.weight, form.evidence());
        let score = points(&line.score, form.evidence());
        pairs.extend(weight.zip(score).map(|(w, s)| ("预算执行率".to_owned(), w, s)));
    }
    let check = |(name, weight, score): &(String, Number, Number)| {
        let whole = Side::new(format!("{}「{name}」分值", form.name()));
        let part = Side::new(format!("「{name}」得分"));
        in_points(evaluate::at_least(
            rule,
            whole.with(Some(weight.clone())),
            part.with(Some(score.clone())),
        ))
    };
    let above: Vec<Check> =
        pairs.iter().filter(|(_, w, s)| s.value > w.value).map(check).collect();
    if !above.is_empty() || pairs.is_empty() {
        return above;
    }
    let sides = [("各项分值", 0), ("各项得分", 1)].map(|(words, side)| Side {
        label: format!("{}{words}", form.name()),
        numbers: pairs
            .iter()
            .map(|(_, w, s)| if side == 0 { w.clone() } else { s.clone() })
            .collect(),
        ..Side::default()
    });
    let [whole, part] = sides;
    vec![in_points(evaluate::at_least(rule, whole, part))]
}

/// D19: the grade is that of the score.
fn grade(form: &Form<'_>) -> Option<Check> {
    let project = form.project;
    let grade = normalise(&project.grade);
    let score =
        project.self_score.filter(|_| project.score_source == ScoreSource::Form)?;
    // 良 begins at 80 by the national rule and at 75 in some places, 中 ends where it begins.
    let (least, most) = match grade.as_str() {
        "优" | "优秀" => (90, 101),
        "良" | "良好" => (75, 90),
        "中" | "一般" | "合格" | "中等" => (60, 80),
        "差" | "较差" | "不合格" => (0, 60),
        _ => return None,
    };
    let is_hundred = score > Decimal::TEN && score <= Decimal::ONE_HUNDRED;
    if !is_hundred {
        return None;
    }
    let fits = Decimal::from(least) <= score && score < Decimal::from(most);
    let result = if fits { Outcome::Exact } else { Outcome::Violated };
    let name = form.name();
    let points = score.normalize();
    let (zh, en) = if fits {
        (
            format!("{name}自评 {points} 分，等级「{grade}」"),
            format!("{name} scores {points}: its grade 「{grade}」 fits"),
        )
    } else {
        (
            format!("{name}自评 {points} 分，与等级「{grade}」不符"),
            format!("{name} scores {points}, which is not the grade 「{grade}」"),
        )
    };
    Some(evaluate::found(named("D19"), result, vec![form.evidence()], zh, en))
}
