//! The ways in which the outline of a table can be read, the plainest first.

use super::lines::{Line, Lines};
use crate::disclosure::Table;
use crate::table::naming::holds_part;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Which rows nothing details, and which are printed as 其中.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) is_leaf: Vec<bool>,
    pub(super) of_which: Vec<bool>,
}

impl Reading {
    /// What a table says already.
    pub(super) fn of(table: &Table) -> Self {
        Self {
            is_leaf: table.rows.iter().map(|r| r.is_leaf).collect(),
            of_which: table.rows.iter().map(|r| r.of_which).collect(),
        }
    }

    /// Nothing details anything.
    fn of_all(lines: &Lines) -> Self {
        let count = lines.all.len();
        Self { is_leaf: vec![true; count], of_which: vec![false; count] }
    }
}

/// What the print leaves open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// A name without a code above codes is the body to which they belong.
    bodies: bool,
    /// Names without a code below a code detail it.
    names: bool,
    /// A name without a mark above 一、 is detailed by what is marked.
    openers: bool,
    /// What follows 其中 without a mark belongs to it.
    lists: bool,
    /// Marks rank rows.
    marks: bool,
}

/// When one row alone may be what details the row above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    /// It has a code and the row above it has none.
    OfCodes,
    /// Or it prints words in other columns.
    OfWords,
    /// Always.
    Any,
}

/// All readings of a table; which one holds, its totals say.
pub(super) fn readings(lines: &Lines) -> impl Iterator<Item = Reading> + '_ {
    let bits = |n: u8, bit: u8| n & (1 << bit) != 0;
    let open = move |n: u8| Open {
        marks: !bits(n, 4),
        lists: bits(n, 3),
        openers: bits(n, 0),
        bodies: bits(n, 1),
        names: bits(n, 2),
    };
    let whole = (0..32u8).map(move |n| by_print(lines, open(n)));
    let summed = [Alone::OfCodes, Alone::OfWords, Alone::Any]
        .into_iter()
        .map(move |alone| by_amounts(lines, alone));
    // Breakdowns beside each other restate the same money: one of them is enough.
    let panels = lines.panels.len();
    let one = (0..panels).flat_map(move |panel| {
        let only = move |mut reading: Reading| {
            keep_panel(lines, panel, &mut reading);
            reading
        };
        (0..8u8)
            .map(move |n| only(by_print(lines, open(n))))
            .chain(std::iter::once_with(move || only(by_amounts(lines, Alone::Any))))
    });
    let several = if panels > 1 { usize::MAX } else { 0 };
    whole.chain(summed).chain(one.take(several)).map(|mut reading| {
        without_wholes(lines, &mut reading);
        reading
    })
}

/// A row that prints the whole of its panel again in every column, such as the department above
/// its units, is detailed by the others.
fn without_wholes(lines: &Lines, reading: &mut Reading) {
    for panel in &lines.panels {
        let rows = || panel.iter().map(|n| &lines.all[*n]);
        let wholes: Vec<_> = rows().filter(|r| r.is_total).map(|r| &r.amounts).collect();
        let is_whole = |row: &&Line| {
            row.rank.is_none() && row.has_amount() && wholes.contains(&&row.amounts)
        };
        for row in rows().filter(is_whole) {
            let mut others = rows().filter(|r| r.at > row.at && reading.is_leaf[r.at]);
            if others.any(Line::has_amount) {
                reading.is_leaf[row.at] = false;
            }
        }
    }
}

/// Leaves of other panels of the same side are none.
fn keep_panel(lines: &Lines, panel: usize, reading: &mut Reading) {
    let kept = &lines.all[lines.panels[panel][0]];
    for line in &lines.all {
        if line.side == kept.side && line.panel != kept.panel {
            reading.is_leaf[line.at] = false;
        }
    }
}

/// Reads codes, marks and 其中 as they are printed.
fn by_print(lines: &Lines, open: Open) -> Reading {
    let mut reading = Reading::of_all(lines);
    for panel in &lines.panels {
        let rows: Vec<&Line> = panel.iter().map(|n| &lines.all[*n]).collect();
        let mut in_list = false;
        for row in &rows {
            in_list = row.of_which || in_list && open.lists && row.is_plain();
            reading.of_which[row.at] = in_list;
        }
        let added: Vec<&Line> =
            rows.iter().copied().filter(|r| !reading.of_which[r.at]).collect();
        // Codes below the present row, as far as they are those of its body.
        let mut codes: BTreeSet<&str> = BTreeSet::new();
        for (n, row) in added.iter().enumerate().rev() {
            if row.is_total {
                reading.is_leaf[row.at] = false;
                codes.clear();
                continue;
            }
            let next = added.get(n + 1).filter(|r| !r.is_total);
            let is_detailed = match (row.code.is_empty(), row.rank) {
                (false, _) => {
                    open.bodies && holds_part(&codes, &row.code)
                        || open.names && next.is_some_and(|r| r.is_plain())
                }
                (true, Some(rank)) => {
                    open.marks && next.is_some_and(|r| r.rank.is_some_and(|r| r > rank))
                }
                (true, None) => next.is_some_and(|r| {
                    open.bodies && !r.code.is_empty() || open.openers && r.rank.is_some()
                }),
            };
            if is_detailed {
                reading.is_leaf[row.at] = false;
            }
            if open.bodies && row.is_plain() {
                codes.clear();
            } else if !row.code.is_empty() {
                codes.insert(&row.code);
            }
        }
    }
    // Where no bodies stand in the rows, codes detail each other over panels.
    let coded = || lines.all.iter().filter(|l| !l.code.is_empty() && !open.bodies);
    let mut sides: BTreeMap<u8, BTreeSet<&str>> = BTreeMap::new();
    for line in coded() {
        sides.entry(line.side).or_default().insert(&line.code);
    }
    for line in coded() {
        if holds_part(&sides[&line.side], &line.code) {
            reading.is_leaf[line.at] = false;
        }
    }
    for (leaf, of_which) in reading.is_leaf.iter_mut().zip(&reading.of_which) {
        *leaf &= !of_which;
    }
    reading
}

/// Reads a row as detailed by the rows right below it whose amounts give its own in every
/// column.
fn by_amounts(lines: &Lines, alone: Alone) -> Reading {
    let mut reading = Reading::of_all(lines);
    for panel in &lines.panels {
        // What stands below the present row and is a part of nothing, the nearest last.
        let mut roots: Vec<&Line> = Vec::new();
        for row in panel.iter().rev().map(|n| &lines.all[*n]) {
            if row.is_total {
                reading.is_leaf[row.at] = false;
                roots.clear();
                continue;
            }
            if row.of_which {
                reading.of_which[row.at] = true;
                reading.is_leaf[row.at] = false;
                continue;
            }
            let parts = parts(row, &roots, alone).unwrap_or_else(|| by_name(row, &roots));
            if parts > 0 {
                roots.truncate(roots.len() - parts);
                reading.is_leaf[row.at] = false;
            }
            roots.push(row);
        }
    }
    reading
}

/// How many of the rows below detail a row by their codes or marks.
fn by_name(row: &Line, roots: &[&Line]) -> usize {
    let is_part = |part: &&&Line| match (row.code.is_empty(), row.rank) {
        (false, _) => {
            part.code.len() > row.code.len() && part.code.starts_with(&row.code)
        }
        (true, Some(rank)) => part.code.is_empty() && part.rank.is_some_and(|r| r > rank),
        (true, None) => false,
    };
    roots.iter().rev().take_while(is_part).count()
}

/// How many of the rows below give a row's amounts, within what the print allows.
fn parts(row: &Line, roots: &[&Line], alone: Alone) -> Option<usize> {
    let wanted: BTreeMap<usize, (Decimal, Decimal)> = row
        .amounts
        .iter()
        .filter(|(_, (amount, _))| !amount.is_zero())
        .map(|(column, amount)| (*column, *amount))
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let mut sum: BTreeMap<usize, (Decimal, Decimal)> = BTreeMap::new();
    for (n, part) in roots.iter().rev().enumerate() {
        // Another body's or another list's rows are no parts of this one's.
        let is_above = !row.code.is_empty() && part.code.is_empty() && part.is_plain()
            || row.rank.is_some() && part.rank.is_some_and(|r| Some(r) < row.rank);
        if is_above {
            return None;
        }
        for (column, (amount, slack)) in &part.amounts {
            let own = sum.entry(*column).or_default();
            own.0 += amount;
            own.1 += slack;
        }
        let off = |column: &usize, (amount, slack): &(Decimal, Decimal)| {
            let (wanted, own) = wanted.get(column).copied().unwrap_or_default();
            (amount.abs() - wanted.abs(), slack + own)
        };
        let is_whole = wanted.keys().all(|c| sum.contains_key(c))
            && sum.iter().all(|(c, s)| {
                let (off, slack) = off(c, s);
                off.abs() <= slack
            });
        let may_be_one = row.code.is_empty() && !part.code.is_empty()
            || alone == Alone::Any
            || alone == Alone::OfWords && row.words != part.words;
        if is_whole && (n > 0 || may_be_one) {
            return Some(n + 1);
        }
        let is_over = sum.iter().any(|(c, s)| {
            let (off, slack) = off(c, s);
            off > slack
        });
        if is_over {
            return None;
        }
    }
    None
}
