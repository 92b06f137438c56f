//! Links to disclosures.

use crate::page::Link;
use crate::sources::LinkRule;
use url::Url;

/// A link to a disclosure.
pub(super) struct Found {
    pub(super) url: Url,
    pub(super) title: String,
    pub(super) year: String,
    /// The page it is on; none for addresses of the configuration.
    pub(super) found_on: Option<String>,
}

/// The links that a rule wants, in their order.
pub(super) fn wanted(rule: &LinkRule, links: Vec<Link>, page: &Url) -> Vec<Found> {
    let accepted = |link: Link| {
        let year = rule.accepts(&link.title)?;
        let found_on = Some(page.to_string());
        Some(Found { url: link.url, title: link.title, year, found_on })
    };
    links.into_iter().filter_map(accepted).collect()
}
