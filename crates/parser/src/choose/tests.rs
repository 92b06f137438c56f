//! Drawn pages that can be read in several ways.

use crate::testing;
use extractor::Page;

/// Per table: id, rules that chose, and its rows with keys of printed cells.
fn check(drawings: &[&str], expected: &str) {
    let pages = drawings
        .iter()
        .zip(1..)
        .map(|(drawing, number)| Page { number, ..testing::page(drawing) })
        .collect();
    let read = testing::read(pages);
    let mut got = String::new();
    for (index, table) in read.tables.iter().enumerate() {
        let told = read
            .diagnostics
            .iter()
            .any(|d| d.code == "reading-chosen" && d.table == Some(index));
        assert_eq!(told, !table.chosen_by.is_empty());
        got.push_str(&format!("{} {}\n", table.id, table.chosen_by.join(";")));
        for row in &table.rows {
            let cells: Vec<String> = row
                .values
                .iter()
                .filter(|v| !v.printed.is_empty())
                .map(|v| {
                    assert!(!told || v.confidence <= super::CHOSEN);
                    // Nothing but the sums that chose speaks for its amounts.
                    assert!(!told || table.id != "final.09" || v.proofs == 0);
                    format!("{}={}", table.columns[v.column].key, v.printed)
                })
                .collect();
            got.push_str(&format!("{}{} {}\n", row.code, row.label, cells.join(" ")));
        }
    }
    let lines: Vec<&str> = got.lines().map(str::trim_end).collect();
    assert_eq!(lines.join("\n"), expected.trim());
}

/// 支出决算表 without rulings whose amounts stand between the labels.
fn between(amounts: &str) -> String {
    format!(
        "
                 支出决算表
部门：云溪市财政局                                       单位：万元
项目            本年支出合计            基本支出            项目支出
合计            {amounts}
204公共安全支出 {amounts}
注：本表反映部门本年度各项支出情况。
"
    )
}

#[test]
fn amounts_between_labels_belong_where_they_add_up() {
    check(
        &[&between("              9.00                4.00                5.00")],
        "
final.03 A08
合计 total=9.00 basic=4.00 project=5.00
204公共安全支出 total=9.00 basic=4.00 project=5.00
",
    );
}

#[test]
fn amounts_that_add_up_in_two_ways_stay_between_the_labels() {
    check(
        &[&between("              9.00                9.00")],
        "
final.03
合计 =9.00 =9.00
204公共安全支出 =9.00 =9.00
",
    );
}

#[test]
fn amounts_that_never_add_up_stay_between_the_labels() {
    check(
        &[&between("              9.00                4.00                6.00")],
        "
final.03
合计 =9.00 =4.00 =6.00
204公共安全支出 =9.00 =4.00 =6.00
",
    );
}

#[test]
fn amounts_nearer_to_another_label_belong_where_they_add_up() {
    let page = |total: &str| {
        format!(
            "
           政府性基金预算财政拨款收入支出决算表
部门：云溪市财政局                                                            单位：万元
项目       年初结转和结余      本年收入           小计         基本支出       项目支出     年末结转和结余
栏次             1                2              3                4              5               6
合计                             9.00                     {total}                  9.00
229其他支出                      9.00                     {total}                  9.00
注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。
"
        )
    };
    check(
        &[&page("9.00")],
        "
final.07 A21
合计 revenue=9.00 total=9.00 project=9.00
229其他支出 revenue=9.00 total=9.00 project=9.00
",
    );
    check(
        &[&page("8.00")],
        "
final.07
合计 revenue=9.00 basic=8.00 project=9.00
229其他支出 revenue=9.00 basic=8.00 project=9.00
",
    );
}

#[test]
fn the_name_of_a_sum_may_reach_over_to_its_amount() {
    let page = |sum: &str| {
        format!(
            "
                    一般公共预算财政拨款基本支出决算明细表
部门：云溪市财政局                                                            单位：万元
科目编码 科目名称      决算数   科目编码 科目名称        决算数   科目编码 科目名称    决算数
301      工资福利支出    5.00   302      商品和服务支出    2.00   310      资本性支出    1.00
30101    基本工资        5.00   30201    办公费            2.00   31002    设备购置      1.00
         人员经费合计    5.00            公用经费合计                                    {sum}
"
        )
    };
    let rest = "
301工资福利支出 amount=5.00
302商品和服务支出 amount=2.00
310资本性支出 amount=1.00
30101基本工资 amount=5.00
30201办公费 amount=2.00
31002设备购置 amount=1.00
人员经费合计 amount=5.00";
    let chosen = format!("final.06 A20{rest}\n公用经费合计 amount=3.00");
    check(&[&page("3.00")], &chosen);
    check(&[&page("4.00")], &format!("final.06{rest}\n公用经费合计"));
}

/// A 三公 table whose header fell apart.
fn three_public(amounts: &str) -> String {
    format!(
        "
                    财政拨款“三公”经费支出决算表
                                                                      单位：万元
┌──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
│ 预算数 决算数                                                                                                                    │
├────┬──────────────┬────┬──────────────┬──────────────────┬──────────┬────┬──────────────┬────┬──────────────┬──────────────────┬──────────┤
│合计│因公出国(境)费│小计│公务用车购置费│公务用车运行维护费│公务接待费│合计│因公出国(境)费│小计│公务用车购置费│公务用车运行维护费│公务接待费│
├────┼──────────────┼────┼──────────────┼──────────────────┼──────────┼────┼──────────────┼────┼──────────────┼──────────────────┼──────────┤
│{amounts}│
└────┴──────────────┴────┴──────────────┴──────────────────┴──────────┴────┴──────────────┴────┴──────────────┴──────────────────┴──────────┘
"
    )
}

#[test]
fn twelve_columns_without_phase_are_what_adds_up() {
    check(
        &[&three_public(
            "3.00│              │2.00│              │ 2.00             │ 1.00     │2.50│              │2.00│              │ 2.00             │ 0.50     ",
        )],
        "
final.09 A23
 budget_total=3.00 budget_vehicle=2.00 budget_vehicle_running=2.00 budget_reception=1.00 final_total=2.50 final_vehicle=2.00 final_vehicle_running=2.00 final_reception=0.50
",
    );
}

#[test]
fn twelve_columns_that_add_up_in_two_ways_stay_without_names() {
    check(
        &[&three_public(
            "3.00│ 3.00         │    │              │                  │          │2.50│ 2.50         │    │              │                  │          ",
        )],
        "
final.09
 =3.00 =3.00 =2.50 =2.50
",
    );
}

#[test]
fn twelve_columns_that_never_add_up_stay_without_names() {
    check(
        &[&three_public(
            "3.00│              │2.00│              │ 2.00             │ 1.50     │2.50│              │2.00│              │ 2.00             │ 0.50     ",
        )],
        "
final.09
 =3.00 =2.00 =2.00 =1.50 =2.50 =2.00 =2.00 =0.50
",
    );
}

/// 支出决算表 whose fourth column has lost its label.
fn unlabelled(to_superior: &str) -> String {
    format!(
        "
                 支出决算表
                                                                单位：万元
┌──────────────┬────────────┬────────┬────────┬────────────┬────────┬────────────┐
│ 项目         │本年支出合计│基本支出│项目支出│            │经营支出│对附属单位  │
│              │            │        │        │            │        │补助支出    │
├──────────────┼────────────┼────────┼────────┼────────────┼────────┼────────────┤
│ 栏次         │     1      │   2    │   3    │     4      │   5    │     6      │
├──────────────┼────────────┼────────┼────────┼────────────┼────────┼────────────┤
│ 合计         │ 9.00       │ 4.00   │ 3.00   │ {to_superior}       │        │            │
└──────────────┴────────────┴────────┴────────┴────────────┴────────┴────────────┘
"
    )
}

#[test]
fn a_column_that_lost_its_label_has_the_name_of_its_number() {
    check(
        &[&unlabelled("2.00")],
        "final.03 A08\n合计 total=9.00 basic=4.00 project=3.00 to_superior=2.00",
    );
    check(
        &[&unlabelled("2.50")],
        "final.03\n合计 total=9.00 basic=4.00 project=3.00 =2.50",
    );
}

const FIRST_PART: &str = "
                   支出决算表
公开03表                             单位：万元
┌────────┬────────────────┬────────────┬────────┐
│科目编码│ 科目名称       │本年支出合计│基本支出│
├────────┼────────────────┼────────────┼────────┤
│        │ 合计           │ 9.00       │ 9.00   │
├────────┼────────────────┼────────────┼────────┤
│ 201    │ 一般公共服务   │ 5.00       │ 5.00   │
└────────┴────────────────┴────────────┴────────┘
";

/// A grid without caption under a sentence.
fn second_part(amount: &str) -> String {
    format!(
        "
某局2024年度部门决算。
┌────────┬────────────────┬────────────┬────────┐
│ 208    │ 社会保障       │ {amount}       │ {amount}   │
└────────┴────────────────┴────────────┴────────┘
"
    )
}

#[test]
fn a_grid_on_the_next_page_belongs_to_the_table_that_lacks_it() {
    check(
        &[FIRST_PART, &second_part("4.00")],
        "
final.03 A09
合计 total=9.00 basic=9.00
201一般公共服务 total=5.00 basic=5.00
208社会保障 total=4.00 basic=4.00
",
    );
}

#[test]
fn a_grid_on_the_next_page_that_does_not_add_up_is_one_of_its_own() {
    check(
        &[FIRST_PART, &second_part("3.00")],
        "
final.03
合计 total=9.00 basic=9.00
201一般公共服务 total=5.00 basic=5.00
other
 =208 =社会保障 =3.00 =3.00
",
    );
    let complete = FIRST_PART.replace("9.00", "5.00");
    check(
        &[&complete, &second_part("0.00")],
        "
final.03
合计 total=5.00 basic=5.00
201一般公共服务 total=5.00 basic=5.00
other
 =208 =社会保障 =0.00 =0.00
",
    );
}
