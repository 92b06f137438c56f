//! What of the text can be seen: paint that covers it, clips that cut it, its own ground.
//!
//! A page is painted like a wall: what comes later hides what is under it, unless it can be
//! looked through. Text is judged by where its strokes usually stand, not by its em box.

use crate::{Glyph, Ink, Rect};
use hayro_interpret::FillRule;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Shape};

/// A character of which no more than this share is hidden can be read.
const SEEN: f32 = 0.2;
/// A character of which at least this share is hidden cannot be seen.
const GONE: f32 = 0.85;
/// Height of the bands in which characters and paint are looked up, in points.
const BAND: f32 = 16.0;
/// Bands of a page: those of a page ten times as high as A4.
const BANDS: usize = 600;
/// Paint remembered as ground, once for every band that it touches: a sheet whose every cell is
/// shaded has a hundredth of it.
const MOST_GROUNDS: usize = 2_000_000;
/// Comparisons of paint and characters; a page with more of them is a drawing.
const MOST_WORK: usize = 100_000_000;
/// A painted shape with more corners than this is a picture, not a patch.
const CORNERS: usize = 60;
/// Colours closer than this cannot be told apart.
const ALIKE: f32 = 0.02;

/// A colour, each part from 0 to 1.
pub(crate) type Colour = [f32; 3];

/// What is under the text.
const PAPER: Colour = [1.0; 3];

/// The paint of a page in its order.
pub(crate) struct Covers {
    grounds: Vec<(Rect, Option<Colour>)>,
    /// Indices of grounds and characters by the bands they touch.
    ground_bands: Vec<Vec<u32>>,
    glyph_bands: Vec<Vec<u32>>,
    /// So many characters are in their bands.
    indexed: usize,
    work: usize,
    /// Grounds in their bands.
    banded: usize,
}

/// A shape that hides what is under it.
enum Patch {
    Box(Rect),
    Shape(BezPath, FillRule, Rect),
}

impl Covers {
    pub(crate) fn new() -> Self {
        Self {
            grounds: Vec::new(),
            ground_bands: Vec::new(),
            glyph_bands: Vec::new(),
            indexed: 0,
            work: 0,
            banded: 0,
        }
    }

    /// A filled path: it hides the characters under it and is the ground of later ones.
    ///
    /// `colour` is `None` where the paint can be looked through or is no plain colour.
    pub(crate) fn filled(
        &mut self,
        glyphs: &mut [Glyph],
        (path, rule): (&BezPath, FillRule),
        transform: Affine,
        colour: Option<Colour>,
        clip: &Rect,
    ) {
        if path.elements().len() > CORNERS {
            return;
        }
        let patch = match corners(path, transform) {
            Some(rect) => Patch::Box(rect),
            None => {
                let path = closed(&(transform * path.clone()));
                let bounds = path.bounding_box();
                let rect = Rect::new(
                    bounds.x0 as f32,
                    bounds.y0 as f32,
                    bounds.x1 as f32,
                    bounds.y1 as f32,
                );
                Patch::Shape(path, rule, rect)
            }
        };
        let bounds = match &patch {
            Patch::Box(rect) | Patch::Shape(_, _, rect) => *rect,
        };
        let finite = [bounds.x0, bounds.y0, bounds.x1, bounds.y1]
            .iter()
            .all(|edge| edge.is_finite());
        let Some(shown) = common(&bounds, clip).filter(|_| finite) else { return };
        if colour.is_some() {
            let patch = match patch {
                Patch::Box(_) => Patch::Box(shown),
                shape => shape,
            };
            self.hide(glyphs, &patch, &shown);
        }
        let plain = corners(path, transform).is_some();
        self.ground(shown, colour.filter(|_| plain));
    }

    /// Whether paint is no longer compared with the characters under it.
    pub(crate) fn overflowed(&self) -> bool {
        self.work > MOST_WORK || self.banded > MOST_GROUNDS
    }

    /// A picture: nothing is seen of what is under it, where it has no holes.
    pub(crate) fn picture(&mut self, glyphs: &mut [Glyph], shown: &Rect, opaque: bool) {
        if opaque {
            self.hide(glyphs, &Patch::Box(*shown), shown);
        }
        self.ground(*shown, None);
    }

    /// How a character shows when it is painted: on its ground, inside a clip.
    pub(crate) fn painted(
        &mut self,
        glyph: &mut Glyph,
        colour: Option<Colour>,
        clip: &Rect,
    ) {
        if glyph.ink != Ink::Printed {
            return;
        }
        let ink = strokes(glyph);
        if let Some(colour) = colour
            && self.ground_of(&ink).is_some_and(|ground| is_alike(&ground, &colour))
        {
            glyph.ink = Ink::Covered;
            return;
        }
        let inside = clip.x0 <= ink.x0
            && clip.y0 <= ink.y0
            && clip.x1 >= ink.x1
            && clip.y1 >= ink.y1;
        if !inside {
            let seen = common(&ink, clip).map_or(0.0, |seen| share(&seen, &ink));
            hidden(glyph, 1.0 - seen);
        }
    }

    fn ground(&mut self, rect: Rect, colour: Option<Colour>) {
        if self.overflowed() {
            return;
        }
        if self.ground_bands.is_empty() {
            self.ground_bands = vec![Vec::new(); BANDS];
        }
        for band in bands(rect.y0, rect.y1) {
            self.banded += 1;
            self.ground_bands[band].push(self.grounds.len() as u32);
        }
        self.grounds.push((rect, colour));
    }

    /// The colour on which a character is painted, where it is known.
    fn ground_of(&mut self, ink: &Rect) -> Option<Colour> {
        if self.grounds.is_empty() {
            return Some(PAPER);
        }
        if self.overflowed() {
            return None;
        }
        let (x, y) = (ink.center_x(), ink.center_y());
        let band = bands(y, y).next()?;
        for &index in self.ground_bands[band].iter().rev() {
            self.work += 1;
            let (rect, colour) = &self.grounds[index as usize];
            if rect.contains(x, y) {
                return *colour;
            }
        }
        Some(PAPER)
    }

    fn hide(&mut self, glyphs: &mut [Glyph], patch: &Patch, shown: &Rect) {
        if self.glyph_bands.is_empty() {
            self.glyph_bands = vec![Vec::new(); BANDS];
        }
        for (index, glyph) in glyphs.iter().enumerate().skip(self.indexed) {
            if glyph.ink == Ink::Printed {
                let ink = strokes(glyph);
                for band in bands(ink.y0, ink.y1) {
                    self.glyph_bands[band].push(index as u32);
                }
            }
        }
        self.indexed = glyphs.len();
        for band in bands(shown.y0, shown.y1) {
            if self.overflowed() {
                return;
            }
            self.work += self.glyph_bands[band].len();
            for &index in &self.glyph_bands[band] {
                let glyph = &mut glyphs[index as usize];
                if glyph.rect.x1 <= shown.x0 || glyph.rect.x0 >= shown.x1 {
                    continue;
                }
                if glyph.ink != Ink::Printed {
                    continue;
                }
                let ink = strokes(glyph);
                let Some(under) = common(&ink, shown) else { continue };
                let part = match patch {
                    Patch::Box(_) => share(&under, &ink),
                    Patch::Shape(path, rule, _) => under_shape(path, *rule, &ink, shown),
                };
                hidden(glyph, part);
            }
        }
    }
}

/// Marks a character of which some share cannot be seen. Half a digit is no digit, nor is it
/// known to be none; of other characters half is enough to read them.
fn hidden(glyph: &mut Glyph, share: f32) {
    if share >= GONE {
        glyph.ink = Ink::Covered;
    } else if share > SEEN {
        if is_of_number(&glyph.text) {
            glyph.trusted = false;
        } else if share > 0.5 {
            glyph.ink = Ink::Covered;
        }
    }
}

/// Whether a character may be part of a printed number.
pub(crate) fn is_of_number(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '0'..='9' | '.' | ',' | '-' | '%' | '０'..='９' | '．' | '，' | '－' | '−')
    })
}

/// Where the strokes of a character usually stand in its em box.
fn strokes(glyph: &Glyph) -> Rect {
    let rect = &glyph.rect;
    if !glyph.is_upright() {
        return inset(rect, 0.15, 0.15);
    }
    let size = glyph.size;
    let baseline = glyph.baseline();
    let band = |above: f32, below: f32| {
        let side = 0.08 * rect.width();
        Rect {
            x0: rect.x0 + side,
            x1: rect.x1 - side,
            y0: baseline - above * size,
            y1: baseline + below * size,
        }
    };
    match glyph.text.chars().next() {
        Some('.' | ',') => band(0.12, 0.08),
        Some('-' | '−' | '－') => band(0.4, -0.2),
        Some(c) if c.is_ascii() => band(0.68, 0.0),
        _ => inset(rect, 0.08, 0.08),
    }
}

fn inset(rect: &Rect, across: f32, down: f32) -> Rect {
    let (dx, dy) = (rect.width() * across, rect.height() * down);
    Rect { x0: rect.x0 + dx, y0: rect.y0 + dy, x1: rect.x1 - dx, y1: rect.y1 - dy }
}

fn common(a: &Rect, b: &Rect) -> Option<Rect> {
    let rect = Rect {
        x0: a.x0.max(b.x0),
        y0: a.y0.max(b.y0),
        x1: a.x1.min(b.x1),
        y1: a.y1.min(b.y1),
    };
    (rect.x0 < rect.x1 && rect.y0 < rect.y1).then_some(rect)
}

fn share(part: &Rect, whole: &Rect) -> f32 {
    let area = whole.width() * whole.height();
    if area > 0.0 { part.width() * part.height() / area } else { 0.0 }
}

/// The path with every part of it closed, as filling closes it.
fn closed(path: &BezPath) -> BezPath {
    let mut out = BezPath::new();
    let mut is_open = false;
    for element in path.elements() {
        if is_open && matches!(element, PathEl::MoveTo(_)) {
            out.push(PathEl::ClosePath);
        }
        is_open = !matches!(element, PathEl::ClosePath);
        out.push(*element);
    }
    if is_open {
        out.push(PathEl::ClosePath);
    }
    out
}

/// The share of a character that lies under a painted shape.
fn under_shape(path: &BezPath, rule: FillRule, ink: &Rect, shown: &Rect) -> f32 {
    let mut under = 0;
    for row in 0..5 {
        for column in 0..5 {
            let x = ink.x0 + ink.width() * (column as f32 + 0.5) / 5.0;
            let y = ink.y0 + ink.height() * (row as f32 + 0.5) / 5.0;
            let winding = path.winding(Point::new(f64::from(x), f64::from(y)));
            let painted = match rule {
                FillRule::NonZero => winding != 0,
                FillRule::EvenOdd => winding % 2 != 0,
            };
            let inside = shown.contains(x, y) && painted;
            under += u32::from(inside);
        }
    }
    under as f32 / 25.0
}

fn is_alike(a: &Colour, b: &Colour) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= ALIKE)
}

/// The bands between two heights.
fn bands(from: f32, to: f32) -> std::ops::RangeInclusive<usize> {
    let band = |y: f32| ((y / BAND).max(0.0) as usize).min(BANDS - 1);
    band(from)..=band(to)
}

/// The upright box a path is, if it is one.
fn corners(path: &BezPath, transform: Affine) -> Option<Rect> {
    let mut points: [(f32, f32); 5] = [(0.0, 0.0); 5];
    let mut n = 0;
    for element in path.elements() {
        let point = match element {
            PathEl::MoveTo(p) if n == 0 => *p,
            PathEl::LineTo(p) if n > 0 && n < 5 => *p,
            PathEl::ClosePath => continue,
            // Some producers begin an empty part after the box.
            PathEl::MoveTo(_) if n >= 4 => continue,
            _ => return None,
        };
        let point = transform * point;
        points[n] = (point.x as f32, point.y as f32);
        n += 1;
    }
    let near = |a: f32, b: f32| (a - b).abs() < 0.05;
    let closed = n == 4
        || (n == 5 && near(points[0].0, points[4].0) && near(points[0].1, points[4].1));
    if !closed {
        return None;
    }
    let [a, b, c, d, _] = points;
    let lying = near(a.1, b.1) && near(b.0, c.0) && near(c.1, d.1) && near(d.0, a.0);
    let standing = near(a.0, b.0) && near(b.1, c.1) && near(c.0, d.0) && near(d.1, a.1);
    (lying || standing).then(|| Rect::new(a.0, a.1, c.0, c.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digit(x: f32) -> Glyph {
        Glyph {
            text: "8".into(),
            raw: None,
            rect: Rect::new(x, 10.0, x + 5.0, 20.0),
            size: 10.0,
            font: 0,
            direction: 0.0,
            ink: Ink::Printed,
            trusted: true,
        }
    }

    fn fill(
        covers: &mut Covers,
        glyphs: &mut [Glyph],
        path: &BezPath,
        colour: Option<Colour>,
    ) {
        let path = (path, FillRule::NonZero);
        covers.filled(glyphs, path, Affine::IDENTITY, colour, &PAGE);
    }

    fn patch(x0: f64, x1: f64) -> BezPath {
        hayro_interpret::kurbo::Rect::new(x0, 5.0, x1, 25.0).to_path(0.1)
    }

    const PAGE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 };

    #[test]
    fn paint_hides_what_is_under_it_and_not_what_comes_after() {
        let mut covers = Covers::new();
        let mut glyphs = vec![digit(10.0), digit(15.0), digit(20.0)];
        let white = Some(PAPER);
        fill(&mut covers, &mut glyphs, &patch(9.0, 17.5), white);
        assert_eq!(glyphs[0].ink, Ink::Covered);
        assert!(glyphs[1].ink == Ink::Printed && !glyphs[1].trusted);
        assert!(glyphs[2].ink == Ink::Printed && glyphs[2].trusted);
        glyphs.push(digit(10.0));
        covers.painted(&mut glyphs[3], Some([0.0; 3]), &PAGE);
        assert!(glyphs[3].ink == Ink::Printed && glyphs[3].trusted);
    }

    #[test]
    fn glass_hides_nothing() {
        let mut covers = Covers::new();
        let mut glyphs = vec![digit(10.0)];
        fill(&mut covers, &mut glyphs, &patch(0.0, 50.0), None);
        assert_eq!(glyphs[0].ink, Ink::Printed);
    }

    #[test]
    fn white_on_white_is_not_seen_and_white_on_blue_is() {
        let mut covers = Covers::new();
        let mut glyphs = Vec::new();
        let blue = Some([0.1, 0.2, 0.6]);
        fill(&mut covers, &mut glyphs, &patch(50.0, 90.0), blue);
        for (x, expect) in [(10.0, Ink::Covered), (60.0, Ink::Printed)] {
            let mut glyph = digit(x);
            covers.painted(&mut glyph, Some([1.0, 0.99, 1.0]), &PAGE);
            assert_eq!(glyph.ink, expect);
        }
        covers.picture(&mut glyphs, &PAGE, false);
        let mut glyph = digit(10.0);
        covers.painted(&mut glyph, Some(PAPER), &PAGE);
        assert_eq!(glyph.ink, Ink::Printed, "what a picture shows is not known");
    }

    #[test]
    fn a_clip_cuts_characters_one_by_one() {
        let mut covers = Covers::new();
        let clip = Rect { x0: 0.0, y0: 0.0, x1: 17.5, y1: 100.0 };
        let ink = |covers: &mut Covers, x: f32| {
            let mut glyph = digit(x);
            covers.painted(&mut glyph, Some([0.0; 3]), &clip);
            (glyph.ink, glyph.trusted)
        };
        assert_eq!(ink(&mut covers, 10.0), (Ink::Printed, true));
        assert_eq!(ink(&mut covers, 15.0), (Ink::Printed, false));
        assert_eq!(ink(&mut covers, 20.0), (Ink::Covered, true));
    }
}
