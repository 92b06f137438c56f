//! A grid whose slots are looked up by row and column.

use crate::page::grid::{Cell, Grid};
use crate::words::normal::normalise;

/// A grid whose slots know their cell, so that every question costs one look-up.
#[derive(Debug, Clone)]
pub(crate) struct Board<'a> {
    /// The grid.
    pub grid: &'a Grid,
    pub(crate) owner: Vec<usize>,
    pub(crate) normal: Vec<String>,
}

impl<'a> Board<'a> {
    /// Looks at a grid.
    pub(crate) fn new(grid: &'a Grid) -> Self {
        let owner = grid.owners();
        let normal = grid.cells.iter().map(|c| normalise(&c.text)).collect();
        Self { grid, owner, normal }
    }

    /// Index of the cell that covers a slot.
    pub(crate) fn index(&self, row: usize, col: usize) -> usize {
        self.owner[row * self.grid.n_cols + col]
    }

    /// The cell that covers a slot.
    pub(crate) fn cell(&self, row: usize, col: usize) -> &'a Cell {
        &self.grid.cells[self.index(row, col)]
    }

    /// Its text in normal form.
    pub(crate) fn text(&self, index: usize) -> &str {
        &self.normal[index]
    }

    /// Indices of the cells that cover a row, left to right.
    pub(crate) fn row(&self, row: usize) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for col in 0..self.grid.n_cols {
            let index = self.index(row, col);
            if out.last() != Some(&index) {
                out.push(index);
            }
        }
        out
    }

    /// Indices of the cells that begin in a row, left to right.
    pub(crate) fn starting(&self, row: usize) -> Vec<usize> {
        let mut out = self.row(row);
        out.retain(|i| self.grid.cells[*i].rows.start == row);
        out
    }
}
