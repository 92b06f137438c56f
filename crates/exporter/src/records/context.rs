//! What all rows of one input share.

use super::input::{Content, Input};
use super::rows::Cell;
use crate::address::page_url;
use crate::ids::Ids;

/// What all rows of one input share.
pub(super) struct Context<'a> {
    pub(super) doc_id: &'a str,
    pub(super) input: &'a Input<'a>,
    pub(super) content: Content,
    pub(super) ids: Ids,
}

impl Context<'_> {
    /// The address of a page of the input.
    pub(super) fn page_url(&self, page: Option<u32>) -> Cell<'static> {
        let page = page.map(|page| page.to_string()).unwrap_or_default();
        page_url(self.input.source_url, &page).into()
    }
}
