//! `--sources FILE.csv`: where files came from and when.

use std::collections::HashMap;
use std::io::Read;

/// Columns the file must have.
const COLUMNS: [&str; 3] = ["file_name", "source_url", "retrieved_at"];

/// Where each file came from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    by_name: HashMap<String, (String, String)>,
}

/// Why the file of sources could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column is missing.
    #[error(
        "the column `{0}` is missing; file_name, source_url and retrieved_at are needed"
    )]
    MissingColumn(&'static str),
    /// It is no CSV.
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
}

impl Sources {
    /// Reads the CSV; further columns are ignored.
    pub fn read(reader: impl Read) -> Result<Sources, Error> {
        let mut reader = ::csv::Reader::from_reader(reader);
        let header = reader.headers()?.clone();
        let mut columns = [0; 3];
        for (name, column) in COLUMNS.iter().zip(&mut columns) {
            *column = header
                .iter()
                .position(|cell| cell.trim_start_matches('\u{FEFF}').trim() == *name)
                .ok_or(Error::MissingColumn(name))?;
        }
        let mut by_name = HashMap::new();
        for record in reader.records() {
            let record = record?;
            let cell = |i: usize| record.get(columns[i]).unwrap_or_default().to_owned();
            by_name.insert(cell(0), (cell(1), cell(2)));
        }
        Ok(Sources { by_name })
    }

    /// Address and time of retrieval of a file, empty where not known.
    pub fn of(&self, file_name: &str) -> (&str, &str) {
        self.by_name.get(file_name).map_or(("", ""), |(url, at)| (url, at))
    }
}
