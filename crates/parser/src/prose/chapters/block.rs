//! A paragraph, heading or entry of the text, its wrapped lines joined.

use crate::disclosure::{Origin, Paragraph};

/// One paragraph, heading or entry.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Block {
    /// The words and the places of their lines.
    pub(crate) paragraph: Paragraph,
    /// The largest font size of its first line.
    pub(crate) size: f32,
    /// Whether it stands in the middle of the page, off both edges of the text.
    pub(crate) centred: bool,
    /// Whether it is printed as an entry of 目录, with leaders or a page number.
    pub(crate) entry: bool,
    /// How many tables and drawings stand before it.
    pub(crate) grids: usize,
}

impl Block {
    /// Page of its first and of its last line.
    pub(crate) fn pages(&self) -> Option<(u32, u32)> {
        let page = |l: Option<&(usize, Origin)>| l.and_then(|l| l.1.page);
        let lines = &self.paragraph.lines;
        page(lines.first()).zip(page(lines.last()))
    }

    /// The horizontal middle of its first line.
    pub(crate) fn center(&self) -> Option<f32> {
        self.paragraph.lines.first().map(|l| l.1.rect.center_x())
    }

    /// The rest of the block from a byte offset on.
    pub(crate) fn split_off(&self, at: usize) -> Paragraph {
        let own = &self.paragraph;
        let rest = own.text[at..].trim_start();
        let at = own.text.len() - rest.len();
        let first = own.lines.iter().rposition(|l| l.0 <= at).unwrap_or(0);
        let lines = &own.lines[first..];
        Paragraph {
            text: rest.to_owned(),
            lines: lines.iter().map(|l| (l.0.saturating_sub(at), l.1)).collect(),
        }
    }
}
