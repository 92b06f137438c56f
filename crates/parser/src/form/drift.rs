//! Rows of text input whose words stand under the wrong heads, put right by meaning.
//!
//! Text made from a page cannot show merged cells, and drops the blank ones at random:
//! `质量指标⇥⇥每天打扫卫生次数⇥≥2次` is a 二级, a 三级 and a value all the same.

use super::heads::{Aligned, Block, Head};
use super::label::{self, Column, Region};
use super::view::{CellAt, RowAt, View};

/// Assigns the printed cells of a row to the columns of a block.
pub(super) fn align(view: &mut View<'_>, at: RowAt, block: &Block) -> Aligned {
    let mut cells = view.printed(at);
    if let Some(&first) = cells.first()
        && matches!(
            label::region(view.key(first)),
            Some(Region::Indicators | Region::IndicatorsFull)
        )
        && view.cell(first).cols.start < block.heads.first().map_or(0, |h| h.slot)
    {
        view.take(first);
        cells.remove(0);
    }
    direct(view, &cells, block).unwrap_or_else(|| by_meaning(view, &cells, block))
}

fn is_level2(view: &View<'_>, cell: CellAt) -> bool {
    label::is_level2(view.text(cell)) || label::is_cut_level2(view.text(cell))
}

/// Every word under its own head, and no word that belongs under another.
fn direct(view: &View<'_>, cells: &[CellAt], block: &Block) -> Option<Aligned> {
    let mut aligned = Aligned::default();
    for &cell in cells {
        let slot = view.cell(cell).cols.start;
        let head = block.heads.iter().find(|h| h.slot == slot)?;
        let fits = match head.column {
            Column::Level1 => label::level1(view.text(cell)).is_some(),
            Column::Level2 => is_level2(view, cell),
            Column::Level3 | Column::Value | Column::ValueFull => !is_level2(view, cell),
            _ => true,
        };
        if !fits {
            return None;
        }
        aligned.cells.push((head.half, head.column, cell));
    }
    Some(aligned)
}

fn by_meaning(view: &View<'_>, cells: &[CellAt], block: &Block) -> Aligned {
    let mut aligned = Aligned::default();
    let mut rest = cells;
    let has_level1 = block.heads.iter().any(|h| h.column == Column::Level1);
    if let [first, tail @ ..] = rest
        && has_level1
        && label::level1(view.text(*first)).is_some()
        // 成本指标 is a 二级 in the older regime: it is a 一级 only before another 二级.
        && (!is_level2(view, *first) || tail.first().is_some_and(|&t| is_level2(view, t)))
    {
        aligned.cells.push((0, Column::Level1, *first));
        rest = tail;
    }
    let marks: Vec<usize> =
        (0..rest.len()).filter(|&i| is_level2(view, rest[i])).collect();
    let parts: Vec<&[CellAt]> = match (block.halves, marks.as_slice()) {
        (1, _) => vec![rest],
        (2, [_, second]) => vec![&rest[..*second], &rest[*second..]],
        (2, [only]) if *only > 0 => vec![&rest[..*only], &rest[*only..]],
        (2, [_]) if rest.len() % 2 == 1 => {
            let (left, right) = rest.split_at(rest.len() / 2 + 1);
            vec![left, right]
        }
        (2, []) if rest.len().is_multiple_of(2) => {
            let (left, right) = rest.split_at(rest.len() / 2);
            vec![left, right]
        }
        _ => Vec::new(),
    };
    for (half, cells) in parts.into_iter().enumerate() {
        assign(view, cells, block, half, &mut aligned);
    }
    aligned
}

/// Gives one half's words to its columns: 二级 by meaning, the others in their order.
fn assign(
    view: &View<'_>,
    cells: &[CellAt],
    block: &Block,
    half: usize,
    aligned: &mut Aligned,
) {
    let heads: Vec<&Head> = block
        .heads
        .iter()
        .filter(|h| h.half == half && h.column != Column::Level1)
        .collect();
    let mut cells = cells;
    let mut shift = 0isize;
    if let [first, tail @ ..] = cells
        && is_level2(view, *first)
        && let Some(head) = heads.iter().find(|h| h.column == Column::Level2)
    {
        aligned.cells.push((half, Column::Level2, *first));
        shift = view.cell(*first).cols.start as isize - head.slot as isize;
        cells = tail;
    }
    let heads: Vec<&&Head> =
        heads.iter().filter(|h| h.column != Column::Level2).collect();
    if cells.len() == heads.len() {
        for (head, &cell) in heads.iter().zip(cells) {
            aligned.cells.push((half, head.column, cell));
        }
        return;
    }
    // Fewer words than columns: each goes to the head at its place, moved as 二级 is.
    for &cell in cells {
        let slot = view.cell(cell).cols.start as isize - shift;
        let free =
            |h: &&&&Head| !aligned.cells.iter().any(|c| c.0 == half && c.1 == h.column);
        let head = heads.iter().filter(free).find(|h| h.slot as isize == slot);
        if let Some(head) = head {
            aligned.cells.push((half, head.column, cell));
        }
    }
}
