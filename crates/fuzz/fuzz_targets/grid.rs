//! Any lines and characters on a page: every slot of every grid is covered exactly once.
#![no_main]

use extractor::{Axis, Glyph, Ink, Page, Rect, Ruling, SourceKind, Span};
use libfuzzer_sys::fuzz_target;
use smol_str::SmolStr;

const PRINTED: [&str; 12] =
    ["决", "算", "表", "项", "目", "1", "2", ".", ",", "-", "—", "#"];

/// A coordinate in eighths of a point, on a page of some 500 points.
fn points(high: u8, low: u8) -> f32 {
    f32::from(u16::from_be_bytes([high & 0x0F, low])) / 8.0
}

fuzz_target!(|bytes: &[u8]| {
    let mut page = Page { number: 1, width: 512.0, height: 512.0, ..Page::default() };
    for mark in bytes.chunks_exact(8).take(4_000) {
        let [kind, more, a, b, c, d, e, f] = *mark else { continue };
        let (x, y, length) = (points(a, b), points(c, d), points(e, f));
        if kind & 1 == 0 {
            page.rulings.push(Ruling {
                axis: if kind & 2 == 0 { Axis::Horizontal } else { Axis::Vertical },
                at: x,
                span: Span::new(y, y + length),
                width: f32::from(more & 31) / 8.0,
                dashed: kind & 4 != 0,
            });
        } else {
            let size = 4.0 + f32::from(more & 15);
            page.glyphs.push(Glyph {
                text: SmolStr::new_static(PRINTED[usize::from(f) % PRINTED.len()]),
                raw: None,
                rect: Rect::new(x, y, x + size, y + size),
                size,
                font: 0,
                direction: 0.0,
                ink: if kind & 2 == 0 { Ink::Printed } else { Ink::Invisible },
                trusted: kind & 4 == 0,
            });
        }
    }
    let source = if bytes.len() % 2 == 0 { SourceKind::Pdf } else { SourceKind::Text };
    for grid in parser::grids(&page, source) {
        let mut covered = vec![0_u8; grid.n_rows * grid.n_cols];
        for cell in &grid.cells {
            for row in cell.rows.clone() {
                for col in cell.cols.clone() {
                    covered[row * grid.n_cols + col] += 1;
                }
            }
        }
        assert!(covered.iter().all(|times| *times == 1), "every slot has one cell");
        assert_eq!(grid.xs.len(), grid.n_cols + 1);
        assert_eq!(grid.ys.len(), grid.n_rows + 1);
    }
});
