//! What a reading may cost, and who hears how far it is.

use std::fmt;

/// The longest disclosures have some thousand pages; ten times that is no document.
pub const MOST_PAGES: usize = 20_000;

/// What a reading may cost, and who hears how far it is.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// A document of more pages is refused.
    pub max_pages: usize,
    /// Called when a page has been read, with its number and the number of pages; where
    /// pictures are read, once more for those, in any order and from several threads.
    pub page: &'a (dyn Fn(usize, usize) + Sync),
}

impl Default for Watch<'_> {
    fn default() -> Self {
        Self { max_pages: MOST_PAGES, page: &|_, _| {} }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("max_pages", &self.max_pages)
            .finish_non_exhaustive()
    }
}
