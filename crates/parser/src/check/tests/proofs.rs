//! What the identities say of single values, and whose mistake a violation may be.

use super::{checked, disclosure, of_rule};
use crate::check::{findings, run};
use crate::disclosure::{Blame, Check, Outcome};
use crate::disclosure::{Disclosure, Method};
use extractor::SourceKind;

/// Proofs and disproofs of a table's values, `2-0`; `.` for neither.
fn counts(out: &Disclosure, table: usize) -> String {
    let rows = out.tables[table].rows.iter().map(|row| {
        let cell = |v: &crate::disclosure::Value| match (v.proofs, v.disproofs) {
            (0, 0) => ".".to_owned(),
            (proofs, disproofs) => format!("{proofs}-{disproofs}"),
        };
        row.values.iter().map(cell).collect::<Vec<_>>().join(" ")
    });
    rows.collect::<Vec<_>>().join(" / ")
}

fn blames(out: &Disclosure) -> Vec<Blame> {
    violated(out).map(|c| c.blame).collect()
}

fn violated(out: &Disclosure) -> impl Iterator<Item = &Check> {
    out.checks.iter().filter(|c| c.is_violation())
}

/// Row 204 does not add up; everything else does.
const ONE_WRONG: &str = "
final.03
                total   basic   project
total           10.00    4.00     6.00
204 公共安全     10.00    4.00     6.00
20402 公安       10.00    4.00     6.00
2040201 行政运行   4.00    4.00     _
2040299 其他      6.00    1.00     6.00
";

#[test]
fn a_value_counts_the_equalities_that_it_satisfies() {
    let out = checked(
        "
final.03
                total   basic   project
total           10.00    4.00     6.00
204 公共安全      4.00    4.00     _
213 农林水        6.00    0.00     6.00
",
    );
    assert_eq!(counts(&out, 0), "2-0 2-0 2-0 / 2-0 2-0 . / 2-0 2-0 2-0");
}

#[test]
fn sums_of_zeros_prove_nothing() {
    let out = checked(
        "
final.03
                total   basic   project
total            0.00    0.00     0.00
204 公共安全      0.00    0.00     _
",
    );
    assert_eq!(counts(&out, 0), ". . . / . . .");
}

#[test]
fn inequalities_prove_nothing() {
    let drawing = "
final.06
                  amount
30217 公务接待费     0.39

final.09
       final_reception
本年         0.39
";
    let out = checked(drawing);
    let check = &of_rule(drawing, "B14")[0];
    assert_eq!((check.result, check.proves()), (Outcome::Exact, false));
    assert_eq!(counts(&out, 0), ".");
    assert_eq!(counts(&out, 1), ".");
}

#[test]
fn an_inference_says_what_it_is_off_by_and_is_no_violation() {
    let out = checked(
        "
final.01
R amount
E amount
R opening 20.00

final.04
R amount
E total
R opening 21.63
",
    );
    let check = out.checks.iter().find(|c| c.rule.id == "B13").expect("B13 is tried");
    assert_eq!((check.result, check.is_violation()), (Outcome::NotEvaluable, false));
    assert!(check.message_zh.contains("小于") && check.message_zh.contains("16300元"));
    assert!(check.message_en.contains("is less than"));
    assert_eq!(counts(&out, 0), ".");
}

#[test]
fn an_identity_that_chose_the_reading_does_not_prove_it() {
    let mut out = disclosure(
        "
final.01
R amount
E amount
R revenue_current  10.00
R sources          10.00
E uses             10.00
",
    );
    out.tables[0].chosen_by = vec!["A05".to_owned()];
    run(&mut out, SourceKind::Pdf);
    // A03 is left.
    assert_eq!(counts(&out, 0), "1-0 / 1-0 / .");
}

#[test]
fn violations_are_counted_apart() {
    let out = checked(ONE_WRONG);
    // The row, and the column above it.
    assert_eq!(
        counts(&out, 0),
        "2-0 2-0 2-0 / 3-0 3-0 3-0 / 3-0 2-1 3-0 / 2-0 1-1 . / 1-1 0-2 1-1"
    );
}

#[test]
fn what_agrees_elsewhere_is_the_documents_mistake() {
    // 1.00 agrees with nothing: it may as well have been misread.
    let out = checked(ONE_WRONG);
    assert_eq!(blames(&out), [Blame::Unknown, Blame::Unknown]);
    let out = checked(
        "
final.02
               total  fiscal
total          10.00   10.00

final.01
R amount
E amount
R general          10.00
R revenue_current  10.00
R sources          12.00
E uses             12.00
",
    );
    let a03: Vec<&Check> = violated(&out).collect();
    assert_eq!(a03.iter().map(|c| c.rule.id.as_str()).collect::<Vec<_>>(), ["A03"]);
    assert_eq!(a03[0].blame, Blame::Document);
}

#[test]
fn what_was_read_with_doubt_is_ours() {
    let doubt = |change: fn(&mut crate::disclosure::Value)| {
        let mut out = disclosure(ONE_WRONG);
        change(&mut out.tables[0].rows[4].values[1]);
        run(&mut out, SourceKind::Pdf);
        blames(&out)
    };
    assert_eq!(doubt(|v| v.confidence = 0.5), [Blame::Reading, Blame::Reading]);
    assert_eq!(doubt(|v| v.method = Method::Ocr), [Blame::Reading, Blame::Reading]);
}

/// One row that does not add up in a table whose amounts all agree elsewhere.
const AGREEING: &str = "
final.02
               total  fiscal
total          10.00   10.00

final.01
R amount
E amount
R general          10.00
R revenue_current  10.00
R opening          $1
R sources          12.00
E uses             12.00
";

#[test]
fn a_blank_cell_accuses_nobody() {
    let out = |opening: &str| checked(&AGREEING.replace("$1", opening));
    assert_eq!(blames(&out("_")), [Blame::Document]);
    let required = "
final.01
R amount
E amount
R uses     12.00
E uses     12.00

final.03
               total  basic  project
total          10.00   4.00     _
204 公共安全     10.00   4.00     6.00
";
    assert!(blames(&checked(required)).contains(&Blame::Reading));
    assert!(!blames(&checked(required)).contains(&Blame::Document));
}

#[test]
fn what_is_noted_against_a_number_is_held_against_the_reading() {
    use crate::disclosure::{Diagnostic, Severity};
    let judged =
        |code: &'static str, severity: Severity, value: Option<(usize, usize)>| {
            let mut out = disclosure(&AGREEING.replace("$1", "_"));
            let mut note = Diagnostic::new(code, severity, "a note").table(1);
            note.value = value;
            out.diagnostics.push(note);
            run(&mut out, SourceKind::Pdf);
            blames(&out)
        };
    assert_eq!(judged("unknown-column", Severity::Info, None), [Blame::Document]);
    assert_eq!(judged("unread-rows", Severity::Warning, None), [Blame::Reading]);
    assert_eq!(judged("aligned-columns", Severity::Info, None), [Blame::Reading]);
    // R revenue_current, and R general, which does not take part.
    assert_eq!(judged("torn-number", Severity::Info, Some((1, 0))), [Blame::Reading]);
    assert_eq!(judged("torn-number", Severity::Info, Some((0, 0))), [Blame::Document]);
    let mut out = disclosure(&AGREEING.replace("$1", "_"));
    out.tables[1].confidence = 0.7;
    run(&mut out, SourceKind::Pdf);
    assert_eq!(blames(&out), [Blame::Reading]);
}

#[test]
fn what_is_printed_on_the_next_page_is_no_contradiction() {
    let drawing = "
budget.02
         total  current  general  business
total     9.00    7.00     4.00      1.00

other
        -其他收入
total      2.00
";
    let found = of_rule(drawing, "P11");
    assert!(found.iter().all(|c| c.result != Outcome::Violated), "{found:?}");
    let alone = drawing.replace("2.00", "3.00");
    let found = of_rule(&alone, "P11");
    assert!(found.iter().any(|c| c.result == Outcome::Violated), "{found:?}");
}

#[test]
fn a_blank_subtotal_is_explained_by_its_own_parts() {
    let drawing = "
budget.07
     budget_total budget_abroad budget_vehicle budget_vehicle_purchase budget_vehicle_running budget_reception
本年     $1            3.00           _               4.00                   2.00               1.00
";
    let judged = |total: &str| {
        let found = of_rule(&drawing.replace("$1", total), "P08");
        found.iter().filter(|c| c.result == Outcome::Violated).count()
    };
    assert_eq!(judged("10.00"), 0);
    // The total is wrong, and the subtotal is not printed.
    assert_eq!(judged("11.00"), 2);
}

#[test]
fn a_unit_that_is_mixed_up_has_a_name_of_its_own() {
    let out = checked(
        "
final.01
R amount
E amount
R revenue_current  10.00

final.02 元
       total
total  10.00
",
    );
    let found: Vec<&Check> =
        violated(&out).filter(|c| c.rule.id.starts_with('B')).collect();
    assert_eq!(found.iter().map(|c| c.rule.id.as_str()).collect::<Vec<_>>(), ["B22"]);
    assert!(found[0].message_zh.contains("不符") && found[0].note.0.contains("一万倍"));
}

#[test]
fn a_rendition_as_text_can_have_lost_anything() {
    let mut out = disclosure(ONE_WRONG);
    run(&mut out, SourceKind::Text);
    assert_eq!(blames(&out), [Blame::Unknown, Blame::Unknown]);
}

#[test]
fn what_fails_for_one_value_is_one_finding() {
    let out = checked(ONE_WRONG);
    let found = findings(&out.checks);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].also.len(), 1);
}

#[test]
fn two_mistakes_are_two_findings() {
    let out = checked(
        "
final.03
                total   basic   project
total           30.00   14.00    16.00
204 公共安全     10.00    4.00     6.00
20402 公安       11.00    4.00     7.00
213 农林水       20.00   10.00    10.00
21301 农业       20.00    9.00    11.00
",
    );
    // 11.00 and 7.00 in one row; 9.00 and 11.00 in the other.
    assert!(findings(&out.checks).len() >= 2, "{:#?}", findings(&out.checks).len());
}

#[test]
fn residues_of_one_rule_are_one_cluster() {
    let out = checked(
        "
final.03
                total   basic   project
total           10.01    4.00     6.00
204 公共安全     10.01    4.00     6.00
",
    );
    let rounding: Vec<&Check> =
        out.checks.iter().filter(|c| c.result == Outcome::Rounding).collect();
    assert_eq!(rounding.len(), 2);
    assert!(rounding.iter().all(|c| c.cluster == "rounding:A08"));
}

#[test]
fn checks_know_where_they_stand() {
    let out = checked(
        "
final.01
R amount
E amount
R revenue_current  10.00

final.02
       total
total  12.00
",
    );
    let check = violated(&out).next().expect("B01 fails");
    assert_eq!(
        (check.pages.as_slice(), check.tables.as_slice()),
        ([1, 2].as_slice(), [0, 1].as_slice())
    );
    assert_eq!((check.evidence.len(), check.left_evidence, check.operands), (2, 1, 2));
    assert!(
        check.message_zh.contains("100000元") && check.message_zh.contains("120000元")
    );
    assert!(check.message_en.contains("off by 20000 yuan"));
    assert!(check.is_violation() && check.is_contradiction());
}
