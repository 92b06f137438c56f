//! Identities (勾稽关系): what the document says several times must agree.

pub mod across;
mod doubt;
mod evaluate;
mod finding;
mod forms;
mod formula;
mod ledger;
mod names;
mod narrative;
pub(crate) mod odd;
mod proof;
mod rule;
mod structure;
mod sums;
mod tables;
#[cfg(test)]
mod tests;
mod tree;

pub use finding::{Finding, findings, grouped};
pub use rule::{rule, rules};
pub(crate) use tables::inside;

use crate::disclosure::Disclosure;
use extractor::SourceKind;

/// The 类 of the functional classification that a printed name stands for, whatever its ordinal
/// (四、公共安全支出 → 204).
pub fn class_of(label: &str) -> Option<&'static str> {
    ledger::class_of(ledger::bare(label))
}

/// Evaluates every identity and notes at each value how many it satisfies and fails.
pub(crate) fn run(out: &mut Disclosure, source: SourceKind) {
    let mut checks = tables::checks(out);
    checks.extend(forms::checks(out));
    let (said, linked) = narrative::checks(out);
    checks.extend(said);
    for (at, fact) in linked {
        if let Some(statement) = out.statements.get_mut(at) {
            statement.linked = Some(fact);
        }
    }
    checks.extend(structure::checks(out));
    proof::settle(out, &mut checks, source);
    out.checks = checks;
}

/// Evaluates every identity once more, after something in the tables was changed.
///
/// Readings that are compared and tests that spoil a number on purpose ask so what the
/// document would say of it.
pub fn again(out: &mut Disclosure, source: SourceKind) {
    let values =
        out.tables.iter_mut().flat_map(|t| &mut t.rows).flat_map(|r| &mut r.values);
    for value in values {
        (value.proofs, value.disproofs) = (0, 0);
    }
    for line in out.projects.iter_mut().flat_map(|p| &mut p.funding) {
        (line.proofs, line.disproofs) = (0, 0);
    }
    out.statements.iter_mut().for_each(|statement| statement.linked = None);
    run(out, source);
}
