//! The folder of a store: names, files that appear whole or not at all.

use crate::error::Error;
use crate::names::{DOCUMENTS, PAGES};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What the folder is, for whoever finds it.
const README: &str = "README.txt";
/// How the names of files begin that are not complete yet.
pub(crate) const INCOMING: &str = ".incoming-";

const ABOUT: &str = "\
A store of budget disclosures, made by `gongkai ingest` or `gongkai fetch`.

catalog.sqlite   what was brought, when and from where (captures, documents), what was read
                 of it (extractions, renderings, checks), and which run did it (runs)
documents/       the documents as they came; the name is the SHA-256 of the bytes
pages/           pages that led to them, and parts of files that broke off, likewise
exports/         which documents the last exports had, for changes.csv of the next one
run.json         the last run; heartbeat.json: a run that works; lock: held while it works

`gongkai status --store DIR` counts, `gongkai export --store DIR --out OUT` writes tables,
`gongkai verify --store DIR` checks all of it. To move or back up a store, copy the folder
while no run works on it.
";

/// Makes the folder and what must be in it.
pub(crate) fn make(dir: &Path) -> Result<(), Error> {
    let documents = dir.join(DOCUMENTS);
    fs::create_dir_all(&documents).map_err(Error::io("make", &documents))?;
    let about = dir.join(README);
    if about.exists() { Ok(()) } else { replace(&about, ABOUT.as_bytes()) }
}

/// Removes what runs left that did not end.
pub(crate) fn sweep(dir: &Path) -> Result<usize, Error> {
    let mut swept = 0;
    for folder in [dir.to_owned(), dir.join(DOCUMENTS)] {
        let entries = fs::read_dir(&folder).map_err(Error::io("list", &folder))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(INCOMING) {
                let path = entry.path();
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
                swept += 1;
            }
        }
    }
    Ok(swept)
}

/// Writes a file under another name, completely, and gives it its own: whoever sees the name
/// sees all of the bytes.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = incoming(folder)?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    keep(file, path)
}

/// Where a document lies, relative to the folder of the store.
pub(crate) fn document(sha256: &str, kind: &str) -> PathBuf {
    let shelf = sha256.get(..2).unwrap_or("00");
    [DOCUMENTS, shelf, &format!("{sha256}.{kind}")].iter().collect()
}

/// Where a page lies, relative to the folder of the store.
pub(crate) fn page(sha256: &str) -> PathBuf {
    let shelf = sha256.get(..2).unwrap_or("00");
    [PAGES, shelf, sha256].iter().collect()
}

/// SHA-256 and length of a file.
pub(crate) fn digest(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        length += n as u64;
        hasher.update(&buffer[..n]);
    }
    Ok((hex(&hasher.finalize()), length))
}

/// What became of bytes that were put on their shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// They were not there before.
    New,
    /// They were there.
    There,
    /// Other bytes were in their place, which are gone now.
    Healed,
}

/// Puts bytes on their shelf; whoever sees the name sees all of them, after a power cut too.
/// A file that has the name and other bytes was damaged, and is written again.
pub(crate) fn shelve(
    dir: &Path,
    name: &Path,
    sha256: &str,
    bytes: &[u8],
) -> Result<Put, Error> {
    let path = dir.join(name);
    let put = match fs::metadata(&path) {
        Ok(found) if found.len() == bytes.len() as u64 && holds(&path, sha256) => {
            return Ok(Put::There);
        }
        Ok(_) => Put::Healed,
        Err(_) => Put::New,
    };
    let folder = path.parent().unwrap_or(dir);
    fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    let mut file = incoming(&dir.join(DOCUMENTS))?;
    file.write_all(bytes).map_err(Error::io("write", &path))?;
    keep(file, &path)?;
    Ok(put)
}

/// Whether a file has the bytes with a hash; one that cannot be read has not.
fn holds(path: &Path, sha256: &str) -> bool {
    digest(path).is_ok_and(|(hash, _)| hash == sha256)
}

fn incoming(folder: &Path) -> Result<tempfile::NamedTempFile, Error> {
    tempfile::Builder::new()
        .prefix(INCOMING)
        .tempfile_in(folder)
        .map_err(Error::io("make a file in", folder))
}

fn keep(file: tempfile::NamedTempFile, path: &Path) -> Result<(), Error> {
    // A full disk may only be noticed here.
    file.as_file().sync_all().map_err(Error::io("write", path))?;
    readable(&file).map_err(Error::io("write", path))?;
    file.persist(path).map_err(|e| Error::io("rename to", path)(e.error))?;
    // The name is safe only when the folder is; systems that cannot do this do without.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Temporary files are closed to others; what stays is as open as any other file.
#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_shelved_once_and_leftovers_swept() {
        let dir = tempfile::tempdir().expect("a folder");
        make(dir.path()).expect("made");
        let name = document("abcdef", "pdf");
        assert_eq!(name, Path::new("documents/ab/abcdef.pdf"));
        let hash = exporter::sha256(b"bytes");
        let put = || shelve(dir.path(), &name, &hash, b"bytes").expect("shelved");
        assert_eq!((put(), put()), (Put::New, Put::There));
        for damaged in [&b"bites"[..], b"byt", b""] {
            fs::write(dir.path().join(&name), damaged).expect("written");
            assert_eq!((put(), put()), (Put::Healed, Put::There));
        }
        assert_eq!(digest(&dir.path().join(&name)).expect("read"), (hash, 5));
        fs::write(dir.path().join("documents/.incoming-x"), b"half").expect("written");
        assert_eq!(sweep(dir.path()).expect("swept"), 1);
        assert_eq!(sweep(dir.path()).expect("nothing left"), 0);
    }
}
