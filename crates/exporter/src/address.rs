//! The address of a page.

/// The address of a page; empty where the page or the address of the file is unknown.
///
/// ```
/// assert_eq!(exporter::page_url("https://a.cn/b.pdf", "5"), "https://a.cn/b.pdf#page=5");
/// ```
pub fn page_url(source_url: &str, page: &str) -> String {
    match (source_url, page) {
        ("", _) | (_, "") => String::new(),
        (url, page) => format!("{url}#page={page}"),
    }
}
