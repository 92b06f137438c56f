//! What documents say, each read once for all tests.

use extractor::{Document, SourceKind};
use parser::Disclosure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

/// The pages of a document.
pub(crate) fn pages(path: &Path) -> Document {
    let is_text = path.extension().is_some_and(|end| end == "txt");
    let kind = if is_text { SourceKind::Text } else { SourceKind::Pdf };
    let bytes =
        std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    extractor::read(bytes, kind)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a document says; the first who asks reads it.
pub(crate) fn disclosure(path: &Path) -> &'static Disclosure {
    type Once = &'static OnceLock<Disclosure>;
    static READ: Mutex<BTreeMap<PathBuf, Once>> = Mutex::new(BTreeMap::new());
    let once: Once = *READ
        .lock()
        .expect("nobody fails while holding it")
        .entry(path.to_owned())
        .or_insert_with(|| &*Box::leak(Box::new(OnceLock::new())));
    once.get_or_init(|| parser::parse(&pages(path)))
}
