//! A hayro `Device` that keeps the marks of a page instead of painting them.

use crate::clock::Clock;
use crate::covers::{Colour, Covers};
use crate::fonts::FontTable;
use crate::lines::{Lines, MOST_AREAS, MOST_LINES, Stroke, THIN};
use crate::repeats::Repeats;
use crate::{Glyph, Image, Ink, Rect, Ruling, radicals};
use hayro_cmap::WritingMode;
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::kurbo::{self, Affine, BezPath, PathSeg, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, FillRule, ImageDrawProps, Paint,
    SoftMask,
};
use hayro_syntax::object::dict::keys;
use std::panic::resume_unwind;

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
    /// For every open transparency group whether it hides what is under it.
    groups: Vec<bool>,
    covers: Covers,
    repeats: Repeats,
    /// The glyphs of a run while it is looked at; kept for its memory.
    run: Vec<Glyph>,
    budget: Budget,
    calls: u32,
    clock: Clock,
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
            groups: Vec::new(),
            covers: Covers::new(),
            repeats: Repeats::default(),
            run: Vec::new(),
            budget,
            calls: 0,
            clock: Clock::start(),
        }
    }

    /// The rulings of the page, after all marks are in.
    pub(crate) fn rulings(&mut self) -> Vec<Ruling> {
        let limit = if self.lines.overflowed() {
            Some(format!("the page has more than {MOST_LINES} rulings"))
        } else if self.lines.has_lost_ground() {
            Some(format!("the page has more than {MOST_AREAS} shaded areas under lines"))
        } else if self.covers.overflowed() {
            Some("the page has more paint than is compared with its text".to_owned())
        } else {
            None
        };
        self.stopped = self.stopped.take().or(limit);
        std::mem::take(&mut self.lines).finish()
    }

    /// What the page left open does not hold for the annotations above it.
    pub(crate) fn begin_annotations(&mut self) {
        self.clips.clear();
        self.groups.clear();
    }

    /// Whether paint of this kind hides what is under it.
    fn is_opaque(&self, mask: Option<&SoftMask<'_>>, blend: BlendMode) -> bool {
        mask.is_none() && blend == BlendMode::Normal && self.groups.iter().all(|g| *g)
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
        } else if self.covers.overflowed() {
            "the page has more paint than is compared with its text".to_owned()
        } else if self.calls.is_multiple_of(128) && self.clock.has_worked(seconds) {
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
        let (colour, alpha) = colour(&props.paint);
        if alpha <= CLEAR {
            return;
        }
        let white = colour.is_some_and(|colour| colour.iter().all(|part| *part >= WHITE));
        let clip = self.clip();
        let opaque =
            alpha >= SOLID && self.is_opaque(props.soft_mask.as_ref(), props.blend_mode);
        let colour = colour.filter(|_| opaque);
        // A character drawn as an outline has curves or many corners; a line has neither.
        self.shapes += usize::from(path.elements().len() > OUTLINE);
        match mode {
            DrawMode::Fill(rule) => {
                self.lines.filled(path, props.transform, white, &clip);
                self.fill((path, *rule), props.transform, colour, &clip);
            }
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                if let DrawMode::FillAndStroke(rule, _) = mode {
                    self.fill((path, *rule), props.transform, colour, &clip);
                }
                let scale = props.transform.determinant().abs().sqrt();
                let stroke = Stroke {
                    width: (f64::from(stroke.line_width) * scale) as f32,
                    dashed: stroke.dash_array.iter().any(|dash| *dash > 0.0),
                    white,
                };
                if stroke.width > THIN && !stroke.dashed {
                    let half = f64::from(stroke.width) / 2.0;
                    for patch in bars(&(props.transform * path.clone()), half) {
                        let patch = (&patch, FillRule::NonZero);
                        self.fill(patch, Affine::IDENTITY, colour, &clip);
                    }
                }
                self.lines.stroked(path, props.transform, stroke, &clip);
            }
            DrawMode::Invisible => {}
        }
    }

    fn fill(
        &mut self,
        path: (&BezPath, FillRule),
        transform: Affine,
        colour: Option<Colour>,
        clip: &Rect,
    ) {
        self.covers.filled(&mut self.glyphs, path, transform, colour, clip);
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

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        self.groups
            .push(opacity >= SOLID && mask.is_none() && blend == BlendMode::Normal);
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        mode: &DrawMode,
    ) {
        self.spend();
        let (colour, alpha) = colour(&props.paint);
        let hidden = matches!(mode, DrawMode::Invisible) || alpha <= CLEAR;
        let ink = if hidden { Ink::Invisible } else { Ink::Printed };
        let font = self.fonts.of(run.glyphs());
        let em = self.fonts.em(font);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let clip = self.clip();
        let mut shown = std::mem::take(&mut self.run);
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
            let [a, b, c, d, _, _] = transform.as_coeffs();
            let size = (c.hypot(d) * 1000.0 * em) as f32;
            // Upright print is by far the most, and has no angle to be computed.
            let upright = b == 0.0 && a >= 0.0;
            let direction = if upright { 0.0 } else { b.atan2(a).to_degrees() as f32 };
            let (text, raw) = radicals::mapped(text);
            shown.push(Glyph { text, raw, rect, size, font, direction, ink, trusted });
        }
        for mut glyph in shown.drain(..) {
            self.covers.painted(&mut glyph, colour, &clip);
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
        let opaque = is_whole(&image)
            && self.is_opaque(props.soft_mask.as_ref(), props.blend_mode);
        let [_, b, c, _, _, _] = props.transform.as_coeffs();
        let upright = b.abs() < 1e-3 || c.abs() < 1e-3;
        self.covers.picture(
            &mut self.glyphs,
            &intersection(&shown, &clip),
            opaque && upright,
        );
        if !self.lines.thin_image(&shown, &clip) {
            self.images.push(Image { rect: shown, width, height });
        }
    }
}

/// Paint with no more alpha than this is not seen.
const CLEAR: f32 = 0.01;
/// Paint with at least this alpha hides what is under it.
const SOLID: f32 = 0.99;
/// Each part of a colour that is no other than white.
const WHITE: f32 = 0.98;

/// The plain colour of a paint, if it is one, and its alpha.
fn colour(paint: &Paint<'_>) -> (Option<Colour>, f32) {
    let Paint::Color(color) = paint else { return (None, 1.0) };
    let [r, g, b, a] = color.to_rgba().components();
    (Some([r, g, b]), a)
}

/// Whether a picture has no holes to look through.
fn is_whole(image: &hayro_interpret::Image<'_, '_>) -> bool {
    let hayro_interpret::Image::Raster(raster) = image else { return false };
    let dict = raster.stream().dict();
    !dict.contains_key(keys::SMASK) && !dict.contains_key(keys::MASK)
}

/// The straight pieces of a path drawn with a broad brush.
fn bars(path: &BezPath, half: f64) -> Vec<BezPath> {
    path.segments()
        .filter_map(|segment| {
            let PathSeg::Line(line) = segment else { return None };
            let (dx, dy) = ((line.p1.x - line.p0.x).abs(), (line.p1.y - line.p0.y).abs());
            let bar = kurbo::Rect::from_points(line.p0, line.p1);
            let bar = match (dx < 0.1, dy < 0.1) {
                (true, false) => bar.inflate(half, 0.0),
                (false, true) => bar.inflate(0.0, half),
                _ => return None,
            };
            Some(bar.to_path(0.1))
        })
        .collect()
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
