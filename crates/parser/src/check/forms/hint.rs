//! Inferences about forms: what fits together, what does not, and nobody need have meant it.
//! None of them is ever a violation.

use super::paper::{Form, in_points, named};
use super::report;
use super::report::Spent;
use crate::check::evaluate::{self, Number, Side};
use crate::check::ledger;
use crate::disclosure::StatementKind;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, FormKind, Horizon, Indicator, ValueState};
use crate::form::value;
use crate::words::normal::normalise;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Whole persons: what a quantity and a head count have in common.
const PERSONS: [&str; 4] = ["人", "名", "位", "人员"];

pub(super) fn checks(out: &Disclosure, forms: &[Form<'_>]) -> Vec<Check> {
    let mut all = Vec::new();
    let spent = report::spent(out);
    for spent in &spent {
        all.extend(meets_item(out, spent));
        all.extend(explains_score(forms, spent));
    }
    let heads = head_counts(out);
    for form in forms {
        all.extend(cost(form));
        all.extend(persons(form, &heads));
        all.extend(halves(form));
        all.extend(unexplained(form));
    }
    all.extend(filled_on(out, forms));
    all
}

/// D07: what the report says was spent on projects is the 项目支出 of one item of the tables.
fn meets_item(out: &Disclosure, spent: &Spent) -> Option<Check> {
    let rule = named("D07");
    if spent.project.is_some() {
        return None;
    }
    let groups = ledger::groups(out);
    let executed = super::said::money(spent.executed, &out.statements[spent.executed])?;
    let ids = ["final.05", "final.07", "final.08", "final.03"];
    for id in ids {
        let mut fits: Vec<(usize, Check)> = Vec::new();
        for sheet in groups.iter().flat_map(|g| g.sheets(id)) {
            if !ledger::has_unit(sheet.table) {
                continue;
            }
            for (at, row) in sheet.table.rows.iter().enumerate() {
                let mut right = Side::default();
                sheet.add(&mut right, at, "project", false);
                let is_money = right.value().is_some_and(|v| !v.is_zero());
                if row.code.is_empty() || !is_money {
                    continue;
                }
                right.label = format!("{} 项目支出", sheet.row_label(at));
                let left = Side::new("文中项目资金执行数").with(Some(executed.clone()));
                let check = evaluate::equal(rule, left, right);
                if matches!(check.result, Outcome::Exact | Outcome::Rounding) {
                    fits.push((row.code.len(), check));
                }
            }
        }
        // 类, 款 and 项 of one amount are one thing; two items of one amount are not.
        let deepest = fits.iter().map(|(depth, _)| *depth).max();
        fits.retain(|(depth, _)| Some(*depth) == deepest);
        if let [(_, check)] = &fits[..] {
            let mut check = check.clone();
            let (item, amount) = (&check.right.label, shown(check.left.value));
            check.message_zh = format!(
                "项目资金执行数 {amount} 元与 {item} 一致：绩效项目可能就是该科目的项目支出"
            );
            check.message_en = format!(
                "the {amount} yuan spent on projects are those of {item}: the projects may be this item"
            );
            return Some(check);
        }
    }
    None
}

fn shown(value: Option<Decimal>) -> String {
    value.map(|v| v.normalize().to_string()).unwrap_or_default()
}

/// D09: one project's score is what all that was left would cost it of the 10 points for
/// execution.
fn explains_score(forms: &[Form<'_>], spent: &Spent) -> Vec<Check> {
    let rule = named("D09");
    let mut all = Vec::new();
    for form in forms {
        let Some(score) = form.project.self_score else { continue };
        if score <= Decimal::from(90) || score >= Decimal::ONE_HUNDRED || form.raw {
            continue;
        }
        if spent.project.is_some_and(|p| p != form.at) {
            continue;
        }
        let budget = ["requested", "initial", "adjusted"]
            .iter()
            .find_map(|stage| form.total(Horizon::Annual, stage))
            .and_then(|line| form.amount(line).ok().flatten());
        let Some(budget) = budget.filter(|b| b.value > spent.remaining.value) else {
            continue;
        };
        let rest = (budget.value - spent.remaining.value) / budget.value;
        let expected = Decimal::from(90) + (Decimal::TEN * rest).round_dp(6);
        let half = Decimal::new(5, score.scale().min(27) + 1);
        if (expected - score).abs() > half {
            continue;
        }
        let left = Side::new(format!("{}自评得分", form.name())).with(Some(Number {
            value: score,
            half,
            evidence: form.evidence(),
        }));
        let right = Side::new("90 + 10 ×（预算 − 结余）÷ 预算").with(Some(Number {
            value: expected.normalize(),
            half,
            evidence: spent.remaining.evidence,
        }));
        let mut check = in_points(evaluate::equal(rule, left, right));
        check.evidence.push(budget.evidence);
        check.message_zh = format!(
            "{}自评得分 {} 恰为全部结余都出自该项目时的得分",
            form.name(),
            score.normalize()
        );
        check.message_en = format!(
            "the score {} of {} is what it would be if all that was left were its own",
            score.normalize(),
            form.name()
        );
        all.push(check);
    }
    all
}

fn annual<'f>(form: &'f Form<'_>) -> Vec<(usize, &'f Indicator)> {
    let all = form.project.indicators.iter().enumerate();
    all.filter(|(_, i)| i.horizon == Horizon::Annual).collect()
}

/// The only quantity of persons of a form.
fn quantity<'f>(form: &'f Form<'_>) -> Option<(usize, &'f Indicator, Decimal)> {
    let all = annual(form);
    let mut found = all.into_iter().filter_map(|(at, i)| {
        let is_number = i.operator == "eq" && PERSONS.contains(&i.value_unit.as_str());
        let number = i.value_num.filter(|_| is_number && i.level2.contains("数量"))?;
        Some((at, i, number))
    });
    found.next().filter(|_| found.next().is_none())
}

/// D10: persons by what each costs by months are the project's money.
fn cost(form: &Form<'_>) -> Option<Check> {
    let rule = named("D10");
    let (quantity_at, _, persons) = quantity(form)?;
    let all = annual(form);
    let each = |i: &Indicator| {
        let name = normalise(&i.level3);
        i.level2.contains("成本")
            && i.operator == "eq"
            && (["每人", "人均", "每个人", "每名"].iter().any(|w| name.contains(w))
                || i.value_unit.contains("/人")
                || i.value_unit.contains("元/"))
    };
    let mut costs = all.iter().filter(|(_, i)| each(i));
    let (cost_at, indicator) = costs.next().filter(|_| costs.next().is_none())?;
    let factor = match indicator.value_unit.split('/').next()? {
        "元" => Decimal::ONE,
        "万元" => Decimal::from(10_000),
        _ => return None,
    };
    let price = indicator.value_num?.checked_mul(factor)?;
    let line = ["requested", "initial", "adjusted"]
        .iter()
        .find_map(|stage| form.total(Horizon::Annual, stage))?;
    let total = form.side(line);
    if form.raw || total.value().is_none_or(|v| v.is_zero()) {
        return None;
    }
    let words = format!("{}{}", normalise(&indicator.level3), indicator.value_unit);
    let is_monthly = words.contains('月') || words.contains("工资");
    let product = persons.checked_mul(price)?;
    let months = product.checked_mul(Decimal::from(12))?;
    let of = |value: Decimal, words: String| {
        let evidence = Evidence::Indicator(form.at, quantity_at);
        let number = Number { value, half: Decimal::ZERO, evidence };
        let right = Side::new(words).with(Some(number));
        let mut check = evaluate::equal(rule, total.clone(), right);
        check.evidence.push(Evidence::Indicator(form.at, *cost_at));
        check
    };
    let (n, p) = (persons.normalize(), price.normalize());
    let once = of(product, format!("{n}人 × {p}元"));
    let year = of(months, format!("{n}人 × {p}元 × 12个月"));
    let holds = |c: &Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
    let ways = if is_monthly { [year, once] } else { [once, year] };
    if let Some(fits) = ways.iter().find(|c| holds(c)) {
        return Some(fits.clone());
    }
    let [mut check, _] = ways;
    let (left, right) = (shown(check.left.value), shown(check.right.value));
    let label = check.right.label.clone();
    check.message_zh =
        format!("{}资金总额 {left} 元，而 {label} = {right} 元", form.name());
    check.message_en =
        format!("{} asks for {left} yuan, but {label} = {right} yuan", form.name());
    Some(check)
}

/// Head counts that the text around the tables states.
fn head_counts(out: &Disclosure) -> Vec<(usize, Decimal)> {
    let is_about_body =
        |section: usize| out.sections.get(section).is_some_and(|s| s.kind == "overview");
    let all = out.statements.iter().enumerate();
    all.filter(|(_, s)| {
        s.kind == StatementKind::Count
            && PERSONS.contains(&s.unit.as_str())
            && is_about_body(s.section)
    })
    .filter_map(|(at, s)| Some((at, s.value.filter(|v| !v.is_zero())?)))
    .collect()
}

/// D11: the persons a project pays for are a head count of 机构设置.
fn persons(form: &Form<'_>, heads: &[(usize, Decimal)]) -> Option<Check> {
    let rule = named("D11");
    let (at, indicator, persons) = quantity(form)?;
    if heads.is_empty() {
        return None;
    }
    let name = normalise(&indicator.level3);
    let own = Evidence::Indicator(form.at, at);
    let n = persons.normalize();
    Some(match heads.iter().find(|(_, count)| *count == persons) {
        Some((statement, _)) => evaluate::found(
            rule,
            Outcome::Exact,
            vec![own, Evidence::Statement(*statement)],
            format!("{}「{name}」{n}人与机构设置所列人数一致", form.name()),
            format!("the {n} persons of {} are a head count of the text", form.name()),
        ),
        None => evaluate::found(
            rule,
            Outcome::NotEvaluable,
            vec![own],
            format!("{}「{name}」{n}人未见于机构设置所列人数", form.name()),
            format!("the {n} persons of {} are no head count of the text", form.name()),
        ),
    })
}

/// D12: the left half of a form (实施期) says what the right half (年度) says, where the term
/// is the year or has no end.
fn halves(form: &Form<'_>) -> Option<Check> {
    let rule = named("D12");
    let project = form.project;
    if !project.term_is_sentinel && project.term_years != Some(1) {
        return None;
    }
    let half = |horizon| -> Vec<(usize, &Indicator)> {
        let all = project.indicators.iter().enumerate();
        all.filter(|(_, i)| i.horizon == horizon && !i.value_printed.is_empty()).collect()
    };
    let (full, year) = (half(Horizon::Full), half(Horizon::Annual));
    if full.is_empty() || full.len() != year.len() {
        return None;
    }
    let mut cut = Vec::new();
    for ((at, left), (right_at, right)) in full.iter().zip(&year) {
        for (left_words, right_words) in
            [(&left.level3, &right.level3), (&left.value_printed, &right.value_printed)]
        {
            let (a, b) = (normalise(left_words), normalise(right_words));
            if a == b || a.is_empty() || b.is_empty() {
                continue;
            }
            if a.starts_with(&b) || b.starts_with(&a) {
                // One of the two is cut by the border of its cell.
                cut.push(if a.len() > b.len() { b } else { a });
                continue;
            }
            let evidence = vec![
                Evidence::Indicator(form.at, *at),
                Evidence::Indicator(form.at, *right_at),
            ];
            let name = form.name();
            return Some(evaluate::found(
                rule,
                Outcome::NotEvaluable,
                evidence,
                format!("{name}项目期为一年或长期，实施期「{a}」与年度「{b}」却不同"),
                format!(
                    "{name} runs for a year or without end, yet 「{a}」 stands beside 「{b}」"
                ),
            ));
        }
    }
    let name = form.name();
    let (zh, en) = if cut.is_empty() {
        (
            format!("{name}实施期与年度指标一致"),
            format!("both halves of {name} say the same"),
        )
    } else {
        let cut = cut.join("」「");
        (
            format!("{name}实施期与年度指标一致，其中「{cut}」被截断"),
            format!("both halves of {name} say the same, where 「{cut}」 is cut short"),
        )
    };
    Some(evaluate::found(rule, Outcome::Exact, vec![form.evidence()], zh, en))
}

/// D21: a result below its target has full points, or no reason.
fn unexplained(form: &Form<'_>) -> Vec<Check> {
    let rule = named("D21");
    let mut all = Vec::new();
    if form.project.form == FormKind::Target {
        return all;
    }
    for (at, indicator) in form.project.indicators.iter().enumerate() {
        let actual = value::read(&indicator.actual_printed);
        let is_number = matches!(actual.state, ValueState::Number | ValueState::Zero)
            && actual.high.is_none();
        let (Some(target), Some(got)) = (indicator.value_num, actual.number) else {
            continue;
        };
        let same_unit = actual.unit == indicator.value_unit || actual.unit.is_empty();
        if !is_number || !same_unit || indicator.value_high.is_some() {
            continue;
        }
        let worse = match indicator.operator.as_str() {
            "ge" | "gt" => got < target,
            "le" | "lt" => got > target,
            // A number without operator is as often a least as a most.
            _ => false,
        };
        let is_full = !indicator.score.is_empty()
            && normalise(&indicator.score) == normalise(&indicator.weight);
        let is_silent = indicator.deviation.trim().is_empty();
        if !worse || !is_full && !is_silent {
            continue;
        }
        let (name, indicator_name) = (form.name(), normalise(&indicator.level3));
        let (target, got) =
            (normalise(&indicator.value_printed), normalise(&indicator.actual_printed));
        let (zh, en) = if is_full {
            ("却得满分", "yet it has full points")
        } else {
            ("未说明偏差原因", "and no reason is given")
        };
        all.push(evaluate::found(
            rule,
            Outcome::NotEvaluable,
            vec![Evidence::Indicator(form.at, at)],
            format!("{name}「{indicator_name}」目标 {target}，实际 {got}，{zh}"),
            format!(
                "「{indicator_name}」 of {name} aims at {target} and reaches {got}, {en}"
            ),
        ));
    }
    all
}

/// D13: forms filled on before their year ends give what was planned, not what was done.
fn filled_on(out: &Disclosure, forms: &[Form<'_>]) -> Vec<Check> {
    let rule = named("D13");
    let mut by_date: BTreeMap<(&str, u16), Vec<Evidence>> = BTreeMap::new();
    for form in forms {
        let year = form.project.form_year.or(out.fiscal_year);
        let date = form.project.filled_on.as_str();
        let is_date = date.len() == 10 && date.as_bytes()[4] == b'-';
        if let Some(year) = year.filter(|_| is_date) {
            by_date.entry((date, year)).or_default().push(form.evidence());
        }
    }
    let mut all = Vec::new();
    for ((date, year), evidence) in by_date {
        let filled: Option<u16> = date.get(..4).and_then(|y| y.parse().ok());
        let Some(filled) = filled else { continue };
        let n = evidence.len();
        let (zh, en) = if filled <= year {
            (
                format!("{n}张绩效表填报于 {date}，{year}年度未结束：金额为预算数"),
                format!(
                    "{n} forms of {year} were filled in on {date}: their amounts are planned"
                ),
            )
        } else {
            (
                format!("{n}张绩效表填报于 {date}，{year}年度已结束：所述为执行情况"),
                format!(
                    "{n} forms of {year} were filled in on {date}: they tell what was done"
                ),
            )
        };
        all.push(evaluate::found(rule, Outcome::Exact, evidence, zh, en));
    }
    all
}
