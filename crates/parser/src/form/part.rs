//! One grid that may be a form.

use crate::page::grid::Grid;

/// One grid that may be a form or a part of one, with the printed lines around it.
#[derive(Debug, Clone, Copy)]
pub struct FormPart<'a> {
    /// The grid.
    pub grid: &'a Grid,
    /// Lines between the grid before, or the page's top, and this one, top to bottom.
    pub above: &'a [String],
    /// Lines between this grid and the next one, or the page's bottom, top to bottom.
    pub below: &'a [String],
}
