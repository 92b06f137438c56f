//! Pieces of tables on several pages to whole tables.
//!
//! A table goes on where the next grid has no title of its own and its column borders
//! stand at the same places, or where it repeats title or header.

use crate::catalog::Catalog;
use crate::page::caption::Caption;
use crate::page::grid::{Grid, GridOrigin};
use crate::page::lines::Line;
use crate::table::board::Board;
use crate::table::header::{self, Header};
use crate::table::roles::Role;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;

/// Column borders of two pages of one table may differ by this much, in points.
const SAME_BORDER: f32 = 6.0;
/// Share of borders that must be found again on the next page.
const SHARED_BORDERS: f32 = 0.75;
/// More short lines than this above an untitled grid are a text of their own.
const RUNNING_LINES: usize = 3;

/// One grid of the document with the lines around it.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The grid, caption rows inside it taken off.
    pub grid: Grid,
    /// The grid as found.
    pub whole: Grid,
    /// What stands above it.
    pub caption: Caption,
    /// Lines above it, after the grid before or the top of the page.
    pub above: Vec<Line>,
    /// Lines below it, before the next grid or the foot of the page.
    pub below: Vec<Line>,
}

/// The pieces of one table, by index, and its header.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    /// Indices of its pieces in document order.
    pub pieces: Vec<usize>,
    /// Header of the first piece.
    pub header: Header,
    /// Texts of the header's cells.
    pub words: Vec<String>,
    /// Whether the joining rests on column positions alone.
    pub by_position: bool,
}

/// Joins pieces to tables; pieces that are `taken` (by forms) are left out.
pub(crate) fn stitch(pieces: &[Piece], taken: &[bool], catalog: &Catalog) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    // The last piece before this one, if it was not taken by a form in between.
    let mut open = false;
    for (i, piece) in pieces.iter().enumerate() {
        if taken[i] {
            open = false;
            continue;
        }
        if open
            && let Some(raw) = out.last_mut()
            && let Some(by_position) = goes_on(pieces, raw, i, catalog)
        {
            raw.pieces.push(i);
            raw.by_position |= by_position;
            continue;
        }
        let board = Board::new(&piece.grid);
        let header = header::read(&board, catalog);
        let words = header::words(&board, &header);
        out.push(Raw { pieces: vec![i], header, words, by_position: false });
        open = true;
    }
    out
}

/// Whether a piece continues a table, and if so whether only its borders say it.
fn goes_on(pieces: &[Piece], raw: &Raw, at: usize, catalog: &Catalog) -> Option<bool> {
    let first = &pieces[raw.pieces[0]];
    let last = &pieces[*raw.pieces.last()?];
    let piece = &pieces[at];
    let pages = piece.grid.page.checked_sub(last.grid.page)?;
    if pages > 1 {
        return None;
    }
    let same_columns = same_columns(&first.grid, &piece.grid)
        || pages == 1 && same_shape(raw, &first.grid, &piece.grid);
    let board = Board::new(&piece.grid);
    let repeats_header =
        !raw.words.is_empty() && header::is_repeated(&board, 0, &raw.words);
    // Two tables of one shape: the second begins anew when both have a total of their own.
    // A page that prints the first one's total again, to the last number, repeats it.
    let again = || {
        let totals = totals(&first.grid, catalog);
        let board = Board::new(&piece.grid);
        (0..piece.grid.n_rows).any(|r| repeats_total(&board, r, &totals, catalog))
    };
    let both_closed = || {
        has_total(pieces, &raw.pieces, catalog)
            && has_total(pieces, &[at], catalog)
            && !again()
    };
    if !piece.caption.title.is_empty() {
        let same_title = piece.caption.title_normal == first.caption.title_normal;
        let other_entity = !piece.caption.entity.is_empty()
            && !first.caption.entity.is_empty()
            && piece.caption.entity != first.caption.entity;
        let goes_on = pages == 1 && same_title && !other_entity && !both_closed();
        return (goes_on && (repeats_header || same_columns)).then_some(false);
    }
    if !piece.caption.label.is_empty() && piece.caption.label != first.caption.label {
        return None;
    }
    let prose = piece
        .above
        .iter()
        .filter(|l| !wording::is_page_number(&l.text))
        .filter(|l| pages == 0 || l.text.chars().count() > 1)
        .count();
    let quiet = if pages == 0 { prose == 0 } else { prose <= RUNNING_LINES }
        && !piece.above.iter().any(|l| l.text.contains('。'));
    if !quiet {
        return None;
    }
    if repeats_header && raw.header.n_rows > 0 && piece.grid.n_rows > raw.header.n_rows {
        return (!both_closed()).then_some(false);
    }
    if !same_columns {
        return None;
    }
    // A header of its own, in other words, begins another table.
    let own = header::read(&board, catalog);
    let own_words = header::words(&board, &own);
    let known = own_words.iter().filter(|w| catalog.is_header_word(w)).count();
    let begins = own.n_rows > 0 && known >= 2 && known * 2 >= own_words.len();
    (!begins).then_some(true)
}

/// Whether a table without caption, first on its page, may go on with the one before it by its
/// place and its columns, though `stitch` did not join them.
pub(crate) fn may_go_on(pieces: &[Piece], raw: &Raw, next: &Raw) -> bool {
    let (Some(&last), Some(&at)) = (raw.pieces.last(), next.pieces.first()) else {
        return false;
    };
    let (first, last, piece) = (&pieces[raw.pieces[0]], &pieces[last], &pieces[at]);
    let adjacent = raw.pieces.last().is_some_and(|l| l + 1 == at);
    let columns = raw.header.columns.len();
    let same_slots = first.grid.n_cols == columns && piece.grid.n_cols == columns;
    adjacent
        && piece.grid.page == last.grid.page + 1
        && piece.caption.title.is_empty()
        && piece.caption.label.is_empty()
        && (same_slots || same_columns(&first.grid, &piece.grid))
}

/// What the rows of a grid print that are sums and hold more than one number.
pub(crate) fn totals(grid: &Grid, catalog: &Catalog) -> Vec<Vec<String>> {
    let board = Board::new(grid);
    (0..grid.n_rows).filter_map(|r| total_row(&board, r, catalog)).collect()
}

/// Whether a row prints one of these sums again, number for number.
pub(crate) fn repeats_total(
    board: &Board,
    row: usize,
    totals: &[Vec<String>],
    catalog: &Catalog,
) -> bool {
    !totals.is_empty()
        && total_row(board, row, catalog).is_some_and(|own| totals.contains(&own))
}

/// The words of a row of 合计 with more than one number that is not zero.
fn total_row(board: &Board, row: usize, catalog: &Catalog) -> Option<Vec<String>> {
    let cells = board.starting(row);
    let texts: Vec<String> = cells
        .into_iter()
        .map(|i| board.text(i).to_owned())
        .filter(|t| !t.is_empty())
        .collect();
    let is_amount = |t: &&String| amount::read(t).state == crate::ValueState::Number;
    let is_total = matches!(texts.first()?.as_str(), "合计" | "总计")
        && catalog.is_total(texts.first()?);
    (is_total && texts.iter().filter(is_amount).count() > 1).then_some(texts)
}

/// Whether any row of these pieces is a sum of the whole table.
fn has_total(pieces: &[Piece], of: &[usize], catalog: &Catalog) -> bool {
    of.iter().any(|&i| {
        let grid = &pieces[i].grid;
        grid.cells.iter().any(|c| {
            let text = normalise(&c.text);
            matches!(text.as_str(), "合计" | "总计" | "收入总计" | "支出总计")
                && catalog.is_total(&text)
                && c.cols.start < 3.min(grid.n_cols)
                && c.rows.start > 1
        })
    })
}

/// Whether a grid that prints codes and amounts alone has the table's columns, laid out anew.
fn same_shape(raw: &Raw, first: &Grid, grid: &Grid) -> bool {
    let columns = &raw.header.columns;
    let n = grid.n_cols;
    let code = columns.iter().position(|c| c.role == Role::Code && c.code_part.is_none());
    let Some(code) = code else { return false };
    if n != first.n_cols
        || n != columns.len()
        || grid.cells.iter().any(|c| c.rows.len() > 1)
    {
        return false;
    }
    let board = Board::new(grid);
    let printed = |column: usize, fits: &dyn Fn(&str) -> bool| {
        let texts: Vec<String> = (0..grid.n_rows)
            .map(|r| board.text(board.index(r, column)).to_owned())
            .filter(|t| !t.is_empty())
            .collect();
        let fit = texts.iter().filter(|t| fits(t)).count();
        fit * 10 >= texts.len() * 7
    };
    let is_code =
        |t: &str| (3..=7).contains(&t.len()) && t.chars().all(|c| c.is_ascii_digit());
    let is_amount =
        |t: &str| crate::words::amount::read(t).state != crate::ValueState::Text;
    !(0..grid.n_rows).all(|r| board.text(board.index(r, code)).is_empty())
        && printed(code, &is_code)
        && (0..n)
            .filter(|c| columns[*c].role == Role::Value)
            .all(|c| printed(c, &is_amount))
}

/// Whether the borders of two grids stand at the same places.
fn same_columns(a: &Grid, b: &Grid) -> bool {
    if a.origin == GridOrigin::Tabbed || b.origin == GridOrigin::Tabbed {
        return a.n_cols == b.n_cols;
    }
    let shift = a.rect.x0 - b.rect.x0;
    if (a.rect.width() - b.rect.width()).abs() > SAME_BORDER * 2.0 {
        // The same table drawn to another width.
        let scale = a.rect.width() / b.rect.width().max(1.0);
        return a.n_cols == b.n_cols
            && (0.7..1.4).contains(&scale)
            && a.xs.iter().zip(&b.xs).all(|(x, o)| {
                (a.rect.x0 + (o - b.rect.x0) * scale - x).abs() <= SAME_BORDER
            });
    }
    let found = |xs: &[f32], others: &[f32], shift: f32| {
        let hits = xs
            .iter()
            .filter(|x| others.iter().any(|o| (*x + shift - o).abs() <= SAME_BORDER))
            .count();
        hits as f32 / xs.len().max(1) as f32
    };
    found(&b.xs, &a.xs, shift) >= SHARED_BORDERS
        && found(&a.xs, &b.xs, -shift) >= SHARED_BORDERS * 0.6
}
