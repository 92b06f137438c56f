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
    (
        LIMIT_REACHED,
        "there is more than this program reads",
        "Every page, table and paragraph has limits, so that no file can take all memory or all \
         time; real documents stay far below them. What is beyond is left out, and the message \
         says what it was. The limits are listed in crates/cli/docs/limits.md. Splitting the \
         file helps where it is a real document.",
    ),
    (
        PAGES_MISSING,
        "the file has fewer pages than it says",
        "The page tree promises more pages than could be found. Usually the download was cut \
         off or the file was damaged on the way.",
    ),
    (
        CUT_OFF,
        "the end of the file is missing",
        "A PDF ends with %%EOF; this one does not. What is there was read, but pages at the \
         end, or changes made later, may be missing.",
    ),
    (
        REBUILT,
        "the table of objects was rebuilt",
        "The table that says where the parts of the file are is wrong. The parts were found by \
         searching for them; older versions of a page may have been taken for the newest.",
    ),
];

/// Code for what is left out because a limit was reached.
pub const LIMIT_REACHED: &str = "limit-reached";
pub(crate) const PAGES_MISSING: &str = "pages-missing";
pub(crate) const CUT_OFF: &str = "file-cut-off";
pub(crate) const REBUILT: &str = "file-rebuilt";
pub(crate) const UNTRUSTED_FONT: &str = "untrusted-font";
pub(crate) const PAGE_FAILED: &str = "page-failed";
pub(crate) const PAGE_PARTIAL: &str = "page-partial";
