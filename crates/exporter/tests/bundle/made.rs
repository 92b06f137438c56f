//! A small document made by hand, with something for every relation.

use extractor::{Document, Glyph, Image, Ink, Page, Rect};
use parser::Rule;
use parser::*;
use rust_decimal::Decimal;

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub(crate) fn at(page: u32, x: f32, y: f32) -> Origin {
    Origin { page: Some(page), rect: Rect::new(x, y, x + 40.0, y + 10.0) }
}

pub(crate) fn page(number: u32) -> Page {
    let glyph = Glyph {
        text: "决".into(),
        raw: None,
        rect: Rect::new(10.0, 10.0, 20.0, 20.0),
        size: 10.0,
        font: 0,
        direction: 0.0,
        ink: Ink::Printed,
        trusted: true,
    };
    Page {
        number,
        width: 595.276,
        height: 841.89,
        glyphs: vec![glyph; 30],
        ..Page::default()
    }
}

pub(crate) fn picture(number: u32) -> Page {
    let rect = Rect::new(0.0, 0.0, 595.0, 841.0);
    Page {
        glyphs: Vec::new(),
        images: vec![Image { rect, width: 2480, height: 3508 }],
        ..page(number)
    }
}

pub(crate) fn document(seed: u8, pages: Vec<Page>) -> Document {
    Document {
        sha256: exporter::sha256(&[seed]),
        byte_size: 1234,
        producer: "=cmd|' /C calc'!A0".into(),
        pages,
        ..Document::default()
    }
}

pub(crate) fn value(
    column: usize,
    printed: &str,
    yuan: Option<&str>,
    origin: Origin,
) -> Value {
    Value {
        column,
        state: match printed {
            "" => ValueState::Blank,
            "—" | "-" => ValueState::Dash,
            "0.00" => ValueState::Zero,
            _ => ValueState::Number,
        },
        printed: printed.into(),
        amount_yuan: yuan.map(decimal),
        precision_yuan: yuan.map(|_| decimal("50")),
        number: printed.replace(',', "").parse().ok(),
        origin,
        confidence: 1.0,
        ..Value::default()
    }
}

pub(crate) fn column(key: &str, path: &[&str], side: Side, is_total: bool) -> Column {
    Column {
        key: key.into(),
        path: path.iter().map(|label| (*label).to_owned()).collect(),
        number: "1".into(),
        phase: Phase::Executed,
        fund: Fund::All,
        side,
        is_total,
        ..Column::default()
    }
}

pub(crate) fn expenditure() -> Table {
    let row = |order, code: &str, label: &str, level, is_total, values| Row {
        order,
        code: code.into(),
        code_scheme: if code.is_empty() {
            CodeScheme::None
        } else {
            CodeScheme::Function
        },
        label: label.into(),
        label_printed: label.into(),
        level,
        is_total,
        is_leaf: !is_total,
        values,
        ..Row::default()
    };
    Table {
        id: "final.03".into(),
        sequence: 1,
        title_printed: "支出决算表".into(),
        label_printed: "公开03表".into(),
        unit: Unit { printed: "万元".into(), factor: Some(decimal("10000")) },
        entity_printed: "虚构市样例局".into(),
        year_printed: "2024年度".into(),
        pages: Some((2, 2)),
        layout: "final.03".into(),
        footnote: "注：本表反映支出，咨询电话0100-2280000。".into(),
        confidence: 1.0,
        entity: Some("虚构市样例局".into()),
        scope: Scope::Department,
        fiscal_year: Some(2024),
        columns: vec![
            column("total", &["本年支出合计"], Side::None, true),
            column("basic", &["基本支出"], Side::None, false),
            column("project", &["项目支出"], Side::None, false),
        ],
        rows: vec![
            row(
                1,
                "",
                "合计",
                Level::Total,
                true,
                vec![
                    value(0, "-1,204.50", Some("-12045000.0000"), at(2, 100.0, 50.0)),
                    value(1, "0.00", Some("0"), at(2, 150.0, 50.0)),
                    value(2, "—", None, at(2, 200.0, 50.0)),
                ],
            ),
            row(
                2,
                "2040601",
                "行政运行",
                Level::Item,
                false,
                vec![
                    value(0, "643.36", Some("6433600"), at(2, 100.0, 60.0)),
                    value(1, "643.36", Some("6433600"), at(2, 150.0, 60.0)),
                    value(2, "", None, at(2, 200.0, 60.0)),
                ],
            ),
            // No label and no code: no facts.
            row(
                3,
                "",
                "",
                Level::Line,
                false,
                vec![value(0, "1", None, at(2, 1.0, 1.0))],
            ),
        ],
        ..Table::default()
    }
}

pub(crate) fn two_sided() -> Table {
    let row = |side, label: &str, column, printed: &str, yuan| Row {
        order: 1,
        side,
        line_no: "1".into(),
        label: label.into(),
        label_printed: label.into(),
        is_leaf: true,
        values: vec![value(column, printed, yuan, at(2, 100.0, 300.0))],
        ..Row::default()
    };
    Table {
        id: "final.01".into(),
        sequence: 1,
        state: TableState::Data,
        pages: Some((2, 2)),
        columns: vec![
            column("amount", &["收入", "金额"], Side::Revenue, false),
            column("amount", &["支出", "金额"], Side::Expenditure, false),
        ],
        rows: vec![
            row(
                Side::Revenue,
                "一、一般公共预算财政拨款收入",
                0,
                "10.00",
                Some("100000"),
            ),
            row(Side::Expenditure, "一、一般公共服务支出", 1, "9.00", Some("90000")),
        ],
        ..Table::default()
    }
}

pub(crate) fn project() -> Project {
    Project {
        title_printed: "项目支出绩效目标申报表".into(),
        form_year: Some(2024),
        self_score: Some(decimal("99.41")),
        score_source: ScoreSource::Report,
        project_name: "样例项目".into(),
        term_printed: "99年".into(),
        term_years: Some(99),
        term_is_sentinel: true,
        overview: "联系人：某某某，手机13000000000，共13000000000元".into(),
        contact: Contact { present: true, printed: "某某某 13000000000".into() },
        unit: Unit { printed: "元".into(), factor: Some(Decimal::ONE) },
        pages: Some((3, 3)),
        clipped_fields: vec!["plan".into(), "goal_annual".into()],
        funding: vec![Funding {
            source_printed: "项目资金总额".into(),
            source: "total".into(),
            stage: "requested".into(),
            printed: "900,000".into(),
            state: ValueState::Number,
            amount_yuan: Some(decimal("900000")),
            proofs: 1,
            origin: at(3, 10.0, 10.0),
            ..Funding::default()
        }],
        indicators: vec![
            Indicator {
                horizon: Horizon::Full,
                level1: "产出指标".into(),
                level2: "质量指标".into(),
                level3: "验收合格率".into(),
                value_printed: "≥95%".into(),
                value_state: ValueState::Number,
                value_kind: "percent".into(),
                operator: "ge".into(),
                value_num: Some(decimal("95.0")),
                value_unit: "%".into(),
                origin: at(3, 20.0, 20.0),
                ..Indicator::default()
            },
            Indicator {
                level1: "产出指标".into(),
                level1_derived: true,
                ..Default::default()
            },
        ],
        ..Project::default()
    }
}

pub(crate) fn disclosure() -> Disclosure {
    let unknown =
        Diagnostic::new("unknown-unit", Severity::Warning, "no unit is printed")
            .at(at(2, 100.0, 60.0))
            .printed("=单位")
            .hint("look at the page")
            .table(0);
    let of_value = Diagnostic { value: Some((1, 2)), ..unknown.clone() };
    Disclosure {
        kind: DocKind::Final,
        scope: Scope::Department,
        entity: Some("虚构市样例局".into()),
        fiscal_year: Some(2024),
        title_printed: Some("虚构市样例局2024年度部门决算".into()),
        tables: vec![expenditure(), two_sided()],
        projects: vec![project()],
        sections: vec![Section {
            kind: "overview".into(),
            number: "第一部分".into(),
            heading: "概况".into(),
            pages: Some((1, 1)),
            text: "一、主要职责\n电话：0100-2280000".into(),
            ..Section::default()
        }],
        statements: statements(),
        checks: checks(),
        pages: vec![PageUse {
            page: 2,
            chars_assigned: 80,
            chars_left: 1,
            label: Some("1".into()),
            ..PageUse::default()
        }],
        // Twice the same: told apart by -2.
        diagnostics: vec![unknown.clone(), unknown, of_value],
        ..Disclosure::default()
    }
}

pub(crate) fn statements() -> Vec<Statement> {
    let amount = Statement {
        sentence: "本年支出643.36万元，咨询电话0100-2280000。".into(),
        subject: "本年支出".into(),
        printed: "643.36万元".into(),
        value: Some(decimal("643.36")),
        unit: "万元".into(),
        phase: Phase::Executed,
        year: Some(2024),
        amount_yuan: Some(decimal("6433600")),
        precision_yuan: Some(decimal("50")),
        linked: Some(FactRef { table: 0, row: 1, value: 0 }),
        origin: at(3, 10.0, 100.0),
        confidence: 1.0,
        ..Statement::default()
    };
    let growth = Statement {
        kind: StatementKind::Growth,
        printed: "163.65%".into(),
        value: Some(decimal("163.65")),
        unit: "%".into(),
        direction: Direction::Increase,
        compared_with: "2023年度".into(),
        base_value: Some(decimal("2440200")),
        amount_yuan: None,
        precision_yuan: None,
        linked: None,
        project: Some(0),
        ..amount.clone()
    };
    // Equal kind and place: told apart by -2.
    vec![amount.clone(), growth, amount]
}

fn rule(id: &str, kind: CheckKind, severity: Severity) -> &'static Rule {
    Box::leak(Box::new(Rule {
        id: id.into(),
        kind,
        severity,
        title: String::new(),
        title_en: String::new(),
        formulas: Vec::new(),
        meaning: String::new(),
        source: String::new(),
        example: String::new(),
        innocent: String::new(),
    }))
}

pub(crate) fn check(rule: &'static Rule, result: Outcome) -> Check {
    Check {
        rule,
        result,
        left: Operand::default(),
        right: Operand::default(),
        unit: "",
        difference: None,
        tolerance: None,
        operands: 0,
        blame: Blame::Unknown,
        evidence: Vec::new(),
        left_evidence: 0,
        is_equality: true,
        pages: Vec::new(),
        message_zh: "不一致".into(),
        message_en: "they differ".into(),
        note: (String::new(), String::new()),
        severity: rule.severity,
        tables: Vec::new(),
        cluster: String::new(),
    }
}

fn checks() -> Vec<Check> {
    let row = rule("A08", CheckKind::Table, Severity::Error);
    let fact = |row, value| Evidence::Fact(FactRef { table: 0, row, value });
    let violated = Check {
        left: Operand {
            label: "2040601 行政运行 本年支出合计".into(),
            value: Some(decimal("6433600.0000")),
        },
        right: Operand {
            label: "基本支出+项目支出".into(), value: Some(decimal("0"))
        },
        unit: "yuan",
        difference: Some(decimal("6433600")),
        tolerance: Some(decimal("150")),
        operands: 3,
        blame: Blame::Document,
        evidence: vec![fact(1, 0), fact(1, 1), Evidence::Statement(1)],
        pages: vec![2, 3],
        tables: vec![0],
        cluster: "2040601".into(),
        message_zh: "联系人：某某某，差643.36万元".into(),
        ..check(row, Outcome::Violated)
    };
    let score = rule("D09", CheckKind::Hint, Severity::Hint);
    let form = Check {
        left: Operand { label: "自评得分".into(), value: Some(decimal("99.410")) },
        unit: "points",
        // Both name the form, which stands there once.
        evidence: vec![
            Evidence::Project(0),
            Evidence::Funding(0, 0),
            Evidence::Indicator(0, 1),
            Evidence::Section(0),
            // A row without a name has no facts to point to.
            fact(2, 0),
        ],
        ..check(score, Outcome::Violated)
    };
    let missing = rule("E05", CheckKind::Structure, Severity::Warning);
    vec![
        violated,
        form,
        check(missing, Outcome::Violated),
        // The same rule about nothing in particular: told apart by -2.
        check(missing, Outcome::NotEvaluable),
        check(row, Outcome::Vacuous),
    ]
}
