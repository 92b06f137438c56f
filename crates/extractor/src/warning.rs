//! Names and explanations of what this crate can find odd about a file.

/// Every code a [`crate::Warning`] can have: code, summary, detail.
pub const WARNINGS: &[(&str, &str, &str)] = &[
    (
        UNTRUSTED_FONT,
        "the text of a font cannot be believed",
        "The font maps its glyphs to no characters, to private or control characters, or to \
         an obviously wrong set. What is printed may be fine; what is read is not. The glyphs \
         of the font are marked, the rest of the page is not affected.",
    ),
    (
        PAGE_FAILED,
        "a page could not be read",
        "Reading the page crashed or its contents could not be decoded. The other pages are \
         not affected.",
    ),
    (
        PAGE_PARTIAL,
        "a page was read only in part",
        "The page has more marks than the budget allows, or took too long. What was read up \
         to that point is kept.",
    ),
];

pub(crate) const UNTRUSTED_FONT: &str = "untrusted-font";
pub(crate) const PAGE_FAILED: &str = "page-failed";
pub(crate) const PAGE_PARTIAL: &str = "page-partial";
