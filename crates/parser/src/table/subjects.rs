//! Subjects and phases (三公经费): 预算数 and 决算数 may head columns or name rows.

use crate::catalog::{self, TableSpec};
use crate::disclosure::*;
use crate::table::roles::Role;
use crate::table::stitch::Raw;
use crate::table::years::{RowYear, Years};
use crate::words::wording;

/// Whether subjects stand in rows and only 预算数 and 决算数 in columns.
pub(crate) fn row_layout(raw: &Raw, spec: &TableSpec) -> bool {
    let is_prefix = |p: &String| {
        let same = |l: &String| catalog::same_label(l, p);
        spec.prefixes.iter().any(|x| x.labels.iter().any(same))
    };
    let columns = &raw.header.columns;
    let mut values = columns.iter().filter(|c| c.role == Role::Value);
    let by_prefix = values.clone().any(|c| c.path.last().is_some_and(is_prefix));
    columns.iter().any(|c| matches!(c.role, Role::Label))
        && (by_prefix || by_budgets(raw, spec))
        && values.all(|c| c.path.len() <= 2)
}

/// Whether only the budgets that pay, and their sum, stand in columns, and subjects in rows.
pub(crate) fn by_budgets(raw: &Raw, spec: &TableSpec) -> bool {
    let values = raw.header.columns.iter().filter(|c| c.role == Role::Value);
    payers_only(values.map(|c| c.path.as_slice()), spec)
}

/// Whether columns print the budgets that pay and their sum, and nothing else.
fn payers_only<'p>(paths: impl Iterator<Item = &'p [String]>, spec: &TableSpec) -> bool {
    let (mut payers, mut others) = (0, 0);
    for path in paths {
        match path {
            [label] if spec.is_payer(label) => payers += 1,
            [label] if TOTALS.contains(&label.as_str()) => {}
            _ => others += 1,
        }
    }
    payers > 1 && others == 0
}

/// Labels of the sum of all budgets.
const TOTALS: [&str; 3] = ["合计", "总计", "小计"];

/// 预算数 is the budget as first approved or as adjusted; only its own words or the note
/// below the table say which.
pub(crate) fn prefix_phase(prefix: &catalog::PrefixSpec, path: &[String]) -> Phase {
    if !prefix.phase.is_empty() {
        return catalog::phase(&prefix.phase);
    }
    let words = path.join("/");
    if words.contains("年初") {
        Phase::Approved
    } else if words.contains("全年") || words.contains("调整") {
        Phase::Adjusted
    } else {
        Phase::Unknown
    }
}

/// The phase that a column of no catalog key says itself: 年初预算数 is no 决算数.
pub(crate) fn named_phase(path: &[String]) -> Option<Phase> {
    let words = path.join("/");
    if ["预算数", "年初预算", "全年预算", "调整预算"].iter().all(|w| !words.contains(w))
    {
        return None;
    }
    Some(if words.contains("年初") {
        Phase::Approved
    } else if words.contains("全年") || words.contains("调整") {
        Phase::Adjusted
    } else {
        Phase::Unknown
    })
}

/// In the row layout of 三公 a column's key needs the row's subject.
pub(crate) fn row_column(
    table: &mut Table,
    spec: &TableSpec,
    column: usize,
    label: &str,
    years: &Years,
) -> usize {
    let base = table.columns[column].clone();
    let mut path = vec![bare_subject(label)];
    let is_sum = matches!(base.path.as_slice(), [l] if TOTALS.contains(&l.as_str()));
    // 合计 beside the budgets that pay is the row's own amount.
    if !(is_sum && payers_only(table.columns.iter().map(|c| c.path.as_slice()), spec)) {
        path.extend(years.relative(&base.path));
    }
    let Some((prefix, found)) = spec.column(&path, base.side).or_else(|| {
        let last = base.path.last().filter(|_| path.len() > 1)?.clone();
        spec.column(&[path[0].clone(), last], base.side)
    }) else {
        return column;
    };
    let key = format!("{}{}", prefix.map_or("", |p| p.key.as_str()), found.key);
    // 年初预算数 and 全年预算数 beside each other: the first bears the name.
    let same = |c: &Column| c.key == key && c.fund == base.fund;
    if let Some(at) = table.columns.iter().position(same) {
        return if table.columns[at].path == base.path { at } else { column };
    }
    table.columns.push(Column {
        key,
        phase: prefix.map_or(base.phase, |p| prefix_phase(p, &base.path)),
        is_total: found.total,
        ..base
    });
    table.columns.len() - 1
}

/// Where 预算数 and 决算数 stand in rows and subjects in columns, a column's key needs the
/// row's prefix.
pub(crate) fn prefixed_row(
    table: &mut Table,
    spec: &TableSpec,
    column: usize,
    label: &str,
) -> usize {
    let base = &table.columns[column];
    let (Some(prefix), true) = (spec.prefix(label), base.key.is_empty()) else {
        return column;
    };
    let Some(found) = spec.subject(&base.path, base.side) else { return column };
    let key = format!("{}{}", prefix.key, found.key);
    let phase = prefix_phase(prefix, &[label.to_owned()]);
    let path = &base.path;
    if let Some(at) = table.columns.iter().position(|c| c.key == key && c.path == *path) {
        return if table.columns[at].phase == phase { at } else { column };
    }
    let made = Column { key, phase, is_total: found.total, ..base.clone() };
    table.columns.push(made);
    table.columns.len() - 1
}

/// The same column for rows that name a year of the past or a change. A row of 三公 says its
/// own year (`Row::year`), so that its key stays; in other tables no sum of this year may meet it.
pub(crate) fn column_of_year(
    table: &mut Table,
    spec: &TableSpec,
    column: usize,
    said: RowYear,
) -> usize {
    let base = table.columns[column].clone();
    let is_prefixed = spec.layout == "prefixed";
    let (key, phase) = match said {
        RowYear::Year(_) if is_prefixed => (base.key.clone(), Phase::Prior),
        RowYear::Year(_) => (String::new(), Phase::Prior),
        RowYear::Change => (change_key(spec, &base.key), Phase::Unknown),
    };
    let other = Column { key, phase, ..base };
    if let Some(at) = table.columns.iter().position(|c| *c == other) {
        return at;
    }
    table.columns.push(other);
    table.columns.len() - 1
}

/// `budget_total` → `change_total`, where the table has such columns.
fn change_key(spec: &TableSpec, key: &str) -> String {
    let change = spec.prefixes.iter().find(|p| p.key == "change_");
    let subject = spec.prefixes.iter().find_map(|p| key.strip_prefix(p.key.as_str()));
    match (change, subject) {
        (Some(change), Some(subject)) => format!("{}{subject}", change.key),
        _ => String::new(),
    }
}

/// A row's name without its ordinal.
fn bare_subject(label: &str) -> String {
    let label = wording::strip_ordinal(label).trim_start_matches("其中:");
    wording::strip_ordinal(label).to_owned()
}

/// Whether a row is about one of the catalog's subjects, and so about money.
pub(crate) fn is_subject(spec: &TableSpec, label: &str) -> bool {
    spec.subject(&[bare_subject(label)], Side::None).is_some()
}
