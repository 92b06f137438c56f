//! Everything that a figure shows, in points, before it is drawn.

use crate::sheet::Sheet;
use extractor::Rect;

/// Everything that a figure shows, in points.
#[derive(Debug)]
pub(super) struct Plate {
    pub(super) sheet: Sheet,
    /// Width and height of the page as displayed.
    pub(super) size: (f32, f32),
    /// Number of the page.
    pub(super) number: u32,
    pub(super) marks: Vec<Rect>,
    pub(super) caption: Vec<String>,
    /// Layers as groups of an SVG.
    pub(super) groups: String,
    /// The same as lines, for pixels.
    pub(super) lines: Vec<Line>,
    /// The part of the page that is shown.
    pub(super) frame: Rect,
    /// What has to be said about the picture.
    pub(super) notes: Vec<String>,
}

/// A line or the border of a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) rect: Rect,
    pub(super) ink: [u8; 3],
    /// Whether it is a box; otherwise it runs from corner to corner, level or plumb.
    pub(super) is_box: bool,
}
