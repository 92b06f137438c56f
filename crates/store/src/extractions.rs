//! Extractions: what was read of a document, ready to be exported.

use crate::clock;
use crate::error::Error;
use crate::store::Store;
use exporter::{Rendered, Status, schema};
use rusqlite::{Transaction, params};
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

/// Level of compression: rows are text that repeats itself, and shrink to a ninth at the
/// fastest level, 36 KB for a disclosure. In the catalog they are committed with what is said
/// of them; as files of their own each would have to be waited for.
const LEVEL: i32 = 1;

/// Rows of more bytes are not unpacked: no document has that many.
const MOST_BYTES: u64 = 4 << 30;

/// What is kept of a document that was read; made on any thread.
#[derive(Debug, Clone)]
pub struct NewExtraction {
    status: &'static str,
    code: String,
    reason: String,
    has_failed: bool,
    needs_ocr: bool,
    pictures: usize,
    doc_kind: String,
    entity: String,
    department_code: String,
    fiscal_year: String,
    pages: usize,
    tables: usize,
    facts: usize,
    forms: usize,
    findings: usize,
    contradicts: bool,
    checks: BTreeMap<(String, String), usize>,
    byte_size: usize,
    content: Vec<u8>,
}

impl NewExtraction {
    /// Takes what is kept, and packs the rows.
    pub fn of(rendered: &Rendered) -> io::Result<NewExtraction> {
        let bytes = rendered.to_bytes();
        let (entity, department_code, fiscal_year, doc_kind) = identity(rendered);
        let (code, needs_ocr) = trouble(rendered);
        Ok(NewExtraction {
            status: rendered.status.word(),
            code,
            reason: rendered.status.reason().to_owned(),
            has_failed: rendered.has_failed,
            needs_ocr,
            pictures: rendered.stats.pictures,
            doc_kind,
            entity,
            department_code,
            fiscal_year,
            pages: rendered.stats.pages,
            tables: rendered.stats.tables.values().sum(),
            facts: rendered.stats.facts,
            forms: rendered.stats.forms.values().sum(),
            findings: rendered.stats.findings,
            contradicts: rendered.stats.contradicts,
            checks: checks(rendered),
            byte_size: bytes.len(),
            content: pack(&bytes)?,
        })
    }

    /// Pages without usable text of their own, whether or not they were read.
    pub fn pictures(&self) -> usize {
        self.pictures
    }

    /// Whether pages wait for models that read pictures.
    pub fn needs_ocr(&self) -> bool {
        self.needs_ocr
    }

    /// Code of the failure, empty where there is none.
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// Cells of some columns, row by row.
fn cells<'a>(
    rendered: &Rendered,
    relation: &str,
    columns: &'a [&str],
) -> impl Iterator<Item = Vec<String>> + use<'a> {
    let fields =
        schema::relation(relation).map(|r| r.fields.as_slice()).unwrap_or_default();
    let wanted: Vec<Option<usize>> = columns
        .iter()
        .map(|column| fields.iter().position(|field| field.name == *column))
        .collect();
    let rows = rendered.rows(relation).to_owned();
    let reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(io::Cursor::new(rows));
    reader.into_records().flatten().map(move |record| {
        let cell =
            |at: &Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        wanted.iter().map(|at| cell(at).to_owned()).collect()
    })
}

/// Entity, department code, fiscal year and kind of a document.
pub(crate) fn identity(rendered: &Rendered) -> (String, String, String, String) {
    let columns = ["entity", "department_code", "fiscal_year", "doc_kind"];
    let row = cells(rendered, "documents", &columns).next().unwrap_or_default();
    let mut row = row.into_iter();
    let mut next = || row.next().unwrap_or_default();
    (next(), next(), next(), next())
}

/// Code of what went wrong, and whether something waits for models.
fn trouble(rendered: &Rendered) -> (String, bool) {
    let needs_ocr = rendered.stats.diagnostics.contains_key(exporter::NEEDS_OCR);
    if matches!(rendered.status, Status::Ok) && !rendered.has_failed {
        return (String::new(), needs_ocr);
    }
    let rows: Vec<_> = cells(rendered, "diagnostics", &["code", "severity"]).collect();
    let of =
        |severity: &str| rows.iter().find(|row| row[1] == severity).map(|r| r[0].clone());
    let code = if needs_ocr && !rendered.has_failed {
        Some(exporter::NEEDS_OCR.to_owned())
    } else {
        of("error").or_else(|| of("warning"))
    };
    (code.unwrap_or_default(), needs_ocr)
}

fn checks(rendered: &Rendered) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for mut row in cells(rendered, "checks", &["rule", "result"]) {
        if let (Some(result), Some(rule)) = (row.pop(), row.pop()) {
            *counts.entry((rule, result)).or_default() += 1;
        }
    }
    counts
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::with_capacity(bytes.len() / 8), LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.include_contentsize(true)?;
    encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
    io::Write::write_all(&mut encoder, bytes)?;
    encoder.finish()
}

/// Unpacks rows, and no more of them than were packed.
pub(crate) fn unpack(content: &[u8], byte_size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(byte_size.min(MOST_BYTES) as usize);
    let limited =
        io::Read::take(zstd::Decoder::new(content)?, byte_size.min(MOST_BYTES) + 1);
    io::Read::read_to_end(&mut { limited }, &mut bytes)?;
    if bytes.len() as u64 == byte_size {
        Ok(bytes)
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it is longer or shorter than it was",
        ))
    }
}

impl Store {
    /// Keeps what was read of a document, in the place of what was read before; all of it is
    /// committed, or nothing.
    pub fn record_extraction(
        &self,
        document: &str,
        extractor: &str,
        settings: &str,
        extraction: &NewExtraction,
        took: Duration,
    ) -> Result<(), Error> {
        let record = |transaction: &Transaction<'_>| -> rusqlite::Result<()> {
            forget_rows(transaction, document)?;
            let id = insert(
                transaction,
                document,
                extractor,
                settings,
                extraction,
                took,
                self,
            )?;
            transaction
                .prepare_cached(
                    "INSERT INTO renderings (extraction, byte_size, content)
                     VALUES (?1, ?2, ?3)",
                )?
                .execute(params![id, extraction.byte_size, extraction.content])?;
            let mut check = transaction.prepare_cached(
                "INSERT INTO checks (extraction, rule, result, count) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for ((rule, result), count) in &extraction.checks {
                check.execute(params![id, rule, result, count])?;
            }
            Ok(())
        };
        self.connection
            .unchecked_transaction()
            .and_then(|transaction| {
                record(&transaction)?;
                transaction.commit()
            })
            .map_err(Error::catalog("keep what was read"))
    }

    /// The rows kept of an extraction.
    pub(crate) fn rendering(
        &self,
        document: &str,
        extraction: i64,
    ) -> Result<Rendered, Error> {
        let (byte_size, content): (u64, Vec<u8>) = self
            .connection
            .prepare_cached(
                "SELECT byte_size, content FROM renderings WHERE extraction = ?1",
            )
            .and_then(|mut select| {
                select.query_row([extraction], |row| Ok((row.get(0)?, row.get(1)?)))
            })
            .map_err(Error::catalog("look up rows"))?;
        let unusable =
            |reason: String| Error::Rows { document: document.to_owned(), reason };
        let bytes = unpack(&content, byte_size).map_err(|e| unusable(e.to_string()))?;
        Rendered::from_bytes(&bytes).map_err(|e| unusable(e.to_string()))
    }
}

/// What was read before stays in the history, without its rows.
fn forget_rows(transaction: &Transaction<'_>, document: &str) -> rusqlite::Result<()> {
    for table in ["renderings", "checks"] {
        let delete = format!(
            "DELETE FROM {table} WHERE extraction IN
             (SELECT id FROM extractions WHERE document = ?1 AND is_current)"
        );
        transaction.prepare_cached(&delete)?.execute([document])?;
    }
    let update =
        "UPDATE extractions SET is_current = 0 WHERE document = ?1 AND is_current";
    transaction.prepare_cached(update)?.execute([document])?;
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    document: &str,
    extractor: &str,
    settings: &str,
    new: &NewExtraction,
    took: Duration,
    store: &Store,
) -> rusqlite::Result<i64> {
    transaction
        .prepare_cached(
            "INSERT INTO extractions (document, extractor, settings, is_current, status, code,
                 reason, has_failed, needs_ocr, doc_kind, entity, department_code, fiscal_year,
                 pages, tables_found, facts, forms, findings, contradicts, attempts, seconds,
                 read_at, run)
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                 ?17, ?18, 1, ?19, ?20, ?21)
             ON CONFLICT (document, extractor, settings) DO UPDATE SET
                 is_current = 1, status = excluded.status, code = excluded.code,
                 reason = excluded.reason, has_failed = excluded.has_failed,
                 needs_ocr = excluded.needs_ocr, doc_kind = excluded.doc_kind,
                 entity = excluded.entity, department_code = excluded.department_code,
                 fiscal_year = excluded.fiscal_year, pages = excluded.pages,
                 tables_found = excluded.tables_found, facts = excluded.facts,
                 forms = excluded.forms, findings = excluded.findings,
                 contradicts = excluded.contradicts, attempts = attempts + 1,
                 seconds = excluded.seconds, read_at = excluded.read_at, run = excluded.run
             RETURNING id",
        )?
        .query_row(
            params![
                document,
                extractor,
                settings,
                new.status,
                new.code,
                new.reason,
                new.has_failed,
                new.needs_ocr,
                new.doc_kind,
                new.entity,
                new.department_code,
                new.fiscal_year,
                new.pages,
                new.tables,
                new.facts,
                new.forms,
                new.findings,
                new.contradicts,
                took.as_secs_f64(),
                clock::now(),
                store.run,
            ],
            |row| row.get(0),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_and_damage_is_seen() {
        let bytes: Vec<u8> =
            (0..50_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let mut packed = pack(&bytes).expect("packed");
        assert!(packed.len() < bytes.len() / 2);
        assert_eq!(unpack(&packed, bytes.len() as u64).expect("unpacked"), bytes);
        unpack(&packed, bytes.len() as u64 - 1).expect_err("longer than it was");
        let middle = packed.len() / 2;
        packed[middle] ^= 0x10;
        unpack(&packed, bytes.len() as u64).expect_err("damaged");
    }
}
