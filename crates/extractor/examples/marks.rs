//! Counts the marks of every page: `cargo run -p extractor --example marks -- FILE…`;
//! `-q` gives the totals only, `-a` every mark.
#![allow(clippy::print_stdout)]

use extractor::SourceKind;

fn main() {
    let quiet = std::env::args().any(|a| a == "-q");
    let all = std::env::args().any(|a| a == "-a");
    for name in std::env::args().skip(1).filter(|a| !a.starts_with('-')) {
        let Ok(bytes) = std::fs::read(&name) else {
            println!("{name}: cannot be opened");
            continue;
        };
        let kind =
            if name.ends_with(".txt") { SourceKind::Text } else { SourceKind::Pdf };
        match extractor::read(bytes, kind) {
            Err(error) => println!("{name}: {}: {error}", error.code()),
            Ok(document) => {
                let glyphs: usize = document.pages.iter().map(|p| p.glyphs.len()).sum();
                let rulings: usize = document.pages.iter().map(|p| p.rulings.len()).sum();
                println!(
                    "{name}: {} pages, {glyphs} glyphs, {rulings} rulings, {}",
                    document.pages.len(),
                    document.producer
                );
                for (index, font) in document.fonts.iter().enumerate() {
                    if all {
                        println!("F {index} {:?} {}", font.name, font.trusted);
                    }
                }
                for warning in &document.warnings {
                    println!("  {} {:?} {}", warning.code, warning.page, warning.message);
                }
                if quiet {
                    continue;
                }
                for page in &document.pages {
                    println!(
                        "  {:>3} {:.0}×{:.0} r{} glyphs {} rulings {} images {} {:?}",
                        page.number,
                        page.width,
                        page.height,
                        page.rotation,
                        page.glyphs.len(),
                        page.rulings.len(),
                        page.images.len(),
                        page.status
                    );
                    if all {
                        for glyph in &page.glyphs {
                            println!(
                                "G {:?} {:.2} {:.2} {:.2} {:.2} {:.2} {} {:?} {}",
                                glyph.text,
                                glyph.rect.x0,
                                glyph.rect.y0,
                                glyph.rect.x1,
                                glyph.rect.y1,
                                glyph.size,
                                glyph.font,
                                glyph.ink,
                                glyph.trusted
                            );
                        }
                        for ruling in &page.rulings {
                            println!("R {ruling:?}");
                        }
                        for image in &page.images {
                            println!("I {image:?}");
                        }
                    }
                }
            }
        }
    }
}
