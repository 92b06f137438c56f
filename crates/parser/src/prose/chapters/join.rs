//! Printed lines to blocks: paragraphs, headings and entries, their wrapped lines joined.

use super::block::Block;
use crate::disclosure::Origin;
use crate::page::lines::Line;
use crate::words::normal::normalise;
use crate::words::wording;
use extractor::Rect;
use regex::Regex;
use std::sync::LazyLock;

/// A line with so many characters shows where the text of its page begins and ends.
const LONG: usize = 15;
/// A first line is indented by at least so many font sizes; usual are two.
const INDENT: f32 = 1.2;
/// No line of a paragraph is indented by more font sizes.
const HANGING: f32 = 6.0;
/// A line in the middle of the page stands off both edges by more font sizes than a first
/// line is indented.
const CENTRED: f32 = 2.5;
/// Letters that do not fill a justified line leave at most this many font sizes open.
const SLACK: f32 = 0.8;
/// A line of this share of the full width is no heading.
const WIDE: f32 = 0.6;
/// Lines of one paragraph lie at most this many times the usual pitch apart, if a sentence
/// ends between them.
const PITCH: f32 = 1.8;

/// One printed line of text, its pieces joined.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Printed {
    /// The words, with single spaces where the print has gaps.
    pub(crate) text: String,
    /// Page and ink.
    pub(crate) origin: Origin,
    /// The largest font size on it.
    pub(crate) size: f32,
    /// Width of the page.
    pub(crate) width: f32,
    /// How many tables and drawings stand before it.
    pub(crate) grids: usize,
}

/// Where the lines of a page begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Measure {
    left: f32,
    right: f32,
    pitch: f32,
    /// Whether first lines are indented.
    indents: bool,
}

/// The pieces of lines that stand side by side joined to printed lines, in reading order.
pub(crate) fn printed(page: Option<u32>, width: f32, pieces: &[Line]) -> Vec<Printed> {
    let mut out: Vec<Printed> = Vec::new();
    for piece in pieces {
        let rect = piece.rect;
        if let Some(last) = out.last_mut()
            && same_line(&last.origin.rect, &rect)
        {
            last.text.push(' ');
            last.text.push_str(&piece.text);
            last.origin.rect = last.origin.rect.union(&rect);
            last.size = last.size.max(piece.size);
            continue;
        }
        out.push(Printed {
            text: piece.text.clone(),
            origin: Origin { page, rect },
            size: piece.size,
            width,
            grids: 0,
        });
    }
    out
}

/// Whether a piece goes on to the right of another.
fn same_line(a: &Rect, b: &Rect) -> bool {
    let overlap = a.y1.min(b.y1) - a.y0.max(b.y0);
    let smaller = a.height().min(b.height());
    b.x0 >= a.x1 - 1.0 && overlap >= 0.5 * smaller
}

/// Joins the lines of a whole document to blocks.
pub(crate) fn blocks(lines: &[Printed], wraps: bool) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut measure: Option<Measure> = None;
    let mut from = 0;
    while from < lines.len() {
        let page = lines[from].origin.page;
        let to = lines[from..]
            .iter()
            .position(|l| l.origin.page != page)
            .map_or(lines.len(), |n| from + n);
        let before = measure;
        measure = self::measure(&lines[from..to]).or(measure);
        for at in from..to {
            let line = &lines[at];
            let joined = wraps && at > 0 && {
                let last = &lines[at - 1];
                let edge = if at == from { before } else { measure };
                edge.zip(measure)
                    .is_some_and(|(edge, own)| goes_on(last, edge, line, own))
                    || entitles(last, line)
            };
            match out.last_mut().filter(|_| joined) {
                Some(block) => append(block, line),
                None => out.push(begin(line, measure.unwrap_or_default())),
            }
        }
        from = to;
    }
    out
}

fn measure(lines: &[Printed]) -> Option<Measure> {
    let is_long = |l: &Printed| l.text.chars().count() >= LONG;
    let long: Vec<&Printed> = lines.iter().filter(|l| is_long(l)).collect();
    let edge = |f: fn(&Rect) -> f32| long.iter().map(move |l| f(&l.origin.rect));
    if long.len() < 2 {
        return None;
    }
    let mut pitches: Vec<f32> = lines
        .windows(2)
        .map(|w| w[1].origin.rect.y1 - w[0].origin.rect.y1)
        .filter(|p| *p > 0.0)
        .collect();
    pitches.sort_by(f32::total_cmp);
    // Where every paragraph ends in its second line, only short lines begin at the edge.
    let second = lines.windows(2).filter(|w| is_long(&w[0]));
    let left = second
        .map(|w| w[1].origin.rect.x0)
        .chain(edge(|r| r.x0))
        .fold(f32::MAX, f32::min);
    let indented = |l: &&&Printed| {
        let by = (l.origin.rect.x0 - left) / l.size.max(1.0);
        (INDENT..=HANGING).contains(&by)
    };
    Some(Measure {
        left,
        indents: long.iter().filter(indented).count() > 1,
        right: edge(|r| r.x1).fold(0.0, f32::max),
        // Smaller pitches are those inside of paragraphs.
        pitch: pitches.get(pitches.len() / 3).copied().unwrap_or(0.0),
    })
}

/// Whether a line goes on with the paragraph of the line before it.
fn goes_on(last: &Printed, edge: Measure, line: &Printed, measure: Measure) -> bool {
    if line.grids != last.grids || is_entry(&last.text) || is_entry(&line.text) {
        return false;
    }
    let size = line.size.max(1.0);
    if (last.size - line.size).abs() > 0.25 * size {
        return false;
    }
    if is_part(&last.text) || is_part(&line.text) || is_centred(last, edge) {
        return false;
    }
    let (a, b) = (&last.origin.rect, &line.origin.rect);
    let same_page = last.origin.page == line.origin.page;
    let pitch = b.y1 - a.y1;
    let ended = ends(&last.text);
    if ended && (has_ordinal(&line.text) || item(&line.text)) {
        return false;
    }
    if ended && same_page && pitch > PITCH * edge.pitch.max(size) {
        return false;
    }
    let room = edge.right - a.x1;
    let full = room < first_word(&line.text) * size + SLACK * size;
    let indented = b.x0 - measure.left > INDENT * size;
    if has_ordinal(&line.text) && super::heading::is_whole(&line.text) {
        return false;
    }
    if indented && (a.x0 - b.x0).abs() < size && super::heading::is_whole(&last.text) {
        return false;
    }
    if indented {
        // Hanging indents: nothing ends a line that is full and has no stop.
        return full && !ended && !has_ordinal(&line.text) && hangs(last, line, measure);
    }
    // Without a stop and without an indent below it, a line of some length goes on even where
    // letters of other widths leave it short.
    let wide = a.width() > WIDE * (edge.right - edge.left)
        || !same_page && a.x0 - edge.left < INDENT * size && !has_ordinal(&last.text);
    full || !ended && edge.indents && wide && !has_ordinal(&line.text)
}

/// Whether a line is the second half of a heading in the middle of the page:
/// 第三部分某某局2024年度部门决算情况 / 说明.
fn entitles(last: &Printed, line: &Printed) -> bool {
    let (a, b) = (&last.origin.rect, &line.origin.rect);
    let size = line.size.max(1.0);
    is_part(&last.text)
        && last.origin.page == line.origin.page
        && last.grids == line.grids
        && (last.size - line.size).abs() < 0.1 * size
        && (a.center_x() - b.center_x()).abs() < 1.5 * size
        && b.y1 - a.y1 < 2.5 * size
        && !has_ordinal(&line.text)
        && !is_entry(&last.text)
        && !is_entry(&line.text)
        && !ends(&last.text)
}

/// Whether an indented line hangs below its first line: that one is no heading.
fn hangs(last: &Printed, line: &Printed, measure: Measure) -> bool {
    last.origin.page == line.origin.page
        && last.text.chars().count() >= LONG
        && line.origin.rect.x0 - measure.left < HANGING * line.size
}

/// Whether a line stands in the middle of the page, off both edges of the text.
fn is_centred(line: &Printed, measure: Measure) -> bool {
    let (rect, off) = (&line.origin.rect, CENTRED * line.size.max(1.0));
    (rect.center_x() - line.width / 2.0).abs() < 1.5 * line.size.max(1.0)
        && rect.x0 - measure.left > off
        && measure.right - rect.x1 > off
}

/// The width of what could not be parted from the first character, in font sizes.
fn first_word(text: &str) -> f32 {
    let mut width = 0.0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        width += if c.is_ascii() { 0.5 } else { 1.0 };
        let next = chars.peek().copied().unwrap_or(' ');
        let number = |c: char| c.is_ascii_alphanumeric() || ".,%-".contains(c);
        let glued = number(c) && number(next)
            || "（(“《「【".contains(c)
            || "，。；：、）)”》」】！？%".contains(next);
        if !glued || width > 20.0 {
            break;
        }
    }
    width
}

fn begin(line: &Printed, measure: Measure) -> Block {
    let entry = is_entry(&line.text);
    let mut block = Block {
        size: line.size,
        centred: is_centred(line, measure),
        entry,
        grids: line.grids,
        ..Block::default()
    };
    append(&mut block, line);
    // The page number of an entry is no part of its words.
    let page =
        line.text.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    if entry && page.len() < 4 && page.bytes().all(|b| b.is_ascii_digit()) {
        let at = block.paragraph.text.len() - page.len();
        block.paragraph.text.insert(at, ' ');
    }
    block
}

fn append(block: &mut Block, line: &Printed) {
    let own = &mut block.paragraph;
    let tight = tight(&line.text);
    // Words of Latin letters are parted where the line ends, digits of a number are not.
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if letter(own.text.chars().last()) && letter(tight.chars().next()) {
        own.text.push(' ');
    }
    own.lines.push((own.text.len(), line.origin));
    own.text.push_str(&tight);
}

/// A text without the white space of letter-spacing; one space stays between Latin words and
/// between two numbers, which may not become one.
pub(crate) fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{00AD}') {
            continue;
        }
        if gap {
            let last = out.chars().last().unwrap_or(' ');
            let latin = last.is_ascii_alphanumeric() && c.is_ascii_alphanumeric();
            let mut tail = out.chars().rev();
            let decimal = matches!(tail.next(), Some('.' | ','))
                && tail.next().is_some_and(|d| d.is_ascii_digit())
                && c.is_ascii_digit();
            if latin && parted(last, c) || decimal {
                out.push(' ');
            }
            gap = false;
        }
        out.push(c);
    }
    out
}

/// Whether a gap between two ASCII letters or digits means something: not in F 04 or 2024 A.
fn parted(a: char, b: char) -> bool {
    a.is_ascii_digit() == b.is_ascii_digit()
}

/// Whether a line ends with a stop.
fn ends(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '）', ')', ' ']);
    text.ends_with(['。', '；', '：', '！', '？', ';', ':'])
}

/// Whether a line is an entry of 目录: leaders before a page number, or a tab's gap.
fn is_entry(text: &str) -> bool {
    wording::is_contents_entry(text) && !text.contains(['。', '；'])
}

/// Whether a line begins with 第一部分.
pub(crate) fn is_part(text: &str) -> bool {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^第[一二三四五六七八九十]{1,3}(?:部分|章|篇)")
            .expect("a constant pattern")
    });
    PART.is_match(&normalise(text))
}

/// Whether a line begins with 第一部分, 一、 or （一）.
fn has_ordinal(text: &str) -> bool {
    static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?:第[一二三四五六七八九十]{1,3}(?:部分|章|篇)|[一二三四五六七八九十]{1,3}[、.]|",
            r"\([一二三四五六七八九十]{1,3}\))"
        ))
        .expect("a constant pattern")
    });
    ORDINAL.is_match(&normalise(text))
}

/// Whether a line begins with 1. or （1）, and not with a number.
fn item(text: &str) -> bool {
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[0-9]{1,2}[、.](?:[^0-9]|$)|\([0-9]{1,2}\)|[①-⑳])")
            .expect("a constant pattern")
    });
    ITEM.is_match(&normalise(text))
}
