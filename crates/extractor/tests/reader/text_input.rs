//! Plain text with tabs.

use extractor::{Document, SourceKind};

fn read(text: &[u8]) -> Document {
    match extractor::read(text.to_vec(), SourceKind::Text) {
        Ok(document) => document,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn lines_and_columns_are_the_coordinates() {
    let document = read("\u{feff}标题\n项目\t金额\r\n甲\t1.00\n\n完".as_bytes());
    let page = &document.pages[0];
    assert_eq!((page.width, page.height), (2000.0, 6.0));
    let at =
        |text: &str| page.glyphs.iter().find(|glyph| glyph.text == text).map(|g| g.rect);
    let amount = at("金").expect("is there");
    assert_eq!((amount.x0, amount.x1, amount.y0, amount.y1), (1001.0, 1002.0, 2.0, 2.0));
    assert_eq!(at("完").map(|rect| rect.y0), Some(5.0));
    assert_eq!(
        crate::paper::lines(page),
        [
            "h 2 0..2000",
            "h 2 0..2000",
            "h 4 0..2000",
            "v 0 2..4",
            "v 1000 2..4",
            "v 2000 2..4"
        ]
    );
}

#[test]
fn contents_entries_are_no_table() {
    assert_eq!(read("一、概况\t3\n二、说明\t12\n".as_bytes()).pages[0].rulings, []);
    assert_ne!(read("一、概况\t3\n二、说明\t无\n".as_bytes()).pages[0].rulings, []);
    assert_ne!(read("科目\t金额\n甲\t3\n".as_bytes()).pages[0].rulings, []);
}

#[test]
fn long_fields_stay_in_their_column() {
    let long = "长".repeat(3000);
    let document = read(format!("{long}\t1").as_bytes());
    let page = &document.pages[0];
    assert!(page.glyphs[..3000].iter().all(|glyph| glyph.rect.x1 < 1000.0));
}

#[test]
fn the_national_encoding_is_read() {
    let bytes = encoding_rs::GB18030.encode("部门决算").0.into_owned();
    let text: String =
        read(&bytes).pages[0].glyphs.iter().map(|g| g.text.as_str()).collect();
    assert_eq!(text, "部门决算");
}
