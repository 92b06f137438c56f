//! How far what was read from a picture can be believed.
//!
//! The confidence of a line is that of its worst character. It says little by
//! itself: most wrong numbers are read with confidence. So a number counts as sure only
//! where nothing speaks against it, and is certain only where an identity proves it.

use crate::check;
use crate::disclosure::confidence::*;

use crate::disclosure::FactRef;
use crate::disclosure::{Blame, Evidence, Outcome};
use crate::disclosure::{Diagnostic, Severity};
use crate::disclosure::{Disclosure, Funding, Method, Table, Value, ValueState};
use crate::words::mask::mask;
use extractor::SourceKind;
use std::collections::HashSet;

/// Examples that a diagnostic about many values shows.
const SHOWN: usize = 6;

/// Settles how far the numbers of scanned pages are believed, once the identities have spoken.
///
/// What nothing proves and was read badly is not given; what an identity proves to the last
/// digit is certain, and what one contradicts is not.
pub(crate) fn settle(out: &mut Disclosure, source: SourceKind) {
    if !has_recognised(out) {
        return;
    }
    if withhold(out) {
        check::again(out, source);
    }
    weigh(out);
    summarise(out);
}

/// Whether anything was read from a picture.
pub(crate) fn has_recognised(out: &Disclosure) -> bool {
    out.tables.iter().any(|t| t.method == Method::Ocr)
        || out.projects.iter().any(|p| p.method == Method::Ocr)
}

fn is_number(state: ValueState) -> bool {
    matches!(state, ValueState::Number | ValueState::Zero)
}

/// Takes back the numbers that nothing proves and that were read with too little confidence.
fn withhold(out: &mut Disclosure) -> bool {
    let mut told = Vec::new();
    for (index, table) in out.tables.iter_mut().enumerate() {
        for (row_at, row) in table.rows.iter_mut().enumerate() {
            for (at, value) in row.values.iter_mut().enumerate() {
                let is_unproved = value.method == Method::Ocr
                    && is_number(value.state)
                    && value.proofs == 0
                    && value.confidence < UNREADABLE;
                if !is_unproved {
                    continue;
                }
                value.state = ValueState::Unreadable;
                value.number = None;
                value.amount_yuan = None;
                value.precision_yuan = None;
                value.quantity = None;
                let printed = format!("{} 「{}」", row.label_printed, value.printed);
                let mut diagnostic = unreadable(value.confidence, printed);
                diagnostic.value = Some((row_at, at));
                told.push(diagnostic.at(value.origin).table(index));
            }
        }
    }
    for project in &mut out.projects {
        for line in &mut project.funding {
            let is_unproved = line.method == Method::Ocr
                && is_number(line.state)
                && line.proofs == 0
                && line.confidence < UNREADABLE;
            if is_unproved {
                line.state = ValueState::Unreadable;
                line.amount_yuan = None;
                let printed = format!("{} 「{}」", line.source_printed, line.printed);
                told.push(unreadable(line.confidence, printed).at(line.origin));
            }
        }
        project.executed_yuan = crate::form::outcome::executed(project);
    }
    let changed = !told.is_empty();
    out.diagnostics.extend(told);
    changed
}

fn unreadable(confidence: f32, printed: String) -> Diagnostic {
    Diagnostic::new(
        "unreadable-cell",
        Severity::Warning,
        format!("read with a confidence of {confidence:.2}, and no identity proves it"),
    )
    .printed(mask(&printed).into_owned())
}

/// Raises the confidence of what is proved and lowers that of what is contradicted.
fn weigh(out: &mut Disclosure) {
    let mut proved: HashSet<Evidence> = HashSet::new();
    let mut disproved: HashSet<Evidence> = HashSet::new();
    for check in out.checks.iter().filter(|check| check.proves()) {
        match check.result {
            // What holds but for rounding says nothing of the last digit.
            Outcome::Exact => {
                for (at, evidence) in check.evidence.iter().enumerate() {
                    let on_left = at < check.left_evidence;
                    let across = if on_left { &check.right } else { &check.left };
                    if across.value.is_some_and(|v| !v.is_zero()) {
                        proved.insert(*evidence);
                    }
                }
            }
            Outcome::Violated if check.blame != Blame::Document => {
                disproved.extend(&check.evidence);
            }
            _ => {}
        }
    }
    let weighed =
        |evidence: Evidence, confidence: f32, is_chosen: bool, proofs: u32| match (
            disproved.contains(&evidence),
            proved.contains(&evidence),
        ) {
            (true, _) => confidence.min(DISPROVED),
            _ if is_chosen => confidence.min(CHOSEN),
            (false, true) if proofs > 0 => confidence.max(PROVED),
            (false, _) => confidence,
        };
    for (table, of) in out.tables.iter_mut().enumerate() {
        for (row, of) in of.rows.iter_mut().enumerate() {
            for (value, of) in of.values.iter_mut().enumerate() {
                if of.method == Method::Ocr && is_number(of.state) {
                    let chosen = of.recognised.as_ref().is_some_and(|r| r.is_chosen);
                    let evidence = Evidence::Fact(FactRef { table, row, value });
                    of.confidence = weighed(evidence, of.confidence, chosen, of.proofs);
                }
            }
        }
    }
    for (project, of) in out.projects.iter_mut().enumerate() {
        for (line, of) in of.funding.iter_mut().enumerate() {
            if of.method == Method::Ocr && is_number(of.state) {
                let chosen = of.recognised.as_ref().is_some_and(|r| r.is_chosen);
                let evidence = Evidence::Funding(project, line);
                of.confidence = weighed(evidence, of.confidence, chosen, of.proofs);
            }
        }
        if of.method == Method::Ocr {
            let funding = of.funding.iter().map(|f| f.confidence);
            let indicators = of.indicators.iter().map(|i| i.confidence);
            of.confidence = funding.chain(indicators).fold(1.0, f32::min);
        }
    }
}

/// Gives each table its confidence, and says once per table and form which numbers stay
/// uncertain.
fn summarise(out: &mut Disclosure) {
    let mut told = Vec::new();
    for (index, table) in out.tables.iter_mut().enumerate() {
        let read = |v: &&Value| v.method == Method::Ocr && v.state != ValueState::Blank;
        let values: Vec<&Value> =
            table.rows.iter().flat_map(|r| &r.values).filter(read).collect();
        if !values.is_empty() {
            let sum: f32 = values.iter().map(|v| v.confidence).sum();
            let mean = sum / values.len() as f32;
            table.confidence = table.confidence.min(mean);
        }
        told.extend(uncertain(table).map(|d| d.table(index)));
    }
    for project in &out.projects {
        let numbers = |f: &&Funding| f.method == Method::Ocr && is_number(f.state);
        let numbers: Vec<&Funding> = project.funding.iter().filter(numbers).collect();
        let low: Vec<&&Funding> =
            numbers.iter().filter(|f| f.confidence < SURE).collect();
        if let Some(first) = low.first() {
            let printed = low.iter().map(|f| f.printed.as_str());
            told.push(low_confidence(low.len(), numbers.len(), printed).at(first.origin));
        }
    }
    out.diagnostics.extend(told);
}

fn uncertain(table: &Table) -> Option<Diagnostic> {
    let numbers = |v: &&Value| v.method == Method::Ocr && is_number(v.state);
    let values = table.rows.iter().flat_map(|r| &r.values);
    let numbers: Vec<&Value> = values.filter(numbers).collect();
    let low: Vec<&&Value> = numbers.iter().filter(|v| v.confidence < SURE).collect();
    let first = low.first()?;
    let printed = low.iter().map(|v| v.printed.as_str());
    Some(low_confidence(low.len(), numbers.len(), printed).at(first.origin))
}

fn low_confidence<'a>(
    low: usize,
    all: usize,
    printed: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let shown: Vec<&str> = printed.take(SHOWN).collect();
    Diagnostic::new(
        "low-confidence",
        Severity::Warning,
        format!("{low} of {all} numbers were read with a confidence below {SURE}"),
    )
    .printed(shown.join(" | "))
    .hint("compare them with the page; `confidence` in the output says which they are")
}
