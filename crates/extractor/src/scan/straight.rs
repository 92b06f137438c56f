//! `Straight`: a picture set straight, with its rulings, before any text is read.

use super::course::Course;
use super::lattice::{DOUBLE, Drawn, lattice};
use super::rulings::Sorted;
use super::runs::{self, Stroke, transposed};
use super::{binary, gray, rulings, skew, unbend};
use crate::{Axis, Picture, Ruling, Span, Warp};
use image::GrayImage;

/// A picture after skew, perspective and curl are taken out, stamps and coloured
/// backgrounds faded, and rulings found.
///
/// All pictures in it have the same size; a pixel is `72 / dpi` points of the straight page,
/// which is as large as it must be to hold the whole picture.
#[allow(dead_code, reason = "scans are not read yet")]
#[derive(Debug, Clone, Default)]
pub(crate) struct Straight {
    /// Pixels per inch.
    pub(crate) dpi: f32,
    /// Dark ink on light paper.
    pub(crate) gray: GrayImage,
    /// Where ink is, rulings among it: 255, else 0.
    pub(crate) ink: GrayImage,
    /// The pixels of rulings, as thick as they are printed: 255, else 0.
    pub(crate) ruled: GrayImage,
    /// Where a coloured stamp lies: 255, else 0; empty for a picture without colour.
    pub(crate) stamp: Option<GrayImage>,
    /// Rulings in points on the straight page.
    pub(crate) rulings: Vec<Ruling>,
    /// From the straight page to the picture as it was given, in points.
    pub(crate) warp: Warp,
    /// Degrees that the text runs uphill in the picture.
    pub(crate) skew: f32,
}

/// A page is never smaller than this, in pixels.
const LEAST: u32 = 24;
/// A page straighter than this, in degrees, stays as it is: half a pixel on A4 at 200 dpi.
const STRAIGHT: f32 = 0.02;
/// A bend that moves no pixel further than this, at 200 dpi, stays.
const FLAT: f32 = 0.8;
/// A bend that moves anything by more than this share of the page is a mistake.
const WILD: f32 = 0.06;
/// How often bends are looked for: what is left after the first shows better.
const ROUNDS: usize = 2;
/// Shortest stroke that may be a ruling, in pixels at 200 dpi: along the lines of text it
/// must be longer than across them, where a row of a table may be 9 pt high.
const ALONG: f32 = 45.0;
const ACROSS: f32 = 24.0;
/// Letters that touch a ruling are not part of it from this far on, in pixels at 200 dpi.
const EDGE: f32 = 1.5;
/// A stroke that meets no other is a ruling from this length on, in pixels at 200 dpi
/// (72 pt): a dash never is.
const UNDERLINE: f32 = 200.0;

/// Sets the picture of a page straight and finds its rulings.
///
/// The page may stand upside down or lie on its side; it stays so.
#[allow(dead_code, reason = "scans are not read yet")]
pub(crate) fn straighten(picture: &Picture) -> Straight {
    let plain = gray::plain(picture);
    let dpi = plain.dpi;
    let scale = dpi / 200.0;
    let (width, height) = plain.gray.dimensions();
    if width < LEAST || height < LEAST {
        let blank = GrayImage::new(width, height);
        let course = Course::new(width, height, 0.0);
        return Straight {
            dpi,
            gray: plain.gray,
            ink: blank.clone(),
            ruled: blank,
            stamp: plain.stamp,
            rulings: Vec::new(),
            warp: course.warp(dpi),
            skew: 0.0,
        };
    }
    let mut ink = binary::ink(&plain.gray, scale);
    let mut skew = skew::skew(&ink);
    if skew.abs() < STRAIGHT {
        skew = 0.0;
    }
    let mut course = Course::new(width, height, skew);
    let mut gray = course.redrawn(&plain.gray);
    if !course.is_straight() {
        ink = binary::ink(&gray, scale);
    }
    let mut strokes = both(&ink, scale);
    for _ in 0..ROUNDS {
        let lines = [strokes.0[0].as_slice(), strokes.0[1].as_slice()];
        let bend = unbend::bend(lines, gray.width(), gray.height(), scale);
        let most = bend.most();
        let wild = WILD * gray.width().max(gray.height()) as f32;
        if most < (FLAT * scale).max(0.5) || most > wild {
            break;
        }
        course.add(bend);
        gray = course.redrawn(&plain.gray);
        ink = binary::ink(&gray, scale);
        strokes = both(&ink, scale);
    }
    let (strokes, over) = strokes;
    let sorted = rulings::sorted(strokes, [&ink, &over], scale);
    drop(over);
    let lines = lattice(&sorted.bound, &sorted.loose, &gray, scale);
    let underlines = underlines(&sorted.loose[0], &lines, scale);
    let ruled = ruled(&ink, printed(&sorted, &lines, &underlines, scale), scale);
    let points = 72.0 / dpi;
    let found = lines.iter().map(|line| ruling(line, points));
    let loose = underlines.iter().map(|stroke| Ruling {
        axis: Axis::Horizontal,
        at: stroke.at * points,
        span: Span::new(stroke.from * points, stroke.to * points),
        width: stroke.thick * points,
        dashed: false,
    });
    Straight {
        dpi,
        rulings: found.chain(loose).collect(),
        warp: course.warp(dpi),
        stamp: plain.stamp.map(|stamp| course.redrawn(&stamp)),
        gray,
        ink,
        ruled,
        skew,
    }
}

fn ruling(line: &Drawn, points: f32) -> Ruling {
    Ruling {
        axis: if line.columns { Axis::Vertical } else { Axis::Horizontal },
        at: line.at * points,
        span: Span::new(line.from * points, line.to * points),
        width: line.thick * points,
        dashed: false,
    }
}

/// Strokes along rows and along columns, and the ink they were found in for columns.
fn both(ink: &GrayImage, scale: f32) -> ([Vec<Stroke>; 2], GrayImage) {
    let over = transposed(ink);
    let rows = runs::strokes(ink, ALONG * scale, scale);
    let columns = runs::strokes(&over, ACROSS * scale, scale);
    ([rows, columns], over)
}

/// Long strokes outside all tables.
fn underlines<'a>(loose: &'a [Stroke], lines: &[Drawn], scale: f32) -> Vec<&'a Stroke> {
    let outside = |stroke: &&Stroke| {
        stroke.len() >= UNDERLINE * scale
            && !lines.iter().any(|line| {
                // Nearer than 4 pt the plan of rooms would take both for one table.
                let near = 12.0 * scale;
                line.columns
                    && line.at >= stroke.from - near
                    && line.at <= stroke.to + near
                    && stroke.at >= line.from - near
                    && stroke.at <= line.to + near
            })
    };
    loose.iter().filter(outside).collect()
}

/// The strokes that rulings were made from, along rows and along columns.
fn printed<'a>(
    sorted: &'a Sorted,
    lines: &[Drawn],
    underlines: &[&'a Stroke],
    scale: f32,
) -> [Vec<&'a Stroke>; 2] {
    let mut printed = [0, 1].map(|axis| {
        let on_line = |stroke: &&Stroke| {
            lines.iter().any(|line| {
                line.columns == (axis == 1)
                    && (line.at - stroke.at).abs() <= DOUBLE * scale
                    && line.from < stroke.to
                    && line.to > stroke.from
            })
        };
        let all = sorted.bound[axis].iter().chain(&sorted.loose[axis]);
        all.filter(on_line).collect::<Vec<_>>()
    });
    printed[0].extend(underlines);
    printed
}

/// The ink of strokes, with the rims of it that are too short to be runs.
fn ruled(ink: &GrayImage, printed: [Vec<&Stroke>; 2], scale: f32) -> GrayImage {
    let (width, height) = (ink.width() as usize, ink.height() as usize);
    let raw = ink.as_raw();
    let mut out = vec![0u8; raw.len()];
    let edge = (EDGE * scale).ceil() as usize;
    for stroke in &printed[0] {
        for piece in &stroke.pieces {
            let row = piece.row as usize;
            for y in row.saturating_sub(edge)..(row + edge + 1).min(height) {
                let stretch =
                    y * width + piece.from as usize..y * width + piece.to as usize;
                for (out, &ink) in out[stretch.clone()].iter_mut().zip(&raw[stretch]) {
                    *out |= ink;
                }
            }
        }
    }
    for stroke in &printed[1] {
        for piece in &stroke.pieces {
            let column = piece.row as usize;
            for y in piece.from as usize..piece.to as usize {
                let start = y * width + column.saturating_sub(edge);
                let end = y * width + (column + edge + 1).min(width);
                for (out, &ink) in out[start..end].iter_mut().zip(&raw[start..end]) {
                    *out |= ink;
                }
            }
        }
    }
    GrayImage::from_raw(ink.width(), ink.height(), out).unwrap_or_default()
}

impl Straight {
    /// The page after quarter turns clockwise.
    #[allow(dead_code, reason = "scans are not read yet")]
    pub(crate) fn turned(mut self, quarters: u16) -> Straight {
        for _ in 0..quarters % 4 {
            let turn = |image: &GrayImage| image::imageops::rotate90(image);
            let (width, height) = (
                self.gray.width() as f32 * 72.0 / self.dpi,
                self.gray.height() as f32 * 72.0 / self.dpi,
            );
            self.gray = turn(&self.gray);
            self.ink = turn(&self.ink);
            self.ruled = turn(&self.ruled);
            self.stamp = self.stamp.as_ref().map(turn);
            // What was at (x, y) is at (height - y, x) now.
            for ruling in &mut self.rulings {
                match ruling.axis {
                    Axis::Horizontal => {
                        ruling.axis = Axis::Vertical;
                        ruling.at = height - ruling.at;
                    }
                    Axis::Vertical => {
                        ruling.axis = Axis::Horizontal;
                        let Span { start, end } = ruling.span;
                        ruling.span = Span::new(height - end, height - start);
                    }
                }
            }
            let before = std::mem::take(&mut self.warp);
            self.warp = Warp::new(height, width, |x, y| before.place(y, height - x));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pixels;
    use image::Luma;

    /// A ruled table of three columns and four rows at 100 dpi, with blots for text.
    fn page() -> GrayImage {
        let mut image = GrayImage::from_pixel(600, 800, Luma([235]));
        let mut fill = |x0: u32, y0: u32, x1: u32, y1: u32| {
            for y in y0..y1 {
                for x in x0..x1 {
                    image.put_pixel(x, y, Luma([30]));
                }
            }
        };
        for row in 0..5 {
            fill(80, 200 + row * 40, 520, 202 + row * 40);
        }
        for x in [80, 200, 400, 518] {
            fill(x, 200, x + 2, 362);
        }
        for row in 0..4 {
            for blot in 0..6 {
                let (x, y) = (210 + blot * 18, 212 + row * 40);
                fill(x, y, x + 4, y + 14);
                fill(x, y, x + 12, y + 3);
            }
        }
        image
    }

    fn read(image: GrayImage) -> Straight {
        straighten(&Picture { pixels: Pixels::Gray(image), dpi: 100.0 })
    }

    /// Axis, place and ends of rulings, in pixels.
    fn lines(page: &Straight) -> Vec<(Axis, [f32; 3])> {
        let pixels = |points: f32| (points * page.dpi / 72.0).round();
        let mut lines: Vec<_> = page
            .rulings
            .iter()
            .map(|r| (r.axis, [r.at, r.span.start, r.span.end].map(pixels)))
            .collect();
        lines.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        lines
    }

    #[test]
    fn a_ruled_table_gives_its_lines_from_crossing_to_crossing() {
        let page = read(page());
        let rows = [201.0, 241.0, 281.0, 321.0, 361.0];
        let columns = [81.0, 201.0, 401.0, 519.0];
        let expected: Vec<_> = rows
            .iter()
            .map(|&y| (Axis::Horizontal, [y, 81.0, 519.0]))
            .chain(columns.iter().map(|&x| (Axis::Vertical, [x, 201.0, 361.0])))
            .collect();
        assert_eq!(lines(&page), expected);
        assert_eq!(page.ruled.get_pixel(300, 241), &Luma([255]));
        assert_eq!(page.ruled.get_pixel(212, 220), &Luma([0]));
        assert_eq!(page.ink.get_pixel(212, 220), &Luma([255]));
    }

    #[test]
    fn a_page_on_its_side_has_the_same_lines_once_it_is_turned() {
        let upright = read(page());
        for (quarters, turn) in [
            (1, image::imageops::rotate270 as fn(&GrayImage) -> GrayImage),
            (2, image::imageops::rotate180),
            (3, image::imageops::rotate90),
        ] {
            let page = read(turn(&page())).turned(quarters);
            assert!(page.gray == upright.gray, "{quarters} quarter turns");
            assert_eq!(lines(&page), lines(&upright), "{quarters} quarter turns");
        }
    }

    #[test]
    fn a_turned_page_knows_where_it_was_displayed() {
        let page = read(image::imageops::rotate90(&page())).turned(3);
        // The top left corner of the paper is displayed at the top right.
        assert_eq!(page.warp.place(0.0, 0.0), [576.0, 0.0]);
        let [x, y] = page.warp.place(36.0, 72.0);
        assert!((x - 504.0).abs() < 0.01 && (y - 36.0).abs() < 0.01);
    }

    #[test]
    fn any_picture_has_an_answer() {
        for (width, height) in
            [(0, 0), (1, 1), (1, 5000), (30, 30), (400, 300), (3000, 26)]
        {
            for tone in [0, 255] {
                let page = read(GrayImage::from_pixel(width, height, Luma([tone])));
                assert!(page.rulings.is_empty());
                assert_eq!(page.ink.dimensions(), page.gray.dimensions());
                assert_eq!(page.ruled.dimensions(), page.gray.dimensions());
            }
        }
        for dpi in [f32::NAN, 0.0, -3.0, 1e9] {
            let noise = GrayImage::from_fn(500, 400, |x, y| {
                Luma([(x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)).wrapping_mul(31)
                    as u8])
            });
            straighten(&Picture { pixels: Pixels::Gray(noise), dpi });
        }
    }
}
