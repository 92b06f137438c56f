//! The rules as rows: complete, and about tables and lines that exist.

use crate::catalog::{self, TableSpec};
use crate::check::formula::{Formula, RowName, Term};
use crate::check::ledger;
use crate::check::rule::{formulas, rules};

/// Keys of all columns that a table may have.
pub(super) fn keys(spec: &TableSpec) -> Vec<String> {
    if spec.layout != "prefixed" {
        return spec.columns.iter().map(|c| c.key.clone()).collect();
    }
    let with = |prefix: &str| {
        spec.columns.iter().map(|c| format!("{prefix}{}", c.key)).collect::<Vec<_>>()
    };
    let prefixed = spec.prefixes.iter().flat_map(|p| with(&p.key));
    prefixed.chain(with("")).collect()
}

fn wrong(term: &Term) -> Option<String> {
    let Some(spec) = catalog::catalog().table(&term.table) else {
        return Some(format!("no table {}", term.table));
    };
    if term.column != "*" && !keys(spec).contains(&term.column) {
        return Some(format!("{} has no column {}", term.table, term.column));
    }
    match &term.row {
        RowName::Line(key) => {
            (ledger::line_label(key) == key).then(|| format!("no line {key}"))
        }
        RowName::Code(_) | RowName::EachCode => {
            spec.scheme.is_empty().then(|| "no codes".to_owned())
        }
        RowName::Class => (spec.scheme != "function" && !spec.sides)
            .then(|| format!("{} has no 类", term.table)),
        RowName::Classes => (!spec.sides).then(|| "no lines of 类".to_owned()),
        RowName::Total | RowName::Each | RowName::Only => None,
    }
}

#[test]
fn rules_are_explained() {
    let mut ids: Vec<&str> = Vec::new();
    for rule in rules() {
        let id = rule.id.as_str();
        let texts =
            [&rule.title, &rule.title_en, &rule.source, &rule.example, &rule.innocent];
        assert!(texts.iter().all(|t| !t.trim().is_empty()), "{id}: a text is empty");
        let says = !rule.formulas.is_empty() || !rule.meaning.trim().is_empty();
        assert!(says, "{id}: neither formula nor meaning");
        assert!(!ids.contains(&id), "{id} is there twice");
        ids.push(id);
        assert_eq!(crate::check::rule(id).map(|r| &r.id), Some(&rule.id));
    }
}

#[test]
fn formulas_name_what_there_is() {
    for (rule, formulas) in formulas() {
        for formula in formulas {
            let found = match formula {
                Formula::Tree(id) | Formula::Outline(id) => {
                    match catalog::catalog().table(id) {
                        None => Some(format!("no table {id}")),
                        Some(_) => None,
                    }
                }
                Formula::Sums { left, right, when, .. } => {
                    let when = when.iter().flat_map(|(l, r)| l.iter().chain(r));
                    left.iter().chain(right).chain(when).find_map(wrong)
                }
            };
            assert_eq!(found, None, "{}", rule.id);
        }
    }
}
