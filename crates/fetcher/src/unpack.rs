//! Zip archives: what is in them, within limits.
//!
//! Nothing is written anywhere: entries come back as bytes, and their paths as labels.

use crate::capture::{Member, State};
use crate::charset::utf8_or_gb18030;
use crate::digest::sha256;
use crate::kind::Kind;
use crate::name;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

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

/// What marks an entry in the directory of an archive.
const ENTRY_MARK: &[u8] = b"PK\x01\x02";

/// The office document that a zip is, by what is in it.
pub fn office_kind(bytes: &[u8]) -> Option<Kind> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has = |start: &[u8]| archive.file_names_raw().any(|name| name.starts_with(start));
    if has(b"[Content_Types].xml") {
        let parts =
            [(&b"word/"[..], Kind::Docx), (b"xl/", Kind::Xlsx), (b"ppt/", Kind::Pptx)];
        return parts.into_iter().find(|(part, _)| has(part)).map(|(_, kind)| kind);
    }
    if has(b"OFD.xml") {
        return Some(Kind::Ofd);
    }
    let mut mimetype = Vec::new();
    archive.by_name("mimetype").ok()?.take(100).read_to_end(&mut mimetype).ok()?;
    mimetype.starts_with(b"application/vnd.oasis.opendocument").then_some(Kind::Odf)
}

/// Unpacks an archive; archives in it too, but none in those.
///
/// An entry that cannot be had is a member with the reason. The error says why the archive as
/// a whole cannot be read.
pub fn unpack(bytes: &[u8], limits: Limits) -> Result<Vec<Member>, String> {
    let mut unpacking =
        Unpacking { limits, left: limits.bytes, entries: 0, members: Vec::new() };
    unpacking.archive(bytes, "", 0)?;
    Ok(unpacking.members)
}

struct Unpacking {
    limits: Limits,
    /// Bytes that may still come out.
    left: u64,
    entries: usize,
    members: Vec<Member>,
}

/// What reading one entry gave.
enum Entry {
    Bytes(Vec<u8>),
    Locked(Vec<u8>),
    Not(State, String),
}

impl Unpacking {
    fn archive(&mut self, bytes: &[u8], prefix: &str, depth: u32) -> Result<(), String> {
        // The directory is counted before it is read into memory.
        let marks = bytes.windows(ENTRY_MARK.len()).filter(|w| *w == ENTRY_MARK).count();
        self.entries += marks;
        if self.entries > self.limits.entries {
            return Err(format!("more than {} entries", self.limits.entries));
        }
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        for index in 0..archive.len() {
            self.entry(&mut archive, index, prefix, depth);
        }
        Ok(())
    }

    fn entry(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
        prefix: &str,
        depth: u32,
    ) {
        let (path, is_link) = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() => return,
            Ok(entry) => (utf8_or_gb18030(entry.name_raw()), entry.is_symlink()),
            Err(error) => {
                let path = format!("{prefix}entry {}", index + 1);
                return self.add(path, Entry::Not(State::Failed, error.to_string()));
            }
        };
        if is_litter(&path) {
            return;
        }
        let whole = format!("{prefix}{path}");
        if is_link || leads_out(&path) {
            let why = if is_link {
                "it is a link"
            } else {
                "its path leads out of the archive"
            };
            return self.add(whole, Entry::Not(State::Refused, why.to_owned()));
        }
        let entry = self.read(archive, index);
        match entry {
            Entry::Bytes(inner) if is_plain_zip(&inner) => {
                self.nested(&inner, whole, depth)
            }
            entry => self.add(whole, entry),
        }
    }

    fn nested(&mut self, bytes: &[u8], path: String, depth: u32) {
        if depth > 0 {
            let mut member = member(path, Entry::Bytes(bytes.to_vec()));
            member.state = State::Unsupported;
            member.detail = "an archive in an archive in an archive".to_owned();
            return self.members.push(member);
        }
        if let Err(why) = self.archive(bytes, &format!("{path}/"), depth + 1) {
            let mut member = member(path, Entry::Bytes(bytes.to_vec()));
            member.state = State::Unsupported;
            member.detail = format!("the archive cannot be unpacked: {why}");
            self.members.push(member);
        }
    }

    fn read(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Entry {
        let failed = |error: String| Entry::Not(State::Failed, error);
        let (packed, is_locked) = match archive.by_index_raw(index) {
            Ok(entry) => (entry.compressed_size(), entry.encrypted()),
            Err(error) => return failed(error.to_string()),
        };
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(HARMLESS);
        let limit = by_ratio.min(self.limits.entry_bytes).min(self.left);
        let entry =
            if is_locked { archive.by_index_raw(index) } else { archive.by_index(index) };
        let entry = match entry {
            Ok(entry) => entry,
            Err(ZipError::CompressionMethodNotSupported(method)) => {
                let why = format!("packed by method {method:?}, which is not known here");
                return Entry::Not(State::Unsupported, why);
            }
            Err(error) => return failed(error.to_string()),
        };
        let mut bytes = Vec::new();
        if let Err(error) = entry.take(limit + 1).read_to_end(&mut bytes) {
            return failed(error.to_string());
        }
        let size = bytes.len() as u64;
        self.left -= size.min(self.left);
        if size > limit {
            return Entry::Not(State::TooLarge, self.why_too_large(limit, by_ratio));
        }
        if is_locked { Entry::Locked(bytes) } else { Entry::Bytes(bytes) }
    }

    fn why_too_large(&self, limit: u64, by_ratio: u64) -> String {
        if limit == by_ratio {
            format!("more than {} times what it was packed to", self.limits.ratio)
        } else if limit == self.limits.entry_bytes {
            format!("more than {limit} bytes")
        } else {
            format!("the archive holds more than {} bytes", self.limits.bytes)
        }
    }

    fn add(&mut self, path: String, entry: Entry) {
        self.members.push(member(path, entry));
    }
}

fn member(path: String, entry: Entry) -> Member {
    let (bytes, state, detail) = match entry {
        Entry::Bytes(bytes) => (Some(bytes), State::Fetched, String::new()),
        Entry::Locked(bytes) => {
            let why = "locked with a password; kept as it lies in the archive";
            (Some(bytes), State::Encrypted, why.to_owned())
        }
        Entry::Not(state, detail) => (None, state, detail),
    };
    let mut kind = bytes.as_deref().map_or(Kind::Unknown, Kind::of);
    let mut state = state;
    if state == State::Encrypted {
        kind = Kind::Unknown;
    } else if let (State::Fetched, Some(bytes)) = (state, &bytes) {
        kind = office_kind(bytes).filter(|_| kind == Kind::Zip).unwrap_or(kind);
        if kind == Kind::Empty {
            state = State::NotADocument;
        } else if !kind.is_readable() {
            state = State::Unsupported;
        }
    }
    let file_name = name::safe(&path);
    let sha256 = bytes.as_deref().map(sha256).unwrap_or_default();
    Member { path, file_name, kind, state, detail, sha256, bytes }
}

fn is_plain_zip(bytes: &[u8]) -> bool {
    Kind::of(bytes) == Kind::Zip && office_kind(bytes).is_none()
}

/// What systems leave in archives without being asked.
fn is_litter(path: &str) -> bool {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    path.starts_with("__MACOSX/")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&last)
}

fn leads_out(path: &str) -> bool {
    let starts_at_root = path.starts_with(['/', '\\']) || path.get(1..2) == Some(":");
    starts_at_root
        || path.contains('\0')
        || path.split(['/', '\\']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::{Limits, office_kind, unpack};
    use crate::capture::{Member, State};
    use crate::kind::Kind;
    use encoding_rs::GBK;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// The same archive with other bytes for a name of equal length, and the mark for UTF-8
    /// taken off, as archivers of the region write it.
    fn renamed(zip: &[u8], from: &str, to: &[u8]) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut out = zip.to_vec();
        for at in 0..out.len() - from.len() {
            if out[at..].starts_with(from.as_bytes()) {
                out[at..at + to.len()].copy_from_slice(to);
            }
        }
        out
    }

    fn of<'a>(members: &'a [Member], path: &str) -> &'a Member {
        let found = members.iter().find(|member| member.path == path);
        found.unwrap_or_else(|| panic!("no {path} in {members:?}"))
    }

    #[test]
    fn names_in_gbk() {
        let gbk = GBK.encode("决算/某局.pdf").0.into_owned();
        let plain = "a".repeat(gbk.len());
        let archive = renamed(&zip(&[(&plain, b"%PDF-1.4 %%EOF")]), &plain, &gbk);
        let members = unpack(&archive, Limits::default()).unwrap();
        assert_eq!(members.len(), 1);
        let member = of(&members, "决算/某局.pdf");
        assert_eq!((member.state, member.kind), (State::Fetched, Kind::Pdf));
        assert_eq!(member.file_name, "某局.pdf");
        assert_eq!(member.bytes.as_deref(), Some(&b"%PDF-1.4 %%EOF"[..]));
    }

    #[test]
    fn paths_that_lead_out() {
        for evil in ["../../etc/passwd", "/etc/passwd", "C:\\x.pdf", "a\\..\\..\\x.pdf"] {
            let plain = "a".repeat(evil.len());
            let archive =
                renamed(&zip(&[(&plain, b"%PDF-1.4")]), &plain, evil.as_bytes());
            let members = unpack(&archive, Limits::default()).unwrap();
            let member = of(&members, evil);
            assert_eq!((member.state, &member.bytes), (State::Refused, &None), "{evil}");
        }
    }

    #[test]
    fn bombs() {
        let zeros = vec![0; 3_000_000];
        let archive = zip(&[("bomb.pdf", &zeros), ("a.pdf", b"%PDF-1.4")]);
        let limits = Limits::default();
        let members = unpack(&archive, limits).unwrap();
        let bomb = of(&members, "bomb.pdf");
        assert_eq!((bomb.state, &bomb.bytes), (State::TooLarge, &None));
        assert!(bomb.detail.contains("200 times"), "{}", bomb.detail);
        assert_eq!(
            of(&members, "a.pdf").state,
            State::Fetched,
            "the others are not lost"
        );

        let entry = Limits { entry_bytes: 5, ..limits };
        let members = unpack(&archive, entry).unwrap();
        assert!(of(&members, "a.pdf").detail.contains("more than 5 bytes"));

        let many: Vec<String> = (0..10).map(|n| format!("{n}.pdf")).collect();
        let many: Vec<(&str, &[u8])> =
            many.iter().map(|name| (name.as_str(), &b"%PDF-1.4"[..])).collect();
        let total = Limits { bytes: 20, ..limits };
        let states: Vec<State> =
            unpack(&zip(&many), total).unwrap().iter().map(|m| m.state).collect();
        assert_eq!(states[..2], [State::Fetched; 2]);
        assert_eq!(states[2..], [State::TooLarge; 8]);

        let entries = Limits { entries: 9, ..limits };
        assert_eq!(unpack(&zip(&many), entries).unwrap_err(), "more than 9 entries");
    }

    #[test]
    fn archives_in_archives() {
        let third = zip(&[("c.pdf", b"%PDF-1.4")]);
        let second = zip(&[("third.zip", &third), ("b.pdf", b"%PDF-1.4")]);
        let first =
            zip(&[("in/second.zip", &second), ("broken.zip", b"PK\x03\x04 broken")]);
        let members = unpack(&first, Limits::default()).unwrap();
        assert_eq!(of(&members, "in/second.zip/b.pdf").state, State::Fetched);
        assert_eq!(of(&members, "in/second.zip/third.zip").state, State::Unsupported);
        assert!(of(&members, "broken.zip").detail.contains("cannot be unpacked"));
        assert_eq!(members.len(), 3);
    }

    #[test]
    fn locked_entries_are_kept() {
        // Bit 0 of the flags, in the local header and in the directory.
        let mut archive = zip(&[("a.pdf", b"%PDF-1.4"), ("b.pdf", b"%PDF-1.5")]);
        archive[6] |= 1;
        let directory = archive.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        archive[directory + 8] |= 1;
        let members = unpack(&archive, Limits::default()).unwrap();
        let locked = of(&members, "a.pdf");
        assert_eq!(locked.state, State::Encrypted);
        assert!(locked.bytes.is_some());
        assert_eq!(of(&members, "b.pdf").state, State::Fetched);
    }

    #[test]
    fn spreadsheets_and_others_keep_their_bytes() {
        let sheet =
            zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
        assert_eq!(office_kind(&sheet), Some(Kind::Xlsx));
        assert_eq!(office_kind(&zip(&[("OFD.xml", b"<x/>")])), Some(Kind::Ofd));
        let odf = b"application/vnd.oasis.opendocument.spreadsheet";
        assert_eq!(office_kind(&zip(&[("mimetype", odf)])), Some(Kind::Odf));
        let archive = zip(&[
            ("表.xlsx", &sheet),
            ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("inner.rar", b"Rar!\x1a\x07\x00"),
            ("empty.pdf", b""),
            ("__MACOSX/._a.pdf", b"x"),
        ]);
        let members = unpack(&archive, Limits::default()).unwrap();
        let shown: Vec<(&str, State, Kind)> =
            members.iter().map(|m| (m.path.as_str(), m.state, m.kind)).collect();
        assert_eq!(
            shown,
            [
                ("表.xlsx", State::Unsupported, Kind::Xlsx),
                ("old.doc", State::Unsupported, Kind::Ole),
                ("inner.rar", State::Unsupported, Kind::Rar),
                ("empty.pdf", State::NotADocument, Kind::Empty),
            ]
        );
    }

    #[test]
    fn damage() {
        let mut archive = zip(&[("a.pdf", b"%PDF-1.4 and more, and more, and more")]);
        let at = archive.windows(5).position(|w| w == b"a.pdf").unwrap() + 8;
        archive[at] ^= 0xff;
        let members = unpack(&archive, Limits::default()).unwrap();
        assert_eq!(of(&members, "a.pdf").state, State::Failed);
        assert!(unpack(&archive[..archive.len() / 2], Limits::default()).is_err());
    }
}
