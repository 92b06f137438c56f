//! How a page was read from its picture, and its lines as they were read.

use super::warp::Warp;
use crate::recogniser::Reading;
use std::ops::Range;

/// How a page was read from its picture.
///
/// Marks of such a page stand where they would on straight paper: `Page::width` and
/// `Page::height` are those of the straight page. `warp` tells where on the displayed page
/// that is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scan {
    /// Pixels per inch of the picture that was read.
    pub dpi: f32,
    /// Quarter turns that the displayed page needs to stand upright, clockwise: 0, 90, 180
    /// or 270 degrees.
    pub turn: u16,
    /// Degrees that the text runs uphill (positive) or downhill on the displayed page, after
    /// the quarter turns.
    pub skew: f32,
    /// Width of the page as displayed, in points.
    pub width: f32,
    /// Height of the page as displayed, in points.
    pub height: f32,
    /// From the straight page to the displayed one.
    pub warp: Warp,
    /// Whether its text was read; false where no model is there, and only rulings are.
    pub recognised: bool,
    /// Lines of text as they were read, ordered by their glyphs.
    pub runs: Vec<Run>,
}

/// One line of text as the recogniser read it: never more than one cell of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// Its characters in `Page::glyphs`.
    pub glyphs: Range<usize>,
    /// Whole-line readings, best first; the glyphs carry the first one. Of a line that was
    /// looked at twice, those of both looks.
    pub readings: Vec<Reading>,
    /// The best reading of the line as a number.
    pub number: Option<Reading>,
    /// Whether a second look at the same line, drawn wider, read the same; `None` where
    /// nobody looked twice: only numbers that were read with doubt are looked at again.
    pub confirmed: Option<bool>,
    /// Whether a coloured stamp lies over it.
    pub stamped: bool,
}

impl Scan {
    /// The line that a glyph belongs to.
    pub fn run_of(&self, glyph: usize) -> Option<&Run> {
        let at = self.runs.partition_point(|run| run.glyphs.end <= glyph);
        self.runs.get(at).filter(|run| run.glyphs.contains(&glyph))
    }
}
