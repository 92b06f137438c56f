//! Characters to cells: each by its own position, a printed number never torn apart.

use crate::disclosure::confidence;
use crate::page::evenness::Evenness;
use crate::page::grammar;
use crate::page::grid::{Cell, Grid};
use crate::page::lines::{cluster_lines, columns, line_text};
use crate::page::recognised;
use crate::words::normal::is_number_char;
use extractor::{Ink, Page, Rect};
use std::collections::HashMap;

/// Digits closer than this many font sizes belong to one printed number.
const DIGIT_GAP: f32 = 0.25;

/// A gap at a border that is wider than those inside a number by so many font sizes parts
/// two numbers.
const WALL_GAP: f32 = 0.08;

/// A border runs through a digit if it is so many font sizes away from both its sides.
const CUT: f32 = 0.08;

/// Amounts have no more decimals than this.
const DECIMALS: usize = 2;

/// Ink that reaches this far past a cell's border is cut or overflows there.
const OVERFLOW: f32 = 1.5;

/// Where glyphs stand, by their middles; those of one line that was read from a picture by
/// the line's own.
pub(crate) fn middles(page: &Page, indices: &[usize]) -> Vec<(f32, f32)> {
    let (lines, printed) = recognised::by_run(page, indices);
    let middle = |rect: &Rect| (rect.center_x(), rect.center_y());
    let rect = |g: usize| page.glyphs[g].rect;
    let of_line = |line: &Vec<usize>| {
        let all = line.iter().map(|&g| rect(g));
        all.reduce(|a, b| a.union(&b)).map(|r| middle(&r))
    };
    let printed = printed.iter().map(|&g| middle(&rect(g)));
    lines.iter().filter_map(of_line).chain(printed).collect()
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
    let mut torn = vec![false; grid.cells.len()];
    let mut overflows = vec![false; grid.cells.len()];
    let mut walled = vec![false; grid.cells.len()];
    let mut left = 0;
    let (read, printed) = recognised::by_run(page, indices);
    let mut by_glyph = vec![(printed, false)];
    for line in read {
        let home: Vec<Option<usize>> = line
            .iter()
            .map(|&g| {
                let rect = &page.glyphs[g].rect;
                slot_of(rect.center_x(), rect.center_y())
            })
            .collect();
        match recognised::common_home(page, &line, &home) {
            Some(Some(cell)) => members[cell].extend(line),
            Some(None) => left += line.len(),
            None => by_glyph.push((line, true)),
        }
    }
    let even = Evenness::of(page, &by_glyph[0].0);
    by_glyph[0].0.retain(|&g| !even.is_mark(g));
    for (indices, is_torn) in by_glyph {
        let tokens: Vec<(Vec<usize>, Vec<Option<usize>>)> = number_tokens(page, &indices)
            .into_iter()
            .map(|token| {
                let home = token
                    .iter()
                    .map(|&g| {
                        let rect = &page.glyphs[g].rect;
                        slot_of((rect.x0 + right_edge(page, g)) / 2.0, rect.center_y())
                    })
                    .collect();
                (token, home)
            })
            .collect();
        let across: Vec<usize> = (0..tokens.len())
            .filter(|&t| tokens[t].1.iter().any(|h| *h != tokens[t].1[0]))
            .collect();
        // How many characters of numbers stand in each cell by their own places.
        let mut digits: HashMap<usize, usize> = HashMap::new();
        for (token, home) in tokens.iter().filter(|_| !across.is_empty()) {
            for (&g, cell) in token.iter().zip(home) {
                if let Some(cell) = cell
                    && page.glyphs[g].text.chars().all(is_number_char)
                {
                    *digits.entry(*cell).or_default() += 1;
                }
            }
        }
        let mut crossings: HashMap<usize, Crossing> = HashMap::new();
        for t in across {
            let (token, home) = &tokens[t];
            let crossing = match is_torn {
                // Where its digits stand is only roughly known.
                true if is_one_number(page, token) => {
                    recognised::most_common(home).map_or(Crossing::Apart, Crossing::Over)
                }
                true => Crossing::Apart,
                false => crossing(page, &grid.xs, token, home, |cell| {
                    let own = home.iter().filter(|h| **h == Some(cell)).count();
                    digits.get(&cell).is_some_and(|all| *all > own)
                }),
            };
            crossings.insert(t, crossing);
        }
        for (t, (token, home)) in tokens.into_iter().enumerate() {
            let crossing = crossings.get(&t).copied().unwrap_or(Crossing::Apart);
            let shared = match crossing {
                Crossing::Over(cell) => Some(cell),
                Crossing::Apart | Crossing::Unclear => None,
            };
            if let (Some(cell), false) = (shared, is_torn) {
                overflows[cell] = true;
            }
            for (glyph, own) in token.into_iter().zip(home) {
                match shared.or(own) {
                    Some(cell) => {
                        members[cell].push(glyph);
                        torn[cell] |= is_torn;
                        walled[cell] |= crossing == Crossing::Unclear;
                    }
                    None => left += 1,
                }
            }
        }
    }
    grid.leftover += left;
    let over: Vec<(bool, bool)> = overflows.into_iter().zip(walled).collect();
    let members = members.into_iter().zip(torn).zip(over);
    for (cell, ((mut indices, torn), (overflows, walled))) in
        grid.cells.iter_mut().zip(members)
    {
        cell.walled = walled;
        cell.ink = cell.rect;
        cell.glyphs = indices.len();
        if indices.is_empty() {
            continue;
        }
        indices.sort_unstable();
        let mut ink: Option<Rect> = None;
        for &g in &indices {
            let glyph = &page.glyphs[g];
            cell.trusted &= glyph.trusted;
            cell.doubt = cell.doubt.or(even.doubt(g));
            cell.clipped |= even.is_cut(g);
            if let Ink::Ocr { confidence } = glyph.ink {
                cell.recognised = true;
                cell.confidence = cell.confidence.min(confidence);
            }
            ink = Some(ink.map_or(glyph.rect, |r| r.union(&glyph.rect)));
        }
        cell.ink = ink.unwrap_or(cell.rect);
        if cell.recognised {
            write_recognised(cell, page, &indices, torn);
            continue;
        }
        cell.clipped |= overflows
            || cell.ink.x1 > cell.rect.x1 + OVERFLOW
            || cell.ink.x0 < cell.rect.x0 - OVERFLOW;
        cell.lines = match columns(&page.glyphs, &indices) {
            Some(columns) => {
                let text = |column: &Vec<usize>| {
                    column.iter().map(|&g| page.glyphs[g].text.as_str()).collect()
                };
                columns.iter().map(text).collect()
            }
            None => cluster_lines(&page.glyphs, indices)
                .iter()
                .map(|line| line_text(&page.glyphs, line))
                .collect(),
        };
        cell.text = cell.lines.concat();
    }
}

/// Writes the text of a cell that was read from a picture.
///
/// Where its characters stand inside a line is only roughly known, so they neither overflow
/// the cell nor tell where a word ends.
fn write_recognised(cell: &mut Cell, page: &Page, indices: &[usize], torn: bool) {
    let pieces = recognised::pieces(page, indices);
    cell.lines = cluster_lines(&pieces, (0..pieces.len()).collect())
        .iter()
        .map(|line| line_text(&pieces, line))
        .collect();
    let clamp = |v: f32, from: f32, to: f32| v.max(from).min(to);
    let (ink, rect) = (cell.ink, cell.rect);
    cell.ink = Rect::new(
        clamp(ink.x0, rect.x0, rect.x1),
        clamp(ink.y0, rect.y0, rect.y1),
        clamp(ink.x1, rect.x0, rect.x1),
        clamp(ink.y1, rect.y0, rect.y1),
    );
    let mut runs: Vec<_> =
        indices.iter().filter_map(|&g| page.scan.as_ref()?.run_of(g)).collect();
    runs.dedup_by(|a, b| a.glyphs == b.glyphs);
    cell.confidence =
        runs.iter().map(|run| recognised::of_run(run)).fold(cell.confidence, f32::min);
    if torn {
        cell.confidence = cell.confidence.min(confidence::TORN);
    }
    if let [run] = runs[..]
        && recognised::legible(page, run) == indices
    {
        cell.lines = vec![grammar::separated(&cell.lines.concat())];
        cell.run = Some(run.clone());
    }
    cell.text = cell.lines.concat();
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

/// What digits that stand on both sides of a border are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crossing {
    /// Two numbers, each in its own cell.
    Apart,
    /// One number that runs past this cell.
    Over(usize),
    /// Nothing says whether it is one or two.
    Unclear,
}

/// What a token is whose digits stand in several cells.
///
/// A border between two digits parts them, however small the gap. One number may run past
/// its cell: then its digits stand evenly, no other digits stand where it runs to, and the
/// border runs through a digit, or a point or comma of it says that it is one.
fn crossing(
    page: &Page,
    borders: &[f32],
    token: &[usize],
    home: &[Option<usize>],
    holds_digits: impl Fn(usize) -> bool,
) -> Crossing {
    let size = page.glyphs[token[0]].size.max(1.0);
    let (mut usual, mut least) = (0f32, f32::MAX);
    let mut at = token.len();
    for i in 1..token.len() {
        let gap = page.glyphs[token[i]].rect.x0 - right_edge(page, token[i - 1]);
        if home[i] == home[i - 1] {
            usual = usual.max(gap);
        } else {
            least = least.min(gap);
            at = at.min(i);
        }
    }
    if least > usual + size * WALL_GAP || !is_one_number(page, token) {
        return Crossing::Apart;
    }
    let text = |part: &[usize]| -> String {
        part.iter().map(|&g| page.glyphs[g].text.as_str()).collect()
    };
    let decimals =
        |text: &str| text.rsplit_once(['.', '．']).map(|(_, d)| d.chars().count());
    let (whole, before) = (text(token), text(&token[..at]));
    // 647.08 | 302: the first is complete, and together they are no amount.
    let complete = decimals(&before).is_some_and(|d| d >= DECIMALS);
    let is_marked = whole.contains(['.', ',', '．', '，']);
    let is_cut = token.iter().any(|&g| {
        let (x0, x1) = (page.glyphs[g].rect.x0, right_edge(page, g));
        borders.iter().any(|x| x0 + size * CUT < *x && *x < x1 - size * CUT)
    });
    let Some(cell) = recognised::most_common(home) else { return Crossing::Unclear };
    let alone = home.iter().flatten().all(|&other| other == cell || !holds_digits(other));
    if alone && (is_marked || is_cut) && !complete {
        Crossing::Over(cell)
    } else {
        Crossing::Unclear
    }
}

/// Whether the digits read as one number; two numbers that touch hold two points.
fn is_one_number(page: &Page, token: &[usize]) -> bool {
    let text: String = token.iter().map(|&g| page.glyphs[g].text.as_str()).collect();
    crate::words::amount::is_number(text.trim_end_matches('%'))
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use extractor::SourceKind;

    /// Cells of a page whose digits at or right of `from` stand `by` points to the right;
    /// `!` marks cells whose border a number may cross, `>` those it runs past.
    fn check(drawing: &str, from: f32, by: f32, expected: &str) {
        let mut page = testing::page(drawing);
        for glyph in page.glyphs.iter_mut().filter(|g| g.rect.x0 >= from) {
            glyph.rect.x0 += by;
            glyph.rect.x1 += by;
        }
        let grids = crate::page::finder::grids(&page, SourceKind::Pdf);
        let cells: Vec<String> = grids[0]
            .cells
            .iter()
            .map(|c| {
                let walled = if c.walled { "!" } else { "" };
                let over = if c.clipped { ">" } else { "" };
                format!("{}{walled}{over}", c.text)
            })
            .collect();
        assert_eq!(cells.join(" | "), expected);
    }

    const TWO: &str = "
┌─────────────┬───┬──────┐
│75,289,647.08│302│ 甲   │
├─────────────┼───┼──────┤
│         1.00│302│ 乙   │
└─────────────┴───┴──────┘
";

    #[test]
    fn a_border_parts_two_numbers_however_small_the_gap() {
        // A drawn border is as wide as a character; here 1.5 points are left.
        check(TWO, 84.0, -4.5, "75,289,647.08 | 302 | 甲 | 1.00 | 302 | 乙");
    }

    #[test]
    fn digits_without_any_gap_at_a_border_are_no_number() {
        check(TWO, 84.0, -6.0, "75,289,647.08! | 302!> | 甲 | 1.00! | 302!> | 乙");
    }

    #[test]
    fn one_number_may_run_past_its_cell_where_nothing_else_stands() {
        check(
            "
┌───────┬──────┬──────┐
│1,234.5│67    │ 甲   │
├───────┼──────┼──────┤
│1,234.5│      │ 乙   │
└───────┴──────┴──────┘
",
            48.0,
            -6.0,
            "1,234.567> |  | 甲 | 1,234.5 |  | 乙",
        );
    }
}
