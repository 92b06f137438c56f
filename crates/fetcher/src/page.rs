//! A page of HTML: its links, its next page, where it sends its reader.

use crate::charset;
use encoding_rs::Encoding;
use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use std::borrow::Cow;
use std::sync::OnceLock;
use url::Url;

/// Longest delay of a meta refresh that is followed, in seconds; longer ones reload a page
/// that people keep open.
const LONGEST_REFRESH: f64 = 30.0;

/// A page that was read.
pub(crate) struct Page {
    html: Html,
    base: Url,
    encoding: &'static Encoding,
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where it leads, without a fragment.
    pub(crate) url: Url,
    /// What it reads; the `title` where the text is cut.
    pub(crate) title: String,
}

impl Page {
    /// Reads a page that came from `url`.
    pub(crate) fn read(bytes: &[u8], content_type: Option<&str>, url: &Url) -> Page {
        let (text, encoding) = charset::decode(bytes, content_type);
        let html = Html::parse_document(&text);
        let base = selector("base[href]")
            .and_then(|base| html.select(base).next())
            .and_then(|base| url.join(base.attr("href")?.trim()).ok())
            .unwrap_or_else(|| url.clone());
        Page { html, base, encoding }
    }

    /// The links that a selector finds; elements that are no link give the first one in them.
    pub(crate) fn links(&self, selected: &Selector) -> Vec<Link> {
        self.html.select(selected).filter_map(|element| self.link(element)).collect()
    }

    /// Every link, whatever it is.
    pub(crate) fn all_links(&self) -> Vec<Link> {
        selector("[href], [src]").map(|all| self.links(all)).unwrap_or_default()
    }

    /// The first link whose text matches.
    pub(crate) fn link_reading(&self, text: &Regex) -> Option<Link> {
        let anchors = selector("a[href]")?;
        self.links(anchors).into_iter().find(|link| text.is_match(&link.title))
    }

    /// Where a meta refresh leads, if not back to the page itself.
    pub(crate) fn refresh(&self, url: &Url) -> Option<Url> {
        let metas = selector("meta[http-equiv][content]")?;
        self.html.select(metas).find_map(|meta| {
            if !meta.attr("http-equiv")?.trim().eq_ignore_ascii_case("refresh") {
                return None;
            }
            let (delay, target) = meta.attr("content")?.split_once([';', ','])?;
            let delay: f64 = delay.trim().parse().ok()?;
            let target = self.resolve(refresh_target(target)?)?;
            (delay <= LONGEST_REFRESH && target != *url).then_some(target)
        })
    }

    /// What `<title>` says.
    pub(crate) fn title(&self) -> String {
        let title = selector("title").and_then(|title| self.html.select(title).next());
        title.map(|title| tidy(&title.text().collect::<String>())).unwrap_or_default()
    }

    /// How many characters a reader sees, white space and title apart; counted up to `limit`.
    pub(crate) fn shown_characters(&self, limit: usize) -> usize {
        let hidden = ["script", "style", "title", "noscript", "template"];
        let is_hidden = |name: &str| hidden.contains(&name);
        let nodes = self.html.tree.root().descendants().filter(|node| {
            let mut around = node.ancestors().filter_map(|a| a.value().as_element());
            !around.any(|element| is_hidden(element.name()))
        });
        let texts =
            nodes.filter_map(|node| node.value().as_text().map(|text| text.to_string()));
        let characters = texts.flat_map(|text| {
            text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>()
        });
        characters.take(limit).count()
    }

    /// All scripts written into the page, one after another.
    pub(crate) fn scripts(&self) -> String {
        let Some(scripts) = selector("script") else { return String::new() };
        self.html.select(scripts).flat_map(|script| script.text()).collect()
    }

    fn link(&self, element: ElementRef<'_>) -> Option<Link> {
        let address = |element: ElementRef<'_>| {
            let found = element.attr("href").or_else(|| element.attr("src"));
            found.map(str::to_owned)
        };
        let (element, address) = match address(element) {
            Some(found) => (element, found),
            None => {
                let inner = element.select(selector("[href], [src]")?).next()?;
                (inner, address(inner)?)
            }
        };
        let url = self.resolve(&address)?;
        let text = tidy(&element.text().collect::<String>());
        let whole = element.attr("title").map(tidy).unwrap_or_default();
        let is_cut = text.ends_with("...") || text.ends_with('…');
        let title = if whole.chars().count() > text.chars().count()
            || is_cut && !whole.is_empty()
        {
            whole
        } else {
            text
        };
        Some(Link { url, title })
    }

    /// An address on the page; its query is in the page's encoding, as browsers have it.
    fn resolve(&self, address: &str) -> Option<Url> {
        let encode: &dyn Fn(&str) -> Cow<'_, [u8]> =
            &|query| Cow::Owned(self.encoding.encode(query).0.into_owned());
        let mut url = Url::options()
            .base_url(Some(&self.base))
            .encoding_override(Some(encode))
            .parse(address.trim())
            .ok()?;
        url.set_fragment(None);
        // Names and passwords in addresses are not ours to use; some addresses cannot have any.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Some(url)
    }
}

/// `url='next.html'`, or the bare address.
fn refresh_target(text: &str) -> Option<&str> {
    let text = text.trim();
    let target = match text.get(..3) {
        Some(start) if start.eq_ignore_ascii_case("url") => {
            text[3..].trim_start().strip_prefix('=')?.trim_start()
        }
        _ => text,
    };
    let target = match target.chars().next()? {
        quote @ ('"' | '\'') => target[1..].split(quote).next()?,
        _ => target,
    };
    Some(target.trim()).filter(|target| !target.is_empty())
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Selectors of this module, read once.
fn selector(text: &'static str) -> Option<&'static Selector> {
    static ALL: OnceLock<Vec<(&'static str, Selector)>> = OnceLock::new();
    let texts = [
        "base[href]",
        "[href], [src]",
        "a[href]",
        "meta[http-equiv][content]",
        "title",
        "script",
    ];
    let all = ALL.get_or_init(|| {
        let read = |text: &&'static str| Some((*text, Selector::parse(text).ok()?));
        texts.iter().filter_map(read).collect()
    });
    all.iter().find(|(known, _)| *known == text).map(|(_, selector)| selector)
}

#[cfg(test)]
mod tests {
    use super::Page;
    use scraper::Selector;

    fn page(html: &str) -> Page {
        Page::read(
            html.as_bytes(),
            None,
            &"https://a.example/b/index.html".parse().unwrap(),
        )
    }

    #[test]
    fn links_with_titles() {
        let page = page(
            "<ul><li><a href=' ./c.html#top ' title='某局2023年度部门决算公开'>某局2023年度…</a>\
             <li><a href='/d e.pdf?x=决'>附件\n 1</a></li></ul>",
        );
        let links = page.links(&Selector::parse("li").unwrap());
        let shown: Vec<(&str, &str)> =
            links.iter().map(|link| (link.url.as_str(), link.title.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("https://a.example/b/c.html", "某局2023年度部门决算公开"),
                ("https://a.example/d%20e.pdf?x=%E5%86%B3", "附件 1"),
            ]
        );
    }

    #[test]
    fn queries_are_in_the_page_s_encoding_and_escapes_stay() {
        let html =
            "<meta charset=gbk><a href='/f?name=决算'>a</a><a href='/%BE%F6.pdf'>b</a>";
        let bytes = encoding_rs::GBK.encode(html).0.into_owned();
        let page = Page::read(&bytes, None, &"https://a.example/".parse().unwrap());
        let links: Vec<String> =
            page.all_links().iter().map(|link| link.url.to_string()).collect();
        assert_eq!(
            links,
            ["https://a.example/f?name=%BE%F6%CB%E3", "https://a.example/%BE%F6.pdf"]
        );
    }

    #[test]
    fn refreshes() {
        let url = "https://a.example/b/index.html".parse().unwrap();
        let to = |content: &str| {
            let html = format!("<meta http-equiv=\"Refresh\" content=\"{content}\">");
            page(&html).refresh(&url).map(|url| url.to_string())
        };
        assert_eq!(
            to("0; url=new.html").as_deref(),
            Some("https://a.example/b/new.html")
        );
        assert_eq!(
            to("0;URL='/new.html'").as_deref(),
            Some("https://a.example/new.html")
        );
        assert_eq!(to("300;url=/new.html"), None, "a page that reloads");
        assert_eq!(to("5;url=index.html"), None, "the page itself");
        assert_eq!(to("5"), None);
    }

    #[test]
    fn base_and_title() {
        let page = page("<base href='/files/'><title> 附件 </title><a href=a.pdf>a</a>");
        assert_eq!(page.all_links()[1].url.as_str(), "https://a.example/files/a.pdf");
        assert_eq!(page.title(), "附件");
    }
}
