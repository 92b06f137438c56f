//! Lines that were read from a picture: what is different about their characters.
//!
//! The recogniser reads whole lines ([`extractor::Run`]), several ways each. Which line is in
//! which cell is a question of position as for any page.

use crate::disclosure::Method;
use crate::disclosure::confidence::{STAMPED, UNCONFIRMED, UNREADABLE};
use crate::page::grid::{Cell, Grid};
use crate::page::lines::is_legible;
use extractor::{Glyph, Page, Run};

/// Characters at the ends of a line may stand this far on the wrong side of a wall, in font
/// sizes: where they stand is known to about one step of the recogniser, and a line's ink is
/// cut out with some paper around it.
const OVERHANG: f32 = 1.1;
/// Characters at the ends of a line that are parted from the rest by more white space than
/// this, in font sizes, are no overhang.
const APART: f32 = 0.7;
/// White space inside a line that the recogniser read as one parts words where it is wider
/// than this, in font sizes.
const WORD: f32 = 0.9;
/// White space inside such a line that parts independent pieces, in font sizes.
const PIECE: f32 = 1.6;

/// The glyphs of a line that show something, from left to right.
pub(crate) fn legible(page: &Page, run: &Run) -> Vec<usize> {
    let range = run.glyphs.start..run.glyphs.end.min(page.glyphs.len());
    range.filter(|&g| is_legible(&page.glyphs[g])).collect()
}

/// Glyphs of lines that were read from a picture, line by line, and the glyphs of no line.
pub(crate) fn by_run(page: &Page, indices: &[usize]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let Some(scan) = &page.scan else { return (Vec::new(), indices.to_vec()) };
    let mut sorted = indices.to_vec();
    sorted.sort_unstable();
    let mut lines: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut others = Vec::new();
    for index in sorted {
        match scan.run_of(index) {
            None => others.push(index),
            Some(run) => match lines.last_mut() {
                Some((start, line)) if *start == run.glyphs.start => line.push(index),
                _ => lines.push((run.glyphs.start, vec![index])),
            },
        }
    }
    (lines.into_iter().map(|(_, line)| line).collect(), others)
}

/// Where all characters of one line belong, by where most of them stand; `None` where a
/// wall really passes through the line.
///
/// Those that stand elsewhere must be the first or the last few, so that only they reach
/// over the wall.
pub(crate) fn common_home(
    page: &Page,
    line: &[usize],
    home: &[Option<usize>],
) -> Option<Option<usize>> {
    let first = *home.first()?;
    if home.iter().all(|h| *h == first) {
        return Some(first);
    }
    let inner = most_common(home);
    let count = |wanted: Option<usize>| home.iter().filter(|h| **h == wanted).count();
    // Nowhere is a place too: most of the line may stand outside.
    let inner = if count(None) > count(inner) { None } else { inner };
    let from = home.iter().position(|h| *h == inner)?;
    let to = home.iter().rposition(|h| *h == inner)? + 1;
    if home[from..to].iter().any(|h| *h != inner) || (to - from) * 2 <= line.len() {
        return None;
    }
    let rect = |at: usize| &page.glyphs[line[at]].rect;
    let size = page.glyphs[line[from]].size.max(1.0);
    let before = rect(from).x0 - rect(0).x0;
    let after = rect(line.len() - 1).x1 - rect(to - 1).x1;
    let joined = |at: usize| rect(at).x0 - rect(at - 1).x1 <= size * APART;
    let reaches = before.max(after) <= size * OVERHANG
        && (1..=from).chain(to..line.len()).all(joined);
    reaches.then_some(inner)
}

/// The place that most glyphs have; the first of several.
pub(crate) fn most_common(home: &[Option<usize>]) -> Option<usize> {
    let mut best = None;
    let mut most = 0;
    for own in home.iter().flatten() {
        let n = home.iter().filter(|h| **h == Some(*own)).count();
        if n > most {
            most = n;
            best = Some(*own);
        }
    }
    best
}

/// One glyph for each stretch of a line without a wide gap, since the recogniser knows better
/// than its boxes which characters stand together; other glyphs as they are.
pub(crate) fn pieces(page: &Page, indices: &[usize]) -> Vec<Glyph> {
    let (lines, others) = by_run(page, indices);
    let mut out: Vec<Glyph> = Vec::new();
    for line in lines {
        let mut from = 0;
        for to in 1..=line.len() {
            let is_cut = to == line.len() || {
                let (a, b) = (&page.glyphs[line[to - 1]], &page.glyphs[line[to]]);
                b.rect.x0 - a.rect.x1 > b.size.max(1.0) * PIECE
            };
            if is_cut {
                out.push(piece(page, &line[from..to]));
                from = to;
            }
        }
    }
    out.extend(others.into_iter().map(|g| page.glyphs[g].clone()));
    out
}

/// Neighbouring characters of one line as one glyph.
fn piece(page: &Page, indices: &[usize]) -> Glyph {
    let mut piece = page.glyphs[indices[0]].clone();
    let mut text = piece.text.to_string();
    for pair in indices.windows(2) {
        let (last, glyph) = (&page.glyphs[pair[0]], &page.glyphs[pair[1]]);
        let is_space = |g: usize| page.glyphs[g].text.chars().all(char::is_whitespace);
        let gap = glyph.rect.x0 - last.rect.x1;
        if gap > glyph.size.max(1.0) * WORD || (pair[0] + 1..pair[1]).any(is_space) {
            text.push(' ');
        }
        text.push_str(&glyph.text);
        piece.rect = piece.rect.union(&glyph.rect);
        piece.size = piece.size.max(glyph.size);
    }
    piece.text = text.into();
    piece
}

/// How a page's marks became text.
pub(crate) fn method(page: &Page) -> Method {
    match &page.scan {
        Some(scan) if scan.recognised => Method::Ocr,
        Some(_) => Method::None,
        None if page.glyphs.is_empty() => Method::None,
        None => Method::Text,
    }
}

/// Puts a grid's rectangles on the displayed page; its borders stay those of straight paper.
pub(crate) fn display_grid(grid: &mut Grid, page: &Page) {
    if !is_moved(page) {
        return;
    }
    grid.rect = page.displayed(&grid.rect);
    for cell in &mut grid.cells {
        cell.rect = page.displayed(&cell.rect);
        cell.ink = page.displayed(&cell.ink);
    }
}

/// Whether the page's marks stand elsewhere than on the page as displayed.
pub(crate) fn is_moved(page: &Page) -> bool {
    page.scan.is_some() || page.turn != 0
}

/// Whether what a cell of a picture prints is too uncertain to be given as a number that
/// nothing can prove.
pub(crate) fn is_unreadable(cell: &Cell) -> bool {
    cell.recognised && cell.confidence < UNREADABLE
}

/// The most that a line's reading can be believed, whatever its characters say.
pub(crate) fn of_run(run: &Run) -> f32 {
    let confirmed = if run.confirmed == Some(false) { UNCONFIRMED } else { 1.0 };
    let clear = if run.stamped { STAMPED } else { 1.0 };
    f32::min(confirmed, clear)
}
