//! What a template leaves behind: placeholders, instructions, choices, doubled punctuation.
//! Which words, says `catalog/identities/residue.toml`.

use super::finding::{Finding, title};
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, Paragraph, Project, Section, Table, ValueState};
use crate::words::mask;
use crate::words::normal::normalise;
use regex::{Regex, RegexSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// As many hits of one chapter are quoted; the rest is counted.
const QUOTED: usize = 3;
/// Characters quoted before and after a hit, within its sentence.
const AROUND: (usize, usize) = (14, 8);

/// One group of patterns with what they say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    rule: String,
    zh: String,
    en: String,
    #[serde(default)]
    kinds: Vec<String>,
    patterns: Vec<String>,
    /// Texts that must match, for the tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests read it"))]
    yes: Vec<String>,
    /// Texts that must not.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests read it"))]
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    residue: Vec<Words>,
}

/// All patterns, tried at once.
struct Residue {
    words: Vec<Words>,
    /// The group of each pattern.
    groups: Vec<usize>,
    patterns: Vec<Regex>,
    any: RegexSet,
}

static RESIDUE: LazyLock<Residue> = LazyLock::new(|| {
    let text = include_str!("../../../catalog/identities/residue.toml");
    let file: File = toml::from_str(text).expect("the file is part of the program");
    let words = file.residue;
    let each = || {
        words.iter().enumerate().flat_map(|(n, w)| w.patterns.iter().map(move |p| (n, p)))
    };
    let compiled = |p: &String| Regex::new(p).expect("the tests compile every pattern");
    let groups = each().map(|(n, _)| n).collect();
    let patterns = each().map(|(_, p)| compiled(p)).collect();
    let any = RegexSet::new(each().map(|(_, p)| p)).expect("each compiles by itself");
    Residue { words, groups, patterns, any }
});

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Section(usize),
    Table(usize),
    Project(usize),
}

/// A text in normal form with the pages of its lines.
struct Text<'d> {
    source: Source,
    kind: &'d str,
    printed: &'d str,
    normal: String,
    /// Byte offsets at which lines begin, and their pages.
    lines: Vec<(usize, Option<u32>)>,
}

/// What was found of one rule in one chapter, table or form.
#[derive(Default)]
struct Hits {
    zh: &'static str,
    en: &'static str,
    quotes: Vec<String>,
    pages: Vec<u32>,
    count: usize,
}

/// E10–E14, C17: what each chapter, table and form has left of its template.
pub(super) fn residue(out: &Disclosure) -> Vec<Check> {
    let texts = texts(out);
    let mut found: BTreeMap<(&'static str, Source), Hits> = BTreeMap::new();
    for text in &texts {
        for (group, ranges) in hits(text) {
            let key = (group.rule.as_str(), text.source);
            let hits = found.entry(key).or_default();
            (hits.zh, hits.en) = (&group.zh, &group.en);
            let mut quoted = 0;
            for range in ranges {
                hits.count += 1;
                hits.pages.extend(page(text, range.start));
                // The words around one hit may show the next as well.
                if range.end <= quoted {
                    continue;
                }
                let (quote, end) = quote(text, &range);
                quoted = end;
                if !hits.quotes.contains(&quote) {
                    hits.quotes.push(quote);
                }
            }
        }
    }
    let mut all: Vec<Check> = found
        .iter()
        .map(|((rule, source), hits)| told(out, rule, *source, hits))
        .collect();
    if !out.sections.iter().any(|s| !s.paragraphs.is_empty()) {
        return all;
    }
    let mut rules: Vec<&'static str> =
        RESIDUE.words.iter().map(|w| w.rule.as_str()).collect();
    rules.dedup();
    for rule in rules {
        if !found.keys().any(|(other, _)| *other == rule) {
            all.push(Finding::about(rule, Outcome::Exact).check(out));
        }
    }
    all
}

fn told(out: &Disclosure, rule: &'static str, source: Source, hits: &Hits) -> Check {
    let (evidence, table, place) = match source {
        Source::Section(at) => {
            (Some(Evidence::Section(at)), None, name(&out.sections[at]))
        }
        Source::Table(at) => (None, Some(at), title(&out.tables[at]).to_owned()),
        Source::Project(at) => {
            (Some(Evidence::Project(at)), None, out.projects[at].project_name.clone())
        }
    };
    let quoted = hits.quotes.iter().take(QUOTED).map(|q| format!("「{q}」"));
    let quoted: String = quoted.collect();
    let (more_zh, more_en) = if hits.count > QUOTED.min(hits.quotes.len()) {
        (format!("等 {} 处", hits.count), format!(", {} in all", hits.count))
    } else {
        Default::default()
    };
    let mut finding = Finding::about(rule, Outcome::Violated).says(
        format!("{place}：{}{quoted}{more_zh}", hits.zh),
        format!("{place}: {} {quoted}{more_en}", hits.en),
    );
    finding.tables.extend(table);
    let mut check = finding.check(out);
    // The place of the words is finer than where their chapter begins.
    check.pages.clone_from(&hits.pages);
    if hits.pages.is_empty()
        && let Some(evidence) = evidence
    {
        check.evidence.push(evidence);
    }
    check.operands = 0;
    check
}

/// How people find a chapter: 「第三部分 情况说明」.
fn name(section: &Section) -> String {
    let heading = normalise(&section.heading);
    match (section.kind.as_str(), heading.as_str()) {
        ("cover", "") => "封面".to_owned(),
        ("contents", _) => "目录".to_owned(),
        _ => format!("{} {heading}", section.number).trim().to_owned(),
    }
}

/// The groups with hits in a text, and where.
fn hits(text: &Text<'_>) -> Vec<(&'static Words, Vec<Range<usize>>)> {
    let residue = &*RESIDUE;
    let mut all: Vec<(&'static Words, Vec<Range<usize>>)> = Vec::new();
    for n in residue.any.matches(&text.normal) {
        let group = &residue.words[residue.groups[n]];
        if !group.kinds.is_empty() && !group.kinds.iter().any(|k| k == text.kind) {
            continue;
        }
        let found = residue.patterns[n].captures_iter(&text.normal);
        let ranges = found.filter_map(|c| {
            let hit = c.name("hit").or_else(|| c.get(0))?;
            Some(hit.range())
        });
        let same = all.iter().position(|(g, _)| g.rule == group.rule);
        let at = same.unwrap_or_else(|| {
            all.push((group, Vec::new()));
            all.len() - 1
        });
        all[at].1.extend(ranges);
    }
    for (_, ranges) in &mut all {
        ranges.sort_by_key(|r| (r.start, r.end));
        // XXX万元 is one hit, however many patterns know it.
        ranges.dedup_by(|later, earlier| {
            let same = later.start < earlier.end;
            if same {
                earlier.end = earlier.end.max(later.end);
            }
            same
        });
    }
    all.retain(|(_, ranges)| !ranges.is_empty());
    all
}

fn page(text: &Text<'_>, at: usize) -> Option<u32> {
    text.lines.iter().rev().find(|(from, _)| *from <= at).and_then(|(_, page)| *page)
}

/// A hit and a few words around it as printed, within its sentence and without personal
/// data, and where in the normal form they end.
fn quote(text: &Text<'_>, hit: &Range<usize>) -> (String, usize) {
    let normal = text.normal.as_str();
    let ends = |c: char| "。;".contains(c);
    // A number is never cut: 2023 would become 023.
    let inside = |c: char| c.is_ascii_alphanumeric() || ".,%".contains(c);
    let reach = |chars: &mut dyn Iterator<Item = char>, most: usize| -> usize {
        let mut last = ' ';
        let goes_on = |(n, c): &(usize, char)| {
            let whole = *n < most || inside(last) && inside(*c);
            last = *c;
            whole && !ends(*c)
        };
        chars.enumerate().take_while(goes_on).map(|(_, c)| c.len_utf8()).sum()
    };
    let from = hit.start - reach(&mut normal[..hit.start].chars().rev(), AROUND.0);
    let to = hit.end + reach(&mut normal[hit.end..].chars(), AROUND.1);
    let mut at = 0;
    let mut printed = String::new();
    for c in text.printed.chars() {
        let width = normalise(c.encode_utf8(&mut [0; 4])).len();
        if width > 0 && (from..to).contains(&at) {
            printed.push(c);
        }
        at += width;
    }
    (mask::mask(&printed).into_owned(), to)
}

/// All texts of a document that a person wrote.
fn texts(out: &Disclosure) -> Vec<Text<'_>> {
    let mut all = Vec::new();
    for (at, section) in out.sections.iter().enumerate() {
        let source = Source::Section(at);
        let kind = section.kind.as_str();
        let first = section.pages.map(|p| p.0);
        let printed = section.heading.as_str();
        all.push(of_line(source, kind, first, printed));
        all.extend(section.paragraphs.iter().map(|p| of_paragraph(source, kind, p)));
    }
    for (at, table) in out.tables.iter().enumerate() {
        let source = Source::Table(at);
        let page = table.pages.map(|p| p.0);
        all.extend(printed_in(table).map(|text| of_line(source, "table", page, text)));
    }
    for (at, project) in out.projects.iter().enumerate() {
        let source = Source::Project(at);
        let page = project.pages.map(|p| p.0);
        all.extend(written_in(project).map(|text| of_line(source, "form", page, text)));
    }
    all.retain(|t| !t.normal.is_empty());
    all
}

fn of_line<'d>(
    source: Source,
    kind: &'d str,
    page: Option<u32>,
    printed: &'d str,
) -> Text<'d> {
    Text { source, kind, printed, normal: normalise(printed), lines: vec![(0, page)] }
}

fn of_paragraph<'d>(source: Source, kind: &'d str, paragraph: &'d Paragraph) -> Text<'d> {
    let text = paragraph.text.as_str();
    let mut out =
        Text { source, kind, printed: text, normal: String::new(), lines: Vec::new() };
    let ends = paragraph.lines.iter().skip(1).map(|(from, _)| *from);
    let ends = ends.chain(std::iter::once(text.len()));
    for ((from, origin), to) in paragraph.lines.iter().zip(ends) {
        out.lines.push((out.normal.len(), origin.page));
        out.normal.push_str(&normalise(text.get(*from..to).unwrap_or_default()));
    }
    if paragraph.lines.is_empty() {
        out.normal = normalise(text);
    }
    out
}

/// Title, notes, names of rows and words in cells of a table.
fn printed_in(table: &Table) -> impl Iterator<Item = &str> {
    let caption =
        [&table.title_printed, &table.entity_printed, &table.empty_note, &table.footnote];
    let labels = table.rows.iter().map(|r| r.label_printed.as_str());
    let words = table.rows.iter().flat_map(|r| &r.values);
    let words = words.filter(|v| v.state == ValueState::Text).map(|v| v.printed.as_str());
    caption.into_iter().map(String::as_str).chain(labels).chain(words)
}

/// What a form says in words.
fn written_in(project: &Project) -> impl Iterator<Item = &str> {
    let prose = [
        &project.project_name,
        &project.implementing_unit,
        &project.overview,
        &project.basis,
        &project.necessity,
        &project.measures,
        &project.plan,
        &project.goal_full,
        &project.goal_annual,
        &project.goal_actual,
    ];
    let lines = project.indicators.iter();
    let lines = lines.flat_map(|i| [&i.level3, &i.value_printed, &i.actual_printed]);
    prose.into_iter().chain(lines).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finals, shown};
    use super::*;

    /// The rules with a hit in a text of a kind of chapter.
    fn rules_in(kind: &str, text: &str) -> Vec<&'static str> {
        hits(&of_line(Source::Section(0), kind, None, text))
            .iter()
            .map(|(group, _)| group.rule.as_str())
            .collect()
    }

    #[test]
    fn every_row_knows_its_own_examples() {
        for words in &RESIDUE.words {
            let kind = words.kinds.first().map_or("narrative", String::as_str);
            for text in &words.yes {
                let found = rules_in(kind, text);
                assert!(found.contains(&words.rule.as_str()), "{} {text}", words.rule);
            }
            for text in &words.no {
                let found = rules_in(kind, text);
                assert!(!found.contains(&words.rule.as_str()), "{} {text}", words.rule);
            }
        }
    }

    #[test]
    fn hits_are_told_by_chapter_with_their_pages() {
        let line = |page| crate::disclosure::Origin {
            page: Some(page),
            ..crate::disclosure::Origin::default()
        };
        let text = "支出总计XXX万元，增长XX%。主要原因是。";
        let paragraph = Paragraph {
            text: text.to_owned(),
            lines: vec![(0, line(7)), (text.find("主要").expect("there"), line(8))],
        };
        let mut out = finals(2024, Vec::new());
        out.sections.push(Section {
            kind: "narrative".to_owned(),
            number: "一".to_owned(),
            heading: "支出决算情况说明".to_owned(),
            paragraphs: vec![paragraph],
            ..Section::default()
        });
        let checks = residue(&out);
        assert_eq!(
            shown(&checks),
            "E10 Violated 一 支出决算情况说明：占位符未替换「支出总计XXX万元，增长XX%」\
             等 2 处\n\
             E13 Violated 一 支出决算情况说明：原因未填写「主要原因是。」\n\
             E11 Exact 模板的填报说明已删除\n\
             E12 Exact 增加（减少）等选项已选定\n\
             E14 Exact 增长率、占比带百分号\n\
             C17 Exact 标点不重复\n"
        );
        assert_eq!((&checks[0].pages, &checks[1].pages), (&vec![7, 7], &vec![8]));
        // A document without text has nothing to judge.
        assert_eq!(shown(&residue(&finals(2024, Vec::new()))), "");
    }
}
