//! An archive that forgets when the test ends.

use fetcher::{Archive, ArchiveError, Capture, Known, Member};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

/// Seconds of a day.
const DAY: u64 = 86_400;

#[derive(Default)]
pub(crate) struct Memory {
    captures: Mutex<Vec<(Capture, Vec<Member>)>>,
    bodies: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Memory {
    /// All captures of an address (the end of it is enough), in order.
    pub(crate) fn of(&self, end: &str) -> Vec<Capture> {
        let captures = self.captures.lock().unwrap();
        captures
            .iter()
            .map(|(capture, _)| capture.clone())
            .filter(|c| c.url.ends_with(end))
            .collect()
    }

    /// The last capture of an address.
    pub(crate) fn last(&self, end: &str) -> Capture {
        let last = self.of(end).pop();
        last.unwrap_or_else(|| panic!("no capture of {end}"))
    }

    /// What was unpacked from the last capture of an address.
    pub(crate) fn members(&self, end: &str) -> Vec<Member> {
        let captures = self.captures.lock().unwrap();
        let found = captures.iter().rev().find(|(capture, _)| capture.url.ends_with(end));
        found.map(|(_, members)| members.clone()).unwrap_or_default()
    }

    pub(crate) fn bytes(&self, sha256: &str) -> Option<Vec<u8>> {
        self.bodies.lock().unwrap().get(sha256).cloned()
    }
}

fn day(at: SystemTime) -> u64 {
    at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs() / DAY
}

impl Archive for Memory {
    fn known(&self, url: &str) -> Result<Option<Known>, ArchiveError> {
        let captures = self.captures.lock().unwrap();
        let of_url = captures.iter().filter(|(capture, _)| capture.url == url);
        Ok(of_url.fold(None, |known, (capture, _)| Some(Known::after(known, capture))))
    }

    fn known_of(&self, source: &str) -> Result<Vec<Known>, ArchiveError> {
        let mut all: BTreeMap<String, Known> = BTreeMap::new();
        for (capture, _) in self.captures.lock().unwrap().iter() {
            if capture.source == source {
                let before = all.remove(&capture.url);
                all.insert(capture.url.clone(), Known::after(before, capture));
            }
        }
        Ok(all.into_values().collect())
    }

    fn body(&self, sha256: &str) -> Result<Option<Vec<u8>>, ArchiveError> {
        Ok(self.bytes(sha256))
    }

    fn received_on(&self, source: &str, at: SystemTime) -> Result<u64, ArchiveError> {
        let captures = self.captures.lock().unwrap();
        let of_day =
            captures.iter().filter(|(c, _)| c.source == source && day(c.at) == day(at));
        Ok(of_day.map(|(capture, _)| capture.received).sum())
    }

    fn record(
        &self,
        capture: &Capture,
        body: Option<&[u8]>,
        members: &[Member],
    ) -> Result<(), ArchiveError> {
        if let (Some(sha256), Some(body)) = (&capture.sha256, body) {
            self.bodies.lock().unwrap().insert(sha256.clone(), body.to_vec());
        }
        for member in members {
            if let Some(bytes) = &member.bytes {
                self.bodies.lock().unwrap().insert(member.sha256.clone(), bytes.clone());
            }
        }
        self.captures.lock().unwrap().push((capture.clone(), members.to_vec()));
        Ok(())
    }
}
