//! What the printed labels of forms mean, and the form in which they are compared.

use crate::disclosure::Horizon;
use crate::words::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

/// A unit of money, a share of the score or a remark in brackets at the end of a label.
static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\((?:单位[:：]?)?(?:人民币)?(?:元|百元|千元|万元?|百万元|千万元|亿元|%|\d+(?:\.\d+)?分?|分值|\d+(?:\.\d+)?%|盖章|公章|加盖公章|签章|必填|选填|[A-Z](?:[/=÷+-][A-Z0-9%*×]+)*)\)")
        .expect("a constant pattern")
});

/// A numeral before a label.
static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.．])")
        .expect("a constant pattern")
});

/// A field of a form, named as the column of `projects.csv` it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// 项目名称.
    ProjectName,
    /// 主管部门及代码.
    Department,
    /// 实施单位.
    ImplementingUnit,
    /// 单位编码, in lists.
    UnitCode,
    /// 项目属性.
    Attribute,
    /// 项目期.
    Term,
    /// 计划开始日期.
    TermFrom,
    /// 计划完成日期.
    TermTo,
    /// 项目概况.
    Overview,
    /// 立项依据.
    Basis,
    /// 项目设立必要性.
    Necessity,
    /// 保证项目实施的制度、措施.
    Measures,
    /// 项目实施计划.
    Plan,
    /// 填报日期.
    FilledOn,
    /// 自评得分.
    SelfScore,
    /// 自评等级.
    Grade,
    /// 备注 and the like: nothing in the output takes it.
    Note,
}

/// Which goal a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// 实施期目标, 总体目标.
    Full,
    /// 年度目标, 预期目标.
    Annual,
    /// 实际完成情况.
    Actual,
}

/// A block of several rows with its label on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// 项目资金.
    Funding,
    /// 绩效指标, 年度绩效指标.
    Indicators,
    /// 实施期绩效指标.
    IndicatorsFull,
    /// 年度主要任务.
    Tasks,
}

/// A column of an indicator block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// 一级指标.
    Level1,
    /// 二级指标.
    Level2,
    /// 三级指标, 指标内容.
    Level3,
    /// 指标性质: the operator, or 定性.
    Operator,
    /// 指标值.
    Value,
    /// 实施周期指标值 beside 年度指标值.
    ValueFull,
    /// 计量单位.
    Unit,
    /// 实际完成值.
    Actual,
    /// 分值.
    Weight,
    /// 得分.
    Score,
    /// 偏差原因分析及改进措施.
    Deviation,
    /// Known, and in no column of the output.
    Other,
}

/// What a column of a funding block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// 年初预算数.
    Initial,
    /// 全年预算数.
    Adjusted,
    /// 全年执行数.
    Executed,
    /// 分值.
    Weight,
    /// 执行率.
    Rate,
    /// 得分.
    Score,
}

impl Stage {
    /// The word in `funding.csv`, for columns of money.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Stage::Initial => Some("initial"),
            Stage::Adjusted => Some("adjusted"),
            Stage::Executed => Some("executed"),
            Stage::Weight | Stage::Rate | Stage::Score => None,
        }
    }
}

/// A funding label, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// `total`, `central` …
    pub(super) name: String,
    /// The half its own words name.
    pub(super) horizon: Option<Horizon>,
}

/// The form in which labels are compared.
pub(super) fn key(printed: &str) -> String {
    let mut text = normalise(printed).replace('*', "");
    for prefix in ["其中:", "其中", ":", "·"] {
        if let Some(rest) = text.strip_prefix(prefix)
            && !rest.is_empty()
        {
            text = rest.to_owned();
        }
    }
    // Most cells are no labels: patterns are tried only where they can match.
    if text.contains('(') {
        text = BRACKET.replace_all(&text, "").into_owned();
    }
    if text.contains(['、', '.', '．', ')']) {
        text = ORDINAL.replace(&text, "").into_owned();
    }
    text.trim_end_matches([':', ';', ',', '，', '。']).to_owned()
}
