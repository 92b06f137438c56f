//! PDF bytes → pages of marks.

use crate::fonts::FontTable;
use crate::marks::{Budget, Marks};
use crate::{
    Document, Error, Page, PageStatus, Rect, SourceKind, Warning, metadata, warning,
};
use hayro_interpret::kurbo;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use std::panic::{AssertUnwindSafe, catch_unwind};

const BUDGET: Budget = Budget { glyphs: 200_000, paths: 2_000_000, seconds: 20 };

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
    let mut fonts = FontTable::default();
    let settings = InterpreterSettings::default();
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
        let mut marks = Marks::new(shown, &mut fonts, BUDGET);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let transform = page.initial_transform(true).to_kurbo();
            let bounds = kurbo::Rect::new(0.0, 0.0, width as f64, height as f64);
            let mut context =
                Context::new(transform, bounds, &cache, pdf.xref(), settings.clone());
            interpret_page(page, &mut context, &mut marks);
        }));
        out.glyphs = std::mem::take(&mut marks.glyphs);
        out.rulings = std::mem::take(&mut marks.rulings);
        out.images = std::mem::take(&mut marks.images);
        if let Some(reason) = marks.stopped.take() {
            out.status = PageStatus::Partial(reason);
        }
        if let Err(payload) = result {
            // The panic may have left a half-built entry behind.
            cache = InterpreterCache::new();
            let reason = reason(&*payload);
            document.warnings.push(Warning {
                code: warning::PAGE_FAILED,
                page: Some(out.number),
                message: reason.clone(),
                hint: String::new(),
            });
            out.status = PageStatus::Failed(reason);
        }
        document.pages.push(out);
    }
    document.fonts = fonts.fonts;
    Ok(document)
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
