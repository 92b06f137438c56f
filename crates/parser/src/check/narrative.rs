//! Text against tables and against itself (表与文字说明的勾稽关系).

mod alike;
mod counts;
mod direction;
mod links;
mod nil;
mod rates;
mod repeats;
mod stated;
#[cfg(test)]
mod tests;
mod words;

use super::evaluate::{self, Side};
use super::ledger::Group;
use super::rule::rule;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, Phase};
use crate::disclosure::{FactRef, Statement, StatementKind};
use alike::Alike;
use rust_decimal::Decimal;
use stated::{is_sure, side};
use std::collections::BTreeSet;

/// Evaluates what the text says; also the values of tables that statements repeat.
pub(super) fn checks(out: &Disclosure) -> (Vec<Check>, Vec<(usize, FactRef)>) {
    let alike = Alike::of(out);
    let mut all = Vec::new();
    let mut linked = Vec::new();
    let mut differs = Vec::new();
    if let Some(group) = links::group(out) {
        for (at, statement) in out.statements.iter().enumerate() {
            if let Some(check) = amount(out, &group, at, statement) {
                let fact = check.evidence.iter().find_map(|e| match e {
                    Evidence::Fact(fact) => Some(*fact),
                    _ => None,
                });
                let agrees = check.result != Outcome::Violated;
                let to = if agrees { &mut linked } else { &mut differs };
                to.extend(fact.map(|fact| (at, fact)));
                all.push(check);
            }
        }
        all.extend(nil::checks(out, &group));
        all.extend(rates::checks(out, &alike, Some(&group)));
    } else {
        all.extend(rates::checks(out, &alike, None));
    }
    let known: BTreeSet<usize> = linked.iter().map(|(at, _)| *at).collect();
    // 收入总计 that is 本年收入合计 leads to the value it is; one that is none, to the value it
    // should be.
    let repeated = repeats::all(out, &known);
    let found: BTreeSet<usize> = repeated.iter().map(|(at, _)| *at).collect();
    linked.extend(differs.into_iter().filter(|(at, _)| !found.contains(at)));
    linked.extend(repeated);
    all.extend(counts::checks(out, &alike));
    all.extend(direction::checks(out, &alike));
    all.extend(words::checks(out, &alike));
    (all, linked)
}

/// An amount against the value of the table it repeats.
fn amount(
    out: &Disclosure,
    group: &Group<'_>,
    at: usize,
    statement: &Statement,
) -> Option<Check> {
    let of_this_year =
        statement.year.is_none_or(|y| out.fiscal_year.is_none_or(|own| own == y));
    if statement.kind != StatementKind::Amount || !is_sure(statement) || !of_this_year {
        return None;
    }
    let (name, told) = match links::find(out, statement) {
        Some(link) => (link.rule.as_str(), links::operand(group, &link.operands)?),
        None => coded(out, group, statement)?,
    };
    let rule = rule(name)?;
    let mut said = side(at, statement);
    if said.numbers.is_empty() {
        return None;
    }
    if said.numbers.iter().all(|n| n.value.is_zero()) && told.numbers.is_empty() {
        // 0万元 in the text and a blank cell say the same.
        said.numbers.clear();
    }
    let mut check = evaluate::equal(rule, said, told);
    if check.result == Outcome::Violated {
        explain(&mut check, group, statement);
    }
    Some(check)
}

/// The value of 公开05表 that an item of 五（三） or a class of 五（二） repeats.
fn coded(
    out: &Disclosure,
    group: &Group<'_>,
    statement: &Statement,
) -> Option<(&'static str, Side)> {
    let rule = match links::topic(out, statement) {
        "general_structure" => "C07",
        "general_detail" => "C08",
        "general" | "general_total" if statement.code.len() > 3 => "C08",
        "general" => "C07",
        _ => return None,
    };
    if !matches!(statement.phase, Phase::Executed | Phase::Unknown) {
        return None;
    }
    let [sheet] = group.sheets("final.05") else { return None };
    let row = sheet.code(&statement.code)?;
    // A row that repeats the document's class name at another level is not what is meant.
    Some((rule, links::cell(sheet, row, "total")?))
}

/// Says where else the wrong amount stands: 口径 mixed up is the usual mistake.
fn explain(check: &mut Check, group: &Group<'_>, statement: &Statement) {
    let Some(amount) = statement.amount_yuan.filter(|a| !a.is_zero()) else { return };
    for sheet in group.all() {
        for (at, row) in sheet.table.rows.iter().enumerate() {
            let same = row.values.iter().any(|v| v.amount_yuan == Some(amount));
            if same && row.is_total {
                let table = super::names::title(&sheet.table.id);
                let row = sheet.row_label(at);
                check.note = (
                    format!("文中数字与「{table}」{row}行相同，可能口径有误"),
                    format!(
                        "the text's number stands in 「{table}」 {row}: perhaps the wrong scope"
                    ),
                );
                return;
            }
        }
    }
    let factor = Decimal::from(10_000);
    let told = check.right.value.unwrap_or_default();
    if told == amount * factor || told * factor == amount {
        check.note = (
            "相差一万倍，可能单位有误".to_owned(),
            "off by a factor of 10,000: perhaps the wrong unit".to_owned(),
        );
    }
}
