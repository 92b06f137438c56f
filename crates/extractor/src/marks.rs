//! A hayro `Device` that keeps the marks of a page instead of painting them.

use crate::fonts::FontTable;
use crate::rulings;
use crate::{Glyph, Image, Ink, Rect, Ruling};
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{self, Affine, BezPath, Point, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, ImageDrawProps, SoftMask,
};
use smol_str::SmolStr;
use std::time::Instant;

/// Ascent and descent of an em box in thousandths of the font size; hayro does not tell the
/// font's own, and these are those of the usual Song typefaces.
const ASCENT: f64 = 880.0;
const DESCENT: f64 = -120.0;

/// How much of a page is read at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    pub(crate) glyphs: usize,
    pub(crate) paths: usize,
    pub(crate) seconds: u64,
}

/// The marks of one page.
pub(crate) struct Marks<'f> {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) rulings: Vec<Ruling>,
    pub(crate) images: Vec<Image>,
    pub(crate) stopped: Option<String>,
    fonts: &'f mut FontTable,
    page: Rect,
    clips: Vec<Rect>,
    budget: Budget,
    paths: usize,
    began: Instant,
}

impl<'f> Marks<'f> {
    pub(crate) fn new(page: Rect, fonts: &'f mut FontTable, budget: Budget) -> Self {
        Self {
            glyphs: Vec::new(),
            rulings: Vec::new(),
            images: Vec::new(),
            stopped: None,
            fonts,
            page,
            clips: Vec::new(),
            budget,
            paths: 0,
            began: Instant::now(),
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    fn spent(&mut self) -> bool {
        if self.stopped.is_some() {
            return true;
        }
        self.paths += 1;
        if self.glyphs.len() > self.budget.glyphs {
            self.stopped = Some(format!("more than {} glyphs", self.budget.glyphs));
        } else if self.paths > self.budget.paths {
            self.stopped = Some(format!("more than {} marks", self.budget.paths));
        } else if self.paths.is_multiple_of(256)
            && self.began.elapsed().as_secs() >= self.budget.seconds
        {
            self.stopped = Some(format!("took longer than {} s", self.budget.seconds));
        }
        self.stopped.is_some()
    }

    fn keep_rulings(&mut self, from: usize) {
        let clip = self.clip();
        let mut kept = from;
        for i in from..self.rulings.len() {
            if let Some(ruling) = rulings::inside(self.rulings[i], &clip) {
                self.rulings[kept] = ruling;
                kept += 1;
            }
        }
        self.rulings.truncate(kept);
    }

    fn path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        if self.spent() {
            return;
        }
        let from = self.rulings.len();
        match mode {
            DrawMode::Fill(_) => rulings::filled(path, transform, &mut self.rulings),
            DrawMode::Stroke(props) | DrawMode::FillAndStroke(_, props) => {
                let width =
                    props.line_width as f64 * transform.determinant().abs().sqrt();
                let dashed = !props.dash_array.is_empty();
                rulings::stroked(
                    path,
                    transform,
                    width as f32,
                    dashed,
                    &mut self.rulings,
                );
            }
            DrawMode::Invisible => {}
        }
        self.keep_rulings(from);
    }
}

impl<'a> Device<'a> for Marks<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, props.transform, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = rect(clip.path.bounding_box());
        let clip = intersection(&self.clip(), &bounds);
        self.clips.push(clip);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
    }

    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        mode: &DrawMode,
    ) {
        if self.spent() {
            return;
        }
        let ink = match mode {
            DrawMode::Invisible => Ink::Invisible,
            _ => Ink::Printed,
        };
        let Some(first) = run.glyphs().first() else { return };
        let font = self.fonts.of(first);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let from = self.glyphs.len();
        for positioned in run.glyphs() {
            let transform = props.transform * positioned.transform();
            let advance = match &**positioned {
                Drawn::Outline(outline) => outline.advance_width(),
                Drawn::Type3(type3) => type3.advance_width(),
            };
            let text = match positioned.as_unicode() {
                Some(BfString::Char(c)) => {
                    SmolStr::new_inline(c.encode_utf8(&mut [0; 4]))
                }
                Some(BfString::String(s)) => SmolStr::new(s),
                None => SmolStr::new_inline("\u{fffd}"),
            };
            let trusted = text != "\u{fffd}";
            let width = if vertical { 1000.0 } else { advance.unwrap_or(0.0) as f64 };
            let rect = rect(
                transform
                    .transform_rect_bbox(kurbo::Rect::new(0.0, DESCENT, width, ASCENT)),
            );
            let [_, _, c, d, _, _] = transform.as_coeffs();
            let size = (c.hypot(d) * 1000.0) as f32;
            if !on(&rect, &self.page) {
                continue;
            }
            let (text, raw) = crate::radicals::mapped(&text);
            self.glyphs.push(Glyph { text, raw, rect, size, font, ink, trusted });
        }
        if matches!(mode, DrawMode::Stroke(_)) && self.repeats(from) {
            self.glyphs.truncate(from);
        }
    }

    fn draw_image(
        &mut self,
        image: hayro_interpret::Image<'a, '_>,
        props: ImageDrawProps<'a>,
    ) {
        if self.spent() {
            return;
        }
        let (width, height) = (image.width(), image.height());
        let shown = rect(props.transform.transform_rect_bbox(kurbo::Rect::new(
            0.0,
            0.0,
            width as f64,
            height as f64,
        )));
        if on(&shown, &self.page) && on(&shown, &self.clip()) {
            self.images.push(Image { rect: shown, width, height });
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

impl Marks<'_> {
    /// Whether the glyphs from there on repeat those just before (fill, then stroke).
    fn repeats(&self, from: usize) -> bool {
        let run = &self.glyphs[from..];
        let Some(before) = from.checked_sub(run.len()) else { return false };
        self.glyphs[before..from]
            .iter()
            .zip(run)
            .all(|(a, b)| a.text == b.text && (a.rect.x0 - b.rect.x0).abs() < 0.1)
    }
}

fn rect(bounds: kurbo::Rect) -> Rect {
    let (a, b) = (Point::new(bounds.x0, bounds.y0), Point::new(bounds.x1, bounds.y1));
    Rect::new(a.x as f32, a.y as f32, b.x as f32, b.y as f32)
}

/// Whether any of it lies on the page; zero width or height is allowed.
fn on(mark: &Rect, page: &Rect) -> bool {
    mark.x0 <= page.x1 && page.x0 <= mark.x1 && mark.y0 <= page.y1 && page.y0 <= mark.y1
}

fn intersection(a: &Rect, b: &Rect) -> Rect {
    let x0 = a.x0.max(b.x0);
    let y0 = a.y0.max(b.y0);
    Rect { x0, y0, x1: a.x1.min(b.x1).max(x0), y1: a.y1.min(b.y1).max(y0) }
}
