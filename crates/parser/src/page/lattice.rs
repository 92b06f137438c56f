//! A ruled page to grids: rooms become cells, and characters go to cells by position.

use crate::page::broken;
use crate::page::grid::{Cell, Grid, GridOrigin};
use crate::page::ink;
use crate::page::sheet;
use crate::page::sheet::Sheet;
use extractor::walls::{self, Enclosed, Group};
use extractor::{Axis, Rect};

/// Grids of all ruled tables of a page, from top to bottom, with their text.
pub(crate) fn grids(page: &Sheet<'_>, groups: &[Group], origin: GridOrigin) -> Vec<Grid> {
    let mut grids: Vec<Grid> =
        groups.iter().filter_map(|group| grid_of(page, group, origin)).collect();
    // A frame around a whole table repeats what the table says: the inner one is kept.
    let inner: Vec<Rect> = grids.iter().map(|g| g.rect).collect();
    grids.retain(|g| {
        g.cells.len() > 2
            || !inner.iter().any(|r| *r != g.rect && g.rect.inflate(1.0).contains_rect(r))
    });
    grids.sort_by(|a, b| {
        a.rect.y0.total_cmp(&b.rect.y0).then(a.rect.x0.total_cmp(&b.rect.x0))
    });
    grids
}

fn grid_of(page: &Sheet<'_>, group: &Group, origin: GridOrigin) -> Option<Grid> {
    let inside = sheet::inside(page, &group.rect().inflate(0.5));
    let (mut xs, mut ys): (Vec<f32>, Vec<f32>) =
        ink::middles(page, &inside).into_iter().unzip();
    xs.sort_by(f32::total_cmp);
    ys.sort_by(f32::total_cmp);
    let enclosed = walls::enclosed(group, |axis, a, b| {
        let places = match axis {
            Axis::Vertical => &xs,
            Axis::Horizontal => &ys,
        };
        places.get(places.partition_point(|at| *at <= a)).is_some_and(|at| *at < b)
    });
    let mut plan = match enclosed {
        Enclosed::Rooms(plan) => plan,
        // A hatched drawing without a character holds nothing.
        Enclosed::TooFine(rows, columns) if !xs.is_empty() => {
            page.meet(format!("a grid of {rows} by {columns} slots"));
            return None;
        }
        Enclosed::TooFine(..) | Enclosed::Nothing => return None,
    };
    if origin != GridOrigin::Tabbed {
        page.meet_glyphs(inside.len());
    }
    if origin == GridOrigin::Ruled && page.scan.is_none() {
        broken::part(&mut plan, page, &inside);
    }
    let cells = plan
        .rooms
        .iter()
        .map(|room| {
            let rect = plan.rect(room);
            Cell {
                rect,
                rows: room.0.clone(),
                cols: room.1.clone(),
                trusted: true,
                confidence: 1.0,
                open_above: room.0.start == 0 && is_open(group, &rect, rect.y0),
                open_below: room.0.end + 1 == plan.ys.len()
                    && is_open(group, &rect, rect.y1),
                ..Cell::default()
            }
        })
        .collect();
    let (xs, ys) = (plan.xs, plan.ys);
    let (n_rows, n_cols) = (ys.len() - 1, xs.len() - 1);
    let mut grid = Grid {
        page: page.number,
        rect: Rect::new(xs[0], ys[0], xs[n_cols], ys[n_rows]),
        n_rows,
        n_cols,
        cells,
        origin,
        leftover: 0,
        xs,
        ys,
    };
    ink::fill(&mut grid, page, &inside);
    let is_printed = grid.cells.iter().any(|c| !c.is_blank());
    // Of a picture that nobody could read the grid is all there is.
    let is_unread = page.scan.as_ref().is_some_and(|scan| !scan.recognised);
    (grid.cells.len() > 1 && (is_printed || is_unread)).then_some(grid)
}

/// Whether an edge of a cell has no ruling along most of it.
fn is_open(group: &Group, rect: &Rect, y: f32) -> bool {
    /// Rulings this near to an edge are drawn along it.
    const NEAR: f32 = 3.0;
    // They are ordered by place.
    let lines = group.horizontal();
    let first = lines.partition_point(|line| line.at <= y - NEAR);
    let covered: f32 = lines[first..]
        .iter()
        .take_while(|line| line.at < y + NEAR)
        .map(|line| (line.span.end.min(rect.x1) - line.span.start.max(rect.x0)).max(0.0))
        .sum();
    covered < 0.5 * rect.width()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn check(drawing: &str, expected: &str) {
        let page = testing::page(drawing);
        let groups = walls::groups(&page.rulings);
        let grids = grids(&Sheet::of(&page), &groups, GridOrigin::Ruled);
        let got: Vec<String> = grids.iter().map(testing::cells).collect();
        assert_eq!(got.join("--\n").trim(), expected.trim());
        for grid in &grids {
            for row in 0..grid.n_rows {
                for col in 0..grid.n_cols {
                    let n = grid
                        .cells
                        .iter()
                        .filter(|c| c.rows.contains(&row) && c.cols.contains(&col))
                        .count();
                    assert_eq!(n, 1, "slot {row},{col} must be covered once");
                }
            }
        }
    }

    #[test]
    fn merged_headers_fall_out_of_missing_walls() {
        check(
            "
┌─────────┬────┐
│  收入   │合计│
├────┬────┤    │
│项目│金额│    │
├────┼────┼────┤
│a   │1.00│2.00│
└────┴────┴────┘
",
            "
[0 0..2 收入] [0..2 2 合计]
[1 0 项目] [1 1 金额]
[2 0 a] [2 1 1.00] [2 2 2.00]
",
        );
    }

    #[test]
    fn open_sides_are_closed_by_the_horizontal_lines() {
        check(
            "
──────┬──────┬──────
 项目 │ 预算 │ 决算
──────┼──────┼──────
 货物 │ 1.00 │ 2.00
──────┴──────┴──────
",
            "
[0 0 项目] [0 1 预算] [0 2 决算]
[1 0 货物] [1 1 1.00] [1 2 2.00]
",
        );
    }

    #[test]
    fn two_tables_one_above_the_other_stay_two() {
        check(
            "
┌────┬────┐
│a   │b   │
└────┴────┘
 between
┌────┬────┐
│c   │d   │
└────┴────┘
",
            "
[0 0 a] [0 1 b]
--
[0 0 c] [0 1 d]
",
        );
    }

    #[test]
    fn a_room_that_is_no_rectangle_is_taken_apart() {
        check(
            "
┌────┬────┐
│a   │b   │
│    └────┤
│c        │
└─────────┘
",
            "
[0 0 a] [0 1 b]
[1 0..2 c]
",
        );
    }

    #[test]
    fn side_by_side_panels_keep_their_own_rows() {
        check(
            "
┌────┬────┬────┐
│a   │1.00│x   │
├────┼────┤    │
│b   │2.00│    │
└────┴────┴────┘
",
            "
[0 0 a] [0 1 1.00] [0..2 2 x]
[1 0 b] [1 1 2.00]
",
        );
    }
}
