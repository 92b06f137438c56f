//! A figure as a page of paper.

use super::plate::Plate;
use crate::encode;
use crate::error::Error;
use image::RgbImage;
use lopdf::{Document, Object, Stream, dictionary};

pub(super) fn write(plate: &Plate, image: &RgbImage) -> Result<Vec<u8>, Error> {
    let (width, height) = image.dimensions();
    let points = |pixels: u32| pixels as f32 / plate.sheet.scale;
    let mut document = Document::with_version("1.5");
    let packed = encode::deflated(image.as_raw());
    let mut stream = Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(width),
            "Height" => i64::from(height),
            "ColorSpace" => "DeviceRGB",
            "BitsPerComponent" => 8,
            "Filter" => "FlateDecode",
        },
        packed,
    );
    stream.allows_compression = false;
    let picture = document.add_object(stream);
    let drawn = format!("q {} 0 0 {} 0 0 cm /P Do Q", points(width), points(height));
    let content = document.add_object(Stream::new(dictionary! {}, drawn.into_bytes()));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![
            Object::Real(0.0),
            Object::Real(0.0),
            Object::Real(points(width)),
            Object::Real(points(height)),
        ],
        "Resources" => dictionary! { "XObject" => dictionary! { "P" => picture } },
        "Contents" => content,
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! {
            "Type" => "Pages",
            "Kids" => vec![Object::Reference(page)],
            "Count" => 1,
        }),
    );
    let catalog =
        document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let title = lopdf::text_string(&plate.caption.join(" · "));
    let info = document.add_object(dictionary! { "Title" => title });
    document.trailer.set("Info", info);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|e| Error::Pdf(e.to_string()))?;
    Ok(bytes)
}
