//! The base of a change, a growth, a share or a completion: printed, or implied by the amount.

use super::memory::{Memory, Said, Setting};
use crate::disclosure::{Direction, StatementKind};
use crate::disclosure::{DocKind, Phase};
use rust_decimal::Decimal;

/// So many statements back an amount is looked for.
const NEAR: usize = 1_000;

/// Finds the base of a change, growth, share or completion.
pub(super) fn complete(said: &mut Said, memory: &Memory, setting: &Setting) {
    match said.kind {
        StatementKind::Amount | StatementKind::Count => {}
        StatementKind::Change => said.base = before_change(said, said, memory, setting),
        StatementKind::Growth => {
            let change = memory.said[memory.sentence..].iter().rev().find(|s| {
                s.kind == StatementKind::Change
                    && s.subject == said.subject
                    && s.compared_with == said.compared_with
            });
            said.base = match change {
                Some(change) => before_change(change, said, memory, setting),
                None => prior(said, memory),
            };
        }
        StatementKind::Completion => {
            said.base = memory.said[memory.paragraph..]
                .iter()
                .rev()
                .find(|s| {
                    s.kind == StatementKind::Amount
                        && s.subject == said.subject
                        && match &*said.compared_with {
                            "年初预算" => s.phase == Phase::Approved,
                            "全年预算" => s.phase == Phase::Adjusted,
                            _ => {
                                s.is_budget
                                    || matches!(
                                        s.phase,
                                        Phase::Approved | Phase::Adjusted
                                    )
                            }
                        }
                })
                .and_then(Said::amount);
        }
        StatementKind::Share => {
            let named = &said.compared_with;
            said.base = match &memory.here.whole {
                Some(whole) if whole.subject == *named => whole.amount,
                _ => memory.said[memory.sentence..]
                    .iter()
                    .rev()
                    .find(|s| s.kind == StatementKind::Amount && s.subject == *named)
                    .and_then(Said::amount),
            };
        }
    }
}

/// What it was before a change: printed beside it, or the amount without the change.
fn before_change(
    change: &Said,
    said: &Said,
    memory: &Memory,
    setting: &Setting,
) -> Option<Decimal> {
    if change.is_money()
        && let Some(printed) = prior(said, memory)
    {
        return Some(printed);
    }
    let now = find(memory, &change.subject, setting)
        .filter(|s| s.is_money() == change.is_money())?
        .amount()?;
    let by = change.amount()?;
    match change.direction {
        // More cannot have been added than there is: the subject is another.
        Direction::Increase if by > now => None,
        Direction::Increase => now.checked_sub(by),
        Direction::Decrease => now.checked_add(by),
        Direction::Unchanged | Direction::None => None,
    }
}

/// The amount of the year before, printed in the same paragraph.
fn prior(said: &Said, memory: &Memory) -> Option<Decimal> {
    memory.said[memory.paragraph..]
        .iter()
        .rev()
        .find(|s| {
            s.kind == StatementKind::Amount
                && s.phase == Phase::Prior
                && s.subject == said.subject
        })
        .and_then(Said::amount)
}

/// The last amount of a subject that is the document's own, not a budget beside accounts.
pub(super) fn find<'a>(
    memory: &'a Memory,
    subject: &str,
    setting: &Setting,
) -> Option<&'a Said> {
    let own = |phase| match setting.kind {
        DocKind::Budget => matches!(phase, Phase::Approved | Phase::Unknown),
        _ => matches!(phase, Phase::Executed | Phase::Unknown),
    };
    // Without a name only the same sentence can mean the same thing.
    let near = memory.said.len().saturating_sub(NEAR);
    let from = if subject.is_empty() { memory.sentence.max(near) } else { near };
    memory.said[from..].iter().rev().find(|s| {
        matches!(s.kind, StatementKind::Amount | StatementKind::Count)
            && s.subject == subject
            && own(s.phase)
            && !s.is_budget
    })
}
