//! `projects.csv`, `funding.csv` and `indicators.csv`.

use super::cells::{Place, boolean, decimal, optional};
use super::context::Context;
use super::references::ProjectIds;
use super::rows::{Cell, FundingRow, IndicatorRow, ProjectRow, Row};
use super::sink::{Sink, emit};
use crate::number;
use crate::words::Word;
use parser::mask::mask;
use parser::{Disclosure, Funding, Indicator, Project, ValueState};

impl Context<'_> {
    pub(super) fn project(
        &self,
        project: &Project,
        ids: &ProjectIds,
        disclosure: &Disclosure,
        sink: &mut dyn Sink,
    ) {
        let from = project.pages.map(|(from, _)| from);
        let row = ProjectRow {
            project_id: ids.project.as_str().into(),
            doc_id: self.doc_id.into(),
            form: project.form.word().into(),
            title_printed: mask(&project.title_printed),
            form_year: optional(project.form_year),
            project_name: mask(&project.project_name),
            department_code: project.department_code.as_str().into(),
            department_name: mask(&project.department_name),
            implementing_unit: mask(&project.implementing_unit),
            attribute: mask(&project.attribute),
            term_printed: mask(&project.term_printed),
            term_years: optional(project.term_years),
            overview: mask(&project.overview),
            basis: mask(&project.basis),
            necessity: mask(&project.necessity),
            measures: mask(&project.measures),
            plan: mask(&project.plan),
            goal_full: mask(&project.goal_full),
            goal_annual: mask(&project.goal_annual),
            goal_actual: mask(&project.goal_actual),
            filled_on: mask(&project.filled_on),
            contact_present: boolean(project.contact.present),
            self_score: optional(project.self_score.map(number::plain)),
            grade: project.grade.as_str().into(),
            unit_printed: project.unit.printed.as_str().into(),
            page_from: optional(from),
            page_to: optional(project.pages.map(|(_, to)| to)),
            method: project.method.word().into(),
            confidence: number::confidence(project.confidence).into(),
            entity: mask(
                project
                    .entity
                    .as_deref()
                    .or(disclosure.entity.as_deref())
                    .unwrap_or_default(),
            ),
            fiscal_year: optional(disclosure.fiscal_year),
            term_is_sentinel: boolean(project.term_is_sentinel),
            clipped_fields: project.clipped_fields.join(";").into(),
            executed_yuan: optional(project.executed_yuan.map(number::amount)),
            score_source: if project.self_score.is_some() {
                project.score_source.word().into()
            } else {
                Cell::default()
            },
        };
        if self.content.contacts {
            let mut cells = row.cells();
            cells.push(&project.contact.printed);
            sink.row(ProjectRow::RELATION, &cells);
        } else {
            emit(sink, &row);
        }
        for (index, funding) in project.funding.iter().enumerate() {
            funding_row(&ids.project, index + 1, funding, project, sink);
        }
        for (indicator, (seq, id)) in project.indicators.iter().zip(&ids.indicators) {
            let row = indicator_row(indicator);
            let row = IndicatorRow {
                indicator_id: id.as_str().into(),
                project_id: ids.project.as_str().into(),
                seq: seq.to_string().into(),
                ..row
            };
            emit(sink, &row);
        }
    }
}

/// All of an indicator but its ids.
fn indicator_row(indicator: &Indicator) -> IndicatorRow<'_> {
    let place = Place::of(indicator.origin);
    let source = match (indicator.level1.is_empty(), indicator.level1_derived) {
        (true, _) => "",
        (false, true) => "derived",
        (false, false) => "printed",
    };
    IndicatorRow {
        horizon: indicator.horizon.word().into(),
        level1: mask(&indicator.level1),
        level1_source: source.into(),
        level2: mask(&indicator.level2),
        level3: mask(&indicator.level3),
        value_printed: printed(&indicator.value_printed, indicator.value_state),
        value_kind: indicator.value_kind.as_str().into(),
        operator: indicator.operator.as_str().into(),
        operator_inferred: boolean(indicator.operator_inferred),
        value_num: decimal(indicator.value_num),
        value_high: decimal(indicator.value_high),
        value_unit: indicator.value_unit.as_str().into(),
        actual_printed: mask(&indicator.actual_printed),
        weight: indicator.weight.as_str().into(),
        score: indicator.score.as_str().into(),
        deviation: mask(&indicator.deviation),
        clipped: boolean(indicator.clipped),
        page: place.page,
        x0: place.x0,
        y0: place.y0,
        x1: place.x1,
        y1: place.y1,
        value_state: indicator.value_state.word().into(),
        method: indicator.method.word().into(),
        confidence: number::confidence(indicator.confidence).into(),
        ..IndicatorRow::default()
    }
}

fn funding_row(
    project_id: &str,
    seq: usize,
    funding: &Funding,
    project: &Project,
    sink: &mut dyn Sink,
) {
    let place = Place::of(funding.origin);
    let row = FundingRow {
        project_id: project_id.into(),
        seq: seq.to_string().into(),
        horizon: funding.horizon.word().into(),
        source_printed: mask(&funding.source_printed),
        source: funding.source.as_str().into(),
        stage: funding.stage.as_str().into(),
        printed: printed(&funding.printed, funding.state),
        amount_yuan: optional(funding.amount_yuan.map(number::amount)),
        page: place.page,
        x0: place.x0,
        y0: place.y0,
        x1: place.x1,
        y1: place.y1,
        weight: funding.weight.as_str().into(),
        execution_rate: funding.execution_rate.as_str().into(),
        score: funding.score.as_str().into(),
        value_state: funding.state.word().into(),
        unit_printed: if funding.unit_printed.is_empty() {
            project.unit.printed.as_str().into()
        } else {
            funding.unit_printed.as_str().into()
        },
        method: funding.method.word().into(),
        confidence: number::confidence(funding.confidence).into(),
        proofs: funding.proofs.to_string().into(),
        disproofs: funding.disproofs.to_string().into(),
    };
    emit(sink, &row);
}

fn printed(text: &str, state: ValueState) -> Cell<'_> {
    match state {
        ValueState::Number | ValueState::Zero => text.into(),
        _ => mask(text),
    }
}
