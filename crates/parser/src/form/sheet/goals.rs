//! Goals of a sheet: 实施期目标 | 年度目标, 预期目标 | 实际完成情况.

use super::super::label::{self, Goal};
use super::super::view::{CellAt, RowAt, View};
use super::{Reader, Target};

impl Reader {
    /// Texts below 实施期目标 | 年度目标.
    pub(super) fn goals_below(&mut self, view: &mut View<'_>, at: RowAt) -> bool {
        let mut cells: Vec<CellAt> =
            view.printed(at).into_iter().filter(|&c| !view.is_taken(c)).collect();
        if let Some(&first) = cells.first()
            && label::goal(view.key(first)).is_some()
        {
            view.take(first);
            cells.remove(0);
        }
        let heads = std::mem::take(&mut self.goal_heads);
        if cells.iter().any(|&c| label::field(view.key(c)).is_some()) {
            return false;
        }
        self.open.clear();
        let loose = view.is_loose(at.part);
        if loose && cells.len() == heads.len() {
            for (&(goal, span), &cell) in heads.iter().zip(&cells) {
                self.set_goal(view, goal, cell);
                self.open.push((Target::Goal(goal), span));
            }
            return true;
        }
        for &(goal, span) in &heads {
            let cell =
                view.under(at, span).filter(|&c| view.cell(c).rows.start == at.row);
            if let Some(cell) = cell {
                self.set_goal(view, goal, cell);
            }
            self.open.push((Target::Goal(goal), span));
        }
        true
    }

    pub(super) fn goal(
        &mut self,
        view: &mut View<'_>,
        at: RowAt,
        cell: CellAt,
        goal: Goal,
    ) {
        self.in_funding = false;
        self.lines.close();
        view.take(cell);
        let right = view.right_of(cell);
        let right_goal = right.filter(|&r| label::goal(view.key(r)).is_some());
        if let Some(right) = right_goal {
            let taller = view.cell(cell).rows.len() > view.cell(right).rows.len();
            let more =
                view.right_of(right).is_some_and(|r| label::goal(view.key(r)).is_some());
            // Actual alone beside it is the second head of a pair, not a block's content.
            if (taller || more) && self.goal_heads.is_empty() {
                return;
            }
        }
        let text = right.filter(|&r| {
            right_goal.is_none() && !view.cell(r).is_blank() && !self.is_label(view, r)
        });
        if let Some(text) = text {
            self.open = vec![(Target::Goal(goal), view.span(text))];
            self.set_goal(view, goal, text);
            return;
        }
        let below = view.cell(cell).rows.end > at.row + 1;
        let alone =
            right.is_some_and(|r| view.cell(r).is_blank()) && !view.is_loose(at.part);
        if alone
            && (below
                || right_goal.is_none()
                    && self.goal_heads.is_empty()
                    && view.printed(at).len() == 1)
        {
            // A label with a blank beside it: the goal is blank.
            if let Some(r) = right {
                self.open = vec![(Target::Goal(goal), view.span(r))];
            }
            return;
        }
        self.goal_heads.push((goal, view.span(cell)));
    }

    fn set_goal(&mut self, view: &mut View<'_>, goal: Goal, cell: CellAt) {
        view.take(cell);
        if view.cell(cell).clipped {
            self.out.clip(goal_column(goal));
        }
        let words = view.text(cell).to_owned();
        let slot = self.goal_slot(goal);
        if slot.is_empty() {
            *slot = words;
        } else {
            slot.push('\n');
            slot.push_str(&words);
        }
    }

    pub(super) fn append_goal(&mut self, view: &mut View<'_>, goal: Goal, cell: CellAt) {
        view.take(cell);
        let words = view.text(cell).to_owned();
        self.goal_slot(goal).push_str(&words);
    }

    fn goal_slot(&mut self, goal: Goal) -> &mut String {
        match goal {
            Goal::Full => &mut self.out.project.goal_full,
            Goal::Annual => &mut self.out.project.goal_annual,
            Goal::Actual => &mut self.out.project.goal_actual,
        }
    }
}

fn goal_column(goal: Goal) -> &'static str {
    match goal {
        Goal::Full => "goal_full",
        Goal::Annual => "goal_annual",
        Goal::Actual => "goal_actual",
    }
}
