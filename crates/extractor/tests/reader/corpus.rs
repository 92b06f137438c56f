//! The public documents beside the project: all are read, the same each time.
#![allow(clippy::print_stderr)]

use extractor::{Document, PageStatus, SourceKind};
use std::panic::catch_unwind;
use std::path::PathBuf;

fn corpus() -> Vec<PathBuf> {
    workspace::documents("../shared/real")
}

fn read(path: &PathBuf) -> Document {
    let bytes = std::fs::read(path).expect("the file can be opened");
    match extractor::read(bytes, SourceKind::Pdf) {
        Ok(document) => document,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

#[test]
fn every_document_is_read_whole_and_the_same_each_time() {
    for path in corpus() {
        let document = read(&path);
        let name = path.display();
        assert!(!document.pages.is_empty(), "{name}");
        assert_eq!(document.warnings, [], "{name}");
        for page in &document.pages {
            assert_eq!(page.status, PageStatus::Ok, "{name} page {}", page.number);
            for glyph in &page.glyphs {
                let rect = glyph.rect;
                assert!(rect.x1 >= 0.0 && rect.x0 <= page.width, "{name} {glyph:?}");
                assert!(rect.y1 >= 0.0 && rect.y0 <= page.height, "{name} {glyph:?}");
                assert!(glyph.size.is_finite() && !glyph.text.is_empty(), "{name}");
            }
        }
        let again = read(&path);
        assert!(
            format!("{document:?}") == format!("{again:?}"),
            "{name} reads differently the second time"
        );
    }
}

/// A second reader, independent of ours down to the parser: what both can read must agree.
#[test]
fn a_second_reader_finds_the_same_characters() {
    let mut compared = 0;
    for path in corpus() {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        // It panics on every predefined Chinese encoding.
        let Ok(Ok(theirs)) = catch_unwind(|| pdf_extract::extract_text_from_mem(&bytes))
        else {
            continue;
        };
        let theirs = counted(theirs.chars());
        let document = read(&path);
        let glyphs = document.pages.iter().flat_map(|page| &page.glyphs);
        let ours =
            counted(glyphs.flat_map(|g| g.raw.as_ref().unwrap_or(&g.text).chars()));
        let all: usize = theirs.values().sum();
        let found: usize =
            theirs.iter().map(|(c, n)| ours.get(c).copied().unwrap_or(0).min(*n)).sum();
        // It reads fake bold twice, so ours may be fewer; what is read is the same set.
        let share = found as f64 / all.max(1) as f64;
        eprintln!("{}: {share:.4} of {all}", path.display());
        if all > 1000 {
            compared += 1;
            // Above everything else a second reader also reads what is clipped or painted over.
            assert!(share > 0.95, "{}: {share}", path.display());
        }
    }
    assert!(compared > 5 || corpus().is_empty());
}

fn counted(text: impl Iterator<Item = char>) -> std::collections::BTreeMap<char, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for character in
        text.filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c) || c.is_ascii_digit())
    {
        *counts.entry(character).or_default() += 1;
    }
    counts
}
