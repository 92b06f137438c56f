//! What stands around a number, and how sure it can be told what the number is about.

use super::memory::Setting;
use super::number::{Measure, Number};
use super::subject::Named;
use crate::disclosure::{DocKind, Phase};
use std::ops::Range;

/// The words before a number name what it is about.
pub(super) const SURE: f32 = 0.95;
/// What it is about is inherited over the end of a sentence, told as a reason, or unusual.
pub(super) const GUESSED: f32 = 0.7;
/// Nothing says what it is about.
pub(super) const NAMELESS: f32 = 0.5;

/// What stands around a number.
#[derive(Debug, Clone)]
pub(super) struct Place<'n> {
    /// Its sentence.
    pub(super) sentence: Range<usize>,
    /// The mark between it and the number before.
    pub(super) joint: char,
    /// The percentage that follows it.
    pub(super) rate: Option<&'n Number>,
    /// Whether further items follow in its sentence.
    pub(super) goes_on: bool,
    /// How many numbers stand in a row from this one on.
    pub(super) row: usize,
}

/// When in the life of a budget a number stands.
pub(super) fn phase(named: &Named, number: &Number, setting: &Setting) -> Phase {
    let earlier = named.year_before
        || named.year.is_some_and(|y| setting.year.is_some_and(|own| y < own));
    if earlier {
        return Phase::Prior;
    }
    if let Some(phase) = named.phase {
        return phase;
    }
    if named.budget {
        return match setting.kind {
            DocKind::Budget => Phase::Approved,
            _ => Phase::Unknown,
        };
    }
    if matches!(number.measure, Measure::Things | Measure::Points)
        || named.year.is_some_and(|y| setting.year.is_some_and(|own| y > own))
    {
        return Phase::Unknown;
    }
    setting.assumed
}
