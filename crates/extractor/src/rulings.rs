//! Straight lines out of painted paths.

use crate::{Axis, Rect, Ruling, Span};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};

/// A filled shape thinner than this is a line, not an area; Word's double borders and the
/// thick frames of Excel stay below it.
pub(crate) const THIN: f64 = 3.0;
/// How far the two ends of a line may be apart across it and still count as straight.
const SLANT: f64 = 0.6;

/// Adds the straight segments of a stroked path.
pub(crate) fn stroked(
    path: &BezPath,
    transform: Affine,
    width: f32,
    dashed: bool,
    out: &mut Vec<Ruling>,
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
                segment(last, p, width, dashed, out);
                last = p;
            }
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
            PathEl::ClosePath => {
                segment(last, start, width, dashed, out);
                last = start;
            }
        }
    }
}

/// Adds a line for every thin subpath of a filled path.
pub(crate) fn filled(path: &BezPath, transform: Affine, out: &mut Vec<Ruling>) {
    let mut bounds: Option<hayro_interpret::kurbo::Rect> = None;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                if let Some(bounds) = bounds.take() {
                    thin(bounds, out);
                }
                let p = transform * p;
                bounds = Some(hayro_interpret::kurbo::Rect::from_points(p, p));
            }
            PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                let p = transform * p;
                bounds = bounds.map(|b| b.union_pt(p));
            }
            PathEl::ClosePath => {}
        }
    }
    if let Some(bounds) = bounds {
        thin(bounds, out);
    }
}

/// Adds the line that a thin rectangle is.
pub(crate) fn thin(bounds: hayro_interpret::kurbo::Rect, out: &mut Vec<Ruling>) {
    let (width, height) = (bounds.width(), bounds.height());
    if !(width.is_finite() && height.is_finite()) {
        return;
    }
    if height <= THIN && width > height {
        out.push(Ruling {
            axis: Axis::Horizontal,
            at: (bounds.y0 + bounds.y1) as f32 / 2.0,
            span: Span::new(bounds.x0 as f32, bounds.x1 as f32),
            width: height as f32,
            dashed: false,
        });
    } else if width <= THIN && height > width {
        out.push(Ruling {
            axis: Axis::Vertical,
            at: (bounds.x0 + bounds.x1) as f32 / 2.0,
            span: Span::new(bounds.y0 as f32, bounds.y1 as f32),
            width: width as f32,
            dashed: false,
        });
    }
}

fn segment(a: Point, b: Point, width: f32, dashed: bool, out: &mut Vec<Ruling>) {
    let (dx, dy) = ((b.x - a.x).abs(), (b.y - a.y).abs());
    if !(dx.is_finite() && dy.is_finite()) || (dx == 0.0 && dy == 0.0) {
        return;
    }
    if dy <= SLANT && dx > dy {
        out.push(Ruling {
            axis: Axis::Horizontal,
            at: (a.y + b.y) as f32 / 2.0,
            span: Span::new(a.x as f32, b.x as f32),
            width,
            dashed,
        });
    } else if dx <= SLANT && dy > dx {
        out.push(Ruling {
            axis: Axis::Vertical,
            at: (a.x + b.x) as f32 / 2.0,
            span: Span::new(a.y as f32, b.y as f32),
            width,
            dashed,
        });
    }
}

/// The part of a ruling inside a rectangle, if any.
pub(crate) fn inside(ruling: Ruling, clip: &Rect) -> Option<Ruling> {
    let (low, high, start, end) = match ruling.axis {
        Axis::Horizontal => (clip.y0, clip.y1, clip.x0, clip.x1),
        Axis::Vertical => (clip.x0, clip.x1, clip.y0, clip.y1),
    };
    let half = ruling.width / 2.0 + 0.5;
    let span =
        Span { start: ruling.span.start.max(start), end: ruling.span.end.min(end) };
    (ruling.at + half >= low && ruling.at - half <= high && span.end > span.start)
        .then_some(Ruling { span, ..ruling })
}
