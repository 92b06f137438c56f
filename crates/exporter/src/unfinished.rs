//! Temporary files, for who has to leave in a hurry.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The temporary files of a run: whoever begins one puts it on the list, whoever finishes one
/// takes it off.
#[derive(Debug, Clone, Default)]
pub struct Unfinished(Arc<Mutex<Vec<PathBuf>>>);

impl Unfinished {
    /// Removes them, and lets whoever comes to finish one wait forever: the program is about
    /// to end. Who is just finishing one is waited for.
    pub fn remove(&self) {
        let files = self.list();
        for path in files.iter() {
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(path);
        }
        std::mem::forget(files);
    }

    /// The list, for as long as a file on it is made or renamed.
    pub fn list(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes temporary files that a killed run left in a folder; nobody else may be writing to it.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = folder.read_dir() else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with('.') && name.ends_with(".part");
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(entry.path());
        }
    }
}
