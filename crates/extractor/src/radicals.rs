//! Radicals and compatibility forms some producers write instead of the characters they
//! stand for (⻔ → 门).

use smol_str::SmolStr;
use std::sync::OnceLock;

/// Unicode's EquivalentUnifiedIdeograph and the CJK compatibility decompositions; NFKC has
/// only part of the first and would harm punctuation.
const TABLE: &str = include_str!("../data/unified.txt");

/// The text with radicals replaced, and the original where that changed it.
pub(crate) fn mapped(text: SmolStr) -> (SmolStr, Option<SmolStr>) {
    // Three-byte UTF-8 from E2 BA 80 on: everything common is decided by the first byte.
    if !text.bytes().any(|byte| matches!(byte, 0xe2 | 0xe3 | 0xef | 0xf0)) {
        return (text, None);
    }
    if !text.chars().any(|c| unified(c).is_some()) {
        return (text, None);
    }
    let new: String = text.chars().map(|c| unified(c).unwrap_or(c)).collect();
    (SmolStr::new(new), Some(text))
}

/// The unified ideograph a character stands for, if it is not one itself.
pub(crate) fn unified(character: char) -> Option<char> {
    let code = u32::from(character);
    if !matches!(code, 0x2e80..=0x2fdf | 0x31c0..=0x31ef | 0xf900..=0xfaff | 0x2f800..=0x2fa1f)
    {
        return None;
    }
    let table = table();
    let index = table.binary_search_by_key(&character, |&(from, _)| from).ok()?;
    Some(table[index].1)
}

fn table() -> &'static [(char, char)] {
    static PARSED: OnceLock<Vec<(char, char)>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let code = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        let mut table: Vec<(char, char)> = TABLE
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(from, to)| Some((code(from)?, code(to)?)))
            .collect();
        table.sort_unstable();
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str, kept: bool) {
        let (new, raw) = mapped(text.into());
        assert_eq!(new, expect);
        assert_eq!(raw.as_deref(), kept.then_some(text));
    }

    #[test]
    fn radicals_become_characters() {
        check("⻔", "门", true);
        check("⾦", "金", true);
        check("⼈", "人", true);
        check("\u{f9dd}", "利", true);
    }

    #[test]
    fn others_stay() {
        check("门", "门", false);
        check("（１）", "（１）", false);
        check("—", "—", false);
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(table().len(), 348 + 1002);
        // U+2E9A is not assigned; U+2E80 has no equivalent.
        let without: Vec<u32> = (0x2e80..=0x2fd5)
            .filter(|&code| char::from_u32(code).is_some_and(|c| unified(c).is_none()))
            .filter(|code| !(0x2ef4..0x2f00).contains(code))
            .collect();
        assert_eq!(without, [0x2e80, 0x2e9a]);
    }
}
