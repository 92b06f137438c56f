//! `parquet/<relation>[/fiscal_year=Y]/part-0.parquet`: money as decimals, text as dictionaries.

mod buffer;

use crate::census::{Census, FileCensus};
use crate::error::Error;
use crate::files::{self, Part};
use crate::package::{Package, Resource};
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::TypePtr;
use buffer::Buffer;
use exporter::Unfinished;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folder of the files.
pub(crate) const FOLDER: &str = "parquet";

/// What the rows of all open files may take before the largest of them is written.
const BUFFERED: usize = 24 << 20;

/// Rows of a group: enough for dictionaries to pay, few enough to skip by.
const GROUP: usize = 1 << 16;

/// Name of the partition of rows that have no year; Hive's, which readers know.
const NO_YEAR: &str = "__HIVE_DEFAULT_PARTITION__";

/// Column that files can be split by.
const YEAR: &str = "fiscal_year";

/// Writes every relation; returns the paths inside the folder.
pub(crate) fn write(
    package: &Package,
    census: &Census,
    by_year: bool,
    dir: &Path,
    unfinished: &Unfinished,
) -> Result<Vec<String>, Error> {
    let mut written = Vec::new();
    for (resource, counted) in census.of(package) {
        let mut parts = Parts::new(package, resource, counted, by_year, dir, unfinished);
        let mut rows = package.rows(resource)?;
        while rows.advance()? {
            let year =
                parts.year.map(|column| rows.raw(column).to_owned()).unwrap_or_default();
            let file = parts.of(&year)?;
            file.buffer.push(&rows)?;
            parts.relieve(&year)?;
        }
        written.extend(parts.finish()?);
    }
    remove_others(&dir.join(FOLDER), dir, &written)?;
    Ok(written)
}

/// The files of one relation: one, or one for each year.
struct Parts<'a> {
    resource: &'a Resource,
    counted: &'a FileCensus,
    /// Column of the year, where the rows are split by it.
    year: Option<usize>,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
    files: BTreeMap<String, Open<'a>>,
    buffered: usize,
    dir: &'a Path,
    unfinished: &'a Unfinished,
}

struct Open<'a> {
    path: String,
    part: Part,
    writer: SerializedFileWriter<BufWriter<File>>,
    buffer: Buffer<'a>,
    counted_bytes: usize,
}

impl<'a> Parts<'a> {
    fn new(
        package: &Package,
        resource: &'a Resource,
        counted: &'a FileCensus,
        by_year: bool,
        dir: &'a Path,
        unfinished: &'a Unfinished,
    ) -> Parts<'a> {
        // Without any year there is nothing to split by.
        let has_years = counted.years.keys().any(|year| !year.is_empty());
        let year = resource.position(YEAR).filter(|_| by_year && has_years);
        let schema = Arc::new(buffer::schema(resource, counted, year));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_dictionary_enabled(true)
            .set_key_value_metadata(Some(about(package, resource)))
            .build();
        Parts {
            resource,
            counted,
            year,
            schema,
            properties: Arc::new(properties),
            files: BTreeMap::new(),
            buffered: 0,
            dir,
            unfinished,
        }
    }

    fn of(&mut self, year: &str) -> Result<&mut Open<'a>, Error> {
        if !self.files.contains_key(year) {
            let folder = match (self.year, year) {
                (None, _) => String::new(),
                (Some(_), "") => format!("/{YEAR}={NO_YEAR}"),
                (Some(_), year) => format!("/{YEAR}={year}"),
            };
            let path = format!("{FOLDER}/{}{folder}/part-0.parquet", self.resource.name);
            let place = self.dir.join(&path);
            let part = files::part(self.unfinished, &place)?;
            let schema = self.schema.clone();
            let writer = SerializedFileWriter::new(
                part.create()?,
                schema,
                self.properties.clone(),
            )
            .map_err(Error::format(&place))?;
            let buffer = Buffer::new(self.resource, self.counted, self.year);
            let open = Open { path, part, writer, buffer, counted_bytes: 0 };
            self.files.insert(year.to_owned(), open);
        }
        // It was put there just now if it was not there before.
        Ok(self.files.get_mut(year).expect("the file of this year is open"))
    }

    /// Writes a group where the buffers have grown too large, the largest first.
    fn relieve(&mut self, year: &str) -> Result<(), Error> {
        if let Some(file) = self.files.get_mut(year) {
            let bytes = file.buffer.bytes();
            self.buffered += bytes - file.counted_bytes;
            file.counted_bytes = bytes;
            if file.buffer.rows() >= GROUP {
                self.buffered -= file.counted_bytes;
                flush(file, self.dir)?;
            }
        }
        if self.buffered > BUFFERED
            && let Some(largest) = self.files.values_mut().max_by_key(|f| f.counted_bytes)
        {
            self.buffered -= largest.counted_bytes;
            flush(largest, self.dir)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<String>, Error> {
        if self.files.is_empty() && self.year.is_none() {
            self.of("")?;
        }
        let mut written = Vec::new();
        for mut file in std::mem::take(&mut self.files).into_values() {
            flush(&mut file, self.dir)?;
            let place = self.dir.join(&file.path);
            let out = file.writer.into_inner().map_err(Error::format(&place))?;
            out.into_inner().map_err(|e| Error::io("write", &place)(e.into_error()))?;
            file.part.finish()?;
            written.push(file.path);
        }
        Ok(written)
    }
}

fn flush(file: &mut Open<'_>, dir: &Path) -> Result<(), Error> {
    file.counted_bytes = 0;
    if file.buffer.rows() == 0 {
        return Ok(());
    }
    let buffer = &mut file.buffer;
    buffer.write(&mut file.writer).map_err(Error::format(&dir.join(&file.path)))
}

/// What the file says about itself.
fn about(package: &Package, resource: &Resource) -> Vec<KeyValue> {
    let fields: serde_json::Map<String, serde_json::Value> = resource
        .fields
        .iter()
        .map(|f| {
            (
                f.name.clone(),
                serde_json::json!({ "zh": f.zh, "en": f.en, "unit": f.unit }),
            )
        })
        .collect();
    let fields = serde_json::Value::Object(fields).to_string();
    [
        ("gongkai.schema_version", package.schema_version.as_str()),
        ("gongkai.relation", &resource.name),
        ("gongkai.zh", &resource.zh),
        ("gongkai.en", &resource.en),
        ("gongkai.fields", &fields),
    ]
    .into_iter()
    .map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()))
    .collect()
}

/// Removes Parquet files of an earlier bundle: readers take every file of a folder.
pub(crate) fn remove_others(
    folder: &Path,
    dir: &Path,
    kept: &[String],
) -> Result<(), Error> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let is_ours = path.file_name().is_some_and(|name| name == "part-0.parquet");
        if path.is_dir() && !path.is_symlink() {
            remove_others(&path, dir, kept)?;
            // Only where it is empty now.
            let _ = fs::remove_dir(&path);
        } else if is_ours && !kept.iter().any(|kept| dir.join(kept) == path) {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}
