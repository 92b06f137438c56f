//! What a row is about: its code and its label.

use crate::catalog::{Catalog, TableSpec};
use crate::disclosure::*;
use crate::table::board::Board;
use crate::table::roles::{Column, Role};
use crate::table::years::is_year_label;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The rows of a table's body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    pub(crate) rows: Vec<ReadRow>,
    /// 行次 of all rows, filler rows too.
    pub(crate) line_numbers: Vec<LineNumber>,
    /// Notes printed in rows of the grid.
    pub(crate) notes: Vec<String>,
    /// Rows with ink that no column could be found for.
    pub(crate) skipped: usize,
}

/// One row with the cells of its values: column of the table, piece, cell of its grid.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadRow {
    pub(crate) row: Row,
    pub(crate) cells: Vec<(usize, usize, usize)>,
    /// Cells over several value columns: the columns of the table, piece, cell of its grid.
    pub(crate) merged: Vec<(Vec<usize>, usize, usize)>,
    /// Lower halves of its numbers, on the next page.
    pub(crate) torn: Vec<Half>,
    /// Whether its code names a body and classifies nothing.
    pub(crate) of_body: bool,
}

/// The lower half of a number that the foot of a page tore.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Half {
    /// Column of the table.
    pub(crate) column: usize,
    /// Piece and cell of its grid.
    pub(crate) piece: usize,
    pub(crate) cell: usize,
    /// Whether both halves together are a number in the style of its table.
    pub(crate) fits: bool,
}

pub(crate) struct RowContext<'a> {
    pub(crate) board: &'a Board<'a>,
    pub(crate) piece: usize,
    pub(crate) row: usize,
    pub(crate) order: u32,
    pub(crate) columns: &'a [Column],
    pub(crate) map: &'a [usize],
    pub(crate) value_index: &'a [usize],
    pub(crate) spec: Option<&'a TableSpec>,
    pub(crate) catalog: &'a Catalog,
    pub(crate) table_columns: &'a [crate::Column],
    pub(crate) header_rows: usize,
}

/// A code of 类, 款 and 项 has no more digits.
const LONGEST_CODE: usize = 7;

/// Codes before a name in one cell: 2010301 行政运行, [205]教育支出.
pub(crate) static CODE_IN_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[\[(]?(?P<code>[2-5]\d{2}(?:\d{2}){0,2})[\])]?[-—_、.:]?(?P<label>\p{Han}.*)$",
    )
    .expect("a constant pattern")
});

/// Takes a code, part of a code, label or line number into the row.
pub(crate) fn read_key(
    ctx: &RowContext,
    column: usize,
    role: Role,
    read: &mut ReadRow,
    parts: &mut [String; 3],
) {
    let (normal, printed) = ctx.texts(column);
    take_key(ctx, column, role, (normal, printed), read, parts);
}

/// Names a row whose first column of names is blank by a further one; by a year only
/// where nothing else does.
pub(crate) fn name_by_others(
    ctx: &RowContext,
    panel: &Range<usize>,
    read: &mut ReadRow,
    years: bool,
) -> bool {
    for column in panel.clone().filter(|c| ctx.columns[*c].also_label) {
        let label = ctx.columns[column].path.last().map_or("", String::as_str);
        let (normal, printed) = ctx.texts(column);
        if !normal.is_empty() && years == is_year_label(label) {
            read.row.label = normal;
            read.row.label_printed = printed;
            return true;
        }
    }
    false
}

/// Takes code and name from the merged cells that began in a row above.
pub(crate) fn name_from_above(
    ctx: &RowContext,
    panel: &Range<usize>,
    read: &mut ReadRow,
    parts: &mut [String; 3],
) -> bool {
    let grid = ctx.board.grid;
    for c in panel.clone() {
        let role = ctx.columns[c].role;
        if !matches!(role, Role::Code | Role::Label) {
            continue;
        }
        let above = (0..grid.n_cols)
            .filter(|slot| ctx.map[*slot] == c)
            .map(|slot| ctx.board.index(ctx.row, slot))
            .find(|i| {
                let rows = &grid.cells[*i].rows;
                rows.start < ctx.row && rows.start >= ctx.header_rows
            });
        if let Some(i) = above {
            let texts = (ctx.board.text(i).to_owned(), grid.cells[i].text.clone());
            take_key(ctx, c, role, texts, read, parts);
        }
    }
    !read.row.label.is_empty() || !read.row.code.is_empty()
}

pub(crate) fn take_key(
    ctx: &RowContext,
    column: usize,
    role: Role,
    (normal, printed): (String, String),
    read: &mut ReadRow,
    parts: &mut [String; 3],
) {
    let row = &mut read.row;
    if normal.is_empty() {
        return;
    }
    let digits = normal.chars().all(|c| c.is_ascii_digit());
    match role {
        Role::LineNo => row.line_no = normal,
        // The heads of the code's three columns stand in the row of 合计.
        Role::Code if matches!(normal.as_str(), "类" | "款" | "项") => {}
        Role::Code if digits => match ctx.columns[column].code_part {
            Some(part) => code_part(row, parts, part, &normal),
            // Two classifications side by side are two codes, and one is the row's.
            None if !ctx.columns[column].of_body
                && row.code.len() + normal.len() > LONGEST_CODE
                && (!row.code.is_empty()
                    || ctx.spec.is_some_and(|s| !s.scheme.is_empty())) => {}
            None => {
                row.code.push_str(&normal);
                read.of_body |= ctx.columns[column].of_body;
            }
        },
        Role::Code | Role::Label => {
            row.label.push_str(&normal);
            row.label_printed.push_str(&printed);
        }
        Role::Value => {}
    }
}

/// Joins 类, 款 and 项; a part that is not repeated is the one printed above.
pub(crate) fn code_part(
    row: &mut Row,
    parts: &mut [String; 3],
    part: usize,
    digits: &str,
) {
    if digits.len() > 3 || part == 0 {
        // A whole code in one of the three columns.
        row.code = digits.to_owned();
        parts[0] = digits.chars().take(3).collect();
        parts[1] = digits.chars().skip(3).take(2).collect();
        parts[2].clear();
        return;
    }
    if row.code.is_empty() {
        row.code = parts[..part].concat();
    }
    row.code.push_str(digits);
    parts[part] = digits.to_owned();
    for later in parts.iter_mut().skip(part + 1) {
        later.clear();
    }
}
