//! What the identities cost beside reading the document.

use extractor::SourceKind;
use parser::check;
use std::time::{Duration, Instant};
use workspace::{documents, say};

/// The shares are printed, not asserted: `cargo test --release -p parser --test documents
/// cost -- --nocapture --ignored`, on a machine that does nothing else.
#[test]
#[ignore = "says something only with optimisation and on a quiet machine"]
fn cost_of_the_identities() {
    let mut all = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for path in ["samples", "../shared/real"].into_iter().flat_map(documents) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let begin = Instant::now();
        let Ok(document) = extractor::read(bytes, SourceKind::Pdf) else { continue };
        let read = begin.elapsed();
        let begin = Instant::now();
        let mut disclosure = parser::parse(&document);
        let parsed = begin.elapsed();
        // The best of three: parsing has just been timed once, with cold caches.
        let again = || {
            let begin = Instant::now();
            check::again(&mut disclosure, SourceKind::Pdf);
            begin.elapsed()
        };
        let checked = std::iter::repeat_with(again).take(3).min().unwrap_or_default();
        let share = checked.as_secs_f64() / (read + parsed).as_secs_f64();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        say(&format!(
            "{name}: read {read:.1?}, parse {parsed:.1?}, identities {checked:.1?}, {:.1} %",
            share * 100.0
        ));
        all = (all.0 + read, all.1 + parsed, all.2 + checked);
    }
    let share = all.2.as_secs_f64() / (all.0 + all.1).as_secs_f64();
    let of_parsing = all.2.as_secs_f64() / all.1.as_secs_f64();
    say(&format!(
        "together: read {:.1?}, parse {:.1?}, identities {:.1?}: {:.1} % of both, {:.1} % of \
         parsing",
        all.0,
        all.1,
        all.2,
        share * 100.0,
        of_parsing * 100.0
    ));
}
