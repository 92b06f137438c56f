//! What the user named → files to read, in a stable order.

use crate::exit::Usage;
use extractor::SourceKind;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::FileType;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name relative to what the user gave, with `/`.
    pub(crate) name: String,
    /// What to do with it.
    pub(crate) task: Task,
}

impl Input {
    /// Whether it is a name of nothing.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.task, Task::Report { code: CANNOT_OPEN, .. })
            && !self.path.exists()
            && !self.path.is_symlink()
    }
}

/// What to do with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// Read it.
    Read(SourceKind),
    /// Say that there is nothing to read.
    Report {
        /// Code of the diagnostic.
        code: &'static str,
        /// What is wrong.
        reason: String,
        /// What to try.
        hint: &'static str,
    },
}

/// Endings of the files that are read when they are found in a folder.
const READ: &[&str] = &["pdf", "png", "jpg", "jpeg", "tif", "tiff"];

pub(crate) const NO_PDFS: &str = "no-pdfs";
pub(crate) const CANNOT_OPEN: &str = "cannot-open";

/// Expands files, folders, globs and `-`.
///
/// A file that is named twice is read once. What cannot be found stays in the list, so
/// that it gets its row in the output.
pub(crate) fn expand(given: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for path in given {
        if path.as_os_str() == "-" {
            for path in list_on_stdin()? {
                add(&path, &mut inputs);
            }
        } else {
            add(path, &mut inputs);
        }
    }
    if inputs.is_empty() {
        let hint = "give one path per line, or name files on the command line";
        return Err(Usage::new("the list on stdin is empty", hint).into());
    }
    let mut seen = HashSet::new();
    inputs.retain(|input| {
        let path = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
        seen.insert(path)
    });
    Ok(inputs)
}

fn add(path: &Path, inputs: &mut Vec<Input>) {
    if path.is_dir() {
        add_folder(path, inputs);
    } else if !path.exists() && is_glob(path) {
        add_glob(path, inputs);
    } else {
        inputs.push(file(path, base_name(path)));
    }
}

fn add_folder(folder: &Path, inputs: &mut Vec<Input>) {
    let mut files = Vec::new();
    let mut closed = Vec::new();
    walk(folder, &mut files, &mut closed);
    files.sort();
    let nothing = files.is_empty() && closed.is_empty();
    inputs.extend(files.into_iter().map(|path| {
        let name = relative_name(&path, folder);
        file(&path, name)
    }));
    inputs.extend(closed.into_iter().map(|(path, error)| {
        let name =
            if path == folder { base_name(folder) } else { relative_name(&path, folder) };
        Input { name, path, task: cannot_open(&error) }
    }));
    if nothing {
        inputs.push(Input {
            path: folder.to_owned(),
            name: base_name(folder),
            task: Task::Report {
                code: NO_PDFS,
                reason: "there are no PDFs and no pictures in the folder".into(),
                hint: "check the path; files of other kinds are only read when named",
            },
        });
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, closed: &mut Vec<(PathBuf, io::Error)>) {
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) => {
            closed.push((folder.to_owned(), error));
            return;
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link to a folder may lead back here: only folders themselves are entered.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if hidden {
            continue;
        }
        if is_folder {
            walk(&path, files, closed);
        } else if has_extension(&path, READ) && !path.is_dir() {
            // Links to nothing and pipes too: they get a row that says so.
            files.push(path);
        }
    }
}

fn add_glob(pattern: &Path, inputs: &mut Vec<Input>) {
    let found: Vec<PathBuf> = pattern
        .to_str()
        .and_then(|pattern| glob::glob(pattern).ok())
        .map(|paths| paths.flatten().collect())
        .unwrap_or_default();
    if found.is_empty() {
        inputs.push(Input {
            path: pattern.to_owned(),
            name: pattern.to_string_lossy().into_owned(),
            task: Task::Report {
                code: NO_PDFS,
                reason: "no file matches the pattern".into(),
                hint: "check the pattern; ** crosses folders, * does not",
            },
        });
    }
    for path in found {
        if path.is_dir() {
            add_folder(&path, inputs);
        } else {
            inputs.push(file(&path, base_name(&path)));
        }
    }
}

fn file(path: &Path, name: String) -> Input {
    let task = match regular(path) {
        Ok(()) => Task::Read(source_kind(path)),
        Err(error) => cannot_open(&error),
    };
    Input { path: path.to_owned(), name, task }
}

/// An error where there is no regular file: a pipe would be waited for, and a device has no
/// end.
pub(crate) fn regular(path: &Path) -> io::Result<()> {
    let found = match path.metadata() {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
            return Err(io::Error::new(error.kind(), "it is a link to nothing"));
        }
        Err(error) => return Err(error),
    };
    let kind = found.file_type();
    if kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    match what_else(kind) {
        None => Ok(()),
        Some(what) => {
            let message = format!("it is {what}, and only files are read");
            Err(io::Error::new(io::ErrorKind::InvalidInput, message))
        }
    }
}

/// What something is that is no regular file.
fn what_else(kind: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let special = [
            (kind.is_fifo(), "a pipe"),
            (kind.is_socket(), "a socket"),
            (kind.is_char_device() || kind.is_block_device(), "a device"),
        ];
        if let Some((_, what)) = special.into_iter().find(|(is, _)| *is) {
            return Some(what);
        }
    }
    (!kind.is_file()).then_some("something else")
}

/// Which kind of file a name promises; anything unknown is tried as a PDF.
pub(crate) fn source_kind(path: &Path) -> SourceKind {
    if has_extension(path, &["txt"]) {
        SourceKind::Text
    } else if has_extension(path, &["png", "jpg", "jpeg", "tif", "tiff"]) {
        SourceKind::Image
    } else {
        SourceKind::Pdf
    }
}

/// The task of a path that the system does not let us open.
pub(crate) fn cannot_open(error: &io::Error) -> Task {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::IsADirectory => "name a file in it",
        io::ErrorKind::InvalidInput => "copy what it gives to a file and read that",
        io::ErrorKind::PermissionDenied => "check the rights of the file",
        _ => "check that the file can be opened by other programs",
    };
    Task::Report { code: CANNOT_OPEN, reason: format!("cannot open it: {error}"), hint }
}

/// Paths on lines of their own, whatever their bytes: those of a file's name are what they
/// are.
fn list_on_stdin() -> anyhow::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let list = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    // `find -print0` parts paths by NUL.
    Ok(list
        .split(|byte| matches!(byte, b'\n' | b'\0'))
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.trim_ascii().is_empty())
        .map(path_of)
        .collect())
}

#[cfg(unix)]
fn path_of(line: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(line).into()
}

/// Where names are no bytes, one that is no UTF-8 is the name of no file.
#[cfg(not(unix))]
fn path_of(line: &[u8]) -> PathBuf {
    String::from_utf8_lossy(line).into_owned().into()
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    path.extension()
        .and_then(OsStr::to_str)
        .is_some_and(|found| wanted.iter().any(|w| found.eq_ignore_ascii_case(w)))
}

pub(crate) fn base_name(path: &Path) -> String {
    let path = if path.file_name().is_none() {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    };
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn relative_name(path: &Path, folder: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> =
        path.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
