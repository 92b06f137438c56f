//! Published tables: columns, rows, and what both are about.

use super::origin::Method;
use super::value::{Unit, Value};

/// A published table as understood, its parts on several pages already joined.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// `final.01` … `final.10`, `perf.target`, `perf.selfeval`, `budget.*`, `other`.
    pub id: String,
    /// Which one of this id in the document, from 1.
    pub sequence: u32,
    /// Title as printed.
    pub title_printed: String,
    /// Printed number (公开01表), may be empty.
    pub label_printed: String,
    /// Unit of money as printed and its factor to yuan.
    pub unit: Unit,
    /// Entity as the table prints it (部门：…).
    pub entity_printed: String,
    /// Year as the table prints it (2024年度).
    pub year_printed: String,
    /// First and last page; `None` for text input or an absent table.
    pub pages: Option<(u32, u32)>,
    /// Name of the catalog layout.
    pub layout: String,
    /// Whether there is data.
    pub state: TableState,
    /// The note that says why there is none.
    pub empty_note: String,
    /// 注: the note under the table.
    pub footnote: String,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
    /// Entity after matching with the document's.
    pub entity: Option<String>,
    /// Rules that chose between readings of this table; they prove nothing in it.
    pub chosen_by: Vec<String>,
    /// Scope of this table.
    pub scope: Scope,
    /// Year of this table.
    pub fiscal_year: Option<u16>,
    /// For 三公: 一般公共预算财政拨款 or 财政拨款 (widened with 2022).
    pub scope_label: String,
    /// Whether its leaves give its printed totals.
    pub leaf_sum: LeafSum,
    /// Data columns, left to right.
    pub columns: Vec<Column>,
    /// Rows that have a label or a code, in printed order.
    pub rows: Vec<Row>,
    /// Every printed 行次, those of rows with neither label nor code too.
    pub line_numbers: Vec<LineNumber>,
}

impl Table {
    /// The body that a row is about, its own or the table's; empty where none is named.
    pub fn entity_of<'t>(&'t self, row: &'t Row) -> &'t str {
        let named = match &row.entity {
            Some(own) => &own.name,
            None => &self.entity,
        };
        named.as_deref().unwrap_or_default()
    }

    /// Whose money a row covers: that of its own body, or of the table's.
    pub fn scope_of(&self, row: &Row) -> Scope {
        row.entity.as_ref().map_or(self.scope, |own| own.scope)
    }

    /// The year of a row's amounts; a change between two years has none.
    pub fn year_of(&self, row: &Row) -> Option<u16> {
        if row.is_change { None } else { row.year.or(self.fiscal_year) }
    }
}

/// A printed 行次.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineNumber {
    /// Which of the tables that stand side by side, from 0.
    pub panel: usize,
    /// Order of its row in the table, as `Row::order`.
    pub row: u32,
    /// As printed.
    pub printed: String,
}

/// Whether a table has data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableState {
    /// At least one data cell is printed.
    #[default]
    Data,
    /// Printed, but with nothing in it.
    Empty,
    /// Declared (in 目录 or text) and not there.
    Absent,
}

/// A data column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Canonical key (`total`, `basic` …); empty where the catalog knows none.
    pub key: String,
    /// Normalised labels above the column, outermost first.
    pub path: Vec<String>,
    /// 栏次 as printed.
    pub number: String,
    /// When in the budget's life.
    pub phase: Phase,
    /// Which budget pays.
    pub fund: Fund,
    /// `total`, `basic`, `project` … or empty.
    pub nature: String,
    /// Which side of a two-sided table.
    pub side: Side,
    /// Whether the column is a printed sum of others.
    pub is_total: bool,
    /// Whether its table prints no columns that it is the sum of, and it is not printed as 其中.
    pub is_leaf: bool,
    /// Whether it is printed as 其中 of another column, which holds its amounts already.
    pub of_which: bool,
}

/// Which side of a table stands for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// 收入.
    Revenue,
    /// 支出.
    Expenditure,
    /// The table has no sides.
    #[default]
    None,
}

/// When in the budget's life an amount stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// 年初预算数.
    Approved,
    /// 全年预算数, after adjustment.
    Adjusted,
    /// 决算数, 执行数.
    Executed,
    /// 上年.
    Prior,
    /// Nothing says.
    #[default]
    Unknown,
}

/// Which budget an amount belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fund {
    /// All money.
    All,
    /// 财政拨款: the three budgets together.
    Fiscal,
    /// 一般公共预算.
    General,
    /// 政府性基金预算.
    GovFund,
    /// 国有资本经营预算.
    StateCapital,
    /// Another.
    Other,
    /// Nothing says.
    #[default]
    Unknown,
}

impl Fund {
    /// Whether it is one of the three budgets that 财政拨款 comes from.
    pub fn is_part(self) -> bool {
        matches!(self, Fund::General | Fund::GovFund | Fund::StateCapital)
    }
}

/// A printed row, or one side or panel of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Order in the table, from 1; both sides of one printed row share it.
    pub order: u32,
    /// Side it stands on.
    pub side: Side,
    /// 行次 as printed.
    pub line_no: String,
    /// 科目编码: digits, 类款项 joined.
    pub code: String,
    /// Which classification the code is in.
    pub code_scheme: CodeScheme,
    /// Normalised label.
    pub label: String,
    /// Label as printed.
    pub label_printed: String,
    /// Depth.
    pub level: Level,
    /// Whether the row is a printed sum of others.
    pub is_total: bool,
    /// False where a printed row details it, or it is a sum or printed as 其中.
    pub is_leaf: bool,
    /// Whether it is printed as 其中 of another row, which holds its amounts already.
    pub of_which: bool,
    /// The body it is about, where its table lists bodies.
    pub entity: Option<RowEntity>,
    /// Further classifications printed in the row, beside that of its own code.
    pub other: Vec<Classification>,
    /// The year that the row names (2025年 in a budget of 2026); `None` for the table's own.
    pub year: Option<u16>,
    /// Whether it prints how much one year differs from another: amounts of no year.
    pub is_change: bool,
    /// Data cells, left to right, blank ones too.
    pub values: Vec<Value>,
}

/// The body (预算单位, 单位名称) that a row of a table is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct RowEntity {
    /// Its code as printed (105236); it classifies nothing.
    pub code: String,
    /// Its name; `None` where only a code is printed that nothing names.
    pub name: Option<String>,
    /// Whether it is a unit, or the department above the other rows' bodies.
    pub scope: Scope,
}

/// A second classification of a row: 政府经济分类 beside 部门经济分类.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Classification {
    /// Digits, 类款项 joined.
    pub code: String,
    /// Normalised name.
    pub label: String,
    /// Which classification it is.
    pub scheme: CodeScheme,
}

/// Whether the rows that nothing details give the totals that a table prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeafSum {
    /// In every column within what the print allows.
    Agrees,
    /// Not in every column.
    Differs,
    /// It prints no total, or nothing beside it.
    #[default]
    None,
}

/// Which classification a code is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeScheme {
    /// 支出功能分类科目.
    Function,
    /// 支出经济分类科目.
    Economic,
    /// No code, or not known.
    #[default]
    None,
}

/// Depth of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// 类: three digits.
    Class,
    /// 款: five digits.
    Section,
    /// 项: seven digits.
    Item,
    /// A line without a code.
    #[default]
    Line,
    /// 合计, 总计.
    Total,
}

/// Whose money a document or table covers; never mixed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Scope {
    /// 部门: the department with all its units.
    Department,
    /// 单位: one unit.
    Unit,
    /// Nothing says.
    #[default]
    Unknown,
}
