//! `Sheet`: a page as it looks, with nothing on it about people.

use crate::letters;
use crate::paper::Paper;
use crate::privacy;
use extractor::{Document, Glyph, Ink, Page, Picture, Pixels, Rect, Views};
use image::{Rgb, RgbImage};
use parser::{Disclosure, Grid};
use publisher::Lang;
use std::collections::BTreeMap;

/// What a picture's place must differ by to have ink.
const INK: u8 = 24;
/// What covers personal data.
const COVER: Rgb<u8> = Rgb([120, 120, 120]);

/// A page as it looks, with nothing on it about people.
#[derive(Debug)]
pub struct Sheet {
    /// Its picture, if it can be drawn.
    pub picture: Option<RgbImage>,
    /// Pixels of the picture for each point.
    pub scale: f32,
    /// Why there is no picture.
    pub problem: Option<extractor::Error>,
    /// How many places are covered because they name people.
    pub covered: usize,
    /// How many characters were drawn by us, because neither the file nor this machine has
    /// the font.
    pub lent: usize,
}

/// One document, with all that was made of it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Its marks.
    pub document: &'a Document,
    /// What they say.
    pub disclosure: &'a Disclosure,
    /// Its rows.
    pub paper: &'a Paper,
}

impl Reading<'_> {
    /// A page by its number.
    pub fn page(&self, number: u32) -> Option<&Page> {
        self.document.pages.iter().find(|page| page.number == number)
    }

    /// The grids of a page.
    pub fn grids(&self, page: &Page) -> Vec<Grid> {
        parser::grids(page, self.document.source)
    }
}

impl Sheet {
    /// Draws a page; one that cannot be drawn is an empty sheet that says why.
    pub fn of(
        reading: Reading<'_>,
        page: &Page,
        grids: &[Grid],
        views: Option<&Views>,
        dpi: f32,
    ) -> Sheet {
        let mut sheet = Sheet {
            picture: None,
            scale: dpi / 72.0,
            problem: None,
            covered: 0,
            lent: 0,
        };
        match views.map(|views| views.picture(page, dpi)) {
            None => {}
            Some(Err(problem)) => sheet.problem = Some(problem),
            Some(Ok(picture)) => {
                sheet.scale = picture.dpi / 72.0;
                let mut pixels = coloured(picture);
                sheet.lent = lend(&mut pixels, page, sheet.scale);
                let Reading { disclosure, paper, .. } = reading;
                let places = privacy::places(page, grids, disclosure, paper);
                for place in &places {
                    cover(&mut pixels, place, sheet.scale);
                }
                sheet.covered = places.len();
                sheet.picture = Some(pixels);
            }
        }
        sheet
    }

    /// What has to be said about the picture of a page.
    pub(crate) fn notes(&self, lang: Lang) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(problem) = &self.problem {
            notes.push(match lang {
                Lang::Zh => format!("原页无法绘出：{problem}"),
                Lang::En => format!("the page cannot be drawn: {problem}"),
            });
        }
        if self.covered > 0 {
            notes.push(lang.of("个人信息已遮盖", "personal data is covered").to_owned());
        }
        if self.lent > 0 {
            notes.push(match lang {
                Lang::Zh => format!("{} 个字的字体未嵌入，以点阵字代替", self.lent),
                Lang::En => format!(
                    "{} characters whose font is neither in the file nor here are drawn in dots",
                    self.lent
                ),
            });
        }
        notes
    }
}

fn coloured(picture: Picture) -> RgbImage {
    match picture.pixels {
        Pixels::Colour(image) => image,
        Pixels::Gray(image) => {
            let (width, height) = image.dimensions();
            RgbImage::from_fn(width, height, |x, y| Rgb([image.get_pixel(x, y).0[0]; 3]))
        }
    }
}

/// Draws the characters of fonts of which the picture shows nothing: they are neither in the
/// file nor on this machine.
fn lend(pixels: &mut RgbImage, page: &Page, scale: f32) -> usize {
    let blank: Vec<(&Glyph, [u32; 4], bool)> = page
        .glyphs
        .iter()
        .filter(|glyph| glyph.ink == Ink::Printed && !glyph.text.trim().is_empty())
        .filter_map(|glyph| {
            let area = pixels_of(pixels, &page.displayed(&glyph.rect), scale)?;
            Some((glyph, area, !has_ink(pixels, area)))
        })
        .collect();
    // A full stop may leave no ink where it is looked for; words and numbers do.
    let mut fonts: BTreeMap<u16, [usize; 2]> = BTreeMap::new();
    for (glyph, _, is_blank) in &blank {
        if glyph.text.chars().all(char::is_alphanumeric) {
            let [seen, missing] = fonts.entry(glyph.font).or_default();
            *seen += 1;
            *missing += usize::from(*is_blank);
        }
    }
    let is_missing = |font: u16| {
        fonts.get(&font).is_some_and(|[seen, missing]| missing * 5 > seen * 4)
    };
    let mut lent = 0;
    for (glyph, area, is_blank) in blank {
        let Some(quarter) = glyph.quarter().filter(|_| is_blank) else { continue };
        if is_missing(glyph.font) {
            // The marks were turned upright, the page was not.
            let quarter = (quarter + 4 - (page.turn / 90) % 4) % 4;
            print(pixels, &glyph.text, area, quarter);
            lent += 1;
        }
    }
    lent
}

/// Fills a box with the characters of a text, turned clockwise by quarters.
fn print(pixels: &mut RgbImage, text: &str, [x0, y0, x1, y1]: [u32; 4], quarter: u16) {
    let (width, height) = ((x1 - x0) as f32, (y1 - y0) as f32);
    let chars: Vec<char> = text.chars().collect();
    for y in y0..y1 {
        for x in x0..x1 {
            let across = ((x - x0) as f32 + 0.5) / width;
            let down = ((y - y0) as f32 + 0.5) / height;
            let (across, down) = match quarter {
                0 => (across, down),
                1 => (down, 1.0 - across),
                2 => (1.0 - across, 1.0 - down),
                _ => (1.0 - down, across),
            };
            let along = across * chars.len() as f32;
            let c = chars.get(along as usize);
            if c.is_some_and(|&c| letters::has_ink(c, along.fract(), down)) {
                pixels.put_pixel(x, y, Rgb([0; 3]));
            }
        }
    }
}

/// The pixels of a place, half open; none where it is off the picture.
pub(crate) fn pixels_of(pixels: &RgbImage, place: &Rect, scale: f32) -> Option<[u32; 4]> {
    let side = |points: f32, most: u32, up: bool| {
        let pixel = points * scale;
        let pixel = if up { pixel.ceil() } else { pixel.floor() };
        (pixel.max(0.0) as u32).min(most)
    };
    let (width, height) = pixels.dimensions();
    let area = [
        side(place.x0, width, false),
        side(place.y0, height, false),
        side(place.x1, width, true),
        side(place.y1, height, true),
    ];
    (area[0] < area[2] && area[1] < area[3]).then_some(area)
}

fn has_ink(pixels: &RgbImage, [x0, y0, x1, y1]: [u32; 4]) -> bool {
    let (mut least, mut most) = (255, 0);
    // Rulings run along the border of a box: only its inside counts.
    let inset = |a: u32, b: u32| {
        let edge = (b - a) / 6;
        a + edge..(b - edge).max(a + edge + 1)
    };
    for y in inset(y0, y1) {
        for x in inset(x0, x1) {
            let [r, g, b] = pixels.get_pixel(x, y).0.map(u16::from);
            let light = ((r + g + b) / 3) as u8;
            least = least.min(light);
            most = most.max(light);
        }
    }
    most - least.min(most) >= INK
}

fn cover(pixels: &mut RgbImage, place: &Rect, scale: f32) {
    let Some([x0, y0, x1, y1]) = pixels_of(pixels, place, scale) else { return };
    for y in y0..y1 {
        for x in x0..x1 {
            pixels.put_pixel(x, y, COVER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use extractor::SourceKind;
    use std::path::Path;

    /// A sample, and a page of it as it is shown.
    fn shown(name: &str, number: u32, test: impl Fn(Reading<'_>, &Page, &[Grid], Sheet)) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name);
        let bytes = std::fs::read(path).expect("a sample");
        let document =
            extractor::read(bytes.clone(), SourceKind::Pdf).expect("it is read");
        let disclosure = parser::parse(&document);
        let paper = Paper::of(name, &document, &disclosure);
        let views = Views::open(bytes, &document).expect("it is drawn");
        let reading =
            Reading { document: &document, disclosure: &disclosure, paper: &paper };
        let page = reading.page(number).expect("the page");
        let grids = reading.grids(page);
        let sheet = Sheet::of(reading, page, &grids, Some(&views), 72.0);
        test(reading, page, &grids, sheet);
    }

    #[test]
    fn people_are_covered_and_nothing_else_is() {
        shown(
            "seed-police-devzone-2024-stsong.pdf",
            23,
            |reading, page, grids, sheet| {
                let picture = sheet.picture.expect("it is drawn");
                let places =
                    privacy::places(page, grids, reading.disclosure, reading.paper);
                assert!(places.len() >= 2 && sheet.covered == places.len());
                for place in places {
                    let [x0, y0, x1, y1] =
                        pixels_of(&picture, &place, sheet.scale).expect("on the page");
                    assert!(
                        (y0..y1)
                            .all(|y| (x0..x1).all(|x| *picture.get_pixel(x, y) == COVER))
                    );
                }
            },
        );
        shown("seed-police-devzone-2024-stsong.pdf", 5, |_, _, _, sheet| {
            assert!(sheet.picture.is_some());
            assert_eq!(sheet.covered, 0);
        });
    }

    /// Where the font is nowhere, characters are drawn in dots at their places; where there
    /// is ink already, none are.
    #[test]
    fn characters_without_a_font_are_drawn_in_dots() {
        shown("guangxi-transport-2023.pdf", 8, |_, page, _, sheet| {
            assert_eq!(sheet.lent, 0);
            let picture = sheet.picture.expect("it is drawn");
            let mut empty =
                RgbImage::from_pixel(picture.width(), picture.height(), Rgb([255; 3]));
            let printed =
                page.glyphs.iter().filter(|g| !g.text.trim().is_empty()).count();
            assert_eq!(lend(&mut empty, page, sheet.scale), printed);
            for glyph in page.glyphs.iter().filter(|glyph| glyph.text == "算") {
                let place = page.displayed(&glyph.rect);
                let area = pixels_of(&empty, &place, sheet.scale).expect("on the page");
                assert!(has_ink(&empty, area));
            }
        });
    }
}
