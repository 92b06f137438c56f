//! Chapters of the text: lines outside of tables and forms to sections with paragraphs.
//!
//! ```text
//! Line ──▶ Printed ──▶ Block ──▶ Heading ──▶ Section
//!                        └──────▶ Paragraph ──┘
//! ```

mod block;
mod heading;
mod join;
mod reader;
#[cfg(test)]
mod tests;

use crate::catalog::Catalog;
use crate::disclosure::Section;
use crate::page::caption;
use crate::page::lines::Line;
use crate::words::normal::normalise;
use crate::words::wording;
use extractor::{Page, SourceKind};
use join::Printed;
use std::collections::HashMap;

/// Running headers and page numbers stand in this share of the page's height, above and below.
const EDGE: f32 = 0.12;
/// So many lines at each edge may be running headers or page numbers.
const EDGE_LINES: usize = 2;
/// A line that stands at the edge of so many pages is a running header or footer.
const RUNNING: usize = 3;
/// A caption has at most so many lines above its table.
const CAPTION_LINES: usize = 8;

/// The printed lines of the pages read so far.
#[derive(Debug, Default)]
pub(crate) struct Text {
    lines: Vec<Printed>,
    edges: Vec<(usize, String)>,
    wraps: bool,
    /// How many tables and drawings have been passed.
    grids: usize,
}

impl Text {
    /// Takes the lines of the next page: before, between and after its grids.
    pub(crate) fn page(
        &mut self,
        page: &Page,
        source: SourceKind,
        parts: &[Vec<Line>],
        catalog: &Catalog,
    ) {
        let paged = source != SourceKind::Text;
        self.wraps = paged;
        let number = paged.then_some(page.number);
        let mut own = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let mut printed = join::printed(number, page.width, part);
            let below = i + 1 < parts.len();
            if below {
                printed.truncate(printed.len() - captions(&printed, catalog));
            }
            printed.iter_mut().for_each(|l| l.grids = self.grids);
            self.grids += usize::from(below);
            own.extend(printed);
        }
        if paged {
            own = self.without_page_numbers(own, page);
        }
        self.lines.extend(own);
    }

    /// Takes page numbers off, and notes which lines may be running headers.
    fn without_page_numbers(&mut self, own: Vec<Printed>, page: &Page) -> Vec<Printed> {
        let base = self.lines.len();
        let count = own.len();
        let mut out = Vec::with_capacity(count);
        for (i, line) in own.into_iter().enumerate() {
            let rect = line.origin.rect;
            let head = i < EDGE_LINES && rect.y1 < page.height * EDGE;
            let foot = i + EDGE_LINES >= count && rect.y0 > page.height * (1.0 - EDGE);
            if head || foot {
                if wording::is_page_number(&line.text) {
                    continue;
                }
                self.edges.push((base + out.len(), running(&line.text)));
            }
            out.push(line);
        }
        out
    }

    /// The sections of all pages taken.
    pub(crate) fn sections(mut self) -> Vec<Section> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (_, text) in &self.edges {
            *counts.entry(text).or_default() += 1;
        }
        let mut drop: Vec<usize> = Vec::new();
        for (at, text) in &self.edges {
            if counts[text.as_str()] >= RUNNING && !text.is_empty() {
                drop.push(*at);
            }
        }
        let mut at = 0;
        self.lines.retain(|_| {
            at += 1;
            drop.binary_search(&(at - 1)).is_err()
        });
        reader::sections(&join::blocks(&self.lines, self.wraps))
    }
}

/// A running header without what changes from page to page.
fn running(text: &str) -> String {
    normalise(text).chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// How many of the last lines are the caption of the grid below them.
fn captions(lines: &[Printed], catalog: &Catalog) -> usize {
    lines
        .iter()
        .rev()
        .take(CAPTION_LINES)
        .take_while(|l| {
            let line = Line { text: l.text.clone(), rect: l.origin.rect, size: l.size };
            let read = caption::read(&[line], catalog, None);
            let caption = !read.is_empty() || is_mark(&l.text);
            let part = join::is_part(&l.text) || heading::is_tables(&l.text);
            caption && !l.text.contains('。') && !part
        })
        .count()
}

/// Whether a line says unit, entity or year of a table, or is a title.
fn is_mark(text: &str) -> bool {
    let text = normalise(text);
    let short = text.chars().count() < 40;
    short && (text.contains("单位:") || text.ends_with('表') || text.ends_with("年度)"))
}
