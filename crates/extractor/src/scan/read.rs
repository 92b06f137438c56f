//! A picture to the marks of a page: rulings from the ink, characters line by line.

use super::lines::{PixelBox, Print};
use super::look::{self, Seen};
use super::record::{Run, Scan};
use super::rooms::{Line, in_rooms, rooms};
use super::straight::{Straight, straighten};
use super::upright;
use crate::limits;
use crate::recogniser::Recogniser;
use crate::{Glyph, Ink, Picture, Rect, Ruling};
use image::{GrayImage, Luma};

/// A page with more lines than this is no table and no text.
const MOST_LINES: usize = 4_000;
/// Lines handed to the recogniser at once.
const BATCH: usize = 64;
/// Rows of a page without ink, in inches, that part what stands outside tables.
const PART: f32 = 0.6;
/// A stamp lies over a line when it covers this share of its box.
const STAMPED: f32 = 0.03;
/// Shares of the usual em within which a line is of the usual size.
const USUAL: std::ops::Range<f32> = 0.45..1.2;

/// What was found in a picture, on the straight page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Width of the straight page, in points.
    pub(crate) width: f32,
    /// Height of the straight page, in points.
    pub(crate) height: f32,
    /// Characters.
    pub(crate) glyphs: Vec<Glyph>,
    /// Lines of tables.
    pub(crate) rulings: Vec<Ruling>,
    /// How it was read.
    pub(crate) scan: Scan,
}

/// Reads a picture; without a recogniser only its rulings.
///
/// `font` is what the characters are said to be printed in: an index into the document's
/// fonts.
pub(crate) fn read(picture: &Picture, eyes: Option<&dyn Recogniser>, font: u16) -> Found {
    let points = picture.points();
    let (displayed_width, displayed_height) =
        (picture.width() as f32 * points, picture.height() as f32 * points);
    let straight = straighten(picture);
    let (page, turn) = match eyes {
        Some(eyes) => upright::turned(straight, eyes),
        None => (straight, 0),
    };
    let points = 72.0 / page.dpi.max(1.0);
    let mut found = Found {
        width: page.gray.width() as f32 * points,
        height: page.gray.height() as f32 * points,
        scan: Scan {
            dpi: page.dpi,
            turn,
            skew: page.skew,
            width: displayed_width,
            height: displayed_height,
            warp: page.warp.clone(),
            recognised: eyes.is_some(),
            runs: Vec::new(),
        },
        ..Found::default()
    };
    if let Some(eyes) = eyes {
        let print = Print::of(&page);
        let mut lines = in_rooms(&page, &print);
        lines.extend(outside(&page, &print, eyes));
        if lines.len() > MOST_LINES {
            limits::meet("more than 4,000 lines of text");
            lines.truncate(MOST_LINES);
        }
        for batch in lines.chunks(BATCH) {
            let pictures: Vec<GrayImage> =
                batch.iter().map(|l| l.cut(&page, &print)).collect();
            for (line, seen) in batch.iter().zip(look::at(&pictures, eyes)) {
                found.add(line, seen, &page, print.em, font);
            }
        }
    }
    found.rulings = page.rulings;
    found
}

/// Lines of text outside tables, as the recogniser finds them.
fn outside(page: &Straight, print: &Print, eyes: &dyn Recogniser) -> Vec<Line> {
    let mut ink = print.ink.clone();
    let mut gray = page.gray.clone();
    for room in rooms(page) {
        for y in room.y0..room.y1.min(ink.height()) {
            for x in room.x0..room.x1.min(ink.width()) {
                ink.put_pixel(x, y, Luma([0]));
                gray.put_pixel(x, y, Luma([255]));
            }
        }
    }
    let mut out = Vec::new();
    for part in parts(&ink, page.dpi) {
        let margin = (print.em * 1.5) as u32;
        let shown = PixelBox {
            x0: part.x0.saturating_sub(margin),
            y0: part.y0.saturating_sub(margin),
            x1: (part.x1 + margin).min(ink.width()),
            y1: (part.y1 + margin).min(ink.height()),
        };
        let cut = image::imageops::crop_imm(
            &gray,
            shown.x0,
            shown.y0,
            shown.width(),
            shown.height(),
        )
        .to_image();
        let about = |[x0, y0, x1, y1]: [u32; 4]| PixelBox {
            x0: shown.x0 + x0,
            y0: shown.y0 + y0,
            x1: (shown.x0 + x1).min(shown.x1),
            y1: (shown.y0 + y1).min(shown.y1),
        };
        let found = eyes.find(&cut).into_iter().filter_map(|b| inked(&ink, &about(b)));
        out.extend(
            joined(found.collect())
                .into_iter()
                .map(|line| Line::new(line, &shown, line.height() as f32)),
        );
    }
    out
}

/// Boxes of one line that overlap or nearly touch are one: wide titles are found in pieces.
fn joined(boxes: Vec<PixelBox>) -> Vec<PixelBox> {
    let mut out: Vec<PixelBox> = Vec::with_capacity(boxes.len());
    for mut own in boxes {
        while let Some(at) = out.iter().position(|known| is_one_line(known, &own)) {
            own = own.union(&out.remove(at));
        }
        out.push(own);
    }
    out.sort_by_key(|line| (line.y0, line.x0));
    out
}

/// Whether two boxes stand beside each other, closer than a character is wide.
fn is_one_line(a: &PixelBox, b: &PixelBox) -> bool {
    let low = a.height().min(b.height());
    let high = a.height().max(b.height());
    let shared = a.y1.min(b.y1).saturating_sub(a.y0.max(b.y0));
    let gap = a.x0.max(b.x0).saturating_sub(a.x1.min(b.x1));
    shared * 3 > low * 2 && high < low * 2 && gap < low
}

/// What carries ink, parted where many rows in a row carry none.
fn parts(ink: &GrayImage, dpi: f32) -> Vec<PixelBox> {
    let width = ink.width() as usize;
    if width == 0 {
        return Vec::new();
    }
    let gap = (PART * dpi) as u32;
    let mut out: Vec<PixelBox> = Vec::new();
    for (y, row) in ink.as_raw().chunks_exact(width).enumerate() {
        let Some(first) = row.iter().position(|p| *p != 0) else { continue };
        let last = row.iter().rposition(|p| *p != 0).unwrap_or(first);
        let (x0, x1, y) = (first as u32, last as u32 + 1, y as u32);
        match out.last_mut() {
            Some(part) if y - part.y1 <= gap => {
                part.x0 = part.x0.min(x0);
                part.x1 = part.x1.max(x1);
                part.y1 = y + 1;
            }
            _ => out.push(PixelBox { x0, y0: y, x1, y1: y + 1 }),
        }
    }
    out
}

/// The ink inside a box.
fn inked(ink: &GrayImage, about: &PixelBox) -> Option<PixelBox> {
    let mut tight: Option<PixelBox> = None;
    for y in about.y0..about.y1 {
        for x in about.x0..about.x1 {
            if ink.get_pixel(x, y).0[0] == 0 {
                continue;
            }
            let own = PixelBox { x0: x, y0: y, x1: x + 1, y1: y + 1 };
            tight = Some(tight.map_or(own, |known: PixelBox| known.union(&own)));
        }
    }
    tight
}

impl Found {
    /// Adds a line as it was read.
    fn add(&mut self, line: &Line, seen: Seen, page: &Straight, em: f32, font: u16) {
        let Seen { reading, confirmed } = seen;
        if reading.characters.iter().all(|c| c.text.is_whitespace()) {
            return;
        }
        let points = 72.0 / page.dpi.max(1.0);
        let high = line.ink.height() as f32;
        let size = if USUAL.contains(&(high / em.max(1.0))) { em } else { high };
        let middle = (line.ink.y0 + line.ink.y1) as f32 / 2.0;
        let (top, bottom) = (middle - size / 2.0, middle + size / 2.0);
        let from = self.glyphs.len();
        for character in &reading.characters {
            let x = |share: f32| {
                let left = line.cut.x0 as f32 - line.paper[0] as f32;
                let x = left + share * line.width() as f32;
                // The paper around a line is no part of it.
                x.clamp(line.ink.x0 as f32, line.ink.x1 as f32) * points
            };
            let mut text = [0; 4];
            self.glyphs.push(Glyph {
                text: (*character.text.encode_utf8(&mut text)).into(),
                raw: None,
                rect: Rect::new(
                    x(character.from),
                    top * points,
                    x(character.to),
                    bottom * points,
                ),
                size: size * points,
                font,
                direction: 0.0,
                ink: Ink::Ocr { confidence: character.confidence },
                trusted: true,
            });
        }
        self.scan.runs.push(Run {
            glyphs: from..self.glyphs.len(),
            readings: reading.readings,
            number: reading.number,
            confirmed,
            stamped: page.stamp.as_ref().is_some_and(|s| is_stamped(s, &line.ink)),
        });
    }
}

fn is_stamped(stamp: &GrayImage, line: &PixelBox) -> bool {
    let (x1, y1) = (line.x1.min(stamp.width()), line.y1.min(stamp.height()));
    let covered = (line.y0..y1)
        .flat_map(|y| (line.x0..x1).map(move |x| (x, y)))
        .filter(|(x, y)| stamp.get_pixel(*x, *y).0[0] != 0)
        .count();
    covered as f32 > STAMPED * (line.width() * line.height()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x0: u32, x1: u32, y0: u32, y1: u32) -> PixelBox {
        PixelBox { x0, y0, x1, y1 }
    }

    #[test]
    fn pieces_of_a_title_are_one_line_and_neighbours_are_not() {
        let found = vec![
            line(100, 220, 10, 40),
            line(205, 300, 12, 41),
            line(20, 80, 60, 80),
            line(500, 580, 61, 79),
            line(20, 90, 84, 104),
        ];
        let expected = [
            line(100, 300, 10, 41),
            line(20, 80, 60, 80),
            line(500, 580, 61, 79),
            line(20, 90, 84, 104),
        ];
        assert_eq!(joined(found), expected);
    }

    #[test]
    fn what_stands_far_apart_is_looked_at_apart() {
        let mut ink = GrayImage::new(100, 300);
        for (x, y) in [(10, 5), (60, 8), (30, 280)] {
            ink.put_pixel(x, y, Luma([255]));
        }
        assert_eq!(parts(&ink, 100.0), [line(10, 61, 5, 9), line(30, 31, 280, 281)]);
    }
}
