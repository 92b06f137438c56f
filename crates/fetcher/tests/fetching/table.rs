//! The table of quirks in the README names every test here, and no other.

use std::collections::BTreeSet;

const SOURCES: [&str; 6] = [
    include_str!("pages.rs"),
    include_str!("conduct.rs"),
    include_str!("documents.rs"),
    include_str!("damage.rs"),
    include_str!("thousand.rs"),
    include_str!("tls.rs"),
];

#[test]
fn quirks_in_the_readme_are_tested() {
    let mut tests = BTreeSet::new();
    for source in SOURCES {
        for part in source.split("#[test]\n").skip(1) {
            let name = part.split("fn ").nth(1).unwrap();
            tests.insert(name.split('(').next().unwrap());
        }
    }
    let readme = include_str!("../../README.md");
    let rows =
        readme.lines().filter_map(|line| line.strip_suffix("` |")?.rsplit_once('`'));
    let named: BTreeSet<&str> = rows.map(|(_, test)| test).collect();
    let missing: Vec<_> = tests.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&tests).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not in it: {missing:?}; only there: {unknown:?}"
    );
}
