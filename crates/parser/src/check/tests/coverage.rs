//! A new rule needs its cases, and every formula must be able to hold and to fail.

use super::catalog::keys;
use super::drawing::disclosure;
use super::{cases, word};
use crate::catalog;
use crate::check::formula::{Formula, Relation, RowName, Term};
use crate::check::rule::{formulas, rules};
use crate::check::{ledger, tables};
use crate::disclosure::CheckKind;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

#[test]
fn every_rule_has_its_cases() {
    let mut of_rule: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for case in cases() {
        let words = case.ends.split_whitespace().map(str::to_owned);
        of_rule.entry(case.rule.clone()).or_default().extend(words);
    }
    for rule in rules() {
        let is_table = matches!(rule.kind, CheckKind::Table | CheckKind::Cross);
        // What is written as code has its tests beside the code.
        if rule.formulas.is_empty() || !is_table {
            continue;
        }
        let none = BTreeSet::new();
        let has = of_rule.get(&rule.id).unwrap_or(&none);
        // An outline that does not come to the total is not understood: it accuses nobody.
        let outlines = rule.formulas.iter().all(|f| f.starts_with("outline "));
        let is_hint = rule.kind == CheckKind::Hint;
        for wanted in ["exact", "rounding", "violated", "vacuous", "not_evaluable"] {
            if wanted == "violated" && (outlines || is_hint) {
                continue;
            }
            assert!(has.contains(wanted), "{}: no drawn case is {wanted}", rule.id);
        }
    }
    for rule in of_rule.keys() {
        assert!(crate::check::rule(rule).is_some(), "cases of {rule}, which is no rule");
    }
}

/// How one number of a generated drawing is changed.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Nothing,
    /// The first number of the left side grows.
    Left,
    /// The first number of the right side grows.
    Right,
    /// All cells are blank.
    Blank,
}

/// Tables in which the formula holds, but for the change.
fn drawn(left: &[Term], relation: Relation, right: &[Term], change: Change) -> String {
    let longest = left.len().max(right.len());
    let mut tables: BTreeMap<&str, BTreeMap<String, BTreeMap<String, String>>> =
        BTreeMap::new();
    for (is_left, terms) in [(true, left), (false, right)] {
        for (at, term) in terms.iter().enumerate() {
            let mut value = if at > 0 { 1 } else { longest - terms.len() + 10 };
            let grows = match change {
                Change::Left => is_left && relation == Relation::Equal,
                Change::Right => !is_left,
                Change::Nothing | Change::Blank => false,
            };
            if at == 0 && grows {
                value += 1;
            }
            let printed = match change {
                Change::Blank => "_".to_owned(),
                _ => format!("{value}.00"),
            };
            for (row, printed) in rows(term, &printed) {
                for column in columns(term) {
                    let table = tables.entry(&term.table).or_default();
                    let row = table.entry(row.clone()).or_default();
                    row.insert(column, printed.clone());
                }
            }
        }
    }
    let mut out = String::new();
    for (id, mut rows) in tables {
        // The lines of the opening balance stand below it.
        if rows.keys().any(|name| name.starts_with("2 opening_")) {
            rows.entry("1 opening".to_owned()).or_default();
        }
        out.push_str(&table(id, &rows));
    }
    out
}

/// Names of the rows that a term stands for, in the order in which they are printed, and what
/// is printed in them.
fn rows(term: &Term, printed: &str) -> Vec<(String, String)> {
    let two_sided = catalog::catalog().table(&term.table).is_some_and(|t| t.sides);
    let one = |name: &str| vec![(name.to_owned(), printed.to_owned())];
    match &term.row {
        RowName::Total | RowName::Each if !two_sided => one("0 total"),
        RowName::Only => one("0 本年"),
        RowName::Class | RowName::Each if two_sided => one("0 公共安全支出"),
        RowName::Class | RowName::EachCode => one("0 204 公共安全支出"),
        RowName::Classes => {
            let blank = "_".to_owned();
            [one("0 公共安全支出"), vec![("0 农林水支出".to_owned(), blank)]].concat()
        }
        RowName::Code(code) => one(&format!("0 {code}")),
        RowName::Line(key) if key == "procurement" => one("0 #1 procurement"),
        RowName::Line(key) if key.starts_with("opening_") => one(&format!("2 {key}")),
        RowName::Line(key) if key == "opening" => one("1 opening"),
        RowName::Line(key) if key == "sources" || key == "uses" => {
            one(&format!("3 {key}"))
        }
        RowName::Line(key) => one(&format!("0 {key}")),
        RowName::Total | RowName::Each => unreachable!("two-sided tables have lines"),
    }
}

fn columns(term: &Term) -> Vec<String> {
    match term.column.as_str() {
        "*" => vec!["total".to_owned(), "general".to_owned()],
        key => vec![key.to_owned()],
    }
}

fn table(id: &str, rows: &BTreeMap<String, BTreeMap<String, String>>) -> String {
    let spec = catalog::catalog().table(id).expect("formulas name tables");
    let used = |key: &&String| rows.values().any(|r| r.contains_key(*key));
    let all = keys(spec);
    let keys: Vec<&String> = all.iter().filter(used).collect();
    let mut out = format!("{id}\n");
    let header = keys.iter().map(|k| k.as_str()).collect::<Vec<_>>().join(" ");
    if spec.sides {
        let expenditure: Vec<&str> =
            keys.iter().map(|k| k.as_str()).filter(|k| on_side(id, k, 'E')).collect();
        let _ = writeln!(out, "R amount\nE {}", expenditure.join(" "));
    } else {
        let _ = writeln!(out, "{header}");
    }
    for (name, cells) in rows {
        let stub = &name[2..];
        let is_revenue = ledger::line_side(stub) == "revenue";
        let side = match (spec.sides, is_revenue) {
            (false, _) => "",
            (true, true) => "R ",
            (true, false) => "E ",
        };
        let _ = write!(out, "{side}{stub}");
        for key in &keys {
            let here =
                !spec.sides || on_side(id, key, side.chars().next().unwrap_or('E'));
            if here {
                let cell = cells.get(*key).map_or("_", String::as_str);
                let _ = write!(out, " {cell}");
            }
        }
        out.push('\n');
    }
    out.push('\n');
    out
}

fn on_side(id: &str, key: &str, side: char) -> bool {
    let spec = catalog::catalog().table(id).expect("formulas name tables");
    let column = spec.columns.iter().find(|c| c.key == key);
    match column.map_or("", |c| c.side.as_str()) {
        "revenue" => side == 'R',
        "expenditure" => side == 'E',
        _ => side == 'E' || key == "amount",
    }
}

#[test]
fn every_formula_holds_and_fails_on_tables_drawn_from_it() {
    for (rule, formulas) in formulas() {
        for (formula, text) in formulas.iter().zip(&rule.formulas) {
            let Formula::Sums { left, relation, right, .. } = formula else { continue };
            // What it presupposes is drawn in cross.txt.
            let formula = Formula::Sums {
                left: left.clone(),
                relation: *relation,
                right: right.clone(),
                when: None,
                without: String::new(),
            };
            let found = |change| {
                let drawing = drawn(left, *relation, right, change);
                let out = disclosure(&drawing);
                let groups = crate::check::ledger::groups(&out);
                let checks = tables::evaluated(rule, &groups[0], &formula);
                let checks = checks.unwrap_or_default();
                let words: Vec<&str> = checks.iter().map(|c| word(c.result)).collect();
                (words.join(" "), drawing)
            };
            // An inference is never a violation.
            let fails = match rule.kind {
                CheckKind::Hint => "not_evaluable",
                _ => "violated",
            };
            let less = if *relation == Relation::Equal { fails } else { "exact" };
            for (change, wanted) in [
                (Change::Nothing, "exact"),
                (Change::Right, fails),
                (Change::Left, less),
                (Change::Blank, "vacuous"),
            ] {
                let (words, drawing) = found(change);
                let same = words.split(' ').all(|w| w == wanted);
                assert!(
                    same,
                    "{} {text}: 「{words}」, expected {wanted}\n{drawing}",
                    rule.id
                );
            }
        }
    }
}
