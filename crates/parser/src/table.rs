//! Grids to tables.

pub(crate) mod alignment;
pub(crate) mod board;
pub(crate) mod bodies;
pub(crate) mod cell;
pub(crate) mod codes;
pub(crate) mod digits;
pub(crate) mod header;
pub(crate) mod key_columns;
pub(crate) mod keys;
pub(crate) mod leaves;
pub(crate) mod naming;
pub(crate) mod roles;
pub(crate) mod rows;
pub(crate) mod stitch;
pub(crate) mod style;
pub(crate) mod subjects;
pub(crate) mod torn;
pub(crate) mod understand;
pub(crate) mod units;
pub(crate) mod years;
