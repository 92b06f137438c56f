//! Where something of a scanned or turned page stands on the page as displayed.
//!
//! Marks of such a page stand on straight and upright paper, and everything is read there;
//! only what is handed out is put back, once and at the end.

use crate::disclosure::Disclosure;
use crate::disclosure::Origin;
use crate::page::recognised::is_moved;
use extractor::{Document, Page, Rect};
use std::collections::HashMap;

/// Puts every address of a disclosure on the displayed pages.
pub(crate) fn display(out: &mut Disclosure, document: &Document) {
    let moved: HashMap<u32, &Page> = document
        .pages
        .iter()
        .filter(|page| is_moved(page))
        .map(|page| (page.number, page))
        .collect();
    if moved.is_empty() {
        return;
    }
    let put = |origin: &mut Origin| {
        // Where only the page is known there is nothing to move.
        if let Some(page) = origin.page.and_then(|page| moved.get(&page))
            && origin.rect != Rect::default()
        {
            origin.rect = page.displayed(&origin.rect);
        }
    };
    let rows = out.tables.iter_mut().flat_map(|t| &mut t.rows);
    rows.flat_map(|r| &mut r.values).for_each(|v| put(&mut v.origin));
    for project in &mut out.projects {
        project.funding.iter_mut().for_each(|f| put(&mut f.origin));
        project.indicators.iter_mut().for_each(|i| put(&mut i.origin));
    }
    let paragraphs = out.sections.iter_mut().flat_map(|s| &mut s.paragraphs);
    paragraphs.flat_map(|p| &mut p.lines).for_each(|l| put(&mut l.1));
    out.statements.iter_mut().for_each(|s| put(&mut s.origin));
    out.diagnostics.iter_mut().filter_map(|d| d.origin.as_mut()).for_each(put);
}
