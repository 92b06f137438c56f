//! One address, from the question whether it may be asked for to the last byte: robots.txt,
//! conditions, tries, what is missing of a body, redirects.

mod permission;
mod tries;
mod visitor;

pub(crate) use visitor::{Visit, Visitor};

use crate::capture::{ArchiveError, Change, Role, State};
use crate::challenge;
use crate::digest::sha256;
use crate::kind::Kind;
use crate::page::Page;
use crate::web::{Answer, Ending};
use tries::is_unended;
use url::Url;
use visitor::NoAnswer;

/// Most redirects of one address, those that a page asks for included.
const MOST_REDIRECTS: usize = 10;

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
        if let Some(why) = page.and_then(Page::excess)
            && role != Role::File
        {
            return visit.end((State::TooLarge, why.to_owned()));
        }
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
