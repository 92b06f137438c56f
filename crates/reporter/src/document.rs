//! One document as pages to open: each sheet beside what was read of it.

mod check;
mod form;
mod links;
mod pages;
mod table;

pub(crate) use check::findings;
pub(crate) use pages::{Built, Picture, Plan, build, shown, title};
