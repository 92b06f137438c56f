//! What lies in the folder of a store.

/// The catalog.
pub(crate) const CATALOG: &str = "catalog.sqlite";
/// The documents, by content.
pub(crate) const DOCUMENTS: &str = "documents";
/// Pages that lead to documents, and parts of files, by content.
pub(crate) const PAGES: &str = "pages";
/// Held by the run that works on the store.
pub(crate) const LOCK: &str = "lock";
/// What the last exports had.
pub(crate) const EXPORTS: &str = "exports";
