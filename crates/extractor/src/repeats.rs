//! Fake bold: the same run painted again in nearly the same place.

use crate::Glyph;
use rustc_hash::FxHashMap as HashMap;

/// Painted again within this share of the font size, and within a point, a run is the same
/// run: bold by stroke is not moved at all, bold by shift by a fraction of a point.
const SHIFT: f32 = 0.15;
const FARTHEST: f32 = 1.0;
/// Side of the squares in which first glyphs are looked up, in points.
const SQUARE: f32 = 2.0;

/// Where the runs of a page begin.
#[derive(Default)]
pub(crate) struct Repeats {
    /// Square → first glyph of the last run that began there.
    begun: HashMap<(i32, i32), Vec<u32>>,
}

impl Repeats {
    /// Whether the glyphs from there on repeat an earlier run; remembers them if not.
    pub(crate) fn is_repeat(&mut self, glyphs: &[Glyph], from: usize) -> bool {
        let run = &glyphs[from..];
        let Some(first) = run.first() else { return false };
        let (x, y) = (first.rect.x0 / SQUARE, first.rect.y0 / SQUARE);
        let beside = |v: f32| if v - v.floor() < 0.5 { -1 } else { 1 };
        let (column, row) = (x.floor() as i32, y.floor() as i32);
        for dx in [0, beside(x)] {
            for dy in [0, beside(y)] {
                let Some(begun) = self.begun.get(&(column + dx, row + dy)) else {
                    continue;
                };
                for &start in begun {
                    let before = &glyphs[start as usize..from];
                    if before.len() >= run.len()
                        && before.iter().zip(run).all(|(a, b)| is_same(a, b))
                    {
                        return true;
                    }
                }
            }
        }
        let begun = self.begun.entry((column, row)).or_default();
        // Everything in one place is a test of our patience, not a text.
        if begun.len() < 16 {
            begun.push(from as u32);
        }
        false
    }
}

fn is_same(a: &Glyph, b: &Glyph) -> bool {
    let shift = (b.size * SHIFT).min(FARTHEST);
    a.text == b.text
        && a.ink == b.ink
        && (a.rect.x0 - b.rect.x0).abs() <= shift
        && (a.rect.y0 - b.rect.y0).abs() <= shift
        && (a.size - b.size).abs() <= 0.1 * b.size
}
