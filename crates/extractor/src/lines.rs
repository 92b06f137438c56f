//! Straight lines out of painted paths: strokes, thin fills, borders, rows of dots.

use crate::{Axis, Rect, Ruling, Span};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};

/// A filled shape up to this thick is a line, not an area, in points; Excel's thickest frame
/// is 2.25 pt, Word's double border 3.
pub(crate) const THIN: f32 = 3.1;
/// How far the two ends of a line may be apart across it and still count as straight.
const SLANT: f32 = 0.6;
/// A piece of a dotted line is no longer than this, and neither is the gap after it.
const DASH: f32 = 6.5;
/// So many pieces in a row make a dotted line; fewer may be the borders of narrow cells.
const DASHES: usize = 4;
/// Lines kept of a page: twenty times those of a crowded A3 sheet whose every cell is framed.
pub(crate) const MOST_LINES: usize = 200_000;
/// Filled areas remembered as a background for white lines.
const AREAS: usize = 500;

/// How a path is stroked, in points as displayed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke {
    pub(crate) width: f32,
    pub(crate) dashed: bool,
    pub(crate) white: bool,
}

/// The lines of a page.
#[derive(Default)]
pub(crate) struct Lines {
    rulings: Vec<Ruling>,
    /// Squares too small to have a direction.
    dots: Vec<Rect>,
    /// Areas filled with anything but white.
    areas: Vec<Rect>,
    /// Whether some were left out because there are too many.
    overflowed: bool,
}

impl Lines {
    /// Whether some were left out because there are too many.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
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
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    self.area(bounds.take(), &mut outer, white, clip);
                    let (x, y) = point(transform * p);
                    bounds = Some(Rect { x0: x, y0: y, x1: x, y1: y });
                }
                PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                    let (x, y) = point(transform * p);
                    bounds =
                        bounds.map(|b| b.union(&Rect { x0: x, y0: y, x1: x, y1: y }));
                }
                PathEl::ClosePath => {}
            }
        }
        self.area(bounds, &mut outer, white, clip);
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

    /// The rulings, rows of dots joined.
    pub(crate) fn finish(mut self) -> Vec<Ruling> {
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
        outer: &mut Option<Rect>,
        white: bool,
        clip: &Rect,
    ) {
        let Some(bounds) = bounds else { return };
        if bounds.width() <= THIN || bounds.height() <= THIN {
            self.thin(&bounds, white, clip);
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
        if !white && self.areas.len() < AREAS {
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
            if !stroke.white && self.areas.len() < AREAS {
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
        if dy <= SLANT && dx > dy {
            let (at, span) = ((ay + by) / 2.0, Span::new(ax, bx));
            let ruling = Ruling { axis: Axis::Horizontal, at, span, width, dashed };
            self.keep(ruling, white, clip);
        } else if dx <= SLANT && dy > dx {
            let (at, span) = ((ax + bx) / 2.0, Span::new(ay, by));
            let ruling = Ruling { axis: Axis::Vertical, at, span, width, dashed };
            self.keep(ruling, white, clip);
        }
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
