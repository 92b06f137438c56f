//! Forms and lists that a page break parts.

use super::*;

const LIST: &str = "
┌────────┬──────┬──────────┬────────┬────────┬──────────┬──────┐
│项目名称│总额  │绩效目标  │一级指标│二级指标│三级指标  │指标值│
├────────┼──────┼──────────┼────────┼────────┼──────────┼──────┤
│甲项目  │10.00 │做好甲    │产出指标│数量指标│甲次数    │4次   │
├────────┼──────┼──────────┼────────┼────────┼──────────┼──────┤
│        │      │          │产出指标│数量指标│乙次数    │5次   │
│        │      │          ├────────┼────────┼──────────┼──────┤
│        │      │          │产出指标│质量指标│乙合格率  │≥9%   │
│        │      │          └────────┴────────┴──────────┴──────┘
";

fn projects(reading: &FormReading) -> Vec<String> {
    reading
        .projects
        .iter()
        .map(|p| {
            let money: Vec<String> = p
                .funding
                .iter()
                .filter(|f| !f.printed.is_empty())
                .map(|f| {
                    f.amount_yuan.map_or("?".to_owned(), |a| a.normalize().to_string())
                })
                .collect();
            let aims: Vec<&str> =
                p.indicators.iter().map(|i| i.level3.as_str()).collect();
            format!(
                "{} {} {} {}",
                p.project_name,
                money.join("+"),
                p.goal_annual,
                aims.join(",")
            )
        })
        .collect()
}

/// The name, the amount and the goal of a merged row are printed on its second page.
#[test]
fn a_project_is_named_on_its_next_page() {
    let second = "
│        │      │          ┌────────┬────────┬──────────┬──────┐
│乙项目  │20.00 │做好乙    │效益指标│社会效益│乙效益    │提高  │
├────────┼──────┼──────────┼────────┼────────┼──────────┼──────┤
│丙项目  │30.00 │做好丙    │产出指标│数量指标│丙次数    │6次   │
└────────┴──────┴──────────┴────────┴────────┴──────────┴──────┘
";
    let reading = read_all(
        &[
            (drawn(LIST, 1), &["项目支出绩效目标表", "单位：万元"]),
            (drawn(second, 2), &[]),
        ],
        SourceKind::Pdf,
    );
    assert_eq!(
        projects(&reading),
        [
            "甲项目 100000 做好甲 甲次数",
            "乙项目 200000 做好乙 乙次数,乙合格率,乙效益",
            "丙项目 300000 做好丙 丙次数",
        ]
    );
    // The number keeps the address it is printed at.
    assert_eq!(reading.projects[1].funding[0].origin.page, Some(2));
    assert_eq!(reading.projects[1].pages, Some((1, 2)));
}

/// Between two pages with names stands one that shows only the indicators' columns.
#[test]
fn a_page_shows_only_the_right_hand_columns() {
    let second = "
┌────────┬──────────┬──────┐
│数量指标│乙人数    │7人   │
├────────┼──────────┼──────┤
│质量指标│乙水平    │提高  │
├────────┼──────────┼──────┤
│时效指标│乙及时率  │100%  │
└────────┴──────────┴──────┘
";
    let mut middle = drawn(second, 2);
    let first = drawn(LIST, 1);
    let shift = first.xs[4] - middle.xs[0];
    for x in &mut middle.xs {
        *x += shift;
    }
    for rect in middle.cells.iter_mut().map(|c| &mut c.rect) {
        rect.x0 += shift;
        rect.x1 += shift;
    }
    middle.rect.x0 += shift;
    middle.rect.x1 += shift;
    let reading = read_all(
        &[(first, &["项目支出绩效目标表", "单位：万元"]), (middle, &["a", "b", "c"])],
        SourceKind::Pdf,
    );
    assert_eq!(reading.consumed, [true, true]);
    // Nothing says whose they are but the cell that went over the page: it has no name.
    assert_eq!(
        projects(&reading),
        ["甲项目 100000 做好甲 甲次数", "   乙次数,乙合格率,乙人数,乙水平,乙及时率",]
    );
    let codes: Vec<&str> = reading.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&"form-owner-unknown"), "{codes:?}");
}

/// An amount that the foot of a page tears is one number where its pieces fit, else none.
#[test]
fn torn_amounts_are_joined_or_withheld() {
    let first = |torn: &str| {
        format!(
            "
┌────────┬────────────┬──────────┬────────┬────────┬──────────┬──────┐
│项目名称│总额        │绩效目标  │一级指标│二级指标│三级指标  │指标值│
├────────┼────────────┼──────────┼────────┼────────┼──────────┼──────┤
│甲项目  │10.000000   │做好甲    │产出指标│数量指标│甲次数    │4次   │
├────────┼────────────┼──────────┼────────┼────────┼──────────┼──────┤
│乙项目  │{torn:<12}│做好      │产出指标│数量指标│工作任务完│100%  │
│        │            │          │        │        │          │      │
"
        )
    };
    let second = "
│        │            │          │        │        │          │      │
│        │37          │乙        │        │        │成率      │      │
├────────┼────────────┼──────────┼────────┼────────┼──────────┼──────┤
│丙项目  │30.000000   │做好丙    │产出指标│数量指标│丙次数    │6次   │
└────────┴────────────┴──────────┴────────┴────────┴──────────┴──────┘
";
    let read = |torn: &str| {
        read_all(
            &[
                (drawn(&first(torn), 1), &["项目支出绩效目标表", "单位：万元"]),
                (drawn(second, 2), &[]),
            ],
            SourceKind::Pdf,
        )
    };
    let whole = read("3,327.5954");
    assert_eq!(
        projects(&whole),
        [
            "甲项目 100000 做好甲 甲次数",
            "乙项目 33275954.37 做好乙 工作任务完成率",
            "丙项目 300000 做好丙 丙次数",
        ]
    );
    let torn = read("3,327.59");
    assert_eq!(projects(&torn)[1], "乙项目 ? 做好乙 工作任务完成率");
    assert!(torn.diagnostics.iter().any(|d| d.code == "form-amount-unread"));
}

/// One name is merged over two amounts, each with a goal and indicators of its own.
#[test]
fn a_name_merged_over_several_amounts() {
    let drawing = "
┌────────┬──────┬──────────┬────────┬────────┬──────────┬──────┐
│项目名称│总额  │绩效目标  │一级指标│二级指标│三级指标  │指标值│
├────────┼──────┼──────────┼────────┼────────┼──────────┼──────┤
│运维    │10.00 │甲处      │产出指标│数量指标│甲次数    │4次   │
│        ├──────┼──────────┼────────┼────────┼──────────┼──────┤
│        │20.00 │乙处      │产出指标│数量指标│乙次数    │5次   │
│        │      │          ├────────┼────────┼──────────┼──────┤
│        │      │          │产出指标│质量指标│乙水平    │提高  │
├────────┼──────┼──────────┼────────┼────────┼──────────┼──────┤
│项目名称│总额  │绩效目标  │一级指标│二级指标│三级指标  │指标值│
├────────┼──────┼──────────┼────────┼────────┼──────────┼──────┤
│培训    │5.00  │丙        │产出指标│数量指标│丙次数    │1次   │
└────────┴──────┴──────────┴────────┴────────┴──────────┴──────┘
";
    let reading = read_all(
        &[(drawn(drawing, 1), &["项目支出绩效目标表", "单位：万元"])],
        SourceKind::Pdf,
    );
    assert_eq!(
        projects(&reading),
        [
            "运维 100000 甲处 甲次数",
            "运维 200000 乙处 乙次数,乙水平",
            "培训 50000 丙 丙次数",
        ]
    );
}

/// Only 项目名称 stands at the foot of a page, the rest of the form on the next.
#[test]
fn a_form_begins_with_its_first_row_at_the_foot() {
    let foot = "
┌────────────────────┬─────────────────────────┐
│项目名称            │校舍维修                 │
└────────────────────┴─────────────────────────┘
";
    let rest = |department: &str| {
        format!(
            "
┌────────────────────┬─────────────────────────┐
│{department}        │教育部                   │
├────────────────────┼─────────────────────────┤
│年度资金总额：      │150.00                   │
├────────────────────┼─────────────────────────┤
│年度目标            │校园更加安全             │
├────────────────────┼────────────┬────────────┤
│绩效指标            │三级指标    │指标值      │
│                    ├────────────┼────────────┤
│                    │维修面积    │300平方米   │
└────────────────────┴────────────┴────────────┘
"
        )
    };
    for department in ["主管部门    ", "主管部门名称"] {
        let reading = read_all(
            &[
                (drawn(foot, 1), &["项目支出绩效目标表", "单位：万元"]),
                (drawn(&rest(department), 2), &[]),
            ],
            SourceKind::Pdf,
        );
        assert_eq!(reading.consumed, [true, true], "{department}");
        assert_eq!(projects(&reading), ["校舍维修 1500000 校园更加安全 维修面积"]);
        assert_eq!(reading.projects[0].department_name, "教育部");
    }
}

/// 一级指标 and 二级指标 of a merged cell go on over the page, wherever they are printed.
#[test]
fn merged_levels_go_on_over_the_page() {
    let first = "
┌────────┬────────┬────────┬──────────┬──────┐
│项目名称│统计    │        │          │      │
├────────┼────────┼────────┼──────────┼──────┤
│年度目标│完成    │        │          │      │
├────────┼────────┼────────┼──────────┼──────┤
│绩效指标│一级指标│二级指标│三级指标  │指标值│
│        ├────────┼────────┼──────────┼──────┤
│        │LEVEL   │数量指标│报表数    │12期  │
│        │        │        ├──────────┼──────┤
│        │        │        │样本数    │300户 │
└────────┴────────┴────────┴──────────┴──────┘
";
    let second = "
┌────────┬────────┬────────┬──────────┬──────┐
│        │产出指标│        │报表种类  │5种   │
│        │        ├────────┼──────────┼──────┤
│        │        │质量指标│合格率    │95%   │
└────────┴────────┴────────┴──────────┴──────┘
";
    // 产出指标 is printed in the second piece only, or in both.
    for level in ["        ", "产出指标"] {
        let first = first.replace("LEVEL   ", level);
        let reading = read_all(
            &[(drawn(&first, 1), &["项目支出绩效目标表"]), (drawn(second, 2), &[])],
            SourceKind::Pdf,
        );
        let [project] = reading.projects.as_slice() else { panic!("one form") };
        let levels: Vec<&str> =
            project.indicators.iter().map(|i| i.level2.as_str()).collect();
        assert_eq!(levels, ["数量指标", "数量指标", "数量指标", "质量指标"], "{level}");
    }
}

/// A sheet of a whole department with wide heads over its amounts.
#[test]
fn a_whole_department_keeps_its_funding_score_and_grade() {
    let drawing = "
┌──────────────────────┬────────────────────────┬──────────────────────┬────┬────┐
│部门（单位）名称      │某某市人民政府办公室    │                      │    │    │
├────┬─────────────────┼────────────────────────┼──────────────────────┼────┼────┤
│财政│                 │预算安排                │拨付情况              │分值│得分│
│资金│                 ├────────────┬───────────┼──────────┬───────────┤    │    │
│安排│                 │年初部门预算│小计③＝    │年度拨付  │支出实现率 │    │    │
│和使│                 │安排金额①   │①＋②       │金额④     │⑤＝④／③    │    │    │
│用情├─────────────────┼────────────┼───────────┼──────────┼───────────┼────┼────┤
│况  │合计             │100.00      │120.00     │90.00     │75.00      │10  │7   │
│    ├─────────────────┼────────────┼───────────┼──────────┼───────────┼────┼────┤
│    │①中央财政资金    │0.00        │0.00       │0.00      │0.00       │    │    │
├────┼─────────────────┼────────────┼───────────┼──────────┼───────────┼────┼────┤
│绩效│二级指标         │三级指标    │年度指标值 │实际完成值│指标分值   │自评│得分│
│指标├─────────────────┼────────────┼───────────┼──────────┼───────────┼────┼────┤
│    │数量指标         │会议场次    │30次       │20次      │2          │    │1.33│
├────┴─────────────────┴────────────┴───────────┼──────────┴───────────┴────┴────┤
│总分值、评价总分（S）                          │92.33                           │
├────────────────────────┬──────────────────────┴────────────────────────────────┤
│评价等级                │优（S≧90）                                             │
└────────────────────────┴───────────────────────────────────────────────────────┘
";
    let reading = read_all(
        &[(drawn(drawing, 1), &["部门整体绩效自评表", "（2024年度）", "单位：万元"])],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.form, FormKind::Overall);
    assert_eq!(project.form_year, Some(2024));
    assert_eq!(project.self_score, Some("92.33".parse().unwrap()));
    assert_eq!(project.grade, "优（S≧90）");
    let total: Vec<(&str, &str)> = project
        .funding
        .iter()
        .filter(|f| f.source == "total")
        .map(|f| (f.stage.as_str(), f.printed.as_str()))
        .collect();
    assert_eq!(
        total,
        [("initial", "100.00"), ("adjusted", "120.00"), ("executed", "90.00")]
    );
    let executed = project.funding.iter().find(|f| f.stage == "executed").unwrap();
    assert_eq!((&*executed.execution_rate, &*executed.score), ("75.00", "7"));
}

/// Four digits among amounts and values are no year.
#[test]
fn a_form_year_is_never_an_amount() {
    let form = |first: &str| {
        format!(
            "
┌────────────────────┬────────────┬────────────┐
│项目名称            │甲项目      │            │
├────────────────────┼────────────┼────────────┤
│年度资金总额：      │{first:<12}│            │
├────────────────────┼────────────┼────────────┤
│年度目标            │做好        │            │
├────────────────────┼────────────┼────────────┤
│绩效指标            │三级指标    │指标值      │
│                    ├────────────┼────────────┤
│                    │次数        │2010        │
└────────────────────┴────────────┴────────────┘
"
        )
    };
    for first in ["2000", "2025", "(2000)"] {
        let reading = read_all(
            &[(drawn(&form(first), 1), &["项目绩效目标表", "2000"])],
            SourceKind::Pdf,
        );
        assert_eq!(reading.projects[0].form_year, None, "{first}");
    }
    let reading = read_all(
        &[(drawn(&form("2000"), 1), &["项目绩效目标表", "（2026年度）"])],
        SourceKind::Pdf,
    );
    assert_eq!(reading.projects[0].form_year, Some(2026));
}
