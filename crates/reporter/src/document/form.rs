//! The money and the indicators of performance forms, as tables.

use super::table::{Table, Td, Th, Tr};
use crate::paper::Paper;
use crate::record::Record;
use publisher::Lang;

/// The tables of the forms that have something on a page.
pub(crate) fn of(paper: &Paper, page: u32, lang: Lang) -> Vec<Table> {
    let mut tables = Vec::new();
    for project in paper.rows("projects") {
        let id = project.get("project_id");
        let own = |row: &&Record| {
            row.get("project_id") == id && row.page().unwrap_or(0) == page
        };
        let funding: Vec<Tr> = paper
            .rows("funding")
            .iter()
            .filter(own)
            .map(|row| amount(row, lang))
            .collect();
        let indicators: Vec<Tr> =
            paper.rows("indicators").iter().filter(own).map(indicator).collect();
        if funding.is_empty() && indicators.is_empty() {
            continue;
        }
        let title = match project.get("project_name") {
            "" => project.get("title_printed"),
            name => name,
        };
        let is_first = project.get("page_from").parse() == Ok(page) || page == 0;
        let mut anchor = if is_first { id.to_owned() } else { format!("{id}-p{page}") };
        let about = [project.get("title_printed"), project.get("department_name")];
        let about: Vec<&str> =
            about.into_iter().filter(|part| !part.is_empty()).collect();
        if !funding.is_empty() {
            let columns = [
                lang.of("资金来源", "source"),
                lang.of("阶段", "stage"),
                lang.of("金额", "amount"),
            ];
            tables.push(table(&anchor, title, &about.join(" · "), &columns, funding));
            anchor.push_str("-i");
        }
        if !indicators.is_empty() {
            let columns = [
                lang.of("一级指标", "level 1"),
                lang.of("二级指标", "level 2"),
                lang.of("三级指标", "level 3"),
                lang.of("指标值", "target"),
                lang.of("实际完成值", "actual"),
            ];
            tables.push(table(&anchor, title, &about.join(" · "), &columns, indicators));
        }
    }
    tables
}

fn table(
    anchor: &str,
    title: &str,
    about: &str,
    columns: &[&str],
    rows: Vec<Tr>,
) -> Table {
    let th = |text: &&str| Th { text: (*text).to_owned(), colspan: 1, rowspan: 1 };
    Table {
        anchor: anchor.to_owned(),
        title: title.to_owned(),
        about: about.to_owned(),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        header: vec![columns.iter().map(th).collect()],
        rows,
    }
}

/// The id of an amount of a form: that of the form and its order in it.
pub(crate) fn amount_id(row: &Record) -> String {
    format!("{}-m{}", row.get("project_id"), row.get("seq"))
}

fn amount(row: &Record, lang: Lang) -> Tr {
    let printed = row.get("printed");
    let yuan = match row.get("amount_yuan") {
        "" => String::new(),
        amount => format!("{amount} {}", lang.of("元", "yuan")),
    };
    let is_bad = !matches!(row.get("disproofs"), "0" | "");
    let cell = Td {
        id: amount_id(row),
        text: if printed.is_empty() { "·".to_owned() } else { printed.to_owned() },
        class: if is_bad { "n x" } else { "n" },
        yuan,
        is_marked: row.rect().is_some(),
    };
    let stage = match row.get("stage") {
        "requested" => lang.of("申请", "requested"),
        "initial" => lang.of("年初预算", "initial"),
        "adjusted" => lang.of("全年预算", "adjusted"),
        "executed" => lang.of("执行", "executed"),
        other => other,
    };
    let heads = vec![row.get("source_printed").to_owned(), stage.to_owned()];
    Tr { heads, cells: vec![cell], ..Tr::default() }
}

fn indicator(row: &Record) -> Tr {
    let heads = ["level1", "level2", "level3"].map(|name| row.get(name).to_owned());
    let printed = row.get("value_printed");
    let cell = Td {
        id: row.get("indicator_id").to_owned(),
        text: if printed.is_empty() { "·".to_owned() } else { printed.to_owned() },
        is_marked: row.rect().is_some(),
        ..Td::default()
    };
    let actual = Td { text: row.get("actual_printed").to_owned(), ..Td::default() };
    Tr { heads: heads.to_vec(), cells: vec![cell, actual], ..Tr::default() }
}
