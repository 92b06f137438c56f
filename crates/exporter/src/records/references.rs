//! Ids of everything in a document that a row may point to.

use super::cells::{Place, optional};
use crate::facts::{has_facts, side_of};
use crate::ids::Ids;
use crate::words::Word;
use parser::{
    Disclosure, Evidence, FactRef, Horizon, Indicator, Project, Section, Statement, Table,
};
use std::fmt::Display;

/// Ids by the indices of the [`Disclosure`].
#[derive(Default)]
pub(crate) struct References {
    pub(super) tables: Vec<TableIds>,
    pub(super) projects: Vec<ProjectIds>,
    pub(super) sections: Vec<String>,
    pub(super) statements: Vec<String>,
}

/// Ids of a table and of its facts by row and value.
pub(super) struct TableIds {
    pub(super) table: String,
    pub(super) facts: Vec<Vec<String>>,
}

/// Ids of a form and of its indicators; funding lines have a number instead.
pub(super) struct ProjectIds {
    pub(super) project: String,
    /// Order within the horizon, and id.
    pub(super) indicators: Vec<(usize, String)>,
}

impl References {
    pub(crate) fn of(doc_id: &str, disclosure: &Disclosure) -> References {
        let ids = &mut Ids::default();
        let tables =
            disclosure.tables.iter().map(|t| table_ids(ids, doc_id, t)).collect();
        let projects = disclosure.projects.iter().enumerate();
        let projects = projects.map(|(i, p)| project_ids(ids, doc_id, i, p)).collect();
        let sections: Vec<String> = disclosure
            .sections
            .iter()
            .enumerate()
            .map(|(index, section)| section_id(ids, doc_id, index, section))
            .collect();
        let statements = disclosure
            .statements
            .iter()
            .map(|statement| {
                let parent =
                    sections.get(statement.section).map_or(doc_id, String::as_str);
                statement_id(ids, parent, statement)
            })
            .collect();
        References { tables, projects, sections, statements }
    }

    /// The id of a table.
    pub(crate) fn table(&self, index: usize) -> Option<&str> {
        self.tables.get(index).map(|ids| ids.table.as_str())
    }

    /// The id of a value; rows without a name have none.
    pub(crate) fn fact(&self, fact: FactRef) -> Option<&str> {
        let ids = self.tables.get(fact.table)?;
        ids.facts.get(fact.row)?.get(fact.value).map(String::as_str)
    }

    /// The id of a form.
    pub(crate) fn project(&self, index: usize) -> Option<&str> {
        self.projects.get(index).map(|ids| ids.project.as_str())
    }

    /// The id of whatever took part in an identity; a funding line is named by its form.
    pub(crate) fn evidence(&self, evidence: Evidence) -> Option<&str> {
        match evidence {
            Evidence::Fact(fact) => self.fact(fact),
            Evidence::Statement(index) => self.statements.get(index).map(String::as_str),
            Evidence::Project(index) | Evidence::Funding(index, _) => self.project(index),
            Evidence::Indicator(project, index) => {
                let indicators = &self.projects.get(project)?.indicators;
                indicators.get(index).map(|(_, id)| id.as_str())
            }
            Evidence::Section(index) => self.sections.get(index).map(String::as_str),
        }
    }
}

fn table_ids(ids: &mut Ids, doc_id: &str, table: &Table) -> TableIds {
    let id = ids.next('t', doc_id, &[&table.id, &table.sequence]);
    let mut facts = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut of_row = Vec::new();
        if has_facts(table, row) {
            for value in &row.values {
                let side = side_of(row, table.columns.get(value.column)).word();
                let position: [&dyn Display; 4] =
                    [&row.order, &side, &value.column, &optional(value.origin.page)];
                of_row.push(ids.next('f', &id, &position));
            }
        }
        facts.push(of_row);
    }
    TableIds { table: id, facts }
}

fn project_ids(
    ids: &mut Ids,
    doc_id: &str,
    index: usize,
    project: &Project,
) -> ProjectIds {
    let from = optional(project.pages.map(|(from, _)| from));
    let position: [&dyn Display; 3] = [&project.form.word(), &index, &from];
    let id = ids.next('p', doc_id, &position);
    let mut seq = [0; 2];
    let indicators = project
        .indicators
        .iter()
        .map(|indicator: &Indicator| {
            let seq = &mut seq[usize::from(indicator.horizon == Horizon::Annual)];
            *seq += 1;
            (*seq, ids.next('i', &id, &[&indicator.horizon.word(), &*seq]))
        })
        .collect();
    ProjectIds { project: id, indicators }
}

fn section_id(ids: &mut Ids, doc_id: &str, index: usize, section: &Section) -> String {
    let from = optional(section.pages.map(|(from, _)| from));
    ids.next('s', doc_id, &[&index, &from])
}

fn statement_id(ids: &mut Ids, parent: &str, statement: &Statement) -> String {
    let place = Place::of(statement.origin);
    let position: [&dyn Display; 6] =
        [&statement.kind.word(), &place.page, &place.x0, &place.y0, &place.x1, &place.y1];
    ids.next('n', parent, &position)
}
