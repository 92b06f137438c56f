//! `gongkai draw`: a page with what was seen on it, as SVG.

use super::show::{displayed, masked_glyphs, pages};
use crate::args::Draw;
use crate::exit::{Exit, Usage};
use crate::{inputs, ocr, reading, talk};
use extractor::{Axis, Ink, Page, Rect, SourceKind};
use parser::mask::{is_amount, is_contact_label, mask};
use parser::{Disclosure, Grid, ValueState};
use std::fmt::Write;

/// Tints of neighbouring cells.
const TINTS: [&str; 4] = ["#fde8c8", "#d9edf7", "#e3f1d8", "#f3dff0"];

pub(crate) fn run(args: Draw) -> anyhow::Result<Exit> {
    reading::silence_panics();
    let kind = inputs::source_kind(&args.file);
    if kind == SourceKind::Text {
        let hint = "use `gongkai show` for text, or draw a PDF";
        return Err(Usage::new("plain text has no pages to draw", hint).into());
    }
    let document =
        reading::document(&args.file, kind, ocr::of(&args.ocr.options(), 1).as_ref())
            .map_err(|failure| reading::unreadable(&args.file, failure))?;
    let page = pages(&document, Some(args.page))?[0];
    let disclosure = reading::disclosure(&document)
        .map_err(|failure| reading::unreadable(&args.file, failure))?;
    let grids = parser::grids(page, document.source);
    talk::data(&svg(page, &grids, &disclosure))?;
    Ok(Exit::Done)
}

/// Layers from the bottom: pictures, cells, values, glyphs, rulings.
fn svg(page: &Page, grids: &[Grid], disclosure: &Disclosure) -> String {
    let (width, height) = page.displayed_size();
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.2}\" \
         height=\"{height:.2}\" viewBox=\"0 0 {width:.2} {height:.2}\">\n\
         <title>page {}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        page.number
    );
    group(&mut out, "images", "fill=\"#dddddd\"", |out| {
        for image in &page.images {
            let title = format!("{} × {} pixels", image.width, image.height);
            // The pictures of a scanned page stand where the page shows them.
            let place = match page.scan {
                Some(_) => image.rect,
                None => page.displayed(&image.rect),
            };
            rect(out, &place, "", &title);
        }
    });
    group(&mut out, "cells", "fill-opacity=\"0.6\"", |out| {
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
    });
    group(&mut out, "glyphs", "font-family=\"serif\"", |out| {
        for (glyph, text) in page.glyphs.iter().zip(masked_glyphs(page)) {
            let ink = match (glyph.trusted, glyph.ink) {
                (false, _) => "#cc0000",
                (_, Ink::Printed) => "#222222",
                (_, Ink::Invisible | Ink::Covered | Ink::Ocr { .. }) => "#8888cc",
            };
            let stroke = "fill=\"none\" stroke=\"#6699cc\" stroke-width=\"0.15\"";
            let place = displayed(page, &glyph.rect);
            rect(out, &place, stroke, "");
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
    });
    group(&mut out, "rulings", "stroke=\"#d62728\"", |out| {
        for ruling in &page.rulings {
            let (at, a, b) = (ruling.at, ruling.span.start, ruling.span.end);
            let ends = match ruling.axis {
                Axis::Horizontal => [[a, at], [b, at]],
                Axis::Vertical => [[at, a], [at, b]],
            };
            let [[x1, y1], [x2, y2]] = ends.map(|[x, y]| page.place(x, y));
            let ends =
                format!("x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\"");
            let dash = if ruling.dashed { " stroke-dasharray=\"2 1\"" } else { "" };
            let _ = writeln!(
                out,
                "<line {ends} stroke-width=\"{:.2}\"{dash}/>",
                ruling.width.max(0.3)
            );
        }
    });
    let style =
        "fill=\"#2ca02c\" fill-opacity=\"0.25\" stroke=\"#2ca02c\" stroke-width=\"0.4\"";
    group(&mut out, "values", style, |out| values(out, page, disclosure));
    out.push_str("</svg>\n");
    out
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

fn group(out: &mut String, id: &str, style: &str, content: impl FnOnce(&mut String)) {
    let _ = writeln!(out, "<g id=\"{id}\" {style}>");
    content(out);
    out.push_str("</g>\n");
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

/// Text of a PDF is a stranger's: markup in it stays text, and what XML forbids goes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}
