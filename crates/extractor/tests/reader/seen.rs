//! What can be seen of the text: paint over it, clips, its own colour; and how it is turned.

use crate::paper::{Paper, lines, text};
use extractor::{Glyph, Ink, Page};
use lopdf::{Object, dictionary};

/// Printed characters as they are, hidden ones as `_`, half-hidden digits as `?`.
fn seen(page: &Page) -> String {
    page.glyphs
        .iter()
        .map(|glyph| match (glyph.ink, glyph.trusted) {
            (Ink::Printed, true) => glyph.text.as_str(),
            (Ink::Printed, false) => "?",
            _ => "_",
        })
        .collect()
}

#[track_caller]
fn check(contents: &str, expect: &str) {
    assert_eq!(seen(&Paper::new().page(contents).read().pages[0]), expect, "{contents}");
}

/// Each digit is 5.56 wide, from x 50 on, 10 high.
const NUMBER: &str = "BT /F1 10 Tf 50 200 Td (123456) Tj ET ";

#[test]
fn paint_hides_what_came_before_it() {
    check(&format!("{NUMBER} 1 g 40 190 100 30 re f"), "______");
    check(&format!("{NUMBER} 0.2 0.4 0.6 rg 40 190 100 30 re f"), "______");
    check(&format!("1 g 40 190 100 30 re f 0 g {NUMBER}"), "123456");
    // Three digits, then three and a half.
    check(&format!("{NUMBER} 1 g 40 190 26.7 30 re f"), "___456");
    check(&format!("{NUMBER} 1 g 40 190 29.4 30 re f"), "___?56");
    // A broad white pen, a patch with a corner cut off, a frame with a hole.
    check(&format!("{NUMBER} 1 G 12 w 40 204 m 100 204 l S"), "______");
    check(
        &format!("{NUMBER} 1 g 40 190 m 100 190 l 100 230 l 60 230 l 40 225 l f"),
        "______",
    );
    check(&format!("{NUMBER} 1 g 40 190 60 30 re 45 195 50 20 re f*"), "123456");
    // A fresh number on top of the old one.
    check(&format!("{NUMBER} 1 g 40 190 100 30 re f 0 g {NUMBER}"), "______123456");
}

#[test]
fn what_can_be_looked_through_hides_nothing() {
    let state = |entry: (&str, Object)| {
        let mut state = dictionary! { "Type" => "ExtGState" };
        state.set(entry.0, entry.1);
        state
    };
    for entry in [("ca", 0.4.into()), ("BM", Object::Name(b"Multiply".to_vec()))] {
        let paper = Paper::new();
        let resources = dictionary! {
            "Font" => paper.fonts().get(b"Font").cloned().unwrap_or(Object::Null),
            "ExtGState" => dictionary! { "G1" => state(entry) },
        };
        let contents = format!("{NUMBER} /G1 gs 1 1 0 rg 40 190 100 30 re f");
        let page = paper
            .page_with(contents.as_bytes(), dictionary! { "Resources" => resources })
            .read();
        assert_eq!(seen(&page.pages[0]), "123456");
    }
}

#[test]
fn pictures_hide_and_their_holes_do_not() {
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let contents = format!("{NUMBER} q 100 0 0 30 40 190 cm /I1 Do Q");
    let document =
        Paper::new().x_object("I1", image.clone(), &[255]).page(&contents).read();
    assert_eq!(seen(&document.pages[0]), "______");
    let mut paper = Paper::new();
    let mut mask = image.clone();
    mask.set("Subtype", "Image");
    let mask = paper.stream(mask, &[0]);
    let mut image = image;
    image.set("SMask", mask);
    let document = paper.x_object("I1", image, &[255]).page(&contents).read();
    assert_eq!(seen(&document.pages[0]), "123456");
}

#[test]
fn annotations_lie_above_the_page() {
    let mut paper = Paper::new();
    let form = paper.stream(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 100.into(), 30.into()],
        },
        b"1 g 0 0 100 30 re f",
    );
    let patch = dictionary! {
        "Type" => "Annot", "Subtype" => "Square", "F" => 4,
        "Rect" => vec![40.into(), 190.into(), 140.into(), 220.into()],
        "AP" => dictionary! { "N" => form },
    };
    // The page leaves a clip open; it does not hold for what is laid over it.
    let contents = format!("{NUMBER} 0 0 60 300 re W n");
    let document = paper
        .page_with(contents.as_bytes(), dictionary! { "Annots" => vec![patch.into()] })
        .read();
    assert_eq!(seen(&document.pages[0]), "______");
}

#[test]
fn text_in_the_colour_of_its_ground_is_not_there() {
    check(&format!("1 g {NUMBER}"), "______");
    check(&format!("0.99 0.99 1 rg {NUMBER}"), "______");
    check(&format!("0.6 g {NUMBER}"), "123456");
    check(&format!("0 0 0.5 rg 40 190 100 30 re f 1 g {NUMBER}"), "123456");
    check(&format!("0 0 0.5 rg 40 190 100 30 re f {NUMBER}"), "______");
    check(
        &format!("0 g 40 190 100 30 re f 1 g 40 190 100 30 re f 1 g {NUMBER}"),
        "______",
    );
}

#[test]
fn clips_cut_glyph_by_glyph() {
    check(&format!("q 0 0 66.7 300 re W n {NUMBER} Q"), "123___");
    check(&format!("q 0 0 69.4 300 re W n {NUMBER} Q"), "123?__");
    check(&format!("q 0 0 20 20 re W n {NUMBER} Q"), "______");
    // A clip around the strokes takes away nothing but air.
    check(&format!("q 50 199.5 40 8 re W n {NUMBER} Q"), "123456");
    // The lower half of a line.
    check(&format!("q 0 190 200 13 re W n {NUMBER} Q"), "??????");
}

fn directions(contents: &str) -> Vec<i32> {
    let document = Paper::new().page(contents).read();
    document.pages[0].glyphs.iter().map(|g| g.direction.round() as i32).collect()
}

#[test]
fn a_glyph_keeps_its_direction() {
    // Anticlockwise in the file is up the page; the page's own measure is clockwise.
    let slanted = "BT /F1 10 Tf 0.7071 0.7071 -0.7071 0.7071 50 200 Tm (1l) Tj ET";
    assert_eq!(directions(slanted), [-45, -45]);
    let italic = "BT /F1 10 Tf 1 0 0.3 1 50 200 Tm (1) Tj ET";
    assert_eq!(directions(italic), [0]);
    let down = "q 0 -1 1 0 0 0 cm BT /F1 10 Tf 1 0 0 1 -200 50 Tm (1) Tj ET Q";
    assert_eq!(directions(down), [90]);
}

#[test]
fn raised_text_has_a_higher_baseline() {
    let contents = "BT /F1 10 Tf 50 200 Td (1) Tj 4 Ts (2) Tj 0 Ts /F1 6 Tf (3) Tj ET";
    let document = Paper::new().page(contents).read();
    let lines: Vec<f32> =
        document.pages[0].glyphs.iter().map(|g| g.baseline().round()).collect();
    assert_eq!(lines, [100.0, 96.0, 100.0]);
}

#[test]
fn a_page_whose_content_is_turned_is_turned_back() {
    // 200 × 300 pt; the sheet is written sideways, as a landscape of 300 × 200.
    let inside = "BT /F1 10 Tf 20 150 Td (Sideways 123456) Tj ET 20 140 m 120 140 l S";
    let flat = Paper::new()
        .page_with(
            inside.as_bytes(),
            dictionary! {
                "MediaBox" => vec![0.into(), 0.into(), 300.into(), 200.into()],
            },
        )
        .read();
    for matrix in ["0 1 -1 0 200 0", "0 -1 1 0 0 300"] {
        let contents = format!("q {matrix} cm {inside} Q");
        let document = Paper::new().page(&contents).read();
        let (page, flat) = (&document.pages[0], &flat.pages[0]);
        assert_eq!(text(page), "Sideways 123456");
        assert_eq!((page.width, page.height), (300.0, 200.0), "{matrix}");
        assert_eq!(page.displayed_size(), (200.0, 300.0));
        assert_eq!(lines(page), lines(flat));
        assert!(page.glyphs.iter().all(Glyph::is_upright));
        let near = |a: f32, b: f32| (a - b).abs() < 0.01;
        assert!(
            page.glyphs.iter().zip(&flat.glyphs).all(|(a, b)| {
                near(a.rect.x0, b.rect.x0) && near(a.rect.y0, b.rect.y0)
            })
        );
        let first = page.displayed(&page.glyphs[0].rect);
        assert!(first.height() < 10.0 && first.width() > 9.9, "{first:?}");
    }
}
