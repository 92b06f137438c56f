//! Labels in the header of a scanned table, where one character was read wrongly.
//!
//! 科具代码 is no label of any table, and a column under an unknown label loses its meaning:
//! without its column of codes a table loses the keys of all its numbers. A header is one of
//! a few hundred known words, so one that differs from exactly one of them in a single
//! character that no known word has in that place is that word.

use crate::catalog::{Catalog, same_label};
use crate::disclosure::{Diagnostic, Origin, Severity};
use crate::form;
use crate::page::grid::{Cell, Grid};
use crate::page::lines::Line;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use regex::Regex;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::LazyLock;

/// A header is never deeper than this.
const DEEPEST: usize = 8;
/// A label that was read more surely than this is printed so.
const SURE: f32 = 0.98;
/// Shorter words are too like each other.
const SHORTEST: usize = 3;
/// A character may be missing at the end of words of at least this length.
const LONG: usize = 5;
/// Two characters may be wrong in words of at least this length.
const VERY_LONG: usize = 8;
/// Columns from the left that may hold codes.
const KEYS: usize = 4;
/// Most characters of dirt around a code.
const DIRT: usize = 4;
/// A longer line is no title.
const LONGEST_TITLE: usize = 40;

/// The words of headers, and which characters stand side by side in them.
#[derive(Debug)]
struct Words<'a> {
    known: Vec<(&'a str, Vec<char>)>,
    pairs: HashSet<(char, char)>,
}

impl<'a> Words<'a> {
    /// Labels of columns.
    fn of_headers(catalog: &'a Catalog) -> Self {
        let labels = &catalog.labels;
        let words = catalog.header_words().iter();
        Self::of(words.chain(&labels.total).chain(&labels.number_row))
    }

    fn of(words: impl Iterator<Item = &'a String>) -> Self {
        let mut known: Vec<(&str, Vec<char>)> =
            words.map(|word| (word.as_str(), word.chars().collect())).collect();
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

    /// The one known word with the same Chinese characters: 因公出国境费, 小i计.
    fn skeleton(&self, text: &str) -> Option<&'a str> {
        let bones = |text: &str| text.chars().filter(|c| is_han(*c)).collect::<String>();
        let wanted = bones(text);
        let mut same = self.known.iter().filter(|(word, _)| bones(word) == wanted);
        let (word, _) = same.next().filter(|_| !wanted.is_empty())?;
        same.next().is_none().then_some(word)
    }

    /// The known words that differ from a text by one character at most, by two exchanged
    /// ones in long words.
    fn near(&self, text: &str) -> Vec<&'a str> {
        let read: Vec<char> = text.chars().collect();
        if read.len() < SHORTEST {
            return Vec::new();
        }
        let near = |word: &[char]| {
            self.is_near(&read, word)
                || read.len() >= VERY_LONG && self.is_alike(&read, word)
        };
        let near = self.known.iter().filter(|(_, word)| near(word));
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
            Ordering::Less => (head, head + 1),
            Ordering::Equal => (head + 1, head + 1),
            Ordering::Greater => (head + 1, head),
        };
        if read.get(read_tail..) != word.get(word_tail..) {
            return false;
        }
        let is_lost = read_tail == head;
        if is_lost && (head == 0 || head == read.len()) {
            return word.len() >= LONG;
        }
        self.is_odd(read, head) && (is_lost || self.is_odd(read, read_tail))
    }

    /// Whether two exchanged characters make `read` of a word, each as odd in its place.
    fn is_alike(&self, read: &[char], word: &[char]) -> bool {
        let other = |at: &usize| read[*at] != word[*at];
        read.len() == word.len() && {
            let wrong: Vec<usize> = (0..read.len()).filter(other).collect();
            wrong.len() <= 2
                && wrong
                    .iter()
                    .all(|at| self.is_odd(read, *at) && self.is_odd(read, at + 1))
        }
    }

    /// Whether a character and the one before it stand together in no known word.
    fn is_odd(&self, read: &[char], at: usize) -> bool {
        at == 0 || at >= read.len() || !self.pairs.contains(&(read[at - 1], read[at]))
    }
}

/// Puts the labels of a grid right that were read from a picture, and says which.
pub(crate) fn mend(grid: &mut Grid, catalog: &Catalog) -> Option<Diagnostic> {
    if !grid.cells.iter().any(|cell| cell.recognised) {
        return None;
    }
    let words = Words::of_headers(catalog);
    let mut mended: Vec<(String, String)> = Vec::new();
    let depth = depth(grid);
    let number_rows = number_rows(grid, depth);
    for cell in grid.cells.iter_mut().filter(|cell| cell.recognised) {
        trim(cell, catalog);
        if cell.rows.start >= depth {
            continue;
        }
        let is_number_row = number_rows.contains(&cell.rows.start);
        if let Some(word) =
            meant(cell, &words).or_else(|| short(cell, is_number_row, &words))
        {
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

/// Rows that print nothing but small integers beside one or two words.
fn number_rows(grid: &Grid, depth: usize) -> HashSet<usize> {
    let is_small = |t: &str| t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    let counts = |row: &usize| {
        let texts: Vec<String> = grid
            .starting_in(*row)
            .map(|c| normalise(&c.text))
            .filter(|t| !t.is_empty())
            .collect();
        let small = texts.iter().filter(|t| is_small(t)).count();
        small >= 2 && texts.len() - small <= 2
    };
    (0..depth).filter(counts).collect()
}

/// One of the few short words of headers, of which one character was read wrongly: 喂目, 全额.
/// 栏次 stands in the row that numbers the columns, 行次 above the lines.
fn short(cell: &Cell, is_number_row: bool, words: &Words) -> Option<&'static str> {
    let text = normalise(&cell.text);
    let bare: Vec<char> = text.chars().filter(|c| !is_speck(*c)).collect();
    let [first, last] = bare[..] else { return None };
    // 科目 and 品目 stand in known words.
    if cell.confidence > SURE || form::knows(&text) || !words.is_odd(&bare, 1) {
        return None;
    }
    let words =
        if is_number_row { &["栏次"][..] } else { &["项目", "金额", "行次"][..] };
    let is_near = |word: &&&str| {
        let mut word = word.chars();
        (word.next() == Some(first)) != (word.next() == Some(last))
    };
    let mut near = words.iter().filter(is_near);
    let word = near.next()?;
    near.next().is_none().then_some(*word)
}

/// Takes specks off the ends of words and of codes; those of numbers are weighed later.
fn trim(cell: &mut Cell, catalog: &Catalog) {
    let text = cell.text.trim();
    let digits = cell.run.iter().find_map(|run| run.number.as_ref());
    let digits = digits.map_or("", |number| number.text.as_str());
    // 2t01103: as a number the line reads 2101103.
    let is_misread = digits.len() == text.len() && alike(digits, text);
    let own = code(text).or_else(|| code(digits).filter(|_| is_misread));
    let bare = match own.filter(|_| cell.cols.start < KEYS) {
        Some(code) => code,
        None => {
            let front = |c: char| is_speck(c) && !matches!(c, ':' | '。' | '-');
            let back = |c: char| front(c) && !matches!(c, '、');
            let bare = text.trim_start_matches(front).trim_end_matches(back).trim();
            // 一 may be read as a dash, but no total begins with one.
            let total = bare.trim_start_matches(['-', '—', '_', '~']).trim();
            if catalog.is_total(&normalise(total)) { total } else { bare }
        }
    };
    let is_key = bare.contains(is_han) || code(bare).is_some();
    let is_cut = bare.ends_with("万元)") && !bare.contains('(');
    if bare == text && !is_cut || !is_key {
        return;
    }
    let mut bare = bare.to_owned();
    // 项目资金万元): half a bracket is half a unit.
    if !bare.contains('(') && bare.ends_with("万元)") {
        bare.insert(bare.len() - "万元)".len(), '(');
    }
    if let [line] = &mut cell.lines[..] {
        line.clone_from(&bare);
    }
    cell.text = bare;
}

/// Whether all but one or two characters are the same.
fn alike(a: &str, b: &str) -> bool {
    a.chars().zip(b.chars()).filter(|(a, b)| a != b).count() <= 2
}

/// A code of 类, 款 or 项 with at most a few characters of dirt around it: 2080501-, AC210.
fn code(text: &str) -> Option<&str> {
    let is_dirt = |c: char| !c.is_ascii_digit() && (!is_han(c) || c == '一');
    let bare = text.trim_matches(is_dirt);
    let is_code = matches!(bare.len(), 3 | 5 | 7)
        && bare.bytes().all(|b| b.is_ascii_digit())
        && text.chars().count() <= bare.len() + DIRT;
    is_code.then_some(bare)
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// Puts a line above a table right: specks before a unit, a title with one wrong character.
pub(crate) fn mend_line(line: &mut Line, catalog: &Catalog) {
    static SPECKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<colon>[:：])[.·•,'`^~|_*]+").expect("a constant pattern")
    });
    let text = line.text.trim();
    let is_dirt = |c: char| is_speck(c) && !matches!(c, ':' | '。' | '-');
    let bare = text.trim_matches(is_dirt).trim();
    let bare = SPECKS.replace_all(bare, "$colon").into_owned();
    let normal = normalise(&bare);
    if bare != text && !bare.is_empty() {
        line.text.clone_from(&bare);
    }
    if normal.chars().count() > LONGEST_TITLE || !normal.contains('表') {
        return;
    }
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[一二三四五六七八九十]{1,3}[、.]?)?(?P<year>(?:20\d\d年度?)?)")
            .expect("a constant pattern")
    });
    let found = BEFORE.captures(&normal);
    let at = found.as_ref().and_then(|f| f.get(0)).map_or(0, |m| m.end());
    let year = found.as_ref().map_or("", |f| &f["year"]);
    let title = &normal[at..];
    if at == 0 && catalog.title_at_end(title).is_some() {
        return;
    }
    let titles = Words::of(catalog.titles());
    let known = match titles.exact(title) {
        Some(known) => Some(known),
        None => match titles.near(title)[..] {
            [only] => Some(only),
            ref several => twin(title, several),
        },
    };
    if let Some(known) = known {
        line.text = format!("{year} {known}").trim().to_owned();
    }
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
    if text.is_empty()
        || is_known(&text)
        || form::knows(&text)
        || wording::strip_ordinal(&text) != text
    {
        return None;
    }
    let bare = without_specks(&text);
    // A stroke of dirt before a label is read as 一.
    let without_stroke = || words.exact(bare.strip_prefix('一')?);
    let known =
        words.exact(&bare).or_else(|| words.skeleton(&bare)).or_else(without_stroke);
    if known.is_some() {
        return known;
    }
    if cell.confidence > SURE {
        return None;
    }
    // 一 at the beginning may be read as a dash, and a speck as one, too.
    let dashed =
        text.trim_start_matches(['.', '·', '\'']).starts_with(['-', '—', '~', '_']);
    let with_stroke = if dashed { words.near(&format!("一{bare}")) } else { Vec::new() };
    let near = if with_stroke.is_empty() { words.near(&bare) } else { with_stroke };
    match near[..] {
        [] => None,
        [only] => Some(only),
        ref several => {
            let readings = cell.run.iter().flat_map(|run| &run.readings);
            let mut readings = readings.map(|r| without_specks(&normalise(&r.text)));
            let read =
                readings.find_map(|r| several.iter().copied().find(|word| *word == r));
            read.or_else(|| twin(&bare, several))
        }
    }
}

/// Characters that differ by a stroke or its length.
const TWINS: &[&str] =
    &["人入", "末未", "己已巳", "日目曰", "土士", "干千于", "大太", "本木"];

/// The one of several words that a text is but for characters that look alike: 收人决算表 is
/// 收入决算表 and not 收支决算表.
fn twin<'w>(text: &str, several: &[&'w str]) -> Option<&'w str> {
    let alike = |a: char, b: char| {
        a == b || TWINS.iter().any(|twins| twins.contains(a) && twins.contains(b))
    };
    let is_twin = |word: &&&str| {
        word.chars().count() == text.chars().count()
            && word.chars().zip(text.chars()).all(|(a, b)| alike(a, b))
    };
    let mut twins = several.iter().filter(is_twin);
    let word = twins.next()?;
    twins.next().is_none().then_some(*word)
}

/// A label without what dirt is read as: points, strokes, a digit with a colon before it.
fn without_specks(text: &str) -> String {
    let bare = text.trim_matches(|c: char| is_speck(c) || c.is_ascii_digit());
    bare.chars().filter(|c| !is_speck(*c)).collect()
}

/// What dirt on the paper is read as.
fn is_speck(c: char) -> bool {
    ".,:;·•'`^~|_-*、。，".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    fn meant(text: &str) -> Option<&'static str> {
        let cell = Cell { text: text.to_owned(), recognised: true, ..Cell::default() };
        super::meant(&cell, &Words::of_headers(catalog()))
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
            ("一项目", "项目"),
            ("-般公共预算财政搜款", "一般公共预算财政拨款"),
            ("小i计", "小计"),
            ("a年初结转和结余", "年初结转和结余"),
            ("政府性基金预算财政搜歉", "政府性基金预算财政拨款"),
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
            "执行率",
        ] {
            assert_eq!(meant(read), None, "for 「{read}」");
        }
    }

    #[test]
    fn short_words_are_told_by_their_row() {
        let short = |text: &str, is_number_row| {
            let cell = Cell { text: text.to_owned(), ..Cell::default() };
            super::short(&cell, is_number_row, &Words::of_headers(catalog()))
        };
        assert_eq!(short("喂目", false), Some("项目"));
        assert_eq!(short("金額", false), Some("金额"));
        assert_eq!(short("村次", false), Some("行次"));
        assert_eq!(short("桩次", true), Some("栏次"));
        assert_eq!(short("小计", false), None);
        assert_eq!(short("科目", false), None);
        assert_eq!(short("品目", false), None);
        assert_eq!(short("金额", false), None);
    }

    #[test]
    fn lines_above_a_table_are_put_right() {
        for (read, meant) in [
            ("三 支出决算表", "支出决算表"),
            ("2023年度收人决算表", "2023年度 收入决算表"),
            ("五、一般公共预算财政搜款支出决算表", "一般公共预算财政拨款支出决算表"),
            ("单位:.万元", "单位:万元"),
            ("• 部门：青潭市水务局", "部门：青潭市水务局"),
            ("收入支出测算表", "收入支出测算表"),
            (
                "附表一、注:本表反映部门本年度支出情况。",
                "附表一、注:本表反映部门本年度支出情况。",
            ),
        ] {
            let mut line = Line { text: read.to_owned(), ..Line::default() };
            mend_line(&mut line, catalog());
            assert_eq!(line.text, meant, "for 「{read}」");
        }
    }

    #[test]
    fn codes_lose_their_specks_and_numbers_keep_them() {
        for (read, meant) in [
            ("2080501·.", "2080501"),
            ("2080501-", "2080501"),
            ("AC210", "210"),
            ("一30199", "30199"),
            ("AC3210", "AC3210"),
            ("1,210", "1,210"),
            ("项目资金万元)", "项目资金(万元)"),
            ("•行政单位医疗", "行政单位医疗"),
            (".320.77", ".320.77"),
            ("320.", "320"),
            ("单位：", "单位："),
            ("-合计", "合计"),
            ("-般公共服务支出", "-般公共服务支出"),
        ] {
            let mut cell = Cell { text: read.to_owned(), cols: 0..1, ..Cell::default() };
            trim(&mut cell, catalog());
            assert_eq!(cell.text, meant, "for 「{read}」");
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
