//! How many pages of the documents that are being read are done: a scan takes minutes, and its
//! pages are progress.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Who hears of pages; called from whatever thread waits for a document.
type Listener = Box<dyn FnMut(&str, Pages) + Send>;

/// Who is told, and what is known of the documents that are being read, by name.
struct Heard {
    listener: Listener,
    documents: BTreeMap<String, Document>,
}

static HEARD: Mutex<Option<Heard>> = Mutex::new(None);

/// Pages of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pages {
    /// Those that are done.
    pub(crate) done: usize,
    /// All of them.
    pub(crate) all: usize,
    /// Whether pictures are being read, after the marks of all pages.
    pub(crate) of_pictures: bool,
}

/// The pages of a document that were told of. Those that are pictures come a second time.
#[derive(Default)]
struct Document {
    seen: BTreeSet<usize>,
    of_pictures: bool,
}

impl Document {
    fn done(&mut self, page: usize, all: usize) -> Pages {
        if !self.of_pictures && self.seen.last().is_some_and(|last| page <= *last) {
            self.of_pictures = true;
            self.seen.clear();
        }
        self.seen.insert(page);
        // Not every page need be told of; before pictures they come in order.
        let done = if self.of_pictures { self.seen.len() } else { page };
        Pages { done, all, of_pictures: self.of_pictures }
    }
}

/// From now on pages are told to this listener.
pub(crate) fn listen(listener: impl FnMut(&str, Pages) + Send + 'static) {
    let heard = Heard { listener: Box::new(listener), documents: BTreeMap::new() };
    *HEARD.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
}

/// Nobody wants to hear of pages any more.
pub(crate) fn ignore() {
    *HEARD.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// A page of a document is done.
pub(crate) fn done(name: &str, page: usize, all: usize) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(Heard { listener, documents }) = heard.as_mut() {
        let document = documents.entry(name.to_owned()).or_default();
        let pages = document.done(page, all);
        listener(name, pages);
    }
}

/// A document is done, and its pages with it.
pub(crate) fn forget(name: &str) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(heard) = heard.as_mut() {
        heard.documents.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_counted_after_the_marks() {
        let mut document = Document::default();
        let told: Vec<(usize, bool)> = [1, 3, 4, 2, 4, 3]
            .into_iter()
            .map(|page| document.done(page, 4))
            .map(|pages| (pages.done, pages.of_pictures))
            .collect();
        assert_eq!(
            told,
            [(1, false), (3, false), (4, false), (1, true), (2, true), (3, true)]
        );
    }
}
