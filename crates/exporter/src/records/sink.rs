//! Where rows go.

use super::rows::Row;

/// Where rows go.
pub trait Sink {
    /// Takes one row of a relation; cells are in the order of the schema.
    fn row(&mut self, relation: &'static str, cells: &[&str]);

    /// Takes one line of a wide file; `file` is an index into [`crate::wide::files`].
    fn wide(&mut self, file: usize, cells: &[&str]);
}

/// Hands a row to the sink.
pub(super) fn emit<R: Row>(sink: &mut dyn Sink, row: &R) {
    sink.row(R::RELATION, &row.cells());
}
