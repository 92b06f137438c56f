//! The output folder: documents come in order, files appear when all are complete.

pub use crate::options::Options;
pub use crate::rendered::Stats;

use crate::batch::Batch;
use crate::changes::{self, Change};
use crate::csv::{BOM, write_header};
use crate::package;
use crate::records::{self, Content, Input, Outcome};
use crate::rendered::{Body, Rendered, Rows, layout};
use crate::schema;
use crate::unfinished::{self, Unfinished};
use crate::wide::{self, Wide};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why the output could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder or a file in it cannot be made, written or renamed.
    #[error("cannot {what} 「{}」: {source}", path.display())]
    Io {
        /// The verb.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another run writes to the same folder.
    #[error("another run is writing to 「{}」", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
}

impl Error {
    /// What to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::Io { .. } => {
                "free some space, check the rights, or give another folder with --out"
            }
            Error::Locked { .. } => "wait for it, or give another folder with --out",
        }
    }
}

/// What became of a document when its turn came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Its rows were appended.
    New,
    /// It has the bytes of an earlier input, named here.
    DuplicateOf(String),
}

/// The files of one run.
///
/// They are written under temporary names and renamed by [`Bundle::finish`]; a bundle
/// that is dropped before leaves the folder as it was.
#[derive(Debug)]
pub struct Bundle {
    dir: PathBuf,
    options: Options,
    files: Vec<Part>,
    unfinished: Unfinished,
    seen: HashMap<String, Box<str>>,
    batch: Batch,
    changes: Option<Vec<Change>>,
    finished: bool,
    /// Held until the end of the run.
    _lock: Option<File>,
}

#[derive(Debug)]
struct Part {
    temporary: PathBuf,
    path: PathBuf,
    writer: BufWriter<File>,
    has_rows: bool,
}

impl Bundle {
    /// Opens a folder, making it if need be.
    pub fn create(dir: &Path, options: Options) -> Result<Bundle, Error> {
        let wide_dir = dir.join("wide");
        fs::create_dir_all(&wide_dir).map_err(io_error("make", &wide_dir))?;
        let lock = lock(dir)?;
        if lock.is_some() {
            [dir, &wide_dir].into_iter().for_each(unfinished::sweep);
        }
        let mut bundle = Bundle {
            dir: dir.to_owned(),
            options,
            files: Vec::new(),
            unfinished: Unfinished::default(),
            seen: HashMap::new(),
            batch: Batch::default(),
            changes: None,
            finished: false,
            _lock: lock,
        };
        for (path, fields) in layout(options) {
            let mut header = Vec::new();
            if !options.no_bom {
                header.extend_from_slice(BOM);
            }
            write_header(&mut header, &fields);
            let part = bundle.open(&path)?;
            part.write(&header)?;
        }
        Ok(bundle)
    }

    fn open(&mut self, path: &str) -> Result<&mut Part, Error> {
        let path = self.dir.join(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.part"));
        let mut unfinished = self.unfinished.list();
        let file = File::create(&temporary).map_err(io_error("make", &temporary))?;
        unfinished.push(temporary.clone());
        drop(unfinished);
        self.files.push(Part {
            temporary,
            path,
            writer: BufWriter::new(file),
            has_rows: false,
        });
        let last = self.files.len() - 1;
        Ok(&mut self.files[last])
    }

    /// What to remove should the program have to end before [`Bundle::finish`] or a drop.
    pub fn unfinished(&self) -> Unfinished {
        self.unfinished.clone()
    }

    /// Appends one document; the order of calls is the order of the output.
    pub fn write(&mut self, rendered: &Rendered) -> Result<Written, Error> {
        match &rendered.body {
            Body::Rows(files) => {
                if let Some(first) = self.seen.get(&rendered.doc_id) {
                    let first = first.to_string();
                    let mut rows = Rows::new(self.options);
                    records::write_duplicate(
                        &rendered.doc_id,
                        &rendered.file_name,
                        &first,
                        &mut rows,
                    );
                    self.append(&rows.files)?;
                    return Ok(Written::DuplicateOf(first));
                }
                self.remember(&rendered.doc_id, &rendered.file_name);
                self.append(files)?;
                self.batch.add(&rendered.summary);
            }
            Body::Unreadable(failure) => {
                let mut doc_id = rendered.doc_id.clone();
                let mut count = 1;
                while self.seen.contains_key(&doc_id) {
                    count += 1;
                    doc_id = format!("{}-{count}", rendered.doc_id);
                }
                self.remember(&doc_id, &rendered.file_name);
                let input = Input {
                    file_name: &rendered.file_name,
                    source_url: &rendered.source_url,
                    retrieved_at: &rendered.retrieved_at,
                    outcome: Outcome::Unreadable(failure),
                };
                let mut rows = Rows::new(self.options);
                records::write(&input, &doc_id, Content::default(), &mut rows);
                self.append(&rows.files)?;
            }
        }
        Ok(Written::New)
    }

    /// Says what differs from the export before: `changes.csv` is written, whether or not
    /// there is anything to say.
    pub fn changes(&mut self, changes: Vec<Change>) {
        self.changes = Some(changes);
    }

    fn remember(&mut self, doc_id: &str, file_name: &str) {
        self.seen.insert(doc_id.to_owned(), file_name.into());
    }

    fn append<B: AsRef<[u8]>>(&mut self, files: &[B]) -> Result<(), Error> {
        for (part, bytes) in self.files.iter_mut().zip(files) {
            part.has_rows |= !bytes.as_ref().is_empty();
            part.write(bytes.as_ref())?;
        }
        Ok(())
    }

    /// Makes the last pass over all documents, completes all files, gives them their names
    /// and describes them; returns what the last pass contributed.
    pub fn finish(mut self) -> Result<Stats, Error> {
        let late = std::mem::take(&mut self.batch).finish();
        let mut rows = Rows::new(self.options);
        records::write_late(&late, &mut rows);
        rows.stats.findings = late.iter().filter(|check| check.is_violation()).count();
        self.append(&rows.files)?;
        let (kept, mut empty) = self.leave_out_empty();
        let has_lines = |file: &Wide| kept.contains(&file.table);
        let mut descriptor = package::descriptor(self.options, has_lines);
        for relation in schema::changes() {
            match self.changes.take() {
                Some(changes) => {
                    let mut bytes = Vec::new();
                    if !self.options.no_bom {
                        bytes.extend_from_slice(BOM);
                    }
                    changes::write(&changes, &relation.fields, &mut bytes);
                    self.open(&relation.path())?.write(&bytes)?;
                    if let Some(all) = descriptor["resources"].as_array_mut() {
                        all.push(package::of_view(relation));
                    }
                }
                None => empty.push(self.dir.join(relation.path())),
            }
        }
        let mut text = serde_json::to_string_pretty(&descriptor).unwrap_or_default();
        text.push('\n');
        let part = self.open("datapackage.json")?;
        part.write(text.as_bytes())?;
        for part in &mut self.files {
            part.writer.flush().map_err(io_error("write", &part.path))?;
            // A full disk may only be noticed here.
            match part.writer.get_ref().sync_all() {
                Err(e) if e.kind() != io::ErrorKind::InvalidInput => {
                    return Err(io_error("write", &part.path)(e));
                }
                _ => {}
            }
        }
        let mut unfinished = self.unfinished.list();
        for part in &self.files {
            fs::rename(&part.temporary, &part.path)
                .map_err(io_error("rename to", &part.path))?;
        }
        unfinished.clear();
        drop(unfinished);
        self.finished = true;
        // Those of an earlier run.
        for path in &empty {
            match fs::remove_file(path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => {
                    return Err(io_error("remove", path)(e));
                }
                _ => {}
            }
        }
        // Only where nothing is in it.
        let _ = fs::remove_dir(self.dir.join("wide"));
        Ok(rows.stats)
    }

    /// Drops the wide files without lines; returns the tables of the others, and the places of
    /// those. Relations are written even if they are empty.
    fn leave_out_empty(&mut self) -> (Vec<&'static str>, Vec<PathBuf>) {
        let parts = self.files.split_off(schema::relations().len());
        let (mut kept, mut empty) = (Vec::new(), Vec::new());
        for (part, file) in parts.into_iter().zip(wide::files()) {
            if part.has_rows {
                kept.push(file.table);
                self.files.push(part);
                continue;
            }
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(&part.temporary);
            empty.push(part.path);
        }
        (kept, empty)
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        if !self.finished {
            for part in &self.files {
                // Nothing can be done about a file that will not go.
                let _ = fs::remove_file(&part.temporary);
            }
            // Only where nothing is in it.
            let _ = fs::remove_dir(self.dir.join("wide"));
        }
    }
}

impl Part {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(io_error("write", &self.path))
    }
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { what, path, source }
}

/// Keeps other runs from writing to a folder for as long as the file is held.
///
/// The folder itself is the lock, so that no file is left behind; systems that cannot open a
/// folder do without. An error says that another run holds it.
pub fn lock(dir: &Path) -> Result<Option<File>, Error> {
    let Ok(file) = File::open(dir) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { path: dir.to_owned() }),
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}
