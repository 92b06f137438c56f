//! Rows that the foot of a page tore: 12,437.3 on one page and 6 on the next are one number.
//!
//! Halves are joined where they fit: the upper one has fewer decimals than all numbers of its
//! table, and both together have as many. Where they may belong together and do not fit, no
//! number is given.

use crate::catalog::Catalog;
use crate::page::grid::Cell;
use crate::table::keys::{Body, Half, ReadRow};
use crate::table::stitch::Piece;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;

/// So many numbers of a table tell how many decimals its numbers have, …
const LEAST: usize = 5;
/// … if this share of them has that many.
const SHARE: f32 = 0.8;

/// Joins the first row of a page with the last one before it if they are halves of one row.
///
/// `nameless` are the printed values of that row if it has neither code nor name and was not
/// taken. Whether the two were one.
pub(crate) fn join(
    body: &mut Body,
    pieces: &[Piece],
    catalog: &Catalog,
    nameless: Option<Vec<(usize, usize, usize)>>,
) -> bool {
    if let Some(lower) = nameless {
        return join_nameless(body, pieces, &lower);
    }
    join_values(body, pieces, catalog) || join_names(body, pieces, catalog)
}

/// The cell of a torn number as if it stood on one page.
pub(crate) fn whole(upper: &Cell, lower: &Cell, fits: bool) -> Cell {
    let text = format!("{}{}", upper.text.trim(), lower.text.trim());
    Cell {
        lines: vec![text.clone()],
        text,
        trusted: upper.trusted && lower.trusted,
        confidence: upper.confidence.min(lower.confidence),
        recognised: upper.recognised || lower.recognised,
        walled: upper.walled || lower.walled || !fits,
        run: None,
        ..upper.clone()
    }
}

fn text_of(pieces: &[Piece], piece: usize, cell: usize) -> String {
    normalise(&pieces[piece].grid.cells[cell].text)
}

fn decimals(text: &str) -> usize {
    text.rsplit_once('.').map_or(0, |(_, part)| part.len())
}

/// The decimals that the numbers of a table have, zero left out.
fn style(rows: &[ReadRow], pieces: &[Piece]) -> Option<usize> {
    let mut counts: Vec<usize> = Vec::new();
    let cells = rows.iter().flat_map(|r| &r.cells);
    for text in cells.map(|(_, p, c)| text_of(pieces, *p, *c)) {
        if text != "0" && amount::is_number(&text) {
            let n = decimals(&text);
            counts.resize(counts.len().max(n + 1), 0);
            counts[n] += 1;
        }
    }
    let all: usize = counts.iter().sum();
    let (usual, n) = counts.iter().enumerate().max_by_key(|(_, n)| **n)?;
    (all >= LEAST && *n as f32 >= all as f32 * SHARE && usual > 0).then_some(usual)
}

/// What the values of a lower row are to those of the row above it.
struct Halves {
    /// Lower halves of numbers.
    pairs: Vec<Half>,
    /// Whole numbers whose upper half is blank.
    alone: Vec<(usize, usize, usize)>,
}

/// `None` where both rows print whole numbers in one column: they are two rows.
fn halves(
    upper: &ReadRow,
    lower: &[(usize, usize, usize)],
    pieces: &[Piece],
    style: Option<usize>,
) -> Option<Halves> {
    let complete = |text: &str| {
        amount::is_number(text)
            && style.is_some_and(|n| text == "0" || decimals(text) == n)
    };
    let mut out = Halves { pairs: Vec::new(), alone: Vec::new() };
    for &(column, piece, cell) in lower {
        let below = text_of(pieces, piece, cell);
        if below.is_empty() {
            continue;
        }
        let above = upper.cells.iter().find(|(own, ..)| *own == column);
        let above = above.map_or(String::new(), |(_, p, c)| text_of(pieces, *p, *c));
        if above.is_empty() {
            if !complete(&below) {
                return None;
            }
            out.alone.push((column, piece, cell));
            continue;
        }
        if complete(&above) && complete(&below) {
            return None;
        }
        let fits = !complete(&above) && complete(&format!("{above}{below}"));
        out.pairs.push(Half { column, piece, cell, fits });
    }
    Some(out)
}

impl Halves {
    fn give(self, upper: &mut ReadRow) {
        for (column, piece, cell) in self.alone {
            upper.cells.retain(|(own, ..)| *own != column);
            upper.cells.push((column, piece, cell));
        }
        upper.cells.sort_by_key(|(column, ..)| *column);
        upper.torn.extend(self.pairs);
    }
}

/// Takes the halves of numbers that stand beside no name into the row above them.
fn join_nameless(
    body: &mut Body,
    pieces: &[Piece],
    lower: &[(usize, usize, usize)],
) -> bool {
    let Some((upper, others)) = body.rows.split_last_mut() else { return false };
    let style = style(others, pieces);
    let Some(halves) = halves(upper, lower, pieces, style) else { return false };
    let above =
        upper.cells.iter().filter(|(_, p, c)| !text_of(pieces, *p, *c).is_empty());
    let fits = halves.pairs.iter().any(|half| half.fits);
    // A row whose name stands in a merged cell above it prints as many numbers as any other.
    let few = !halves.pairs.is_empty() && lower.len() < above.count().max(2);
    if !fits && !few {
        return false;
    }
    halves.give(upper);
    body.skipped = body.skipped.saturating_sub(1);
    true
}

/// Whether a row can be the rest of another: no code of its own, no line, no sum.
fn may_be_rest(read: &ReadRow, catalog: &Catalog) -> bool {
    read.row.code.is_empty()
        && read.row.line_no.is_empty()
        && wording::strip_ordinal(&read.row.label) == read.row.label
        && !catalog.is_total(&read.row.label)
}

/// Joins a row with the one above it where the halves of their numbers fit.
fn join_values(body: &mut Body, pieces: &[Piece], catalog: &Catalog) -> bool {
    let n = body.rows.len();
    let Some((others, [upper, lower])) = body.rows.split_last_chunk() else {
        return false;
    };
    if n < 2 || !may_be_rest(lower, catalog) {
        return false;
    }
    let style = style(others, pieces);
    let Some(halves) = halves(upper, &lower.cells, pieces, style) else { return false };
    if !halves.pairs.iter().any(|half| half.fits) {
        return false;
    }
    let Some(lower) = body.rows.pop() else { return false };
    let Some(upper) = body.rows.last_mut() else { return false };
    halves.give(upper);
    upper.row.label.push_str(&lower.row.label);
    upper.row.label_printed.push_str(&lower.row.label_printed);
    true
}

/// Joins a row that the foot of the page tore: among rows with codes, one half has a name
/// alone. Whether the last two rows were one.
fn join_names(body: &mut Body, pieces: &[Piece], catalog: &Catalog) -> bool {
    let coded = body.rows.iter().filter(|r| !r.row.code.is_empty()).count();
    let Some([upper, lower]) = body.rows.last_chunk() else { return false };
    let blank = |r: &ReadRow| {
        r.cells.iter().all(|(_, p, cell)| pieces[*p].grid.cells[*cell].is_blank())
    };
    let name_alone = |r: &ReadRow| {
        r.row.code.is_empty()
            && r.row.line_no.is_empty()
            && !r.row.label.is_empty()
            && wording::strip_ordinal(&r.row.label) == r.row.label
            && !catalog.is_total(&r.row.label)
            && blank(r)
    };
    let torn = coded > 2
        && coded + 3 >= body.rows.len()
        && (name_alone(upper) != name_alone(lower))
        && !(if name_alone(upper) { lower } else { upper }).row.code.is_empty();
    if !torn {
        return false;
    }
    let lower_has_all = name_alone(upper);
    let (Some(mut lower), Some(mut upper)) = (body.rows.pop(), body.rows.pop()) else {
        return false;
    };
    let label = format!("{}{}", upper.row.label, lower.row.label);
    let printed = format!("{}{}", upper.row.label_printed, lower.row.label_printed);
    if lower_has_all {
        std::mem::swap(&mut upper, &mut lower);
        upper.row.order = lower.row.order;
    }
    upper.row.label = label;
    upper.row.label_printed = printed;
    body.rows.push(upper);
    true
}
