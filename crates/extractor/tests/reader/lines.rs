//! Rulings from every way there is to draw a line.

use crate::paper::{Paper, lines};
use extractor::Ruling;
use lopdf::dictionary;

#[track_caller]
fn check(contents: &str, expect: &[&str]) -> Vec<Ruling> {
    let mut document = Paper::new().page(contents).read();
    assert_eq!(lines(&document.pages[0]), expect);
    std::mem::take(&mut document.pages[0].rulings)
}

#[test]
fn strokes_and_their_width() {
    let rulings = check("2 0 0 2 0 0 cm 0.5 w 10 50 m 60 50 l S", &["h 200 20..120"]);
    assert!((rulings[0].width - 1.0).abs() < 0.01);
    check("10 50 m 60 50 l 60 90 l S", &["h 250 10..60", "v 60 210..250"]);
}

#[test]
fn thin_fills_are_lines_and_areas_are_not() {
    check("10 50 100 0.5 re f 10 50 0.5 100 re f", &["h 250 10..110", "v 10 150..250"]);
    check("10 50 100 20 re f", &[]);
    // Several in one path, as Word writes them.
    check("10 50 100 1 re 10 70 100 1 re f", &["h 230 10..110", "h 250 10..110"]);
    // A polygon that is a line.
    check("10 50 m 110 50 l 110 51 l 10 51 l h f", &["h 250 10..110"]);
    // No thickness at all.
    check("10 50 100 0 re f", &["h 250 10..110"]);
}

#[test]
fn borders_have_four_sides() {
    let sides = &["h 200 10..110", "h 250 10..110", "v 10 200..250", "v 110 200..250"];
    check("10 50 100 50 re S", sides);
    check("10 50 m 110 50 l 110 100 l 10 100 l h S", sides);
    // A frame: a rectangle with a hole.
    check("9.5 49.5 101 51 re 10.5 50.5 99 49 re f*", sides);
}

#[test]
fn dashes_are_one_line() {
    check("[3 2] 0 d 10 50 m 110 50 l S", &["h 250 10..110 dashed"]);
    let pieces: String =
        (0..20).map(|i| format!("{} 50 3 0.5 re f ", 10 + 5 * i)).collect();
    check(&pieces, &["h 250 10..108 dashed"]);
    let dots: String =
        (0..20).map(|i| format!("50 {} 0.7 0.7 re f ", 10 + 2 * i)).collect();
    check(&dots, &["v 50 251..290 dashed"]);
}

#[test]
fn borders_of_narrow_cells_are_not_dashes() {
    let cells: String =
        (0..5).map(|i| format!("{} 50 5 0.5 re f ", 10 + 5 * i)).collect();
    let document = Paper::new().page(&cells).read();
    assert!(document.pages[0].rulings.iter().all(|ruling| !ruling.dashed));
}

#[test]
fn what_cannot_be_seen_is_no_line() {
    check("1 G 10 50 m 110 50 l S", &[]);
    check("0.8 g 0 0 200 100 re f 1 G 10 50 m 110 50 l S", &["h 250 10..110"]);
    check("q 0 0 50 300 re W n 10 50 m 110 50 l S Q", &["h 250 10..50"]);
    check("10 50 m 60 90 l S", &[]);
    check("20 w 10 50 m 110 50 l S", &[]);
}

#[test]
fn a_thin_picture_is_a_line() {
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    let document = Paper::new()
        .x_object("X1", image, &[0])
        .page("q 100 0 0 0.5 10 50 cm /X1 Do Q q 80 0 0 60 10 100 cm /X1 Do Q")
        .read();
    let page = &document.pages[0];
    assert_eq!(lines(page), ["h 250 10..110"]);
    assert_eq!(page.images.len(), 1);
    assert_eq!(page.images[0].rect, extractor::Rect::new(10.0, 140.0, 90.0, 200.0));
}

#[test]
fn lines_turn_with_the_page() {
    let document = Paper::new()
        .page_with(b"10 50 m 110 50 l S", dictionary! { "Rotate" => 90 })
        .read();
    assert_eq!(lines(&document.pages[0]), ["v 50 10..110"]);
}
