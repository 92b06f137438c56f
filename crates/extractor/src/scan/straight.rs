//! `Straight`: a picture set straight, with its rulings, before any text is read.

use crate::{Ruling, Warp};
use image::GrayImage;

/// A picture after skew, perspective and curl are taken out, stamps and coloured
/// backgrounds faded, and rulings found.
///
/// All pictures in it have the same size; a pixel is `72 / dpi` points of the straight page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Straight {
    /// Pixels per inch.
    pub(crate) dpi: f32,
    /// Dark ink on light paper.
    pub(crate) gray: GrayImage,
    /// Where ink is, rulings among it: 255, else 0.
    pub(crate) ink: GrayImage,
    /// The pixels of rulings, as thick as they are printed: 255, else 0.
    pub(crate) ruled: GrayImage,
    /// Where a coloured stamp lies: 255, else 0; empty for a picture without colour.
    pub(crate) stamp: Option<GrayImage>,
    /// Rulings in points on the straight page.
    pub(crate) rulings: Vec<Ruling>,
    /// From the straight page to the picture as it was given, in points.
    pub(crate) warp: Warp,
    /// Degrees that the text runs uphill in the picture.
    pub(crate) skew: f32,
}
