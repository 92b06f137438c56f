//! What must be there and how it is numbered: findings without arithmetic, one named function
//! per rule.

mod finding;
mod leaves;
mod names;
mod numbering;
mod presence;
mod residue;
mod whole;

use crate::disclosure::{Check, Disclosure};

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
    all.extend(leaves::sums(out));
    all
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::disclosure::{DocKind, Row, Table, TableState, Unit, Value, ValueState};

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
