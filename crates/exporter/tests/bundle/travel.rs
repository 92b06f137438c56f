//! Rendered documents that went through bytes, or got another provenance.

use crate::made::{disclosure, document, page, picture};
use crate::{failure, files, input};
use exporter::rendered::Unusable;
use exporter::{
    Bundle, Change, ChangeKind, ChangeReason, Input, Options, Outcome, Provenance,
    Rendered, render,
};
use extractor::SourceKind;
use std::fs;
use std::path::{Path, PathBuf};

const CONTACTS: Options =
    Options { no_bom: false, contacts: true, chinese_headings: false };

/// A made document, one that failed and one that could not be opened.
fn made() -> Vec<Rendered> {
    let read = document(1, vec![page(1), page(2), picture(3)]);
    let says = disclosure();
    let failure = failure();
    let sha256 = exporter::sha256(b"x");
    [
        Outcome::Read { document: &read, disclosure: &says },
        Outcome::Failed { sha256: &sha256, byte_size: 1, failure: &failure },
        Outcome::Unreadable(&failure),
    ]
    .map(|outcome| render(&input("=部门, \"x\".pdf", outcome), CONTACTS))
    .into()
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

#[test]
fn bytes_hold_all_of_it() {
    for rendered in made() {
        let again = Rendered::from_bytes(&rendered.to_bytes());
        assert_eq!(again.as_ref(), Ok(&rendered));
        assert_eq!(again.expect("read").doc_id(), rendered.doc_id());
    }
}

#[test]
fn other_bytes_are_refused() {
    for rendered in made() {
        let bytes = rendered.to_bytes();
        for end in [0, 7, 8, 23, 24, bytes.len() / 2, bytes.len() - 1] {
            assert_eq!(Rendered::from_bytes(&bytes[..end]), Err(Unusable::Damaged));
        }
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x40;
            let expected = if (7..16).contains(&at) {
                Unusable::OtherVersion
            } else {
                Unusable::Damaged
            };
            assert_eq!(Rendered::from_bytes(&changed), Err(expected), "at {at}");
        }
        let longer = [bytes.as_slice(), b"\0"].concat();
        assert_eq!(Rendered::from_bytes(&longer), Err(Unusable::Damaged));
    }
}

const PLACES: [(&str, &str, &str); 4] = [
    ("a.pdf", "", ""),
    ("=b,\"c\".pdf", "https://example.org/a,b.pdf", "2025-08-02T10:00:00Z"),
    ("c/d.pdf", "https://example.org/决算.pdf", ""),
    ("c/d.pdf", "-x", "2025"),
];

/// Every way from one provenance to another ends where a fresh rendering does.
fn moves_like_fresh(outcome: Outcome<'_>, options: Options) {
    let fresh = |(file_name, source_url, retrieved_at)| {
        render(&Input { file_name, source_url, retrieved_at, outcome }, options)
    };
    for from in PLACES {
        for to in PLACES {
            let (file_name, source_url, retrieved_at) = to;
            let place = Provenance {
                file_name,
                source_url,
                retrieved_at,
                ..Provenance::default()
            };
            let moved = fresh(from).at(&place);
            assert!(moved == fresh(to), "from {from:?} to {to:?}");
        }
    }
}

#[test]
fn another_provenance_is_as_if_read_again() {
    let read = document(1, vec![page(1), page(2), picture(3)]);
    let says = disclosure();
    let failure = failure();
    let sha256 = exporter::sha256(b"x");
    moves_like_fresh(Outcome::Read { document: &read, disclosure: &says }, CONTACTS);
    moves_like_fresh(Outcome::Unreadable(&failure), CONTACTS);
    let failed = Outcome::Failed { sha256: &sha256, byte_size: 1, failure: &failure };
    moves_like_fresh(failed, CONTACTS);
}

#[test]
fn another_provenance_of_real_documents() {
    for (name, kind) in [
        ("guangxi-transport-2023.pdf", SourceKind::Pdf),
        ("merged-bureaus-2020.pdf", SourceKind::Pdf),
        ("seed-police-devzone-2024.txt", SourceKind::Text),
    ] {
        let bytes = fs::read(sample(name)).expect("the sample");
        let document = extractor::read(bytes, kind).expect("readable");
        let disclosure = parser::parse(&document);
        let outcome = Outcome::Read { document: &document, disclosure: &disclosure };
        moves_like_fresh(outcome, Options::default());
    }
}

#[test]
fn the_folder_is_the_same() {
    let write = |dir: &Path, travels: bool| {
        let mut bundle = Bundle::create(dir, CONTACTS).expect("a folder");
        for rendered in made() {
            let rendered = match travels {
                true => Rendered::from_bytes(&rendered.to_bytes()).expect("read"),
                false => rendered,
            };
            bundle.write(&rendered).expect("written");
        }
        bundle.finish().expect("finished");
    };
    let (here, there) = (tempfile::tempdir(), tempfile::tempdir());
    let (here, there) = (here.expect("a folder"), there.expect("a folder"));
    write(here.path(), false);
    write(there.path(), true);
    let [here, there] = [here.path(), there.path()].map(files);
    assert_eq!(here.len(), there.len());
    for (one, other) in here.iter().zip(&there) {
        assert_eq!(fs::read(one).expect("readable"), fs::read(other).expect("readable"));
    }
}

#[test]
fn how_a_document_stands_is_in_its_row_alone() {
    let read = made().remove(0);
    let before = read.fingerprint();
    let place = Provenance {
        file_name: "=部门, \"x\".pdf",
        source_url: "https://example.org/决算.pdf",
        state: "gone",
        replaces: "d0123456789abcdef",
        link_label: "某局决算 联系电话13800000000",
        article_url: "https://example.org/1.html",
        source_name: "county",
        source_department: "某局",
        source_year: "2023",
        ..Provenance::default()
    };
    let facts = read.rows("facts").to_owned();
    let moved = read.at(&place);
    let row = String::from_utf8(moved.rows("documents").to_vec()).expect("text");
    assert!(row.contains(",gone,d0123456789abcdef,某局决算 "), "{row}");
    assert!(row.contains(",https://example.org/1.html,county,某局,2023\r\n"), "{row}");
    assert!(!row.contains("13800000000"), "{row}");
    assert!(moved.rows("facts") == facts);
    assert_ne!(moved.fingerprint(), before);
    assert!(moved.clone().at(&place) == moved);
}

#[test]
fn changes_are_a_file_of_exports_that_say_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let change = Change {
        doc_id: "d0123456789abcdef".into(),
        kind: ChangeKind::Replaced,
        replaces: vec!["d1111111111111111".into(), "d2222222222222222".into()],
        reason: ChangeReason::NewVersion,
        source_url: "https://example.org/a.pdf".into(),
    };
    let mut bundle = Bundle::create(dir.path(), Options::default()).expect("a folder");
    bundle.changes(vec![change]);
    bundle.finish().expect("written");
    let text = fs::read_to_string(dir.path().join("changes.csv")).expect("written");
    assert_eq!(
        text,
        "\u{feff}doc_id,change,replaces,reason,source_url\r\n\
         d0123456789abcdef,replaced,d1111111111111111;d2222222222222222,new_version,\
         https://example.org/a.pdf\r\n"
    );
    let described = || fs::read_to_string(dir.path().join("datapackage.json"));
    assert!(described().expect("written").contains("\"changes.csv\""));
    // A bundle that says none leaves none of an earlier one.
    let bundle = Bundle::create(dir.path(), Options::default()).expect("a folder");
    bundle.finish().expect("written");
    assert!(!dir.path().join("changes.csv").exists());
    assert!(!described().expect("written").contains("changes.csv"));
}
