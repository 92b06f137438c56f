//! What is made of a bundle once its CSV files are there.

use crate::args::formats::Formats;
use crate::words::Lang;
use crate::{talk, words};
use publisher::Unfinished;
use std::path::Path;

/// Writes views, formats and checksums beside the CSV files, and says what had to be done so
/// that everything fits.
pub(crate) fn publish(
    dir: &Path,
    formats: &Formats,
    is_new: bool,
    is_quiet: bool,
    unfinished: &Unfinished,
) -> anyhow::Result<()> {
    let published = publisher::publish(dir, &formats.options(is_new), unfinished)?;
    if !is_quiet {
        for (zh, en) in &published.notes {
            talk::line(if words::lang() == Lang::Zh { zh } else { en });
        }
    }
    Ok(())
}
