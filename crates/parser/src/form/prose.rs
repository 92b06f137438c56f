//! Indicators written as running text in one cell.
//!
//! `2、1－产出指标，12－质量指标，响应率；实施周期指标值：100%，年度指标值：100%;`

use super::heads::Raw;
use super::indicators::set_value;
use super::label;
use crate::disclosure::{Horizon, Indicator};
use crate::words::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

/// The number, level 1 and level 2 that begin one indicator.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:\d{1,3}[、.．])?\d{1,2}[-－—](?P<l1>[^，,；;:：\d]{2,10}?(?:指标|满意度)),\s*\d{1,3}[-－—](?P<l2>[^，,；;:：\d]{2,14}),",
    )
    .expect("a constant pattern")
});
/// The values at the end of one indicator.
static VALUES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<name>.*?);?(?:(?:实施周期|实施期|总体|中长期)指标值:(?P<full>.*?))?[,;。]?(?:(?:年度|当年|本年)指标值:(?P<annual>.*?))?[;。,]*$",
    )
    .expect("a constant pattern")
});

/// Reads all indicators of a cell; `None` when its text has another shape.
pub(super) fn read(printed: &str) -> Option<Vec<Raw>> {
    // Folded and printed characters side by side: what is found in the one is quoted
    // from the other.
    let pairs: Vec<(char, char)> = printed
        .chars()
        .filter(|c| !c.is_whitespace())
        .filter_map(|c| Some((normalise(&c.to_string()).chars().next()?, c)))
        .collect();
    let words: String = pairs.iter().map(|p| p.0).collect();
    let quote = |from: usize, to: usize| -> Option<String> {
        let start = words.get(..from)?.chars().count();
        let end = words.get(..to)?.chars().count();
        Some(pairs.get(start..end)?.iter().map(|p| p.1).collect())
    };
    let starts: Vec<regex::Captures<'_>> = ENTRY
        .captures_iter(&words)
        .filter(|found| label::level1(&found["l1"]).is_some())
        .collect();
    if starts.is_empty() || starts[0].get(0).map_or(1, |m| m.start()) > 0 {
        return None;
    }
    let mut raws = Vec::new();
    for (i, found) in starts.iter().enumerate() {
        let begin = found.get(0).map_or(0, |m| m.end());
        let end = starts
            .get(i + 1)
            .and_then(|next| next.get(0))
            .map_or(words.len(), |m| m.start());
        let values = VALUES.captures(words.get(begin..end)?)?;
        let part = |name: &str| {
            values
                .name(name)
                .and_then(|m| quote(begin + m.start(), begin + m.end()))
                .map(|w| w.trim_matches([',', ';', '。', '，', '；']).to_owned())
        };
        let name = part("name").unwrap_or_default();
        let mut both =
            vec![(Horizon::Full, part("full")), (Horizon::Annual, part("annual"))];
        both.retain(|(_, value)| value.is_some());
        if both.is_empty() {
            both.push((Horizon::Annual, Some(String::new())));
        }
        for (horizon, value) in both {
            let mut indicator = Indicator {
                level2: found["l2"].to_owned(),
                level3: name.clone(),
                ..Indicator::default()
            };
            set_value(&mut indicator, &value.unwrap_or_default());
            raws.push(Raw {
                half: usize::from(horizon == Horizon::Annual),
                row: i,
                horizon: Some(horizon),
                level1: found["l1"].to_owned(),
                level1_here: true,
                indicator,
                ..Raw::default()
            });
        }
    }
    Some(raws)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_text() {
        let text = "1.1－产出指标，11－数量指标，专职人员数量；实施周期指标值：≦核定人数，年度指标值：≦核定人数；\
                    2、1－产出指标，12－质量指标，提升意识，推广绿色方式；实施周期指标值：考察是否合格，合格得满分。年度指标值：是；\
                    3、2－效益指标，22－社会效益，办结率；实施周期指标值：≥90%，年度指标值：≥90%;";
        let raws = read(text).expect("it is of this shape");
        let shown: Vec<String> = raws
            .iter()
            .map(|r| {
                let i = &r.indicator;
                format!("{} {} {} {}", r.level1, i.level2, i.level3, i.value_printed)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "产出指标 数量指标 专职人员数量 ≦核定人数",
                "产出指标 数量指标 专职人员数量 ≦核定人数",
                "产出指标 质量指标 提升意识，推广绿色方式 考察是否合格，合格得满分",
                "产出指标 质量指标 提升意识，推广绿色方式 是",
                "效益指标 社会效益 办结率 ≥90%",
                "效益指标 社会效益 办结率 ≥90%",
            ]
        );
        assert!(read("保障机关运行").is_none());
    }
}
