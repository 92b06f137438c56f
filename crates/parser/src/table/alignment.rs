//! Where the numbers of a table stand in their cells: all at the right end, at the left one
//! or in the middle. A number that stands elsewhere has lost a digit, to another cell or to
//! the next line, or has taken one.

use crate::page::grid::{Cell, Grid, GridOrigin};
use std::collections::BTreeMap;

/// Numbers that show how a table stands its numbers, and how a column does.
const LEAST: usize = 4;
const LEAST_OF_COLUMN: usize = 3;
/// The share of them that stand alike.
const SHARE: f32 = 0.75;
/// Numbers that stand alike stand within this part of their height of each other; …
const ALIKE: f32 = 0.15;
/// … a digit is half as wide as high, and one that is lost moves an end by more than this.
const STRAY: f32 = 0.3;
/// Where more than one in so many stand elsewhere, nothing follows from it.
const MANY: usize = 8;

/// The left end, the middle and the right end.
const ANCHORS: usize = 3;

/// Where a number stands.
pub(crate) struct Place {
    /// Row and value of the table.
    at: (usize, usize),
    /// Piece of the table and slot of the column.
    column: (usize, usize),
    /// Left end, middle and right end on the page.
    ends: [f32; ANCHORS],
    /// The same from the cell's own left end, middle and right end.
    insets: Option<[f32; ANCHORS]>,
    height: f32,
}

impl Place {
    /// Where the number of a cell stands; `None` where no place is printed.
    pub(crate) fn of(
        at: (usize, usize),
        piece: usize,
        cell: &Cell,
        grid: &Grid,
    ) -> Option<Self> {
        if grid.origin == GridOrigin::Tabbed || cell.recognised || cell.lines.len() != 1 {
            return None;
        }
        let (ink, own) = (cell.ink, cell.rect);
        let ends = [ink.x0, ink.center_x(), ink.x1];
        let insets = [ink.x0 - own.x0, ink.center_x() - own.center_x(), ink.x1 - own.x1];
        let is_ruled = grid.origin == GridOrigin::Ruled;
        let height = ink.height();
        (height > 0.0).then_some(Place {
            at,
            column: (piece, cell.cols.end),
            ends,
            insets: is_ruled.then_some(insets),
            height,
        })
    }
}

/// The numbers of a table that stand elsewhere than the others, as row and value.
pub(crate) fn strays(places: &[Place]) -> Vec<(usize, usize)> {
    let columns = by_column(places);
    let Some(anchor) = anchor(places.len(), &columns) else { return Vec::new() };
    let mut out = Vec::new();
    let whole =
        usual(places.iter().filter_map(|p| Some((p.insets?[anchor], p.height))), LEAST);
    for column in columns.values() {
        let ends = || column.iter().map(|p| (p.ends[anchor], p.height));
        let own = usual(ends(), LEAST_OF_COLUMN);
        for place in column {
            let off = match (own, whole, place.insets) {
                (Some(own), _, _) => place.ends[anchor] - own,
                (None, Some(whole), Some(insets)) if column.len() < LEAST_OF_COLUMN => {
                    insets[anchor] - whole
                }
                _ => continue,
            };
            if off.abs() > STRAY * place.height {
                out.push(place.at);
            }
        }
    }
    if out.len() > (places.len() / MANY).max(2) {
        out.clear();
    }
    out
}

/// The end at which the numbers stand alike, where that can be told: numbers of one width
/// stand alike at both.
fn anchor(count: usize, columns: &Columns<'_>) -> Option<usize> {
    let alike = |anchor: usize| -> usize {
        let of_columns =
            columns.values().filter(|c| c.len() >= LEAST_OF_COLUMN).map(|column| {
                mode(
                    &column
                        .iter()
                        .map(|p| (p.ends[anchor], p.height))
                        .collect::<Vec<_>>(),
                )
                .1
            });
        let few: Vec<(f32, f32)> = columns
            .values()
            .filter(|c| c.len() < LEAST_OF_COLUMN)
            .flatten()
            .filter_map(|p| Some((p.insets?[anchor], p.height)))
            .collect();
        of_columns.sum::<usize>() + mode(&few).1
    };
    let counts = [0, 1, 2].map(alike);
    let best = (0..ANCHORS).max_by_key(|a| counts[*a])?;
    let is_clear = (0..ANCHORS).all(|a| a == best || counts[a] + 2 <= counts[best]);
    let is_usual = counts[best] as f32 >= SHARE * count as f32;
    (count >= LEAST && is_clear && is_usual).then_some(best)
}

/// The numbers of each piece's columns.
type Columns<'p> = BTreeMap<(usize, usize), Vec<&'p Place>>;

fn by_column(places: &[Place]) -> Columns<'_> {
    let mut out = Columns::new();
    for place in places {
        out.entry(place.column).or_default().push(place);
    }
    out
}

/// Where most of at least so many numbers stand.
fn usual(ends: impl Iterator<Item = (f32, f32)>, least: usize) -> Option<f32> {
    let ends: Vec<(f32, f32)> = ends.collect();
    let (at, count) = mode(&ends);
    (ends.len() >= least && count as f32 >= SHARE * ends.len() as f32).then_some(at)
}

/// The place at which most stand, and how many do.
fn mode(ends: &[(f32, f32)]) -> (f32, usize) {
    let mut sorted = ends.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = (0.0, 0);
    let mut from = 0;
    for (to, (end, height)) in sorted.iter().enumerate() {
        while end - sorted[from].0 > ALIKE * height {
            from += 1;
        }
        if to + 1 - from > best.1 {
            best = (f32::midpoint(sorted[from].0, *end), to + 1 - from);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of one column by their left and right ends.
    fn column(slot: usize, ends: &[(f32, f32)]) -> Vec<Place> {
        let place = |(row, (x0, x1)): (usize, &(f32, f32))| Place {
            at: (row, slot),
            column: (0, slot),
            ends: [*x0, f32::midpoint(*x0, *x1), *x1],
            insets: Some([*x0, f32::midpoint(*x0, *x1) - 50.0, *x1 - 100.0]),
            height: 9.0,
        };
        ends.iter().enumerate().map(place).collect()
    }

    #[test]
    fn a_number_that_ends_before_the_others_is_a_stray() {
        let ends = [(70.0, 97.0), (61.0, 97.0), (75.0, 92.5), (79.0, 97.0), (65.5, 97.0)];
        assert_eq!(strays(&column(1, &ends)), [(2, 1)]);
    }

    #[test]
    fn a_row_of_numbers_stands_alike_in_its_cells() {
        let ends = [(70.0, 97.0), (61.0, 97.0), (75.0, 92.5), (79.0, 97.0), (65.5, 97.0)];
        let row: Vec<Place> =
            ends.iter().enumerate().flat_map(|(slot, e)| column(slot, &[*e])).collect();
        assert_eq!(strays(&row), [(0, 2)]);
    }

    #[test]
    fn numbers_in_the_middle_of_their_cells_have_no_end() {
        let ends = [(30.0, 70.0), (40.0, 60.0), (35.0, 65.0), (45.0, 55.0), (20.0, 80.0)];
        assert_eq!(strays(&column(0, &ends)), []);
    }

    #[test]
    fn where_ends_differ_nothing_follows() {
        let ends = [(30.0, 77.0), (45.0, 68.0), (35.0, 95.0), (60.0, 85.0), (20.0, 80.0)];
        assert_eq!(strays(&column(0, &ends)), []);
        assert_eq!(strays(&[]), []);
    }
}
