//! From the picture of a line to what the reading model takes: strips of a fixed height.

use image::GrayImage;
use image::imageops::{self, FilterType};
use std::ops::Range;

/// The height of a line that the model was trained on, in pixels.
pub(super) const HEIGHT: usize = 48;

/// How broad a line is shown, as a share of its true breadth. The model reads somewhat
/// narrow characters at least as well as true ones, in proportionally less time: of 1,247
/// numbers of bad scans 54 were misread like this, and 63 in true breadth. At 0.75 runs of
/// one digit begin to lose some of it (10,000,000.00 read as 10,00000.00), and surely.
const BREADTH: f64 = 0.85;

/// Pixels of one step of the model along a line.
pub(super) const STEP: usize = 8;

/// Widest strip that is read at once: some sixty Han characters. Attention in the model
/// and its 18,710 labels for every step cost memory by the width.
const WIDEST: usize = 2400;

/// More strips than this are no line of text.
const MOST_STRIPS: u32 = 16;

/// Lower pictures show no character.
const LOWEST: u32 = 4;

/// A picture of a line, or of a part of one, [`HEIGHT`] pixels high.
pub(super) struct Strip {
    /// Columns of the line's picture that it shows.
    pub(super) columns: Range<u32>,
    /// Pixels across, before padding.
    pub(super) width: usize,
    /// One plane of brightness, rows from the top, from -1 (black) to 1 (white).
    pub(super) values: Vec<f32>,
}

impl Strip {
    /// Pixels across as the model takes it: whole steps, and not too few of them.
    pub(super) fn padded_width(&self) -> usize {
        self.width.next_multiple_of(STEP).max(HEIGHT)
    }

    /// Writes the strip as three equal planes, padded to a width with mid grey.
    pub(super) fn write(&self, width: usize, planes: &mut Vec<f32>) {
        for _ in 0..3 {
            for row in self.values.chunks_exact(self.width) {
                planes.extend_from_slice(row);
                planes.extend(std::iter::repeat_n(0.0, width - self.width));
            }
        }
    }
}

/// The strips of a line, from left to right; `None` of what cannot be a line of text.
pub(super) fn strips(line: &GrayImage) -> Option<Vec<Strip>> {
    let (width, height) = line.dimensions();
    if width == 0 || height < LOWEST {
        return None;
    }
    let scale = HEIGHT as f64 * BREADTH / f64::from(height);
    let widest = (WIDEST as f64 / scale) as u32;
    if width > widest * MOST_STRIPS {
        return None;
    }
    let mut strips = Vec::new();
    let mut from = 0;
    while from < width {
        let to = match width - from <= widest {
            true => width,
            false => lightest_column(line, from + widest / 2..from + widest),
        };
        strips.push(strip(line, from..to, scale));
        from = to;
    }
    Some(strips)
}

fn strip(line: &GrayImage, columns: Range<u32>, scale: f64) -> Strip {
    let span = columns.end - columns.start;
    let part = imageops::crop_imm(line, columns.start, 0, span, line.height()).to_image();
    let width = (f64::from(span) * scale).ceil().max(1.0);
    // A triangle as wide as a pixel of the smaller picture: between pixels where it
    // grows, over all of them where it shrinks.
    let scaled =
        imageops::resize(&part, width as u32, HEIGHT as u32, FilterType::Triangle);
    let values = scaled.iter().map(|&value| f32::from(value) / 127.5 - 1.0).collect();
    Strip { columns, width: width as usize, values }
}

/// Where a line is cut: the middle of the widest gap among the lightest columns.
fn lightest_column(line: &GrayImage, columns: Range<u32>) -> u32 {
    let darkness: Vec<u64> = columns
        .clone()
        .map(|x| {
            (0..line.height()).map(|y| u64::from(255 - line.get_pixel(x, y).0[0])).sum()
        })
        .collect();
    let lightest = darkness.iter().copied().min().unwrap_or(0);
    // Noise of paper: a sixteenth of full black on average is still a gap.
    let light = lightest + u64::from(line.height()) * 16;
    let (mut best, mut from) = (0..0, None);
    for at in 0..=darkness.len() {
        match (darkness.get(at).is_some_and(|it| *it <= light), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                if at - start > best.len() {
                    best = start..at;
                }
                from = None;
            }
            _ => {}
        }
    }
    // Never at the very start: each strip must take something.
    columns.start + (best.start + best.len() / 2).max(1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn paper(width: u32, height: u32) -> GrayImage {
        GrayImage::from_pixel(width, height, Luma([255]))
    }

    #[test]
    fn a_line_is_scaled_to_the_height_of_the_model() {
        let strips = strips(&paper(200, 24)).expect("a line");
        assert_eq!(strips.len(), 1);
        assert_eq!((strips[0].width, strips[0].padded_width()), (340, 344));
        assert!(strips[0].values.iter().all(|value| *value == 1.0));
        let mut planes = Vec::new();
        strips[0].write(344, &mut planes);
        assert_eq!(planes.len(), 3 * 48 * 344);
        assert_eq!(planes[340..344], [0.0; 4]);
    }

    #[test]
    fn a_wide_line_is_cut_in_its_widest_gap() {
        let mut line = paper(7000, 48);
        for x in (0..7000).filter(|x| !(2700..2760).contains(x) && x % 30 > 2) {
            line.put_pixel(x, 24, Luma([0]));
            for y in 10..40 {
                line.put_pixel(x, y, Luma([0]));
            }
        }
        let strips = strips(&line).expect("a line");
        let cut: Vec<_> = strips.iter().map(|strip| strip.columns.clone()).collect();
        assert_eq!(cut[0], 0..2731);
        assert!(strips.iter().all(|strip| strip.width <= WIDEST));
        assert!(cut.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(cut[cut.len() - 1].end, 7000);
    }

    #[test]
    fn what_is_no_line_has_no_strips() {
        for (width, height) in
            [(0, 0), (100, 0), (0, 100), (1, 1), (100, 3), (300_000, 10)]
        {
            assert!(strips(&paper(width, height)).is_none(), "{width} × {height}");
        }
        assert!(strips(&paper(1, 3000)).is_some());
    }
}
