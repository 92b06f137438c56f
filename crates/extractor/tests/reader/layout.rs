//! Where glyphs stand, and which of them count.

use crate::paper::{Paper, composite, read, saved, text};
use extractor::{Glyph, Ink, Page};
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions, dictionary};
use std::collections::BTreeMap;
use std::sync::Arc;

const HELLO: &str = "BT /F1 10 Tf 50 200 Td (Hi) Tj ET";

#[track_caller]
fn near(glyph: &Glyph, x0: f32, y0: f32, x1: f32, y1: f32) {
    let rect = glyph.rect;
    let close = |a: f32, b: f32| (a - b).abs() < 0.05;
    assert!(
        close(rect.x0, x0)
            && close(rect.y0, y0)
            && close(rect.x1, x1)
            && close(rect.y1, y1),
        "{rect:?} is not {x0} {y0} {x1} {y1}"
    );
}

fn page(rotate: i64) -> Page {
    let extra = dictionary! { "Rotate" => rotate };
    let mut document = Paper::new().page_with(HELLO.as_bytes(), extra).read();
    document.pages.remove(0)
}

#[test]
fn rectangles_are_as_displayed() {
    // H of Helvetica is 722 wide; the em reaches from 0.88 above to 0.12 below.
    let upright = page(0);
    near(&upright.glyphs[0], 50.0, 91.2, 57.22, 101.2);
    assert_eq!((upright.width, upright.height, upright.rotation), (200.0, 300.0, 0));
    let right = page(90);
    near(&right.glyphs[0], 198.8, 50.0, 208.8, 57.22);
    assert_eq!((right.width, right.height, right.rotation), (300.0, 200.0, 90));
    near(&page(180).glyphs[0], 142.78, 198.8, 150.0, 208.8);
    near(&page(270).glyphs[0], 91.2, 142.78, 101.2, 150.0);
    assert!((upright.glyphs[0].size - 10.0).abs() < 0.01);
}

#[test]
fn text_turned_back_on_a_turned_page_is_upright() {
    // Landscape sheets are often portrait pages turned by 90 with text turned the other way.
    let contents = b"BT /F1 10 Tf 0 1 -1 0 100 50 Tm (Hi) Tj ET";
    let document =
        Paper::new().page_with(contents, dictionary! { "Rotate" => 90 }).read();
    let glyph = &document.pages[0].glyphs[0];
    near(glyph, 50.0, 91.2, 57.22, 101.2);
}

#[test]
fn the_crop_box_moves_the_origin() {
    let crop: Vec<Object> = vec![20.into(), 30.into(), 180.into(), 250.into()];
    let document = Paper::new()
        .page_with(HELLO.as_bytes(), dictionary! { "CropBox" => crop })
        .read();
    let page = &document.pages[0];
    assert_eq!((page.width, page.height), (160.0, 220.0));
    near(&page.glyphs[0], 30.0, 41.2, 37.22, 51.2);
}

#[test]
fn marks_outside_the_page_are_dropped() {
    let contents = "BT /F1 10 Tf 500 200 Td (out) Tj ET BT /F1 10 Tf 50 200 Td (in) Tj ET \
                    0 -50 m 100 -50 l S 300 0 m 300 100 l S 10 10 m 10 90 l S";
    let document = Paper::new().page(contents).read();
    assert_eq!(text(&document.pages[0]), "in");
    assert_eq!(document.pages[0].rulings.len(), 1);
}

#[test]
fn vertical_text_runs_down() {
    let font = composite("UniGB-UCS2-V", ("Adobe", "GB1"));
    let document = Paper::new()
        .font("F2", font)
        .page("BT /F2 10 Tf 100 200 Td <51B37B97> Tj ET")
        .read();
    let glyphs = &document.pages[0].glyphs;
    near(&glyphs[0], 95.0, 100.0, 105.0, 110.0);
    near(&glyphs[1], 95.0, 110.0, 105.0, 120.0);
}

#[test]
fn fake_bold_counts_once() {
    let filled_and_stroked = "BT /F1 10 Tf 2 Tr 50 200 Td (Bold) Tj ET";
    let shifted =
        "BT /F1 10 Tf 50 150 Td (Bold) Tj 0.3 0 Td (Bold) Tj 0.3 0.2 Td (Bold) Tj ET";
    let by_glyph = "BT /F1 10 Tf 1 0 0 1 50 100 Tm (1) Tj 1 0 0 1 50.4 100 Tm (1) Tj \
                    1 0 0 1 56 100 Tm (1) Tj 1 0 0 1 56.4 100 Tm (1) Tj ET";
    // The second time as one run, the first time by glyph.
    let mixed = "BT /F1 10 Tf 1 0 0 1 50 50 Tm (1) Tj 5.56 0 Td (2) Tj 1 0 0 1 50.3 50 Tm \
                 (12) Tj ET";
    for (contents, expect) in
        [(mixed, "12"), (filled_and_stroked, "Bold"), (shifted, "Bold"), (by_glyph, "11")]
    {
        assert_eq!(text(&Paper::new().page(contents).read().pages[0]), expect);
    }
}

#[test]
fn neighbours_that_are_alike_stay_two() {
    let contents = "BT /F1 4 Tf 50 200 Td (1111) Tj ET BT /F1 10 Tf 50 150 Td (a) Tj \
                    0 -10 Td (a) Tj ET";
    assert_eq!(text(&Paper::new().page(contents).read().pages[0]), "1111aa");
}

#[test]
fn text_that_is_not_painted_is_invisible() {
    let contents = "BT /F1 10 Tf 3 Tr 50 200 Td (ocr) Tj ET \
                    BT /F1 10 Tf 0 Tr 50 100 Td (seen) Tj ET";
    let document = Paper::new().page(contents).read();
    let glyphs = &document.pages[0].glyphs;
    assert_eq!(text(&document.pages[0]), "ocrseen");
    assert!(glyphs[..3].iter().all(|glyph| glyph.ink == Ink::Invisible));
    assert!(glyphs[3..].iter().all(|glyph| glyph.ink == Ink::Printed));
}

#[test]
fn quote_operators_move_and_show() {
    let contents = "BT /F1 10 Tf 12 TL 50 200 Td (a) Tj (b) ' 1 2 (c) \" ET";
    let document = Paper::new().page(contents).read();
    assert_eq!(text(&document.pages[0]), "abc");
    let glyphs = &document.pages[0].glyphs;
    assert!((glyphs[1].rect.y0 - glyphs[0].rect.y0 - 12.0).abs() < 0.01);
    assert!((glyphs[2].rect.y0 - glyphs[1].rect.y0 - 12.0).abs() < 0.01);
}

#[test]
fn horizontal_scaling_and_widths_of_missing_fonts_are_exact() {
    // The stand-in font is never stretched, so 600/1000 × 10 pt × 50 % it is.
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "SimSun",
        "Encoding" => "WinAnsiEncoding", "FirstChar" => 49, "LastChar" => 50,
        "Widths" => vec![600.into(), 600.into()],
    };
    let document = Paper::new()
        .font("F2", font)
        .page("BT /F2 10 Tf 50 Tz 50 200 Td (12) Tj ET")
        .read();
    near(&document.pages[0].glyphs[0], 50.0, 91.2, 53.0, 101.2);
    near(&document.pages[0].glyphs[1], 53.0, 91.2, 56.0, 101.2);
    assert_eq!(document.fonts[0].name, "SimSun");
}

#[test]
fn forms_and_glyphs_that_are_drawings_are_read() {
    let mut paper = Paper::new();
    let square = paper.stream(dictionary! {}, b"600 0 0 0 500 700 d1 0 0 500 700 re f");
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type3", "FontMatrix" =>
            vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
        "FontBBox" => vec![0.into(), 0.into(), 600.into(), 700.into()],
        "CharProcs" => dictionary! { "one" => square },
        "Encoding" => dictionary! {
            "Differences" => vec![49.into(), Object::Name(b"one".to_vec())],
        },
        "FirstChar" => 49, "LastChar" => 49, "Widths" => vec![600.into()],
    };
    let paper = paper.font("F3", font);
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "Resources" => paper.fonts(),
        "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
        "Matrix" => vec![1.into(), 0.into(), 0.into(), 1.into(), 20.into(), 30.into()],
    };
    let inside = b"BT /F3 10 Tf 5 5 Td (1) Tj /F1 10 Tf (x) Tj ET 0 0 m 50 0 l S";
    let document = paper.x_object("X1", form, inside).page("/X1 Do").read();
    let page = &document.pages[0];
    assert_eq!(text(page), "1x");
    near(&page.glyphs[0], 25.0, 256.2, 31.0, 266.2);
    assert_eq!(page.rulings.len(), 1);
}

#[test]
fn object_streams_are_read() {
    let mut document = Paper::new().page(HELLO).finish();
    let mut bytes = Vec::new();
    document.save_modern(&mut bytes).expect("lopdf writes to memory");
    assert_eq!(text(&read(bytes).pages[0]), "Hi");
}

#[test]
fn the_empty_password_opens_and_another_does_not() {
    for (password, opens) in [("", true), ("secret", false)] {
        for modern in [false, true] {
            let mut document = Paper::new().page(HELLO).finish();
            let id = Object::string_literal(vec![7; 16]);
            document.trailer.set("ID", vec![id.clone(), id]);
            let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
            let version = if modern {
                EncryptionVersion::V4 {
                    document: &document,
                    encrypt_metadata: true,
                    crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
                    stream_filter: b"StdCF".to_vec(),
                    string_filter: b"StdCF".to_vec(),
                    owner_password: "owner",
                    user_password: password,
                    permissions: Permissions::all(),
                }
            } else {
                EncryptionVersion::V2 {
                    document: &document,
                    owner_password: "owner",
                    user_password: password,
                    key_length: 128,
                    permissions: Permissions::all(),
                }
            };
            let state = EncryptionState::try_from(version).expect("a sound request");
            document.encrypt(&state).expect("lopdf encrypts");
            let result = extractor::read(saved(document), extractor::SourceKind::Pdf);
            match result {
                Ok(document) if opens => assert_eq!(text(&document.pages[0]), "Hi"),
                Err(error) if !opens => assert_eq!(error.code(), "password-protected"),
                other => panic!("{password:?}: {:?}", other.map(|d| d.pages.len())),
            }
        }
    }
}
