//! SOURCES.toml as written → what it means, or which line cannot be used.

use super::form::{self, ArticleForm, Form, LinkForm, PagerForm, SourceForm};
use super::source::{
    LinkRule, Manners, Next, Pager, Private, Source, Sources, SourcesError,
};
use regex::Regex;
use scraper::Selector;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::Spanned;
use url::Url;

/// Shortest time between two requests to a public host, in seconds.
const SHORTEST_INTERVAL: f64 = 1.0;

type Result<T> = std::result::Result<T, SourcesError>;

impl Sources {
    /// Reads a SOURCES.toml; `folder` is where its relative paths start.
    pub fn read(text: &str, folder: &Path) -> Result<Sources> {
        let reader = Reader { text, folder };
        let form: Form = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            reader.error(at, error.message().replace('\n', "; "), "")
        })?;
        reader.sources(form)
    }
}

/// Turns what is written into what it means.
struct Reader<'a> {
    text: &'a str,
    folder: &'a Path,
}

impl Reader<'_> {
    fn error(&self, at: usize, message: impl Into<String>, hint: &str) -> SourcesError {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        SourcesError { line, message: message.into(), hint: hint.to_owned() }
    }

    fn sources(&self, form: Form) -> Result<Sources> {
        let agent = form.agent.get_ref();
        let contact = match &agent.contact {
            Some(contact) => self.contact(contact)?,
            None => {
                let hint = "add contact = \"mailto:…\" or a page that says who you are";
                return Err(self.error(
                    form.agent.span().start,
                    "no contact is given",
                    hint,
                ));
            }
        };
        let failures_allowed =
            agent.failures_allowed.as_ref().map_or(Ok(0.15), |share| {
                let is_share = (0.0..=1.0).contains(share.get_ref());
                let message = "failures_allowed is no share from 0 to 1";
                is_share
                    .then_some(*share.get_ref())
                    .ok_or_else(|| self.error(share.span().start, message, ""))
            })?;
        let mut sources: Vec<Source> = Vec::new();
        for form in form.source {
            let at = form.span().start;
            let source = self.source(form.into_inner(), at)?;
            if sources.iter().any(|other| other.name == source.name) {
                let message = format!("two sources are called 「{}」", source.name);
                return Err(self.error(at, message, "each needs a name of its own"));
            }
            sources.push(source);
        }
        if sources.is_empty() {
            return Err(self.error(0, "no [[source]] is given", ""));
        }
        let at_once = agent.at_once.unwrap_or(4).clamp(1, 16);
        Ok(Sources { contact, at_once, failures_allowed, sources })
    }

    fn contact(&self, contact: &Spanned<String>) -> Result<String> {
        let at = contact.span().start;
        let text = contact.get_ref().trim();
        let mail = text.strip_prefix("mailto:").unwrap_or(text);
        let page =
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let domain = match page.as_ref().and_then(Url::host_str) {
            Some(host) => host.to_owned(),
            None => match mail.split_once('@') {
                Some((name, domain)) if !name.is_empty() && domain.contains('.') => {
                    domain.to_owned()
                }
                _ => String::new(),
            },
        };
        let is_plain = text.chars().all(|c| c.is_ascii_graphic() && !"()\\".contains(c));
        if domain.is_empty() || !is_plain {
            let hint = "give a mail address or the address of a page, in ASCII";
            return Err(self.error(at, format!("「{text}」 is no contact"), hint));
        }
        let parts: Vec<&str> = domain.rsplit('.').take(2).collect();
        if parts[0] == "example" || parts.get(1) == Some(&"example") {
            let hint = "put your own: publishers must be able to reach whoever asks";
            return Err(self.error(at, "the contact is only an example", hint));
        }
        Ok(text.to_owned())
    }

    fn source(&self, form: SourceForm, at: usize) -> Result<Source> {
        let lists =
            form.lists.iter().map(|url| self.url(url)).collect::<Result<Vec<_>>>()?;
        let mut urls =
            form.urls.iter().map(|url| self.url(url)).collect::<Result<Vec<_>>>()?;
        if let Some(file) = &form.urls_file {
            urls.extend(self.urls_file(file)?);
        }
        if lists.is_empty() && urls.is_empty() {
            let message = format!("source 「{}」 has neither lists nor urls", form.name);
            return Err(self.error(at, message, "say where its disclosures are"));
        }
        let link = match form.link {
            Some(link) => self.link(link)?,
            None if lists.is_empty() => self.default_link("a[href]", at)?,
            None => {
                let message =
                    format!("source 「{}」 has lists and no [source.link]", form.name);
                let hint = "say which links lead to disclosures: select = \"ul.list a\"";
                return Err(self.error(at, message, hint));
            }
        };
        let article = form.article.map(|article| self.article(article)).transpose()?;
        let pager = form.pager.map(|pager| self.pager(pager)).transpose()?;
        let allow_private = match form.allow_private {
            Some(form::PrivateForm::All(all)) => Private::All(all),
            Some(form::PrivateForm::Hosts(hosts)) => {
                Private::Hosts(hosts.into_iter().collect())
            }
            None => Private::All(false),
        };
        let manners = self.manners(form.manners.unwrap_or_default(), &allow_private)?;
        let hosts =
            form.hosts.iter().map(|host| self.host(host)).collect::<Result<_>>()?;
        Ok(Source {
            name: form.name,
            department: form.department,
            year: form.year.map(|year| year.to_string()).unwrap_or_default(),
            lists,
            urls,
            pager,
            link,
            article,
            hosts,
            allow_private,
            ca_file: form.ca_file.map(|file| self.folder.join(file)),
            manners,
        })
    }

    fn url(&self, text: &Spanned<String>) -> Result<Url> {
        self.web_url(text.get_ref(), text.span().start)
    }

    fn web_url(&self, text: &str, at: usize) -> Result<Url> {
        match Url::parse(text.trim()) {
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                let message = format!(
                    "the address of {} holds a name or a password",
                    url.host_str().unwrap_or_default()
                );
                Err(self.error(at, message, "only what is open to everybody is fetched"))
            }
            Ok(mut url) if matches!(url.scheme(), "http" | "https") => {
                url.set_fragment(None);
                Ok(url)
            }
            Ok(url) => {
                let message =
                    format!("「{text}」 is {}, not http or https", url.scheme());
                Err(self.error(at, message, "only the web is fetched from"))
            }
            Err(error) => {
                let message = format!("「{text}」 is no address: {error}");
                Err(self.error(at, message, "write it whole, with https://"))
            }
        }
    }

    /// One address a line; empty lines and those that begin with `#` do not count.
    fn urls_file(&self, file: &Spanned<PathBuf>) -> Result<Vec<Url>> {
        let at = file.span().start;
        let path = self.folder.join(file.get_ref());
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let message = format!("cannot read {}: {error}", path.display());
            self.error(at, message, "paths are relative to the folder of this file")
        })?;
        let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line.trim()));
        let wanted = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let read = wanted.map(|(n, line)| {
            self.web_url(line, at).map_err(|mut error| {
                error.message =
                    format!("{}, line {n}: {}", path.display(), error.message);
                error
            })
        });
        read.collect()
    }

    fn host(&self, host: &Spanned<String>) -> Result<String> {
        let text = host.get_ref().trim().to_ascii_lowercase();
        let name = text.strip_prefix("*.").unwrap_or(&text);
        // Names in Chinese are compared as they travel, in Punycode.
        let url = Url::parse(&format!("http://{name}/")).ok();
        let url =
            url.filter(|url| url.path() == "/" && !name.contains([':', '@', '?', '#']));
        let travelling = url.as_ref().and_then(Url::host_str);
        if let Some(name) =
            travelling.filter(|host| host.contains('.') || *host == "localhost")
        {
            return Ok(if text.starts_with("*.") {
                format!("*.{name}")
            } else {
                name.to_owned()
            });
        }
        let hint = "write files.site.cn, or *.site.cn for all of its subdomains; no port";
        Err(self.error(host.span().start, format!("「{text}」 is no host"), hint))
    }

    fn pager(&self, form: Spanned<PagerForm>) -> Result<Pager> {
        let at = form.span().start;
        let form = form.into_inner();
        let next = match (form.pattern, form.next, form.next_text) {
            (Some(pattern), None, None) => {
                if !pattern.get_ref().contains("{page}") {
                    let hint = "for example index_{page}.html";
                    let message = "the pattern has no {page} in it";
                    return Err(self.error(pattern.span().start, message, hint));
                }
                let (from, to) = (form.from.unwrap_or(1), form.to);
                if to.is_some_and(|to| to < from) {
                    return Err(self.error(at, "the pager ends before it begins", ""));
                }
                Next::Pattern { pattern: pattern.into_inner(), from, to }
            }
            (None, Some(next), None) => Next::Selector(self.selector(&next)?),
            (None, None, Some(text)) => Next::Text(self.regex(&text)?),
            _ => {
                let message = "a pager has one of pattern, next and next_text";
                return Err(self.error(at, message, ""));
            }
        };
        let stop_at_known = match form.stop {
            None | Some(form::StopForm::Last) => false,
            Some(form::StopForm::Known) => true,
        };
        Ok(Pager { next, stop_at_known, max_pages: form.max_pages.unwrap_or(100).max(1) })
    }

    fn default_link(&self, select: &str, at: usize) -> Result<LinkRule> {
        let select = self.selector(&Spanned::new(at..at, select.to_owned()))?;
        let years = BTreeSet::new();
        Ok(LinkRule { select, title: None, title_not: None, year: None, years })
    }

    fn link(&self, form: LinkForm) -> Result<LinkRule> {
        let regex =
            |text: Option<Spanned<String>>| text.map(|t| self.regex(&t)).transpose();
        Ok(LinkRule {
            select: self.selector(&form.select)?,
            title: regex(form.title)?,
            title_not: regex(form.title_not)?,
            year: regex(form.year)?,
            years: form.years.iter().map(u16::to_string).collect(),
        })
    }

    fn article(&self, form: ArticleForm) -> Result<LinkRule> {
        let regex =
            |text: Option<Spanned<String>>| text.map(|t| self.regex(&t)).transpose();
        Ok(LinkRule {
            select: self.selector(&form.select)?,
            title: regex(form.title)?,
            title_not: regex(form.title_not)?,
            year: None,
            years: BTreeSet::new(),
        })
    }

    fn selector(&self, text: &Spanned<String>) -> Result<Selector> {
        Selector::parse(text.get_ref()).map_err(|error| {
            let message = format!("「{}」 is no CSS selector: {error}", text.get_ref());
            self.error(text.span().start, message, "try it in a browser's inspector")
        })
    }

    fn regex(&self, text: &Spanned<String>) -> Result<Regex> {
        Regex::new(text.get_ref()).map_err(|error| {
            let why = error.to_string();
            let why =
                why.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let message = format!("「{}」 is no pattern: {why}", text.get_ref());
            self.error(
                text.span().start,
                message,
                "write patterns in '…', as backslashes stay there",
            )
        })
    }

    fn manners(&self, form: form::MannersForm, private: &Private) -> Result<Manners> {
        let interval = match &form.interval_seconds {
            None => 5.0,
            Some(seconds) => {
                let least =
                    if *private == Private::All(false) { SHORTEST_INTERVAL } else { 0.0 };
                let value = *seconds.get_ref();
                if !(least..=3600.0).contains(&value) {
                    let message =
                        format!("interval_seconds = {value} is not from {least} to 3600");
                    return Err(self.error(seconds.span().start, message, "5 is polite"));
                }
                value
            }
        };
        let size = |size: &Option<Spanned<form::SizeForm>>, default: u64| match size {
            None => Ok(default),
            Some(size) => size.get_ref().bytes().ok_or_else(|| {
                let message = "this is no size in bytes";
                self.error(size.span().start, message, "write 500_000_000 or \"500 MB\"")
            }),
        };
        Ok(Manners {
            interval: Duration::from_secs_f64(interval),
            timeout: Duration::from_secs(
                form.timeout_seconds.unwrap_or(60).clamp(1, 3600),
            ),
            tries: form.tries.unwrap_or(3).clamp(1, 10),
            bytes_per_day: size(&form.bytes_per_day, 1_000_000_000)?,
            requests_per_run: form.requests_per_run.unwrap_or(5_000),
            largest_file: size(&form.largest_file, 100_000_000)?,
            recheck: Duration::from_secs(
                form.recheck_hours.unwrap_or(12).saturating_mul(3600),
            ),
        })
    }
}
