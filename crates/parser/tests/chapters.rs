//! Chapters of the text of real documents, where they are at hand.
#![allow(clippy::print_stdout)]

use extractor::SourceKind;
use parser::{Disclosure, Section};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Real documents lie beside the project; they may not be copied into it.
fn real() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/real");
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "pdf"))
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> Disclosure {
    let bytes = std::fs::read(file).expect("the file was just listed");
    parser::parse(&extractor::read(bytes, SourceKind::Pdf).expect("it can be read"))
}

fn slug(file: &Path) -> String {
    file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

/// One line per section.
fn outline(sections: &[Section]) -> String {
    let mut out = String::new();
    for s in sections {
        let pages = s.pages.map_or(String::new(), |(a, b)| format!("{a}–{b}"));
        let begins: String = s.text.chars().take(20).collect();
        let _ = writeln!(
            out,
            "{pages:>7} {:<15} {:<8} {} [{}] {} {begins}",
            s.kind,
            s.number,
            s.heading,
            s.topic,
            s.paragraphs.len()
        );
    }
    out
}

#[test]
fn final_accounts_have_their_chapters() {
    let files = real();
    if files.is_empty() {
        println!("no real documents beside the project, skipped");
    }
    let only = std::env::var("ONLY").unwrap_or_default();
    for file in files.iter().filter(|f| slug(f).starts_with(&only)) {
        let disclosure = read(file);
        println!("── {}\n{}", slug(file), outline(&disclosure.sections));
        if std::env::var("FULL").is_ok() {
            for s in &disclosure.sections {
                println!("== {} {}\n{}", s.number, s.heading, s.text);
            }
        }
    }
}
