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
mod outline;
mod proof;
mod rule;
mod structure;
mod sums;
mod tables;
#[cfg(test)]
mod tests;
mod tree;
mod units;

pub use finding::{Finding, findings, grouped};
pub use rule::{rule, rules};
pub(crate) use tables::inside;

use crate::disclosure::{Check, Diagnostic, Disclosure, Evidence};
use crate::disclosure::{LeafSum, Outcome, Severity};
use crate::table::leaves;
use extractor::SourceKind;
use std::collections::{BTreeMap, BTreeSet};

/// The 类 of the functional classification that a printed name stands for, whatever its ordinal
/// (四、公共安全支出 → 204).
pub fn class_of(label: &str) -> Option<&'static str> {
    ledger::class_of(ledger::bare(label))
}

/// Evaluates every identity and notes at each value how many it satisfies and fails.
pub(crate) fn run(out: &mut Disclosure, source: SourceKind) {
    let mut checks = tables::checks(out);
    outlined(out, &checks);
    checks.extend(forms::checks(out));
    let (said, linked) = narrative::checks(out);
    checks.extend(said);
    for (at, fact) in linked {
        if let Some(statement) = out.statements.get_mut(at) {
            statement.linked = Some(fact);
        }
    }
    checks.extend(structure::checks(out));
    tree::silence(out, &mut checks);
    unfit(out, &checks);
    units::settle(out, &mut checks);
    proof::settle(out, &mut checks, source);
    out.checks = checks;
}

/// Lists whose numbers show which rows sum others: those rows are no leaves.
fn outlined(out: &mut Disclosure, checks: &[Check]) {
    let mut sums: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let holds = |c: &&Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
    let is_outline = |c: &&Check| {
        c.rule.formulas.iter().any(|f| f.starts_with("outline")) && c.is_equality
    };
    for check in checks.iter().filter(holds).filter(is_outline) {
        for evidence in &check.evidence[..check.left_evidence] {
            if let Evidence::Fact(fact) = evidence {
                sums.entry(fact.table).or_default().insert(fact.row);
            }
        }
    }
    for (table, rows) in sums {
        if leaves::leaf_sum(&out.tables[table]) == LeafSum::Differs {
            leaves::settle_by_sums(&mut out.tables[table], &rows);
        }
    }
}

/// Says of tables most of whose rows do not fit a formula that their columns are doubtful: no
/// document contradicts itself in most of its rows.
fn unfit(out: &mut Disclosure, checks: &[Check]) {
    const CODE: &str = "unfit-columns";
    out.diagnostics.retain(|d| d.code != CODE);
    let mut told: Vec<(usize, &str)> = Vec::new();
    for check in checks.iter().filter(|c| c.note.1 == sums::MOST.1) {
        told.extend(check.tables.iter().map(|&table| (table, check.rule.id.as_str())));
    }
    told.sort_unstable();
    told.dedup();
    for (table, rule) in told {
        let message = format!("most rows of the table do not fit {rule}");
        let diagnostic = Diagnostic::new(CODE, Severity::Warning, message)
            .hint("compare its columns with the page: one may have been read as another")
            .table(table);
        out.diagnostics.push(diagnostic);
    }
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
