//! Rulings of which a piece is missing: what is printed beside the gap says that they part
//! two cells all the same.
//!
//! A missing piece makes one room of two, just as a merged cell does. Two numbers in it, each
//! level with its own row or under its own column, were never merged.

use crate::page::lines::cluster_lines;
use crate::words::amount;
use extractor::walls::{Plan, Room};
use extractor::{Page, Rect};
use std::collections::BTreeSet;
use std::ops::Range;

/// Characters farther apart than so many font sizes are two words.
const WORDS_APART: f32 = 0.5;
/// Words of one row stand no farther from each other's level than so many font sizes.
const LEVEL: f32 = 0.3;
/// Text that stands so many font sizes or less from where a ruling would be straddles it.
const STRADDLES: f32 = 0.35;
/// A line has room for more if so many font sizes of it are free.
const ROOM: f32 = 2.2;
/// Right edges of one column agree to so many points.
const ALIGNED: f32 = 0.8;
/// So many numbers say where a column's numbers end.
const LEAST: usize = 3;

/// Characters that stand together in one room.
#[derive(Debug, Clone)]
struct Word {
    rect: Rect,
    size: f32,
    text: String,
}

impl Word {
    fn is_number(&self) -> bool {
        amount::is_number(&self.text)
    }

    /// A number that can be nothing but an amount.
    fn is_amount(&self) -> bool {
        self.is_number() && self.text.contains(['.', ',', '．', '，'])
    }

    fn is_figure(&self) -> bool {
        use crate::disclosure::ValueState::{Dash, Number, Zero};
        matches!(amount::read(&self.text).state, Number | Zero | Dash)
    }
}

/// The words of a sheet by the slot in which their middle stands.
struct Words {
    n_cols: usize,
    by_slot: Vec<Vec<Word>>,
}

impl Words {
    /// Parts the glyphs of every room into words.
    fn of(plan: &Plan, page: &Page, inside: &[usize]) -> Self {
        let (n_rows, n_cols) = (plan.ys.len() - 1, plan.xs.len() - 1);
        let mut room_at = vec![usize::MAX; n_rows * n_cols];
        for (i, (rows, cols)) in plan.rooms.iter().enumerate() {
            for row in rows.clone() {
                room_at[row * n_cols + cols.start..row * n_cols + cols.end].fill(i);
            }
        }
        let slot = |rect: &Rect| -> Option<usize> {
            let col =
                plan.xs.partition_point(|at| *at <= rect.center_x()).checked_sub(1)?;
            let row =
                plan.ys.partition_point(|at| *at <= rect.center_y()).checked_sub(1)?;
            (col < n_cols && row < n_rows).then_some(row * n_cols + col)
        };
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); plan.rooms.len()];
        for &g in inside {
            let own =
                slot(&page.glyphs[g].rect).and_then(|at| members.get_mut(room_at[at]));
            if let Some(own) = own {
                own.push(g);
            }
        }
        let mut by_slot: Vec<Vec<Word>> = vec![Vec::new(); n_rows * n_cols];
        for glyphs in members {
            for line in cluster_lines(&page.glyphs, glyphs) {
                let mut words: Vec<Word> = Vec::new();
                for g in line {
                    let glyph = &page.glyphs[g];
                    match words.last_mut() {
                        Some(last)
                            if glyph.rect.x0 - last.rect.x1
                                <= glyph.size.max(last.size) * WORDS_APART =>
                        {
                            last.rect = last.rect.union(&glyph.rect);
                            last.size = last.size.max(glyph.size);
                            last.text.push_str(&glyph.text);
                        }
                        _ => words.push(Word {
                            rect: glyph.rect,
                            size: glyph.size.max(1.0),
                            text: glyph.text.to_string(),
                        }),
                    }
                }
                for word in words {
                    if let Some(at) = slot(&word.rect) {
                        by_slot[at].push(word);
                    }
                }
            }
        }
        Self { n_cols, by_slot }
    }

    /// The words of a room, row by row.
    fn in_room(&self, (rows, cols): &Room) -> Vec<&Word> {
        let slots = rows.clone().flat_map(|r| cols.clone().map(move |c| (r, c)));
        slots.flat_map(|(r, c)| &self.by_slot[r * self.n_cols + c]).collect()
    }
}

/// Parts the rooms of a plan where a ruling is broken, by the legible glyphs inside it.
pub(crate) fn part(plan: &mut Plan, page: &Page, inside: &[usize]) {
    if plan.rooms.iter().all(|(rows, cols)| rows.len() == 1 && cols.len() == 1) {
        return;
    }
    let words = Words::of(plan, page, inside);
    let levels = levels(plan, &words);
    let inner = |range: &Range<usize>| range.start + 1..range.end;
    let crossed: BTreeSet<usize> =
        plan.rooms.iter().flat_map(|(rows, _)| inner(rows)).collect();
    for k in crossed {
        down(plan, &words, &levels, k);
    }
    let crossed: BTreeSet<usize> =
        plan.rooms.iter().flat_map(|(_, cols)| inner(cols)).collect();
    for k in crossed {
        across(plan, &words, k);
    }
    plan.rooms.sort_by_key(|(rows, cols)| (rows.start, cols.start));
}

/// Where the words of rooms stand that lie in one row alone.
#[derive(Default)]
struct Levels {
    own: Vec<f32>,
    has_amount: bool,
}

fn levels(plan: &Plan, words: &Words) -> Vec<Levels> {
    let mut out: Vec<Levels> = Vec::new();
    out.resize_with(plan.ys.len() - 1, Levels::default);
    for room in plan.rooms.iter().filter(|(rows, _)| rows.len() == 1) {
        let levels = &mut out[room.0.start];
        for word in words.in_room(room) {
            levels.has_amount |= word.is_amount();
            levels.own.push(word.rect.center_y());
        }
    }
    out
}

impl Levels {
    fn holds(&self, word: &Word) -> bool {
        let near = |y: &f32| (y - word.rect.center_y()).abs() <= word.size * LEVEL;
        self.own.iter().any(near)
    }
}

/// Parts rooms at the ruling above row `k`, if what they print says that it is broken there.
fn down(plan: &mut Plan, words: &Words, levels: &[Levels], k: usize) {
    let crosses = |room: &Room| room.0.start < k && k < room.0.end;
    let (above, below) = (&levels[k - 1], &levels[k]);
    if above.own.is_empty() || below.own.is_empty() {
        return;
    }
    let at = plan.ys[k];
    // Of words that stand clear of the ruling's place, those above it and those below.
    let sides = |room: &Room| -> Option<(Vec<Word>, Vec<Word>)> {
        let all = words.in_room(room);
        let clear = |w: &&Word| (w.rect.center_y() - at).abs() > w.size * STRADDLES;
        all.iter().all(clear).then(|| {
            all.into_iter().cloned().partition(|w: &Word| w.rect.center_y() < at)
        })
    };
    let two_numbers = |room: &Room, upper: &[Word], lower: &[Word]| -> bool {
        let (Some(a), Some(b)) = (upper.last(), lower.first()) else { return false };
        let wraps = amount::is_number(&format!("{}{}", a.text, b.text))
            && !has_room(plan, room, a);
        above.holds(a) && below.holds(b) && a.is_figure() && b.is_figure() && !wraps
    };
    let second_alone = |room: &Room, upper: &[Word], lower: &[Word]| -> bool {
        let [only] = lower else { return false };
        upper.is_empty()
            && room.0.len() == 2
            && only.is_amount()
            && below.holds(only)
            && !above.holds(only)
    };
    let two_labels = |room: &Room, upper: &[Word], lower: &[Word]| -> bool {
        let (Some(a), Some(b)) = (upper.last(), lower.first()) else { return false };
        above.has_amount
            && below.has_amount
            && upper.len() == 1
            && room.0.len() == 2
            && above.holds(a)
            && below.holds(b)
            && has_room(plan, room, a)
    };
    let mut broken = false;
    let mut parted: Vec<usize> = Vec::new();
    for (i, room) in plan.rooms.iter().enumerate().filter(|(_, room)| crosses(room)) {
        let Some((upper, lower)) = sides(room) else { continue };
        let figures = upper.iter().chain(&lower).all(Word::is_figure);
        let says = figures
            && (two_numbers(room, &upper, &lower) || second_alone(room, &upper, &lower));
        broken |= says;
        // Beside a broken ruling a blank or a number of one row alone is no merged cell.
        let follows = figures
            && upper.last().is_none_or(|w| above.holds(w))
            && lower.first().is_none_or(|w| below.holds(w));
        if says || follows || two_labels(room, &upper, &lower) {
            parted.push(i);
            broken |= !figures;
        }
    }
    if broken {
        for i in parted {
            let (rows, cols) = plan.rooms[i].clone();
            plan.rooms[i].0 = rows.start..k;
            plan.rooms.push((k..rows.end, cols));
        }
    }
}

/// Whether a line of a room leaves room for more: then nothing wrapped to the next line.
fn has_room(plan: &Plan, (_, cols): &Room, line: &Word) -> bool {
    let width = plan.xs[cols.end] - plan.xs[cols.start];
    width - line.rect.width() > line.size * ROOM
}

/// Parts rooms at the ruling left of column `k`.
fn across(plan: &mut Plan, words: &Words, k: usize) {
    let crosses = |room: &Room| room.1.start < k && k < room.1.end;
    let at = plan.xs[k];
    // Rows in which the ruling is drawn.
    let n_rows = plan.ys.len() - 1;
    let mut drawn = vec![false; n_rows];
    for (rows, _) in plan.rooms.iter().filter(|(_, cols)| cols.start == k) {
        drawn[rows.clone()].fill(true);
    }
    let ends = |column: usize| -> Vec<f32> {
        let single = plan.rooms.iter().filter(|(_, cols)| *cols == (column..column + 1));
        let all = single.flat_map(|room| words.in_room(room));
        all.filter(|w| w.is_amount()).map(|w| w.rect.x1).collect()
    };
    let (mut before, mut after) = (None, None);
    let mut parted: Vec<usize> = Vec::new();
    for (i, room) in plan.rooms.iter().enumerate().filter(|(_, room)| crosses(room)) {
        let (rows, cols) = room;
        let beside = rows.start > 0 && drawn[rows.start - 1]
            || rows.end < n_rows && drawn[rows.end];
        let all = words.in_room(room);
        let clear = all.iter().all(|w| w.rect.x1 <= at + 0.5 || w.rect.x0 >= at - 0.5);
        if !beside || !clear || all.is_empty() {
            continue;
        }
        let (left, right): (Vec<&Word>, Vec<&Word>) =
            all.iter().partition(|w| w.rect.center_x() < at);
        let says = match (&left[..], &right[..]) {
            ([.., a], [b, ..]) => {
                a.is_amount() && b.is_figure()
                    || b.is_amount() && a.is_figure()
                    || b.is_amount() && !a.is_number() && right.len() == 1
            }
            // Where the numbers of the left column end, and not those of the right one.
            ([only], []) if only.is_amount() && cols.end == k + 1 => {
                let before = before.get_or_insert_with(|| ends(k - 1));
                let after = after.get_or_insert_with(|| ends(k));
                let near = |x: &&f32| (**x - only.rect.x1).abs() <= ALIGNED;
                before.iter().filter(near).count() >= LEAST
                    && after.iter().filter(near).count() == 0
            }
            _ => false,
        };
        if says {
            parted.push(i);
        }
    }
    for i in parted {
        let (rows, cols) = plan.rooms[i].clone();
        plan.rooms[i].1 = cols.start..k;
        plan.rooms.push((rows, k..cols.end));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn check(drawing: &str, expected: &str) {
        let page = testing::page(drawing);
        let grids = crate::page::finder::grids(&page, extractor::SourceKind::Pdf);
        let got: Vec<String> = grids.iter().map(testing::cells).collect();
        assert_eq!(got.join("--\n").trim(), expected.trim());
    }

    #[test]
    fn a_row_rule_parts_the_rows_although_a_piece_is_missing() {
        check(
            "
┌────────┬────────────┬────────┬────────┬────────┐
│ 201    │ 一般公共   │1,034.56│ 720.11 │ 314.45 │
├────────┼────────────┼────────┼────────┼────────┤
│2010501 │ 行政运行   │ 720.11 │ 720.11 │        │
├────────┼────────────┤        │        │        │
│2010505 │ 专项统计   │ 314.45 │        │ 314.45 │
└────────┴────────────┴────────┴────────┴────────┘
",
            "
[0 0 201] [0 1 一般公共] [0 2 1,034.56] [0 3 720.11] [0 4 314.45]
[1 0 2010501] [1 1 行政运行] [1 2 720.11] [1 3 720.11] [1 4 ∅]
[2 0 2010505] [2 1 专项统计] [2 2 314.45] [2 3 ∅] [2 4 314.45]
",
        );
    }

    #[test]
    fn a_number_level_with_the_second_row_is_no_number_of_the_first() {
        check(
            "
┌────────┬────────────┬────────┬────────┐
│2010501 │ 行政运行   │ 720.11 │        │
├────────┼────────────┼────────┤        │
│2010505 │ 专项统计   │ 314.45 │ 314.45 │
└────────┴────────────┴────────┴────────┘
",
            "
[0 0 2010501] [0 1 行政运行] [0 2 720.11] [0 3 ∅]
[1 0 2010505] [1 1 专项统计] [1 2 314.45] [1 3 314.45]
",
        );
    }

    #[test]
    fn two_names_stay_two_where_the_rule_between_them_is_missing() {
        check(
            "
┌────────┬────────────────┬────────┐
│2010501 │ 行政运行       │ 720.11 │
├────────┤                ├────────┤
│2010505 │ 专项统计       │ 314.45 │
└────────┴────────────────┴────────┘
",
            "
[0 0 2010501] [0 1 行政运行] [0 2 720.11]
[1 0 2010505] [1 1 专项统计] [1 2 314.45]
",
        );
    }

    #[test]
    fn merged_cells_stay_merged() {
        check(
            "
┌──────────┬────────────┬────────┬────────┐
│ 云溪市财 │ 行政运行   │ 720.11 │        │
│          ├────────────┼────────┤ 34.56  │
│ 政局     │ 专项统计   │ 314.45 │        │
└──────────┴────────────┴────────┴────────┘
",
            "
[0..2 0 云溪市财政局] [0 1 行政运行] [0 2 720.11] [0..2 3 34.56]
[1 1 专项统计] [1 2 314.45]
",
        );
    }

    #[test]
    fn a_column_rule_parts_two_numbers_although_a_piece_is_missing() {
        check(
            "
┌──────────┬────────┬────────┐
│ 行政运行 │ 720.11 │  14.45 │
├──────────┼────────┴────────┤
│ 专项统计 │ 314.45    10.00 │
├──────────┴────────┬────────┤
│ 事业运行   314.45 │  10.00 │
├──────────┬────────┼────────┤
│ 其他支出 │ 314.45 │  10.00 │
└──────────┴────────┴────────┘
",
            "
[0 0 行政运行] [0 1 720.11] [0 2 14.45]
[1 0 专项统计] [1 1 314.45] [1 2 10.00]
[2 0 事业运行] [2 1 314.45] [2 2 10.00]
[3 0 其他支出] [3 1 314.45] [3 2 10.00]
",
        );
    }

    #[test]
    fn a_number_that_ends_where_its_column_does_belongs_to_it() {
        check(
            "
┌──────────┬────────┬────────┐
│ 行政运行 │ 720.11 │  14.45 │
├──────────┼────────┼────────┤
│ 机关服务 │  20.11 │   4.45 │
├──────────┼────────┼────────┤
│ 事业运行 │ 320.11 │   1.45 │
├──────────┼────────┴────────┤
│ 专项统计 │ 314.45          │
├──────────┼─────────────────┤
│ 其他支出 │           10.00 │
└──────────┴─────────────────┘
",
            "
[0 0 行政运行] [0 1 720.11] [0 2 14.45]
[1 0 机关服务] [1 1 20.11] [1 2 4.45]
[2 0 事业运行] [2 1 320.11] [2 2 1.45]
[3 0 专项统计] [3 1 314.45] [3 2 ∅]
[4 0 其他支出] [4 1..3 10.00]
",
        );
    }
}
