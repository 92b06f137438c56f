//! A figure as a drawing over the picture of the page.

use super::plate::Plate;
use crate::clean::escaped;
use crate::encode;
use crate::letters;
use std::fmt::Write;

/// Points of a line of the caption.
const LINE: f32 = 13.0;
const MARGIN: f32 = 8.0;

pub(super) fn write(plate: &Plate) -> Vec<u8> {
    let frame = plate.frame;
    let width = frame.width().max(320.0);
    // Nine points of text are eighteen dots of the font that is at hand: wide enough for any.
    let most = ((width - 2.0 * MARGIN) / 10.0 * letters::HEIGHT as f32) as u32;
    let lines: Vec<String> = plate
        .caption
        .iter()
        .chain(&plate.notes)
        .flat_map(|line| letters::wrapped(line, most))
        .collect();
    let below = lines.len() as f32 * LINE + 2.0 * MARGIN;
    let height = frame.height() + below;
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.2}\" \
         height=\"{height:.2}\" viewBox=\"{:.2} {:.2} {width:.2} {height:.2}\">\n\
         <title>page {}</title>\n\
         <rect x=\"{:.2}\" y=\"{:.2}\" width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        frame.x0, frame.y0, plate.number, frame.x0, frame.y0
    );
    if let Some(picture) = &plate.sheet.picture {
        let encoded = encode::encode(picture);
        let (width, height) = plate.size;
        let _ = writeln!(
            out,
            "<image width=\"{width:.2}\" height=\"{height:.2}\" \
             preserveAspectRatio=\"none\" href=\"{}\"/>",
            encoded.data_url()
        );
    }
    out.push_str(&plate.groups);
    out.push_str(
        "<g id=\"marks\" fill=\"#ffb300\" fill-opacity=\"0.3\" stroke=\"#dc1428\" \
         stroke-width=\"1.2\">\n",
    );
    for mark in &plate.marks {
        let _ = writeln!(
            out,
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"/>",
            mark.x0 - 1.0,
            mark.y0 - 1.0,
            mark.width() + 2.0,
            mark.height() + 2.0
        );
    }
    out.push_str("</g>\n");
    let _ = write!(
        out,
        "<g id=\"caption\" font-family=\"sans-serif\" font-size=\"9\" fill=\"#1e1e1e\">\n\
         <rect x=\"{:.2}\" y=\"{:.2}\" width=\"{width:.2}\" height=\"{below:.2}\" \
         fill=\"white\"/>\n",
        frame.x0, frame.y1
    );
    for (i, line) in lines.iter().enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"{:.2}\" y=\"{:.2}\">{}</text>",
            frame.x0 + MARGIN,
            frame.y1 + MARGIN + (i as f32 + 0.75) * LINE,
            escaped(line)
        );
    }
    out.push_str("</g>\n</svg>\n");
    out.into_bytes()
}
