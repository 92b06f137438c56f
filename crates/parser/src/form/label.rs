//! What the words printed on forms mean, looked up in the catalog.

pub(super) use super::meaning::{Column, Field, Goal, Region, Source, Stage, key};
use super::words::WORDS;
use crate::disclosure::{Horizon, Unit};
use crate::words::amount;
use crate::words::normal::normalise;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A remark in brackets at the end of a label: 得分(20分×执行率).
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(.{2,})\([^()]{1,24}\)$").expect("a constant pattern")
});

/// Looks a label up, then without a remark in brackets, then without stray punctuation.
fn find<T: Copy>(known: &BTreeMap<String, T>, key: &str) -> Option<T> {
    if let Some(found) = known.get(key) {
        return Some(*found);
    }
    // A label is short; 120 bytes are 40 Chinese characters.
    if key.len() > 120 {
        return None;
    }
    let mut bare = key;
    if key.ends_with(')')
        && let Some(found) = REMARK.captures(key)
        && let Some(words) = found.get(1)
    {
        bare = words.as_str();
        if let Some(found) = known.get(bare) {
            return Some(*found);
        }
    }
    let stray = |c: char| matches!(c, '。' | ',' | '，' | '.' | '、' | ':');
    if !bare.contains(stray) {
        return None;
    }
    let plain: String = bare.chars().filter(|&c| !stray(c)).collect();
    known.get(&plain).copied()
}

/// The field a label names.
pub(super) fn field(key: &str) -> Option<Field> {
    find(&WORDS.fields, key)
}

/// Whether people and phone numbers stand beside the label.
pub(super) fn is_contact(key: &str) -> bool {
    find(&WORDS.contacts, key).is_some()
}

/// The goal a label names.
pub(super) fn goal(key: &str) -> Option<Goal> {
    find(&WORDS.goals, key)
}

/// The block a label names.
pub(super) fn region(key: &str) -> Option<Region> {
    find(&WORDS.regions, key)
}

/// The indicator column a head names.
pub(super) fn column(key: &str) -> Option<Column> {
    find(&WORDS.columns, key).or_else(|| column_by_words(key))
}

/// Heads that no list of wordings ends: 2024年度指标值, 实施周期绩效目标值 …
fn column_by_words(key: &str) -> Option<Column> {
    let has = |words: &[&str]| words.iter().any(|w| key.contains(w));
    if key.chars().count() > 30 {
        return None;
    }
    if has(&["偏差", "未完成原因", "未达标原因", "改进措施"]) {
        return Some(Column::Deviation);
    }
    if key.chars().count() > 14
        || !["指标值", "目标值", "完成值", "实现值"].iter().any(|w| key.ends_with(w))
    {
        return None;
    }
    Some(if has(&["历史", "上年", "行业", "标准", "参考", "半年", "季度"]) {
        Column::Other
    } else if has(&["完成", "实际"]) {
        Column::Actual
    } else if has(&["实施期", "实施周期", "中期", "长期", "周期"]) {
        Column::ValueFull
    } else {
        Column::Value
    })
}

/// The funding column a head names.
pub(super) fn stage(key: &str) -> Option<Stage> {
    find(&WORDS.stages, key).or_else(|| {
        // 年度拨付金额④, 支出实现率⑤=④/③: a number in a circle, and how it is reckoned.
        let (words, _) = key.split_once(|c: char| ('①'..='⑳').contains(&c))?;
        find(&WORDS.stages, words)
    })
}

/// The source of money a label names. `inside` a funding block any of the known words is
/// enough; outside only labels that cannot be anything else.
pub(super) fn source(key: &str, inside: bool) -> Option<Source> {
    if key.is_empty() || key.chars().count() > 24 || key.chars().any(|c| c == '。') {
        return None;
    }
    for words in &WORDS.funding {
        let exact = words.exact.iter().any(|w| w == key);
        let named = words
            .words
            .as_ref()
            .is_some_and(|list| list.iter().any(|w| key.contains(w.as_str())));
        let ends = [
            "资金",
            "拨款",
            "总额",
            "结转",
            "收入",
            "补助",
            "自筹",
            "其他",
            "支出",
            "区县",
            "投入",
            "结余",
            "预算",
            "贷款",
            "债券",
            "专户",
            "经费",
            "部分",
            "余额",
            "安排",
            "其它",
            "资金结余",
            "小计",
        ]
        .iter()
        .any(|end| key.ends_with(end));
        let money = ends || key.ends_with(')');
        let sure = key.contains("总额") || key.ends_with("资金") || key.ends_with("拨款");
        if exact && (inside || sure || matches!(key, "当年预算"))
            || named && money && (inside || sure)
        {
            return Some(Source { name: words.source.clone(), horizon: horizon(key) });
        }
    }
    None
}

/// The half a label's own words name.
pub(super) fn horizon(key: &str) -> Option<Horizon> {
    if WORDS.annual.iter().any(|w| key.contains(w.as_str())) {
        Some(Horizon::Annual)
    } else if WORDS.full.iter().any(|w| key.contains(w.as_str())) {
        Some(Horizon::Full)
    } else {
        None
    }
}

/// The canonical 一级指标 a cell names, if it is one.
pub(super) fn level1(printed: &str) -> Option<&'static str> {
    let key = key(printed);
    WORDS.level1.get(&key).map(String::as_str)
}

/// The 一级指标 a 二级指标 belongs to. `cost_apart` is the newer regime, where 成本指标
/// is a level of its own.
pub(super) fn level1_of(level2: &str, cost_apart: bool) -> Option<&'static str> {
    let key = key(level2);
    let stem = key.strip_suffix("指标").unwrap_or(&key);
    if stem == "成本" && cost_apart {
        return Some("成本指标");
    }
    WORDS.level2.get(stem).map(String::as_str)
}

/// Whether a 二级指标 exists only where 成本指标 is a level of its own.
pub(super) fn is_cost_apart(level2: &str) -> bool {
    level1_of(level2, false) == Some("成本指标")
}

/// Whether the words are a 二级指标.
pub(super) fn is_level2(printed: &str) -> bool {
    level1_of(printed, false).is_some()
}

/// Whether a 二级指标 is cut: the beginning of one, or one with half of 指标.
pub(super) fn is_cut_level2(printed: &str) -> bool {
    let key = key(printed);
    if key.chars().count() < 2 || is_level2(printed) {
        return false;
    }
    WORDS.level2.keys().any(|stem| {
        let whole = format!("{stem}指标");
        whole.starts_with(&key) && whole != key && stem != &key
    })
}

/// A 二级指标 with what a border has cut off put back, for looking it up only.
pub(super) fn level1_of_cut(printed: &str, cost_apart: bool) -> Option<&'static str> {
    let key = key(printed);
    level1_of(key.trim_end_matches('指'), cost_apart)
}

/// Parts 产出指标数量指标出警率 into its three levels, where they are printed in one cell.
pub(super) fn split_levels(
    printed: &str,
) -> Option<(&'static str, &'static str, String)> {
    let text = normalise(printed);
    for (first, canonical) in &WORDS.level1 {
        let Some(rest) = text.strip_prefix(first.as_str()) else { continue };
        if !first.ends_with("指标") {
            continue;
        }
        let rest = rest.trim_start_matches(['-', '—', '/', '_', '－', ':', ',', '，']);
        let mut best: Option<(&'static str, &str)> = None;
        for stem in WORDS.level2.keys() {
            if let Some(name) = rest.strip_prefix(stem.as_str())
                && let Some(name) = name.strip_prefix("指标")
                && !name.is_empty()
                && best.is_none_or(|(old, _)| stem.len() > old.len())
            {
                best = Some((stem, name));
            }
        }
        if let Some((stem, name)) = best {
            let name =
                name.trim_start_matches(['-', '—', '/', '_', '－', ':', ',', '，']);
            return Some((canonical, stem, name.to_owned()));
        }
    }
    None
}

static MONEY_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\((?:单位[:：]?)?(?:人民币)?(元|百元|千元|万元|百万元|千万元|亿元)\)")
        .expect("a constant pattern")
});
static UNIT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"单位[:：]?(?:人民币)?\(?(元|百元|千元|万元|百万元|千万元|亿元)(?:[)(]|$|[,，;；、])",
    )
    .expect("a constant pattern")
});

/// The unit of money a label carries in brackets: 项目资金（万元）.
pub(super) fn unit_in_label(printed: &str) -> Option<Unit> {
    let text = normalise(printed);
    MONEY_UNIT.captures(&text).map(|found| amount::unit(&found[1]))
}

/// The unit of money a line above a table states: 金额单位：万元.
pub(super) fn unit_in_line(printed: &str) -> Option<Unit> {
    let text = normalise(printed).replace("万/元", "万元");
    UNIT_LINE.captures(&text).map(|found| amount::unit(&found[1])).or_else(|| {
        let bare = text.trim_start_matches('(').trim_end_matches(')');
        (bare.chars().count() <= 3)
            .then(|| amount::unit(bare))
            .filter(|u| u.factor.is_some())
    })
}

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:绩效.{0,24}表|自评表|自评情况表|绩效目标)(?:\([^()]*\))*(?:预算表)?(?:\([^()]*\))*$",
    )
    .expect("a constant pattern")
});

/// Whether a line is the title of a performance form.
pub(super) fn is_title(printed: &str) -> bool {
    let text = normalise(printed);
    let long = text.chars().count();
    (5..=80).contains(&long)
        && text.contains("绩效")
        && text.contains('表')
        && !text.contains("....")
        && !text.contains("……")
        && !text.contains(['。', '；', ';'])
        && !text.ends_with(char::is_numeric)
        && TITLE.is_match(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_in_one_form() {
        assert_eq!(key("其中：中央财政资金"), "中央财政资金");
        assert_eq!(key("项目资金 （万元）"), "项目资金");
        assert_eq!(key("绩效 指标"), "绩效指标");
        assert_eq!(key("全年执行数(B)"), "全年执行数");
        assert_eq!(key("产出指标(50分)"), "产出指标");
        assert_eq!(key("三、实施单位（盖章）："), "实施单位");
    }

    #[test]
    fn sources_and_halves() {
        let read = |label: &str| {
            source(&key(label), true).map(|s| (s.name, s.horizon)).unwrap_or_default()
        };
        assert_eq!(read("实施期资金总额:"), ("total".into(), Some(Horizon::Full)));
        assert_eq!(read("年度资金申请总额"), ("total".into(), Some(Horizon::Annual)));
        assert_eq!(read("其中:中央财政资金").0, "central");
        assert_eq!(read("市县(区)财政资 金").0, "local");
        assert_eq!(read("上年结转资金").0, "carried_over");
        assert_eq!(read("其中：当年财政拨款"), ("fiscal".into(), Some(Horizon::Annual)));
        assert_eq!(read("单位自筹").0, "own");
        assert_eq!(read("其他资金").0, "other");
        assert_eq!(read("办案及运行"), (String::new(), None));
    }

    #[test]
    fn levels() {
        assert_eq!(level1_of("质量指标", false), Some("产出指标"));
        assert_eq!(level1_of("成本指标", false), Some("产出指标"));
        assert_eq!(level1_of("成本指标", true), Some("成本指标"));
        assert_eq!(level1_of("可持续影响指标", false), Some("效益指标"));
        assert!(is_cost_apart("经济成本指标"));
        assert!(is_cut_level2("服务对象满意度指"));
        assert!(!is_cut_level2("服务对象满意度"));
        assert_eq!(
            split_levels("产出指标数量指标出具数据分析报告"),
            Some(("产出指标", "数量", "出具数据分析报告".into()))
        );
    }

    #[test]
    fn titles() {
        assert!(is_title("朔州经济开发区县(区)级预算部门(单位)项目支出绩效目标申报表"));
        assert!(is_title("长春市信访局2026年项目支出绩效目标表预算表（预算表11）"));
        assert!(is_title("广州市生态环境局2026年项目支出绩效目标表（含转移支付项目）"));
        assert!(!is_title("某某项目绩效目标表详见附件。"));
        assert!(!is_title("预算绩效目标情况"));
    }
}
