//! Chapters of the text around the tables.

use super::origin::Origin;

/// A chapter of the document's text.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// cover, contents, overview, tables, narrative, glossary, selfeval_report, attachments,
    /// other.
    pub kind: String,
    /// Printed number (第三部分, 一, （一）).
    pub number: String,
    /// Heading without its number.
    pub heading: String,
    /// Which topic of `catalog/chapters.toml` it is about (`three_public`); empty if unknown.
    pub topic: String,
    /// First and last page; `None` for text input.
    pub pages: Option<(u32, u32)>,
    /// Text, lines joined to paragraphs.
    pub text: String,
    /// Its paragraphs with the places of their lines.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph of a chapter, its wrapped lines joined.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paragraph {
    /// Text without the white space of letter-spacing and wraps.
    pub text: String,
    /// For each printed line of it, the byte offset in `text` at which it begins, and where it
    /// stands.
    pub lines: Vec<(usize, Origin)>,
}
