//! What of a page is about people and is covered before anybody sees its picture.

use crate::paper::Paper;
use extractor::{Glyph, Page, Rect};
use parser::mask::{self, is_contact_label};
use parser::{Disclosure, Grid};

/// What the exporter writes for a contact that it withholds.
const WITHHELD: &str = "***";

/// For every glyph of a page, whether each of its characters is personal data; what spans
/// glyphs is found too.
fn hidden(page: &Page) -> Vec<Vec<bool>> {
    /// Glyphs further apart than this many sizes are not of one number.
    const APART: f32 = 1.5;
    let mut text = String::new();
    let mut before: Option<&Glyph> = None;
    // Where each glyph's characters begin in the text.
    let mut starts = Vec::with_capacity(page.glyphs.len());
    let mut length = 0;
    for glyph in &page.glyphs {
        let apart = before.is_some_and(|before| {
            let size = before.size.max(glyph.size);
            (glyph.rect.center_y() - before.rect.center_y()).abs() > size / 2.0
                || glyph.rect.x0 - before.rect.x1 > APART * size
                || glyph.rect.x0 < before.rect.x0
        });
        if apart {
            text.push('\n');
            length += 1;
        }
        starts.push(length);
        text.push_str(&glyph.text);
        length += glyph.text.chars().count();
        before = Some(glyph);
    }
    let hidden = mask::ranges(&text);
    let is_hidden = |index: usize| {
        let next = hidden.partition_point(|range| range.end <= index);
        hidden.get(next).is_some_and(|range| range.contains(&index))
    };
    let of = |(glyph, start): (&Glyph, usize)| {
        (0..glyph.text.chars().count()).map(|i| is_hidden(start + i)).collect()
    };
    page.glyphs.iter().zip(starts).map(of).collect()
}

/// The text of every glyph with personal data masked.
pub fn masked_glyphs(page: &Page) -> Vec<String> {
    let masked = |(glyph, hidden): (&Glyph, Vec<bool>)| {
        let chars = glyph.text.chars().zip(hidden);
        chars.map(|(c, is_hidden)| if is_hidden { '*' } else { c }).collect()
    };
    page.glyphs.iter().zip(hidden(page)).map(masked).collect()
}

/// Places on the page as displayed that hold personal data: what is masked in text, cells
/// beside or under a label that announces a contact, and facts that are withheld.
pub(crate) fn places(
    page: &Page,
    grids: &[Grid],
    disclosure: &Disclosure,
    paper: &Paper,
) -> Vec<Rect> {
    let glyphs = page.glyphs.iter().zip(hidden(page));
    let mut places: Vec<Rect> = glyphs
        .filter(|(_, hidden)| hidden.contains(&true))
        .map(|(glyph, _)| page.displayed(&glyph.rect))
        .collect();
    let facts = paper.rows("facts").iter().filter(|fact| {
        fact.page() == Some(page.number) && fact.get("printed") == WITHHELD
    });
    places.extend(facts.filter_map(|fact| fact.rect()));
    let contacts: Vec<String> = disclosure
        .projects
        .iter()
        .flat_map(|project| project.contact.printed.split(';'))
        .filter_map(|pair| Some(plain(pair.split_once(':')?.1)))
        .filter(|value| !value.is_empty())
        .collect();
    for grid in grids {
        for cell in &grid.cells {
            let text = plain(&cell.text);
            let is_beside = || {
                let label = grid.cells.iter().find(|other| {
                    other.cols.end == cell.cols.start
                        && other.rows.contains(&cell.rows.start)
                });
                label.is_some_and(|label| is_contact_label(&plain(&label.text)))
            };
            let is_contact = contacts.contains(&text) || is_beside();
            if !text.is_empty() && is_contact && !is_contact_label(&text) {
                places.push(cell.rect);
            }
        }
    }
    places
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
