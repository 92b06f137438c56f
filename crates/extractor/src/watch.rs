//! What a reading may cost, and who hears how far it is.

use std::fmt;

/// The longest disclosures have some thousand pages; ten times that is no document.
pub const MOST_PAGES: usize = 20_000;

/// Seconds of work for the marks of all pages of a document: a page takes some thousandths.
pub const MOST_SECONDS: u64 = 180;

/// Seconds of work for the marks of one page.
pub const MOST_PAGE_SECONDS: u64 = 20;

/// What a reading may cost, and who hears how far it is.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// A document of more pages is refused.
    pub max_pages: usize,
    /// Called when a page has been read, with its number and the number of pages; where
    /// pictures are read, once more for those, in any order and from several threads.
    pub page: &'a (dyn Fn(usize, usize) + Sync),
    /// Called before the marks of a page are read, with its number, and with 0 after the last
    /// one; only reading marks can run into something that nothing but the end of the process
    /// stops.
    pub begun: &'a (dyn Fn(usize) + Sync),
    /// Pages, from 1, that are not begun: they brought an earlier reading down.
    pub skip: &'a [usize],
    /// Seconds for the marks of all pages; pages that are not begun by then are not read.
    pub seconds: u64,
}

impl Default for Watch<'_> {
    fn default() -> Self {
        Self {
            max_pages: MOST_PAGES,
            page: &|_, _| {},
            begun: &|_| {},
            skip: &[],
            seconds: MOST_SECONDS,
        }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("max_pages", &self.max_pages)
            .field("skip", &self.skip)
            .field("seconds", &self.seconds)
            .finish_non_exhaustive()
    }
}
