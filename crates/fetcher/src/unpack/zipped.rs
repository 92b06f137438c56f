//! Zip archives, entry by entry.

use super::budget::{Budget, Each, Entry, is_litter, refused};
use crate::capture::State;
use crate::charset::utf8_or_gb18030;
use crate::kind::Kind;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// What marks an entry in the directory of an archive.
const ENTRY_MARK: &[u8] = b"PK\x01\x02";

/// The office document that a zip is, by what is in it.
pub fn office_kind(bytes: &[u8]) -> Option<Kind> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has = |start: &[u8]| archive.file_names_raw().any(|name| name.starts_with(start));
    if has(b"[Content_Types].xml") {
        let parts =
            [(&b"word/"[..], Kind::Docx), (b"xl/", Kind::Xlsx), (b"ppt/", Kind::Pptx)];
        return parts.into_iter().find(|(part, _)| has(part)).map(|(_, kind)| kind);
    }
    if has(b"OFD.xml") {
        return Some(Kind::Ofd);
    }
    let mut mimetype = Vec::new();
    archive.by_name("mimetype").ok()?.take(100).read_to_end(&mut mimetype).ok()?;
    mimetype.starts_with(b"application/vnd.oasis.opendocument").then_some(Kind::Odf)
}

/// Hands out the entries of an archive; the error says why it cannot be read as a whole.
pub(super) fn entries(
    bytes: &[u8],
    budget: &mut Budget,
    each: &mut Each<'_>,
) -> Result<(), String> {
    // The directory is counted before it is read into memory.
    budget.count(bytes.windows(ENTRY_MARK.len()).filter(|w| *w == ENTRY_MARK).count())?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    for index in 0..archive.len() {
        let (path, is_link) = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => (utf8_or_gb18030(entry.name_raw()), entry.is_symlink()),
            Err(error) => {
                let path = format!("entry {}", index + 1);
                each(budget, path, Entry::Not(State::Failed, error.to_string()));
                continue;
            }
        };
        if is_litter(&path) {
            continue;
        }
        let entry = match refused(&path, is_link) {
            Some(refused) => refused,
            None => read(&mut archive, index, budget),
        };
        each(budget, path, entry);
    }
    Ok(())
}

fn read(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    budget: &mut Budget,
) -> Entry {
    let failed = |error: String| Entry::Not(State::Failed, error);
    let (packed, is_locked) = match archive.by_index_raw(index) {
        Ok(entry) => (entry.compressed_size(), entry.encrypted()),
        Err(error) => return failed(error.to_string()),
    };
    let most = budget.most(packed);
    let entry =
        if is_locked { archive.by_index_raw(index) } else { archive.by_index(index) };
    let entry = match entry {
        Ok(entry) => entry,
        Err(ZipError::CompressionMethodNotSupported(method)) => {
            let why = format!("packed by method {method:?}, which is not known here");
            return Entry::Not(State::Unsupported, why);
        }
        Err(error) => return failed(error.to_string()),
    };
    let mut bytes = Vec::new();
    if let Err(error) = entry.take(most + 1).read_to_end(&mut bytes) {
        return failed(error.to_string());
    }
    let size = bytes.len() as u64;
    let too_large = (size > most).then(|| budget.too_large(packed, most));
    budget.take(size);
    match too_large {
        Some(entry) => entry,
        None if is_locked => Entry::Locked(bytes),
        None => Entry::Bytes(bytes),
    }
}
