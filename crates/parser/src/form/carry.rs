//! Merged cells that go on over a page: their words are put together in their first piece.
//!
//! A merged cell is open where the page cuts it: no ruling stands there. Its words may be
//! printed in any of its pieces, or in several. Whoever reads the rows afterwards finds the
//! whole text where the cell begins, and blanks where it goes on.

use super::heading::{self, Kind};
use super::indicators;
use super::label::{self, Field};
use super::part::FormPart;
use super::segment::{Segment, Shape};
use super::view::{CellAt, RowAt, View};
use crate::disclosure::Origin;
use crate::page::grid::{Cell, Grid, GridOrigin};
use crate::words::amount;
use std::collections::{BTreeMap, BTreeSet};

/// Borders of one column on two pages may miss by this much.
const SAME: f32 = 4.0;

/// The grids of a document with their merged cells whole.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Per part: the grid, where a cell of it has changed.
    pub(super) grids: Vec<Option<Grid>>,
    /// Where the words of a cell stand that were printed on a later page.
    pub(super) moved: BTreeMap<CellAt, Origin>,
    /// Cells at the top of a page that no cell of the page before goes on in.
    pub(super) begins: BTreeSet<CellAt>,
}

/// A page break inside a form.
struct Break {
    before: usize,
    after: usize,
    /// First row behind the break that is no repeated head.
    row: usize,
}

/// Puts the pieces of every form's merged cells together.
pub(super) fn over_pages(
    parts: &[FormPart<'_>],
    view: &View<'_>,
    segments: &[Segment],
) -> Carried {
    let mut out = Carried { grids: vec![None; parts.len()], ..Carried::default() };
    for segment in segments {
        let breaks = breaks(view, segment);
        // Paper that leaves merged cells open says by its rulings where each of them ends.
        let most = breaks.iter().filter(|b| is_open(view, b)).count() * 2 > breaks.len();
        let name = name_span(view, segment);
        for at in breaks.iter().rev() {
            let pairs = pairs(view, at);
            let open = most || is_open(view, at);
            // Two whole amounts one under the other are two projects.
            let parted = pairs.iter().any(|&(foot, top)| {
                let (a, b) = (view.text(foot), view.text(top));
                a != b && a.contains('.') && b.contains('.') && is_piece(a) && is_piece(b)
            });
            let named = pairs.iter().find(|p| is_name(view, p.0, name)).copied();
            let named = named.filter(|p| grown(&out, parts, *p).is_some());
            for pair in pairs {
                let (foot, top) = pair;
                let cell = |c: CellAt| cell_of(&out, parts, c);
                let is_name = is_name(view, foot, name);
                let ruled = open
                    && (cell(foot).open_below || at.row == 0 && cell(top).open_above);
                let level =
                    |text: &str| label::level1(text).is_some() || label::is_level2(text);
                let beside = named.is_some_and(|n| {
                    cell(n.0).rows == cell(foot).rows && cell(n.1).rows == cell(top).rows
                });
                // A merged cell that names nothing is named on the next page.
                let told = grown(&out, parts, pair).is_some()
                    && (beside || level(cell(top).text.trim()));
                let one = cell(foot).is_blank() || cell(top).is_blank();
                let whole = if parted { ruled && is_name && one } else { ruled || told };
                if whole {
                    join(&mut out, parts, segment, pair);
                } else if most && !parted {
                    out.begins.insert(top);
                }
            }
        }
    }
    out
}

/// A blank merged cell at the foot and words in the merged cell at the top.
fn grown(
    out: &Carried,
    parts: &[FormPart<'_>],
    (foot, top): (CellAt, CellAt),
) -> Option<()> {
    let (a, b) = (cell_of(out, parts, foot), cell_of(out, parts, top));
    (a.is_blank() && !b.is_blank() && a.rows.len() > 1).then_some(())
}

fn cell_of<'a>(out: &'a Carried, parts: &'a [FormPart<'_>], at: CellAt) -> &'a Cell {
    match &out.grids[at.part] {
        Some(grid) => &grid.cells[at.cell],
        None => &parts[at.part].grid.cells[at.cell],
    }
}

/// Whether the foot of a page leaves some of its cells open. Where all of them are, the
/// page lacks its last line, and only an open top says that they go on.
fn is_open(view: &View<'_>, at: &Break) -> bool {
    let (before, after) = (view.part(at.before).grid, view.part(at.after).grid);
    let mut foot = before.cells.iter().filter(|c| c.rows.end == before.n_rows);
    let top =
        at.row == 0 && after.cells.iter().any(|c| c.rows.start == 0 && c.open_above);
    let all = foot.clone().all(|c| c.open_below);
    top || !all && foot.any(|c| c.open_below)
}

fn breaks(view: &View<'_>, segment: &Segment) -> Vec<Break> {
    let mut found = Vec::new();
    for pair in segment.rows.windows(2) {
        let (last, first) = (pair[0], pair[1]);
        let (a, b) = (view.part(last.part).grid, view.part(first.part).grid);
        let whole = last.row + 1 == a.n_rows && first.row == 0;
        if last.part == first.part
            || !whole
            || b.page != a.page + 1
            || a.origin != GridOrigin::Ruled
            || b.origin != GridOrigin::Ruled
        {
            continue;
        }
        let row = match segment.shape {
            Shape::List => heading::head(view, first.part, 0)
                .map_or_else(|| head_again(view, segment, first), |(_, h)| h.body),
            Shape::Sheet => usize::from(indicators::head(view, first).is_some()),
        };
        found.push(Break { before: last.part, after: first.part, row });
    }
    found
}

/// How many rows a list's head takes that is printed again with a cell that hides a word.
fn head_again(view: &View<'_>, segment: &Segment, at: RowAt) -> usize {
    let head = segment.rows.first().and_then(|r| heading::head(view, r.part, 0));
    let Some((_, head)) = head else { return 0 };
    let again: Vec<CellAt> = view
        .printed(at)
        .into_iter()
        .filter(|&c| head.columns.iter().any(|h| view.key(h.head) == view.key(c)))
        .collect();
    if again.len() < 3 {
        return 0;
    }
    again.iter().map(|&c| view.cell(c).rows.end).max().unwrap_or(0)
}

/// Cells at the foot and cells at the top of the next page that stand in one column.
fn pairs(view: &View<'_>, at: &Break) -> Vec<(CellAt, CellAt)> {
    let foot = view.n_rows(at.before).saturating_sub(1);
    let above = view.cells(RowAt { part: at.before, row: foot });
    let below = view.cells(RowAt { part: at.after, row: at.row });
    above
        .into_iter()
        .filter_map(|a| {
            let (a0, a1) = view.span(a);
            let b = below.iter().copied().find(|&b| {
                let (b0, b1) = view.span(b);
                (a0 - b0).abs() < SAME && (a1 - b1).abs() < SAME
            })?;
            (view.cell(b).rows.start == at.row).then_some((a, b))
        })
        .collect()
}

/// The column of a list that names its projects.
fn name_span(view: &View<'_>, segment: &Segment) -> Option<(f32, f32)> {
    if segment.shape != Shape::List {
        return None;
    }
    let (_, head) = heading::head(view, segment.rows.first()?.part, 0)?;
    let span = |field: Field| {
        head.columns.iter().find(|c| c.kind == Kind::Field(field)).map(|c| c.span)
    };
    span(Field::ProjectName).or_else(|| span(Field::ImplementingUnit))
}

fn is_name(view: &View<'_>, cell: CellAt, name: Option<(f32, f32)>) -> bool {
    name.is_some_and(|(x0, x1)| {
        let (a, b) = view.span(cell);
        (a - x0).abs() < SAME && (b - x1).abs() < SAME
    })
}

fn join(
    out: &mut Carried,
    parts: &[FormPart<'_>],
    segment: &Segment,
    (foot, top): (CellAt, CellAt),
) {
    let rest = cell_of(out, parts, top).clone();
    if rest.is_blank() {
        return;
    }
    let page = parts[top.part].grid.page;
    let first = cell_of(out, parts, foot).clone();
    let mut whole = first.clone();
    if first.is_blank() {
        let own = Origin { page: Some(page), rect: rest.ink };
        let origin = out.moved.remove(&top).unwrap_or(own);
        out.moved.insert(foot, origin);
        whole.run.clone_from(&rest.run);
        whole.text.clone_from(&rest.text);
    } else {
        let (a, b) = (first.text.trim(), rest.text.trim());
        let fits = !is_piece(a) || !is_piece(b) || fits(parts, segment, &first, a, b);
        // Figures that may not be one number stay apart, and are not read as one.
        whole.text = if a == b && a.chars().count() > 3 {
            // Both pages print the whole of it.
            a.to_owned()
        } else if fits {
            format!("{a}{b}")
        } else {
            format!("{a} {b}")
        };
        whole.run = None;
    }
    whole.lines.extend(rest.lines.iter().cloned());
    whole.glyphs += rest.glyphs;
    whole.trusted &= rest.trusted;
    whole.confidence = whole.confidence.min(rest.confidence);
    whole.recognised |= rest.recognised;
    whole.clipped |= rest.clipped;
    whole.walled |= rest.walled;
    let mut set = |at: CellAt, cell: Cell| {
        let grid = out.grids[at.part].get_or_insert_with(|| parts[at.part].grid.clone());
        grid.cells[at.cell] = cell;
    };
    set(foot, whole);
    let blank = Cell {
        text: String::new(),
        lines: Vec::new(),
        glyphs: 0,
        ink: rest.rect,
        run: None,
        clipped: false,
        ..rest
    };
    set(top, blank);
}

/// Whether a text may be a piece of an amount.
fn is_piece(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.')
}

/// Whether two pieces make an amount like the others of their column: with as many
/// decimals as they have.
fn fits(
    parts: &[FormPart<'_>],
    segment: &Segment,
    cell: &Cell,
    a: &str,
    b: &str,
) -> bool {
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, d)| d.len());
    let whole = format!("{a}{b}");
    if !b.chars().all(|c| c.is_ascii_digit()) || amount::read(&whole).number.is_none() {
        return false;
    }
    let of_segment: BTreeSet<usize> = segment.rows.iter().map(|r| r.part).collect();
    let others: Vec<usize> = of_segment
        .into_iter()
        .flat_map(|part| {
            let grid = parts[part].grid;
            let inside = |c: &&Cell| c.rows.start > 0 && c.rows.end < grid.n_rows;
            grid.cells.iter().filter(inside)
        })
        .filter(|c| {
            (c.rect.x0 - cell.rect.x0).abs() < SAME
                && (c.rect.x1 - cell.rect.x1).abs() < SAME
        })
        .filter(|c| is_piece(c.text.trim()))
        .map(|c| decimals(c.text.trim()))
        .collect();
    let alike = others.iter().filter(|&&d| d == decimals(&whole)).count();
    // A few may be pieces themselves.
    alike > 0 && alike * 10 >= others.len() * 9
}
