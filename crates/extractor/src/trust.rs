//! Whether the text of a font can be believed.

use rustc_hash::FxHashMap as HashMap;

/// Distinct codes looked at per font; more would not change the verdict.
const SAMPLE: usize = 2000;
/// A font with fewer distinct codes is not judged by their distribution.
const FEW: usize = 8;

/// What was seen of a font's text.
#[derive(Default)]
pub(crate) struct Trust {
    good: u32,
    bad: u32,
    codes: HashMap<u32, char>,
    agreed: u32,
    disagreed: u32,
}

impl Trust {
    /// Counts a glyph with text; true when its code is new.
    pub(crate) fn saw(&mut self, code: u32, text: &str) -> bool {
        self.good = self.good.saturating_add(1);
        if self.codes.len() >= SAMPLE {
            return false;
        }
        let Some(character) = text.chars().next() else { return false };
        self.codes.insert(code, character).is_none()
    }

    /// Counts a glyph without usable text.
    pub(crate) fn saw_bad(&mut self) {
        self.bad = self.bad.saturating_add(1);
    }

    /// Counts a code about which the font's own table has something to say.
    pub(crate) fn compared(&mut self, agrees: bool) {
        if agrees {
            self.agreed += 1;
        } else {
            self.disagreed += 1;
        }
    }

    /// Why the font cannot be believed, if so.
    pub(crate) fn problem(&self) -> Option<String> {
        let all = self.good.saturating_add(self.bad);
        // A stray bullet from a private area does not make the digits beside it wrong.
        if self.bad > 0 && u64::from(self.bad) * 20 > u64::from(all) {
            return Some(format!("{} of {all} glyphs have no usable Unicode", self.bad));
        }
        if self.disagreed >= 4 && self.disagreed > self.agreed {
            return Some(format!(
                "the font's own table contradicts {} of {} characters",
                self.disagreed,
                self.agreed + self.disagreed
            ));
        }
        if self.codes.len() < FEW {
            return None;
        }
        let mut shares: HashMap<char, usize> = HashMap::default();
        for character in self.codes.values().filter(|c| !c.is_whitespace()) {
            *shares.entry(*character).or_default() += 1;
        }
        if let Some((share, character)) =
            shares.iter().map(|(c, n)| (*n, *c)).max_by_key(|&(n, c)| (n, c))
            && share * 2 > self.codes.len()
        {
            return Some(format!(
                "{share} of {} different glyphs all read 「{character}」",
                self.codes.len()
            ));
        }
        let strange = self.codes.values().filter(|c| !is_plausible(**c)).count();
        (strange * 3 > self.codes.len()).then(|| {
            format!(
                "{strange} of {} different glyphs read as characters no Chinese text has",
                self.codes.len()
            )
        })
    }
}

/// Whether a text is only what no file means: nothing, private, control, unknown.
pub(crate) fn says_nothing(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c,
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..='\u{10ffff}')
    })
}

/// Blocks that occur in Chinese documents.
fn is_plausible(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{17f}'           // Latin
        | '\u{2b0}'..='\u{2ff}'       // tone marks
        | '\u{370}'..='\u{45f}'       // Greek, Cyrillic
        | '\u{2000}'..='\u{27bf}'     // punctuation, arrows, mathematics, boxes, shapes
        | '\u{2900}'..='\u{2bff}'     // more arrows and shapes
        | '\u{2e80}'..='\u{312f}'     // radicals, punctuation, kana, bopomofo
        | '\u{31c0}'..='\u{9fff}'     // strokes, enclosed, ideographs
        | '\u{f900}'..='\u{faff}'
        | '\u{fb00}'..='\u{fb06}'     // ligatures
        | '\u{fe10}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{1f100}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_bullet_is_forgiven() {
        let mut trust = Trust::default();
        for code in 0..40 {
            trust.saw(code, &char::from_u32(0x4e00 + code).unwrap_or('一').to_string());
        }
        trust.saw_bad();
        assert_eq!(trust.problem(), None);
        for _ in 0..4 {
            trust.saw_bad();
        }
        assert!(trust.problem().is_some());
    }

    #[test]
    fn many_glyphs_with_one_reading_are_not_believed() {
        let mut trust = Trust::default();
        for code in 0..12 {
            trust.saw(code, "口");
        }
        assert!(trust.problem().is_some());
    }

    #[test]
    fn a_strange_script_is_not_believed() {
        let mut trust = Trust::default();
        for code in 0..12 {
            trust.saw(code, &char::from_u32(0xa000 + code).unwrap_or('一').to_string());
        }
        assert!(trust.problem().is_some());
    }

    #[test]
    fn contradiction_counts_only_in_numbers() {
        let mut trust = Trust::default();
        (0..3).for_each(|_| trust.compared(false));
        assert_eq!(trust.problem(), None);
        trust.compared(false);
        assert!(trust.problem().is_some());
        (0..9).for_each(|_| trust.compared(true));
        assert_eq!(trust.problem(), None);
    }
}
