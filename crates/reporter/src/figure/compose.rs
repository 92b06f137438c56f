//! A figure as pixels.

use super::plate::{Line, Plate};
use crate::error::Error;
use crate::layers::{self, Layer};
use crate::letters;
use crate::sheet::pixels_of;
use extractor::{Page, Rect};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage, imageops};
use parser::Grid;

const MARK: Rgb<u8> = Rgb([220, 20, 40]);
const PAPER: Rgb<u8> = Rgb([255; 3]);
const INK: Rgb<u8> = Rgb([30; 3]);
/// Points around the caption.
const MARGIN: f32 = 8.0;

/// What the layers look like in pixels: boxes and lines.
pub(super) fn lines(page: &Page, grids: &[Grid], wanted: &[Layer]) -> Vec<Line> {
    let mut lines = Vec::new();
    let boxed = |rect: Rect, ink| Line { rect, ink, is_box: true };
    if wanted.contains(&Layer::Images) {
        let images = page.images.iter().map(|image| match page.scan {
            Some(_) => image.rect,
            None => page.displayed(&image.rect),
        });
        lines.extend(images.map(|rect| boxed(rect, [150; 3])));
    }
    if wanted.contains(&Layer::Cells) {
        let cells = grids.iter().flat_map(|grid| &grid.cells);
        lines.extend(cells.map(|cell| boxed(cell.rect, [230, 140, 20])));
    }
    if wanted.contains(&Layer::Glyphs) {
        let glyphs = page.glyphs.iter().map(|glyph| page.displayed(&glyph.rect));
        lines.extend(glyphs.map(|rect| boxed(rect, [102, 153, 204])));
    }
    if wanted.contains(&Layer::Rulings) {
        lines.extend(layers::ruled(page).map(|([[x0, y0], [x1, y1]], ..)| {
            let rect = Rect::new(x0, y0, x1, y1);
            Line { rect, ink: [214, 39, 40], is_box: false }
        }));
    }
    lines
}

/// The page, the layers, the marks, and below them the caption.
pub(super) fn image(plate: &Plate) -> RgbImage {
    let scale = plate.sheet.scale;
    let (width, height) = plate.size;
    let side = |points: f32| ((points * scale).round() as u32).max(1);
    let mut page = match &plate.sheet.picture {
        Some(picture) => picture.clone(),
        None => RgbImage::from_pixel(side(width), side(height), PAPER),
    };
    for line in &plate.lines {
        let ink = Rgb(line.ink);
        if line.is_box {
            border(&mut page, &line.rect, scale, 1, ink);
        } else if let Some(area) = pixels_of(&page, &line.rect, scale) {
            fill(&mut page, area, |_| ink);
        }
    }
    for mark in &plate.marks {
        if let Some(area) = pixels_of(&page, mark, scale) {
            fill(&mut page, area, |Rgb([r, g, b])| {
                Rgb([r, (u16::from(g) * 17 / 20) as u8, (u16::from(b) * 3 / 5) as u8])
            });
        }
        border(&mut page, mark, scale, (scale * 1.2).ceil() as u32, MARK);
    }
    let [x0, y0, x1, y1] = pixels_of(&page, &plate.frame, scale).unwrap_or([
        0,
        0,
        page.width(),
        page.height(),
    ]);
    let page = imageops::crop_imm(&page, x0, y0, x1 - x0, y1 - y0).to_image();
    with_caption(&page, &plate.caption, &plate.notes, scale)
}

fn with_caption(
    page: &RgbImage,
    caption: &[String],
    notes: &[String],
    scale: f32,
) -> RgbImage {
    // Dots of about nine points, whole pixels each.
    let dot = (scale * 9.5 / letters::HEIGHT as f32).round().max(1.0) as u32;
    let margin = (MARGIN * scale) as u32;
    let least = 40 * letters::HEIGHT * dot / 2 + 2 * margin;
    let width = page.width().max(least);
    let most = (width - 2 * margin) / dot;
    let lines: Vec<String> = caption
        .iter()
        .chain(notes)
        .flat_map(|line| letters::wrapped(line, most))
        .collect();
    let step = (letters::HEIGHT + 4) * dot;
    let below = lines.len() as u32 * step + 2 * margin;
    let mut image = RgbImage::from_pixel(width, page.height() + below, PAPER);
    imageops::replace(&mut image, page, 0, 0);
    for x in 0..width {
        image.put_pixel(x, page.height(), Rgb([180; 3]));
    }
    for (i, line) in lines.iter().enumerate() {
        let y = page.height() + margin + i as u32 * step;
        letters::draw(&mut image, line, (margin, y), dot, INK);
    }
    image
}

fn fill(
    image: &mut RgbImage,
    [x0, y0, x1, y1]: [u32; 4],
    ink: impl Fn(Rgb<u8>) -> Rgb<u8>,
) {
    for y in y0..y1 {
        for x in x0..x1 {
            let old = *image.get_pixel(x, y);
            image.put_pixel(x, y, ink(old));
        }
    }
}

fn border(image: &mut RgbImage, rect: &Rect, scale: f32, thick: u32, ink: Rgb<u8>) {
    let Some([x0, y0, x1, y1]) = pixels_of(image, rect, scale) else { return };
    // Outside of the box, so that nothing of the number is hidden.
    let out = if thick > 1 { thick } else { 0 };
    let (x0, y0) = (x0.saturating_sub(out), y0.saturating_sub(out));
    let (x1, y1) = ((x1 + out).min(image.width()), (y1 + out).min(image.height()));
    let thick = thick.min(x1 - x0).min(y1 - y0);
    for side in [
        [x0, y0, x1, y0 + thick],
        [x0, y1 - thick, x1, y1],
        [x0, y0, x0 + thick, y1],
        [x1 - thick, y0, x1, y1],
    ] {
        fill(image, side, |_| ink);
    }
}

/// Pixels as PNG.
pub(super) fn png(image: &RgbImage) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(
        &mut bytes,
        CompressionType::Default,
        FilterType::Adaptive,
    );
    encoder
        .write_image(
            image.as_raw(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|e| Error::Pdf(e.to_string()))?;
    Ok(bytes)
}
