//! `datapackage.json`: the schema as a Data Package v2 descriptor.

use crate::options::Options;
use crate::schema::{Field, ForeignKey, Kind, Relation, SCHEMA_VERSION, relations};
use crate::wide::{self, Wide};
use serde_json::{Map, Value, json};

const PACKAGE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";
const RESOURCE: &str = "https://datapackage.org/profiles/2.0/dataresource.json";
const DIALECT: &str = "https://datapackage.org/profiles/2.0/tabledialect.json";
const SCHEMA: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// The descriptor of what a run writes: all relations, and the wide files that have lines.
pub fn descriptor(options: Options, has_lines: impl Fn(&Wide) -> bool) -> Value {
    let mut resources: Vec<Value> = relations()
        .iter()
        .map(|relation| {
            let mut fields = relation.fields.clone();
            if options.contacts && relation.name == "projects" {
                fields.push(crate::schema::contact_field());
            }
            of_relation(relation, &fields)
        })
        .collect();
    resources.extend(wide::files().iter().filter(|file| has_lines(file)).map(|file| {
        let zh = format!("{} 宽表：每个印出的行一行，金额以元计", file.table);
        let en = format!("{}: one line per printed row, amounts in yuan", file.table);
        let name = format!("wide.{}", file.table);
        resource(
            &name,
            &file.path(),
            &zh,
            &en,
            schema(&file.headed(options), &file.references(options)),
        )
    }));
    json!({
        "$schema": PACKAGE,
        "name": "gongkai",
        "title": "部门决算公开数据",
        "description": "Departmental final-accounts disclosures as tables: every number with \
                        its page, rectangle, printed form and unit. \
                        部门决算公开文件的表格数据：每个数字都带有页、位置、印出的原文和单位。",
        "version": env!("CARGO_PKG_VERSION"),
        "schema_version": SCHEMA_VERSION,
        "resources": resources,
    })
}

/// The resource of a relation that not every bundle has: a view, or the changes.
pub fn of_view(view: &Relation) -> Value {
    of_relation(view, &view.fields)
}

fn of_relation(relation: &Relation, fields: &[Field]) -> Value {
    let mut schema = schema(fields, relation.foreign_keys);
    if !relation.key.is_empty() {
        schema.insert("primaryKey".into(), json!(relation.key));
    }
    if !relation.unique.is_empty() {
        schema.insert("uniqueKeys".into(), json!([relation.unique]));
    }
    resource(relation.name, &relation.path(), relation.zh, relation.en, schema)
}

fn resource(
    name: &str,
    path: &str,
    zh: &str,
    en: &str,
    schema: Map<String, Value>,
) -> Value {
    json!({
        "$schema": RESOURCE,
        "name": name,
        "type": "table",
        "path": path,
        "title": zh,
        "description": en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "$schema": DIALECT, "delimiter": ",", "lineTerminator": "\r\n" },
        "schema": schema,
    })
}

fn schema(fields: &[Field], foreign_keys: &[ForeignKey]) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!(SCHEMA));
    schema.insert("fields".into(), fields.iter().map(field).collect());
    schema.insert("missingValues".into(), json!([""]));
    if !foreign_keys.is_empty() {
        schema
            .insert("foreignKeys".into(), foreign_keys.iter().map(foreign_key).collect());
    }
    schema
}

fn field(field: &Field) -> Value {
    let mut out = Map::new();
    out.insert("name".into(), json!(field.name));
    let kind = if field.kind == Kind::Enum { "string" } else { field.kind.name() };
    out.insert("type".into(), json!(kind));
    out.insert("title".into(), json!(field.zh));
    out.insert("description".into(), json!(field.en));
    if !field.unit.is_empty() {
        out.insert("unit".into(), json!(field.unit));
    }
    if !field.pattern.is_empty() {
        // Not a constraint: loaders make it a CHECK with REGEXP, which SQLite has not.
        out.insert("pattern".into(), json!(field.pattern));
    }
    let mut constraints = Map::new();
    if field.required {
        constraints.insert("required".into(), json!(true));
    }
    if !field.values.is_empty() {
        constraints.insert("enum".into(), json!(field.values));
    }
    if !constraints.is_empty() {
        out.insert("constraints".into(), Value::Object(constraints));
    }
    Value::Object(out)
}

fn foreign_key(key: &ForeignKey) -> Value {
    json!({
        "fields": [key.field],
        "reference": { "resource": key.relation, "fields": [key.reference] },
    })
}
