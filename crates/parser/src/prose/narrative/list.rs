//! What follows a list of amounts: whose growth, whose share, whose sum.

use super::clause::Reading;
use super::memory::{List, Memory, Said, Whole};
use super::number::{Measure, Number};
use super::place::{GUESSED, NAMELESS, Place, SURE};
use super::subject::Named;
use super::words::words;
use crate::disclosure::{Direction, Phase, StatementKind};
use rust_decimal::Decimal;

/// The subject of a number without a name that follows a list, and how sure it is; `None`
/// where the last item is meant.
///
/// 收入100万元，其中：甲60万元、乙40万元，较上年减少10万元: the whole went down. Items that a
/// semicolon parts have growths of their own. Between commas both may be meant: then the
/// percentage beside it decides, if it fits one of them only, and else nobody knows.
pub(super) fn about(
    lead: &str,
    named: &Named,
    reading: &Reading,
    number: &Number,
    place: &Place<'_>,
    memory: &mut Memory,
) -> Option<(String, f32)> {
    let list = memory.here.list.clone();
    let is_rated = matches!(number.measure, Measure::Money(_) | Measure::Percent);
    let sum = lead.trim_end_matches(['为', '是', ':']);
    let sums = reading.kind == StatementKind::Amount
        && list.items > 1
        && words().altogether.iter().any(|w| sum == w);
    let says = !named.subject.is_empty() && !sums;
    if says || !is_rated || list.items == 0 || memory.aside.is_some() {
        return None;
    }
    let found = match reading.kind {
        // 共计10万元 behind them is what they come to.
        StatementKind::Amount if sums => {
            list.whole.as_ref().map(|whole| (whole.subject.clone(), SURE))
        }
        StatementKind::Change | StatementKind::Growth if !list.moved => {
            whose(reading, number, place, memory)?
        }
        StatementKind::Share if list.closes() && !list.shared => None,
        _ => return None,
    };
    memory.here.list.moved = true;
    let (subject, confidence) = found.unwrap_or((String::new(), NAMELESS));
    memory.here.subjects = vec![subject.clone()];
    memory.here.things.clear();
    memory.here.code.clear();
    memory.here.is_item = false;
    Some((subject, confidence))
}

/// Whose growth it is: `None` for the last item's, `Some(None)` for nobody knows whose.
#[expect(clippy::option_option, reason = "unknown is not the last item")]
fn whose(
    reading: &Reading,
    number: &Number,
    place: &Place<'_>,
    memory: &Memory,
) -> Option<Option<(String, f32)>> {
    let list = &memory.here.list;
    let said = &memory.said[memory.sentence..];
    // A whole whose growth is told already has no second one.
    let grew = |w: &&Whole| {
        !said.iter().any(|s| s.kind == StatementKind::Change && s.subject == w.subject)
    };
    let whole = list.whole.as_ref().filter(grew);
    let last = said.iter().rev().find(|s| is_item(s));
    let fits = |now: Option<Decimal>| fits(now?, reading.direction, number, place.rate?);
    let of_last = fits(last.and_then(Said::amount));
    let of_whole = fits(whole.and_then(|w| w.amount));
    let whole_with = |confidence| whole.map(|w| (w.subject.clone(), confidence));
    if list.items == 1 {
        let same = whole.is_none_or(|w| w.amount == last.and_then(Said::amount));
        if place.goes_on || same || of_last == Some(true) {
            return None;
        }
        if of_whole == Some(true) {
            return Some(whole_with(GUESSED));
        }
        let more = reading.direction == Direction::Increase
            && number.in_yuan() > last.and_then(Said::amount);
        if more {
            return Some(whole_with(GUESSED));
        }
        return Some(last.map(|l| (l.subject.clone(), GUESSED)));
    }
    match list.joint {
        '、' => match (of_whole, of_last) {
            (Some(false), Some(true)) => Some(last.map(|l| (l.subject.clone(), GUESSED))),
            (Some(false), _) => Some(whole_with(GUESSED)),
            _ => Some(whole_with(SURE)),
        },
        ',' if list.is_open => match (of_whole, of_last) {
            (Some(true), Some(false)) => Some(whole_with(GUESSED)),
            (Some(false) | None, Some(true)) => None,
            _ => Some(None),
        },
        _ => None,
    }
}

fn is_item(said: &Said) -> bool {
    said.kind == StatementKind::Amount && said.phase != Phase::Prior
}

/// Whether a change is the printed percentage of what an amount was before it.
fn fits(
    now: Decimal,
    direction: Direction,
    change: &Number,
    rate: &Number,
) -> Option<bool> {
    let Measure::Money(factor) = change.measure else { return None };
    let by = change.in_yuan()?;
    let before = match direction {
        Direction::Increase => now.checked_sub(by)?,
        Direction::Decrease => now.checked_add(by)?,
        Direction::Unchanged | Direction::None => return None,
    };
    if before <= Decimal::ZERO {
        return Some(false);
    }
    let percent =
        |part: Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before);
    // The change and the amount are rounded too.
    let slack = percent(change.half.checked_mul(Decimal::from(factor))?)?
        .checked_mul(Decimal::TWO)?;
    let off = percent(by)?.checked_sub(rate.value)?.abs();
    Some(off <= rate.half.checked_add(slack)?)
}

/// 包括办公费10万元, 收入预算100万元：甲1万元: the parts of the last amount begin.
pub(super) fn opens(
    lead: &str,
    reading: &Reading,
    place: &Place<'_>,
    memory: &mut Memory,
) {
    let said = &memory.said[memory.sentence..];
    let Some(last) = said.last().filter(|s| s.kind == StatementKind::Amount) else {
        return;
    };
    let begins = ["其中", "包括", "主要包括", "含", "分为", "主要用于", "用于"];
    let parts = begins.iter().any(|w| lead.starts_with(w)) || place.joint == ':';
    let list = &memory.here.list;
    if parts
        && (list.items > 0 || !list.is_open)
        && reading.kind == StatementKind::Amount
        && last.phase != Phase::Prior
    {
        let whole = Whole { subject: last.subject.clone(), amount: last.amount() };
        memory.here.list = List::of(Some(whole.clone()));
        memory.here.whole = Some(whole);
        memory.here.lists = true;
    }
}

/// Counts an amount with a name of its own as an item of the list it stands in.
pub(super) fn count(
    reading: &Reading,
    fresh: bool,
    number: &Number,
    place: &Place<'_>,
    memory: &mut Memory,
) {
    let list = &mut memory.here.list;
    match reading.kind {
        StatementKind::Amount if fresh && matches!(number.measure, Measure::Money(_)) => {
            list.items += 1;
            list.joint = place.joint;
        }
        StatementKind::Change | StatementKind::Growth if list.items > 0 => {
            list.moved = true;
        }
        StatementKind::Share => list.shared |= list.items > 0,
        _ => {}
    }
}
