//! A hayro `Device` that keeps the marks of a page instead of painting them.

use crate::fonts::FontTable;
use crate::lines::{Lines, MOST_LINES, Stroke};
use crate::repeats::Repeats;
use crate::{Glyph, Image, Ink, Rect, Ruling, radicals};
use hayro_cmap::WritingMode;
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::kurbo::{self, BezPath, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, ImageDrawProps, Paint, SoftMask,
};
use std::panic::resume_unwind;
use std::time::Instant;

/// Ascent and descent of an em box in thousandths of the font size; the font's own are not
/// told, and these are those of the usual Song typefaces.
const ASCENT: f64 = 880.0;
const DESCENT: f64 = -120.0;

/// A path with more elements than this is no line and no box.
const OUTLINE: usize = 8;

/// How much of a page is read at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Characters of a page.
    pub(crate) glyphs: usize,
    /// Calls of the interpreter for a page: paths, runs, images, clips.
    pub(crate) calls: u32,
    /// Seconds for a page.
    pub(crate) seconds: u64,
}

/// Thrown through the interpreter, which has no other way to be stopped.
pub(crate) struct Stopped;

/// The marks of one page.
pub(crate) struct Marks<'f, 'a> {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) images: Vec<Image>,
    /// Filled and stroked paths.
    pub(crate) shapes: usize,
    /// Why reading stopped before the end.
    pub(crate) stopped: Option<String>,
    lines: Lines,
    fonts: &'f mut FontTable<'a>,
    page: Rect,
    clips: Vec<Rect>,
    repeats: Repeats,
    /// The glyphs of a run while it is looked at; kept for its memory.
    run: Vec<Glyph>,
    budget: Budget,
    calls: u32,
    began: Instant,
}

impl<'f, 'a> Marks<'f, 'a> {
    pub(crate) fn new(page: Rect, fonts: &'f mut FontTable<'a>, budget: Budget) -> Self {
        Self {
            glyphs: Vec::new(),
            images: Vec::new(),
            shapes: 0,
            stopped: None,
            lines: Lines::default(),
            fonts,
            page,
            clips: Vec::new(),
            repeats: Repeats::default(),
            run: Vec::new(),
            budget,
            calls: 0,
            began: Instant::now(),
        }
    }

    /// The rulings of the page, after all marks are in.
    pub(crate) fn rulings(&mut self) -> Vec<Ruling> {
        if self.lines.overflowed() && self.stopped.is_none() {
            self.stopped = Some(format!("the page has more than {MOST_LINES} rulings"));
        }
        std::mem::take(&mut self.lines).finish()
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    /// Counts a call and leaves the page when the budget is used up.
    fn spend(&mut self) {
        self.calls += 1;
        let Budget { glyphs, calls, seconds } = self.budget;
        let reason = if self.glyphs.len() > glyphs {
            format!("the page has more than {glyphs} glyphs")
        } else if self.calls > calls {
            format!("the page has more than {calls} marks")
        } else if self.lines.overflowed() {
            format!("the page has more than {MOST_LINES} rulings")
        } else if self.calls.is_multiple_of(128)
            && self.began.elapsed().as_secs() >= seconds
        {
            format!("the page took longer than {seconds} s")
        } else {
            return;
        };
        self.stopped = Some(reason);
        // Not a panic: no hook is called and nothing is printed.
        resume_unwind(Box::new(Stopped));
    }

    fn path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        self.spend();
        let white = match shade(&props.paint) {
            Shade::None => return,
            Shade::White => true,
            Shade::Ink => false,
        };
        let clip = self.clip();
        // A character drawn as an outline has curves or many corners; a line has neither.
        self.shapes += usize::from(path.elements().len() > OUTLINE);
        match mode {
            DrawMode::Fill(_) => self.lines.filled(path, props.transform, white, &clip),
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                let scale = props.transform.determinant().abs().sqrt();
                let stroke = Stroke {
                    width: (f64::from(stroke.line_width) * scale) as f32,
                    dashed: stroke.dash_array.iter().any(|dash| *dash > 0.0),
                    white,
                };
                self.lines.stroked(path, props.transform, stroke, &clip);
            }
            DrawMode::Invisible => {}
        }
    }
}

impl<'a> Device<'a> for Marks<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        // Every nested form pushes its box, so a tree of forms runs out of budget here.
        self.spend();
        let bounds = rect(clip.path.bounding_box());
        self.clips.push(intersection(&self.clip(), &bounds));
    }

    fn push_clip_rect(&mut self, clip: &kurbo::Rect) {
        self.spend();
        self.clips.push(intersection(&self.clip(), &rect(*clip)));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
    }

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        mode: &DrawMode,
    ) {
        self.spend();
        let hidden = matches!(mode, DrawMode::Invisible)
            || matches!(shade(&props.paint), Shade::None);
        let ink = if hidden { Ink::Invisible } else { Ink::Printed };
        let font = self.fonts.of(run.glyphs());
        let em = self.fonts.em(font);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let clip = self.clip();
        let mut shown = std::mem::take(&mut self.run);
        let mut seen = false;
        for positioned in run.glyphs() {
            let transform = props.transform * positioned.transform();
            let (text, trusted) = self.fonts.read(font, positioned);
            let width = match &**positioned {
                _ if vertical => vertical_width(&text),
                Drawn::Outline(outline) => outline.advance_width().unwrap_or(0.0).into(),
                Drawn::Type3(type3) => type3.advance_width().unwrap_or(0.0).into(),
            };
            let em_box = kurbo::Rect::new(0.0, DESCENT * em, width, ASCENT * em);
            let rect = rect(transform.transform_rect_bbox(em_box));
            if !touches(&rect, &self.page) {
                continue;
            }
            seen |= touches(&rect, &clip);
            let [_, _, c, d, _, _] = transform.as_coeffs();
            let size = (c.hypot(d) * 1000.0 * em) as f32;
            let (text, raw) = radicals::mapped(text);
            shown.push(Glyph { text, raw, rect, size, font, ink, trusted });
        }
        // A run cut off by a cell's clip is kept whole, for half a number must never pass
        // for a number; one that shows nowhere is not painted.
        for mut glyph in shown.drain(..) {
            if !seen {
                glyph.ink = Ink::Invisible;
            }
            if !self.repeats.is_repeat(&self.glyphs, &glyph) {
                self.glyphs.push(glyph);
            }
        }
        self.run = shown;
    }

    fn draw_image(
        &mut self,
        image: hayro_interpret::Image<'a, '_>,
        props: ImageDrawProps<'a>,
    ) {
        self.spend();
        // Never decoded: its size may be a lie.
        let (width, height) = (image.width(), image.height());
        let pixels = kurbo::Rect::new(0.0, 0.0, width.into(), height.into());
        let shown = rect(props.transform.transform_rect_bbox(pixels));
        let clip = self.clip();
        if !touches(&shown, &clip) || !touches(&shown, &self.page) {
            return;
        }
        if !self.lines.thin_image(&shown, &clip) {
            self.images.push(Image { rect: shown, width, height });
        }
    }
}

enum Shade {
    None,
    White,
    Ink,
}

fn shade(paint: &Paint<'_>) -> Shade {
    let Paint::Color(color) = paint else { return Shade::Ink };
    let [r, g, b, a] = color.to_rgba().components();
    if a <= 0.01 {
        Shade::None
    } else if r.min(g).min(b) >= 0.98 {
        Shade::White
    } else {
        Shade::Ink
    }
}

/// The width of a glyph that is set downwards; its horizontal width is not told.
fn vertical_width(text: &str) -> f64 {
    if text.is_ascii() { 500.0 } else { 1000.0 }
}

fn rect(bounds: kurbo::Rect) -> Rect {
    Rect::new(bounds.x0 as f32, bounds.y0 as f32, bounds.x1 as f32, bounds.y1 as f32)
}

/// Whether the two have a point in common; unlike an overlap this holds for empty ones too.
fn touches(a: &Rect, b: &Rect) -> bool {
    a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

fn intersection(a: &Rect, b: &Rect) -> Rect {
    let (x0, y0) = (a.x0.max(b.x0), a.y0.max(b.y0));
    Rect { x0, y0, x1: a.x1.min(b.x1).max(x0), y1: a.y1.min(b.y1).max(y0) }
}
