//! A form's grids as rows of cells, with what has been read of them.

use super::label;
use super::part::FormPart;
use crate::disclosure::Origin;
use crate::page::grid::{Cell, GridOrigin};
use extractor::SourceKind;
use std::collections::{BTreeMap, BTreeSet};

/// One row of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowAt {
    /// Index into the parts.
    pub(super) part: usize,
    /// Row of that part's grid.
    pub(super) row: usize,
}

/// One cell of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellAt {
    /// Index into the parts.
    pub(super) part: usize,
    /// Index into that part's cells.
    pub(super) cell: usize,
}

/// All parts of a document with their rows laid out and labels normalised once.
pub(super) struct View<'a> {
    parts: &'a [FormPart<'a>],
    /// Per part and row: the cells that cover it, from left to right.
    rows: Vec<Vec<Vec<usize>>>,
    /// Per part and cell: the text as labels are compared.
    keys: Vec<Vec<String>>,
    used: Vec<Vec<bool>>,
    text_source: bool,
    /// Where words stand that a later page prints for a cell.
    moved: BTreeMap<CellAt, Origin>,
    /// Cells at the top of a page that begin there, by their rulings.
    begins: BTreeSet<CellAt>,
}

impl<'a> View<'a> {
    pub(super) fn new(parts: &'a [FormPart<'a>], source: SourceKind) -> Self {
        let mut rows = Vec::with_capacity(parts.len());
        let mut keys = Vec::with_capacity(parts.len());
        let mut used = Vec::with_capacity(parts.len());
        for part in parts {
            let grid = part.grid;
            let mut of_part = vec![Vec::new(); grid.n_rows];
            for (index, cell) in grid.cells.iter().enumerate() {
                for row in cell.rows.clone() {
                    if let Some(of_row) = of_part.get_mut(row) {
                        let of_row: &mut Vec<usize> = of_row;
                        of_row.push(index);
                    }
                }
            }
            for of_row in &mut of_part {
                of_row.sort_by_key(|&i| grid.cells[i].cols.start);
            }
            rows.push(of_part);
            keys.push(grid.cells.iter().map(|c| label::key(&c.text)).collect());
            used.push(vec![false; grid.cells.len()]);
        }
        Self {
            parts,
            rows,
            keys,
            used,
            text_source: source == SourceKind::Text,
            moved: BTreeMap::new(),
            begins: BTreeSet::new(),
        }
    }

    /// Notes what merged cells over pages were found to be.
    pub(super) fn carry(
        &mut self,
        moved: BTreeMap<CellAt, Origin>,
        begins: BTreeSet<CellAt>,
    ) {
        self.moved = moved;
        self.begins = begins;
    }

    /// Whether rulings say that a cell at the top of a page begins there.
    pub(super) fn begins(&self, at: CellAt) -> bool {
        self.begins.contains(&at)
    }

    pub(super) fn part(&self, part: usize) -> &FormPart<'a> {
        &self.parts[part]
    }

    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    pub(super) fn n_rows(&self, part: usize) -> usize {
        self.rows[part].len()
    }

    /// Whether merged cells cannot be relied on, nor the columns of a row.
    pub(super) fn is_loose(&self, part: usize) -> bool {
        self.parts[part].grid.origin == GridOrigin::Tabbed
    }

    /// The cells that cover a row, from left to right.
    pub(super) fn cells(&self, at: RowAt) -> Vec<CellAt> {
        self.rows[at.part]
            .get(at.row)
            .map(|row| row.iter().map(|&cell| CellAt { part: at.part, cell }).collect())
            .unwrap_or_default()
    }

    /// The cells that begin in a row, from left to right.
    pub(super) fn starting(&self, at: RowAt) -> Vec<CellAt> {
        let mut cells = self.cells(at);
        cells.retain(|&c| self.cell(c).rows.start == at.row);
        cells
    }

    /// The cells with print in them that begin in a row.
    pub(super) fn printed(&self, at: RowAt) -> Vec<CellAt> {
        let mut cells = self.starting(at);
        cells.retain(|&c| !self.cell(c).is_blank());
        cells
    }

    pub(super) fn cell(&self, at: CellAt) -> &'a Cell {
        &self.parts[at.part].grid.cells[at.cell]
    }

    /// The text as labels are compared.
    pub(super) fn key(&self, at: CellAt) -> &str {
        &self.keys[at.part][at.cell]
    }

    /// The printed text, trimmed.
    pub(super) fn text(&self, at: CellAt) -> &'a str {
        self.cell(at).text.trim()
    }

    /// Left and right border: points, or columns where the text has no geometry.
    pub(super) fn span(&self, at: CellAt) -> (f32, f32) {
        let grid = self.parts[at.part].grid;
        let cell = self.cell(at);
        let (first, last) = (cell.cols.start, cell.cols.end);
        match (grid.xs.get(first), grid.xs.get(last)) {
            (Some(&x0), Some(&x1))
                if grid.xs.len() == grid.n_cols + 1
                    && grid.origin != GridOrigin::Tabbed =>
            {
                (x0, x1)
            }
            _ => (first as f32, last as f32),
        }
    }

    pub(super) fn take(&mut self, at: CellAt) {
        self.used[at.part][at.cell] = true;
    }

    pub(super) fn is_taken(&self, at: CellAt) -> bool {
        self.used[at.part][at.cell]
    }

    /// Where a cell's ink stands.
    pub(super) fn origin(&self, at: CellAt) -> Origin {
        if let Some(moved) = self.moved.get(&at) {
            return *moved;
        }
        let page = (!self.text_source).then_some(self.parts[at.part].grid.page);
        Origin { page, rect: self.cell(at).ink }
    }

    /// Where a row stands.
    pub(super) fn row_origin(&self, at: RowAt) -> Origin {
        let page = (!self.text_source).then_some(self.parts[at.part].grid.page);
        let mut cells = self.starting(at).into_iter();
        let Some(first) = cells.next() else {
            return Origin { page, rect: self.parts[at.part].grid.rect };
        };
        let rect = cells
            .fold(self.cell(first).rect, |rect, cell| rect.union(&self.cell(cell).rect));
        Origin { page, rect }
    }

    /// First and last page of the rows; `None` for text input.
    pub(super) fn pages(&self, rows: &[RowAt]) -> Option<(u32, u32)> {
        if self.text_source {
            return None;
        }
        let pages = rows.iter().map(|r| self.parts[r.part].grid.page);
        Some((pages.clone().min()?, pages.max()?))
    }

    /// The cell of a row that shares most of a stretch of the page's width.
    pub(super) fn under(&self, at: RowAt, span: (f32, f32)) -> Option<CellAt> {
        let width = |c: CellAt| {
            let (x0, x1) = self.span(c);
            x1.min(span.1) - x0.max(span.0)
        };
        self.cells(at)
            .into_iter()
            .filter(|&c| width(c) > 0.3 * (span.1 - span.0).min(self.width(c)))
            .max_by(|&a, &b| width(a).total_cmp(&width(b)))
    }

    fn width(&self, at: CellAt) -> f32 {
        let (x0, x1) = self.span(at);
        x1 - x0
    }

    /// The cell to the right of a cell, in the row the cell begins in.
    ///
    /// In text and where alignment made the grid, blank slots between are skipped.
    pub(super) fn right_of(&self, at: CellAt) -> Option<CellAt> {
        let cell = self.cell(at);
        let row = RowAt { part: at.part, row: cell.rows.start };
        let loose = self.parts[at.part].grid.origin != GridOrigin::Ruled;
        self.cells(row).into_iter().find(|&c| {
            let other = self.cell(c);
            other.cols.start >= cell.cols.end
                && (!loose || !other.is_blank())
                && (loose || other.cols.start == cell.cols.end)
        })
    }
}
