//! Which of the columns of codes and names are the row's own, and what the others are.

use crate::table::naming::Naming;
use crate::table::roles::{Column, Role};

/// Leaves one code and one name per run of key columns. Codes of two classifications, or of a
/// body and a class, must never be joined to one number: a further classification and the
/// body have roles of their own, and what is neither becomes data, printed as it is.
pub(crate) fn one_key_per_row(columns: &mut [Column]) {
    let is_key = |c: &Column| c.role != Role::Value || c.further;
    let mut start = 0;
    while start < columns.len() {
        if !is_key(&columns[start]) {
            start += 1;
            continue;
        }
        let end = (start..columns.len())
            .find(|i| !is_key(&columns[*i]))
            .unwrap_or(columns.len());
        let begins = columns[..start].iter().all(|c| c.further);
        // Classes at the end of the row, after its data, are further ones of the row.
        let is_tail = end == columns.len()
            && columns[start..end].iter().any(|c| c.naming.is_class());
        // Codes alone, after data, belong to the row that began before them.
        let is_named = columns[start..end]
            .iter()
            .any(|c| matches!(c.role, Role::Label | Role::LineNo));
        let run = &mut columns[start..end];
        if begins || is_named && !is_tail {
            let own = Own::of(run);
            run.iter_mut().enumerate().for_each(|(i, c)| own.settle(i, c));
        } else {
            run.iter_mut().for_each(|c| settle_further(c, Naming::Open));
        }
        start = end;
    }
}

/// The key columns of a run that are the row's own.
#[derive(Debug, Default)]
struct Own {
    /// Columns of its code.
    codes: Vec<usize>,
    /// Columns of its name.
    names: Vec<usize>,
    /// What both are of.
    naming: Naming,
}

impl Own {
    fn of(run: &[Column]) -> Self {
        let with = |role: Role| {
            (0..run.len()).filter(move |i| run[*i].role == role).collect::<Vec<usize>>()
        };
        let (codes, labels) = (with(Role::Code), with(Role::Label));
        let find = |list: &[usize], holds: &dyn Fn(Naming) -> bool| {
            list.iter().copied().find(|i| holds(run[*i].naming))
        };
        let head = find(&codes, &|s| !s.names_things())
            .or_else(|| find(&codes, &|s| s == Naming::Project))
            .or_else(|| codes.first().copied());
        let mut own = Self::default();
        if let Some(head) = head {
            own.naming = run[head].naming;
            own.codes.push(head);
            let mut last = head;
            for &i in codes.iter().filter(|i| **i > head) {
                let next_part = run[i].code_part.is_some()
                    && run[i].code_part > run[last].code_part
                    && i == last + 1;
                if next_part || run[i].path == run[head].path {
                    own.codes.push(i);
                    last = i;
                }
            }
        }
        // The name of another classification is not the code's, nor is that of a body; a year
        // is none.
        let fits = |c: &Column| match own.naming {
            _ if c.is_of_years() => false,
            Naming::Body => !c.naming.is_class(),
            _ if own.naming.is_class() && c.naming.is_class() => {
                c.naming.is_like(own.naming)
            }
            _ => c.naming != Naming::Body,
        };
        let after = own.codes.last().copied();
        let candidates: Vec<usize> =
            labels.iter().copied().filter(|i| fits(&run[*i])).collect();
        let name = candidates
            .iter()
            .copied()
            .find(|i| after.is_none_or(|a| *i > a))
            .or_else(|| candidates.first().copied())
            .or_else(|| labels.first().copied().filter(|_| own.codes.is_empty()));
        if let Some(name) = name {
            if own.codes.is_empty() {
                own.naming = run[name].naming;
            }
            let same = |i: &usize| {
                *i == name || run[*i].path == run[name].path || run[*i].path.is_empty()
            };
            own.names = labels.into_iter().filter(same).collect();
        }
        own
    }

    /// Gives a column of the run the role that it has beside the row's own.
    fn settle(&self, at: usize, column: &mut Column) {
        let is_own = match column.role {
            Role::Code => self.codes.contains(&at),
            Role::Label => self.names.contains(&at),
            Role::Value => false,
            _ => true,
        };
        if !is_own {
            settle_further(column, self.naming);
        }
    }
}

/// A column of keys beside the row's own ones, which are of `own`.
fn settle_further(column: &mut Column, own: Naming) {
    if matches!(column.role, Role::LineNo) {
        return;
    }
    column.also_label |= column.role == Role::Label;
    match column.naming {
        Naming::Body if own != Naming::Body => column.role = Role::Body,
        naming if naming.is_class() && naming != own => column.role = Role::Other,
        _ => {
            column.role = Role::Value;
            column.further = true;
        }
    }
}
