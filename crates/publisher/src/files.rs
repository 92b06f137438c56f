//! Files that appear when they are complete: written beside their place, then renamed.

use crate::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Temporary files of a run, for who has to leave in a hurry.
#[derive(Debug, Clone, Default)]
pub struct Unfinished(Arc<Mutex<Vec<PathBuf>>>);

impl Unfinished {
    /// Removes them, and lets whoever comes to finish one wait forever: the program is about
    /// to end.
    pub fn remove(&self) {
        let files = self.list();
        for path in files.iter() {
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(path);
        }
        std::mem::forget(files);
    }

    fn list(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a temporary file for a place, making the folders above it.
    pub(crate) fn file(&self, path: &Path) -> Result<Part, Error> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.part"));
        let mut list = self.list();
        // What a killed run left may be longer than what comes.
        let _ = fs::remove_file(&temporary);
        list.push(temporary.clone());
        drop(list);
        Ok(Part {
            temporary,
            path: path.to_owned(),
            unfinished: self.clone(),
            is_done: false,
        })
    }

    /// Writes a small file whole.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let part = self.file(path)?;
        let mut file = part.create()?;
        file.write_all(bytes).map_err(Error::io("write", path))?;
        drop(file.into_inner().map_err(|e| Error::io("write", path)(e.into_error()))?);
        part.finish()
    }
}

/// A file that is being written; dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Part {
    temporary: PathBuf,
    path: PathBuf,
    unfinished: Unfinished,
    is_done: bool,
}

impl Part {
    /// Where it is written to.
    pub(crate) fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Opens it.
    pub(crate) fn create(&self) -> Result<BufWriter<File>, Error> {
        let file =
            File::create(&self.temporary).map_err(Error::io("make", &self.temporary))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Gives it its name; whatever wrote it has been closed.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        let file = File::open(&self.temporary).map_err(Error::io("read", &self.path))?;
        // A full disk may only be noticed here.
        match file.sync_all() {
            Err(e) if e.kind() != std::io::ErrorKind::InvalidInput => {
                return Err(Error::io("write", &self.path)(e));
            }
            _ => {}
        }
        let mut list = self.unfinished.list();
        fs::rename(&self.temporary, &self.path)
            .map_err(Error::io("rename to", &self.path))?;
        list.retain(|path| *path != self.temporary);
        drop(list);
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = fs::remove_file(&self.temporary);
            self.unfinished.list().retain(|path| *path != self.temporary);
        }
    }
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", path)(e))
        }
        _ => Ok(()),
    }
}
