//! The pages of a file as pictures, as a viewer shows them: for people, not for reading.
//!
//! Reading knows nothing of this: whoever wants to see a page opens the bytes once more.

use crate::pictures::Pictures;
use crate::{
    Document, Error, Page, PageStatus, Picture, Pixels, SourceKind, render, triage,
    warning,
};
use hayro_syntax::Pdf;
use image::imageops::{self, FilterType};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A page that is not drawn by then is left alone.
const PATIENCE: Duration = Duration::from_secs(60);
/// Deeply nested drawings of broken files must not overflow the stack.
const STACK: usize = 64 << 20;

/// Hears of a page that was drawn: its number, and how many there are.
type Told = Arc<dyn Fn(usize, usize) + Send + Sync>;

/// The pages of a file as a viewer shows them.
#[derive(Clone)]
pub struct Views {
    file: File,
    told: Option<Told>,
}

#[derive(Clone)]
enum File {
    Pdf(Arc<Pdf>),
    Pictures(Arc<Pictures>),
}

impl std::fmt::Debug for Views {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Views").finish_non_exhaustive()
    }
}

impl Views {
    /// Opens the bytes that a document was read from.
    pub fn open(bytes: Vec<u8>, document: &Document) -> Result<Views, Error> {
        match document.source {
            SourceKind::Text => Err(Error::Unsupported("text without pages".to_owned())),
            SourceKind::Image => {
                let pictures = Pictures::open(bytes, document.pages.len().max(1))?;
                Ok(Views::of(File::Pictures(Arc::new(pictures))))
            }
            SourceKind::Pdf => {
                let rebuilt =
                    document.warnings.iter().any(|w| w.code == warning::REBUILT);
                let bytes = match triage_of(&bytes, rebuilt) {
                    Some(repaired) => repaired,
                    None => bytes,
                };
                let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(Arc::new(bytes))));
                match opened {
                    Ok(Ok(pdf)) => Ok(Views::of(File::Pdf(Arc::new(pdf)))),
                    _ => Err(Error::Damaged("no page could be found".into())),
                }
            }
        }
    }

    fn of(file: File) -> Views {
        Views { file, told: None }
    }

    /// The same, and `told` hears of every page that was drawn, from any thread.
    pub fn watched(self, told: impl Fn(usize, usize) + Send + Sync + 'static) -> Views {
        Views { told: Some(Arc::new(told)), ..self }
    }

    /// How many pages there are.
    fn len(&self) -> usize {
        match &self.file {
            File::Pdf(pdf) => pdf.pages().len(),
            File::Pictures(pictures) => pictures.len(),
        }
    }

    /// Draws a page of the document as it is displayed, with as many pixels per inch as asked
    /// for, or fewer where a picture has no more.
    pub fn picture(&self, page: &Page, dpi: f32) -> Result<Picture, Error> {
        let drawn = self.drawn(page, dpi);
        if let Some(told) = &self.told {
            told(page.number as usize, self.len());
        }
        drawn
    }

    fn drawn(&self, page: &Page, dpi: f32) -> Result<Picture, Error> {
        if let PageStatus::Failed(why) = &page.status {
            return Err(Error::Damaged(why.clone()));
        }
        render::affordable(page)?;
        let (views, page) = (self.clone(), page.clone());
        let (send, receive) = mpsc::channel();
        // A drawing that never ends is left behind; nothing waits for it.
        let started = thread::Builder::new().stack_size(STACK).spawn(move || {
            let drawn = catch_unwind(AssertUnwindSafe(|| views.draw(&page, dpi)));
            let crashed = || Error::Crashed("drawing the page failed".into());
            let _ = send.send(drawn.unwrap_or_else(|_| Err(crashed())));
        });
        if started.is_err() {
            return Err(Error::Crashed("there is no thread to draw with".into()));
        }
        let late = |_| {
            let seconds = PATIENCE.as_secs();
            Error::Budget(format!("drawing the page takes more than {seconds} s"))
        };
        receive.recv_timeout(PATIENCE).map_err(late)?
    }

    fn draw(&self, page: &Page, dpi: f32) -> Result<Picture, Error> {
        let index = page.number.saturating_sub(1) as usize;
        let missing = || Error::Damaged(format!("page {} is not there", page.number));
        match &self.file {
            File::Pdf(pdf) => {
                let drawn = pdf.pages().get(index).ok_or_else(missing)?;
                Ok(render::view(drawn, page, dpi))
            }
            File::Pictures(pictures) if index < pictures.len() => {
                Ok(reduced(pictures.page(index)?, dpi))
            }
            File::Pictures(_) => Err(missing()),
        }
    }
}

/// The sound copy of a file that was read from one.
fn triage_of(bytes: &[u8], rebuilt: bool) -> Option<Vec<u8>> {
    match rebuilt.then(|| triage::second_look(bytes))? {
        triage::Found::Repaired(repaired) => Some(repaired),
        _ => None,
    }
}

/// The picture with no more pixels per inch than this.
fn reduced(picture: Picture, dpi: f32) -> Picture {
    let share = dpi / picture.dpi;
    if share >= 1.0 {
        return picture;
    }
    let side = |pixels: u32| ((pixels as f32 * share).round() as u32).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    let pixels = match &picture.pixels {
        Pixels::Gray(image) => {
            Pixels::Gray(imageops::resize(image, width, height, FilterType::Triangle))
        }
        Pixels::Colour(image) => {
            Pixels::Colour(imageops::resize(image, width, height, FilterType::Triangle))
        }
    };
    Picture { pixels, dpi }
}
