//! Which value of which table a sentence repeats.

use crate::check::evaluate::Side;
use crate::check::formula::{self, RowName, Term};
use crate::check::ledger::{self, Group, Sheet};
use crate::check::names::title;
use crate::disclosure::{Disclosure, Phase, TableState};
use crate::disclosure::{Statement, StatementKind};
use serde::Deserialize;
use std::sync::LazyLock;

/// One row of `links.toml`, parsed.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) rule: String,
    pub(super) topics: Vec<String>,
    pub(super) subjects: Vec<String>,
    pub(super) phases: Vec<Phase>,
    pub(super) operands: Vec<Term>,
    /// Whether it is what shares of its topic are shares of.
    pub(super) whole: bool,
}

/// A total of the text and its parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sum {
    pub(super) rule: String,
    pub(super) topics: Vec<String>,
    pub(super) whole: Vec<String>,
    pub(super) parts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    topics: Vec<String>,
    subjects: Vec<String>,
    #[serde(default)]
    phases: Vec<String>,
    operands: Vec<String>,
    #[serde(default)]
    whole: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    link: Vec<Row>,
    sum: Vec<Sum>,
}

static FILE: LazyLock<(Vec<Link>, Vec<Sum>)> = LazyLock::new(|| {
    let text = include_str!("../../../catalog/identities/links.toml");
    let file: File = toml::from_str(text).expect("the file is part of the program");
    let link = |row: Row| Link {
        rule: row.rule,
        topics: row.topics,
        subjects: row.subjects,
        phases: match row.phases.as_slice() {
            [] => vec![Phase::Executed, Phase::Unknown],
            named => named
                .iter()
                .map(|p| match p.as_str() {
                    "approved" => Phase::Approved,
                    "adjusted" => Phase::Adjusted,
                    _ => Phase::Executed,
                })
                .collect(),
        },
        operands: row
            .operands
            .iter()
            .map(|o| formula::term(o).expect("the file is part of the program"))
            .collect(),
        whole: row.whole,
    };
    (file.link.into_iter().map(link).collect(), file.sum)
});

/// All links.
pub(super) fn links() -> &'static [Link] {
    &FILE.0
}

/// All sums of the text.
pub(super) fn sums() -> &'static [Sum] {
    &FILE.1
}

/// The topic of the chapter a statement stands in.
pub(super) fn topic<'d>(out: &'d Disclosure, statement: &Statement) -> &'d str {
    out.sections.get(statement.section).map_or("", |s| s.topic.as_str())
}

/// The link of an amount, by topic, subject and phase.
pub(super) fn find(out: &Disclosure, statement: &Statement) -> Option<&'static Link> {
    if statement.kind != StatementKind::Amount || statement.phase == Phase::Prior {
        return None;
    }
    let topic = topic(out, statement);
    links().iter().find(|link| {
        link.topics.iter().any(|t| t == topic)
            && link.phases.contains(&statement.phase)
            && link.subjects.contains(&statement.subject)
    })
}

/// What stands in the tables under an operand; `None` where it is not there.
pub(super) fn operand(group: &Group<'_>, terms: &[Term]) -> Option<Side> {
    terms.iter().find_map(|term| one(group, term))
}

fn one(group: &Group<'_>, term: &Term) -> Option<Side> {
    let [sheet] = group.sheets(&term.table) else { return None };
    if sheet.table.state == TableState::Empty {
        // Nothing is printed in any of its cells, whether its rows were kept or not.
        return Some(Side::new(title(&term.table)));
    }
    if !sheet.has_column(&term.column) {
        return None;
    }
    let row = match &term.row {
        RowName::Only => match sheet.own_rows_with(&term.column).as_slice() {
            [only] => *only,
            _ => return None,
        },
        named => sheet.row(named)?,
    };
    cell(sheet, row, &term.column)
}

/// One cell as a side.
pub(super) fn cell(sheet: &Sheet<'_>, row: usize, key: &str) -> Option<Side> {
    if !sheet.rows_with(key).contains(&row) {
        return None;
    }
    let column = sheet.table.columns.iter().find(|c| c.key == key);
    let column = column.and_then(|c| c.path.last()).map_or(key, String::as_str);
    let label = [title(&sheet.table.id), sheet.row_label(row).as_str(), column].join(" ");
    let mut side = Side::new(label.replace("  ", " "));
    sheet.add(&mut side, row, key, false);
    Some(side)
}

/// The tables of the document's own body; nothing where it holds several bodies' accounts,
/// since a sentence does not say whose it is.
pub(super) fn group(out: &Disclosure) -> Option<Group<'_>> {
    let mut groups = ledger::groups(out).into_iter();
    match (groups.next(), groups.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
