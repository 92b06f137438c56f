//! `documents.csv` and `pages.csv`.

use super::cells::optional;
use super::context::Context;
use super::input::{Failure, Outcome};
use super::rows::{Cell, DocumentRow, PageRow};
use super::sink::{Sink, emit};
use crate::words::Word;
use crate::{facts, number};
use extractor::{Document, Ink, LIMIT_REACHED, Page, PageStatus, SourceKind};
use parser::mask::mask;
use parser::{Diagnostic, Disclosure, Method, Severity, TableState};

/// Version written to `documents.csv`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A picture that covers at least this share of a page is the page.
const PAGE_PICTURE: f32 = 0.5;
/// A page picture with no more painted characters than this is a scan: a page number or
/// a stamp does not make a text layer.
const STRAY_CHARACTERS: usize = 20;
/// Warnings that say that pages may be missing from what was read.
const DAMAGE: [&str; 3] = ["pages-missing", "file-cut-off", LIMIT_REACHED];

/// How reading a document ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// All pages were read.
    Ok,
    /// Some pages were not; the reason says which.
    Partial(String),
    /// Nothing could be read.
    Failed(String),
}

impl Status {
    /// The word of `documents.csv`.
    pub fn word(&self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Partial(_) => "partial",
            Status::Failed(_) => "failed",
        }
    }

    /// Why it is not ok.
    pub fn reason(&self) -> &str {
        match self {
            Status::Ok => "",
            Status::Partial(reason) | Status::Failed(reason) => reason,
        }
    }
}

/// Where the text of a page comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Native,
    Scanned,
    /// Neither text nor a picture of it.
    Bare,
}

fn layer(page: &Page) -> Layer {
    if page.scan.is_some() {
        return Layer::Scanned;
    }
    let painted = page
        .glyphs
        .iter()
        .filter(|g| g.ink == Ink::Printed && !g.text.trim().is_empty())
        .count();
    let area = (page.width * page.height).max(1.0);
    let picture = page
        .images
        .iter()
        .map(|image| image.rect.width() * image.rect.height())
        .sum::<f32>()
        >= PAGE_PICTURE * area;
    if picture && painted <= STRAY_CHARACTERS {
        Layer::Scanned
    } else if painted > 0 {
        Layer::Native
    } else {
        Layer::Bare
    }
}

/// Whether the document's text is the file's own, read from pictures, or both.
fn text_layer(document: &Document) -> &'static str {
    let has = |wanted| document.pages.iter().any(|page| layer(page) == wanted);
    match (has(Layer::Native), has(Layer::Scanned)) {
        (true, true) => "mixed",
        (true, false) => "native",
        (false, true) => "scanned",
        (false, false) => "none",
    }
}

/// How reading a document ended, judged page by page.
pub fn status(document: &Document, disclosure: &Disclosure) -> Status {
    if document.pages.is_empty() {
        return Status::Failed("the document has no pages".into());
    }
    let read_by_us = |page: &Page| {
        disclosure.pages.iter().any(|u| u.page == page.number && u.method == Method::Ocr)
    };
    let has_text =
        |page: &Page| layer(page) == Layer::Native || read_by_us(page) && has_ink(page);
    let mut lost = Vec::new();
    let mut cut = Vec::new();
    let mut pictures = Vec::new();
    let mut unread = Vec::new();
    for page in &document.pages {
        match &page.status {
            PageStatus::Failed(_) => lost.push(page.number),
            PageStatus::Partial(_) => cut.push(page.number),
            PageStatus::Ok if needs_ocr(page) => unread.push(page.number),
            PageStatus::Ok if layer(page) == Layer::Scanned && !read_by_us(page) => {
                pictures.push(page.number);
            }
            PageStatus::Ok => {}
        }
    }
    let useless = lost.len() + pictures.len() + unread.len();
    let bare = !document.pages.iter().any(has_text);
    let mut reasons = Vec::new();
    for (pages, what) in [
        (&lost, "could not be read"),
        (&cut, "read only in part"),
        (&pictures, "only a picture, no text layer"),
        (&unread, NOT_READ),
    ] {
        if !pages.is_empty() {
            reasons.push(format!("{}: {what}", page_list(pages)));
        }
    }
    reasons.extend(damage(document).map(str::to_owned));
    reasons.extend(limits(disclosure));
    if useless == document.pages.len() || (bare && useless > 0) {
        let reason = if lost.is_empty() && unread.is_empty() {
            "every page is only a picture: there is no text layer to read".to_owned()
        } else {
            reasons.join("; ")
        };
        Status::Failed(reason)
    } else if bare {
        Status::Failed("there is no text on any page".into())
    } else if reasons.is_empty() {
        Status::Ok
    } else {
        Status::Partial(reasons.join("; "))
    }
}

/// Why a page that is only a picture was not read, and the one command that changes it.
const NOT_READ: &str =
    "only a picture, needs ocr: run `scripts/ocr-models` once, then read the file again";

/// Whether a page is a picture that no model was there to read.
fn needs_ocr(page: &Page) -> bool {
    page.scan.as_ref().is_some_and(|scan| !scan.recognised)
}

/// Whether anything is printed on a page that was read from its picture.
fn has_ink(page: &Page) -> bool {
    page.glyphs.iter().any(|g| matches!(g.ink, Ink::Ocr { .. }))
}

/// What says that pages may be missing.
fn damage(document: &Document) -> impl Iterator<Item = &str> {
    document
        .warnings
        .iter()
        .filter(|warning| DAMAGE.contains(&warning.code))
        .map(|warning| warning.message.as_str())
}

/// What was not read because there is too much of it; of many the first few are told.
fn limits(disclosure: &Disclosure) -> impl Iterator<Item = String> {
    const TOLD: usize = 3;
    let met = disclosure.diagnostics.iter().filter(|d| d.code == LIMIT_REACHED);
    met.take(TOLD).map(|diagnostic| {
        let page = diagnostic.origin.and_then(|origin| origin.page);
        let page = page.map(|page| format!("page {page}: ")).unwrap_or_default();
        format!("{page}{}", diagnostic.message)
    })
}

/// Whether something that the file once held was not read.
///
/// A page that is only a picture is not damage: nothing is wrong with the file.
pub(crate) fn is_damaged(document: &Document, disclosure: &Disclosure) -> bool {
    damage(document).next().is_some()
        || limits(disclosure).next().is_some()
        || document.pages.iter().any(|page| page.status != PageStatus::Ok)
}

/// `page 3`, `pages 3, 5–9 and 12 more`: as much as a person wants to read.
fn page_list(pages: &[u32]) -> String {
    const SHOWN: usize = 6;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => runs.push((page, page)),
        }
    }
    let shown: Vec<String> = runs
        .iter()
        .take(SHOWN)
        .map(|&(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") })
        .collect();
    let rest: u32 = runs.iter().skip(SHOWN).map(|&(a, b)| b - a + 1).sum();
    let word = if pages.len() == 1 { "page" } else { "pages" };
    match rest {
        0 => format!("{word} {}", shown.join(", ")),
        n => format!("{word} {} and {n} more", shown.join(", ")),
    }
}

/// The diagnostic that goes with a status other than ok, where no page has its own.
pub(crate) fn whole_document(
    document: &Document,
    disclosure: &Disclosure,
) -> Option<Diagnostic> {
    // Pages read from their pictures are fine; those that still need it have a diagnostic of
    // their own.
    let pictures = document
        .pages
        .iter()
        .filter(|p| layer(p) == Layer::Scanned && p.scan.is_none())
        .count();
    let unread = document.pages.iter().filter(|p| needs_ocr(p)).count();
    let status = status(document, disclosure);
    let severity = match status {
        Status::Ok => return None,
        Status::Failed(_) if pictures == 0 && unread > 0 => return None,
        Status::Partial(_) if pictures == 0 => return None,
        Status::Partial(_) => Severity::Warning,
        Status::Failed(_) => Severity::Error,
    };
    let (code, hint) = if pictures > 0 {
        (IMAGE_ONLY, LEFT_ALONE)
    } else {
        (NOTHING_TO_READ, "open it in a viewer; if that shows text, report the file")
    };
    Some(Diagnostic::new(code, severity, status.reason()).hint(hint))
}

/// What to do about pictures that nobody was asked to read.
const LEFT_ALONE: &str = "read it without --no-ocr; the models that read pictures are brought \
                          once by `scripts/ocr-models`";

/// Code for pages that are only pictures.
pub(super) const IMAGE_ONLY: &str = "image-only";
/// Code for documents without any text.
pub(super) const NOTHING_TO_READ: &str = "nothing-to-read";

/// The row of a document that was read.
pub(super) fn read_row<'a>(
    context: &Context<'a>,
    document: &'a Document,
    disclosure: &'a Disclosure,
) -> DocumentRow<'a> {
    let status = status(document, disclosure);
    let facts: usize = disclosure.tables.iter().map(facts::fact_count).sum();
    let found =
        disclosure.tables.iter().filter(|t| t.state != TableState::Absent).count();
    let failed = disclosure.checks.iter().filter(|check| check.is_violation()).count();
    let place = disclosure.place.as_ref();
    let page_count = match document.source {
        SourceKind::Text => Cell::default(),
        _ => document.pages.len().to_string().into(),
    };
    DocumentRow {
        sha256: document.sha256.as_str().into(),
        byte_size: document.byte_size.to_string().into(),
        page_count,
        doc_kind: disclosure.kind.word().into(),
        scope: disclosure.scope.word().into(),
        entity: mask(disclosure.entity.as_deref().unwrap_or_default()),
        department_code: disclosure.department_code.as_deref().unwrap_or_default().into(),
        fiscal_year: optional(disclosure.fiscal_year),
        text_layer: text_layer(document).into(),
        producer: mask(&document.producer),
        status: status.word().into(),
        status_reason: status.reason().to_owned().into(),
        tables_found: found.to_string().into(),
        facts: facts.to_string().into(),
        projects: disclosure.projects.len().to_string().into(),
        checks_failed: failed.to_string().into(),
        title_printed: mask(disclosure.title_printed.as_deref().unwrap_or_default()),
        published_date: disclosure.published_date.as_deref().unwrap_or_default().into(),
        admin_code: place.map_or("", |place| place.code.as_str()).into(),
        admin_name: place.map_or("", |place| place.name.as_str()).into(),
        ..base_row(context)
    }
}

/// The row of a document that was not read.
pub(super) fn failed_row<'a>(
    context: &Context<'a>,
    failure: &'a Failure,
) -> DocumentRow<'a> {
    let (sha256, byte_size) = match context.input.outcome {
        Outcome::Failed { sha256, byte_size, .. } => {
            (sha256, byte_size.to_string().into())
        }
        _ => ("", Cell::default()),
    };
    DocumentRow {
        sha256: sha256.into(),
        byte_size,
        status: "failed".into(),
        status_reason: mask(&failure.reason),
        ..base_row(context)
    }
}

fn base_row<'a>(context: &Context<'a>) -> DocumentRow<'a> {
    DocumentRow {
        doc_id: context.doc_id.into(),
        file_name: context.input.file_name.into(),
        source_url: context.input.source_url.into(),
        retrieved_at: context.input.retrieved_at.into(),
        doc_kind: "unknown".into(),
        scope: "unknown".into(),
        text_layer: "none".into(),
        tables_found: "0".into(),
        facts: "0".into(),
        projects: "0".into(),
        checks_failed: "0".into(),
        extractor_version: VERSION.into(),
        ..DocumentRow::default()
    }
}

/// One row per page; text has no pages.
pub(super) fn pages(
    context: &Context<'_>,
    document: &Document,
    disclosure: &Disclosure,
    sink: &mut dyn Sink,
) {
    if document.source == SourceKind::Text {
        return;
    }
    for page in &document.pages {
        let used = disclosure.pages.iter().find(|used| used.page == page.number);
        let (status, reason) = match &page.status {
            PageStatus::Ok if needs_ocr(page) => ("needs ocr", NOT_READ),
            PageStatus::Ok => ("ok", ""),
            PageStatus::Partial(reason) => ("partial", reason.as_str()),
            PageStatus::Failed(reason) => ("failed", reason.as_str()),
        };
        let read = page.glyphs.iter().any(|glyph| glyph.ink == Ink::Printed);
        let method = match used.map(|used| used.method) {
            Some(method) => method,
            None if read => Method::Text,
            None => Method::None,
        };
        let (width, height) = page.displayed_size();
        let row = PageRow {
            doc_id: context.doc_id.into(),
            page: page.number.to_string().into(),
            width: number::coordinate(width).into(),
            height: number::coordinate(height).into(),
            rotation: page.rotation.to_string().into(),
            method: method.word().into(),
            glyphs: page.glyphs.len().to_string().into(),
            rulings: page.rulings.len().to_string().into(),
            images: page.images.len().to_string().into(),
            text_chars_assigned: used.map_or(0, |u| u.chars_assigned).to_string().into(),
            text_chars_left: used.map_or(0, |u| u.chars_left).to_string().into(),
            status: status.into(),
            status_reason: mask(reason),
            page_label: used
                .and_then(|used| used.label.as_deref())
                .unwrap_or_default()
                .into(),
        };
        emit(sink, &row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_what_the_reader_warns_of() {
        for code in DAMAGE {
            assert!(
                extractor::WARNINGS.iter().any(|warning| warning.0 == code),
                "{code}"
            );
        }
    }

    /// A page that is a picture, read or not.
    fn scanned(number: u32, recognised: bool) -> Page {
        let glyph = extractor::Glyph {
            text: "决".into(),
            raw: None,
            rect: extractor::Rect::new(10.0, 10.0, 20.0, 20.0),
            size: 10.0,
            font: 0,
            direction: 0.0,
            ink: Ink::Ocr { confidence: 0.9 },
            trusted: true,
        };
        let scan = extractor::Scan {
            recognised,
            width: 841.89,
            height: 595.28,
            ..extractor::Scan::default()
        };
        Page {
            number,
            width: 590.0,
            height: 840.0,
            glyphs: if recognised { vec![glyph] } else { Vec::new() },
            scan: Some(scan),
            ..Page::default()
        }
    }

    fn read(pages: Vec<Page>) -> (Document, Disclosure) {
        let document = Document { pages, ..Document::default() };
        let disclosure = parser::parse(&document);
        (document, disclosure)
    }

    #[test]
    fn a_picture_that_was_read_is_not_lost() {
        let (document, disclosure) = read(vec![scanned(1, true), scanned(2, true)]);
        assert_eq!(status(&document, &disclosure), Status::Ok);
        assert_eq!(text_layer(&document), "scanned");
        assert!(whole_document(&document, &disclosure).is_none());
    }

    #[test]
    fn a_picture_that_was_not_read_names_the_command() {
        let (document, disclosure) = read(vec![scanned(1, true), scanned(2, false)]);
        let ended = status(&document, &disclosure);
        assert_eq!(ended.word(), "partial");
        assert!(ended.reason().starts_with("page 2: only a picture, needs ocr"));
        assert!(ended.reason().contains("scripts/ocr-models"));
        // The parser's own diagnostic says it, page by page.
        assert!(whole_document(&document, &disclosure).is_none());
        let summary = crate::records::summary(&document, &disclosure);
        assert_eq!(summary.hint, parser::OCR_HINT);
        assert!(!summary.has_failed);

        let (document, disclosure) = read(vec![scanned(1, false)]);
        let summary = crate::records::summary(&document, &disclosure);
        assert_eq!(summary.status.word(), "failed");
        assert!(summary.status.reason().contains("scripts/ocr-models"));
        assert_eq!(summary.hint, parser::OCR_HINT);
    }

    #[test]
    fn rows_of_scanned_pages_are_as_displayed() {
        struct Rows(Vec<Vec<String>>);
        impl Sink for Rows {
            fn row(&mut self, relation: &'static str, cells: &[&str]) {
                if relation == "pages" {
                    self.0.push(cells.iter().map(|c| (*c).to_owned()).collect());
                }
            }
            fn wide(&mut self, _: usize, _: &[&str]) {}
        }
        let (document, disclosure) = read(vec![scanned(1, true), scanned(2, false)]);
        let outcome = Outcome::Read { document: &document, disclosure: &disclosure };
        let input = crate::records::Input {
            file_name: "scan.pdf",
            source_url: "",
            retrieved_at: "",
            outcome,
        };
        let mut rows = Rows(Vec::new());
        crate::records::write(
            &input,
            "d1",
            crate::records::Content::default(),
            &mut rows,
        );
        let told: Vec<[&str; 4]> = rows
            .0
            .iter()
            .map(|row| [&row[2], &row[3], &row[5], &row[11]].map(String::as_str))
            .collect();
        assert_eq!(
            told,
            [
                ["841.89", "595.28", "ocr", "ok"],
                ["841.89", "595.28", "none", "needs ocr"]
            ]
        );
        assert!(rows.0[1][12].contains("scripts/ocr-models"));
    }

    #[test]
    fn pages_are_listed_as_people_do() {
        assert_eq!(page_list(&[3]), "page 3");
        assert_eq!(page_list(&[1, 2, 3, 7]), "pages 1–3, 7");
        let many: Vec<u32> = (1..40).step_by(2).collect();
        assert_eq!(page_list(&many), "pages 1, 3, 5, 7, 9, 11 and 14 more");
    }
}
