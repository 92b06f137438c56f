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
    if edges.iter().all(|e| e.places.len() < 50) {
        return 0.0;
    }
    let mut best = 0.0;
    // Degrees on both sides of the best so far, step, pixels to a row, edges to skip: a
    // coarse look needs only some of them.
    for (reach, step, row, skip) in
        [(MOST, 0.15, 4.0, 5), (0.3, 0.04, 2.0, 3), (0.08, 0.01, 1.0, 1)]
    {
        let sample = |e: &Edges| Edges {
            places: e.places.iter().copied().step_by(skip).collect(),
            ..*e
        };
        let edges = [sample(&edges[0]), sample(&edges[1])];
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
    let sharp = |degrees: f32| -> f64 {
        let tan = degrees.to_radians().tan();
        edges.iter().map(|e| sharpness(e, tan, 1.0)).sum()
    };
    // A page that nothing was done to stays untouched.
    if sharp(best) > sharp(0.0) * 1.01 { best } else { 0.0 }
}

/// Where ink begins along one axis.
struct Edges {
    /// Length of the axis, and how far it is across.
    along: f32,
    across: f32,
    /// Places along and across.
    places: Vec<(f32, f32)>,
}

/// Where ink begins, downwards, or to the right for columns; signed so that the same slant
/// fits both.
fn edges(ink: &GrayImage, columns: bool) -> Edges {
    let (width, height) = (ink.width() as usize, ink.height() as usize);
    let (mx, my) = ((width as f32 * MARGIN) as usize, (height as f32 * MARGIN) as usize);
    let raw = ink.as_raw();
    let mut places = Vec::new();
    let back = if columns { 1 } else { width };
    for y in (my + 1)..height.saturating_sub(my + 1) {
        for x in (mx + 1)..width.saturating_sub(mx + 1) {
            let at = y * width + x;
            if raw[at] != 0 && raw[at - back] == 0 {
                places.push(if columns {
                    ((height - y) as f32, x as f32)
                } else {
                    (x as f32, y as f32)
                });
            }
        }
    }
    // Every n-th, by an odd n so that no pattern of the page is followed.
    let step = (places.len() / ENOUGH * 2) + 1;
    let places = places.into_iter().step_by(step).collect();
    let (along, across) = if columns { (height, width) } else { (width, height) };
    Edges { along: along as f32, across: across as f32, places }
}

/// How much sums along rows of a slant differ from each other.
fn sharpness(edges: &Edges, tan: f32, row: f32) -> f64 {
    let lowest = (edges.along * tan).min(0.0);
    let rows = (edges.across + edges.along * tan.abs()) / row;
    let mut sums = vec![0i32; rows.max(0.0) as usize + 2];
    let last = sums.len() - 1;
    let (slant, scale) = (tan / row, 1.0 / row);
    let shift = -lowest / row;
    for &(along, across) in &edges.places {
        let at = (across * scale + along * slant + shift) as usize;
        sums[at.min(last)] += 1;
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
