//! The first lines of a document: whose accounts, which year, budget or final.

use crate::disclosure::{DocKind, Scope};
use crate::page::lines::Line;
use crate::words::normal::normalise;
use crate::words::wording;
use regex::Regex;
use std::sync::LazyLock;

/// What a cover says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Cover {
    /// Title as printed, its lines joined.
    pub title: Option<String>,
    /// The body.
    pub entity: Option<String>,
    /// The year.
    pub year: Option<u16>,
    /// Budget or final.
    pub kind: Option<DocKind>,
    /// Department or unit.
    pub scope: Scope,
}

/// A cover is read from at most so many lines.
const LINES: usize = 30;

/// 某某局2024年度部门决算公开, 2024年度某某局部门决算, 2026年部门预算 …
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<before>[^。；]*?)(?P<year>20[0-9]{2}|二[〇○零Oo0][一二三四五六七八九〇○零Oo0]{2})年(?:度)?",
        r"(?P<between>[^。；]*?)(?P<scope>部门|单位|本级)?(?P<kind>决算|预算)(?P<after>[^。；]{0,24})$"
    ))
    .expect("a constant pattern")
});

/// Reads the document's first lines.
pub(crate) fn read(lines: &[Line]) -> Cover {
    let texts: Vec<String> = lines
        .iter()
        .take(LINES)
        .map(|l| l.text.trim().to_owned())
        .filter(|t| !wording::is_contents_entry(t))
        .collect();
    // A title may run over several lines: entity / 2024年度 / 部门决算公开.
    for from in 0..texts.len() {
        if texts[from].chars().count() > 40 {
            continue;
        }
        let mut joined = String::new();
        for (n, text) in texts[from..].iter().take(5).enumerate() {
            if text.chars().count() > 40 {
                break;
            }
            joined.push_str(text);
            let normal = normalise(&joined);
            if let Some(found) = TITLE.captures(&normal) {
                let after = &found["after"];
                // 12000年 and 3,2000年 end in four digits that are no year.
                let number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
                if found["before"].ends_with(number) {
                    break;
                }
                if after.chars().count() > 8
                    || ["表", "说明", "编制", "单位", ":", "，"]
                        .iter()
                        .any(|w| after.contains(w))
                {
                    break;
                }
                return cover(&texts, from, n, &found, &joined);
            }
        }
    }
    Cover::default()
}

fn cover(
    texts: &[String],
    from: usize,
    n: usize,
    found: &regex::Captures,
    joined: &str,
) -> Cover {
    let kind = if &found["kind"] == "决算" { DocKind::Final } else { DocKind::Budget };
    let scope = match found.name("scope").map(|m| m.as_str()) {
        Some("部门") => Scope::Department,
        Some("单位" | "本级") => Scope::Unit,
        _ => Scope::Unknown,
    };
    let name = |text: &str| {
        let name = text
            .trim_matches(['“', '”', '《', '》', '.', '-'])
            .trim_end_matches("部门")
            .trim_end_matches("单位")
            .trim_start_matches("附件")
            .trim_start_matches(|c: char| c.is_ascii_digit() || ":、.".contains(c));
        let heading = ["目录", "公开", "关于", "附件", "年度", "区级", "市级", "省级"];
        // 上海市普陀区2023年区级部门预算 names a place; the body stands elsewhere.
        let place =
            ["省", "市", "区", "县", "旗", "州"].iter().any(|p| name.ends_with(p));
        (name.chars().count() >= 2 && !heading.contains(&name) && !place)
            .then(|| wording::balanced(name))
    };
    let mut entity = name(&found["before"]).or_else(|| name(&found["between"]));
    // 单位决算 and 部门决算 alike may print the entity on the line after the title.
    if entity.is_none()
        && let Some(next) = texts.get(from + n + 1)
        && next.chars().count() <= 30
        && !next.contains(['：', ':', '。'])
        && !next.chars().any(|c| c.is_ascii_digit())
    {
        entity = name(&normalise(next))
            .filter(|e| !["目录", "目次", "内容"].contains(&e.as_str()));
    }
    Cover {
        title: Some(joined.trim().to_owned()),
        entity,
        year: wording::year_in(&found["year"]),
        kind: Some(kind),
        scope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(lines: &[&str]) -> String {
        let lines: Vec<Line> = lines
            .iter()
            .map(|t| Line { text: (*t).to_owned(), ..Line::default() })
            .collect();
        let c = read(&lines);
        format!("{:?} {:?} {:?} {:?}", c.entity, c.year, c.kind, c.scope)
    }

    #[test]
    fn digits_of_a_longer_number_are_no_year() {
        let none = "None None None Unknown";
        assert_eq!(cover(&["投入12000年度部门预算资金"]), none);
        assert_eq!(cover(&["云溪市财政局1.2024年部门预算"]), none);
        assert_eq!(cover(&["预算金额2000", "2000"]), none);
    }

    #[test]
    fn titles_in_one_line_and_in_several() {
        let expected = r#"Some("云溪市财政局") Some(2024) Some(Final) Department"#;
        assert_eq!(cover(&["云溪市财政局2024年度部门决算公开"]), expected);
        assert_eq!(cover(&["云溪市财政局", "2024年度部门决算", "目录"]), expected);
        assert_eq!(cover(&["2024年度", "云溪市财政局部门决算", "目录"]), expected);
        assert_eq!(cover(&["云溪市财政局", "二〇二四年度", "部门决算公开"]), expected);
        assert_eq!(
            cover(&["云溪市审计中心2023年度单位决算"]),
            r#"Some("云溪市审计中心") Some(2023) Some(Final) Unit"#
        );
        assert_eq!(
            cover(&["2026年部门预算", "云溪市审计局", "目录"]),
            r#"Some("云溪市审计局") Some(2026) Some(Budget) Department"#
        );
    }
}
