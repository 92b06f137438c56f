//! The columns in which the stretches of an unruled table stand.

use crate::catalog::Catalog;
use crate::page::lines::glyph_in;
use crate::page::segments::{Row, Segment};
use crate::page::sheet::Sheet;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use extractor::Rect;

/// A label is centred over its columns within this, in points.
pub(crate) const CENTRED: f32 = 14.0;

/// A label takes at most this share of the table's width.
pub(crate) const WIDEST_LABEL: f32 = 0.4;

/// A table has at least so many columns.
pub(crate) const LEAST_COLUMNS: usize = 2;

/// Whether a line is one of the table's body: it has an amount, a code or column numbers.
pub(crate) fn is_body(row: &Row, catalog: &Catalog) -> bool {
    let numbers = row.segments.iter().filter(|s| amount::is_number(&s.text)).count();
    let first = row.segments.first().map_or(String::new(), |s| normalise(&s.text));
    numbers > 0
        || catalog.labels.number_row.contains(&first)
        || catalog.is_total(&first) && row.segments.len() == 1
        || wording::strip_ordinal(&first) != first && !first.is_empty()
}

/// Left and right end of every column: stretches of x that text of the body, the lowest
/// labels and the column numbers occupy.
pub(crate) fn columns(rows: &[Row], body: usize) -> Option<Vec<(f32, f32)>> {
    let all = || rows.iter().flat_map(|r| &r.segments);
    let width = all().map(|s| s.x1).fold(0.0, f32::max)
        - all().map(|s| s.x0).fold(f32::MAX, f32::min);
    // A lone stretch is a wrapped label when it is narrow, else a note or a banner.
    let mut spans: Vec<(f32, f32)> = rows[body..]
        .iter()
        .filter(|r| {
            r.segments.len() > 1
                || r.segments.iter().all(|s| s.x1 - s.x0 < width * WIDEST_LABEL)
        })
        .flat_map(|r| r.segments.iter().map(|s| (s.x0, s.x1)))
        .collect();
    if spans.is_empty() {
        return None;
    }
    let mut columns = united(&mut spans);
    let counted = under_numbers(&rows[body..], &mut columns);
    // Labels over blank columns, lowest first.
    for row in rows[..body].iter().rev() {
        for s in &row.segments {
            let hits = columns.iter().filter(|c| s.x0 < c.1 && c.0 < s.x1).count();
            // Where the print numbers its columns, there are no others beside them.
            if hits == 0 && counted.is_none_or(|x| s.x1 < x) {
                columns.push((s.x0, s.x1));
                columns.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
        }
    }
    // Prose has few gaps at the same place in every line.
    (columns.len() >= LEAST_COLUMNS && rows.len() > body).then_some(columns)
}

/// Amounts stand at the right of their column and its number in the middle: where they do
/// not overlap, each stretch of amounts goes to the nearest number. Where the first number
/// stands, if the columns are numbered.
pub(crate) fn under_numbers(body: &[Row], columns: &mut Vec<(f32, f32)>) -> Option<f32> {
    let whole = |s: &Segment| s.text.len() <= 2 && s.text.parse::<u8>().is_ok();
    let numbers = body.iter().take(3).find(|r| {
        let n = r.segments.iter().filter(|s| whole(s)).count();
        n >= 2 && n + 2 >= r.segments.len()
    })?;
    let holds = |c: &(f32, f32), s: &Segment| s.x0 < c.1 && c.0 < s.x1;
    let numbered =
        |c: &(f32, f32)| numbers.segments.iter().any(|s| whole(s) && holds(c, s));
    let amounts = |c: &(f32, f32)| {
        body.iter()
            .flat_map(|r| &r.segments)
            .any(|s| holds(c, s) && amount::is_number(&s.text) && s.text.contains('.'))
    };
    let mut i = 0;
    while i < columns.len() {
        let own = columns[i];
        if numbered(&own) || !amounts(&own) {
            i += 1;
            continue;
        }
        let middle = (own.0 + own.1) / 2.0;
        let near = [i.checked_sub(1), Some(i + 1)]
            .into_iter()
            .flatten()
            .filter(|n| columns.get(*n).is_some_and(|c| numbered(c) && !amounts(c)))
            .min_by(|a, b| {
                let off = |n: usize| ((columns[n].0 + columns[n].1) / 2.0 - middle).abs();
                off(*a).total_cmp(&off(*b))
            });
        match near {
            Some(n) => {
                columns[n] = (columns[n].0.min(own.0), columns[n].1.max(own.1));
                columns.remove(i);
            }
            None => i += 1,
        }
    }
    numbers.segments.iter().find(|s| whole(s)).map(|s| s.x0)
}

/// Where the border between two columns stands: in the widest stretch that the fewest
/// glyphs cross, since labels may be wider than the numbers below them.
pub(crate) fn border(page: &Sheet<'_>, region: &Rect, from: f32, to: f32) -> f32 {
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

/// The columns from border to border.
pub(crate) fn bounded(
    columns: &[(f32, f32)],
    borders: &[f32],
    region: &Rect,
) -> Vec<(f32, f32)> {
    (0..columns.len())
        .map(|i| {
            let left = if i == 0 { region.x0 } else { borders[i - 1] };
            (left, borders.get(i).copied().unwrap_or(region.x1))
        })
        .collect()
}

pub(crate) fn united(spans: &mut [(f32, f32)]) -> Vec<(f32, f32)> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f32, f32)> = Vec::new();
    for span in spans.iter() {
        match out.last_mut() {
            Some(last) if span.0 < last.1 + 1.0 => last.1 = last.1.max(span.1),
            _ => out.push(*span),
        }
    }
    out
}

/// Columns that each label of a header line spans, where it spans more than one.
pub(crate) fn spanning(
    row: &Row,
    below: &[Row],
    columns: &[(f32, f32)],
) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    // The halves of a wrapped label stand less than a line above and below its neighbours.
    let lower = |r: &&Row| r.center() - row.center() >= (row.y1 - row.y0) * 0.9;
    let labelled = |c: usize| {
        below.iter().filter(lower).any(|r| {
            r.segments.iter().any(|s| s.x0 < columns[c].1 && columns[c].0 < s.x1)
        })
    };
    for s in &row.segments {
        let touched: Vec<usize> = (0..columns.len())
            .filter(|&c| s.x0 < columns[c].1 && columns[c].0 < s.x1)
            .collect();
        let Some((&a, &b)) = touched.first().zip(touched.last()) else { continue };
        // The widest run of labelled columns whose middle is the label's middle.
        let mut best: Option<(usize, usize, f32)> = None;
        let lowest = out.last().map_or(0, |o| o.1 + 1);
        for first in (lowest..=a).rev().take_while(|&c| labelled(c)) {
            for last in (b..columns.len()).take_while(|&c| labelled(c)) {
                if last == first {
                    continue;
                }
                let other = row.segments.iter().any(|o| {
                    o != s
                        && o.center() > columns[first].0
                        && o.center() < columns[last].1
                });
                let middle = (columns[first].0 + columns[last].1) / 2.0;
                // Of ranges centred alike the widest: a label stands over all it names.
                let off = (middle - s.center()).abs();
                let score = off - (last - first) as f32 * 2.0;
                if !other && off <= CENTRED && best.is_none_or(|b| score < b.2) {
                    best = Some((first, last, score));
                }
            }
        }
        if let Some((first, last, _)) = best {
            out.push((first, last));
        }
    }
    out
}
