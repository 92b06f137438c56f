//! The columns in which the stretches of an unruled table stand.
//!
//! What stands inside one column shares a stretch of x with the rest of it; but a label is
//! centred over its column and amounts stand at the right, so short amounts may share
//! nothing with a short label. Then order tells: the label before them is theirs.

use crate::catalog::Catalog;
use crate::page::label::Label;
use crate::page::lines::glyph_in;
use crate::page::segments::{Row, Segment};
use crate::page::sheet::Sheet;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use extractor::Rect;

/// A label takes at most this share of the table's width.
const WIDEST_LABEL: f32 = 0.4;
/// A table has at least so many columns.
const LEAST_COLUMNS: usize = 2;
/// Rows beyond these tell nothing new about columns.
const MOST_ROWS: usize = 300;
/// A stretch that lies over two stretches of so many other rows spans their columns.
const SPANNED: usize = 2;

/// A label that is centred to this many points has its column where its amounts say.
const CENTRED: f32 = 3.0;
/// Amounts that are nearer by this much to the next label may belong to that one.
const NEARER: f32 = 0.5;

/// A column: where its text begins and ends, and its label.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Left end of what it prints.
    pub(crate) x0: f32,
    /// Right end of what it prints.
    pub(crate) x1: f32,
    /// Index of its own label, if it has one.
    pub(crate) label: Option<usize>,
    /// Whether its body prints amounts.
    amounts: bool,
    /// Whether its body prints anything.
    body: bool,
}

/// Whether a line is one of the table's body: it has an amount, a code or column numbers.
pub(crate) fn is_body(row: &Row, catalog: &Catalog) -> bool {
    let numbers = row.segments.iter().filter(|s| amount::is_number(&s.text)).count();
    let first = row.segments.first().map_or(String::new(), |s| normalise(&s.text));
    numbers > 0
        || catalog.labels.number_row.contains(&first)
        || catalog.is_total(&first) && row.segments.len() == 1
        || wording::strip_ordinal(&first) != first && !first.is_empty()
}

/// Whether a line numbers the columns: 栏次 1 2 3.
pub(crate) fn is_number_row(row: &Row, catalog: &Catalog) -> bool {
    let whole = |s: &Segment| s.text.len() <= 2 && s.text.parse::<u8>().is_ok();
    let first = row.segments.first().map_or(String::new(), |s| normalise(&s.text));
    let numbers = row.segments.iter().filter(|s| whole(s)).count();
    let named = catalog.labels.number_row.contains(&first);
    let rising = row
        .segments
        .iter()
        .enumerate()
        .all(|(i, s)| s.text.parse::<usize>().is_ok_and(|n| n == i + 1));
    numbers > 0 && named || numbers > 2 && rising
}

/// The columns of a table from its body and the lowest labels of its header; `counted` says
/// that the print numbers them.
pub(crate) fn columns(
    body: &[Row],
    labels: &[Label],
    counted: bool,
) -> Option<Vec<Column>> {
    let mut out = stretches(body);
    let mut free: Vec<usize> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if !label.is_leaf {
            continue;
        }
        let mut hits =
            (0..out.len()).filter(|&c| label.x0 < out[c].x1 && out[c].x0 < label.x1);
        match (hits.next(), hits.next()) {
            (Some(one), None) => {
                let column = &mut out[one];
                // The first label keeps a column that a second one only touches.
                if column.label.is_none() {
                    column.label = Some(i);
                    column.x0 = column.x0.min(label.x0);
                    column.x1 = column.x1.max(label.x1);
                } else {
                    free.push(i);
                }
            }
            (None, _) => free.push(i),
            // It stands over several columns: none is its own.
            _ => {}
        }
    }
    for i in free {
        let label = &labels[i];
        let place = out.partition_point(|c| (c.x0 + c.x1) / 2.0 < label.center());
        let overlaps = |c: &Column| label.x0 < c.x1 && c.x0 < label.x1;
        if out.iter().any(overlaps) {
            continue;
        }
        let column = Column {
            x0: label.x0,
            x1: label.x1,
            label: Some(i),
            amounts: false,
            body: false,
        };
        out.insert(place, column);
    }
    unite_headings(&mut out, body);
    pair(&mut out, counted);
    (out.len() >= LEAST_COLUMNS).then_some(out)
}

/// A heading inside the body is centred over the amounts below it: where words and amounts
/// beside each other share no row and neither has a label, they are one column.
fn unite_headings(columns: &mut Vec<Column>, body: &[Row]) {
    let mut i = 1;
    while i < columns.len() {
        let (words, own) = (&columns[i - 1], &columns[i]);
        let prints = |r: &Row, c: &Column| r.segments.iter().any(|s| s.over(c.x0, c.x1));
        let one = own.amounts
            && words.body
            && !words.amounts
            && own.label.is_none()
            && words.label.is_none()
            && !body.iter().any(|r| prints(r, words) && prints(r, own));
        if one {
            columns[i].x0 = columns[i - 1].x0;
            columns.remove(i - 1);
        } else {
            i += 1;
        }
    }
}

/// Unites labels with what stands beside them and has none.
fn pair(columns: &mut Vec<Column>, counted: bool) {
    let unite = |columns: &mut Vec<Column>, body: usize, label: usize| {
        let named = columns[label].clone();
        let own = &mut columns[body];
        own.x0 = own.x0.min(named.x0);
        own.x1 = own.x1.max(named.x1);
        own.label = named.label;
        columns.remove(label);
    };
    let bare = |c: Option<&Column>| c.is_some_and(|c| c.label.is_some() && !c.body);
    // Amounts stand at the right of their column: their label is the one before them. That is
    // so for all of a table or for none; else sums may tell later.
    let is_one = |columns: &[Column], i: usize| {
        let (label, own) = (&columns[i - 1], &columns[i]);
        let left = label.x0 + label.x1 - own.x1;
        let before = i.checked_sub(2).map_or(f32::MIN, |n| columns[n].x1);
        // A label that has amounts of its own wants no others.
        let next =
            columns.get(i + 1).filter(|c| bare(Some(c))).map_or(f32::MAX, |c| c.x0);
        bare(Some(label))
            && left >= before - CENTRED
            && next - own.x1 >= (own.x0 - label.x1) * NEARER
    };
    let open = |c: &Column| c.amounts && c.label.is_none();
    let all = (1..columns.len())
        .filter(|i| open(&columns[*i]))
        .all(|i| !bare(columns.get(i - 1)) || is_one(columns, i));
    let mut i = 0;
    while i < columns.len() {
        if !open(&columns[i]) {
            i += 1;
            continue;
        }
        let off = |n: usize| {
            let middle = |c: &Column| (c.x0 + c.x1) / 2.0;
            (middle(&columns[n]) - middle(&columns[i])).abs()
        };
        let before = i.checked_sub(1).filter(|n| bare(columns.get(*n)));
        let next = Some(i + 1).filter(|n| counted && bare(columns.get(*n)));
        let label = if all {
            before
        } else {
            let near = [before.filter(|_| counted), next];
            near.into_iter().flatten().min_by(|a, b| off(*a).total_cmp(&off(*b)))
        };
        match label {
            Some(label) => {
                unite(columns, i, label);
                i = i.max(label);
            }
            None => i += 1,
        }
    }
    // Words and codes stand at the left: theirs follows. So it does where nothing is before.
    let mut i = 0;
    while i < columns.len() {
        let own = &columns[i];
        if own.amounts || !own.body || own.label.is_some() {
            i += 1;
        } else if bare(columns.get(i + 1)) {
            unite(columns, i, i + 1);
        } else if i > 0 && bare(columns.get(i - 1)) {
            unite(columns, i, i - 1);
        } else {
            i += 1;
        }
    }
}

/// Stretches of x that the rows of a body occupy, those left out that span several.
fn stretches(body: &[Row]) -> Vec<Column> {
    let all = || body.iter().flat_map(|r| &r.segments);
    let width = all().map(|s| s.x1).fold(0.0, f32::max)
        - all().map(|s| s.x0).fold(f32::MAX, f32::min);
    let looked = &body[..body.len().min(MOST_ROWS)];
    let spans = |at: usize, s: &Segment| {
        let several = looked
            .iter()
            .enumerate()
            .filter(|(n, r)| {
                *n != at && r.segments.iter().filter(|o| o.over(s.x0, s.x1)).count() > 1
            })
            .count();
        several >= SPANNED.min(looked.len().saturating_sub(1).max(1))
    };
    let mut out: Vec<Column> = Vec::new();
    for (n, row) in body.iter().enumerate() {
        // A lone stretch is a wrapped label when it is narrow, else a note or a banner.
        if let [only] = row.segments.as_slice()
            && only.x1 - only.x0 >= width * WIDEST_LABEL
        {
            continue;
        }
        for s in &row.segments {
            if !s.is_value() && spans(n, s) {
                continue;
            }
            out.push(Column {
                x0: s.x0,
                x1: s.x1,
                label: None,
                amounts: s.is_amount(),
                body: true,
            });
        }
    }
    out.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut united: Vec<Column> = Vec::new();
    for c in out {
        match united.last_mut() {
            Some(last) if c.x0 < last.x1 => {
                last.x1 = last.x1.max(c.x1);
                last.amounts |= c.amounts;
            }
            _ => united.push(c),
        }
    }
    united
}

/// Where the borders between columns stand.
pub(crate) fn borders(page: &Sheet<'_>, region: &Rect, columns: &[Column]) -> Vec<f32> {
    columns.windows(2).map(|c| border(page, region, c[0].x1, c[1].x0)).collect()
}

/// Where the border between two columns stands: in the widest stretch that the fewest
/// glyphs cross, since labels may be wider than the numbers below them.
fn border(page: &Sheet<'_>, region: &Rect, from: f32, to: f32) -> f32 {
    let crossed = |x: f32| {
        page.legible
            .iter()
            .map(|&g| &page.glyphs[g])
            .filter(|g| glyph_in(g, region) && g.rect.x0 < x && g.rect.x1 > x)
            .count()
    };
    let steps = ((to - from) * 2.0) as usize;
    let costs: Vec<usize> = (0..=steps).map(|i| crossed(from + i as f32 / 2.0)).collect();
    let least = costs.iter().min().copied().unwrap_or(0);
    let mut best = (0, 0);
    let mut start = 0;
    for i in 0..=costs.len() {
        if i == costs.len() || costs[i] != least {
            if i - start > best.1 - best.0 {
                best = (start, i);
            }
            start = i + 1;
        }
    }
    from + (best.0 + best.1.saturating_sub(1)) as f32 / 4.0
}
