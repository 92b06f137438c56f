//! Steps of confidence: how far what was read from a picture can be believed.

/// Confidence from which a number counts as sure; what is below is reported.
pub(crate) const SURE: f32 = 0.9;
/// Below this nothing is given where no identity proves it: the value is unreadable.
pub(crate) const UNREADABLE: f32 = 0.6;
/// A number that an identity proves to the last digit, and none contradicts.
pub(crate) const PROVED: f32 = 0.99;
/// A number that an identity contradicts, and not for the document's own mistake.
pub(crate) const DISPROVED: f32 = 0.8;
/// A reading that identities chose among others.
pub(crate) const CHOSEN: f32 = 0.85;
/// A number of which two other readings fit equally well.
pub(crate) const AMBIGUOUS: f32 = 0.6;
/// A number whose separators or letters were put right in one of several ways.
pub(crate) const REPAIRED: f32 = 0.85;
/// A number whose decimals are not those of its table.
pub(crate) const ODD: f32 = 0.7;
/// A reading that was not the best one, taken since the best is no number.
pub(crate) const GUESSED: f32 = 0.5;
/// Least confidence of a number that is taken for text which does not look like one.
pub(crate) const DECENT: f32 = 0.5;
/// A table that was read as empty may only be too faint.
pub(crate) const EMPTY: f32 = 0.85;
/// A line that a second look read otherwise: one of the two is wrong.
pub(crate) const UNCONFIRMED: f32 = 0.6;
/// A line under a coloured stamp, which can hide a stroke or draw one.
pub(crate) const STAMPED: f32 = 0.85;
/// A line through which a wall passes: each cell has a part of it, and which is uncertain.
pub(crate) const TORN: f32 = 0.5;
/// That nothing is printed in a cell of a picture is never certain.
pub(crate) const BLANK: f32 = 0.95;
