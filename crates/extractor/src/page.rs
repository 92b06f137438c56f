//! `Document`, `Page` and the marks on a page.

use crate::geometry::{Axis, Rect, Span};
use crate::scan::Scan;
use smol_str::SmolStr;

/// How far an em box reaches below its baseline, in font sizes; the font's own descent is not
/// told, and this is that of the usual Song typefaces.
pub(crate) const DESCENT: f32 = 0.12;

/// What one input file shows, page by page, before anybody asks what it means.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Where the marks come from.
    pub source: SourceKind,
    /// SHA-256 of the bytes, 64 hex digits.
    pub sha256: String,
    /// Length of the input in bytes.
    pub byte_size: u64,
    /// `Producer / Creator` of the file's metadata, as stored, empty when there is none.
    pub producer: String,
    /// The file's own title in its metadata.
    pub title: Option<String>,
    /// Every page, also those that could not be read.
    pub pages: Vec<Page>,
    /// Fonts in order of first use; `Glyph::font` points here.
    pub fonts: Vec<Font>,
    /// What was odd about the file, page or font.
    pub warnings: Vec<Warning>,
}

/// Which kind of file a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourceKind {
    /// A PDF.
    #[default]
    Pdf,
    /// Plain text with tab-separated tables: `y` counts lines, `x` counts columns.
    Text,
    /// A picture of a page.
    Image,
}

/// A font as the file names it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Font {
    /// Name without the subset prefix; GBK bytes are decoded.
    pub name: String,
    /// Whether the Unicode of its glyphs can be believed.
    pub trusted: bool,
}

/// One page as displayed: `Rotate` and `CropBox` are already applied.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width as displayed, in points.
    pub width: f32,
    /// Height as displayed, in points.
    pub height: f32,
    /// The file's `Rotate` entry: 0, 90, 180 or 270.
    pub rotation: u16,
    /// By how many degrees clockwise the marks were turned from the page as displayed so that
    /// its text stands upright: 0, 90, 180 or 270. Width and height are turned with them.
    pub turn: u16,
    /// Text marks in drawing order.
    pub glyphs: Vec<Glyph>,
    /// Lines that may belong to a table.
    pub rulings: Vec<Ruling>,
    /// Pictures placed on the page.
    pub images: Vec<Image>,
    /// Drawn shapes that are no lines: many of them and no text may be text as outlines.
    pub shapes: usize,
    /// Whether its numbers stand in a font whose digits cannot be believed, so that only its
    /// picture tells them.
    pub misnumbered: bool,
    /// How the page was read.
    pub status: PageStatus,
    /// How its picture was read, where it has no text of its own.
    pub scan: Option<Scan>,
}

impl Page {
    /// Where a rectangle of the page's marks stands on the page as displayed.
    pub fn displayed(&self, rect: &Rect) -> Rect {
        match &self.scan {
            Some(scan) => scan.warp.displayed(rect),
            None => turned(rect, (360 - self.turn) % 360, self.width, self.height),
        }
    }

    /// Where a point of the page's marks stands on the page as displayed.
    pub fn place(&self, x: f32, y: f32) -> [f32; 2] {
        match &self.scan {
            Some(scan) => scan.warp.place(x, y),
            None => {
                let place = self.displayed(&Rect { x0: x, y0: y, x1: x, y1: y });
                [place.x0, place.y0]
            }
        }
    }

    /// Width and height as displayed, in points.
    pub fn displayed_size(&self) -> (f32, f32) {
        match &self.scan {
            Some(scan) => (scan.width, scan.height),
            None if self.turn % 180 == 90 => (self.height, self.width),
            None => (self.width, self.height),
        }
    }
}

/// A rectangle of a sheet that is turned clockwise by quarters; the sheet's width and height
/// are those before the turn.
pub(crate) fn turned(rect: &Rect, degrees: u16, width: f32, height: f32) -> Rect {
    let Rect { x0, y0, x1, y1 } = *rect;
    match degrees {
        90 => Rect::new(height - y1, x0, height - y0, x1),
        180 => Rect::new(width - x1, height - y1, width - x0, height - y0),
        270 => Rect::new(y0, width - x1, y1, width - x0),
        _ => *rect,
    }
}

/// How reading a page ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PageStatus {
    /// All marks were read.
    #[default]
    Ok,
    /// Some marks were read; the reason says what stopped it.
    Partial(String),
    /// Nothing was read.
    Failed(String),
}

/// One character or ligature on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Unicode text, radicals already mapped to the characters they stand for (⻔ → 门).
    pub text: SmolStr,
    /// The text as the file gives it, where mapping changed it.
    pub raw: Option<SmolStr>,
    /// The em box of the glyph along its advance (not its ink), in points.
    pub rect: Rect,
    /// Font size in points as displayed.
    pub size: f32,
    /// Index into `Document::fonts`.
    pub font: u16,
    /// Degrees by which its baseline leans from the page's horizontal, clockwise, from -180
    /// to 180; 0 for upright print, also in italics and in text that is set downwards.
    pub direction: f32,
    /// How the glyph was made.
    pub ink: Ink,
    /// False where the font's Unicode cannot be believed, or where a part of a digit is hidden.
    pub trusted: bool,
}

/// Print that leans less than this many degrees stands upright; watermarks lean by more.
const UPRIGHT: f32 = 4.0;

impl Glyph {
    /// Whether it stands upright on the page.
    pub fn is_upright(&self) -> bool {
        self.direction.abs() < UPRIGHT
    }

    /// The quarter turns clockwise by which it is turned, from 0 to 3; `None` for a slanted
    /// glyph, such as one of a watermark.
    pub fn quarter(&self) -> Option<u16> {
        let quarters = (self.direction / 90.0).round();
        let off = (self.direction - quarters * 90.0).abs();
        (off < UPRIGHT).then_some(quarters.rem_euclid(4.0) as u16)
    }

    /// The `y` of the baseline of an upright glyph.
    pub fn baseline(&self) -> f32 {
        self.rect.y1 - DESCENT * self.size
    }
}

/// How a glyph came to be on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ink {
    /// Painted.
    Printed,
    /// Present but not painted: text rendering mode 3, usually someone else's OCR.
    Invisible,
    /// Painted, but not to be seen: painted over, clipped away, or in the colour of its ground.
    Covered,
    /// Read from a picture by us, with a confidence from 0 to 1.
    Ocr {
        /// From 0 to 1.
        confidence: f32,
    },
}

/// A straight line, horizontal or vertical: a stroke, a thin fill or a rectangle's border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ruling {
    /// Which way it runs.
    pub axis: Axis,
    /// `y` of a horizontal ruling's middle, `x` of a vertical one's.
    pub at: f32,
    /// From where to where along the axis.
    pub span: Span,
    /// Thickness in points.
    pub width: f32,
    /// Whether it is drawn dashed.
    pub dashed: bool,
}

/// A picture placed on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Image {
    /// Where it is shown.
    pub rect: Rect,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Something odd in the file that did not stop the reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Stable name, lower case with hyphens, such as `untrusted-font`.
    pub code: &'static str,
    /// The page it concerns, if one.
    pub page: Option<u32>,
    /// What is odd, lower case, no full stop.
    pub message: String,
    /// What to try, may be empty.
    pub hint: String,
}
