//! Pages whose whole content is turned, though their dictionary does not say so.

use crate::page::turned;
use crate::{Axis, Ink, Page, Rect, Span};

/// A page is turned where at least this share of its characters is.
const SHARE: f32 = 0.6;
/// Fewer characters than this say nothing about a page.
const FEW: usize = 12;

/// Turns the marks of a page so that most of its characters stand upright.
pub(crate) fn upright(page: &mut Page) {
    let mut counts = [0usize; 4];
    let mut all = 0;
    for glyph in &page.glyphs {
        if glyph.ink != Ink::Printed || glyph.text.trim().is_empty() {
            continue;
        }
        // A watermark's characters may outnumber those of a short table.
        let Some(quarter) = glyph.quarter() else { continue };
        all += 1;
        counts[usize::from(quarter)] += 1;
    }
    let most = (1..4).find(|&q| counts[q] as f32 >= SHARE * all as f32);
    let Some(quarter) = most.filter(|_| all >= FEW) else { return };
    turn(page, (4 - quarter as u16) * 90);
}

/// Turns a page clockwise by 90, 180 or 270 degrees.
fn turn(page: &mut Page, degrees: u16) {
    let (width, height) = (page.width, page.height);
    let put = |rect: &Rect| turned(rect, degrees, width, height);
    for glyph in &mut page.glyphs {
        glyph.rect = put(&glyph.rect);
        let direction = glyph.direction + f32::from(degrees);
        glyph.direction = direction - 360.0 * (direction / 360.0).round();
    }
    for image in &mut page.images {
        image.rect = put(&image.rect);
    }
    for ruling in &mut page.rulings {
        let Span { start, end } = ruling.span;
        let line = match ruling.axis {
            Axis::Horizontal => Rect::new(start, ruling.at, end, ruling.at),
            Axis::Vertical => Rect::new(ruling.at, start, ruling.at, end),
        };
        let line = put(&line);
        if degrees % 180 == 90 {
            ruling.axis = match ruling.axis {
                Axis::Horizontal => Axis::Vertical,
                Axis::Vertical => Axis::Horizontal,
            };
        }
        (ruling.at, ruling.span) = match ruling.axis {
            Axis::Horizontal => (line.y0, Span::new(line.x0, line.x1)),
            Axis::Vertical => (line.x0, Span::new(line.y0, line.y1)),
        };
    }
    if degrees % 180 == 90 {
        (page.width, page.height) = (height, width);
    }
    page.turn = degrees;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Glyph, Ruling};

    fn glyph(rect: Rect, direction: f32) -> Glyph {
        Glyph {
            text: "算".into(),
            raw: None,
            rect,
            size: 10.0,
            font: 0,
            direction,
            ink: Ink::Printed,
            trusted: true,
        }
    }

    fn sideways(direction: f32) -> Page {
        let at =
            |i: usize| Rect::new(100.0, 20.0 * i as f32, 110.0, 20.0 * i as f32 + 10.0);
        let mut glyphs: Vec<Glyph> = (0..20).map(|i| glyph(at(i), direction)).collect();
        glyphs.push(glyph(Rect::new(280.0, 780.0, 290.0, 790.0), 0.0));
        let span = Span::new(50.0, 700.0);
        let ruling =
            Ruling { axis: Axis::Vertical, at: 90.0, span, width: 0.5, dashed: false };
        Page {
            width: 600.0,
            height: 800.0,
            glyphs,
            rulings: vec![ruling],
            ..Page::default()
        }
    }

    #[test]
    fn a_page_set_sideways_is_turned_and_its_addresses_are_not() {
        for direction in [90.0, -90.0, 180.0, 89.2] {
            let before = sideways(direction);
            let mut page = before.clone();
            upright(&mut page);
            assert!(page.glyphs[..20].iter().all(Glyph::is_upright), "{direction}");
            assert!(!page.glyphs[20].is_upright());
            assert_eq!(page.displayed_size(), (600.0, 800.0));
            for (now, then) in page.glyphs.iter().zip(&before.glyphs) {
                assert_eq!(page.displayed(&now.rect), then.rect, "{direction}");
            }
        }
    }

    #[test]
    fn rulings_turn_with_the_text() {
        let mut page = sideways(90.0);
        upright(&mut page);
        assert_eq!((page.width, page.height, page.turn), (800.0, 600.0, 270));
        let ruling = page.rulings[0];
        assert_eq!((ruling.axis, ruling.at), (Axis::Horizontal, 510.0));
        assert_eq!(ruling.span, Span::new(50.0, 700.0));
    }

    #[test]
    fn upright_pages_and_watermarks_turn_nothing() {
        for direction in [0.0, 45.0, -30.0, 2.0] {
            let mut page = sideways(direction);
            upright(&mut page);
            assert_eq!(page.turn, 0);
        }
    }
}
