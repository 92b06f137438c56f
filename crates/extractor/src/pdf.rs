//! PDF bytes → pages of marks.

use crate::clock::Clock;
use crate::fonts::{FontTable, Judged};
use crate::foreign::Foreign;
use crate::marks::{Budget, Marks, Stopped};
use crate::triage::{self, Found};
use crate::watch::MOST_PAGE_SECONDS;
use crate::{
    Document, Error, Ink, Layer, Ocr, Page, PageStatus, Rect, SourceKind, Warning, Watch,
    contents, covers, font_dicts, layer, metadata, render, stand_in, turn, warning,
};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, InterpreterWarning, RenderContent,
    TransformExt, interpret, interpret_page, kurbo,
};
use hayro_syntax::content::TypedIter;
use hayro_syntax::object::{Dict, dict::keys};
use hayro_syntax::page::{Page as Drawn, Rotation};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A crowded A3 page has some 10,000 glyphs and lines; fifty times that is a bomb.
const BUDGET: Budget =
    Budget { glyphs: 500_000, calls: 1_000_000, seconds: MOST_PAGE_SECONDS };
/// So many characters of a page that a lying font gives are its numbers.
const LIES: usize = 12;
/// The mark %PDF- may stand behind other bytes, but not far.
const HEADER: usize = 4096;
/// The end of a whole file is within so many bytes of the last one.
const TRAILER: usize = 4096;

/// Reads a whole PDF; a page that fails does not stop the others.
pub(crate) fn read(
    bytes: Vec<u8>,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Error> {
    let has_header = contains(&bytes[..bytes.len().min(HEADER)], b"%PDF-");
    let cut_off = !contains(&bytes[bytes.len().saturating_sub(TRAILER)..], b"%%EOF");
    let bytes = Arc::new(bytes);
    let first = guarded(&bytes, ocr, watch);
    let odd = match &first {
        Ok(document) => shows_nothing(document) || lacks_pages(document),
        Err(Error::Encrypted | Error::Budget(_) | Error::TooManyPages(_)) => false,
        Err(_) => true,
    };
    if !has_header && first.is_err() {
        return Err(Foreign::of(&bytes).map_or(Error::NotPdf, Error::Foreign));
    }
    let mut document = if odd { again(&bytes, first, ocr, watch)? } else { first? };
    if cut_off {
        document.warnings.push(Warning {
            code: warning::CUT_OFF,
            page: None,
            message: "the end of the file is missing, so pages may be missing too".into(),
            hint: "download it again and compare the size".into(),
        });
    }
    Ok(document)
}

/// Asks lopdf for a sound copy of the file and takes the better of two readings.
fn again(
    bytes: &[u8],
    first: Result<Document, Error>,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Error> {
    match triage::second_look(bytes) {
        Found::Repaired(repaired) => {
            let second = guarded(&Arc::new(repaired), ocr, watch);
            match (first, second) {
                (Ok(first), Ok(second)) if worth(&second) <= worth(&first) => Ok(first),
                (_, Ok(mut second)) => {
                    second.warnings.insert(
                        0,
                        Warning {
                            code: warning::REBUILT,
                            page: None,
                            message:
                                "the file's table of objects is wrong; the pages were \
                                      found by searching"
                                    .into(),
                            hint: String::new(),
                        },
                    );
                    Ok(second)
                }
                (first, Err(_)) => first,
            }
        }
        Found::NoPages if first.is_err() => Err(Error::NoPages),
        Found::Locked if first.is_err() => Err(Error::Encrypted),
        _ => first,
    }
}

fn worth(document: &Document) -> (usize, usize) {
    let marks = |page: &Page| page.glyphs.len() + page.rulings.len() + page.images.len();
    (document.pages.iter().map(marks).sum(), document.pages.len())
}

fn shows_nothing(document: &Document) -> bool {
    document.pages.iter().all(|page| {
        // A page left half-read is no riddle: its reason is known.
        page.status == PageStatus::Ok
            && page.glyphs.is_empty()
            && page.images.is_empty()
            && page.rulings.is_empty()
    })
}

fn lacks_pages(document: &Document) -> bool {
    document.warnings.iter().any(|warning| warning.code == warning::PAGES_MISSING)
}

/// Reads without letting a panic out.
fn guarded(
    bytes: &Arc<Vec<u8>>,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Error> {
    catch_unwind(AssertUnwindSafe(|| load(bytes.clone(), ocr, watch)))
        .unwrap_or_else(|payload| Err(Error::Crashed(reason(&*payload))))
}

fn load(
    bytes: Arc<Vec<u8>>,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Error> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::Encrypted,
        LoadPdfError::Decryption(other) => {
            Error::Damaged(format!("its encryption cannot be undone ({other:?})"))
        }
        LoadPdfError::Invalid => Error::Damaged("no page could be found".into()),
    })?;
    if pdf.pages().is_empty() {
        return Err(Error::NoPages);
    }
    if pdf.pages().len() > watch.max_pages {
        return Err(Error::TooManyPages(watch.max_pages));
    }
    let info = pdf.metadata();
    let mut is_cut = false;
    let mut said = |bytes: &Option<Box<[u8]>>| {
        let (text, cut) = metadata::decoded(bytes.as_deref()?);
        is_cut |= cut;
        Some(text).filter(|text| !text.is_empty())
    };
    let producer = [said(&info.producer), said(&info.creator)];
    let mut document = Document {
        source: SourceKind::Pdf,
        producer: producer.into_iter().flatten().collect::<Vec<_>>().join(" / "),
        title: said(&info.title),
        ..Document::default()
    };
    if is_cut {
        let most = metadata::LONGEST;
        let message =
            format!("the file's own title or producer is longer than {most} bytes");
        document.warnings.push(limit(message));
    }
    let survey = font_dicts::survey(&pdf);
    if survey.is_cut {
        document.warnings.push(limit(format!(
            "the file has more than {} fonts and drawings: not all fonts were looked at",
            font_dicts::MOST
        )));
    }
    if survey.bomb {
        return Err(Error::Budget(
            "a font or drawing in it decodes to over 512 MB".into(),
        ));
    }
    let font_missing = Arc::new(AtomicBool::new(false));
    let heard = font_missing.clone();
    let mut reader = Reader {
        pdf: &pdf,
        fonts: FontTable::new(survey.fonts),
        cache: InterpreterCache::new(),
        settings: InterpreterSettings {
            font_resolver: Arc::new(|_| Some((stand_in::font(), 0))),
            warning_sink: Arc::new(move |warning| {
                if matches!(warning, InterpreterWarning::UnsupportedFont) {
                    heard.store(true, Ordering::Relaxed);
                }
            }),
            ..InterpreterSettings::default()
        },
        font_missing,
    };
    let clock = Clock::start();
    for (index, page) in pdf.pages().iter().enumerate() {
        let number = index + 1;
        let left_out = if watch.skip.contains(&number) {
            let seconds = MOST_PAGE_SECONDS;
            Some(format!("the page took longer than {seconds} s without an end in sight"))
        } else if clock.has_worked(watch.seconds) {
            Some(format!("the pages before it took {} s together", watch.seconds))
        } else {
            None
        };
        (watch.begun)(number);
        document.pages.push(reader.page(page, number as u32, left_out));
        (watch.page)(number, pdf.pages().len());
    }
    (watch.begun)(0);
    let Judged { fonts, digits, warnings } = reader.fonts.finish();
    document.warnings.extend(pages_missing(&pdf));
    for page in &mut document.pages {
        document.warnings.extend(page_warning(page));
        let (mut numbers, mut lies) = (0, 0);
        for glyph in &mut page.glyphs {
            let font = usize::from(glyph.font);
            let trusted = fonts[font].trusted;
            let is_digit = covers::is_of_number(&glyph.text);
            glyph.trusted &= trusted && (digits[font] || !is_digit);
            if glyph.ink == Ink::Printed {
                numbers += usize::from(is_digit);
                lies += usize::from(!(glyph.trusted || trusted && digits[font]));
            }
        }
        page.misnumbered = lies >= LIES && lies * 2 > numbers;
    }
    document.warnings.extend(warnings);
    document.fonts = fonts;
    if let Some(ocr) = ocr {
        let pictures: Vec<usize> = (0..document.pages.len())
            .filter(|&i| !matches!(document.pages[i].status, PageStatus::Failed(_)))
            .filter(|&i| layer(&document.pages[i]) == Layer::Picture)
            .collect();
        let drawn = pdf.pages();
        let before: Vec<PageStatus> =
            pictures.iter().map(|&i| document.pages[i].status.clone()).collect();
        ocr.read(&mut document, &pictures, watch, |i, page| {
            render::affordable(page)?;
            Ok(render::picture(&drawn[i], page))
        });
        let warnings: Vec<Warning> = pictures
            .iter()
            .zip(before)
            .filter(|(i, before)| document.pages[**i].status != *before)
            .filter_map(|(i, _)| page_warning(&document.pages[*i]))
            .collect();
        document.warnings.extend(warnings);
    }
    for page in document.pages.iter_mut().filter(|page| page.scan.is_none()) {
        turn::upright(page);
    }
    Ok(document)
}

struct Reader<'a> {
    pdf: &'a Pdf,
    fonts: FontTable<'a>,
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
    /// Set by the interpreter when it drops the text of a font it cannot load.
    font_missing: Arc<AtomicBool>,
}

impl<'a> Reader<'a> {
    fn page(&mut self, page: &Drawn<'a>, number: u32, left_out: Option<String>) -> Page {
        let (width, height) = page.render_dimensions();
        let rotation = match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 90,
            Rotation::Flipped => 180,
            Rotation::FlippedHorizontal => 270,
        };
        let mut out = Page { number, width, height, rotation, ..Page::default() };
        if let Some(reason) = left_out {
            out.status = PageStatus::Failed(reason);
            return out;
        }
        let shown = Rect::new(0.0, 0.0, width, height);
        let mut marks = Marks::new(shown, &mut self.fonts, BUDGET);
        let mut missing = None;
        self.font_missing.store(false, Ordering::Relaxed);
        let (cache, settings, pdf) = (&self.cache, &self.settings, self.pdf);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let contents = contents::of(page);
            missing = contents.missing;
            let transform = page.initial_transform(true).to_kurbo();
            let bounds = kurbo::Rect::new(0.0, 0.0, width.into(), height.into());
            let context = |render_content| {
                let settings = InterpreterSettings { render_content, ..settings.clone() };
                Context::new(transform, bounds, cache, pdf.xref(), settings)
            };
            let operators = TypedIter::new(&contents.bytes);
            let mut on_page = context(RenderContent::PAGE);
            interpret(operators, page.resources(), &mut on_page, &mut marks);
            if page.raw().contains_key(keys::ANNOTS) {
                marks.begin_annotations();
                interpret_page(
                    page,
                    &mut context(RenderContent::ANNOTATIONS),
                    &mut marks,
                );
            }
        }));
        out.glyphs = std::mem::take(&mut marks.glyphs);
        out.images = std::mem::take(&mut marks.images);
        out.shapes = marks.shapes;
        out.rulings = marks.rulings();
        let stopped = marks.stopped.take();
        out.status = match result {
            Ok(()) => match stopped.or(missing) {
                Some(why) => PageStatus::Partial(why),
                None if self.font_missing.load(Ordering::Relaxed) => PageStatus::Partial(
                    "a font of the page cannot be loaded, so its text is missing".into(),
                ),
                None => PageStatus::Ok,
            },
            Err(payload) => {
                // Whatever was half built in there is not used again.
                self.cache = InterpreterCache::new();
                match stopped {
                    Some(reason) if payload.is::<Stopped>() => {
                        PageStatus::Partial(reason)
                    }
                    _ => PageStatus::Failed(format!(
                        "the reader crashed: {}",
                        reason(&*payload)
                    )),
                }
            }
        };
        out
    }
}

/// What the page tree promises and the pages do not keep.
fn pages_missing(pdf: &Pdf) -> Option<Warning> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let promised = catalog.get::<Dict<'_>>(keys::PAGES)?.get::<u32>(keys::COUNT)?;
    let found = pdf.pages().len();
    (promised as usize > found).then(|| Warning {
        code: warning::PAGES_MISSING,
        page: None,
        message: format!("the file says it has {promised} pages, but {found} were found"),
        hint: "open it in a viewer and count; download it again".into(),
    })
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

/// The warning that a limit of the whole file was reached.
fn limit(message: String) -> Warning {
    Warning { code: warning::LIMIT_REACHED, page: None, message, hint: String::new() }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn reason(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "for an unknown reason".into())
}
