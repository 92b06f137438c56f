//! `duckdb.sql`: the files as typed views, under the names that the SQLite database has.

use crate::census::{Census, ColumnCensus};
use crate::package::{Field, Kind, Package, Resource};
use crate::sqlite::ddl::{fen_name, plain_relation};
use std::fmt::Write;

/// Name of the file.
pub(super) const FILE: &str = "duckdb.sql";

const HEAD: &str = r"-- The files of this folder as views, typed: codes are text, money is exact.
--   cd THIS_FOLDER && duckdb -init duckdb.sql
-- Names are those of gongkai.sqlite, so that queries.sql runs in both.

-- Text without the quote that CSV has before what a spreadsheet would run.
CREATE OR REPLACE MACRO as_printed(t) AS CASE
  WHEN starts_with(t, '''') AND regexp_matches(t, '^''[=+\-@\t\r＝＋－＠]')
    AND NOT regexp_full_match(substr(t, 2), '[+-]?[0-9,.]+%?|[-－–—―─−]+')
  THEN substr(t, 2) ELSE t END;

";

pub(super) fn views(package: &Package, census: &Census) -> String {
    let mut sql = HEAD.to_owned();
    for (resource, counted) in census.of(package) {
        view(package, resource, &counted.columns, &mut sql);
    }
    sql
}

fn view(
    package: &Package,
    resource: &Resource,
    columns: &[ColumnCensus],
    sql: &mut String,
) {
    let name = resource.plain_name();
    let types: Vec<String> = resource
        .fields
        .iter()
        .zip(columns)
        .map(|(field, column)| kind(field, column))
        .collect();
    let mut select = Vec::new();
    for (field, column) in resource.fields.iter().zip(columns) {
        let name = quoted(&field.name);
        let is_free = field.kind == Kind::Text && field.values.is_empty();
        select.push(if is_free { format!("as_printed({name}) AS {name}") } else { name });
        if field.is_money() {
            select.push(format!(
                "{} AS {}",
                fen(field, column),
                quoted(&fen_name(&field.name))
            ));
        }
    }
    let from = if resource.is_written {
        let typed: Vec<String> = resource
            .fields
            .iter()
            .zip(&types)
            .map(|(field, kind)| {
                format!("'{}': '{kind}'", field.name.replace('\'', "''"))
            })
            .collect();
        format!(
            "read_csv('{}', header = true, auto_detect = false, delim = ',', quote = '\"', \
             escape = '\"', new_line = '\\r\\n', columns = {{{}}})",
            resource.path.replace('\'', "''"),
            typed.join(", ")
        )
    } else {
        // A view without rows has no file.
        let empty: Vec<String> = resource
            .fields
            .iter()
            .zip(&types)
            .map(|(field, kind)| format!("NULL::{kind} AS {}", quoted(&field.name)))
            .collect();
        format!("(SELECT {} WHERE false)", empty.join(", "))
    };
    let select = select.join(", ");
    let _ = writeln!(
        sql,
        "CREATE OR REPLACE VIEW {} AS SELECT {select} FROM {from};",
        quoted(&name)
    );
    let plain = plain_relation(resource);
    if plain != name {
        let columns = crate::sqlite::ddl::plain_select(package, resource);
        let _ = writeln!(sql, "CREATE OR REPLACE VIEW {plain} AS {columns};");
    }
}

fn kind(field: &Field, column: &ColumnCensus) -> String {
    match field.kind {
        Kind::Text => "VARCHAR".to_owned(),
        Kind::Integer => "BIGINT".to_owned(),
        Kind::Boolean => "BOOLEAN".to_owned(),
        Kind::Date => "DATE".to_owned(),
        Kind::Number => column.shape(field).map_or("VARCHAR".to_owned(), |shape| {
            format!("DECIMAL({}, {})", shape.precision, shape.scale)
        }),
    }
}

/// An amount in fen, where it is a whole number of them, as in SQLite.
fn fen(field: &Field, column: &ColumnCensus) -> String {
    let name = quoted(&field.name);
    let Some(shape) = column.shape(field) else { return "NULL::BIGINT".to_owned() };
    let times = format!("({name}::DECIMAL(38, {}) * 100)", shape.scale);
    let most = "999999999999999999";
    if shape.scale <= 2 && shape.precision <= 18 {
        return format!("{times}::BIGINT");
    }
    format!(
        "CASE WHEN {times} = floor({times}) AND abs({times}) <= {most} THEN {times}::BIGINT END"
    )
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
