//! A table as it was understood, built again of its facts, page by page.

use crate::record::Record;
use publisher::Lang;
use std::collections::HashMap;

/// A cell of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Th {
    pub(crate) text: String,
    pub(crate) colspan: usize,
    pub(crate) rowspan: usize,
}

/// A cell of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Td {
    /// Id of the fact; empty where the row has no such column.
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) class: &'static str,
    /// What it means, with its unit; empty where it says the same as the print.
    pub(crate) yuan: String,
    /// Whether it has a place on the page.
    pub(crate) is_marked: bool,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tr {
    pub(crate) id: String,
    pub(crate) heads: Vec<String>,
    pub(crate) cells: Vec<Td>,
    pub(crate) is_total: bool,
}

/// A table, or the part of it that stands on one page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) anchor: String,
    pub(crate) title: String,
    pub(crate) about: String,
    /// Title of every column, those of row heads first and empty.
    pub(crate) columns: Vec<String>,
    pub(crate) header: Vec<Vec<Th>>,
    pub(crate) rows: Vec<Tr>,
}

/// A column: its path, and which one of that path it is in the row.
type Key = (String, usize);

/// Builds a table of the facts of one page, in their order.
pub(crate) fn of(
    table: Option<&Record>,
    facts: &[&Record],
    page: u32,
    lang: Lang,
) -> Table {
    let mut columns: Vec<Key> = Vec::new();
    let mut rows: Vec<(&Record, Vec<(usize, Td)>)> = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for fact in facts {
        let is_new = rows.last().is_none_or(|(first, _)| !same_row(first, fact));
        if is_new {
            rows.push((fact, Vec::new()));
            seen.clear();
        }
        let path = match fact.get("column_path") {
            "" => fact.get("column"),
            path => path,
        };
        let nth = seen.entry(path.to_owned()).or_default();
        let key = (path.to_owned(), *nth);
        *nth += 1;
        let at = columns.iter().position(|known| *known == key).unwrap_or_else(|| {
            columns.push(key);
            columns.len() - 1
        });
        if let Some((_, cells)) = rows.last_mut() {
            cells.push((at, cell(fact, lang)));
        }
    }
    let has_codes = facts.iter().any(|fact| !fact.get("code").is_empty());
    let heads = if has_codes { 2 } else { 1 };
    let paths: Vec<&str> = columns.iter().map(|(path, _)| path.as_str()).collect();
    let mut out = Table {
        header: header(&paths, heads, lang),
        columns: vec![String::new(); heads],
        rows: rows.into_iter().map(|row| line(row, columns.len(), has_codes)).collect(),
        ..Table::default()
    };
    out.columns.extend(columns.into_iter().map(|(path, _)| path.replace('/', " / ")));
    if let Some(table) = table {
        (out.title, out.about, out.anchor) = names(table, page, lang);
    }
    out
}

fn same_row(a: &Record, b: &Record) -> bool {
    ["row", "side", "code", "label_printed"].iter().all(|name| a.get(name) == b.get(name))
}

fn line(
    (first, cells): (&Record, Vec<(usize, Td)>),
    width: usize,
    has_codes: bool,
) -> Tr {
    let mut line = Tr {
        cells: vec![Td::default(); width],
        is_total: first.get("is_total") == "true",
        ..Tr::default()
    };
    if has_codes {
        line.heads.push(first.get("code").to_owned());
    }
    let label = match first.get("label_printed") {
        "" => first.get("label"),
        printed => printed,
    };
    line.heads.push(label.to_owned());
    for (at, cell) in cells {
        line.cells[at] = cell;
    }
    line
}

fn cell(fact: &Record, lang: Lang) -> Td {
    let state = fact.get("value_state");
    let printed = fact.get("printed");
    let is_low = fact.get("method") == "ocr"
        && fact.number("confidence").is_some_and(|confidence| confidence < 0.9);
    let class = match state {
        "blank" => "b",
        "dash" => "n d",
        "number" | "zero" if fact.get("disproofs") != "0" => "n x",
        "number" | "zero" if is_low => "n u",
        "number" | "zero" if fact.get("proofs") != "0" => "n g",
        "number" | "zero" => "n",
        _ => "",
    };
    let amount = fact.get("amount_yuan");
    let yuan = match (amount, fact.get("quantity")) {
        ("", "") => String::new(),
        ("", quantity) => format!("{quantity} {}", fact.get("quantity_unit")),
        (amount, _) => format!("{amount} {}", lang.of("元", "yuan")),
    };
    Td {
        id: fact.get("fact_id").to_owned(),
        text: if printed.is_empty() { "·".to_owned() } else { printed.to_owned() },
        class,
        yuan,
        is_marked: fact.rect().is_some(),
    }
}

/// Title, what is known about it, and anchor; a table has one anchor on every page.
fn names(table: &Record, page: u32, lang: Lang) -> (String, String, String) {
    let title = match table.get("title_printed") {
        "" => table.get("table"),
        title => title,
    };
    let id = table.get("table_id");
    let is_first = table.get("page_from").parse() == Ok(page) || page == 0;
    let anchor = if is_first { id.to_owned() } else { format!("{id}-p{page}") };
    let unit = match table.get("unit_printed") {
        "" => lang.of("未印单位", "no unit printed").to_owned(),
        unit => format!("{} {unit}", lang.of("单位", "unit")),
    };
    let about =
        [table.get("table"), table.get("label_printed"), &unit, table.get("entity")];
    let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
    (title.to_owned(), about.join(" · "), anchor)
}

/// A header of several rows: what is the same above neighbouring columns is one cell.
fn header(paths: &[&str], heads: usize, lang: Lang) -> Vec<Vec<Th>> {
    let parts: Vec<Vec<&str>> =
        paths.iter().map(|path| path.split('/').collect()).collect();
    let depth = parts.iter().map(Vec::len).max().unwrap_or(1);
    let mut rows = Vec::new();
    for level in 0..depth {
        let mut row = Vec::new();
        if level == 0 {
            let names = [lang.of("编码", "code"), lang.of("项目", "item")];
            for name in &names[2 - heads..] {
                row.push(Th { text: (*name).to_owned(), colspan: 1, rowspan: depth });
            }
        }
        let mut at = 0;
        while at < parts.len() {
            let path = &parts[at];
            if level >= path.len() {
                at += 1;
                continue;
            }
            let is_leaf = level + 1 == path.len();
            let mut end = at + 1;
            while !is_leaf
                && end < parts.len()
                && parts[end].len() > level + 1
                && parts[end][..=level] == path[..=level]
            {
                end += 1;
            }
            let rowspan = if is_leaf { depth - level } else { 1 };
            row.push(Th { text: path[level].to_owned(), colspan: end - at, rowspan });
            at = end;
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_what_stands_above_them() {
        let rows =
            header(&["本年收入", "本年支出/小计", "本年支出/项目支出"], 1, Lang::Zh);
        let told: Vec<Vec<(&str, usize, usize)>> = rows
            .iter()
            .map(|row| {
                row.iter().map(|th| (th.text.as_str(), th.colspan, th.rowspan)).collect()
            })
            .collect();
        assert_eq!(
            told,
            [
                vec![("项目", 1, 2), ("本年收入", 1, 2), ("本年支出", 2, 1)],
                vec![("小计", 1, 1), ("项目支出", 1, 1)],
            ]
        );
    }
}
