//! The rooms of a page's tables, the lines of text in them, and how a line is cut out.

use super::lines::{PixelBox, Print};
use super::straight::Straight;
use crate::{Rect, walls};
use image::{GrayImage, Luma};

/// White space around a line when it is cut out, in ems: above and below, right, left. A
/// hairline at the start of 一 is lost without much paper before it.
const PAD_HIGH: f32 = 0.16;
const PAD_RIGHT: f32 = 0.5;
const PAD_LEFT: f32 = 1.1;
/// Where a wall is closer than this, in ems, paper is made up: the last digit of a line
/// that ends without paper behind it is not seen.
const PAPER: f32 = 0.5;
/// Room is smaller than its walls by this, in pixels at 200 dpi: half a thick line.
const WALL: f32 = 2.0;

/// A line of text and how it is cut out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line {
    /// Where its ink is.
    pub(super) ink: PixelBox,
    /// What the recogniser is shown: some paper around it, never another cell.
    pub(super) cut: PixelBox,
    /// Pixels of paper that are made up on its left and on its right.
    pub(super) paper: [u32; 2],
}

impl Line {
    pub(super) fn new(ink: PixelBox, bounds: &PixelBox, em: f32) -> Self {
        let pad = |share: f32| (em * share).round() as u32;
        // Never so high that the next line shows.
        let high = pad(PAD_HIGH);
        let cut = PixelBox {
            x0: ink.x0.saturating_sub(pad(PAD_LEFT)).max(bounds.x0.min(ink.x0)),
            y0: ink.y0.saturating_sub(high).max(bounds.y0.min(ink.y0)),
            x1: (ink.x1 + pad(PAD_RIGHT)).min(bounds.x1.max(ink.x1)),
            y1: (ink.y1 + high).min(bounds.y1.max(ink.y1)),
        };
        let made_up = |real: u32| pad(PAPER).saturating_sub(real);
        let paper = [made_up(ink.x0 - cut.x0), made_up(cut.x1 - ink.x1)];
        Self { ink, cut, paper }
    }

    /// Pixels across of what the recogniser is shown.
    pub(super) fn width(&self) -> u32 {
        self.cut.width() + self.paper[0] + self.paper[1]
    }

    /// Cuts the line out, rulings and dirt painted over with paper.
    pub(super) fn cut(&self, page: &Straight, print: &Print) -> GrayImage {
        let (x0, y0) = (self.cut.x0, self.cut.y0);
        let mut cut = GrayImage::from_fn(self.cut.width(), self.cut.height(), |x, y| {
            *page.gray.get_pixel(x0 + x, y0 + y)
        });
        let mut counts = [0u32; 256];
        cut.pixels().for_each(|p| counts[usize::from(p.0[0])] += 1);
        let half = cut.width() * cut.height() / 2;
        let mut seen = 0;
        let paper = (0u8..=255)
            .find(|shade| {
                seen += counts[usize::from(*shade)];
                seen > half
            })
            .unwrap_or(255);
        for (x, y, pixel) in cut.enumerate_pixels_mut() {
            if is_ruled(&page.ruled, x0 + x, y0 + y) {
                *pixel = Luma([paper]);
            }
        }
        for dirt in print.dirt_in(&self.cut) {
            // The shade around a speck goes with it.
            let (right, bottom) =
                ((dirt.x1 + 1).min(self.cut.x1), (dirt.y1 + 1).min(self.cut.y1));
            for y in dirt.y0.saturating_sub(1).max(y0)..bottom {
                for x in dirt.x0.saturating_sub(1).max(x0)..right {
                    cut.put_pixel(x - x0, y - y0, Luma([paper]));
                }
            }
        }
        if self.paper == [0, 0] {
            return cut;
        }
        let mut wide = GrayImage::from_pixel(self.width(), cut.height(), Luma([paper]));
        image::imageops::replace(&mut wide, &cut, i64::from(self.paper[0]), 0);
        wide
    }
}

/// Whether a ruling is at a pixel or beside it.
fn is_ruled(ruled: &GrayImage, x: u32, y: u32) -> bool {
    let (right, bottom) = (ruled.width() - 1, ruled.height() - 1);
    (y.saturating_sub(1)..=(y + 1).min(bottom)).any(|y| {
        (x.saturating_sub(1)..=(x + 1).min(right))
            .any(|x| ruled.get_pixel(x, y).0[0] != 0)
    })
}

/// The rooms of all tables of a page, in pixels, in reading order.
pub(super) fn rooms(page: &Straight) -> Vec<PixelBox> {
    let scale = page.dpi / 72.0;
    let edge = WALL * page.dpi / 200.0;
    let pixels = |rect: &Rect| PixelBox {
        x0: (rect.x0 * scale + edge).max(0.0) as u32,
        y0: (rect.y0 * scale + edge).max(0.0) as u32,
        x1: ((rect.x1 * scale - edge).max(0.0) as u32).min(page.gray.width()),
        y1: ((rect.y1 * scale - edge).max(0.0) as u32).min(page.gray.height()),
    };
    walls::groups(&page.rulings)
        .iter()
        .filter_map(|group| walls::plan(group, |_, _, _| false))
        .flat_map(|plan| {
            plan.rooms.iter().map(|room| pixels(&plan.rect(room))).collect::<Vec<_>>()
        })
        .collect()
}

/// Lines of text in the rooms of tables.
pub(super) fn in_rooms(page: &Straight, print: &Print) -> Vec<Line> {
    let rooms = rooms(page);
    rooms
        .iter()
        .flat_map(|room| {
            print.lines(room).into_iter().map(|ink| Line::new(ink, room, print.em))
        })
        .collect()
}
