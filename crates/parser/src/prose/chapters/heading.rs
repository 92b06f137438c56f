//! Headings, found by their words: `catalog/chapters.toml`.

use super::block::Block;
use crate::words::normal::normalise;
use crate::words::wording;
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// A heading has at most so many characters.
const LONGEST: usize = 50;
/// A heading whose text goes on in the same line has at most so many.
const LONGEST_INLINE: usize = 30;

/// What is known of the words of headings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chapters {
    fillers: Vec<String>,
    endings: Vec<String>,
    titles: Vec<String>,
    parts_end: Vec<String>,
    #[serde(rename = "part")]
    parts: Vec<Entry>,
    #[serde(rename = "topic")]
    topics: Vec<Entry>,
}

/// One kind of part, or one topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Stable key of a topic; empty for a part.
    #[serde(default)]
    pub(crate) key: String,
    /// Kind of the section it opens.
    pub(crate) kind: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    core: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
}

/// How deep a heading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// 第一部分, or a known heading without a number.
    Part,
    /// 一、
    First,
    /// （一）
    Second,
}

/// A heading and what it opens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heading {
    pub(crate) depth: Depth,
    /// Printed number: 第三部分, 一, （一）.
    pub(crate) number: String,
    /// Its words without the number.
    pub(crate) words: String,
    /// Where the text begins that goes on in the same block.
    pub(crate) rest: usize,
    /// Kind by the catalog; empty where it knows none.
    pub(crate) kind: &'static str,
    /// Topic by the catalog; empty where it knows none.
    pub(crate) topic: &'static str,
}

static CHAPTERS: LazyLock<Chapters> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../catalog/chapters.toml"))
        .expect("catalog/chapters.toml is tested")
});

/// Printed numbers, with as many characters in the text as in its normal form.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?P<part>第[一二三四五六七八九十]{1,3}(?:部分|章|篇))[、:：.]?|",
        r"(?P<first>[一二三四五六七八九十]{1,3})(?:、|[.．，](?:[^0-9]|$))|",
        r"(?P<second>[(（][一二三四五六七八九十]{1,3}[)）])[、.．]?)"
    ))
    .expect("a constant pattern")
});

impl Heading {
    /// Gives the heading of a part its words.
    pub(crate) fn entitle(&mut self, words: &str) {
        words.trim().clone_into(&mut self.words);
        let topic = topic(words);
        let entry = part(words).or(topic);
        self.kind = entry.map_or("", |e| e.kind.as_str());
        self.topic = topic.filter(|t| t.kind == self.kind).map_or("", |t| t.key.as_str());
    }
}

impl Entry {
    fn fits(&self, words: &str, core: &str) -> bool {
        let has = |w: &String| w.split('+').all(|piece| words.contains(piece));
        (self.words.iter().any(has) || self.core.iter().any(|c| c == core))
            && !self.unless.iter().any(|u| words.contains(u.as_str()))
    }
}

/// A heading's words as the catalog compares them.
fn bare(words: &str) -> String {
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("20[0-9]{2}年?度?").expect("a constant pattern"));
    let text: String =
        normalise(words).chars().filter(|c| !"“”‘’'《》".contains(*c)).collect();
    YEAR.replace_all(&text, "").into_owned()
}

/// The bare words without the fillers.
fn core(bare: &str) -> String {
    let mut text = bare.to_owned();
    for filler in &CHAPTERS.fillers {
        text = text.replace(filler.as_str(), "");
    }
    text
}

/// The topic of a heading's words.
pub(crate) fn topic(words: &str) -> Option<&'static Entry> {
    let bare = bare(without_remark(words));
    let core = core(&bare);
    CHAPTERS.topics.iter().find(|t| t.fits(&bare, &core))
}

/// The kind of a part by its heading's words.
pub(crate) fn part(words: &str) -> Option<&'static Entry> {
    let bare = bare(words);
    let core = core(&bare);
    CHAPTERS.parts.iter().find(|t| t.fits(&bare, &core))
}

/// The printed number of a block, its depth, and where the words begin.
pub(super) fn number(text: &str) -> Option<(Depth, String, usize)> {
    let found = NUMBER.captures(text)?;
    let (depth, m) = [
        (Depth::Part, found.name("part")),
        (Depth::First, found.name("first")),
        (Depth::Second, found.name("second")),
    ]
    .into_iter()
    .find_map(|(d, m)| m.map(|m| (d, m)))?;
    let rest = &text[m.end()..];
    let skipped = rest.trim_start_matches(['、', ':', '：', '.', '．', '，', ' ']);
    Some((depth, m.as_str().to_owned(), text.len() - skipped.len()))
}

/// The part that a heading 一、 opens by its words, where a document numbers its parts so:
/// 三、决算报表说明, 二、2023年度部门决算报表, 一、学校概况.
///
/// A heading whose topic is known opens a chapter of it, whatever it says of tables.
pub(super) fn numbered_part(
    heading: &Heading,
    announced: &[String],
) -> Option<&'static str> {
    if !heading.topic.is_empty() {
        return None;
    }
    let bare = bare(without_remark(&heading.words));
    let entry = part(&heading.words)?;
    let ends = CHAPTERS.parts_end.iter().any(|t| bare.ends_with(t.as_str()));
    let of_accounts =
        ["预算", "决算", "收支", "报表", "绩效"].iter().any(|w| bare.contains(w));
    let known = match entry.kind.as_str() {
        "overview" => ends || announced.contains(&bare),
        _ => ends && of_accounts,
    };
    known.then_some(entry.kind.as_str())
}

/// A heading's words without a remark in brackets at their end that leads elsewhere
/// (详见表1-3); （境） and （类） are no remarks.
fn without_remark(words: &str) -> &str {
    let words = words.trim_end();
    if !words.ends_with(['）', ')']) {
        return words;
    }
    let Some(at) = words.rfind(['（', '(']) else { return words };
    let leads = ["表", "见", "附", "单位"].iter().any(|w| words[at..].contains(w));
    if leads { words[..at].trim_end() } else { words }
}

/// Whether a line is the whole of a heading that says of which accounts it is: what stands
/// below it is text, however full the line is.
pub(super) fn is_whole(text: &str) -> bool {
    let Some((depth, _, at)) = number(text) else { return false };
    let words = without_remark(&text[at..]);
    depth != Depth::Part
        && words.chars().count() <= LONGEST
        && !words.contains(['，', '。', '；', '：', ','])
        && ["说明", "情况"].iter().any(|w| words.ends_with(w))
        && (topic(words).is_some() || part(words).is_some())
}

/// The last heading 一、, under which those with （一） stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Above {
    pub(crate) topic: &'static str,
    pub(crate) words: String,
}

impl Above {
    /// The topic of a heading below it, by its own words or by both: （二）结构情况 below
    /// 一般公共预算财政拨款支出.
    fn topic(&self, words: &str) -> Option<&'static Entry> {
        topic(words).or_else(|| {
            let finer = |e: &&Entry| {
                let tail = e.key.strip_prefix(self.topic);
                !self.topic.is_empty() && tail.is_some_and(|t| t.starts_with('_'))
            };
            topic(&format!("{}{words}", self.words)).filter(finer)
        })
    }
}

/// Reads a block as a numbered heading.
pub(crate) fn numbered(block: &Block, above: &Above) -> Option<Heading> {
    let text = block.paragraph.text.as_str();
    let (depth, number, at) = number(text)?;
    let words = &text[at..];
    let heading = |words: &str, rest: usize, entry: Option<&'static Entry>| Heading {
        depth,
        number: number.clone(),
        words: words.trim().to_owned(),
        rest,
        kind: entry.map_or("", |e| e.kind.as_str()),
        topic: entry.map_or("", |e| e.key.as_str()),
    };
    if depth == Depth::Part {
        let long = words.chars().count() > LONGEST;
        if long || words.contains(['。', '；', '，']) {
            return None;
        }
        let mut heading = heading("", text.len(), None);
        heading.entitle(words);
        return Some(heading);
    }
    let topic = |words: &str| match depth {
        Depth::Second => above.topic(words),
        _ => topic(words),
    };
    let stop = words.find(['。', '：', ':', '；']);
    let head = &words[..stop.unwrap_or(words.len())];
    if states_number(head) || head.contains('，') || head.is_empty() {
        return remarked(words, at, &heading);
    }
    let count = head.chars().count();
    match stop {
        None if count <= LONGEST => Some(heading(head, text.len(), topic(head))),
        None => remarked(words, at, &heading),
        Some(stop) => {
            let c = words[stop..].chars().next()?;
            let after = &words[stop + c.len_utf8()..];
            let known = topic(head)?;
            let defines = ["指", "是指", "反映", "包括", "主要"]
                .iter()
                .any(|w| after.starts_with(w));
            let ends = CHAPTERS.endings.iter().any(|e| head.ends_with(e.as_str()));
            let inline = c != '；' && !defines && ends && count <= LONGEST_INLINE;
            let rest = text.len() - after.len();
            inline.then(|| heading(head, rest, Some(known)))
        }
    }
}

/// A heading with a remark in brackets that is a sentence: 单位构成（仅有一个单位的，…）.
fn remarked(
    words: &str,
    at: usize,
    heading: &dyn Fn(&str, usize, Option<&'static Entry>) -> Heading,
) -> Option<Heading> {
    let bracket = words.find(['（', '('])?;
    let head = &words[..bracket];
    let whole = words.ends_with(['）', ')']);
    let known = topic(head)?;
    let ends = CHAPTERS.endings.iter().any(|e| head.ends_with(e.as_str()));
    let short = head.chars().count() <= LONGEST_INLINE && !head.contains(['，', '。']);
    (whole && ends && short && !states_number(head))
        .then(|| heading(head, at + bracket, Some(known)))
}

/// Reads a block without a number as the heading of a part: 目录 announces it, it is printed
/// large and ends as headings do, or it says nothing else.
pub(crate) fn plain(block: &Block, announced: &[String], large: bool) -> Option<Heading> {
    let text = block.paragraph.text.as_str();
    if !(2..=40).contains(&text.chars().count())
        || text.contains(['。', '；', '，', '：', ':'])
    {
        return None;
    }
    let bare = bare(text);
    let entry = part(text)?;
    // Titles of tables are announced too, but open no part.
    let named = announced.contains(&bare) && entry.kind != "tables";
    let alone = is_tables(text)
        || large && CHAPTERS.titles.iter().any(|t| bare.ends_with(t.as_str()));
    let report = entry.kind == "selfeval_report" && bare.ends_with("报告");
    let exact = ["名词解释", "附件", "附表"].contains(&bare.as_str());
    (named || alone || report || exact).then(|| Heading {
        depth: Depth::Part,
        number: String::new(),
        words: text.to_owned(),
        rest: text.len(),
        kind: entry.kind.as_str(),
        topic: topic(text)
            .filter(|t| t.kind == entry.kind)
            .map_or("", |t| t.key.as_str()),
    })
}

/// Whether a line is the heading of the tables' part, which stands where captions do.
pub(crate) fn is_tables(text: &str) -> bool {
    let bare = bare(text);
    ["部门决算表", "部门预算表", "单位决算表", "单位预算表"]
        .iter()
        .any(|t| bare.ends_with(t))
}

/// The words of an entry of 目录 as headings are compared, without number, leaders and page.
pub(crate) fn announced(text: &str) -> String {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[.．·…。\-—_\s]*[(]?[0-9]{0,3}[)]?$").expect("a constant pattern")
    });
    let text = normalise(text);
    let text = TAIL.replace(&text, "");
    bare(wording::strip_ordinal(&text))
}

/// Whether words state a number with a unit: those are no heading.
pub(super) fn states_number(words: &str) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("[0-9](?:万元|亿元|元|%|％|人|辆|个|台|次|项)")
            .expect("a constant pattern")
    });
    NUMBER.is_match(words)
}
