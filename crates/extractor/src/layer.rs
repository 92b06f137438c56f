//! Whether a page has text of its own, or is only a picture of text.

use crate::{Glyph, Image, Ink, Page};

/// A picture that covers at least this share of a page is the page.
const PAGE_PICTURE: f32 = 0.5;
/// A page picture with no more painted characters on it than this is a scan: a page number
/// or a stamp does not make a text layer.
const STRAY_CHARACTERS: usize = 20;
/// Where more than this share of the painted characters cannot be believed, the text layer
/// is garbled.
const GARBLED: f32 = 0.5;
/// A page without text but with so many drawn shapes may be text turned into outlines.
const OUTLINES: usize = 150;

/// Where the text of a page comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// From the file.
    Native,
    /// From nowhere yet: the page is a picture of text, or its text cannot be used.
    Picture,
    /// There is neither text nor a picture of it.
    Bare,
}

/// Judges a page by the marks of its file.
pub fn layer(page: &Page) -> Layer {
    if page.scan.is_some() {
        return Layer::Picture;
    }
    let painted = |g: &&Glyph| g.ink == Ink::Printed && !g.text.trim().is_empty();
    let all = page.glyphs.iter().filter(painted).count();
    let usable = page.glyphs.iter().filter(painted).filter(|g| g.trusted).count();
    if is_picture(page) {
        let on_it = page
            .glyphs
            .iter()
            .filter(painted)
            .filter(|g| g.trusted && page.images.iter().any(|image| lies_on(g, image)))
            .count();
        if on_it <= STRAY_CHARACTERS {
            return Layer::Picture;
        }
    }
    if all > STRAY_CHARACTERS && (usable as f32) < all as f32 * (1.0 - GARBLED) {
        return Layer::Picture;
    }
    if page.misnumbered {
        return Layer::Picture;
    }
    match all {
        0 if page.shapes >= OUTLINES => Layer::Picture,
        0 => Layer::Bare,
        _ => Layer::Native,
    }
}

/// Whether pictures cover the page, alone or as strips.
fn is_picture(page: &Page) -> bool {
    let area = (page.width * page.height).max(1.0);
    let covered: f32 =
        page.images.iter().map(|image| image.rect.width() * image.rect.height()).sum();
    covered >= PAGE_PICTURE * area
}

fn lies_on(glyph: &Glyph, image: &Image) -> bool {
    image.rect.contains(glyph.rect.center_x(), glyph.rect.center_y())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rect;

    fn page(n: usize, ink: Ink, trusted: bool, y: f32) -> Page {
        let glyph = Glyph {
            text: "算".into(),
            raw: None,
            rect: Rect::new(10.0, y, 20.0, y + 10.0),
            size: 10.0,
            font: 0,
            direction: 0.0,
            ink,
            trusted,
        };
        Page { width: 600.0, height: 800.0, glyphs: vec![glyph; n], ..Page::default() }
    }

    fn with_picture(mut page: Page) -> Page {
        let rect = Rect::new(0.0, 100.0, 600.0, 800.0);
        page.images.push(Image { rect, width: 1200, height: 1400 });
        page
    }

    #[test]
    fn text_of_the_file_is_used_where_it_can_be_believed() {
        assert_eq!(layer(&page(30, Ink::Printed, true, 200.0)), Layer::Native);
        assert_eq!(layer(&page(30, Ink::Printed, false, 200.0)), Layer::Picture);
        assert_eq!(layer(&page(0, Ink::Printed, true, 200.0)), Layer::Bare);
    }

    #[test]
    fn a_picture_with_a_page_number_or_hidden_text_is_a_scan() {
        for page in [
            page(0, Ink::Printed, true, 200.0),
            page(3, Ink::Printed, true, 790.0),
            page(500, Ink::Invisible, true, 200.0),
        ] {
            assert_eq!(layer(&with_picture(page)), Layer::Picture);
        }
    }

    #[test]
    fn a_background_under_text_is_no_scan_but_a_picture_below_a_header_is() {
        assert_eq!(
            layer(&with_picture(page(300, Ink::Printed, true, 200.0))),
            Layer::Native
        );
        assert_eq!(
            layer(&with_picture(page(40, Ink::Printed, true, 20.0))),
            Layer::Picture
        );
    }

    #[test]
    fn text_turned_into_outlines_must_be_read_from_its_picture() {
        let page = Page { shapes: 400, ..page(0, Ink::Printed, true, 0.0) };
        assert_eq!(layer(&page), Layer::Picture);
    }
}
