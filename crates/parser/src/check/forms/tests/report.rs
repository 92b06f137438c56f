//! Forms beside sentences and tables.

use super::*;
use crate::disclosure::*;
use crate::disclosure::{
    Column, DocKind, Phase, Row, ScoreSource, Section, Table, Value,
};
use crate::disclosure::{Statement, StatementKind};
use crate::words::amount;
use rust_decimal::Decimal;

fn stated(
    sentence: &str,
    kind: StatementKind,
    subject: &str,
    printed: &str,
) -> Statement {
    let digits = printed.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = &printed[digits.len()..];
    let reading = amount::read(digits);
    let known = amount::unit(unit);
    let yuan = |n: Option<Decimal>| n.and_then(|n| amount::to_yuan(n, &known));
    Statement {
        sentence: sentence.into(),
        kind,
        subject: subject.into(),
        printed: printed.into(),
        value: reading.number,
        half_digit: reading.half_digit,
        unit: unit.into(),
        amount_yuan: yuan(reading.number),
        precision_yuan: yuan(reading.half_digit),
        confidence: 1.0,
        ..Statement::default()
    }
}

fn amount_of(subject: &str, printed: &str) -> Statement {
    stated("一句话。", StatementKind::Amount, subject, printed)
}

fn count_of(subject: &str, printed: &str) -> Statement {
    stated("一句话。", StatementKind::Count, subject, printed)
}

fn target(name: &str, total: &'static str) -> Project {
    let lines =
        [(YEAR, "requested", "total", total), (YEAR, "requested", "fiscal", total)];
    Project { project_name: name.into(), ..project(&lines) }
}

fn run(out: &Disclosure, id: &str) -> Vec<Outcome> {
    checks(out).into_iter().filter(|c| c.rule.id == id).map(|c| c.result).collect()
}

fn with(kind: DocKind, projects: Vec<Project>, statements: Vec<Statement>) -> Disclosure {
    Disclosure { kind, projects, statements, ..Disclosure::default() }
}

use Outcome::*;

#[test]
fn all_projects_are_the_sum_of_their_forms() {
    let forms = || vec![target("办案经费", "90"), target("后勤工资", "18.5")];
    let check = |kind, statements| run(&with(kind, forms(), statements), "D04");
    let said =
        |n: &str, total| vec![count_of("绩效自评项目", n), amount_of("涉及资金", total)];
    assert_eq!(check(DocKind::Budget, said("2个", "108.5万元")), [Exact]);
    assert_eq!(check(DocKind::Budget, said("2个", "108.4万元")), [Rounding]);
    assert_eq!(check(DocKind::Budget, said("2个", "118.5万元")), [Violated]);
    // As many projects as forms, or it is about others.
    assert_eq!(check(DocKind::Budget, said("3个", "118.5万元")), []);
    // A later text may give the adjusted budget.
    assert_eq!(check(DocKind::Final, said("2个", "118.5万元")), [NotEvaluable]);
    let mut approved = said("2个", "118.5万元");
    approved[1].phase = Phase::Approved;
    assert_eq!(check(DocKind::Final, approved), [Violated]);
    // Unless single projects show that the same amounts are meant.
    let mut both = said("2个", "118.5万元");
    for (at, (name, total)) in
        [("办案经费", "90万元"), ("后勤工资", "18.5万元")].iter().enumerate()
    {
        let mut one = stated("另一句。", StatementKind::Amount, name, total);
        one.project = Some(at);
        both.push(one);
    }
    assert_eq!(check(DocKind::Final, both), [Violated]);
    // The amount before its count, and a count in words.
    let before = vec![amount_of("涉及资金", "108.5万元"), count_of("项目", "2个")];
    assert_eq!(check(DocKind::Budget, before), [Exact]);
    let words = "公开两个二级项目绩效目标，金额108.5万元。";
    let words = stated(words, StatementKind::Amount, "公开金额", "108.5万元");
    assert_eq!(check(DocKind::Budget, vec![words]), [Exact]);
}

#[test]
fn one_project_is_what_its_form_says() {
    let evaluated = || {
        let mut form = project(&[
            (YEAR, "initial", "total", "100.00"),
            (YEAR, "adjusted", "total", "120.00"),
            (YEAR, "executed", "total", "90.00"),
        ]);
        form.form = FormKind::SelfEval;
        form
    };
    let check = |subject, phase, printed| {
        let mut one = amount_of(subject, printed);
        one.phase = phase;
        one.project = Some(0);
        run(&with(DocKind::Final, vec![evaluated()], vec![one]), "D05")
    };
    assert_eq!(check("办案经费", Phase::Adjusted, "120.00万元"), [Exact]);
    assert_eq!(check("办案经费", Phase::Adjusted, "120.01万元"), [Rounding]);
    assert_eq!(check("办案经费", Phase::Adjusted, "130.00万元"), [Violated]);
    assert_eq!(check("办案经费", Phase::Executed, "120.00万元"), [Violated]);
    assert_eq!(check("办案经费", Phase::Unknown, "120.00万元"), [Exact]);
    // One amount alone does not show what is meant; a part's amount is its own.
    assert_eq!(check("办案经费", Phase::Unknown, "70.00万元"), [NotEvaluable]);
    assert_eq!(check("装备购置", Phase::Executed, "70.00万元"), []);
    assert_eq!(check("办案经费", Phase::Prior, "70.00万元"), []);
}

#[test]
fn projects_of_one_name_are_those_of_several_bodies() {
    let named = |total| target("生态环境管理", total);
    let check = |forms: Vec<Project>, totals: &[&str]| {
        let said = totals.iter().map(|total| {
            let mut one = amount_of("生态环境管理", total);
            (one.project, one.phase) = (Some(0), Phase::Approved);
            one
        });
        run(&with(DocKind::Budget, forms, said.collect()), "D05")
    };
    assert_eq!(check(vec![named("90")], &["80万元"]), [Violated]);
    // Another form of the name fits, or none does.
    assert_eq!(check(vec![named("90"), named("80")], &["80万元"]), [Exact]);
    assert_eq!(check(vec![named("90"), named("80")], &["70万元"]), [NotEvaluable]);
    // The text gives the name to two projects.
    assert_eq!(check(vec![named("90")], &["90万元", "70万元"]), [Exact, NotEvaluable]);
}

#[test]
fn projects_that_agree_show_what_is_meant() {
    let forms =
        vec![target("甲项目", "90"), target("乙项目", "18"), target("丙项目", "7")];
    let totals = ["90万元", "18万元", "9万元"];
    let said = forms.iter().zip(totals).enumerate().map(|(at, (form, total))| {
        let mut one = amount_of(&form.project_name, total);
        one.project = Some(at);
        one
    });
    let out = with(DocKind::Final, forms.clone(), said.collect());
    assert_eq!(run(&out, "D05"), [Exact, Exact, Violated]);
}

#[test]
fn a_budget_is_what_was_spent_and_what_was_left() {
    let check = |sentence: &str, left: &str| {
        let amount =
            |subject, printed| stated(sentence, StatementKind::Amount, subject, printed);
        let mut spent = amount("项目资金", "326.241万元");
        spent.phase = Phase::Executed;
        let all = vec![amount("项目资金", "331.59万元"), spent, amount("结余", left)];
        run(&with(DocKind::Final, Vec::new(), all), "D06")
    };
    let plain = "项目资金共计331.59万元，执行326.241万元，结余5.349万元。";
    assert_eq!(check(plain, "5.349万元"), [Exact]);
    assert_eq!(check(plain, "5.35万元"), [Rounding]);
    assert_eq!(check(plain, "5.9万元"), [Violated]);
    assert_eq!(check("上年结转以外执行", "5.9万元"), [NotEvaluable]);
}

fn with_projects_of(total: &str) -> Disclosure {
    let known = amount::unit("万元");
    let reading = amount::read(total);
    let value = Value {
        column: 0,
        state: reading.state,
        printed: total.into(),
        amount_yuan: reading.number.and_then(|n| amount::to_yuan(n, &known)),
        precision_yuan: reading.half_digit.and_then(|n| amount::to_yuan(n, &known)),
        number: reading.number,
        ..Value::default()
    };
    let row = |code: &str, is_total| Row {
        code: code.into(),
        label: if is_total { "合计" } else { "其他公安支出" }.into(),
        is_total,
        values: vec![value.clone()],
        ..Row::default()
    };
    let table = Table {
        id: "final.03".into(),
        unit: known.clone(),
        columns: vec![Column { key: "project".into(), ..Column::default() }],
        rows: vec![row("", true), row("204", false), row("2040299", false)],
        ..Table::default()
    };
    Disclosure { tables: vec![table], ..Disclosure::default() }
}

#[test]
fn projects_are_within_project_expenditure() {
    let check = |whole, spent| {
        let mut form = project(&[(YEAR, "executed", "total", spent)]);
        form.form = FormKind::SelfEval;
        let out =
            Disclosure { projects: vec![form.clone(), form], ..with_projects_of(whole) };
        run(&out, "D08")
    };
    assert_eq!(check("643.36", "300.00"), [Exact]);
    assert_eq!(check("643.36", "321.682"), [Rounding]);
    assert_eq!(check("643.36", "400.00"), [Violated]);
    assert_eq!(check("——", "400.00"), []);
    assert_eq!(check("0.00", "0"), [Vacuous]);
    assert_eq!(check("643.36", "约三百"), [NotEvaluable]);
}

#[test]
fn what_was_spent_meets_an_item() {
    let sentence = "项目资金共计331.59万元，执行326.241万元，结余5.349万元。";
    let amount =
        |subject, printed| stated(sentence, StatementKind::Amount, subject, printed);
    let mut spent = amount("项目资金", "326.241万元");
    spent.phase = Phase::Executed;
    let said = vec![amount("项目资金", "331.59万元"), spent, amount("结余", "5.349万元")];
    let out = Disclosure { statements: said.clone(), ..with_projects_of("326.24") };
    let found: Vec<Check> =
        checks(&out).into_iter().filter(|c| c.rule.id == "D07").collect();
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!(found.result, Rounding);
    assert!(found.right.label.starts_with("2040299"), "{}", found.right.label);
    assert!(!found.is_violation() && !found.proves());
    let out = Disclosure { statements: said, ..with_projects_of("327.24") };
    assert_eq!(run(&out, "D07"), []);
}

#[test]
fn the_text_gives_the_score_of_the_form() {
    let check = |score: &str, source, said: &str| {
        let mut form = project(&[]);
        form.self_score = amount::read(score).number;
        form.score_source = source;
        let mut one = count_of("自评得分", said);
        one.project = Some(0);
        run(&with(DocKind::Final, vec![form], vec![one]), "D20")
    };
    assert_eq!(check("94.7", ScoreSource::Form, "94.7分"), [Exact]);
    assert_eq!(check("98", ScoreSource::Form, "98.0分"), [Exact]);
    assert_eq!(check("99.41", ScoreSource::Form, "99.4分"), [Rounding]);
    assert_eq!(check("90.5", ScoreSource::Form, "88.5分"), [Violated]);
    assert_eq!(check("98", ScoreSource::Form, "99分"), [Violated]);
    assert_eq!(check("98", ScoreSource::Report, "98分"), []);
}

#[test]
fn inferences_are_never_violations() {
    let number = |level2: &str, level3: &str, printed: &str| {
        let reading = crate::form::value::read(printed);
        Indicator {
            level2: level2.into(),
            level3: level3.into(),
            value_printed: printed.into(),
            operator: reading.operator.into(),
            value_num: reading.number,
            value_unit: reading.unit,
            ..Indicator::default()
        }
    };
    let form = |total, persons, each, what| {
        let mut form = target("后勤工资", total);
        form.indicators =
            vec![number("数量指标", "保障人数", persons), number("成本指标", what, each)];
        form
    };
    let check = |form, id| {
        let mut one = count_of("后勤", "9人");
        one.section = 0;
        let sections = vec![Section { kind: "overview".into(), ..Section::default() }];
        let out = Disclosure { sections, ..with(DocKind::Final, vec![form], vec![one]) };
        assert!(checks(&out).iter().all(|c| !c.is_violation()));
        run(&out, id)
    };
    assert_eq!(check(form("1.8", "9人", "2000元", "每人费用"), "D10"), [Exact]);
    assert_eq!(check(form("21.6", "9人", "2000元", "人均工资"), "D10"), [Exact]);
    assert_eq!(check(form("18", "9人", "2000元", "人均工资"), "D10"), [NotEvaluable]);
    assert_eq!(check(form("18", "9人", "2000元", "总费用"), "D10"), []);
    assert_eq!(check(form("18", "9人", "2000元", "人均工资"), "D11"), [Exact]);
    assert_eq!(check(form("18", "92人", "2000元", "人均工资"), "D11"), [NotEvaluable]);
    let halves = |left, right, term| {
        let mut form = target("后勤工资", "18");
        form.term_years = Some(term);
        let half = |horizon, words| Indicator {
            horizon,
            ..number("时效指标", words, "及时")
        };
        form.indicators = vec![half(TERM, left), half(YEAR, right)];
        check(form, "D12")
    };
    assert_eq!(halves("反馈时限", "反馈时限", 1), [Exact]);
    assert_eq!(halves("反馈时限", "反馈时", 1), [Exact]);
    assert_eq!(halves("反馈时限", "发放时限", 1), [NotEvaluable]);
    assert_eq!(halves("反馈时限", "发放时限", 5), []);
    let mut dated = target("后勤工资", "18");
    dated.filled_on = "2024-01-26".into();
    dated.form_year = Some(2024);
    assert_eq!(check(dated, "D13"), [Exact]);
    let result = |actual: &str, score: &str, reason: &str| {
        let mut form = target("后勤工资", "18");
        form.form = FormKind::SelfEval;
        form.indicators = vec![Indicator {
            actual_printed: actual.into(),
            weight: "10".into(),
            score: score.into(),
            deviation: reason.into(),
            ..number("数量指标", "培训人数", "≥300人")
        }];
        check(form, "D21")
    };
    assert_eq!(result("286人", "10", "疫情"), [NotEvaluable]);
    assert_eq!(result("286人", "9", ""), [NotEvaluable]);
    assert_eq!(result("286人", "9", "疫情"), []);
    assert_eq!(result("366人", "10", ""), []);
}
