//! Text that fits a screen: lines of eighty columns, Chinese characters being two wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Lines of a screen.
const LINES: usize = 24;
/// Columns of a screen.
const COLUMNS: usize = 80;

/// A line, cut where the screen ends.
fn cut(line: &str) -> String {
    if line.width() <= COLUMNS {
        return line.to_owned();
    }
    let mut kept = String::new();
    let mut width = 0;
    for c in line.chars() {
        width += c.width().unwrap_or(0);
        if width > COLUMNS - 1 {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// A text whose lines are broken where the screen ends.
pub(crate) fn wrapped(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').flat_map(broken).collect();
    lines.join("\n")
}

/// A line, broken where the screen ends; what follows stands under its beginning.
fn broken(line: &str) -> Vec<String> {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let mut lines = Vec::new();
    let mut current = indent.to_owned();
    for word in words(text) {
        let is_begun = current.len() > indent.len();
        if is_begun && current.width() + word.trim_end().width() > COLUMNS {
            lines.push(current.trim_end().to_owned());
            current = indent.to_owned();
        }
        current.push_str(word);
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// Pieces that stay whole: words with the space behind them, and single wide characters with
/// the marks that may not begin a line.
fn words(text: &str) -> Vec<&str> {
    let may_not_begin = |c: char| "，。、；：）」”！？,.;:)".contains(c);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let is_wide = |c: char| c.width().unwrap_or(0) == 2;
        let breaks = before.is_some_and(|before| {
            (before == ' ' && c != ' ' || is_wide(before) || is_wide(c))
                && !may_not_begin(c)
                && !"（「“(".contains(before)
        });
        if breaks {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

/// As much of a text as a screen shows, lines that are too long being cut; a last line says
/// where the rest is.
pub(crate) fn fit(text: &str, rest: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(cut).collect();
    let is_cut = lines.iter().zip(text.lines()).any(|(cut, line)| cut != line);
    if is_cut || lines.len() > LINES {
        lines.truncate(LINES - 1);
        lines.push(rest.to_owned());
    }
    let mut fitted = lines.join("\n");
    fitted.push('\n');
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_and_broken_by_what_is_seen() {
        let long = "公".repeat(50);
        assert_eq!(cut(&long).width(), 79);
        assert!(cut(&long).ends_with('…'));
        assert_eq!(cut("short"), "short");
        let lines = broken(&format!("  {}，after", "公".repeat(39)));
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1], "  公，after");
        let lines = broken(&"word ".repeat(20));
        assert!(lines.iter().all(|line| line.width() <= COLUMNS), "{lines:?}");
        assert_eq!(lines.join(" "), "word ".repeat(20).trim_end());
        assert_eq!(wrapped("a\n\nb\n"), "a\n\nb\n");
    }

    #[test]
    fn what_fits_is_whole_and_what_does_not_says_so() {
        assert_eq!(fit("a\nb\n", "more"), "a\nb\n");
        let long = "line\n".repeat(30);
        let fitted = fit(&long, "more");
        assert_eq!(fitted.lines().count(), LINES);
        assert!(fitted.ends_with("\nmore\n"));
        let wide = fit(&"公".repeat(60), "more");
        assert!(wide.ends_with("…\nmore\n"), "{wide}");
    }
}
