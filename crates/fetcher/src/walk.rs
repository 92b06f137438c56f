//! One source, from its lists to its files.

mod found;
mod worth;

use crate::capture::{ArchiveError, Capture, Change, Known, Role, State};
use crate::event::{Event, Watch};
use crate::kind::Kind;
use crate::name;
use crate::outcome::SourceOutcome;
use crate::page::{Link, Page};
use crate::sources::{LinkRule, Next};
use crate::unpack::office_kind;
use crate::visit::{Visit, Visitor};
use found::{Found, wanted};
use scraper::Selector;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;
use worth::{classify, promises_document};

type Result<T> = std::result::Result<T, ArchiveError>;

/// The walk through one source.
pub(crate) struct Walk<'a> {
    pub(crate) visitor: Visitor<'a>,
    pub(crate) watch: &'a Watch<'a>,
    pub(crate) outcome: SourceOutcome,
    /// Addresses dealt with in this run.
    seen: BTreeSet<String>,
    /// Addresses that pages link to, wanted or not.
    linked: BTreeSet<String>,
    /// Pages that could not be read: what they link to is not known.
    unread: BTreeSet<String>,
    /// Whether every list was read to its last page.
    is_walked: bool,
    /// Whether a limit ended the walk.
    is_capped: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(visitor: Visitor<'a>, watch: &'a Watch<'a>) -> Walk<'a> {
        let name = visitor.source.name.clone();
        Walk {
            visitor,
            watch,
            outcome: SourceOutcome { name, ..SourceOutcome::default() },
            seen: BTreeSet::new(),
            linked: BTreeSet::new(),
            unread: BTreeSet::new(),
            is_walked: true,
            is_capped: false,
        }
    }

    /// Lists first, then what they link to, then what is known and was not met.
    pub(crate) fn run(mut self) -> Result<SourceOutcome> {
        let source = self.visitor.source;
        let mut found: Vec<Found> = Vec::new();
        for list in &source.lists {
            found.extend(self.list(list)?);
        }
        found.extend(source.urls.iter().map(|url| Found {
            url: url.clone(),
            title: String::new(),
            year: String::new(),
            found_on: None,
        }));
        for found in &found {
            self.entry(found)?;
        }
        self.unmet()?;
        for (host, count) in &self.outcome.elsewhere {
            let note = format!(
                "{count} links lead to {host}; add it to hosts if it belongs to it"
            );
            self.outcome.notes.push(note);
        }
        self.outcome.requests = self.visitor.requests;
        self.outcome.not_modified = self.visitor.not_modified;
        self.outcome.received = self.visitor.received;
        Ok(self.outcome)
    }

    /// The links of a list, all its pages together.
    fn list(&mut self, list: &Url) -> Result<Vec<Found>> {
        let source = self.visitor.source;
        let mut all = Vec::new();
        let mut addresses = BTreeSet::new();
        let mut pages = BTreeSet::new();
        let mut url = list.clone();
        loop {
            pages.insert(url.to_string());
            let Some(page) = self.list_page(&url, pages.len() == 1)? else {
                return Ok(all);
            };
            let links = page.links(&source.link.select);
            if links.is_empty() && pages.len() == 1 {
                let why = format!("nothing on {url} matches the selector of its links");
                self.incomplete(why);
            }
            let count = addresses.len();
            addresses.extend(links.iter().map(|link| link.url.to_string()));
            let is_repeated = addresses.len() == count;
            let wanted = wanted(&source.link, links, &url);
            let is_known = self.all_known(&wanted)?;
            all.extend(wanted);
            let Some(next) = self.next_page(list, &page, pages.len()) else {
                return Ok(all);
            };
            // Many sites show their last page, or the first, for numbers they do not have.
            if is_repeated || pages.contains(next.as_str()) {
                return Ok(all);
            }
            if is_known && source.pager.as_ref().is_some_and(|pager| pager.stop_at_known)
            {
                self.is_walked = false;
                return Ok(all);
            }
            if source.pager.as_ref().is_some_and(|pager| pages.len() >= pager.max_pages) {
                self.incomplete(format!("{list} has more than {} pages", pages.len()));
                return Ok(all);
            }
            url = next;
        }
    }

    /// One page of a list; none where the list ends, or cannot be read.
    fn list_page(&mut self, url: &Url, is_first: bool) -> Result<Option<Page>> {
        let visit = self.visitor.visit(url, Role::List)?;
        let mut capture = visit.capture(self.visitor.source, Role::List, self.now());
        let is_page =
            visit.body.as_deref().is_some_and(|body| Kind::of(body) == Kind::Html);
        if capture.state == State::Fetched && !is_page {
            capture.state = State::NotADocument;
            capture.detail = "it is no page".to_owned();
        }
        capture.kind = visit.body.as_deref().map_or(Kind::Unknown, Kind::of);
        self.settle_page(&mut capture, &visit)?;
        if capture.state.is_held()
            && let Some(page) = visit.page()
        {
            self.outcome.pages += 1;
            self.linked.extend(page.all_links().iter().map(|link| link.url.to_string()));
            return Ok(Some(page));
        }
        let pager = self.visitor.source.pager.as_ref().map(|pager| &pager.next);
        let is_open_end = matches!(pager, Some(Next::Pattern { to: None, .. }));
        if capture.state == State::Gone && !is_first && is_open_end {
            return Ok(None);
        }
        self.incomplete(format!("{url}: {}: {}", capture.state.word(), capture.detail));
        Ok(None)
    }

    /// Where a list goes on after `count` pages.
    fn next_page(&self, list: &Url, page: &Page, count: usize) -> Option<Url> {
        let link = match &self.visitor.source.pager.as_ref()?.next {
            Next::Pattern { pattern, from, to } => {
                let number = u32::try_from(count - 1).ok()?.checked_add(*from)?;
                if to.is_some_and(|to| number > to) {
                    return None;
                }
                return list.join(&pattern.replace("{page}", &number.to_string())).ok();
            }
            Next::Selector(next) => first(page, next),
            Next::Text(text) => page.link_reading(text),
        };
        link.map(|link| link.url).filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    fn all_known(&self, found: &[Found]) -> Result<bool> {
        for found in found {
            if self.visitor.archive.known(found.url.as_str())?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a list links to: a file, or a page with files.
    fn entry(&mut self, found: &Found) -> Result<()> {
        if !self.is_next(&found.url) {
            return Ok(());
        }
        let Some(article) = &self.visitor.source.article else { return self.file(found) };
        let known = self.visitor.archive.known(found.url.as_str())?;
        let is_known_file = known.as_ref().is_some_and(|known| known.role == Role::File);
        if is_known_file || promises_document(&found.url, &found.title) {
            return self.file(found);
        }
        if let Some(page) = self.recent_article(known.as_ref(), &found.url)? {
            return self.attachments(found, &page, article);
        }
        let visit = self.visitor.visit(&found.url, Role::Article)?;
        let came = visit.body.as_deref().map(Kind::of);
        if visit.state.is_held() && came.is_some_and(|kind| kind != Kind::Html) {
            return match self.visitor.is_recording {
                true => self.settle_file(found, &visit),
                false => self.file(found),
            };
        }
        let mut capture = self.capture(found, Role::Article, &visit);
        capture.kind = came.unwrap_or(Kind::Unknown);
        self.settle_page(&mut capture, &visit)?;
        match visit.page().filter(|_| capture.state.is_held()) {
            Some(page) => self.attachments(found, &page, article),
            None => {
                self.unread.insert(found.url.to_string());
                if matches!(capture.state, State::Gone | State::Disallowed) {
                    return Ok(());
                }
                let why = format!(
                    "{}: {}: {}",
                    found.url,
                    capture.state.word(),
                    capture.detail
                );
                self.incomplete(why);
                Ok(())
            }
        }
    }

    /// The page of a disclosure from the archive, if it was asked for a short time ago.
    fn recent_article(&self, known: Option<&Known>, url: &Url) -> Result<Option<Page>> {
        let Some(known) = known.filter(|known| self.is_recent(known)) else {
            return Ok(None);
        };
        let Some(held) = &known.held else { return Ok(None) };
        let Some(body) = self.visitor.archive.body(&held.sha256)? else {
            return Ok(None);
        };
        let url = Url::parse(&held.final_url).unwrap_or_else(|_| url.clone());
        Ok(Some(Page::read(&body, held.content_type.as_deref(), &url)))
    }

    fn attachments(
        &mut self,
        article: &Found,
        page: &Page,
        rule: &LinkRule,
    ) -> Result<()> {
        self.outcome.articles += 1;
        self.linked.extend(page.all_links().iter().map(|link| link.url.to_string()));
        let files = wanted(rule, page.links(&rule.select), &article.url);
        if files.is_empty() {
            let note = format!("no file is attached to {}", article.url);
            self.outcome.notes.push(note);
        }
        for mut file in files {
            if file.title.is_empty() {
                file.title.clone_from(&article.title);
            }
            if let Some(year) = self.visitor.source.link.accepts(&file.title)
                && !year.is_empty()
            {
                file.year = year;
            } else {
                file.year.clone_from(&article.year);
            }
            if self.is_next(&file.url) {
                self.file(&file)?;
            }
        }
        Ok(())
    }

    /// Whether an address is to be dealt with now: it is once, and only if its host is named.
    fn is_next(&mut self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") || !self.seen.insert(url.to_string())
        {
            return false;
        }
        let host = url.host_str().unwrap_or_default();
        if !self.visitor.source.may_ask(host) {
            *self.outcome.elsewhere.entry(host.to_owned()).or_default() += 1;
            return false;
        }
        if self.is_capped {
            self.outcome.left += 1;
        }
        !self.is_capped
    }

    /// Fetches a file, if it is time; a rehearsal only says so.
    fn file(&mut self, found: &Found) -> Result<()> {
        let known = self.visitor.archive.known(found.url.as_str())?;
        if !self.visitor.is_recording {
            return self.rehearse(found, known.as_ref());
        }
        if known.as_ref().is_some_and(|known| self.is_recent(known)) {
            self.outcome.recent += 1;
            return Ok(());
        }
        let visit = self.visitor.visit(&found.url, Role::File)?;
        self.settle_file(found, &visit)
    }

    /// Says what would be fetched, and counts it as if it had come.
    fn rehearse(&mut self, found: &Found, known: Option<&Known>) -> Result<()> {
        if let Some((state, _)) = self.visitor.forbidden(&found.url, Role::File, true)? {
            *self.outcome.files.entry(state).or_default() += 1;
            return Ok(());
        }
        let is_known = known.is_some_and(|known| known.held.is_some());
        if known.is_some_and(|known| self.is_recent(known)) {
            self.outcome.recent += 1;
        } else {
            let state = if is_known { State::Unchanged } else { State::Fetched };
            *self.outcome.files.entry(state).or_default() += 1;
            self.outcome.new += usize::from(!is_known);
        }
        (self.watch)(&Event::Would {
            source: &self.outcome.name,
            url: found.url.as_str(),
            title: &found.title,
            year: &found.year,
            is_known,
        });
        Ok(())
    }

    /// Keeps what came of a file, with what is in it.
    fn settle_file(&mut self, found: &Found, visit: &Visit) -> Result<()> {
        let mut capture = self.capture(found, Role::File, visit);
        let mut members = Vec::new();
        let body = visit.body.as_deref();
        if let Some(body) = body.filter(|_| visit.state != State::Unchanged) {
            let mut kind = Kind::of(body);
            if kind == Kind::Zip {
                kind = office_kind(body).unwrap_or(kind);
            }
            capture.kind = kind;
            let disposition =
                visit.headers.iter().find(|(k, _)| k == "content-disposition");
            let disposition = disposition.map(|(_, value)| value.as_slice());
            capture.file_name =
                name::file_name(disposition, &visit.final_url, &found.title, kind);
            if visit.state == State::Fetched {
                members = classify(&mut capture, body, &visit.final_url);
            }
        }
        if capture.change == Some(Change::Same) && capture.state.is_held() {
            capture.state = State::Unchanged;
            members.clear();
        }
        self.note_end(&capture);
        if matches!(capture.state, State::Postponed | State::Capped)
            && capture.sha256.is_none()
        {
            self.outcome.left += 1;
            return Ok(());
        }
        self.outcome.count(&capture, &members);
        let is_part = matches!(capture.state, State::Truncated | State::Capped)
            && (capture.header("etag").is_some()
                || capture.header("last-modified").is_some());
        let is_kept = capture.state.is_held() && capture.state != State::Unchanged;
        let kept = body.filter(|_| is_kept || is_part);
        if is_part {
            capture.state = State::Truncated;
        }
        self.visitor.archive.record(&capture, kept, &members)?;
        (self.watch)(&Event::Captured { capture: &capture, members: &members });
        Ok(())
    }

    /// Keeps a page, with its bytes where they are new.
    fn settle_page(&mut self, capture: &mut Capture, visit: &Visit) -> Result<()> {
        if capture.change == Some(Change::Same) && capture.state.is_held() {
            capture.state = State::Unchanged;
        }
        self.note_end(capture);
        if self.visitor.is_recording {
            let is_new = capture.state.is_held() && capture.state != State::Unchanged;
            // What is as it was, and is not in the archive any more, is kept again.
            let is_lost = match (&capture.sha256, capture.state) {
                (Some(sha256), State::Unchanged) => {
                    self.visitor.archive.body(sha256)?.is_none()
                }
                _ => false,
            };
            let body = visit.body.as_deref().filter(|_| is_new || is_lost);
            self.visitor.archive.record(capture, body, &[])?;
        }
        (self.watch)(&Event::Captured { capture, members: &[] });
        Ok(())
    }

    /// What an end means for the source as a whole.
    fn note_end(&mut self, capture: &Capture) {
        let why = || format!("{}: {}", capture.url, capture.detail);
        match capture.state {
            State::Capped => {
                self.is_capped = true;
                self.incomplete(capture.detail.clone());
            }
            State::Challenge | State::Tls => self.incomplete(why()),
            State::Postponed => self.incomplete(capture.detail.clone()),
            _ => {}
        }
    }

    fn capture(&self, found: &Found, role: Role, visit: &Visit) -> Capture {
        let mut capture = visit.capture(self.visitor.source, role, self.now());
        capture.found_on.clone_from(&found.found_on);
        capture.title.clone_from(&found.title);
        if !found.year.is_empty() {
            capture.year.clone_from(&found.year);
        }
        capture
    }

    /// Known addresses that this walk did not meet: asked for again where lists were not read to
    /// their end; where no page links to them any more, files are asked whether they are gone.
    fn unmet(&mut self) -> Result<()> {
        if !self.visitor.is_recording
            || self.is_capped
            || !self.outcome.incomplete.is_empty()
        {
            return Ok(());
        }
        let known = self.visitor.archive.known_of(&self.outcome.name)?;
        let latest: BTreeMap<&str, &Known> =
            known.iter().map(|k| (k.url.as_str(), k)).collect();
        for (url, known) in latest {
            let is_met = self.seen.contains(url) || self.linked.contains(url);
            let is_over = known.state == State::Gone
                || known.state == State::Vanished && known.role != Role::File;
            let Some(found_on) = known.found_on.as_ref().filter(|_| !is_met && !is_over)
            else {
                continue;
            };
            if self.unread.contains(found_on) || known.held.is_none() {
                continue;
            }
            if self.is_walked {
                self.unlinked(known)?;
            } else if known.role == Role::File
                && let Ok(url) = Url::parse(&known.url)
                && self.is_next(&url)
            {
                let found = Found {
                    url,
                    title: String::new(),
                    year: String::new(),
                    found_on: Some(found_on.clone()),
                };
                self.file(&found)?;
            }
        }
        Ok(())
    }

    /// An address that no page links to any more: its server says whether a file is gone.
    fn unlinked(&mut self, known: &Known) -> Result<()> {
        let was_marked = known.state == State::Vanished;
        let url = Url::parse(&known.url).ok().filter(|_| known.role == Role::File);
        let age = self.now().duration_since(known.at).unwrap_or_default();
        let is_recent = age < self.visitor.source.manners.recheck;
        let Some(url) = url.filter(|_| !is_recent) else {
            return if was_marked { Ok(()) } else { self.vanished(known) };
        };
        let visit = self.visitor.visit(&url, Role::File)?;
        let is_other = visit.state.is_held() && visit.change == Some(Change::Replaced);
        if visit.state == State::Gone || is_other {
            let found_on = known.found_on.clone();
            let (title, year) = (String::new(), String::new());
            return self.settle_file(&Found { url, title, year, found_on }, &visit);
        }
        let capture = visit.capture(self.visitor.source, Role::File, self.now());
        self.note_end(&capture);
        let is_left = matches!(capture.state, State::Capped | State::Postponed);
        if was_marked || is_left { Ok(()) } else { self.vanished(known) }
    }

    fn vanished(&mut self, known: &Known) -> Result<()> {
        let source = self.visitor.source;
        let capture = Capture {
            source: source.name.clone(),
            role: known.role,
            url: known.url.clone(),
            final_url: known.url.clone(),
            found_on: known.found_on.clone(),
            title: String::new(),
            department: source.department.clone(),
            year: source.year.clone(),
            at: self.now(),
            status: None,
            headers: Vec::new(),
            sha256: None,
            size: 0,
            received: 0,
            state: State::Vanished,
            detail: "no page links to it any more".to_owned(),
            file_name: String::new(),
            kind: known.held.as_ref().map_or(Kind::Unknown, |held| held.kind),
            change: None,
        };
        if known.role == Role::File {
            self.outcome.count(&capture, &[]);
        }
        self.visitor.archive.record(&capture, None, &[])?;
        (self.watch)(&Event::Captured { capture: &capture, members: &[] });
        Ok(())
    }

    fn is_recent(&self, known: &Known) -> bool {
        let age = self.now().duration_since(known.at).unwrap_or_default();
        known.state.is_held() && age < self.visitor.source.manners.recheck
    }

    fn incomplete(&mut self, why: String) {
        self.outcome.is_incomplete_because(why);
    }

    fn now(&self) -> std::time::SystemTime {
        self.visitor.clock.now()
    }
}

fn first(page: &Page, selector: &Selector) -> Option<Link> {
    page.links(selector).into_iter().next()
}
