//! Rectangles and spans, in points, origin at the top left of the displayed page.

/// A rectangle in points (1/72 inch); `y` grows downwards, so `y0` is the top edge.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// A rectangle from any two opposite corners.
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// Width in points, never negative.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Height in points, never negative.
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Horizontal middle.
    pub fn center_x(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Vertical middle.
    pub fn center_y(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }

    /// Whether the point lies inside or on the border.
    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// Whether the other rectangle lies inside or on the border.
    pub fn contains_rect(&self, other: &Rect) -> bool {
        self.contains(other.x0, other.y0) && self.contains(other.x1, other.y1)
    }

    /// Whether the two rectangles share any area.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x0 < other.x1
            && other.x0 < self.x1
            && self.y0 < other.y1
            && other.y0 < self.y1
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The same rectangle with every edge moved outwards by `by` points.
    pub fn inflate(&self, by: f32) -> Rect {
        Rect { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }
}

/// Which way a ruling runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// Left to right: the ruling's `at` is a y.
    Horizontal,
    /// Top to bottom: the ruling's `at` is an x.
    Vertical,
}

/// A stretch along an axis, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Span {
    /// Where it begins.
    pub start: f32,
    /// Where it ends; never before `start`.
    pub end: f32,
}

impl Span {
    /// A span from two ends in either order.
    pub fn new(a: f32, b: f32) -> Self {
        Self { start: a.min(b), end: a.max(b) }
    }

    /// Length in points.
    pub fn len(&self) -> f32 {
        self.end - self.start
    }

    /// Whether the span has no length.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// How many points the two spans have in common; zero or less when they are apart.
    pub fn overlap(&self, other: &Span) -> f32 {
        self.end.min(other.end) - self.start.max(other.start)
    }
}
