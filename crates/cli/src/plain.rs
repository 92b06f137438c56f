//! Text that does nothing to a terminal: names and texts of documents may hold escape sequences
//! that clear a screen, write a title or type an answer.

use std::borrow::Cow;
use std::fmt::Write;

/// Control characters that a terminal acts upon; line breaks and tabs are text.
fn acts(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// The text with pictures of its control characters: ␛ for ESC. Lines may end as Windows ends
/// them.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let is_end = |at: usize, c: char| c == '\r' && text[at + 1..].starts_with('\n');
    if !text.char_indices().any(|(at, c)| acts(c) && !is_end(at, c)) {
        return Cow::Borrowed(text);
    }
    let plain = |(at, c)| if acts(c) && !is_end(at, c) { picture(c) } else { c };
    Cow::Owned(text.char_indices().map(plain).collect())
}

fn picture(c: char) -> char {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7F => '\u{2421}',
        _ => '\u{FFFD}',
    }
}

/// JSON with its control characters escaped: those that JSON allows as they are, too.
pub(crate) fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    Cow::Owned(json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        if acts(c) {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::{escaped, shown};

    #[test]
    fn nothing_reaches_a_terminal_that_it_acts_upon() {
        assert_eq!(shown("决算\t1\n"), "决算\t1\n");
        assert_eq!(shown("a\u{1b}]0;x\u{7}b\u{7f}\u{9b}31m\r"), "a␛]0;x␇b␡\u{FFFD}31m␍");
        assert_eq!(shown("a\r\nb\u{1b}"), "a\r\nb␛");
    }

    #[test]
    fn json_says_the_same_escaped() {
        let text = "a\u{9b}31m\u{7f}";
        let json = serde_json::to_string_pretty(&[text]).expect("JSON");
        let plain = escaped(&json);
        assert!(!plain.contains(|c: char| c.is_control() && c != '\n'), "{plain}");
        let back: Vec<String> = serde_json::from_str(&plain).expect("JSON");
        assert_eq!(back, [text]);
    }
}
