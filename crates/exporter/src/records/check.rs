//! `checks.csv`.

use super::references::References;
use super::rows::{Cell, CheckRow};
use super::sink::{Sink, emit};
use crate::ids::Ids;
use crate::late::LateCheck;
use crate::number;
use crate::words::Word;
use parser::mask::mask;
use parser::{Check, Disclosure};
use rust_decimal::Decimal;
use std::fmt::Display;

pub(super) fn checks(
    doc_id: &str,
    disclosure: &Disclosure,
    references: &References,
    sink: &mut dyn Sink,
) {
    let mut ids = Ids::default();
    for check in &disclosure.checks {
        let evidence = check.evidence.iter().filter_map(|&e| references.evidence(e));
        let tables = check.tables.iter().filter_map(|&i| references.table(i));
        emit(sink, &row(doc_id, check, list(evidence), list(tables), &mut ids));
    }
}

/// Hands the rows of the last pass to the sink.
pub fn write_late(late: &[LateCheck], sink: &mut dyn Sink) {
    let mut ids = Ids::default();
    for LateCheck { document, doc_id, check, cited } in late {
        let evidence = cited.iter().map(|c| c.fact_id.as_str());
        // Tables of another document are not this one's.
        let own = cited.iter().filter(|c| c.document == *document);
        let tables = own.map(|c| c.table_id.as_str());
        emit(sink, &row(doc_id, check, list(evidence), list(tables), &mut ids));
    }
}

fn row<'c>(
    doc_id: &'c str,
    check: &'c Check,
    evidence: String,
    tables: String,
    ids: &mut Ids,
) -> CheckRow<'c> {
    let position: [&dyn Display; 3] = [&check.rule.id, &evidence, &tables];
    let id = ids.next('c', doc_id, &position);
    let value = |value: Option<Decimal>| match value {
        None => Cell::default(),
        Some(value) if check.unit == "yuan" => number::amount(value).into(),
        Some(value) => number::plain(value).into(),
    };
    CheckRow {
        check_id: id.into(),
        doc_id: doc_id.into(),
        rule: check.rule.id.as_str().into(),
        result: check.result.word().into(),
        left_label: mask(&check.left.label),
        left_value: value(check.left.value),
        right_label: mask(&check.right.label),
        right_value: value(check.right.value),
        difference: value(check.difference),
        tolerance: value(check.tolerance),
        operands: check.operands.to_string().into(),
        blame: check.blame.word().into(),
        evidence: evidence.into(),
        pages: list(check.pages.iter()).into(),
        message_zh: mask(&noted(&check.message_zh, "；", &check.note.0))
            .into_owned()
            .into(),
        message_en: mask(&noted(&check.message_en, "; ", &check.note.1))
            .into_owned()
            .into(),
        kind: check.rule.kind.word().into(),
        severity: check.severity.name().into(),
        table_ids: tables.into(),
        cluster: mask(&check.cluster),
        unit: check.unit.into(),
    }
}

/// Parted by semicolons, each once: several funding lines have one form.
fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    let mut list: Vec<String> = Vec::new();
    for item in items {
        let item = item.to_string();
        if !list.contains(&item) {
            list.push(item);
        }
    }
    list.join(";")
}

/// A message and what may explain it.
fn noted(message: &str, stop: &str, note: &str) -> String {
    if note.is_empty() { message.to_owned() } else { [message, note].join(stop) }
}
