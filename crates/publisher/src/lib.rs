//! A finished bundle in, the same rows as views, XLSX, SQLite and Parquet out.
//!
//! ```text
//!                  ┌▶ views ──▶ views/*.csv, datapackage.json
//! datapackage.json │
//!        +  *.csv ─┼▶ census ─┬▶ xlsx, sqlite, parquet
//!                  │          └▶ papers: README.md, queries.sql, duckdb.sql
//!                  └────────────▶ checksums.sha256
//! ```
//!
//! Nothing upstream changes: the CSV files are what they were, and every format has their rows
//! and values. Files are read row by row and never held; each appears when it is complete.

pub mod census;
pub mod decimal;
mod error;
mod files;
mod lang;
pub mod package;
mod papers;
mod parquet;
mod sqlite;
mod views;
mod xlsx;

pub use error::Error;
pub use exporter::Unfinished;
pub use lang::Lang;
pub use package::Package;

use census::Census;
use std::fs;
use std::path::Path;

/// Something that a bundle can be besides CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// `gongkai.xlsx`
    Xlsx,
    /// `gongkai.sqlite`
    Sqlite,
    /// `parquet/`
    Parquet,
}

/// What to make of a bundle.
#[derive(Debug, Clone)]
pub struct Options {
    /// Formats besides CSV.
    pub formats: Vec<Format>,
    /// Language of the sheets.
    pub lang: Lang,
    /// Whether Parquet files are split by `fiscal_year`.
    pub by_year: bool,
    /// Whether the bundle was written just now: formats of an earlier one are removed then.
    pub is_new: bool,
    /// Rows of a sheet under its header.
    pub sheet_rows: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            formats: Vec::new(),
            lang: Lang::default(),
            by_year: false,
            is_new: false,
            sheet_rows: xlsx::MOST_ROWS,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Paths inside the folder.
    pub files: Vec<String>,
    /// What people should be told, in both languages.
    pub notes: Vec<(String, String)>,
}

/// Writes the views of a bundle, the formats that are asked for, what explains it, and its
/// checksums.
pub fn publish(
    dir: &Path,
    options: &Options,
    unfinished: &Unfinished,
) -> Result<Published, Error> {
    // Not a bundle: said before anything is touched.
    package::descriptor(dir)?;
    let _lock = exporter::bundle::lock(dir)?;
    let earlier = papers::checksums::listed(dir);
    // Until everything is there again, nothing vouches for it.
    papers::checksums::remove(dir)?;
    let mut published =
        Published { files: views::write(dir, unfinished)?, ..Published::default() };
    let package = Package::open(dir)?;
    let census = Census::take(&package)?;
    if options.is_new {
        remove_formats(dir, &earlier, options)?;
    }
    for format in &options.formats {
        match format {
            Format::Xlsx => {
                let Options { lang, sheet_rows, .. } = *options;
                let notes =
                    xlsx::write(&package, &census, lang, sheet_rows, dir, unfinished)?;
                published.notes.extend(notes.told());
                published.files.push(xlsx::FILE.to_owned());
            }
            Format::Sqlite => {
                let all = package.with_all_views();
                sqlite::write(&all, &census.with_all_views(&all), dir, unfinished)?;
                let described = sqlite::metadata::metadata(&all);
                let text = serde_json::to_string_pretty(&described).unwrap_or_default();
                let path = dir.join(sqlite::metadata::FILE);
                files::write(unfinished, &path, format!("{text}\n").as_bytes())?;
                published.files.push(sqlite::FILE.to_owned());
                published.files.push(sqlite::metadata::FILE.to_owned());
            }
            Format::Parquet => {
                let files =
                    parquet::write(&package, &census, options.by_year, dir, unfinished)?;
                published.files.extend(files);
            }
        }
    }
    published.files.extend(papers::write(&package, &census, dir, unfinished)?);
    papers::checksums::write(&package, &published.files, &earlier, dir, unfinished)?;
    Ok(published)
}

/// Formats of an earlier bundle beside a new one would be taken for its own. Only what an earlier
/// run says it wrote is removed.
fn remove_formats(
    dir: &Path,
    earlier: &[String],
    options: &Options,
) -> Result<(), Error> {
    let asked = |format| options.formats.contains(&format);
    for path in earlier {
        let is_stale = match path.as_str() {
            xlsx::FILE => !asked(Format::Xlsx),
            sqlite::FILE | sqlite::metadata::FILE => !asked(Format::Sqlite),
            _ => false,
        };
        if is_stale {
            files::remove(&dir.join(path))?;
        }
    }
    let had_parquet = earlier.iter().any(|path| is_parquet(path));
    if had_parquet && !asked(Format::Parquet) {
        parquet::remove_others(&dir.join(parquet::FOLDER), dir, &[])?;
        let _ = fs::remove_dir(dir.join(parquet::FOLDER));
    }
    Ok(())
}

fn is_parquet(path: &str) -> bool {
    path.starts_with("parquet/")
}
