//! A page: glyphs to lines and grids, and the captions that stand above tables.

pub(crate) mod beside;
pub(crate) mod broken;
pub(crate) mod caption;
pub(crate) mod columns;
pub(crate) mod evenness;
pub(crate) mod figure;
pub(crate) mod finder;
pub(crate) mod grammar;
pub(crate) mod grid;
pub(crate) mod heading;
pub(crate) mod ink;
pub(crate) mod label;
pub(crate) mod lattice;
pub mod lines;
pub(crate) mod recognised;
pub(crate) mod segments;
pub(crate) mod sheet;
pub(crate) mod stream;
