//! Chinese text as words that a full-text index can find.
//!
//! SQLite's own tokenizer takes a run of Chinese characters for one word, and its trigram
//! tokenizer finds nothing shorter than three characters, while most words have two: 三公, 公安.
//! So every piece of one to four characters becomes a word of the index, and is found as it is
//! typed. Longer words are found by their first four characters and then compared.

use std::fmt::Write;

/// Characters of the longest piece.
pub(super) const LONGEST: usize = 4;

/// All pieces of a text, separated by spaces; other words whole.
pub(super) fn grams(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    let mut run: Vec<char> = Vec::new();
    let mut word = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        let is_word = c.is_alphanumeric();
        if is_word && !is_chinese(c) {
            word.push(c);
        } else if !word.is_empty() {
            let _ = write!(out, "{word} ");
            word.clear();
        }
        if is_chinese(c) {
            run.push(c);
        } else if !run.is_empty() {
            pieces(&run, &mut out);
            run.clear();
        }
    }
    out
}

fn pieces(run: &[char], out: &mut String) {
    for start in 0..run.len() {
        for end in start + 1..=run.len().min(start + LONGEST) {
            out.extend(&run[start..end]);
            out.push(' ');
        }
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇' | '々')
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn pieces_of_one_to_four_characters() {
        assert_eq!(grams("“三公”经费"), "三 三公 公 经 经费 费 ");
        assert_eq!(grams("2024年GDP增长"), "2024 年 GDP 增 增长 长 ");
        assert_eq!(
            grams("开发区分局").split(' ').filter(|w| w.chars().count() == 4).count(),
            2
        );
        assert_eq!(grams("— ，"), "");
    }
}
