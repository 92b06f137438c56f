//! The whole document as understood: tables, performance forms, sections.

use crate::check::Check;
use crate::diagnostic::{Diagnostic, Origin};
use crate::statement::Statement;
use extractor::recogniser::Reading;
use rust_decimal::Decimal;

/// What one document says.
#[derive(Debug, Clone, Default)]
pub struct Disclosure {
    /// Final accounts, budget, …
    pub kind: DocKind,
    /// Whole department or a single unit.
    pub scope: Scope,
    /// Body whose accounts these are (编制单位), as the cover or the tables print it.
    pub entity: Option<String>,
    /// Its code, where one is printed (951-朔州市公安局… → 951).
    pub department_code: Option<String>,
    /// Year the money was spent or planned.
    pub fiscal_year: Option<u16>,
    /// The document's own title, as printed on the cover.
    pub title_printed: Option<String>,
    /// Date of publication, only if printed, `YYYY-MM-DD`.
    pub published_date: Option<String>,
    /// Published tables in document order.
    pub tables: Vec<Table>,
    /// Performance forms in document order.
    pub projects: Vec<Project>,
    /// Chapters of the text in document order.
    pub sections: Vec<Section>,
    /// Numbers stated in the text, in document order.
    pub statements: Vec<Statement>,
    /// Evaluated identities, in the order of their rules.
    pub checks: Vec<Check>,
    /// How each page was used.
    pub pages: Vec<PageUse>,
    /// What was not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// Kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DocKind {
    /// 决算.
    Final,
    /// 预算.
    Budget,
    /// Only performance forms (绩效目标表).
    Performance,
    /// Something else, recognised.
    Other,
    /// Nothing says.
    #[default]
    Unknown,
}

/// Whose money a document or table covers; never mixed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize,
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

/// How marks became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The file's own text.
    #[default]
    Text,
    /// Our reading of a picture.
    Ocr,
    /// Not read.
    None,
}

/// How one page was used.
#[derive(Debug, Clone, Default)]
pub struct PageUse {
    /// From 1.
    pub page: u32,
    /// How its marks became text.
    pub method: Method,
    /// Visible characters inside tables that landed in a cell.
    pub chars_assigned: usize,
    /// Visible characters inside tables that landed in none.
    pub chars_left: usize,
    /// The printed page number.
    pub label: Option<String>,
}

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
    /// Data columns, left to right.
    pub columns: Vec<Column>,
    /// Rows that have a label or a code, in printed order.
    pub rows: Vec<Row>,
    /// Every printed 行次, those of rows with neither label nor code too.
    pub line_numbers: Vec<LineNumber>,
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

/// A unit of money or count.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unit {
    /// As printed (万元, 元); empty when nothing is printed.
    pub printed: String,
    /// What one of it is in yuan; `None` for an unknown unit or a count.
    pub factor: Option<Decimal>,
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
    /// False where a printed row below it details it, or it is a sum.
    pub is_leaf: bool,
    /// Data cells, left to right, blank ones too.
    pub values: Vec<Value>,
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

/// One printed data cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// Index into `Table::columns`.
    pub column: usize,
    /// What kind of thing is printed.
    pub state: ValueState,
    /// Exactly what is printed.
    pub printed: String,
    /// Unit of this cell, where it differs by row; else the table's.
    pub unit_printed: String,
    /// Exact amount in yuan; `None` for anything but a number with a known unit of money.
    pub amount_yuan: Option<Decimal>,
    /// Half of the last printed digit, in yuan.
    pub precision_yuan: Option<Decimal>,
    /// A count, where the row counts things.
    pub quantity: Option<Decimal>,
    /// 辆, 台 …
    pub quantity_unit: String,
    /// The printed number itself, in its own unit.
    pub number: Option<Decimal>,
    /// Where it stands: the ink, or the cell when blank.
    pub origin: Origin,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
    /// Equalities with a non-zero other side that it satisfies.
    pub proofs: u32,
    /// Equalities that it takes part in and that fail.
    pub disproofs: u32,
    /// What else a recogniser made of it; `None` for text of the file.
    pub recognised: Option<Box<Recognised>>,
}

/// What a recogniser made of a number, beside the reading that is taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognised {
    /// What was read first, where another reading took its place; else empty.
    pub read_first: String,
    /// Other numbers that it may be, put right as the taken one, best first.
    pub others: Vec<Reading>,
    /// Whether identities chose the reading that is taken: they prove nothing of it.
    pub is_chosen: bool,
}

/// What kind of thing is printed in a cell. Blank, dash and 0.00 are three different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueState {
    /// A number other than zero.
    Number,
    /// A printed zero.
    Zero,
    /// Nothing.
    #[default]
    Blank,
    /// —— or -.
    Dash,
    /// Words.
    Text,
    /// Cut by the cell's border.
    Clipped,
    /// Something that could not be read.
    Unreadable,
}

/// One performance form.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Target, self-evaluation or overall.
    pub form: FormKind,
    /// Title as printed.
    pub title_printed: String,
    /// Year as printed (2024年度) reduced to its digits.
    pub form_year: Option<u16>,
    /// 项目名称.
    pub project_name: String,
    /// From 主管部门及代码.
    pub department_code: String,
    /// From 主管部门及代码.
    pub department_name: String,
    /// 实施单位.
    pub implementing_unit: String,
    /// 项目属性.
    pub attribute: String,
    /// 项目期 as printed.
    pub term_printed: String,
    /// 项目期 in years.
    pub term_years: Option<u16>,
    /// 99年 stands for a project without an end.
    pub term_is_sentinel: bool,
    /// 项目概况.
    pub overview: String,
    /// 立项依据.
    pub basis: String,
    /// 项目设立必要性.
    pub necessity: String,
    /// 保证项目实施的制度、措施.
    pub measures: String,
    /// 项目实施计划.
    pub plan: String,
    /// 总体目标, 实施期目标.
    pub goal_full: String,
    /// 年度目标, 预期目标.
    pub goal_annual: String,
    /// 实际完成情况.
    pub goal_actual: String,
    /// 填报日期, `YYYY-MM-DD` where it can be read, else as printed.
    pub filled_on: String,
    /// The people named in the form; exported only when asked for.
    pub contact: Contact,
    /// 总分, 自评得分 as printed.
    pub self_score: Option<Decimal>,
    /// Where `self_score` is printed.
    pub score_source: ScoreSource,
    /// 优, 良, 中, 差.
    pub grade: String,
    /// Unit of its money.
    pub unit: Unit,
    /// First and last page; `None` for text input.
    pub pages: Option<(u32, u32)>,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
    /// Names of the fields whose text is cut by a border, in output column names.
    pub clipped_fields: Vec<String>,
    /// Executed amount in yuan.
    pub executed_yuan: Option<Decimal>,
    /// Funding lines in printed order.
    pub funding: Vec<Funding>,
    /// Indicators in printed order.
    pub indicators: Vec<Indicator>,
}

/// Where a score is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScoreSource {
    /// In the form itself.
    #[default]
    Form,
    /// Only in 项目支出绩效自评总结报告.
    Report,
}

/// Which form it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormKind {
    /// 绩效目标申报表, 绩效目标表, 填报表.
    #[default]
    Target,
    /// 绩效自评表.
    SelfEval,
    /// 部门整体支出绩效目标表.
    Overall,
}

/// Named people of a form; personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Whether any name, phone or e-mail is printed in a contact field.
    pub present: bool,
    /// The printed words, only for `--contacts`.
    pub printed: String,
}

/// One printed amount of a form's funding block.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Funding {
    /// Whole term or the year.
    pub horizon: Horizon,
    /// Label as printed (其中：中央财政资金).
    pub source_printed: String,
    /// `total`, `central`, `province`, `local`, `own`, `other`, `fiscal`, `carried_over` or empty.
    pub source: String,
    /// `requested`, `initial`, `adjusted`, `executed`.
    pub stage: String,
    /// What is printed.
    pub printed: String,
    /// What kind of thing that is.
    pub state: ValueState,
    /// Exact amount in yuan.
    pub amount_yuan: Option<Decimal>,
    /// Unit as printed.
    pub unit_printed: String,
    /// 分值 as printed.
    pub weight: String,
    /// 执行率 as printed.
    pub execution_rate: String,
    /// 得分 as printed.
    pub score: String,
    /// Where it stands.
    pub origin: Origin,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
    /// Equalities with a non-zero other side that it satisfies.
    pub proofs: u32,
    /// Equalities that it takes part in and that fail.
    pub disproofs: u32,
    /// What else a recogniser made of the amount; `None` for text of the file.
    pub recognised: Option<Box<Recognised>>,
}

/// Which half of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Horizon {
    /// 实施期.
    Full,
    /// 年度.
    #[default]
    Annual,
}

/// One indicator of a form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Indicator {
    /// Which half.
    pub horizon: Horizon,
    /// 一级指标, normalised.
    pub level1: String,
    /// Whether `level1` follows from `level2` because the print has drifted or is silent.
    pub level1_derived: bool,
    /// 二级指标.
    pub level2: String,
    /// 三级指标.
    pub level3: String,
    /// 指标值 as printed.
    pub value_printed: String,
    /// What kind of thing is printed.
    pub value_state: ValueState,
    /// percent, count, money, duration, range, deadline, cap, policy, qualitative, placeholder, blank.
    pub value_kind: String,
    /// eq, lt, le, gt, ge, between or empty.
    pub operator: String,
    /// Whether no operator is printed.
    pub operator_inferred: bool,
    /// The number, or the lower end.
    pub value_num: Option<Decimal>,
    /// The upper end of a range.
    pub value_high: Option<Decimal>,
    /// %, 人, 次 …
    pub value_unit: String,
    /// 实际完成值 as printed.
    pub actual_printed: String,
    /// 分值 as printed.
    pub weight: String,
    /// 得分 as printed.
    pub score: String,
    /// What else a recogniser made of `weight` and of `score`; `None` for text of the file.
    pub points_recognised: [Option<Box<Recognised>>; 2],
    /// 偏差原因分析及改进措施.
    pub deviation: String,
    /// Whether any of its text is cut by a border.
    pub clipped: bool,
    /// Where its value (or, when blank, its row) stands.
    pub origin: Origin,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
}

/// A chapter of the document's text.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// cover, contents, overview, tables, narrative, glossary, selfeval_report, attachments,
    /// other.
    pub kind: String,
    /// Printed number (第三部分, 一, （一）).
    pub number: String,
    /// Heading without its number.
    pub heading: String,
    /// Which topic of `catalog/chapters.toml` it is about (`three_public`); empty if unknown.
    pub topic: String,
    /// First and last page; `None` for text input.
    pub pages: Option<(u32, u32)>,
    /// Text, lines joined to paragraphs.
    pub text: String,
    /// Its paragraphs with the places of their lines.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph of a chapter, its wrapped lines joined.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paragraph {
    /// Text without the white space of letter-spacing and wraps.
    pub text: String,
    /// For each printed line of it, the byte offset in `text` at which it begins, and where it
    /// stands.
    pub lines: Vec<(usize, Origin)>,
}
