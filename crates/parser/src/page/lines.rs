//! Glyphs to lines.

use extractor::{Glyph, Ink, Page, Rect};
use std::borrow::Cow;
use std::collections::HashMap;

/// Glyphs on one line overlap by at least this share of the smaller height.
const SAME_LINE: f32 = 0.5;
/// A gap wider than this many font sizes parts two words of a line.
const WORD_GAP: f32 = 0.35;
/// A gap wider than this many font sizes parts two independent pieces of a line,
/// such as 编制单位 on the left and 金额单位 on the right.
const SEGMENT_GAP: f32 = 1.6;

/// One printed line, or an independent piece of one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The words, with single spaces where the print has gaps.
    pub text: String,
    /// Its ink, in points.
    pub rect: Rect,
    /// The largest font size on it.
    pub size: f32,
}

/// Parts glyphs into lines from top to bottom, each glyph by its own height and place.
///
/// The indices point into `glyphs`; each line's are ordered from left to right.
pub fn cluster_lines(glyphs: &[Glyph], mut indices: Vec<usize>) -> Vec<Vec<usize>> {
    indices.sort_by(|&a, &b| {
        let (a, b) = (&glyphs[a].rect, &glyphs[b].rect);
        a.center_y().total_cmp(&b.center_y()).then(a.x0.total_cmp(&b.x0))
    });
    let mut lines: Vec<(f32, f32, Vec<usize>)> = Vec::new();
    for index in indices {
        let rect = &glyphs[index].rect;
        let (top, bottom) = (rect.y0, rect.y1);
        let joined = lines.iter_mut().rev().take(3).find(|(y0, y1, _)| {
            let overlap = y1.min(bottom) - y0.max(top);
            let smaller = (*y1 - *y0).min(bottom - top);
            if smaller <= 0.0 { overlap >= 0.0 } else { overlap >= smaller * SAME_LINE }
        });
        match joined {
            Some((_, _, members)) => members.push(index),
            None => lines.push((top, bottom, vec![index])),
        }
    }
    for (_, _, members) in &mut lines {
        members.sort_by(|&a, &b| glyphs[a].rect.x0.total_cmp(&glyphs[b].rect.x0));
    }
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    lines.into_iter().map(|(_, _, members)| members).collect()
}

/// Writes one line's glyphs as text, with a space where the print has a gap.
pub fn line_text(glyphs: &[Glyph], members: &[usize]) -> String {
    let mut text = String::new();
    let mut previous: Option<&Glyph> = None;
    for &index in members {
        let glyph = &glyphs[index];
        if let Some(previous) = previous {
            let gap = glyph.rect.x0 - previous.rect.x1;
            let size = previous.size.max(glyph.size).max(1.0);
            if gap > size * WORD_GAP
                && !text.ends_with(char::is_whitespace)
                && !glyph.text.starts_with(char::is_whitespace)
            {
                text.push(' ');
            }
        }
        text.push_str(&glyph.text);
        previous = Some(glyph);
    }
    text.trim().to_owned()
}

/// The independent pieces of all lines made of the given glyphs, top to bottom, left to right.
pub fn lines(glyphs: &[Glyph], indices: Vec<usize>) -> Vec<Line> {
    let mut out = Vec::new();
    for members in cluster_lines(glyphs, indices) {
        let mut start = 0;
        for i in 1..=members.len() {
            let cut = i == members.len() || {
                let (a, b) = (&glyphs[members[i - 1]], &glyphs[members[i]]);
                b.rect.x0 - a.rect.x1 > a.size.max(b.size).max(1.0) * SEGMENT_GAP
            };
            if !cut {
                continue;
            }
            let piece = &members[start..i];
            start = i;
            let text = line_text(glyphs, piece);
            if text.is_empty() {
                continue;
            }
            let mut rect = glyphs[piece[0]].rect;
            let mut size = 0f32;
            for &g in piece {
                rect = rect.union(&glyphs[g].rect);
                size = size.max(glyphs[g].size);
            }
            out.push(Line { text, rect, size });
        }
    }
    join_letter_spaced(out)
}

/// Joins neighbouring pieces of a line that are single characters: a letter-spaced title.
fn join_letter_spaced(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut run = 0usize;
    for line in lines {
        let single = line.text.chars().count() == 1;
        if let Some(last) = out.last_mut()
            && single
            && (run > 0)
            && (last.rect.center_y() - line.rect.center_y()).abs()
                < last.size.max(1.0) * 0.5
            && line.rect.x0 - last.rect.x1 < last.size.max(1.0) * 6.0
        {
            last.text.push(' ');
            last.text.push_str(&line.text);
            last.rect = last.rect.union(&line.rect);
            run += 1;
            continue;
        }
        run = usize::from(single);
        out.push(line);
    }
    out
}

/// The box of a slanted glyph is higher than its font size by this factor.
const SLANTED: f32 = 1.08;

/// Whether a glyph's box is that of a slanted one.
fn is_slanted(glyph: &Glyph) -> bool {
    glyph.ink == Ink::Printed && glyph.rect.height() > glyph.size * SLANTED
}

/// The page without the words of watermarks: a narrow character of a slanted word has a box
/// like any other, but shares size and font with it.
pub(crate) fn without_slanted(page: &Page) -> Cow<'_, Page> {
    if page.scan.is_some() {
        // Its lines count the page's glyphs; what slants in a picture is not read at all.
        return Cow::Borrowed(page);
    }
    let style = |g: &Glyph| (g.font, (g.size * 10.0).round() as i32);
    let mut counts: HashMap<(u16, i32), (usize, usize)> = HashMap::new();
    for glyph in &page.glyphs {
        let count = counts.entry(style(glyph)).or_default();
        count.0 += usize::from(is_slanted(glyph));
        count.1 += 1;
    }
    let mostly = |g: &Glyph| {
        counts.get(&style(g)).is_some_and(|(slanted, all)| slanted * 2 > *all)
    };
    if !page.glyphs.iter().any(mostly) {
        return Cow::Borrowed(page);
    }
    let mut page = page.clone();
    page.glyphs.retain(|g| !mostly(g));
    Cow::Owned(page)
}

/// Whether a glyph takes part in reading: it shows something, is painted or recognised, and
/// stands upright; slanted words are watermarks and stamps laid over the text.
pub fn is_legible(glyph: &Glyph) -> bool {
    !matches!(glyph.ink, Ink::Invisible)
        && !glyph.text.trim().is_empty()
        && !is_slanted(glyph)
}

/// Glyph indices whose middle lies in a rectangle.
pub(crate) fn glyph_in(glyph: &Glyph, rect: &Rect) -> bool {
    rect.contains(glyph.rect.center_x(), glyph.rect.center_y())
}
