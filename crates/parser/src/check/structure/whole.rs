//! Whether the tables go on to their end: E15, E16.

use super::finding::{Finding, is_told_whole, is_trusted, listed, place, title};
use crate::check::formula::RowName;
use crate::check::ledger::{self, Group, Sheet};
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, Row, Side, TableState, ValueState};

/// Two-sided tables, which end with 总计 on either side.
const TWO_SIDED: [&str; 4] = ["final.01", "final.04", "budget.01", "budget.04"];
/// Code tables of final accounts, which have a row 合计 at the top or at the end.
const SUMMED: [&str; 4] = ["final.02", "final.03", "final.05", "final.06"];
/// Tables that break the same money down by the same codes.
const DETAILED: [&[&str]; 2] =
    [&["final.02", "final.03", "final.05"], &["budget.03", "budget.05"]];

/// Evaluates both.
pub(super) fn whole(out: &Disclosure) -> Vec<Check> {
    let groups = ledger::groups(out);
    let sheets = groups.iter().flat_map(Group::all);
    let mut all: Vec<Check> = sheets.filter_map(|sheet| total(out, sheet)).collect();
    all.extend(groups.iter().flat_map(|group| details(out, group)));
    all
}

/// E15: what adds up to 总计 or 合计 has one.
fn total(out: &Disclosure, sheet: &Sheet<'_>) -> Option<Check> {
    let id = sheet.table.id.as_str();
    let lacking: Vec<&str> = if TWO_SIDED.contains(&id) {
        let sides = [(Side::Revenue, "sources"), (Side::Expenditure, "uses")];
        // Budgets call the last line by many names, and it may stand across both sides.
        let is_last = |row: &Row, side: Side| match id.starts_with("final.") {
            true => row.side == side && row.label.contains("总计"),
            false => {
                (row.side == side || row.side == Side::None) && row.label.contains('计')
            }
        };
        let lacks = |(side, key): &(Side, &str)| {
            let named = sheet.row(&RowName::Line((*key).to_owned())).is_some();
            let rows = &sheet.table.rows;
            prints_numbers(sheet, *side)
                && !named
                && !rows.iter().any(|row| is_last(row, *side))
        };
        sides.iter().filter(|s| lacks(s)).map(|s| ledger::line_label(s.1)).collect()
    } else if SUMMED.contains(&id) {
        let is_sum = |label: &str| label.contains("经费") || label.contains('计');
        let rows = || sheet.table.rows.iter();
        let lacks = prints_numbers(sheet, Side::None)
            && sheet.row(&RowName::Total).is_none()
            && !rows().any(|r| r.is_total || r.code.is_empty() && is_sum(&r.label));
        lacks.then_some("合计").into_iter().collect()
    } else {
        return None;
    };
    if sheet.table.state != TableState::Data {
        return None;
    }
    // A table without rulings is where a last page is lost most easily: what it lacks is told,
    // and held against the reading.
    let (result, zh, en) = match (lacking.is_empty(), is_told_whole(out, sheet.index)) {
        (true, _) => (Outcome::Exact, String::new(), String::new()),
        (false, trusted) => (
            if trusted { Outcome::Violated } else { Outcome::NotEvaluable },
            format!("{} 没有 {} 行：表可能不全", title(sheet.table), listed(&lacking)),
            format!(
                "{} has no line {}: part of it may be missing",
                title(sheet.table),
                listed(&lacking)
            ),
        ),
    };
    Some(Finding::of("E15", result, sheet.index).says(zh, en).check(out))
}

fn prints_numbers(sheet: &Sheet<'_>, side: Side) -> bool {
    let rows = sheet.table.rows.iter().filter(|row| row.side == side);
    rows.flat_map(|row| &row.values).any(|value| value.state == ValueState::Number)
}

/// E16: a code that one table breaks down is broken down in the others.
fn details(out: &Disclosure, group: &Group<'_>) -> Vec<Check> {
    let mut all = Vec::new();
    for ids in DETAILED {
        let sheets: Vec<&Sheet<'_>> = ids
            .iter()
            .filter_map(|id| match group.sheets(id) {
                [only] if !only.repeats_codes() => Some(only),
                _ => None,
            })
            .collect();
        for sheet in &sheets {
            let others = sheets.iter().filter(|o| o.index != sheet.index).copied();
            all.extend(detail(out, sheet, &others.collect::<Vec<_>>()));
        }
    }
    all
}

fn detail(out: &Disclosure, sheet: &Sheet<'_>, others: &[&Sheet<'_>]) -> Option<Check> {
    let mut codes: Vec<&str> = sheet.codes().filter(|c| is_money(sheet, c)).collect();
    codes.sort_unstable();
    if codes.is_empty() || others.is_empty() {
        return None;
    }
    let mut tables = vec![sheet.index];
    let mut lacking: Vec<&str> = Vec::new();
    let mut evidence: Vec<Evidence> = Vec::new();
    for code in codes {
        if sheet.codes().any(|c| is_below(c, code)) {
            continue;
        }
        let other = others.iter().find_map(|other| {
            let mut below: Vec<&str> = other
                .codes()
                // A table that stops at 款 leaves out every 项.
                .filter(|c| is_below(c, code) && sheet.prints_codes_like(c))
                .filter(|c| is_money(other, c))
                .collect();
            below.sort_unstable();
            (!below.is_empty() && is_money(other, code)).then(|| (other, below[0]))
        });
        let Some((other, below)) = other else { continue };
        lacking.push(code);
        tables.push(other.index);
        for (sheet, code) in [(sheet, code), (*other, below)] {
            let at = sheet.code(code);
            evidence
                .extend(at.and_then(|at| place(sheet.index, at, &sheet.table.rows[at])));
        }
    }
    let mut finding = Finding::of("E16", Outcome::Exact, sheet.index);
    if !lacking.is_empty() {
        finding.result = match is_trusted(out, sheet.index) {
            true => Outcome::Violated,
            false => Outcome::NotEvaluable,
        };
        finding = finding.says(
            format!(
                "{} 未细化 {}，其他表列有其下级科目",
                title(sheet.table),
                listed(&lacking)
            ),
            format!(
                "{} does not break down {}, which other tables do",
                title(sheet.table),
                listed(&lacking)
            ),
        );
    }
    tables.sort_unstable();
    tables.dedup();
    finding.tables = tables;
    Some(finding.with(evidence).check(out))
}

fn is_below(code: &str, above: &str) -> bool {
    code.len() > above.len() && code.starts_with(above)
}

/// Whether the row of a code prints a number other than zero.
fn is_money(sheet: &Sheet<'_>, code: &str) -> bool {
    let row = sheet.code(code).map(|at| &sheet.table.rows[at]);
    row.is_some_and(|row| row.values.iter().any(|v| v.state == ValueState::Number))
}
