//! Straight lines out of painted paths: strokes, thin fills, borders, rows of dots.

use crate::{Axis, Rect, Ruling, Span};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};
use std::collections::HashMap;

/// A filled shape up to this thick is a line, not an area, in points; Excel's thickest frame
/// is 2.25 pt, Word's double border 3.
pub(crate) const THIN: f32 = 3.1;
/// How far the two ends of a line may be apart across it and still count as straight.
const SLANT: f32 = 0.6;
/// Half a degree: so much a longer line may lean, as a share of its length.
const LEAN: f32 = 0.0088;
/// The end of one leaning piece and the start of the next are no farther apart than this.
const CHAIN: f32 = 0.7;
/// A piece of a dotted line is no longer than this, and neither is the gap after it.
const DASH: f32 = 6.5;
/// So many pieces in a row make a dotted line; fewer may be the borders of narrow cells.
const DASHES: usize = 4;
/// Lines kept of a page: twenty times those of a crowded A3 sheet whose every cell is framed.
pub(crate) const MOST_LINES: usize = 200_000;
/// Filled areas remembered as a background for white lines: twice the cells of a crowded A3
/// sheet.
pub(crate) const MOST_AREAS: usize = 10_000;

/// How a path is stroked, in points as displayed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke {
    pub(crate) width: f32,
    pub(crate) dashed: bool,
    pub(crate) white: bool,
}

/// A line that leans, from its start to its end: along its axis, and across it.
#[derive(Debug, Clone, Copy)]
struct Leaning {
    axis: Axis,
    /// Which ruling it is.
    at: usize,
    start: (f32, f32),
    end: (f32, f32),
}

/// The lines of a page.
#[derive(Default)]
pub(crate) struct Lines {
    rulings: Vec<Ruling>,
    /// Squares too small to have a direction.
    dots: Vec<Rect>,
    /// Those of the rulings that lean.
    leaning: Vec<Leaning>,
    /// Areas filled with anything but white.
    areas: Vec<Rect>,
    /// Whether some were left out because there are too many.
    overflowed: bool,
    /// Whether areas were left out, and then a white line that may stand on one of them.
    lost_ground: bool,
}

impl Lines {
    /// Whether some were left out because there are too many.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Whether a white line may have been left out because there are too many areas.
    pub(crate) fn has_lost_ground(&self) -> bool {
        self.lost_ground
    }

    /// Whether there is room for one more.
    fn has_room(&mut self) -> bool {
        let room = self.rulings.len() + self.dots.len() < MOST_LINES;
        self.overflowed |= !room;
        room
    }

    /// The straight segments of a stroked path.
    pub(crate) fn stroked(
        &mut self,
        path: &BezPath,
        transform: Affine,
        stroke: Stroke,
        clip: &Rect,
    ) {
        let mut start = Point::ZERO;
        let mut last = Point::ZERO;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    last = transform * p;
                    start = last;
                }
                PathEl::LineTo(p) => {
                    let p = transform * p;
                    self.segment(last, p, stroke, clip);
                    last = p;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
                PathEl::ClosePath => {
                    self.segment(last, start, stroke, clip);
                    last = start;
                }
            }
        }
    }

    /// A line for every thin part of a filled path, and for the sides of a hollow frame.
    pub(crate) fn filled(
        &mut self,
        path: &BezPath,
        transform: Affine,
        white: bool,
        clip: &Rect,
    ) {
        let mut outer: Option<Rect> = None;
        let mut bounds: Option<Rect> = None;
        let mut corners: Vec<(f32, f32)> = Vec::new();
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    self.area(bounds.take(), &corners, &mut outer, white, clip);
                    let (x, y) = point(transform * p);
                    bounds = Some(Rect { x0: x, y0: y, x1: x, y1: y });
                    corners.clear();
                    corners.push((x, y));
                }
                PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                    let (x, y) = point(transform * p);
                    bounds =
                        bounds.map(|b| b.union(&Rect { x0: x, y0: y, x1: x, y1: y }));
                    // Five say that it is a quadrangle, six that it is none.
                    if corners.len() < 6 {
                        corners.push((x, y));
                    }
                }
                PathEl::ClosePath => {}
            }
        }
        self.area(bounds, &corners, &mut outer, white, clip);
    }

    /// A picture that is nothing but a line; true if it was one.
    pub(crate) fn thin_image(&mut self, shown: &Rect, clip: &Rect) -> bool {
        let (width, height) = (shown.width(), shown.height());
        let line = width.min(height) <= THIN && width.max(height) > 3.0 * THIN;
        if line {
            self.thin(shown, false, clip);
        }
        line
    }

    /// Keeps a line that runs from one point to another and may lean.
    fn line(
        &mut self,
        a: (f32, f32),
        b: (f32, f32),
        ruling: Ruling,
        white: bool,
        clip: &Rect,
    ) {
        let at = self.rulings.len();
        self.keep(ruling, white, clip);
        let ends = |(x, y): (f32, f32)| match ruling.axis {
            Axis::Horizontal => (x, y),
            Axis::Vertical => (y, x),
        };
        let (a, b) = (ends(a), ends(b));
        if (a.1 - b.1).abs() > 0.01 && self.rulings.len() > at {
            let (start, end) = if a.0 <= b.0 { (a, b) } else { (b, a) };
            self.leaning.push(Leaning { axis: ruling.axis, at, start, end });
        }
    }

    /// Sets the pieces of a line that leans over its whole length to one place.
    fn level(&mut self) {
        for chain in chains(std::mem::take(&mut self.leaning)) {
            let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
                continue;
            };
            let common = (first.start.1 + last.end.1) / 2.0;
            for piece in &chain {
                self.rulings[piece.at].at = common;
            }
        }
    }

    /// The rulings, rows of dots joined.
    pub(crate) fn finish(mut self) -> Vec<Ruling> {
        self.level();
        let dots = std::mem::take(&mut self.dots);
        for row in rows(&dots) {
            let first = dots[row.start];
            let bounds = dots[row].iter().fold(first, |all, dot| all.union(dot));
            self.rulings.push(Ruling { dashed: true, ..along(&bounds) });
        }
        join_dashes(self.rulings)
    }

    fn area(
        &mut self,
        bounds: Option<Rect>,
        corners: &[(f32, f32)],
        outer: &mut Option<Rect>,
        white: bool,
        clip: &Rect,
    ) {
        let Some(bounds) = bounds else { return };
        if bounds.width() <= THIN || bounds.height() <= THIN {
            self.thin(&bounds, white, clip);
            return;
        }
        if let Some([from, to, (width, _)]) = leaning_bar(corners) {
            let line = Rect::new(from.0, from.1, to.0, to.1);
            self.line(from, to, Ruling { width, ..along(&line) }, white, clip);
            return;
        }
        if let Some(frame) = outer.take()
            && is_frame(&frame, &bounds)
        {
            let Rect { x0, y0, x1, y1 } = frame;
            for side in [
                Rect { y1: bounds.y0, ..frame },
                Rect { y0: bounds.y1, ..frame },
                Rect { x0, y0, x1: bounds.x0, y1 },
                Rect { x0: bounds.x1, y0, x1, y1 },
            ] {
                self.thin(&side, white, clip);
            }
            // The frame is hollow: no area after all.
            if self.areas.last() == Some(&frame) {
                self.areas.pop();
            }
            return;
        }
        *outer = Some(bounds);
        if !white && self.areas.len() < MOST_AREAS {
            self.areas.push(bounds);
        }
    }

    fn thin(&mut self, bounds: &Rect, white: bool, clip: &Rect) {
        let (width, height) = (bounds.width(), bounds.height());
        if !(width.is_finite() && height.is_finite()) {
            return;
        }
        if width.max(height) <= THIN.min(2.0 * width.min(height).max(0.2)) {
            let shows = !white && bounds.x0 < clip.x1 && clip.x0 < bounds.x1;
            if shows && self.has_room() {
                self.dots.push(*bounds);
            }
            return;
        }
        self.keep(along(bounds), white, clip);
    }

    fn segment(&mut self, a: Point, b: Point, stroke: Stroke, clip: &Rect) {
        let ((ax, ay), (bx, by)) = (point(a), point(b));
        let (dx, dy) = ((bx - ax).abs(), (by - ay).abs());
        if !(dx.is_finite() && dy.is_finite()) || (dx == 0.0 && dy == 0.0) {
            return;
        }
        // A very thick short stroke is how some producers paint an area.
        if stroke.width > THIN {
            if !stroke.white && self.areas.len() < MOST_AREAS {
                let half = stroke.width / 2.0;
                let line = Rect::new(ax, ay, bx, by);
                self.areas.push(if dx > dy {
                    Rect { y0: line.y0 - half, y1: line.y1 + half, ..line }
                } else {
                    Rect { x0: line.x0 - half, x1: line.x1 + half, ..line }
                });
            }
            return;
        }
        let Stroke { width, dashed, white } = stroke;
        let axis = if is_level(dy, dx) {
            Axis::Horizontal
        } else if is_level(dx, dy) {
            Axis::Vertical
        } else {
            return;
        };
        let (at, span) = match axis {
            Axis::Horizontal => ((ay + by) / 2.0, Span::new(ax, bx)),
            Axis::Vertical => ((ax + bx) / 2.0, Span::new(ay, by)),
        };
        self.line(
            (ax, ay),
            (bx, by),
            Ruling { axis, at, span, width, dashed },
            white,
            clip,
        );
    }

    /// Keeps the part of a line that shows: inside the clip, and not white on white.
    fn keep(&mut self, ruling: Ruling, white: bool, clip: &Rect) {
        let (low, high, start, end) = match ruling.axis {
            Axis::Horizontal => (clip.y0, clip.y1, clip.x0, clip.x1),
            Axis::Vertical => (clip.x0, clip.x1, clip.y0, clip.y1),
        };
        // A border often lies on the edge of its own clip.
        let half = ruling.width / 2.0 + 0.5;
        let span =
            Span { start: ruling.span.start.max(start), end: ruling.span.end.min(end) };
        if ruling.at + half < low || ruling.at - half > high || span.is_empty() {
            return;
        }
        let middle = (span.start + span.end) / 2.0;
        let on_colour = |area: &Rect| match ruling.axis {
            Axis::Horizontal => area.contains(middle, ruling.at),
            Axis::Vertical => area.contains(ruling.at, middle),
        };
        if white && !self.areas.iter().any(on_colour) {
            self.lost_ground |= self.areas.len() == MOST_AREAS;
            return;
        }
        if self.has_room() {
            self.rulings.push(Ruling { span, ..ruling });
        }
    }
}

fn point(p: Point) -> (f32, f32) {
    (p.x as f32, p.y as f32)
}

/// The line along the longer side of a rectangle.
fn along(bounds: &Rect) -> Ruling {
    let (width, height) = (bounds.width(), bounds.height());
    if width >= height {
        Ruling {
            axis: Axis::Horizontal,
            at: bounds.center_y(),
            span: Span::new(bounds.x0, bounds.x1),
            width: height,
            dashed: false,
        }
    } else {
        Ruling {
            axis: Axis::Vertical,
            at: bounds.center_x(),
            span: Span::new(bounds.y0, bounds.y1),
            width,
            dashed: false,
        }
    }
}

/// Whether a line that runs so far along an axis and so far across it counts as straight.
fn is_level(across: f32, along: f32) -> bool {
    across <= SLANT.max(along * LEAN) && along > across
}

/// Pieces that go on where another ends and lean to the same side, from end to end.
fn chains(mut leaning: Vec<Leaning>) -> Vec<Vec<Leaning>> {
    leaning.sort_by(|a, b| a.start.0.total_cmp(&b.start.0));
    let place = |axis: Axis, (along, across): (f32, f32)| {
        (axis == Axis::Vertical, (along / CHAIN) as i64, (across / CHAIN) as i64)
    };
    let mut chains: Vec<Vec<Leaning>> = Vec::new();
    let mut open: HashMap<(bool, i64, i64), usize> = HashMap::new();
    for piece in leaning {
        let (is_vertical, along, across) = place(piece.axis, piece.start);
        let near = (-1..=1).flat_map(|i| (-1..=1).map(move |j| (along + i, across + j)));
        let rises = |p: &Leaning| p.end.1 > p.start.1;
        let before = near
            .filter_map(|(i, j)| open.get(&(is_vertical, i, j)).copied())
            .find(|chain| {
                chains[*chain].last().is_some_and(|last| {
                    (last.end.0 - piece.start.0).abs() <= CHAIN
                        && (last.end.1 - piece.start.1).abs() <= CHAIN
                        && rises(last) == rises(&piece)
                })
            });
        let chain = before.unwrap_or_else(|| {
            chains.push(Vec::new());
            chains.len() - 1
        });
        chains[chain].push(piece);
        open.insert(place(piece.axis, piece.end), chain);
    }
    chains
}

/// The middle line of a thin filled quadrangle that leans: its ends and how thick it is.
fn leaning_bar(corners: &[(f32, f32)]) -> Option<[(f32, f32); 3]> {
    let corners = match corners {
        [all @ .., last] if all.len() == 4 && *last == all[0] => all,
        all => all,
    };
    let &[a, b, c, d] = corners else { return None };
    let middle = |p: (f32, f32), q: (f32, f32)| ((p.0 + q.0) / 2.0, (p.1 + q.1) / 2.0);
    let far = |p: (f32, f32), q: (f32, f32)| (p.0 - q.0).hypot(p.1 - q.1);
    // The short sides are the ends.
    let (from, to, thick) = if far(a, b) < far(b, c) {
        (middle(a, b), middle(c, d), far(a, b).max(far(c, d)))
    } else {
        (middle(b, c), middle(d, a), far(b, c).max(far(d, a)))
    };
    let (dx, dy) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    let is_line = thick <= THIN && (is_level(dy, dx) || is_level(dx, dy));
    (is_line && far(from, to) > 3.0 * THIN).then_some([from, to, (thick, 0.0)])
}

/// Whether the second rectangle is the hole of a thin frame.
fn is_frame(outer: &Rect, inner: &Rect) -> bool {
    [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1]
        .iter()
        .all(|gap| (0.0..=THIN).contains(gap))
}

/// Stretches of dots in drawing order that lie in one line.
fn rows(dots: &[Rect]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut first = 0;
    while first < dots.len() {
        let mut end = first + 1;
        while end < dots.len() && follows(&dots[end - 1], &dots[end], &dots[first]) {
            end += 1;
        }
        if end - first >= DASHES {
            found.push(first..end);
        }
        first = end;
    }
    found
}

fn follows(last: &Rect, next: &Rect, first: &Rect) -> bool {
    let (dx, dy) = (next.center_x() - last.center_x(), next.center_y() - last.center_y());
    let (fx, fy) =
        (next.center_x() - first.center_x(), next.center_y() - first.center_y());
    let near = |step: f32| step.abs() > 0.0 && step.abs() <= DASH;
    (near(dx) && dy.abs() < SLANT && fy.abs() < SLANT)
        || (near(dy) && dx.abs() < SLANT && fx.abs() < SLANT)
}

/// Joins short pieces in a row, with gaps between them, to one dashed line.
fn join_dashes(rulings: Vec<Ruling>) -> Vec<Ruling> {
    let mut out: Vec<Ruling> = Vec::with_capacity(rulings.len());
    let mut first = 0;
    while first < rulings.len() {
        let piece = rulings[first];
        let mut end = first + 1;
        let mut span = piece.span;
        if piece.span.len() <= DASH {
            while end < rulings.len() && continues(&piece, &span, &rulings[end]) {
                let next = rulings[end].span;
                span = Span {
                    start: span.start.min(next.start),
                    end: span.end.max(next.end),
                };
                end += 1;
            }
        }
        if end - first >= DASHES {
            out.push(Ruling { span, dashed: true, ..piece });
        } else {
            out.extend_from_slice(&rulings[first..end]);
        }
        first = end;
    }
    out
}

fn continues(piece: &Ruling, so_far: &Span, next: &Ruling) -> bool {
    let gap = (next.span.start - so_far.end).max(so_far.start - next.span.end);
    next.axis == piece.axis
        && (next.at - piece.at).abs() < SLANT
        && next.span.len() <= DASH
        && gap > 0.05
        && gap <= DASH
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 600.0, y1: 800.0 };

    fn stroked(lines: &[[f64; 4]]) -> Vec<Ruling> {
        let mut out = Lines::default();
        let stroke = Stroke { width: 0.5, dashed: false, white: false };
        for [x0, y0, x1, y1] in lines {
            let mut path = BezPath::new();
            path.move_to((*x0, *y0));
            path.line_to((*x1, *y1));
            out.stroked(&path, Affine::IDENTITY, stroke, &PAGE);
        }
        out.finish()
    }

    #[test]
    fn a_line_that_leans_half_a_degree_is_a_ruling_and_one_that_leans_more_is_none() {
        let leaning = stroked(&[[50.0, 100.0, 545.0, 104.2]]);
        assert_eq!(leaning.len(), 1);
        assert!((leaning[0].at - 102.1).abs() < 0.01);
        assert_eq!(stroked(&[[50.0, 100.0, 51.4, 500.0]])[0].axis, Axis::Vertical);
        assert!(stroked(&[[50.0, 100.0, 545.0, 110.0]]).is_empty());
    }

    #[test]
    fn pieces_of_a_leaning_line_stand_at_one_place() {
        let pieces: Vec<[f64; 4]> = (0..8)
            .map(|i| f64::from(i) * 60.0)
            .map(|x| [50.0 + x, 100.0 + x * 0.008, 110.0 + x, 100.0 + (x + 60.0) * 0.008])
            .collect();
        let rulings = stroked(&pieces);
        assert_eq!(rulings.len(), 8);
        assert!(rulings.iter().all(|r| (r.at - 101.92).abs() < 0.01));
    }

    #[test]
    fn a_thin_bar_that_leans_is_a_ruling() {
        let mut path = BezPath::new();
        path.move_to((50.0, 100.0));
        path.line_to((545.0, 104.0));
        path.line_to((545.0, 104.5));
        path.line_to((50.0, 100.5));
        path.close_path();
        let mut out = Lines::default();
        out.filled(&path, Affine::IDENTITY, false, &PAGE);
        let rulings = out.finish();
        assert_eq!(rulings.len(), 1);
        assert!((rulings[0].at - 102.25).abs() < 0.01);
    }
}
