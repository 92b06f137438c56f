//! Labels in the header of a scanned table, where one character was read wrongly.
//!
//! 科具代码 is no label of any table, and a column under an unknown label loses its meaning:
//! without its column of codes a table loses the keys of all its numbers. A header is one of
//! a few hundred known words, so one that differs from exactly one of them in a single
//! character that no known word has in that place is that word.

use crate::amount;
use crate::catalog::{Catalog, same_label};
use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::grid::{Cell, Grid};
use crate::text::normalise;
use crate::wording;
use std::collections::HashSet;

/// A header is never deeper than this.
const DEEPEST: usize = 8;
/// Shorter words are too like each other.
const SHORTEST: usize = 3;
/// A character may be missing at the end of words of at least this length.
const LONG: usize = 5;

/// The words of headers, and which characters stand side by side in them.
#[derive(Debug)]
struct Words<'a> {
    known: Vec<(&'a str, Vec<char>)>,
    pairs: HashSet<(char, char)>,
}

impl<'a> Words<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        let mut known: Vec<(&str, Vec<char>)> = catalog
            .header_words()
            .iter()
            .chain(&catalog.labels.total)
            .chain(&catalog.labels.number_row)
            .map(|word| (word.as_str(), word.chars().collect()))
            .collect();
        known.sort();
        known.dedup();
        let pairs =
            known.iter().flat_map(|(_, w)| w.windows(2).map(|p| (p[0], p[1]))).collect();
        Self { known, pairs }
    }

    fn exact(&self, text: &str) -> Option<&'a str> {
        let at = self.known.binary_search_by(|(word, _)| (*word).cmp(text)).ok()?;
        Some(self.known[at].0)
    }

    /// The known words that differ from a text by one character at most.
    fn near(&self, text: &str) -> Vec<&'a str> {
        let read: Vec<char> = text.chars().collect();
        if read.len() < SHORTEST {
            return Vec::new();
        }
        let near = self.known.iter().filter(|(_, word)| self.is_near(&read, word));
        near.map(|(word, _)| *word).collect()
    }

    /// Whether one character lost, added or exchanged makes `read` of a word, and the
    /// characters around that place stand together in no known word.
    fn is_near(&self, read: &[char], word: &[char]) -> bool {
        if word.len() < SHORTEST || read.len().abs_diff(word.len()) > 1 {
            return false;
        }
        let head = read.iter().zip(word).take_while(|(a, b)| a == b).count();
        let (read_tail, word_tail) = match read.len().cmp(&word.len()) {
            std::cmp::Ordering::Less => (head, head + 1),
            std::cmp::Ordering::Equal => (head + 1, head + 1),
            std::cmp::Ordering::Greater => (head + 1, head),
        };
        if read.get(read_tail..) != word.get(word_tail..) {
            return false;
        }
        let odd = |at: usize| {
            at == 0 || at >= read.len() || !self.pairs.contains(&(read[at - 1], read[at]))
        };
        let is_lost = read_tail == head;
        if is_lost && (head == 0 || head == read.len()) {
            return word.len() >= LONG;
        }
        odd(head) && odd(read_tail)
    }
}

/// Puts the labels of a grid right that were read from a picture, and says which.
pub(crate) fn mend(grid: &mut Grid, catalog: &Catalog) -> Option<Diagnostic> {
    if !grid.cells.iter().any(|cell| cell.recognised) {
        return None;
    }
    let words = Words::of(catalog);
    let mut mended: Vec<(String, String)> = Vec::new();
    let depth = depth(grid);
    for cell in &mut grid.cells {
        if !cell.recognised || cell.rows.start >= depth {
            continue;
        }
        if let Some(word) = meant(cell, &words) {
            mended.push((cell.text.clone(), word.to_owned()));
            cell.text = word.to_owned();
            cell.lines = vec![word.to_owned()];
        }
    }
    let (first, _) = mended.first()?;
    let printed = first.clone();
    let list: Vec<String> =
        mended.iter().map(|(read, word)| format!("「{read}」 as 「{word}」")).collect();
    let origin = Origin { page: Some(grid.page), rect: grid.rect };
    Some(
        Diagnostic::new(
            "label-repaired",
            Severity::Info,
            format!(
                "labels of the header were taken for the nearest known: {}",
                list.join(", ")
            ),
        )
        .at(origin)
        .printed(printed),
    )
}

/// Rows that may be header: those above the first that prints an amount or a code.
fn depth(grid: &Grid) -> usize {
    let is_data = |cell: &Cell| {
        let text = normalise(&cell.text);
        let is_code =
            (3..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_code || amount::is_number(&text) && text.contains(['.', ','])
    };
    let first = grid.cells.iter().filter(|c| is_data(c)).map(|c| c.rows.start).min();
    first.unwrap_or(grid.n_rows).min(DEEPEST)
}

/// The known word that a cell prints, where its text is none.
fn meant<'w>(cell: &Cell, words: &Words<'w>) -> Option<&'w str> {
    let text = normalise(&cell.text);
    let is_known =
        |text: &str| words.known.iter().any(|(word, _)| same_label(word, text));
    if text.is_empty() || is_known(&text) || wording::strip_ordinal(&text) != text {
        return None;
    }
    let bare = without_specks(&text);
    if let Some(word) = words.exact(&bare) {
        return Some(word);
    }
    match words.near(&bare)[..] {
        [] => None,
        [only] => Some(only),
        ref several => {
            let readings = cell.run.iter().flat_map(|run| &run.readings);
            let mut readings = readings.map(|r| without_specks(&normalise(&r.text)));
            readings.find_map(|r| several.iter().copied().find(|word| *word == r))
        }
    }
}

/// A label without what dirt is read as: points, strokes, a digit with a colon before it.
fn without_specks(text: &str) -> String {
    let is_speck = |c: char| {
        matches!(
            c,
            '.' | ','
                | ':'
                | ';'
                | '·'
                | '•'
                | '\''
                | '`'
                | '^'
                | '~'
                | '|'
                | '_'
                | '-'
                | '*'
                | '、'
                | '。'
        )
    };
    let bare = text.trim_matches(|c: char| is_speck(c) || c.is_ascii_digit());
    bare.chars().filter(|c| !is_speck(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    fn meant(text: &str) -> Option<&'static str> {
        let cell = Cell { text: text.to_owned(), recognised: true, ..Cell::default() };
        super::meant(&cell, &Words::of(catalog()))
    }

    #[test]
    fn one_wrong_character_is_put_right() {
        for (read, word) in [
            ("科具代码", "科目代码"),
            ("科日名称", "科目名称"),
            ("上级补功收入", "上级补助收入"),
            ("其他收入-", "其他收入"),
            ("1:项目", "项目"),
            ("•科目名称", "科目名称"),
            ("本年收人合计", "本年收入合计"),
            ("财政拨款·收入", "财政拨款收入"),
        ] {
            assert_eq!(meant(read), Some(word), "for 「{read}」");
        }
    }

    #[test]
    fn another_meaning_is_no_misreading() {
        for read in [
            "科目名称",
            "年末结转",
            "本年结余",
            "1.基本支出",
            "一、项目支出",
            "财政局",
            "基本",
            "2024年决算数",
            "收入(万元)",
        ] {
            assert_eq!(meant(read), None, "for 「{read}」");
        }
    }

    #[test]
    fn nothing_below_the_first_amount_is_touched() {
        let cell = |row: usize, text: &str| Cell {
            rows: row..row + 1,
            cols: 0..1,
            text: text.to_owned(),
            recognised: true,
            ..Cell::default()
        };
        let mut grid = Grid {
            n_rows: 3,
            n_cols: 1,
            cells: vec![cell(0, "科日名称"), cell(1, "1,234.56"), cell(2, "科日名称")],
            ..Grid::default()
        };
        let told = mend(&mut grid, catalog()).expect("a label was put right");
        assert_eq!(told.code, "label-repaired");
        let texts: Vec<&str> = grid.cells.iter().map(|c| c.text.as_str()).collect();
        assert_eq!(texts, ["科目名称", "1,234.56", "科日名称"]);
    }
}
