//! Long thin runs of ink: the strokes that may be rulings.
//!
//! Everything here looks along rows; for columns the picture is turned over its diagonal.

use image::GrayImage;

/// A run goes on over gaps up to this, in pixels at 200 dpi.
const GAP: f32 = 2.5;
/// Share of a run that must be ink.
const FILLED: f32 = 0.75;
/// Thicker ink is no ruling: print, or a filled area. In pixels at 200 dpi; 6 is 2.2 pt.
const THICK: f32 = 6.0;
/// The same for runs longer than `LONG`, which no print has.
const THICK_LONG: f32 = 11.0;
const LONG: f32 = 250.0;
/// Share of a run's ink that must be thin; letters that touch a ruling are the rest.
const THIN: f32 = 0.65;
/// Runs in neighbouring rows belong together over gaps up to this, in pixels at 200 dpi.
const REACH: f32 = 4.0;
/// A trace has a place every so many pixels at 200 dpi.
const TRACE: f32 = 16.0;

/// A run of ink in one row, half open, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub(super) row: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Piece {
    fn len(&self) -> u32 {
        self.to - self.from
    }
}

/// A thin stretch of ink along one axis, in pixels.
#[derive(Debug, Clone, Default)]
pub(super) struct Stroke {
    /// Its middle across the axis.
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
    /// How thick it is, in the mean.
    pub(super) thick: f32,
    /// Place along, place across, and length it stands for.
    pub(super) trace: Vec<(f32, f32, f32)>,
    /// Its runs.
    pub(super) pieces: Vec<Piece>,
}

impl Stroke {
    /// Length along the axis.
    pub(super) fn len(&self) -> f32 {
        self.to - self.from
    }

    /// Its place across the axis, where it is nearest to a place along it.
    pub(super) fn across(&self, place: f32) -> f32 {
        let next = self.trace.partition_point(|t| t.0 < place);
        let near = [next.checked_sub(1), Some(next)].into_iter().flatten();
        near.filter_map(|n| self.trace.get(n))
            .min_by(|a, b| (a.0 - place).abs().total_cmp(&(b.0 - place).abs()))
            .map_or(self.at, |t| t.1)
    }
}

/// Strokes of at least some length along the rows of a picture of ink.
pub(super) fn strokes(ink: &GrayImage, least: f32, scale: f32) -> Vec<Stroke> {
    let pieces = pieces(ink, least, scale);
    let mut parent: Vec<usize> = (0..pieces.len()).collect();
    let reach = (REACH * scale).max(2.0) as u32;
    // First piece of each row, to look back one and two rows.
    let mut starts = vec![pieces.len(); ink.height() as usize + 1];
    for (at, piece) in pieces.iter().enumerate().rev() {
        starts[piece.row as usize] = at;
    }
    for row in (0..starts.len() - 1).rev() {
        starts[row] = starts[row].min(starts[row + 1]);
    }
    for (at, piece) in pieces.iter().enumerate() {
        let row = piece.row as usize;
        for back in 0..=2.min(row) {
            let others = starts[row - back]..starts[row - back + 1].min(at);
            // Ordered and apart in a row: what ends too early comes first.
            let first = others.start
                + pieces[others.clone()].partition_point(|p| p.to + reach < piece.from);
            for (other, near) in pieces.iter().enumerate().take(others.end).skip(first) {
                if near.from > piece.to + reach {
                    break;
                }
                let (a, b) = (root(&mut parent, other), root(&mut parent, at));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut members: Vec<Vec<Piece>> = vec![Vec::new(); pieces.len()];
    for (at, &piece) in pieces.iter().enumerate() {
        members[root(&mut parent, at)].push(piece);
    }
    members.into_iter().filter(|m| !m.is_empty()).map(|m| stroke(m, scale)).collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn stroke(pieces: Vec<Piece>, scale: f32) -> Stroke {
    let from = pieces.iter().map(|p| p.from).min().unwrap_or(0);
    let to = pieces.iter().map(|p| p.to).max().unwrap_or(0);
    let step = ((TRACE * scale) as u32).max(4);
    let mut bins = vec![(0u64, 0.0f64); (to - from).div_ceil(step) as usize];
    let (mut area, mut sum) = (0u64, 0.0f64);
    for piece in &pieces {
        let middle = f64::from(piece.row) + 0.5;
        area += u64::from(piece.len());
        sum += f64::from(piece.len()) * middle;
        let mut x = piece.from;
        while x < piece.to {
            let bin = (x - from) / step;
            let end = (from + (bin + 1) * step).min(piece.to);
            bins[bin as usize].0 += u64::from(end - x);
            bins[bin as usize].1 += f64::from(end - x) * middle;
            x = end;
        }
    }
    let trace = bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0).map(|(n, bin)| {
        let start = from + n as u32 * step;
        let end = (start + step).min(to);
        let across = bin.1 / bin.0 as f64;
        ((start + end) as f32 / 2.0, across as f32, (end - start) as f32)
    });
    Stroke {
        at: (sum / area.max(1) as f64) as f32,
        from: from as f32,
        to: to as f32,
        thick: area as f32 / (to - from).max(1) as f32,
        trace: trace.collect(),
        pieces,
    }
}

/// Runs of at least some length, ordered by row and place.
fn pieces(ink: &GrayImage, least: f32, scale: f32) -> Vec<Piece> {
    let width = ink.width() as usize;
    let mut found = Vec::new();
    if width == 0 {
        return found;
    }
    let gap = (GAP * scale).max(1.0) as usize;
    let least = least.max(4.0) as usize;
    let raw = ink.as_raw();
    for (y, row) in raw.chunks_exact(width).enumerate() {
        let mut from = next(row, 0, 255);
        while from < width {
            let mut to = next(row, from, 0);
            let mut inked = to - from;
            let mut beyond = next(row, to, 255);
            while beyond < width && beyond - to <= gap {
                to = next(row, beyond, 0);
                inked += to - beyond;
                beyond = next(row, to, 255);
            }
            let len = to - from;
            if len >= least
                && inked as f32 >= len as f32 * FILLED
                && is_thin(raw, width, y, from..to, scale)
            {
                found.push(Piece { row: y as u32, from: from as u32, to: to as u32 });
            }
            from = beyond;
        }
    }
    found
}

/// Where a row of 0 and 255 next has a value; its length if nowhere.
fn next(row: &[u8], mut at: usize, value: u8) -> usize {
    const STEP: usize = 16;
    let other = u128::from_ne_bytes([!value; STEP]);
    while let Some(chunk) = row[at..].first_chunk::<STEP>() {
        if u128::from_ne_bytes(*chunk) != other {
            break;
        }
        at += STEP;
    }
    row[at..].iter().position(|&p| p == value).map_or(row.len(), |p| at + p)
}

/// Whether most ink of a run is not thicker than a ruling.
fn is_thin(
    raw: &[u8],
    width: usize,
    y: usize,
    run: std::ops::Range<usize>,
    scale: f32,
) -> bool {
    let long = run.len() as f32 >= LONG * scale;
    // Smoothing makes every stroke two pixels thicker.
    let most = if long { THICK_LONG } else { THICK } * scale + 2.0;
    let most = most as usize;
    let height = raw.len() / width;
    let (mut inked, mut thin) = (0usize, 0usize);
    for x in run.step_by(2) {
        if raw[y * width + x] == 0 {
            continue;
        }
        inked += 1;
        let up =
            (1..=most).take_while(|d| *d <= y && raw[(y - d) * width + x] != 0).count();
        let down = (1..=most)
            .take_while(|d| y + d < height && raw[(y + d) * width + x] != 0)
            .count();
        thin += usize::from(up + down < most);
    }
    thin as f32 >= inked as f32 * THIN
}

/// A picture turned over its diagonal: its columns become rows.
pub(super) fn transposed(image: &GrayImage) -> GrayImage {
    const SQUARE: usize = 32;
    let (width, height) = (image.width() as usize, image.height() as usize);
    let raw = image.as_raw();
    let mut out = vec![0u8; raw.len()];
    for top in (0..height).step_by(SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            for x in left..(left + SQUARE).min(width) {
                for y in top..(top + SQUARE).min(height) {
                    out[x * height + y] = raw[y * width + x];
                }
            }
        }
    }
    GrayImage::from_raw(image.height(), image.width(), out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn page(width: u32, height: u32, boxes: &[[u32; 4]]) -> GrayImage {
        let mut ink = GrayImage::new(width, height);
        for &[x0, y0, x1, y1] in boxes {
            for y in y0..y1 {
                for x in x0..x1 {
                    ink.put_pixel(x, y, Luma([255]));
                }
            }
        }
        ink
    }

    fn ends(ink: &GrayImage) -> Vec<(f32, f32, f32)> {
        strokes(ink, 45.0, 1.0).iter().map(|s| (s.at, s.from, s.to)).collect()
    }

    #[test]
    fn a_line_that_climbs_is_one_stroke() {
        // Three stairs of one row each, two pixels thick.
        let ink =
            page(400, 40, &[[10, 20, 130, 22], [130, 19, 250, 21], [250, 18, 370, 20]]);
        assert_eq!(ends(&ink), [(20.0, 10.0, 370.0)]);
        let traced = strokes(&ink, 45.0, 1.0)[0].trace.clone();
        assert_eq!(traced.first().map(|t| t.1), Some(21.0));
        assert_eq!(traced.last().map(|t| t.1), Some(19.0));
    }

    #[test]
    fn small_gaps_close_and_wide_ones_stay_where_lines_do_not_go_on() {
        let dash = |x: u32, y: u32| [x, y, x + 60, y + 2];
        let ink =
            page(400, 60, &[dash(10, 10), dash(72, 10), dash(10, 40), dash(100, 40)]);
        assert_eq!(
            ends(&ink),
            [(11.0, 10.0, 132.0), (41.0, 10.0, 70.0), (41.0, 100.0, 160.0)]
        );
    }

    #[test]
    fn print_and_filled_areas_are_no_strokes() {
        let ink = page(300, 100, &[[10, 10, 100, 30], [150, 50, 170, 52]]);
        assert!(ends(&ink).is_empty());
        assert!(ends(&page(300, 200, &[[0, 0, 300, 200]])).is_empty());
    }

    #[test]
    fn columns_are_rows_of_the_transposed_picture() {
        let ink = page(100, 300, &[[40, 20, 42, 260]]);
        assert_eq!(ends(&transposed(&ink)), [(41.0, 20.0, 260.0)]);
        assert_eq!(transposed(&transposed(&ink)), ink);
    }
}
