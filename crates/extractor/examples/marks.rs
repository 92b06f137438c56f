//! Counts the marks of every page: `cargo run -p extractor --example marks -- FILE…`
#![allow(clippy::print_stdout)]

use extractor::SourceKind;

fn main() {
    let quiet = std::env::args().any(|a| a == "-q");
    for name in std::env::args().skip(1).filter(|a| a != "-q") {
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
                }
            }
        }
    }
}
