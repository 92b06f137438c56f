//! A page of HTML: its links, its next page, where it sends its reader.

use crate::charset;
use encoding_rs::Encoding;
use html5ever::ParseOpts;
use html5ever::tendril::TendrilSink;
use regex::Regex;
use scraper::{ElementRef, Html, HtmlTreeSink, Selector};
use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use url::Url;

/// Longest delay of a meta refresh that is followed, in seconds; longer ones reload a page
/// that people keep open.
const LONGEST_REFRESH: f64 = 30.0;

/// Most bytes of a page; lists with all years on them have some hundred thousand.
const MOST_BYTES: usize = 16 << 20;

/// Most elements and texts of a page.
const MOST_NODES: usize = 1_000_000;

/// Deepest nesting of elements; browsers stop at 512, and careless pages leave much unclosed.
const DEEPEST: usize = 2_000;

/// How long reading a page may take: that of a tag with very many attributes grows with their
/// square.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much is read before the limits are looked at, in bytes.
const PART: usize = 4 << 10;

/// Most characters of what a link reads.
const LONGEST_TEXT: usize = 2_000;

/// A page that was read.
pub(crate) struct Page {
    html: Html,
    base: Url,
    encoding: &'static Encoding,
    excess: Option<String>,
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
    /// Reads a page that came from `url`; one that goes past the limits is empty, and says so.
    pub(crate) fn read(bytes: &[u8], content_type: Option<&str>, url: &Url) -> Page {
        let (text, encoding) = charset::decode(bytes, content_type);
        let (html, excess) = match parsed(&text) {
            Ok(html) => (html, None),
            Err(why) => (Html::new_document(), Some(why)),
        };
        let base = selector("base[href]")
            .and_then(|base| html.select(base).next())
            .and_then(|base| url.join(base.attr("href")?.trim()).ok())
            .unwrap_or_else(|| url.clone());
        Page { html, base, encoding, excess }
    }

    /// Which limit the page goes past.
    pub(crate) fn excess(&self) -> Option<&str> {
        self.excess.as_deref()
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
        title.map(|title| tidy(&text_of(title))).unwrap_or_default()
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
        let text = tidy(&text_of(element));
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

/// Reads a page part by part, so that one that is made to hurt is left in time.
fn parsed(text: &str) -> Result<Html, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("the page has more than {} MB", MOST_BYTES >> 20));
    }
    let begun = Instant::now();
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = html5ever::parse_document(sink, ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(PART);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (part, left) = rest.split_at(end);
        parser.process(part.into());
        rest = left;
        let html = parser.tokenizer.sink.sink.0.borrow();
        if html.tree.nodes().len() > MOST_NODES {
            return Err(format!(
                "the page has more than {MOST_NODES} elements and texts"
            ));
        }
        if is_deep(&html) {
            return Err(format!("the page is nested deeper than {DEEPEST} elements"));
        }
        if begun.elapsed() > PATIENCE {
            let seconds = PATIENCE.as_secs();
            return Err(format!("reading the page takes longer than {seconds} s"));
        }
    }
    Ok(parser.finish())
}

/// Whether what was added last lies too deep; elements that are open are the last of theirs.
fn is_deep(html: &Html) -> bool {
    let mut open =
        std::iter::successors(Some(html.tree.root()), |node| node.last_child());
    open.nth(DEEPEST).is_some()
}

/// What an element reads, up to a limit.
fn text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    let nodes = element.descendants().take(LONGEST_TEXT);
    for part in nodes.filter_map(|node| node.value().as_text()) {
        let left = LONGEST_TEXT.saturating_sub(text.len());
        text.extend(part.chars().take(left));
        if left == 0 {
            break;
        }
    }
    text
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
    use super::{PATIENCE, Page};
    use scraper::Selector;
    use std::time::{Duration, Instant};

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
    fn pages_that_are_made_to_hurt_are_left_in_time() {
        let begun = Instant::now();
        let deep = "<b>".repeat(300_000);
        let fonts: String = (0..5_000).map(|n| format!("<font size={n}><p>")).collect();
        let many = "<p>x".repeat(600_000);
        let long = "x".repeat(17 << 20);
        for (html, words) in [
            (format!("<a href=a.pdf>a</a>{deep}"), "deeper than 2000"),
            ("<div><span>".repeat(20_000), "deeper than 2000"),
            (fonts, "more than 1000000"),
            (many, "more than 1000000"),
            (long, "more than 16 MB"),
        ] {
            let page = page(&html);
            let why = page.excess().unwrap_or_default();
            assert!(why.contains(words), "{words}: {why}");
            assert_eq!(page.all_links(), []);
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
        // Many attributes take time, and no more than there is.
        let tag = (0..200_000).fold(String::from("<p "), |tag, n| format!("{tag}a{n} "));
        let begun = Instant::now();
        let page = page(&format!("{tag}><a href=a.pdf>a</a>"));
        assert!(page.excess().is_some() || page.all_links().len() == 1);
        assert!(begun.elapsed() < 2 * PATIENCE, "{:?}", begun.elapsed());
    }

    #[test]
    fn what_careless_people_write_is_read() {
        let rows = "<tr><td><font color=red><a href=a.pdf>附件</a>".repeat(500);
        let items = "<li><p><a href=b.pdf>附件</a>".repeat(5_000);
        let page = page(&format!("<table>{rows}</table><ul>{items}</ul>"));
        assert_eq!(page.excess(), None);
        assert_eq!(page.all_links().len(), 5_500);
    }

    #[test]
    fn base_and_title() {
        let page = page("<base href='/files/'><title> 附件 </title><a href=a.pdf>a</a>");
        assert_eq!(page.all_links()[1].url.as_str(), "https://a.example/files/a.pdf");
        assert_eq!(page.title(), "附件");
    }
}
