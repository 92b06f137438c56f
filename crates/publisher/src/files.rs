//! Files that appear when they are complete: written beside their place, then renamed.

use crate::error::Error;
use exporter::Unfinished;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Opens a temporary file for a place, making the folders above it.
pub(crate) fn part(unfinished: &Unfinished, path: &Path) -> Result<Part, Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.part"));
    let mut list = unfinished.list();
    // What a killed run left may be longer than what comes.
    let _ = fs::remove_file(&temporary);
    list.push(temporary.clone());
    drop(list);
    let (path, unfinished) = (path.to_owned(), unfinished.clone());
    Ok(Part { temporary, path, unfinished, is_done: false })
}

/// Writes a small file whole.
pub(crate) fn write(
    unfinished: &Unfinished,
    path: &Path,
    bytes: &[u8],
) -> Result<(), Error> {
    let part = part(unfinished, path)?;
    let mut file = part.create()?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    drop(file.into_inner().map_err(|e| Error::io("write", path)(e.into_error()))?);
    part.finish()
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
