//! The value of an indicator: ≥95%, 9人, 一周, 2-3次, 控制在年度预算内, 及时.

use crate::disclosure::ValueState;
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::LazyLock;

/// An indicator's value, understood as far as its words allow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What kind of thing is printed.
    pub state: ValueState,
    /// percent, count, money, duration, range, deadline, cap, policy, qualitative,
    /// placeholder, blank; empty where figures are printed that were not understood.
    pub kind: &'static str,
    /// eq, lt, le, gt, ge, between or empty.
    pub operator: &'static str,
    /// Whether no operator is printed.
    pub inferred: bool,
    /// The number, or the lower end.
    pub number: Option<Decimal>,
    /// The upper end of a range.
    pub high: Option<Decimal>,
    /// %, 人, 元/人·月 …
    pub unit: String,
}

/// Operators as printed, longest first so that ≥ is not read as >.
const OPERATORS: [(&str, &str); 56] = [
    ("大于或等于", "ge"),
    ("大于或者等于", "ge"),
    ("小于或等于", "le"),
    ("小于或者等于", "le"),
    ("大于等于", "ge"),
    ("小于等于", "le"),
    ("不得低于", "ge"),
    ("不得少于", "ge"),
    ("不得高于", "le"),
    ("不得超过", "le"),
    ("不得多于", "le"),
    ("应不低于", "ge"),
    ("控制在", "le"),
    ("不低于", "ge"),
    ("不少于", "ge"),
    ("不小于", "ge"),
    ("不高于", "le"),
    ("不超过", "le"),
    ("不超出", "le"),
    ("不多于", "le"),
    ("不大于", "le"),
    ("达到", "ge"),
    ("达", "ge"),
    ("至少", "ge"),
    ("最少", "ge"),
    ("最多", "le"),
    ("不超", "le"),
    ("大于", "gt"),
    ("高于", "gt"),
    ("多于", "gt"),
    ("超过", "gt"),
    ("小于", "lt"),
    ("低于", "lt"),
    ("少于", "lt"),
    ("等于", "eq"),
    ("约", "about"),
    (">=", "ge"),
    ("=>", "ge"),
    ("≥=", "ge"),
    ("≤=", "le"),
    ("<=", "le"),
    ("=<", "le"),
    ("==", "eq"),
    ("≥", "ge"),
    ("≧", "ge"),
    ("⩾", "ge"),
    ("≤", "le"),
    ("≦", "le"),
    ("⩽", "le"),
    ("﹥", "gt"),
    ("﹤", "lt"),
    (">", "gt"),
    ("<", "lt"),
    ("〉", "gt"),
    ("〈", "lt"),
    ("=", "eq"),
];

/// Words behind a number that say the same as an operator before it.
const AFTER: [(&str, &str); 15] = [
    ("(含)以上", "ge"),
    ("(含)以下", "le"),
    ("(含)以内", "le"),
    ("及其以上", "ge"),
    ("及以上", "ge"),
    ("及以下", "le"),
    ("或以上", "ge"),
    ("以上", "ge"),
    ("以下", "le"),
    ("以内", "le"),
    ("之内", "le"),
    ("左右", "about"),
    ("之前", "le"),
    ("内", "le"),
    ("前", "le"),
];

const NUM: &str = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?";

static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?P<num>{NUM})(?P<unit>[^\d。，；;、]{{0,8}}(?:/\d{{0,3}}[^\d。，；;、]{{1,6}})?)$"))
        .expect("a constant pattern")
});
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?P<low>{NUM})(?P<first>[^\d\-~～至到—–－]{{0,6}})(?:--|——|[-~～至到—–－])(?P<high>{NUM})(?P<unit>[^\d。，；;、]{{0,8}})$"
    ))
    .expect("a constant pattern")
});
static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:于|在|截至|截止到?|至)?(?:",
        r"(?:20\d\d年|次年|当年|本年|每年|下年|第二年|翌年|年度)?度?\d{1,2}月份?(?:\d{1,2}[日号])?(?:底|末|初|中旬|上旬|下旬)?(?:之前|以前|前|内)?(?:完成|执行完毕|全部完成)?",
        r"|20\d\d年度?(?:底|末|内|上半年|下半年|全年|第?[一二三四]季度)?(?:之前|以前|前|内)?(?:完成)?",
        r"|20\d\d[-./]\d{1,2}[-./]\d{1,2}日?(?:之前|以前|前)?",
        r"|\d{1,2}(?:月)?[-~～至到—–]\d{1,2}月|\d{1,2}[日号](?:之前|以前|前)",
        r"|(?:当年|本年|年度?)(?:底|末|内)?(?:之前|以前|前|内)?(?:完成)?|年底|年内|每月(?:\d{1,2}[日号])?(?:底|末)?(?:之前|以前|前)?",
        r"|20\d\d年\d{1,2}月(?:\d{1,2}日)?[-~～至到—–](?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?",
        r")$"
    ))
    .expect("a constant pattern")
});
static CHINESE_COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<num>[一二两三四五六七八九十百]{1,4}|半)(?P<unit>分钟|个?小时|个?工作日|天|日|周|个月|月|年|个?季度|次|人|个|台|套|名|项|份|期|场|部|件|批|户|篇|家|辆|本|人次)$")
        .expect("a constant pattern")
});
static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:每(?P<a>年度?|月|个月|季度?|周|天|日|人|户|次|个|名|平方米|公里))(?:每(?P<b>年|月|天|日|次|人))?",
    )
    .expect("a constant pattern")
});

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

/// A value whose operator and unit stand in columns of their own, as one printed form.
///
/// Words such as 定性 or 正向指标 in the operator's column are no operator.
pub(super) fn compose(operator: &str, value: &str, unit: &str) -> String {
    let value = value.trim();
    if value.is_empty() {
        return String::new();
    }
    let sign = normalise(operator);
    let sign = if is_operator(&sign) { operator.trim() } else { "" };
    let normal = normalise(value);
    let sign = if self::operator(&normal).0.is_some() { "" } else { sign };
    let unit = unit.trim();
    let plain = normal.ends_with(|c: char| c.is_ascii_digit());
    let unit = if plain { unit } else { "" };
    format!("{sign}{value}{unit}")
}

/// Whether a cell holds an operator and nothing else.
pub(super) fn is_operator(words: &str) -> bool {
    let words = normalise(words);
    OPERATORS.iter().any(|(name, _)| *name == words)
}

fn operator(words: &str) -> (Option<&'static str>, &str) {
    for (name, meaning) in OPERATORS {
        if let Some(rest) = words.strip_prefix(name) {
            return (Some(meaning), rest);
        }
    }
    (None, words)
}

/// A number with its operator, unit and the words that belong to them; nothing else.
fn quantity(words: &str) -> Option<Reading> {
    let (before, rest) = operator(words);
    let (period, rest) = match PERIOD.captures(rest) {
        Some(found) => {
            let end = found.get(0).map_or(0, |m| m.end());
            (Some(found), &rest[end..])
        }
        None => (None, rest),
    };
    let (inner, rest) = operator(rest);
    let before = before.filter(|_| inner.is_none()).or(inner);
    let (after, body) = after(rest);
    // 12月前 and 2024年底前 are dates, not numbers of months.
    if after == Some("le")
        && rest.ends_with('前')
        && before.is_none()
        && is_deadline(words)
    {
        return None;
    }
    if before.is_none() && period.is_none() && is_deadline(words) {
        return None;
    }
    let mut reading = if let Some(found) = RANGE.captures(body) {
        let low = decimal(&found["low"])?;
        let high = decimal(&found["high"])?;
        let first = unit_name(&found["first"]);
        let unit = unit_name(&found["unit"]);
        if low > high || (!first.is_empty() && first != unit) {
            return None;
        }
        Reading {
            kind: "range",
            operator: "between",
            number: Some(low),
            high: Some(high),
            unit,
            ..Reading::default()
        }
    } else if let Some(found) = NUMERIC.captures(body) {
        let number = decimal(&found["num"])?;
        let unit = unit_name(&found["unit"]);
        if unit.chars().any(|c| "→<>≥≤=:：至~以".contains(c)) {
            return None;
        }
        let unit = if unit.starts_with('%') { "%".to_owned() } else { unit };
        Reading { kind: kind_of(&unit), number: Some(number), unit, ..Reading::default() }
    } else if let Some(number) = hundredths(body).and_then(chinese) {
        Reading {
            kind: "percent",
            number: Some(Decimal::from(number)),
            unit: "%".to_owned(),
            ..Reading::default()
        }
    } else if let Some(number) =
        body.strip_prefix("百分之").filter(|n| !n.is_empty()).and_then(decimal)
    {
        Reading {
            kind: "percent",
            number: Some(number),
            unit: "%".to_owned(),
            ..Reading::default()
        }
    } else {
        let found = CHINESE_COUNT.captures(body)?;
        let number = match &found["num"] {
            "半" => Decimal::new(5, 1),
            words => Decimal::from(chinese(words)?),
        };
        let unit = found["unit"].to_owned();
        Reading { kind: kind_of(&unit), number: Some(number), unit, ..Reading::default() }
    };
    if let Some(found) = period {
        let parts: Vec<&str> = [found.name("a"), found.name("b")]
            .into_iter()
            .flatten()
            .map(|m| m.as_str())
            .collect();
        reading.unit = format!("{}/{}", reading.unit, parts.join("·"));
    }
    if reading.operator.is_empty() {
        let printed =
            before.filter(|o| *o != "about").or(after.filter(|o| *o != "about"));
        reading.operator = printed.unwrap_or("eq");
        reading.inferred = printed.is_none();
    }
    let zero = reading.number.is_some_and(|n| n.is_zero()) && reading.high.is_none();
    reading.state = if zero { ValueState::Zero } else { ValueState::Number };
    Some(reading)
}

/// What stands behind 百分之; 百分百 is 百分之百.
fn hundredths(words: &str) -> Option<&str> {
    words
        .strip_prefix("百分之")
        .or_else(|| words.strip_prefix("百分").filter(|w| *w == "百"))
}

fn after(words: &str) -> (Option<&'static str>, &str) {
    for (name, meaning) in AFTER {
        if let Some(rest) = words.strip_suffix(name)
            && rest
                .chars()
                .any(|c| c.is_ascii_digit() || "一二两三四五六七八九十半百".contains(c))
        {
            return (Some(meaning), rest);
        }
    }
    (None, words)
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

fn is_deadline(words: &str) -> bool {
    DEADLINE.is_match(words)
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

fn unit_name(printed: &str) -> String {
    let unit = printed.trim();
    let unit = match unit.strip_prefix('(').and_then(|u| u.strip_suffix(')')) {
        Some(inside) => inside,
        None => unit,
    };
    match unit {
        "百分比" | "％" | "(%)" | "%(百分比)" => "%".to_owned(),
        other => other.to_owned(),
    }
}

fn kind_of(unit: &str) -> &'static str {
    let first = unit.split('/').next().unwrap_or(unit);
    match first {
        "%" | "‰" | "百分点" | "个百分点" => "percent",
        "元" | "万元" | "亿元" | "千元" | "百万元" | "百元" | "元整" => {
            "money"
        }
        "秒" | "分钟" | "小时" | "个小时" | "天" | "日" | "周" | "个月" | "月" | "年"
        | "工作日" | "个工作日" | "季度" | "个季度" | "自然日" | "毫秒" | "星期"
        | "个星期" | "h"
            if !unit.contains('/') =>
        {
            "duration"
        }
        _ => "count",
    }
}

fn decimal(printed: &str) -> Option<Decimal> {
    let plain: String = printed.chars().filter(|c| *c != ',').collect();
    Decimal::from_str(&plain).ok()
}

/// Chinese numerals up to 百: 九十五.
fn chinese(words: &str) -> Option<u32> {
    if words.is_empty() {
        return None;
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c);
    let (mut total, mut current) = (0u32, None::<u32>);
    for c in words.chars() {
        match c {
            '百' => total += current.take().unwrap_or(1) * 100,
            '十' => total += current.take().unwrap_or(1) * 10,
            '两' if current.is_none() => current = Some(2),
            '零' => {}
            c => {
                if current.is_some() {
                    return None;
                }
                current = Some(u32::try_from(digit(c)?).ok()?);
            }
        }
    }
    Some(total + current.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

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
