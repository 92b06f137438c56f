//! Findings as JSON: the keys of `checks.csv`, and what a person would be shown.

use super::Finding;
use exporter::schema;
use serde_json::{Map, Value, json};

/// One finding; every number is a string, so that it stays exact.
pub(crate) fn object(finding: &Finding) -> Value {
    let mut object = Map::new();
    object.insert("file_name".into(), json!(finding.file));
    let columns = schema::relation("checks").map(|r| r.fields.as_slice());
    for (field, cell) in columns.unwrap_or_default().iter().zip(&finding.row) {
        // Lists are lists here.
        let value = match field.name {
            "evidence" | "table_ids" => {
                json!(cell.split(';').filter(|id| !id.is_empty()).collect::<Vec<_>>())
            }
            "pages" => json!(finding.pages),
            _ if cell.is_empty() => Value::Null,
            _ => json!(cell),
        };
        object.insert(field.name.into(), value);
    }
    let words = finding.words.iter().map(|words| {
        json!({
            "label": words.label,
            "printed": words.printed,
            "excerpt": words.excerpt,
            "page": words.origin.page,
        })
    });
    object.insert("printed".into(), words.collect());
    object.insert("tables".into(), json!(finding.tables));
    object.insert("title_zh".into(), json!(finding.rule.title));
    object.insert("title_en".into(), json!(finding.rule.title_en));
    let also: Vec<&str> = finding.also.iter().map(|(rule, _)| *rule).collect();
    object.insert("also_violates".into(), json!(also));
    Value::Object(object)
}
