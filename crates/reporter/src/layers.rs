//! What was seen on a page, as groups of an SVG to lay over its picture.

use crate::clean::escaped;
use crate::privacy::masked_glyphs;
use extractor::{Axis, Ink, Page, Rect};
use parser::mask::{is_amount, is_contact_label, mask};
use parser::{Disclosure, Grid, ValueState};
use std::fmt::Write;

/// Tints of neighbouring cells.
const TINTS: [&str; 4] = ["#fde8c8", "#d9edf7", "#e3f1d8", "#f3dff0"];

/// Something that was seen on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Where pictures stand.
    Images,
    /// Cells of grids.
    Cells,
    /// Characters with their boxes.
    Glyphs,
    /// Lines.
    Rulings,
    /// Values that were recognised.
    Values,
}

impl Layer {
    /// All of them, the lowest first.
    pub const ALL: [Layer; 5] =
        [Layer::Images, Layer::Cells, Layer::Glyphs, Layer::Rulings, Layer::Values];

    /// Its name, also in the SVG.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Images => "images",
            Layer::Cells => "cells",
            Layer::Glyphs => "glyphs",
            Layer::Rulings => "rulings",
            Layer::Values => "values",
        }
    }
}

/// Groups of an SVG for some layers of a page, the lowest first. On a bare sheet characters
/// are drawn too; over the picture of the page only their boxes are.
pub(crate) fn svg(
    page: &Page,
    grids: &[Grid],
    disclosure: &Disclosure,
    layers: &[Layer],
    is_bare: bool,
) -> String {
    let mut out = String::new();
    for layer in Layer::ALL {
        if !layers.contains(&layer) {
            continue;
        }
        let _ = writeln!(out, "<g id=\"{}\" {}>", layer.name(), style(layer));
        match layer {
            Layer::Images => images(&mut out, page),
            Layer::Cells => cells(&mut out, grids),
            Layer::Glyphs => glyphs(&mut out, page, is_bare),
            Layer::Rulings => rulings(&mut out, page),
            Layer::Values => values(&mut out, page, disclosure),
        }
        out.push_str("</g>\n");
    }
    out
}

fn style(layer: Layer) -> &'static str {
    match layer {
        Layer::Images => "fill=\"#dddddd\" fill-opacity=\"0.6\"",
        Layer::Cells => "fill-opacity=\"0.6\"",
        Layer::Glyphs => "font-family=\"serif\"",
        Layer::Rulings => "stroke=\"#d62728\"",
        Layer::Values => {
            "fill=\"#2ca02c\" fill-opacity=\"0.25\" stroke=\"#2ca02c\" stroke-width=\"0.4\""
        }
    }
}

fn images(out: &mut String, page: &Page) {
    for image in &page.images {
        let title = format!("{} × {} pixels", image.width, image.height);
        // The pictures of a scanned page stand where the page shows them.
        let place = match page.scan {
            Some(_) => image.rect,
            None => page.displayed(&image.rect),
        };
        rect(out, &place, "", &title);
    }
}

fn cells(out: &mut String, grids: &[Grid]) {
    for cell in grids.iter().flat_map(|grid| &grid.cells) {
        let tint = (cell.rows.start % 2) * 2 + cell.cols.start % 2;
        let title = format!(
            "row {}..{}, column {}..{}: {}",
            cell.rows.start,
            cell.rows.end,
            cell.cols.start,
            cell.cols.end,
            mask(cell.text.trim())
        );
        rect(out, &cell.rect, &format!("fill=\"{}\"", TINTS[tint]), &title);
    }
}

fn glyphs(out: &mut String, page: &Page, is_bare: bool) {
    for (glyph, text) in page.glyphs.iter().zip(masked_glyphs(page)) {
        let ink = match (glyph.trusted, glyph.ink) {
            (false, _) => "#cc0000",
            (_, Ink::Printed) => "#222222",
            (_, Ink::Invisible | Ink::Covered | Ink::Ocr { .. }) => "#8888cc",
        };
        let stroke = "fill=\"none\" stroke=\"#6699cc\" stroke-width=\"0.15\"";
        let place = page.displayed(&glyph.rect);
        rect(out, &place, stroke, "");
        if is_bare {
            let _ = writeln!(
                out,
                "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{:.2}\" fill=\"{ink}\">{}</text>",
                place.x0,
                // The baseline of a Chinese font is about an eighth above the em's foot.
                place.y1 - place.height() * 0.12,
                glyph.size,
                escaped(&text)
            );
        }
    }
}

/// The ends of every ruling on the page as displayed, its width, and whether it is dashed.
pub(crate) fn ruled(page: &Page) -> impl Iterator<Item = ([[f32; 2]; 2], f32, bool)> {
    page.rulings.iter().map(|ruling| {
        let (at, a, b) = (ruling.at, ruling.span.start, ruling.span.end);
        let ends = match ruling.axis {
            Axis::Horizontal => [[a, at], [b, at]],
            Axis::Vertical => [[at, a], [at, b]],
        };
        (ends.map(|[x, y]| page.place(x, y)), ruling.width.max(0.3), ruling.dashed)
    })
}

fn rulings(out: &mut String, page: &Page) {
    for ([[x1, y1], [x2, y2]], width, is_dashed) in ruled(page) {
        let ends = format!("x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\"");
        let dash = if is_dashed { " stroke-dasharray=\"2 1\"" } else { "" };
        let _ = writeln!(out, "<line {ends} stroke-width=\"{width:.2}\"{dash}/>");
    }
}

fn values(out: &mut String, page: &Page, disclosure: &Disclosure) {
    for table in &disclosure.tables {
        for row in &table.rows {
            for value in &row.values {
                if value.origin.page != Some(page.number)
                    || value.state == ValueState::Blank
                {
                    continue;
                }
                let column = table.columns.get(value.column);
                let key = match column {
                    Some(column) if column.key.is_empty() => column.path.join("/"),
                    Some(column) => column.key.clone(),
                    None => String::new(),
                };
                let path = column.map(|column| column.path.join("/")).unwrap_or_default();
                let is_contact = !is_amount(column, value)
                    && (is_contact_label(&path) || is_contact_label(&row.label));
                let mut title = format!(
                    "{} {} · {} {} · 「{}」",
                    table.id,
                    mask(&key),
                    row.code,
                    mask(&row.label),
                    if is_contact { "***".to_owned() } else { shown(value) }
                );
                if let Some(amount) = value.amount_yuan.filter(|_| !is_contact) {
                    let _ = write!(title, " = {} 元", exporter::number::amount(amount));
                }
                rect(out, &value.origin.rect, "", &title);
            }
        }
    }
    for project in &disclosure.projects {
        for funding in &project.funding {
            if funding.origin.page == Some(page.number) {
                let title = format!(
                    "{} · 「{}」",
                    mask(&funding.source_printed),
                    mask(&funding.printed)
                );
                rect(out, &funding.origin.rect, "", &title);
            }
        }
        for indicator in &project.indicators {
            if indicator.origin.page == Some(page.number) {
                let title = format!(
                    "{}/{}/{} · 「{}」",
                    indicator.level1,
                    indicator.level2,
                    mask(&indicator.level3),
                    mask(&indicator.value_printed)
                );
                rect(out, &indicator.origin.rect, "", &title);
            }
        }
    }
}

fn shown(value: &parser::Value) -> String {
    match value.state {
        ValueState::Number | ValueState::Zero => value.printed.clone(),
        _ => mask(&value.printed).into_owned(),
    }
}

fn rect(out: &mut String, rect: &Rect, style: &str, title: &str) {
    let _ = write!(
        out,
        "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" {style}",
        rect.x0,
        rect.y0,
        rect.width(),
        rect.height()
    );
    if title.is_empty() {
        out.push_str("/>\n");
    } else {
        let _ = writeln!(out, "><title>{}</title></rect>", escaped(title));
    }
}
