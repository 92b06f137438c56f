//! `tables.csv` and `facts.csv`.

use super::cells::{Place, boolean, optional};
use super::context::Context;
use super::references::TableIds;
use super::rows::{Cell, FactRow, TableRow};
use super::sink::{Sink, emit};
use crate::facts::side_of;
use crate::number;
use crate::words::Word;
use parser::mask::{is_amount, is_contact_label, mask};
use parser::{Classification, Column, Row, Table, Value, ValueState};

/// What stands for a contact that is not exported.
const WITHHELD: &str = "***";

/// A column's header, looked at once for all its cells.
#[derive(Default)]
struct Header {
    path: String,
    is_contact: bool,
}

impl Header {
    fn of(column: &Column) -> Header {
        let path = column.path.join("/");
        Header { is_contact: is_contact_label(&path), path }
    }
}

/// One data cell and what its row and column say about it.
struct FactCell<'r> {
    row: &'r Row,
    value: &'r Value,
    id: &'r str,
    path: &'r str,
    /// Whether it holds a contact that was not asked for.
    withheld: bool,
}

impl<'a> Context<'a> {
    pub(super) fn table(&self, table: &Table, ids: &TableIds, sink: &mut dyn Sink) {
        let row = TableRow {
            table_id: ids.table.as_str().into(),
            doc_id: self.doc_id.into(),
            table: table.id.as_str().into(),
            sequence: table.sequence.to_string().into(),
            title_printed: mask(&table.title_printed),
            label_printed: mask(&table.label_printed),
            unit_printed: table.unit.printed.as_str().into(),
            unit_factor: optional(table.unit.factor.map(number::plain)),
            entity_printed: mask(&table.entity_printed),
            year_printed: table.year_printed.as_str().into(),
            page_from: optional(table.pages.map(|(from, _)| from)),
            page_to: optional(table.pages.map(|(_, to)| to)),
            layout: table.layout.as_str().into(),
            state: table.state.word().into(),
            empty_note: mask(&table.empty_note),
            footnote: mask(&table.footnote),
            rows: table.rows.len().to_string().into(),
            method: table.method.word().into(),
            confidence: number::confidence(table.confidence).into(),
            entity: mask(table.entity.as_deref().unwrap_or_default()),
            scope: table.scope.word().into(),
            fiscal_year: optional(table.fiscal_year),
            scope_label: table.scope_label.as_str().into(),
            leaf_sum: table.leaf_sum.word().into(),
        };
        emit(sink, &row);
        let headers: Vec<Header> = table.columns.iter().map(Header::of).collect();
        let no_header = Header::default();
        for (row, ids_of_row) in table.rows.iter().zip(&ids.facts) {
            let is_contact_row = is_contact_label(&row.label);
            for (value, id) in row.values.iter().zip(ids_of_row) {
                let header = headers.get(value.column).unwrap_or(&no_header);
                let withheld = !self.content.contacts
                    && (is_contact_row || header.is_contact)
                    && !matches!(value.state, ValueState::Blank | ValueState::Dash)
                    && !is_amount(table.columns.get(value.column), value);
                let cell = FactCell { row, value, id, path: &header.path, withheld };
                emit(sink, &self.fact(table, &ids.table, cell));
            }
        }
    }

    fn fact<'r>(
        &self,
        table: &'r Table,
        table_id: &'r str,
        cell: FactCell<'r>,
    ) -> FactRow<'r>
    where
        'a: 'r,
    {
        let FactCell { row, value, id, path, withheld } = cell;
        let column = table.columns.get(value.column);
        let place = Place::of(value.origin);
        let money = |amount: Option<rust_decimal::Decimal>| match amount {
            Some(amount) if !withheld => Cell::from(number::amount(amount)),
            _ => Cell::default(),
        };
        FactRow {
            fact_id: id.into(),
            doc_id: self.doc_id.into(),
            table_id: table_id.into(),
            table: table.id.as_str().into(),
            entity: mask(table.entity_of(row)),
            scope: table.scope_of(row).word().into(),
            fiscal_year: optional(table.year_of(row)),
            side: side_of(row, column).word().into(),
            row: row.order.to_string().into(),
            line_no: row.line_no.as_str().into(),
            code: row.code.as_str().into(),
            code_scheme: row.code_scheme.word().into(),
            label: mask(&row.label),
            label_printed: mask(&row.label_printed),
            level: row.level.word().into(),
            is_total: boolean(row.is_total),
            is_leaf: boolean(row.is_leaf && column.is_none_or(|c| c.is_leaf)),
            column: column.map_or("", |c| c.key.as_str()).into(),
            column_path: mask(path),
            column_no: column.map_or("", |c| c.number.as_str()).into(),
            phase: column.map_or("", |c| c.phase.word()).into(),
            fund: column.map_or("", |c| c.fund.word()).into(),
            nature: column.map_or("", |c| c.nature.as_str()).into(),
            value_state: if withheld { ValueState::Text } else { value.state }
                .word()
                .into(),
            printed: printed(value, withheld),
            unit_printed: if value.unit_printed.is_empty() {
                table.unit.printed.as_str().into()
            } else {
                value.unit_printed.as_str().into()
            },
            amount_yuan: money(value.amount_yuan),
            precision_yuan: match value.precision_yuan {
                Some(precision) if !withheld => number::plain(precision).into(),
                _ => Cell::default(),
            },
            quantity: match value.quantity {
                Some(quantity) if !withheld => number::plain(quantity).into(),
                _ => Cell::default(),
            },
            quantity_unit: value.quantity_unit.as_str().into(),
            page_url: self.page_url(value.origin.page),
            page: place.page,
            x0: place.x0,
            y0: place.y0,
            x1: place.x1,
            y1: place.y1,
            method: value.method.word().into(),
            confidence: number::confidence(value.confidence).into(),
            proofs: value.proofs.to_string().into(),
            disproofs: value.disproofs.to_string().into(),
            read_first: match &value.recognised {
                Some(recognised) if !withheld => mask(&recognised.read_first),
                _ => Cell::default(),
            },
            row_is_leaf: boolean(row.is_leaf),
            column_is_leaf: boolean(column.is_none_or(|c| c.is_leaf)),
            of_which: boolean(row.of_which || column.is_some_and(|c| c.of_which)),
            entity_code: row.entity.as_ref().map_or("", |e| e.code.as_str()).into(),
            other_code: listed(row, |other| other.code.as_str()),
            other_label: listed(row, |other| other.label.as_str()),
            other_scheme: listed(row, |other| other.scheme.word()),
        }
    }
}

/// One thing of every further classification of a row; empty where none has it.
fn listed(row: &Row, part: impl Fn(&Classification) -> &str) -> Cell<'_> {
    let parts: Vec<String> =
        row.other.iter().map(|other| part(other).replace(';', "；")).collect();
    match parts.iter().all(String::is_empty) {
        true => Cell::default(),
        false => mask(&parts.join(";")).into_owned().into(),
    }
}

/// What is printed in a cell; a printed number is never mistaken for a phone.
fn printed(value: &Value, withheld: bool) -> Cell<'_> {
    match value.state {
        _ if withheld => WITHHELD.into(),
        ValueState::Number | ValueState::Zero => value.printed.as_str().into(),
        _ => mask(&value.printed),
    }
}
