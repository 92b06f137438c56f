//! `Grid` and `Cell`: a table on paper before anybody asks which one it is.

use crate::page::evenness::Doubt;
use extractor::{Rect, Run};
use std::ops::Range;

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
    /// Why a number in it cannot be told although its characters can be read.
    pub doubt: Option<Doubt>,
    /// From 0 to 1; below 1 only where the text was read from a picture.
    pub confidence: f32,
    /// Whether text runs past the cell's border and is cut there.
    pub clipped: bool,
    /// Whether digits that may be one number stand on both sides of its border.
    pub walled: bool,
    /// Whether the grid's top edge has no ruling over it: it goes on from the page before.
    pub open_above: bool,
    /// Whether the grid's bottom edge has no ruling under it: it goes on over the page.
    pub open_below: bool,
    /// Whether any of its text was read from a picture.
    pub recognised: bool,
    /// The line it prints as the recogniser read it; `None` where it prints text of the file,
    /// nothing, or more or less than exactly one such line.
    pub run: Option<Run>,
}

impl Cell {
    /// The text without any white space.
    pub fn compact(&self) -> String {
        self.text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// What the recogniser read first, where `text` says otherwise.
    pub fn read_first(&self) -> Option<&str> {
        let first = self.run.as_ref()?.readings.first()?.text.trim();
        let same = |a: &str, b: &str| {
            let print = |s: &str| -> String { s.split_whitespace().collect() };
            print(a) == print(b)
        };
        (!same(first, &self.text)).then_some(first)
    }

    /// Whether nothing is printed in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Grid {
    /// For every slot, row by row, the index of the cell that covers it.
    pub fn owners(&self) -> Vec<usize> {
        let mut owners = vec![0; self.n_rows * self.n_cols];
        for (i, cell) in self.cells.iter().enumerate() {
            for row in cell.rows.clone() {
                for col in cell.cols.clone() {
                    owners[row * self.n_cols + col] = i;
                }
            }
        }
        owners
    }

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
