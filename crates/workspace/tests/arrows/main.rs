//! The house as it is built: no circle between the files of a crate, and arrows that run one
//! way between the rooms of the parser and between the crates.
//!
//! An arrow is a path in a `use` or anywhere else: it points from the file that writes it to
//! the file that defines what it names, through whatever names it on. A parent that declares
//! a child points nowhere; one that calls it does, and then the child may not use what the
//! parent defines. Methods are not seen, and what only tests compile is left out.

mod house;
mod source;

use house::{Arrow, End, House};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The crates, lower ones first; those of one floor do not use one another.
const CRATES: [&[&str]; 6] = [
    &["extractor", "fetcher", "workspace"],
    &["parser"],
    &["exporter"],
    &["store", "publisher"],
    &["reporter"],
    &["cli", "python"],
];

/// The rooms of the parser, lower ones first; those of one floor do not use one another.
const ROOMS: [&[&str]; 9] = [
    &["disclosure"],
    &["words"],
    &["catalog"],
    &["page"],
    &["table", "form", "prose"],
    &["check"],
    &["choose", "scanned"],
    &["assemble"],
    &["lib"],
];

fn house() -> House {
    House::of(&workspace::root().join("crates"))
}

#[test]
fn no_circle_between_files() {
    let told = told_circles(&house());
    assert!(
        told.is_empty(),
        "files in a circle; what two of them need goes into a file below both:\n{told}"
    );
}

/// Circles between the files of a crate, with the arrows that make them.
fn told_circles(house: &House) -> String {
    let mut all: BTreeMap<String, Vec<Arrow>> = BTreeMap::new();
    for arrow in house.arrows() {
        all.entry(arrow.of.clone()).or_default().push(arrow);
    }
    let mut told = String::new();
    for (name, arrows) in &all {
        for circle in circles(arrows) {
            let files: Vec<&str> = circle.iter().copied().collect();
            told += &format!("\n{name}: {}\n", files.join(" ↔ "));
            for (arrow, to) in arrows.iter().filter_map(inside) {
                if circle.contains(arrow.from.as_str()) && circle.contains(to) {
                    told += &format!("    {} → {to}   {}\n", arrow.from, arrow.path);
                }
            }
        }
    }
    told
}

fn inside(arrow: &Arrow) -> Option<(&Arrow, &str)> {
    match &arrow.to {
        End::File(file) => Some((arrow, file)),
        End::Crate(_) => None,
    }
}

/// Sets of files each of which reaches all others of its set.
fn circles(arrows: &[Arrow]) -> BTreeSet<BTreeSet<&str>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (arrow, to) in arrows.iter().filter_map(inside) {
        next.entry(&arrow.from).or_default().insert(to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = next
        .keys()
        .map(|&from| {
            let mut seen = BTreeSet::new();
            let mut ahead = vec![from];
            while let Some(file) = ahead.pop() {
                for &to in next.get(file).into_iter().flatten() {
                    if seen.insert(to) {
                        ahead.push(to);
                    }
                }
            }
            (from, seen)
        })
        .collect();
    let reaches = |a: &str, b: &str| reached.get(a).is_some_and(|seen| seen.contains(b));
    let in_circle = reached.keys().filter(|file| reaches(file, file));
    in_circle
        .map(|&file| {
            let others = reached.keys().copied();
            others.filter(|other| reaches(file, other) && reaches(other, file)).collect()
        })
        .collect()
}

/// A file that no file declares is compiled by nobody, and its tests pass for ever.
#[test]
fn every_file_is_declared_by_another() {
    let crates =
        fs::read_dir(workspace::root().join("crates")).expect("there are crates");
    let mut lost = Vec::new();
    for entry in crates {
        let src = entry.expect("the folder can be read").path().join("src");
        lost.extend(undeclared(&src, &[src.join("lib.rs"), src.join("main.rs")]));
    }
    assert!(lost.is_empty(), "no `mod` declares these: {lost:#?}");
}

/// Files of a folder and below that none of the files above it declares.
fn undeclared(folder: &Path, above: &[PathBuf]) -> Vec<PathBuf> {
    let declared: String =
        above.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    let declares = |name: &str| {
        declared
            .split("mod ")
            .any(|rest| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(';')))
    };
    let mut lost = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            lost.extend(undeclared(&path, &[path.with_extension("rs")]));
        } else if path.extension().is_some_and(|end| end == "rs")
            && !above.contains(&path)
            && !declares(&name)
        {
            lost.push(path);
        }
    }
    lost
}

#[test]
fn arrows_run_down_between_rooms_of_the_parser() {
    let arrows = house().arrows().into_iter().filter(|arrow| arrow.of == "parser");
    let room = |file: &str| {
        let room = file.split('/').next().unwrap_or_default();
        room.trim_end_matches(".rs").to_owned()
    };
    let between = arrows.filter_map(|arrow| {
        let (_, to) = inside(&arrow)?;
        Some((room(&arrow.from), room(to), arrow))
    });
    run_down("room", &ROOMS, between);
}

#[test]
fn arrows_run_down_between_crates() {
    let house = house();
    for name in house.crates() {
        assert!(
            floor(&CRATES, name).is_some(),
            "the crate {name} has no floor in {CRATES:?}"
        );
    }
    let between = house.arrows().into_iter().filter_map(|arrow| match arrow.to.clone() {
        End::Crate(to) => Some((arrow.of.clone(), to, arrow)),
        End::File(_) => None,
    });
    run_down("crate", &CRATES, between);
}

fn floor(floors: &[&[&str]], name: &str) -> Option<usize> {
    floors.iter().position(|floor| floor.contains(&name))
}

fn run_down(
    what: &str,
    floors: &[&[&str]],
    arrows: impl Iterator<Item = (String, String, Arrow)>,
) {
    let mut told = String::new();
    for (from, to, arrow) in arrows.filter(|(from, to, _)| from != to) {
        let floor = |name: &str| {
            floor(floors, name).unwrap_or_else(|| {
                panic!("the {what} {name} has no floor: say in this test where it stands")
            })
        };
        if floor(&from) <= floor(&to) {
            told += &format!("    {from} → {to}   {}: {}\n", arrow.from, arrow.path);
        }
    }
    assert!(told.is_empty(), "arrows that do not run down to a lower {what}:\n{told}");
}

/// What the other tests rely on: arrows are seen however they are written, and only those.
#[test]
fn planted_arrows_are_seen() {
    let crates = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted");
    let files = [
        ("a/src/lib.rs", "mod one; mod two; mod three; pub use one::Noun;"),
        // A circle over a name that the root hands on, and a macro.
        ("a/src/one.rs", "pub struct Noun; fn f() { println!(\"{}\", crate::two::N); }"),
        (
            "a/src/two.rs",
            "use super::{Noun, three as other}; pub const N: usize = other::M;",
        ),
        // A path in text, a test and the visibility of an item are no arrows.
        (
            "a/src/three.rs",
            "//! [`crate::one`]\npub const M: usize = 1; pub(in crate::two) fn f() {}\n\
             #[cfg(test)] mod tests { use crate::one::Noun; }",
        ),
        // A child that uses its parent, which calls it; one that is only declared.
        ("b/src/lib.rs", "mod child; mod calm; fn f() { child::g(); } struct Noun;"),
        ("b/src/child.rs", "use super::*; pub fn g() { let _ = a::Noun; }"),
        ("b/src/calm.rs", "use super::Noun;"),
    ];
    for (file, text) in files {
        let path = crates.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, text).expect("the file is written");
    }
    let house = House::of(&crates);
    let told = told_circles(&house);
    let circles: Vec<&str> = told.lines().filter(|line| line.contains('↔')).collect();
    assert_eq!(circles, ["a: one.rs ↔ two.rs", "b: child.rs ↔ lib.rs"], "{told}");
    let crate_arrows = house.arrows();
    let to_a = crate_arrows.iter().filter(|arrow| arrow.to == End::Crate("a".to_owned()));
    assert_eq!(to_a.map(|arrow| arrow.from.as_str()).collect::<Vec<_>>(), ["child.rs"]);
}
