//! How words and numbers are written in disclosures, whatever table they stand in.

pub mod amount;
pub mod mask;
pub(crate) mod normal;
pub(crate) mod wording;
