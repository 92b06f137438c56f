//! What a number is about: the words before it without everything that only places it.

use super::words::words;
use crate::disclosure::Phase;
use crate::words::wording;
use regex::Regex;
use std::sync::LazyLock;

/// What the words before a number say of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Named {
    /// In normal form; empty where nothing is left.
    pub(super) subject: String,
    /// 年初预算, 支出决算 …
    pub(super) phase: Option<Phase>,
    /// Whether a word for a budget was there that does not say which.
    pub(super) budget: bool,
    /// The year they name.
    pub(super) year: Option<u16>,
    /// Whether they name the year before (上年度).
    pub(super) year_before: bool,
    /// Whether they say that it is this year's (今年, 本年度).
    pub(super) this_year: bool,
    /// The same without a normal form, for what is counted.
    pub(super) raw: String,
    /// A printed code (2040299).
    pub(super) code: String,
    /// Whether an order of shares follows (分别为).
    pub(super) respectively: bool,
}

/// A part of 类款项 with its mark, which may hold its digits: 公共安全支出(204类).
static LEVEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\((\d{0,7})(类|款|项)\)(支出)?"));
/// The number of an item inside of a line.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<before>.+\(\d{1,2}\))[\u{4E00}-\u{9FFF}]"));
/// A code in brackets after a name: 档案馆(2012604).
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\((\d{3}|\d{5}|\d{7})\)$"));
/// A code before a name: 2080505-机关事业单位基本养老保险缴费支出.
static CODE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?P<code>\d{3}|\d{5}|\d{7})[-—_]?(?P<name>[\u{4E00}-\u{9FFF}])")
});
/// 收、支总计, 收入支出总决算, 收支预算总计.
static BOTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<head>.*?)收(?:入)?[、,和及与/]?支(?:出)?(?:决算|预算)?(?P<sum>总计|合计|总决算|总预算|总额|总体|总数|总收支|总)?$",
    )
});
/// 收入总计、支出总计; 收入和支出合计.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<head>.*?)收入(?:决算|预算)?(?P<sum>总计|合计)?(?:、|和|及|与|,)(?P<other>.*?)支出(?:决算|预算)?(?P<last>总计|合计)?$",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Reads the words before a number; `entity` is the body whose accounts these are.
pub(super) fn named(words_before: &str, entity: &str) -> Named {
    let words = words();
    let mut out = Named::default();
    let mut text = wording::strip_ordinal(words_before).to_owned();
    code_behind(&mut text, &mut out);
    if let Some(code) = CODE_BEFORE.captures(&text) {
        out.code = code["code"].to_owned();
        text.drain(..code.get(0).map_or(0, |m| m.end() - code["name"].len()));
    }
    if let Some(found) = words.introducer.find(&text)
        && found.end() < text.len()
    {
        text.drain(..found.end());
    }
    if let Some(end) =
        ITEM.captures(&text).and_then(|f| f.name("before")).map(|m| m.end())
    {
        // 补贴随之增加(19)住房公积金: a stop is missing before the item.
        text.drain(..end);
    }
    if !entity.is_empty() {
        text = text.replace(entity, "");
    }
    if text.contains("(类)") || text.contains("(款)") || LEVEL.is_match(&text) {
        text = path(&text, &mut out);
    }
    loop {
        let before = text.len();
        back(&mut text, &mut out);
        code_behind(&mut text, &mut out);
        year(&mut text, &mut out);
        front(&mut text);
        if text.len() == before {
            break;
        }
    }
    if let Some(quoted) = text.strip_prefix("支出“") {
        // 实际支出“三公”经费 is spent on it.
        text = format!("“{quoted}");
    }
    let mut text = text.replace("决算支出", "支出");
    for sum in ["总计", "合计"] {
        for word in ["预算", "决算"] {
            text = text.replace(&format!("{word}{sum}"), sum);
        }
    }
    if let Some(name) = text.strip_suffix("预算支出").filter(|n| n.ends_with('费')) {
        text = name.to_owned();
    }
    if text == "预算收入" || text == "预算支出" {
        text.drain(.."预算".len());
    }
    let text =
        text.trim_matches(|c| matches!(c, '“' | '”' | '、' | '-' | '—' | '*' | '.'));
    let quoted = words_before.contains(&format!("“{text}”"));
    let text = if quoted || text.contains('”') && !text.contains('“') {
        requoted(text)
    } else {
        text.to_owned()
    };
    out.subject = words.canonical(without_remark(&text)).to_owned();
    out.raw = text;
    if words.verbs.contains(&out.raw) || ["本年", "当年"].contains(&out.raw.as_str())
    {
        out.subject.clear();
        out.raw.clear();
    }
    out
}

/// Takes a code in brackets off the end.
fn code_behind(text: &mut String, out: &mut Named) {
    if let Some(code) = CODE.captures(text) {
        out.code = code[1].to_owned();
        let at = code.get(0).map_or(text.len(), |m| m.start());
        text.truncate(at);
    }
}

/// 政府采购金额(以合同签订为准) is 政府采购金额.
fn without_remark(text: &str) -> &str {
    let Some((name, remark)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('('))
    else {
        return text;
    };
    let explains =
        ["以", "含", "不含", "包括", "按"].iter().any(|w| remark.starts_with(w));
    if explains && !name.is_empty() { name } else { text }
}

/// 三公”经费 lost its opening quote with the words before it.
fn requoted(text: &str) -> String {
    if text.contains('”') && !text.contains('“') {
        format!("“{text}")
    } else {
        text.to_owned()
    }
}

/// Takes 为, 共, 年初预算数 … off the end and notes what they say.
fn back(text: &mut String, out: &mut Named) {
    let words = words();
    loop {
        let before = text.len();
        for word in &words.back {
            if text.ends_with(word.as_str()) && !is_part(text, word) {
                out.respectively |= word.starts_with("分别") || word == "各是";
                text.truncate(text.len() - word.len());
                break;
            }
        }
        if let Some(found) = words.phases.iter().find(|p| text.ends_with(p.word.as_str()))
            // 涉及预算金额 is a name of its own.
            && !text[..text.len() - found.word.len()].ends_with("涉及")
            && !names_a_fund(text)
        {
            match found.phase {
                Some(phase) => out.phase = out.phase.or(Some(phase)),
                None => out.budget = true,
            }
            text.truncate(text.len() - found.word.len());
        }
        if text.len() == before {
            return;
        }
    }
}

/// 一般公共预算 is the name of a budget, not of a phase.
fn names_a_fund(text: &str) -> bool {
    ["公共预算", "基金预算", "经营预算"].iter().any(|w| text.ends_with(w))
}

/// 总计, 合计 and 小计 are names of sums, not 共计; 一般公共预算 is a name too.
fn is_part(text: &str, word: &str) -> bool {
    word == "计" && ["总计", "合计", "小计"].iter().any(|w| text.ends_with(w))
        || word == "的" && text.len() == word.len()
}

/// Takes fillers off the front.
fn front(text: &mut String) {
    let words = words();
    loop {
        let Some(word) = words.front.iter().find(|w| text.starts_with(w.as_str())) else {
            return;
        };
        text.drain(..word.len());
    }
}

/// Takes everything up to the last year off, or only the year where it stands inside a name.
fn year(text: &mut String, out: &mut Named) {
    let is_year = |found: &regex::Captures<'_>| {
        let all = found.get(0).expect("a match has a whole");
        found.name("before").is_none()
            || is_year_before(&text[..all.start()], &text[all.end()..])
    };
    let Some(found) = words().year.captures_iter(text).filter(is_year).last() else {
        return;
    };
    let all = found.get(0).expect("a match has a whole");
    if let Some(year) = found.name("year") {
        out.year = out.year.or(year.as_str().parse().ok());
    }
    out.year_before |= found.name("before").is_some();
    out.this_year |= found.name("now").is_some();
    let edge = if found.name("edge").is_some() {
        format!("年{}", &found["edge"])
    } else {
        String::new()
    };
    let (before, after) = (&text[..all.start()], &text[all.end()..]);
    *text = if is_item(before) {
        before.to_owned()
    } else if before.ends_with('的') {
        format!("{before}{after}")
    } else if after.is_empty() {
        before.to_owned()
    } else {
        format!("{edge}{after}")
    };
}

/// Whether a word for the year before places the number there (公务接待费上年, 上年支出), and
/// does not name what that year left (上年结转) or stand inside of other words.
fn is_year_before(before: &str, after: &str) -> bool {
    let left = words().left_over.iter().any(|w| after.contains(w.as_str()));
    !left && (before.is_empty() || after.is_empty())
}

/// 公共安全支出(204类)司法(06款)行政运行(01项)支出 in normal form; its digits are the code.
fn path(text: &str, out: &mut Named) -> String {
    let mut normal = String::new();
    let mut code = String::new();
    let mut from = 0;
    for found in LEVEL.captures_iter(text) {
        let all = found.get(0).expect("a match has a whole");
        let mut name =
            text[from..all.start()].trim_matches(['“', '”', '-', '、']).to_owned();
        let level = &found[2];
        if level == "类" && !name.ends_with("支出") {
            name.push_str("支出");
        }
        code.push_str(&found[1]);
        normal.push_str(&name);
        normal.push('(');
        normal.push_str(level);
        normal.push(')');
        from = all.end();
    }
    if [3, 5, 7].contains(&code.len()) {
        out.code = code;
    }
    normal.push_str(text[from..].trim_start_matches('”'));
    normal
}

/// The subjects of words that name two at once: 收、支总计 are 收入总计 and 支出总计.
pub(super) fn expand(subject: &str) -> Vec<String> {
    if let Some(found) = BOTH.captures(subject) {
        let sum = match found.name("sum").map(|m| m.as_str()) {
            Some("合计") => "合计",
            _ => "总计",
        };
        let head = found["head"].trim_end_matches("总");
        return both(head, head, sum);
    }
    if let Some(found) = PAIR.captures(subject) {
        let sum = found.name("last").or(found.name("sum")).map_or("", |m| m.as_str());
        let head = &found["head"];
        let other = if found["other"].is_empty() { head } else { &found["other"] };
        return both(head, other, sum);
    }
    vec![subject.to_owned()]
}

fn both(head: &str, other: &str, sum: &str) -> Vec<String> {
    let words = words();
    [format!("{head}收入{sum}"), format!("{other}支出{sum}")]
        .iter()
        .map(|s| words.canonical(s).to_owned())
        .collect()
}

/// Whether words name an item of the classification: …(款)行政运行(项).
pub(super) fn is_item(clause: &str) -> bool {
    LEVEL.is_match(clause)
}

/// The names of 类, 款 and 项 in a subject.
pub(super) fn levels(subject: &str) -> [Option<String>; 3] {
    let mut out = [None, None, None];
    let mut from = 0;
    for found in LEVEL.captures_iter(subject) {
        let all = found.get(0).expect("a match has a whole");
        let place = match &found[2] {
            "类" => 0,
            "款" => 1,
            _ => 2,
        };
        out[place] = Some(subject[from..all.start()].to_owned());
        from = all.end();
    }
    out
}

/// Whether a subject ends as subjects do.
pub(super) fn is_usual(subject: &str) -> bool {
    subject.chars().count() <= 60
        && words().heads.iter().any(|h| subject.ends_with(h.as_str()))
}
