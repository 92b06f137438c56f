//! What a marked page says below it: the file, the page, the number, its unit, the arithmetic.

use crate::paper::Paper;
use crate::record::Record;
use publisher::Lang;

/// The line about the page.
pub(crate) fn page(paper: &Paper, page: u32, lang: Lang) -> String {
    let file = paper.document.get("file_name");
    let printed = match (paper.label(page), lang) {
        ("", _) => String::new(),
        (label, Lang::Zh) => format!("（印出的页码 {label}）"),
        (label, Lang::En) => format!(" (printed page number {label})"),
    };
    match lang {
        Lang::Zh => format!("{file} · PDF 第 {page} 页{printed}"),
        Lang::En => format!("{file} · PDF page {page}{printed}"),
    }
}

/// What a fact, a statement, an indicator or an amount of a form is, in one line.
pub(crate) fn what(paper: &Paper, row: &Record) -> String {
    let mut parts: Vec<&str> = Vec::new();
    if let Some(table) = paper.table_of(row) {
        let title = table.get("title_printed");
        parts.push(if title.is_empty() { table.get("table") } else { title });
    }
    let names = [
        "code",
        "label_printed",
        "column_path",
        "subject",
        "source_printed",
        "level1",
        "level2",
        "level3",
    ];
    parts.extend(names.map(|name| row.get(name)).into_iter().filter(|s| !s.is_empty()));
    parts.join(" · ")
}

/// What is printed, and what it means: `89.89 万元 = 898900.00 元`.
pub(crate) fn value(row: &Record, lang: Lang) -> String {
    let printed = match row.get("printed") {
        "" => row.get("value_printed"),
        printed => printed,
    };
    let unit = match row.get("unit_printed") {
        "" => row.get("quantity_unit"),
        unit => unit,
    };
    let printed = match (printed, lang) {
        ("", Lang::Zh) => "（空白）".to_owned(),
        ("", Lang::En) => "(blank)".to_owned(),
        (printed, _) if printed.contains(unit) => format!("「{printed}」"),
        (printed, _) => format!("「{printed}」 {unit}"),
    };
    match row.get("amount_yuan") {
        "" => printed,
        amount => format!("{printed} = {amount} {}", lang.of("元", "yuan")),
    }
}

/// What an identity says and how it ended.
pub(crate) fn check(check: &Record, lang: Lang) -> String {
    let message = check.get(lang.of("message_zh", "message_en"));
    format!("{} {} · {message}", check.get("rule"), result(check.get("result"), lang))
}

/// How an identity ended.
pub(crate) fn result(word: &str, lang: Lang) -> &'static str {
    match word {
        "exact" => lang.of("相符", "exact"),
        "rounding" => lang.of("尾差", "rounding"),
        "violated" => lang.of("不符", "violated"),
        "vacuous" => lang.of("空对空", "vacuous"),
        _ => lang.of("无法核对", "not evaluable"),
    }
}
