//! Layouts of whole documents, drawn and read from end to end.

use crate::testing;
use extractor::Page;

/// Keys of the tables on the drawn pages, their unit, and their rows: code, name, cells.
fn check(drawings: &[&str], expected: &str) {
    let pages = drawings
        .iter()
        .zip(1..)
        .map(|(drawing, number)| Page { number, ..testing::page(drawing) })
        .collect();
    check_pages(pages, expected);
}

fn check_pages(pages: Vec<Page>, expected: &str) {
    let mut got = String::new();
    for table in super::read(pages).tables {
        let keys: Vec<&str> = table.columns.iter().map(|c| c.key.as_str()).collect();
        got.push_str(&format!(
            "{} {}: {}\n",
            table.id,
            table.unit.printed,
            keys.join("|")
        ));
        for row in &table.rows {
            let cells: Vec<String> = row
                .values
                .iter()
                .map(|v| {
                    let money = if v.amount_yuan.is_some() { "元" } else { "" };
                    let key = &table.columns[v.column].key;
                    format!("{key}={}{money}{}", v.printed, v.quantity_unit)
                })
                .collect();
            got.push_str(&format!("{}{} {}\n", row.code, row.label, cells.join(" ")));
        }
    }
    assert_eq!(got.trim(), expected.trim());
}

#[test]
fn counts_below_the_expenses_are_no_money() {
    check(
        &["
        “三公”经费、行政参公单位机关运行经费情况表
                                         单位：万元
┌──────────────────────┬────┬────────┬────────┐
│ 项目                 │行次│ 预算数 │ 决算数 │
├──────────────────────┼────┼────────┼────────┤
│ 栏次                 │    │   1    │   2    │
├──────────────────────┼────┼────────┼────────┤
│3．公务接待费         │ 7  │ 10.00  │ 9.00   │
├──────────────────────┼────┼────────┼────────┤
│（1）国内接待费       │ 8  │ —      │ 9.00   │
├──────────────────────┼────┼────────┼────────┤
│6．国内公务接待人次   │ 18 │ —      │ 1,050  │
└──────────────────────┴────┴────────┴────────┘
"],
        "
final.09 万元: ||budget_reception|final_reception
3.公务接待费 budget_reception=10.00元 final_reception=9.00元
(1)国内接待费 =— =9.00元
6.国内公务接待人次 =—人 =1,050人
",
    );
}

#[test]
fn two_budgets_beside_each_other_share_no_key() {
    check(
        &["
                 “三公”经费支出决算表
                                         单位：万元
┌──────────────┬──────────┬──────────┬────────┐
│ 项目         │年初预算数│全年预算数│ 决算数 │
├──────────────┼──────────┼──────────┼────────┤
│ 公务接待费   │ 3.00     │ 4.00     │ 2.00   │
└──────────────┴──────────┴──────────┴────────┘
"],
        "
final.09 万元: |||budget_reception|final_reception
公务接待费 budget_reception=3.00元 =4.00元 final_reception=2.00元
",
    );
}

#[test]
fn budget_and_final_in_rows() {
    check(
        &["
   一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表
                                         单位：万元
┌──────┬──────────────────────┬──────┐
│ 项目 │ “三公”经费           │会议费│
│      ├──────┬───────────────┤      │
│      │ 小计 │ 公务接待费    │      │
├──────┼──────┼───────────────┼──────┤
│预算数│ 3.00 │ 3.00          │ 1.00 │
├──────┼──────┼───────────────┼──────┤
│决算数│ 2.00 │ 2.00          │      │
└──────┴──────┴───────────────┴──────┘
"],
        "
final.09 万元: |||budget_total|budget_reception|budget_meeting|final_total|final_reception|final_meeting
预算数 budget_total=3.00元 budget_reception=3.00元 budget_meeting=1.00元
决算数 final_total=2.00元 final_reception=2.00元 final_meeting=
",
    );
}

const TOP: &str = "
                   支出决算表
公开03表                             单位：万元
┌────────┬────────────────┬────────────┬────────┐
│科目编码│ 科目名称       │本年支出合计│基本支出│
├────────┼────────────────┼────────────┼────────┤
│ 201    │ 一般公共服务   │ 9.00       │ 9.00   │
├────────┼────────────────┼────────────┼────────┤
│ 20101  │ 人大事务       │ 9.00       │ 9.00   │
├────────┼────────────────┼────────────┼────────┤
│ 2010101│ 机关事业单位基 │ 5.00       │ 5.00   │
└────────┴────────────────┴────────────┴────────┘
";

#[test]
fn a_row_torn_by_the_foot_of_the_page_is_one() {
    let rest = "
┌────────┬────────────────┬────────────┬────────┐
│        │ 本养老保险     │            │        │
├────────┼────────────────┼────────────┼────────┤
│ 2010102│ 某项           │ 4.00       │ 4.00   │
└────────┴────────────────┴────────────┴────────┘
";
    check(
        &[TOP, rest],
        "
final.03 万元: total|basic
201一般公共服务 total=9.00元 basic=9.00元
20101人大事务 total=9.00元 basic=9.00元
2010101机关事业单位基本养老保险 total=5.00元 basic=5.00元
2010102某项 total=4.00元 basic=4.00元
",
    );
}

#[test]
fn the_next_page_may_be_drawn_to_other_widths() {
    let rest = "
┌────────────┬──────────────────────┬────────┬────────┐
│ 2010102    │ 某项                 │ 4.00   │ 4.00   │
└────────────┴──────────────────────┴────────┴────────┘
";
    check(
        &[TOP, rest],
        "
final.03 万元: total|basic
201一般公共服务 total=9.00元 basic=9.00元
20101人大事务 total=9.00元 basic=9.00元
2010101机关事业单位基 total=5.00元 basic=5.00元
2010102某项 total=4.00元 basic=4.00元
",
    );
}

#[test]
fn a_title_left_at_the_foot_belongs_to_the_next_page() {
    let table = "
┌────────┬────────────────┬────────────┬────────┐
│科目编码│ 科目名称       │本年支出合计│基本支出│
├────────┼────────────────┼────────────┼────────┤
│ 201    │ 一般公共服务   │ 9.00       │ 9.00   │
└────────┴────────────────┴────────────┴────────┘
";
    let expected = "final.03 元: total|basic\n201一般公共服务 total=9.00元 basic=9.00元";
    check(&["\n某句话。\n  支出决算表\n公开03表   单位：元\n - 3 -\n", table], expected);
    // A list of titles at the foot is no caption.
    let expected = "other : |\n201一般公共服务 =9.00 =9.00";
    check(&["\n二、收入决算表\n三、支出决算表\n", table], expected);
}

#[test]
fn tables_side_by_side_have_their_own_captions() {
    check(
        &["
       支出决算表                    收入决算表
              单位：元                    单位：万元
┌────────┬────────────┐      ┌────────┬────────────┐
│ 项目   │本年支出合计│      │ 项目   │本年收入合计│
├────────┼────────────┤      ├────────┼────────────┤
│ 合计   │ 9.00       │      │ 合计   │ 8.00       │
└────────┴────────────┘      └────────┴────────────┘
"],
        "
final.03 元: total
合计 total=9.00元
final.02 万元: total
合计 total=8.00元
",
    );
}

#[test]
fn inner_names_call_the_rows_under_a_merged_heading() {
    check(
        &["
          财政拨款“三公”经费支出决算表
                                       单位：元
┌──────────┬────────────────────┬──────┬──────┐
│ 类别     │ 项目               │预算数│决算数│
├──────────┼────────────────────┼──────┼──────┤
│ 公务用车 │ 公务用车购置费     │ 1.00 │ 2.00 │
│          ├────────────────────┼──────┼──────┤
│          │ 公务用车运行维护费 │ 3.00 │ 4.00 │
├──────────┴────────────────────┼──────┼──────┤
│ 公务接待费                    │ 5.00 │ 6.00 │
└───────────────────────────────┴──────┴──────┘
"],
        "
final.09 元: |||budget_vehicle_purchase|final_vehicle_purchase|budget_vehicle_running|final_vehicle_running|budget_reception|final_reception
公务用车购置费 =公务用车 budget_vehicle_purchase=1.00元 final_vehicle_purchase=2.00元
公务用车运行维护费 budget_vehicle_running=3.00元 final_vehicle_running=4.00元
公务接待费 =公务接待费 budget_reception=5.00元 final_reception=6.00元
",
    );
}

#[test]
fn a_slanted_watermark_is_not_read() {
    let mut page = testing::page(TOP);
    let mut mark = page.glyphs[0].clone();
    mark.font = 7;
    mark.direction = 45.0;
    for cell in page.glyphs.clone().iter().filter(|g| g.text == "9") {
        mark.rect = cell.rect.inflate(3.0);
        page.glyphs.push(mark.clone());
    }
    check_pages(
        vec![Page { number: 1, ..page }],
        "
final.03 万元: total|basic
201一般公共服务 total=9.00元 basic=9.00元
20101人大事务 total=9.00元 basic=9.00元
2010101机关事业单位基 total=5.00元 basic=5.00元
",
    );
}

#[test]
fn numbers_of_two_columns_in_one_cell_are_not_glued() {
    check(
        &["
                   支出决算表
                                     单位：万元
┌────────┬────────────┬────────────┬────────┐
│ 项目   │本年支出合计│基本支出    │项目支出│
├────────┼────────────┼────────────┼────────┤
│ 甲     │ 9          │ 8          │ 1      │
├────────┼────────────┴────────────┼────────┤
│ 乙     │ 7             6         │ 1      │
└────────┴─────────────────────────┴────────┘
"],
        "
final.03 万元: total|basic|project|
甲 total=9元 basic=8元 project=1元
乙 project=1元 =7 6
",
    );
}

#[test]
fn a_label_and_its_amount_merged_over_rows_are_one_row() {
    check(
        &["
                 收入支出决算总表
                                      单位：元
┌─────────────────┬───────────────────────┐
│      收入       │         支出          │
├──────────┬──────┼────────────────┬──────┤
│ 项目     │决算数│ 项目           │决算数│
├──────────┼──────┼────────────────┼──────┤
│一、其他收│ 2.00 │二、外交支出    │ 3.00 │
│入        │      ├────────────────┼──────┤
│          │      │三、国防支出    │ 8.00 │
└──────────┴──────┴────────────────┴──────┘
"],
        "
final.01 元: amount|amount
一、其他收入 amount=2.00元
二、外交支出 amount=3.00元
三、国防支出 amount=8.00元
",
    );
}

#[test]
fn a_second_cover_names_the_body_of_the_tables_behind_it() {
    let second = "\n      云溪市林业局\n    2022年度部门决算公开\n";
    let first = "\n      云溪市农业农村局\n    2021年度部门决算公开\n";
    let pages: Vec<Page> = [first, TOP, second, TOP]
        .iter()
        .zip(1..)
        .map(|(drawing, number)| Page { number, ..testing::page(drawing) })
        .collect();
    let got: Vec<String> = super::read(pages)
        .tables
        .iter()
        .map(|t| format!("{:?} {:?}", t.entity, t.fiscal_year))
        .collect();
    let expected =
        [r#"Some("云溪市农业农村局") Some(2021)"#, r#"Some("云溪市林业局") Some(2022)"#];
    assert_eq!(got, expected);
}

#[test]
fn small_numbers_are_not_taken_for_the_header_again() {
    check(
        &["
              “三公”经费支出决算表
                                    单位：万元
┌─────────────────┬─────────────────┐
│     预算数      │     决算数      │
├────┬────────────┼────┬────────────┤
│合计│ 公务接待费 │合计│ 公务接待费 │
├────┼────────────┼────┼────────────┤
│ 1  │     2      │ 3  │     4      │
├────┼────────────┼────┼────────────┤
│ 3  │     1      │    │            │
└────┴────────────┴────┴────────────┘
"],
        "
final.09 万元: budget_total|budget_reception|final_total|final_reception
 budget_total=3元 budget_reception=1元 final_total= final_reception=
",
    );
}

#[test]
fn column_numbers_below_the_total_are_no_amounts() {
    check(
        &["
              支出决算表
                                    单位：万元
┌────────┬────────────┬────────┐
│ 项目   │本年支出合计│基本支出│
├────────┼────────────┼────────┤
│ 合计   │ 9.00       │ 9.00   │
├────────┼────────────┼────────┤
│ 栏次   │ 1          │ 2      │
├────────┼────────────┼────────┤
│ 某项   │ 9.00       │ 9.00   │
└────────┴────────────┴────────┘
"],
        "
final.03 万元: total|basic
合计 total=9.00元 basic=9.00元
某项 total=9.00元 basic=9.00元
",
    );
}

#[test]
fn a_table_ruled_between_columns_only() {
    check(
        &["
              支出决算表
                                    单位：万元
┌────────┬────────────┬────────┐
│ 项目   │本年支出合计│基本支出│
│ 合计   │ 9.00       │ 9.00   │
│ 甲项   │ 5.00       │ 5.00   │
│ 乙项   │ 4.00       │ 4.00   │
└────────┴────────────┴────────┘
"],
        "
final.03 万元: total|basic
合计 total=9.00元 basic=9.00元
甲项 total=5.00元 basic=5.00元
乙项 total=4.00元 basic=4.00元
",
    );
}

#[test]
fn a_nil_table_need_not_be_drawn() {
    let page = "
          政府性基金预算财政拨款收入支出决算表
  公开08表                          单位：万元
  本单位无政府性基金预算支出，故本表无数据。
";
    check(
        &[TOP, page],
        "
final.03 万元: total|basic
201一般公共服务 total=9.00元 basic=9.00元
20101人大事务 total=9.00元 basic=9.00元
2010101机关事业单位基 total=5.00元 basic=5.00元
final.07 万元:
",
    );
}
