//! One address, from the question whether it may be asked for to the last byte: robots.txt,
//! conditions, tries, what is missing of a body, redirects.

mod permission;
mod tries;

use crate::capture::{Archive, ArchiveError, Capture, Change, Known, Role, State};
use crate::challenge;
use crate::clock::Clock;
use crate::digest::sha256;
use crate::host::Hosts;
use crate::kind::Kind;
use crate::page::Page;
use crate::sources::Source;
use crate::web::{Answer, Ending};
use std::sync::atomic::AtomicBool;
use std::time::SystemTime;
use tries::is_unended;
use url::Url;

/// Most redirects of one address, those that a page asks for included.
const MOST_REDIRECTS: usize = 10;

/// Asks for the addresses of one source.
pub(crate) struct Visitor<'a> {
    pub(crate) source: &'a Source,
    pub(crate) user_agent: &'a str,
    pub(crate) hosts: &'a Hosts<'a>,
    pub(crate) archive: &'a dyn Archive,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) stop: &'a AtomicBool,
    /// Requests made.
    pub(crate) requests: u32,
    /// Requests answered with "not modified".
    pub(crate) not_modified: u32,
    /// Bytes of bodies received in this run.
    pub(crate) received: u64,
    /// Bytes of bodies received earlier on the same day.
    pub(crate) received_before: u64,
    /// Whether anything is kept.
    pub(crate) is_recording: bool,
}

/// What came of one address.
pub(crate) struct Visit {
    pub(crate) url: Url,
    pub(crate) final_url: Url,
    pub(crate) known: Option<Known>,
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) sha256: Option<String>,
    pub(crate) received: u64,
    pub(crate) state: State,
    pub(crate) detail: String,
    pub(crate) change: Option<Change>,
    /// The known body, where it is needed even if it has not changed.
    known_body: Option<Vec<u8>>,
}

/// An end without an answer.
type NoAnswer = (State, String);

impl Visit {
    fn new(url: &Url, known: Option<Known>) -> Visit {
        Visit {
            url: url.clone(),
            final_url: url.clone(),
            known,
            status: None,
            headers: Vec::new(),
            body: None,
            sha256: None,
            received: 0,
            state: State::Failed,
            detail: String::new(),
            change: None,
            known_body: None,
        }
    }

    /// A kept header, as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// The page that came, or that is unchanged.
    pub(crate) fn page(&self) -> Option<Page> {
        let known_type = || self.known.as_ref()?.held.as_ref()?.content_type.as_deref();
        let content_type = self.header("content-type").or_else(known_type);
        Some(Page::read(self.body.as_deref()?, content_type, &self.final_url))
    }

    /// The line of the log for it; what the link said and what the bytes are is added by those
    /// who know.
    pub(crate) fn capture(&self, source: &Source, role: Role, at: SystemTime) -> Capture {
        let held = self.known.as_ref().and_then(|known| known.held.as_ref());
        let held = held.filter(|_| self.state == State::Unchanged);
        Capture {
            source: source.name.clone(),
            role,
            url: self.url.to_string(),
            final_url: self.final_url.to_string(),
            found_on: None,
            title: String::new(),
            department: source.department.clone(),
            year: source.year.clone(),
            at,
            status: self.status,
            headers: self.headers.clone(),
            sha256: self.sha256.clone(),
            size: self.body.as_ref().map_or(0, |body| body.len() as u64),
            received: self.received,
            state: self.state,
            detail: self.detail.clone(),
            file_name: held.map(|held| held.file_name.clone()).unwrap_or_default(),
            kind: held.map_or(Kind::Unknown, |held| held.kind),
            change: self.change,
        }
    }

    fn end(&mut self, (state, detail): NoAnswer) {
        (self.state, self.detail) = (state, detail);
    }
}

impl Visitor<'_> {
    /// Asks for an address and follows where it leads.
    pub(crate) fn visit(&mut self, url: &Url, role: Role) -> Result<Visit, ArchiveError> {
        let known = self.archive.known(url.as_str())?;
        let mut visit = Visit::new(url, known);
        if role != Role::File {
            visit.known_body = self.known_body(&visit)?;
        }
        let mut been: Vec<Url> = Vec::new();
        loop {
            if let Some(no) = self.forbidden(&visit.final_url, role, been.is_empty())? {
                visit.end(no);
                return Ok(visit);
            }
            been.push(visit.final_url.clone());
            let answer = match self.ask_patiently(&mut visit, role)? {
                Ok(answer) => answer,
                Err(no) => {
                    visit.end(no);
                    return Ok(visit);
                }
            };
            visit.status = Some(answer.status);
            visit.headers.clone_from(&answer.headers);
            let page = page_of(&answer, &visit.final_url);
            match next(&answer, page.as_ref(), &visit.final_url, role) {
                None => {
                    self.judge(&mut visit, answer, page.as_ref(), role);
                    return Ok(visit);
                }
                Some(next) if been.contains(&next) => {
                    visit
                        .end((State::Failed, "redirects go round in circles".to_owned()));
                    return Ok(visit);
                }
                Some(_) if been.len() > MOST_REDIRECTS => {
                    let why = format!("more than {MOST_REDIRECTS} redirects");
                    visit.end((State::Failed, why));
                    return Ok(visit);
                }
                Some(next) => visit.final_url = next,
            }
        }
    }

    /// Says how an answer that leads nowhere else is to be taken.
    fn judge(
        &mut self,
        visit: &mut Visit,
        answer: Answer,
        page: Option<&Page>,
        role: Role,
    ) {
        if let Some(why) = challenge::reason(answer.status, &answer.headers, page) {
            self.hosts.leave(&visit.final_url, State::Challenge, &why);
            return visit.end((State::Challenge, why));
        }
        let held = visit.known.as_ref().and_then(|known| known.held.clone());
        match (answer.status, held) {
            (304, Some(held)) => {
                self.not_modified += 1;
                visit.sha256 = Some(held.sha256);
                visit.body = visit.known_body.take();
                visit.change = Some(Change::Same);
                visit.end((State::Unchanged, String::new()));
            }
            (200 | 203 | 206, held) => {
                let hash = sha256(&answer.body);
                visit.change = Some(match held {
                    Some(held) if held.sha256 == hash => Change::Same,
                    Some(_) => Change::Replaced,
                    None => Change::New,
                });
                let end = self.ending(&answer, role);
                visit.sha256 = Some(hash);
                visit.body = Some(answer.body);
                visit.end(end);
            }
            (status @ (404 | 410), _) => {
                visit.end((State::Gone, format!("status {status}")))
            }
            (status, _) => visit.end((State::Failed, format!("status {status}"))),
        }
    }

    fn ending(&self, answer: &Answer, role: Role) -> NoAnswer {
        match &answer.ending {
            Ending::Long if role == Role::Robots => (State::Fetched, String::new()),
            Ending::Long if self.bytes_left() == 0 => {
                let why = "the day's bytes were used up before its end".to_owned();
                (State::Capped, why)
            }
            Ending::Long => {
                let most = self.source.manners.largest_file;
                (State::TooLarge, format!("more than {most} bytes"))
            }
            Ending::Short(why) => {
                let expected =
                    answer.header("content-length").unwrap_or("an unknown number of");
                let came = answer.body.len();
                (State::Truncated, format!("{why}: {came} of {expected} bytes"))
            }
            Ending::Whole if is_unended(answer) => {
                (State::Unended, "the PDF has no %%EOF at its end".to_owned())
            }
            Ending::Whole => (State::Fetched, String::new()),
        }
    }
}

fn page_of(answer: &Answer, url: &Url) -> Option<Page> {
    let is_page = Kind::of(&answer.body) == Kind::Html;
    is_page.then(|| Page::read(&answer.body, answer.header("content-type"), url))
}

/// Where an answer sends its reader: by status, or by a page's meta refresh.
fn next(answer: &Answer, page: Option<&Page>, url: &Url, role: Role) -> Option<Url> {
    if matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        let mut next = url.join(&location(answer.raw_header("location")?)).ok()?;
        next.set_fragment(None);
        return Some(next);
    }
    let page = page.filter(|_| answer.status == 200 && role != Role::Robots)?;
    page.refresh(url)
}

/// A Location header as text; bytes outside ASCII are escaped as they are.
fn location(header: &[u8]) -> String {
    let mut text = String::with_capacity(header.len());
    for byte in header.trim_ascii() {
        match byte {
            0x21..=0x7e => text.push(char::from(*byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Whether a value can be sent back in a header.
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}
