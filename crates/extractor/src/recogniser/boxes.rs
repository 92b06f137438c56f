//! Boxes around lines of text, from a map of how probable text is at each pixel.
//!
//! The way of differentiable binarisation (DBNet): the model marks the core of each line,
//! which is then grown by what training took off. Pages come here straightened, so boxes
//! stand upright.

use crate::limits;
use image::GrayImage;
use image::imageops::{self, FilterType};
use std::ops::Range;

/// Longest side of the picture that the model sees, in pixels. Larger finds no more on
/// pages of 150 to 300 dpi, and costs twice the time; at 960 single digits are missed.
const LONGEST: u32 = 1280;

/// A picture with smaller sides is enlarged to this one first, …
const SHORTEST: u32 = 736;

/// … but never more than this: the lines of a page of 150 dpi are high enough as they are,
/// and a title that is looked at by itself is as wide as its page, and low.
const MOST_LARGER: f64 = 1.5;

/// The model halves its picture five times.
const MULTIPLE: u32 = 32;

/// Above this a pixel belongs to the core of a line.
const CORE: f32 = 0.3;

/// Mean probability that the box of a core must have.
const SURE: f32 = 0.5;

/// How much a core is grown: by this times its area, divided by its perimeter.
const GROWTH: f32 = 1.6;

/// More boxes than on any page.
const MOST: usize = 3000;

/// A picture this many times longer than broad is looked at in tiles where it is longer than
/// [`WHOLE`]: a long screenshot would be shrunk beyond reading.
const OBLONG: u32 = 2;

/// Pictures up to this length, in pixels, are looked at whole.
const WHOLE: u32 = 2 * LONGEST;

/// More tiles than any picture needs.
const MOST_TILES: u32 = 12;

/// Parts of a picture that are looked at one by one, cut where it is lightest: left, top,
/// right, bottom.
pub(super) fn tiles(picture: &GrayImage) -> Vec<[u32; 4]> {
    let (width, height) = picture.dimensions();
    let (long, short) = (width.max(height), width.min(height));
    if short == 0 {
        return Vec::new();
    }
    let count = match long > OBLONG * short && long > WHOLE {
        true => (2 * long).div_ceil(3 * short).min(MOST_TILES),
        false => 1,
    };
    let (length, reach) = (long / count, short / 8);
    let mut tiles = Vec::new();
    let mut from = 0;
    for at in 1..=count {
        let to = match at == count {
            true => long,
            false => {
                let near = at * length;
                let range = near.saturating_sub(reach).max(from + 1)..near + 1;
                lightest(picture, range, width >= height)
            }
        };
        tiles.push(match width >= height {
            true => [from, 0, to, height],
            false => [0, from, width, to],
        });
        from = to;
    }
    tiles
}

/// The lightest column, or row, of a range; the last one of equals.
fn lightest(picture: &GrayImage, range: Range<u32>, is_column: bool) -> u32 {
    let across = if is_column { picture.height() } else { picture.width() };
    let end = range.end;
    let light = |at: u32| -> u64 {
        let pixel = |by: u32| match is_column {
            true => picture.get_pixel(at, by).0[0],
            false => picture.get_pixel(by, at).0[0],
        };
        (0..across).map(|by| u64::from(pixel(by))).sum()
    };
    range.max_by_key(|at| light(*at)).unwrap_or(end)
}

/// Sides of the picture that the model takes of a picture.
pub(super) fn size(width: u32, height: u32) -> (u32, u32) {
    let (long, short) = (width.max(height).max(1), width.min(height).max(1));
    let down = f64::from(LONGEST) / f64::from(long);
    let up = f64::from(SHORTEST) / f64::from(short);
    let scale = down.min(up.clamp(1.0, MOST_LARGER));
    let side = |side: u32| {
        let whole = (f64::from(side) * scale / f64::from(MULTIPLE)).round() as u32;
        whole.max(1) * MULTIPLE
    };
    (side(width), side(height))
}

/// The picture as the model takes it: three equal planes, from -1 (black) to 1 (white).
pub(super) fn planes(picture: &GrayImage, (width, height): (u32, u32)) -> Vec<f32> {
    let scaled = imageops::resize(picture, width, height, FilterType::Triangle);
    let plane: Vec<f32> =
        scaled.iter().map(|&value| f32::from(value) / 127.5 - 1.0).collect();
    plane.repeat(3)
}

/// Boxes in a map of `width` columns, in pixels of a picture of another size: left, top,
/// right, bottom.
pub(super) fn boxes(map: &[f32], width: usize, picture: (u32, u32)) -> Vec<[u32; 4]> {
    if width == 0 || map.len() < width {
        return Vec::new();
    }
    let height = map.len() / width;
    let scale = (picture.0 as f32 / width as f32, picture.1 as f32 / height as f32);
    let mut boxes = Vec::new();
    for [left, top, right, bottom] in cores(map, width) {
        let (w, h) = ((right - left) as f32, (bottom - top) as f32);
        if w.min(h) < 3.0 || mean(map, width, [left, top, right, bottom]) < SURE {
            continue;
        }
        let growth = w * h * GROWTH / (2.0 * (w + h));
        if w.min(h) + 2.0 * growth < 5.0 {
            continue;
        }
        let edge = |at: usize, growth: f32, scale: f32, most: u32| {
            ((at as f32 + growth) * scale).round().clamp(0.0, most as f32) as u32
        };
        let found = [
            edge(left, -growth, scale.0, picture.0),
            edge(top, -growth, scale.1, picture.1),
            edge(right, growth, scale.0, picture.0),
            edge(bottom, growth, scale.1, picture.1),
        ];
        if found[0] < found[2] && found[1] < found[3] {
            boxes.push(found);
        }
    }
    boxes
}

/// Bounding boxes of the connected cores, right and bottom outside.
fn cores(map: &[f32], width: usize) -> Vec<[usize; 4]> {
    let height = map.len() / width;
    // Grown by one pixel to the right and down, as by a 2 × 2 brush.
    let core = |x: usize, y: usize| map[y * width + x] > CORE;
    let mut inked: Vec<bool> = (0..width * height)
        .map(|at| {
            let (x, y) = (at % width, at / width);
            let (before, above) = (x.saturating_sub(1), y.saturating_sub(1));
            core(x, y) || core(before, y) || core(x, above) || core(before, above)
        })
        .collect();
    let mut found = Vec::new();
    let mut stack = Vec::new();
    for start in 0..inked.len() {
        if !std::mem::take(&mut inked[start]) {
            continue;
        }
        if found.len() == MOST {
            limits::meet("more than 3,000 lines of text outside tables");
            break;
        }
        let mut bounds = [start % width, start / width, 0, 0];
        stack.push(start);
        while let Some(at) = stack.pop() {
            let (x, y) = (at % width, at / width);
            bounds[0] = bounds[0].min(x);
            bounds[2] = bounds[2].max(x + 1);
            bounds[3] = bounds[3].max(y + 1);
            for near_y in y.saturating_sub(1)..(y + 2).min(height) {
                for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                    let near = near_y * width + near_x;
                    if std::mem::take(&mut inked[near]) {
                        stack.push(near);
                    }
                }
            }
        }
        found.push(bounds);
    }
    found
}

fn mean(map: &[f32], width: usize, [left, top, right, bottom]: [usize; 4]) -> f32 {
    let rows = (top..bottom).map(|y| &map[y * width + left..y * width + right]);
    let sum: f64 = rows.flatten().map(|value| f64::from(*value)).sum();
    (sum / ((right - left) * (bottom - top)) as f64) as f32
}

/// Sorts boxes from top to bottom, then from left to right; those whose middles are at
/// most half a height apart stand in one row.
pub(super) fn in_reading_order(mut boxes: Vec<[u32; 4]>) -> Vec<[u32; 4]> {
    let middle = |it: &[u32; 4]| it[1] + (it[3] - it[1]) / 2;
    boxes.sort_by_key(|it| (middle(it), it[0], it[2]));
    let mut from = 0;
    while from < boxes.len() {
        let first = boxes[from];
        let reach = middle(&first) + (first[3] - first[1]) / 2;
        let row = boxes[from..].partition_point(|it| middle(it) < reach).max(1);
        boxes[from..from + row].sort_by_key(|it| (it[0], it[1], it[2]));
        from += row;
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map with rectangles of probability.
    fn map(width: usize, height: usize, drawn: &[([usize; 4], f32)]) -> Vec<f32> {
        let mut map = vec![0.0; width * height];
        for &([left, top, right, bottom], value) in drawn {
            for y in top..bottom {
                map[y * width + left..y * width + right].fill(value);
            }
        }
        map
    }

    #[test]
    fn cores_are_grown_and_scaled_to_the_picture() {
        let map = map(64, 32, &[([10, 10, 40, 16], 0.9)]);
        // 31 × 7 with the brush: grown by 31 · 7 · 1.6 / (2 · 38) = 4.57 on each side.
        assert_eq!(boxes(&map, 64, (128, 64)), [[11, 11, 91, 43]]);
    }

    #[test]
    fn unsure_and_tiny_cores_are_dropped() {
        let drawn = [([2, 2, 30, 9], 0.4), ([40, 4, 41, 5], 0.9)];
        assert!(boxes(&map(64, 32, &drawn), 64, (64, 32)).is_empty());
    }

    #[test]
    fn boxes_come_in_rows() {
        let drawn =
            [([40, 5, 60, 11], 0.9), ([5, 6, 25, 12], 0.9), ([5, 24, 25, 29], 0.9)];
        let found = in_reading_order(boxes(&map(64, 32, &drawn), 64, (64, 32)));
        let lefts: Vec<u32> = found.iter().map(|it| it[0]).collect();
        assert_eq!(lefts, [1, 36, 1]);
    }

    #[test]
    fn the_picture_for_the_model_is_bounded() {
        assert_eq!(size(1654, 2339), (896, 1280));
        assert_eq!(size(400, 300), (608, 448));
        // A title as wide as its page is neither cut nor enlarged.
        assert_eq!(size(1240, 110), (1280, 128));
        assert_eq!(size(20_000, 10), (1280, 32));
        assert_eq!(size(1, 1), (32, 32));
        assert_eq!(size(0, 0), (32, 32));
    }

    #[test]
    fn a_long_picture_is_cut_between_its_lines() {
        // Lines of 30 rows, white between them.
        let row = |y: u32| image::Luma([if y % 40 < 30 { 90 } else { 255 }]);
        let tiles = tiles(&GrayImage::from_fn(400, 3000, |_, y| row(y)));
        assert_eq!(tiles.len(), 5);
        assert_eq!((tiles[0][1], tiles[4][3]), (0, 3000));
        for pair in tiles.windows(2) {
            assert_eq!(pair[0][3], pair[1][1]);
            assert!(pair[0][3] % 40 >= 30, "{pair:?}");
        }
    }

    #[test]
    fn a_title_is_looked_at_whole() {
        assert_eq!(tiles(&GrayImage::new(2480, 200)), [[0, 0, 2480, 200]]);
    }

    #[test]
    fn tiles_cover_any_picture_without_gaps() {
        for (width, height) in [(1, 1), (1, 5000), (5000, 1), (3, 7), (1654, 2339)] {
            let tiles = tiles(&GrayImage::new(width, height));
            let area: u32 =
                tiles.iter().map(|it| (it[2] - it[0]) * (it[3] - it[1])).sum();
            assert_eq!(area, width * height, "{width} × {height}: {tiles:?}");
            assert!(tiles.iter().all(|it| it[0] < it[2] && it[1] < it[3]), "{tiles:?}");
        }
        assert!(tiles(&GrayImage::new(0, 9)).is_empty());
    }
}
