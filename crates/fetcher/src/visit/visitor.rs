//! Who asks for the addresses of one source, and what came of one.

use crate::capture::{Archive, Capture, Change, Known, Role, State};
use crate::clock::Clock;
use crate::host::Hosts;
use crate::kind::Kind;
use crate::page::Page;
use crate::sources::Source;
use std::sync::atomic::AtomicBool;
use std::time::SystemTime;
use url::Url;

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
    pub(super) known_body: Option<Vec<u8>>,
}

/// An end without an answer.
pub(crate) type NoAnswer = (State, String);

impl Visit {
    pub(super) fn new(url: &Url, known: Option<Known>) -> Visit {
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

    pub(super) fn end(&mut self, (state, detail): NoAnswer) {
        (self.state, self.detail) = (state, detail);
    }
}
