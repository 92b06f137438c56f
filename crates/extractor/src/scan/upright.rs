//! Which way up a page is: the way in which its lines read best.

use super::lines::Print;
use super::rooms::{Line, in_rooms};
use super::straight::Straight;
use crate::recogniser::{LineReading, Recogniser};
use image::GrayImage;

/// Lines that are read to judge a page by.
const SAMPLE: usize = 10;
/// Lines wider than this, in ems, are long.
const LONG: f32 = 2.0;
/// Lines of an upright page read with at least this confidence on average; those of a page
/// upside down or on its side with 0.7 at most.
const UPRIGHT: f32 = 0.85;
/// Another way up must read better by this to be believed.
const BETTER: f32 = 0.1;

/// Turns a page upright; with it the degrees it was turned by, clockwise.
pub(super) fn turned(page: Straight, eyes: &dyn Recogniser) -> (Straight, u16) {
    let Some(own) = confidence(&page, eyes) else { return (page, 0) };
    if own >= UPRIGHT {
        return (page, 0);
    }
    let mut best: Option<(f32, Straight, u16)> = None;
    for quarters in [2, 1, 3] {
        let other = page.clone().turned(quarters);
        let Some(reads) = confidence(&other, eyes) else { continue };
        if best.as_ref().is_none_or(|(known, ..)| reads > *known) {
            let sure = reads >= UPRIGHT;
            best = Some((reads, other, quarters * 90));
            if sure {
                break;
            }
        }
    }
    match best {
        Some((reads, other, turn)) if reads > own + BETTER => (other, turn),
        _ => (page, 0),
    }
}

/// How well some lines of a page read on average, each weighing as much as it has
/// characters; `None` where there is nothing to read.
fn confidence(page: &Straight, eyes: &dyn Recogniser) -> Option<f32> {
    let print = Print::of(page);
    let mut lines = in_rooms(page, &print);
    if lines.len() < SAMPLE {
        lines.extend(unruled(page, &print));
    }
    // Long lines tell more than short ones, but the longest cost most: those in the middle.
    // The narrow rooms of a page on its side have short ones only.
    let is_long = |line: &Line| line.ink.width() as f32 > print.em * LONG;
    if lines.iter().any(is_long) {
        lines.retain(is_long);
    }
    lines.sort_by_key(|line| line.ink.width());
    let middle = lines.len() / 2;
    let from = middle.saturating_sub(SAMPLE / 2);
    let sample: Vec<GrayImage> =
        lines.iter().skip(from).take(SAMPLE).map(|line| line.cut(page, &print)).collect();
    if sample.is_empty() {
        return None;
    }
    let weigh = |reading: &LineReading| {
        let n = reading.characters.len() as f32;
        let sum: f32 = reading.characters.iter().map(|c| c.confidence).sum();
        (n, sum)
    };
    let read = eyes.read(&sample);
    let (n, sum) =
        read.iter().map(weigh).fold((0.0, 0.0), |(n, sum), (m, s)| (n + m, sum + s));
    Some(if n > 0.0 { sum / n } else { 0.0 })
}

/// Lines of a page without tables: the whole page is one room.
fn unruled(page: &Straight, print: &Print) -> Vec<Line> {
    let whole = super::lines::PixelBox {
        x0: 0,
        y0: 0,
        x1: page.gray.width(),
        y1: page.gray.height(),
    };
    print
        .lines(&whole)
        .into_iter()
        .map(|ink| Line { ink, cut: ink, paper: [0, 0] })
        .collect()
}
