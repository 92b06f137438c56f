//! Lists: one project or one indicator per row.

use super::*;

#[test]
fn list_with_merged_projects_over_pages() {
    let first = drawn(
        "
┌────────┬──────┬────────┬────────┬────────┬────────┬────┬──────┬────┐
│项目名称│总额  │绩效目标│一级指标│二级指标│三级指标│性质│指标值│单位│
├────────┼──────┼────────┼────────┼────────┼────────┼────┼──────┼────┤
│合计    │30.00 │        │        │        │        │    │      │    │
├────────┼──────┼────────┼────────┼────────┼────────┼────┼──────┼────┤
│甲项目  │10.00 │做好甲  │产出指标│数量指标│次数    │≥   │4     │次  │
│        │      │        │        ├────────┼────────┼────┼──────┼────┤
│        │      │        │        │质量指标│准确率  │＝  │100   │%   │
├────────┼──────┼────────┼────────┼────────┼────────┼────┼──────┼────┤
│乙项目  │20.00 │做好乙  │产出指标│时效指标│及时    │定性│优    │    │
└────────┴──────┴────────┴────────┴────────┴────────┴────┴──────┴────┘
",
        1,
    );
    let second = drawn(
        "
┌────────┬──────┬────────┬────────┬────────┬────────┬────┬──────┬────┐
│        │      │        │满意度  │服务对象│满意度  │≥   │90    │%   │
│        │      │        │指标    │满意度  │        │    │      │    │
└────────┴──────┴────────┴────────┴────────┴────────┴────┴──────┴────┘
",
        2,
    );
    let reading = read_all(
        &[(first, &["2026年项目支出绩效目标表", "单位：万元"]), (second, &[])],
        SourceKind::Pdf,
    );
    assert_eq!(reading.consumed, [true, true]);
    let [a, b] = reading.projects.as_slice() else { panic!("two projects") };
    assert_eq!((&*a.project_name, &*a.goal_annual), ("甲项目", "做好甲"));
    assert_eq!(funding(a), "Annual total requested 「10.00」 Number 100000");
    assert_eq!(
        indicators(a),
        "Annual 产出指标|数量指标|次数|≥4次\nAnnual 产出指标|质量指标|准确率|＝100%"
    );
    assert_eq!(
        indicators(b),
        "Annual 产出指标|时效指标|及时|优\nAnnual 满意度指标|服务对象满意度|满意度|≥90%"
    );
    assert_eq!(b.pages, Some((1, 2)));
}

#[test]
fn list_with_an_operator_beside_its_nature() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────────┬────────┬────────┬────────┬────────┬────────┬──────┬──────┬────────┐
│单位名称│项目名称│年度目标│二级指标│三级指标│指标性质│运算符│指标值│度量单位│
├────────┼────────┼────────┼────────┼────────┼────────┼──────┼──────┼────────┤
│某某局  │甲项目  │做好甲  │数量指标│次数    │定量    │≥     │4     │次      │
│        │        │        ├────────┼────────┼────────┼──────┼──────┼────────┤
│        │        │        │质量指标│水平    │定性    │      │优    │        │
└────────┴────────┴────────┴────────┴────────┴────────┴──────┴──────┴────────┘
",
                1,
            ),
            &["项目绩效目标表"],
        )],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one project") };
    assert_eq!(project.implementing_unit, "某某局");
    assert_eq!(
        indicators(project),
        "Annual 产出指标*|数量指标|次数|≥4次\nAnnual 产出指标*|质量指标|水平|优"
    );
    assert_eq!(project.indicators[0].operator, "ge");
}

#[test]
fn list_of_self_evaluations() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────┬────────┬──────────┬──────────┬──────────┬──────┬────────┬────────┐
│序号│项目名称│年初预算数│全年预算数│全年执行数│执行率│自评得分│自评等级│
├────┼────────┼──────────┼──────────┼──────────┼──────┼────────┼────────┤
│1   │甲项目  │10.00     │9.00      │8.10      │90%   │97.5    │优      │
├────┼────────┼──────────┼──────────┼──────────┼──────┼────────┼────────┤
│2   │乙项目  │5.00      │5.00      │5.00      │100%  │88      │良      │
├────┴────────┼──────────┼──────────┼──────────┼──────┼────────┼────────┤
│合计         │15.00     │14.00     │13.10     │      │        │        │
└─────────────┴──────────┴──────────┴──────────┴──────┴────────┴────────┘
",
                1,
            ),
            &["2024年度项目支出绩效自评情况汇总表", "单位：万元"],
        )],
        SourceKind::Pdf,
    );
    let [a, b] = reading.projects.as_slice() else { panic!("two projects") };
    assert_eq!(a.form, FormKind::SelfEval);
    assert_eq!((&*a.project_name, &*a.grade), ("甲项目", "优"));
    assert_eq!(a.self_score, Some("97.5".parse().unwrap()));
    assert_eq!(
        funding(a),
        "Annual total initial 「10.00」 Number 100000\n\
         Annual total adjusted 「9.00」 Number 90000\n\
         Annual total executed 「8.10」 Number 81000  90%"
    );
    assert_eq!(b.executed_yuan, Some("50000".parse().unwrap()));
    let codes: Vec<&str> = reading.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["form-group-row"]);
}

/// A page break parts a row of a list, and the title is printed again on the next page.
#[test]
fn rows_and_names_parted_by_a_page_break() {
    let first = drawn(
        "
┌────────┬──────┬────────┬────────┬────────┬──────┬────┐
│项目名称│总额  │绩效目标│二级指标│三级指标│指标值│分值│
├────────┼──────┼────────┼────────┼────────┼──────┼────┤
│长长的  │10.00 │做好甲  │数量指标│次数    │≥4次  │10  │
│        │      │        ├────────┼────────┼──────┼────┤
│        │      │        │质量指标│水平的提│≥9    │20  │
└────────┴──────┴────────┴────────┴────────┴──────┴────┘
",
        1,
    );
    let second = drawn(
        "
┌────────┬──────┬────────┬────────┬────────┬──────┬────┐
│        │      │        │        │升      │      │    │
├────────┼──────┼────────┼────────┼────────┼──────┼────┤
│乙项目  │20.00 │做好乙  │时效指标│及时    │优    │10  │
└────────┴──────┴────────┴────────┴────────┴──────┴────┘
",
        2,
    );
    let title: &[&str] = &["项目支出绩效目标表", "单位：万元"];
    let reading = read_all(&[(first, title), (second, title)], SourceKind::Pdf);
    assert_eq!(reading.consumed, [true, true]);
    let [a, b] = reading.projects.as_slice() else { panic!("two projects") };
    assert_eq!(
        indicators(a),
        "Annual 产出指标*|数量指标|次数|≥4次\nAnnual 产出指标*|质量指标|水平的提升|≥9"
    );
    assert_eq!(indicators(b), "Annual 产出指标*|时效指标|及时|优");
    assert_eq!(funding(b), "Annual total requested 「20.00」 Number 200000");
    let codes: Vec<&str> = reading.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["form-row-joined"]);
}

#[test]
fn points_of_a_merged_cell_are_given_once() {
    let reading = read_all(
        &[(
            drawn(
                "
┌────────┬─────────────────────────────────────────────┐
│项目名称│办案经费                                     │
├────────┼────────┬────────┬────────┬───────┬────┬─────┤
│绩效指标│一级指标│二级指标│三级指标│指标值 │分值│得分 │
│        ├────────┼────────┼────────┼───────┼────┼─────┤
│        │产出指标│数量指标│出警率  │100%   │50  │49   │
│        │        │        ├────────┼───────┤    │     │
│        │        │        │破案数  │≥95件  │    │     │
│        │        │        ├────────┼───────┼────┼─────┤
│        │        │        │接警数  │≥5件   │40  │40   │
└────────┴────────┴────────┴────────┴───────┴────┴─────┘
",
                1,
            ),
            &["项目支出绩效自评表"],
        )],
        SourceKind::Pdf,
    );
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    let points: Vec<(&str, &str)> =
        project.indicators.iter().map(|i| (&*i.weight, &*i.score)).collect();
    assert_eq!(points, [("50", "49"), ("", ""), ("40", "40")]);
}
