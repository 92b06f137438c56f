//! Forms against what the text says of them (绩效自评总结报告, 预算绩效情况说明) and against
//! 支出决算表.

use super::paper::{Form, doubt, named};
use super::said::{amounts, money, said};
use super::total;
use crate::check::evaluate::{self, Number, Side};
use crate::check::ledger;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, FormKind, Horizon, Phase, ScoreSource};
use crate::disclosure::{Statement, StatementKind};
use crate::words::normal::normalise;
use rust_decimal::Decimal;

/// What is not spent, by name.
const REMAINING: [&str; 6] =
    ["结余", "剩余", "结余资金", "剩余资金", "资金结余", "结转结余"];
/// Words of a sentence in which more than spending parts a budget from what is left.
const MORE_THAN_SPENT: [&str; 8] =
    ["结转", "上年", "调整", "追加", "收回", "调减", "上缴", "盘活"];

pub(super) fn checks(out: &Disclosure, forms: &[Form<'_>]) -> Vec<Check> {
    let named = named_amounts(out, forms);
    let mut all = total::checks(out, forms, &named);
    all.extend(named);
    let spent = spent(out);
    all.extend(within_projects(out, forms, &spent));
    all.extend(spent.into_iter().map(|s| s.check));
    all.extend(scores(out, forms));
    all
}

/// Lines of a form that an amount of a phase may repeat, the likeliest first.
fn candidates(form: &Form<'_>, phase: Phase, source: &str) -> Vec<usize> {
    let stages: &[&str] = match phase {
        Phase::Approved => &["initial", "requested"],
        Phase::Adjusted => &["adjusted"],
        Phase::Executed => &["executed"],
        Phase::Unknown => &["requested", "initial", "adjusted", "executed", ""],
        Phase::Prior => &[],
    };
    let mut lines = Vec::new();
    for horizon in [Horizon::Annual, Horizon::Full] {
        for stage in stages {
            if let [line] = form.lines(horizon, stage, |s| s == source)[..]
                && matches!(form.amount(line), Ok(Some(_)))
            {
                lines.push(line);
            }
        }
    }
    lines
}

/// D05: what the text says of one project is what its form says.
fn named_amounts(out: &Disclosure, forms: &[Form<'_>]) -> Vec<Check> {
    let rule = named("D05");
    let mut all = Vec::new();
    // Whether the words leave open which of the form's amounts is meant.
    let mut is_open = Vec::new();
    for (_, statement, number) in amounts(out) {
        let Some(form) = statement.project.and_then(|p| forms.get(p)) else { continue };
        if form.raw {
            continue;
        }
        let is_name = normalise(&form.project.project_name) == statement.subject;
        let source = match statement.subject.as_str() {
            subject if is_name || !subject.contains("财政拨款") => "total",
            _ => "fiscal",
        };
        // One name may be that of a project of each of several bodies: any of them may be meant.
        let namesakes = forms.iter().filter(|other| {
            other.at != form.at
                && normalise(&other.project.project_name)
                    == normalise(&form.project.project_name)
        });
        let alike = std::iter::once(form).chain(namesakes.filter(|other| !other.raw));
        let lines: Vec<(&Form<'_>, usize)> = alike
            .flat_map(|form| {
                let lines = candidates(form, statement.phase, source);
                lines.into_iter().map(move |line| (form, line))
            })
            .collect();
        let check = |(form, line): &(&Form<'_>, usize)| {
            let right = Side::new(said(statement)).with(Some(number.clone()));
            evaluate::equal(rule, form.side(*line), right)
        };
        let is_shared = lines.iter().any(|(other, _)| other.at != form.at)
            || is_said_of_others(out, statement);
        let mut checks = lines.iter().map(check);
        let Some(mut first) = checks.next() else { continue };
        let holds = |c: &Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
        let fits =
            if holds(&first) { Some(first.clone()) } else { checks.find(|c| holds(c)) };
        match fits {
            Some(fits) => {
                all.push(fits);
                is_open.push(statement.phase == Phase::Unknown);
            }
            // An amount of a part of the project is no amount of the project.
            None if is_name => {
                if is_shared && first.result == Outcome::Violated {
                    doubt(
                        &mut first,
                        "文中或表中另有同名项目",
                        "another project of this name is in the text or has a form",
                    );
                }
                all.push(first);
                is_open.push(statement.phase == Phase::Unknown);
            }
            None => {}
        }
    }
    let of = |violated: bool| {
        let both = all.iter().zip(&is_open);
        both.filter(|(c, open)| **open && (c.result == Outcome::Violated) == violated)
            .count()
    };
    if of(false) < 2 || of(false) <= of(true) {
        for (check, open) in all.iter_mut().zip(is_open) {
            if open && check.result == Outcome::Violated {
                doubt(
                    check,
                    "文中未说明是预算数还是执行数",
                    "the text does not say whether budget or spending is meant",
                );
            }
        }
    }
    all
}

/// Whether the text states another amount of the same phase under the same name: that of the
/// project of another body.
fn is_said_of_others(out: &Disclosure, statement: &Statement) -> bool {
    out.statements.iter().any(|other| {
        other.kind == StatementKind::Amount
            && other.subject == statement.subject
            && other.phase == statement.phase
            && other.year == statement.year
            && other.amount_yuan.is_some()
            && other.amount_yuan != statement.amount_yuan
    })
}

/// A budget, what was spent of it and what was left, in one sentence.
pub(super) struct Spent {
    check: Check,
    /// Index of the statement of what was spent.
    pub(super) executed: usize,
    /// What was left, in yuan.
    pub(super) remaining: Number,
    /// The project it is about.
    pub(super) project: Option<usize>,
}

/// D06: what was executed and what remained are the budget together.
pub(super) fn spent(out: &Disclosure) -> Vec<Spent> {
    let rule = named("D06");
    let all: Vec<(usize, &Statement, Number)> = amounts(out).collect();
    let mut found = Vec::new();
    for three in all.windows(3) {
        let [first, second, third] = three else { continue };
        let sentence = &first.1.sentence;
        let is_one = [second, third]
            .iter()
            .all(|s| s.1.section == first.1.section && s.1.sentence == *sentence);
        let is_left = REMAINING.contains(&third.1.subject.as_str());
        let spent = second.1.phase == Phase::Executed;
        if !is_one || !is_left || !spent || first.1.phase == Phase::Executed {
            continue;
        }
        let left = Side::new(said(first.1)).with(Some(first.2.clone()));
        let right = Side::new(format!("{} + 结余", said(second.1)))
            .with(Some(second.2.clone()))
            .with(Some(third.2.clone()));
        let mut check = evaluate::equal(rule, left, right);
        let others = all
            .iter()
            .filter(|s| s.1.section == first.1.section && s.1.sentence == *sentence);
        let is_more =
            others.count() > 3 || MORE_THAN_SPENT.iter().any(|w| sentence.contains(w));
        if check.result == Outcome::Violated && is_more {
            doubt(
                &mut check,
                "句中另有其他金额或结转、调整",
                "the sentence speaks of more than a budget and its use",
            );
        }
        found.push(Spent {
            check,
            executed: second.0,
            remaining: third.2.clone(),
            project: first.1.project.or(second.1.project),
        });
    }
    found
}

/// D08: what the forms, or the report, say was spent on projects is not more than 项目支出.
fn within_projects(out: &Disclosure, forms: &[Form<'_>], spent: &[Spent]) -> Vec<Check> {
    let rule = named("D08");
    let Some(whole) = projects_of_table(out) else { return Vec::new() };
    let mut all = Vec::new();
    let mut part = Side::default();
    let mut of = 0;
    for form in forms.iter().filter(|f| f.project.form == FormKind::SelfEval && !f.raw) {
        if let Some(line) = form.total(Horizon::Annual, "executed") {
            form.add(&mut part, line);
            of += 1;
        }
    }
    if of > 0 {
        part.label = format!("{of}张绩效自评表全年执行数之和");
        all.push(evaluate::at_least(rule, whole.clone(), part));
    }
    for spent in spent.iter().filter(|s| s.project.is_none()) {
        let statement = &out.statements[spent.executed];
        let part = Side::new(said(statement)).with(money(spent.executed, statement));
        all.push(evaluate::at_least(rule, whole.clone(), part));
    }
    all
}

/// 支出决算表 合计 项目支出, where the document has one such table.
fn projects_of_table(out: &Disclosure) -> Option<Side> {
    let groups = ledger::groups(out);
    let mut sheets = groups.iter().flat_map(|g| g.sheets("final.03"));
    let sheet = sheets.next()?;
    if sheets.next().is_some() || !ledger::has_unit(sheet.table) {
        return None;
    }
    let total = sheet.row(&crate::check::formula::RowName::Total)?;
    let mut side = Side::new("支出决算表 合计 项目支出");
    sheet.add(&mut side, total, "project", false);
    (!side.numbers.is_empty() || side.incomplete).then_some(side)
}

/// D20: the score that the text gives a project is that of its form.
fn scores(out: &Disclosure, forms: &[Form<'_>]) -> Vec<Check> {
    let rule = named("D20");
    let mut all = Vec::new();
    for (at, statement) in out.statements.iter().enumerate() {
        let is_score = statement.kind == StatementKind::Count
            && statement.unit == "分"
            && statement.subject == "自评得分";
        let Some(form) = statement.project.and_then(|p| forms.get(p)) else { continue };
        let own = form.project.score_source == ScoreSource::Form;
        let score = form.project.self_score.filter(|_| own && is_score);
        let Some((score, stated)) = score.zip(statement.value) else { continue };
        let hundred_thousand = Decimal::from(100_000);
        if score.abs() > hundred_thousand || stated.abs() > hundred_thousand {
            continue;
        }
        // One number with the same digits twice leaves nothing to rounding.
        let half = |value: Decimal| {
            if score.scale() == stated.scale() {
                Decimal::ZERO
            } else {
                Decimal::new(5, value.scale().min(27) + 1)
            }
        };
        let number = |value, evidence| Number { value, half: half(value), evidence };
        let left = Side::new(format!("{}自评表总分", form.name()))
            .with(Some(number(score, form.evidence())));
        let right =
            Side::new("文中自评得分").with(Some(number(stated, Evidence::Statement(at))));
        all.push(super::paper::in_points(evaluate::equal(rule, left, right)));
    }
    all
}
