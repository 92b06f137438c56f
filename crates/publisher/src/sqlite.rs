//! `gongkai.sqlite`: every relation with its keys, a search for words, names that need no quotes.
//!
//! An amount stands there twice. `amount_yuan` is the text of the files, exact whatever its
//! length; SQLite has no decimals, and would add texts up as binary fractions. `amount_fen` is
//! the same amount in fen, a whole number: sums of it are exact. Where an amount is no whole
//! number of fen, or longer than 18 digits, only the text is there.

pub(crate) mod ddl;
mod failure;
mod grams;
pub(crate) mod metadata;
mod search;

use crate::census::{Census, days};
use crate::decimal::Decimal;
use crate::error::Error;
use crate::files;
use crate::package::{Package, Resource, Rows};
use ddl::Storage;
use exporter::Unfinished;
use failure::Failure;
use rusqlite::types::{Null, ToSqlOutput, Value};
use rusqlite::{Connection, ToSql};
use std::path::Path;

/// Name of the file.
pub(crate) const FILE: &str = "gongkai.sqlite";

/// Writes the database.
pub(crate) fn write(
    package: &Package,
    census: &Census,
    dir: &Path,
    unfinished: &Unfinished,
) -> Result<(), Error> {
    let path = dir.join(FILE);
    let part = files::part(unfinished, &path)?;
    let connection = Connection::open(part.temporary()).map_err(Error::format(&path))?;
    fill(package, census, &connection).map_err(|error| match error {
        Failure::Ours(error) => error,
        Failure::Sqlite(error) => Error::format(&path)(error),
    })?;
    connection.close().map_err(|(_, error)| Error::format(&path)(error))?;
    part.finish()
}

fn fill(
    package: &Package,
    census: &Census,
    connection: &Connection,
) -> Result<(), Failure> {
    // Nobody reads the file before it is complete: nothing needs to be undone.
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16000; PRAGMA encoding = 'UTF-8';",
    )?;
    connection.execute_batch("BEGIN")?;
    for (resource, counted) in census.of(package) {
        let storages = ddl::storages(resource, counted);
        connection.execute_batch(&ddl::table(package, resource, counted, &storages))?;
        insert(package, resource, &storages, connection)?;
        for index in ddl::indexes(resource) {
            connection.execute_batch(&index)?;
        }
    }
    for resource in &package.resources {
        if let Some(view) = ddl::plain_view(package, resource) {
            connection.execute_batch(&view)?;
        }
    }
    search::fill(package, connection)?;
    about(package, census, connection)?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

fn insert(
    package: &Package,
    resource: &Resource,
    storages: &[Storage],
    connection: &Connection,
) -> Result<(), Failure> {
    let mut statement = connection.prepare(&ddl::insert(resource, storages))?;
    let mut rows = package.rows(resource)?;
    while rows.advance()? {
        let mut place = 0;
        let mut bind = |value: &dyn ToSql| {
            place += 1;
            statement.raw_bind_parameter(place, value)
        };
        for (column, storage) in storages.iter().enumerate() {
            let cell = rows.cell(column);
            if cell.is_empty() {
                bind(&Null)?;
                if *storage == Storage::Money {
                    bind(&Null)?;
                }
                continue;
            }
            match storage {
                Storage::Text => bind(&cell.as_ref())?,
                Storage::Money => {
                    bind(&cell.as_ref())?;
                    bind(&fen(&cell))?;
                }
                _ => bind(&number(*storage, &cell, &rows, column)?)?,
            }
        }
        statement.raw_execute()?;
    }
    Ok(())
}

/// An amount in fen, where it is a whole number of them.
fn fen(yuan: &str) -> Option<i64> {
    let fen = Decimal::parse(yuan)?.at(2)?;
    (fen.unsigned_abs() < 10_u128.pow(18)).then(|| i64::try_from(fen).ok())?
}

fn number(
    storage: Storage,
    cell: &str,
    rows: &Rows<'_>,
    column: usize,
) -> Result<ToSqlOutput<'static>, Error> {
    let value = match storage {
        Storage::Integer => cell.parse().ok().map(Value::Integer),
        Storage::Boolean => Some(Value::Integer(i64::from(cell == "true"))),
        Storage::Date => days(cell).map(|_| Value::Text(cell.to_owned())),
        _ => match Decimal::parse(cell).map(Decimal::shortest) {
            Some(Decimal { unscaled, scale: 0 }) if i64::try_from(unscaled).is_ok() => {
                i64::try_from(unscaled).ok().map(Value::Integer)
            }
            Some(_) => cell.parse().ok().map(Value::Real),
            None => None,
        },
    };
    Ok(ToSqlOutput::Owned(value.ok_or_else(|| rows.wrong(column))?))
}

/// What the database says about itself: a table of two columns.
fn about(
    package: &Package,
    census: &Census,
    connection: &Connection,
) -> Result<(), Failure> {
    connection.execute_batch(
        "CREATE TABLE bundle (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",
    )?;
    let mut put = connection.prepare("INSERT INTO bundle VALUES (?, ?)")?;
    put.execute(("schema_version", &package.schema_version))?;
    put.execute(("written_by", concat!("gongkai ", env!("CARGO_PKG_VERSION"))))?;
    for (resource, counted) in census.of(package) {
        let name = format!("rows of {}", resource.plain_name());
        put.execute((name, counted.rows.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::fen;

    #[test]
    fn fen_are_whole_or_none() {
        assert_eq!(fen("6433600.00"), Some(643_360_000));
        assert_eq!(fen("-0.10"), Some(-10));
        assert_eq!(fen("0.005"), None);
        assert_eq!(fen("12.340"), Some(1234));
        assert_eq!(fen("9999999999999999.99"), Some(999_999_999_999_999_999));
        assert_eq!(fen("10000000000000000.00"), None);
    }
}
