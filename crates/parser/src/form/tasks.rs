//! 年度主要任务 of 部门整体 forms: tasks with their budgets.

use super::funding::{self, Lines};
use super::label;
use super::view::{CellAt, RowAt, View};
use crate::disclosure::Unit;

/// The task block of one form as it is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Tasks {
    /// Heads of the columns of words.
    words: Vec<(f32, f32)>,
    /// Heads of the columns of money, the outer ones with those below them.
    money: Vec<(Vec<CellAt>, (f32, f32))>,
    unit: Option<Unit>,
    /// Whether the row of inner heads may still follow.
    heading: bool,
    open: bool,
}

fn is_task_head(key: &str) -> bool {
    matches!(
        key,
        "任务名称"
            | "任务"
            | "主要任务"
            | "工作任务"
            | "重点工作任务"
            | "工作任务名称"
            | "重点任务"
            | "任务(活动)"
    )
}

impl Tasks {
    /// Reads a row of the block, its heads included; false when the row is not of it.
    pub(super) fn read(
        &mut self,
        view: &mut View<'_>,
        at: RowAt,
        lines: &mut Lines,
    ) -> bool {
        let printed: Vec<CellAt> =
            view.printed(at).into_iter().filter(|&c| !view.is_taken(c)).collect();
        if printed.iter().any(|&c| is_task_head(view.key(c))) {
            return self.head(view, at, &printed);
        }
        if !self.open {
            return false;
        }
        let ends = printed.iter().any(|&c| {
            let key = view.key(c);
            label::goal(key).is_some()
                || label::is_contact(key)
                || label::field(key).is_some_and(|f| f != label::Field::Overview)
        });
        if ends {
            self.open = false;
            return false;
        }
        if self.heading {
            self.heading = false;
            let inner: Vec<CellAt> = printed
                .iter()
                .copied()
                .filter(|&c| label::source(view.key(c), true).is_some())
                .collect();
            if !inner.is_empty() && inner.len() == printed.len() {
                self.inner_heads(view, &inner);
                return true;
            }
        }
        self.row(view, at, lines);
        true
    }

    fn head(&mut self, view: &mut View<'_>, at: RowAt, printed: &[CellAt]) -> bool {
        *self = Tasks { open: true, heading: true, ..Tasks::default() };
        for &cell in printed {
            let key = view.key(cell).to_owned();
            if label::region(&key) == Some(label::Region::Tasks)
                && view.cell(cell).cols.start == 0
            {
                view.take(cell);
            } else if label::source(&key, true).is_some()
                || label::region(&key) == Some(label::Region::Funding)
            {
                self.unit = self.unit.take().or(label::unit_in_label(view.text(cell)));
                self.money.push((vec![cell], view.span(cell)));
                view.take(cell);
            } else {
                self.words.push(view.span(cell));
                view.take(cell);
            }
        }
        let _ = at;
        true
    }

    fn inner_heads(&mut self, view: &mut View<'_>, inner: &[CellAt]) {
        let outer = std::mem::take(&mut self.money);
        for &cell in inner {
            let span = view.span(cell);
            let middle = (span.0 + span.1) / 2.0;
            let above = outer.iter().find(|(_, s)| s.0 <= middle && middle <= s.1);
            let mut path: Vec<CellAt> = above.map(|(p, _)| p.clone()).unwrap_or_default();
            path.push(cell);
            self.money.push((path, span));
            view.take(cell);
        }
    }

    fn row(&mut self, view: &mut View<'_>, at: RowAt, lines: &mut Lines) {
        if self.money.is_empty() {
            // Tasks without budgets fill no column: their words stay unread.
            return;
        }
        let left = self.money.first().map_or(f32::MAX, |m| m.1.0);
        let mut name = String::new();
        let mut is_total = false;
        for cell in view.printed(at) {
            if view.is_taken(cell) || view.span(cell).0 >= left - 0.1 {
                continue;
            }
            let key = view.key(cell);
            is_total |= label::source(key, true).is_some_and(|s| s.name == "total");
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(view.text(cell));
            view.take(cell);
        }
        let columns = self.money.clone();
        for (path, span) in columns {
            let Some(cell) = view
                .under(at, span)
                .filter(|&c| view.cell(c).rows.start == at.row && !view.is_taken(c))
            else {
                continue;
            };
            view.take(cell);
            let leaf = path.last().copied();
            let source = leaf.and_then(|l| label::source(view.key(l), true));
            let part = source.map_or_else(|| "total".to_owned(), |s| s.name);
            let mut line = funding::read(view, cell);
            line.unit = line.unit.or_else(|| self.unit.clone());
            line.funding.stage = "requested".to_owned();
            line.funding.source = match (is_total, part.as_str()) {
                (true, _) => part,
                // One task's money is a part of the form's total, never the total.
                (false, "total") => "task".to_owned(),
                (false, part) => format!("task_{part}"),
            };
            let head = leaf.map(|l| view.text(l)).unwrap_or_default();
            line.funding.source_printed = format!("{name} {head}").trim().to_owned();
            if name.is_empty() && line.funding.printed.is_empty() {
                continue;
            }
            lines.lines.push(line);
        }
    }
}
