//! Tables, keys, indexes and views, from the schema.

use crate::census::FileCensus;
use crate::decimal::FLOAT_DIGITS;
use crate::package::{Field, Kind, Package, Resource};

/// How a column is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    Text,
    Integer,
    Boolean,
    Date,
    /// Exact text, and fen beside it.
    Money,
    /// A number that a binary fraction holds exactly.
    Number,
}

pub(super) fn storages(resource: &Resource, counted: &FileCensus) -> Vec<Storage> {
    let fields = resource.fields.iter().zip(&counted.columns);
    fields
        .map(|(field, column)| match field.kind {
            Kind::Text => Storage::Text,
            Kind::Integer => Storage::Integer,
            Kind::Boolean => Storage::Boolean,
            Kind::Date => Storage::Date,
            Kind::Number if field.is_money() => Storage::Money,
            Kind::Number if column.significant > FLOAT_DIGITS => Storage::Text,
            Kind::Number => Storage::Number,
        })
        .collect()
}

/// Name of the column with an amount in fen.
pub(crate) fn fen_name(name: &str) -> String {
    format!("{}_fen", name.strip_suffix("_yuan").unwrap_or(name))
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

pub(super) fn table(
    package: &Package,
    resource: &Resource,
    counted: &FileCensus,
    storages: &[Storage],
) -> String {
    let mut lines = Vec::new();
    for (index, (field, storage)) in resource.fields.iter().zip(storages).enumerate() {
        let kind = match storage {
            Storage::Text | Storage::Date | Storage::Money => "TEXT",
            Storage::Integer | Storage::Boolean => "INTEGER",
            // Whole numbers stay whole.
            Storage::Number => "NUMERIC",
        };
        // A column that an older bundle does not have yet is empty.
        let is_full = counted.columns[index].filled == counted.rows;
        let required = if field.required && is_full { " NOT NULL" } else { "" };
        lines.push(format!("  {} {kind}{required}", quoted(&field.name)));
        if *storage == Storage::Money {
            lines.push(format!("  {} INTEGER", quoted(&fen_name(&field.name))));
        }
    }
    if !resource.key.is_empty() {
        lines.push(format!("  PRIMARY KEY ({})", list(&resource.key)));
    }
    for columns in &resource.unique {
        lines.push(format!("  UNIQUE ({})", list(columns)));
    }
    for reference in &resource.references {
        if let Some(there) = package.resource(&reference.resource) {
            lines.push(format!(
                "  FOREIGN KEY ({}) REFERENCES {} ({})",
                list(&reference.fields),
                quoted(&there.plain_name()),
                list(&reference.there)
            ));
        }
    }
    format!(
        "CREATE TABLE {} (\n{}\n);",
        quoted(&resource.plain_name()),
        lines.join(",\n")
    )
}

pub(super) fn insert(resource: &Resource, storages: &[Storage]) -> String {
    let money = storages.iter().filter(|storage| **storage == Storage::Money).count();
    let places = vec!["?"; storages.len() + money].join(", ");
    format!("INSERT INTO {} VALUES ({places})", quoted(&resource.plain_name()))
}

/// What people look for, beside keys and references.
const SOUGHT: [(&str, &[&str]); 12] = [
    ("documents", &["entity", "fiscal_year"]),
    ("documents", &["fiscal_year"]),
    ("tables", &["table", "fiscal_year"]),
    ("facts", &["table", "column", "code"]),
    ("facts", &["entity", "fiscal_year"]),
    ("facts", &["code"]),
    ("facts", &["label"]),
    ("projects", &["entity", "fiscal_year"]),
    ("checks", &["rule", "result"]),
    ("diagnostics", &["code"]),
    ("views.sangong", &["entity", "year"]),
    ("views.spending_by_class", &["code", "fiscal_year"]),
];

pub(super) fn indexes(resource: &Resource) -> Vec<String> {
    let of_references =
        resource.references.iter().map(|reference| reference.fields.clone());
    let sought = SOUGHT
        .iter()
        .filter(|(name, _)| *name == resource.name)
        .map(|(_, columns)| columns.iter().map(|name| (*name).to_owned()).collect());
    let table = resource.plain_name();
    of_references
        .chain(sought)
        // The key has an index already, and what begins with it needs no other.
        .filter(|columns: &Vec<String>| !resource.key.starts_with(columns))
        .filter(|columns| columns.iter().all(|name| resource.position(name).is_some()))
        .map(|columns| {
            let name = format!("{table}_by_{}", columns.join("_"));
            format!(
                "CREATE INDEX {} ON {} ({});",
                quoted(&name),
                quoted(&table),
                list(&columns)
            )
        })
        .collect()
}

/// Words of SQL that are no name without quotes, and the names they get instead.
const RESERVED: [(&str, &str); 4] = [
    ("table", "table_key"),
    ("column", "column_key"),
    ("row", "row_no"),
    ("rows", "row_count"),
];

/// The name of a column that needs no quotes in SQLite, DuckDB and PostgreSQL.
pub(crate) fn plain_column(name: &str) -> &str {
    RESERVED.iter().find(|(word, _)| *word == name).map_or(name, |(_, plain)| plain)
}

/// Name of the view with plain column names; the table itself where all are plain.
pub(crate) fn plain_relation(resource: &Resource) -> String {
    let is_plain =
        resource.fields.iter().all(|field| plain_column(&field.name) == field.name);
    let name = resource.plain_name();
    if is_plain { name } else { format!("plain_{name}") }
}

/// A view of a table with plain names, and the name of the file beside `doc_id`; none where the
/// table needs no other names.
pub(crate) fn plain_view(package: &Package, resource: &Resource) -> Option<String> {
    let view = plain_relation(resource);
    let is_view = view != resource.plain_name();
    is_view.then(|| format!("CREATE VIEW {view} AS {};", plain_select(package, resource)))
}

/// What such a view selects, in SQLite and DuckDB alike.
pub(crate) fn plain_select(package: &Package, resource: &Resource) -> String {
    let mut columns = Vec::new();
    let add = |columns: &mut Vec<String>, name: &str| {
        columns.push(format!("r.{} AS {}", quoted(name), plain_column(name)));
    };
    for field in &resource.fields {
        add(&mut columns, &field.name);
        if field.is_money() {
            add(&mut columns, &fen_name(&field.name));
        }
    }
    let joins = resource.position("doc_id").is_some()
        && resource.position("file_name").is_none()
        && package.resource("documents").is_some();
    let join = if joins {
        columns.push("d.file_name AS file_name".to_owned());
        " LEFT JOIN documents d ON d.doc_id = r.doc_id"
    } else {
        ""
    };
    format!(
        "SELECT {} FROM {} r{join}",
        columns.join(", "),
        quoted(&resource.plain_name())
    )
}

/// The columns of the plain relation, for dictionaries.
pub(crate) fn columns(resource: &Resource) -> impl Iterator<Item = (String, &Field)> {
    resource.fields.iter().flat_map(|field| {
        let own = (field.name.clone(), field);
        let fen = field.is_money().then(|| (fen_name(&field.name), field));
        std::iter::once(own).chain(fen)
    })
}
