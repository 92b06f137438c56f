//! Amounts that differ by just ten thousand: 万元 printed where 元 is meant, or the other way
//! round. It is a finding of its own, whatever identity met it: C28 for the text, B22 between
//! tables.

use super::evaluate;
use super::rule::rule;
use crate::disclosure::{Blame, Check, CheckKind, Disclosure, Evidence, Outcome};
use rust_decimal::Decimal;

/// Gives violations that are off by ten thousand the rule that says so.
pub(super) fn settle(out: &Disclosure, checks: &mut [Check]) {
    for check in checks.iter_mut().filter(|c| c.result == Outcome::Violated) {
        let own = match check.rule.kind {
            CheckKind::Narrative | CheckKind::Form => "C28",
            CheckKind::Cross => "B22",
            CheckKind::Table | CheckKind::Structure | CheckKind::Hint => continue,
        };
        let is_money = check.is_equality && check.unit == "yuan";
        let Some(own) = rule(own).filter(|_| is_money && is_ten_thousand(check)) else {
            continue;
        };
        let met = check.rule;
        check.rule = own;
        check.severity = own.severity;
        // Two tables whose unit was not read from their own print accuse nobody.
        if own.kind == CheckKind::Cross && !all_print_units(out, check) {
            check.blame = Blame::Reading;
        }
        evaluate::describe(check);
        check.note = (
            format!("相差一万倍，可能将万元与元混用（{}）", met.title),
            format!(
                "off by a factor of 10,000: 万元 and 元 are mixed up, it seems ({})",
                met.title_en
            ),
        );
    }
}

/// Whether one side is ten thousand times the other, to the digits that are printed.
fn is_ten_thousand(check: &Check) -> bool {
    let (Some(left), Some(right)) = (check.left.value, check.right.value) else {
        return false;
    };
    let (small, large) = match left.abs() < right.abs() {
        true => (left, right),
        false => (right, left),
    };
    let factor = Decimal::from(10_000);
    let Some(scaled) = small.checked_mul(factor).filter(|s| !s.is_zero()) else {
        return false;
    };
    // One in ten thousand: more than the digits of any amount leave open that could be told.
    (scaled - large).abs() * factor <= large.abs()
}

fn all_print_units(out: &Disclosure, check: &Check) -> bool {
    check.evidence.iter().all(|evidence| match evidence {
        Evidence::Fact(fact) => {
            out.tables.get(fact.table).is_some_and(|t| !t.unit.printed.is_empty())
        }
        _ => true,
    })
}
