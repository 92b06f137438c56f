//! The original PDF with its findings as highlights and notes.
//!
//! Highlights have no appearance of their own: every viewer draws them, and whoever reads the
//! file again sees the page as it was.

use crate::caption;
use crate::document::findings;
use crate::error::Error;
use crate::paper::Paper;
use crate::record::Record;
use extractor::Rect;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use publisher::Lang;
use std::collections::BTreeMap;

/// Findings without a place that are named on the first page.
const MOST: usize = 20;
/// Pages that inherit from more levels than this go in circles.
const DEPTH: usize = 50;

/// The page of a PDF in its own coordinates.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Left, bottom, right, top of what is displayed.
    shown: [f32; 4],
    /// Degrees by which it is displayed turned, clockwise.
    rotation: i64,
}

/// The bytes of a PDF with the findings of its reading marked in it; and how many are.
pub fn annotate(
    bytes: &[u8],
    paper: &Paper,
    lang: Lang,
) -> Result<(Vec<u8>, usize), Error> {
    let failed = |error: lopdf::Error| Error::Pdf(error.to_string());
    let mut document = Document::load_mem(bytes).map_err(failed)?;
    if document.is_encrypted() {
        return Err(Error::Pdf("it is encrypted".to_owned()));
    }
    let pages = document.get_pages();
    if Some(pages.len()) != paper.document.get("page_count").parse().ok() {
        return Err(Error::Pdf("its pages are not those that were read".to_owned()));
    }
    let (found, _) = findings(paper);
    let mut notes: BTreeMap<u32, Vec<Dictionary>> = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for finding in &found {
        let text = caption::check(finding, lang);
        let rows = finding.list("evidence").filter_map(|id| paper.evidence(id));
        let places: Vec<(u32, Rect)> = rows.filter_map(place).collect();
        let mut is_first = true;
        for (page, rect) in &places {
            let Some(&id) = pages.get(page) else { continue };
            let place = Place::of(&document, id);
            let own = notes.entry(*page).or_default();
            own.push(highlight(place.own(rect), &text, finding.get("check_id")));
            if std::mem::take(&mut is_first) {
                // In the margin, where it covers nothing.
                let margin = Rect::new(4.0, rect.y0, 24.0, rect.y0 + 20.0);
                own.push(note(place.own(&margin), &text));
            }
        }
        if is_first {
            elsewhere.push(text);
        }
    }
    if let (Some(&id), false) = (pages.get(&1), elsewhere.is_empty()) {
        let more = elsewhere.len().saturating_sub(MOST);
        elsewhere.truncate(MOST);
        if more > 0 {
            elsewhere.push(format!("+ {more}"));
        }
        let corner = Place::of(&document, id).own(&Rect::new(12.0, 12.0, 32.0, 32.0));
        notes.entry(1).or_default().push(note(corner, &elsewhere.join("\n")));
    }
    for (page, notes) in notes {
        let Some(&id) = pages.get(&page) else { continue };
        add(&mut document, id, notes).map_err(failed)?;
    }
    let mut out = Vec::new();
    document.save_to(&mut out).map_err(|e| Error::Pdf(e.to_string()))?;
    Ok((out, found.len()))
}

fn place(row: &Record) -> Option<(u32, Rect)> {
    Some((row.page()?, row.rect()?))
}

fn highlight([x0, y0, x1, y1]: [f32; 4], text: &str, id: &str) -> Dictionary {
    // Upper left, upper right, lower left, lower right.
    let corners = [x0, y1, x1, y1, x0, y0, x1, y0];
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "Rect" => reals(&[x0, y0, x1, y1]),
        "QuadPoints" => reals(&corners),
        "C" => reals(&[1.0, 0.7, 0.0]),
        "CA" => Object::Real(0.6),
        "F" => 4,
        "T" => lopdf::text_string("gongkai"),
        "NM" => lopdf::text_string(id),
        "Contents" => lopdf::text_string(text),
    }
}

fn note(rect: [f32; 4], text: &str) -> Dictionary {
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Text",
        "Name" => "Comment",
        "Rect" => reals(&rect),
        "C" => reals(&[0.86, 0.08, 0.16]),
        "F" => 28,
        "T" => lopdf::text_string("gongkai"),
        "Contents" => lopdf::text_string(text),
    }
}

fn reals(numbers: &[f32]) -> Vec<Object> {
    numbers.iter().map(|number| Object::Real(*number)).collect()
}

/// Puts annotations behind those that a page has.
fn add(
    document: &mut Document,
    page: ObjectId,
    notes: Vec<Dictionary>,
) -> lopdf::Result<()> {
    let ids: Vec<Object> = notes
        .into_iter()
        .map(|note| Object::Reference(document.add_object(note)))
        .collect();
    let known = document.get_dictionary(page)?.get(b"Annots").ok().cloned();
    let mut all = match known {
        Some(Object::Reference(id)) => document.get_object(id)?.as_array().cloned()?,
        Some(Object::Array(all)) => all,
        _ => Vec::new(),
    };
    all.extend(ids);
    document.get_object_mut(page)?.as_dict_mut()?.set("Annots", all);
    Ok(())
}

impl Place {
    fn of(document: &Document, page: ObjectId) -> Place {
        let inherited = |key: &[u8]| {
            let mut id = page;
            for _ in 0..DEPTH {
                let dict = document.get_dictionary(id).ok()?;
                if let Ok(value) = dict.get(key) {
                    return document
                        .dereference(value)
                        .ok()
                        .map(|(_, value)| value.clone());
                }
                id = dict.get(b"Parent").ok()?.as_reference().ok()?;
            }
            None
        };
        let corners = |key: &[u8]| {
            let list = inherited(key)?;
            let list = list.as_array().ok()?;
            let number = |at: usize| {
                let (_, value) = document.dereference(list.get(at)?).ok()?;
                value.as_float().ok()
            };
            let [a, b, c, d] = [number(0)?, number(1)?, number(2)?, number(3)?];
            Some([a.min(c), b.min(d), a.max(c), b.max(d)])
        };
        let media = corners(b"MediaBox").unwrap_or([0.0, 0.0, 612.0, 792.0]);
        let crop = corners(b"CropBox").unwrap_or(media);
        let shown = [
            media[0].max(crop[0]),
            media[1].max(crop[1]),
            media[2].min(crop[2]),
            media[3].min(crop[3]),
        ];
        let is_empty = shown[0] >= shown[2] || shown[1] >= shown[3];
        let rotation = inherited(b"Rotate").and_then(|value| value.as_i64().ok());
        Place {
            shown: if is_empty { media } else { shown },
            rotation: rotation.unwrap_or(0).rem_euclid(360),
        }
    }

    /// A rectangle of the page as displayed in the page's own coordinates: left, bottom, right,
    /// top.
    fn own(&self, rect: &Rect) -> [f32; 4] {
        let [left, bottom, right, top] = self.shown;
        let point = |x: f32, y: f32| match self.rotation {
            90 => (left + y, bottom + x),
            180 => (right - x, bottom + y),
            270 => (right - y, top - x),
            _ => (left + x, top - y),
        };
        let (a, b) = (point(rect.x0, rect.y0), point(rect.x1, rect.y1));
        [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The upper left corner of a page as displayed is another corner of its own for each turn.
    #[test]
    fn turned_pages_are_turned_back() {
        let corner = Rect::new(0.0, 0.0, 10.0, 20.0);
        for (rotation, own) in [
            (0, [5.0, 180.0, 15.0, 200.0]),
            (90, [5.0, 7.0, 25.0, 17.0]),
            (180, [95.0, 7.0, 105.0, 27.0]),
            (270, [85.0, 190.0, 105.0, 200.0]),
        ] {
            let place = Place { shown: [5.0, 7.0, 105.0, 200.0], rotation };
            assert_eq!(place.own(&corner), own, "{rotation}");
        }
    }
}
