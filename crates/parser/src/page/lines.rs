//! Glyphs to lines.

use extractor::{Glyph, Ink, Rect};

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

/// The columns of words that are set downwards, the right one first; `None` where they run
/// from left to right.
///
/// Two characters beside each other over two others can be read both ways; whoever wrote
/// them painted them in the order in which they are read.
pub(crate) fn columns(glyphs: &[Glyph], indices: &[usize]) -> Option<Vec<Vec<usize>>> {
    if indices.len() < 4 || indices.iter().any(|&g| glyphs[g].text.is_ascii()) {
        return None;
    }
    let (mut down, mut right) = (0, 0);
    for pair in indices.windows(2) {
        let (a, b) = (&glyphs[pair[0]].rect, &glyphs[pair[1]].rect);
        let (dx, dy) = (b.center_x() - a.center_x(), b.center_y() - a.center_y());
        down += usize::from(dx.abs() < 0.3 * a.width() && dy > 0.0);
        right += usize::from(dy.abs() < 0.3 * a.height() && dx > 0.0);
    }
    if right > 0 || down == 0 {
        return None;
    }
    let mut columns: Vec<Vec<usize>> = Vec::new();
    for &index in indices {
        let x = glyphs[index].rect.center_x();
        let own = columns.iter_mut().find(|column| {
            let first = &glyphs[column[0]].rect;
            (first.center_x() - x).abs() < 0.5 * first.width()
        });
        match own {
            Some(column) => column.push(index),
            None => columns.push(vec![index]),
        }
    }
    if columns.len() < 2 || columns.iter().any(|column| column.len() < 2) {
        return None;
    }
    let x = |column: &Vec<usize>| glyphs[column[0]].rect.center_x();
    columns.sort_by(|a, b| x(b).total_cmp(&x(a)));
    for column in &mut columns {
        column.sort_by(|&a, &b| glyphs[a].rect.y0.total_cmp(&glyphs[b].rect.y0));
    }
    Some(columns)
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
    pieces(glyphs, &cluster_lines(glyphs, indices))
}

/// The independent pieces of lines, in their order.
pub(crate) fn pieces(glyphs: &[Glyph], lines: &[Vec<usize>]) -> Vec<Line> {
    let mut out = Vec::new();
    for members in lines {
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

/// Whether a glyph takes part in reading: it shows something, can be seen or was recognised,
/// and is not slanted; slanted words are watermarks and stamps laid over the text.
pub fn is_legible(glyph: &Glyph) -> bool {
    matches!(glyph.ink, Ink::Printed | Ink::Ocr { .. })
        && !glyph.text.trim().is_empty()
        && glyph.quarter().is_some()
}

/// Glyph indices whose middle lies in a rectangle.
pub(crate) fn glyph_in(glyph: &Glyph, rect: &Rect) -> bool {
    rect.contains(glyph.rect.center_x(), glyph.rect.center_y())
}
