//! `Picture`: a page as pixels.

use image::{DynamicImage, GrayImage, RgbImage};

/// A picture of one page, dark ink on light paper.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Rows of pixels from the top.
    pub pixels: Pixels,
    /// Pixels per inch of paper, the same both ways.
    pub dpi: f32,
}

/// The pixels of a picture, 8 bits a channel.
#[derive(Debug, Clone)]
pub enum Pixels {
    /// No colour: a scan in grey, or in black and white (0 and 255).
    Gray(GrayImage),
    /// Red, green, blue.
    Colour(RgbImage),
}

impl Picture {
    /// Pixels across.
    pub fn width(&self) -> u32 {
        match &self.pixels {
            Pixels::Gray(image) => image.width(),
            Pixels::Colour(image) => image.width(),
        }
    }

    /// Pixels down.
    pub fn height(&self) -> u32 {
        match &self.pixels {
            Pixels::Gray(image) => image.height(),
            Pixels::Colour(image) => image.height(),
        }
    }

    /// Points (1/72 inch) of one pixel.
    pub fn points(&self) -> f32 {
        72.0 / self.dpi
    }
}

impl From<DynamicImage> for Pixels {
    /// Drops transparency over white paper and depth beyond 8 bits.
    fn from(image: DynamicImage) -> Self {
        let grey = !image.color().has_color();
        if image.color().has_alpha() {
            let mut rgba = image.into_rgba8();
            for pixel in rgba.pixels_mut() {
                let [r, g, b, a] = pixel.0.map(u32::from);
                let over = |c: u32| ((c * a + 255 * (255 - a)) / 255) as u8;
                pixel.0 = [over(r), over(g), over(b), 255];
            }
            let flat = DynamicImage::ImageRgba8(rgba);
            return if grey {
                Pixels::Gray(flat.into_luma8())
            } else {
                Pixels::Colour(flat.into_rgb8())
            };
        }
        if grey {
            Pixels::Gray(image.into_luma8())
        } else {
            Pixels::Colour(image.into_rgb8())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    #[test]
    fn transparent_ink_lies_on_white_paper() {
        let image = RgbaImage::from_pixel(1, 1, Rgba([255, 0, 0, 0]));
        let Pixels::Colour(image) = Pixels::from(DynamicImage::ImageRgba8(image)) else {
            panic!("red is a colour");
        };
        assert_eq!(image.get_pixel(0, 0).0, [255, 255, 255]);
    }
}
