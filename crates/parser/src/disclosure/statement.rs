//! What the text around the tables states: amounts, shares, growth, completion, counts.

use super::origin::{Method, Origin};
use super::table::Phase;
use super::value::FactRef;
use rust_decimal::Decimal;

/// One number stated in a sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statement {
    /// Index into `Disclosure::sections`.
    pub section: usize,
    /// The sentence as printed, wrapped lines joined.
    pub sentence: String,
    /// What the number is about, in normal form (财政拨款收入).
    pub subject: String,
    /// What is stated.
    pub kind: StatementKind,
    /// Exactly what is printed, unit included (399.34万元).
    pub printed: String,
    /// The number in its own unit; percent for shares, growth and completion (163.65).
    pub value: Option<Decimal>,
    /// 万元, 元, %, 辆, 人 …; empty where none is printed.
    pub unit: String,
    /// Half of the last printed digit, in the same unit.
    pub half_digit: Option<Decimal>,
    /// Whether it went up or down.
    pub direction: Direction,
    /// What it is compared with or a part of, in normal form (2023年度, 年初预算, 本年支出合计).
    pub compared_with: String,
    /// Where it stands.
    pub origin: Origin,
    /// 科目编码, where a table's row gives it.
    pub code: String,
    /// When in the budget's life.
    pub phase: Phase,
    /// Year the number is about.
    pub year: Option<u16>,
    /// Exact amount in yuan; `None` for anything but money with a printed unit.
    pub amount_yuan: Option<Decimal>,
    /// Half of the last printed digit, in yuan.
    pub precision_yuan: Option<Decimal>,
    /// The amount it is compared with: printed beside it, or implied (243.x for 增加399.34万元
    /// to 643.36万元), in yuan for money and in its own unit for counts.
    pub base_value: Option<Decimal>,
    /// The table's value it repeats.
    pub linked: Option<FactRef>,
    /// Index into `Disclosure::projects`.
    pub project: Option<usize>,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
}

/// What a statement states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum StatementKind {
    /// An amount of money.
    #[default]
    Amount,
    /// 占…%: a part of a whole, in percent.
    Share,
    /// 增长…%, 下降…%: in percent of the base.
    Growth,
    /// 增加…万元, 减少…万元: the difference to the base.
    Change,
    /// 完成预算的…%: in percent of the budget.
    Completion,
    /// Heads, vehicles, groups, batches, projects, points.
    Count,
}

/// Which way a number moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// 增加, 增长, 上升.
    Increase,
    /// 减少, 下降, 降低.
    Decrease,
    /// 持平, 无变化.
    Unchanged,
    /// Nothing says.
    #[default]
    None,
}
