//! Rows of messages: English with holes, and the same in Chinese.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Files of rows, `"English" = "Chinese"` each.
const FILES: [&str; 3] = [
    include_str!("../../words/messages.toml"),
    include_str!("../../words/grammar.toml"),
    include_str!("../../words/explanations.toml"),
];

/// What can be said in Chinese.
pub(super) struct Messages {
    /// Those without holes.
    whole: HashMap<String, String>,
    /// Those with, the most particular first.
    holed: Vec<Row>,
}

/// One message with holes.
struct Row {
    /// What stands around the holes, in English; one more than there are holes.
    around: Vec<String>,
    zh: Vec<Piece>,
}

/// A part of what is said in Chinese.
enum Piece {
    Words(String),
    /// What stood in this hole.
    Hole(usize),
}

/// The rows that come with the program.
pub(super) fn messages() -> &'static Messages {
    static MESSAGES: OnceLock<Messages> = OnceLock::new();
    MESSAGES.get_or_init(|| Messages::of(&FILES))
}

impl Messages {
    #[allow(clippy::expect_used)]
    fn of(files: &[&str]) -> Messages {
        let mut messages = Messages { whole: HashMap::new(), holed: Vec::new() };
        for file in files {
            let rows: BTreeMap<String, String> =
                toml::from_str(file).expect("the rows of messages are read by a test");
            for (en, zh) in rows {
                if en.contains("{}") {
                    messages.holed.push(Row::of(&en, &zh));
                } else {
                    messages.whole.insert(en, zh);
                }
            }
        }
        // What begins with a hole would take the beginning of another message for what is in it.
        messages
            .holed
            .sort_by_key(|row| (row.around[0].is_empty(), Reverse(row.length())));
        messages
    }

    /// A text in Chinese, line by line; what has no row stays as it is.
    pub(super) fn told(&self, text: &str) -> String {
        let lines: Vec<String> = text.split('\n').map(|line| self.line(line)).collect();
        lines.join("\n")
    }

    /// A message, whatever space stands around it.
    fn line(&self, line: &str) -> String {
        let words = line.trim();
        let Some(at) = line.find(words).filter(|_| !words.is_empty()) else {
            return line.to_owned();
        };
        let said = self.message(words).unwrap_or_else(|| words.to_owned());
        format!("{}{said}{}", &line[..at], &line[at + words.len()..])
    }

    fn message(&self, text: &str) -> Option<String> {
        if let Some(zh) = self.whole.get(text) {
            return Some(zh.clone());
        }
        self.holed.iter().find_map(|row| {
            let holes = row.holes(text)?;
            let mut said = String::new();
            for piece in &row.zh {
                match piece {
                    Piece::Words(words) => said.push_str(words),
                    // A name is nobody's message.
                    Piece::Hole(n) if row.around[*n].ends_with('「') => {
                        said.push_str(holes[*n]);
                    }
                    Piece::Hole(n) => said.push_str(&self.line(holes[*n])),
                }
            }
            Some(said)
        })
    }
}

impl Row {
    fn of(en: &str, zh: &str) -> Row {
        let around = en.split("{}").map(str::to_owned).collect();
        let mut pieces = Vec::new();
        let mut next = 0;
        for (at, part) in zh.split('{').enumerate() {
            let words = match part.split_once('}').filter(|_| at > 0) {
                Some((number, words)) => {
                    // `{2}` is the second hole, `{}` the next one.
                    let hole = number.parse::<usize>().map_or(next, |n| n.max(1) - 1);
                    next = hole + 1;
                    pieces.push(Piece::Hole(hole));
                    words
                }
                None => part,
            };
            pieces.push(Piece::Words(words.to_owned()));
        }
        Row { around, zh: pieces }
    }

    fn length(&self) -> usize {
        self.around.iter().map(String::len).sum()
    }

    /// What stands in the holes, if the text is this message.
    fn holes<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.around.split_first()?;
        let (last, between) = others.split_last()?;
        let mut rest = text.strip_prefix(first.as_str())?;
        let mut holes = Vec::new();
        for words in between {
            // A number may be set to the right.
            let begun = rest.len() - rest.trim_start_matches(' ').len();
            let at = begun + rest[begun..].find(words.as_str())?;
            holes.push(&rest[..at]);
            rest = &rest[at + words.len()..];
        }
        holes.push(rest.strip_suffix(last.as_str())?);
        Some(holes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = r#"
        "the file is empty" = "文件是空的"
        "cannot open it: {}" = "无法打开：{}"
        "「{}」: {}" = "「{}」：{}"
        "{} of {} documents" = "{2} 份文件中的 {1} 份"
        "{} pages, {} tables, and what they hold" = "{} 页，{} 张表，及其内容"
        "inputs {}  {} new" = "输入 {}  新 {}"
        "[{}/{}] {}" = "[{}/{}] {}"
    "#;

    fn told(text: &str) -> String {
        Messages::of(&[ROWS]).told(text)
    }

    #[test]
    fn holes_keep_what_is_in_them() {
        assert_eq!(told("the file is empty"), "文件是空的");
        assert_eq!(told("  the file is empty\n"), "  文件是空的\n");
        assert_eq!(told("3 of 5 documents"), "5 份文件中的 3 份");
        let counted = "「a.pdf」: 3 pages, 2 tables, and what they hold";
        assert_eq!(told(counted), "「a.pdf」：3 页，2 张表，及其内容");
        assert_eq!(told("inputs       3  2 new"), "输入       3  新 2");
        let nested = "[1/2] 「a: b.pdf」: cannot open it: the file is empty";
        assert_eq!(told(nested), "[1/2] 「a: b.pdf」：无法打开：文件是空的");
    }

    #[test]
    fn names_and_what_is_unknown_stay() {
        assert_eq!(told("「the file is empty」: x"), "「the file is empty」：x");
        assert_eq!(told("nobody knows"), "nobody knows");
        assert_eq!(told(""), "");
    }

    /// As many holes on both sides, none of them twice or beyond, and enough words to know a
    /// message by.
    #[test]
    fn every_row_can_be_said() {
        for file in FILES {
            let rows: BTreeMap<String, String> = toml::from_str(file).expect("TOML");
            for (en, zh) in &rows {
                let row = Row::of(en, zh);
                let mut holes: Vec<usize> = Vec::new();
                holes.extend(row.zh.iter().filter_map(|piece| match piece {
                    Piece::Hole(n) => Some(*n),
                    Piece::Words(_) => None,
                }));
                holes.sort_unstable();
                let all: Vec<usize> = (0..row.around.len() - 1).collect();
                assert_eq!(holes, all, "{en} = {zh}");
                assert!(row.length() >= 2, "{en}");
                assert!(en.trim() == en, "space around {en:?}");
                assert!(!zh.is_empty(), "{en}");
            }
        }
    }
}
