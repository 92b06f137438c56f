//! What stands above a grid: title, printed number, entity, year, unit of money.

use crate::catalog::Catalog;
use crate::disclosure::Unit;
use crate::page::lines::Line;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// What the lines above a grid say.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Caption {
    /// Title as printed, without number, year and entity where they stand in its line.
    pub title: String,
    /// Title in normal form.
    pub title_normal: String,
    /// Whether the catalog knows the title.
    pub known: bool,
    /// Printed number (公开01表).
    pub label: String,
    /// Entity (部门：…), in normal form.
    pub entity: String,
    /// The entity as printed.
    pub entity_printed: String,
    /// Year (2024年度).
    pub year: String,
    /// Unit of money.
    pub unit: Option<Unit>,
    /// Lines that are none of these.
    pub other: Vec<String>,
}

impl Caption {
    /// Whether any line says something about a table.
    pub(crate) fn is_empty(&self) -> bool {
        self.title.is_empty()
            && self.label.is_empty()
            && self.entity.is_empty()
            && self.unit.is_none()
    }
}

/// A line longer than this is a sentence, not a title.
const LONGEST_TITLE: usize = 48;

/// 公开01表, 表1, 附表1-1, 预算05表, 部门公开表3, （公开表 1）, 公开表1, 表一, 批复01表.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\(?(?:(?:部门|单位|省级|市级|区级|县级)?(?:预算|决算)?公开|附件?|财决公开|财决批复|批复|财决附?|",
        r"(?:部门)?预算|(?:部门)?决算|报)?",
        r"(?:表\s*[0-9一二三四五六七八九十]{1,3}(?:[-－—.][0-9]{1,2})?|",
        r"[0-9]{1,2}(?:[-－][0-9]{1,2})?\s*表)(?:-[0-9]{1,2})?\)?[:：]?$"
    ))
    .expect("a constant pattern")
});
/// A label at the beginning of a title line.
static LABEL_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<label>\(?(?:(?:部门)?(?:预算|决算)?公开|附件?|财决附?|预算|决算)?",
        r"(?:表(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:-[0-9]{1,2})?|[0-9]{2}(?:-[0-9])?表)\)?",
        r"|[A-Z]{1,2}[0-9]{2}(?:[_-][0-9])?)[:、.-]?(?P<rest>\D.*)$"
    ))
    .expect("a constant pattern")
});
/// A label in brackets at the end of a title line: （公开01表）, （预算表 5）.
static LABEL_SUFFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<rest>.+?)(?P<label>\((?:部门)?(?:预算|决算)?(?:财决)?(?:公开|附)?(?:表[0-9一二三四五六七八九十]{1,3}|",
        r"[0-9]{1,2}(?:-[0-9])?表)(?:-[0-9]{1,2})?\)|公开[0-9]{2}表)$"
    ))
    .expect("a constant pattern")
});
/// 金额单位：万元. Never 单位：某某局, which names an entity.
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:金额|货币|计量|计价)?单位(?:\(金额\))?[:：]?\s*(?:人民币)?",
        r"(?P<unit>百万元|千万元|亿元|万元|千元|百元|元|万)",
        // A second unit beside the first: then neither holds.
        r"(?P<more>(?:[、,/;(]|或|和|及)(?:人民币)?(?:百万元|千万元|亿元|万元|千元|百元|元)\)?)*",
        r"(?:$|[^\p{Han}a-zA-Z0-9])"
    ))
    .expect("a constant pattern")
});
/// A unit alone in brackets on its own line: （万元）, 人民币：元.
static UNIT_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:\((?:单位:)?(?P<a>亿元|万元|千元|元)\)|人民币:?(?P<b>亿元|万元|千元|元))$",
    )
    .expect("a constant pattern")
});
/// 部门：…, 编制单位：…, 单位名称：…, 填报部门（单位）：…
static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:编制|填报|公开|预算|决算|填制|报送|汇总)?(?:部门|单位)(?:\((?:部门|单位|公章|盖章|全称)\)|/单位)?",
        r"(?:名称|全称)?(?:\((?:公章|盖章|全称)\))?[:：](?P<name>.*)$"
    ))
    .expect("a constant pattern")
});
/// 2024年度, 2024年, 二〇二四年度.
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\(?(?:年度:|预算年度:)?(?P<year>(?:20[0-9]{2}|二[〇○零Oo0][一二三四五六七八九〇○零Oo0]{2})年度?)\)?$")
        .expect("a constant pattern")
});
/// A year and whatever stands before it at the beginning of a title.
static YEAR_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<before>.*?)(?P<year>(?:20[0-9]{2}|二[〇○零][一二三四五六七八九〇○零]{2})年度?)(?P<rest>.+)$")
        .expect("a constant pattern")
});

/// Whether a text is a printed table number: 公开01表, 附表1.
pub(crate) fn is_label(text: &str) -> bool {
    LABEL.is_match(&normalise(text))
}

/// The unit of money a text states; `单位：某某局` states none.
pub(crate) fn unit_in(text: &str) -> Option<Unit> {
    let text = normalise(text);
    if let Some(found) = UNIT.captures(&text) {
        return Some(one_unit(&found));
    }
    let alone = UNIT_ALONE.captures(&text)?;
    alone.name("a").or_else(|| alone.name("b")).map(|m| amount::unit(m.as_str()))
}

/// The unit a match states; one without a factor where it states two.
fn one_unit(found: &Captures<'_>) -> Unit {
    match found.name("more") {
        None => amount::unit(&found["unit"]),
        Some(_) => {
            let unit = found.name("unit").map_or("", |unit| unit.as_str());
            let from = found[0].find(unit).unwrap_or(0);
            Unit { printed: found[0][from..].to_owned(), factor: None }
        }
    }
}

/// Reads the lines above a grid, top to bottom.
pub(crate) fn read(lines: &[Line], catalog: &Catalog, entity: Option<&str>) -> Caption {
    let mut caption = Caption::default();
    let mut candidates: Vec<(usize, f32, String)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let mut normal = normalise(&line.text);
        if normal.is_empty() || wording::is_contents_entry(&line.text) {
            continue;
        }
        // The lower half of 单位：万 / 元 beside 部门名称：….
        let halves = |above: &Line| {
            UNIT.captures(&normalise(&above.text)).is_some_and(|found| is_half(&found))
        };
        if normal != "元" && ends_with_rest(line) && i > 0 && halves(&lines[i - 1]) {
            normal = normal.trim_end_matches('元').to_owned();
        }
        let known = caption.entity.clone();
        let used = read_marks(&mut caption, &normal, lines.get(i + 1));
        if caption.entity != known {
            caption.entity_printed = printed_form(&line.text, &caption.entity);
        }
        if used {
            // 支出决算表（单位：元）: the title keeps its line.
            let title = UNIT.replace(&normal, "").replace("()", "");
            let title = title.trim_end_matches('(').to_owned();
            if title != normal && title.ends_with('表') && !LABEL.is_match(&title) {
                candidates.push((i, line.size, title));
            }
            continue;
        }
        candidates.push((i, line.size, line.text.clone()));
    }
    read_title(&mut caption, &candidates, catalog, entity);
    caption
}

/// Whether a match is 单位：万, which leaves 元 to the next line.
fn is_half(found: &Captures<'_>) -> bool {
    let unit = found.name("unit").map_or("", |unit| unit.as_str());
    unit == "万" && found.name("more").is_none()
}

/// Whether the last word of a line is 元, the rest of a unit that wraps.
fn ends_with_rest(line: &Line) -> bool {
    line.text.split_whitespace().last() == Some("元")
}

/// The stretch of a printed line whose normal form is `name`; `name` itself if there is none.
fn printed_form(line: &str, name: &str) -> String {
    let bounds: Vec<usize> = line.char_indices().map(|(i, _)| i).collect();
    let ends = bounds.iter().skip(1).copied().chain([line.len()]);
    let ends: Vec<usize> = ends.collect();
    // Bodies stand behind a colon, so the search from the end finds the name and not its label.
    for &from in bounds.iter().rev() {
        if let Some(&to) =
            ends.iter().find(|to| **to > from && normalise(&line[from..**to]) == name)
        {
            return line[from..to].trim().to_owned();
        }
    }
    name.to_owned()
}

/// Reads number, unit, entity and year; whether the line is used up by them.
fn read_marks(caption: &mut Caption, normal: &str, next: Option<&Line>) -> bool {
    if LABEL.is_match(normal) {
        caption.label = normal.trim_matches(['(', ')', ':']).to_owned();
        return true;
    }
    // 公开02 / 表 on two lines.
    if let Some(next) = next
        && normalise(&next.text) == "表"
        && LABEL.is_match(&format!("{normal}表"))
    {
        caption.label = format!("{normal}表");
        return true;
    }
    if normal == "表" && !caption.label.is_empty() {
        return true;
    }
    if let Some(found) = YEAR.captures(normal) {
        caption.year = found["year"].to_owned();
        return true;
    }
    let mut used = false;
    let mut rest = normal.to_owned();
    if let Some(found) = UNIT.captures(&rest) {
        // 单位：万 / 元 wrapped over two lines.
        let goes_on = || next.is_some_and(ends_with_rest);
        let unit = match is_half(&found) {
            false => Some(one_unit(&found)),
            true => goes_on().then(|| amount::unit("万元")),
        };
        if let Some(unit) = unit {
            caption.unit = Some(unit);
        }
        let all = found.get(0).map_or(0..0, |m| m.range());
        rest.replace_range(all, "");
        used = true;
    } else if let Some(unit) = unit_in(&rest) {
        caption.unit = Some(unit);
        return true;
    } else if rest == "元" && caption.unit.as_ref().is_some_and(|u| u.printed == "万元")
    {
        return true;
    }
    if let Some(found) = ENTITY.captures(&rest) {
        let mut name = found["name"].to_owned();
        if let Some(at) = name.find("20")
            && let Some(year) = YEAR.captures(&name.clone()[at..])
        {
            caption.year = year["year"].to_owned();
            name.truncate(at);
        }
        for stop in ["金额单位", "单位:", "日期:", "编制日期", "填报日期", "公开"]
        {
            if let Some(at) = name.find(stop).filter(|at| *at > 0) {
                name.truncate(at);
            }
        }
        // 单位：台、辆、套 counts things.
        if name.chars().all(|c| "台辆套个元人次批万平方米、,/(和)".contains(c))
        {
            name.clear();
        }
        let name = wording::balanced(name.trim_matches([':', ',', '。']));
        let before = ENTITY.find(&rest).map_or(0, |m| m.start());
        if name.chars().count() <= 40 && before <= 3 {
            if !name.is_empty() {
                caption.entity = name;
            }
            return true;
        }
    }
    used
}

fn read_title(
    caption: &mut Caption,
    candidates: &[(usize, f32, String)],
    catalog: &Catalog,
    entity: Option<&str>,
) {
    // The last known title above the grid wins; wrapped titles are tried joined.
    for at in (0..candidates.len()).rev() {
        let mut joined = String::new();
        let mut best: Option<(Title, usize)> = None;
        for from in (at.saturating_sub(2)..=at).rev() {
            joined = format!("{}{}", candidates[from].2, joined);
            if from < at && candidates[at].0 - candidates[from].0 != at - from {
                break;
            }
            if let Some(title) = known_title(&joined, catalog, entity) {
                let longer = best.as_ref().is_none_or(|(b, _)| {
                    title.normal.chars().count() > b.normal.chars().count()
                });
                if longer {
                    best = Some((title, from));
                }
            }
        }
        if let Some((title, from)) = best {
            take_title(caption, title, true);
            caption.other = candidates[..from].iter().map(|c| c.2.clone()).collect();
            return;
        }
    }
    // Otherwise the last line that has the form of a title.
    for at in (0..candidates.len()).rev() {
        if let Some(title) = titled(&candidates[at].2) {
            take_title(caption, title, false);
            caption.other = candidates[..at].iter().map(|c| c.2.clone()).collect();
            return;
        }
    }
    caption.other = candidates.iter().map(|c| c.2.clone()).collect();
}

struct Title {
    printed: String,
    normal: String,
    label: String,
    year: String,
    unit: Option<Unit>,
}

fn take_title(caption: &mut Caption, title: Title, known: bool) {
    caption.title = title.printed;
    caption.title_normal = title.normal;
    caption.known = known;
    if caption.label.is_empty() {
        caption.label = title.label.trim_matches(['(', ')', ':']).to_owned();
    }
    if caption.year.is_empty() {
        caption.year = title.year;
    }
    if caption.unit.is_none() {
        caption.unit = title.unit;
    }
}

/// A line in the form of a title: its ordinal, number, year and unit taken off.
fn titled(printed: &str) -> Option<Title> {
    let normal = normalise(printed);
    if normal.chars().count() > LONGEST_TITLE
        || normal.contains(['。', '；', ';', '!', '?'])
        || normal.ends_with("说明")
        || normal.ends_with("情况说明:")
        || wording::is_contents_entry(printed)
    {
        return None;
    }
    let mut title = dissect(printed, &normal);
    title.normal = wording::strip_ordinal(&title.normal).to_owned();
    let ends = ["表", "表(续)", "(续表)", "清单"];
    // 支出表(按功能分类): the brackets belong to the title.
    let bracketed = title.normal.ends_with(')')
        && title.normal.rfind('(').is_some_and(|at| title.normal[..at].ends_with('表'));
    let fits = (bracketed || ends.iter().any(|e| title.normal.ends_with(e)))
        && title.normal.chars().count() > 2
        && !title.normal.starts_with('注');
    fits.then_some(title)
}

fn dissect(printed: &str, normal: &str) -> Title {
    let mut rest = wording::strip_ordinal(normal).to_owned();
    let mut title = Title {
        printed: printed.trim().to_owned(),
        normal: String::new(),
        label: String::new(),
        year: String::new(),
        unit: None,
    };
    if let Some(found) = LABEL_PREFIX.captures(&rest) {
        let (label, after) = (&found["label"], &found["rest"]);
        // 表一 and 一般公共预算: the second 一 begins the title.
        let shared = label.strip_suffix('一').filter(|_| after.starts_with('般'));
        if shared.is_none_or(|l| !l.ends_with(['表', '附'])) {
            title.label = shared.unwrap_or(label).to_owned();
            rest = format!("{}{after}", if shared.is_some() { "一" } else { "" });
        }
    }
    if let Some(found) = LABEL_SUFFIX.captures(&rest) {
        title.label = found["label"].to_owned();
        rest = found["rest"].to_owned();
    }
    for (suffix, unit) in
        [("(单位:万元)", "万元"), ("(单位:元)", "元"), ("(万元)", "万元"), ("(元)", "元")]
    {
        if let Some(before) = rest.strip_suffix(suffix) {
            title.unit = Some(amount::unit(unit));
            rest = before.to_owned();
        }
    }
    for suffix in ["(续)", "(续表)", "续表", "(续1)", "(续2)"] {
        if let Some(before) = rest.strip_suffix(suffix) {
            rest = before.to_owned();
        }
    }
    for suffix in ["(公开表)", "(公开)", "(汇总)", "(空表)"] {
        if let Some(before) = rest.strip_suffix(suffix) {
            rest = before.to_owned();
        }
    }
    if let Some(found) = YEAR_PREFIX.captures(&rest) {
        title.year = found["year"].to_owned();
        rest = found["rest"].to_owned();
    }
    title.normal = wording::strip_ordinal(&rest).trim_matches(['-', ':', '_']).to_owned();
    title
}

/// A title that the catalog knows, once year, entity and number are taken off.
fn known_title(printed: &str, catalog: &Catalog, entity: Option<&str>) -> Option<Title> {
    let normal = normalise(printed);
    if normal.chars().count() > LONGEST_TITLE + 30
        || normal.contains('。')
        || normal.ends_with("说明")
    {
        return None;
    }
    let mut title = dissect(printed, &normal);
    let (before, known) = catalog.title_at_end(&title.normal)?;
    let before = without_scope(&before);
    let entity = entity.map(normalise).unwrap_or_default();
    let fits = before.is_empty()
        || (!entity.is_empty() && before.contains(entity.as_str()))
        || is_body_name(before);
    if !fits {
        return None;
    }
    title.normal = known.to_owned();
    Some(title)
}

/// Words before a title without those that say whose or which budget it is and never
/// which table: 部门综合预算, 预算单位, 本年.
pub(crate) fn without_scope(words: &str) -> &str {
    const SCOPE: &[&str] = &[
        "部门综合预算",
        "单位综合预算",
        "部门综合",
        "单位综合",
        "部门预算",
        "单位预算",
        "综合预算",
        "预算单位",
        "预算部门",
        "部门(单位)",
        "单位(部门)",
        "(部门)",
        "(单位)",
        "(本级)",
        "本部门",
        "本单位",
        "部门",
        "单位",
        "本级",
        "本年度",
        "本年",
        "省级",
        "市级",
        "区级",
        "县级",
        "-",
    ];
    let mut rest = words;
    loop {
        let before = rest;
        for word in SCOPE {
            rest = rest.strip_prefix(word).unwrap_or(rest);
            rest = rest.strip_suffix(word).unwrap_or(rest);
        }
        if rest == before {
            return rest;
        }
    }
}

/// Whether words before a title can name a body: 某某局, 某某委员会（本级）…
fn is_body_name(words: &str) -> bool {
    let bare = words
        .trim_end_matches("部门")
        .trim_end_matches("单位")
        .trim_end_matches("(本级)")
        .trim_end_matches("本级")
        .trim_end_matches("(汇总)");
    let ends = [
        "局",
        "委",
        "委员会",
        "厅",
        "办公室",
        "办",
        "院",
        "中心",
        "站",
        "所",
        "队",
        "校",
        "学校",
        "会",
        "处",
        "馆",
        "部",
        "社",
        "团",
        "街道",
        "街道办事处",
        "镇",
        "乡",
        "政府",
        "人民政府",
        "办事处",
        "公司",
        "大学",
        "学院",
        "台",
        "园",
        "支队",
        "大队",
        "总队",
        "法院",
        "检察院",
        "医院",
        "协会",
        "联合会",
        "总工会",
        "管委会",
        "党校",
        "室",
        "组",
        "署",
        "基地",
        "区",
        "市",
        "县",
        "省",
    ];
    bare.chars().count() >= 2 && ends.iter().any(|e| bare.ends_with(e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    fn caption(lines: &[&str]) -> String {
        let lines: Vec<Line> = lines
            .iter()
            .map(|t| Line { text: (*t).to_owned(), size: 10.0, ..Line::default() })
            .collect();
        let c = read(&lines, catalog(), None);
        let unit = c.unit.map_or("?".to_owned(), |u| u.printed);
        let known = if c.known { "" } else { "~" };
        format!(
            "{known}{} [{}] {} {} {}",
            c.title_normal, c.label, c.entity, c.year, unit
        )
    }

    #[test]
    fn places_and_spellings() {
        let table: &[(&[&str], &str)] = &[
            (
                &[
                    "收入决算表",
                    "公开02",
                    "表",
                    "部门名称：云溪市财政局",
                    "2024年度",
                    "金额单位：万元",
                ],
                "收入决算表 [公开02表] 云溪市财政局 2024年度 万元",
            ),
            (
                &[
                    "公开04表",
                    "财政拨款收入支出决算总表",
                    "部门：云溪市财政局 2024年度",
                    "单位：元",
                ],
                "财政拨款收入支出决算总表 [公开04表] 云溪市财政局 2024年度 元",
            ),
            (
                &[
                    "2024年度部门收支决算总表（公开01表）",
                    "编制单位：云溪市财政局 单位：元",
                ],
                "部门收支决算总表 [公开01表] 云溪市财政局 2024年度 元",
            ),
            (
                &[
                    "云溪市财政局2024年度一般公共预算财政拨款支出决算表",
                    "单位：云溪市财政局",
                ],
                "一般公共预算财政拨款支出决算表 [] 云溪市财政局 2024年度 ?",
            ),
            (
                &["一般公共预算财政拨款", "基本支出决算明细表", "单位：万", "元"],
                "一般公共预算财政拨款基本支出决算明细表 []   万元",
            ),
            (
                &["“三公”经费支出决算表", "单位：万", "部门名称：云溪市法院    元"],
                "“三公”经费支出决算表 [] 云溪市法院  万元",
            ),
            (&["三、支出决算表", "支 出 决 算 表"], "支出决算表 []   ?"),
            (&["三、支出决算情况说明"], "~ []   ?"),
            (&["二、收入决算表.........4"], "~ []   ?"),
            (&["财政拨款\"三公\"经费支出决算表"], "财政拨款“三公”经费支出决算表 []   ?"),
            (&["附表3", "政府债务余额情况表"], "~政府债务余额情况表 [附表3]   ?"),
            (
                &[
                    "云溪市2026年部门综合预算一般公共预算支出明细表（按支出功能分类科目-不含上年结转）",
                ],
                "一般公共预算支出明细表 []  2026年 ?",
            ),
            (&["一般公共预算支出表（按经济分类）"], "一般公共预算支出表(经济) []   ?"),
            (&["本年收支总表（预算表1）", "单位：万元"], "收支总表 [预算表1]   万元"),
        ];
        for (lines, expected) in table {
            assert_eq!(&caption(lines), expected, "for {lines:?}");
        }
    }

    #[test]
    fn a_longer_title_is_not_read_as_its_end() {
        let longer = caption(&["一般公共预算财政拨款项目支出决算表"]);
        assert_eq!(longer, "~一般公共预算财政拨款项目支出决算表 []   ?");
    }

    #[test]
    fn years_in_digits_and_characters() {
        assert_eq!(wording::year_in("2024年度"), Some(2024));
        assert_eq!(wording::year_in("二〇二三年度"), Some(2023));
        assert_eq!(wording::year_in("二○一九年"), Some(2019));
        assert_eq!(wording::year_in("本年度"), None);
    }
}
