//! `sections.csv` and `statements.csv`.

use super::cells::{Place, decimal, optional};
use super::context::Context;
use super::references::References;
use super::rows::{SectionRow, StatementRow};
use super::sink::{Sink, emit};
use crate::number;
use crate::words::Word;
use parser::mask::mask;
use parser::{Disclosure, Section, Statement};

impl Context<'_> {
    pub(super) fn sections(
        &self,
        sections: &[Section],
        references: &References,
        sink: &mut dyn Sink,
    ) {
        for (section, id) in sections.iter().zip(&references.sections) {
            let row = SectionRow {
                section_id: id.as_str().into(),
                doc_id: self.doc_id.into(),
                kind: section.kind.as_str().into(),
                number: mask(&section.number),
                heading: mask(&section.heading),
                page_from: optional(section.pages.map(|(from, _)| from)),
                page_to: optional(section.pages.map(|(_, to)| to)),
                text: mask(&section.text),
            };
            emit(sink, &row);
        }
    }

    pub(super) fn statements(
        &self,
        disclosure: &Disclosure,
        references: &References,
        sink: &mut dyn Sink,
    ) {
        for (statement, id) in disclosure.statements.iter().zip(&references.statements) {
            emit(sink, &self.statement(statement, id, references));
        }
    }

    fn statement<'s>(
        &'s self,
        statement: &'s Statement,
        id: &'s str,
        references: &'s References,
    ) -> StatementRow<'s> {
        let place = Place::of(statement.origin);
        let section = references.sections.get(statement.section);
        let linked = statement.linked.and_then(|fact| references.fact(fact));
        let project = statement.project.and_then(|index| references.project(index));
        StatementRow {
            statement_id: id.into(),
            doc_id: self.doc_id.into(),
            section: section.map_or("", String::as_str).into(),
            sentence: mask(&statement.sentence),
            subject: mask(&statement.subject),
            kind: statement.kind.word().into(),
            printed: mask(&statement.printed),
            value: decimal(statement.value),
            unit: statement.unit.as_str().into(),
            direction: statement.direction.word().into(),
            compared_with: mask(&statement.compared_with),
            page: place.page,
            x0: place.x0,
            y0: place.y0,
            x1: place.x1,
            y1: place.y1,
            code: statement.code.as_str().into(),
            phase: statement.phase.word().into(),
            year: optional(statement.year),
            amount_yuan: optional(statement.amount_yuan.map(number::amount)),
            precision_yuan: decimal(statement.precision_yuan),
            base_value: decimal(statement.base_value),
            linked_fact_id: linked.unwrap_or_default().into(),
            project_id: project.unwrap_or_default().into(),
            method: statement.method.word().into(),
            confidence: number::confidence(statement.confidence).into(),
        }
    }
}
