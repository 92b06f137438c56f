//! `Grid` and `Cell`: a table on paper before anybody asks which one it is.

use crate::catalog::catalog;
use crate::lattice;
use crate::stream;
use extractor::{Axis, Page, Rect, SourceKind};
use std::ops::Range;

/// All grids of a page, from top to bottom.
///
/// Found from rulings where there are any, from the alignment of text elsewhere.
pub fn grids(page: &Page, source: SourceKind) -> Vec<Grid> {
    match source {
        SourceKind::Text => tabbed(page),
        SourceKind::Pdf | SourceKind::Image => {
            let page = crate::text::without_slanted(page);
            let page = page.as_ref();
            let groups = lattice::groups(page);
            let mut grids = lattice::grids(page, &groups, GridOrigin::Ruled);
            let aligned = stream::grids(page, &groups, &grids, catalog());
            grids.extend(aligned);
            grids.sort_by(|a, b| {
                a.rect.y0.total_cmp(&b.rect.y0).then(a.rect.x0.total_cmp(&b.rect.x0))
            });
            grids.into_iter().map(|g| stream::part_rows(page, g)).collect()
        }
    }
}

/// Text lines are one unit apart; the lattice thinks in points.
const POINTS_A_LINE: f32 = 16.0;

/// Grids of tab-separated text: its lines are drawn apart, read, and put back.
fn tabbed(page: &Page) -> Vec<Grid> {
    let mut drawn = page.clone();
    let scale = |rect: &mut Rect, by: f32| {
        rect.y0 *= by;
        rect.y1 *= by;
    };
    for glyph in &mut drawn.glyphs {
        scale(&mut glyph.rect, POINTS_A_LINE);
    }
    for ruling in &mut drawn.rulings {
        match ruling.axis {
            Axis::Horizontal => ruling.at *= POINTS_A_LINE,
            Axis::Vertical => {
                ruling.span.start *= POINTS_A_LINE;
                ruling.span.end *= POINTS_A_LINE;
            }
        }
    }
    let mut grids = lattice::grids(&drawn, &lattice::groups(&drawn), GridOrigin::Tabbed);
    for grid in &mut grids {
        scale(&mut grid.rect, 1.0 / POINTS_A_LINE);
        grid.ys.iter_mut().for_each(|y| *y /= POINTS_A_LINE);
        for cell in &mut grid.cells {
            scale(&mut cell.rect, 1.0 / POINTS_A_LINE);
            scale(&mut cell.ink, 1.0 / POINTS_A_LINE);
        }
    }
    grids
}

/// A table's slots on one page. Every slot is covered by exactly one cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// Page it stands on, from 1.
    pub page: u32,
    /// Its outline.
    pub rect: Rect,
    /// Slots down.
    pub n_rows: usize,
    /// Slots across.
    pub n_cols: usize,
    /// Cells ordered by first row, then first column.
    pub cells: Vec<Cell>,
    /// How the grid was found.
    pub origin: GridOrigin,
    /// Glyphs inside the outline that belong to no cell.
    pub leftover: usize,
    /// x of the `n_cols + 1` column borders.
    pub xs: Vec<f32>,
    /// y of the `n_rows + 1` row borders.
    pub ys: Vec<f32>,
}

/// How a grid was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GridOrigin {
    /// From rulings (lattice).
    #[default]
    Ruled,
    /// From the alignment of text, where rulings are missing or partial (stream).
    Aligned,
    /// From tab-separated text: merged cells cannot be seen.
    Tabbed,
}

/// One cell; a merged cell spans several slots.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Slots down, half open.
    pub rows: Range<usize>,
    /// Slots across, half open.
    pub cols: Range<usize>,
    /// The cell's own rectangle, from ruling to ruling.
    pub rect: Rect,
    /// The printed text: lines joined without a break, radicals mapped.
    pub text: String,
    /// The printed text line by line.
    pub lines: Vec<String>,
    /// The ink's rectangle; the cell's own where it is blank.
    pub ink: Rect,
    /// Number of glyphs.
    pub glyphs: usize,
    /// False where a glyph's font cannot be believed.
    pub trusted: bool,
    /// From 0 to 1; below 1 only where the text was read from a picture.
    pub confidence: f32,
    /// Whether text runs past the cell's border and is cut there.
    pub clipped: bool,
}

impl Cell {
    /// The text without any white space.
    pub fn compact(&self) -> String {
        self.text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// Whether nothing is printed in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Grid {
    /// The cell that covers a slot.
    pub fn at(&self, row: usize, col: usize) -> Option<&Cell> {
        self.cells.iter().find(|c| c.rows.contains(&row) && c.cols.contains(&col))
    }

    /// The cells that begin in a row, from left to right.
    pub fn starting_in(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |c| c.rows.start == row)
    }

    /// The cells that cover a row, from left to right, whichever row they begin in.
    pub fn covering(&self, row: usize) -> Vec<&Cell> {
        let mut cells: Vec<&Cell> =
            self.cells.iter().filter(|c| c.rows.contains(&row)).collect();
        cells.sort_by_key(|c| c.cols.start);
        cells
    }
}
