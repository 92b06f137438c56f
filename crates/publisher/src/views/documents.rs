//! What the views say of documents and pages.

use crate::error::Error;
use crate::package::{Package, Resource};
use std::collections::HashMap;

/// What the views say of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    pub(super) file_name: String,
    pub(super) source_url: String,
    pub(super) doc_kind: String,
    pub(super) entity: String,
    pub(super) fiscal_year: String,
}

#[derive(Debug, Default)]
pub(super) struct Documents(HashMap<String, Document>);

impl Documents {
    pub(super) fn read(package: &Package) -> Result<Documents, Error> {
        let mut documents = HashMap::new();
        if let Some(resource) = package.resource("documents") {
            let mut rows = package.rows(resource)?;
            while rows.advance()? {
                let named = |name| rows.named(name).into_owned();
                let document = Document {
                    file_name: named("file_name"),
                    source_url: named("source_url"),
                    doc_kind: named("doc_kind"),
                    entity: named("entity"),
                    fiscal_year: named("fiscal_year"),
                };
                documents.insert(named("doc_id"), document);
            }
        }
        Ok(Documents(documents))
    }

    pub(super) fn of(&self, doc_id: &str) -> Document {
        self.0.get(doc_id).cloned().unwrap_or_default()
    }
}

/// Positions of the columns that a view reads, found once.
pub(super) struct Columns<const N: usize>(pub(super) [usize; N]);

impl<const N: usize> Columns<N> {
    /// A column that the bundle does not have reads as empty.
    pub(super) fn of(resource: &Resource, names: [&str; N]) -> Columns<N> {
        Columns(names.map(|name| resource.position(name).unwrap_or(usize::MAX)))
    }
}
