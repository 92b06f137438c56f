//! Where on paper something stands, and how its marks became text.

use extractor::Rect;

/// Where on paper something stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Origin {
    /// Page from 1; `None` for text input.
    pub page: Option<u32>,
    /// Points, origin top left of the displayed page; for text input `y` is a line number.
    pub rect: Rect,
}

/// How marks became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The file's own text.
    #[default]
    Text,
    /// Our reading of a picture.
    Ocr,
    /// Not read.
    None,
}
