//! Lines and a page read with the real models; skipped where nobody brought them.
#![allow(clippy::print_stderr)]

use extractor::recogniser::{Paddle, UNREAD, models};
use extractor::{LineReading, Recogniser};
use image::{GrayImage, Luma, imageops};
use std::path::Path;
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

static PADDLE: LazyLock<Option<Paddle>> = LazyLock::new(|| match models::load(None) {
    Ok(paddle) => Some(paddle),
    Err(error) if error.is_missing() => {
        eprintln!("skipped: {error}; {}", error.hint());
        None
    }
    Err(error) => panic!("{error}; {}", error.hint()),
});

/// The drawn lines and what is printed on them.
fn lines() -> Vec<(GrayImage, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lines");
    let list =
        std::fs::read_to_string(folder.join("lines.tsv")).expect("the list of lines");
    let line = |row: &str| {
        let (file, text) = row.split_once('\t').expect("two columns");
        let picture = image::open(folder.join(file)).expect("a picture").to_luma8();
        (picture, text.to_owned())
    };
    list.lines().map(line).collect()
}

fn text(reading: &LineReading) -> String {
    reading.characters.iter().map(|it| it.text).filter(|it| !it.is_whitespace()).collect()
}

#[test]
fn lines_read_as_they_were_printed() {
    let Some(paddle) = &*PADDLE else { return };
    let (pictures, printed): (Vec<_>, Vec<_>) = lines().into_iter().unzip();
    let readings = paddle.read(&pictures);
    assert_eq!(readings.len(), printed.len());
    for (reading, printed) in readings.iter().zip(&printed) {
        // The model writes a dash as the numeral that looks the same.
        let read = if printed == "—" {
            text(reading).replace('一', "—")
        } else {
            text(reading)
        };
        assert_eq!(read, printed.replace(' ', ""));
        let best = &reading.readings[0];
        let characters: String = reading.characters.iter().map(|it| it.text).collect();
        assert_eq!(best.text, characters);
        assert!(best.confidence > 0.8 || printed == "—", "{printed}: {best:?}");
        for pair in reading.characters.windows(2) {
            assert!(pair[0].from < pair[0].to && pair[0].to <= pair[1].from, "{pair:?}");
        }
    }
}

#[test]
fn a_number_is_sure_where_one_is_printed_and_only_there() {
    let Some(paddle) = &*PADDLE else { return };
    let (pictures, printed): (Vec<_>, Vec<_>) = lines().into_iter().unzip();
    for (reading, printed) in paddle.read(&pictures).iter().zip(&printed) {
        let is_number = printed.chars().all(|c| "0123456789.,-—%".contains(c));
        match &reading.number {
            Some(number) if is_number => {
                assert_eq!(number.text, *printed);
                // A stroke alone could be many things.
                let sure = if printed == "—" { 0.2 } else { 0.9 };
                assert!(number.confidence > sure, "{number:?}");
            }
            number if is_number => panic!("{printed} is read as {number:?}"),
            number => {
                let unsure = number.as_ref().is_none_or(|it| it.confidence < 0.01);
                assert!(unsure, "{printed}: {number:?}");
            }
        }
    }
}

#[test]
fn characters_stand_where_they_are_printed() {
    let Some(paddle) = &*PADDLE else { return };
    let (picture, printed) = lines().swap_remove(0);
    let reading = &paddle.read(std::slice::from_ref(&picture))[0];
    assert_eq!(text(reading), printed);
    // Drawn with one em of margin on both sides.
    let em = 29.0 / picture.width() as f32;
    let (first, last) = (reading.characters[0], reading.characters[printed.len() - 1]);
    assert!((first.from - em).abs() < em / 3.0, "{first:?}");
    assert!((last.to - (1.0 - em)).abs() < em / 3.0, "{last:?}");
}

#[test]
fn a_line_reads_the_same_in_any_company_and_on_any_thread() {
    let Some(paddle) = &*PADDLE else { return };
    let pictures: Vec<GrayImage> =
        lines().into_iter().map(|(picture, _)| picture).collect();
    let together = paddle.read(&pictures);
    let alone: Vec<LineReading> = std::thread::scope(|scope| {
        let read =
            |picture: &GrayImage| paddle.read(std::slice::from_ref(picture)).remove(0);
        let threads: Vec<_> =
            pictures.iter().map(|picture| scope.spawn(move || read(picture))).collect();
        threads.into_iter().map(|thread| thread.join().expect("read")).collect()
    });
    assert_eq!(together, alone);
    let doubled: Vec<GrayImage> = pictures.iter().chain(&pictures).cloned().collect();
    assert_eq!(paddle.read(&doubled)[pictures.len()..], together);
}

#[test]
fn models_are_loaded_once_by_documents_that_are_read_in_one_pool() {
    if PADDLE.is_none() {
        return;
    }
    // The thread of the pool must not begin the second document, which waits for the models,
    // while it loads them for the first: it would wait for itself.
    let (done, finished) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let loaded = OnceLock::new();
        pool.in_place_scope_fifo(|scope| {
            for _ in 0..2 {
                scope.spawn_fifo(|_| {
                    let paddle: &Paddle =
                        loaded.get_or_init(|| models::load(None).expect("the models"));
                    paddle.read(&[GrayImage::from_pixel(60, 30, Luma([255]))]);
                });
            }
        });
        done.send(()).expect("somebody waits");
    });
    let waited = finished.recv_timeout(Duration::from_secs(300));
    assert!(waited.is_ok(), "the pool waits for itself");
}

#[test]
fn pictures_that_are_no_lines_are_survived() {
    let Some(paddle) = &*PADDLE else { return };
    let sizes = [(0, 0), (0, 30), (30, 0), (1, 1), (1, 4000), (200, 30), (5000, 2)];
    let pictures: Vec<GrayImage> =
        sizes.iter().map(|&(w, h)| GrayImage::from_pixel(w, h, Luma([255]))).collect();
    let texts: Vec<String> = paddle.read(&pictures).iter().map(text).collect();
    // Too low to be read is not the same as without text.
    let unread = UNREAD.to_string();
    assert_eq!(texts, ["", "", "", &unread, "", "", &unread]);
    for picture in &pictures[..4] {
        assert!(paddle.find(picture).is_empty());
    }
}

#[test]
fn lines_of_a_page_are_found() {
    let Some(paddle) = &*PADDLE else { return };
    let mut page = GrayImage::from_pixel(1654, 1200, Luma([246]));
    let mut expect = Vec::new();
    for (at, (picture, _)) in lines().into_iter().enumerate().filter(|(at, _)| *at != 3) {
        let (left, top) = (60, 60 + 140 * at as u32);
        imageops::replace(&mut page, &picture, i64::from(left), i64::from(top));
        expect.push([left, top, left + picture.width(), top + picture.height()]);
    }
    let found = paddle.find(&page);
    assert_eq!(found.len(), expect.len(), "{found:?}");
    for (found, drawn) in found.iter().zip(expect) {
        let middle = (drawn[1] + drawn[3]) / 2;
        assert!(found[1] < middle && middle < found[3], "{found:?} {drawn:?}");
        assert!(found[0] >= drawn[0] && found[2] <= drawn[2].min(1654) + 4, "{found:?}");
        let margin = (drawn[3] - drawn[1]) as f32;
        assert!((found[0] - drawn[0]) as f32 <= margin, "{found:?} {drawn:?}");
    }
}
