//! A server, an archive and a clock, and runs that bring them together.

use crate::memory::Memory;
use crate::server::{Reply, Request, Server};
use fetcher::{Clock, Event, Outcome, SourceOutcome, Sources, Surroundings, fetch};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

/// A clock that does not wait: sleeping moves it on and is remembered.
pub(crate) struct TestClock {
    now: Mutex<SystemTime>,
    slept: Mutex<Vec<Duration>>,
}

impl Default for TestClock {
    fn default() -> TestClock {
        // 2026-11-27, noon.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_780_800);
        TestClock { now: Mutex::new(now), slept: Mutex::default() }
    }
}

impl TestClock {
    pub(crate) fn advance(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }

    /// The pauses that were asked for, in seconds.
    pub(crate) fn slept(&self) -> Vec<u64> {
        self.slept.lock().unwrap().iter().map(Duration::as_secs).collect()
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, time: Duration) {
        self.slept.lock().unwrap().push(time);
        self.advance(time);
    }
}

/// What a test needs.
pub(crate) struct Trial {
    pub(crate) server: Server,
    pub(crate) archive: Memory,
    pub(crate) clock: TestClock,
    pub(crate) stop: AtomicBool,
}

impl Trial {
    /// A site; paths that the handler does not know are answered with 404, robots.txt too.
    pub(crate) fn of(
        site: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
    ) -> Trial {
        Trial {
            server: Server::start(move |request| {
                site(request).unwrap_or_else(|| Reply::new(404, ""))
            }),
            archive: Memory::default(),
            clock: TestClock::default(),
            stop: AtomicBool::new(false),
        }
    }

    /// A configuration of one source called `site`; `BASE` is the server's address.
    pub(crate) fn sources(&self, source: &str) -> Sources {
        self.all_sources(&format!(
            "[[source]]\nname = \"site\"\nallow_private = true\n{source}"
        ))
    }

    pub(crate) fn all_sources(&self, sources: &str) -> Sources {
        let text = format!("[agent]\ncontact = \"mailto:data@office.test\"\n{sources}");
        let text = text.replace("OTHER", &self.server.other_base());
        let text = text.replace("BASE", &self.server.base());
        Sources::read(&text, Path::new("."))
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    /// Fetches from one source.
    pub(crate) fn run(&self, source: &str) -> SourceOutcome {
        let mut outcome = self.run_all(&self.sources(source));
        assert_eq!(outcome.sources.len(), 1);
        outcome.sources.remove(0)
    }

    /// Fetches from one source, a day later.
    pub(crate) fn run_next_day(&self, source: &str) -> SourceOutcome {
        self.clock.advance(Duration::from_secs(24 * 3600));
        self.run(source)
    }

    pub(crate) fn run_all(&self, sources: &Sources) -> Outcome {
        let around = Surroundings {
            archive: &self.archive,
            clock: &self.clock,
            stop: &self.stop,
            watch: &|_| {},
            is_rehearsal: false,
        };
        fetch(sources, &[], &around).unwrap()
    }

    /// What a rehearsal counts.
    pub(crate) fn rehearsal(&self, source: &str) -> SourceOutcome {
        let around = Surroundings {
            archive: &self.archive,
            clock: &self.clock,
            stop: &self.stop,
            watch: &|_| {},
            is_rehearsal: true,
        };
        let mut outcome = fetch(&self.sources(source), &[], &around).unwrap();
        outcome.sources.remove(0)
    }

    /// The addresses and titles that a rehearsal names.
    pub(crate) fn rehearse(&self, source: &str) -> Vec<(String, String, bool)> {
        let would = Mutex::new(Vec::new());
        let around = Surroundings {
            archive: &self.archive,
            clock: &self.clock,
            stop: &self.stop,
            watch: &|event| {
                if let Event::Would { url, title, is_known, .. } = event {
                    let told = ((*url).to_owned(), (*title).to_owned(), *is_known);
                    would.lock().unwrap().push(told);
                }
            },
            is_rehearsal: true,
        };
        fetch(&self.sources(source), &[], &around).unwrap();
        would.into_inner().unwrap()
    }
}

/// A source of direct addresses.
pub(crate) fn files(paths: &[&str]) -> String {
    let urls: Vec<String> = paths.iter().map(|path| format!("\"BASE{path}\"")).collect();
    format!("urls = [{}]\n", urls.join(", "))
}

/// A source with one list at `/list/` whose links are files.
pub(crate) const LIST: &str = "lists = [\"BASE/list/\"]\nlink = { select = \"li a\" }\n";

/// A list page.
pub(crate) fn list(links: &[(&str, &str)]) -> String {
    let items: Vec<String> = links
        .iter()
        .map(|(href, text)| format!("<li><a href=\"{href}\">{text}</a></li>"))
        .collect();
    format!("<!DOCTYPE html><title>list</title><ul>{}</ul>", items.join("\n"))
}
