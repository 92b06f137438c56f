//! Subjects and phases (三公经费): 预算数 and 决算数 may head columns or name rows.

use crate::catalog::{self, TableSpec};
use crate::disclosure::*;
use crate::table::roles::Role;
use crate::table::stitch::Raw;
use crate::table::years::Years;
use crate::words::wording;

/// Whether subjects stand in rows and only 预算数 and 决算数 in columns.
pub(crate) fn row_layout(raw: &Raw, spec: &TableSpec) -> bool {
    let is_prefix = |p: &String| {
        let same = |l: &String| catalog::same_label(l, p);
        spec.prefixes.iter().any(|x| x.labels.iter().any(same))
    };
    raw.header.columns.iter().any(|c| matches!(c.role, Role::Label))
        && raw
            .header
            .columns
            .iter()
            .filter(|c| c.role == Role::Value)
            .all(|c| c.path.len() <= 2)
        && raw
            .header
            .columns
            .iter()
            .any(|c| c.role == Role::Value && c.path.last().is_some_and(is_prefix))
}

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
    path.extend(years.relative(&base.path));
    let Some((prefix, found)) = spec.column(&path, base.side).or_else(|| {
        let last = base.path.last().cloned().unwrap_or_default();
        spec.column(&[path[0].clone(), last], base.side)
    }) else {
        return column;
    };
    let key = format!("{}{}", prefix.map_or("", |p| p.key.as_str()), found.key);
    // 年初预算数 and 全年预算数 beside each other: the first bears the name.
    if let Some(at) = table.columns.iter().position(|c| c.key == key) {
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

/// The same column in another phase, for rows that name their year or a change.
pub(crate) fn column_in_phase(table: &mut Table, column: usize, phase: Phase) -> usize {
    let base = table.columns[column].clone();
    let key = match base.key.strip_prefix("budget_") {
        Some(key) if phase == Phase::Prior => format!("prior_{key}"),
        _ => String::new(),
    };
    let other = Column { key, phase, ..base };
    if let Some(at) = table.columns.iter().position(|c| *c == other) {
        return at;
    }
    table.columns.push(other);
    table.columns.len() - 1
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
