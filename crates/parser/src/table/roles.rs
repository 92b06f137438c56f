//! What a column holds: codes, labels, line numbers, values.

use crate::catalog::Catalog;
use crate::table::board::Board;
use crate::table::naming::{self, Naming};
use crate::words::amount;
use crate::words::wording;
use std::ops::Range;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A whole classification code, or one part of it.
    Code,
    /// The row's name.
    Label,
    /// 行次.
    LineNo,
    /// Code, name or both of the body that the row is about, beside the row's own.
    Body,
    /// A code, or part of it, or a name of a further classification.
    Other,
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
    /// What its codes and names are of, where it has any.
    pub naming: Naming,
    /// Whether it is a further column of codes or names beside the row's own, and so data.
    pub further: bool,
    /// Whether such a column names the rows that the first leaves blank.
    pub also_label: bool,
}

impl Column {
    /// Whether its cells print years: 年度.
    pub(crate) fn is_of_years(&self) -> bool {
        self.path.last().is_some_and(|label| naming::is_year_label(label))
    }
}

pub(crate) fn column(
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
        naming: Naming::default(),
        further: false,
        also_label: false,
    }
}

/// Decides from its innermost label, then from its body, what each column is for.
pub(crate) fn assign_roles(
    board: &Board,
    columns: &mut [Column],
    n_rows: usize,
    catalog: &Catalog,
) {
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
        column.naming = Naming::of(&column.path, catalog);
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
    // Breakdowns side by side repeat the label of their amounts: 预算数 after each list of
    // names.
    for i in 1..columns.len().saturating_sub(1) {
        let is_data =
            |c: &Column| c.role == Role::Value && text_share(board, c, n_rows) <= 0.5;
        let (before, after) = (&columns[i - 1], &columns[i + 1]);
        let repeats = is_data(before)
            && is_data(after)
            && !after.path.is_empty()
            && before.path.last() == after.path.last();
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if repeats
            && columns[i].role == Role::Value
            && share(board, &columns[i], n_rows, |t| t.contains(is_han)) > 0.5
        {
            columns[i].role = Role::Label;
        }
    }
    for column in columns.iter_mut() {
        // 采购目录, 规格: words beside the name, and no table of its own begins after them.
        column.further =
            column.role == Role::Value && text_share(board, column, n_rows) > 0.5;
    }
    // 单位 over 辆 and 台 lists no bodies.
    for column in columns.iter_mut().filter(|c| c.naming == Naming::Body) {
        let body = |text: &str| naming::body_in(text, catalog).is_some();
        let is_printed = text_share(board, column, n_rows) > 0.0;
        if is_printed
            && share(board, column, n_rows, |t| body(t) || catalog.is_total(t)) <= 0.5
        {
            column.naming = Naming::Open;
        }
    }
    group_labels(board, columns, n_rows, catalog);
}

/// Subjects of 三公 in rows under a heading that reaches over several of them: the rows are
/// called by the inner names.
pub(crate) fn group_labels(
    board: &Board,
    columns: &mut [Column],
    n_rows: usize,
    catalog: &Catalog,
) {
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

pub(crate) fn share(
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

pub(crate) fn digit_share(board: &Board, column: &Column, n_rows: usize) -> f32 {
    share(board, column, n_rows, |t| t.chars().all(|c| c.is_ascii_digit()))
}

pub(crate) fn text_share(board: &Board, column: &Column, n_rows: usize) -> f32 {
    share(board, column, n_rows, |t| amount::read(t).state == crate::ValueState::Text)
}
