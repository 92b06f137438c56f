//! Bodies of rows and of projects, where the whole document says more than their own table.

use crate::catalog::Catalog;
use crate::disclosure::{Disclosure, Scope, Table};
use crate::table::naming;
use crate::words::normal::normalise;
use std::collections::{BTreeMap, BTreeSet};

/// Gives rows and projects the bodies that they belong to.
pub(crate) fn settle(out: &mut Disclosure, catalog: &Catalog) {
    let names = names(&out.tables);
    out.tables.iter_mut().for_each(|table| attribute(table, &names));
    for project in &mut out.projects {
        // A project belongs to the unit that carries it out.
        let unit = naming::body_in(&normalise(&project.implementing_unit), catalog);
        let unit = unit.map(|(_, name)| name).filter(|name| !name.is_empty());
        project.entity = unit.or_else(|| out.entity.clone());
    }
}

/// Names of the bodies of all tables by their codes, where a code has one name only.
fn names(tables: &[Table]) -> BTreeMap<String, String> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entity in tables.iter().flat_map(|t| &t.rows).filter_map(|r| r.entity.as_ref()) {
        if let Some(name) = entity.name.as_deref().filter(|_| !entity.code.is_empty()) {
            all.entry(&entity.code).or_default().insert(name);
        }
    }
    let only = |(code, names): (&str, BTreeSet<&str>)| {
        let mut names = names.into_iter();
        let name = names.next()?;
        names.next().is_none().then(|| (code.to_owned(), name.to_owned()))
    };
    all.into_iter().filter_map(only).collect()
}

/// Names rows that print a code only, and leaves a table that lists no body but its own to it.
fn attribute(table: &mut Table, names: &BTreeMap<String, String>) {
    let bodies: BTreeSet<(&str, Option<&str>)> = table
        .rows
        .iter()
        .filter_map(|r| r.entity.as_ref())
        .map(|e| (e.code.as_str(), e.name.as_deref()))
        .collect();
    let is_alone = bodies.len() == 1;
    let (own, scope) = (table.entity.clone(), table.scope);
    for entity in table.rows.iter_mut().filter_map(|r| r.entity.as_mut()) {
        if entity.name.is_none() {
            entity.name = names.get(&entity.code).cloned();
        }
        if entity.name.is_none() && entity.scope == Scope::Department {
            entity.name.clone_from(&own);
        }
        let is_own = match (&entity.name, &own) {
            (Some(name), Some(own)) => bare(name) == bare(own),
            _ => false,
        };
        if is_alone && is_own {
            entity.scope = scope;
            entity.name.clone_from(&own);
        }
    }
}

/// A body's name without 本级 or 机关 in brackets.
fn bare(name: &str) -> &str {
    let name = name.split(['(', '（']).next().unwrap_or(name);
    name.strip_suffix("本级").unwrap_or(name)
}
