//! The header of a list of projects or indicators.

use super::label::{self, Column, Field, Goal, Region, Stage};
use super::view::{CellAt, RowAt, View};
use crate::disclosure::FormKind;

/// What a column of a list holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Field(Field),
    Goal(Goal),
    /// Money of the sources its heads name.
    Money(Vec<CellAt>),
    Indicator(Column),
    /// 执行率 of the money before it.
    Rate,
    /// All indicators of a project as running text.
    Prose,
    Other,
}

#[derive(Debug, Clone)]
pub(super) struct ListColumn {
    pub(super) kind: Kind,
    /// The innermost head.
    pub(super) head: CellAt,
    pub(super) span: (f32, f32),
}

/// The head of a list.
#[derive(Debug, Clone)]
pub(super) struct ListHead {
    pub(super) columns: Vec<ListColumn>,
    /// First row below the head.
    pub(super) body: usize,
}

/// The row in which a list's head begins, from `from` on, and the head.
pub(super) fn head(
    view: &View<'_>,
    part: usize,
    from: usize,
) -> Option<(usize, ListHead)> {
    /// Title, unit and blank rows may stand above a head inside the grid.
    const ABOVE: usize = 6;
    (from..view.n_rows(part).min(from + ABOVE))
        .find_map(|row| Some((row, head_at(view, RowAt { part, row })?)))
}

pub(super) fn head_at(view: &View<'_>, at: RowAt) -> Option<ListHead> {
    let printed = view.printed(at);
    if printed.len() < 3 {
        return None;
    }
    let is_entity = |c: CellAt| {
        matches!(
            label::field(view.key(c)),
            Some(Field::ProjectName | Field::ImplementingUnit | Field::Department)
        )
    };
    let is_aim = |c: CellAt| {
        let key = view.key(c);
        label::goal(key).is_some()
            || matches!(label::region(key), Some(Region::Indicators))
            || matches!(
                label::column(key),
                Some(Column::Level3 | Column::Value | Column::Level1)
            )
    };
    // A list of self-evaluations may give only money and scores.
    let is_scored = |c: CellAt| is_score(label::field(view.key(c)));
    let money = printed
        .iter()
        .any(|&c| label::stage(view.key(c)).is_some_and(|s| s.name().is_some()));
    let entity = printed.iter().any(|&c| is_entity(c));
    let aim =
        printed.iter().any(|&c| !is_entity(c) && (is_aim(c) || money && is_scored(c)));
    if !entity || !aim {
        return None;
    }
    // In a sheet labels have values beside them; in a list every head is a label.
    let known = printed.iter().filter(|&&c| kind_of(view, &[c]) != Kind::Other).count();
    if known * 10 < printed.len() * 6 {
        return None;
    }
    let depth = depth(view, at);
    let part = at.part;
    let body = at.row + depth;
    if body >= view.n_rows(part) && view.part(part).grid.n_rows > body {
        return None;
    }
    let mut columns: Vec<ListColumn> = Vec::new();
    let grid = view.part(part).grid;
    for slot in 0..grid.n_cols {
        let mut path: Vec<CellAt> = Vec::new();
        for row in at.row..body {
            let cell = view
                .cells(RowAt { part, row })
                .into_iter()
                .find(|&c| view.cell(c).cols.contains(&slot));
            if let Some(cell) = cell
                && !view.cell(cell).is_blank()
                && path.last() != Some(&cell)
            {
                path.push(cell);
            }
        }
        let Some(&leaf) = path.last() else { continue };
        if columns.last().is_some_and(|c| c.head == leaf) {
            continue;
        }
        columns.push(ListColumn {
            kind: kind_of(view, &path),
            head: leaf,
            span: view.span(leaf),
        });
    }
    let prose_only = !columns.iter().any(|c| matches!(c.kind, Kind::Indicator(_)));
    for column in &mut columns {
        if column.kind == Kind::Prose && !prose_only {
            column.kind = Kind::Indicator(Column::Level3);
        }
    }
    Some(ListHead { columns, body })
}

pub(super) fn is_score(field: Option<Field>) -> bool {
    matches!(field, Some(Field::SelfScore | Field::Grade))
}

/// How many rows a head takes.
pub(super) fn depth(view: &View<'_>, at: RowAt) -> usize {
    let starting = view.printed(at);
    let tallest =
        starting.iter().map(|&c| view.cell(c).rows.end - at.row).max().unwrap_or(1);
    if tallest > 1 {
        return tallest;
    }
    let wide = starting.iter().any(|&c| view.cell(c).cols.len() > 1);
    let next = RowAt { part: at.part, row: at.row + 1 };
    let below = view.printed(next);
    let heads = below.iter().filter(|&&c| kind_of(view, &[c]) != Kind::Other).count();
    if wide && below.len() >= 2 && heads == below.len() { 2 } else { 1 }
}

pub(super) fn kind_of(view: &View<'_>, path: &[CellAt]) -> Kind {
    let Some(&leaf) = path.last() else { return Kind::Other };
    let key = view.key(leaf);
    if path.len() > 1
        && let Some(column) = label::column(key)
    {
        return Kind::Indicator(column);
    }
    if label::stage(key) == Some(Stage::Rate) {
        return Kind::Rate;
    }
    if let Some(field) = label::field(key) {
        return if field == Field::Note { Kind::Other } else { Kind::Field(field) };
    }
    if let Some(goal) = label::goal(key) {
        return Kind::Goal(goal);
    }
    if label::region(key) == Some(Region::Indicators) {
        return Kind::Prose;
    }
    if let Some(column) = label::column(key) {
        return Kind::Indicator(column);
    }
    let money = label::source(key, true).is_some()
        || label::stage(key).is_some_and(|s| s.name().is_some())
        || label::region(key) == Some(Region::Funding);
    if money { Kind::Money(path.to_vec()) } else { Kind::Other }
}

/// Target, self-evaluation or overall, from the title and the heads.
pub(super) fn kind(view: &View<'_>, part: usize, row: usize, title: &str) -> FormKind {
    let columns = head(view, part, row).map(|h| h.1.columns).unwrap_or_default();
    let has = |kind: &Kind| columns.iter().any(|c| c.kind == *kind);
    let project = has(&Kind::Field(Field::ProjectName));
    if title.contains("整体") || !project {
        FormKind::Overall
    } else if title.contains("自评")
        || has(&Kind::Indicator(Column::Actual))
        || has(&Kind::Goal(Goal::Actual))
        || has(&Kind::Field(Field::SelfScore))
    {
        FormKind::SelfEval
    } else {
        FormKind::Target
    }
}
