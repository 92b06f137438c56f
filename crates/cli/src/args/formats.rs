//! What a bundle is to be besides CSV.

use crate::words;
use clap::ValueEnum;

/// What is written beside the CSV files, from the same rows.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Formats")]
pub(crate) struct Formats {
    /// Formats beside CSV, which is always there: gongkai.xlsx, gongkai.sqlite, parquet/
    #[arg(long = "format", value_enum, value_delimiter = ',', value_name = "FORMAT")]
    pub(crate) formats: Vec<Format>,

    /// Split Parquet files by a column, into a folder for each of its values
    #[arg(long, value_enum, value_name = "COLUMN")]
    pub(crate) partition: Option<Partition>,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The files that are always written
    Csv,
    /// A workbook for Excel, WPS, LibreOffice
    Xlsx,
    /// A database with keys and a search, for SQL and Datasette
    Sqlite,
    /// Columns for DuckDB, pandas, Spark
    Parquet,
}

/// What Parquet files can be split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Partition {
    /// parquet/facts/fiscal_year=2024/part-0.parquet
    #[value(name = "fiscal_year")]
    FiscalYear,
}

impl Formats {
    /// The same for the publisher.
    pub(crate) fn options(&self, is_new: bool) -> publisher::Options {
        let mut formats: Vec<publisher::Format> = self
            .formats
            .iter()
            .filter_map(|format| match format {
                Format::Csv => None,
                Format::Xlsx => Some(publisher::Format::Xlsx),
                Format::Sqlite => Some(publisher::Format::Sqlite),
                Format::Parquet => Some(publisher::Format::Parquet),
            })
            .collect();
        formats.sort_unstable();
        formats.dedup();
        publisher::Options {
            formats,
            lang: words::lang_of_sheets().into(),
            by_year: self.partition.is_some(),
            is_new,
            ..publisher::Options::default()
        }
    }
}
