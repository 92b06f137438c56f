//! Rulings to walls and rooms: the geometry of a ruled table, before anybody reads it.
//!
//! 1. Rulings at nearly the same place are one line; lines that touch belong together.
//! 2. The lines of one group give the slots: all their x and all their y.
//! 3. Two neighbouring slots are one room unless a line runs between them.
//!
//! The reader of pictures looks for text room by room; the parser turns rooms into cells.

mod touching;

use crate::{Axis, Rect, Ruling, Span};
use std::ops::Range;

/// Word draws each cell border separately, up to 1.4 pt apart: closer lines are one.
const SNAP: f32 = 2.0;
/// Pieces of one line, and a line and the border it ends at, may miss by this much.
const JOIN: f32 = 3.0;
/// A wall needs a line along at least this share of the slot's side.
const WALL: f32 = 0.5;
/// Slots thinner than this hold no text: they are the two edges of a thick or double line.
const SLIVER: f32 = 4.0;
/// A horizontal line may run past the outermost vertical one by this much without
/// meaning that the table is open on that side.
const OPEN_SIDE: f32 = 8.0;
/// A group with more slots than this is a drawing, not a table: a sheet of 50,000 rows and 40
/// columns is the largest that is read.
const MOST_SLOTS: usize = 2_000_000;
/// A table has no more columns than this; what is known of columns is compared pair by pair.
const MOST_COLUMNS: usize = 1_000;

/// One line after snapping: where it is and the stretches it covers.
#[derive(Debug, Clone)]
struct Line {
    at: f32,
    spans: Vec<Span>,
}

impl Line {
    /// How much of a stretch its spans cover; they are in order.
    fn covered(&self, from: f32, to: f32) -> f32 {
        let wanted = Span::new(from, to);
        let first = self.spans.partition_point(|s| s.end < wanted.start);
        self.spans[first..]
            .iter()
            .take_while(|s| s.start <= wanted.end)
            .map(|s| s.overlap(&wanted).max(0.0))
            .sum()
    }
}

/// Lines that touch each other, directly or through others.
#[derive(Debug, Clone, Default)]
pub struct Group {
    horizontal: Vec<Ruling>,
    vertical: Vec<Ruling>,
}

impl Group {
    /// Whether any vertical line takes part.
    pub fn has_columns(&self) -> bool {
        self.vertical.len() > 1
    }

    /// The horizontal lines.
    pub fn horizontal(&self) -> &[Ruling] {
        &self.horizontal
    }

    /// The outline of all lines.
    pub fn rect(&self) -> Rect {
        let mut rect: Option<Rect> = None;
        for r in self.horizontal.iter().chain(&self.vertical) {
            let own = match r.axis {
                Axis::Horizontal => Rect::new(r.span.start, r.at, r.span.end, r.at),
                Axis::Vertical => Rect::new(r.at, r.span.start, r.at, r.span.end),
            };
            rect = Some(rect.map_or(own, |known| known.union(&own)));
        }
        rect.unwrap_or_default()
    }
}

/// Parts the rulings of a page into groups that touch.
pub fn groups(rulings: &[Ruling]) -> Vec<Group> {
    let horizontal = merged(rulings, Axis::Horizontal);
    let vertical = merged(rulings, Axis::Vertical);
    let n = horizontal.len();
    let mut parent: Vec<usize> = (0..n + vertical.len()).collect();
    touching::unite(&horizontal, &vertical, JOIN, |h, v| union(&mut parent, h, n + v));
    let mut place: Vec<Option<usize>> = vec![None; parent.len()];
    let mut found: Vec<Group> = Vec::new();
    for i in 0..parent.len() {
        let root = find(&mut parent, i);
        let at = *place[root].get_or_insert_with(|| {
            found.push(Group::default());
            found.len() - 1
        });
        if i < n {
            found[at].horizontal.push(horizontal[i]);
        } else {
            found[at].vertical.push(vertical[i - n]);
        }
    }
    with_lone_sides(found)
}

/// Gives a table the border that no horizontal line reaches: a column whose merged cell
/// runs from the top of the page to its foot has no line of its own.
fn with_lone_sides(mut found: Vec<Group>) -> Vec<Group> {
    /// A border ends where the table's other lines end, give or take this much.
    const ENDS: f32 = 4.0;
    /// The widest column that is looked for.
    const WIDEST: f32 = 200.0;
    /// Shorter tables are too easily as tall as something else.
    const SHORTEST: f32 = 60.0;
    let is_lone = |g: &Group| g.horizontal.is_empty() && g.vertical.len() == 1;
    /// A page with more such lines is a drawing.
    const MOST: usize = 40;
    let sides = found.iter().filter(|g| is_lone(g)).count();
    if sides == 0 || sides > MOST {
        return found;
    }
    let (mut lone, mut tables): (Vec<Group>, Vec<Group>) =
        found.drain(..).partition(is_lone);
    let owner = |tables: &[Group], side: &Ruling| {
        tables.iter().position(|table| {
            let rect = table.rect();
            let beside = side.at < rect.x0 && rect.x0 - side.at < WIDEST
                || side.at > rect.x1 && side.at - rect.x1 < WIDEST;
            beside
                && table.has_columns()
                && table.horizontal.len() > 1
                && rect.height() > SHORTEST
                && (side.span.start - rect.y0).abs() < ENDS
                && (side.span.end - rect.y1).abs() < ENDS
        })
    };
    // A border that was found brings the one beyond it within reach.
    while let Some((i, table)) = lone
        .iter()
        .enumerate()
        .find_map(|(i, g)| Some((i, owner(&tables, &g.vertical[0])?)))
    {
        let side = lone.remove(i).vertical[0];
        let verticals = &mut tables[table].vertical;
        let at = verticals.partition_point(|v| v.at <= side.at);
        verticals.insert(at, side);
    }
    tables.extend(lone);
    tables
}

fn find(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

fn union(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(parent, a), find(parent, b));
    if a != b {
        parent[a.max(b)] = a.min(b);
    }
}

/// Rulings of one axis with touching pieces on the same line joined, ordered by place.
fn merged(rulings: &[Ruling], axis: Axis) -> Vec<Ruling> {
    let mut all: Vec<Ruling> = rulings
        .iter()
        .filter(|r| r.axis == axis && r.span.len() > 0.0 && r.at.is_finite())
        .copied()
        .collect();
    all.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.span.start.total_cmp(&b.span.start)));
    let mut out: Vec<Ruling> = Vec::with_capacity(all.len());
    let mut start = 0;
    while start < all.len() {
        // One cluster: no step wider than SNAP / 2 and no wider than SNAP in all.
        let mut end = start + 1;
        while end < all.len()
            && all[end].at - all[end - 1].at <= SNAP / 2.0
            && all[end].at - all[start].at <= SNAP
        {
            end += 1;
        }
        let mut pieces = all[start..end].to_vec();
        pieces.sort_by(|a, b| a.span.start.total_cmp(&b.span.start));
        for piece in pieces {
            match out.last_mut() {
                Some(last)
                    if (last.at - piece.at).abs() <= SNAP
                        && piece.span.start <= last.span.end + JOIN
                        && piece.span.start >= last.span.start =>
                {
                    last.span.end = last.span.end.max(piece.span.end);
                    last.width = last.width.max(piece.width);
                    last.dashed &= piece.dashed;
                }
                _ => out.push(piece),
            }
        }
        start = end;
    }
    out.sort_by(|a, b| a.at.total_cmp(&b.at));
    out
}

/// Snaps the places of lines to common ones.
fn snapped(rulings: &[Ruling]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut weight = 0.0f32;
    for r in rulings {
        match lines.last_mut() {
            Some(line) if r.at - line.at <= SNAP => {
                let own = r.span.len().max(0.1);
                line.at = (line.at * weight + r.at * own) / (weight + own);
                weight += own;
                line.spans.push(r.span);
            }
            _ => {
                weight = r.span.len().max(0.1);
                lines.push(Line { at: r.at, spans: vec![r.span] });
            }
        }
    }
    for line in &mut lines {
        line.spans = joined(std::mem::take(&mut line.spans));
    }
    lines
}

fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end + JOIN => {
                last.end = last.end.max(span.end);
            }
            _ => out.push(span),
        }
    }
    out
}

/// The slots of one group of lines and the rooms they form; every slot is in one room.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// x of the column borders, one more than there are columns.
    pub xs: Vec<f32>,
    /// y of the row borders, one more than there are rows.
    pub ys: Vec<f32>,
    /// Rooms ordered by first row, then first column.
    pub rooms: Vec<Room>,
}

impl Plan {
    /// The rectangle of a room, from line to line.
    pub fn rect(&self, (rows, cols): &Room) -> Rect {
        let (xs, ys) = (&self.xs, &self.ys);
        Rect::new(xs[cols.start], ys[rows.start], xs[cols.end], ys[rows.end])
    }
}

/// What the lines of a group enclose.
#[derive(Debug, Clone, PartialEq)]
pub enum Enclosed {
    /// Nothing.
    Nothing,
    /// Slots and rooms.
    Rooms(Plan),
    /// More slots than any table has, down and across: nobody looked for rooms.
    TooFine(usize, usize),
}

/// The plan of a group; `None` where its lines enclose nothing, or are too many.
pub fn plan(group: &Group, has_ink: impl Fn(Axis, f32, f32) -> bool) -> Option<Plan> {
    match enclosed(group, has_ink) {
        Enclosed::Rooms(plan) => Some(plan),
        Enclosed::Nothing | Enclosed::TooFine(..) => None,
    }
}

/// What the lines of a group enclose.
///
/// `has_ink` says whether something is printed between two neighbouring lines of an axis;
/// two lines with nothing but a sliver between them are one thick line.
pub fn enclosed(group: &Group, has_ink: impl Fn(Axis, f32, f32) -> bool) -> Enclosed {
    let outline = group.rect();
    let mut horizontal = snapped(&group.horizontal);
    let mut vertical = snapped(&group.vertical);
    if horizontal.is_empty() || vertical.is_empty() {
        return Enclosed::Nothing;
    }
    open_sides(&mut vertical, outline.x0, outline.x1, outline.y0, outline.y1);
    open_sides(&mut horizontal, outline.y0, outline.y1, outline.x0, outline.x1);
    if vertical.len() < 2 || horizontal.len() < 2 {
        return Enclosed::Nothing;
    }
    let vertical = without_slivers(vertical, |a, b| has_ink(Axis::Vertical, a, b));
    let horizontal = without_slivers(horizontal, |a, b| has_ink(Axis::Horizontal, a, b));
    let (n_rows, n_cols) = (horizontal.len() - 1, vertical.len() - 1);
    if n_rows == 0 || n_cols == 0 {
        return Enclosed::Nothing;
    }
    if n_cols > MOST_COLUMNS || n_rows.saturating_mul(n_cols) > MOST_SLOTS {
        return Enclosed::TooFine(n_rows, n_cols);
    }
    let xs: Vec<f32> = vertical.iter().map(|l| l.at).collect();
    let ys: Vec<f32> = horizontal.iter().map(|l| l.at).collect();
    let rooms = rooms(&horizontal, &vertical, &xs, &ys);
    Enclosed::Rooms(Plan { xs, ys, rooms })
}

/// Adds the outer border where the lines of the other axis run on without one.
fn open_sides(lines: &mut Vec<Line>, first: f32, last: f32, from: f32, to: f32) {
    let border = |at| Line { at, spans: vec![Span::new(from, to)] };
    match lines.first() {
        Some(line) if line.at - first <= OPEN_SIDE => {}
        _ => lines.insert(0, border(first)),
    }
    match lines.last() {
        Some(line) if last - line.at <= OPEN_SIDE => {}
        _ => lines.push(border(last)),
    }
}

/// Joins lines with nothing but a sliver between them; two at least are kept.
fn without_slivers(lines: Vec<Line>, has_ink: impl Fn(f32, f32) -> bool) -> Vec<Line> {
    let mut left = lines.len();
    let mut kept: Vec<Line> = Vec::with_capacity(left);
    for line in lines {
        match kept.last_mut() {
            Some(last)
                if line.at - last.at < SLIVER
                    && left > 2
                    && !has_ink(last.at, line.at) =>
            {
                left -= 1;
                last.spans.extend(line.spans);
            }
            _ => kept.push(line),
        }
    }
    for line in &mut kept {
        line.spans = joined(std::mem::take(&mut line.spans));
    }
    kept
}

/// Slots down and slots across, half open.
pub type Room = (Range<usize>, Range<usize>);

/// Unites slots that no wall divides; every room comes out as rectangles.
fn rooms(horizontal: &[Line], vertical: &[Line], xs: &[f32], ys: &[f32]) -> Vec<Room> {
    let (n_rows, n_cols) = (ys.len() - 1, xs.len() - 1);
    let slot = |r: usize, c: usize| r * n_cols + c;
    let mut parent: Vec<usize> = (0..n_rows * n_cols).collect();
    for r in 0..n_rows {
        for c in 0..n_cols {
            if c + 1 < n_cols {
                let line = &vertical[c + 1];
                let side = ys[r + 1] - ys[r];
                if line.covered(ys[r], ys[r + 1]) < side * WALL {
                    union(&mut parent, slot(r, c), slot(r, c + 1));
                }
            }
            if r + 1 < n_rows {
                let line = &horizontal[r + 1];
                let side = xs[c + 1] - xs[c];
                if line.covered(xs[c], xs[c + 1]) < side * WALL {
                    union(&mut parent, slot(r, c), slot(r + 1, c));
                }
            }
        }
    }
    let mut room_of = vec![0usize; n_rows * n_cols];
    for (i, room) in room_of.iter_mut().enumerate() {
        *room = find(&mut parent, i);
    }
    // A room that is not a rectangle (a wall that ends in mid-air) is taken apart, widest
    // first row at a time, so that the grid stays a tiling.
    let mut taken = vec![false; n_rows * n_cols];
    let mut out = Vec::new();
    for r in 0..n_rows {
        for c in 0..n_cols {
            if taken[slot(r, c)] {
                continue;
            }
            let room = room_of[slot(r, c)];
            let free = |r: usize, c: usize, taken: &[bool]| {
                room_of[slot(r, c)] == room && !taken[slot(r, c)]
            };
            let mut c1 = c + 1;
            while c1 < n_cols && free(r, c1, &taken) {
                c1 += 1;
            }
            let mut r1 = r + 1;
            while r1 < n_rows
                && (c..c1).all(|c| free(r1, c, &taken))
                && (c == 0 || room_of[slot(r1, c - 1)] != room)
                && (c1 == n_cols || room_of[slot(r1, c1)] != room)
            {
                r1 += 1;
            }
            for r in r..r1 {
                for c in c..c1 {
                    taken[slot(r, c)] = true;
                }
            }
            out.push((r..r1, c..c1));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(axis: Axis, at: f32, from: f32, to: f32) -> Ruling {
        Ruling { axis, at, span: Span::new(from, to), width: 0.5, dashed: false }
    }

    #[test]
    fn a_missing_wall_joins_two_slots() {
        let mut rulings = vec![line(Axis::Vertical, 50.0, 20.0, 40.0)];
        for at in [0.0, 100.0] {
            rulings.push(line(Axis::Vertical, at, 0.0, 40.0));
        }
        for at in [0.0, 20.0, 40.0] {
            rulings.push(line(Axis::Horizontal, at, 0.0, 100.0));
        }
        let groups = groups(&rulings);
        let plan = plan(&groups[0], |_, _, _| false).expect("a table");
        assert_eq!(plan.rooms, [(0..1, 0..2), (1..2, 0..1), (1..2, 1..2)]);
        assert_eq!(plan.rect(&plan.rooms[0]), Rect::new(0.0, 0.0, 100.0, 20.0));
    }

    #[test]
    fn a_column_without_any_line_of_its_own_belongs_to_the_table() {
        let mut rulings = vec![line(Axis::Vertical, 0.0, 0.0, 120.0)];
        for at in [60.0, 160.0] {
            rulings.push(line(Axis::Vertical, at, 0.0, 120.0));
        }
        for at in [0.0, 40.0, 120.0] {
            rulings.push(line(Axis::Horizontal, at, 60.0, 160.0));
        }
        let groups = groups(&rulings);
        assert_eq!(groups.len(), 1);
        let plan = plan(&groups[0], |_, _, _| false).expect("a table");
        assert_eq!(plan.rooms, [(0..2, 0..1), (0..1, 1..2), (1..2, 1..2)]);
        // A line that ends elsewhere is something else.
        rulings[0].span = Span::new(0.0, 80.0);
        assert_eq!(super::groups(&rulings).len(), 2);
    }

    #[test]
    fn what_is_drawn_on_a_page_does_not_take_its_tables_along() {
        // A hatched area with fifty million crossings, and a table below it.
        let mut rulings = Vec::new();
        for i in 0..8_000 {
            let at = i as f32 * 5.0;
            rulings.push(line(Axis::Horizontal, at, 0.0, 40_000.0));
            rulings.push(line(Axis::Vertical, at, 0.0, 40_000.0));
        }
        for at in [50_000.0, 50_020.0, 50_040.0] {
            rulings.push(line(Axis::Horizontal, at, 0.0, 100.0));
        }
        for at in [0.0, 50.0, 100.0] {
            rulings.push(line(Axis::Vertical, at, 50_000.0, 50_040.0));
        }
        let groups = groups(&rulings);
        let all: Vec<Enclosed> =
            groups.iter().map(|group| enclosed(group, |_, _, _| false)).collect();
        assert_eq!(all[0], Enclosed::TooFine(7_999, 7_999));
        let Enclosed::Rooms(table) = &all[1] else { panic!("{:?}", all[1]) };
        assert_eq!((all.len(), table.rooms.len()), (2, 4));
    }

    #[test]
    fn a_plan_of_ten_thousand_lines_is_no_table_and_costs_little() {
        let mut rulings = Vec::new();
        for i in 0..10_000 {
            let at = i as f32 * 5.0;
            for axis in [Axis::Horizontal, Axis::Vertical] {
                let span = Span::new(0.0, 50_000.0);
                rulings.push(Ruling { axis, at, span, width: 0.5, dashed: false });
            }
        }
        let groups = groups(&rulings);
        assert_eq!(groups.len(), 1);
        assert_eq!(plan(&groups[0], |_, _, _| false), None);
    }
}
