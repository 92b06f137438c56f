//! Radicals some producers write instead of the characters they stand for (⻔ → 门).

use smol_str::SmolStr;

/// The text with radicals replaced, and the original where that changed it.
pub(crate) fn mapped(text: &str) -> (SmolStr, Option<SmolStr>) {
    (SmolStr::new(text), None)
}
