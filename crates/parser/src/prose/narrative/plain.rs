//! A paragraph in normal form, each character with its place on paper.

use crate::disclosure::Origin;
use crate::disclosure::Paragraph;
use crate::words::normal::normalise;
use extractor::Rect;
use std::ops::Range;

/// A paragraph's normal form and where each byte of it stands in the paragraph.
pub(super) struct Plain<'a> {
    /// Without white space, half-width ASCII, brackets as `()`.
    pub(super) text: String,
    /// Bytes of it before which white space stands between two digits.
    pub(super) gaps: Vec<usize>,
    paragraph: &'a Paragraph,
    /// For each byte of `text` the byte of the paragraph it comes from; one more at the end.
    at: Vec<usize>,
}

impl<'a> Plain<'a> {
    /// Normalises a paragraph.
    pub(super) fn of(paragraph: &'a Paragraph) -> Self {
        let mut text = String::with_capacity(paragraph.text.len());
        let mut at = Vec::with_capacity(paragraph.text.len() + 1);
        let mut buffer = [0; 4];
        let mut gaps = Vec::new();
        let mut parted = false;
        for (from, c) in paragraph.text.char_indices() {
            // Quotes keep their side; everything else is one character for one.
            let printed = &*c.encode_utf8(&mut buffer);
            let folded;
            let normal = if c.is_ascii_graphic() && !matches!(c, '[' | ']' | '"')
                || ('\u{4E00}'..='\u{9FFF}').contains(&c)
            {
                printed
            } else {
                folded = normalise(printed);
                folded.as_str()
            };
            let digit = normal.as_bytes().first().is_some_and(u8::is_ascii_digit);
            if parted && digit && text.ends_with(|c: char| c.is_ascii_digit()) {
                gaps.push(text.len());
            }
            parted = normal.is_empty();
            text.push_str(normal);
            at.resize(text.len(), from);
        }
        at.push(paragraph.text.len());
        Self { text, gaps, paragraph, at }
    }

    /// The printed words of a range, without white space.
    pub(super) fn printed(&self, range: &Range<usize>) -> String {
        let (from, to) = self.source(range);
        self.paragraph.text[from..to].chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// The words of a range as the paragraph has them.
    pub(super) fn sentence(&self, range: &Range<usize>) -> String {
        let (from, to) = self.source(range);
        self.paragraph.text[from..to].trim().to_owned()
    }

    /// Where a range stands: its part of the line it begins on.
    pub(super) fn origin(&self, range: &Range<usize>) -> Origin {
        let (from, to) = self.source(range);
        let lines = &self.paragraph.lines;
        let Some(i) = lines.iter().rposition(|(at, _)| *at <= from) else {
            return lines.first().map_or_else(Origin::default, |(_, origin)| *origin);
        };
        let (start, origin) = lines[i];
        let end = lines.get(i + 1).map_or(self.paragraph.text.len(), |(at, _)| *at);
        if origin.page.is_none() || end <= start {
            return origin;
        }
        let text = &self.paragraph.text;
        let all = width(text.get(start..end).unwrap_or_default());
        let before = width(text.get(start..from).unwrap_or_default());
        let own = width(text.get(from..to.min(end)).unwrap_or_default());
        if all <= 0.0 {
            return origin;
        }
        let r = origin.rect;
        let x = |share: f32| r.x0 + (r.x1 - r.x0) * share / all;
        Origin { rect: Rect { x0: x(before), x1: x(before + own), ..r }, ..origin }
    }

    fn source(&self, range: &Range<usize>) -> (usize, usize) {
        let to = match range.end {
            0 => 0,
            end => {
                let last = self.at[end - 1];
                let text = &self.paragraph.text;
                last + text[last..].chars().next().map_or(0, char::len_utf8)
            }
        };
        (self.at[range.start].min(to), to)
    }
}

/// Width of a text in half characters: digits are half as wide as 汉字.
fn width(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum()
}
