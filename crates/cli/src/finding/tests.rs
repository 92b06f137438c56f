//! A disclosure made by hand → what people read.

use super::{Finding, Source, text};
use crate::words::Lang;
use extractor::Rect;
use parser::check::grouped;
use parser::*;
use rust_decimal::Decimal;

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn at(page: u32) -> Origin {
    Origin { page: Some(page), rect: Rect::new(1.0, 2.0, 3.0, 4.0) }
}

fn rule(id: &str, kind: CheckKind, title: &str, title_en: &str) -> &'static Rule {
    let text = String::new;
    Box::leak(Box::new(Rule {
        id: id.into(),
        kind,
        severity: Severity::Error,
        title: title.into(),
        title_en: title_en.into(),
        formulas: Vec::new(),
        meaning: text(),
        source: text(),
        example: text(),
        innocent: text(),
    }))
}

fn check(rule: &'static Rule, unit: &'static str, evidence: Vec<Evidence>) -> Check {
    Check {
        rule,
        result: Outcome::Violated,
        left: parser::Operand::default(),
        right: parser::Operand::default(),
        unit,
        difference: None,
        tolerance: None,
        operands: 0,
        blame: Blame::Document,
        left_evidence: 1,
        is_equality: true,
        evidence,
        pages: vec![5],
        message_zh: "序号从15跳到17".into(),
        message_en: "the line numbers jump from 15 to 17".into(),
        note: (String::new(), String::new()),
        severity: rule.severity,
        tables: vec![0],
        cluster: String::new(),
    }
}

fn operand(label: &str, value: &str) -> parser::Operand {
    parser::Operand { label: label.into(), value: Some(decimal(value)) }
}

fn fact(value: usize) -> Evidence {
    Evidence::Fact(FactRef { table: 0, row: 0, value })
}

/// One row 643.36 = 643.36 + nothing, and a sentence that says 0%.
fn disclosure() -> Disclosure {
    let value = |column, printed: &str| Value {
        column,
        printed: printed.into(),
        origin: at(5),
        ..Value::default()
    };
    let column = |label: &str| Column { path: vec![label.into()], ..Column::default() };
    let table = Table {
        id: "final.03".into(),
        title_printed: "支出决算表".into(),
        unit: Unit { printed: "万元".into(), factor: Some(decimal("10000")) },
        columns: vec![column("本年支出合计"), column("基本支出"), column("项目支出")],
        rows: vec![Row {
            code: "2040299".into(),
            label: "其他公安支出".into(),
            values: vec![value(0, "643.36"), value(1, ""), value(2, "317.12")],
            ..Row::default()
        }],
        ..Table::default()
    };
    let sentence = "本年支出合计643.36万元，其中：基本支出0万元，占比0%；项目支出643.36万元，\
                    占比0%；如有疑问请致电0100-2280000，我们将及时答复您的来电来函。";
    let statement = Statement {
        sentence: sentence.into(),
        subject: "项目支出".into(),
        printed: "占比0%；如".into(),
        unit: "%".into(),
        origin: at(17),
        ..Statement::default()
    };
    Disclosure {
        tables: vec![table],
        statements: vec![statement],
        ..Disclosure::default()
    }
}

fn row() -> Check {
    let rule =
        rule("A08", CheckKind::Table, "支出合计等于各项之和", "total = sum of parts");
    Check {
        left: operand("支出决算表 2040299 本年支出合计", "6433600"),
        right: operand("基本支出+项目支出", "3171200"),
        difference: Some(decimal("3262400")),
        tolerance: Some(decimal("100")),
        cluster: "violated:A08:1".into(),
        ..check(rule, "yuan", vec![fact(0), fact(1), fact(2)])
    }
}

fn told(check: &Check, also: &[&Check], drawable: Option<&str>) -> Finding {
    let disclosure = disclosure();
    let source =
        Source { document: 0, file: "a b.pdf", drawable, disclosure: &disclosure };
    Finding::of(source, check, also)
}

#[test]
fn a_sum_is_told_in_the_printed_unit() {
    let first = row();
    let second = Check {
        rule: rule("B05", CheckKind::Cross, "", ""),
        severity: Severity::Warning,
        ..first.clone()
    };
    let checks = [second.clone(), first, second];
    let findings = grouped(checks.iter());
    assert_eq!(findings.len(), 1, "one cause is one finding");
    let finding = told(findings[0].check, &findings[0].also, Some("x/a b.pdf"));
    insta::assert_snapshot!(text::full(&finding, Lang::En), @r"
    error[A08]: total = sum of parts
      --> a b.pdf, page 5, 支出决算表
       |  page 5  2040299 其他公安支出 本年支出合计  「643.36」
       |  page 5  2040299 其他公安支出 基本支出  blank
       |  page 5  2040299 其他公安支出 项目支出  「317.12」
       = left: 支出决算表 2040299 本年支出合计 = 643.36 万元
       = right: 基本支出+项目支出 = 317.12 万元
       = difference: 326.24 万元; the print allows 0.01 万元
       = also violates: B05 ×2
       = blame: the document: its text is trusted and its amounts agree with others
       = hint: `gongkai draw 'x/a b.pdf' --page 5` shows it on paper, `gongkai explain A08` the rule
    ");
    insta::assert_snapshot!(text::full(&finding, Lang::Zh), @r"
    错误[A08]：支出合计等于各项之和
      --> a b.pdf，第 5 页，支出决算表
       |  第 5 页  2040299 其他公安支出 本年支出合计  「643.36」
       |  第 5 页  2040299 其他公安支出 基本支出  空白
       |  第 5 页  2040299 其他公安支出 项目支出  「317.12」
       = 左方：支出决算表 2040299 本年支出合计 = 643.36 万元
       = 右方：基本支出+项目支出 = 317.12 万元
       = 差额：326.24 万元；尾数允许 0.01 万元
       = 同因不符：B05 ×2
       = 归因：文件本身：文字可信，金额另有印证
       = 提示：`gongkai draw 'x/a b.pdf' --page 5` 查看原页，`gongkai explain A08` 查看规则
    ");
}

#[test]
fn a_sentence_is_quoted_around_its_number() {
    let rule =
        rule("C04", CheckKind::Narrative, "占比与表一致", "a share is the table's");
    let check = Check {
        left: operand("项目支出占比", "0"),
        right: operand("项目支出÷本年支出合计", "100"),
        difference: Some(decimal("-100")),
        blame: Blame::Unknown,
        pages: vec![5, 17],
        ..check(rule, "percent", vec![Evidence::Statement(0), fact(2)])
    };
    // Text input has no pages to draw.
    insta::assert_snapshot!(text::full(&told(&check, &[], None), Lang::En), @r"
    error[C04]: a share is the table's
      --> a b.pdf, pages 5, 17, 支出决算表
       |  page 17  项目支出  「占比0%；如」
       |    in 「…中：基本支出0万元，占比0%；项目支出643.36万元，占比0%；如有疑问请致电********…」
       |  page 5  2040299 其他公安支出 项目支出  「317.12」
       = left: 项目支出占比 = 0%
       = right: 项目支出÷本年支出合计 = 100%
       = difference: -100%
       = blame: cannot be told; compare with the page
       = hint: `gongkai explain C04` tells the rule
    ");
    let line = text::line(&told(&check, &[], None), Lang::En);
    insta::assert_snapshot!(line, @"violated[C04]: 项目支出占比 0% = 项目支出÷本年支出合计 100% (a b.pdf, pages 5, 17, 支出决算表)");
}

#[test]
fn a_structure_is_told_by_its_message() {
    let rule = rule("E06", CheckKind::Structure, "行次连续", "line numbers have no gaps");
    let check = check(rule, "", vec![]);
    insta::assert_snapshot!(text::full(&told(&check, &[], None), Lang::En), @r"
    error[E06]: line numbers have no gaps
      --> a b.pdf, page 5, 支出决算表
       = the line numbers jump from 15 to 17
       = blame: the document: its text is trusted and its amounts agree with others
       = hint: `gongkai explain E06` tells the rule
    ");
}

#[test]
fn a_part_above_its_whole_is_told_as_such() {
    let check =
        Check { is_equality: false, difference: Some(decimal("-3262400")), ..row() };
    let text = text::full(&told(&check, &[], None), Lang::En);
    assert!(text.contains("= difference: the right is more by 326.24 万元;"), "{text}");
}

#[test]
fn residues_are_one_line_for_a_rule() {
    let largest = |difference: &str| {
        let check = Check {
            result: Outcome::Rounding,
            difference: Some(decimal(difference)),
            ..row()
        };
        told(&check, &[], None)
    };
    let one = |difference| text::Residue {
        checks: 2,
        documents: 1,
        largest: largest(difference),
    };
    let mut all = one("50");
    all.add(one("-200"));
    all.add(one("100"));
    insta::assert_snapshot!(all.text(Lang::En), @"rounding[A08]: total = sum of parts: 6 residues in 3 documents, at most 0.02 万元");
}

/// A score is the sum of scores, the execution's among them; targets are none.
#[test]
fn what_was_added_up_is_told_and_nothing_else() {
    let indicator = |level3: &str, target: &str, score: &str| Indicator {
        horizon: Horizon::Annual,
        level3: level3.into(),
        value_printed: target.into(),
        weight: "50".into(),
        score: score.into(),
        origin: at(3),
        ..Indicator::default()
    };
    let line = |source: &str, score: &str| Funding {
        horizon: Horizon::Annual,
        source: "total".into(),
        source_printed: source.into(),
        stage: "executed".into(),
        score: score.into(),
        origin: at(3),
        ..Funding::default()
    };
    let project = Project {
        project_name: "公路养护".into(),
        self_score: Some(decimal("96.5")),
        pages: Some((3, 3)),
        indicators: vec![
            indicator("养护里程", "28个", "45"),
            indicator("满意度", "≥90%", "42"),
        ],
        funding: vec![line("资金总额", "7.7"), line("金额合计", "9")],
        ..Project::default()
    };
    let disclosure = Disclosure { projects: vec![project], ..Disclosure::default() };
    let rule =
        rule("D15", CheckKind::Form, "总分等于各项得分之和", "the total is the sum");
    let whole = Evidence::Project(0);
    let evidence =
        vec![whole, Evidence::Indicator(0, 0), Evidence::Indicator(0, 1), whole];
    let check = Check {
        left: operand("总分", "96.5"),
        right: operand("各项得分之和", "94.7"),
        difference: Some(decimal("1.8")),
        pages: vec![3],
        tables: vec![],
        ..check(rule, "points", evidence)
    };
    let source =
        Source { document: 0, file: "a.pdf", drawable: None, disclosure: &disclosure };
    let finding = Finding::of(source, &check, &[]);
    insta::assert_snapshot!(text::full(&finding, Lang::En), @"
    error[D15]: the total is the sum
      --> a.pdf, page 3
       |  page 3  公路养护 总分  「96.5」
       |  page 3  养护里程 得分  「45」
       |  page 3  满意度 得分  「42」
       |  page 3  资金总额 预算执行率 得分  「7.7」
       = left: 总分 = 96.5
       = right: 各项得分之和 = 94.7
       = difference: 1.8
       = blame: the document: its text is trusted and its amounts agree with others
       = hint: `gongkai explain D15` tells the rule
    ");
}

#[test]
fn one_sentence_is_quoted_once() {
    let sentence = "本年支出合计643.36万元，其中：基本支出317.12万元，占49.29%。";
    let said = |subject: &str, printed: &str| Statement {
        sentence: sentence.into(),
        subject: subject.into(),
        printed: printed.into(),
        origin: at(17),
        ..Statement::default()
    };
    let statements = vec![
        said("基本支出", "占49.29%"),
        said("基本支出", "317.12万元"),
        said("基本支出", "317.12万元"),
        said("本年支出合计", "643.36万元"),
    ];
    let disclosure = Disclosure { statements, ..Disclosure::default() };
    let rule = rule("C07", CheckKind::Narrative, "占比一致", "shares agree");
    let evidence = (0..4).map(Evidence::Statement).collect();
    let check = Check { tables: vec![], ..check(rule, "percent", evidence) };
    let source =
        Source { document: 0, file: "a.pdf", drawable: None, disclosure: &disclosure };
    let text = text::full(&Finding::of(source, &check, &[]), Lang::Zh);
    let shown: Vec<&str> =
        text.lines().map(str::trim).filter(|line| line.starts_with('|')).collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    |  第 17 页  基本支出  「占49.29%」
    |  第 17 页  基本支出  「317.12万元」
    |  第 17 页  本年支出合计  「643.36万元」
    |    见「本年支出合计643.36万元，其中：基本支出317.12万元，占49.29%。」
    ");
}
