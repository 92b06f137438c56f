//! Percentages that lean on an amount beside them.

use super::clause::Reading;
use super::memory::{Memory, Said, Setting, Whole};
use super::number::{Measure, Number};
use super::place::{SURE, phase};
use super::subject;
use crate::disclosure::{Phase, StatementKind};
use std::ops::Range;

/// Takes the amount of a whole whose share follows: 占支出总计100万元的60%.
pub(super) fn names_whole(
    lead: &str,
    number: &Number,
    sentence: &Range<usize>,
    memory: &mut Memory,
    setting: &Setting,
) -> bool {
    let Some(whole) = lead.strip_prefix('占').filter(|_| number.in_yuan().is_some())
    else {
        return false;
    };
    let named = subject::named(whole, &setting.entity);
    let subject = named.subject.clone();
    memory.share_of = Some(Whole { subject: subject.clone(), amount: number.in_yuan() });
    memory.share_ends = number.range.end;
    if subject::is_usual(&subject) && memory.aside.is_none() {
        let phase = phase(&named, number, setting);
        let said = Said::of(number.clone(), sentence.clone(), subject);
        let (code, year) = (named.code, setting.year);
        memory.said.push(Said { phase, code, year, confidence: SURE, ..said });
    }
    true
}

/// 完成年初预算331.59万元的194.02%, 占支出总计100万元的60%: a percentage of the amount right
/// before it.
pub(super) fn of_amount(
    lead: &str,
    number: &Number,
    sentence: &Range<usize>,
    memory: &mut Memory,
) -> Option<Said> {
    if lead != "的" || number.measure != Measure::Percent {
        return None;
    }
    let from = number.range.start.checked_sub(lead.len())?;
    let own = &memory.said[memory.sentence..];
    let is_whole = memory.share_of.is_some() && memory.share_ends == from;
    let last = own.iter().rev().find(|s| !is_whole || s.number.range.end != from)?;
    let last = last.clone();
    let said = Said { number: number.clone(), sentence: sentence.clone(), ..last };
    if let Some(whole) = memory.share_of.take().filter(|_| memory.share_ends == from) {
        return Some(Said {
            kind: StatementKind::Share,
            compared_with: whole.subject,
            base: whole.amount,
            ..said
        });
    }
    let of = match (said.phase, said.is_budget) {
        (Phase::Approved, _) => "年初预算",
        (Phase::Adjusted, _) => "全年预算",
        (_, true) => "预算",
        _ => return None,
    };
    let ends = memory.said[memory.sentence..].last()?.number.range.end;
    (said.kind == StatementKind::Amount && ends == from).then(|| Said {
        kind: StatementKind::Completion,
        compared_with: of.to_owned(),
        base: memory.said.last().and_then(Said::amount),
        phase: Phase::Executed,
        is_budget: false,
        ..said
    })
}

/// 较上年减少12.95: without a unit and without a change beside it, it may be money too.
pub(super) fn is_alone(
    reading: &Reading,
    number: &Number,
    memory: &Memory,
    subjects: &[String],
) -> bool {
    number.measure == Measure::Bare
        && reading.kind == StatementKind::Growth
        && !memory.said[memory.sentence..]
            .iter()
            .any(|s| s.kind == StatementKind::Change && subjects.contains(&s.subject))
}
