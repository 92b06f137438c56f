//! A ruling too faint to be ink, where one is expected.

use image::GrayImage;
use std::ops::Range;

// Lengths are in pixels at 200 dpi.

/// A ruling is looked for in blocks of this length.
const BLOCK: f32 = 10.0;
/// How far from its place a ruling may be.
const OFF: f32 = 3.5;
/// Its paper is looked for so far away from it.
const PAPER: [f32; 2] = [2.5, 5.0];
/// The ruling is darker than its paper by this share and by this many levels.
const DARKER: f32 = 0.03;
const LEVELS: f32 = 5.0;
/// Share of the blocks that show it.
const SHOWN: f32 = 0.88;
/// In all of these blocks it is in the same place, give or take this.
const SAME: f32 = 1.5;
/// At its ends it is as dark as in its middle, or at least by this share.
const ENDS: f32 = 0.45;

/// Whether a faint dark line runs along a stretch of a row (or a column) of the page.
pub(super) fn is_ruled(
    gray: &GrayImage,
    columns: bool,
    at: f32,
    stretch: Range<f32>,
    scale: f32,
) -> bool {
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    let (along, across) = if columns { (height, width) } else { (width, height) };
    let (step, side) = if columns { (width, 1) } else { (1, width) };
    let from = (stretch.start.max(0.0) as usize).min(along);
    let to = (stretch.end.max(0.0) as usize).min(along);
    let reach = ((OFF + PAPER[1]) * scale).ceil() as usize + 1;
    let middle = at.max(0.0) as usize;
    if to <= from + 4 || middle < reach || middle + reach >= across {
        return false;
    }
    let raw = gray.as_raw();
    let count = ((to - from) as f32 / (BLOCK * scale).max(4.0)).round().max(4.0) as usize;
    let mut shown: Vec<(usize, f32)> = Vec::with_capacity(count);
    let mut profile = vec![0u32; 2 * reach + 1];
    let mut total = 0;
    for block in 0..count {
        let start = from + (to - from) * block / count;
        let end = from + (to - from) * (block + 1) / count;
        if start == end {
            continue;
        }
        total += 1;
        for (n, sum) in profile.iter_mut().enumerate() {
            let first = (middle + n - reach) * side;
            *sum = (start..end).map(|a| u32::from(raw[first + a * step])).sum();
        }
        if let Some(ridge) = ridge(&profile, (end - start) as f32, reach, scale) {
            shown.push(ridge);
        }
    }
    let mut places: Vec<usize> = shown.iter().map(|&(place, _)| place).collect();
    places.sort_unstable();
    let Some(&usual) = places.get(places.len() / 2) else { return false };
    shown.retain(|&(place, _)| place.abs_diff(usual) as f32 <= (SAME * scale).max(1.0));
    if (shown.len() as f32) < total as f32 * SHOWN {
        return false;
    }
    let mean = |part: &[(usize, f32)]| {
        part.iter().map(|&(_, contrast)| contrast).sum::<f32>() / part.len().max(1) as f32
    };
    let third = (shown.len() / 3).max(1);
    let inner =
        mean(&shown[third.min(shown.len() - 1)..(shown.len() - third).max(third)]);
    let ends = mean(&shown[..third]).min(mean(&shown[shown.len() - third..]));
    ends >= inner * ENDS
}

/// Place and contrast of the dark line in a profile across it.
fn ridge(profile: &[u32], length: f32, reach: usize, scale: f32) -> Option<(usize, f32)> {
    let off = ((OFF * scale) as usize).max(1).min(reach);
    let (place, &dark) = profile
        .iter()
        .enumerate()
        .skip(reach - off)
        .take(2 * off + 1)
        .min_by_key(|&(_, &tone)| tone)?;
    let near = ((PAPER[0] * scale).round() as usize).max(2);
    let far = ((PAPER[1] * scale).round() as usize).max(near + 1);
    let mean = |part: Option<&[u32]>| {
        part.filter(|part| !part.is_empty())
            .map(|part| part.iter().sum::<u32>() as f32 / part.len() as f32)
    };
    let before = mean(profile.get(place.checked_sub(far)?..place - near + 1))?;
    let after = mean(profile.get(place + near..place + far + 1))?;
    let paper = before.min(after) / length;
    let contrast = paper - dark as f32 / length;
    (contrast >= (paper * DARKER).max(LEVELS)).then_some((place, contrast))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn noise(x: u32, y: u32) -> u8 {
        (x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 7) as u8
            % 7
    }

    fn page(dark: impl Fn(u32, u32) -> u8) -> GrayImage {
        GrayImage::from_fn(300, 100, |x, y| Luma([220 + noise(x, y) - dark(x, y)]))
    }

    #[test]
    fn a_hairline_is_seen_and_bare_paper_is_not() {
        let line = page(|_, y| if y == 51 { 14 } else { 0 });
        assert!(is_ruled(&line, false, 50.0, 40.0..260.0, 1.0));
        assert!(!is_ruled(&line, false, 80.0, 40.0..260.0, 1.0));
        assert!(!is_ruled(&line, true, 50.0, 5.0..95.0, 1.0));
    }

    #[test]
    fn half_a_line_and_letters_in_a_row_are_none() {
        let half = page(|x, y| if y == 51 && x < 150 { 60 } else { 0 });
        assert!(!is_ruled(&half, false, 50.0, 40.0..260.0, 1.0));
        let letters =
            page(|x, y| if (44..58).contains(&y) && x % 22 < 9 { 90 } else { 0 });
        assert!(!is_ruled(&letters, false, 50.0, 40.0..260.0, 1.0));
    }
}
