//! Lines of text inside a room: where each one is, before anybody reads it.
//!
//! The rows of a room that carry ink are bands; a band that is too thin for a line belongs
//! to its neighbour (二 is two strokes), one that is too thick is two lines that touch.

use super::blobs::{Blob, Blobs};
use super::straight::Straight;
use image::{GrayImage, Luma};
use std::collections::HashSet;

/// A box in pixels, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PixelBox {
    /// Left edge.
    pub(crate) x0: u32,
    /// Top edge.
    pub(crate) y0: u32,
    /// Right edge.
    pub(crate) x1: u32,
    /// Bottom edge.
    pub(crate) y1: u32,
}

impl PixelBox {
    /// Pixels across.
    pub(crate) fn width(&self) -> u32 {
        self.x1.saturating_sub(self.x0)
    }

    /// Pixels down.
    pub(crate) fn height(&self) -> u32 {
        self.y1.saturating_sub(self.y0)
    }

    /// The smallest box that holds both.
    pub(crate) fn union(&self, other: &PixelBox) -> PixelBox {
        PixelBox {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// Specks smaller than this, in pixels at 200 dpi, are no point and no comma.
const SPECK: f32 = 4.0;
/// Points and commas are smaller than this both ways, in ems, and stand this close to a
/// character, beside it and above or below it.
const DOT: f32 = 0.26;
const DOT_REACH: f32 = 0.8;
const DOT_HIGH: f32 = 0.25;
/// A point follows a character; what only goes before one is a stroke of it when it is
/// this close, in ems.
const STROKE: f32 = 0.2;
/// No dirt is higher than this, in pixels.
const DIRT_HIGH: u32 = 64;
/// More pairs of dots and characters than this are noise.
const MOST_PAIRS: usize = 200_000_000;
/// Print sticks out of its ruling by this, in pixels at 200 dpi.
const RULING_EDGE: f32 = 1.6;
/// Two bands that together are no higher than this, in ems, are one line.
const ONE_LINE: f32 = 1.28;
/// A band higher than this, in ems, is more than one line.
const TWO_LINES: f32 = 1.75;
/// White space wider than this, in ems, parts a line into two.
const WIDE_GAP: f32 = 2.5;
/// Blobs of this share of the resolution may be characters: 5 to 40 pt.
const CHARACTER: std::ops::Range<f32> = 0.07..0.55;
/// The em of a page where nothing tells: 10.5 pt (五号), in inches.
const USUAL_EM: f32 = 10.5 / 72.0;

/// The ink of a page that may be text: rulings and specks are wiped.
pub(crate) struct Print {
    /// Where ink is: 255, else 0.
    pub(crate) ink: GrayImage,
    /// The usual height of a character, in pixels.
    pub(crate) em: f32,
    /// Dirt that was wiped, from top to bottom.
    pub(crate) dirt: Vec<Blob>,
}

impl Print {
    /// Takes rulings and specks out of the ink of a straight page.
    pub(crate) fn of(page: &Straight) -> Self {
        let scale = page.dpi / 200.0;
        let mut ink = page.ink.clone();
        wipe(&mut ink, &page.ruled, (RULING_EDGE * scale).round().max(1.0) as u32);
        let blobs = Blobs::of(&ink);
        let least = (SPECK * scale * scale).max(2.0) as u32;
        let most = page.dpi * 1.5;
        blobs.keep(&mut ink, |blob| {
            blob.area >= least && (blob.height() as f32) < most && !is_sliver(blob, scale)
        });
        let em = em(&blobs.all, page.dpi);
        drop(blobs);
        let left = Blobs::of(&ink);
        let lost = lost(&left.all, em);
        left.keep(&mut ink, |blob| !lost.contains(&(blob.x0, blob.y0)));
        let is_lost = |blob: &&Blob| lost.contains(&(blob.x0, blob.y0));
        let dirt = left.all.iter().filter(is_lost).copied().collect();
        Self { ink, em, dirt }
    }

    /// The dirt inside a box.
    pub(crate) fn dirt_in(&self, part: &PixelBox) -> impl Iterator<Item = &Blob> {
        let from = self.dirt.partition_point(|b| b.y0 + DIRT_HIGH < part.y0);
        let rows = self.dirt[from..].iter().take_while(|b| b.y0 < part.y1);
        rows.filter(|b| b.x0 < part.x1 && b.x1 > part.x0 && b.y1 > part.y0)
    }

    /// Lines of text in a room, from top to bottom, each cut at wide gaps.
    pub(crate) fn lines(&self, room: &PixelBox) -> Vec<PixelBox> {
        let room = PixelBox {
            x1: room.x1.min(self.ink.width()),
            y1: room.y1.min(self.ink.height()),
            ..*room
        };
        if room.width() < 2 || room.height() < 2 {
            return Vec::new();
        }
        let rows: Vec<u32> = (room.y0..room.y1)
            .map(|y| self.row(&room, y).iter().filter(|p| **p != 0).count() as u32)
            .collect();
        let em = self.em_in(&room);
        let bands = bands(&rows, em);
        let mut out = Vec::new();
        for (from, to) in bands {
            let band =
                PixelBox { y0: room.y0 + from as u32, y1: room.y0 + to as u32, ..room };
            out.extend(self.stretches(&band, em));
        }
        out
    }

    fn row(&self, room: &PixelBox, y: u32) -> &[u8] {
        let start = y as usize * self.ink.width() as usize;
        &self.ink.as_raw()[start + room.x0 as usize..start + room.x1 as usize]
    }

    /// The em inside a room: print of another size than the page's own shows in the room's
    /// tallest stretches of ink.
    fn em_in(&self, room: &PixelBox) -> f32 {
        let mut tallest = 0u32;
        let mut columns = vec![0u32; room.width() as usize];
        for y in room.y0..room.y1 {
            for (run, pixel) in columns.iter_mut().zip(self.row(room, y)) {
                if *pixel != 0 {
                    *run += 1;
                    tallest = tallest.max(*run);
                } else {
                    *run = 0;
                }
            }
        }
        // A stroke as tall as 丨 fills most of its em; one of two touching lines does not.
        if (tallest as f32) > self.em * TWO_LINES && room.height() as f32 > self.em * 4.0
        {
            return self.em;
        }
        self.em.max(tallest as f32)
    }

    /// The stretches of a band between wide gaps, each drawn tight around its ink.
    fn stretches(&self, band: &PixelBox, em: f32) -> Vec<PixelBox> {
        let mut columns = vec![false; band.width() as usize];
        for y in band.y0..band.y1 {
            for (seen, pixel) in columns.iter_mut().zip(self.row(band, y)) {
                *seen |= *pixel != 0;
            }
        }
        let gap = (em * WIDE_GAP).max(4.0) as usize;
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for (x, _) in columns.iter().enumerate().filter(|(_, seen)| **seen) {
            match spans.last_mut() {
                Some((_, end)) if x - *end <= gap => *end = x + 1,
                _ => spans.push((x, x + 1)),
            }
        }
        let tight = |(from, to): (usize, usize)| {
            let part =
                PixelBox { x0: band.x0 + from as u32, x1: band.x0 + to as u32, ..*band };
            let inked = |y: &u32| self.row(&part, *y).iter().any(|p| *p != 0);
            let y0 = (part.y0..part.y1).find(inked)?;
            let y1 = (part.y0..part.y1).rev().find(inked)? + 1;
            Some(PixelBox { y0, y1, ..part })
        };
        spans.into_iter().filter_map(tight).collect()
    }
}

/// Bands of rows with ink, merged and split to lines of about one em; half open.
fn bands(rows: &[u32], em: f32) -> Vec<(usize, usize)> {
    let mut bands: Vec<(usize, usize)> = Vec::new();
    for (y, _) in rows.iter().enumerate().filter(|(_, ink)| **ink > 0) {
        match bands.last_mut() {
            Some((_, end)) if *end == y => *end = y + 1,
            _ => bands.push((y, y + 1)),
        }
    }
    // The nearest neighbours are joined first, so that 二 over 三 does not end as 二 and a
    // stroke of it with 三.
    loop {
        let gap = |i: usize| bands[i + 1].0 - bands[i].1;
        let fits = |i: &usize| ((bands[i + 1].1 - bands[*i].0) as f32) <= em * ONE_LINE;
        let next =
            (0..bands.len().saturating_sub(1)).filter(fits).min_by_key(|i| gap(*i));
        let Some(i) = next else { break };
        bands[i].1 = bands[i + 1].1;
        bands.remove(i + 1);
    }
    bands.into_iter().flat_map(|band| split(rows, band, em)).collect()
}

/// Splits a band that is too high for one line at its emptiest rows.
fn split(rows: &[u32], (from, to): (usize, usize), em: f32) -> Vec<(usize, usize)> {
    let height = (to - from) as f32;
    if height <= em * TWO_LINES || em < 4.0 {
        return vec![(from, to)];
    }
    let wanted = (height / (em * 1.2)).round().max(2.0) as usize;
    let step = height / wanted as f32;
    let reach = (em * 0.35) as usize;
    let mut cuts = vec![from];
    for n in 1..wanted {
        let about = from + (step * n as f32) as usize;
        let last = cuts[cuts.len() - 1];
        let low = about.saturating_sub(reach).max(last + 1);
        let high = (about + reach).min(to - 1);
        let emptiest = (low..=high).min_by_key(|y| (rows[*y], y.abs_diff(about)));
        cuts.extend(emptiest);
    }
    cuts.push(to);
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Dots with no character near: dirt on the paper, where a point or a comma would stand
/// beside a digit. Each is known by its top left corner.
fn lost(blobs: &[Blob], em: f32) -> HashSet<(u32, u32)> {
    let widest_dot = (em * DOT).min(DIRT_HIGH as f32);
    let is_dot = |b: &Blob| (b.width().max(b.height()) as f32) < widest_dot;
    let (reach, high) = ((em * DOT_REACH) as u32, (em * DOT_HIGH) as u32);
    let stroke = (em * STROKE).ceil() as u32;
    let dots = blobs.iter().filter(|b| is_dot(b));
    let mut others: Vec<&Blob> = blobs.iter().filter(|b| !is_dot(b)).collect();
    others.sort_by_key(|b| b.x0);
    let widest = others.iter().map(|b| b.width()).max().unwrap_or(0);
    if dots.clone().count().saturating_mul(others.len()) > MOST_PAIRS {
        return HashSet::new();
    }
    let near = |dot: &Blob| {
        let from = others.partition_point(|b| b.x0 + widest + reach < dot.x0);
        others[from..].iter().take_while(|b| b.x0 <= dot.x1 + stroke).any(|b| {
            b.x1 + reach >= dot.x0 && b.y0 <= dot.y1 + high && b.y1 + high >= dot.y0
        })
    };
    dots.filter(|dot| !near(dot)).map(|dot| (dot.x0, dot.y0)).collect()
}

/// The usual height of a character: most characters of a page are of one size, and digits
/// are lower than it.
fn em(blobs: &[Blob], dpi: f32) -> f32 {
    let mut heights: Vec<u32> = blobs
        .iter()
        .filter(|b| {
            let (w, h) = (b.width() as f32, b.height() as f32);
            CHARACTER.contains(&(h / dpi)) && w < h * 1.8 && w > h * 0.3
        })
        .map(Blob::height)
        .collect();
    heights.sort_unstable();
    match heights.len() {
        0..20 => USUAL_EM * dpi,
        n => heights[n * 4 / 5] as f32,
    }
}

/// Whether a blob is what a wiped ruling leaves behind.
fn is_sliver(blob: &Blob, scale: f32) -> bool {
    let (w, h) = (blob.width() as f32, blob.height() as f32);
    let thin = 2.5 * scale;
    (h <= thin && w > 60.0 * scale) || (w <= thin && h > 60.0 * scale)
}

/// Wipes ink within `by` pixels of the marked ones.
fn wipe(ink: &mut GrayImage, marked: &GrayImage, by: u32) {
    let (width, height) =
        (ink.width().min(marked.width()), ink.height().min(marked.height()));
    for y in 0..height {
        for x in 0..width {
            if marked.get_pixel(x, y).0[0] == 0 {
                continue;
            }
            for y in y.saturating_sub(by)..(y + by + 1).min(height) {
                for x in x.saturating_sub(by)..(x + by + 1).min(width) {
                    ink.put_pixel(x, y, Luma([0]));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(drawn: &str) -> Vec<u32> {
        drawn.chars().map(|c| c.to_digit(10).unwrap_or(0)).collect()
    }

    #[test]
    fn dirt_is_told_from_a_decimal_point_by_its_company() {
        let blob = |x0, y0, width, height| Blob {
            x0,
            y0,
            x1: x0 + width,
            y1: y0 + height,
            area: width * height,
        };
        let digits = [blob(10, 10, 8, 14), blob(24, 10, 8, 14)];
        let (point, dirt) = (blob(20, 21, 3, 3), blob(70, 12, 3, 3));
        // Before a number there is no point; a dot that close is a stroke of a character.
        let (before, stroke) = (blob(1, 18, 3, 3), blob(5, 10, 3, 3));
        let all = [digits[0], point, digits[1], dirt, before, stroke];
        assert_eq!(lost(&all, 20.0), HashSet::from([(70, 12), (1, 18)]));
    }

    #[test]
    fn strokes_of_one_character_are_one_line() {
        // 二 above 三: five strokes, two lines.
        let bands = bands(&rows("3...3........3..3..3"), 7.0);
        assert_eq!(bands, [(0, 5), (13, 20)]);
    }

    #[test]
    fn lines_that_touch_are_parted_where_ink_is_least() {
        let bands = bands(&rows("5778775177877599"), 7.0);
        assert_eq!(bands, [(0, 7), (7, 16)]);
    }

    #[test]
    fn a_wide_gap_parts_a_line_and_boxes_are_tight() {
        let ink = GrayImage::from_fn(80, 12, |x, y| {
            let left = (2..10).contains(&x) && (3..9).contains(&y);
            let right = (60..68).contains(&x) && (4..9).contains(&y);
            Luma([if left || right { 255 } else { 0 }])
        });
        let print = Print { ink, em: 8.0, dirt: Vec::new() };
        let room = PixelBox { x0: 0, y0: 0, x1: 80, y1: 12 };
        let lines: Vec<_> =
            print.lines(&room).iter().map(|b| (b.x0, b.y0, b.x1, b.y1)).collect();
        assert_eq!(lines, [(2, 3, 10, 9), (60, 4, 68, 9)]);
    }
}
