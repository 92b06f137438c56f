//! Drawn tables whose rows and columns are of several years.

use crate::testing;

/// Rows of a table's money: label, year, and each amount with key, phase and fund.
fn check_years(drawing: &str, expected: &str) {
    let mut got = String::new();
    for table in testing::read(vec![testing::page(drawing)]).tables {
        for row in &table.rows {
            let year = table.year_of(row).map_or("-".to_owned(), |y| y.to_string());
            got.push_str(&format!("{} {year}:", row.label));
            for value in row.values.iter().filter(|v| v.amount_yuan.is_some()) {
                let column = &table.columns[value.column];
                got.push_str(&format!(
                    " {}/{:?}/{:?}={}",
                    column.key, column.phase, column.fund, value.printed
                ));
            }
            got.push('\n');
        }
    }
    assert_eq!(got.trim(), expected.trim());
}

#[test]
fn a_body_printed_once_names_its_rows_of_further_years() {
    check_years(
        "
          2026年“三公”经费财政拨款支出预算表
                                               单位：元
┌──────────┬──────────────┬─────────────────────┬──────────────┐
│ 预算单位 │ 年度         │        总计         │ 公务接待费   │
│          │              ├──────────┬──────────┼──────┬───────┤
│          │              │一般公共预│政府性基金│一般公│政府性 │
│          │              │算        │预算      │共预算│基金   │
├──────────┼──────────────┼──────────┼──────────┼──────┼───────┤
│ 某局     │ 2025年       │ 5.00     │ 1.00     │ 5.00 │ 1.00  │
├──────────┼──────────────┼──────────┼──────────┼──────┼───────┤
│          │ 2026年       │ 7.00     │ 1.00     │ 7.00 │ 1.00  │
├──────────┼──────────────┼──────────┼──────────┼──────┼───────┤
│          │ 增减变化金额 │ 2.00     │ 0.00     │ 2.00 │ 0.00  │
├──────────┼──────────────┼──────────┼──────────┼──────┼───────┤
│ 某中心   │ 2025年       │ 3.00     │ 0.00     │ 3.00 │ 0.00  │
├──────────┼──────────────┼──────────┼──────────┼──────┼───────┤
│          │ 2026年       │ 4.00     │ 0.00     │ 4.00 │ 0.00  │
├──────────┼──────────────┼──────────┼──────────┼──────┼───────┤
│          │ 2025年       │ 9.00     │ 0.00     │ 9.00 │ 0.00  │
└──────────┴──────────────┴──────────┴──────────┴──────┴───────┘
",
        "
某局 2025: budget_total/Prior/General=5.00 budget_total/Prior/GovFund=1.00 budget_reception/Prior/General=5.00 budget_reception/Prior/GovFund=1.00
某局 2026: budget_total/Approved/General=7.00 budget_total/Approved/GovFund=1.00 budget_reception/Approved/General=7.00 budget_reception/Approved/GovFund=1.00
某局 -: change_total/Unknown/General=2.00 change_total/Unknown/GovFund=0.00 change_reception/Unknown/General=2.00 change_reception/Unknown/GovFund=0.00
某中心 2025: budget_total/Prior/General=3.00 budget_total/Prior/GovFund=0.00 budget_reception/Prior/General=3.00 budget_reception/Prior/GovFund=0.00
某中心 2026: budget_total/Approved/General=4.00 budget_total/Approved/GovFund=0.00 budget_reception/Approved/General=4.00 budget_reception/Approved/GovFund=0.00
2025年 2025: budget_total/Prior/General=9.00 budget_total/Prior/GovFund=0.00 budget_reception/Prior/General=9.00 budget_reception/Prior/GovFund=0.00
",
    );
}

#[test]
fn rows_of_three_public_expenses_are_of_the_year_that_names_them() {
    check_years(
        "
          2026年一般公共预算“三公”经费支出表
                                               单位：元
┌────────────────┬──────┬────────────┐
│ 项目           │ 合计 │ 公务接待费 │
├────────────────┼──────┼────────────┤
│ 上年预算数     │ 4.00 │ 4.00       │
├────────────────┼──────┼────────────┤
│ 2026年预算数   │ 6.00 │ 6.00       │
├────────────────┼──────┼────────────┤
│ 增减变化       │ 2.00 │ 2.00       │
├────────────────┼──────┼────────────┤
│ 气候变化中心   │ 1.00 │ 1.00       │
└────────────────┴──────┴────────────┘
",
        "
上年预算数 2025: budget_total/Prior/General=4.00 budget_reception/Prior/General=4.00
2026年预算数 2026: budget_total/Approved/General=6.00 budget_reception/Approved/General=6.00
增减变化 -: change_total/Unknown/General=2.00 change_reception/Unknown/General=2.00
气候变化中心 2026: budget_total/Approved/General=1.00 budget_reception/Approved/General=1.00
",
    );
}

#[test]
fn budgets_that_pay_stand_in_columns_and_subjects_in_rows() {
    check_years(
        "
          2026年财政拨款安排的行政经费及“三公”经费预算表
                                               单位：元
┌──────────────────┬──────┬──────────────┬────────────────┐
│ 项目             │ 合计 │ 一般公共预算 │ 政府性基金预算 │
├──────────────────┼──────┼──────────────┼────────────────┤
│ 行政经费         │ 9.00 │ 9.00         │ 0.00           │
├──────────────────┼──────┼──────────────┼────────────────┤
│ “三公”经费       │ 3.00 │ 2.00         │ 1.00           │
├──────────────────┼──────┼──────────────┼────────────────┤
│ （一）公务接待费 │ 3.00 │ 2.00         │ 1.00           │
├──────────────────┼──────┼──────────────┼────────────────┤
│ 其他行政支出     │ 1.00 │ 1.00         │ 0.00           │
└──────────────────┴──────┴──────────────┴────────────────┘
",
        "
行政经费 2026: budget_administration/Approved/Fiscal=9.00 budget_administration/Approved/General=9.00 budget_administration/Approved/GovFund=0.00
“三公”经费 2026: budget_total/Approved/Fiscal=3.00 budget_total/Approved/General=2.00 budget_total/Approved/GovFund=1.00
(一)公务接待费 2026: budget_reception/Approved/Fiscal=3.00 budget_reception/Approved/General=2.00 budget_reception/Approved/GovFund=1.00
其他行政支出 2026: /Unknown/Fiscal=1.00 /Unknown/General=1.00 /Unknown/GovFund=0.00
",
    );
}
