//! One struct per relation: the columns of the schema as fields, in its order.

use std::borrow::Cow;

/// A cell of a row.
pub(crate) type Cell<'a> = Cow<'a, str>;

/// Anything that can be written as a row of a relation.
pub(crate) trait Row {
    /// Name of the relation.
    const RELATION: &'static str;
    /// Cells in the order of the schema.
    fn cells(&self) -> Vec<&str>;
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident = $relation:literal { $($field:ident),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Default)]
            pub(crate) struct $name<'a> {
                $(pub(crate) $field: Cell<'a>,)*
            }

            impl Row for $name<'_> {
                const RELATION: &'static str = $relation;

                fn cells(&self) -> Vec<&str> {
                    vec![$(&self.$field),*]
                }
            }
        )*

        #[cfg(test)]
        const COLUMNS: &[(&str, &[&str])] =
            &[$(($relation, &[$(stringify!($field)),*])),*];
    };
}

rows! {
    /// One input file.
    DocumentRow = "documents" {
        doc_id, sha256, file_name, source_url, retrieved_at, byte_size, page_count, doc_kind,
        scope, entity, department_code, fiscal_year, text_layer, producer, status,
        status_reason, tables_found, facts, projects, checks_failed, extractor_version,
        title_printed, published_date, admin_code, admin_name, state, replaces, link_label,
        article_url, source_name, source_department, source_year,
    }

    /// One page.
    PageRow = "pages" {
        doc_id, page, width, height, rotation, method, glyphs, rulings, images,
        text_chars_assigned, text_chars_left, status, status_reason, page_label,
    }

    /// One published table.
    TableRow = "tables" {
        table_id, doc_id, table, sequence, title_printed, label_printed, unit_printed,
        unit_factor, entity_printed, year_printed, page_from, page_to, layout, state,
        empty_note, footnote, rows, method, confidence, entity, scope, fiscal_year,
        scope_label, leaf_sum,
    }

    /// One printed data cell.
    FactRow = "facts" {
        fact_id, doc_id, table_id, table, entity, scope, fiscal_year, side, row, line_no,
        code, code_scheme, label, label_printed, level, is_total, is_leaf, column,
        column_path, column_no, phase, fund, nature, value_state, printed, unit_printed,
        amount_yuan, precision_yuan, quantity, quantity_unit, page, x0, y0, x1, y1, method,
        confidence, proofs, disproofs, page_url, read_first, row_is_leaf, column_is_leaf,
        of_which, entity_code, other_code, other_label, other_scheme,
    }

    /// One performance form.
    ProjectRow = "projects" {
        project_id, doc_id, form, title_printed, form_year, project_name, department_code,
        department_name, implementing_unit, attribute, term_printed, term_years, overview,
        basis, necessity, measures, plan, goal_full, goal_annual, goal_actual, filled_on,
        contact_present, self_score, grade, unit_printed, page_from, page_to, method,
        confidence, entity, fiscal_year, term_is_sentinel, clipped_fields, executed_yuan,
        score_source,
    }

    /// One funding line of a form.
    FundingRow = "funding" {
        project_id, seq, horizon, source_printed, source, stage, printed, amount_yuan, page,
        x0, y0, x1, y1, weight, execution_rate, score, value_state, unit_printed, method,
        confidence, proofs, disproofs,
    }

    /// One indicator of a form.
    IndicatorRow = "indicators" {
        indicator_id, project_id, horizon, seq, level1, level1_source, level2, level3,
        value_printed, value_kind, operator, operator_inferred, value_num, value_high,
        value_unit, actual_printed, weight, score, deviation, clipped, page, x0, y0, x1, y1,
        value_state, method, confidence,
    }

    /// One chapter of the text.
    SectionRow = "sections" {
        section_id, doc_id, kind, number, heading, page_from, page_to, text,
    }

    /// One number stated in the text.
    StatementRow = "statements" {
        statement_id, doc_id, section, sentence, subject, kind, printed, value, unit,
        direction, compared_with, page, x0, y0, x1, y1, code, phase, year, amount_yuan,
        precision_yuan, base_value, linked_fact_id, project_id, method, confidence,
    }

    /// One evaluated identity.
    CheckRow = "checks" {
        check_id, doc_id, rule, result, left_label, left_value, right_label, right_value,
        difference, tolerance, operands, blame, evidence, pages, message_zh, message_en,
        kind, severity, table_ids, cluster, unit,
    }

    /// One thing that was not understood or not read.
    DiagnosticRow = "diagnostics" {
        diagnostic_id, doc_id, code, severity, message, page, x0, y0, x1, y1, printed,
        table_id, fact_id, hint,
    }
}

#[cfg(test)]
mod tests {
    use super::COLUMNS;
    use crate::schema;

    #[test]
    fn rows_and_schema_agree() {
        for (name, columns) in COLUMNS {
            let relation = schema::relation(name).expect("the relation exists");
            let fields: Vec<&str> = relation.fields.iter().map(|f| f.name).collect();
            assert_eq!(columns, &fields, "{name}");
        }
    }
}
