//! Performance forms (绩效目标申报表, 自评表): projects, their funding, their indicators.

use super::origin::{Method, Origin};
use super::value::{Recognised, Unit, ValueState};
use rust_decimal::Decimal;

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
    /// The body that it belongs to: the unit that carries it out, or that of the document.
    pub entity: Option<String>,
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
