//! Identities of performance forms on whole documents: the samples, and real ones where they
//! are at hand.

use crate::reading::disclosure;
use parser::{Blame, Check, Disclosure, Outcome};
use workspace::{documents, root, say};

fn of<'d>(out: &'d Disclosure, rule: &str) -> Vec<&'d Check> {
    out.checks.iter().filter(|c| c.rule.id == rule).collect()
}

fn outcomes(out: &Disclosure, rule: &str) -> Vec<Outcome> {
    of(out, rule).into_iter().map(|c| c.result).collect()
}

/// Identities of forms; `D` is theirs alone.
fn form_checks(out: &Disclosure) -> impl Iterator<Item = &Check> {
    out.checks.iter().filter(|c| c.rule.id.starts_with('D'))
}

#[test]
fn the_eight_forms_of_the_seed_meet_its_text_and_tables() {
    use Outcome::{Exact, NotEvaluable, Rounding};
    let out = disclosure(&root().join("samples/seed-police-devzone-2024.txt"));
    for (rule, expected) in [
        ("D01", vec![Exact; 8]),
        ("D02", vec![Exact; 8]),
        ("D03", vec![Exact; 8]),
        ("D05", vec![Exact; 8]),
        ("D06", vec![Exact]),
        ("D07", vec![Rounding]),
        ("D08", vec![Exact]),
        ("D09", vec![Rounding]),
        ("D12", vec![Exact; 8]),
        ("D13", vec![Exact]),
    ] {
        assert_eq!(outcomes(out, rule), expected, "{rule}");
    }
    let sums = of(out, "D04");
    assert!(!sums.is_empty());
    for sum in sums {
        assert_eq!(sum.result, Exact);
        assert_eq!(sum.left.value, Some(3_315_900.into()));
    }
    // 后勤 9 × 2000 × 12 is not 180,000.
    let products = outcomes(out, "D10");
    assert_eq!(products.iter().filter(|o| **o == Exact).count(), 4);
    assert_eq!(products.iter().filter(|o| **o == NotEvaluable).count(), 1);
    assert!(form_checks(out).all(|c| !c.is_violation()));
    let proved = |p: &parser::Project| p.funding.iter().any(|f| f.proofs > 0);
    assert!(out.projects.iter().all(proved));
}

#[test]
fn forms_rarely_contradict_themselves() {
    for folder in ["samples", "../shared/real"] {
        let (mut held, mut failed) = (0, 0);
        for file in documents(folder) {
            let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let out = disclosure(&file);
            for check in form_checks(out) {
                match check.result {
                    Outcome::Exact | Outcome::Rounding => held += 1,
                    Outcome::Violated => {
                        failed += 1;
                        let is_ours = check.blame == Blame::Reading;
                        assert!(!is_ours, "{name}: {check:?}");
                        say(&format!(
                            "{name} {:?} {} {}",
                            check.pages, check.rule.id, check.message_zh
                        ));
                    }
                    Outcome::Vacuous | Outcome::NotEvaluable => {}
                }
            }
            // The score in the text and in the form differ: see page 28 and page 35.
            if name.starts_with("F01_") {
                let scores = outcomes(out, "D20");
                let violated = scores.iter().filter(|o| **o == Outcome::Violated);
                assert_eq!(violated.count(), 1, "{scores:?}");
            }
        }
        say(&format!("{folder}: {held} identities of forms hold, {failed} do not"));
        assert!(failed * 50 <= held, "{folder}: {failed} fail and {held} hold");
    }
}
