//! Header rows to a path of labels per column, and what each column is for.

use crate::catalog::Catalog;
use crate::page::grid::{Grid, GridOrigin};
use crate::table::board::Board;
use crate::table::key_columns::one_key_per_row;
use crate::table::roles::{Column, assign_roles, column};
use crate::words::amount;
use crate::words::wording;
use std::ops::Range;

/// A header is never deeper than this.
const DEEPEST: usize = 8;

/// A column border counts when at least this share of the body's rows have it.
const BORDER_SHARE: f32 = 0.34;

/// The header of a grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Header {
    /// Rows above the first data row, the row of column numbers included.
    pub n_rows: usize,
    /// The row of column numbers.
    pub number_row: Option<usize>,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Banner rows above the labels (一、政府采购情况), already part of `n_rows`.
    pub banners: Vec<String>,
}

/// Finds the header of a grid that begins a table.
pub(crate) fn read(board: &Board, catalog: &Catalog) -> Header {
    let (banner_rows, n_rows, number_row) = extent(board, catalog);
    let banners = (0..banner_rows)
        .flat_map(|r| board.starting(r))
        .map(|i| board.text(i).to_owned())
        .filter(|t| !t.is_empty())
        .collect();
    let borders = borders(board, n_rows);
    // 一、政府采购情况 names the rows below it; any other label over all columns is theirs.
    let labels_from = (0..banner_rows)
        .find(|r| {
            board
                .starting(*r)
                .into_iter()
                .all(|i| wording::strip_ordinal(board.text(i)) == board.text(i))
        })
        .unwrap_or(banner_rows);
    let mut columns: Vec<Column> = borders
        .windows(2)
        .map(|b| column(board, b[0]..b[1], labels_from..n_rows, number_row))
        .collect();
    assign_roles(board, &mut columns, n_rows, catalog);
    one_key_per_row(&mut columns);
    Header { n_rows, number_row, columns, banners }
}

/// Whether a row repeats header texts only, as continuation pages do.
pub(crate) fn is_repeated(board: &Board, row: usize, words: &[String]) -> bool {
    let mut seen = false;
    for index in board.row(row) {
        let text = board.text(index);
        if text.is_empty() {
            continue;
        }
        if !words.iter().any(|w| w == text) {
            return false;
        }
        // Column numbers alone repeat nothing: they may be counts.
        seen |= !text.chars().all(|c| c.is_ascii_digit());
    }
    seen
}

/// Texts of the header's cells, for recognising it when it is repeated.
pub(crate) fn words(board: &Board, header: &Header) -> Vec<String> {
    let mut out: Vec<String> = (0..header.n_rows)
        .flat_map(|r| board.starting(r))
        .map(|i| board.text(i).to_owned())
        .filter(|t| !t.is_empty())
        .collect();
    out.sort();
    out.dedup();
    out
}

/// Banner rows, header rows with the number row, and the number row.
fn extent(board: &Board, catalog: &Catalog) -> (usize, usize, Option<usize>) {
    let grid = board.grid;
    let deepest = grid.n_rows.min(DEEPEST);
    let mut banners = 0;
    while banners + 1 < deepest
        && is_banner(board, banners)
        && (has_header_words(board, banners + 1, catalog)
            || is_banner(board, banners + 1))
    {
        banners += 1;
    }
    for row in banners..deepest {
        if is_number_row(board, row, catalog) {
            return (banners, row + 1, Some(row));
        }
        if row > banners && !continues(board, row, catalog)
            || row == banners && looks_like_data(board, row, catalog)
        {
            return (banners, row, None);
        }
    }
    (banners, deepest, None)
}

/// A row with one printed cell that spans it.
fn is_banner(board: &Board, row: usize) -> bool {
    let cells = board.row(row);
    let printed: Vec<&usize> =
        cells.iter().filter(|i| !board.text(**i).is_empty()).collect();
    match printed[..] {
        [only] => {
            let cell = &board.grid.cells[*only];
            (cells.len() == 1 || board.grid.origin == GridOrigin::Tabbed)
                && cell.cols.start == 0
                && cell.rows.len() == 1
                && board.grid.n_cols > 1
        }
        _ => false,
    }
}

fn has_header_words(board: &Board, row: usize, catalog: &Catalog) -> bool {
    let cells = board.row(row);
    let printed = cells.iter().filter(|i| !board.text(**i).is_empty()).count();
    let known = cells.iter().filter(|i| catalog.is_header_word(board.text(**i))).count();
    known >= 1 && known * 2 >= printed && printed >= 2
}

/// 栏次 1 2 3 …, or a row of nothing but ascending small numbers.
pub(crate) fn is_number_row(board: &Board, row: usize, catalog: &Catalog) -> bool {
    let whole = |t: &&str| t.len() <= 2 && t.chars().all(|c| c.is_ascii_digit());
    let mut texts: Vec<&str> = Vec::new();
    for cell in board.starting(row) {
        // The numbers of narrow columns stand in one cell where no ruling parts them: 5 6 7.
        let words: Vec<&str> = board.grid.cells[cell].text.split_whitespace().collect();
        match words.len() > 1 && words.iter().all(whole) {
            true => texts.extend(words),
            false => texts.push(board.text(cell)),
        }
    }
    texts.retain(|t| !t.is_empty());
    if texts.is_empty() {
        return false;
    }
    if counts_columns(board, row) {
        return true;
    }
    if texts.iter().any(|t| catalog.labels.number_row.iter().any(|n| n == t)) {
        // 项目 栏次 统计数 heads a column of line numbers.
        let words = &catalog.labels;
        let counts = texts.iter().any(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        let labels = texts.iter().any(|t| {
            catalog.is_header_word(t)
                && !words.number_row.iter().chain(&words.code_part).any(|w| w == t)
        });
        return counts || !labels;
    }
    let stars = texts.iter().filter(|t| t.chars().all(|c| c == '*')).count();
    if stars > 1 && stars * 2 >= texts.len() {
        return true;
    }
    let mut last = 0i64;
    let (mut numbers, mut marks) = (0, 0);
    for text in &texts {
        let head: String = text.chars().take_while(char::is_ascii_digit).collect();
        let formula = text.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '(' | ')' | '*' | '栏')
        });
        match head.parse::<i64>() {
            Ok(n) if formula && n > last && n - last <= 3 && head.len() <= 2 => {
                last = n;
                numbers += 1;
            }
            _ if is_column_mark(text) => marks += 1,
            _ => return false,
        }
    }
    // ** 1 over the only column of numbers.
    numbers >= 2 && texts.len() >= 2 || marks > 0 && (numbers, last) == (1, 1)
}

/// What a row of column numbers prints over columns without a number.
pub(crate) fn is_column_mark(text: &str) -> bool {
    ["甲", "乙", "丙", "**", "*"].contains(&text)
}

/// Whether a row of a picture numbers its columns under a short label that was misread:
/// 档次 1 2 3. Nothing but two characters and all numbers from 1 on, without a gap.
fn counts_columns(board: &Board, row: usize) -> bool {
    let cells = board.starting(row).into_iter();
    let mut printed = cells.filter(|i| !board.text(*i).is_empty());
    let Some(label) = printed.next() else { return false };
    let is_short = board.text(label).chars().count() <= 3
        && !board.text(label).starts_with(|c: char| c.is_ascii_digit());
    let numbers: Vec<&str> = printed.map(|i| board.text(i)).collect();
    board.grid.cells[label].recognised
        && is_short
        && numbers.len() >= 3
        && numbers.iter().zip(1..).all(|(text, n)| *text == n.to_string())
}

/// Whether a row below the first header row still belongs to the header.
fn continues(board: &Board, row: usize, catalog: &Catalog) -> bool {
    if looks_like_data(board, row, catalog) {
        return false;
    }
    let starting = board.starting(row);
    if starting.is_empty() {
        return true;
    }
    let printed: Vec<usize> =
        starting.iter().copied().filter(|i| !board.text(*i).is_empty()).collect();
    if printed.is_empty() {
        // An empty row belongs to the header under labels that reach into it, or above
        // more labels.
        let reached = board.row(row).iter().any(|i| {
            let cell = &board.grid.cells[*i];
            cell.rows.start < row && !board.text(*i).is_empty()
        });
        return reached
            && row + 1 < board.grid.n_rows
            && (has_header_words(board, row + 1, catalog)
                || is_number_row(board, row + 1, catalog));
    }
    if has_header_words(board, row, catalog) {
        return true;
    }
    // A label above spans several columns that are told apart here.
    let divides = printed.iter().any(|i| {
        let cols = &board.grid.cells[*i].cols;
        row > 0
            && board.grid.cells[board.index(row - 1, cols.start)].cols.len() > cols.len()
            && !board.text(board.index(row - 1, cols.start)).is_empty()
    });
    // A label beside reaches down past this row.
    let beside = board.row(row).iter().any(|i| {
        let cell = &board.grid.cells[*i];
        cell.rows.start < row && cell.rows.end > row && !board.text(*i).is_empty()
    });
    (divides || beside)
        && printed.iter().all(|i| !amount::is_number(board.text(*i)))
        && printed.len() * 2 >= starting.len()
}

/// Whether a row holds data: a code, an amount, a total, a numbered line.
fn looks_like_data(board: &Board, row: usize, catalog: &Catalog) -> bool {
    let texts: Vec<(usize, &str)> = board
        .starting(row)
        .into_iter()
        .map(|i| (board.grid.cells[i].cols.start, board.text(i)))
        .filter(|(_, t)| !t.is_empty())
        .collect();
    let Some((_, first)) = texts.first() else { return false };
    let is_code =
        |t: &str| t.len() >= 3 && t.len() <= 7 && t.chars().all(|c| c.is_ascii_digit());
    if is_code(first) && !first.starts_with("20") || is_code(first) && texts.len() > 1 {
        return true;
    }
    let others_blank = texts[1..].iter().all(|(_, t)| {
        amount::read(t).state != crate::ValueState::Text || catalog.is_total(t)
    });
    if catalog.is_total(first) && others_blank && !has_other_words(&texts, catalog) {
        return true;
    }
    if first.starts_with(|c: char| "一(1".contains(c))
        && wording::strip_ordinal(first) != *first
        && !has_header_words(board, row, catalog)
    {
        return true;
    }
    texts.iter().any(|(_, t)| {
        amount::is_number(t) && (t.contains('.') || t.contains(',') || t.len() > 2)
    }) && !texts.iter().any(|(_, t)| catalog.labels.number_row.iter().any(|n| n == t))
}

/// 合计 is also a column label: then other header words stand beside it.
fn has_other_words(texts: &[(usize, &str)], catalog: &Catalog) -> bool {
    texts.iter().filter(|(_, t)| catalog.is_header_word(t)).count() > 1
        && !texts.iter().all(|(_, t)| catalog.is_total(t))
}

/// Slot borders that the body's rows respect; without a body, those of the lowest labels.
fn borders(board: &Board, n_rows: usize) -> Vec<usize> {
    let grid = board.grid;
    let mut votes = vec![0usize; grid.n_cols + 1];
    let mut rows = 0;
    for row in n_rows..grid.n_rows {
        let cells = board.starting(row);
        // A note or a banner across the table says nothing about columns.
        if cells.len() < 2 {
            continue;
        }
        rows += 1;
        for i in cells {
            votes[grid.cells[i].cols.start] += 1;
        }
    }
    if rows == 0 && n_rows > 0 {
        for i in board.row(n_rows - 1) {
            votes[grid.cells[i].cols.start] += 1;
        }
        rows = 1;
    }
    let enough = (rows as f32 * BORDER_SHARE).max(1.0);
    let mut out = vec![0];
    out.extend((1..grid.n_cols).filter(|col| votes[*col] as f32 >= enough));
    out.push(grid.n_cols);
    out
}

/// Gives a tab-separated header its merged cells back: a blank label continues its left
/// neighbour where both stand under the same label.
pub(crate) fn merge_tabbed(grid: &Grid, n_rows: usize) -> Grid {
    let mut grid = grid.clone();
    let board = Board::new(&grid);
    let mut drop = vec![false; grid.cells.len()];
    let mut grown: Vec<(usize, Range<usize>)> = Vec::new();
    let mut above: Vec<usize> = vec![0; grid.n_cols];
    for row in 0..n_rows {
        let mut current: Vec<usize> = vec![0; grid.n_cols];
        let mut group = 0;
        let mut col = 0;
        while col < grid.n_cols {
            group += 1;
            let index = board.index(row, col);
            current[col] = group;
            let mut end = col + 1;
            if !board.text(index).is_empty() {
                while end < grid.n_cols
                    && board.text(board.index(row, end)).is_empty()
                    && (row == 0 || above[end] == above[col])
                    && !covered_below(&board, row, end, n_rows)
                {
                    current[end] = group;
                    drop[board.index(row, end)] = true;
                    end += 1;
                }
                if end > col + 1 {
                    grown.push((index, col..end));
                }
            }
            col = end;
        }
        above = current;
    }
    for (index, cols) in grown {
        let cell = &mut grid.cells[index];
        cell.rect.x1 = grid.xs[cols.end];
        cell.cols = cols;
    }
    let mut i = 0;
    grid.cells.retain(|_| {
        i += 1;
        !drop[i - 1]
    });
    grid
}

/// Whether nothing at all is printed in a header column: then it is a column of its own.
fn covered_below(board: &Board, row: usize, col: usize, n_rows: usize) -> bool {
    (row..n_rows).all(|r| board.text(board.index(r, col)).is_empty())
        && (n_rows..board.grid.n_rows).all(|r| board.text(board.index(r, col)).is_empty())
        && row + 1 < n_rows
}

/// Rows of a header in tab-separated text, for `merge_tabbed`.
///
/// None for a block that goes on with a table: its first row is no header.
pub(crate) fn tabbed_extent(grid: &Grid, catalog: &Catalog) -> usize {
    let board = Board::new(grid);
    let rows = extent(&board, catalog).1;
    if (0..rows).any(|r| has_header_words(&board, r, catalog)) { rows } else { 0 }
}
