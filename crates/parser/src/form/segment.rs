//! The rows of one form, over pages.

use super::view::{CellAt, RowAt};
use crate::disclosure::FormKind;

/// How a form is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Labels with values beside them.
    Sheet,
    /// One project or indicator per row under column heads.
    List,
}

/// The rows of one form.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) shape: Shape,
    pub(super) kind: FormKind,
    pub(super) rows: Vec<RowAt>,
    pub(super) title: String,
    /// The cell the title stands in, where it stands inside the grid.
    pub(super) title_cell: Option<CellAt>,
    /// Printed lines from the title down to the grid.
    pub(super) lines: Vec<String>,
    /// Printed lines below the last grid.
    pub(super) below: Vec<String>,
    /// Head of a list as compared, to know it again on the next page.
    pub(super) head: String,
}
