//! What the text says twice: amounts repeated, items and their total, larger and smaller in
//! words and in numbers, and what the bases of its growth imply.

use super::alike::Alike;
use super::links;
use super::stated::{SURE, is_sure, number, side};
use crate::check::evaluate::{self, Number, Side};
use crate::check::rule::rule;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, Phase};
use crate::disclosure::{Statement, StatementKind};
use regex::Regex;
use std::sync::LazyLock;

/// Words of comparison stand no farther behind an amount than this many characters.
const BEHIND: usize = 40;

/// Evaluates them.
pub(super) fn checks(out: &Disclosure, alike: &Alike<'_>) -> Vec<Check> {
    let mut all = Vec::new();
    all.extend(comparisons(out));
    all.extend(items(out));
    all.extend(repeated(out, alike));
    all.extend(implied_bases(out));
    all.extend(no_procurement(out));
    all
}

fn is_amount(statement: &Statement) -> bool {
    statement.kind == StatementKind::Amount && is_sure(statement)
}

/// 决算数大于（小于、等于）预算数 behind a budget and a final amount of one subject.
fn comparisons(out: &Disclosure) -> Vec<Check> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"决算数?(大于|高于|小于|低于|等于)(?:年初|全年|调整|调整后)?预算数?")
            .expect("a constant pattern")
    });
    let Some(rule) = rule("C21") else { return Vec::new() };
    let mut all = Vec::new();
    for (at, executed) in out.statements.iter().enumerate() {
        if !is_amount(executed) || executed.phase != Phase::Executed || at == 0 {
            continue;
        }
        let budget = &out.statements[at - 1];
        let pair = is_amount(budget)
            && matches!(budget.phase, Phase::Approved | Phase::Adjusted)
            && budget.subject == executed.subject
            && budget.section == executed.section;
        let Some(section) = out.sections.get(executed.section).filter(|_| pair) else {
            continue;
        };
        let (Some(planned), Some(spent)) = (number(at - 1, budget), number(at, executed))
        else {
            continue;
        };
        let Some(from) = section.text.find(executed.sentence.as_str()) else { continue };
        let Some(place) = section.text[from..].find(executed.printed.as_str()) else {
            continue;
        };
        let behind: String = section.text[from + place + executed.printed.len()..]
            .chars()
            .take(BEHIND)
            .collect();
        let behind = behind.split("万元").next().unwrap_or_default();
        let Some(words) = WORDS.captures(behind) else { continue };
        let agrees = match &words[1] {
            "大于" | "高于" => spent.value >= planned.value,
            "小于" | "低于" => spent.value <= planned.value,
            _ => (spent.value - planned.value).abs() <= spent.half + planned.half,
        };
        let subject = &executed.subject;
        let (a, b, said) = (&budget.printed, &executed.printed, &words[0]);
        let (result, zh, en) = if agrees {
            (Outcome::Exact, rule.title.clone(), rule.title_en.clone())
        } else {
            (
                Outcome::Violated,
                format!("文中「{subject}」预算{a}，决算{b}，却说「{said}」"),
                format!(
                    "「{subject}」: budget 「{a}」, final 「{b}」, but the text says 「{said}」"
                ),
            )
        };
        let evidence = vec![planned.evidence, spent.evidence];
        all.push(evaluate::found(rule, result, evidence, zh, en));
    }
    all
}

/// The budgets of the items of 五（三） add up to the total, where the executed amounts do.
fn items(out: &Disclosure) -> Vec<Check> {
    let Some(rule) = rule("C26") else { return Vec::new() };
    let mut all = Vec::new();
    for section in 0..out.sections.len() {
        if !matches!(out.sections[section].topic.as_str(), "general_detail" | "general") {
            continue;
        }
        let here = || {
            out.statements
                .iter()
                .enumerate()
                .filter(move |(_, s)| s.section == section && is_amount(s))
        };
        let total = |phase: Phase| {
            here().find(|(_, s)| {
                s.phase == phase
                    && s.code.is_empty()
                    && s.subject.contains("一般公共预算")
            })
        };
        let parts = |phase: Phase| {
            let mut codes: Vec<&str> = Vec::new();
            let mut parts = Side::new("文中各项之和");
            for (at, s) in here().filter(|(_, s)| s.phase == phase && s.code.len() == 7) {
                if !codes.contains(&s.code.as_str()) {
                    codes.push(&s.code);
                    parts.numbers.extend(number(at, s));
                }
            }
            (codes.len(), parts)
        };
        let (Some((spent_at, spent)), Some((planned_at, planned))) =
            (total(Phase::Executed), total(Phase::Approved))
        else {
            continue;
        };
        let ((n, of_spent), (m, of_planned)) =
            (parts(Phase::Executed), parts(Phase::Approved));
        if n < 2 || n != m {
            continue;
        }
        let executed = evaluate::equal(rule, side(spent_at, spent), of_spent);
        if matches!(executed.result, Outcome::Exact | Outcome::Rounding) {
            all.push(evaluate::equal(rule, side(planned_at, planned), of_planned));
            all.push(executed);
        }
    }
    all
}

/// The same amount stated twice in one chapter.
fn repeated(out: &Disclosure, alike: &Alike<'_>) -> Vec<Check> {
    let Some(rule) = rule("C19") else { return Vec::new() };
    let mut all = Vec::new();
    for (at, first) in out.statements.iter().enumerate() {
        // A report on one project after another means another one each time.
        let kind = out.sections.get(first.section).map_or("", |s| s.kind.as_str());
        // Without a code one name may mean two things: all procurement, and that from one fund.
        let telling = !first.code.is_empty() && kind == "narrative";
        if !is_amount(first) || !telling {
            continue;
        }
        let again = alike.of_subject_after(at).find(|(_, s)| {
            is_amount(s)
                && s.phase == first.phase
                && s.year == first.year
                && s.code == first.code
                && s.project == first.project
        });
        let Some((again_at, again)) = again else { continue };
        if is_of_another_time(first, again) || has_another_whole(out, at, again_at) {
            continue;
        }
        all.push(evaluate::equal(rule, side(at, first), side(again_at, again)));
    }
    all
}

/// Whether the second amount of a sentence is said to be another's than the first: of the year
/// before, of a part, or of nothing that is named (43.83万元，上年:25.77万元).
fn is_of_another_time(first: &Statement, again: &Statement) -> bool {
    const OTHERS: [&str; 6] = ["上年", "去年", "同期", "其中", "上一年", "执行数"];
    const BEFORE: usize = 10;
    let is_one = first.sentence == again.sentence;
    let sentence = again.sentence.as_str();
    let from = match sentence.find(&first.printed) {
        Some(at) if is_one => at + first.printed.len(),
        _ => 0,
    };
    let Some(to) = sentence[from..].find(&again.printed) else { return false };
    let between = &sentence[from..from + to];
    let before: Vec<char> = between.chars().rev().take(BEFORE).collect();
    let before: String = before.into_iter().rev().collect();
    let says = between.chars().any(char::is_alphanumeric);
    OTHERS.iter().any(|word| before.contains(word)) || is_one && !says
}

/// Whether both amounts are said to be shares, of different wholes.
fn has_another_whole(out: &Disclosure, first: usize, again: usize) -> bool {
    let whole = |at: usize| {
        let next = out.statements.get(at + 1)?;
        let is_share = next.kind == StatementKind::Share
            && next.subject == out.statements[at].subject;
        is_share.then_some(next.compared_with.as_str())
    };
    whole(first).zip(whole(again)).is_some_and(|(a, b)| a != b)
}

/// The base that the growth of fiscal totals implies is at least that of the general budget.
fn implied_bases(out: &Disclosure) -> Option<Check> {
    let base = |topic: &str| {
        out.statements.iter().enumerate().find(|(_, s)| {
            links::topic(out, s) == topic
                && s.kind == StatementKind::Change
                && s.confidence >= SURE
                && s.amount_yuan.is_some()
                && s.base_value.is_some()
        })
    };
    let (whole_at, whole) = base("fiscal_total")?;
    let (part_at, part) = base("general_total").or_else(|| base("general_detail"))?;
    let side = |at: usize, s: &Statement| {
        // The base is what amount and change leave: both are open by half a digit.
        let half = s.precision_yuan? * rust_decimal::Decimal::TWO;
        let number =
            Number { value: s.base_value?, half, evidence: Evidence::Statement(at) };
        Some(Side::new(format!("「{}」的上年数", s.subject)).with(Some(number)))
    };
    Some(evaluate::at_least(rule("C10")?, side(whole_at, whole)?, side(part_at, part)?))
}

/// No procurement, although a project buys or builds.
fn no_procurement(out: &Disclosure) -> Option<Check> {
    let rule = rule("C14")?;
    let (at, _) = out.statements.iter().enumerate().find(|(_, s)| {
        is_amount(s)
            && s.subject == "政府采购支出总额"
            && s.amount_yuan.is_some_and(|a| a.is_zero())
    })?;
    let buys = ["购置", "采购", "建设", "改造"];
    let (project_at, project) = out
        .projects
        .iter()
        .enumerate()
        .find(|(_, p)| buys.iter().any(|w| p.project_name.contains(w)))?;
    let zh = format!("文中政府采购支出为零，但有项目「{}」", project.project_name);
    let en = format!(
        "the text says there was no procurement, but there is a project 「{}」",
        project.project_name
    );
    let evidence = vec![Evidence::Statement(at), Evidence::Project(project_at)];
    Some(evaluate::found(rule, Outcome::NotEvaluable, evidence, zh, en))
}
