//! `wide/<table>.csv`: a table as people know it, one line per printed row.
//!
//! Keys first, then one column per canonical column in yuan. A table printed with two
//! sides gives one line per side. Behind the columns stand the file, the page, and whatever
//! money of the row has no column here, with its printed header.

use crate::address::page_url;
use crate::facts::{has_facts, side_of};
use crate::number;
use crate::options::Options;
use crate::schema::{Field, ForeignKey, Kind};
use crate::words::Word;
use parser::catalog::{TableSpec, catalog};
use parser::mask::mask;
use parser::{Column, Fund, Phase, Row, Side, Table, Value, ValueState};
use rust_decimal::Decimal;
use std::sync::{LazyLock, OnceLock};

/// Keys of every wide file: name, kind, Chinese, English.
const KEYS: [(&str, Kind, &str, &str); 13] = [
    ("doc_id", Kind::String, "文档编号", "id of the document"),
    ("table_id", Kind::String, "表编号", "id of the table"),
    ("entity", Kind::String, "部门或单位名称", "entity"),
    ("scope", Kind::String, "口径", "whose money it covers"),
    ("fiscal_year", Kind::Integer, "财政年度", "fiscal year"),
    ("row", Kind::Integer, "行序", "order of the row in the table from 1"),
    ("side", Kind::String, "收入方或支出方", "side of a two-sided table"),
    ("line_no", Kind::String, "行次", "line number as printed"),
    ("code", Kind::String, "科目编码", "code of the classification"),
    ("label", Kind::String, "名称；规范化的行名", "normalised label"),
    ("level", Kind::String, "层级", "depth of the row"),
    ("is_total", Kind::Boolean, "是否合计行", "whether the row is a printed sum"),
    ("page", Kind::Integer, "页；文本输入为空", "page; empty for text input"),
];

/// Counts stand beside money in the table that has both.
const COUNTS: [(&str, Kind, &str, &str); 2] = [
    ("quantity", Kind::Number, "统计数（非金额）", "a count"),
    ("quantity_unit", Kind::String, "数量单位", "unit of the count"),
];

/// What stands behind the columns of every wide file.
const TAIL: [(&str, Kind, &str, &str); 6] = [
    ("file_name", Kind::String, "文件名", "file name"),
    ("page_from", Kind::Integer, "表的首页", "first page of the table"),
    ("page_url", Kind::String, "页的网址", "address of the page"),
    (
        "row_is_leaf",
        Kind::Boolean,
        "是否末级行：表中没有更细的行，也不是合计或其中",
        "whether no printed row details this one; no total and no 其中",
    ),
    (
        "of_which",
        Kind::Boolean,
        "是否其中行：不再相加",
        "whether the row is printed as 其中 of another",
    ),
    (
        "unkeyed",
        Kind::String,
        "无规范列的金额：表头路径=金额（元），分号分隔",
        "money without a column here: header path=amount in yuan; separated by semicolons",
    ),
];

/// References of every wide file.
pub(crate) const REFERENCES: [ForeignKey; 2] = [
    ForeignKey { field: "doc_id", relation: "documents", reference: "doc_id" },
    ForeignKey { field: "table_id", relation: "tables", reference: "table_id" },
];

/// One wide file.
#[derive(Debug)]
pub struct Wide {
    /// Table it shows.
    pub table: &'static str,
    /// Its columns, in order.
    pub fields: Vec<Field>,
    /// Their names in Chinese, where they are asked for.
    headings: OnceLock<Vec<&'static str>>,
}

impl Wide {
    /// Path of the file inside the output folder.
    pub fn path(&self) -> String {
        format!("wide/{}.csv", self.table)
    }

    /// Its columns under the names that the output heads them with.
    pub(crate) fn headed(&self, options: Options) -> Vec<Field> {
        let mut fields = self.fields.clone();
        if options.chinese_headings {
            let names = self.headings.get_or_init(|| headings(&self.fields));
            fields.iter_mut().zip(names).for_each(|(field, name)| field.name = name);
        }
        fields
    }

    /// Its references under the same names.
    pub(crate) fn references(&self, options: Options) -> Vec<ForeignKey> {
        let headed = self.headed(options);
        let renamed = |key: &ForeignKey| {
            let at = self.fields.iter().position(|field| field.name == key.field);
            ForeignKey { field: at.map_or(key.field, |at| headed[at].name), ..*key }
        };
        REFERENCES.iter().map(renamed).collect()
    }

    fn has_counts(&self) -> bool {
        self.table == "final.10"
    }

    /// The canonical columns.
    fn amounts(&self) -> &[Field] {
        let counts = if self.has_counts() { COUNTS.len() } else { 0 };
        &self.fields[KEYS.len()..self.fields.len() - TAIL.len() - counts]
    }
}

/// What columns are called in Chinese, each once: the first words of what they are.
fn headings(fields: &[Field]) -> Vec<&'static str> {
    let short = |field: &Field| field.zh.split(['；', '：']).next().unwrap_or_default();
    let is_once = |name: &str| fields.iter().filter(|f| short(f) == name).count() == 1;
    let heading = |field: &Field| match short(field) {
        name if is_once(name) => name.to_owned(),
        name => format!("{name}（{}）", field.name),
    };
    // Made once for each file that is written so.
    fields.iter().map(|field| &*heading(field).leak()).collect()
}

static FILES: LazyLock<Vec<Wide>> = LazyLock::new(|| {
    let with_columns = catalog().tables.iter().filter(|table| !table.columns.is_empty());
    with_columns.map(wide).collect()
});

/// All wide files; each is written where it has lines.
pub fn files() -> &'static [Wide] {
    &FILES
}

fn wide(table: &'static TableSpec) -> Wide {
    let field = |name, kind, required, unit, zh, en| Field {
        name,
        kind,
        required,
        values: Vec::new(),
        pattern: "",
        unit,
        zh,
        en,
    };
    let plain =
        |&(name, kind, zh, en): &(&'static str, Kind, &'static str, &'static str)| {
            let required = matches!(name, "doc_id" | "table_id" | "row" | "file_name");
            field(name, kind, required, "", zh, en)
        };
    let mut fields: Vec<Field> = KEYS.iter().map(plain).collect();
    // Made once and needed as long as the catalog, which is the program's life.
    let columns = table.named_columns().into_iter().map(|(n, zh)| (n.leak(), zh.leak()));
    fields.extend(columns.map(|(name, zh)| {
        field(name, Kind::Number, false, "yuan", zh, "amount of the column with this key")
    }));
    let mut file = Wide { table: &table.id, fields, headings: OnceLock::new() };
    if file.has_counts() {
        file.fields.extend(COUNTS.iter().map(plain));
    }
    file.fields.extend(TAIL.iter().map(plain));
    file
}

/// Where a table stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) doc_id: &'a str,
    pub(crate) table_id: &'a str,
    pub(crate) file_name: &'a str,
    pub(crate) source_url: &'a str,
}

/// Hands the lines of one table to `line`; tables without a wide file give none.
pub(crate) fn lines(
    place: Place<'_>,
    table: &Table,
    mut line: impl FnMut(usize, &[&str]),
) {
    let Some(index) = files().iter().position(|file| file.table == table.id) else {
        return;
    };
    let file = &files()[index];
    for row in table.rows.iter().filter(|row| has_facts(table, row)) {
        for side in sides(table, row) {
            let cells = cells(file, place, table, row, side);
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            line(index, &cells);
        }
    }
}

/// Canonical keys that stand twice in a row with different amounts; their cells stay
/// empty in the wide file.
pub(crate) fn ambiguous_keys(table: &Table) -> Vec<&'static str> {
    let Some(file) = files().iter().find(|file| file.table == table.id) else {
        return Vec::new();
    };
    let amounts = file.amounts().iter().map(|field| field.name);
    amounts
        .filter(|key| {
            table.rows.iter().any(|row| {
                sides(table, row)
                    .into_iter()
                    .any(|side| matches!(amount(table, row, side, key), Found::Several))
            })
        })
        .collect()
}

fn sides(table: &Table, row: &Row) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::new();
    for value in &row.values {
        let side = side_of(row, table.columns.get(value.column));
        if !sides.contains(&side) {
            sides.push(side);
        }
    }
    if sides.is_empty() {
        sides.push(row.side);
    }
    sides
}

enum Found<'a> {
    None,
    One(&'a Value),
    /// What the three budgets pay, which stand side by side.
    Sum(Decimal),
    Several,
}

impl Found<'_> {
    fn amount(&self) -> Option<Decimal> {
        match self {
            Found::One(value) => value.amount_yuan,
            Found::Sum(sum) => Some(*sum),
            Found::None | Found::Several => None,
        }
    }
}

fn amount<'a>(table: &'a Table, row: &'a Row, side: Side, key: &str) -> Found<'a> {
    let answers =
        |column: &&Column| column.key == key && side_of(row, Some(column)) == side;
    // Last year's column may share this year's key: it only counts where it is alone.
    let has_own =
        table.columns.iter().filter(answers).any(|column| column.phase != Phase::Prior);
    let mut found: Option<&Value> = None;
    for value in &row.values {
        let column = table.columns.get(value.column).filter(answers);
        if column.is_none_or(|column| has_own && column.phase == Phase::Prior)
            || (value.amount_yuan.is_none() && value.quantity.is_none())
        {
            continue;
        }
        match found {
            None => found = Some(value),
            Some(first)
                if first.amount_yuan == value.amount_yuan
                    && first.quantity == value.quantity => {}
            Some(_) => {
                return of_budgets(table, row, key).map_or(Found::Several, Found::Sum);
            }
        }
    }
    found.map_or(Found::None, Found::One)
}

/// What a key comes to whose columns are those of 一般公共预算, 政府性基金预算 and 国有资本经营预算, one
/// each: their sum as it is printed, else as they give it.
fn of_budgets(table: &Table, row: &Row, key: &str) -> Option<Decimal> {
    let mut funds: Vec<Fund> = Vec::new();
    let mut whole: Vec<&Value> = Vec::new();
    let mut sum = Decimal::ZERO;
    for value in &row.values {
        let Some(column) = table.columns.get(value.column).filter(|c| c.key == key)
        else {
            continue;
        };
        if !column.fund.is_part() {
            whole.push(value);
            continue;
        }
        if funds.contains(&column.fund) {
            return None;
        }
        funds.push(column.fund);
        match value.state {
            ValueState::Blank | ValueState::Dash => {}
            _ => sum += value.amount_yuan?,
        }
    }
    match whole[..] {
        [] => Some(sum),
        [only] => only.amount_yuan,
        _ => None,
    }
}

fn cells(
    file: &Wide,
    place: Place<'_>,
    table: &Table,
    row: &Row,
    side: Side,
) -> Vec<String> {
    let page = row.values.iter().find_map(|value| value.origin.page);
    let page = page.map_or(String::new(), |page| page.to_string());
    let mut cells = vec![
        place.doc_id.to_owned(),
        place.table_id.to_owned(),
        mask(table.entity_of(row)).into_owned(),
        table.scope_of(row).word().to_owned(),
        table.year_of(row).map_or(String::new(), |year| year.to_string()),
        row.order.to_string(),
        side.word().to_owned(),
        row.line_no.clone(),
        row.code.clone(),
        mask(&row.label).into_owned(),
        row.level.word().to_owned(),
        row.is_total.to_string(),
        page.clone(),
    ];
    for field in file.amounts() {
        let found = amount(table, row, side, field.name).amount();
        cells.push(found.map(number::amount).unwrap_or_default());
    }
    if file.has_counts() {
        let counted = row.values.iter().find(|value| value.quantity.is_some());
        cells.push(
            counted.and_then(|v| v.quantity).map(number::plain).unwrap_or_default(),
        );
        cells.push(counted.map(|v| v.quantity_unit.clone()).unwrap_or_default());
    }
    cells.push(place.file_name.to_owned());
    cells.push(table.pages.map_or(String::new(), |(from, _)| from.to_string()));
    cells.push(page_url(place.source_url, &page));
    cells.push(row.is_leaf.to_string());
    cells.push(row.of_which.to_string());
    cells.push(unkeyed(file, table, row, side));
    cells
}

/// The money of a row that no column of the file shows, so that none is missing.
fn unkeyed(file: &Wide, table: &Table, row: &Row, side: Side) -> String {
    let mut out = Vec::new();
    for value in &row.values {
        let column = table.columns.get(value.column);
        let Some(yuan) = value.amount_yuan.filter(|_| side_of(row, column) == side)
        else {
            continue;
        };
        let key = column.map_or("", |column| column.key.as_str());
        let is_known = file.amounts().iter().any(|field| field.name == key);
        let is_shown = is_known && amount(table, row, side, key).amount() == Some(yuan);
        if !is_shown {
            let path = column.map_or(String::new(), |column| column.path.join("/"));
            let path = path.replace([';', '='], " ");
            out.push(format!("{}={}", mask(&path), number::amount(yuan)));
        }
    }
    out.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column taught to the parser would be lost here without a word.
    #[test]
    fn every_column_of_the_catalog_has_a_place() {
        for file in files() {
            let table = parser::catalog::catalog().table(file.table).expect("a table");
            let prefixes: Vec<&str> = if table.prefixes.is_empty() {
                vec![""]
            } else {
                table.prefixes.iter().map(|prefix| prefix.key.as_str()).collect()
            };
            for column in &table.columns {
                for prefix in &prefixes {
                    let key = format!("{prefix}{}", column.key);
                    let has = file.fields.iter().any(|field| field.name == key);
                    assert!(has, "{} has no column {key}", file.path());
                }
            }
        }
    }
}
