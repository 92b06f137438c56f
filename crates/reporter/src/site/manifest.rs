//! The list of files that a report wrote, so that the next one in the same folder takes away
//! those that it does not write again, and nothing else.

use crate::error::Error;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

/// The file that lists the others, one a line.
const NAME: &str = "report-files.txt";

/// What the report that stands in a folder wrote; nothing where there is none.
pub(super) fn of(folder: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(folder.join(NAME)).unwrap_or_default();
    text.lines().filter(|name| is_below(name)).map(str::to_owned).collect()
}

/// Whether a name stays inside the folder: a list may have been edited.
fn is_below(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Takes away what the report before wrote and this one did not, and keeps the list of this one.
pub(super) fn replace(
    folder: &Path,
    before: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> Result<(), Error> {
    for name in before.difference(now) {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Error::io("remove", &path)(error));
            }
            _ => {}
        }
    }
    let mut text = String::new();
    for name in now {
        text.push_str(name);
        text.push('\n');
    }
    let path = folder.join(NAME);
    fs::write(&path, text).map_err(Error::io("write", &path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_only_what_is_below() {
        for (name, expected) in [
            ("index.html", true),
            ("d/a.html", true),
            ("../a", false),
            ("d/../../a", false),
            ("/etc/hosts", false),
            ("", false),
        ] {
            assert_eq!(is_below(name), expected, "{name}");
        }
    }
}
