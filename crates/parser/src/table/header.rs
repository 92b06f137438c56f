//! Header rows to a path of labels per column, and what each column is for.

use crate::catalog::Catalog;
use crate::page::grid::{Cell, Grid, GridOrigin};
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use std::ops::Range;

/// A header is never deeper than this.
const DEEPEST: usize = 8;
/// A column border counts when at least this share of the body's rows have it.
const BORDER_SHARE: f32 = 0.34;

/// A grid whose slots know their cell, so that every question costs one look-up.
#[derive(Debug, Clone)]
pub(crate) struct Board<'a> {
    /// The grid.
    pub grid: &'a Grid,
    owner: Vec<usize>,
    normal: Vec<String>,
}

impl<'a> Board<'a> {
    /// Looks at a grid.
    pub(crate) fn new(grid: &'a Grid) -> Self {
        let owner = grid.owners();
        let normal = grid.cells.iter().map(|c| normalise(&c.text)).collect();
        Self { grid, owner, normal }
    }

    /// Index of the cell that covers a slot.
    pub(crate) fn index(&self, row: usize, col: usize) -> usize {
        self.owner[row * self.grid.n_cols + col]
    }

    /// The cell that covers a slot.
    pub(crate) fn cell(&self, row: usize, col: usize) -> &'a Cell {
        &self.grid.cells[self.index(row, col)]
    }

    /// Its text in normal form.
    pub(crate) fn text(&self, index: usize) -> &str {
        &self.normal[index]
    }

    /// Indices of the cells that cover a row, left to right.
    pub(crate) fn row(&self, row: usize) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for col in 0..self.grid.n_cols {
            let index = self.index(row, col);
            if out.last() != Some(&index) {
                out.push(index);
            }
        }
        out
    }

    /// Indices of the cells that begin in a row, left to right.
    pub(crate) fn starting(&self, row: usize) -> Vec<usize> {
        let mut out = self.row(row);
        out.retain(|i| self.grid.cells[*i].rows.start == row);
        out
    }
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A whole classification code, or one part of it.
    Code,
    /// The row's name.
    Label,
    /// 行次.
    LineNo,
    /// Data.
    Value,
}

/// One logical column: the slots between two borders that the body respects.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Its slots.
    pub slots: Range<usize>,
    /// Left and right border, in points.
    pub x: (f32, f32),
    /// Labels above it as printed in normal form, outermost first.
    pub path: Vec<String>,
    /// 栏次.
    pub number: String,
    /// What it is for.
    pub role: Role,
    /// For a part of a code: 0 for 类, 1 for 款, 2 for 项.
    pub code_part: Option<usize>,
    /// Whether its codes name a body or a project instead of a class.
    pub of_body: bool,
    /// Whether it is a further column of codes or names beside the row's own, and so data.
    pub further: bool,
    /// Whether such a column names the rows that the first leaves blank.
    pub also_label: bool,
}

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
    let texts: Vec<&str> = board
        .starting(row)
        .into_iter()
        .map(|i| board.text(i))
        .filter(|t| !t.is_empty())
        .collect();
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
    let mut numbers = 0;
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
            _ if ["甲", "乙", "丙", "**", "*"].contains(text) => {}
            _ => return false,
        }
    }
    numbers >= 2 && texts.len() >= 2
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

fn column(
    board: &Board,
    slots: Range<usize>,
    rows: Range<usize>,
    number_row: Option<usize>,
) -> Column {
    let mut path: Vec<String> = Vec::new();
    let mut last = None;
    for row in rows.clone() {
        if Some(row) == number_row {
            continue;
        }
        // The label is the cell over most of the column's slots.
        let index = slots
            .clone()
            .map(|c| board.index(row, c))
            .max_by_key(|i| {
                let cols = &board.grid.cells[*i].cols;
                let shared =
                    cols.end.min(slots.end).saturating_sub(cols.start.max(slots.start));
                (!board.text(*i).is_empty(), shared, std::cmp::Reverse(cols.start))
            })
            .unwrap_or(0);
        if last == Some(index) {
            continue;
        }
        last = Some(index);
        let text = board.text(index);
        if !text.is_empty() && path.last().is_none_or(|p| p != text) {
            path.push(text.to_owned());
        }
    }
    let number = number_row
        .map(|row| board.text(board.index(row, slots.start)).to_owned())
        .filter(|t| t.starts_with(|c: char| c.is_ascii_digit()))
        .map(|t| t.chars().take_while(char::is_ascii_digit).collect())
        .unwrap_or_default();
    let x = (board.grid.xs[slots.start], board.grid.xs[slots.end]);
    Column {
        slots,
        x,
        path,
        number,
        role: Role::Value,
        code_part: None,
        of_body: false,
        further: false,
        also_label: false,
    }
}

/// Decides from its innermost label, then from its body, what each column is for.
fn assign_roles(board: &Board, columns: &mut [Column], n_rows: usize, catalog: &Catalog) {
    let words = &catalog.labels;
    let has = |list: &[String], text: &str| list.iter().any(|w| w == text);
    let mut keys_only = true;
    for column in columns.iter_mut() {
        // 合计 in the row of the lowest labels is the first row's name, not a label.
        if keys_only
            && column.path.len() > 1
            && column.path.last().is_some_and(|p| catalog.is_total(p))
            && column.path[..column.path.len() - 1]
                .iter()
                .any(|p| has(&words.code, p) || has(&words.label, p))
        {
            column.path.pop();
        }
        let inner = column.path.last().map_or("", String::as_str).to_owned();
        if has(&words.code_part, &inner) && column.path.len() > 1
            || has(&words.code_part[..2], &inner)
        {
            column.role = Role::Code;
            column.code_part = words.code_part.iter().position(|w| *w == inner);
        } else if has(&words.line_no, &inner) {
            column.role = Role::LineNo;
        } else if has(&words.code, &inner) && !has(&words.label, &inner) {
            column.role = Role::Code;
        } else if has(&words.label, &inner) {
            column.role = Role::Label;
        }
        column.of_body = has(&words.body_code, &inner);
        keys_only &= column.role != Role::Value;
    }
    // 项目 over two columns without labels of their own: codes, then names.
    for i in 0..columns.len() {
        if columns[i].role == Role::Label {
            let share = digit_share(board, &columns[i], n_rows);
            let next_is_label = columns.get(i + 1).is_some_and(|n| n.role == Role::Label);
            if share > 0.5 && next_is_label {
                columns[i].role = Role::Code;
            }
        }
        // 项 alone as the third part of a code.
        if columns[i].path.last().is_some_and(|p| p == "项")
            && i > 0
            && columns[i - 1].code_part == Some(1)
        {
            columns[i].role = Role::Code;
            columns[i].code_part = Some(2);
        }
    }
    // Without a header word the first column is the name if it is not numbers.
    if !columns.iter().any(|c| matches!(c.role, Role::Label | Role::Code))
        && let Some(first) = columns.first_mut()
        && n_rows < board.grid.n_rows
        && text_share(board, first, n_rows) > 0.5
    {
        first.role = Role::Label;
    }
    // 项目 over two columns of which the header names one.
    for i in 1..columns.len() {
        if columns[i].path.is_empty()
            && columns[i].role == Role::Value
            && columns[i - 1].role == Role::Label
            && text_share(board, &columns[i], n_rows) > 0.5
        {
            columns[i].role = Role::Label;
        }
    }
    for column in columns.iter_mut() {
        // 采购目录, 规格: words beside the name, and no table of its own begins after them.
        column.further =
            column.role == Role::Value && text_share(board, column, n_rows) > 0.5;
    }
    group_labels(board, columns, n_rows, catalog);
    one_key_per_row(columns);
}

/// Subjects of 三公 in rows under a heading that reaches over several of them: the rows are
/// called by the inner names.
fn group_labels(board: &Board, columns: &mut [Column], n_rows: usize, catalog: &Catalog) {
    for i in 1..columns.len() {
        let both = columns[i - 1].role == Role::Label && columns[i].role == Role::Label;
        if !both || columns[i - 1].path == columns[i].path || columns[i].path.is_empty() {
            continue;
        }
        let (outer, inner) = (columns[i - 1].slots.start, columns[i].slots.start);
        let parted = (n_rows..board.grid.n_rows).any(|r| {
            let cell = board.cell(r, outer);
            let last = cell.rows.end - 1;
            r == cell.rows.start
                && last > r
                && cell.cols.end <= inner
                && !cell.is_blank()
                && [r, last].iter().all(|r| !board.cell(*r, inner).is_blank())
                && board.index(r, inner) != board.index(last, inner)
        });
        let subject = |t: &str| {
            let bare = wording::strip_ordinal(t).trim_start_matches("其中:");
            catalog.is_header_word(wording::strip_ordinal(bare))
        };
        if parted && share(board, &columns[i], n_rows, subject) > 0.5 {
            let heading = &mut columns[i - 1];
            heading.role = Role::Value;
            heading.further = true;
            heading.also_label = true;
        }
    }
}

/// Leaves one code and one name per run of key columns. Codes of two classifications, or
/// of a body and a class, must never be joined to one number: the further columns become
/// data, printed as they are.
fn one_key_per_row(columns: &mut [Column]) {
    let is_key = |c: &Column| c.role != Role::Value || c.further;
    let mut start = 0;
    while start < columns.len() {
        if !is_key(&columns[start]) {
            start += 1;
            continue;
        }
        let end = (start..columns.len())
            .find(|i| !is_key(&columns[*i]))
            .unwrap_or(columns.len());
        // Codes alone, after data, belong to the row that began before them.
        let own_row = start == 0
            || columns[start..end]
                .iter()
                .any(|c| matches!(c.role, Role::Label | Role::LineNo))
            || columns[..start].iter().all(|c| c.further);
        let run = &mut columns[start..end];
        let codes: Vec<usize> =
            (0..run.len()).filter(|i| run[*i].role == Role::Code).collect();
        let first = codes
            .iter()
            .copied()
            .find(|i| !run[*i].of_body)
            .or_else(|| codes.first().copied());
        let mut last = first;
        for &i in &codes {
            let (Some(head), Some(before)) = (first, last) else { break };
            if i <= head {
                continue;
            }
            let next_part = run[i].code_part.is_some()
                && run[i].code_part > run[before].code_part
                && i == before + 1;
            if next_part || run[i].path == run[head].path {
                last = Some(i);
            }
        }
        let labels: Vec<usize> =
            (0..run.len()).filter(|i| run[*i].role == Role::Label).collect();
        let name = labels
            .iter()
            .copied()
            .find(|i| last.is_none_or(|l| *i > l))
            .or_else(|| labels.first().copied());
        for i in codes {
            let joined = first.is_some_and(|f| i >= f) && last.is_some_and(|l| i <= l);
            if !joined || !own_row {
                run[i].role = Role::Value;
                run[i].further = true;
            }
        }
        for i in labels {
            let same = name.is_some_and(|n| {
                i == n || run[i].path == run[n].path || run[i].path.is_empty()
            });
            if !same {
                run[i].role = Role::Value;
                run[i].further = true;
                run[i].also_label = true;
            }
        }
        start = end;
    }
}

fn share(
    board: &Board,
    column: &Column,
    n_rows: usize,
    what: impl Fn(&str) -> bool,
) -> f32 {
    let mut printed = 0;
    let mut hits = 0;
    for row in n_rows..board.grid.n_rows {
        let index = board.index(row, column.slots.start);
        let text = board.text(index);
        if text.is_empty() || board.grid.cells[index].rows.start != row {
            continue;
        }
        printed += 1;
        hits += usize::from(what(text));
    }
    if printed == 0 { 0.0 } else { hits as f32 / printed as f32 }
}

fn digit_share(board: &Board, column: &Column, n_rows: usize) -> f32 {
    share(board, column, n_rows, |t| t.chars().all(|c| c.is_ascii_digit()))
}

fn text_share(board: &Board, column: &Column, n_rows: usize) -> f32 {
    share(board, column, n_rows, |t| amount::read(t).state == crate::ValueState::Text)
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
