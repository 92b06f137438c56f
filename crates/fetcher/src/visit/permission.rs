//! Whether an address may be asked for: scheme, host, robots.txt.

use super::visitor::{NoAnswer, Visit, Visitor};
use crate::capture::{ArchiveError, Change, Role, State};
use crate::clock::Clock;
use crate::host::{HeldRobots, Stop, lock};
use crate::kind::Kind;
use crate::robots::{AGENT, Robots};
use std::sync::atomic::Ordering;
use url::Url;

impl Visitor<'_> {
    /// Why an address may not be asked for.
    pub(crate) fn forbidden(
        &mut self,
        url: &Url,
        role: Role,
        is_first: bool,
    ) -> Result<Option<NoAnswer>, ArchiveError> {
        let host = url.host_str().unwrap_or_default();
        if !matches!(url.scheme(), "http" | "https") || host.is_empty() {
            let why = format!(
                "leads to 「{}」, and only http and https are fetched",
                url.scheme()
            );
            return Ok(Some((State::Refused, why)));
        }
        if !is_first && !self.source.may_ask(host) {
            let why =
                format!("redirected to {host}, which is not among the source's hosts");
            return Ok(Some((State::Refused, why)));
        }
        if role == Role::Robots {
            return Ok(None);
        }
        let held = self.robots_of(url)?;
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        if held.robots.allows(&path) {
            return Ok(None);
        }
        Ok(Some(match held.trouble {
            Some(stop) => (stop.state, stop.detail),
            None => (State::Disallowed, format!("robots.txt of {host} forbids it")),
        }))
    }

    /// What the robots.txt of an address says, from this run or from its host.
    fn robots_of(&mut self, url: &Url) -> Result<HeldRobots, ArchiveError> {
        let cell = self.hosts.robots(url);
        let mut cell = lock(&cell);
        if let Some(held) = cell.as_ref().filter(|held| held.is_fresh(self.clock.now())) {
            return Ok(held.clone());
        }
        let Ok(address) = url.join("/robots.txt") else {
            let trouble =
                Stop { state: State::Failed, detail: "no robots.txt".to_owned() };
            return Ok(closed(self.clock, trouble));
        };
        let visit = self.visit(&address, Role::Robots)?;
        let held = self.understood(&visit);
        // Troubles of the moment are not known for the rest of the day.
        let is_settled =
            !self.stop.load(Ordering::Relaxed) && visit.state != State::Capped;
        if is_settled {
            self.record_robots(&visit)?;
            if let Some(delay) = held.robots.crawl_delay {
                self.hosts.set_delay(url, delay);
            }
            *cell = Some(held.clone());
        }
        Ok(held)
    }

    fn record_robots(&self, visit: &Visit) -> Result<(), ArchiveError> {
        if !self.is_recording {
            return Ok(());
        }
        let mut capture = visit.capture(self.source, Role::Robots, self.clock.now());
        capture.kind = visit.body.as_deref().map_or(Kind::Unknown, Kind::of);
        let is_held = visit.state.is_held() && visit.change != Some(Change::Same);
        self.archive.record(&capture, visit.body.as_deref().filter(|_| is_held), &[])
    }

    /// RFC 9309, 2.3.1: what is not there forbids nothing, what cannot be reached everything.
    fn understood(&self, visit: &Visit) -> HeldRobots {
        let host = visit.url.host_str().unwrap_or_default();
        let read_at = self.clock.now();
        let open = HeldRobots { robots: Robots::default(), read_at, trouble: None };
        match (visit.state, visit.status, &visit.body) {
            (_, _, Some(body))
                if matches!(visit.state, State::Fetched | State::Unchanged) =>
            {
                HeldRobots { robots: Robots::read(body, AGENT), ..open }
            }
            // Too many requests is a trouble of the moment, though its number says otherwise.
            (State::Failed | State::Gone, Some(status), _)
                if (300..500).contains(&status) && status != 429 =>
            {
                open
            }
            (State::Challenge | State::Tls | State::Private | State::Capped, ..) => {
                let detail = visit.detail.clone();
                closed(self.clock, Stop { state: visit.state, detail })
            }
            _ => {
                let detail =
                    format!("robots.txt of {host} cannot be read: {}", visit.detail);
                closed(self.clock, Stop { state: State::Postponed, detail })
            }
        }
    }
}

fn closed(clock: &dyn Clock, trouble: Stop) -> HeldRobots {
    HeldRobots { robots: Robots::closed(), read_at: clock.now(), trouble: Some(trouble) }
}
