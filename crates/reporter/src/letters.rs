//! Text as pixels, with the one font that is always at hand.
//!
//! GNU Unifont has every character of the disclosures as 16 dots; a caption drawn with it is the
//! same on every machine.

use image::{Rgb, RgbImage};
use unifont::get_glyph;

/// Dots of a line.
pub(crate) const HEIGHT: u32 = 16;

/// The lines of a text, none wider than so many dots; a long word is cut where the line ends.
pub(crate) fn wrapped(text: &str, most: u32) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for c in text.chars() {
        let wide = dots(c).1;
        if used + wide > most && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        line.push(c);
        used += wide;
    }
    lines.push(line);
    lines
}

/// Draws a line of text with its upper left corner at a pixel, each dot `scale` pixels wide.
pub(crate) fn draw(
    image: &mut RgbImage,
    text: &str,
    (x, y): (u32, u32),
    scale: u32,
    ink: Rgb<u8>,
) {
    let mut left = x;
    for c in text.chars() {
        let (glyph, wide) = dots(c);
        let Some(glyph) = glyph else { continue };
        for down in 0..HEIGHT * scale {
            for across in 0..wide * scale {
                let dot = ((across / scale) as usize, (down / scale) as usize);
                let (px, py) = (left + across, y + down);
                if glyph.get_pixel(dot.0, dot.1)
                    && px < image.width()
                    && py < image.height()
                {
                    image.put_pixel(px, py, ink);
                }
            }
        }
        left += wide * scale;
    }
}

/// Whether a character has ink at a place of its box, both from 0 to 1.
pub(crate) fn has_ink(c: char, across: f32, down: f32) -> bool {
    let (Some(glyph), wide) = dots(c) else { return false };
    let dot = |share: f32, dots: u32| (share * dots as f32).floor() as usize;
    (0.0..1.0).contains(&across)
        && (0.0..1.0).contains(&down)
        && glyph.get_pixel(dot(across, wide), dot(down, HEIGHT))
}

fn dots(c: char) -> (Option<&'static unifont::Glyph>, u32) {
    let glyph = get_glyph(c).or_else(|| get_glyph('\u{25A1}'));
    (glyph, glyph.map_or(8, |glyph| glyph.get_width() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_the_paper_does() {
        assert_eq!(wrapped("第15页 公开", 48), ["第15页", " 公开"]);
        assert_eq!(wrapped("", 48), [""]);
    }

    #[test]
    fn every_character_leaves_ink() {
        for c in "部门决算公开A7—万".chars() {
            let mut image = RgbImage::from_pixel(20, 20, Rgb([255; 3]));
            draw(&mut image, &c.to_string(), (1, 1), 1, Rgb([0; 3]));
            assert!(image.pixels().any(|p| p.0 == [0; 3]), "{c}");
        }
    }
}
