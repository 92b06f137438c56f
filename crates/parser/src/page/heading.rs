//! Which columns the labels of an unruled table span.
//!
//! A label is centred over the columns it spans, and every column below belongs to one
//! label: of all ways to share the columns out, the one with the best centred labels is taken.

use crate::page::columns::Column;
use crate::page::label::Label;

/// What it costs that a label takes in one that is none of its own.
const MISFIT: f32 = 60.0;
/// What it costs that a label has none above it although one stands higher.
const ALONE: f32 = 30.0;
/// Where a cell begins is known to this many points.
const SLACK: f32 = 2.0;
/// What it costs that a label is left for another one.
const WAITING: f32 = 8.0;
/// What it costs that a label spans one column only.
const SINGLE: f32 = 15.0;
/// Levels of a header.
const MOST_LEVELS: usize = 5;
/// A header with more columns or labels is none.
const MOST_LABELS: usize = 80;

/// What a label can span: a column, or a label with the columns it spans already.
#[derive(Debug, Clone)]
struct Unit {
    first: usize,
    last: usize,
    /// Middle of its label down the page, if it has one.
    middle: Option<f32>,
    /// Top of its label.
    top: f32,
    /// Bottom of its label's cell.
    bottom: f32,
}

impl Unit {
    /// Whether its label's cell begins below the middle of another label: it is centred in it.
    fn is_below(&self, owner: &Label) -> Option<bool> {
        self.middle.map(|m| m * 2.0 - self.bottom > owner.middle() - SLACK)
    }
}

/// First and last column of every label that spans several, and the y below the label;
/// `bottom` is where the header ends.
pub(crate) fn spans(
    labels: &[Label],
    columns: &[Column],
    edges: &[f32],
    bottom: f32,
) -> Vec<(usize, usize, f32)> {
    let mut units: Vec<Unit> = columns
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let label = c.label.map(|l| &labels[l]);
            Unit {
                first: i,
                last: i,
                middle: label.map(Label::middle),
                top: label.map_or(f32::MAX, |l| l.y0),
                bottom,
            }
        })
        .collect();
    let owned = |i: &usize| columns.iter().any(|c| c.label == Some(*i));
    let mut parents: Vec<usize> = (0..labels.len()).filter(|i| !owned(i)).collect();
    let mut out = Vec::new();
    if columns.len() > MOST_LABELS || labels.len() > MOST_LABELS {
        return out;
    }
    for _ in 0..MOST_LEVELS {
        // Where the cell of a label ends: at the top of what stands under its middle.
        let end = |p: &Label| {
            units
                .iter()
                .find(|u| edges[u.first] <= p.center() && p.center() <= edges[u.last + 1])
                .and_then(|u| Some(u.middle? * 2.0 - u.bottom))
                .unwrap_or(f32::MAX)
        };
        let nearest = |q: &Label| {
            parents.iter().copied().filter(|&p| labels[p].y1 <= q.y0).min_by(|&a, &b| {
                let off = |p: usize| (labels[p].center() - q.center()).abs();
                off(a).total_cmp(&off(b))
            })
        };
        let (direct, rest): (Vec<usize>, Vec<usize>) = parents.iter().partition(|&&p| {
            let own = &labels[p];
            !parents.iter().map(|&q| &labels[q]).any(|q| {
                let over = q.x0 < own.x1 + 6.0 && own.x0 < q.x1 + 6.0;
                q.middle() > own.middle() + 2.0
                    && (over || q.middle() > end(own) && nearest(q) == Some(p))
            })
        });
        if direct.is_empty() {
            break;
        }
        let mut direct = direct;
        direct.sort_by(|a, b| labels[*a].center().total_cmp(&labels[*b].center()));
        let owners: Vec<&Label> = direct.iter().map(|&p| &labels[p]).collect();
        for (owner, from, to) in
            partition(&owners, &units, edges, rest.is_empty()).into_iter().rev()
        {
            let top = units[from..=to].iter().map(|u| u.top).fold(f32::MAX, f32::min);
            let below = if top > owners[owner].y1 && top < f32::MAX {
                (top + owners[owner].y1) / 2.0
            } else {
                owners[owner].y1 + 0.5
            };
            let unit = Unit {
                first: units[from].first,
                last: units[to].last,
                middle: Some(owners[owner].middle()),
                top: owners[owner].y0,
                bottom: below,
            };
            if unit.last > unit.first {
                out.push((unit.first, unit.last, below));
            }
            units.splice(from..=to, [unit]);
        }
        parents = rest;
    }
    out
}

/// Which neighbouring units each owner spans: every owner some, no unit two, and the middle
/// of each run as near its owner's as can be.
fn partition(
    owners: &[&Label],
    units: &[Unit],
    edges: &[f32],
    is_last: bool,
) -> Vec<(usize, usize, usize)> {
    let middle = |from: usize, to: usize| {
        (edges[units[from].first] + edges[units[to].last + 1]) / 2.0
    };
    // Without a label of its own a column may belong to anybody.
    let is_lower = |o: usize, u: usize| units[u].is_below(owners[o]).unwrap_or(true);
    let leftover = |u: usize| {
        let lower = |o: usize| units[u].middle.is_some() && is_lower(o, u);
        match (0..owners.len()).any(lower) {
            true if is_last => ALONE,
            // It may belong to a label that is still to come.
            true => WAITING,
            false => 0.0,
        }
    };
    let cost = |o: usize, from: usize, to: usize| {
        let strangers = (from..=to).filter(|&u| !is_lower(o, u)).count();
        let reach = (edges[units[from].first] - owners[o].x0 - 3.0)
            .max(owners[o].x1 - edges[units[to].last + 1] - 3.0)
            .max(0.0);
        (middle(from, to) - owners[o].center()).abs()
            + strangers as f32 * MISFIT
            + reach * 2.0
            + if from == to && units[from].first == units[from].last {
                SINGLE
            } else {
                0.0
            }
    };
    // best[o][u]: the least cost of placing the first `o` owners among the first `u` units.
    let (n, m) = (units.len(), owners.len());
    let mut best = vec![vec![f32::MAX; n + 1]; m + 1];
    let mut from = vec![vec![usize::MAX; n + 1]; m + 1];
    best[0][0] = 0.0;
    for o in 0..=m {
        for u in 1..=n {
            if best[o][u - 1] < f32::MAX {
                best[o][u] = best[o][u - 1] + leftover(u - 1);
            }
            if o == 0 {
                continue;
            }
            for start in 0..u {
                if best[o - 1][start] == f32::MAX {
                    continue;
                }
                let sum = best[o - 1][start] + cost(o - 1, start, u - 1);
                if sum < best[o][u] {
                    best[o][u] = sum;
                    from[o][u] = start;
                }
            }
        }
    }
    let mut out = Vec::new();
    let (mut o, mut u) = (m, n);
    if best[m][n] == f32::MAX {
        return out;
    }
    while o > 0 && u > 0 {
        let start = from[o][u];
        if start == usize::MAX {
            u -= 1;
            continue;
        }
        out.push((o - 1, start, u - 1));
        u = start;
        o -= 1;
    }
    out.reverse();
    out
}
