//! As much of a sentence as a person wants to read.

use parser::mask::mask;
use std::ops::Range;

/// A sentence longer than this many characters is cut around its numbers.
const QUOTED: usize = 48;

/// A sentence, cut around the numbers that take part.
pub(super) fn around(sentence: &str, numbers: &[&str]) -> String {
    // Masked before it is cut: half a telephone number is none.
    let sentence = mask(sentence);
    let chars: Vec<char> = sentence.chars().collect();
    if chars.len() <= QUOTED {
        return sentence.into_owned();
    }
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut windows: Vec<Range<usize>> =
        numbers.iter().filter_map(|number| window(&sentence, number)).collect();
    windows.sort_by_key(|window| window.start);
    for window in windows {
        match kept.last_mut() {
            Some(last) if window.start <= last.end + 1 => {
                last.end = last.end.max(window.end);
            }
            _ => kept.push(window),
        }
    }
    let Some(last) = kept.last() else { return String::new() };
    let is_cut = last.end < chars.len();
    let mut text = String::new();
    for window in kept {
        if window.start > 0 {
            text.push('…');
        }
        text.extend(&chars[window]);
    }
    if is_cut {
        text.push('…');
    }
    text
}

/// The characters around a number, more of those before it.
fn window(sentence: &str, number: &str) -> Option<Range<usize>> {
    let at = sentence.find(number).filter(|_| !number.is_empty())?;
    let before = sentence[..at].chars().count();
    let spare = QUOTED.saturating_sub(number.chars().count());
    let start = before.saturating_sub(spare * 2 / 3);
    let end = (start + QUOTED).min(sentence.chars().count());
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_near_one_another_are_in_one_excerpt() {
        let sentence = "一般公共预算财政拨款支出2940.05万元，主要用于以下方面：一般公共服务支出（类）\
                        2106.66万元，占71.73%；社会保障和就业支出（类）343.15万元，占11.67%；其余略。";
        let both = around(sentence, &["2940.05万元", "71.73%"]);
        assert_eq!(
            both,
            "一般公共预算财政拨款支出2940.05万元，主要用于以下方面：一般公共服务支出（类）2106.66\
             万元，占71.73%；社会保障和就业支出（类）3…"
        );
        assert_eq!(
            around(sentence, &["11.67%", "1.2.3"]),
            "…1.73%；社会保障和就业支出（类）343.15万元，占11.67%；其余略。"
        );
        assert_eq!(around("短句1.00万元。", &["1.00万元"]), "短句1.00万元。");
        assert_eq!(around(sentence, &["没有"]), "");
    }
}
