//! Whether the text of a font can be believed.

use crate::shapes::{Look, Picture};
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
    digits: DigitClaims,
}

/// What a font's outlines say about the digits the file calls them.
#[derive(Default)]
struct DigitClaims {
    /// The first outline of every digit.
    seen: [Option<Picture>; 10],
    /// Digits that are drawn in two ways.
    twice: u16,
    /// Digits whose outline has the wrong holes, or the wrong strokes.
    wrong_holes: u16,
    wrong_strokes: u16,
    /// Digits the font's own table calls something else, and the other way round.
    renamed: u32,
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

    /// Looks at the outline of a character that the file calls a digit.
    pub(crate) fn saw_digit(&mut self, digit: u8, look: &Look) {
        let Look::Ink { holes, strokes, picture } = look else { return };
        let claims = &mut self.digits;
        let bit = 1u16 << digit;
        if !holes.has(digit) {
            claims.wrong_holes |= bit;
        }
        if !strokes.has(digit) {
            claims.wrong_strokes |= bit;
        }
        match &claims.seen[usize::from(digit)] {
            Some(known) if !known.is_like(picture) => claims.twice |= bit,
            Some(_) => {}
            None => claims.seen[usize::from(digit)] = Some(*picture),
        }
    }

    /// Counts a digit that the font's own table calls something else.
    pub(crate) fn saw_renamed_digit(&mut self) {
        self.digits.renamed += 1;
    }

    /// Why the digits of the font cannot be believed, if so.
    pub(crate) fn digit_problem(&self) -> Option<String> {
        let DigitClaims { twice, wrong_holes, wrong_strokes, renamed, .. } = self.digits;
        let list = |mask: u16| -> String {
            let digits = (0..10u8).filter(|d| mask >> d & 1 == 1);
            digits.map(|d| char::from(b'0' + d)).collect()
        };
        // One odd digit may be the typeface's own way.
        if wrong_holes.count_ones() > 1 || wrong_strokes.count_ones() > 1 {
            let wrong = list(wrong_holes | wrong_strokes);
            return Some(format!("what it calls 「{wrong}」 is drawn as something else"));
        }
        if twice != 0 {
            return Some(format!("different characters all read 「{}」", list(twice)));
        }
        (renamed > 0)
            .then(|| format!("its own table calls {renamed} characters by other digits"))
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
        let signs = self.codes.values().filter(|c| is_odd_sign(**c)).count();
        let plain = self.codes.values().filter(|c| c.is_ascii_alphanumeric()).count();
        if signs >= 4 && signs > plain {
            return Some(format!(
                "{signs} of {} different glyphs read as signs no text is made of",
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

/// Signs of ASCII that stand alone in a text, and never make one.
fn is_odd_sign(character: char) -> bool {
    matches!(character, '!'..='$' | '&' | '\'' | '*' | '+' | ';'..='@' | '['..='`' | '{'..='~')
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
