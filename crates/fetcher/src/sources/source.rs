//! Who asks, and where disclosures are published.

use crate::robots::AGENT;
use regex::Regex;
use scraper::Selector;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Something in SOURCES.toml cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct SourcesError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to try; may be empty.
    pub hint: String,
}

/// A whole SOURCES.toml.
#[derive(Debug)]
pub struct Sources {
    /// A mail address or a page, for those who read their server's log.
    pub contact: String,
    /// How many sources are asked at once, each host by one of them at a time.
    pub at_once: usize,
    /// Share of files that may fail before the run counts as incomplete, from 0 to 1.
    pub failures_allowed: f64,
    /// The sources.
    pub sources: Vec<Source>,
}

/// One publisher's site, or a part of it.
#[derive(Debug)]
pub struct Source {
    /// Its name, unique.
    pub name: String,
    /// Label for its documents.
    pub department: String,
    /// Label for its documents where no pattern finds a year.
    pub year: String,
    /// Pages that list disclosures.
    pub lists: Vec<Url>,
    /// Addresses of single files, or of pages they are attached to.
    pub urls: Vec<Url>,
    /// How a list goes on.
    pub pager: Option<Pager>,
    /// Which links of a list lead to disclosures.
    pub link: LinkRule,
    /// Which links of a disclosure's page are its files; without it, files are linked directly.
    pub article: Option<LinkRule>,
    /// Hosts, apart from those of `lists` and `urls`, that links and redirects may lead to.
    pub hosts: BTreeSet<String>,
    /// What may be on a private network.
    pub allow_private: Private,
    /// Certificates to trust for this source instead of the usual ones, PEM.
    pub ca_file: Option<PathBuf>,
    /// How its hosts are treated.
    pub manners: Manners,
}

/// Which hosts of a source may be on a private network or this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Private {
    /// All of them, or none.
    All(bool),
    /// Those with these names.
    Hosts(BTreeSet<String>),
}

/// How a list goes on after its first page.
#[derive(Debug)]
pub struct Pager {
    /// Where the next page is.
    pub next: Next,
    /// Whether to stop at a page on which everything is known, instead of the last one.
    pub stop_at_known: bool,
    /// Most pages of one list.
    pub max_pages: usize,
}

/// Where the next page of a list is.
#[derive(Debug)]
pub enum Next {
    /// At an address with `{page}` in it, relative to the list's.
    Pattern {
        /// The address.
        pattern: String,
        /// First number.
        from: u32,
        /// Last number; without it, until a page is missing or shows nothing new.
        to: Option<u32>,
    },
    /// Where the first link leads that this selects.
    Selector(Selector),
    /// Where the first link leads that reads so.
    Text(Regex),
}

/// Which links count.
#[derive(Debug)]
pub struct LinkRule {
    /// The elements.
    pub select: Selector,
    /// What their title must match.
    pub title: Option<Regex>,
    /// What their title must not match.
    pub title_not: Option<Regex>,
    /// Finds the year in a title: group 1, or the whole match.
    pub year: Option<Regex>,
    /// Only these years, where a year is found; empty for all.
    pub years: BTreeSet<String>,
}

/// How hosts are treated, and what a run may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Manners {
    /// Time from the end of one request to the start of the next, per host.
    pub interval: Duration,
    /// How long a server may stay silent.
    pub timeout: Duration,
    /// Tries per address.
    pub tries: u32,
    /// Most bytes of a day (UTC).
    pub bytes_per_day: u64,
    /// Most requests of a run.
    pub requests_per_run: u32,
    /// Largest file, in bytes.
    pub largest_file: u64,
    /// Known files are asked about again after this time.
    pub recheck: Duration,
}

impl Sources {
    /// The name that programs of this project go by: `gongkai/0.1.0 (+CONTACT)`.
    pub fn user_agent(&self) -> String {
        format!("{}/{} (+{})", AGENT, env!("CARGO_PKG_VERSION"), self.contact)
    }
}

impl Source {
    /// Whether links and redirects may lead to a host.
    pub fn may_ask(&self, host: &str) -> bool {
        let own = self.lists.iter().chain(&self.urls).filter_map(Url::host_str);
        own.chain(self.hosts.iter().map(String::as_str)).any(|allowed| {
            let suffix = allowed.strip_prefix('*');
            suffix.map_or(allowed == host, |suffix| host.ends_with(suffix))
        })
    }

    /// Whether a host may be on a private network.
    pub fn may_be_private(&self, host: &str) -> bool {
        match &self.allow_private {
            Private::All(allowed) => *allowed,
            Private::Hosts(hosts) => hosts.contains(host),
        }
    }
}

impl LinkRule {
    /// The year of a title, where a link with it counts.
    ///
    /// `None` where the title, or its year, is not wanted.
    pub fn accepts(&self, title: &str) -> Option<String> {
        if self.title.as_ref().is_some_and(|wanted| !wanted.is_match(title))
            || self.title_not.as_ref().is_some_and(|unwanted| unwanted.is_match(title))
        {
            return None;
        }
        let year = self.year_in(title);
        let is_wanted =
            year.is_empty() || self.years.is_empty() || self.years.contains(&year);
        is_wanted.then_some(year)
    }

    fn year_in(&self, title: &str) -> String {
        let found = self.year.as_ref().and_then(|year| year.captures(title));
        let found = found.and_then(|found| found.get(1).or_else(|| found.get(0)));
        found.map(|found| found.as_str().chars().map(digit).collect()).unwrap_or_default()
    }
}

/// 二〇二三 is 2023.
fn digit(c: char) -> char {
    let digits = ["〇零○Ｏ", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let value = digits.iter().position(|digit| digit.contains(c));
    value.and_then(|value| char::from_digit(value as u32, 10)).unwrap_or(c)
}
