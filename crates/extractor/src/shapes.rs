//! What digits look like: which of them an outline can be.
//!
//! A font may call its glyphs what it likes, but it has to draw them. An outline is painted
//! small, its holes are counted, and a few places are looked at; what it cannot be is left
//! out. No digit is told from another by a hair: where a typeface is odd, many stay possible.

use hayro_interpret::kurbo::{self, BezPath, PathEl, Point, Shape};

/// Columns and rows of the small picture of an outline.
const COLUMNS: usize = 24;
const ROWS: usize = 32;
/// A hole of fewer places than this is a blemish, and so is one of less than this many
/// hundredths of the largest: the ball at the end of a 9 may touch its bowl.
const HOLE: usize = 6;
const SMALL_HOLE: usize = 35;
/// Pictures of one character differ by no more than this many hundredths of their places.
const ALIKE: usize = 6;
/// Outlines with more pieces than this are ornaments.
const MOST_PIECES: usize = 400;

/// Which digits an outline can be, one bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digits(u16);

impl Digits {
    pub(crate) const ANY: Self = Self(0x3ff);

    fn of(digits: &[u8]) -> Self {
        Self(digits.iter().fold(0, |all, digit| all | 1 << digit))
    }

    /// Whether that digit is among them.
    pub(crate) fn has(self, digit: u8) -> bool {
        self.0 & 1 << digit != 0
    }
}

/// What an outline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing at all.
    Blank,
    /// Something that can be these digits by the number of its holes, and these by all that
    /// is known.
    Ink {
        /// By its holes.
        holes: Digits,
        /// By holes and strokes.
        strokes: Digits,
        /// The shape itself, whatever its size.
        picture: Picture,
    },
}

/// Looks at an outline.
pub(crate) fn look(outline: &BezPath) -> Look {
    let bounds = outline.bounding_box();
    if outline.elements().is_empty() || bounds.width() < 1.0 && bounds.height() < 1.0 {
        return Look::Blank;
    }
    if outline.elements().len() > MOST_PIECES || !bounds.is_finite() {
        return Look::Ink {
            holes: Digits::ANY,
            strokes: Digits::ANY,
            picture: Picture::default(),
        };
    }
    let picture = painted(outline, &bounds);
    let narrow = bounds.width() / bounds.height().max(1.0) < 0.4;
    let holes = holes(&picture);
    let by_holes = match holes.as_slice() {
        [] => Digits::of(&[1, 2, 3, 4, 5, 7]),
        // A slashed or dotted nought has no whole hole, or two.
        [_] => Digits::of(&[0, 4, 6, 9]),
        [_, _] => Digits::of(&[0, 8]),
        _ => Digits::ANY,
    };
    let by_strokes = match holes.as_slice() {
        [] => strokes(&picture, narrow),
        [one] => one.digits(),
        _ => by_holes,
    };
    Look::Ink { holes: by_holes, strokes: by_strokes, picture: Picture(picture) }
}

/// Rows of bits, the leftmost column being the lowest.
type Bits = [u32; ROWS];

/// A shape stretched to one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Picture(Bits);

impl Picture {
    /// Whether two pictures show the same character; two cuts of one digit differ by a
    /// few places, two digits by a fifth.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        let differ: u32 = pairs.map(|(a, b)| (a ^ b).count_ones()).sum();
        differ as usize * 100 <= COLUMNS * ROWS * ALIKE
    }
}

/// The outline, stretched over the small picture; `y` grows upwards in fonts.
fn painted(outline: &BezPath, bounds: &kurbo::Rect) -> Bits {
    let mut lines: Vec<(Point, Point)> = Vec::new();
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    let tolerance = (bounds.height() / 200.0).max(0.5);
    kurbo::flatten(
        outline.elements().iter().copied(),
        tolerance,
        |element| match element {
            PathEl::MoveTo(p) => {
                lines.push((last, start));
                (start, last) = (p, p);
            }
            PathEl::LineTo(p) => {
                lines.push((last, p));
                last = p;
            }
            PathEl::ClosePath => {
                lines.push((last, start));
                last = start;
            }
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
        },
    );
    lines.push((last, start));
    let mut picture = [0; ROWS];
    for (row, bits) in picture.iter_mut().enumerate() {
        let y = bounds.y1 - bounds.height() * (row as f64 + 0.5) / ROWS as f64;
        let mut crossings: Vec<(f64, i32)> = lines
            .iter()
            .filter(|(a, b)| (a.y <= y) != (b.y <= y))
            .map(|(a, b)| {
                let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
                (x, if a.y < b.y { 1 } else { -1 })
            })
            .collect();
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            winding += pair[0].1;
            if winding == 0 {
                continue;
            }
            let place =
                |x: f64| (x - bounds.x0) / bounds.width().max(1.0) * COLUMNS as f64;
            let (from, to) = (place(pair[0].0), place(pair[1].0));
            for column in 0..COLUMNS {
                let middle = column as f64 + 0.5;
                if middle >= from && middle < to {
                    *bits |= 1 << column;
                }
            }
        }
    }
    picture
}

/// A hole of a shape, in shares of its height.
#[derive(Debug, Clone, Copy)]
struct Hole {
    places: usize,
    middle: f32,
    height: f32,
}

impl Hole {
    fn digits(&self) -> Digits {
        if self.height > 0.62 {
            return Digits::of(&[0]);
        }
        match self.middle {
            m if m < 0.40 => Digits::of(&[9, 4]),
            m if m > 0.60 => Digits::of(&[6]),
            _ => Digits::of(&[0, 4, 6, 9]),
        }
    }
}

/// The places without ink that ink surrounds.
fn holes(picture: &Bits) -> Vec<Hole> {
    let full = (1u32 << COLUMNS) - 1;
    let mut open = picture.map(|row| !row & full);
    let mut found = Vec::new();
    // What touches the edge is outside; the rest of the paper is holes.
    let edge = 1 | 1 << (COLUMNS - 1);
    let mut outside = [0u32; ROWS];
    outside[0] = open[0];
    outside[ROWS - 1] = open[ROWS - 1];
    for row in 0..ROWS {
        outside[row] |= open[row] & edge;
    }
    spread(&mut outside, &open);
    for row in 0..ROWS {
        open[row] &= !outside[row];
    }
    while let Some(row) = open.iter().position(|row| *row != 0) {
        let mut hole = [0u32; ROWS];
        hole[row] = open[row] & open[row].wrapping_neg();
        spread(&mut hole, &open);
        let mut count = 0;
        let mut sum = 0.0;
        let (mut first, mut last) = (ROWS, 0);
        for row in 0..ROWS {
            open[row] &= !hole[row];
            let here = hole[row].count_ones() as usize;
            if here > 0 {
                count += here;
                sum += here as f32 * (row as f32 + 0.5);
                first = first.min(row);
                last = row;
            }
        }
        if count >= HOLE {
            let middle = sum / count as f32 / ROWS as f32;
            let height = (last + 1 - first) as f32 / ROWS as f32;
            found.push(Hole { places: count, middle, height });
        }
    }
    let most = found.iter().map(|hole| hole.places).max().unwrap_or(0);
    found.retain(|hole| hole.places * 100 >= most * SMALL_HOLE);
    found
}

/// Lets a region grow over the open places, sideways, up and down.
fn spread(region: &mut Bits, open: &Bits) {
    loop {
        let before = *region;
        for row in 0..ROWS {
            let above = if row > 0 { region[row - 1] } else { 0 };
            let below = region.get(row + 1).copied().unwrap_or(0);
            let mut grown = (region[row] | above | below) & open[row];
            loop {
                let wider = (grown | grown << 1 | grown >> 1) & open[row];
                if wider == grown {
                    break;
                }
                grown = wider;
            }
            region[row] = grown;
        }
        if *region == before {
            return;
        }
    }
}

/// Which digits without a hole a shape can be.
fn strokes(picture: &Bits, narrow: bool) -> Digits {
    if narrow {
        return Digits::of(&[1]);
    }
    // The leftmost and rightmost ink of a stretch of rows, in shares of the width.
    let middle = |from: f32, to: f32| {
        let rows = (from * ROWS as f32) as usize..(to * ROWS as f32) as usize;
        let (mut sum, mut count) = (0.0, 0.0);
        for row in &picture[rows] {
            for column in 0..COLUMNS {
                if row >> column & 1 == 1 {
                    sum += column as f32 + 0.5;
                    count += 1.0;
                }
            }
        }
        if count > 0.0 { sum / count / COLUMNS as f32 } else { 0.5 }
    };
    let width = |from: f32, to: f32| {
        let rows = (from * ROWS as f32) as usize..(to * ROWS as f32) as usize;
        let all = picture[rows].iter().fold(0, |all, row| all | row);
        all.count_ones() as f32 / COLUMNS as f32
    };
    let foot = width(0.9, 1.0);
    let upper = middle(0.2, 0.38);
    let lower = middle(0.62, 0.8);
    let mut digits = Vec::new();
    let (upper_left, upper_right) = (upper < 0.47, upper > 0.53);
    let (lower_left, lower_right) = (lower < 0.47, lower > 0.53);
    // Where nothing is said, anything can be.
    if !upper_left && !lower_right {
        digits.push(2);
    }
    if !upper_left && !lower_left {
        digits.push(3);
    }
    if !upper_right && !lower_left {
        digits.push(5);
    }
    if !upper_left && foot < 0.6 {
        digits.push(7);
    }
    digits.extend([1, 4]);
    Digits::of(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(boxes: &[(f64, f64, f64, f64, bool)]) -> BezPath {
        let mut path = BezPath::new();
        for &(x0, y0, x1, y1, ink) in boxes {
            path.move_to((x0, y0));
            if ink {
                path.line_to((x1, y0));
                path.line_to((x1, y1));
                path.line_to((x0, y1));
            } else {
                path.line_to((x0, y1));
                path.line_to((x1, y1));
                path.line_to((x1, y0));
            }
            path.close_path();
        }
        path
    }

    fn strokes_of(path: &BezPath) -> Digits {
        match look(path) {
            Look::Ink { strokes, .. } => strokes,
            Look::Blank => panic!("there is ink"),
        }
    }

    #[test]
    fn holes_tell_digits_apart() {
        let nought =
            boxes(&[(0., 0., 400., 700., true), (100., 100., 300., 600., false)]);
        assert_eq!(strokes_of(&nought), Digits::of(&[0]));
        let eight = boxes(&[
            (0., 0., 400., 700., true),
            (100., 100., 300., 300., false),
            (100., 400., 300., 600., false),
        ]);
        assert_eq!(strokes_of(&eight), Digits::of(&[0, 8]));
        let six = boxes(&[(0., 0., 400., 700., true), (100., 100., 300., 300., false)]);
        assert!(strokes_of(&six).has(6) && !strokes_of(&six).has(9));
        let one = boxes(&[(0., 0., 80., 700., true)]);
        assert_eq!(strokes_of(&one), Digits::of(&[1]));
    }

    #[test]
    fn the_same_shape_has_the_same_print() {
        let small = boxes(&[(0., 0., 400., 700., true), (100., 100., 300., 300., false)]);
        let large = kurbo::Affine::scale(1.7) * small.clone();
        let other = boxes(&[(0., 0., 400., 700., true), (100., 400., 300., 600., false)]);
        assert_eq!(look(&small), look(&large));
        assert_ne!(look(&small), look(&other));
    }

    #[test]
    fn nothing_is_blank() {
        assert_eq!(look(&BezPath::new()), Look::Blank);
    }
}
