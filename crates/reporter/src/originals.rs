//! The files that a bundle was read from, found again by their content.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Folders within folders are looked into so deep.
const DEPTH: usize = 12;

/// Where the files that a bundle was read from may be.
#[derive(Debug, Default)]
pub(crate) struct Originals {
    folders: Vec<PathBuf>,
    /// Files by their length: only those of the right length are hashed.
    by_size: BTreeMap<u64, Vec<PathBuf>>,
}

impl Originals {
    /// Looks into files and folders; in those beside the bundle only for the names it has.
    pub(crate) fn of(places: &[PathBuf], beside: &[PathBuf]) -> Originals {
        let folders = [places, beside].concat();
        let mut originals = Originals { folders, by_size: BTreeMap::new() };
        for place in places {
            originals.walk(place, 0);
        }
        for files in originals.by_size.values_mut() {
            files.sort();
            files.dedup();
        }
        originals
    }

    fn walk(&mut self, path: &Path, depth: usize) {
        let Ok(data) = fs::metadata(path) else { return };
        if data.is_file() {
            self.by_size.entry(data.len()).or_default().push(path.to_owned());
            return;
        }
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        for entry in entries.filter(|_| depth < DEPTH) {
            // A link to a folder may lead back here.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if !(is_link && entry.path().is_dir()) {
                self.walk(&entry.path(), depth + 1);
            }
        }
    }

    /// The file of a document: the one whose bytes have its hash.
    pub(crate) fn find(
        &self,
        file_name: &str,
        byte_size: u64,
        sha256: &str,
    ) -> Option<PathBuf> {
        let named = self.folders.iter().map(|folder| folder.join(file_name));
        let alike = self.by_size.get(&byte_size).into_iter().flatten().cloned();
        named.chain(alike).find(|path| {
            let has_size =
                fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() == byte_size);
            has_size
                && File::open(path)
                    .ok()
                    .and_then(|file| exporter::sha256_of(file).ok())
                    .is_some_and(|(found, _)| found == sha256)
        })
    }
}
