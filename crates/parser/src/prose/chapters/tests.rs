//! Chapters of drawn pages, read from end to end.

use crate::disclosure::Section;
use crate::testing;
use extractor::{Page, SourceKind};

/// Sections of the drawn pages.
fn sections(drawings: &[&str]) -> Vec<Section> {
    let pages = drawings
        .iter()
        .zip(1..)
        .map(|(drawing, number)| Page { number, ..testing::page(drawing) })
        .collect();
    testing::read(pages).sections
}

/// `kind number heading [topic]` and the paragraphs below it.
fn outline(sections: &[Section]) -> String {
    let mut out = String::new();
    for s in sections {
        let head = format!("{} {} {} [{}]", s.kind, s.number, s.heading, s.topic);
        out.push_str(&head.split_whitespace().collect::<Vec<_>>().join(" "));
        out.push('\n');
        for p in &s.paragraphs {
            out.push_str(&format!("  {}\n", p.text));
        }
    }
    out
}

fn check(drawings: &[&str], expected: &str) {
    assert_eq!(outline(&sections(drawings)).trim(), expected.trim());
}

/// The words of a text input.
fn of_text(text: &str) -> String {
    let bytes = text.as_bytes().to_vec();
    let document =
        extractor::read(bytes, SourceKind::Text).expect("text can always be read");
    outline(&crate::parse(&document).sections)
}

#[test]
fn parts_headings_and_wrapped_paragraphs() {
    check(
        &[
            "
                                云溪省临川市统计局
                                2024年度部门决算
",
            "
                                       目  录

第一部分 概况……………………………………………………………………………………………… 2
一、主要职责……………………………………………………………………………………………… 2
第三部分 情况说明………………………………………………………………………………………… 3
一、收入支出决算总体情况说明…………………………………………………………………………… 3
",
            "
                                   第一部分 概况

    一、主要职责
    （一）拟订统计工作的方针、政策和规划；负责组织实施全市国民经济核算，监督检
查统计法律法规的实施。
    （二）组织实施重大国情国力普查。

                                        - 2 -
",
            "
                             第三部分  2024年度部门决算情况
                                         说明

    一、收入支出决算总体情况说明
    2024年度收入支出总计 2995.39 万元。与2023年度相比，收入支出总计减少
56.95万元，下降1.87%。
    二、收入决算情况说明
    本年收入合计2946.25万元，其中：    财政拨款收入2940.05万元，占
99.79%；其他收入6.2万元，占0.21%，主要来自存款利息以及以前年度结转的其他收入和其

                                        - 3 -
",
            "
他零星收入。
    五、一般公共预算财政拨款支出决算情况说明
    （一）总体情况。一般公共预算财政拨款支出2940.05万元，占本年支出合计的100%。
    （二）结构情况
    1.一般公共服务支出（类）年初预算为1560.05万元，支出决算为1511.89万元。
    十、其他重要事项的情况说明
    （一）机关运行经费支出情况。2024年度机关运行经费支出184.65万元。

                                        - 4 -
",
        ],
        "
cover []
  云溪省临川市统计局
  2024年度部门决算
contents 目录 []
  第一部分概况……………………………………………………………………………………………… 2
  一、主要职责……………………………………………………………………………………………… 2
  第三部分情况说明………………………………………………………………………………………… 3
  一、收入支出决算总体情况说明…………………………………………………………………………… 3
overview 第一部分 概况 [overview]
overview 一 主要职责 [duties]
  （一）拟订统计工作的方针、政策和规划；负责组织实施全市国民经济核算，监督检查统计法律法规的实施。
  （二）组织实施重大国情国力普查。
narrative 第三部分 2024年度部门决算情况说明 []
narrative 一 收入支出决算总体情况说明 [total]
  2024年度收入支出总计2995.39万元。与2023年度相比，收入支出总计减少56.95万元，下降1.87%。
narrative 二 收入决算情况说明 [revenue]
  本年收入合计2946.25万元，其中：财政拨款收入2940.05万元，占99.79%；其他收入6.2万元，占0.21%，主要来自存款利息以及以前年度结转的其他收入和其他零星收入。
narrative 五 一般公共预算财政拨款支出决算情况说明 [general]
narrative （一） 总体情况 [general_total]
  一般公共预算财政拨款支出2940.05万元，占本年支出合计的100%。
narrative （二） 结构情况 [general_structure]
  1.一般公共服务支出（类）年初预算为1560.05万元，支出决算为1511.89万元。
narrative 十 其他重要事项的情况说明 [other_matters]
narrative （一） 机关运行经费支出情况 [running_cost]
  2024年度机关运行经费支出184.65万元。
",
    );
}

#[test]
fn every_line_keeps_its_place() {
    let sections = sections(&["
    三、支出决算情况说明
    本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%；项目支出
603.14万元，占20.51%；
"]);
    let [section] = &sections[..] else { panic!("one section, not {sections:?}") };
    let [paragraph] = &section.paragraphs[..] else { panic!("{section:?}") };
    let [(0, first), (at, second)] = paragraph.lines[..] else { panic!("{paragraph:?}") };
    assert!(paragraph.text[at..].starts_with("603.14万元"));
    assert_eq!((first.rect.x0, second.rect.x0), (24.0, 0.0));
    assert!(first.rect.y1 <= second.rect.y0);
    assert_eq!(second.page, Some(1));
}

#[test]
fn lines_that_only_just_overlap_are_in_the_order_of_the_page() {
    // Numbers in another font stand in boxes of another height on the same baseline.
    let mut page = testing::page(
        "
    三、支出决算情况说明
    本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%；项目支出
603.14万元，占20.51%；
",
    );
    page.glyphs.reverse();
    for glyph in &mut page.glyphs {
        if glyph.text.is_ascii() {
            glyph.rect.y0 += 2.0;
        }
    }
    page.number = 1;
    let sections = testing::read(vec![page]).sections;
    assert_eq!(
        sections[0].text,
        "本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%；项目支出603.14万元，占20.51%；"
    );
}

#[test]
fn running_headers_are_no_text() {
    let page = |text: &str| {
        format!(
            "
云溪省临川市统计局2026年部门预算
────────────────────────────────────────────────────────────────────────────────────




    {text}








                                        - 7 -
"
        )
    };
    let pages = [
        page("一、收入预算情况说明"),
        page("2026年收入预算合计4,612.00万元。"),
        page("其中：本年收入4,600.00万元。"),
    ];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    check(
        &pages,
        "
narrative 一 收入预算情况说明 [revenue]
  2026年收入预算合计4,612.00万元。
  其中：本年收入4,600.00万元。
",
    );
}

#[test]
fn tables_and_their_captions_are_no_text() {
    check(
        &["
    第二部分  2024年度部门决算表
                         收入决算表
                                                  单位：万元
┌──────────────────────────┬────────────────────────────┐
│ 项目                     │ 本年收入合计               │
├──────────────────────────┼────────────────────────────┤
│ 合计                     │                      10.00 │
└──────────────────────────┴────────────────────────────┘
注：本表反映部门本年度取得的各项收入情况。
    第三部分  情况说明
    一、收入决算情况说明
    本年收入合计10.00万元。
"],
        "
tables 第二部分 2024年度部门决算表 []
narrative 第三部分 情况说明 []
narrative 一 收入决算情况说明 [revenue]
  本年收入合计10.00万元。
",
    );
}

#[test]
fn a_glossary_explains_words_that_are_headings_elsewhere() {
    check(
        &["
    七、名词解释
    一、机关运行经费：指各部门的公用经费。
    二、政府采购情况说明
    八、国有资产占用情况说明
    共有车辆2辆。
"],
        "
glossary 七 名词解释 [glossary]
  一、机关运行经费：指各部门的公用经费。
  二、政府采购情况说明
narrative 八 国有资产占用情况说明 [assets]
  共有车辆2辆。
",
    );
}

#[test]
fn the_order_of_parts_is_that_of_the_document() {
    assert_eq!(
        of_text(
            "云溪省临川市统计局\n2024年度部门决算\n目 录\n第一部分 情况说明\t1\n一、收入决算情况说明\t1\n\
             第二部分 名词解释\t2\n第三部分 附件\t3\n\n第一部分 情况说明\n一、收入决算情况说明\n\
             收入合计 643.36 万元。\n第二部分 名词解释\n一、基本支出：指人员支出。\n第三部分 附件\n\
             项目支出绩效自评总结报告\n一、项目基本情况\n自评分数为 99.41 分。\n"
        ),
        "cover []\n  云溪省临川市统计局\n  2024年度部门决算\n\
         contents 目录 []\n  第一部分情况说明 1\n  一、收入决算情况说明 1\n  第二部分名词解释 2\n  \
         第三部分附件 3\n\
         narrative 第一部分 情况说明 []\nnarrative 一 收入决算情况说明 [revenue]\n  \
         收入合计643.36万元。\n\
         glossary 第二部分 名词解释 [glossary]\n  一、基本支出：指人员支出。\n\
         attachments 第三部分 附件 []\nselfeval_report 项目支出绩效自评总结报告 []\n  \
         一、项目基本情况\n  自评分数为99.41分。\n"
    );
}

/// A university numbers its parts 一、 and names its chapters by the tables they explain.
#[test]
fn chapters_open_by_what_they_are() {
    assert_eq!(
        of_text(
            "云溪大学\n2023年度部门决算\n2024年8月\n一、学校概况\n（一）学校基本情况\n\
             学校有在校学生2万人。\n二、2023年度部门决算报表\n（一）高等学校收支决算总表\n\
             三、决算报表说明\n（一）高等学校收支决算总表说明\n\
             学校2023年度收入总计430,725.03万元。\n（二）高等学校收入决算表说明\n\
             事业收入136,385.24万元，占收入总额31.66%。\n（三）高等学校财政拨款支出决算表说明\n\
             财政拨款支出总计为237,100.00万元。\n四、名词解释\n1.基本支出：指人员支出。\n"
        ),
        "cover []\n  云溪大学\n  2023年度部门决算\n  2024年8月\n\
         overview 一 学校概况 [overview]\noverview （一） 学校基本情况 [overview]\n  \
         学校有在校学生2万人。\ntables 二 2023年度部门决算报表 []\n\
         narrative 三 决算报表说明 []\nnarrative （一） 高等学校收支决算总表说明 [total]\n  \
         学校2023年度收入总计430,725.03万元。\n\
         narrative （二） 高等学校收入决算表说明 [revenue]\n  \
         事业收入136,385.24万元，占收入总额31.66%。\n\
         narrative （三） 高等学校财政拨款支出决算表说明 [fiscal_expenditure]\n  \
         财政拨款支出总计为237,100.00万元。\n\
         glossary 四 名词解释 [glossary]\n  1.基本支出：指人员支出。\n"
    );
}

/// A heading that fills its line ends where it says that it is one, and 一、项目概况 below
/// 情况说明 is a project's.
#[test]
fn a_heading_that_fills_its_line_ends_with_it() {
    check(
        &["
    二、2026年云溪市司法局部门预算安排情况说明
    （三）支出预算情况说明（详见表1-3）
    支出预算99,230.46万元，比上年执行数增加7,331.92万元，增长8.0%，主要原因是人员
经费增加，其他资金项目也增加。
    年终结转结余0.00万元，与上年预算数持平，主要原因是本年度没有安排结转结余的资金了。
    （四）财政拨款收支预算情况的总体说明以及有关的变动情况说明（详见表4和表5的各栏）
    2026年财政拨款收支总预算91,842.80万元。
    （五）三公经费情况的说明
    一、项目概况
    项目预算100.00万元。
"],
        "
narrative 二 2026年云溪市司法局部门预算安排情况说明 []
narrative （三） 支出预算情况说明（详见表1-3） [expenditure]
  支出预算99,230.46万元，比上年执行数增加7,331.92万元，增长8.0%，主要原因是人员经费增加，其他资金项目也增加。
  年终结转结余0.00万元，与上年预算数持平，主要原因是本年度没有安排结转结余的资金了。
narrative （四） 财政拨款收支预算情况的总体说明以及有关的变动情况说明（详见表4和表5的各栏） [fiscal_total]
  2026年财政拨款收支总预算91,842.80万元。
narrative （五） 三公经费情况的说明 [three_public]
  一、项目概况
  项目预算100.00万元。
",
    );
}
