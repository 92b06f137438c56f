//! Bad bytes: every one ends in a status with a reason, none in a panic.

use crate::paper::{Paper, composite, read, text};
use extractor::{LIMIT_REACHED, PageStatus, SourceKind, Watch};
use lopdf::dictionary;

fn code(bytes: &[u8]) -> &'static str {
    match extractor::read(bytes.to_vec(), SourceKind::Pdf) {
        Ok(_) => "ok",
        Err(error) => {
            assert!(!error.hint().is_empty());
            error.code()
        }
    }
}

fn sample() -> Vec<u8> {
    Paper::new()
        .font("F2", composite("GBK-EUC-H", ("Adobe", "GB1")))
        .page("BT /F1 10 Tf 50 200 Td (one) Tj /F2 10 Tf <B2BFC3C5> Tj ET 10 50 100 50 re S")
        .page("BT /F1 10 Tf 50 200 Td (two) Tj ET")
        .bytes()
}

#[test]
fn what_is_no_pdf_is_told_apart() {
    assert_eq!(code(b""), "empty-file");
    assert_eq!(code(b"<html>404</html>"), "not-a-pdf");
    assert_eq!(code(&[0xd0, 0xcf, 0x11, 0xe0].repeat(600)), "not-a-pdf");
    assert_eq!(code(b"%PDF-1.4\nnothing more"), "truncated");
    assert_eq!(code(&Paper::new().bytes()), "no-pages");
    assert!(matches!(
        extractor::read(vec![1], SourceKind::Image),
        Err(extractor::Error::NotPicture)
    ));
}

#[test]
fn a_file_cut_off_gives_what_is_left_and_says_so() {
    let bytes = sample();
    for part in 1..10 {
        let cut = &bytes[..bytes.len() * part / 10];
        if let Ok(document) = extractor::read(cut.to_vec(), SourceKind::Pdf) {
            assert!(document.warnings.iter().any(|w| w.code == "file-cut-off"), "{part}");
        }
    }
}

#[test]
fn shifted_offsets_are_repaired() {
    let mut bytes = sample();
    let header = b"%PDF-1.5\n".len();
    bytes.splice(header..header, b"% an editor has been here\n".iter().copied());
    let document = read(bytes);
    assert_eq!(document.pages.len(), 2);
    assert_eq!(text(&document.pages[0]), "one部门");
}

#[test]
fn mutations_never_panic() {
    let bytes = sample();
    // A fixed pseudo-random walk: same bytes in, same test.
    let mut state = 0x2545_f491_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..600 {
        let mut copy = bytes.clone();
        for _ in 0..1 + next(12) {
            let at = next(copy.len());
            match next(4) {
                0 => copy[at] = next(256) as u8,
                1 => drop(copy.remove(at)),
                2 => copy.insert(at, b"0123456789/<>[]()R"[next(18)]),
                _ => copy.truncate(at.max(10)),
            }
        }
        let _ = extractor::read(copy, SourceKind::Pdf);
    }
    for _ in 0..100 {
        let garbage: Vec<u8> = (0..next(2000)).map(|_| next(256) as u8).collect();
        let _ = extractor::read([b"%PDF-1.7\n", &garbage[..]].concat(), SourceKind::Pdf);
        let _ = extractor::read(garbage, SourceKind::Text);
    }
}

#[test]
fn damaged_contents_leave_the_page_partial() {
    let mut paper = Paper::new();
    let mut stream = lopdf::Stream::new(
        dictionary! {},
        b"BT /F1 10 Tf 50 200 Td (1234567.89) Tj ET ".repeat(40),
    );
    stream.compress().expect("it compresses");
    let half = stream.content.len() / 2;
    stream.content.truncate(half);
    let id = paper.document.add_object(stream);
    let document = paper
        .page_with(b"", dictionary! { "Contents" => id })
        .page("BT /F1 10 Tf 50 200 Td (fine) Tj ET")
        .read();
    assert!(matches!(document.pages[0].status, PageStatus::Partial(_)));
    assert_eq!(document.pages[1].status, PageStatus::Ok);
    assert_eq!(document.warnings[0].code, "page-partial");
    assert_eq!(document.warnings[0].page, Some(1));
}

#[test]
fn a_bomb_of_operators_ends_early() {
    let mut paper = Paper::new();
    let mut stream =
        lopdf::Stream::new(dictionary! {}, b"0 0 1 1 re f ".repeat(1_500_000));
    stream.compress().expect("it compresses");
    let id = paper.document.add_object(stream);
    let document = paper.page_with(b"", dictionary! { "Contents" => id }).read();
    assert!(matches!(document.pages[0].status, PageStatus::Partial(_)));
}

#[test]
fn forms_that_draw_each_other_end() {
    let mut paper = Paper::new();
    let ids: Vec<_> = (0..14).map(|_| paper.document.new_object_id()).collect();
    let all = |ids: &[lopdf::ObjectId]| {
        let mut forms = lopdf::Dictionary::new();
        ids.iter().enumerate().for_each(|(i, id)| forms.set(format!("X{i}"), *id));
        dictionary! { "XObject" => forms }
    };
    let every = (0..14).map(|i| format!("/X{i} Do ")).collect::<String>();
    for id in &ids {
        let form = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => all(&ids),
            "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
        };
        let stream = lopdf::Stream::new(form, every.clone().into_bytes());
        paper.document.objects.insert(*id, stream.into());
    }
    let document = paper
        .page_with(every.as_bytes(), dictionary! { "Resources" => all(&ids) })
        .read();
    let status = &document.pages[0].status;
    assert!(matches!(status, PageStatus::Partial(_)), "{status:?}");
}

#[test]
fn forged_picture_sizes_cost_nothing() {
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 2_000_000_000_i64,
        "Height" => 2_000_000_000_i64, "BitsPerComponent" => 16, "ColorSpace" => "DeviceRGB",
        "Filter" => "DCTDecode",
    };
    let document = Paper::new()
        .x_object("X1", image, &[0xff; 20])
        .page("100 0 0 100 0 0 cm /X1 Do")
        .read();
    assert_eq!(document.pages[0].images.len(), 1);
    assert_eq!(document.pages[0].status, PageStatus::Ok);
}

#[test]
fn a_form_that_would_fill_the_memory_is_refused() {
    use std::io::Write as _;
    let mut packer =
        flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..600 {
        packer.write_all(&[b' '; 1 << 20]).expect("memory");
    }
    let packed = packer.finish().expect("memory");
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "Filter" => "FlateDecode",
        "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
    };
    let bytes = Paper::new().x_object("X1", form, &packed).page("/X1 Do").bytes();
    assert_eq!(code(&bytes), "over-budget");
}

#[test]
fn the_inventory_counts_what_is_there() {
    let inventory = extractor::triage::inventory(&sample()).expect("a sound file");
    assert_eq!(inventory.pages, 2);
    assert_eq!(inventory.fonts.get("Type1"), Some(&1));
    assert_eq!(inventory.fonts.get("Type0"), Some(&1));
    assert!(!inventory.encrypted && !inventory.rebuilt);
}

#[test]
fn a_missing_checksum_is_no_damage_and_a_wrong_one_is() {
    let contents = b"BT /F1 10 Tf 50 200 Td (1234567.89) Tj ET ".repeat(40);
    for (spoil, whole) in [(0, true), (1, false)] {
        let mut paper = Paper::new();
        let mut stream = lopdf::Stream::new(dictionary! {}, contents.clone());
        stream.compress().expect("it compresses");
        let mut packed = stream.content.clone();
        if spoil == 0 {
            packed.truncate(packed.len() - 4);
        } else if let Some(last) = packed.last_mut() {
            *last ^= 1;
        }
        stream.set_content(packed);
        let id = paper.document.add_object(stream);
        let document = paper.page_with(b"", dictionary! { "Contents" => id }).read();
        assert_eq!(document.pages[0].status == PageStatus::Ok, whole);
        assert_eq!(text(&document.pages[0]), "1234567.89");
    }
}

/// Test threads have the 2 MB stack that workers have.
#[test]
fn forms_nested_deep_do_not_overflow_the_stack() {
    let mut paper = Paper::new();
    let fonts = paper.fonts();
    let mut inner = paper.stream(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => fonts,
            "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
        },
        b"BT /F1 10 Tf 5 5 Td (deep) Tj ET",
    );
    for _ in 0..200 {
        let resources = dictionary! { "XObject" => dictionary! { "X" => inner } };
        inner = paper.stream(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
                "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
                "Group" => dictionary! { "S" => "Transparency" },
            },
            b"q /X Do Q",
        );
    }
    let resources = dictionary! { "XObject" => dictionary! { "X" => inner } };
    let document =
        paper.page_with(b"/X Do", dictionary! { "Resources" => resources }).read();
    assert_eq!(document.pages.len(), 1);
}

#[test]
fn brackets_nested_deep_do_not_overflow_the_stack() {
    let open = b"[".repeat(100_000);
    let page = [b"BT /F1 10 Tf 50 200 Td (a) Tj ET ", &open[..]].concat();
    assert_eq!(
        text(&Paper::new().page_with(&page, Default::default()).read().pages[0]),
        "a"
    );
    let file = [b"%PDF-1.4\n1 0 obj\n", &open[..], &b"<<".repeat(100_000)].concat();
    assert_eq!(code(&file), "truncated");
}

#[test]
fn pages_that_the_time_of_a_document_does_not_reach_are_told() {
    let watch = Watch { seconds: 0, ..Watch::default() };
    let document = extractor::read_with(sample(), SourceKind::Pdf, None, watch)
        .expect("a document of unread pages");
    assert_eq!(document.pages.len(), 2);
    let why = "the pages before it took 0 s together";
    for page in &document.pages {
        assert_eq!(page.status, PageStatus::Failed(why.into()));
    }
    let told: Vec<(&str, Option<u32>)> =
        document.warnings.iter().map(|w| (w.code, w.page)).collect();
    assert_eq!(told, [("page-failed", Some(1)), ("page-failed", Some(2))]);
}

#[test]
fn a_page_that_is_left_out_leaves_the_others_alone() {
    let begun = std::sync::Mutex::new(Vec::new());
    let watch = Watch {
        skip: &[1],
        begun: &|page| begun.lock().expect("one thread").push(page),
        ..Watch::default()
    };
    let document =
        extractor::read_with(sample(), SourceKind::Pdf, None, watch).expect("a document");
    assert!(matches!(document.pages[0].status, PageStatus::Failed(_)));
    assert_eq!(text(&document.pages[1]), "two");
    assert_eq!(*begun.lock().expect("one thread"), [1, 2, 0]);
}

#[test]
fn a_title_without_end_is_cut_and_told() {
    let mut document = Paper::new().page("BT /F1 10 Tf 50 200 Td (one) Tj ET").finish();
    let title = lopdf::Object::string_literal("x".repeat(3_000_000));
    let info = document.add_object(dictionary! { "Title" => title });
    document.trailer.set("Info", info);
    let document = read(crate::paper::saved(document));
    assert_eq!(document.title.map(|title| title.len()), Some(2_000));
    let codes: Vec<&str> = document.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, [LIMIT_REACHED]);
}

/// Five hundred shaded areas were once the end of it, and white lines beyond were no lines.
#[test]
fn white_lines_on_many_shaded_areas_are_lines() {
    let mut contents = String::from("0.9 g\n");
    for at in 0..2_000 {
        let (x, y) = (at % 50 * 4, at / 50 * 4);
        contents.push_str(&format!("{x} {y} 3.5 3.5 re f\n"));
    }
    contents.push_str("1 G 196 158 m 199.4 158 l S");
    let document = Paper::new().page(&contents).read();
    assert_eq!(document.pages[0].status, PageStatus::Ok);
    assert_eq!(document.pages[0].rulings.len(), 1, "{:?}", document.pages[0].rulings);
}
