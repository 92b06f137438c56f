//! What the text says of the money of projects.

use crate::check::evaluate::Number;
use crate::disclosure::*;

/// The number a statement states, in yuan.
pub(crate) fn money(at: usize, statement: &Statement) -> Option<Number> {
    let value = statement.amount_yuan.filter(|v| super::paper::is_sane(*v))?;
    let half = statement.precision_yuan?;
    Some(Number { value, half, evidence: Evidence::Statement(at) })
}

pub(crate) fn amounts(
    out: &Disclosure,
) -> impl Iterator<Item = (usize, &Statement, Number)> {
    let all = out.statements.iter().enumerate();
    all.filter(|(_, s)| s.kind == StatementKind::Amount)
        .filter_map(|(at, s)| Some((at, s, money(at, s)?)))
}

/// Words for a statement: the text's own.
pub(crate) fn said(statement: &Statement) -> String {
    let subject = &statement.subject;
    let phase = match statement.phase {
        Phase::Approved => "年初预算",
        Phase::Adjusted => "全年预算",
        Phase::Executed => "执行数",
        Phase::Prior | Phase::Unknown => "",
    };
    format!("文中「{subject}」{phase}")
}
