//! Doubts about what heads the columns.

use super::reading::{Against, Context, Doubt, Reading};
use crate::catalog::{Catalog, ColumnSpec, PrefixSpec, TableSpec};
use crate::disclosure::Table;
use crate::page::caption;
use crate::table::board::Board;
use crate::table::roles::{Column, Role};
use crate::table::stitch::{Piece, Raw};
use crate::table::subjects;
use std::borrow::Cow;

/// The two orders in which 三公 are printed: 公务接待费 last, or before the vehicles.
const ORDERS: [[&str; 6]; 2] = [
    ["total", "abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception"],
    ["total", "abroad", "reception", "vehicle", "vehicle_purchase", "vehicle_running"],
];
/// A damaged label shares at least this part of its characters with the one it is.
const LIKENESS: f32 = 0.5;

/// A 三公 table whose columns have no names, because the header over two levels could not be
/// taken apart or is damaged: 预算数 before 决算数, or both for each subject.
pub(super) fn phases<'a>(
    raws: &'a [Raw],
    table: &Table,
    context: Context<'a>,
) -> Option<Doubt<'a>> {
    let raw = raws.first()?;
    let spec = unnamed(raw, table, context.catalog)?;
    if spec.layout != "prefixed"
        || subjects::row_layout(raw, spec)
        || table.rows.iter().any(|r| spec.prefix(&r.label).is_some())
    {
        return None;
    }
    let columns = values(raw);
    let words = words(raw, context.pieces);
    // Amounts of other years are another question than phases.
    if words.iter().any(|w| w.contains("20")) {
        return None;
    }
    let printed = prefixes(spec, &words);
    let mut order: Vec<(&PrefixSpec, &str)> = Vec::new();
    for found in &printed {
        if order.iter().all(|o| o.0.key != found.0.key) {
            order.push(*found);
        }
    }
    let default = spec.prefixes.iter().find(|p| p.default);
    let order: Vec<(&PrefixSpec, Option<&str>)> = match (order.as_slice(), default) {
        ([], Some(default)) => vec![(default, None)],
        (found, _) => found.iter().map(|(p, label)| (*p, Some(*label))).collect(),
    };
    if order.is_empty() || order.len() > 2 || order.len() * 6 != columns.len() {
        return None;
    }
    let times =
        |prefix: &PrefixSpec| printed.iter().filter(|p| p.0.key == prefix.key).count();
    let once = order.iter().all(|o| times(o.0) <= 1);
    let each = order.iter().all(|o| times(o.0) > 1);
    let mut readings = Vec::new();
    for subjects in ORDERS {
        for by_subject in [false, true] {
            if by_subject && order.len() == 1 {
                continue;
            }
            let n = order.len();
            let of =
                |at: usize| if by_subject { (at % n, at / n) } else { (at / 6, at % 6) };
            let mut paths = Vec::new();
            let mut named = 0;
            let mut allowed = if by_subject { each } else { once };
            for (at, column) in columns.iter().enumerate() {
                let (phase, subject) = of(at);
                let subject = spec.columns.iter().find(|c| c.key == subjects[subject])?;
                let mut path: Vec<String> =
                    order[phase].1.map(str::to_owned).into_iter().collect();
                path.extend(subject.labels.first()?.split('/').map(str::to_owned));
                if by_subject {
                    path.rotate_left(1);
                }
                paths.push(path);
                if let Some(label) = column.path.last() {
                    let like = likeness(label, subject);
                    let best = spec.columns.iter().map(|c| likeness(label, c));
                    allowed &= like >= LIKENESS && best.fold(0.0, f32::max) <= like;
                    named += usize::from(like >= 1.0);
                }
            }
            allowed &= named * 2 >= columns.len();
            let arranged = if by_subject { "by subject" } else { "by phase" };
            readings.push(Reading {
                raw: with_paths(raw, paths),
                pieces: Cow::Borrowed(context.pieces),
                what: format!("the columns were taken to be arranged {arranged}"),
                allowed,
                made_up: true,
                takes: 1,
            });
        }
    }
    Some(Doubt { readings, against: Against::Itself })
}

/// A table of the national layout that has lost the labels of some columns, while their
/// numbers 栏次 1…n are all printed.
pub(super) fn numbers<'a>(
    raws: &'a [Raw],
    table: &Table,
    context: Context<'a>,
) -> Option<Doubt<'a>> {
    let raw = raws.first()?;
    let spec = unnamed(raw, table, context.catalog)?;
    if !spec.prefixes.is_empty() || spec.sides {
        return None;
    }
    let columns = values(raw);
    let numbered = spec.columns.iter().filter(|c| !c.number.is_empty()).count();
    let in_order =
        columns.iter().zip(1..).all(|(c, n): (_, u32)| c.number == n.to_string());
    if !in_order || columns.len() != numbered {
        return None;
    }
    let mut lost = 0;
    let mut paths = Vec::new();
    for (column, read) in columns.iter().zip(&table.columns) {
        let national = spec.columns.iter().find(|c| c.number == column.number)?;
        if is_lost(&column.path) {
            lost += 1;
            paths.push(national.labels.first()?.split('/').map(str::to_owned).collect());
            continue;
        }
        // One label elsewhere, and it is another layout.
        if read.key != national.key {
            return None;
        }
        paths.push(column.path.clone());
    }
    if lost == 0 || lost * 2 > columns.len() {
        return None;
    }
    let reading = Reading {
        raw: with_paths(raw, paths),
        pieces: Cow::Borrowed(context.pieces),
        what: "columns without label were named by their numbers in the national layout"
            .to_owned(),
        allowed: true,
        made_up: true,
        takes: 1,
    };
    Some(Doubt { readings: vec![reading], against: Against::Itself })
}

/// The catalog's entry of a table that has numbers in columns without name, none of which
/// prints a unit of its own.
fn unnamed<'c>(raw: &Raw, table: &Table, catalog: &'c Catalog) -> Option<&'c TableSpec> {
    let spec = catalog.table(&table.id)?;
    let nameless = |at: usize| table.columns.get(at).is_some_and(|c| c.key.is_empty());
    let mut all = table.rows.iter().flat_map(|r| &r.values);
    let any = all.any(|v| v.number.is_some() && nameless(v.column));
    let own_unit = |label: &String| {
        caption::unit_in(label).is_some()
            || label.contains("元)")
            || label.contains("元]")
    };
    let units = raw.header.columns.iter().flat_map(|c| &c.path).any(own_unit);
    (any && !units).then_some(spec)
}

/// The columns of data, in the order of `Table::columns`.
fn values(raw: &Raw) -> Vec<&Column> {
    raw.header.columns.iter().filter(|c| c.role == Role::Value).collect()
}

/// The same table under other labels.
fn with_paths(raw: &Raw, paths: Vec<Vec<String>>) -> Raw {
    let mut raw = raw.clone();
    let columns = raw.header.columns.iter_mut().filter(|c| c.role == Role::Value);
    for (column, path) in columns.zip(paths) {
        column.path = path;
    }
    raw
}

/// What the header's cells print, row by row.
fn words(raw: &Raw, pieces: &[Piece]) -> Vec<String> {
    let board = Board::new(&pieces[raw.pieces[0]].grid);
    let header = &raw.header;
    let rows = (0..header.n_rows).filter(|r| Some(*r) != header.number_row);
    rows.flat_map(|r| board.starting(r)).map(|i| board.text(i).to_owned()).collect()
}

/// The prefixes that a header prints, in order, each with its own words: of words that begin
/// at one place the longest.
fn prefixes<'s>(spec: &'s TableSpec, words: &[String]) -> Vec<(&'s PrefixSpec, &'s str)> {
    let labels = || {
        let of = |p: &'s PrefixSpec| p.labels.iter().map(move |l| (p, l.as_str()));
        spec.prefixes.iter().flat_map(of)
    };
    let mut out = Vec::new();
    for word in words {
        let mut rest = word.as_str();
        while let Some(first) = rest.chars().next() {
            let here = labels().filter(|(_, label)| rest.starts_with(label));
            match here.max_by_key(|(_, label)| label.len()) {
                Some(found) => {
                    out.push(found);
                    rest = &rest[found.1.len()..];
                }
                None => rest = &rest[first.len_utf8()..],
            }
        }
    }
    out
}

/// Share of characters that a printed label has in common with a column's nearest label,
/// the whole or its inner part.
fn likeness(printed: &str, column: &ColumnSpec) -> f32 {
    let of = |label: &str| {
        let mut rest: Vec<char> = label.chars().collect();
        let n = rest.len();
        let mut shared = 0;
        let mut length = 0;
        for c in printed.chars() {
            length += 1;
            if let Some(at) = rest.iter().position(|r| *r == c) {
                rest.swap_remove(at);
                shared += 2;
            }
        }
        shared as f32 / (length + n).max(1) as f32
    };
    let inner = |label: &str| label.rsplit('/').next().map_or(0.0, of);
    column.labels.iter().map(|l| of(l).max(inner(l))).fold(0.0, f32::max)
}

/// Whether nothing legible heads a column.
fn is_lost(path: &[String]) -> bool {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    !path.iter().any(|label| label.chars().any(han))
}
