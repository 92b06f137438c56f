//! Small forms made by hand: each identity holding, holding within rounding, failing and
//! saying nothing.

mod report;

use super::*;
use crate::disclosure::Outcome;
use crate::disclosure::*;
use crate::disclosure::{FormKind, Indicator, Unit};
use crate::words::amount;
use rust_decimal::Decimal;

/// Amounts in 万元: half, stage, source, what is printed.
type Line = (Horizon, &'static str, &'static str, &'static str);

const YEAR: Horizon = Horizon::Annual;
const TERM: Horizon = Horizon::Full;

pub(super) fn amount_line(
    (horizon, stage, source, printed): Line,
    unit: &str,
) -> Funding {
    let reading = amount::read(printed);
    let known = amount::unit(unit);
    Funding {
        horizon,
        stage: stage.into(),
        source: source.into(),
        source_printed: source.into(),
        printed: printed.into(),
        state: reading.state,
        amount_yuan: reading.number.and_then(|n| amount::to_yuan(n, &known)),
        unit_printed: unit.into(),
        confidence: 1.0,
        ..Funding::default()
    }
}

pub(super) fn project(lines: &[Line]) -> Project {
    Project {
        project_name: "办案经费".into(),
        unit: Unit { printed: "万元".into(), ..Unit::default() },
        funding: lines.iter().map(|&line| amount_line(line, "万元")).collect(),
        confidence: 1.0,
        ..Project::default()
    }
}

pub(super) fn indicator(weight: &str, score: &str) -> Indicator {
    Indicator {
        level3: "出警率".into(),
        value_printed: "100%".into(),
        weight: weight.into(),
        score: score.into(),
        confidence: 1.0,
        ..Indicator::default()
    }
}

/// How the checks of one rule end.
pub(super) fn outcomes(projects: Vec<Project>, id: &str) -> Vec<Outcome> {
    let out = Disclosure { projects, ..Disclosure::default() };
    checks(&out).into_iter().filter(|c| c.rule.id == id).map(|c| c.result).collect()
}

fn outcome(project: Project, id: &str) -> Outcome {
    match outcomes(vec![project], id)[..] {
        [one] => one,
        ref other => panic!("{id}: {other:?}"),
    }
}

fn year(total: &'static str, sources: &[(&'static str, &'static str)]) -> Project {
    let mut lines = vec![(YEAR, "requested", "total", total)];
    lines.extend(sources.iter().map(|&(s, p)| (YEAR, "requested", s, p)));
    project(&lines)
}

#[test]
fn a_total_is_the_sum_of_its_sources() {
    let check = |total, sources: &[_]| outcome(year(total, sources), "D02");
    use Outcome::*;
    assert_eq!(check("90.00", &[("fiscal", "80.00"), ("other", "10.00")]), Exact);
    assert_eq!(check("90.00", &[("fiscal", "80.00"), ("other", "10.01")]), Rounding);
    assert_eq!(check("90.00", &[("fiscal", "80.00"), ("other", "11.00")]), Violated);
    assert_eq!(check("90.00", &[("fiscal", "90.00"), ("other", "")]), Exact);
    assert_eq!(check("90.00", &[("fiscal", "80.00"), ("other", "")]), Violated);
    // A total nobody filled in is blank, or a nought above money.
    assert_eq!(check("", &[("fiscal", "80.00")]), NotEvaluable);
    assert_eq!(check("0", &[("fiscal", "80.00")]), Violated);
    assert_eq!(check("90.00", &[("fiscal", ""), ("other", "0.00")]), NotEvaluable);
    assert_eq!(check("0.00", &[("fiscal", "0.00")]), Vacuous);
    assert_eq!(check("", &[("fiscal", "")]), Vacuous);
    assert_eq!(check("90.00", &[("fiscal", "约80"), ("other", "0")]), NotEvaluable);
    let alone = year("90.00", &[]);
    assert_eq!(outcomes(vec![alone], "D02"), []);
    let term = project(&[
        (TERM, "requested", "total", "90"),
        (TERM, "requested", "central", "0"),
        (TERM, "requested", "local", "90"),
    ]);
    assert_eq!(outcome(term, "D01"), Exact);
}

#[test]
fn what_is_part_of_what_is_not_printed() {
    let check = |total, sources: &[_]| outcome(year(total, sources), "D02");
    use Outcome::*;
    // Levels inside 财政拨款, and beside it.
    let inside = [("fiscal", "90"), ("central", "60"), ("local", "30"), ("other", "5")];
    assert_eq!(check("95", &inside), Exact);
    assert_eq!(check("99", &inside), Violated);
    assert_eq!(check("185", &inside), Exact);
    // Carried over money inside 财政拨款, and beside it.
    let carried = [("fiscal", "90"), ("carried_over", "40"), ("other", "5")];
    assert_eq!(check("135", &carried), Exact);
    assert_eq!(check("95", &carried), Exact);
    assert_eq!(check("131", &carried), Violated);
    // 单位资金 with its parts below it.
    let own = [("fiscal", "90"), ("own", "10"), ("own", "7"), ("other", "3")];
    assert_eq!(check("100", &own), Exact);
    assert_eq!(check("110", &own), Exact);
    assert_eq!(check("130", &own), Violated);
    // A label nobody knows may be one more source.
    assert_eq!(check("100", &[("fiscal", "90"), ("", "10")]), NotEvaluable);
    assert_eq!(check("100", &[("fiscal", "100"), ("", "10")]), Exact);
}

#[test]
fn stages_and_units_are_kept_apart() {
    let mixed = project(&[
        (YEAR, "initial", "total", "10"),
        (YEAR, "executed", "total", "9"),
        (YEAR, "initial", "fiscal", "10"),
        (YEAR, "executed", "fiscal", "7"),
    ]);
    assert_eq!(
        outcomes(vec![mixed], "D02"),
        [Outcome::Exact, Outcome::Violated],
        "initial, then executed"
    );
    let mut without_unit = year("90.00", &[("fiscal", "80.00"), ("other", "10.00")]);
    for line in &mut without_unit.funding {
        line.unit_printed.clear();
        line.amount_yuan = None;
    }
    let out = Disclosure { projects: vec![without_unit], ..Disclosure::default() };
    let check = checks(&out).into_iter().find(|c| c.rule.id == "D02").expect("a check");
    assert_eq!((check.result, check.unit), (Outcome::Exact, ""));
    assert_eq!(check.tolerance, Some(Decimal::new(15, 3)));
    // Numbers no budget has leave nothing to add up, and no panic.
    let huge = "79228162514264337593543950335";
    assert_eq!(outcome(year(huge, &[("fiscal", huge)]), "D02"), Outcome::NotEvaluable);
}

#[test]
fn the_year_is_within_the_term() {
    let check = |full, annual| {
        outcome(
            project(&[
                (TERM, "requested", "total", full),
                (YEAR, "requested", "total", annual),
            ]),
            "D03",
        )
    };
    assert_eq!(check("300", "100"), Outcome::Exact);
    assert_eq!(check("100", "100"), Outcome::Exact);
    assert_eq!(check("100.00", "100.01"), Outcome::Rounding);
    assert_eq!(check("100", "110"), Outcome::Violated);
    assert_eq!(check("0", "110"), Outcome::NotEvaluable);
    assert_eq!(check("", ""), Outcome::Vacuous);
}

#[test]
fn parts_of_fiscal_money() {
    let check = |sources: &[_]| outcomes(vec![year("100", sources)], "D22");
    use Outcome::*;
    let both =
        |local| [("fiscal", "100"), ("central", "80"), ("local", local), ("other", "0")];
    assert_eq!(check(&both("20")), [Exact]);
    assert_eq!(check(&both("30")), [Violated]);
    assert_eq!(check(&[("fiscal", "100"), ("central", "80")]), [Exact]);
    assert_eq!(check(&[("fiscal", "100"), ("central", "120")]), [Violated]);
    assert_eq!(check(&[("fiscal", "100")]), []);
    // Levels beside 财政拨款 are no parts of it.
    let beside = year("200", &[("fiscal", "100"), ("central", "80"), ("local", "20")]);
    assert_eq!(outcomes(vec![beside], "D22"), [Exact]);
    let beside = year("190", &[("fiscal", "100"), ("central", "80"), ("local", "10")]);
    assert_eq!(outcomes(vec![beside], "D22"), []);
}

#[test]
fn natures_and_tasks() {
    use Outcome::*;
    let natures = |basic, other| {
        year("100", &[("basic", basic), ("project", "40"), ("special", other)])
    };
    assert_eq!(outcome(natures("60", ""), "D23"), Exact);
    assert_eq!(outcome(natures("70", ""), "D23"), Violated);
    assert_eq!(outcome(natures("70", "5"), "D23"), NotEvaluable);
    assert_eq!(outcome(natures("", ""), "D23"), Violated);
    let tasks = |label: &str, second| {
        let mut form = year("100", &[("task", "60"), ("task", second)]);
        form.funding[0].source_printed = label.into();
        outcome(form, "D24")
    };
    assert_eq!(tasks("金额合计", "40"), Exact);
    assert_eq!(tasks("金额合计", "30"), Violated);
    assert_eq!(tasks("资金总额", "30"), Exact);
    assert_eq!(tasks("资金总额", "50"), Violated);
}

fn scored(scores: &[(&str, &str)], rate: (&str, &str, &str), total: &str) -> Project {
    let mut form = project(&[
        (YEAR, "initial", "total", "100.00"),
        (YEAR, "adjusted", "total", "200.00"),
        (YEAR, "executed", "total", "154.26"),
    ]);
    form.form = FormKind::SelfEval;
    form.indicators = scores.iter().map(|(w, s)| indicator(w, s)).collect();
    let line = &mut form.funding[2];
    line.weight = rate.0.into();
    line.execution_rate = rate.1.into();
    line.score = rate.2.into();
    form.self_score = amount::read(total).number;
    form
}

#[test]
fn weights_are_a_hundred() {
    let check = |weights: &[&str], execution| {
        let pairs: Vec<(&str, &str)> = weights.iter().map(|&w| (w, "")).collect();
        outcomes(vec![scored(&pairs, (execution, "", ""), "")], "D14")
    };
    use Outcome::*;
    assert_eq!(check(&["50", "30", "10"], "10"), [Exact]);
    assert_eq!(check(&["33.33", "33.33", "33.33"], ""), [Rounding]);
    assert_eq!(check(&["50", "30", "20"], "10"), [Exact]);
    assert_eq!(check(&["50", "30", "11"], "10"), [Violated]);
    assert_eq!(check(&["50", "30", "10"], ""), [Exact]);
    assert_eq!(check(&["50", "20", "10"], ""), [Exact]);
    assert_eq!(check(&["50", "20", "15"], ""), [NotEvaluable]);
    assert_eq!(check(&["50", "50", "10"], ""), [Violated]);
    // One weight may be that of several rows.
    assert_eq!(check(&["50", "", "40"], "10"), [Exact]);
    assert_eq!(check(&["50", "", "20"], "10"), [NotEvaluable]);
    assert_eq!(check(&["50", "一半", "40"], "10"), [NotEvaluable]);
    assert_eq!(check(&["", ""], "10"), []);
}

#[test]
fn a_total_score_is_the_sum_of_the_scores() {
    let check = |second, execution, total| {
        let scores = [("50", "50"), ("40", second)];
        outcomes(vec![scored(&scores, ("10", "", execution), total)], "D15")
    };
    use Outcome::*;
    assert_eq!(check("38", "7.7", "95.7"), [Exact]);
    assert_eq!(check("38", "7.71", "95.7"), [Rounding]);
    assert_eq!(check("38", "7.71", "96"), [Rounding]);
    assert_eq!(check("38", "8", "97"), [Violated]);
    assert_eq!(check("38", "7.7", "95.9"), [Violated]);
    assert_eq!(check("38", "", "95.7"), [NotEvaluable]);
    assert_eq!(check("", "7.7", "57.7"), [NotEvaluable]);
    assert_eq!(check("38", "7.7", ""), []);
}

#[test]
fn points_for_execution_follow_the_rate() {
    let form = |score| scored(&[], ("10", "77.13%", score), "");
    use Outcome::*;
    assert_eq!(outcomes(vec![form("7.713")], "D16"), [Exact]);
    assert_eq!(outcomes(vec![form("7.7")], "D16"), [Exact]);
    // One form alone shows no custom.
    assert_eq!(outcomes(vec![form("10")], "D16"), [NotEvaluable]);
    let most = vec![form("7.7"), form("7.71"), form("10")];
    assert_eq!(outcomes(most, "D16"), [Exact, Exact, Violated]);
    let half = vec![form("7.7"), form("10")];
    assert_eq!(outcomes(half, "D16"), [Exact, NotEvaluable]);
    // More than the budget earns all points and no more.
    let mut over = form("10");
    over.funding[2] = amount_line((YEAR, "executed", "total", "210.00"), "万元");
    over.funding[2].weight = "10".into();
    over.funding[2].score = "10".into();
    assert_eq!(outcomes(vec![over], "D16"), [Exact]);
    assert_eq!(outcomes(vec![form("")], "D16"), []);
}

#[test]
fn points_for_execution_are_rounded_to_what_is_printed() {
    use Outcome::*;
    let spent = |executed: &'static str, score: &str, rate: &str| {
        let mut form = scored(&[], ("10", rate, score), "");
        let (weight, score) =
            (form.funding[2].weight.clone(), form.funding[2].score.clone());
        form.funding[2] = amount_line((YEAR, "executed", "total", executed), "万元");
        (form.funding[2].weight, form.funding[2].score) = (weight, score);
        form.funding[2].execution_rate = rate.into();
        outcomes(vec![form], "D16")
    };
    // 99.99 % of ten points are 10.00; 96.5 % of ten are 10 in whole points, 9.4 are not.
    assert_eq!(spent("199.98", "10.00", ""), [Exact]);
    assert_eq!(spent("193.00", "10", ""), [Exact]);
    assert_eq!(spent("193.00", "9.4", ""), [NotEvaluable]);
    // The rate as the form prints it.
    assert_eq!(spent("150.00", "9.9", "99.00%"), [Exact]);
}

#[test]
fn points_for_execution_may_stand_in_the_row_of_another_total() {
    use Outcome::*;
    let mut form = scored(&[("50", "50"), ("40", "38")], ("", "", ""), "97");
    for line in
        [(YEAR, "adjusted", "total", "60.00"), (YEAR, "executed", "total", "54.00")]
    {
        let mut line = amount_line(line, "万元");
        line.source_printed = "金额合计".into();
        form.funding.push(line);
    }
    let last = form.funding.len() - 1;
    (form.funding[last].weight, form.funding[last].score) = ("10".into(), "9".into());
    assert_eq!(outcomes(vec![form.clone()], "D15"), [Exact]);
    assert_eq!(outcomes(vec![form.clone()], "D16"), [Exact]);
    // Where no points for execution are printed, what is missing may be just these.
    for line in &mut form.funding {
        (line.weight, line.score) = (String::new(), String::new());
    }
    assert_eq!(outcomes(vec![form.clone()], "D15"), [NotEvaluable]);
    form.self_score = amount::read("80").number;
    assert_eq!(outcomes(vec![form], "D15"), [Violated]);
}

#[test]
fn a_total_above_natures_is_their_sum() {
    let check = |project| {
        let lines = [("fiscal", "50.00"), ("basic", "40.00"), ("project", project)];
        outcome(year("100.00", &lines), "D02")
    };
    assert_eq!(check("60.00"), Outcome::Exact);
    assert_eq!(check("70.00"), Outcome::Violated);
}

#[test]
fn the_rate_is_what_was_spent_of_the_budget() {
    let form = |rate| scored(&[], ("10", rate, ""), "");
    use Outcome::*;
    assert_eq!(outcomes(vec![form("77.13%")], "D17"), [Exact]);
    assert_eq!(outcomes(vec![form("77.134%")], "D17"), [Rounding]);
    assert_eq!(outcomes(vec![form("78.13%")], "D17"), [Violated]);
    // Of 年初预算数, without a sign, as a fraction.
    assert_eq!(outcomes(vec![form("154.26%")], "D17"), [Exact]);
    assert_eq!(outcomes(vec![form("77.13")], "D17"), [Exact]);
    assert_eq!(outcomes(vec![form("0.7713")], "D17"), [Exact]);
    assert_eq!(outcomes(vec![form("0.98")], "D17"), [NotEvaluable]);
    assert_eq!(outcomes(vec![form("--")], "D17"), []);
}

#[test]
fn no_score_is_more_than_its_weight() {
    let check = |second| {
        let scores = [("50", "50"), ("40", second)];
        outcomes(vec![scored(&scores, ("10", "", "10"), "")], "D18")
    };
    assert_eq!(check("40"), [Outcome::Exact]);
    assert_eq!(check("45"), [Outcome::Violated]);
    assert_eq!(outcomes(vec![scored(&[("50", "")], ("", "", ""), "")], "D18"), []);
}

#[test]
fn grades_are_those_of_scores() {
    let check = |score, grade: &str| {
        let mut form = scored(&[], ("", "", ""), score);
        form.grade = grade.into();
        outcomes(vec![form], "D19")
    };
    use Outcome::*;
    assert_eq!(check("99.41", "优"), [Exact]);
    assert_eq!(check("89.5", "优"), [Violated]);
    assert_eq!(check("78", "良"), [Exact]);
    assert_eq!(check("78", "合格"), [Exact]);
    assert_eq!(check("58", "合格"), [Violated]);
    assert_eq!(check("95", "良"), [Violated]);
    // Out of ten, or a word of no known scale.
    assert_eq!(check("9.5", "优"), []);
    assert_eq!(check("95", "A"), []);
}
