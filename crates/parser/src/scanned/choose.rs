//! Identities choose between the readings of a number on a scanned page.
//!
//! Where a sum fails and exactly one other reading of exactly one of its numbers makes every
//! identity hold that this number takes part in, that reading is taken: it is less sure than
//! what was read at once, says so, and none of these identities proves it. Where two readings
//! fit, none is taken. The text of the file itself is never touched.

mod slot;

use super::trust;
use crate::check;
use crate::disclosure::Disclosure;
use crate::disclosure::confidence;
use crate::disclosure::{Check, Outcome};
use crate::disclosure::{Diagnostic, Severity};
use extractor::SourceKind;
use rust_decimal::Decimal;
use slot::{Slot, slots};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Readings tried in one document, each with all its identities evaluated anew.
const MOST_TRIALS: usize = 200;
/// More numbers of one document than this are not read again: it is unreadable as a whole.
const MOST_CHOSEN: usize = 60;

/// A number and which of its other readings.
type Candidate = (Slot, usize);

/// Names of the rules that hold for a number when it is read otherwise.
type Rules = BTreeSet<&'static str>;

/// Takes other readings of numbers where the identities leave no doubt.
pub(crate) fn choose(out: &mut Disclosure, source: SourceKind) {
    if !trust::has_recognised(out) {
        return;
    }
    let mut budget = MOST_TRIALS;
    let mut rivals = BTreeSet::new();
    for _ in 0..MOST_CHOSEN {
        rivals.clear();
        let Some((candidate, rules)) = next(out, source, &mut budget, &mut rivals) else {
            break;
        };
        take(out, candidate, &rules);
        check::again(out, source);
    }
    for slot in rivals {
        report_rival(out, slot);
    }
}

/// The next reading to take: the only one that fits a violated identity.
///
/// Numbers of which a reading fits, but not as the only one, go to `rivals`. The identities
/// are left evaluated as they were.
fn next(
    out: &mut Disclosure,
    source: SourceKind,
    budget: &mut usize,
    rivals: &mut BTreeSet<Slot>,
) -> Option<(Candidate, Rules)> {
    let is_sum = |c: &&Check| c.result == Outcome::Violated && c.proves();
    let violated: Vec<Vec<Candidate>> =
        out.checks.iter().filter(is_sum).map(|check| candidates(out, check)).collect();
    let failed = failures(out);
    let mut tried: BTreeMap<Candidate, Option<Rules>> = BTreeMap::new();
    let mut found = None;
    for candidates in violated {
        let mut fits: Vec<Candidate> = Vec::new();
        let mut all_tried = true;
        for candidate in candidates {
            let rules = match tried.entry(candidate) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(_) if *budget == 0 => {
                    all_tried = false;
                    break;
                }
                Entry::Vacant(new) => {
                    *budget -= 1;
                    new.insert(trial(out, source, candidate, failed))
                }
            };
            if rules.is_some() {
                fits.push(candidate);
            }
        }
        match fits[..] {
            [only] if all_tried => {
                found = tried.remove(&only).flatten().map(|rules| (only, rules));
                break;
            }
            // What was not tried might fit as well.
            _ => rivals.extend(fits.iter().map(|(slot, _)| *slot)),
        }
    }
    if !tried.is_empty() || found.is_some() {
        check::again(out, source);
    }
    found
}

/// Other readings of a violated identity's numbers that may make up for what it is off by.
fn candidates(out: &Disclosure, check: &Check) -> Vec<Candidate> {
    let mut all = Vec::new();
    for slot in check.evidence.iter().flat_map(|evidence| slots(*evidence)) {
        let Some(recognised) = slot.recognised(out).filter(|r| !r.is_chosen) else {
            continue;
        };
        for (at, reading) in recognised.others.iter().enumerate() {
            if makes_up(check, slot.change(out, &reading.text)) {
                all.push((slot, at));
            }
        }
    }
    all
}

/// Whether a change of one of its numbers may be what a check is off by; a quotient is not
/// judged beforehand.
fn makes_up(check: &Check, change: Option<Decimal>) -> bool {
    let (Some(by), Some(change)) = (check.difference, change) else { return false };
    if check.unit == "percent" {
        return true;
    }
    let within = check.tolerance.unwrap_or_default() * Decimal::TWO;
    (by.abs() - change.abs()).abs() <= within
}

/// Reads a number otherwise and says which rules then hold for it; nothing unless every
/// identity of it holds, one of them an equality of more than zeros, and fewer than `failed`
/// fail in all. The number is as before afterwards; the checks are not.
fn trial(
    out: &mut Disclosure,
    source: SourceKind,
    (slot, at): Candidate,
    failed: usize,
) -> Option<Rules> {
    let evidence = slot.evidence();
    let printed = slot.recognised(out)?.others.get(at)?.text.clone();
    let before = slot.replace(out, &printed)?;
    check::again(out, source);
    let mut rules = Rules::new();
    let mut holds = failures(out) < failed;
    for check in out.checks.iter().filter(|c| c.evidence.contains(&evidence)) {
        holds &= check.result != Outcome::Violated;
        let left = check.evidence.get(..check.left_evidence).unwrap_or_default();
        let is_on_left = left.contains(&evidence);
        let across = if is_on_left { &check.right } else { &check.left };
        let is_equal = matches!(check.result, Outcome::Exact | Outcome::Rounding)
            && check.proves()
            && across.value.is_some_and(|v| !v.is_zero());
        if is_equal {
            rules.insert(check.rule.id.as_str());
        }
    }
    slot.restore(out, before);
    (holds && !rules.is_empty()).then_some(rules)
}

/// How many identities of a document fail.
fn failures(out: &Disclosure) -> usize {
    out.checks.iter().filter(|check| check.is_violation()).count()
}

/// Takes a reading for good.
fn take(out: &mut Disclosure, (slot, at): Candidate, rules: &Rules) {
    let others = slot.recognised(out).map(|r| r.others.as_slice()).unwrap_or_default();
    let Some(printed) = others.get(at).map(|r| r.text.clone()) else { return };
    let first = slot.printed(out).unwrap_or_default().to_owned();
    if slot.replace(out, &printed).is_none() {
        return;
    }
    slot.close(out);
    match slot {
        // The confidence of what was read first says nothing any more.
        Slot::Fact(_) | Slot::Funding(..) => slot.believe(out, |_| confidence::CHOSEN),
        // That of an indicator is of all its cells.
        Slot::Weight(..) | Slot::Score(..) => {
            slot.believe(out, |before| before.min(confidence::CHOSEN));
        }
    }
    let rules: Vec<&str> = rules.iter().copied().collect();
    let message = format!(
        "read first as 「{first}」 and taken as 「{printed}」, since {} then holds",
        rules.join(", ")
    );
    let told = Diagnostic::new("number-chosen", Severity::Info, message).printed(first);
    let told = slot.place(out, told);
    out.diagnostics.push(told);
}

/// Says that more than one reading fits, so that none was taken.
fn report_rival(out: &mut Disclosure, slot: Slot) {
    slot.believe(out, |before| before.min(confidence::AMBIGUOUS));
    let others = slot.recognised(out).map(|r| r.others.as_slice()).unwrap_or_default();
    let others: Vec<String> = others.iter().map(|r| format!("「{}」", r.text)).collect();
    let message = format!(
        "an identity fails, and more than one other reading makes it hold; this number may \
         also be {}",
        others.join(", ")
    );
    let printed = slot.printed(out).unwrap_or_default().to_owned();
    let told = Diagnostic::new("number-ambiguous", Severity::Warning, message);
    let told = slot.place(out, told.printed(printed));
    out.diagnostics.push(told);
}
