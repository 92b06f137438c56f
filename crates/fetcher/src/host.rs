//! Manners: of each host there is one, with one connection, a pace, and an end of patience.

use crate::capture::State;
use crate::clock::Clock;
use crate::robots::Robots;
use crate::web::{self, Answer, Question, Setting, Trouble};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use ureq::Agent;
use url::Url;

/// So many addresses in a row without an answer, and a host is left for this run.
const END_OF_PATIENCE: u32 = 3;

/// robots.txt is read again after this time (RFC 9309: at most a day).
const ROBOTS_KEPT: Duration = Duration::from_secs(24 * 3600);

/// All hosts of a run, shared by its threads.
pub(crate) struct Hosts<'a> {
    clock: &'a dyn Clock,
    hosts: Mutex<BTreeMap<String, Arc<Mutex<Host>>>>,
    origins: Mutex<BTreeMap<String, RobotsCell>>,
}

/// The robots.txt of one origin; locked while it is fetched, so that it is fetched once.
pub(crate) type RobotsCell = Arc<Mutex<Option<HeldRobots>>>;

/// A robots.txt as it was understood.
#[derive(Debug, Clone)]
pub(crate) struct HeldRobots {
    pub(crate) robots: Robots,
    pub(crate) read_at: SystemTime,
    /// Why nothing may be asked for, where that is not what the site wrote.
    pub(crate) trouble: Option<Stop>,
}

impl HeldRobots {
    pub(crate) fn is_fresh(&self, now: SystemTime) -> bool {
        now.duration_since(self.read_at).is_ok_and(|age| age < ROBOTS_KEPT)
    }
}

/// Why a host is left for this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) state: State,
    pub(crate) detail: String,
}

/// Why a question has no answer.
pub(crate) enum Unanswered {
    /// The host was left before.
    Left(Stop),
    Trouble(Trouble),
}

#[derive(Default)]
struct Host {
    connection: Option<(Setting, Agent)>,
    /// No request before this.
    next: Option<SystemTime>,
    /// What its robots.txt asks for.
    delay: Duration,
    failed: u32,
    left: Option<Stop>,
}

impl<'a> Hosts<'a> {
    pub(crate) fn new(clock: &'a dyn Clock) -> Hosts<'a> {
        Hosts { clock, hosts: Mutex::default(), origins: Mutex::default() }
    }

    /// Asks a host when its time has come; others who want the same host wait.
    pub(crate) fn ask(
        &self,
        setting: &Setting,
        interval: Duration,
        question: &Question<'_>,
    ) -> Result<Answer, Unanswered> {
        let host = self.host(question.url);
        let mut host = lock(&host);
        if let Some(stop) = &host.left {
            return Err(Unanswered::Left(stop.clone()));
        }
        let now = self.clock.now();
        let wait = host.next.and_then(|next| next.duration_since(now).ok());
        if let Some(wait) = wait.filter(|wait| !wait.is_zero()) {
            self.clock.sleep(wait);
        }
        let answer = host
            .agent(setting)
            .and_then(|agent| web::ask(&agent, question))
            .map_err(Unanswered::Trouble);
        host.next = Some(self.clock.now() + interval.max(host.delay));
        answer
    }

    /// No request to the host of `url` for some time.
    pub(crate) fn pause(&self, url: &Url, time: Duration) {
        let host = self.host(url);
        let mut host = lock(&host);
        let until = self.clock.now() + time;
        host.next = Some(host.next.map_or(until, |next| next.max(until)));
    }

    /// No request to the host of `url` any more in this run.
    pub(crate) fn leave(&self, url: &Url, state: State, detail: &str) {
        let host = self.host(url);
        let mut host = lock(&host);
        let name = url.host_str().unwrap_or_default();
        let detail = format!("{name} is left for this run: {detail}");
        host.left.get_or_insert(Stop { state, detail });
        host.connection = None;
    }

    /// An address of the host had no answer after all tries.
    pub(crate) fn failed(&self, url: &Url, detail: &str) {
        let host = self.host(url);
        let failed = {
            let mut host = lock(&host);
            host.failed += 1;
            host.failed
        };
        if failed >= END_OF_PATIENCE {
            let detail =
                format!("{failed} addresses in a row without an answer, last: {detail}");
            self.leave(url, State::Failed, &detail);
        }
    }

    /// The host of `url` has answered.
    pub(crate) fn answered(&self, url: &Url) {
        lock(&self.host(url)).failed = 0;
    }

    /// The host of `url` asks for some time between two requests.
    pub(crate) fn set_delay(&self, url: &Url, delay: Duration) {
        lock(&self.host(url)).delay = delay;
    }

    /// Where the robots.txt of an address is kept.
    pub(crate) fn robots(&self, url: &Url) -> RobotsCell {
        let mut origins = lock(&self.origins);
        Arc::clone(origins.entry(url.origin().ascii_serialization()).or_default())
    }

    fn host(&self, url: &Url) -> Arc<Mutex<Host>> {
        let name = url.host_str().unwrap_or_default().to_owned();
        Arc::clone(lock(&self.hosts).entry(name).or_default())
    }
}

impl Host {
    /// The one connection; it is closed before another is made with other settings.
    fn agent(&mut self, setting: &Setting) -> Result<Agent, Trouble> {
        if let Some((known, agent)) = &self.connection
            && known == setting
        {
            return Ok(agent.clone());
        }
        self.connection = None;
        let agent = web::agent(setting)?;
        self.connection = Some((setting.clone(), agent.clone()));
        Ok(agent)
    }
}

/// A lock whose holder panicked is still a lock.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
