//! What goes with the data: how it was made, questions to begin with, checksums.

pub(crate) mod checksums;
mod duckdb;
mod gaps;
mod readme;

use crate::census::Census;
use crate::error::Error;
use crate::files;
use crate::package::Package;
use exporter::Unfinished;
use std::path::Path;

/// Questions that run as written in DuckDB and SQLite.
pub(crate) const QUERIES: &str = include_str!("papers/queries.sql");

pub(crate) const QUERIES_FILE: &str = "queries.sql";

/// Writes all but the checksums; returns their paths.
pub(crate) fn write(
    package: &Package,
    census: &Census,
    dir: &Path,
    unfinished: &Unfinished,
) -> Result<Vec<String>, Error> {
    let readme = readme::text(package, census)?;
    let all = package.with_all_views();
    let views = duckdb::views(&all, &census.with_all_views(&all));
    let papers = [
        (readme::FILE, readme.as_str()),
        (QUERIES_FILE, QUERIES),
        (duckdb::FILE, views.as_str()),
    ];
    for (name, text) in papers {
        files::write(unfinished, &dir.join(name), text.as_bytes())?;
    }
    Ok(papers.map(|(name, _)| name.to_owned()).to_vec())
}
