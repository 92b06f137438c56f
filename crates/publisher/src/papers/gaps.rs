//! What is known not to be there: counted from the bundle itself.

use crate::error::Error;
use crate::package::{Package, Rows};
use std::collections::BTreeMap;

/// What was not read, not understood, or does not add up.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Documents by how reading them ended.
    pub(super) documents: BTreeMap<String, u64>,
    /// Documents by kind.
    pub(super) kinds: BTreeMap<String, u64>,
    /// Years, and how many documents have them.
    pub(super) years: BTreeMap<String, u64>,
    /// Pages by how reading them ended.
    pub(super) pages: BTreeMap<String, u64>,
    /// Facts by what is printed.
    pub(super) states: BTreeMap<String, u64>,
    /// Facts read from pictures, and those that should be compared with the page.
    pub(super) from_pictures: (u64, u64),
    /// Checks by result.
    pub(super) checks: BTreeMap<String, u64>,
    /// Diagnostics by code.
    pub(super) diagnostics: BTreeMap<String, u64>,
    /// Versions that read the documents.
    pub(super) versions: BTreeMap<String, u64>,
}

impl Gaps {
    pub(super) fn count(package: &Package) -> Result<Gaps, Error> {
        let mut gaps = Gaps::default();
        each(package, "documents", |rows| {
            add(&mut gaps.documents, &rows.named("status"));
            add(&mut gaps.kinds, &rows.named("doc_kind"));
            add(&mut gaps.years, &rows.named("fiscal_year"));
            add(&mut gaps.versions, &rows.named("extractor_version"));
        })?;
        each(package, "pages", |rows| add(&mut gaps.pages, &rows.named("status")))?;
        each(package, "checks", |rows| add(&mut gaps.checks, &rows.named("result")))?;
        each(package, "diagnostics", |rows| {
            add(&mut gaps.diagnostics, &rows.named("code"))
        })?;
        each(package, "facts", |rows| {
            add(&mut gaps.states, &rows.named("value_state"));
            if rows.named("method") == "ocr" {
                gaps.from_pictures.0 += 1;
                let confidence: f64 = rows.named("confidence").parse().unwrap_or(1.0);
                gaps.from_pictures.1 += u64::from(confidence < 0.9);
            }
        })?;
        Ok(gaps)
    }
}

fn each(
    package: &Package,
    name: &str,
    mut row: impl FnMut(&Rows<'_>),
) -> Result<(), Error> {
    let Some(resource) = package.resource(name) else { return Ok(()) };
    let mut rows = package.rows(resource)?;
    while rows.advance()? {
        row(&rows);
    }
    Ok(())
}

fn add(counts: &mut BTreeMap<String, u64>, value: &str) {
    match counts.get_mut(value) {
        Some(count) => *count += 1,
        None => drop(counts.insert(value.to_owned(), 1)),
    }
}
