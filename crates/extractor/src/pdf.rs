//! PDF bytes → pages of marks.

use crate::font_dicts;
use crate::fonts::FontTable;
use crate::marks::{Budget, Marks, Stopped};
use crate::{
    Document, Error, Page, PageStatus, Rect, SourceKind, Warning, metadata, stand_in,
    warning,
};
use hayro_interpret::kurbo;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

/// A crowded A3 page has some 10,000 glyphs and lines; a hundred times that is a bomb.
const BUDGET: Budget = Budget { glyphs: 500_000, calls: 3_000_000, seconds: 20 };
/// Seconds for a whole document; what is left then is reported as not read.
const DOCUMENT_SECONDS: u64 = 180;

/// Reads a whole PDF; a page that fails does not stop the others.
pub(crate) fn read(bytes: Vec<u8>) -> Result<Document, Error> {
    if !bytes[..bytes.len().min(4096)].windows(5).any(|w| w == b"%PDF-") {
        return Err(Error::NotPdf);
    }
    match catch_unwind(AssertUnwindSafe(|| load(bytes))) {
        Ok(document) => document,
        Err(payload) => Err(Error::Crashed(reason(&*payload))),
    }
}

fn load(bytes: Vec<u8>) -> Result<Document, Error> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::MissingIDEntry,
        ) => Error::Encrypted,
        LoadPdfError::Decryption(_) => Error::Encrypted,
        LoadPdfError::Invalid => Error::Damaged("no page could be found".into()),
    })?;
    if pdf.pages().is_empty() {
        return Err(Error::NoPages);
    }
    let info = pdf.metadata();
    let said = |bytes: &Option<Box<[u8]>>| {
        bytes.as_deref().map(metadata::decoded).filter(|text| !text.is_empty())
    };
    let producer = [said(&info.producer), said(&info.creator)];
    let mut document = Document {
        source: SourceKind::Pdf,
        producer: producer.into_iter().flatten().collect::<Vec<_>>().join(" / "),
        title: said(&info.title),
        ..Document::default()
    };
    let mut fonts = FontTable::new(font_dicts::collect(&pdf));
    let settings = InterpreterSettings {
        font_resolver: Arc::new(|_| Some((stand_in::font(), 0))),
        ..InterpreterSettings::default()
    };
    let began = Instant::now();
    let mut cache = InterpreterCache::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let (width, height) = page.render_dimensions();
        let mut out = Page {
            number: index as u32 + 1,
            width,
            height,
            rotation: page_rotation(page),
            ..Page::default()
        };
        let shown = Rect::new(0.0, 0.0, width, height);
        if began.elapsed().as_secs() >= DOCUMENT_SECONDS {
            out.status = PageStatus::Failed(format!(
                "the pages before it took {DOCUMENT_SECONDS} s together"
            ));
            document.pages.push(out);
            continue;
        }
        let mut marks = Marks::new(shown, &mut fonts, BUDGET);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let transform = page.initial_transform(true).to_kurbo();
            let bounds = kurbo::Rect::new(0.0, 0.0, width as f64, height as f64);
            let mut context =
                Context::new(transform, bounds, &cache, pdf.xref(), settings.clone());
            interpret_page(page, &mut context, &mut marks);
        }));
        out.glyphs = std::mem::take(&mut marks.glyphs);
        out.images = std::mem::take(&mut marks.images);
        out.rulings = marks.rulings();
        let stopped = marks.stopped.take();
        if let Err(payload) = result {
            // Whatever was half built in there is not used again.
            cache = InterpreterCache::new();
            out.status = match stopped {
                Some(reason) if payload.is::<Stopped>() => PageStatus::Partial(reason),
                _ => PageStatus::Failed(reason(&*payload)),
            };
        }
        document.pages.push(out);
    }
    let (fonts, warnings) = fonts.finish();
    for page in &mut document.pages {
        document.warnings.extend(page_warning(page));
        for glyph in &mut page.glyphs {
            glyph.trusted &= fonts[usize::from(glyph.font)].trusted;
        }
    }
    document.warnings.extend(warnings);
    document.fonts = fonts;
    Ok(document)
}

fn page_warning(page: &Page) -> Option<Warning> {
    let (code, message) = match &page.status {
        PageStatus::Ok => return None,
        PageStatus::Partial(reason) => (warning::PAGE_PARTIAL, reason.clone()),
        PageStatus::Failed(reason) => (warning::PAGE_FAILED, reason.clone()),
    };
    let hint = "print the page to a new PDF and try that".into();
    Some(Warning { code, page: Some(page.number), message, hint })
}

fn page_rotation(page: &hayro_syntax::page::Page<'_>) -> u16 {
    use hayro_syntax::page::Rotation;
    match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    }
}

fn reason(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".into())
}
