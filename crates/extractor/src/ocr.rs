//! Pages that are only pictures, several at once, never more than agreed.

use crate::limits;
use crate::picture::Picture;
use crate::recogniser::Recogniser;
use crate::scan::{self, Found};
use crate::{Document, Error, Font, Page, PageStatus, Watch};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::thread;

/// Reads pages that have no text of their own; shared by all documents of a run.
pub struct Ocr {
    load: Box<dyn Fn() -> Loaded + Send + Sync>,
    loaded: OnceLock<Loaded>,
    at_once: usize,
    free: Mutex<usize>,
    freed: Condvar,
}

/// A recogniser, or why there is none.
type Loaded = Result<Box<dyn Recogniser>, String>;

/// Deeply nested drawings of broken files must not overflow the stack.
const STACK: usize = 64 << 20;

impl Ocr {
    /// `pages_at_once` pages are read at the same time, whatever number of documents is in
    /// flight. `load` is asked for a recogniser at the first page that needs one; where it
    /// has none only rulings are found.
    pub fn new(
        load: impl Fn() -> Result<Box<dyn Recogniser>, String> + Send + Sync + 'static,
        pages_at_once: usize,
    ) -> Self {
        let at_once = pages_at_once.max(1);
        Self {
            load: Box::new(load),
            loaded: OnceLock::new(),
            at_once,
            free: Mutex::new(at_once),
            freed: Condvar::new(),
        }
    }

    /// Why there is no recogniser, where one was asked for and could not be had.
    pub fn problem(&self) -> Option<&str> {
        self.loaded.get()?.as_ref().err().map(String::as_str)
    }

    fn recogniser(&self) -> Option<&dyn Recogniser> {
        self.loaded.get_or_init(|| (self.load)()).as_deref().ok()
    }

    /// Reads the named pages of a document, each from the picture that `picture` makes of
    /// it; a page that fails keeps what it had and says why.
    pub(crate) fn read(
        &self,
        document: &mut Document,
        wanted: &[usize],
        watch: Watch<'_>,
        picture: impl Fn(usize, &Page) -> Result<Picture, Error> + Sync,
    ) {
        if wanted.is_empty() {
            return;
        }
        let font = document.fonts.len().min(usize::from(u16::MAX)) as u16;
        let recogniser = self.recogniser();
        if let Some(recogniser) = recogniser {
            document
                .fonts
                .push(Font { name: recogniser.name().to_owned(), trusted: true });
        }
        let next = AtomicUsize::new(0);
        type Read<'a> = Result<(Found, Vec<&'a str>), String>;
        let found: Mutex<Vec<(usize, Read<'_>)>> = Mutex::default();
        let pages = &document.pages;
        let work = || {
            while let Some(&index) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                let _turn = self.turn();
                limits::met();
                let read = catch_unwind(AssertUnwindSafe(|| {
                    let picture = picture(index, &pages[index])?;
                    Ok(scan::read(&picture, recogniser, font))
                }));
                let read = match read {
                    Ok(Ok(found)) => Ok((found, limits::met())),
                    Ok(Err(error)) => Err(Error::to_string(&error)),
                    Err(_) => Err("the reader of pictures crashed".to_owned()),
                };
                found.lock().unwrap_or_else(PoisonError::into_inner).push((index, read));
                (watch.page)(index + 1, pages.len());
            }
        };
        // Plain threads: one of a pool would begin other work while it waits for the
        // model, and pages in memory would pile up.
        thread::scope(|scope| {
            for _ in 1..self.at_once.min(wanted.len()) {
                // Without another thread the work is done by this one.
                let _ =
                    thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            }
            let own = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            if own.is_err() {
                work();
            }
        });
        for (index, read) in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let page = &mut document.pages[index];
            match read {
                Ok((found, met)) => {
                    take(page, found);
                    if !met.is_empty() && page.status == PageStatus::Ok {
                        let all = met.join(", ");
                        page.status =
                            PageStatus::Partial(format!("its picture has {all}"));
                    }
                }
                Err(why) => page.status = PageStatus::Failed(why),
            }
        }
    }

    fn turn(&self) -> Turn<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Turn(self)
    }
}

impl std::fmt::Debug for Ocr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ocr")
            .field("loaded", &self.loaded)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}

/// The right to read one page.
struct Turn<'a>(&'a Ocr);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

/// Puts what was found in its picture in the place of the page's own marks.
fn take(page: &mut Page, found: Found) {
    page.rulings = found.rulings;
    page.width = found.width;
    page.height = found.height;
    if found.scan.recognised {
        page.glyphs = found.glyphs;
    }
    page.scan = Some(found.scan);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Pixels;
    use image::GrayImage;
    use std::sync::Arc;
    use std::time::Duration;

    fn none(pages_at_once: usize) -> Ocr {
        Ocr::new(|| Err("there are no models".into()), pages_at_once)
    }

    fn pages(n: usize) -> Document {
        let page = Page { width: 10.0, height: 10.0, ..Page::default() };
        Document { pages: vec![page; n], ..Document::default() }
    }

    #[test]
    fn no_more_pages_at_once_than_agreed_over_all_documents() {
        let ocr = Arc::new(none(2));
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut document = pages(4);
                    ocr.read(&mut document, &[0, 1, 2, 3], Watch::default(), |_, _| {
                        most.fetch_max(
                            now.fetch_add(1, Ordering::SeqCst) + 1,
                            Ordering::SeqCst,
                        );
                        thread::sleep(Duration::from_millis(2));
                        now.fetch_sub(1, Ordering::SeqCst);
                        let pixels = Pixels::Gray(GrayImage::new(4, 4));
                        Ok(Picture { pixels, dpi: 72.0 })
                    });
                    assert!(document.pages.iter().all(|page| page.scan.is_some()));
                });
            }
        });
        assert_eq!(most.into_inner(), 2);
    }

    #[test]
    fn a_page_that_fails_does_not_take_the_others_along() {
        let mut document = pages(2);
        none(1).read(&mut document, &[0, 1], Watch::default(), |index, _| match index {
            0 => Err(Error::BrokenPicture("no end".into())),
            _ => Ok(Picture { pixels: Pixels::Gray(GrayImage::new(4, 4)), dpi: 72.0 }),
        });
        let why = "the picture is damaged or cut off: no end".to_owned();
        assert_eq!(document.pages[0].status, PageStatus::Failed(why));
        assert!(document.pages[1].scan.is_some());
    }
}
