//! Zip and RAR archives: what is in them, within limits.
//!
//! Nothing is written anywhere: entries come back as bytes, and their paths as labels.

mod budget;
mod rar;
mod zipped;

pub use budget::Limits;
pub use zipped::office_kind;

use crate::capture::{Member, State};
use crate::digest::sha256;
use crate::kind::Kind;
use crate::name;
use budget::{Budget, Each, Entry};

/// Unpacks an archive; archives in it too, but none in those.
///
/// An entry that cannot be had is a member with the reason. The error says why the archive as
/// a whole cannot be read.
pub fn unpack(bytes: &[u8], limits: Limits) -> Result<Vec<Member>, String> {
    let mut members = Vec::new();
    archive(bytes, "", 0, &mut Budget::new(limits), &mut members)?;
    Ok(members)
}

fn archive(
    bytes: &[u8],
    prefix: &str,
    depth: u32,
    budget: &mut Budget,
    members: &mut Vec<Member>,
) -> Result<(), String> {
    let read = match Kind::of(bytes) {
        Kind::Rar => rar::entries,
        _ => zipped::entries,
    };
    let each: &mut Each<'_> = &mut |budget, path, entry| {
        let path = format!("{prefix}{path}");
        match entry {
            Entry::Bytes(inner) if is_archive(&inner) => {
                nested(inner, path, depth, budget, members);
            }
            entry => members.push(member(path, entry)),
        }
    };
    read(bytes, budget, each)
}

/// An archive in an archive: what is in it, or itself where that cannot be had.
fn nested(
    bytes: Vec<u8>,
    path: String,
    depth: u32,
    budget: &mut Budget,
    members: &mut Vec<Member>,
) {
    let why = if depth > 0 {
        "an archive in an archive in an archive".to_owned()
    } else {
        match archive(&bytes, &format!("{path}/"), depth + 1, budget, members) {
            Ok(()) => return,
            Err(why) => format!("the archive cannot be unpacked: {why}"),
        }
    };
    let mut member = member(path, Entry::Bytes(bytes));
    member.state = State::Unsupported;
    member.detail = why;
    members.push(member);
}

fn is_archive(bytes: &[u8]) -> bool {
    Kind::of(bytes).is_archive() && office_kind(bytes).is_none()
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

#[cfg(test)]
mod tests {
    use super::{Limits, office_kind, unpack};
    use crate::capture::{Member, State};
    use crate::kind::Kind;
    use encoding_rs::GBK;
    use rars::{ArchiveVersion, Builder, WriterResources};
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

    fn rar(
        version: ArchiveVersion,
        is_solid: bool,
        entries: &[(&[u8], &[u8])],
    ) -> Vec<u8> {
        let mut builder =
            Builder::new(version).compression_level(Some(3)).solid(is_solid);
        for (name, bytes) in entries {
            builder.add_bytes(name.to_vec(), bytes.to_vec(), None, None).unwrap();
        }
        let mut out = Vec::new();
        builder.write_to(&mut out, &WriterResources::default(), None).unwrap();
        out
    }

    #[test]
    fn rar_of_both_families_solid_and_not() {
        let long = b"%PDF-1.4 and more, and more, and more ".repeat(2_000);
        for version in [ArchiveVersion::Rar29, ArchiveVersion::Rar50] {
            for is_solid in [false, true] {
                let entries: [(&[u8], &[u8]); 3] = [
                    ("决算/某局.pdf".as_bytes(), &long),
                    (b"b.pdf", b"%PDF-1.5"),
                    (b"c.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
                ];
                let packed = rar(version, is_solid, &entries);
                assert!(packed.len() < long.len() / 10);
                let members = unpack(&packed, Limits::default()).unwrap();
                let shown: Vec<(&str, State)> =
                    members.iter().map(|m| (m.path.as_str(), m.state)).collect();
                assert_eq!(
                    shown,
                    [
                        ("决算/某局.pdf", State::Fetched),
                        ("b.pdf", State::Fetched),
                        ("c.xls", State::Unsupported),
                    ],
                    "{version:?} {is_solid}"
                );
                assert_eq!(members[0].bytes.as_deref(), Some(long.as_slice()));
                assert_eq!(members[1].bytes.as_deref(), Some(&b"%PDF-1.5"[..]));
            }
        }
    }

    #[test]
    fn rar_within_limits() {
        let zeros = vec![0; 3_000_000];
        for version in [ArchiveVersion::Rar29, ArchiveVersion::Rar50] {
            for is_solid in [false, true] {
                let entries: [(&[u8], &[u8]); 3] = [
                    (b"bomb.pdf", &zeros),
                    (b"a.pdf", b"%PDF-1.4"),
                    (b"b.pdf", b"%PDF-1.5"),
                ];
                let packed = rar(version, is_solid, &entries);
                let members = unpack(&packed, Limits::default()).unwrap();
                let bomb = of(&members, "bomb.pdf");
                assert_eq!((bomb.state, &bomb.bytes), (State::TooLarge, &None));
                assert!(bomb.detail.contains("200 times"), "{}", bomb.detail);
                for other in ["a.pdf", "b.pdf"] {
                    let other = of(&members, other);
                    assert_eq!(other.state, State::Fetched, "{version:?}: {other:?}");
                }
                let few = Limits { entries: 2, ..Limits::default() };
                assert_eq!(unpack(&packed, few).unwrap_err(), "more than 2 entries");
            }
        }
        // In a zip, and a zip in it.
        let inner = zip(&[("b.pdf", b"%PDF-1.4")]);
        let packed = rar(
            ArchiveVersion::Rar50,
            false,
            &[(b"a.pdf", b"%PDF-1.4"), (b"in.zip", &inner)],
        );
        let members = unpack(&packed, Limits::default()).unwrap();
        assert_eq!(of(&members, "in.zip/b.pdf").state, State::Fetched);
        let members = unpack(&zip(&[("all.rar", &packed)]), Limits::default()).unwrap();
        assert_eq!(of(&members, "all.rar/a.pdf").state, State::Fetched);
        assert_eq!(of(&members, "all.rar/in.zip").state, State::Unsupported);
    }

    #[test]
    fn rar_in_pieces_and_damaged_ends_with_a_reason() {
        let long = b"%PDF-1.4 and more, and more, and more ".repeat(200);
        let packed = rar(
            ArchiveVersion::Rar50,
            false,
            &[(b"a.pdf", &long), (b"b.pdf", b"%PDF-1.5")],
        );
        for end in 0..packed.len() {
            // Whatever it is, it comes back.
            let _ = unpack(&packed[..end], Limits::default());
        }
        for at in 8..packed.len() {
            let mut changed = packed.clone();
            changed[at] ^= 0x55;
            for member in unpack(&changed, Limits::default()).unwrap_or_default() {
                let is_whole = member.bytes.as_deref() == Some(long.as_slice())
                    || member.bytes.as_deref() == Some(&b"%PDF-1.5"[..]);
                assert!(is_whole || member.bytes.is_none(), "{at}: {member:?}");
            }
        }
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
