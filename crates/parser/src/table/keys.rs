//! What a row is about: its code and its label.

use crate::catalog::{Catalog, TableSpec};
use crate::disclosure::*;
use crate::table::board::Board;
use crate::table::naming::{self, Naming};
use crate::table::roles::{Column, Role};
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
    /// Whether its code names a body or a project and classifies nothing.
    pub(crate) names_things: bool,
    /// Code and name of the body that the row prints.
    pub(crate) body: Option<(String, String)>,
    /// Further classifications, in printed order.
    pub(crate) other: Vec<(Naming, Classification)>,
    /// What stands under 年度.
    pub(crate) year: String,
    /// Whether its name is that of the rows of other years above it.
    pub(crate) inherits: bool,
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

impl RowContext<'_> {
    /// The merged cell of a column that began in a row above and reaches into this one.
    fn above(&self, column: usize) -> Option<usize> {
        let grid = self.board.grid;
        (0..grid.n_cols)
            .filter(|slot| self.map[*slot] == column)
            .map(|slot| self.board.index(self.row, slot))
            .find(|i| {
                let rows = &grid.cells[*i].rows;
                rows.start < self.row && rows.start >= self.header_rows
            })
    }
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

/// Names a row whose first column of names is blank by a further one that may name it.
pub(crate) fn name_by_others(
    ctx: &RowContext,
    panel: &Range<usize>,
    read: &mut ReadRow,
    may: impl Fn(&Column, &str) -> bool,
) -> bool {
    for column in panel.clone().filter(|c| ctx.columns[*c].also_label) {
        let (normal, printed) = ctx.texts(column);
        if !normal.is_empty() && may(&ctx.columns[column], &normal) {
            read.row.label = normal;
            read.row.label_printed = printed;
            return true;
        }
    }
    false
}

/// What a row prints under 年度 beside its name.
pub(crate) fn year_text(ctx: &RowContext, panel: &Range<usize>) -> String {
    let is_year = |c: &usize| ctx.columns[*c].also_label && ctx.columns[*c].is_of_years();
    panel.clone().find(is_year).map_or(String::new(), |c| ctx.texts(c).0)
}

/// Names a row of a further year after the body that the first of its rows prints:
/// 某局 2025年, 2026年, 增减变化. A year that comes again is another body's.
pub(crate) fn name_by_years(above: &[ReadRow], read: &mut ReadRow) -> bool {
    if read.year.is_empty() {
        return false;
    }
    for row in above.iter().rev() {
        if row.year.is_empty() || row.year == read.year {
            return false;
        }
        if !row.inherits {
            let head = &row.row;
            read.row.label.clone_from(&head.label);
            read.row.label_printed.clone_from(&head.label_printed);
            read.row.code.clone_from(&head.code);
            read.names_things = row.names_things;
            read.inherits = true;
            return !read.row.label.is_empty();
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
        if let Some(i) = ctx.above(c) {
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
            None if !ctx.columns[column].naming.names_things()
                && row.code.len() + normal.len() > LONGEST_CODE
                && (!row.code.is_empty()
                    || ctx.spec.is_some_and(|s| !s.scheme.is_empty())) => {}
            None => {
                row.code.push_str(&normal);
                read.names_things |= ctx.columns[column].naming.names_things();
            }
        },
        Role::Code | Role::Label => {
            row.label.push_str(&normal);
            row.label_printed.push_str(&printed);
        }
        Role::Value | Role::Body | Role::Other => {}
    }
}

/// Takes the body or the further classification that a column prints beside the row's own key,
/// in this row or in a merged cell from above.
pub(crate) fn read_beside(ctx: &RowContext, column: usize, read: &mut ReadRow) {
    let mut text = ctx.texts(column).0;
    if ctx.cells_of(column).is_empty() {
        text =
            ctx.above(column).map_or_else(String::new, |i| ctx.board.text(i).to_owned());
    }
    if text.is_empty() || ctx.catalog.is_total(&text) {
        return;
    }
    if ctx.columns[column].role == Role::Body {
        if let Some((code, name)) = naming::body_in(&text, ctx.catalog) {
            let body = read.body.get_or_insert_default();
            body.0.push_str(&code);
            body.1.push_str(&name);
        }
        return;
    }
    let naming = ctx.columns[column].naming;
    let at = read.other.iter().position(|(n, _)| *n == naming).unwrap_or_else(|| {
        let new = Classification { scheme: naming.scheme(), ..Classification::default() };
        read.other.push((naming, new));
        read.other.len() - 1
    });
    let other = &mut read.other[at].1;
    if text.chars().all(|c| c.is_ascii_digit()) {
        if other.code.len() + text.len() <= LONGEST_CODE {
            other.code.push_str(&text);
        }
    } else if let Some(found) =
        CODE_IN_LABEL.captures(&text).filter(|_| other.code.is_empty())
    {
        other.code.push_str(&found["code"]);
        other.label.push_str(&found["label"]);
    } else {
        other.label.push_str(&text);
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
