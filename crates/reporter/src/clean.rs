//! Text of a PDF is a stranger's: what hides, turns or breaks a line of text goes.

/// Text as it may be shown: without control characters and without those that turn the
/// direction of what follows, so that no text looks like another.
pub(crate) fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let is_bad = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || turns(c)
            || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    if text.contains(is_bad) { text.replace(is_bad, "") } else { text.to_owned() }
}

/// Text inside XML: markup in it stays text.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_what_turns_text_round_stay_out() {
        assert_eq!(
            escaped("<img src=x onerror='a()'>\u{202E}\u{0}&\n合计"),
            "&lt;img src=x onerror=&#39;a()&#39;&gt;&amp; 合计"
        );
    }
}
