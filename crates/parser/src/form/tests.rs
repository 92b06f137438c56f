//! Forms drawn with box characters or written with tabs.

mod breaks;
mod lists;

use super::*;
use crate::page::finder::grids;
use crate::page::grid::Grid;
use crate::page::grid::{Cell, GridOrigin};
use crate::testing;
use extractor::Rect;

/// A grid as text input gives it: every slot a cell of its own, rows of unequal length.
fn tabbed(text: &str) -> Grid {
    let rows: Vec<Vec<&str>> =
        text.trim_matches('\n').lines().map(|line| line.split('⇥').collect()).collect();
    let n_cols = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut grid = Grid {
        page: 1,
        n_rows: rows.len(),
        n_cols,
        origin: GridOrigin::Tabbed,
        ..Grid::default()
    };
    for (r, row) in rows.iter().enumerate() {
        for c in 0..n_cols {
            let text = row.get(c).copied().unwrap_or_default();
            grid.cells.push(Cell {
                rows: r..r + 1,
                cols: c..c + 1,
                rect: Rect::new(c as f32, r as f32, c as f32 + 1.0, r as f32 + 1.0),
                text: text.to_owned(),
                lines: vec![text.to_owned()],
                trusted: true,
                confidence: 1.0,
                ..Cell::default()
            });
        }
    }
    grid
}

fn drawn(drawing: &str, page: u32) -> Grid {
    let mut page_drawn = testing::page(drawing);
    page_drawn.number = page;
    grids(&page_drawn, SourceKind::Pdf).into_iter().next().expect("a grid is drawn")
}

fn read_all(grids: &[(Grid, &[&str])], source: SourceKind) -> FormReading {
    let above: Vec<Vec<String>> = grids
        .iter()
        .map(|(_, lines)| lines.iter().map(|l| (*l).to_owned()).collect())
        .collect();
    let parts: Vec<FormPart<'_>> = grids
        .iter()
        .zip(&above)
        .map(|((grid, _), above)| FormPart { grid, above, below: &[] })
        .collect();
    read(&parts, source)
}

fn funding(project: &Project) -> String {
    let lines: Vec<String> = project
        .funding
        .iter()
        .map(|f| {
            let yuan =
                f.amount_yuan.map_or("-".to_owned(), |y| y.normalize().to_string());
            format!(
                "{:?} {} {} 「{}」 {:?} {yuan} {} {} {}",
                f.horizon,
                f.source,
                f.stage,
                f.printed,
                f.state,
                f.weight,
                f.execution_rate,
                f.score
            )
            .trim_end()
            .to_owned()
        })
        .collect();
    lines.join("\n")
}

fn indicators(project: &Project) -> String {
    let lines: Vec<String> = project
        .indicators
        .iter()
        .map(|i| {
            format!(
                "{:?} {}{}|{}|{}|{}{}",
                i.horizon,
                i.level1,
                if i.level1_derived { "*" } else { "" },
                i.level2,
                i.level3,
                i.value_printed,
                if i.clipped { " cut" } else { "" }
            )
        })
        .collect();
    lines.join("\n")
}

#[test]
fn two_halves_in_text_with_drifted_columns() {
    let form = tabbed(
        "
项目名称⇥⇥后勤人员工资⇥⇥⇥⇥⇥⇥⇥
主管部门及代码⇥⇥951-某某分局⇥⇥实施单位⇥⇥某某分局⇥⇥
项目属性⇥⇥经常性项目⇥⇥项目期⇥⇥99年⇥⇥
项目资金 (元)⇥⇥实施期资金总额:⇥⇥180,000⇥⇥年度资金总额:⇥⇥180,000⇥
⇥⇥市县(区)财政资 金⇥⇥180,000⇥⇥市县(区)财政资金⇥⇥180,000⇥
⇥⇥单位自筹⇥⇥0⇥⇥单位自筹⇥⇥0⇥
⇥⇥其他资金⇥⇥⇥⇥其他资金⇥⇥⇥
项目概况⇥⇥后勤人员工资⇥⇥⇥⇥⇥⇥⇥
⇥⇥实施期目标⇥⇥⇥⇥年度目标⇥⇥⇥
总体目标⇥⇥提高保障水平,创造整洁环境。⇥⇥⇥⇥提高保障水平,创造整⇥⇥⇥
绩效 指标⇥一级指标⇥二级指标⇥三级指标⇥指标值⇥二级指标⇥三级指标⇥指标值⇥⇥
⇥产出指标⇥数量指标⇥保障人数⇥9人⇥数量指标⇥保障人数⇥9人⇥⇥
⇥⇥⇥工作环境卫生情况⇥优⇥⇥质量指标⇥工作环境卫生情况⇥优⇥
⇥⇥质量指标⇥每天打扫卫生次数⇥≥2次⇥质量指标⇥⇥每天打扫卫生次数⇥≥2次⇥
⇥效益指标⇥成本指标⇥人均工资⇥2000元⇥成本指标⇥人均工资⇥2000元⇥⇥
⇥⇥经济效益指标⇥⇥⇥经济效益指标⇥⇥⇥⇥
⇥可持续影响指标⇥促进工作开展⇥提高⇥可持续影响指标⇥促进工作⇥提高⇥⇥⇥
满意度指标⇥服务对象满意度⇥民警满意度⇥≥95%⇥服务对象满意度指⇥民警满意度⇥≥95%⇥⇥⇥
负责人:⇥经办人:⇥某某⇥联系电话:⇥13000000000⇥填报日期:⇥20240126⇥⇥⇥
",
    );
    let reading = read_all(
        &[(form, &["某区预算部门(单位)项目支出绩效目标申报表", "(2024年度)"])],
        SourceKind::Text,
    );
    assert_eq!(reading.consumed, [true]);
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.form, FormKind::Target);
    assert_eq!(project.form_year, Some(2024));
    assert_eq!(project.project_name, "后勤人员工资");
    assert_eq!(
        (&*project.department_code, &*project.department_name),
        ("951", "某某分局")
    );
    assert_eq!(project.implementing_unit, "某某分局");
    assert_eq!((project.term_years, project.term_is_sentinel), (Some(99), true));
    assert_eq!(project.filled_on, "2024-01-26");
    assert!(project.contact.present);
    assert_eq!(project.goal_full, "提高保障水平,创造整洁环境。");
    assert_eq!(project.clipped_fields, ["goal_annual"]);
    assert_eq!(
        funding(project),
        "Full total requested 「180,000」 Number 180000\n\
         Annual total requested 「180,000」 Number 180000\n\
         Full local requested 「180,000」 Number 180000\n\
         Annual local requested 「180,000」 Number 180000\n\
         Full own requested 「0」 Zero 0\n\
         Annual own requested 「0」 Zero 0\n\
         Full other requested 「」 Blank -\n\
         Annual other requested 「」 Blank -"
    );
    assert_eq!(
        indicators(project),
        "Full 产出指标|数量指标|保障人数|9人\n\
         Annual 产出指标|数量指标|保障人数|9人\n\
         Full 产出指标|质量指标|工作环境卫生情况|优\n\
         Annual 产出指标|质量指标|工作环境卫生情况|优\n\
         Full 产出指标|质量指标|每天打扫卫生次数|≥2次\n\
         Annual 产出指标|质量指标|每天打扫卫生次数|≥2次\n\
         Full 产出指标*|成本指标|人均工资|2000元\n\
         Annual 产出指标*|成本指标|人均工资|2000元\n\
         Full 效益指标|经济效益指标||\n\
         Annual 效益指标|经济效益指标||\n\
         Full 效益指标|可持续影响指标|促进工作开展|提高\n\
         Annual 效益指标|可持续影响指标|促进工作|提高 cut\n\
         Full 满意度指标|服务对象满意度|民警满意度|≥95%\n\
         Annual 满意度指标|服务对象满意度指|民警满意度|≥95% cut"
    );
    assert_eq!(reading.diagnostics, []);
}

const FIRST_PAGE: &str = "
┌────────┬──────────────────────────────────────────────────────────┐
│项目名称│办案经费                                                  │
├────────┼──────────────────┬────────────┬──────────────────────────┤
│主管部门│[292] 某某局      │实施单位    │某某局                    │
├────────┼────────────┬─────┴────┬───────┴──┬──────────┬──────┬─────┤
│项目资金│            │年初预算数│全年预算数│全年执行数│执行率│得分 │
│(万元)  ├────────────┼──────────┼──────────┼──────────┼──────┼─────┤
│        │年度资金总额│90.00     │90.00     │84.651    │94.06%│9.41 │
│        ├────────────┼──────────┼──────────┼──────────┼──────┼─────┤
│        │上年结转    │—         │          │0         │      │—    │
├────────┼────────────┴──────────┴──────────┼──────────┴──────┴─────┤
│总体目标│预期目标                          │实际完成情况           │
│        ├──────────────────────────────────┼───────────────────────┤
│        │改善条件                          │已经改善               │
├────────┼────────┬────────┬────────┬───────┼──────────┬──────┬─────┤
│绩效指标│一级指标│二级指标│三级指标│指标值 │实际完成值│分值  │得分 │
│        ├────────┼────────┼────────┼───────┼──────────┼──────┼─────┤
│        │产出指标│数量指标│出警率  │100%   │100%      │10    │10   │
│        │        │        ├────────┼───────┼──────────┼──────┼─────┤
│        │        │        │破案数  │≥95件  │96件      │10    │9    │
└────────┴────────┴────────┴────────┴───────┴──────────┴──────┴─────┘
";

const SECOND_PAGE: &str = "
┌────────┬────────┬────────┬────────┬───────┬──────────┬──────┬─────┐
│        │        │        │接警数  │≥5件   │5件       │10    │10   │
│        ├────────┼────────┼────────┼───────┼──────────┼──────┼─────┤
│        │成本指标│经济成本│费用    │≤90万元│84万元    │20    │20   │
├────────┴────────┴────────┴────────┴───────┴──────────┼──────┼─────┤
│总分                                                  │50    │49.41│
└──────────────────────────────────────────────────────┴──────┴─────┘
";

#[test]
fn self_evaluation_over_a_page_break() {
    let reading = read_all(
        &[
            (drawn(FIRST_PAGE, 1), &["办案经费项目绩效自评表", "（2024年度）"]),
            (drawn(SECOND_PAGE, 2), &["- 2 -"]),
        ],
        SourceKind::Pdf,
    );
    assert_eq!(reading.consumed, [true, true]);
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.form, FormKind::SelfEval);
    assert_eq!(project.pages, Some((1, 2)));
    assert_eq!((&*project.department_code, &*project.department_name), ("292", "某某局"));
    assert_eq!(project.goal_annual, "改善条件");
    assert_eq!(project.goal_actual, "已经改善");
    assert_eq!(project.executed_yuan, Some("846510".parse().unwrap()));
    assert_eq!(project.self_score, Some("49.41".parse().unwrap()));
    assert_eq!(
        funding(project),
        "Annual total initial 「90.00」 Number 900000\n\
         Annual total adjusted 「90.00」 Number 900000\n\
         Annual total executed 「84.651」 Number 846510  94.06% 9.41\n\
         Annual carried_over initial 「—」 Dash -\n\
         Annual carried_over adjusted 「」 Blank -\n\
         Annual carried_over executed 「0」 Zero 0   —"
    );
    assert_eq!(
        indicators(project),
        "Annual 产出指标|数量指标|出警率|100%\n\
         Annual 产出指标|数量指标|破案数|≥95件\n\
         Annual 产出指标|数量指标|接警数|≥5件\n\
         Annual 成本指标|经济成本|费用|≤90万元"
    );
    assert_eq!(reading.diagnostics, []);
}

#[test]
fn two_forms_inside_one_grid() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────────────────────────────────────────────┐
│某某甲项目绩效目标表                        │
├────────┬───────────────────────────────────┤
│项目名称│甲项目                             │
├────────┼──────────┬────────────────────────┤
│项目资金│资金总额  │745.00                  │
├────────┼──────────┼──────────┬─────────────┤
│绩效指标│二级指标  │三级指标  │指标值       │
│        ├──────────┼──────────┼─────────────┤
│        │数量指标  │覆盖率    │≥90%         │
├────────┴──────────┴──────────┴─────────────┤
│某某乙项目绩效目标表                        │
├────────┬───────────────────────────────────┤
│项目名称│乙项目                             │
├────────┼──────────┬────────────────────────┤
│项目资金│资金总额  │118.00                  │
├────────┼──────────┼──────────┬─────────────┤
│绩效指标│二级指标  │三级指标  │指标值       │
│        ├──────────┼──────────┼─────────────┤
│        │社会效益  │准确率    │=100%        │
└────────┴──────────┴──────────┴─────────────┘
",
                1,
            ),
            &[],
        )],
        SourceKind::Pdf,
    );
    let names: Vec<&str> =
        reading.projects.iter().map(|p| p.project_name.as_str()).collect();
    assert_eq!(names, ["甲项目", "乙项目"]);
    assert_eq!(reading.projects[1].title_printed, "某某乙项目绩效目标表");
    assert_eq!(indicators(&reading.projects[0]), "Annual 产出指标*|数量指标|覆盖率|≥90%");
    // No unit is printed: nothing is guessed.
    assert_eq!(
        funding(&reading.projects[1]),
        "Annual total requested 「118.00」 Number -"
    );
    let codes: Vec<&str> = reading.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["unknown-unit", "unknown-unit"]);
}

#[test]
fn budget_tables_are_no_forms() {
    let table = drawn(
        "
┌────────┬────────┬──────┬────────┬────────┐
│科目编码│科目名称│合计  │基本支出│项目支出│
├────────┼────────┼──────┼────────┼────────┤
│201     │项目名称│30.00 │10.00   │20.00   │
└────────┴────────┴──────┴────────┴────────┘
",
        1,
    );
    let part =
        FormPart { grid: &table, above: &["支出决算表".to_owned()], below: &[] };
    assert_eq!(detect(&part), None);
    let reading = read(&[part], SourceKind::Pdf);
    assert_eq!(reading.consumed, [false]);
    assert!(reading.projects.is_empty());
}

#[test]
fn long_term_and_annual_indicators_in_blocks_of_their_own() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────────────┬────────────┬────────────┬─────────────┬─────┐
│项目名称    │某某项目                 │主管部门     │某某局
├────────────┼────────────┬────────────┼─────────────┼─────┤
│资金申请    │财政拨款    │100         │自有资金     │20   │
│(万元)      ├────────────┼────────────┼─────────────┼─────┤
│            │总额        │130         │其他         │10   │
├────────────┼────────────┴────────────┴─────────────┴─────┤
│长期目标    │持续做好                                     │
├────────────┼─────────────────────────────────────────────┤
│年度目标    │今年做好                                     │
├────────────┼────────────┬────────────┬─────────────┬─────┤
│长期绩效指标│一级指标    │二级指标    │指标内容     │指标值
│            ├────────────┼────────────┼─────────────┼─────┤
│            │效益指标    │环境效益指标│绿化率       │≥30% │
├────────────┼────────────┼────────────┼─────────────┼─────┤
│年度绩效指标│一级指标    │二级指标    │指标内容     │指标值
│            ├────────────┼────────────┼─────────────┼─────┤
│            │产出指标    │数量指标    │植树         │500棵│
├────────────┼────────────┴────────────┴─────────────┴─────┤
│填报人      │某某                                         │
└────────────┴─────────────────────────────────────────────┘
",
                1,
            ),
            &["某某县项目支出绩效目标申报表"],
        )],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.goal_full, "持续做好");
    assert_eq!(project.goal_annual, "今年做好");
    assert!(project.contact.present);
    assert_eq!(
        indicators(project),
        "Full 效益指标|环境效益指标|绿化率|≥30%\n\
         Annual 产出指标|数量指标|植树|500棵"
    );
    assert_eq!(
        funding(project),
        "Annual fiscal requested 「100」 Number 1000000\n\
         Annual own requested 「20」 Number 200000\n\
         Annual total requested 「130」 Number 1300000\n\
         Annual other requested 「10」 Number 100000"
    );
}

#[test]
fn budget_and_execution_beside_each_other() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────────────┬──────────┬──────┬────────┬──────┬──────┬──────┐
│项目名称    │某某项目                                       │
├────────────┼──────────┬──────┬────────┬──────┬──────┬──────┤
│预算执行情况│年初预算数│100.00│执行数  │90.00 │执行率│90%   │
│(万元)      ├──────────┼──────┼────────┼──────┼──────┼──────┤
│            │其中:财政 │80.00 │其中:财 │70.00 │      │      │
│            │拨款      │      │政拨款  │      │      │      │
├────────────┼──────────┼──────┼────────┼──────┼──────┼──────┤
│绩效指标    │一级指标  │二级指标        │目标值│完成值│得分  │
│            ├──────────┼────────────────┼──────┼──────┼──────┤
│            │产出指标  │数量指标        │≥5次  │5次   │10    │
├────────────┴──────────┴────────────────┴──────┴─────┼──────┤
│总分                                                 │88.5  │
├────────────┬────────────────────────────────────────┴──────┤
│自评等级    │良                                             │
└────────────┴───────────────────────────────────────────────┘
",
                1,
            ),
            &["2023年度项目支出绩效自评表"],
        )],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.form, FormKind::SelfEval);
    assert_eq!(project.self_score, Some("88.5".parse().unwrap()));
    assert_eq!(project.grade, "良");
    assert_eq!(project.executed_yuan, Some("900000".parse().unwrap()));
    assert_eq!(
        funding(project),
        "Annual total initial 「100.00」 Number 1000000\n\
         Annual total executed 「90.00」 Number 900000  90%\n\
         Annual fiscal initial 「80.00」 Number 800000\n\
         Annual fiscal executed 「70.00」 Number 700000"
    );
    assert_eq!(indicators(project), "Annual 产出指标|数量指标||≥5次");
}

#[test]
fn the_next_table_is_not_part_of_a_form() {
    let form = drawn(
        "
┌────────┬──────────┬──────────┬─────────────┐
│项目名称│甲项目                             │
├────────┼──────────┬──────────┬─────────────┤
│绩效指标│二级指标  │三级指标  │指标值       │
│        ├──────────┼──────────┼─────────────┤
│        │数量指标  │覆盖率    │≥90%         │
└────────┴──────────┴──────────┴─────────────┘
",
        1,
    );
    let next = drawn(
        "
┌────────┬──────────┬──────────┬─────────────┐
│采购项目│数量      │单价      │金额         │
├────────┼──────────┼──────────┼─────────────┤
│货物    │2         │3.00      │6.00         │
└────────┴──────────┴──────────┴─────────────┘
",
        2,
    );
    let reading = read_all(
        &[(form, &["甲项目绩效目标表"]), (next, &["政府采购预算表", "单位：万元"])],
        SourceKind::Pdf,
    );
    assert_eq!(reading.consumed, [true, false]);
}

#[test]
fn amounts_written_with_their_labels() {
    let reading = read_all(
        &[(
            drawn(
                "
┌──────────────┬────────────────────────────────────────────────┐
│项目名称      │某某项目                                        │
├──────────────┼────────────────────────────────────────────────┤
│主管部门编码  │219                                             │
├──────────────┼────────────────────────────────────────────────┤
│资金总额及构成│总额10606.7522万元                              │
│              ├────────────────────────────────────────────────┤
│              │财政拨款：6923.3552万元；自有资金：0万元        │
├──────────────┼────────────────────────────────────────────────┤
│项目资金(元)  │年度资金总额：118.00                            │
├──────────────┼───────────────┬────────────────────────────────┤
│绩效指标      │三级指标       │指标值                          │
│              ├───────────────┼────────────────────────────────┤
│              │次数           │3次                             │
├──────────────┼───────────────┴────────────────────────────────┤
│评价等级      │及时、足额缴纳，完成较好。                      │
└──────────────┴────────────────────────────────────────────────┘
",
                1,
            ),
            &["项目绩效目标表(2021年度)"],
        )],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.form_year, Some(2021));
    assert_eq!(project.department_code, "219");
    assert_eq!(project.grade, "");
    assert_eq!(
        funding(project),
        "Annual total requested 「10606.7522万元」 Number 106067522\n\
         Annual fiscal requested 「6923.3552万元」 Number 69233552\n\
         Annual own requested 「0万元」 Zero 0\n\
         Annual total requested 「118.00」 Number 118"
    );
    let codes: Vec<&str> = reading.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["form-unread-cells"]);
}

#[test]
fn units_in_the_labels_of_amounts() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────────────────────┬──────────────────────────────────────────┐
│项目名称            │某某项目                                  │
├────────────────────┼──────────────────────────────────────────┤
│预算金额（万元）    │50.00                                     │
├────────────────────┼──────────────────────────────────────────┤
│年度资金总额（万元）│50.00                                     │
├────────────────────┼──────────────────────────────────────────┤
│其中：财政拨款      │40.00                                     │
├────────────────────┼──────────────────────────────────────────┤
│年度目标            │中央财政补助资金                          │
├────────────────────┼────────────────────┬─────────────────────┤
│绩效指标            │三级指标            │指标值               │
│                    ├────────────────────┼─────────────────────┤
│                    │次数                │3次                  │
└────────────────────┴────────────────────┴─────────────────────┘
",
                1,
            ),
            &["项目绩效目标表"],
        )],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(
        funding(project),
        "Annual total requested 「50.00」 Number 500000\n\
         Annual total requested 「50.00」 Number 500000\n\
         Annual fiscal requested 「40.00」 Number 400000"
    );
    // Where rulings part the cells, a goal may read like a source of money.
    assert_eq!(project.goal_annual, "中央财政补助资金");
    assert_eq!(reading.diagnostics, []);
}

/// Whatever words stand in whatever cells, reading ends and keeps its promises.
#[test]
fn any_grid_can_be_read() {
    const WORDS: [&str; 40] = [
        "",
        "",
        "",
        "项目名称",
        "主管部门及代码",
        "实施单位",
        "项目资金（万元）",
        "年度资金总额：",
        "其中：财政拨款",
        "实施期资金总额",
        "年初预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
        "总体目标",
        "年度目标",
        "预期目标",
        "实际完成情况",
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "实际完成值",
        "产出指标",
        "数量指标",
        "成本指标",
        "≥95%",
        "1,000.00",
        "0",
        "——",
        "总分",
        "负责人：",
        "填报日期",
        "年度主要任务",
        "任务名称",
        "预算金额（万元）",
        "合计",
        "指标性质",
    ];
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    let mut next = move |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    for round in 0..400 {
        let mut all: Vec<Grid> = Vec::new();
        for page in 1..=3u32 {
            let (n_rows, n_cols) = (1 + next(9), 1 + next(9));
            let mut grid = Grid {
                page,
                n_rows,
                n_cols,
                origin: if round % 3 == 0 {
                    GridOrigin::Tabbed
                } else {
                    GridOrigin::Ruled
                },
                ..Grid::default()
            };
            let mut taken = vec![false; n_rows * n_cols];
            for r in 0..n_rows {
                for c in 0..n_cols {
                    if taken[r * n_cols + c] {
                        continue;
                    }
                    let down = (1 + next(2)).min(n_rows - r);
                    let across = (1..=1 + next(2))
                        .take_while(|w| c + w <= n_cols && !taken[r * n_cols + c + w - 1])
                        .last()
                        .unwrap_or(1);
                    for y in r..r + down {
                        for x in c..c + across {
                            taken[y * n_cols + x] = true;
                        }
                    }
                    grid.cells.push(Cell {
                        rows: r..r + down,
                        cols: c..c + across,
                        text: WORDS[next(WORDS.len())].to_owned(),
                        trusted: true,
                        confidence: 1.0,
                        ..Cell::default()
                    });
                }
            }
            all.push(grid);
        }
        let title = ["项目支出绩效自评表".to_owned(), "单位：万元".to_owned()];
        let parts: Vec<FormPart<'_>> = all
            .iter()
            .map(|grid| FormPart { grid, above: &title[..next(3)], below: &[] })
            .collect();
        let reading = read(&parts, SourceKind::Pdf);
        assert_eq!(reading.consumed.len(), 3);
        for project in &reading.projects {
            for line in &project.funding {
                assert!(line.amount_yuan.is_none() || !line.unit_printed.is_empty());
            }
        }
    }
}
