//! How far a page is turned away from straight.

use image::GrayImage;

/// A page lies in the scanner straighter than this, in degrees.
const MOST: f32 = 6.0;
/// More edges than this say nothing new.
const ENOUGH: usize = 250_000;
/// This share of the picture at each side is not looked at: margins of scanners are
/// straight where the page is not.
const MARGIN: f32 = 0.02;

/// Degrees that text and rulings run uphill, from -6 to 6.
///
/// Edges of ink are summed along slanted rows and columns: where the slant is that of the
/// page, sums differ most from one row to the next. Works as well for a page on its side.
pub(super) fn skew(ink: &GrayImage) -> f32 {
    let edges = [edges(ink, false), edges(ink, true)];
    if edges.iter().all(|e| e.len() < 50) {
        return 0.0;
    }
    let mut best = 0.0;
    // Degrees on both sides of the best so far, step, pixels to a row.
    for (reach, step, row) in [(MOST, 0.15, 4.0), (0.3, 0.04, 2.0), (0.08, 0.01, 1.0)] {
        let steps = (reach / step) as i32;
        let middle: f32 = best;
        let mut most = (0.0, best);
        // From the middle outwards: of equals the straightest wins.
        for n in 0..=steps {
            for degrees in [middle + n as f32 * step, middle - n as f32 * step] {
                let tan = degrees.to_radians().tan();
                let sharp: f64 = edges.iter().map(|e| sharpness(e, tan, row)).sum();
                if sharp > most.0 * 1.003 {
                    most = (sharp, degrees);
                }
            }
        }
        best = most.1;
    }
    best
}

/// An edge's place along and across the axis it belongs to.
type Edge = (f32, f32);

/// Where ink begins, downwards, or to the right for columns; signed so that the same slant
/// fits both.
fn edges(ink: &GrayImage, columns: bool) -> Vec<Edge> {
    let (width, height) = (ink.width() as usize, ink.height() as usize);
    let (mx, my) = ((width as f32 * MARGIN) as usize, (height as f32 * MARGIN) as usize);
    let raw = ink.as_raw();
    let mut found = Vec::new();
    let back = if columns { 1 } else { width };
    for y in (my + 1)..height.saturating_sub(my + 1) {
        for x in (mx + 1)..width.saturating_sub(mx + 1) {
            let at = y * width + x;
            if raw[at] != 0 && raw[at - back] == 0 {
                found.push(if columns {
                    (-(y as f32), x as f32)
                } else {
                    (x as f32, y as f32)
                });
            }
        }
    }
    // Every n-th, by an odd n so that no pattern of the page is followed.
    let step = (found.len() / ENOUGH * 2) + 1;
    found.into_iter().step_by(step).collect()
}

/// How much sums along rows of a slant differ from each other.
fn sharpness(edges: &[Edge], tan: f32, row: f32) -> f64 {
    let place = |&(along, across): &Edge| (across + along * tan) / row;
    let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
    for edge in edges {
        let at = place(edge);
        least = least.min(at);
        most = most.max(at);
    }
    if edges.is_empty() {
        return 0.0;
    }
    let mut sums = vec![0i32; (most - least) as usize + 2];
    for edge in edges {
        sums[(place(edge) - least) as usize] += 1;
    }
    sums.windows(2).map(|pair| f64::from(pair[1] - pair[0]).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Twelve lines of blots, uphill by some degrees; a picture of a page has at least so many
    /// pixels.
    fn page(degrees: f32, side: bool) -> GrayImage {
        let tan = degrees.to_radians().tan();
        let mut image = GrayImage::new(1400, 1400);
        for line in 0..12 {
            for x in (100..1300u32).filter(|x| x % 14 < 11) {
                let y = 120.0 + line as f32 * 95.0 - x as f32 * tan;
                for dy in 0..14 {
                    let (along, across) = (x, y as u32 + dy);
                    let (x, y) =
                        if side { (1399 - across, along) } else { (along, across) };
                    image.put_pixel(x, y, Luma([255]));
                }
            }
        }
        image
    }

    #[test]
    fn text_uphill_and_downhill() {
        for degrees in [0.0, 0.4, -1.5, 3.7, -4.0] {
            let found = skew(&page(degrees, false));
            assert!((found - degrees).abs() < 0.1, "{found} for {degrees}");
        }
    }

    #[test]
    fn text_on_its_side() {
        for degrees in [0.8, -2.0] {
            let found = skew(&page(degrees, true));
            assert!((found - degrees).abs() < 0.1, "{found} for {degrees}");
        }
    }

    #[test]
    fn a_blank_page_is_straight() {
        assert_eq!(skew(&GrayImage::new(0, 0)), 0.0);
        assert_eq!(skew(&GrayImage::new(300, 200)), 0.0);
    }
}
