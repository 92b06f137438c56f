//! Several small documents made by hand → what only all of them together show.

use exporter::batch::{Batch, LateCheck, summary};
use parser::*;
use rust_decimal::Decimal;
use std::fmt::Write;

fn value(column: usize, printed: &str) -> Value {
    let number: Option<Decimal> = printed.parse().ok();
    let state = match number {
        None => ValueState::Blank,
        Some(n) if n.is_zero() => ValueState::Zero,
        Some(_) => ValueState::Number,
    };
    Value {
        column,
        state,
        printed: printed.into(),
        number,
        amount_yuan: number.map(|n| n * Decimal::from(10_000)),
        precision_yuan: number.map(|_| Decimal::from(50)),
        origin: Origin { page: Some(7), ..Origin::default() },
        confidence: 1.0,
        ..Value::default()
    }
}

/// 总表 of one body with its balances.
fn accounts(entity: &str, scope: Scope, year: u16, balances: [&str; 2]) -> Disclosure {
    let sides = [Side::Revenue, Side::Expenditure];
    let column = |side| Column { key: "amount".into(), side, ..Column::default() };
    let labels = ["年初结转和结余", "年末结转和结余"];
    let rows = (0..2).map(|at| Row {
        order: 1,
        side: sides[at],
        label: labels[at].into(),
        values: vec![value(at, balances[at])],
        ..Row::default()
    });
    let table = Table {
        id: "final.01".into(),
        sequence: 1,
        unit: Unit { printed: "万元".into(), factor: Some(Decimal::from(10_000)) },
        entity: Some(entity.into()),
        scope,
        fiscal_year: Some(year),
        columns: sides.map(column).into(),
        rows: rows.collect(),
        ..Table::default()
    };
    Disclosure { tables: vec![table], ..Disclosure::default() }
}

fn department(year: u16, balances: [&str; 2]) -> Disclosure {
    accounts("虚构市样例局", Scope::Department, year, balances)
}

/// 一般公共预算 of a year with one code.
fn coded(year: u16, code: &str, name: &str) -> Disclosure {
    let column = Column { key: "total".into(), fund: Fund::General, ..Column::default() };
    let table = Table {
        id: "final.05".into(),
        sequence: 1,
        fiscal_year: Some(year),
        columns: vec![column],
        rows: vec![Row {
            order: 1,
            code: code.into(),
            code_scheme: CodeScheme::Function,
            label: name.into(),
            values: vec![value(0, "1.00")],
            ..Row::default()
        }],
        ..Table::default()
    };
    Disclosure { tables: vec![table], ..Disclosure::default() }
}

fn late(documents: &[Disclosure]) -> Vec<LateCheck> {
    let mut batch = Batch::default();
    for (at, disclosure) in documents.iter().enumerate() {
        batch.add(&summary(&format!("d{at}"), disclosure));
    }
    batch.finish()
}

/// The checks, one a line.
fn told(documents: &[Disclosure]) -> String {
    let mut text = String::new();
    for LateCheck { doc_id, check, cited, .. } in late(documents) {
        let from: Vec<String> =
            cited.iter().map(|c| format!("d{}", c.document)).collect();
        let _ = writeln!(
            text,
            "{doc_id} {} {:?} {:?} [{}] {}",
            check.rule.id,
            check.result,
            check.severity,
            from.join(" "),
            check.message_zh
        );
    }
    text
}

#[test]
fn balances_are_carried_over() {
    // The later document may come first.
    let held = [department(2024, ["49.14", "1.00"]), department(2023, ["7.00", "49.14"])];
    insta::assert_snapshot!(told(&held), @"d0 B17 Exact Info [d0 d1] 本年年初结转和结余等于上年年末结转和结余");
    let adjusted = [department(2023, ["", "49.14"]), department(2024, ["50.14", ""])];
    insta::assert_snapshot!(told(&adjusted), @"d1 B17 Violated Warning [d1 d0] 2024年度年初结转和结余（全部资金） 501400元 与 2023年度年末结转和结余（全部资金） 491400元 不符，相差 10000元");
    let rounded = [department(2023, ["", "49.14"]), department(2024, ["49.15", ""])];
    insta::assert_snapshot!(told(&rounded), @"d1 B17 Rounding Info [d1 d0] 2024年度年初结转和结余（全部资金） 491500元 与 2023年度年末结转和结余（全部资金） 491400元 相差 100元，在尾数误差之内");
}

#[test]
fn what_is_not_printed_is_not_held_against_anybody() {
    let nothing = [department(2023, ["", ""]), department(2024, ["0.00", ""])];
    insta::assert_snapshot!(told(&nothing), @"d1 B17 Vacuous Info [d1 d0] 2024年度年初结转和结余（全部资金） 与 2023年度年末结转和结余（全部资金） 均为空或零");
    let blank = [department(2023, ["", "49.14"]), department(2024, ["", ""])];
    insta::assert_snapshot!(told(&blank), @"d1 B17 NotEvaluable Info [d1 d0] 2024年度年初结转和结余（全部资金） 空，2023年度年末结转和结余（全部资金） 491400元：缺少可核对的数字");
}

#[test]
fn other_bodies_scopes_and_years_are_left_alone() {
    let year = |entity, scope, year| accounts(entity, scope, year, ["1.00", "2.00"]);
    let documents = [
        year("甲局", Scope::Department, 2022),
        year("甲局", Scope::Department, 2024),
        year("甲局", Scope::Unit, 2023),
        year("乙局", Scope::Department, 2023),
        year("丙局", Scope::Unknown, 2023),
        year("丙局", Scope::Unknown, 2024),
    ];
    assert_eq!(told(&documents), "");
}

#[test]
fn several_documents_of_one_year_are_each_compared() {
    let same = [
        department(2023, ["", "5.00"]),
        department(2024, ["5.00", "6.00"]),
        department(2023, ["", "5.00"]),
        department(2025, ["9.00", ""]),
        department(2024, ["4.00", "6.00"]),
    ];
    insta::assert_snapshot!(told(&same), @r"
    d1 B17 Exact Info [d1 d0] 本年年初结转和结余等于上年年末结转和结余
    d3 B17 Violated Warning [d3 d1] 2025年度年初结转和结余（全部资金） 90000元 与 2024年度年末结转和结余（全部资金） 60000元 不符，相差 30000元
    d4 B17 Violated Warning [d4 d0] 2024年度年初结转和结余（全部资金） 40000元 与 2023年度年末结转和结余（全部资金） 50000元 不符，相差 10000元
    ");
    // Which of two closing balances was carried over, nobody can say.
    let disagree = [
        department(2023, ["", "5.00"]),
        department(2023, ["", "8.00"]),
        department(2024, ["5.00", ""]),
    ];
    insta::assert_snapshot!(told(&disagree), @"d2 B17 NotEvaluable Info [d2 d0] 同批文件中2023年度年末结转和结余（全部资金）不一，无从比对");
}

#[test]
fn a_code_has_one_name() {
    let documents = [
        coded(2024, "2200199", "其他国土资源事务支出"),
        coded(2024, "2200199", "其他自然资源事务支出"),
        coded(2024, "2200199", "其他自然资源事务"),
        // Cut short, another year, another code.
        coded(2024, "2200199", "其他自然资源"),
        coded(2018, "2200199", "其他国土海洋气象等支出"),
        coded(2024, "2200101", "行政运行"),
    ];
    insta::assert_snapshot!(told(&documents), @"d0 E09 NotEvaluable Hint [d0 d1] 科目 2200199 在此名为「其他国土资源事务支出」，同批另有 2 份文件名为「其他自然资源事务支出」");
}

#[test]
fn nothing_grows_without_end() {
    let name = |at: usize| format!("名称{at}的支出");
    let documents: Vec<Disclosure> =
        (0..60).map(|at| coded(2024, "2200199", &name(at % 20))).collect();
    assert!(late(&documents).len() <= 8 * 16);
    let many: Vec<Disclosure> = (0..60)
        .map(|at| coded(2024, "201", if at == 30 { "甲" } else { "乙" }))
        .collect();
    let checks = late(&many);
    assert_eq!(checks.len(), 1);
    assert_eq!(checks[0].document, 30);
    assert!(checks[0].check.message_en.contains("in 59 other documents"));
}
