//! From a pixel of the straight page back to the picture, and the picture redrawn so.

use super::unbend::Bend;
use crate::Warp;
use image::GrayImage;

/// What has to be undone to set a picture straight: a turn first, then what bends it.
#[derive(Debug, Clone, Default)]
pub(super) struct Course {
    /// Size of the picture in pixels.
    picture: [f32; 2],
    /// Size of the straight page in pixels; it holds the whole picture.
    size: [u32; 2],
    /// Sine and cosine of the skew.
    turn: [f32; 2],
    bends: Vec<Bend>,
}

/// Side of the squares whose corners are mapped exactly, in pixels.
const SQUARE: usize = 16;
/// Tones are sampled between pixels in steps of this fraction, as a power of two.
const FRACTION: u32 = 8;

impl Course {
    /// Undoes a skew, in degrees uphill.
    pub(super) fn new(width: u32, height: u32, skew: f32) -> Self {
        let (sin, cos) = skew.to_radians().sin_cos();
        let (w, h) = (width as f32, height as f32);
        let size = [w * cos + h * sin.abs(), h * cos + w * sin.abs()];
        let size = size.map(|side| side.round() as u32);
        Self { picture: [w, h], size, turn: [sin, cos], bends: Vec::new() }
    }

    /// Undoes one more bend, found on the page as straight as it is so far.
    pub(super) fn add(&mut self, bend: Bend) {
        self.bends.push(bend);
    }

    /// Whether the picture stays as it is.
    pub(super) fn is_straight(&self) -> bool {
        self.turn[0] == 0.0 && self.bends.is_empty()
    }

    /// The place in the picture of a place on the straight page, both in pixels.
    pub(super) fn place(&self, x: f32, y: f32) -> [f32; 2] {
        let [x, y] =
            self.bends.iter().rev().fold([x, y], |[x, y], bend| bend.place(x, y));
        let [sin, cos] = self.turn;
        let x = x - self.size[0] as f32 / 2.0;
        let y = y - self.size[1] as f32 / 2.0;
        [
            x * cos + y * sin + self.picture[0] / 2.0,
            y * cos - x * sin + self.picture[1] / 2.0,
        ]
    }

    /// The same in points.
    pub(super) fn warp(&self, dpi: f32) -> Warp {
        let points = 72.0 / dpi;
        let [width, height] = self.size.map(|side| side as f32 * points);
        Warp::new(width, height, |x, y| {
            self.place(x / points, y / points).map(|v| v * points)
        })
    }

    /// The picture as it is seen on the straight page; beyond its border there is paper.
    pub(super) fn redrawn(&self, picture: &GrayImage) -> GrayImage {
        if self.is_straight() {
            return picture.clone();
        }
        let [width, height] = self.size;
        let paper = Paper::of(picture);
        let (columns, rows) = (width as usize, height as usize);
        let mut out = vec![0u8; columns * rows];
        let corner = |x: usize, y: usize| {
            // Pixels are seen at their middles.
            let [x, y] = self.place(x as f32 + 0.5, y as f32 + 0.5);
            [x - 0.5, y - 0.5]
        };
        let squares = columns.div_ceil(SQUARE);
        let line = |y: usize| (0..=squares).map(|s| corner(s * SQUARE, y)).collect();
        let mut below: Vec<[f32; 2]> = line(0);
        for top in (0..rows).step_by(SQUARE) {
            let above = std::mem::replace(&mut below, line(top + SQUARE));
            for y in top..(top + SQUARE).min(rows) {
                let share = (y - top) as f32 / SQUARE as f32;
                let row = &mut out[y * columns..(y + 1) * columns];
                let mix = |s: usize, axis: usize| {
                    above[s][axis] + (below[s][axis] - above[s][axis]) * share
                };
                for (s, out) in row.chunks_mut(SQUARE).enumerate() {
                    let from = [mix(s, 0), mix(s, 1)];
                    let to = [mix(s + 1, 0), mix(s + 1, 1)];
                    let step = [0, 1].map(|axis| (to[axis] - from[axis]) / SQUARE as f32);
                    sample(picture, &paper, from, step, out);
                }
            }
        }
        GrayImage::from_raw(width, height, out).unwrap_or_default()
    }
}

/// Tones of a picture along a straight line.
fn sample(
    picture: &GrayImage,
    paper: &Paper,
    from: [f32; 2],
    step: [f32; 2],
    out: &mut [u8],
) {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let raw = picture.as_raw();
    let one = (1 << FRACTION) as f32;
    let end = [0, 1].map(|axis| from[axis] + step[axis] * out.len() as f32);
    let inside = |p: [f32; 2]| {
        p[0] >= 0.0
            && p[1] >= 0.0
            && p[0] + 2.0 < width as f32
            && p[1] + 2.0 < height as f32
    };
    if inside(from) && inside(end) {
        let start = from.map(|v| (v * one * one) as u32);
        let step = step.map(|v| (v * one * one) as i32);
        let mut at = start;
        for out in out {
            let [x, y] = at.map(|v| (v >> (2 * FRACTION)) as usize);
            let [u, v] = at.map(|v| (v >> FRACTION) & ((1 << FRACTION) - 1));
            let here = y * width + x;
            let tone = |at: usize| u32::from(raw[at]);
            let (a, b) = (tone(here), tone(here + 1));
            let (c, d) = (tone(here + width), tone(here + width + 1));
            let top = (a << FRACTION) + b * u - a * u;
            let bottom = (c << FRACTION) + d * u - c * u;
            let mixed = (top << FRACTION) + bottom * v - top * v;
            *out = ((mixed + (1 << (2 * FRACTION - 1))) >> (2 * FRACTION)) as u8;
            at = [at[0].wrapping_add_signed(step[0]), at[1].wrapping_add_signed(step[1])];
        }
        return;
    }
    for (n, out) in out.iter_mut().enumerate() {
        let [x, y] = [0, 1].map(|axis| from[axis] + step[axis] * n as f32);
        let tone = |x: i64, y: i64| {
            let within = x >= 0 && y >= 0 && x < width as i64 && y < height as i64;
            if within {
                f32::from(raw[y as usize * width + x as usize])
            } else {
                paper.tone(x, y)
            }
        };
        let (x0, y0) = (x.floor(), y.floor());
        let (u, v) = (x - x0, y - y0);
        let (x0, y0) = (x0 as i64, y0 as i64);
        let top = tone(x0, y0) * (1.0 - u) + tone(x0 + 1, y0) * u;
        let bottom = tone(x0, y0 + 1) * (1.0 - u) + tone(x0 + 1, y0 + 1) * u;
        *out = (top * (1.0 - v) + bottom * v).round() as u8;
    }
}

/// Tones of paper, square by square.
struct Paper {
    side: i64,
    columns: i64,
    rows: i64,
    tones: Vec<u8>,
}

impl Paper {
    /// The lightest tones of the squares of a picture that a tenth of their pixels reach.
    fn of(picture: &GrayImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let side = (width.max(height) / 24).max(8);
        let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
        let mut tones = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let mut some = Vec::new();
                let step = (side / 12).max(1);
                for y in (row * side..((row + 1) * side).min(height)).step_by(step) {
                    for x in
                        (column * side..((column + 1) * side).min(width)).step_by(step)
                    {
                        some.push(picture.as_raw()[y * width + x]);
                    }
                }
                some.sort_unstable();
                tones.push(some.get(some.len() * 3 / 4).copied().unwrap_or(255));
            }
        }
        Self { side: side as i64, columns: columns as i64, rows: rows as i64, tones }
    }

    /// The tone of the nearest square.
    fn tone(&self, x: i64, y: i64) -> f32 {
        let column = (x / self.side).clamp(0, self.columns - 1);
        let row = (y / self.side).clamp(0, self.rows - 1);
        let at = (row * self.columns + column) as usize;
        self.tones.get(at).copied().map_or(255.0, f32::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn a_skewed_line_becomes_a_row() {
        let mut picture = GrayImage::from_pixel(400, 300, Luma([230]));
        let tan = 2.0f32.to_radians().tan();
        for x in 20..380 {
            for dy in 0..3 {
                picture.put_pixel(x, 160 - (x as f32 * tan) as u32 + dy, Luma([20]));
            }
        }
        let course = Course::new(400, 300, 2.0);
        let page = course.redrawn(&picture);
        let dark =
            |y: u32| (60..340).filter(|&x| page.get_pixel(x, y).0[0] < 120).count();
        let rows: Vec<u32> = (0..page.height()).filter(|&y| dark(y) > 250).collect();
        assert!(!rows.is_empty() && rows.len() <= 4, "{rows:?}");
        // What lies beyond the picture is paper.
        assert!(page.pixels().all(|p| p.0[0] <= 230));
        assert_eq!(page.get_pixel(0, 0), &Luma([230]));
    }

    #[test]
    fn the_warp_leads_back_to_the_picture() {
        let course = Course::new(1600, 1000, -1.5);
        let warp = course.warp(144.0);
        for [x, y] in [[10.0, 20.0], [400.0, 300.0], [790.0, 490.0]] {
            let [px, py] = course.place(x * 2.0, y * 2.0);
            let place = warp.place(x, y);
            assert!(
                (place[0] * 2.0 - px).abs() < 0.1 && (place[1] * 2.0 - py).abs() < 0.1
            );
        }
    }
}
