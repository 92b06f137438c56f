//! All projects together: the sum of the forms against the text.

use super::paper::{Form, doubt, named, stage_name};
use super::said::{amounts, said};
use crate::check::evaluate::{self, Side};
use crate::disclosure::{Check, Outcome};
use crate::disclosure::{Disclosure, DocKind, FormKind, Horizon, Phase};
use crate::disclosure::{Statement, StatementKind};
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// 四个二级项目, 5个项目.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<n>\d{1,4}|[一二两三四五六七八九十]{1,3})(?:个|项)[^,。;:\d]{0,8}项目",
    )
    .expect("a constant pattern")
});

/// Ways in which one amount of each form may make up the amount of all.
const WAYS: [(&str, &[&str]); 3] = [
    ("total", &["total"]),
    ("fiscal", &["fiscal"]),
    ("fiscal", &["fiscal", "carried_over"]),
];

/// D04: what the text says of all projects is the sum of their forms, where it counts as many
/// projects as there are forms.
pub(super) fn checks(
    out: &Disclosure,
    forms: &[Form<'_>],
    named_amounts: &[Check],
) -> Vec<Check> {
    let rule = named("D04");
    let kinds: Vec<FormKind> = [FormKind::SelfEval, FormKind::Target]
        .into_iter()
        .filter(|kind| forms.iter().any(|f| f.project.form == *kind))
        .collect();
    let held = named_amounts.iter().filter(|c| c.result != Outcome::Violated).count();
    let is_same = held >= 2 && 2 * held > named_amounts.len();
    let mut all = Vec::new();
    for (_, statement, number) in amounts(out).filter(|(_, s, _)| s.project.is_none()) {
        let mut best: Option<Check> = None;
        for &kind in &kinds {
            let of: Vec<&Form<'_>> =
                forms.iter().filter(|f| f.project.form == kind).collect();
            if !counts(out, statement, of.len()) {
                continue;
            }
            let is_sure = kind == FormKind::SelfEval
                || matches!(out.kind, DocKind::Budget | DocKind::Performance)
                || statement.phase == Phase::Approved
                || is_same;
            for (label, lines) in ways(&of, statement.phase) {
                let mut left = Side::new(label);
                for (form, line) in lines {
                    form.add(&mut left, line);
                }
                let right = Side::new(said(statement)).with(Some(number.clone()));
                let mut check = evaluate::equal(rule, left, right);
                if check.result == Outcome::Violated && !is_sure {
                    doubt(
                        &mut check,
                        "文中未说明是年初预算数",
                        "the text does not say that the budget at the beginning of the year is meant",
                    );
                }
                let holds =
                    |c: &Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
                if holds(&check) || best.is_none() {
                    let done = holds(&check);
                    best = Some(check);
                    if done {
                        break;
                    }
                }
            }
            if best.as_ref().is_some_and(|c| c.result != Outcome::Violated) {
                break;
            }
        }
        all.extend(best);
    }
    all
}

/// The amounts of all forms in each way that every one of them has them.
fn ways<'f, 'd>(
    forms: &[&'f Form<'d>],
    phase: Phase,
) -> Vec<(String, Vec<(&'f Form<'d>, usize)>)> {
    let stages: &[&str] = match phase {
        Phase::Approved => &["initial", "requested"],
        Phase::Adjusted => &["adjusted"],
        Phase::Executed => &["executed"],
        Phase::Unknown => &["requested", "initial", "adjusted", "executed"],
        Phase::Prior => &[],
    };
    let mut all = Vec::new();
    for horizon in [Horizon::Annual, Horizon::Full] {
        for stage in stages {
            for (needed, sources) in WAYS {
                let mut lines = Vec::new();
                let mut complete = !forms.is_empty();
                for form in forms {
                    let of = |wanted: &[&str]| {
                        form.lines(horizon, stage, |s| wanted.contains(&s))
                    };
                    let main = of(&[needed]);
                    complete &= !form.raw
                        && main.len() == 1
                        && matches!(form.amount(main[0]), Ok(Some(_)));
                    lines.extend(of(sources).into_iter().map(|line| (*form, line)));
                }
                if complete {
                    let words =
                        if needed == "total" { "资金总额" } else { "财政拨款" };
                    let half =
                        if horizon == Horizon::Full { "实施期" } else { "年度" };
                    let stage = stage_name(stage);
                    let n = forms.len();
                    all.push((format!("{n}张绩效表{half}{words}{stage}之和"), lines));
                }
            }
        }
    }
    all
}

/// Whether an amount's sentence counts so many projects and this is the amount of them all:
/// the first one after the count, or the last one before it.
fn counts(out: &Disclosure, statement: &Statement, forms: usize) -> bool {
    let same = |s: &&Statement| {
        s.section == statement.section && s.sentence == statement.sentence
    };
    let of: Vec<&Statement> = out.statements.iter().filter(same).collect();
    let is_count = |s: &&&Statement| {
        s.kind == StatementKind::Count
            && matches!(s.unit.as_str(), "个" | "项")
            && (s.subject.contains("项目") || s.subject.is_empty())
    };
    let wanted = Decimal::from(forms);
    let counted: Vec<usize> = (0..of.len()).filter(|&i| is_count(&&of[i])).collect();
    if counted.is_empty() {
        let words = normalise(&statement.sentence);
        let mut found = COUNTED.captures_iter(&words);
        let is_only = of.iter().filter(|s| s.kind == StatementKind::Amount).count() == 1;
        return match (found.next(), found.next()) {
            (Some(one), None) => is_only && chinese(&one["n"]) == Some(forms),
            _ => false,
        };
    }
    let Some(own) = of.iter().position(|s| std::ptr::eq(*s, statement)) else {
        return false;
    };
    counted.into_iter().filter(|&i| of[i].value == Some(wanted)).any(|i| {
        let is_amount = |j: &usize| of[*j].kind == StatementKind::Amount;
        let next_count =
            (i + 1..of.len()).find(|&j| is_count(&&of[j])).unwrap_or(of.len());
        match (i + 1..next_count).find(is_amount) {
            Some(after) => after == own,
            None => (0..i).rev().find(is_amount) == Some(own),
        }
    })
}

/// 12, 四, 十二.
fn chinese(words: &str) -> Option<usize> {
    if let Ok(number) = words.parse() {
        return Some(number);
    }
    let digit =
        |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|n| n + 1);
    let digit = |c: char| if c == '两' { Some(2) } else { digit(c) };
    let chars: Vec<char> = words.chars().collect();
    match chars[..] {
        ['十'] => Some(10),
        [c] => digit(c),
        ['十', c] => Some(10 + digit(c)?),
        [c, '十'] => Some(10 * digit(c)?),
        [a, '十', b] => Some(10 * digit(a)? + digit(b)?),
        _ => None,
    }
}
