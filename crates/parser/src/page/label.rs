//! The labels over the columns of an unruled table.
//!
//! A label is centred in its cell, and the cells of one column reach down to the body. So a
//! label whose middle lies above the middle of the header names others below it.

use crate::catalog::Catalog;
use crate::page::segments::Row;
use crate::words::normal::normalise;

/// Lines of one label are at most this far apart, in font sizes.
const LEADING: f32 = 1.5;
/// The lines of a label share their middle or their beginning within this, in points.
const SAME_PLACE: f32 = 2.5;
/// A label that is this much above the middle of the header is no column's own, in points.
const ABOVE: f32 = 3.0;

/// One label of a header, its wrapped lines joined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    /// Left end.
    pub(crate) x0: f32,
    /// Right end.
    pub(crate) x1: f32,
    /// Top of its first line.
    pub(crate) y0: f32,
    /// Bottom of its last line.
    pub(crate) y1: f32,
    /// Its words.
    pub(crate) text: String,
    /// Whether it stands in the lowest cell of its column.
    pub(crate) is_leaf: bool,
}

impl Label {
    /// Its middle across.
    pub(crate) fn center(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Its middle down the page.
    pub(crate) fn middle(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }
}

/// Whether a label stands alone over a line of several: it names them, and is not wrapped.
fn stands_over(rows: &[Row], label: &Label, below: &Row) -> bool {
    let own = rows.iter().find(|r| r.y1 == label.y1);
    own.is_some_and(|r| r.segments.len() == 1) && below.segments.len() > 2
}

/// The labels of a header's lines.
pub(crate) fn labels(rows: &[Row], catalog: &Catalog) -> Vec<Label> {
    let mut out: Vec<Label> = Vec::new();
    for row in rows {
        for s in &row.segments {
            let wrapped = out.iter_mut().rev().find(|l| {
                let alone = rows
                    .iter()
                    .flat_map(|r| r.segments.iter().map(move |o| (r, o)))
                    .filter(|(r, o)| {
                        r.y1 > l.y1 + 0.5 && r.y1 <= row.y1 && o.over(l.x0, l.x1)
                    })
                    .count()
                    == 1;
                let step = row.y1 - l.y1;
                step > 0.0
                    && step < row.size * LEADING
                    && ((l.center() - s.center()).abs() < SAME_PLACE
                        || (l.x0 - s.x0).abs() < SAME_PLACE)
                    && alone
                    && !stands_over(rows, l, row)
                    && !(catalog.is_header_word(&normalise(&s.text))
                        && catalog.is_header_word(&normalise(&l.text)))
            });
            match wrapped {
                Some(label) => {
                    label.x0 = label.x0.min(s.x0);
                    label.x1 = label.x1.max(s.x1);
                    label.y1 = row.y1;
                    label.text.push_str(&s.text);
                }
                None => out.push(Label {
                    x0: s.x0,
                    x1: s.x1,
                    y0: row.y0,
                    y1: row.y1,
                    text: s.text.clone(),
                    is_leaf: true,
                }),
            }
        }
    }
    let top = out.iter().map(|l| l.y0).fold(f32::MAX, f32::min);
    let bottom = out.iter().map(|l| l.y1).fold(0.0, f32::max);
    let lower: Vec<bool> = out
        .iter()
        .map(|l| out.iter().any(|o| o.y0 >= l.y1 - 1.0 && o.x0 < l.x1 && l.x0 < o.x1))
        .collect();
    for (label, lower) in out.iter_mut().zip(lower) {
        label.is_leaf = !lower && label.middle() > (top + bottom) / 2.0 - ABOVE;
    }
    out
}
