//! How much may come out of an archive, and what came.

use crate::capture::State;

/// How much may come out of one archive, nested ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most entries, folders included.
    pub entries: usize,
    /// Most bytes of all entries together.
    pub bytes: u64,
    /// Most bytes of one entry.
    pub entry_bytes: u64,
    /// Most bytes that one byte may become; texts of a table reach 50.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            entries: 2_000,
            bytes: 300_000_000,
            entry_bytes: 100_000_000,
            ratio: 200,
        }
    }
}

/// Entries up to this size are no bomb, whatever they were packed to.
const HARMLESS: u64 = 1_000_000;

/// What reading one entry gave.
pub(super) enum Entry {
    Bytes(Vec<u8>),
    /// Locked with a password, as it lies in the archive.
    Locked(Vec<u8>),
    Not(State, String),
}

/// Is given every entry of an archive with its path, in their order.
pub(super) type Each<'a> = dyn FnMut(&mut Budget, String, Entry) + 'a;

/// What is left of the limits.
pub(super) struct Budget {
    pub(super) limits: Limits,
    /// Bytes that may still come out.
    pub(super) left: u64,
    entries: usize,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Budget {
        Budget { limits, left: limits.bytes, entries: 0 }
    }

    /// Counts entries before anything is done with them.
    pub(super) fn count(&mut self, entries: usize) -> Result<(), String> {
        self.entries = self.entries.saturating_add(entries);
        if self.entries > self.limits.entries {
            return Err(format!("more than {} entries", self.limits.entries));
        }
        Ok(())
    }

    /// Most bytes of an entry that takes `packed` bytes in the archive.
    pub(super) fn most(&self, packed: u64) -> u64 {
        self.by_ratio(packed).min(self.limits.entry_bytes).min(self.left)
    }

    fn by_ratio(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.limits.ratio).max(HARMLESS)
    }

    /// Takes bytes that came out.
    pub(super) fn take(&mut self, bytes: u64) {
        self.left -= bytes.min(self.left);
    }

    /// The entry that is larger than [`Budget::most`] was before it.
    pub(super) fn too_large(&self, packed: u64, most: u64) -> Entry {
        let why = if most == self.by_ratio(packed) {
            format!("more than {} times what it was packed to", self.limits.ratio)
        } else if most == self.limits.entry_bytes {
            format!("more than {most} bytes")
        } else {
            format!("the archive holds more than {} bytes", self.limits.bytes)
        };
        Entry::Not(State::TooLarge, why)
    }
}

/// What systems leave in archives without being asked.
pub(super) fn is_litter(path: &str) -> bool {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    path.starts_with("__MACOSX/")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&last)
}

/// Why an entry with such a path is not unpacked, if it is not.
pub(super) fn refused(path: &str, is_link: bool) -> Option<Entry> {
    let why = match is_link {
        true => "it is a link",
        false if leads_out(path) => "its path leads out of the archive",
        false => return None,
    };
    Some(Entry::Not(State::Refused, why.to_owned()))
}

fn leads_out(path: &str) -> bool {
    let starts_at_root = path.starts_with(['/', '\\']) || path.get(1..2) == Some(":");
    starts_at_root
        || path.contains('\0')
        || path.split(['/', '\\']).any(|part| part == "..")
}
