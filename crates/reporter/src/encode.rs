//! Pictures of pages in few bytes: a sheet of text in a few shades, a photograph as JPEG.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use png::{BitDepth, ColorType};
use std::collections::BTreeMap;
use std::io::Write;

/// Quality of a photograph.
const JPEG: u8 = 72;
/// A sheet in so many bytes for each pixel is no photograph.
const SMALL: f32 = 0.12;
/// Colours of a sheet that is not grey.
const COLOURS: usize = 64;

/// A picture as a file.
#[derive(Debug, Clone)]
pub(crate) struct Encoded {
    /// The bytes of the file.
    pub(crate) bytes: Vec<u8>,
    /// Ending of its name.
    pub(crate) ending: &'static str,
}

impl Encoded {
    /// The picture in an address.
    pub(crate) fn data_url(&self) -> String {
        let kind = if self.ending == "png" { "image/png" } else { "image/jpeg" };
        format!("data:{kind};base64,{}", STANDARD.encode(&self.bytes))
    }
}

/// The smaller of PNG in a few shades and JPEG.
pub(crate) fn encode(image: &RgbImage) -> Encoded {
    let png = match image.pixels().all(|p| is_grey(p.0)) {
        true => shades(image),
        false => colours(image),
    };
    let png = png.map(|bytes| Encoded { bytes, ending: "png" });
    let pixels = (image.width() * image.height()) as f32;
    if let Some(png) = png.clone().filter(|png| png.bytes.len() as f32 <= pixels * SMALL)
    {
        return png;
    }
    let jpeg = jpeg(image).map(|bytes| Encoded { bytes, ending: "jpg" });
    let both = [png, jpeg].into_iter().flatten();
    let nothing = || Encoded { bytes: Vec::new(), ending: "png" };
    both.min_by_key(|encoded| encoded.bytes.len()).unwrap_or_else(nothing)
}

fn is_grey([r, g, b]: [u8; 3]) -> bool {
    r.abs_diff(g) < 10 && g.abs_diff(b) < 10 && r.abs_diff(b) < 10
}

/// Sixteen shades of grey, two pixels a byte.
fn shades(image: &RgbImage) -> Option<Vec<u8>> {
    let shade = |pixel: Option<&[u8]>| {
        let light = pixel.map_or(255, |p| (u16::from(p[0]) + u16::from(p[1])) / 2);
        ((light + 8) / 17).min(15) as u8
    };
    let mut packed = Vec::new();
    for row in image.rows() {
        let row: Vec<[u8; 3]> = row.map(|p| p.0).collect();
        for pair in row.chunks(2) {
            let first = shade(pair.first().map(|p| &p[..]));
            packed.push(first << 4 | shade(pair.get(1).map(|p| &p[..])));
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Four);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    write(encoder, &packed)?;
    Some(bytes)
}

/// The most frequent colours, all others the nearest of them.
fn colours(image: &RgbImage) -> Option<Vec<u8>> {
    let coarse = |p: [u8; 3]| p.map(|c| c >> 4);
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for pixel in image.pixels() {
        *counts.entry(coarse(pixel.0)).or_default() += 1;
    }
    let mut palette: Vec<([u8; 3], usize)> = counts.clone().into_iter().collect();
    palette.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    palette.truncate(COLOURS);
    let distance = |a: [u8; 3], b: [u8; 3]| -> u32 {
        (0..3).map(|i| u32::from(a[i].abs_diff(b[i])).pow(2)).sum()
    };
    let nearest: BTreeMap<[u8; 3], u8> = counts
        .keys()
        .map(|&colour| {
            let places = palette.iter().enumerate();
            let best = places.min_by_key(|(_, (known, _))| distance(*known, colour));
            (colour, best.map_or(0, |(at, _)| at as u8))
        })
        .collect();
    let indices: Vec<u8> = image
        .pixels()
        .map(|pixel| nearest.get(&coarse(pixel.0)).copied().unwrap_or_default())
        .collect();
    let palette: Vec<u8> =
        palette.iter().flat_map(|(colour, _)| colour.map(|c| c * 17)).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    write(encoder, &indices)?;
    Some(bytes)
}

fn write(encoder: png::Encoder<'_, &mut Vec<u8>>, pixels: &[u8]) -> Option<()> {
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()
}

fn jpeg(image: &RgbImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG);
    let (width, height) = image.dimensions();
    encoder.write_image(image.as_raw(), width, height, ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}

/// Bytes as a PDF packs them.
pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(7));
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// Sizes, shades and colours survive within what a few of them can say.
    #[test]
    fn a_sheet_is_read_back_as_it_was() {
        for ink in [[0, 0, 0], [200, 30, 40]] {
            let image = RgbImage::from_fn(33, 20, |x, y| match (x / 3 + y / 2) % 4 {
                0 => Rgb(ink),
                _ => Rgb([255; 3]),
            });
            let encoded = encode(&image);
            let read = image::load_from_memory(&encoded.bytes).expect("a picture");
            let read = read.into_rgb8();
            assert_eq!(read.dimensions(), image.dimensions());
            if encoded.ending == "png" {
                for (a, b) in read.pixels().zip(image.pixels()) {
                    assert!(a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) < 17));
                }
            }
        }
    }
}
