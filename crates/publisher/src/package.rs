//! A finished bundle: what its `datapackage.json` says, and the rows of its files.
//!
//! The descriptor is the exporter's schema, written down beside the files it describes. Reading
//! it from there, and not from the program, means that a bundle of an earlier version, or one
//! with contacts, is published with the columns that it has.

use crate::error::Error;
use serde_json::Value;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Name of the descriptor.
pub const DESCRIPTOR: &str = "datapackage.json";

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
}

impl Kind {
    fn parse(word: &str) -> Kind {
        match word {
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            "boolean" => Kind::Boolean,
            "date" => Kind::Date,
            _ => Kind::Text,
        }
    }

    /// The word of the descriptor.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its header.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is never empty.
    pub required: bool,
    /// The words it may hold; none for anything.
    pub values: Vec<String>,
    /// Unit of a number, empty for none.
    pub unit: String,
    /// Description in Chinese.
    pub zh: String,
    /// Description in English.
    pub en: String,
}

impl Field {
    /// Whether it is an amount of money in yuan.
    pub fn is_money(&self) -> bool {
        // A factor is in yuan too, and no amount.
        self.kind == Kind::Number && self.unit == "yuan" && self.name != "unit_factor"
    }
}

/// A reference to another relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Columns here.
    pub fields: Vec<String>,
    /// Relation there.
    pub resource: String,
    /// Columns there.
    pub there: Vec<String>,
}

/// One file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its name (`facts`, `wide.final.03`, `views.sangong`).
    pub name: String,
    /// Its path inside the folder.
    pub path: String,
    /// What one row is, in Chinese.
    pub zh: String,
    /// What one row is, in English.
    pub en: String,
    /// Its columns, in order.
    pub fields: Vec<Field>,
    /// Its primary key.
    pub key: Vec<String>,
    /// Columns that are unique together where none of them is empty.
    pub unique: Vec<Vec<String>>,
    /// References to other relations.
    pub references: Vec<Reference>,
    /// Whether there is a file: views without rows have none.
    pub is_written: bool,
}

impl Resource {
    /// Position of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The name that needs no quotes in SQL and no thought in a file system.
    pub fn plain_name(&self) -> String {
        self.name.replace(['.', '-'], "_")
    }
}

/// A finished bundle.
#[derive(Debug, Clone)]
pub struct Package {
    dir: PathBuf,
    /// Version of the schema, empty where the bundle does not say.
    pub schema_version: String,
    /// Its files, in the descriptor's order.
    pub resources: Vec<Resource>,
}

impl Package {
    /// Reads the descriptor of a folder.
    pub fn open(dir: &Path) -> Result<Package, Error> {
        let value = descriptor(dir)?;
        let resources = array(&value, "resources").iter().map(resource).collect();
        Ok(Package {
            dir: dir.to_owned(),
            schema_version: text(&value, "schema_version"),
            resources,
        })
    }

    /// The same with the views that have no rows: questions name them all the same.
    pub(crate) fn with_all_views(&self) -> Package {
        let mut all = self.clone();
        for view in exporter::schema::views() {
            if self.resource(view.name).is_none() {
                let described = exporter::package::of_view(view);
                all.resources
                    .push(Resource { is_written: false, ..resource(&described) });
            }
        }
        all
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The file of a name.
    pub fn resource(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.name == name)
    }

    /// Reads a file from its first row.
    pub fn rows<'a>(&self, resource: &'a Resource) -> Result<Rows<'a>, Error> {
        Rows::open(self.dir.join(&resource.path), resource)
    }
}

/// The descriptor of a folder, as it is.
pub(crate) fn descriptor(dir: &Path) -> Result<Value, Error> {
    let path = dir.join(DESCRIPTOR);
    let not = |reason: String| Error::NotABundle { path: dir.to_owned(), reason };
    let text =
        fs::read_to_string(&path).map_err(|e| not(format!("{DESCRIPTOR}: {e}")))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|e| not(format!("{DESCRIPTOR}: {e}")))?;
    if array(&value, "resources").is_empty() {
        return Err(not(format!("{DESCRIPTOR} names no files")));
    }
    Ok(value)
}

fn resource(value: &Value) -> Resource {
    let schema = &value["schema"];
    let mut resource = Resource {
        name: text(value, "name"),
        path: text(value, "path"),
        zh: text(value, "title"),
        en: text(value, "description"),
        fields: array(schema, "fields").iter().map(field).collect(),
        key: words(&schema["primaryKey"]),
        unique: array(schema, "uniqueKeys").iter().map(words).collect(),
        references: array(schema, "foreignKeys").iter().map(reference).collect(),
        is_written: true,
    };
    // The path is joined to the folder: it must stay inside.
    if Path::new(&resource.path)
        .components()
        .any(|c| !matches!(c, std::path::Component::Normal(_)))
    {
        resource.path = format!("{}.csv", resource.plain_name());
    }
    resource
}

fn field(value: &Value) -> Field {
    let constraints = &value["constraints"];
    Field {
        name: text(value, "name"),
        kind: Kind::parse(value["type"].as_str().unwrap_or_default()),
        required: constraints["required"].as_bool().unwrap_or_default(),
        values: words(&constraints["enum"]),
        unit: text(value, "unit"),
        zh: text(value, "title"),
        en: text(value, "description"),
    }
}

fn reference(value: &Value) -> Reference {
    Reference {
        fields: words(&value["fields"]),
        resource: text(&value["reference"], "resource"),
        there: words(&value["reference"]["fields"]),
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(word) => vec![word.clone()],
        Value::Array(list) => {
            list.iter().filter_map(|v| Some(v.as_str()?.to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// The rows of one file, one at a time.
pub struct Rows<'a> {
    path: PathBuf,
    resource: &'a Resource,
    reader: csv::Reader<Box<dyn Read + Send>>,
    /// Where each column of the schema stands in the file; nowhere in an older bundle.
    positions: Vec<Option<usize>>,
    record: csv::StringRecord,
    row: u64,
}

impl<'a> Rows<'a> {
    fn open(path: PathBuf, resource: &'a Resource) -> Result<Rows<'a>, Error> {
        let input: Box<dyn Read + Send> = if resource.is_written {
            let file = File::open(&path).map_err(Error::io("open", &path))?;
            let mut file = BufReader::with_capacity(1 << 16, file);
            if file.fill_buf().map_err(Error::io("read", &path))?.starts_with(BOM) {
                file.consume(BOM.len());
            }
            Box::new(file)
        } else {
            Box::new(std::io::empty())
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(input);
        let header = reader.headers().map_err(|e| of_csv(&path, e))?;
        let positions = resource
            .fields
            .iter()
            .map(|field| header.iter().position(|name| name == field.name))
            .collect();
        let record = csv::StringRecord::new();
        Ok(Rows { path, resource, reader, positions, record, row: 0 })
    }

    /// Goes to the next row; false at the end.
    pub fn advance(&mut self) -> Result<bool, Error> {
        self.row += 1;
        self.reader.read_record(&mut self.record).map_err(|e| of_csv(&self.path, e))
    }

    /// The row, from 1, without the header.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// A cell of the row: text as it was before it went into CSV, without control characters.
    pub fn cell(&self, column: usize) -> Cow<'_, str> {
        let raw = self.raw(column);
        match self.resource.fields.get(column) {
            Some(field) if field.kind == Kind::Text => clean(unguarded(raw)),
            _ => Cow::Borrowed(raw),
        }
    }

    /// A cell as the file has it.
    pub fn raw(&self, column: usize) -> &str {
        let position = self.positions.get(column).copied().flatten();
        position.and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    /// A cell by name; empty where there is no such column.
    pub fn named(&self, name: &str) -> Cow<'_, str> {
        match self.resource.position(name) {
            Some(column) => self.cell(column),
            None => Cow::Borrowed(""),
        }
    }

    /// The error of a cell that is not what the description says.
    pub fn wrong(&self, column: usize) -> Error {
        let field = &self.resource.fields[column];
        Error::Value {
            path: self.path.clone(),
            row: self.row,
            column: field.name.clone(),
            value: self.raw(column).chars().take(40).collect(),
            kind: field.kind.name(),
        }
    }
}

fn of_csv(path: &Path, source: csv::Error) -> Error {
    Error::Csv { path: path.to_owned(), source }
}

/// Text without the quote that CSV has before what a spreadsheet would run.
///
/// Other formats say what is text and what is not, so there it is the text that was printed.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_guarded(rest) => rest,
        _ => text,
    }
}

/// Whether CSV puts a quote before a text.
pub(crate) fn is_guarded(text: &str) -> bool {
    matches!(exporter::csv::guard(text), Cow::Owned(_))
}

/// Text without characters that XML, terminals and databases choke on; line ends and tabs stay.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let is_bad = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    if text.contains(is_bad) {
        Cow::Owned(text.replace(is_bad, ""))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quote_of_csv_goes_and_others_stay() {
        for (in_csv, expected) in [
            ("'=1+1", "=1+1"),
            ("'-其中", "-其中"),
            ("'90年代", "'90年代"),
            ("-1,204.50", "-1,204.50"),
            ("——", "——"),
            ("'", "'"),
        ] {
            assert_eq!(unguarded(in_csv), expected, "{in_csv}");
        }
    }

    #[test]
    fn control_characters_go() {
        assert_eq!(clean("a\u{0}b\u{1b}[31mc\r\nd\te\u{85}\u{FFFF}"), "ab[31mc\nd\te");
        assert!(matches!(clean("公开"), Cow::Borrowed(_)));
    }
}
