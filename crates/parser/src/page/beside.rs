//! Digits that stand beside a table, on the line of one of its rows: a number ran over the edge.

use crate::disclosure::{Diagnostic, Origin, Severity};
use crate::page::grid::{Grid, GridOrigin};
use crate::page::lines::Line;

/// A number runs over the edge of a table by no more than so many times its height.
const NEAR: f32 = 4.0;
/// Two texts stand on one line where their middles differ by less than this part of a height.
const SAME_LINE: f32 = 0.25;
/// More characters are a number of their own.
const MOST: usize = 3;

/// Says which of the lines around the tables of a page are digits that stand beside one.
pub(crate) fn digits(page: u32, grids: &[Grid], lines: &[Line]) -> Vec<Diagnostic> {
    let is_digits = |l: &&Line| {
        let text = l.text.trim();
        text.chars().count() <= MOST
            && text.chars().any(|c| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    let beside = |l: &&Line| grids.iter().any(|grid| is_beside(grid, l));
    lines
        .iter()
        .filter(is_digits)
        .filter(beside)
        .map(|line| {
            Diagnostic::new(
                "stray-digits",
                Severity::Warning,
                "digits stand beside a table, on the line of one of its numbers",
            )
            .at(Origin { page: Some(page), rect: line.rect })
            .printed(line.text.trim().to_owned())
            .hint("compare the row with the page: they may belong to its first or last number")
        })
        .collect()
}

fn is_beside(grid: &Grid, line: &Line) -> bool {
    let (own, ink) = (grid.rect, line.rect);
    let height = ink.height();
    let gap = (own.x0 - ink.x1).max(ink.x0 - own.x1);
    let has_number = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    grid.origin != GridOrigin::Tabbed
        && gap > -height
        && gap < NEAR * height
        && grid.cells.iter().any(|cell| {
            let is_at_edge = cell.cols.start == 0 || cell.cols.end == grid.n_cols;
            let off = (cell.ink.center_y() - ink.center_y()).abs();
            is_at_edge && has_number(&cell.text) && off < SAME_LINE * height
        })
}
