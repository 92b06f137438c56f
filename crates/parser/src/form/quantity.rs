//! A number with its unit in the value of an indicator.

use crate::disclosure::ValueState;
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::LazyLock;

/// Words behind a number that say the same as an operator before it.
pub(super) const AFTER: [(&str, &str); 15] = [
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

pub(super) const NUM: &str = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?";

pub(super) static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?P<num>{NUM})(?P<unit>[^\d。，；;、]{{0,8}}(?:/\d{{0,3}}[^\d。，；;、]{{1,6}})?)$"))
        .expect("a constant pattern")
});
pub(super) static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?P<low>{NUM})(?P<first>[^\d\-~～至到—–－]{{0,6}})(?:--|——|[-~～至到—–－])(?P<high>{NUM})(?P<unit>[^\d。，；;、]{{0,8}})$"
    ))
    .expect("a constant pattern")
});
pub(super) static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
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
pub(super) static CHINESE_COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<num>[一二两三四五六七八九十百]{1,4}|半)(?P<unit>分钟|个?小时|个?工作日|天|日|周|个月|月|年|个?季度|次|人|个|台|套|名|项|份|期|场|部|件|批|户|篇|家|辆|本|人次)$")
        .expect("a constant pattern")
});
pub(super) static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:每(?P<a>年度?|月|个月|季度?|周|天|日|人|户|次|个|名|平方米|公里))(?:每(?P<b>年|月|天|日|次|人))?",
    )
    .expect("a constant pattern")
});

/// A number with its operator, unit and the words that belong to them; nothing else.
pub(super) fn quantity(words: &str) -> Option<Reading> {
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
pub(super) fn hundredths(words: &str) -> Option<&str> {
    words
        .strip_prefix("百分之")
        .or_else(|| words.strip_prefix("百分").filter(|w| *w == "百"))
}

pub(super) fn after(words: &str) -> (Option<&'static str>, &str) {
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

pub(super) fn unit_name(printed: &str) -> String {
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

pub(super) fn kind_of(unit: &str) -> &'static str {
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

pub(super) fn decimal(printed: &str) -> Option<Decimal> {
    let plain: String = printed.chars().filter(|c| *c != ',').collect();
    Decimal::from_str(&plain).ok()
}

/// Chinese numerals up to 百: 九十五.
pub(super) fn chinese(words: &str) -> Option<u32> {
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
pub(super) const OPERATORS: [(&str, &str); 56] = [
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

pub(super) fn operator(words: &str) -> (Option<&'static str>, &str) {
    for (name, meaning) in OPERATORS {
        if let Some(rest) = words.strip_prefix(name) {
            return (Some(meaning), rest);
        }
    }
    (None, words)
}

pub(super) fn is_deadline(words: &str) -> bool {
    DEADLINE.is_match(words)
}
