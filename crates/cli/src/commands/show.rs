//! `gongkai show`: what one stage sees, as text or JSON.

mod relation;

use crate::args::{Show, Stage};
use crate::exit::{Exit, Unreadable, Usage};
use crate::{inputs, ocr, reading, talk};
use extractor::{Axis, Document, Ink, Page, Rect};
use parser::Grid;
use parser::mask::mask;
use relation::Collected;
use reporter::masked_glyphs;
use serde_json::{Value, json};
use std::fmt::Write;

pub(crate) fn run(args: Show) -> anyhow::Result<Exit> {
    reading::silence_panics();
    let kind = inputs::source_kind(&args.file);
    let ocr = ocr::of(&args.ocr.options(), 0);
    let document = reading::document(&args.file, kind, ocr.as_ref(), args.apart.watch())
        .map_err(|failure| reading::unreadable(&args.file, failure))?;
    let pages = pages(&document, args.page)?;
    let text = match args.stage {
        Stage::Glyphs => glyphs(&document, &pages, args.json),
        Stage::Rulings => rulings(&pages, args.json),
        Stage::Grid => grids(&document, &pages, args.json),
        Stage::Tables
        | Stage::Facts
        | Stage::Sections
        | Stage::Statements
        | Stage::Checks => {
            let disclosure = reading::disclosure(&document)
                .map_err(|failure| reading::unreadable(&args.file, failure))?;
            let relation = match args.stage {
                Stage::Tables => "tables",
                Stage::Sections => "sections",
                Stage::Statements => "statements",
                Stage::Checks => "checks",
                _ => "facts",
            };
            let rows = Collected::of(relation, &document, &disclosure, args.page);
            if args.json { pretty(&rows.json()) } else { rows.text() }
        }
    };
    talk::data(&text)?;
    Ok(Exit::Done)
}

/// The pages asked for.
pub(crate) fn pages(
    document: &Document,
    page: Option<u32>,
) -> anyhow::Result<Vec<&Page>> {
    let pages: Vec<&Page> = document
        .pages
        .iter()
        .filter(|candidate| page.is_none_or(|page| candidate.number == page))
        .collect();
    match (pages.is_empty(), page) {
        (true, Some(page)) => Err(Usage::new(
            format!("there is no page {page}"),
            format!("the document has {} pages, counted from 1", document.pages.len()),
        )
        .into()),
        (true, None) => Err(Unreadable {
            message: "the document has no pages".into(),
            hint: "open it in a viewer".into(),
        }
        .into()),
        (false, _) => Ok(pages),
    }
}

fn glyphs(document: &Document, pages: &[&Page], as_json: bool) -> String {
    let mut values = Vec::new();
    let mut text = String::new();
    for page in pages {
        for (glyph, shown) in page.glyphs.iter().zip(masked_glyphs(page)) {
            let font = document
                .fonts
                .get(usize::from(glyph.font))
                .map_or("", |font| font.name.as_str());
            let ink = match glyph.ink {
                Ink::Printed => "printed",
                Ink::Invisible => "invisible",
                Ink::Covered => "covered",
                Ink::Ocr { .. } => "ocr",
            };
            let rect = page.displayed(&glyph.rect);
            if as_json {
                let raw = glyph.raw.as_ref().filter(|_| glyph.text == shown.as_str());
                values.push(json!({
                    "page": page.number,
                    "text": shown,
                    "raw": raw.map(|raw| raw.as_str()),
                    "bbox": bbox(&rect),
                    "size": rounded(glyph.size),
                    "font": font,
                    "ink": ink,
                    "trusted": glyph.trusted,
                }));
            } else {
                let trusted = if glyph.trusted { "" } else { "\tuntrusted" };
                let _ = writeln!(
                    text,
                    "{}\t{}\t{shown}\t{:.1}\t{font}\t{ink}{trusted}",
                    page.number,
                    place(&rect),
                    glyph.size
                );
            }
        }
    }
    if as_json { pretty(&Value::Array(values)) } else { text }
}

fn rulings(pages: &[&Page], as_json: bool) -> String {
    let mut values = Vec::new();
    let mut text = String::new();
    for page in pages {
        for ruling in &page.rulings {
            let axis = match ruling.axis {
                Axis::Horizontal => "horizontal",
                Axis::Vertical => "vertical",
            };
            if as_json {
                values.push(json!({
                    "page": page.number,
                    "axis": axis,
                    "at": rounded(ruling.at),
                    "span": [rounded(ruling.span.start), rounded(ruling.span.end)],
                    "width": rounded(ruling.width),
                    "dashed": ruling.dashed,
                }));
            } else {
                let dashed = if ruling.dashed { "\tdashed" } else { "" };
                let _ = writeln!(
                    text,
                    "{}\t{axis}\t{:.2}\t{:.2}–{:.2}\t{:.2}{dashed}",
                    page.number,
                    ruling.at,
                    ruling.span.start,
                    ruling.span.end,
                    ruling.width
                );
            }
        }
    }
    if as_json { pretty(&Value::Array(values)) } else { text }
}

fn grids(document: &Document, pages: &[&Page], as_json: bool) -> String {
    let grids: Vec<Grid> =
        pages.iter().flat_map(|page| parser::grids(page, document.source)).collect();
    if as_json {
        return pretty(&grids.iter().map(grid_json).collect());
    }
    let mut text = String::new();
    for grid in &grids {
        let _ = writeln!(
            text,
            "page {}: {} rows, {} columns at {}",
            grid.page,
            grid.n_rows,
            grid.n_cols,
            place(&grid.rect)
        );
        // Of a table of many thousand rows each cell is looked at once.
        let mut rows = vec![Vec::new(); grid.n_rows];
        grid.cells.iter().for_each(|cell| rows[cell.rows.start].push(cell));
        for row in rows {
            let cells: Vec<String> = row
                .into_iter()
                .map(|cell| {
                    let rows = slots(cell.rows.start, cell.rows.end);
                    let cols = slots(cell.cols.start, cell.cols.end);
                    format!(
                        "[{rows} {cols} {}]",
                        mask(cell.text.trim()).replace('\n', " ")
                    )
                })
                .collect();
            let _ = writeln!(text, "  {}", cells.join(" "));
        }
    }
    text
}

fn grid_json(grid: &Grid) -> Value {
    let cells: Vec<Value> = grid
        .cells
        .iter()
        .map(|cell| {
            let mut value = json!({
                "row": cell.rows.start,
                "col": cell.cols.start,
                "row_span": cell.rows.len(),
                "col_span": cell.cols.len(),
                "text": mask(&cell.text),
                "bbox": bbox(&cell.rect),
            });
            if cell.recognised {
                value["confidence"] = json!(rounded(cell.confidence));
                if let Some(first) = cell.read_first() {
                    value["read_first"] = json!(mask(first));
                }
            }
            value
        })
        .collect();
    json!({
        "page": grid.page,
        "bbox": bbox(&grid.rect),
        "n_rows": grid.n_rows,
        "n_cols": grid.n_cols,
        "cells": cells,
    })
}

fn slots(start: usize, end: usize) -> String {
    if end == start + 1 { start.to_string() } else { format!("{start}..{end}") }
}

fn bbox(rect: &Rect) -> Value {
    json!([rounded(rect.x0), rounded(rect.y0), rounded(rect.x1), rounded(rect.y1)])
}

/// Hundredths of a point, as in the CSV files.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn place(rect: &Rect) -> String {
    format!("{:.2},{:.2},{:.2},{:.2}", rect.x0, rect.y0, rect.x1, rect.y1)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
