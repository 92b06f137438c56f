//! Pictures as input: PNG, JPEG, and TIFF with one page or many.

use crate::picture::{Picture, Pixels};
use crate::{Document, Error, Image, Ocr, Page, PageStatus, Rect, SourceKind, Watch};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use std::io::Cursor;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

/// A picture has no more pixels than this: A2 at 400 dpi.
const MOST_PIXELS: u64 = 64_000_000;
/// The longer side of paper, in inches, from a postcard to A2; a resolution that makes the
/// paper larger or smaller says nothing.
const PAPER: std::ops::Range<f32> = 5.5..24.0;
/// The longer side of A4, in inches: paper of unknown size.
const A4: f32 = 11.69;

/// Whether the first bytes are those of a picture that can be read.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    matches!(
        image::guess_format(bytes),
        Ok(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Tiff)
    )
}

/// Reads a picture file, a document of as many pages as it has pictures.
pub(crate) fn read(
    bytes: Vec<u8>,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Error> {
    let pictures = Pictures::open(bytes, watch.max_pages)?;
    let mut document = Document { source: SourceKind::Image, ..Document::default() };
    for index in 0..pictures.len() {
        document.pages.push(pictures.blank(index));
    }
    if let Some(ocr) = ocr {
        let sound: Vec<usize> = (0..pictures.len())
            .filter(|index| document.pages[*index].status == PageStatus::Ok)
            .collect();
        ocr.read(&mut document, &sound, watch, |index, _| pictures.page(index));
    }
    if let [Page { status: PageStatus::Failed(why), .. }] = document.pages.as_slice() {
        return Err(Error::BrokenPicture(why.clone()));
    }
    Ok(document)
}

/// The pages of a picture file, decoded one at a time.
pub(crate) enum Pictures {
    /// PNG or JPEG.
    One(Vec<u8>, ImageFormat),
    /// TIFF: where each page begins.
    Many(Vec<u8>, usize),
}

impl Pictures {
    /// Looks at the first bytes, whatever the name says, and counts the pages.
    pub(crate) fn open(bytes: Vec<u8>, max_pages: usize) -> Result<Self, Error> {
        let format = image::guess_format(&bytes).map_err(|_| Error::NotPicture)?;
        match format {
            ImageFormat::Png | ImageFormat::Jpeg => Ok(Self::One(bytes, format)),
            ImageFormat::Tiff => {
                let mut decoder = Decoder::new(Cursor::new(&bytes)).map_err(broken)?;
                let mut pages = 1;
                while decoder.more_images() {
                    if pages >= max_pages {
                        return Err(Error::TooManyPages(max_pages));
                    }
                    // A later page that is damaged does not take the first ones along.
                    if decoder.next_image().is_err() {
                        break;
                    }
                    pages += 1;
                }
                Ok(Self::Many(bytes, pages))
            }
            other => Err(Error::Unsupported(format!("a picture of the kind {other:?}"))),
        }
    }

    /// How many pages there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::One(..) => 1,
            Self::Many(_, pages) => *pages,
        }
    }

    /// A page before it is decoded: its size, and the picture that covers it.
    fn blank(&self, index: usize) -> Page {
        let number = index as u32 + 1;
        match self.size(index) {
            Ok((width, height, dpi)) => {
                let points = 72.0 / dpi;
                let (across, down) = (width as f32 * points, height as f32 * points);
                let rect = Rect::new(0.0, 0.0, across, down);
                Page {
                    number,
                    width: across,
                    height: down,
                    images: vec![Image { rect, width, height }],
                    ..Page::default()
                }
            }
            Err(error) => {
                let status = PageStatus::Failed(error.to_string());
                Page { number, status, ..Page::default() }
            }
        }
    }

    /// Pixels across and down as displayed, and pixels per inch.
    fn size(&self, index: usize) -> Result<(u32, u32, f32), Error> {
        match self {
            Self::One(bytes, format) => {
                let mut decoder = decoder(bytes, *format)?;
                let (mut width, mut height) = decoder.dimensions();
                bounded(width, height)?;
                if is_sideways(decoder.orientation().ok()) {
                    std::mem::swap(&mut width, &mut height);
                }
                Ok((width, height, resolution(width, height, density(bytes, *format))))
            }
            Self::Many(bytes, _) => {
                let mut decoder =
                    Decoder::new(Cursor::new(&bytes[..])).map_err(broken)?;
                decoder.seek_to_image(index).map_err(broken)?;
                let (width, height) = decoder.dimensions().map_err(broken)?;
                bounded(width, height)?;
                let density = tiff_density(&mut decoder);
                Ok((width, height, resolution(width, height, density)))
            }
        }
    }

    /// Decodes a page, from 0.
    pub(crate) fn page(&self, index: usize) -> Result<Picture, Error> {
        match self {
            Self::One(bytes, format) => single(bytes, *format),
            Self::Many(bytes, _) => of_tiff(bytes, index),
        }
    }
}

fn single(bytes: &[u8], format: ImageFormat) -> Result<Picture, Error> {
    let mut decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    bounded(width, height)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    let dpi = resolution(image.width(), image.height(), density(bytes, format));
    Ok(Picture { pixels: image.into(), dpi })
}

fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder + '_, Error> {
    ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(broken)
}

/// Whether a camera's note turns the picture on its side.
fn is_sideways(orientation: Option<Orientation>) -> bool {
    matches!(
        orientation,
        Some(
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        )
    )
}

fn density(bytes: &[u8], format: ImageFormat) -> Option<f32> {
    match format {
        ImageFormat::Png => png_density(bytes),
        _ => jpeg_density(bytes),
    }
}

fn of_tiff(bytes: &[u8], index: usize) -> Result<Picture, Error> {
    let limits = {
        let mut limits = Limits::default();
        limits.decoding_buffer_size = MOST_PIXELS as usize * 4;
        limits.intermediate_buffer_size = MOST_PIXELS as usize * 4;
        limits
    };
    let mut decoder =
        Decoder::new(Cursor::new(bytes)).map_err(broken)?.with_limits(limits);
    decoder.seek_to_image(index).map_err(broken)?;
    let (width, height) = decoder.dimensions().map_err(broken)?;
    bounded(width, height)?;
    let density = tiff_density(&mut decoder);
    let colour = decoder.colortype().map_err(broken)?;
    let data = decoder.read_image().map_err(broken)?;
    let pixels = tiff_pixels(width, height, colour, data)
        .ok_or_else(|| Error::Unsupported(format!("a TIFF with pixels as {colour:?}")))?;
    let dpi = resolution(width, height, density);
    Ok(Picture { pixels, dpi })
}

fn tiff_pixels(
    width: u32,
    height: u32,
    colour: ColorType,
    data: DecodingResult,
) -> Option<Pixels> {
    let bytes = match data {
        DecodingResult::U8(bytes) => bytes,
        DecodingResult::U16(words) => words.into_iter().map(|w| (w >> 8) as u8).collect(),
        _ => return None,
    };
    let dynamic = match colour {
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            let pixels = unpacked(&bytes, width, height, bits)?;
            DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, pixels)?)
        }
        ColorType::Gray(8 | 16) => {
            DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, bytes)?)
        }
        ColorType::GrayA(8 | 16) => DynamicImage::ImageLumaA8(
            image::GrayAlphaImage::from_raw(width, height, bytes)?,
        ),
        ColorType::RGB(8 | 16) => {
            DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, bytes)?)
        }
        ColorType::RGBA(8 | 16) => {
            DynamicImage::ImageRgba8(image::RgbaImage::from_raw(width, height, bytes)?)
        }
        ColorType::YCbCr(8) => {
            let rgb = bytes.chunks_exact(3).flat_map(|p| from_ycbcr([p[0], p[1], p[2]]));
            DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rgb.collect())?)
        }
        ColorType::CMYK(8) => {
            let rgb = bytes.chunks_exact(4).flat_map(|p| {
                let paper = 255 - u32::from(p[3]);
                [p[0], p[1], p[2]].map(|ink| ((255 - u32::from(ink)) * paper / 255) as u8)
            });
            DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rgb.collect())?)
        }
        _ => return None,
    };
    Some(dynamic.into())
}

/// One byte for each pixel of rows packed into bytes, scaled to 0–255.
fn unpacked(bytes: &[u8], width: u32, height: u32, bits: u8) -> Option<Vec<u8>> {
    let (width, bits) = (width as usize, usize::from(bits));
    let stride = (width * bits).div_ceil(8);
    if bytes.len() < stride * height as usize {
        // Some decoders hand out one byte a pixel already.
        return None;
    }
    let most = (1u16 << bits) - 1;
    let mut out = Vec::with_capacity(width * height as usize);
    for row in bytes.chunks_exact(stride).take(height as usize) {
        for x in 0..width {
            let at = x * bits;
            let value = u16::from(row[at / 8] >> (8 - bits - at % 8)) & most;
            out.push((value * 255 / most) as u8);
        }
    }
    Some(out)
}

/// ITU-R BT.601, full range, as JPEG uses it.
fn from_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    let channels = [y + 1.402 * cr, y - 0.344_14 * cb - 0.714_14 * cr, y + 1.772 * cb];
    channels.map(|value| value.round().clamp(0.0, 255.0) as u8)
}

/// Pixels per inch: what the file says where that makes paper of it, else those of A4.
fn resolution(width: u32, height: u32, density: Option<f32>) -> f32 {
    let side = width.max(height).max(1) as f32;
    density
        .filter(|dpi| dpi.is_finite() && *dpi > 0.0 && PAPER.contains(&(side / dpi)))
        .unwrap_or(side / A4)
}

/// Pixels per inch of a PNG's pHYs chunk.
fn png_density(bytes: &[u8]) -> Option<f32> {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        match &head[4..] {
            b"pHYs" => {
                let data = bytes.get(at + 8..at + 17)?;
                let per_metre = u32::from_be_bytes(data[..4].try_into().ok()?);
                return (data[8] == 1).then_some(per_metre as f32 * 0.0254);
            }
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(length)?.checked_add(12)?,
        }
    }
    None
}

/// Pixels per inch of a JPEG's JFIF head.
fn jpeg_density(bytes: &[u8]) -> Option<f32> {
    let head = bytes.get(2..18)?;
    if head[..2] != [0xff, 0xe0] || &head[4..9] != b"JFIF\0" {
        return None;
    }
    let across = f32::from(u16::from_be_bytes([head[12], head[13]]));
    match head[11] {
        1 => Some(across),
        2 => Some(across * 2.54),
        _ => None,
    }
}

fn tiff_density(decoder: &mut Decoder<Cursor<&[u8]>>) -> Option<f32> {
    let across = decoder.find_tag(Tag::XResolution).ok()??;
    let across = match across {
        tiff::decoder::ifd::Value::Rational(n, d) if d > 0 => n as f32 / d as f32,
        _ => return None,
    };
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten();
    match unit.unwrap_or(2) {
        2 => Some(across),
        3 => Some(across * 2.54),
        _ => None,
    }
}

fn bounded(width: u32, height: u32) -> Result<(), Error> {
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Error::Budget(format!("the picture has {width} × {height} pixels")));
    }
    Ok(())
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::BrokenPicture(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        GrayImage::from_pixel(width, height, Luma([200]))
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .expect("a picture can be written");
        bytes
    }

    #[test]
    fn paper_of_unknown_size_is_a4() {
        let picture =
            Pictures::open(png(200, 1169), 9).and_then(|p| p.page(0)).expect("a page");
        assert!((picture.dpi - 100.0).abs() < 0.1);
        assert_eq!(resolution(1654, 2339, Some(200.0)), 200.0);
        assert_eq!(resolution(1654, 2339, Some(72.0)), 2339.0 / A4);
    }

    #[test]
    fn bits_become_bytes() {
        let pixels = unpacked(&[0b1010_0000, 0b0100_0000], 3, 2, 1);
        assert_eq!(pixels, Some(vec![255, 0, 255, 0, 255, 0]));
        assert_eq!(unpacked(&[0xf0], 2, 1, 4), Some(vec![255, 0]));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let mut bytes = png(4, 4);
        bytes[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        let opened = Pictures::open(bytes, 9).and_then(|p| p.page(0));
        assert!(opened.is_err());
        assert!(bounded(100_000, 100_000).is_err());
    }

    #[test]
    fn what_is_no_picture_is_told_from_one_we_cannot_read() {
        assert!(matches!(
            Pictures::open(b"%PDF-1.7".to_vec(), 9),
            Err(Error::NotPicture)
        ));
        assert!(matches!(
            Pictures::open(b"GIF89a............".to_vec(), 9),
            Err(Error::Unsupported(_))
        ));
    }

    #[test]
    fn every_page_of_a_tiff_is_a_page() {
        let mut bytes = Vec::new();
        let mut encoder =
            tiff::encoder::TiffEncoder::new(Cursor::new(&mut bytes)).expect("in memory");
        for shade in [10u8, 20, 30] {
            encoder
                .write_image::<tiff::encoder::colortype::Gray8>(3, 2, &[shade; 6])
                .expect("in memory");
        }
        let pictures = Pictures::open(bytes, 9).expect("a TIFF");
        assert_eq!(pictures.len(), 3);
        let Pixels::Gray(page) = pictures.page(2).expect("its last page").pixels else {
            panic!("it is grey");
        };
        assert_eq!(page.get_pixel(0, 0).0, [30]);
    }
}
