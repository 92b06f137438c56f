//! A picture in one channel: stamps faded, tinted paper made neutral, size bounded.

use crate::{Picture, Pixels};
use image::{GrayImage, RgbImage};

/// Above this many pixels a picture is shrunk: A3 at 300 dpi twice over.
const MOST_PIXELS: u64 = 36_000_000;
/// From this resolution on, half of it is as good to read.
const FINE_DPI: f32 = 500.0;
/// A picture below this resolution cannot be of a page; its size is taken for A4 then.
const COARSE_DPI: f32 = 36.0;
/// Long side of A4, in inches.
const A4_INCHES: f32 = 11.69;
/// Pixels with more colour than this (as a share of their lightness) begin to fade; the
/// share of colour of a stamp on paper is 0.4 and more.
const COLOURED: f32 = 0.22;
/// From `COLOURED` on, the colour by which a pixel fades whole.
const FADING: f32 = 0.18;
/// Pixels darker than this share of paper are print, whatever colour a camera gives them.
const PRINT: f32 = 0.45;
/// A stamp is not darker than this share of paper in its lightest channel.
const DARKEST_STAMP: f32 = 0.6;

/// A page in grey, and where coloured stamps lie on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Plain {
    pub(super) gray: GrayImage,
    /// 255 under a stamp, else 0; `None` for a picture without colour.
    pub(super) stamp: Option<GrayImage>,
    pub(super) dpi: f32,
}

/// Takes the colour out of a picture.
///
/// The lightest channel shows black print and hides most of a red or blue stamp; what is
/// left of the stamp is faded by its colour.
pub(super) fn plain(picture: &Picture) -> Plain {
    let (width, height) = (picture.width(), picture.height());
    let mut dpi = picture.dpi;
    if !dpi.is_finite() || dpi < COARSE_DPI {
        dpi = (width.max(height) as f32 / A4_INCHES).max(1.0);
    }
    let pixels = u64::from(width) * u64::from(height);
    let mut by =
        if dpi >= FINE_DPI { (dpi / (FINE_DPI / 2.0)).floor() as u32 } else { 1 };
    // A picture with a false resolution may be tiny.
    by = by.min(width.min(height) / 512).max(1);
    while pixels / (u64::from(by) * u64::from(by)) > MOST_PIXELS {
        by += 1;
    }
    match &picture.pixels {
        Pixels::Gray(image) => {
            let gray = if by > 1 { shrunk(image, by) } else { image.clone() };
            Plain { gray, stamp: None, dpi: dpi / by as f32 }
        }
        Pixels::Colour(image) => {
            let (gray, stamp) = faded(image);
            if by > 1 {
                let stamp = stamp.map(|stamp| shrunk(&stamp, by));
                return Plain { gray: shrunk(&gray, by), stamp, dpi: dpi / by as f32 };
            }
            Plain { gray, stamp, dpi }
        }
    }
}

/// The mean of squares of `by` pixels.
fn shrunk(image: &GrayImage, by: u32) -> GrayImage {
    let (width, height) = ((image.width() / by).max(1), (image.height() / by).max(1));
    let row_len = image.width() as usize;
    let by = by as usize;
    let mut out = Vec::with_capacity(width as usize * height as usize);
    let mut sums = vec![0u32; width as usize];
    for rows in image.as_raw().chunks_exact(row_len * by).take(height as usize) {
        sums.fill(0);
        for row in rows.chunks_exact(row_len) {
            for (sum, square) in sums.iter_mut().zip(row.chunks_exact(by)) {
                *sum += square.iter().map(|&p| u32::from(p)).sum::<u32>();
            }
        }
        out.extend(sums.iter().map(|sum| (sum / (by * by) as u32) as u8));
    }
    GrayImage::from_raw(width, height, out).unwrap_or_default()
}

/// Grey and stamp of a coloured picture; no stamp where it has no colour to speak of.
///
/// Ink of a stamp lets light through: print under it is darker by the tone of the stamp. So
/// coloured pixels become lighter by as much as makes the stamp paper.
fn faded(image: &RgbImage) -> (GrayImage, Option<GrayImage>) {
    let tones = Tones::of(image);
    let light = f32::from(tones.light);
    let gain = light / tones.stamp;
    let print = (light * PRINT) as u8;
    let count = image.width() as usize * image.height() as usize;
    let (mut gray, mut stamp) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut coloured = 0usize;
    for pixel in image.as_raw().chunks_exact(3) {
        let (most, spread) = tones.balanced(pixel);
        if is_coloured(most, spread) {
            let colour = f32::from(spread) / f32::from(most);
            let share = ((colour - COLOURED) / FADING).min(1.0);
            let tone = f32::from(most);
            let lit = (tone * (1.0 + (gain - 1.0) * share)).min(light.max(tone));
            gray.push(lit as u8);
            let is_stamp = most > print;
            coloured += usize::from(is_stamp);
            stamp.push(if is_stamp { 255 } else { 0 });
        } else {
            gray.push(most);
            stamp.push(0);
        }
    }
    let (width, height) = image.dimensions();
    let gray = GrayImage::from_raw(width, height, gray).unwrap_or_default();
    // A stamp of 8 mm on A4 is a thousandth of the page.
    let stamp = (coloured * 2000 > count)
        .then(|| GrayImage::from_raw(width, height, stamp).unwrap_or_default())
        .map(dense);
    (gray, stamp)
}

/// Whether `spread / most` is more than `COLOURED`, without a division.
fn is_coloured(most: u8, spread: u8) -> bool {
    u32::from(spread) * 100 > u32::from(most) * (COLOURED * 100.0) as u32
}

/// The tones of a coloured picture.
struct Tones {
    /// Tables of each channel that make paper neutral, at the tone of its lightest channel.
    balance: [[u8; 256]; 3],
    /// The tone of paper.
    light: u8,
    /// The tone of most of the stamp.
    stamp: f32,
}

impl Tones {
    fn of(image: &RgbImage) -> Self {
        let step = (image.as_raw().len() / 3 / 200_000).max(1);
        let some = || image.as_raw().chunks_exact(3).step_by(step);
        let mut counts = [[0u32; 256]; 3];
        for pixel in some() {
            for (counts, &value) in counts.iter_mut().zip(pixel) {
                counts[usize::from(value)] += 1;
            }
        }
        // Paper is lighter than nine tenths of the picture.
        let paper = counts.map(|counts| reached(&counts, 0.9).unwrap_or(255));
        let light = paper.iter().copied().max().unwrap_or(255);
        let balance = paper.map(|tone| {
            let gain = (f32::from(light) / f32::from(tone.max(1))).min(1.6);
            let mut table = [0u8; 256];
            for (value, out) in table.iter_mut().enumerate() {
                *out = (value as f32 * gain).round().min(255.0) as u8;
            }
            table
        });
        let paper = f32::from(light.max(1));
        let mut tones = Self { balance, light, stamp: paper };
        let mut counts = [0u32; 256];
        for pixel in some() {
            let (most, spread) = tones.balanced(pixel);
            if is_coloured(most, spread) && f32::from(most) > paper * PRINT {
                counts[usize::from(most)] += 1;
            }
        }
        if let Some(tone) = reached(&counts, 0.25) {
            tones.stamp = f32::from(tone).clamp(paper * DARKEST_STAMP, paper);
        }
        tones
    }

    /// The lightest channel of a pixel and how far the darkest is below it.
    fn balanced(&self, pixel: &[u8]) -> (u8, u8) {
        let r = self.balance[0][usize::from(pixel[0])];
        let g = self.balance[1][usize::from(pixel[1])];
        let b = self.balance[2][usize::from(pixel[2])];
        let most = r.max(g).max(b);
        (most, most - r.min(g).min(b))
    }
}

/// The tone that a share of all counted pixels does not exceed.
fn reached(counts: &[u32; 256], share: f32) -> Option<u8> {
    let total: u32 = counts.iter().sum();
    let wanted = (total as f32 * share) as u32;
    let mut sum = 0;
    (0..=255u8).find(|&tone| {
        sum += counts[usize::from(tone)];
        sum > wanted
    })
}

/// Drops lone pixels, the colour noise of a camera or of JPEG, from a mask.
fn dense(mask: GrayImage) -> GrayImage {
    const SIDE: usize = 8;
    /// In a square that a stroke of a stamp crosses, at least this many pixels are set.
    const FEW: usize = 10;
    let (width, height) = mask.dimensions();
    let row_len = width as usize;
    let mut raw = mask.into_raw();
    for rows in raw.chunks_mut(row_len.max(1) * SIDE) {
        for x in (0..row_len).step_by(SIDE) {
            let end = (x + SIDE).min(row_len);
            let set: usize = rows
                .chunks_exact(row_len)
                .map(|row| row[x..end].iter().filter(|&&p| p != 0).count())
                .sum();
            if set > 0 && set < FEW {
                for row in rows.chunks_exact_mut(row_len) {
                    row[x..end].fill(0);
                }
            }
        }
    }
    GrayImage::from_raw(width, height, raw).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Luma, Rgb};

    fn colour(tone: [u8; 3], dots: &[(u32, u32, [u8; 3])]) -> Picture {
        let mut image = RgbImage::from_pixel(100, 100, Rgb(tone));
        for &(x, y, tone) in dots {
            for dy in 0..8 {
                for dx in 0..8 {
                    image.put_pixel(x + dx, y + dy, Rgb(tone));
                }
            }
        }
        Picture { pixels: Pixels::Colour(image), dpi: 200.0 }
    }

    #[test]
    fn a_red_stamp_fades_and_print_under_it_stays() {
        let red = (8, 8, [205, 60, 70]);
        let print = (40, 40, [90, 30, 35]);
        let plain = plain(&colour([245, 244, 240], &[red, print]));
        assert!(plain.gray.get_pixel(10, 10).0[0] > 230);
        assert!(plain.gray.get_pixel(42, 42).0[0] < 120);
        let stamp = plain.stamp.expect("there is colour");
        assert_eq!(stamp.get_pixel(10, 10), &Luma([255]));
        assert_eq!(stamp.get_pixel(70, 70), &Luma([0]));
    }

    #[test]
    fn print_on_yellow_paper_does_not_fade() {
        let plain = plain(&colour([230, 205, 160], &[(8, 8, [120, 105, 80])]));
        assert!(plain.gray.get_pixel(10, 10).0[0] < 140);
        assert!(plain.gray.get_pixel(60, 60).0[0] > 220);
        assert!(plain.stamp.is_none());
    }

    #[test]
    fn a_huge_picture_is_shrunk_with_its_resolution() {
        let image = GrayImage::from_pixel(9000, 8000, Luma([7]));
        let plain = plain(&Picture { pixels: Pixels::Gray(image), dpi: 400.0 });
        assert_eq!(plain.gray.dimensions(), (4500, 4000));
        assert_eq!(plain.dpi, 200.0);
        assert!(plain.gray.pixels().all(|p| p.0[0] == 7));
    }
}
