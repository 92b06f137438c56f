//! A statement as one side of an identity.

use crate::check::evaluate::{self, Number, Side};
use crate::disclosure::{Evidence, Phase, Statement, StatementKind};

/// A statement read with less confidence than this is not compared with anything.
pub(crate) const SURE: f32 = 0.9;

/// A statement as a number: money in yuan, anything else in its own unit.
pub(crate) fn number(at: usize, statement: &Statement) -> Option<Number> {
    let (value, half) = match (statement.amount_yuan, statement.precision_yuan) {
        (Some(value), Some(half)) => (value, half),
        _ if statement.kind == StatementKind::Amount => return None,
        _ => (statement.value?, statement.half_digit?),
    };
    let fits = value.abs() < evaluate::LARGEST.into();
    fits.then_some(Number { value, half, evidence: Evidence::Statement(at) })
}

/// A statement as one side of an identity.
pub(crate) fn side(at: usize, statement: &Statement) -> Side {
    let label = format!("文中「{}」{}", statement.subject, phase_word(statement.phase));
    Side::new(label).with(number(at, statement))
}

pub(crate) fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Approved => "年初预算",
        Phase::Adjusted => "全年预算",
        Phase::Prior => "上年数",
        Phase::Executed | Phase::Unknown => "",
    }
}

/// Whether a statement may be held against anything.
pub(crate) fn is_sure(statement: &Statement) -> bool {
    statement.confidence >= SURE && !statement.subject.is_empty()
}
