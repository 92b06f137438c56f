//! A page with something marked on it and a caption below, as SVG, PNG or PDF.

mod compose;
mod pdf;
mod plate;
mod svg;

use crate::caption;
use crate::error::Error;
use crate::layers::{self, Layer};
use crate::record::Record;
use crate::sheet::{Reading, Sheet};
use extractor::{Page, Rect, Views};
use parser::Grid;
use plate::Plate;
use publisher::Lang;
use std::path::Path;

/// What is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Nothing: a page.
    Page(u32),
    /// A number, by its id in `facts.csv` (or `statements.csv`, `indicators.csv`).
    Fact(String),
    /// What takes part in an identity, by its id in `checks.csv`; on this page, or on the
    /// first one.
    Check(String, Option<u32>),
}

/// How it is drawn.
#[derive(Debug, Clone)]
pub struct Options {
    /// Only what is around the marks.
    pub crop: bool,
    /// What was seen on the page, to lay over it.
    pub layers: Vec<Layer>,
    /// Only the layers, on an empty sheet.
    pub is_bare: bool,
    /// Pixels per inch.
    pub dpi: f32,
    /// Language of the caption.
    pub lang: Lang,
}

/// The format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A drawing over the picture of the page.
    Svg,
    /// Pixels.
    Png,
    /// A page of paper.
    Pdf,
}

impl Format {
    /// The format that a file's name ends in.
    pub fn of(path: &Path) -> Result<Format, Error> {
        let end = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
        match end.as_deref() {
            Some("svg") => Ok(Format::Svg),
            Some("png") => Ok(Format::Png),
            Some("pdf") => Ok(Format::Pdf),
            _ => Err(Error::Format { path: path.to_owned() }),
        }
    }
}

/// A page with something marked on it.
#[derive(Debug)]
pub struct Figure(Plate);

impl Figure {
    /// Draws a subject of a document.
    pub fn of(
        reading: Reading<'_>,
        views: Option<&Views>,
        subject: &Subject,
        options: &Options,
    ) -> Result<Figure, Error> {
        let found = Found::of(reading, subject, options.lang)?;
        let not_there = || Error::NotThere { what: format!("page {}", found.page) };
        let page = reading.page(found.page).ok_or_else(not_there)?;
        let grids = reading.grids(page);
        let views = views.filter(|_| !options.is_bare);
        let sheet = Sheet::of(reading, page, &grids, views, options.dpi);
        let size = page.displayed_size();
        let whole = Rect::new(0.0, 0.0, size.0, size.1);
        let frame = match options.crop {
            true => around(&found.marks, page, &grids, whole),
            false => whole,
        };
        let groups = layers::svg(
            page,
            &grids,
            reading.disclosure,
            &options.layers,
            sheet.picture.is_none(),
        );
        let mut caption = vec![caption::page(reading.paper, found.page, options.lang)];
        caption.extend(found.lines);
        let notes = sheet.notes(options.lang);
        let lines = compose::lines(page, &grids, &options.layers);
        Ok(Figure(Plate {
            sheet,
            size,
            number: found.page,
            marks: found.marks,
            caption,
            groups,
            lines,
            frame,
            notes,
        }))
    }

    /// What has to be said about the picture.
    pub fn notes(&self) -> &[String] {
        &self.0.notes
    }

    /// The bytes of a picture file.
    pub fn write(&self, format: Format) -> Result<Vec<u8>, Error> {
        match format {
            Format::Svg => Ok(svg::write(&self.0)),
            Format::Png => compose::png(&compose::image(&self.0)),
            Format::Pdf => pdf::write(&self.0, &compose::image(&self.0)),
        }
    }
}

/// Where a subject is, and what is said about it.
struct Found {
    page: u32,
    marks: Vec<Rect>,
    lines: Vec<String>,
}

impl Found {
    fn of(reading: Reading<'_>, subject: &Subject, lang: Lang) -> Result<Found, Error> {
        let paper = reading.paper;
        match subject {
            Subject::Page(page) => {
                Ok(Found { page: *page, marks: Vec::new(), lines: Vec::new() })
            }
            Subject::Fact(id) => {
                let not_there = || Error::NotThere { what: format!("the number {id}") };
                let row = paper.evidence(id).ok_or_else(not_there)?;
                let page = row.page().ok_or_else(not_there)?;
                let lines = vec![
                    caption::what(paper, row),
                    format!("{}    {id}", caption::value(row, lang)),
                ];
                Ok(Found { page, marks: row.rect().into_iter().collect(), lines })
            }
            Subject::Check(id, wanted) => {
                let not_there = || Error::NotThere { what: format!("the check {id}") };
                let check = paper.find("checks", "check_id", id).ok_or_else(not_there)?;
                let rows: Vec<&Record> =
                    check.list("evidence").filter_map(|id| paper.evidence(id)).collect();
                let first = || {
                    let of_rows = rows.iter().find_map(|row| row.page());
                    of_rows.or_else(|| check.list("pages").next()?.parse().ok())
                };
                let page = wanted.or_else(first).ok_or_else(not_there)?;
                let is_here = |row: &&&Record| row.page() == Some(page);
                let marks =
                    rows.iter().filter(is_here).filter_map(|r| r.rect()).collect();
                let mut lines = vec![format!("{}    {id}", caption::check(check, lang))];
                lines.extend(elsewhere(&rows, page, lang));
                Ok(Found { page, marks, lines })
            }
        }
    }
}

/// The other pages that an identity touches.
fn elsewhere(rows: &[&Record], page: u32, lang: Lang) -> Option<String> {
    let mut pages: Vec<u32> = rows.iter().filter_map(|row| row.page()).collect();
    pages.sort_unstable();
    pages.dedup();
    pages.retain(|other| *other != page);
    let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
    (!pages.is_empty()).then(|| match lang {
        Lang::Zh => format!("另见 PDF 第 {} 页", pages.join("、")),
        Lang::En => format!("also on PDF pages {}", pages.join(", ")),
    })
}

/// The part of a page around marks: as wide as the tables they stand in, so that the labels are
/// seen, and some rows high. Without marks, the tables of the page.
fn around(marks: &[Rect], page: &Page, grids: &[Grid], whole: Rect) -> Rect {
    /// Points of paper around what is shown.
    const MARGIN: f32 = 12.0;
    /// Points above and below a mark.
    const ROWS: f32 = 60.0;
    let tables: Vec<Rect> = grids.iter().map(|grid| page.displayed(&grid.rect)).collect();
    let holds = |table: &Rect, mark: &Rect| {
        mark.center_x() >= table.x0
            && mark.center_x() <= table.x1
            && mark.center_y() >= table.y0
            && mark.center_y() <= table.y1
    };
    let mut parts: Vec<Rect> = Vec::new();
    for mark in marks {
        let table = tables.iter().find(|table| holds(table, mark));
        let (x0, x1) = table.map_or((mark.x0 - ROWS, mark.x1 + ROWS), |t| (t.x0, t.x1));
        parts.push(Rect::new(x0, mark.y0 - ROWS, x1, mark.y1 + ROWS));
    }
    if marks.is_empty() {
        parts = tables;
    }
    let Some(first) = parts.first().copied() else { return whole };
    let all = parts.iter().fold(first, |all, part| {
        Rect::new(
            all.x0.min(part.x0),
            all.y0.min(part.y0),
            all.x1.max(part.x1),
            all.y1.max(part.y1),
        )
    });
    Rect::new(
        (all.x0 - MARGIN).clamp(0.0, whole.x1),
        (all.y0 - MARGIN).clamp(0.0, whole.y1),
        (all.x1 + MARGIN).clamp(0.0, whole.x1),
        (all.y1 + MARGIN).clamp(0.0, whole.y1),
    )
}
