//! Prints the grids of one page of a file: cells before any table is recognised.

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap_or_default();
    let wanted: u32 = args.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let kind = if path.ends_with(".txt") {
        extractor::SourceKind::Text
    } else {
        extractor::SourceKind::Pdf
    };
    let Ok(bytes) = std::fs::read(&path) else { return };
    let Ok(document) = extractor::read(bytes, kind) else { return };
    for page in document.pages.iter().filter(|p| p.number == wanted) {
        println!(
            "page {} {}x{} glyphs {} rulings {}",
            page.number,
            page.width,
            page.height,
            page.glyphs.len(),
            page.rulings.len()
        );
        for grid in parser::grids(page, kind) {
            println!(
                "grid {:?} {:?} {}x{} left {}",
                grid.origin, grid.rect, grid.n_rows, grid.n_cols, grid.leftover
            );
            println!("  xs {:?}", grid.xs);
            for row in 0..grid.n_rows {
                let cells: Vec<String> = grid
                    .starting_in(row)
                    .map(|c| format!("[{:?} {:?} {}]", c.rows, c.cols, c.text))
                    .collect();
                println!("  {:.1} {}", grid.ys[row], cells.join(" "));
            }
        }
    }
}
