//! Asking until there is an answer: conditions, tries, pauses, and what is missing of a body.

use super::visitor::{NoAnswer, Visit, Visitor};
use crate::capture::{ArchiveError, Role, State};
use crate::digest::sha256;
use crate::host::Unanswered;
use crate::kind::{Kind, has_pdf_end};
use crate::patience::{LONGEST_ASKED, back_off, retry_after};
use crate::robots;
use crate::web::{Answer, Ending, Question, Setting, Trouble};
use std::sync::atomic::Ordering;
use std::time::Duration;
use url::Url;

/// Last-Modified tells versions apart only if it is this much older than the answer.
const SETTLED: Duration = Duration::from_secs(60);

/// A body that broke off, and what tells that the rest belongs to it.
struct Part {
    bytes: Vec<u8>,
    validator: String,
}

impl Visitor<'_> {
    /// Asks until there is an answer, as often as the source allows.
    pub(super) fn ask_patiently(
        &mut self,
        visit: &mut Visit,
        role: Role,
    ) -> Result<Result<Answer, NoAnswer>, ArchiveError> {
        let url = visit.final_url.clone();
        let mut part = self.known_part(visit)?;
        let mut last: NoAnswer = (State::Failed, String::new());
        let mut best: Option<Answer> = None;
        let mut unended: Option<String> = None;
        // Once something came that was no good, the whole is asked for.
        let mut unconditionally = false;
        for failed in 1..=self.source.manners.tries {
            let question =
                match self.question(visit, role, part.as_ref(), unconditionally) {
                    Ok(question) => question,
                    Err(no) => return Ok(best.ok_or(no)),
                };
            self.requests += 1;
            let answer =
                match self.hosts.ask(&self.setting(&url), self.interval(), &question) {
                    Ok(answer) => answer,
                    Err(Unanswered::Left(stop)) => {
                        return Ok(best.ok_or((State::Postponed, stop.detail)));
                    }
                    Err(Unanswered::Trouble(Trouble::Passing(why))) => {
                        last = (State::Failed, why);
                        self.hosts.pause(&url, back_off(failed));
                        continue;
                    }
                    Err(Unanswered::Trouble(trouble)) => {
                        return Ok(Err(self.lasting(&url, &trouble)));
                    }
                };
            self.received += answer.received;
            visit.received += answer.received;
            if let Some(status) = passing(answer.status) {
                visit.status = Some(answer.status);
                last = (State::Failed, format!("status {status}"));
                if let Some(no) = self.pause_as_asked(&url, &answer, failed) {
                    return Ok(Err(no));
                }
                continue;
            }
            self.hosts.answered(&url);
            let answer = match joined(answer, part.as_ref()) {
                Ok(answer) => answer,
                Err(why) => {
                    (last, part, unconditionally) = ((State::Failed, why), None, true);
                    self.hosts.pause(&url, back_off(failed));
                    continue;
                }
            };
            if let Ending::Short(why) = &answer.ending {
                last = (State::Truncated, why.clone());
                part = Part::of(&answer);
                best = Some(answer);
            } else if is_unended(&answer)
                && unended.as_ref() != Some(&sha256(&answer.body))
            {
                unended = Some(sha256(&answer.body));
                (part, unconditionally) = (None, true);
                best = Some(answer);
            } else {
                return Ok(Ok(answer));
            }
            self.hosts.pause(&url, back_off(failed));
        }
        if let Some(best) = best {
            return Ok(Ok(best));
        }
        self.hosts.failed(&url, &last.1);
        Ok(Err((
            last.0,
            format!("{}, after {} tries", last.1, self.source.manners.tries),
        )))
    }

    /// The next question about an address; an error where a limit forbids it.
    fn question<'q>(
        &self,
        visit: &'q Visit,
        role: Role,
        part: Option<&Part>,
        unconditionally: bool,
    ) -> Result<Question<'q>, NoAnswer> {
        let manners = &self.source.manners;
        if self.stop.load(Ordering::Relaxed) {
            return Err((State::Postponed, "the run was interrupted".to_owned()));
        }
        if self.requests >= manners.requests_per_run {
            let why = format!("{} requests made, the most for a run", self.requests);
            return Err((State::Capped, why));
        }
        let bytes_left = self.bytes_left();
        if bytes_left == 0 {
            let why =
                format!("{} bytes received, the most for a day", manners.bytes_per_day);
            return Err((State::Capped, why));
        }
        let limit = match role {
            Role::Robots => robots::LIMIT as u64,
            _ => manners.largest_file,
        };
        let headers = match part {
            Some(part) => vec![
                ("Range", format!("bytes={}-", part.bytes.len())),
                ("If-Range", part.validator.clone()),
            ],
            None if unconditionally => Vec::new(),
            None => self.conditions(visit, role),
        };
        Ok(Question { url: &visit.final_url, headers, limit: limit.min(bytes_left) })
    }

    /// Asks to be told only if something has changed.
    fn conditions(&self, visit: &Visit, role: Role) -> Vec<(&'static str, String)> {
        let held = visit.known.as_ref().and_then(|known| known.held.as_ref());
        let held = held.filter(|held| held.state.is_held());
        let Some(held) = held.filter(|held| held.final_url == visit.final_url.as_str())
        else {
            return Vec::new();
        };
        if role != Role::File && visit.known_body.is_none() {
            return Vec::new();
        }
        let etag = held.etag.clone().map(|etag| ("If-None-Match", etag));
        let since = held.last_modified.clone().map(|time| ("If-Modified-Since", time));
        etag.into_iter().chain(since).filter(|(_, value)| is_plain(value)).collect()
    }

    pub(super) fn known_body(
        &self,
        visit: &Visit,
    ) -> Result<Option<Vec<u8>>, ArchiveError> {
        match visit.known.as_ref().and_then(|known| known.held.as_ref()) {
            Some(held) if held.state.is_held() => self.archive.body(&held.sha256),
            _ => Ok(None),
        }
    }

    /// What an earlier run has of a body that broke off.
    fn known_part(&self, visit: &Visit) -> Result<Option<Part>, ArchiveError> {
        let held = visit.known.as_ref().and_then(|known| known.held.as_ref());
        let held = held.filter(|held| {
            held.state == State::Truncated && held.final_url == visit.final_url.as_str()
        });
        let Some(held) = held else { return Ok(None) };
        let (etag, modified) = (held.etag.as_deref(), held.last_modified.as_deref());
        let Some(validator) = strong_validator(etag, modified, held.date.as_deref())
        else {
            return Ok(None);
        };
        let bytes = self.archive.body(&held.sha256)?.filter(|bytes| !bytes.is_empty());
        Ok(bytes.map(|bytes| Part { bytes, validator }))
    }

    /// Waits as long as a host asks; a reason to leave it where that is too long.
    fn pause_as_asked(
        &self,
        url: &Url,
        answer: &Answer,
        failed: u32,
    ) -> Option<NoAnswer> {
        let asked = answer.header("retry-after");
        let asked = asked.and_then(|asked| retry_after(asked, self.clock.now()));
        let wait = asked.map_or(back_off(failed), |asked| asked.max(back_off(failed)));
        if wait <= LONGEST_ASKED {
            self.hosts.pause(url, wait);
            return None;
        }
        let why = format!("it asks to wait {} seconds", wait.as_secs());
        self.hosts.leave(url, State::Postponed, &why);
        Some((State::Postponed, format!("status {}, and {why}", answer.status)))
    }

    fn lasting(&self, url: &Url, trouble: &Trouble) -> NoAnswer {
        let why = trouble.to_string();
        let state = match trouble {
            Trouble::Private(_) => State::Private,
            Trouble::Tls(..) => {
                self.hosts.leave(url, State::Tls, &why);
                State::Tls
            }
            Trouble::Passing(_) | Trouble::Lasting(_) => State::Failed,
        };
        (state, why)
    }

    pub(super) fn bytes_left(&self) -> u64 {
        let used = self.received_before + self.received;
        self.source.manners.bytes_per_day.saturating_sub(used)
    }

    fn interval(&self) -> Duration {
        self.source.manners.interval
    }

    fn setting(&self, url: &Url) -> Setting {
        let host = url.host_str().unwrap_or_default();
        Setting {
            user_agent: self.user_agent.to_owned(),
            allow_private: self.source.may_be_private(host),
            ca_file: self.source.ca_file.clone(),
            timeout: self.source.manners.timeout,
        }
    }
}

impl Part {
    /// What came of a body, if the server can tell whether the rest still belongs to it.
    fn of(answer: &Answer) -> Option<Part> {
        if answer.body.is_empty() || answer.header("content-encoding").is_some() {
            return None;
        }
        let of = |name| answer.header(name);
        let validator = strong_validator(of("etag"), of("last-modified"), of("date"))?;
        Some(Part { bytes: answer.body.clone(), validator })
    }
}

/// A validator that changes with every byte (RFC 9110, 8.8).
fn strong_validator(
    etag: Option<&str>,
    modified: Option<&str>,
    date: Option<&str>,
) -> Option<String> {
    if let Some(etag) = etag.filter(|etag| etag.starts_with('"') && is_plain(etag)) {
        return Some(etag.to_owned());
    }
    let modified = modified?;
    let age = httpdate::parse_http_date(date?)
        .ok()?
        .duration_since(httpdate::parse_http_date(modified).ok()?);
    age.is_ok_and(|age| age >= SETTLED).then(|| modified.to_owned())
}

/// The answer with what was there of its body; an error where the two do not fit.
fn joined(mut answer: Answer, part: Option<&Part>) -> Result<Answer, String> {
    match (answer.status, part) {
        (206, Some(part)) => {
            let range = answer.header("content-range").unwrap_or_default();
            let start = format!("bytes {}-", part.bytes.len());
            if !range.starts_with(&start) {
                return Err(format!("asked for the rest, got 「{range}」"));
            }
            let mut whole = part.bytes.clone();
            whole.append(&mut answer.body);
            answer.body = whole;
            answer.status = 200;
            Ok(answer)
        }
        (206, None) => Err("a part came that nobody asked for".to_owned()),
        (416, Some(_)) => Err("the server has no rest to send".to_owned()),
        _ => Ok(answer),
    }
}

/// Statuses that may be others a little later.
fn passing(status: u16) -> Option<u16> {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504).then_some(status)
}

pub(super) fn is_unended(answer: &Answer) -> bool {
    answer.status == 200
        && answer.ending == Ending::Whole
        && Kind::of(&answer.body) == Kind::Pdf
        && !has_pdf_end(&answer.body)
}

/// Whether a value can be sent back in a header.
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}
