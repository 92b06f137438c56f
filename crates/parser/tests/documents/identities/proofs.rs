//! Proofs and violations on whole documents.

use super::corpus::{Read, corpus};
use parser::{Blame, Check, CheckKind, Evidence, Table, Value, ValueState};
use std::collections::BTreeMap;
use workspace::say;

/// Final accounts whose tables 01–09 are counted.
const COUNTED: [&str; 5] = ["F01_", "F04_", "F05_", "F06_", "F07_"];
/// So many of their amounts other than zero must have a proof.
const FLOOR: f64 = 0.95;

/// Real documents whose tables contradict themselves, seen on the page: sums of economic
/// classes on page 29; 款 and economic classes on pages 8 and 11; one row on pages 11 and 14;
/// one row of 普通教育 on page 8; lists whose rows do not come to their total on pages 5–17 and
/// 11–14; bodies whose totals leave out 上年结转 on pages 30 and 31; 2,100.00 of one body on page
/// 152 that the department's row of the column does not hold.
const CONTRADICTING: [&str; 8] = [
    "B34_",
    "B39_",
    "B49_",
    "N_swu_2023_budget",
    "R_132c",
    "R_19894",
    "R_8408",
    "R_225b",
];

/// So many of the amounts of budgets other than zero must have a proof.
const FLOOR_OF_BUDGETS: f64 = 0.95;

fn is_counted(table: &Table) -> bool {
    table.id.starts_with("final.0")
}

fn values(table: &Table) -> impl Iterator<Item = &Value> {
    table.rows.iter().flat_map(|row| &row.values)
}

#[test]
fn amounts_of_final_accounts_have_a_proof() {
    let (mut numbers, mut proved, mut zeros, mut proved_zeros) = (0, 0, 0, 0);
    let mut without: BTreeMap<String, usize> = BTreeMap::new();
    let counted = |read: &&Read| COUNTED.iter().any(|name| read.name.starts_with(name));
    for read in corpus().iter().filter(counted) {
        for table in read.disclosure.tables.iter().filter(|t| is_counted(t)) {
            for value in values(table) {
                let is_proved = usize::from(value.proofs > 0);
                match value.state {
                    ValueState::Number => {
                        (numbers, proved) = (numbers + 1, proved + is_proved);
                        if value.proofs == 0 {
                            let key = &table.columns[value.column].key;
                            *without.entry(format!("{} {key}", table.id)).or_default() +=
                                1;
                        }
                    }
                    ValueState::Zero => {
                        (zeros, proved_zeros) = (zeros + 1, proved_zeros + is_proved);
                    }
                    _ => {}
                }
            }
        }
    }
    if numbers == 0 {
        say("skipped: no real documents here");
        return;
    }
    let share = proved as f64 / numbers as f64;
    say(&format!("{proved} of {numbers} amounts have a proof: {:.1} %", share * 100.0));
    let all = (proved + proved_zeros) as f64 / (numbers + zeros) as f64;
    say(&format!(
        "with the zeros {} of {}: {:.1} %; a zero is proved only beside another number of \
         its sum",
        proved + proved_zeros,
        numbers + zeros,
        all * 100.0
    ));
    for (what, n) in without {
        say(&format!("  {n} without: {what}"));
    }
    assert!(share >= FLOOR, "only {share} have a proof");
}

#[test]
fn amounts_of_budgets_have_a_proof() {
    let is_amount = |v: &&Value| v.state == ValueState::Number && v.amount_yuan.is_some();
    let (mut amounts, mut proved) = (0, 0);
    for read in corpus().iter().filter(|read| !read.is_sample) {
        let tables = read.disclosure.tables.iter();
        for value in tables.filter(|t| t.id.starts_with("budget.")).flat_map(values) {
            if is_amount(&value) {
                (amounts, proved) = (amounts + 1, proved + usize::from(value.proofs > 0));
            }
        }
    }
    if amounts == 0 {
        say("skipped: no real documents here");
        return;
    }
    let share = f64::from(proved as u32) / f64::from(amounts as u32);
    say(&format!("{proved} of {amounts} amounts have a proof: {:.1} %", share * 100.0));
    assert!(share >= FLOOR_OF_BUDGETS, "only {share} have a proof");
}

/// Nobody is accused of what is blank or was read with doubt.
#[test]
fn what_is_blamed_on_a_document_is_printed() {
    for read in corpus() {
        let blamed = read.disclosure.checks.iter().filter(|c| c.blame == Blame::Document);
        for check in blamed {
            let is_printed = check.left.value.is_some() && check.right.value.is_some();
            assert!(is_printed || !check.is_equality, "{}", shown(read, check));
            for evidence in &check.evidence {
                let Evidence::Fact(fact) = *evidence else { continue };
                let value = super::corpus::value(&read.disclosure.tables, fact);
                assert!(value.confidence >= 0.9, "{}", shown(read, check));
                assert!(value.proofs > 0, "{}", shown(read, check));
            }
        }
    }
}

/// What the numbers that take part in a check print.
fn printed<'r>(read: &'r Read, check: &'r Check) -> impl Iterator<Item = &'r str> {
    check.evidence.iter().filter_map(|evidence| match *evidence {
        Evidence::Fact(fact) => {
            let row = read.disclosure.tables.get(fact.table)?.rows.get(fact.row)?;
            Some(row.values.get(fact.value)?.printed.as_str())
        }
        Evidence::Statement(at) => {
            Some(read.disclosure.statements.get(at)?.printed.as_str())
        }
        _ => None,
    })
}

/// Violations of numbers; what a nil table lacks is another matter.
fn violations(read: &Read) -> impl Iterator<Item = &Check> {
    let checks = read.disclosure.checks.iter();
    checks.filter(|c| c.is_violation() && c.rule.kind != CheckKind::Structure)
}

fn shown(read: &Read, check: &Check) -> String {
    let Check { rule, pages, message_zh, .. } = check;
    format!("{} {} pages {pages:?}: {message_zh}", read.name, rule.id)
}

#[derive(serde::Deserialize)]
struct Manifest {
    sample: Vec<Sample>,
}

#[derive(serde::Deserialize)]
struct Sample {
    file: String,
    #[serde(default)]
    deliberate_errors: Vec<String>,
}

#[test]
fn samples_fail_only_where_their_makers_put_an_error() {
    let path = workspace::root().join("samples/manifest.toml");
    let text = std::fs::read_to_string(path).expect("the samples have a manifest");
    let manifest: Manifest = toml::from_str(&text).expect("the manifest is TOML");
    let mut wrong: Vec<String> = Vec::new();
    for read in corpus().iter().filter(|read| read.is_sample) {
        let sample = manifest.sample.iter().find(|s| s.file == read.name);
        let errors = sample.map_or(&[] as &[String], |s| &s.deliberate_errors);
        let explains = |error: &String, check: &Check| {
            let mut words = printed(read, check);
            words.any(|word| word.len() > 1 && error.contains(word))
        };
        for check in violations(read) {
            if !errors.iter().any(|error| explains(error, check)) {
                wrong.push(format!("no error of ours: {}", shown(read, check)));
            }
        }
        // What the text states is compared by other rules.
        for error in errors.iter().filter(|e| e.starts_with("final.")) {
            if !violations(read).any(|check| explains(error, check)) {
                wrong.push(format!("not noticed: {} {error}", read.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tables_of_real_documents_fail_only_where_the_page_does() {
    let mut wrong: Vec<String> = Vec::new();
    for read in corpus().iter().filter(|read| !read.is_sample) {
        let known = CONTRADICTING.iter().any(|name| read.name.starts_with(name));
        let tables = [CheckKind::Table, CheckKind::Cross];
        for check in violations(read).filter(|c| tables.contains(&c.rule.kind)) {
            let shown = shown(read, check);
            say(&format!("{} {shown}", if known { "  known" } else { "NEW" }));
            if !known {
                wrong.push(shown);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
