//! `gongkai.xlsx`: for people who open it in Excel, WPS or LibreOffice.
//!
//! Codes are text, money is a number with the decimals that it has, and nothing is a formula but
//! the links of sheets with more rows than Excel allows hyperlinks. Numbers of more than fifteen
//! digits are text: a spreadsheet would round them.

mod cells;
mod cursor;
mod notes;
mod sheets;
mod split;

use crate::census::{Census, FileCensus};
use crate::error::Error;
use crate::files;
use crate::lang::Lang;
use crate::package::{Package, Resource};
use cells::{Formats, Links};
use cursor::Cursor;
use exporter::Unfinished;
use notes::Notes;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use sheets::{Column, Made, Sheet, Show};
use split::Split;
use std::path::Path;

/// Name of the file.
pub(crate) const FILE: &str = "gongkai.xlsx";

/// Rows of a sheet under its header: what the format allows.
pub(crate) const MOST_ROWS: u32 = 1_048_575;

/// Writes the workbook.
pub(crate) fn write(
    package: &Package,
    census: &Census,
    lang: Lang,
    most_rows: u32,
    dir: &Path,
    unfinished: &Unfinished,
) -> Result<Notes, Error> {
    let path = dir.join(FILE);
    let part = files::part(unfinished, &path)?;
    let mut book = Book {
        package,
        lang,
        most_rows: most_rows.max(1),
        workbook: Workbook::new(),
        formats: Formats::default(),
        notes: Notes::default(),
        path: &path,
    };
    // Rows wait in files of the same disk, so that a full one is noticed.
    book.workbook.set_tempdir(dir).map_err(Error::format(&path))?;
    book.describe()?;
    for (sheet, position) in sheets::shown(package) {
        book.sheet(sheet, &package.resources[position], &census.files[position])?;
    }
    book.dictionary()?;
    book.workbook.save(part.temporary()).map_err(Error::format(&path))?;
    let notes = book.notes;
    part.finish()?;
    Ok(notes)
}

struct Book<'a> {
    package: &'a Package,
    lang: Lang,
    most_rows: u32,
    workbook: Workbook,
    formats: Formats,
    notes: Notes,
    path: &'a Path,
}

impl Book<'_> {
    fn error(&self) -> impl Fn(XlsxError) -> Error + use<> {
        Error::format(self.path)
    }

    /// The same bytes for the same rows: no clock.
    fn describe(&mut self) -> Result<(), Error> {
        let then = ExcelDateTime::from_ymd(2000, 1, 1).map_err(self.error())?;
        let version = &self.package.schema_version;
        let properties = DocProperties::new()
            .set_title(
                self.lang
                    .of("部门预决算公开数据", "Disclosed budgets and final accounts"),
            )
            .set_comment(format!("schema_version {version}"))
            .set_custom_property("schema_version", version.as_str())
            .set_creation_datetime(&then);
        self.workbook.set_properties(&properties);
        Ok(())
    }

    fn sheet(
        &mut self,
        sheet: &Sheet,
        resource: &Resource,
        counted: &FileCensus,
    ) -> Result<(), Error> {
        let package = self.package;
        let columns = sheet.columns(resource, self.lang);
        let mut split =
            Split::new(sheet.name(self.lang), counted, self.most_rows, self.lang);
        let links = Links::of(resource, counted);
        let mut titles = Cursor::open(package, "tables", "table_id", "title_printed");
        let mut files = Cursor::open(package, "documents", "doc_id", "file_name");
        let year = resource.position("fiscal_year");
        let mut rows = package.rows(resource)?;
        // An empty sheet has its header too.
        if counted.rows == 0 {
            let (index, _) = split.next("");
            self.open(index, &mut split, resource, &columns, 0)?;
        }
        while rows.advance()? {
            let year = year.map(|column| rows.raw(column)).unwrap_or_default();
            let (index, row) = split.next(year);
            if row == 1 {
                let expected = split.expected(index);
                self.open(index, &mut split, resource, &columns, expected)?;
            }
            let at = split.position(index);
            let error = Error::format(self.path);
            let worksheet = self.workbook.worksheet_from_index(at).map_err(&error)?;
            for (place, column) in columns.iter().enumerate() {
                let place = place as u16;
                match column.show {
                    Show::Field(field) => {
                        let mut out = cells::Cell {
                            worksheet,
                            row,
                            column: place,
                            formats: &self.formats,
                        };
                        out.field(
                            resource,
                            field,
                            &rows,
                            &links,
                            self.lang,
                            &mut self.notes,
                        )
                        .map_err(&error)?;
                    }
                    Show::Made(made) => {
                        let text = match made {
                            Made::Verdict => sheets::verdict(
                                &rows.named("proofs"),
                                &rows.named("disproofs"),
                                &rows.named("amount_yuan"),
                                self.lang,
                            )
                            .to_owned(),
                            Made::TableTitle => titles.of(&rows.named("table_id"))?,
                            Made::FileName => files.of(&rows.named("doc_id"))?,
                        };
                        let mut out = cells::Cell {
                            worksheet,
                            row,
                            column: place,
                            formats: &self.formats,
                        };
                        out.text(&text, &mut self.notes).map_err(&error)?;
                    }
                }
            }
        }
        if split.sheets.len() > 1 {
            self.notes.split.push((sheet.name(self.lang).to_owned(), split.sheets.len()));
        }
        Ok(())
    }

    /// A new sheet with its header.
    fn open(
        &mut self,
        index: usize,
        split: &mut Split,
        resource: &Resource,
        columns: &[Column],
        rows: u32,
    ) -> Result<(), Error> {
        let error = self.error();
        let headings: Vec<&str> = columns.iter().map(|c| c.heading.as_str()).collect();
        let widths: Vec<f64> =
            columns.iter().map(|c| sheets::width(c, resource)).collect();
        split.sheets[index].at = self.workbook.worksheets().len();
        let worksheet =
            self.workbook.add_worksheet_with_constant_memory().map_err(&error)?;
        header(
            worksheet,
            &split.sheets[index].name,
            &headings,
            &widths,
            rows,
            &self.formats,
        )
        .map_err(error)
    }

    /// The sheet that says what every column is, in both languages.
    fn dictionary(&mut self) -> Result<(), Error> {
        let lang = self.lang;
        let headings = [
            lang.of("工作表", "sheet"),
            lang.of("列", "column"),
            lang.of("文件", "file"),
            lang.of("字段", "field"),
            lang.of("类型", "type"),
            lang.of("单位", "unit"),
            lang.of("可取的值", "values"),
            lang.of("中文说明", "in Chinese"),
            lang.of("英文说明", "in English"),
        ];
        let mut lines: Vec<[String; 9]> = Vec::new();
        for (sheet, position) in sheets::shown(self.package) {
            let resource = &self.package.resources[position];
            for column in sheet.columns(resource, lang) {
                let sheet = sheet.name(lang).to_owned();
                lines.push(explained(sheet, column, resource));
            }
        }
        let mut say = |zh: &str, en: &str| {
            let mut line: [String; 9] = Default::default();
            line[7] = zh.to_owned();
            line[8] = en.to_owned();
            lines.push(line);
        };
        let version = &self.package.schema_version;
        say(&format!("schema_version {version}"), &format!("schema_version {version}"));
        for (name, count) in &self.notes.split {
            say(
                &format!("「{name}」超过一张工作表的行数，按年度分成 {count} 张"),
                &format!(
                    "“{name}” has more rows than a sheet can hold: {count} sheets, by year"
                ),
            );
        }
        let error = Error::format(self.path);
        let name = sheets::dictionary_name(lang);
        let worksheet =
            self.workbook.add_worksheet_with_constant_memory().map_err(&error)?;
        let widths = [12.0, 24.0, 24.0, 24.0, 10.0, 8.0, 30.0, 60.0, 60.0];
        let count = lines.len() as u32;
        header(worksheet, name, &headings, &widths, count, &self.formats)
            .map_err(&error)?;
        for (row, line) in lines.iter().enumerate() {
            for (column, text) in line.iter().enumerate() {
                let (row, column) = (row as u32 + 1, column as u16);
                let mut out =
                    cells::Cell { worksheet, row, column, formats: &self.formats };
                out.text(text, &mut self.notes).map_err(&error)?;
            }
        }
        Ok(())
    }
}

fn explained(sheet: String, column: Column, resource: &Resource) -> [String; 9] {
    match column.show {
        Show::Field(field) => {
            let field = &resource.fields[field];
            [
                sheet,
                column.heading,
                resource.path.clone(),
                field.name.clone(),
                field.kind.name().to_owned(),
                field.unit.clone(),
                field.values.join("; "),
                field.zh.clone(),
                field.en.clone(),
            ]
        }
        Show::Made(made) => {
            let (zh, en) = match made {
                Made::TableTitle => {
                    ("表的标题（tables.csv）", "title of the table (tables.csv)")
                }
                Made::FileName => {
                    ("文件名（documents.csv）", "name of the file (documents.csv)")
                }
                Made::Verdict => (
                    "勾稽关系的核对结果：不符指至少一条等式不成立",
                    "what the identities say: contradicted where at least one fails",
                ),
            };
            let empty = String::new;
            let (zh, en) = (zh.to_owned(), en.to_owned());
            [sheet, column.heading, empty(), empty(), empty(), empty(), empty(), zh, en]
        }
    }
}

fn header(
    worksheet: &mut Worksheet,
    name: &str,
    headings: &[&str],
    widths: &[f64],
    rows: u32,
    formats: &Formats,
) -> Result<(), XlsxError> {
    worksheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, (heading, width)) in headings.iter().zip(widths).enumerate() {
        let column = column as u16;
        worksheet.set_column_width(column, *width)?;
        worksheet.write_string_with_format(0, column, *heading, &formats.header)?;
    }
    if let Some(last) = headings.len().checked_sub(1) {
        worksheet.autofilter(0, 0, rows, last as u16)?;
    }
    Ok(())
}
