//! Characters to cells: each by its own position, a printed number never torn apart.

use crate::grid::Grid;
use crate::lattice::glyph_in;
use crate::text::{cluster_lines, is_legible, is_number_char, line_text};
use extractor::{Ink, Page, Rect};

/// Digits closer than this many font sizes belong to one printed number.
const DIGIT_GAP: f32 = 0.25;
/// Ink that reaches this far past a cell's border is cut or overflows there.
const OVERFLOW: f32 = 1.5;

/// Letters this many times larger than the usual ones of a table, and at least this high,
/// are a watermark over it.
const WATERMARK: f32 = 2.5;
const WATERMARK_SIZE: f32 = 28.0;

/// Indices of the legible glyphs whose middle lies in a rectangle, watermarks left out.
pub(crate) fn inside(page: &Page, rect: &Rect) -> Vec<usize> {
    let mut inside: Vec<usize> = (0..page.glyphs.len())
        .filter(|&i| is_legible(&page.glyphs[i]) && glyph_in(&page.glyphs[i], rect))
        .collect();
    let mut sizes: Vec<f32> = inside.iter().map(|&i| page.glyphs[i].size).collect();
    sizes.sort_by(f32::total_cmp);
    if let Some(&usual) = sizes.get(sizes.len() / 2) {
        let most = (usual * WATERMARK).max(WATERMARK_SIZE);
        inside.retain(|&i| page.glyphs[i].size <= most);
    }
    inside
}

/// Puts glyphs into the grid's cells and writes the cells' text.
pub(crate) fn fill(grid: &mut Grid, page: &Page, indices: &[usize]) {
    let owner = grid.owners();
    let slot_of = |x: f32, y: f32| -> Option<usize> {
        let col = grid.xs.partition_point(|at| *at <= x).checked_sub(1)?;
        let row = grid.ys.partition_point(|at| *at <= y).checked_sub(1)?;
        let col =
            if col == grid.n_cols && x <= grid.rect.x1 + 1.0 { col - 1 } else { col };
        let row =
            if row == grid.n_rows && y <= grid.rect.y1 + 1.0 { row - 1 } else { row };
        (col < grid.n_cols && row < grid.n_rows).then(|| owner[row * grid.n_cols + col])
    };
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); grid.cells.len()];
    let mut left = 0;
    for token in number_tokens(page, indices) {
        let home: Vec<Option<usize>> = token
            .iter()
            .map(|&g| {
                let rect = &page.glyphs[g].rect;
                slot_of((rect.x0 + right_edge(page, g)) / 2.0, rect.center_y())
            })
            .collect();
        let together = token.len() > 1
            && home.iter().any(|h| *h != home[0])
            && is_one_number(page, &token);
        let shared = together.then(|| most_common(&home)).flatten();
        for (glyph, own) in token.into_iter().zip(home) {
            match shared.or(own) {
                Some(cell) => members[cell].push(glyph),
                None => left += 1,
            }
        }
    }
    grid.leftover += left;
    for (cell, indices) in grid.cells.iter_mut().zip(members) {
        cell.ink = cell.rect;
        cell.glyphs = indices.len();
        if indices.is_empty() {
            continue;
        }
        let mut ink: Option<Rect> = None;
        for &g in &indices {
            let glyph = &page.glyphs[g];
            cell.trusted &= glyph.trusted;
            if let Ink::Ocr { confidence } = glyph.ink {
                cell.confidence = cell.confidence.min(confidence);
            }
            ink = Some(ink.map_or(glyph.rect, |r| r.union(&glyph.rect)));
        }
        cell.ink = ink.unwrap_or(cell.rect);
        cell.clipped = cell.ink.x1 > cell.rect.x1 + OVERFLOW
            || cell.ink.x0 < cell.rect.x0 - OVERFLOW;
        cell.lines = cluster_lines(&page.glyphs, indices)
            .iter()
            .map(|line| line_text(&page.glyphs, line))
            .collect();
        cell.text = cell.lines.concat();
    }
}

/// Glyphs in drawing order, digits that touch taken together.
fn number_tokens(page: &Page, indices: &[usize]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::with_capacity(indices.len());
    let is_digit = |g: usize| page.glyphs[g].text.chars().all(is_number_char);
    for &index in indices {
        let glyph = &page.glyphs[index];
        if let Some(token) = out.last_mut()
            && let Some(&last) = token.last()
            && is_digit(index)
            && is_digit(last)
        {
            let before = &page.glyphs[last];
            let gap = glyph.rect.x0 - right_edge(page, last);
            let size = glyph.size.max(1.0);
            if gap.abs() < size * DIGIT_GAP
                && (glyph.rect.center_y() - before.rect.center_y()).abs() < size * 0.3
            {
                token.push(index);
                continue;
            }
        }
        out.push(vec![index]);
    }
    out
}

/// Where a glyph ends. Fonts that are not embedded may give every digit the width of a
/// Chinese character and set them half as far apart; then it ends where the next begins.
fn right_edge(page: &Page, index: usize) -> f32 {
    let overlap = |a: usize, b: usize| {
        let (a, b) = (page.glyphs.get(a)?, page.glyphs.get(b)?);
        let level = (a.rect.center_y() - b.rect.center_y()).abs() < a.size * 0.3;
        let step = b.rect.x0 - a.rect.x0;
        let inside = step > a.rect.width() * 0.3 && step < a.rect.width() * 0.9;
        (level && inside && a.font == b.font).then_some(step)
    };
    let own = &page.glyphs[index].rect;
    let step = overlap(index, index + 1)
        .or_else(|| index.checked_sub(1).and_then(|before| overlap(before, index)));
    step.map_or(own.x1, |step| own.x0 + step.min(own.width()))
}

/// Whether the digits read as one number; two numbers that touch hold two points.
fn is_one_number(page: &Page, token: &[usize]) -> bool {
    let text: String = token.iter().map(|&g| page.glyphs[g].text.as_str()).collect();
    crate::amount::is_number(text.trim_end_matches('%'))
}

fn most_common(home: &[Option<usize>]) -> Option<usize> {
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
