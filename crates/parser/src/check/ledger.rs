//! Where the operands of the identities stand: rows and columns of the tables by name.

use super::evaluate::{Number, Side};
use super::formula::RowName;
use crate::disclosure::Evidence;
use crate::disclosure::FactRef;
use crate::disclosure::{
    self, Disclosure, Fund, Row, Table, TableState, Value, ValueState,
};
use crate::words::wording;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// A line of 总表 and the names under which it is printed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineSpec {
    key: String,
    #[serde(default)]
    side: String,
    labels: Vec<String>,
    /// Line that must have been met before.
    #[serde(default)]
    after: String,
    /// Line that must not have been met before.
    #[serde(default)]
    before: String,
    /// The last such line of the side counts.
    #[serde(default)]
    last: bool,
    /// 行次 that it must carry.
    #[serde(default)]
    line_no: String,
}

/// A 类 and its names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassSpec {
    code: String,
    labels: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    line: Vec<LineSpec>,
    class: Vec<ClassSpec>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../../catalog/identities/lines.toml"))
        .expect("the file is part of the program")
});

/// The lines that a label may be, in the order of the file.
fn lines_of(label: &str) -> &'static [&'static LineSpec] {
    type ByLabel = HashMap<&'static str, Vec<&'static LineSpec>>;
    static LINES: LazyLock<ByLabel> = LazyLock::new(|| {
        let mut by_label = ByLabel::new();
        for spec in &NAMES.line {
            for label in &spec.labels {
                by_label.entry(label).or_default().push(spec);
            }
        }
        by_label
    });
    LINES.get(label).map_or(&[], Vec::as_slice)
}

/// The 类 that a line of 总表 names (公共安全支出 → 204), by its bare label.
pub(crate) fn class_of(label: &str) -> Option<&'static str> {
    static CLASSES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let of = |c: &'static ClassSpec| {
            c.labels.iter().map(|l| (l.as_str(), c.code.as_str()))
        };
        NAMES.class.iter().flat_map(of).collect()
    });
    CLASSES.get(label).copied()
}

/// The first printed name of a line.
pub(crate) fn line_label(key: &str) -> &str {
    let spec = NAMES.line.iter().find(|l| l.key == key);
    spec.and_then(|l| l.labels.first()).map_or(key, String::as_str)
}

/// `revenue`, `expenditure` or empty: where a line stands.
#[cfg(test)]
pub(crate) fn line_side(key: &str) -> &str {
    NAMES.line.iter().find(|l| l.key == key).map_or("", |l| l.side.as_str())
}

/// A label without ordinal and without 其中：.
pub(crate) fn bare(label: &str) -> &str {
    let label = label.strip_prefix("其中:").unwrap_or(label);
    wording::strip_ordinal(label).trim_start_matches("其中:")
}

/// One table, its rows by name.
#[derive(Debug, Clone)]
pub(crate) struct Sheet<'d> {
    /// Index into `Disclosure::tables`.
    pub(crate) index: usize,
    /// The table.
    pub(crate) table: &'d Table,
    lines: BTreeMap<&'static str, usize>,
    classes: Vec<(&'static str, usize)>,
    codes: HashMap<&'d str, Vec<usize>>,
    total: Option<usize>,
    /// Rows with numbers on the expenditure or revenue side whose name nothing knows.
    strange: Vec<usize>,
}

impl<'d> Sheet<'d> {
    fn new(index: usize, table: &'d Table) -> Sheet<'d> {
        let mut sheet = Sheet {
            index,
            table,
            lines: BTreeMap::new(),
            classes: Vec::new(),
            codes: HashMap::new(),
            total: None,
            strange: Vec::new(),
        };
        let mut totals = Vec::new();
        for (at, row) in table.rows.iter().enumerate() {
            if !row.code.is_empty() {
                sheet.codes.entry(row.code.as_str()).or_default().push(at);
                continue;
            }
            let label = bare(&row.label);
            let line = sheet.name_line(at, row, label);
            if row.is_total && (!line || row.side == disclosure::Side::None) {
                totals.push(at);
            }
            if row.side == disclosure::Side::Expenditure
                && let Some(code) = class_of(label)
            {
                sheet.classes.push((code, at));
            } else if !line && !row.is_total && row.values.iter().any(is_counted) {
                sheet.strange.push(at);
            }
        }
        let plain = |&&at: &&usize| {
            let label = table.rows[at].label.as_str();
            !label.contains("人员") && !label.contains("公用")
        };
        let mut totals = totals.iter().filter(plain);
        sheet.total = match (totals.next(), totals.next()) {
            (Some(&only), None) => Some(only),
            (None, _) => sheet.only_body(),
            _ => None,
        };
        sheet
    }

    /// The one row of a table that has a row for each body and no more.
    fn only_body(&self) -> Option<usize> {
        let [row] = self.table.rows.as_slice() else { return None };
        let is_body = row.side == disclosure::Side::None
            && row.code_scheme == disclosure::CodeScheme::None;
        is_body.then_some(0)
    }

    /// Notes which lines the row is; whether it is any.
    fn name_line(&mut self, at: usize, row: &Row, label: &str) -> bool {
        let side = match row.side {
            disclosure::Side::Revenue => "revenue",
            disclosure::Side::Expenditure => "expenditure",
            disclosure::Side::None => "",
        };
        let mut named = false;
        for spec in lines_of(label) {
            let met = |key: &str| self.lines.contains_key(key);
            let fits = spec.side == side
                && (spec.line_no.is_empty() || spec.line_no == row.line_no)
                && (spec.after.is_empty() || met(&spec.after))
                && (spec.before.is_empty() || !met(&spec.before));
            if !fits {
                continue;
            }
            named = true;
            if spec.last || !met(&spec.key) {
                self.lines.insert(&spec.key, at);
            }
        }
        named
    }

    /// The row of a name; `None` where there is none or more than one.
    pub(crate) fn row(&self, name: &RowName) -> Option<usize> {
        match name {
            RowName::Total => self.total,
            RowName::Code(code) => self.code(code),
            RowName::Line(key) => self.lines.get(key.as_str()).copied(),
            RowName::Each
            | RowName::Only
            | RowName::Class
            | RowName::Classes
            | RowName::EachCode => None,
        }
    }

    /// The only row with a code.
    pub(crate) fn code(&self, code: &str) -> Option<usize> {
        match self.codes.get(code)?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// All codes that classify something.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &'d str> {
        let scheme = |rows: &Vec<usize>| self.table.rows[rows[0]].code_scheme;
        let codes = self.codes.iter();
        codes
            .filter(move |(_, rows)| scheme(rows) != disclosure::CodeScheme::None)
            .map(|(code, _)| *code)
    }

    /// Whether one code is printed more than once.
    pub(crate) fn repeats_code(&self, code: &str) -> bool {
        self.codes.get(code).is_some_and(|rows| rows.len() > 1)
    }

    /// Whether the table says something by leaving out a code: it prints others like it.
    pub(crate) fn prints_codes_like(&self, code: &str) -> bool {
        self.codes().any(|other| other.len() == code.len())
    }

    /// Whether it prints no such codes at all.
    pub(crate) fn is_without_codes(&self) -> bool {
        self.codes().next().is_none()
    }

    /// Whether any code is printed more than once.
    pub(crate) fn repeats_codes(&self) -> bool {
        self.codes.values().any(|rows| rows.len() > 1)
    }

    /// Rows of each 类: by code, or by name in a table without codes.
    pub(crate) fn classes(&self) -> Vec<(&str, usize)> {
        if self.classes.is_empty() {
            let mut found: Vec<(&str, usize)> = self
                .codes
                .iter()
                .filter(|(code, _)| code.len() == 3)
                // Codes of bodies classify nothing.
                .filter(|(_, rows)| {
                    self.table.rows[rows[0]].code_scheme != disclosure::CodeScheme::None
                })
                .filter_map(|(code, rows)| Some((*code, self.of_bodies(rows)?)))
                .flat_map(|(code, rows)| rows.into_iter().map(move |at| (code, at)))
                .collect();
            found.sort_unstable();
            found
        } else {
            self.classes.iter().map(|&(code, at)| (code, at)).collect()
        }
    }

    /// The rows of a code that make its amount: that of the department, or else one of each
    /// body. `None` where it is printed twice for another reason.
    fn of_bodies(&self, rows: &[usize]) -> Option<Vec<usize>> {
        let entity = |at: &usize| self.table.rows[*at].entity.as_ref();
        let is_whole = |at: &&usize| {
            entity(at).is_none_or(|e| e.scope == disclosure::Scope::Department)
        };
        let wholes: Vec<usize> = rows.iter().filter(is_whole).copied().collect();
        if !wholes.is_empty() {
            return (wholes.len() == 1).then_some(wholes);
        }
        let bodies: BTreeSet<_> = rows.iter().filter_map(entity).collect();
        (bodies.len() == rows.len()).then(|| rows.to_vec())
    }

    /// Whether a code is printed more than once, and not once for each body.
    pub(crate) fn is_ambiguous(&self, code: &str) -> bool {
        self.codes.get(code).is_some_and(|rows| self.of_bodies(rows).is_none())
    }

    /// Rows with numbers, on one side, that no name is known for.
    pub(crate) fn strange(&self, side: disclosure::Side) -> impl Iterator<Item = usize> {
        self.strange.iter().copied().filter(move |&at| self.table.rows[at].side == side)
    }

    /// Rows that have a cell of a column.
    pub(crate) fn rows_with(&self, key: &str) -> Vec<usize> {
        let has = |row: &Row| {
            row.values
                .iter()
                .any(|v| self.table.columns.get(v.column).is_some_and(|c| c.key == key))
        };
        let rows = self.table.rows.iter().enumerate();
        rows.filter(|(_, row)| has(row)).map(|(at, _)| at).collect()
    }

    /// Those of them that are about the table's own year.
    pub(crate) fn own_rows_with(&self, key: &str) -> Vec<usize> {
        let is_own = |at: &usize| {
            let row = &self.table.rows[*at];
            !row.is_change
                && row.year.is_none_or(|year| Some(year) == self.table.fiscal_year)
        };
        self.rows_with(key).into_iter().filter(is_own).collect()
    }

    /// Columns of a key; side does not matter, a row has cells of its own side only.
    pub(crate) fn has_column(&self, key: &str) -> bool {
        self.table.columns.iter().any(|c| c.key == key)
    }

    /// Keys of all columns that one side's rows may have.
    pub(crate) fn keys(&self) -> Vec<&'d str> {
        let mut keys: Vec<&str> = Vec::new();
        for column in &self.table.columns {
            if !column.key.is_empty() && !keys.contains(&column.key.as_str()) {
                keys.push(&column.key);
            }
        }
        keys
    }

    /// A name of a row for people.
    pub(crate) fn row_label(&self, at: usize) -> String {
        let row = &self.table.rows[at];
        match (row.code.as_str(), bare(&row.label)) {
            ("", label) => label.to_owned(),
            (code, label) => format!("{code} {label}"),
        }
    }

    /// Adds the cell of a row and a column key to a side.
    pub(crate) fn add(&self, side: &mut Side, at: usize, key: &str, raw: bool) {
        let row = &self.table.rows[at];
        let mut cells = row.values.iter().enumerate().filter(|(_, v)| {
            self.table.columns.get(v.column).is_some_and(|c| c.key == key)
        });
        match (cells.next(), cells.next()) {
            (Some((value_at, value)), None) => {
                self.add_value(side, at, value_at, value, raw);
            }
            (Some(first), Some(second)) => {
                let all = [first, second].into_iter().chain(cells).collect();
                match self.of_budgets(all) {
                    Some(chosen) => chosen.into_iter().for_each(|(value_at, value)| {
                        self.add_value(side, at, value_at, value, raw);
                    }),
                    // Two columns answer to the key: nobody can say which is meant.
                    None => side.incomplete = true,
                }
            }
            (None, _) => side.blank = true,
        }
    }

    /// What the cells of one key come to where budgets stand beside each other (三公 paid by
    /// 一般公共预算, by 政府性基金预算, by 国有资本经营预算): their sum if it is printed, else they all.
    fn of_budgets<'v>(
        &self,
        cells: Vec<(usize, &'v Value)>,
    ) -> Option<Vec<(usize, &'v Value)>> {
        let fund = |value: &Value| self.table.columns.get(value.column).map(|c| c.fund);
        let (parts, whole): (Vec<_>, Vec<_>) =
            cells.into_iter().partition(|(_, v)| fund(v).is_some_and(Fund::is_part));
        let mut funds: Vec<Option<Fund>> = Vec::new();
        for (_, value) in &parts {
            if funds.contains(&fund(value)) {
                return None;
            }
            funds.push(fund(value));
        }
        match whole.len() {
            0 => Some(parts),
            1 => Some(whole),
            _ => None,
        }
    }

    /// Adds one cell to a side.
    pub(crate) fn add_value(
        &self,
        side: &mut Side,
        row: usize,
        at: usize,
        value: &Value,
        raw: bool,
    ) {
        match number(value, raw) {
            Cell::Number(number, half) => {
                let fact = FactRef { table: self.index, row, value: at };
                side.numbers.push(Number {
                    value: number,
                    half,
                    evidence: Evidence::Fact(fact),
                });
            }
            Cell::Nothing => side.blank |= value.state == ValueState::Blank,
            Cell::Unusable => side.incomplete = true,
        }
    }
}

/// What a cell gives to a sum.
enum Cell {
    Number(Decimal, Decimal),
    Nothing,
    Unusable,
}

/// `raw` compares the printed numbers: inside a table of unknown unit all have the same one.
fn number(value: &Value, raw: bool) -> Cell {
    match value.state {
        ValueState::Blank | ValueState::Dash => Cell::Nothing,
        ValueState::Text | ValueState::Clipped | ValueState::Unreadable => Cell::Unusable,
        ValueState::Number | ValueState::Zero => {
            let half = |n: Decimal| Decimal::new(5, n.scale().min(27) + 1);
            match (value.amount_yuan, value.precision_yuan, value.number) {
                (Some(amount), Some(precision), _) => Cell::Number(amount, precision),
                // Things are counted, not rounded.
                (None, _, Some(n)) if value.quantity.is_some() && n.scale() == 0 => {
                    Cell::Number(n, Decimal::ZERO)
                }
                (None, _, Some(n)) if raw || value.quantity.is_some() => {
                    Cell::Number(n, half(n))
                }
                _ => Cell::Unusable,
            }
        }
    }
}

fn is_counted(value: &Value) -> bool {
    value.state == ValueState::Number
}

/// Whether amounts of the table are known in yuan.
pub(crate) fn has_unit(table: &Table) -> bool {
    table.unit.factor.is_some()
}

/// The tables of one body and year, by id, in printed order.
#[derive(Debug, Default, Clone)]
pub(crate) struct Group<'d> {
    sheets: BTreeMap<&'d str, Vec<Sheet<'d>>>,
    /// Whether what fails is failed, whatever may explain it: readings are compared so.
    pub(crate) is_strict: bool,
}

impl<'d> Group<'d> {
    /// Tables of an id.
    pub(crate) fn sheets(&self, id: &str) -> &[Sheet<'d>] {
        self.sheets.get(id).map_or(&[], Vec::as_slice)
    }

    /// The table that the body prints twice, in layouts that differ
    /// (国有资本经营预算财政拨款收入支出决算表 beside …支出决算表), and the same tables with
    /// each of the two.
    pub(crate) fn layouts(&self) -> Option<(&'d str, Vec<Group<'d>>)> {
        let known = self.sheets.iter().filter(|(id, _)| **id != "other");
        let mut twice = known.filter(|(_, sheets)| sheets.len() > 1);
        let (Some((id, sheets)), None) = (twice.next(), twice.next()) else {
            return None;
        };
        let keys = |sheet: &Sheet<'d>| {
            let mut keys = sheet.keys();
            keys.sort_unstable();
            keys
        };
        let mut layouts: Vec<Vec<&str>> = sheets.iter().map(keys).collect();
        layouts.sort_unstable();
        layouts.dedup();
        // Two tables of one layout are those of two bodies.
        if layouts.len() < sheets.len() {
            return None;
        }
        let alone = |sheet: &Sheet<'d>| {
            let mut group = self.clone();
            group.sheets.insert(id, vec![sheet.clone()]);
            group
        };
        Some((id, sheets.iter().map(alone).collect()))
    }

    /// All tables.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Sheet<'d>> {
        self.sheets.values().flatten()
    }
}

/// Parts a document's tables by body and year; a document with one table of each kind is one
/// body's, however its name is spelt above them.
pub(crate) fn groups(out: &Disclosure) -> Vec<Group<'_>> {
    let printed: Vec<(usize, &Table)> = out
        .tables
        .iter()
        .enumerate()
        .filter(|(_, t)| t.state != TableState::Absent && !t.id.starts_with("perf."))
        .collect();
    let single = printed.iter().all(|(_, t)| t.sequence <= 1 || t.id == "other");
    let mut order: Vec<(&str, Option<u16>)> = Vec::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, table) in printed {
        let key = if single {
            ("", None)
        } else {
            (table.entity.as_deref().unwrap_or(""), table.fiscal_year)
        };
        let at = order.iter().position(|k| *k == key).unwrap_or_else(|| {
            order.push(key);
            groups.push(Group::default());
            groups.len() - 1
        });
        let sheet = Sheet::new(index, table);
        groups[at].sheets.entry(table.id.as_str()).or_default().push(sheet);
    }
    groups
}
