//! `checksums.sha256`: `sha256sum -c checksums.sha256` says whether anything has changed.

use crate::error::Error;
use crate::files;
use crate::package::{DESCRIPTOR, Package};
use exporter::Unfinished;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path};

/// Name of the file.
const FILE: &str = "checksums.sha256";

/// The paths that an earlier run wrote, those inside the folder.
pub(crate) fn listed(dir: &Path) -> Vec<String> {
    let text = fs::read_to_string(dir.join(FILE)).unwrap_or_default();
    let paths = text.lines().filter_map(|line| Some(line.split_once("  ")?.1));
    let inside = |path: &&str| {
        !path.is_empty()
            && Path::new(path)
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
    };
    paths.filter(inside).map(str::to_owned).collect()
}

pub(crate) fn remove(dir: &Path) -> Result<(), Error> {
    files::remove(&dir.join(FILE))
}

/// Lists every file of the bundle: the described ones, those written now, and those of earlier
/// runs that are still there.
pub(crate) fn write(
    package: &Package,
    written: &[String],
    earlier: &[String],
    dir: &Path,
    unfinished: &Unfinished,
) -> Result<(), Error> {
    let mut paths: BTreeSet<&str> =
        package.resources.iter().map(|r| r.path.as_str()).collect();
    paths.insert(DESCRIPTOR);
    paths.extend(written.iter().map(String::as_str));
    let is_format = |path: &&str| {
        path.starts_with("parquet/")
            || matches!(
                *path,
                "gongkai.xlsx" | "gongkai.sqlite" | "metadata.json" | "changes.csv"
            )
    };
    paths.extend(earlier.iter().map(String::as_str).filter(is_format));
    let mut text = String::new();
    for path in paths {
        let place = dir.join(path);
        if place.is_file() {
            let _ = writeln!(text, "{}  {path}", sha256(&place)?);
        }
    }
    files::write(unfinished, &dir.join(FILE), text.as_bytes())
}

fn sha256(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(Error::io("open", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer).map_err(Error::io("read", path))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    Ok(hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
