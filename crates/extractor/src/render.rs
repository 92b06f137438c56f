//! A page of a PDF as a picture.

use crate::picture::{Picture, Pixels};
use crate::{Error, Image, Page, lent, stand_in};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::{FontResolverFn, InterpreterSettings};
use hayro_syntax::page::Page as Drawn;
use image::{GrayImage, RgbImage};
use std::sync::Arc;

/// Pixels per inch for a page that is drawn, not scanned.
const DRAWN_DPI: f32 = 200.0;
/// Print of 9 pt needs at least so many pixels per inch; a coarser scan is enlarged.
const LEAST_DPI: f32 = 150.0;
/// Finer scans are reduced: nothing is read better from more.
const MOST_DPI: f32 = 300.0;
/// A page has no more pixels than this: A2 at 300 dpi.
const MOST_PIXELS: f32 = 36_000_000.0;
/// Pixels that the pictures of a page may claim together: A3 at 1,200 dpi.
const MOST_CLAIMED: u64 = 280_000_000;
/// Pictures smaller than this share of the page do not decide its resolution.
const DECIDES: f32 = 0.05;

/// Whether the pictures of a page can be unpacked; what they claim need not be true, but it is
/// what unpacking them makes room for.
pub(crate) fn affordable(page: &Page) -> Result<(), Error> {
    let claimed = |image: &Image| u64::from(image.width) * u64::from(image.height);
    let total = page.images.iter().map(claimed).fold(0, u64::saturating_add);
    let Some(largest) = page.images.iter().max_by_key(|image| claimed(image)) else {
        return Ok(());
    };
    if total <= MOST_CLAIMED {
        return Ok(());
    }
    let Image { width, height, .. } = largest;
    let how_many = page.images.len();
    Err(Error::Budget(format!(
        "its {how_many} pictures have {total} pixels, the largest {width} × {height}"
    )))
}

/// Draws a page at the resolution of the scan on it, between 150 and 300 dpi.
pub(crate) fn picture<'a>(drawn: &'a Drawn<'a>, page: &Page) -> Picture {
    paint(drawn, resolution(page), Arc::new(|_| Some((stand_in::font(), 0))))
}

/// Draws a page for people: what it shows without embedding the font is drawn with one of this
/// machine's.
pub(crate) fn view<'a>(drawn: &'a Drawn<'a>, page: &Page, dpi: f32) -> Picture {
    paint(drawn, affordable_dpi(page, dpi), lent::resolver())
}

fn paint<'a>(drawn: &'a Drawn<'a>, dpi: f32, font_resolver: FontResolverFn) -> Picture {
    let scale = dpi / 72.0;
    let settings =
        InterpreterSettings { font_resolver, ..InterpreterSettings::default() };
    let pixmap = hayro::render(
        drawn,
        &RenderCache::new(),
        &settings,
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let data = pixmap.data();
    let grey = data.iter().all(|p| p.r == p.g && p.g == p.b);
    let at = |x: u32, y: u32| data[(y * width + x) as usize];
    let pixels = if grey {
        Pixels::Gray(GrayImage::from_fn(width, height, |x, y| image::Luma([at(x, y).r])))
    } else {
        Pixels::Colour(RgbImage::from_fn(width, height, |x, y| {
            let p = at(x, y);
            image::Rgb([p.r, p.g, p.b])
        }))
    };
    Picture { pixels, dpi }
}

/// Pixels per inch at which a page is drawn.
fn resolution(page: &Page) -> f32 {
    let area = (page.width * page.height).max(1.0);
    let native = page
        .images
        .iter()
        .filter(|i| i.rect.width() * i.rect.height() >= area * DECIDES)
        .map(|image| image.width.max(1) as f32 / image.rect.width().max(1.0) * 72.0)
        .fold(None, |most: Option<f32>, dpi| Some(most.map_or(dpi, |m| m.max(dpi))));
    let dpi = match native {
        None => DRAWN_DPI,
        // Doubled, a picture keeps its own pixels.
        Some(dpi) if dpi < LEAST_DPI => (dpi * 2.0).clamp(LEAST_DPI, MOST_DPI),
        Some(dpi) if dpi > MOST_DPI => MOST_DPI,
        Some(dpi) => dpi,
    };
    affordable_dpi(page, dpi)
}

/// No more pixels per inch than a page of this size may have.
fn affordable_dpi(page: &Page, dpi: f32) -> f32 {
    let area = (page.width * page.height).max(1.0);
    let most = (MOST_PIXELS / area).sqrt() * 72.0;
    let side = 65_000.0 / page.width.max(page.height).max(1.0) * 72.0;
    dpi.min(most).min(side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Image, Rect};

    fn page(width: u32) -> Page {
        let rect = Rect::new(0.0, 0.0, 595.0, 842.0);
        let images = vec![Image { rect, width, height: width * 842 / 595 }];
        Page { width: 595.0, height: 842.0, images, ..Page::default() }
    }

    #[test]
    fn a_scan_is_drawn_pixel_by_pixel_within_reason() {
        assert!((resolution(&page(1653)) - 200.0).abs() < 0.1);
        assert_eq!(resolution(&page(5000)), MOST_DPI);
        assert!((resolution(&page(1190)) - 288.0).abs() < 0.1);
        assert_eq!(resolution(&page(595)), LEAST_DPI);
        assert_eq!(resolution(&Page::default()), DRAWN_DPI);
    }

    #[test]
    fn a_page_as_large_as_a_wall_is_drawn_coarsely() {
        let page = Page { width: 14_400.0, height: 14_400.0, ..Page::default() };
        let dpi = resolution(&page);
        assert!(dpi < 31.0 && 14_400.0 / 72.0 * dpi < 65_000.0);
    }
}
