//! `metadata.json`: what [Datasette](https://datasette.io) shows beside the tables.

use super::ddl;
use super::grams::LONGEST;
use crate::package::Package;
use serde_json::{Map, Value, json};

/// Name of the file.
pub(crate) const FILE: &str = "metadata.json";

/// The search of [`super::search`] as one question: the index by the first characters, then the
/// whole word.
pub(crate) fn search_sql() -> String {
    format!(
        "SELECT s.relation, s.id, d.file_name, s.page, s.content \
         FROM search s LEFT JOIN documents d ON d.doc_id = s.doc_id \
         WHERE s.search_id IN (SELECT rowid FROM search_index WHERE search_index MATCH \
         '\"' || replace(substr(:words, 1, {LONGEST}), '\"', '') || '\"') \
         AND instr(s.content, :words) > 0 ORDER BY s.search_id LIMIT 500"
    )
}

/// The descriptions of all tables, in both languages.
pub(crate) fn metadata(package: &Package) -> Value {
    let mut tables = Map::new();
    for resource in &package.resources {
        let columns: Map<String, Value> = ddl::columns(resource)
            .map(|(name, field)| {
                let unit = if name == field.name { "" } else { " (fen)" };
                (name, json!(format!("{} · {}{unit}", field.zh, field.en)))
            })
            .collect();
        let description = format!("{} · {}", resource.zh, resource.en);
        let mut table = Map::new();
        table.insert("title".into(), json!(resource.path));
        table.insert("description".into(), json!(description));
        table.insert("columns".into(), Value::Object(columns));
        if resource.position("label").is_some() {
            table.insert("label_column".into(), json!("label"));
        }
        tables.insert(resource.plain_name(), Value::Object(table));
    }
    tables.insert("search_index".into(), json!({ "hidden": true }));
    json!({
        "title": "部门预决算公开数据 · Disclosed budgets and final accounts",
        "description": format!(
            "每个数字都带有页、位置、印出的原文和单位 · every number with its page, place, \
             printed form and unit. schema_version {}",
            package.schema_version
        ),
        "databases": { "gongkai": {
            "tables": tables,
            "queries": { "search": {
                "title": "搜索 · Search",
                "description": "两个字也能搜 · words of any length",
                "params": ["words"],
                "sql": search_sql(),
            } },
        } },
    })
}
