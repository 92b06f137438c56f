//! A second pair of eyes (lopdf) on files the main reader makes nothing of.
//!
//! Loading every object of a file costs about as much as reading all its marks, so this is
//! not part of the usual path: metadata and pages come from hayro, and lopdf is asked only
//! when a file does not load, shows nothing at all, or has fewer pages than it says.

use crate::metadata;
use lopdf::{Document, LoadOptions, Object};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is in a PDF file, by count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Pages in the page tree.
    pub pages: usize,
    /// Indirect objects.
    pub objects: usize,
    /// Font dictionaries by subtype.
    pub fonts: BTreeMap<String, usize>,
    /// Streams by their filters, such as `FlateDecode` or `DCTDecode`.
    pub filters: BTreeMap<String, usize>,
    /// Pictures.
    pub images: usize,
    /// Whether the file is encrypted.
    pub encrypted: bool,
    /// Whether the cross-reference table had to be rebuilt.
    pub rebuilt: bool,
    /// PDF version in the header.
    pub version: String,
}

/// Counts what is in a PDF; `None` when it cannot be loaded at all.
pub fn inventory(bytes: &[u8]) -> Option<Inventory> {
    let (document, rebuilt) = load(bytes)?;
    let mut inventory = Inventory {
        pages: document.get_pages().len(),
        objects: document.objects.len(),
        encrypted: document.is_encrypted() || document.was_encrypted(),
        rebuilt,
        version: document.version.clone(),
        ..Inventory::default()
    };
    for object in document.objects.values() {
        let dict = match object {
            Object::Stream(stream) => {
                for filter in stream.filters().unwrap_or_default() {
                    let filter = metadata::name(filter);
                    *inventory.filters.entry(filter).or_default() += 1;
                }
                &stream.dict
            }
            Object::Dictionary(dict) => dict,
            _ => continue,
        };
        let named =
            |key: &[u8]| dict.get(key).and_then(Object::as_name).unwrap_or_default();
        let subtype = named(b"Subtype");
        if subtype == b"Image" {
            inventory.images += 1;
        } else if named(b"Type") == b"Font" {
            *inventory.fonts.entry(metadata::name(subtype)).or_default() += 1;
        }
    }
    Some(inventory)
}

/// What the second look found.
pub(crate) enum Found {
    /// The same file with a sound table, decrypted.
    Repaired(Vec<u8>),
    /// A sound file without pages.
    NoPages,
    /// Only a password would help.
    Locked,
    /// Nothing.
    Nothing,
}

/// Loads the file as lopdf sees it and writes it anew.
pub(crate) fn second_look(bytes: &[u8]) -> Found {
    let Some((mut document, rebuilt)) = load(bytes) else { return Found::Nothing };
    if document.is_encrypted() {
        return Found::Locked;
    }
    if document.get_pages().is_empty() {
        let sound =
            !rebuilt && document.catalog().is_ok_and(|catalog| catalog.has(b"Pages"));
        return if sound { Found::NoPages } else { Found::Nothing };
    }
    let saved = catch_unwind(AssertUnwindSafe(|| {
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).ok().map(|()| bytes)
    }));
    match saved {
        Ok(Some(bytes)) => Found::Repaired(bytes),
        _ => Found::Nothing,
    }
}

/// The document, and whether its table was rebuilt.
///
/// A table with shifted offsets can load without an error and without pages; then a scan
/// for objects often finds more.
fn load(bytes: &[u8]) -> Option<(Document, bool)> {
    let as_written = attempt(bytes, false);
    if let Some(document) = &as_written
        && !document.get_pages().is_empty()
    {
        return as_written.map(|document| {
            let rebuilt = document.xref_recovery.is_some();
            (document, rebuilt)
        });
    }
    let scanned = attempt(bytes, true);
    match (as_written, scanned) {
        (Some(written), Some(scanned)) => {
            let better = !scanned.get_pages().is_empty()
                || scanned.objects.len() > written.objects.len();
            Some(if better { (scanned, true) } else { (written, false) })
        }
        (Some(written), None) => Some((written, false)),
        (None, scanned) => Some((scanned?, true)),
    }
}

fn attempt(bytes: &[u8], force_reconstruct: bool) -> Option<Document> {
    let options = LoadOptions { force_reconstruct, ..LoadOptions::default() };
    catch_unwind(|| Document::load_mem_with_options(bytes, options).ok()).ok().flatten()
}
