//! Stretches of printed lines: what an unruled table prints between two gaps.

use crate::catalog::catalog;
use crate::page::lines::line_text;
use crate::page::sheet::Sheet;
use crate::words::amount;
use crate::words::normal::{is_number_char, normalise};
use crate::words::wording;
use extractor::{Glyph, Rect};

/// White space this wide, in font sizes, parts two columns.
const COLUMN_GAP: f32 = 0.6;
/// Any visible gap, in font sizes: it parts labels of a header, and numbers from what
/// stands beside their column.
const VISIBLE_GAP: f32 = 0.1;
/// Letters of one word are spaced at most this far apart, in font sizes.
const LETTER_GAP: f32 = 6.0;
/// In a header, letters of one word stand closer than this.
const HEADER_LETTER_GAP: f32 = 0.66;
/// At a border of the body a narrower gap parts two stretches.
const BORDER_GAP: f32 = 0.08;
/// Amounts of one column end at the same place within this, in points.
const SAME_EDGE: f32 = 1.0;
/// So many amounts that end at one place are a column.
const STACK: usize = 3;
/// Lines closer than this share of the usual distance are one row with a wrapped label.
const WRAPPED: f32 = 0.7;

/// Lines of two rows stand further apart than this, in heights of a line.
const APART: f32 = 1.2;
/// What stands where there is no amount; the long ones are never the sign of one.
const DASHES: &str = "-—–―－─⸺";
const LONG_DASHES: &str = "—―─⸺";
/// Words of two or three letters that are spaced to fill their column.
const SPACED: &[&str] = &[
    "项目",
    "行次",
    "栏次",
    "金额",
    "收入",
    "支出",
    "备注",
    "编码",
    "名称",
    "科目",
    "单位",
    "预算",
    "决算",
    "统计",
    "统计数",
    "合计",
    "小计",
    "总计",
    "预算数",
    "决算数",
];

/// A stretch of a printed line between two gaps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    /// Where it begins.
    pub(crate) x0: f32,
    /// Where it ends.
    pub(crate) x1: f32,
    /// What it prints.
    pub(crate) text: String,
}

impl Segment {
    /// Its middle.
    pub(crate) fn center(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Whether it shares a stretch of x with another one.
    pub(crate) fn over(&self, from: f32, to: f32) -> bool {
        self.x0 < to && from < self.x1
    }

    /// Whether it prints a number or the dash that stands for none.
    pub(crate) fn is_value(&self) -> bool {
        amount::is_number(&self.text) || is_dashes(&self.text)
    }

    /// Whether it prints an amount: a number with decimals or groups of thousands, or a dash.
    pub(crate) fn is_amount(&self) -> bool {
        is_amount(&self.text)
    }
}

/// One line of text inside a region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Top of its text.
    pub(crate) y0: f32,
    /// Bottom of its text.
    pub(crate) y1: f32,
    /// Largest font size.
    pub(crate) size: f32,
    /// Its stretches from left to right.
    pub(crate) segments: Vec<Segment>,
}

impl Row {
    /// Its middle.
    pub(crate) fn center(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }
}

fn is_dashes(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| DASHES.contains(c))
}

fn is_amount(text: &str) -> bool {
    is_dashes(text) || text.contains(['.', ',', '．', '，']) && amount::is_number(text)
}

/// Joins the lines of wrapped labels with the line of their row.
pub(crate) fn joined(rows: Vec<Row>) -> Vec<Row> {
    let full: Vec<&Row> = rows.iter().filter(|r| !is_rest(r)).collect();
    // Lines that overlap are those of one row.
    let mut pitch: Vec<f32> = full
        .windows(2)
        .map(|p| (p[1].center() - p[0].center(), p[1].y1 - p[1].y0))
        .filter(|(step, height)| step > &(height * APART))
        .map(|(step, _)| step)
        .collect();
    pitch.sort_by(f32::total_cmp);
    let Some(usual) = pitch.get(pitch.len() / 2).copied() else { return rows };
    let rows = with_rests(rows, usual);
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    let mut last = f32::MIN;
    for row in rows {
        let center = row.center();
        match out.last_mut() {
            Some(open) if center - last < usual * WRAPPED => {
                open.y0 = open.y0.min(row.y0);
                open.y1 = open.y1.max(row.y1);
                open.segments.extend(row.segments);
            }
            _ => out.push(row),
        }
        last = center;
    }
    out
}

/// Whether a line prints words alone, and none that begin a row.
fn is_rest(row: &Row) -> bool {
    let [only] = row.segments.as_slice() else { return false };
    let text = normalise(&only.text);
    !only.is_value()
        && wording::strip_ordinal(&text) == text
        && !catalog().is_total(&text)
}

/// In a table whose rows all print a number or a code, a line with words alone is the rest
/// of a wrapped label: it goes to the nearest row.
fn with_rests(rows: Vec<Row>, usual: f32) -> Vec<Row> {
    let rests = rows.iter().filter(|r| is_rest(r)).count();
    if rests == 0 || (rows.len() - rests) < 4 || rests * 3 > rows.len() {
        return rows;
    }
    let (rests, mut full): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_rest);
    let mut alone = Vec::new();
    for rest in rests {
        let gap = |r: &Row| (r.y0 - rest.y1).max(rest.y0 - r.y1);
        let off = |r: &Row| (r.center() - rest.center()).abs();
        let near = full
            .iter_mut()
            .min_by(|a, b| gap(a).total_cmp(&gap(b)))
            .filter(|r| gap(r) < (rest.y1 - rest.y0) * 0.6 || off(r) < usual * WRAPPED);
        match near {
            Some(row) => {
                row.y0 = row.y0.min(rest.y0);
                row.y1 = row.y1.max(rest.y1);
                row.segments.extend(rest.segments);
            }
            None => alone.push(rest),
        }
    }
    full.extend(alone);
    full.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    full
}

/// Lines of text in a region, parted at wide gaps.
pub(crate) fn rows(page: &Sheet<'_>, region: &Rect) -> Vec<Row> {
    parted(page, region, |_, line| vec![false; line.len()])
}

/// Lines of text in a region, parted at wide gaps, and at narrow ones where a border is.
pub(crate) fn rows_cut(page: &Sheet<'_>, region: &Rect, borders: &[f32]) -> Vec<Row> {
    parted(page, region, |glyphs, line| {
        let cut = |i: usize| {
            let (a, b) = (&glyphs[line[i - 1]], &glyphs[line[i]]);
            let gap = b.rect.x0 - a.rect.x1;
            let between = |x: &f32| *x > a.rect.x1 - 0.5 && *x < b.rect.x0 + 0.5;
            gap > a.size.max(b.size) * BORDER_GAP && borders.iter().any(between)
        };
        (0..line.len()).map(|i| i > 0 && cut(i)).collect()
    })
}

/// Lines of a body, parted at wide gaps, beside every stack of amounts, and behind codes:
/// between a wide amount and the label of the next panel there may be hardly a gap.
pub(crate) fn body(page: &Sheet<'_>, region: &Rect) -> Vec<Row> {
    let stacks = stacks(page, region);
    let starts = starts(page, region);
    parted(page, region, |glyphs, line| {
        let mut cuts = vec![false; line.len()];
        let gap = |i: usize| glyphs[line[i]].rect.x0 - glyphs[line[i - 1]].rect.x1;
        let visible = |i: usize| {
            gap(i) > glyphs[line[i]].size.max(glyphs[line[i - 1]].size) * VISIBLE_GAP
        };
        let mut before: Option<(usize, usize)> = None;
        for (start, end) in numbers(glyphs, line) {
            if let Some((from, to)) = before
                && to == start
                && visible(start)
            {
                cuts[start] |= is_whole(&line_text(glyphs, &line[from..to]));
            }
            before = Some((start, end));
            let right = glyphs[line[end - 1]].rect.x1;
            let stacked = stacks.iter().any(|x| (x - right).abs() < SAME_EDGE);
            let named = end < line.len()
                && starts
                    .iter()
                    .any(|x| (x - glyphs[line[end]].rect.x0).abs() < SAME_EDGE / 2.0);
            if named {
                cuts[end] |= visible(end);
            }
            if stacked {
                cuts[start] |= start > 0 && visible(start);
                if end < line.len() {
                    cuts[end] |= visible(end);
                }
            }
            let begins = start == 0
                || cuts[start]
                || gap(start) > glyphs[line[start]].size * COLUMN_GAP;
            let code = matches!(end - start, 3 | 5 | 7)
                && line[start..end].iter().all(|g| is_digit(&glyphs[*g]));
            if begins && code && end < line.len() {
                cuts[end] |= visible(end);
            }
        }
        cuts
    })
}

/// Lines of a header, parted at every visible gap but those between single letters.
pub(crate) fn header(page: &Sheet<'_>, region: &Rect) -> Vec<Row> {
    parted(page, region, |glyphs, line| {
        let gap = |i: usize| {
            let (a, b) = (&glyphs[line[i - 1]], &glyphs[line[i]]);
            (b.rect.x0 - a.rect.x1) / a.size.max(b.size).max(1.0)
        };
        let mut cuts: Vec<bool> =
            (0..line.len()).map(|i| i > 0 && gap(i) > VISIBLE_GAP).collect();
        // Letters that all stand apart are one word.
        let apart = |i: usize| i == 0 || i >= line.len() || cuts[i];
        let single: Vec<bool> =
            (0..line.len()).map(|i| apart(i) && apart(i + 1)).collect();
        for i in 1..line.len() {
            let counts = |i: usize| glyphs[line[i]].text.chars().all(is_number_char);
            cuts[i] &= !(single[i - 1]
                && single[i]
                && !counts(i)
                && !counts(i - 1)
                && gap(i) < HEADER_LETTER_GAP);
        }
        cuts
    })
}

/// Where at least three amounts of a region end.
fn stacks(page: &Sheet<'_>, region: &Rect) -> Vec<f32> {
    let glyphs = &page.glyphs;
    let mut edges: Vec<f32> = Vec::new();
    for line in page.lines_in(region) {
        for (start, end) in numbers(glyphs, &line) {
            let text: String =
                line[start..end].iter().map(|g| glyphs[*g].text.as_str()).collect();
            if is_amount(&text) {
                edges.push(glyphs[line[end - 1]].rect.x1);
            }
        }
    }
    edges.sort_by(f32::total_cmp);
    edges
        .chunk_by(|a, b| b - a < SAME_EDGE / 2.0)
        .filter(|stack| stack.len() >= STACK)
        .map(|stack| stack[stack.len() / 2])
        .collect()
}

/// Where the words of at least three lines begin.
fn starts(page: &Sheet<'_>, region: &Rect) -> Vec<f32> {
    let mut edges: Vec<f32> = rows(page, region)
        .iter()
        .flat_map(|r| &r.segments)
        .filter(|s| !s.text.starts_with(|c| is_number_char(c) || DASHES.contains(c)))
        .map(|s| s.x0)
        .collect();
    edges.sort_by(f32::total_cmp);
    edges
        .chunk_by(|a, b| b - a < SAME_EDGE / 2.0)
        .filter(|stack| stack.len() >= STACK)
        .map(|stack| stack[stack.len() / 2])
        .collect()
}

/// Stretches of a line that print a number without a gap, half open.
fn numbers(glyphs: &[Glyph], line: &[usize]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, g) in line.iter().enumerate() {
        let glyph = &glyphs[*g];
        if !is_number(glyph) {
            continue;
        }
        match out.last_mut() {
            Some((_, end))
                if *end == i
                    && glyph.rect.x0 - glyphs[line[i - 1]].rect.x1
                        <= glyph.size * VISIBLE_GAP =>
            {
                *end = i + 1
            }
            _ => out.push((i, i + 1)),
        }
    }
    out
}

/// Whether a number is at its end, so that what follows a gap is another one: it has decimals,
/// or is the dash for none.
fn is_whole(text: &str) -> bool {
    let text = text.trim();
    let decimals = text.rsplit_once('.').map_or(0, |(_, part)| part.len());
    decimals >= 2 || !text.is_empty() && text.chars().all(|c| LONG_DASHES.contains(c))
}

fn is_number(glyph: &Glyph) -> bool {
    glyph.text.chars().all(|c| is_number_char(c) || DASHES.contains(c))
}

fn is_digit(glyph: &Glyph) -> bool {
    normalise(&glyph.text).chars().all(|c| c.is_ascii_digit())
}

/// Lines of text in a region, parted at wide gaps and before every glyph that `cuts` names.
fn parted(
    page: &Sheet<'_>,
    region: &Rect,
    cuts: impl Fn(&[Glyph], &[usize]) -> Vec<bool>,
) -> Vec<Row> {
    let glyphs = &page.glyphs;
    page.lines_in(region)
        .into_iter()
        .map(|line| {
            let cuts = cuts(glyphs, &line);
            let mut segments: Vec<Segment> = Vec::new();
            let mut start = 0;
            for i in 1..=line.len() {
                let wide = |i: usize| {
                    let (a, b) = (&glyphs[line[i - 1]], &glyphs[line[i]]);
                    b.rect.x0 - a.rect.x1 > a.size.max(b.size) * COLUMN_GAP
                };
                if i < line.len() && !cuts[i] && !wide(i) {
                    continue;
                }
                let piece = &line[start..i];
                segments.push(Segment {
                    x0: glyphs[piece[0]].rect.x0,
                    x1: glyphs[piece[piece.len() - 1]].rect.x1,
                    text: line_text(glyphs, piece),
                });
                start = i;
            }
            let y0 = line.iter().map(|&g| glyphs[g].rect.y0).fold(f32::MAX, f32::min);
            let y1 = line.iter().map(|&g| glyphs[g].rect.y1).fold(0.0, f32::max);
            let size = line.iter().map(|&g| glyphs[g].size).fold(0.0, f32::max);
            Row { y0, y1, size, segments: spelled(segments, size) }
        })
        .collect()
}

/// Joins single letters that stand apart: 合　计 is one word; 类, 款 and 项 are three.
fn spelled(segments: Vec<Segment>, size: f32) -> Vec<Segment> {
    let letter = |s: &Segment| s.text.chars().count() == 1;
    let mut out: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut i = 0;
    while i < segments.len() {
        let joined = (2..=3).rev().find(|n| {
            let Some(run) = segments.get(i..i + n) else { return false };
            let word: String = run.iter().map(|s| s.text.as_str()).collect();
            run.iter().all(letter)
                && run.windows(2).all(|p| p[1].x0 - p[0].x1 < size * LETTER_GAP)
                && SPACED.contains(&word.as_str())
        });
        let n = joined.unwrap_or(1);
        out.push(Segment {
            x0: segments[i].x0,
            x1: segments[i + n - 1].x1,
            text: segments[i..i + n].iter().map(|s| s.text.as_str()).collect(),
        });
        i += n;
    }
    out
}
