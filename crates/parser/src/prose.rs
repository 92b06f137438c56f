//! Lines to the cover, chapters and statements.

pub(crate) mod chapters;
pub(crate) mod cover;
pub(crate) mod narrative;
