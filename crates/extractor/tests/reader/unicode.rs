//! Characters: encodings, fonts without ToUnicode, radicals, fonts that lie.

use crate::paper::{
    Paper, composite, digit_program, embedded, font_program, hex, text, to_unicode,
};
use extractor::Document;
use lopdf::dictionary;

const GB1: (&str, &str) = ("Adobe", "GB1");
const IDENTITY: (&str, &str) = ("Adobe", "Identity");

fn show(bytes: &[u8]) -> String {
    format!("BT /F2 10 Tf 20 200 Td <{}> Tj ET", hex(bytes))
}

#[track_caller]
fn check(document: &Document, expect: &str) {
    assert_eq!(text(&document.pages[0]), expect);
    assert!(document.pages[0].glyphs.iter().all(|glyph| glyph.trusted));
    assert_eq!(document.warnings, []);
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

const TEXT: &str = "部门决算1,234.56元（万）";

#[test]
fn chinese_encodings_without_an_embedded_font() {
    for name in ["GBK-EUC", "GBKp-EUC", "GBK2K", "GB-EUC"] {
        for way in ["H", "V"] {
            let font = composite(&format!("{name}-{way}"), GB1);
            let document = Paper::new().font("F2", font).page(&show(&gbk(TEXT))).read();
            check(&document, TEXT);
        }
    }
    for name in ["UniGB-UCS2", "UniGB-UTF16"] {
        for way in ["H", "V"] {
            let font = composite(&format!("{name}-{way}"), GB1);
            let document = Paper::new().font("F2", font).page(&show(&utf16(TEXT))).read();
            check(&document, TEXT);
        }
    }
}

#[test]
fn chinese_encodings_with_an_embedded_font() {
    for (name, bytes) in [("GBK-EUC-H", gbk(TEXT)), ("UniGB-UCS2-H", utf16(TEXT))] {
        let mut paper = Paper::new();
        let program = paper.stream(Default::default(), &font_program("随便"));
        let font = embedded(composite(name, GB1), program);
        check(&paper.font("F2", font).page(&show(&bytes)).read(), TEXT);
    }
}

#[test]
fn codes_are_glyphs_and_the_font_knows_their_characters() {
    let mut paper = Paper::new();
    let program = paper.stream(Default::default(), &font_program("决算部门"));
    let font = embedded(composite("Identity-H", IDENTITY), program);
    let document = paper.font("F2", font).page(&show(&[0, 3, 0, 4, 0, 1, 0, 2])).read();
    check(&document, "部门决算");
}

#[test]
fn a_lying_collection_does_not_outweigh_the_font() {
    let mut paper = Paper::new();
    let program = paper.stream(Default::default(), &font_program("决算部门"));
    let font = embedded(composite("Identity-H", GB1), program);
    let document = paper.font("F2", font).page(&show(&[0, 3, 0, 4])).read();
    check(&document, "部门");
}

#[test]
fn radicals_become_characters_and_stay_on_record() {
    let mut paper = Paper::new();
    let table = paper.stream(Default::default(), &to_unicode(&[(5, '部'), (6, '⻔')]));
    let mut font = composite("Identity-H", IDENTITY);
    font.set("ToUnicode", table);
    let document = paper.font("F2", font).page(&show(&[0, 5, 0, 6])).read();
    check(&document, "部门");
    assert_eq!(document.pages[0].glyphs[1].raw.as_deref(), Some("⻔"));
    assert_eq!(document.pages[0].glyphs[0].raw, None);
}

#[test]
fn a_font_without_any_unicode_is_named_once() {
    let font = composite("Identity-H", IDENTITY);
    let contents = show(&[0, 40, 0, 41, 0, 42]) + " BT /F1 10 Tf 20 100 Td (fine) Tj ET";
    let document = Paper::new().font("F2", font).page(&contents).page(&contents).read();
    let warnings: Vec<_> = document.warnings.iter().map(|w| (w.code, w.page)).collect();
    assert_eq!(warnings, [("untrusted-font", None)]);
    assert!(document.warnings[0].message.contains("「STSong-Light」"));
    for page in &document.pages {
        for glyph in &page.glyphs {
            assert_eq!(glyph.trusted, glyph.font == 1, "{glyph:?}");
        }
    }
    assert!(!document.fonts[0].trusted && document.fonts[1].trusted);
}

#[test]
fn a_font_whose_own_table_contradicts_the_file_is_not_believed() {
    let mut paper = Paper::new();
    let program = paper.stream(Default::default(), &font_program("0123456789"));
    // The digits are shifted by one: every number would be wrong, and look right.
    let pairs: Vec<(u16, char)> = (1..=10).zip("1234567890".chars()).collect();
    let table = paper.stream(Default::default(), &to_unicode(&pairs));
    let mut font = embedded(composite("Identity-H", IDENTITY), program);
    font.set("ToUnicode", table);
    let codes: Vec<u8> = (1..=10).flat_map(|code| [0, code]).collect();
    let document = paper.font("F2", font).page(&show(&codes)).read();
    assert_eq!(document.warnings.len(), 1);
    assert!(document.pages[0].glyphs.iter().all(|glyph| !glyph.trusted));
}

#[test]
fn private_characters_are_not_text() {
    let mut paper = Paper::new();
    let pairs: Vec<(u16, char)> = (1..=9).zip('\u{e000}'..).collect();
    let table = paper.stream(Default::default(), &to_unicode(&pairs));
    let mut font = composite("Identity-H", IDENTITY);
    font.set("ToUnicode", table);
    let document = paper.font("F2", font).page(&show(&[0, 1, 0, 2, 0, 3])).read();
    assert_eq!(document.warnings[0].code, "untrusted-font");
}

#[test]
fn names_in_the_national_encoding_are_decoded() {
    let mut font = composite("GBK-EUC-H", GB1);
    font.set("BaseFont", lopdf::Object::Name(gbk("宋体")));
    let mut paper = Paper::new().font("F2", font).page(&show(&gbk("一")));
    let info = paper.document.add_object(dictionary! {
        "Producer" => lopdf::Object::string_literal(gbk("某生产者")),
        "Title" => lopdf::Object::string_literal([&[0xfe, 0xff], &utf16("部门决算")[..]].concat()),
    });
    paper.document.trailer.set("Info", info);
    let document = paper.read();
    assert_eq!(document.fonts[0].name, "宋体");
    assert_eq!(document.producer, "某生产者");
    assert_eq!(document.title.as_deref(), Some("部门决算"));
}

#[test]
fn text_of_a_font_that_cannot_be_loaded_is_missed() {
    let font = composite("No-Such-Encoding-H", GB1);
    let contents = show(&[0xb2, 0xbf]) + " BT /F1 10 Tf 20 100 Td (fine) Tj ET";
    let document = Paper::new().font("F2", font).page(&contents).read();
    assert_eq!(text(&document.pages[0]), "fine");
    assert!(matches!(document.pages[0].status, extractor::PageStatus::Partial(_)));
    assert_eq!(document.warnings[0].code, "page-partial");
}

#[test]
fn figures_of_equal_width_are_no_contradiction() {
    let mut paper = Paper::new();
    // Glyphs 11 to 20 exist, but no character of the font's own table has them.
    let program = paper.stream(Default::default(), &font_program("0123456789"));
    let pairs: Vec<(u16, char)> = (11..=20).zip("0123456789".chars()).collect();
    let table = paper.stream(Default::default(), &to_unicode(&pairs));
    let mut font = embedded(composite("Identity-H", IDENTITY), program);
    font.set("ToUnicode", table);
    let codes: Vec<u8> = (11..=20).flat_map(|code| [0, code]).collect();
    check(&paper.font("F2", font).page(&show(&codes)).read(), "0123456789");
}

/// A document whose font draws digits as glyphs 1, 2, 3 … and calls them otherwise.
fn called(drawn: &str, called: &str, named: Option<&str>) -> Document {
    let mut paper = Paper::new();
    let program = paper.stream(Default::default(), &digit_program(drawn, named));
    let pairs: Vec<(u16, char)> = (1..).zip(called.chars()).collect();
    let table = paper.stream(Default::default(), &to_unicode(&pairs));
    let mut font = embedded(composite("Identity-H", IDENTITY), program);
    font.set("ToUnicode", table);
    let codes: Vec<u8> = pairs.iter().flat_map(|(code, _)| code.to_be_bytes()).collect();
    let contents = show(&codes) + " " + &show(&codes).replace(" 200 ", " 150 ");
    paper.font("F2", font).page(&contents).read()
}

const DIGITS: &str = "0123456789";

#[test]
fn digits_that_are_drawn_as_they_are_called_are_believed() {
    for named in [None, Some(DIGITS)] {
        let document = called(DIGITS, DIGITS, named);
        check(&document, &DIGITS.repeat(2));
        assert!(!document.pages[0].misnumbered);
    }
    // The same digit twice is no contradiction, nor is a typeface with few of them.
    check(&called("12312", "12312", None), "1231212312");
}

#[test]
fn digits_that_are_drawn_as_others_are_not_believed() {
    for (lie, named) in [
        // Collapsed, shifted by one, two exchanged, and two the outlines tell only together.
        ("0123455555", None),
        ("1234567890", None),
        ("0123456798", None),
        ("0153426789", None),
        // The font's own table says otherwise.
        ("0123456789", Some("0123456798")),
    ] {
        let document = called(DIGITS, lie, named);
        let page = &document.pages[0];
        assert!(page.glyphs.iter().all(|glyph| !glyph.trusted), "{lie}");
        assert!(page.misnumbered, "{lie}");
        assert_eq!(document.warnings[0].code, "untrusted-font");
        assert_eq!(extractor::layer(page), extractor::Layer::Picture);
    }
}

#[test]
fn one_digit_under_the_name_of_another_is_found() {
    for drawn in DIGITS.chars() {
        for name in DIGITS.chars().filter(|name| *name != drawn) {
            let lie = DIGITS.replace(drawn, &name.to_string());
            let document = called(DIGITS, &lie, None);
            assert!(!document.warnings.is_empty(), "{drawn} as {name}");
        }
    }
}

#[test]
fn ink_that_is_called_a_space_is_not_blank() {
    for lie in ["          ", " !\"#$%&'()"] {
        let document = called(DIGITS, lie, None);
        let page = &document.pages[0];
        assert!(page.glyphs.iter().all(|glyph| !glyph.trusted), "{lie}");
        assert!(page.glyphs.iter().all(|glyph| !glyph.text.trim().is_empty()), "{lie}");
        assert!(page.misnumbered, "{lie}");
    }
}

#[test]
fn a_radical_beside_its_ideograph_is_left_out() {
    let bfchar = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 3 beginbfchar \
                   <0001> <2F40652F> <0002> <51FA> <0003> <4E002F00> endbfchar";
    let mut paper = Paper::new();
    let table = paper.stream(Default::default(), bfchar);
    let mut font = composite("Identity-H", IDENTITY);
    font.set("ToUnicode", table);
    let document = paper.font("F2", font).page(&show(&[0, 1, 0, 2, 0, 3, 0, 1])).read();
    assert_eq!(text(&document.pages[0]), "支出一支");
}

#[test]
fn control_characters_are_unknown_characters() {
    let mut paper = Paper::new();
    let pairs: Vec<(u16, char)> =
        (1..).zip("支\0出\u{1}\u{85}决算表部门单".chars()).collect();
    let table = paper.stream(Default::default(), &to_unicode(&pairs));
    let mut font = composite("Identity-H", IDENTITY);
    font.set("ToUnicode", table);
    let codes: Vec<u8> = pairs.iter().flat_map(|(code, _)| code.to_be_bytes()).collect();
    let document = paper.font("F2", font).page(&show(&codes)).read();
    let text = text(&document.pages[0]);
    assert!(!text.contains(char::is_control), "{text:?}");
    assert_eq!(text.chars().filter(|c| *c == '\u{fffd}').count(), 3);
}
