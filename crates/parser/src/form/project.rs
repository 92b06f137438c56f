//! Fields of a project from printed words.

use super::contact;
use super::label::Field;
use crate::disclosure::Project;
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::LazyLock;

static YEAR_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\(?(?:年度:(20\d\d)(?:年度?)?|(20\d\d)年度?)\)?$")
        .expect("a constant pattern")
});
static YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d.,])(20\d\d)年").expect("a constant pattern"));
static RATE_WEIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^执行率(?:分值|权重)?\(?(\d+(?:\.\d+)?)分?\)?$")
        .expect("a constant pattern")
});
static CODED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[\[【(（［](?P<a>[\dA-Za-z]{3,12})[\]】)）］]\s*[-_－—]?|(?P<b>\d{3,12})\s*[-_－—–:：/]\s*|(?P<c>\d{6,12})\s*|(?P<d>\d{3,12})\s+)(?P<name>[^\d\s].*)$",
    )
    .expect("a constant pattern")
});
static CODE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>.*[^\d\s\-_(（\[【/])\s*[-_－—/(（\[【]?\s*(?P<code>\d{3,12})\s*[)）\]】]?$")
        .expect("a constant pattern")
});

/// The year a line of its own states: （2024年度）. Four digits alone are an amount as
/// well as a year.
pub(super) fn year_line(words: &str) -> Option<u16> {
    let words = normalise(words);
    let found = YEAR_LINE.captures(&words)?;
    found.get(1).or(found.get(2))?.as_str().parse().ok()
}

/// The year beside a label that asks for one: 2024, 2024年.
pub(super) fn bare_year(words: &str) -> Option<u16> {
    let words = normalise(words);
    let digits = words.trim_end_matches('度').trim_end_matches('年');
    let year = digits.len() == 4 && digits.starts_with("20");
    year.then(|| digits.parse().ok())?
}

/// The year of a form's title, but never a year that belongs to the project's name.
pub(super) fn title_year(title: &str, name: &str) -> Option<u16> {
    let title = normalise(title);
    let name = normalise(name);
    let title = if name.is_empty() { title } else { title.replace(&name, "") };
    // A title that a name cut by a page break still stands in.
    YEAR.captures(&title)?.get(1)?.as_str().parse().ok()
}

/// The weight of 执行率分值（10）.
pub(super) fn rate_weight(words: &str) -> Option<String> {
    RATE_WEIGHT.captures(&normalise(words)).map(|found| found[1].to_owned())
}

/// The column of `projects.csv` a field fills.
pub(super) fn column(field: Field) -> &'static str {
    match field {
        Field::ProjectName => "project_name",
        Field::Department => "department_name",
        Field::ImplementingUnit => "implementing_unit",
        Field::UnitCode => "department_code",
        Field::Attribute => "attribute",
        Field::Term | Field::TermFrom | Field::TermTo => "term_printed",
        Field::Overview => "overview",
        Field::Basis => "basis",
        Field::Necessity => "necessity",
        Field::Measures => "measures",
        Field::Plan => "plan",
        Field::FilledOn => "filled_on",
        Field::SelfScore => "self_score",
        Field::Grade => "grade",
        Field::Note => "",
    }
}

/// The text a field is kept in, where it is text.
pub(super) fn slot(project: &mut Project, field: Field) -> Option<&mut String> {
    Some(match field {
        Field::ProjectName => &mut project.project_name,
        Field::Department => &mut project.department_name,
        Field::ImplementingUnit => &mut project.implementing_unit,
        Field::UnitCode => &mut project.department_code,
        Field::Attribute => &mut project.attribute,
        Field::Overview => &mut project.overview,
        Field::Basis => &mut project.basis,
        Field::Necessity => &mut project.necessity,
        Field::Measures => &mut project.measures,
        Field::Plan => &mut project.plan,
        Field::Grade => &mut project.grade,
        _ => return None,
    })
}

/// Whether words are a grade (优, 良, 中, 差) and not a conclusion in sentences.
pub(super) fn is_grade(words: &str) -> bool {
    let words = normalise(words);
    // 优(S≥90) says how the grade is reached.
    let words = words.split('(').next().unwrap_or_default();
    !words.is_empty()
        && words.chars().count() <= 4
        && [
            "优",
            "良",
            "中",
            "差",
            "合格",
            "不合格",
            "一般",
            "较好",
            "较差",
            "A",
            "B",
            "C",
            "D",
            "基本",
        ]
        .iter()
        .any(|grade| words.starts_with(grade))
}

/// Fills a field. `coded`: the label announces a code beside the name.
pub(super) fn set(project: &mut Project, field: Field, words: &str, coded: bool) {
    let words = words.trim();
    if words.is_empty() {
        return;
    }
    match field {
        Field::Department => {
            let (code, name) = code_and_name(words, coded);
            if project.department_name.is_empty() {
                project.department_name = name;
            }
            if project.department_code.is_empty() {
                project.department_code = code;
            }
        }
        Field::ImplementingUnit => {
            // No column takes a unit's own code: it stays in front of the name.
            if project.implementing_unit.is_empty() {
                words.clone_into(&mut project.implementing_unit);
            }
        }
        Field::Term => {
            words.clone_into(&mut project.term_printed);
            project.term_years = years(words);
            project.term_is_sentinel = project.term_years == Some(99);
        }
        Field::FilledOn => project.filled_on = contact::date(words),
        Field::SelfScore => {
            let number = normalise(words);
            project.self_score = Decimal::from_str(number.trim_end_matches('分')).ok();
        }
        Field::Attribute if !project.attribute.is_empty() => {
            project.attribute.push(';');
            project.attribute.push_str(words);
        }
        Field::TermFrom | Field::TermTo | Field::Note => {}
        _ => {
            if let Some(slot) = slot(project, field) {
                if !slot.is_empty() {
                    slot.push('\n');
                }
                slot.push_str(words);
            }
        }
    }
}

/// Parts `951-名称`, `[292] 名称`, `219001-名称` into code and name.
///
/// A code stuck to its name needs six digits, so that 120急救中心 stays a name.
pub(super) fn code_and_name(words: &str, coded: bool) -> (String, String) {
    let words = words.trim();
    if let Some(found) = CODED.captures(words) {
        let code = ["a", "b", "c", "d"].iter().find_map(|n| found.name(n));
        if let Some(code) = code {
            return (code.as_str().to_owned(), found["name"].trim().to_owned());
        }
    }
    if coded && let Some(found) = CODE_BEHIND.captures(words) {
        return (found["code"].to_owned(), found["name"].trim().to_owned());
    }
    (String::new(), words.to_owned())
}

/// 3年, 99年, 一年 as a number of years.
fn years(words: &str) -> Option<u16> {
    let words = normalise(words);
    let number = words.strip_suffix('年')?.trim_end_matches('个');
    if let Ok(years) = number.parse::<u16>() {
        return (years < 1000).then_some(years);
    }
    let at = "一二三四五六七八九十".chars().position(|c| number == c.to_string())?;
    u16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names() {
        let table = [
            ("951-朔州市公安局开发区分局", "951", "朔州市公安局开发区分局"),
            ("[292] 国家信访局", "292", "国家信访局"),
            ("[292]国家信访局", "292", "国家信访局"),
            ("219001-某某镇人民政府", "219001", "某某镇人民政府"),
            ("315_烟台市统计局", "315", "烟台市统计局"),
            ("105001长春市信访局", "105001", "长春市信访局"),
            ("120急救中心", "", "120急救中心"),
            ("某某局", "", "某某局"),
        ];
        for (words, code, name) in table {
            assert_eq!(code_and_name(words, true), (code.to_owned(), name.to_owned()));
        }
        assert_eq!(code_and_name("某某局(315)", true), ("315".into(), "某某局".into()));
        assert_eq!(code_and_name("某某局(315)", false).1, "某某局(315)");
    }

    #[test]
    fn terms() {
        assert_eq!(years("99年"), Some(99));
        assert_eq!(years("3 年"), Some(3));
        assert_eq!(years("一年"), Some(1));
        assert_eq!(years("2024年"), None);
        assert_eq!(years("2023-01-01至2023-12-31"), None);
    }

    #[test]
    fn years_of_forms() {
        assert_eq!(year_line("（2024年度）"), Some(2024));
        assert_eq!(year_line("2024年工作"), None);
        assert_eq!(year_line("年度：2024"), Some(2024));
        for amount in ["2000", "（2000）", "2000.00", "2,000", "2000万元"] {
            assert_eq!(year_line(amount), None, "{amount}");
        }
        assert_eq!(bare_year("2024"), Some(2024));
        assert_eq!(bare_year("2024.00"), None);
        assert_eq!(title_year("2026年补助资金项目绩效目标表", "2026年补助资金"), None);
        assert_eq!(title_year("2022年部门整体支出绩效目标表", ""), Some(2022));
        assert_eq!(title_year("12000年部门整体支出绩效目标表", ""), None);
    }
}
