//! Doubts about the columns of tables without rulings.

use super::reading::{Against, Context, Doubt, MOST_READINGS, Reading};
use crate::disclosure::Table;
use crate::page::grid::{Cell, Grid, GridOrigin};
use crate::table::board::Board;
use crate::table::roles::{Column, Role};
use crate::table::rows;
use crate::table::stitch::{Piece, Raw};
use crate::words::amount;
use std::borrow::Cow;
use std::ops::Range;

/// A label at most this much farther off than the nearer one, in points, may be the right one
/// as well: about two characters.
const FARTHER: f32 = 24.0;
/// With more columns in doubt than this only shifts of all of them are read.
const MOST_DOUBTFUL: usize = 3;

/// Amounts of an unruled table that stand under no label, or beside their own one: they may
/// belong to a neighbour whose column is blank.
pub(super) fn between<'a>(
    raws: &'a [Raw],
    _: &Table,
    context: Context<'a>,
) -> Option<Doubt<'a>> {
    let raw = raws.first()?;
    let pieces = aligned(raw, context.pieces)?;
    let columns = &raw.header.columns;
    let inks: Vec<Ink> = (0..columns.len()).map(|i| Ink::of(i, raw, &pieces)).collect();
    let doubtful: Vec<Shift> = (0..columns.len())
        .filter(|&i| columns[i].role == Role::Value && inks[i].amounts.is_some())
        .filter_map(|i| Shift::of(i, columns, &inks))
        .collect();
    let labelled = doubtful.iter().all(|d| d.may_stay);
    let against = if labelled { Against::Gap } else { Against::Itself };
    let readings = shifts(&doubtful)
        .into_iter()
        .map(|moves| {
            let (raw, pieces) = moved(&moves, raw, &pieces, &inks);
            Reading {
                raw,
                pieces: Cow::Owned(pieces),
                what: "amounts between two columns were given to the label beside them"
                    .to_owned(),
                allowed: true,
                made_up: false,
                takes: 1,
            }
        })
        .collect();
    Some(Doubt { readings, against })
}

/// The pieces of a table alone, if all are aligned and each slot is a column.
fn aligned(raw: &Raw, pieces: &[Piece]) -> Option<Vec<Piece>> {
    let n = raw.header.columns.len();
    let fits = |grid: &Grid| grid.origin == GridOrigin::Aligned && grid.n_cols == n;
    let mut own = raw.pieces.iter().map(|&p| &pieces[p]);
    own.clone().all(|p| fits(&p.grid)).then(|| own.by_ref().cloned().collect())
}

/// Rows of the body of one of the table's pieces.
fn body(raw: &Raw, nth: usize, grid: &Grid) -> Range<usize> {
    (if nth == 0 { raw.header.n_rows } else { 0 })..grid.n_rows
}

/// Where label and amounts of a column stand, from left to right.
#[derive(Debug, Clone, Copy)]
struct Ink {
    label: Option<(f32, f32)>,
    amounts: Option<(f32, f32)>,
    blank: bool,
}

impl Ink {
    fn of(column: usize, raw: &Raw, pieces: &[Piece]) -> Ink {
        let mut ink = Ink { label: None, amounts: None, blank: true };
        for (nth, piece) in pieces.iter().enumerate() {
            let body = body(raw, nth, &piece.grid);
            let own = |c: &&Cell| c.cols == (column..column + 1) && !c.is_blank();
            for cell in piece.grid.cells.iter().filter(own) {
                let span = (cell.ink.x0, cell.ink.x1);
                if !body.contains(&cell.rows.start) {
                    ink.label = united(ink.label, span);
                    continue;
                }
                ink.blank = false;
                if amount::is_number(&cell.text) {
                    ink.amounts = united(ink.amounts, span);
                }
            }
        }
        ink
    }
}

fn united(a: Option<(f32, f32)>, b: (f32, f32)) -> Option<(f32, f32)> {
    Some(a.map_or(b, |a| (a.0.min(b.0), a.1.max(b.1))))
}

/// White space between two stretches; zero where they overlap.
fn gap(a: (f32, f32), b: (f32, f32)) -> f32 {
    (a.0 - b.1).max(b.0 - a.1).max(0.0)
}

/// A column of amounts and the neighbours that they may belong to.
struct Shift {
    from: usize,
    to: Vec<usize>,
    /// Whether they may also belong where they are.
    may_stay: bool,
}

impl Shift {
    fn of(from: usize, columns: &[Column], inks: &[Ink]) -> Option<Shift> {
        let amounts = inks[from].amounts?;
        let own = inks[from].label.map(|label| gap(amounts, label));
        if own == Some(0.0) {
            return None;
        }
        let near = |&to: &usize| {
            let Some(label) = inks.get(to).and_then(|ink| ink.label) else {
                return false;
            };
            columns[to].role == Role::Value
                && inks[to].blank
                && own.is_none_or(|own| gap(amounts, label) <= own + FARTHER)
        };
        let neighbours = [from.checked_sub(1), Some(from + 1)];
        let to: Vec<usize> = neighbours.into_iter().flatten().filter(near).collect();
        (!to.is_empty()).then_some(Shift { from, to, may_stay: own.is_some() })
    }
}

/// The sets of moves from column to column that leave no column two owners.
fn shifts(doubtful: &[Shift]) -> Vec<Vec<(usize, usize)>> {
    let mut all: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    if doubtful.len() > MOST_DOUBTFUL {
        // Amounts at the right of their columns are off by one all together.
        let to = |side: fn(&Shift) -> Option<usize>| {
            let of = |d: &Shift| side(d).map(|to| (d.from, to));
            doubtful.iter().map(of).collect::<Option<Vec<_>>>()
        };
        let left = to(|d| d.to.iter().copied().find(|to| *to < d.from));
        let right = to(|d| d.to.iter().copied().find(|to| *to > d.from));
        all = left.into_iter().chain(right).collect();
    } else {
        for shift in doubtful {
            let with = |moves: &Vec<(usize, usize)>| {
                let stays = shift.may_stay.then(|| moves.clone());
                let goes = shift.to.iter().map(|&to| {
                    let mut moves = moves.clone();
                    moves.push((shift.from, to));
                    moves
                });
                stays.into_iter().chain(goes).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).collect();
        }
    }
    all.retain(|moves| {
        let once = |to: usize| moves.iter().filter(|m| m.1 == to).count() == 1;
        !moves.is_empty() && moves.iter().all(|m| once(m.1))
    });
    all.truncate(MOST_READINGS + 1);
    all
}

/// The table with amounts moved: a column without label is no column of its own.
fn moved(
    moves: &[(usize, usize)],
    raw: &Raw,
    pieces: &[Piece],
    inks: &[Ink],
) -> (Raw, Vec<Piece>) {
    let mut pieces = pieces.to_vec();
    let mut raw = Raw { pieces: (0..pieces.len()).collect(), ..raw.clone() };
    for &(from, to) in moves {
        for (nth, piece) in pieces.iter_mut().enumerate() {
            for row in body(&raw, nth, &piece.grid) {
                exchange(&mut piece.grid, row, from, to);
            }
        }
    }
    let columns = &mut raw.header.columns;
    let mut gone: Vec<(usize, usize)> =
        moves.iter().copied().filter(|m| inks[m.0].label.is_none()).collect();
    gone.sort_unstable();
    for &(from, to) in gone.iter().rev() {
        let (a, b) = (columns[from].clone(), &mut columns[to]);
        b.slots = a.slots.start.min(b.slots.start)..a.slots.end.max(b.slots.end);
        b.x = (a.x.0.min(b.x.0), a.x.1.max(b.x.1));
        columns.remove(from);
    }
    (raw, pieces)
}

/// Lets two single cells of a row change places.
fn exchange(grid: &mut Grid, row: usize, a: usize, b: usize) {
    let single = |col: usize| {
        grid.cells
            .iter()
            .position(|c| c.rows == (row..row + 1) && c.cols == (col..col + 1))
    };
    if let (Some(a), Some(b)) = (single(a), single(b))
        && let Ok([a, b]) = grid.cells.get_disjoint_mut([a, b])
    {
        std::mem::swap(a, b);
        std::mem::swap(&mut a.cols, &mut b.cols);
        std::mem::swap(&mut a.rect, &mut b.rect);
        for cell in [a, b] {
            if cell.is_blank() {
                cell.ink = cell.rect;
            }
        }
    }
}

/// In an unruled table with panels side by side the name of a sum may reach over panels:
/// 公用经费合计 above nothing, and its amount in the last column.
pub(super) fn totals_across<'a>(
    raws: &'a [Raw],
    _: &Table,
    context: Context<'a>,
) -> Option<Doubt<'a>> {
    let raw = raws.first()?;
    let panels = rows::panels(&raw.header.columns);
    if panels.len() < 2 {
        return None;
    }
    let mut pieces = aligned(raw, context.pieces)?;
    let mut found = false;
    for (nth, piece) in pieces.iter_mut().enumerate() {
        for row in body(raw, nth, &piece.grid) {
            for pair in panels.windows(2) {
                let columns = &raw.header.columns;
                let Some(moves) = across(&piece.grid, row, pair, columns, context) else {
                    continue;
                };
                found = true;
                for (from, to) in moves {
                    exchange(&mut piece.grid, row, from, to);
                }
            }
        }
    }
    if !found {
        return None;
    }
    let reading = Reading {
        raw: Raw { pieces: (0..pieces.len()).collect(), ..raw.clone() },
        pieces: Cow::Owned(pieces),
        what: "the amount that ends a row was given to the sum whose name reaches over to it"
            .to_owned(),
        allowed: true,
        made_up: false,
        takes: 1,
    };
    Some(Doubt { readings: vec![reading], against: Against::Itself })
}

/// What must move in a row so that a sum has the amount in the panel after it.
fn across(
    grid: &Grid,
    row: usize,
    panels: &[Range<usize>],
    columns: &[Column],
    context: Context<'_>,
) -> Option<Vec<(usize, usize)>> {
    let [own, next] = panels else { return None };
    let board = Board::new(grid);
    let text = |c: usize| board.text(board.index(row, c));
    let printed = |panel: &Range<usize>| -> Option<usize> {
        let mut all = panel.clone().filter(|c| !text(*c).is_empty());
        all.next().filter(|_| all.next().is_none())
    };
    let only = |panel: &Range<usize>, role: Role| -> Option<usize> {
        let mut all = panel.clone().filter(|c| columns[*c].role == role);
        all.next().filter(|_| all.next().is_none())
    };
    let (name, amount) = (printed(own)?, printed(next)?);
    let (label, value) = (only(own, Role::Label)?, only(own, Role::Value)?);
    let fits = context.catalog.is_total(text(name))
        && only(next, Role::Value) == Some(amount)
        && amount::is_number(text(amount));
    let mut moves = vec![(amount, value)];
    if name != label {
        moves.insert(0, (name, label));
    }
    fits.then_some(moves)
}
