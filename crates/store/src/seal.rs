//! Seals: whether a capture still says what was written.

use crate::error::Error;
use crate::store::Store;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};
use std::fmt::Write;

/// Columns that a seal covers. The run is a reference, which is checked as such.
const SEALED: &str = "origin, medium, captured_at, seen_at, state, status, headers, etag, \
     last_modified, note, document, version, parent, file_name, source_url, retrieved_at";
/// How many they are.
const COUNT: usize = 16;
/// Hex digits of a seal.
const DIGITS: usize = 16;

/// The seal of a row that begins with the sealed columns.
fn seal_of(row: &Row<'_>) -> rusqlite::Result<String> {
    let mut text = String::new();
    for column in 0..COUNT {
        // Lengths, so that no text can pass for the end of another.
        let _ = match row.get_ref(column)? {
            ValueRef::Null => write!(text, "|"),
            ValueRef::Integer(number) => write!(text, "|i{number}"),
            ValueRef::Real(number) => write!(text, "|r{number}"),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                write!(text, "|t{}:{}", bytes.len(), String::from_utf8_lossy(bytes))
            }
        };
    }
    Ok(exporter::sha256(text.as_bytes())[..DIGITS].to_owned())
}

impl Store {
    /// Seals a capture as it is now.
    pub(crate) fn seal(&self, id: i64) -> Result<(), Error> {
        let select = format!("SELECT {SEALED} FROM captures WHERE id = ?1");
        self.connection
            .prepare_cached(&select)
            .and_then(|mut select| select.query_row([id], seal_of))
            .and_then(|seal| {
                let update = "UPDATE captures SET seal = ?2 WHERE id = ?1";
                self.connection.prepare_cached(update)?.execute(params![id, seal])
            })
            .map_err(Error::catalog("seal a capture"))?;
        Ok(())
    }

    /// Calls `broken` with the number and the origin of every capture that is not what was
    /// written.
    pub(crate) fn broken_seals(
        &self,
        broken: &mut dyn FnMut(i64, String),
    ) -> Result<(), Error> {
        let select = format!(
            "SELECT {SEALED}, seal, id FROM captures WHERE seal IS NOT NULL ORDER BY id"
        );
        self.connection
            .prepare(&select)
            .and_then(|mut select| {
                let mut rows = select.query([])?;
                while let Some(row) = rows.next()? {
                    let seal: String = row.get(COUNT)?;
                    if seal_of(row)? != seal {
                        let origin = row.get::<_, String>(0).unwrap_or_default();
                        broken(row.get(COUNT + 1)?, origin);
                    }
                }
                Ok(())
            })
            .map_err(Error::catalog("check the captures"))
    }
}
