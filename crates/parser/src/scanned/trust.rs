//! How far what was read from a picture can be believed.
//!
//! The recogniser's confidence is that of the worst character of a line. It says little by
//! itself: most wrong numbers are read with confidence. So a number counts as sure only
//! where nothing speaks against it, and is certain only where an identity proves it.

use extractor::Run;

/// A line that a second look read otherwise: one of the two is wrong.
pub(crate) const UNCONFIRMED: f32 = 0.6;
/// A line under a coloured stamp, which can hide a stroke or draw one.
pub(crate) const STAMPED: f32 = 0.85;
/// A line through which a wall passes: each cell has a part of it, and which is uncertain.
pub(crate) const TORN: f32 = 0.5;
/// That nothing is printed in a cell of a picture is never certain.
pub(crate) const BLANK: f32 = 0.95;

/// The most that a line's reading can be believed, whatever its characters say.
pub(crate) fn of_run(run: &Run) -> f32 {
    let confirmed = if run.confirmed == Some(false) { UNCONFIRMED } else { 1.0 };
    let clear = if run.stamped { STAMPED } else { 1.0 };
    f32::min(confirmed, clear)
}
