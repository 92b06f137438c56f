//! Fake bold: the same character painted again in nearly the same place.

use crate::Glyph;
use rustc_hash::FxHashMap as HashMap;

/// Painted again within this share of the font size, and within a point, a character is the
/// same character: bold by stroke is not moved at all, bold by shift by a fraction of a
/// point, and no two characters of a line stand that close.
const SHIFT: f32 = 0.15;
const FARTHEST: f32 = 1.0;
/// Side of the squares in which characters are looked up, in points.
const SQUARE: f32 = 4.0;
/// So many alike in one square are a test of our patience, not a text.
const MOST: usize = 32;

/// Where the characters of a page stand.
#[derive(Default)]
pub(crate) struct Repeats {
    /// Character and square → the last such glyph.
    last: HashMap<(char, i16, i16), u32>,
    /// For every glyph the one before it in the same square.
    before: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Repeats {
    /// Whether the glyph repeats one of the page; remembers it as the next one if not.
    pub(crate) fn is_repeat(&mut self, glyphs: &[Glyph], new: &Glyph) -> bool {
        let Some(character) = new.text.chars().next() else { return false };
        let (x, y) = (new.rect.x0 / SQUARE, new.rect.y0 / SQUARE);
        let (column, row) = (x.floor() as i16, y.floor() as i16);
        let (beside, below) = (neighbour(x), neighbour(y));
        for dx in 0..=beside.abs() {
            for dy in 0..=below.abs() {
                let square = (
                    character,
                    column.saturating_add(dx * beside),
                    row.saturating_add(dy * below),
                );
                let mut at = self.last.get(&square).copied().unwrap_or(NONE);
                for _ in 0..MOST {
                    let Some(old) = glyphs.get(at as usize) else { break };
                    if is_same(old, new) {
                        return true;
                    }
                    at = self.before.get(at as usize).copied().unwrap_or(NONE);
                }
            }
        }
        let index = glyphs.len() as u32;
        let before = self.last.insert((character, column, row), index);
        self.before.resize(glyphs.len(), NONE);
        self.before.push(before.unwrap_or(NONE));
        false
    }
}

/// On which side a neighbouring square is near enough to hold the same glyph.
fn neighbour(position: f32) -> i16 {
    let inside = position - position.floor();
    let edge = FARTHEST / SQUARE;
    if inside <= edge {
        -1
    } else if inside >= 1.0 - edge {
        1
    } else {
        0
    }
}

fn is_same(old: &Glyph, new: &Glyph) -> bool {
    let shift = (new.size * SHIFT).min(FARTHEST);
    (old.rect.x0 - new.rect.x0).abs() <= shift
        && (old.rect.y0 - new.rect.y0).abs() <= shift
        && (old.size - new.size).abs() <= 0.1 * new.size
        && old.ink == new.ink
        && old.text == new.text
}
