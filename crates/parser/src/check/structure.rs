//! What must be there and how it is numbered: findings without arithmetic, one named function
//! per rule.

mod names;
mod numbering;
mod presence;
mod residue;
mod whole;

use super::evaluate;
use super::rule::rule;
use super::tables;
use crate::disclosure::FactRef;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, Method, Row, Table, TableState};

/// A table read with less confidence than this is not judged by how it is laid out.
const TRUSTED: f32 = 0.9;

/// Evaluates the rules of structure.
pub(super) fn checks(out: &Disclosure) -> Vec<Check> {
    let mut all = Vec::new();
    all.extend(numbering::line_numbers(out));
    all.extend(numbering::codes(out));
    all.extend(numbering::ordinals(out));
    all.extend(presence::announced(out));
    all.extend(presence::units(out));
    all.extend(presence::nil_notes(out));
    all.extend(presence::complete(out));
    all.extend(names::years(out));
    all.extend(names::bodies(out));
    all.extend(names::codes(out));
    all.extend(residue::residue(out));
    all.extend(whole::whole(out));
    all
}

/// What a rule found about some tables.
struct Finding {
    rule: &'static str,
    result: Outcome,
    tables: Vec<usize>,
    evidence: Vec<Evidence>,
    zh: String,
    en: String,
}

impl Finding {
    /// A finding about one table.
    fn of(rule: &'static str, result: Outcome, table: usize) -> Finding {
        Finding { tables: vec![table], ..Finding::about(rule, result) }
    }

    /// A finding about the document.
    fn about(rule: &'static str, result: Outcome) -> Finding {
        Finding {
            rule,
            result,
            tables: Vec::new(),
            evidence: Vec::new(),
            zh: String::new(),
            en: String::new(),
        }
    }

    /// The same in words.
    fn says(mut self, zh: impl Into<String>, en: impl Into<String>) -> Finding {
        self.zh = zh.into();
        self.en = en.into();
        self
    }

    /// The same with what took part.
    fn with(mut self, evidence: Vec<Evidence>) -> Finding {
        self.evidence = evidence;
        self
    }

    /// The check it makes; one that holds says no more than its rule.
    fn check(self, out: &Disclosure) -> Check {
        let rule = rule(self.rule).expect("the rules are part of the program");
        let (zh, en) = match self.result {
            Outcome::Exact if self.zh.is_empty() => {
                (rule.title.clone(), rule.title_en.clone())
            }
            _ => (self.zh, self.en),
        };
        let without = self.evidence.is_empty();
        let mut check = evaluate::found(rule, self.result, self.evidence, zh, en);
        if without {
            let pages = self.tables.iter().filter_map(|at| out.tables[*at].pages);
            check.pages = pages.map(|p| p.0).collect();
        }
        check.tables = self.tables;
        check
    }
}

/// Published tables that are there, forms left aside.
fn printed(out: &Disclosure) -> impl Iterator<Item = (usize, &Table)> {
    out.tables.iter().enumerate().filter(|(_, table)| {
        table.state != TableState::Absent && !table.id.starts_with("perf.")
    })
}

/// Whether the rows of a table can be believed to stand as they are printed.
fn is_trusted(out: &Disclosure, index: usize) -> bool {
    let table = &out.tables[index];
    let lost = |d: &crate::disclosure::Diagnostic| {
        d.table == Some(index) && d.code == "unread-rows"
    };
    table.method == Method::Text
        && table.confidence >= TRUSTED
        && !out.diagnostics.iter().any(lost)
}

/// A table's name for people.
fn title(table: &Table) -> &str {
    match (table.id.as_str(), table.title_printed.as_str()) {
        ("other", "") => "无标题的表",
        ("other", title) => title,
        (id, _) => tables::title(id),
    }
}

/// The first value of a row, to say where it stands.
fn place(table: usize, row: usize, of: &Row) -> Option<Evidence> {
    let fact = FactRef { table, row, value: 0 };
    (!of.values.is_empty()).then_some(Evidence::Fact(fact))
}

/// Printed words, a few of many.
fn listed<T: AsRef<str>>(words: &[T]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> =
        words.iter().take(SHOWN).map(|w| format!("「{}」", w.as_ref())).collect();
    let more = if words.len() > SHOWN { "…" } else { "" };
    shown.join("") + more
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::disclosure::{DocKind, Unit, Value, ValueState};

    /// A disclosure of final accounts with these tables.
    pub(super) fn finals(year: u16, tables: Vec<Table>) -> Disclosure {
        Disclosure {
            kind: DocKind::Final,
            fiscal_year: Some(year),
            entity: Some("云溪市财政局".to_owned()),
            tables,
            ..Disclosure::default()
        }
    }

    /// A table of rows `code label number`.
    pub(super) fn table(id: &str, rows: &[(&str, &str, &str)]) -> Table {
        let rows = rows.iter().enumerate();
        let rows = rows.map(|(at, (code, label, printed))| {
            let read = crate::words::amount::read(printed);
            Row {
                order: at as u32 + 1,
                code: (*code).to_owned(),
                label: (*label).to_owned(),
                label_printed: (*label).to_owned(),
                is_total: *label == "合计",
                values: vec![Value {
                    state: read.state,
                    number: read.number,
                    amount_yuan: read.number,
                    printed: (*printed).to_owned(),
                    confidence: 1.0,
                    ..Value::default()
                }],
                ..Row::default()
            }
        });
        let rows: Vec<Row> = rows.collect();
        let blank = |r: &Row| r.values.iter().all(|v| v.state == ValueState::Blank);
        Table {
            id: id.to_owned(),
            sequence: 1,
            confidence: 1.0,
            pages: Some((3, 3)),
            unit: Unit { printed: "万元".to_owned(), factor: None },
            state: if rows.iter().all(blank) {
                TableState::Empty
            } else {
                TableState::Data
            },
            rows,
            ..Table::default()
        }
    }

    /// Rule, outcome and message of checks, one a line.
    pub(super) fn shown(checks: &[Check]) -> String {
        checks
            .iter()
            .map(|c| format!("{} {:?} {}\n", c.rule.id, c.result, c.message_zh))
            .collect()
    }
}
