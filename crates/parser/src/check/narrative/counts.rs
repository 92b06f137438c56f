//! What the text adds up by itself: heads, vehicles, graded projects, and totals with their
//! parts.

use super::alike::Alike;
use super::links;
use super::stated::{SURE, is_sure, number, side};
use crate::check::evaluate::{self, Side};
use crate::check::rule::rule;
use crate::disclosure::{Check, Outcome, Rule};
use crate::disclosure::{Disclosure, Phase};
use crate::disclosure::{Statement, StatementKind};

/// Evaluates them.
pub(super) fn checks(out: &Disclosure, alike: &Alike<'_>) -> Vec<Check> {
    let mut all = Vec::new();
    all.extend(sums(out, alike));
    all.extend(lists(out));
    all.extend(grades(out));
    all
}

/// Totals named in `links.toml` and their parts, of one sentence.
fn sums(out: &Disclosure, alike: &Alike<'_>) -> Vec<Check> {
    let mut all = Vec::new();
    for (at, whole) in out.statements.iter().enumerate() {
        if whole.kind != StatementKind::Amount || !is_sure(whole) {
            continue;
        }
        let topic = links::topic(out, whole);
        let Some(sum) = links::sums().iter().find(|s| {
            s.topics.iter().any(|t| t == topic) && s.whole.contains(&whole.subject)
        }) else {
            continue;
        };
        let Some(rule) = rule(&sum.rule) else { continue };
        let mut parts = Side::new(format!("文中各项（{}）之和", sum.parts.join("、")));
        let mut met = Vec::new();
        for (i, part) in alike.after(at) {
            let fits = part.kind == StatementKind::Amount
                && part.phase == whole.phase
                && part.confidence >= SURE
                && sum.parts.contains(&part.subject);
            if fits && !met.contains(&part.subject.as_str()) {
                met.push(&part.subject);
                parts.numbers.extend(number(i, part));
            }
        }
        // A list that leaves out a part leaves open what it was.
        if met.len() == sum.parts.len() {
            all.push(evaluate::equal(rule, side(at, whole), parts));
        }
    }
    all
}

/// 共有174人；其中…57人…9人: a count and the counts of the same unit listed behind it.
///
/// A list nests (57人（公务员40人，事业人员17人）) and often names only some of the parts, so
/// only a list that comes to more than its total contradicts itself; one that comes to it
/// exactly agrees, and anything less says nothing.
fn lists(out: &Disclosure) -> Vec<Check> {
    let mut all = Vec::new();
    let statements = &out.statements;
    let mut at = 0;
    while at < statements.len() {
        let whole = &statements[at];
        let Some(rule) = list_rule(out, whole) else {
            at += 1;
            continue;
        };
        let mut end = at + 1;
        while end < statements.len()
            && statements[end].sentence == whole.sentence
            && statements[end].section == whole.section
        {
            end += 1;
        }
        all.extend(list(rule, statements, at, end));
        at = end;
    }
    all
}

fn list_rule(out: &Disclosure, whole: &Statement) -> Option<&'static Rule> {
    if whole.kind != StatementKind::Count
        || !is_sure(whole)
        || whole.phase == Phase::Prior
    {
        return None;
    }
    let topic = links::topic(out, whole);
    let kind = out.sections.get(whole.section).map_or("", |s| s.kind.as_str());
    let total = ["人员", "车辆", "在职人员", "职工", "在编人员", "工作人员"];
    if !total.contains(&whole.subject.as_str()) {
        return None;
    }
    match (topic, kind) {
        ("assets" | "other_matters", _) if whole.unit == "辆" => rule("C24"),
        (_, "overview") => rule("C16"),
        _ => None,
    }
}

fn list(
    rule: &'static Rule,
    statements: &[Statement],
    at: usize,
    end: usize,
) -> Option<Check> {
    let whole = &statements[at];
    let after = |s: &Statement| {
        let begin = whole.sentence.find("其中")?;
        let found = s.sentence[begin..].find(s.printed.as_str());
        found.map(|p| begin + p)
    };
    let mut depth_of = Vec::new();
    for (i, s) in statements[at + 1..end].iter().enumerate() {
        let of_unit = s.kind == StatementKind::Count && s.unit == whole.unit;
        if !of_unit || after(s).is_none() {
            return None;
        }
        depth_of.push((at + 1 + i, s));
    }
    if depth_of.len() < 2 {
        return None;
    }
    let mut parts = Side::new("其下各项之和");
    let mut cursor = whole.sentence.find("其中")?;
    for (i, s) in depth_of {
        let place = cursor + s.sentence[cursor..].find(s.printed.as_str())?;
        let before = &s.sentence[..place];
        let open = before.matches(['（', '(']).count();
        let closed = before.matches(['）', ')']).count();
        cursor = place + s.printed.len();
        // Parts of a part stand in brackets.
        if open == closed {
            parts.numbers.extend(number(i, s));
        }
    }
    let mut check = evaluate::equal(rule, side(at, whole), parts);
    check.unit = "count";
    // Counts are whole numbers: there is nothing to round.
    let difference = check.left.value? - check.right.value?;
    evaluate::regrade(&mut check, difference, rust_decimal::Decimal::ZERO);
    check.difference = Some(difference);
    if check.result == Outcome::Violated && difference.is_sign_positive() {
        return None;
    }
    Some(check)
}

/// Grades of 绩效自评, best first; 上海 says 合格 for 中 and 不合格 for 差.
const GRADES: [&str; 6] = ["“优”", "“良”", "“中”", "“差”", "“合格”", "“不合格”"];

/// 绩效自评的项目39个（其中评为“优”的项目39个…）.
fn grades(out: &Disclosure) -> Vec<Check> {
    let Some(rule) = rule("C15") else { return Vec::new() };
    let mut all = Vec::new();
    for (at, whole) in out.statements.iter().enumerate() {
        let is_whole = whole.kind == StatementKind::Count
            && is_sure(whole)
            && whole.unit == "个"
            && whole.subject.contains("自评")
            && whole.subject.contains("项目")
            && !GRADES.iter().any(|g| whole.subject.contains(g));
        if !is_whole {
            continue;
        }
        let mut parts = Side::new("各等级项目数之和");
        for (i, part) in out.statements.iter().enumerate().skip(at + 1) {
            if part.section != whole.section || i > at + 12 {
                break;
            }
            let graded = part.kind == StatementKind::Count
                && part.unit == "个"
                && is_sure(part)
                && GRADES.iter().any(|g| part.subject.contains(g));
            if graded {
                parts.numbers.extend(number(i, part));
            }
        }
        let named = parts.numbers.len();
        if named == 0 {
            continue;
        }
        let mut check = evaluate::equal(rule, side(at, whole), parts);
        check.unit = "count";
        let (Some(left), Some(right)) = (check.left.value, check.right.value) else {
            continue;
        };
        evaluate::regrade(&mut check, left - right, rust_decimal::Decimal::ZERO);
        // A text that names only some of the grades leaves the others open.
        if check.result == Outcome::Violated && named < 4 && left > right {
            continue;
        }
        all.push(check);
    }
    all
}
