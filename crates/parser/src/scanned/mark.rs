//! Which values come from a picture, and how sure the text around the tables was read.

use crate::disclosure::Statement;
use crate::disclosure::confidence;
use crate::disclosure::{Diagnostic, Origin, Severity};
use crate::disclosure::{Disclosure, Method, TableState, ValueState};
use crate::page::lines::glyph_in;
use crate::page::lines::is_legible;
use crate::page::recognised;
use crate::words::normal::is_number_char;
use extractor::{Document, Glyph, Ink, Page};
use std::collections::HashMap;

/// Says of everything that stands on a page read from its picture that it was.
///
/// A table or form that has any such part was, too.
pub(crate) fn mark(out: &mut Disclosure, document: &Document) {
    let pages: HashMap<u32, &Page> = document
        .pages
        .iter()
        .filter(|page| recognised::method(page) == Method::Ocr)
        .map(|page| (page.number, page))
        .collect();
    if pages.is_empty() {
        return;
    }
    let of = |origin: &Origin| match origin.page {
        Some(page) if pages.contains_key(&page) => Method::Ocr,
        _ => Method::Text,
    };
    let within = |range: Option<(u32, u32)>| match range {
        Some((from, to)) if pages.keys().any(|p| (from..=to).contains(p)) => Method::Ocr,
        _ => Method::Text,
    };
    for table in &mut out.tables {
        table.method = within(table.pages);
        if table.method == Method::Ocr && table.state == TableState::Empty {
            table.confidence = table.confidence.min(confidence::EMPTY);
        }
        for value in table.rows.iter_mut().flat_map(|r| &mut r.values) {
            value.method = of(&value.origin);
            if value.method == Method::Ocr && value.state == ValueState::Blank {
                value.confidence = value.confidence.min(confidence::BLANK);
            }
        }
    }
    for project in &mut out.projects {
        project.method = within(project.pages);
        project.funding.iter_mut().for_each(|f| f.method = of(&f.origin));
        project.indicators.iter_mut().for_each(|i| i.method = of(&i.origin));
    }
    for statement in &mut out.statements {
        statement.method = of(&statement.origin);
        if let Some(page) = statement.origin.page.and_then(|page| pages.get(&page)) {
            let read = confidence(statement, page);
            statement.confidence = statement.confidence.min(read);
        }
    }
}

/// How sure the numbers of the lines were read that a statement stands on.
fn confidence(statement: &Statement, page: &Page) -> f32 {
    let least = |wanted: fn(&Glyph) -> bool| -> Option<f32> {
        let glyphs = page.glyphs.iter().enumerate();
        glyphs
            .filter(|(_, g)| {
                is_legible(g) && wanted(g) && glyph_in(g, &statement.origin.rect)
            })
            .filter_map(|(at, glyph)| {
                let Ink::Ocr { confidence } = glyph.ink else { return None };
                let run = page.scan.as_ref().and_then(|scan| scan.run_of(at));
                Some(
                    run.map_or(confidence, |run| recognised::of_run(run).min(confidence)),
                )
            })
            .reduce(f32::min)
    };
    least(|g| g.text.chars().all(is_number_char))
        .or_else(|| least(|_| true))
        .unwrap_or(1.0)
}

/// Reports pages whose picture nobody could read yet, neighbours together.
pub(crate) fn report_unread(out: &mut Disclosure, document: &Document) {
    let unread = |page: &&Page| page.scan.as_ref().is_some_and(|scan| !scan.recognised);
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in document.pages.iter().filter(unread) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page.number => *last = page.number,
            _ => runs.push((page.number, page.number)),
        }
    }
    for (from, to) in runs {
        let (pages, are) = if from == to {
            (from.to_string(), "page")
        } else {
            (format!("{from}–{to}"), "pages")
        };
        let origin = Origin { page: Some(from), ..Origin::default() };
        out.diagnostics.push(
            Diagnostic::new(
                NEEDS_OCR,
                Severity::Warning,
                format!(
                    "{are} {pages}: only a picture, and no model is there to read it"
                ),
            )
            .at(origin)
            .hint(OCR_HINT),
        );
    }
}

/// Code for pages that are pictures and were not read for want of the models.
pub const NEEDS_OCR: &str = "needs-ocr";
/// The one command that makes such pages readable.
pub const OCR_HINT: &str = "run `scripts/ocr-models` once, then read the file again";
