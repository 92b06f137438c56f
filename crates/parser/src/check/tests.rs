//! What the identities say of drawn tables.

mod catalog;
mod coverage;
mod drawing;
mod proofs;
mod tolerance;

use super::run;

use crate::disclosure::Disclosure;
use crate::disclosure::{Check, Outcome};
use drawing::disclosure;
use extractor::SourceKind;

/// Cases of the rules, drawn: see [`cases`].
const DRAWN: [(&str, &str); 3] = [
    ("tables.txt", include_str!("tests/tables.txt")),
    ("cross.txt", include_str!("tests/cross.txt")),
    ("budget.txt", include_str!("tests/budget.txt")),
];

/// One drawing with its numbers filled in, and how the checks of one rule must end.
#[derive(Debug)]
struct Case {
    file: &'static str,
    line: usize,
    rule: String,
    drawing: String,
    ends: String,
}

/// Reads the cases of the files beside.
///
/// `## A08` begins drawings of a rule; in them `$1` … `$9` are filled with the words of each
/// line `> 10.00 4.00 6.00 : exact` that follows. After the colon stand the results of all
/// checks of the rule, in any order, or nothing where there is none.
fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for (file, text) in DRAWN {
        let (mut rule, mut drawing, mut used) = (String::new(), String::new(), true);
        for (at, line) in text.lines().enumerate() {
            if let Some(name) = line.strip_prefix("## ") {
                assert!(used, "{file}: a drawing without cases above line {}", at + 1);
                rule = name.split_whitespace().next().unwrap_or_default().to_owned();
                drawing.clear();
            } else if let Some(filled) = line.strip_prefix('>') {
                let (words, ends) = filled.split_once(':').expect("a colon");
                let mut shown = drawing.clone();
                for (n, word) in words.split_whitespace().enumerate() {
                    shown = shown.replace(&format!("${}", n + 1), word);
                }
                assert!(!shown.contains('$'), "{file}:{}: a number is missing", at + 1);
                used = true;
                all.push(Case {
                    file,
                    line: at + 1,
                    rule: rule.clone(),
                    drawing: shown,
                    ends: sorted(ends.split_whitespace().collect()),
                });
            } else if !line.starts_with("# ") {
                if !line.trim().is_empty() && used {
                    drawing.clear();
                    used = false;
                }
                drawing.push_str(line);
                drawing.push('\n');
            }
        }
    }
    all
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Exact => "exact",
        Outcome::Rounding => "rounding",
        Outcome::Violated => "violated",
        Outcome::Vacuous => "vacuous",
        Outcome::NotEvaluable => "not_evaluable",
    }
}

fn checked(drawing: &str) -> Disclosure {
    let mut out = disclosure(drawing);
    run(&mut out, SourceKind::Pdf);
    out
}

/// The checks of one rule on a drawing.
fn of_rule(drawing: &str, rule: &str) -> Vec<Check> {
    checked(drawing).checks.into_iter().filter(|c| c.rule.id == rule).collect()
}

fn ends(drawing: &str, rule: &str) -> String {
    sorted(of_rule(drawing, rule).iter().map(|c| word(c.result)).collect())
}

/// Words of results, the same ones together.
fn sorted(mut words: Vec<&str>) -> String {
    words.sort_unstable();
    words.join(" ")
}

#[test]
fn drawn_tables_end_as_they_say() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let found = ends(&case.drawing, &case.rule);
            let Case { file, line, rule, ends, .. } = case;
            (found != *ends).then(|| {
                format!("{file}:{line} {rule}: 「{found}」, expected 「{ends}」")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
