//! Identities inside tables and between them, from the formulas of the rules.

use super::evaluate::{self, Side};
use super::formula::{Formula, RowName};
use super::ledger::{self, Group};
use super::names::{column_name, title};
use super::outline;
use super::rule::formulas;
use super::sums::{self, Terms};
use super::tree;
use crate::disclosure::Rule;
use crate::disclosure::{self, Disclosure, Table};
use crate::disclosure::{Blame, Check, CheckKind, Outcome};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Evaluates the formulas of all rules.
pub(super) fn checks(out: &Disclosure) -> Vec<Check> {
    let mut all = Vec::new();
    for group in ledger::groups(out) {
        all.extend(basic_without_details(&group));
        let Some((id, layouts)) = group.layouts() else {
            all.extend(of_group(&group, |_| true));
            continue;
        };
        for (n, layout) in layouts.iter().enumerate() {
            let names = |rule: &Rule| rule.formulas.iter().any(|f| f.contains(id));
            let mut found = of_group(layout, |rule| n == 0 || names(rule));
            // What is not about the table in two layouts has been said.
            found.retain(|check| n == 0 || !all.contains(check));
            all.append(&mut found);
        }
    }
    all
}

/// Evaluates the formulas of rules inside one table alone, to judge a reading of it.
pub(crate) fn inside(table: &Table) -> Vec<Check> {
    let alone = Disclosure { tables: vec![table.clone()], ..Disclosure::default() };
    let mut groups = ledger::groups(&alone);
    groups.iter_mut().for_each(|group| group.is_strict = true);
    // An outline fits itself to the numbers: it says nothing about a reading of them.
    let judges = |rule: &Rule| {
        rule.kind == CheckKind::Table
            && !rule.formulas.iter().all(|f| f.starts_with("outline "))
    };
    groups.iter().flat_map(|group| of_group(group, judges)).collect()
}

fn of_group(group: &Group<'_>, wanted: impl Fn(&Rule) -> bool) -> Vec<Check> {
    let mut all = Vec::new();
    for (rule, formulas) in formulas() {
        if !wanted(rule) {
            continue;
        }
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for formula in formulas {
            match evaluated(rule, group, formula) {
                Ok(checks) => found.extend(checks),
                Err(check) => missing.extend(check),
            }
        }
        // Formulas of one rule are its forms in several layouts: one that applies is enough.
        if found.is_empty() {
            found.extend(missing.into_iter().next().map(|check| *check));
        }
        let is_final = rule.formulas.iter().any(|f| f.contains("final."));
        if !group.is_strict && !is_final && rule.kind == CheckKind::Table {
            parts_of_blanks(&mut found);
        }
        all.extend(summed_up(found));
    }
    all
}

/// Takes back a violation that a blank subtotal explains: its own parts, printed beside it
/// (公务用车购置费 and 运行维护费 beside a blank 小计), are what is missing in the sum.
fn parts_of_blanks(found: &mut [Check]) {
    let blanks: Vec<_> = found
        .iter()
        .filter(|c| c.blame == Blame::Reading && c.left.value.is_none())
        .filter_map(|c| c.right.value)
        .collect();
    let is_it = |value: Option<Decimal>| {
        value.is_some_and(|v| blanks.iter().any(|blank| blank.abs() == v.abs()))
    };
    let sums: Vec<Decimal> = found
        .iter()
        .filter(|c| c.blame == Blame::Reading && c.left.value.is_some())
        .filter_map(|c| c.difference.filter(|by| is_it(Some(*by))))
        .collect();
    let violated = found.iter_mut().filter(|c| c.result == Outcome::Violated);
    for check in violated.filter(|c| c.blame == Blame::Reading) {
        let explains = |v: Decimal| sums.iter().any(|by| by.abs() == v.abs());
        let is_blank =
            check.left.value.is_none() && check.right.value.is_some_and(explains);
        if is_blank || check.left.value.is_some() && is_it(check.difference) {
            evaluate::doubt(
                check,
                "小计空白，其下各项即为差额",
                "a subtotal is blank, and its parts are the difference",
            );
        }
    }
}

/// Evaluates one formula. The error is the check that says what is missing, or nothing if
/// none of its tables is there.
pub(super) fn evaluated(
    rule: &'static Rule,
    group: &Group<'_>,
    formula: &Formula,
) -> Result<Vec<Check>, Option<Box<Check>>> {
    match formula {
        Formula::Tree(id) => Ok(group
            .sheets(id)
            .iter()
            .flat_map(|sheet| tree::tree(rule, sheet, group.is_strict))
            .collect()),
        Formula::Outline(id) => Ok(group
            .sheets(id)
            .iter()
            .flat_map(|sheet| outline::outline(rule, sheet))
            .collect()),
        Formula::Sums { left, relation, right, when, without } => {
            let when = when.as_ref();
            let terms = Terms { left, relation: *relation, right, when, without };
            sums::sums(rule, group, terms)
        }
    }
}

/// Blank rows and columns by the hundred say one thing: one check for all of a table's.
fn summed_up(checks: Vec<Check>) -> Vec<Check> {
    let mut out: Vec<Check> = Vec::with_capacity(checks.len());
    // What is silent for another reason is said apart.
    type Why = (Vec<usize>, bool, String);
    let mut silent: BTreeMap<Why, (usize, usize)> = BTreeMap::new();
    for check in checks {
        let vacuous = match check.result {
            Outcome::Vacuous => true,
            Outcome::NotEvaluable => false,
            _ => {
                out.push(check);
                continue;
            }
        };
        let seen = silent.entry((check.tables.clone(), vacuous, check.note.1.clone()));
        let seen = seen.or_insert((out.len(), 0));
        seen.1 += 1;
        if seen.1 == 1 {
            out.push(check);
        }
    }
    for (at, n) in silent.into_values().filter(|(_, n)| *n > 1) {
        let check = &mut out[at];
        check.message_zh = format!("{}（同类共 {n} 处）", check.message_zh);
        check.message_en = format!("{} ({n} of this kind)", check.message_en);
    }
    out
}

/// B16: without basic expenditure in 03, table 06 is empty.
fn basic_without_details(group: &Group<'_>) -> Vec<Check> {
    let Some(rule) = super::rule::rule("B16") else { return Vec::new() };
    let ([expenditure], [details]) = (group.sheets("final.03"), group.sheets("final.06"))
    else {
        return Vec::new();
    };
    let Some(total) = expenditure.row(&RowName::Total) else { return Vec::new() };
    if !expenditure.has_column("basic") {
        return Vec::new();
    }
    let name = format!("{} {}", title("final.03"), expenditure.row_label(total));
    let mut basic = Side::new(format!("{name} {}", column_name(expenditure, "basic")));
    expenditure.add(&mut basic, total, "basic", true);
    let mut detailed = Side::new(title("final.06"));
    for (at, row) in details.table.rows.iter().enumerate() {
        for (value_at, value) in row.values.iter().enumerate() {
            if value.state == disclosure::ValueState::Number {
                details.add_value(&mut detailed, at, value_at, value, true);
            }
        }
    }
    let basic_is_nil = basic.numbers.iter().all(|n| n.value.is_zero());
    let (result, zh, en) = match (basic_is_nil, detailed.numbers.is_empty()) {
        _ if basic.incomplete => {
            (Outcome::NotEvaluable, "基本支出无法读出", "basic expenditure is unreadable")
        }
        (false, _) => (Outcome::Vacuous, "有基本支出", "there is basic expenditure"),
        (true, true) => (
            Outcome::Exact,
            "没有基本支出，06 表为空",
            "no basic expenditure, 06 is empty",
        ),
        (true, false) => (
            Outcome::Violated,
            "没有基本支出，06 表却有金额",
            "there is no basic expenditure, but table 06 has amounts",
        ),
    };
    let evidence = basic.numbers.iter().chain(&detailed.numbers).take(12);
    let evidence = evidence.map(|n| n.evidence).collect();
    let mut check = evaluate::found(rule, result, evidence, zh, en);
    check.tables = vec![expenditure.index, details.index];
    vec![check]
}
