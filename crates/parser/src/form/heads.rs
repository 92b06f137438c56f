//! The columns of a table of indicators, and the cells of one row under them.

use super::meaning::Column;
use super::view::CellAt;
use crate::disclosure::{Horizon, Indicator};

/// One column of an indicator block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub(super) column: Column,
    /// Which half it belongs to, from 0.
    pub(super) half: usize,
    /// Left and right border.
    pub(super) span: (f32, f32),
    /// Slot its head begins in.
    pub(super) slot: usize,
}

/// One printed row of one half, not yet understood.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    pub(super) half: usize,
    pub(super) horizon: Option<Horizon>,
    /// Row in printed order, the same for both halves.
    pub(super) row: usize,
    pub(super) level1: String,
    /// Whether 一级 was printed for this row itself, or carried down from above.
    pub(super) level1_here: bool,
    /// Whether 二级 was printed for this row itself.
    pub(super) level2_here: bool,
    /// Whether merged cells could not be seen, so that 一级 may have drifted.
    pub(super) loose: bool,
    pub(super) indicator: Indicator,
}

/// Which cell fills which column of which half.
#[derive(Debug, Clone, Default)]
pub(super) struct Aligned {
    pub(super) cells: Vec<(usize, Column, CellAt)>,
}

impl Aligned {
    pub(super) fn find(&self, half: usize, column: Column) -> Option<CellAt> {
        // 一级 is printed once for both halves.
        let half = if column == Column::Level1 { 0 } else { half };
        self.cells.iter().find(|c| c.0 == half && c.1 == column).map(|c| c.2)
    }
}

/// The columns of an indicator block.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Block {
    pub(super) heads: Vec<Head>,
    pub(super) halves: usize,
    /// Said by a label on the left: 实施期绩效指标, 年度绩效指标.
    pub(super) horizon: Option<Horizon>,
    /// Rows of a merged cell go on behind a page break.
    pub(super) level1: String,
    pub(super) level2: Vec<String>,
    /// Leaf cells of the row before, to see rows that only a ruling elsewhere makes.
    pub(super) leaves: Vec<CellAt>,
    /// Part of the row before, to see a page break.
    pub(super) part: Option<usize>,
    /// 二级 cell of the row before.
    pub(super) level2_cell: Option<CellAt>,
}
