//! The value of an indicator: ≥95%, 9人, 一周, 2-3次, 控制在年度预算内, 及时.

pub use super::quantity::Reading;
use super::quantity::{OPERATORS, is_deadline, operator, quantity};
use crate::disclosure::ValueState;
use crate::words::normal::normalise;

/// Reads what an indicator's value cell prints.
///
/// ```
/// let value = parser::form::value::read("≥ 95 %");
/// assert_eq!((value.kind, value.operator, value.unit.as_str()), ("percent", "ge", "%"));
/// ```
pub fn read(printed: &str) -> Reading {
    let whole = normalise(printed);
    let words = whole.trim_end_matches(['。', '；', ';', '，', ',', '、']);
    let state = |state, kind| Reading { state, kind, ..Reading::default() };
    if words.is_empty() {
        return state(ValueState::Blank, "blank");
    }
    if words.chars().all(|c| matches!(c, '-' | '—' | '–' | '―' | '－' | '─')) {
        return state(ValueState::Dash, "blank");
    }
    if words.contains('\u{FFFD}') {
        return state(ValueState::Unreadable, "");
    }
    if matches!(words, "/" | "\\" | "…" | "……") {
        return state(ValueState::Text, "placeholder");
    }
    if words.contains(['*', '×', '╳', '□']) && !words.contains(['✓', '√', '☑'])
        || words.to_ascii_uppercase().contains("XX")
    {
        return state(ValueState::Text, "placeholder");
    }
    if let Some(reading) = quantity(words) {
        return reading;
    }
    let (operator, rest) = operator(words);
    if is_deadline(words) {
        return state(ValueState::Text, "deadline");
    }
    if operator.is_some() && operator != Some("about") && is_deadline(rest) {
        let mut reading = state(ValueState::Text, "deadline");
        reading.operator = operator.unwrap_or_default();
        return reading;
    }
    if let Some(at) = words_before_operator(words)
        && let Some(reading) = quantity(&words[at..])
        && !reading.inferred
    {
        return reading;
    }
    if is_cap(words) {
        let mut reading = state(ValueState::Text, "cap");
        if words.starts_with(['≤', '≦', '<', '⩽']) {
            reading.operator = "le";
        }
        return reading;
    }
    if is_policy(words) {
        return state(ValueState::Text, "policy");
    }
    if words.starts_with(|c: char| c.is_ascii_digit())
        || operator.is_some() && rest.contains(|c: char| c.is_ascii_digit())
    {
        // Figures whose meaning the words do not give: 88→100, ≧45，≧1000.
        return state(ValueState::Text, "");
    }
    state(ValueState::Text, "qualitative")
}

/// Where the last worded or signed operator begins that is followed by a number:
/// 补贴对象生活改善度不低于80%.
fn words_before_operator(words: &str) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (name, _) in OPERATORS {
        if matches!(name, "约" | "达") {
            continue;
        }
        if let Some(at) = words.rfind(name)
            && at > 0
            && words[at + name.len()..].starts_with(|c: char| c.is_ascii_digit())
            && !words[..at].contains(|c: char| c.is_ascii_digit())
            && best.is_none_or(|old| at < old)
        {
            best = Some(at);
        }
    }
    best
}

fn is_cap(words: &str) -> bool {
    let limit = [
        "控制在",
        "不超",
        "不突破",
        "不高于",
        "未超",
        "≤",
        "≦",
        "小于等于",
        "<=",
        "低于",
        "不得超",
    ];
    let measure = [
        "预算", "标准", "定额", "概算", "计划", "核定", "上年", "限额", "批复", "合同",
        "额度",
    ];
    limit.iter().any(|w| words.contains(w)) && measure.iter().any(|w| words.contains(w))
}

fn is_policy(words: &str) -> bool {
    let follow = ["按", "依据", "根据", "符合", "严格执行", "遵守", "遵照", "参照"];
    let rule = [
        "文件", "标准", "规定", "要求", "制度", "办法", "合同", "政策", "执行", "规范",
        "法规", "通知", "协议",
    ];
    follow.iter().any(|w| words.starts_with(w)) && rule.iter().any(|w| words.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::quantity::compose;

    fn shown(printed: &str) -> String {
        let r = read(printed);
        let mut out = format!("{} {}", r.kind, r.operator);
        if r.inferred {
            out.push('?');
        }
        if let Some(n) = r.number {
            out.push_str(&format!(" {n}"));
        }
        if let Some(n) = r.high {
            out.push_str(&format!("..{n}"));
        }
        format!("{out} {}", r.unit).trim().to_owned()
    }

    /// The 23 values of the first document's eight forms.
    #[test]
    fn first_document() {
        let table = [
            ("100%", "percent eq? 100 %"),
            ("≥95%", "percent ge 95 %"),
            ("≥90%", "percent ge 90 %"),
            ("9人", "count eq? 9 人"),
            ("17人", "count eq? 17 人"),
            ("20人", "count eq? 20 人"),
            ("75人", "count eq? 75 人"),
            ("92人", "count eq? 92 人"),
            ("≥2次", "count ge 2 次"),
            ("200元", "money eq? 200 元"),
            ("2000元", "money eq? 2000 元"),
            ("2100元", "money eq? 2100 元"),
            ("500元", "money eq? 500 元"),
            ("一周", "duration eq? 1 周"),
            ("及时", "qualitative"),
            ("提高", "qualitative"),
            ("保障", "qualitative"),
            ("提升", "qualitative"),
            ("优", "qualitative"),
            ("每月按时发放", "qualitative"),
            ("控制在年度预算内", "cap"),
            ("控制在年初预算内", "cap"),
            ("按区管委会文件执行", "policy"),
        ];
        for (printed, expected) in table {
            assert_eq!(shown(printed), expected, "for 「{printed}」");
        }
    }

    #[test]
    fn printed_forms() {
        let table = [
            ("", "blank"),
            ("——", "blank"),
            ("≥100百分比", "percent ge 100 %"),
            (">=100百分比", "percent ge 100 %"),
            ("不低于95%", "percent ge 95 %"),
            ("2-3次", "range between 2..3 次"),
            ("3至5天", "range between 3..5 天"),
            ("90%-95%", "range between 90..95 %"),
            ("90%～95%", "range between 90..95 %"),
            ("90%以上", "percent ge 90 %"),
            ("95%（含）以上", "percent ge 95 %"),
            ("＝100%", "percent eq 100 %"),
            ("=100.00(%)", "percent eq 100.00 %"),
            ("≥11459.00(平方米)", "count ge 11459.00 平方米"),
            ("≤90万元", "money le 90 万元"),
            ("<=16.56万元", "money le 16.56 万元"),
            ("≧730.08万元/年", "money ge 730.08 万元/年"),
            ("2024年12月底前", "deadline"),
            ("2024年12月31日前", "deadline"),
            ("次年2月份前", "deadline"),
            ("12月前", "deadline"),
            ("2024年底前", "deadline"),
            ("年底前", "deadline"),
            ("2026-12-31", "deadline"),
            ("1-12月", "deadline"),
            ("当年", "deadline"),
            ("控制在50万元以内", "money le 50 万元"),
            ("控制在预算范围内", "cap"),
            ("不超标准", "cap"),
            ("不超出预算数", "cap"),
            ("≦核定人数", "cap le"),
            ("按照合同约定执行", "policy"),
            ("符合相关规定", "policy"),
            ("300元/人·月", "money eq? 300 元/人·月"),
            ("每人每月500元", "money eq? 500 元/人·月"),
            ("每季度不少于1次", "count ge 1 次/季度"),
            ("≥1次/月", "count ge 1 次/月"),
            ("100.00%", "percent eq? 100.00 %"),
            ("88→100", ""),
            ("≧45，≧1000", ""),
            ("≥ 95 %", "percent ge 95 %"),
            ("大于等于95%", "percent ge 95 %"),
            ("＞98%", "percent gt 98 %"),
            ("小于3起", "count lt 3 起"),
            ("100", "count eq? 100"),
            ("10,000件", "count eq? 10000 件"),
            ("≥330台（套）", "count ge 330 台(套)"),
            ("≤15分钟", "duration le 15 分钟"),
            ("24小时内", "duration le 24 小时"),
            ("三个月内", "duration le 3 个月"),
            ("百分之九十五", "percent eq? 95 %"),
            ("不少于百分之八十", "percent ge 80 %"),
            ("补贴对象生活改善度不低于80%", "percent ge 80 %"),
            ("0次", "count eq? 0 次"),
            ("≥80%。", "percent ge 80 %"),
            ("**元/人·月", "placeholder"),
            ("××人", "placeholder"),
            ("左右", "qualitative"),
            ("100人左右", "count eq? 100 人"),
            ("至少3次", "count ge 3 次"),
            ("有所提升", "qualitative"),
            ("接待工作顺利开展", "qualitative"),
            ("在建2000户", "qualitative"),
            ("一般", "qualitative"),
            ("一定程度提高", "qualitative"),
            ("≤10万", "count le 10 万"),
            ("15日前", "deadline"),
            ("每月10日前", "deadline"),
            ("百分百", "percent eq? 100 %"),
            ("95%以上满意", ""),
            ("100%完成", "percent eq? 100 %"),
            ("/", "placeholder"),
            ("2万元/户/年", "money eq? 2 万元/户/年"),
            ("3年", "duration eq? 3 年"),
            ("2024年", "deadline"),
            ("达标", "qualitative"),
            ("一级", "qualitative"),
            ("≥0.5个百分点", "percent ge 0.5 个百分点"),
        ];
        for (printed, expected) in table {
            assert_eq!(shown(printed), expected, "for 「{printed}」");
        }
    }

    #[test]
    fn blank_dash_and_zero_differ() {
        assert_eq!(read("").state, ValueState::Blank);
        assert_eq!(read("—").state, ValueState::Dash);
        assert_eq!(read("0").state, ValueState::Zero);
        assert_eq!(read("≤0%").state, ValueState::Zero);
    }

    #[test]
    fn operator_and_unit_in_columns_of_their_own() {
        assert_eq!(compose("≥", "95", "%"), "≥95%");
        assert_eq!(compose("＝", "4", "期/年"), "＝4期/年");
        assert_eq!(compose("定性", "优", ""), "优");
        assert_eq!(compose("定性", "优良", "无"), "优良");
        assert_eq!(compose("≥", "≥95%", "%"), "≥95%");
        assert_eq!(compose("正向指标", "95", "%"), "95%");
        assert_eq!(compose("≥", "", "%"), "");
    }
}
