//! What is asked of a recogniser, and what it answers.

use image::GrayImage;
use smol_str::SmolStr;

/// Reads pictures of single lines, and finds lines in pictures of pages.
///
/// It is never shown a table: which cell a line belongs to is a question of position, and a
/// model that sees no table cannot invent a structure.
pub trait Recogniser: std::fmt::Debug + Send + Sync {
    /// Name and version of the model, as an output may print it.
    fn name(&self) -> &str;

    /// Reads lines, each a picture of one upright line, dark on light; one reading for each,
    /// in order. A line without text has a reading without characters.
    fn read(&self, lines: &[GrayImage]) -> Vec<LineReading>;

    /// Boxes around lines of text in an upright picture, in pixels: left, top, right,
    /// bottom; ordered from top to bottom, then from left to right.
    fn find(&self, picture: &GrayImage) -> Vec<[u32; 4]>;
}

/// What a recogniser makes of one line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineReading {
    /// The best reading, character by character.
    pub characters: Vec<Character>,
    /// Whole-line readings, best first; the first one is that of `characters`.
    pub readings: Vec<Reading>,
    /// The best reading of the line as a number: digits, separators, sign, per cent, dash.
    pub number: Option<Reading>,
}

/// One character of a line and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    /// The character.
    pub text: char,
    /// Left edge, as a share of the line's width.
    pub from: f32,
    /// Right edge, as a share of the line's width.
    pub to: f32,
    /// From 0 to 1: how probable the recogniser finds it where it sees it best.
    pub confidence: f32,
}

/// One way to read a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The whole line.
    pub text: SmolStr,
    /// From 0 to 1: how probable the recogniser finds this text for the whole line, a lost
    /// or doubled character included; those of all readings of a line add up to 1 at most.
    pub confidence: f32,
}
