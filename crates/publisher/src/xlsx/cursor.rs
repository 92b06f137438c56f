//! A column of another file beside the rows of this one.

use crate::error::Error;
use crate::package::{Package, Resource, Rows};

/// A column of another relation, which stands in the same order.
pub(super) struct Cursor<'a> {
    source: Option<(&'a Package, &'a Resource)>,
    rows: Option<Rows<'a>>,
    key: &'static str,
    value: &'static str,
    here: String,
    found: String,
}

impl<'a> Cursor<'a> {
    pub(super) fn open(
        package: &'a Package,
        relation: &str,
        key: &'static str,
        value: &'static str,
    ) -> Cursor<'a> {
        let source = package.resource(relation).map(|resource| (package, resource));
        Cursor {
            source,
            rows: None,
            key,
            value,
            here: String::new(),
            found: String::new(),
        }
    }

    /// The value of a key: almost always this row's or the next one's.
    pub(super) fn of(&mut self, key: &str) -> Result<String, Error> {
        let Some((package, resource)) = self.source else { return Ok(String::new()) };
        if key.is_empty() || key == self.here {
            return Ok(if key.is_empty() { String::new() } else { self.found.clone() });
        }
        for _ in 0..2 {
            if self.rows.is_none() {
                self.rows = Some(package.rows(resource)?);
            }
            let Some(rows) = &mut self.rows else { break };
            while rows.advance()? {
                if rows.named(self.key) == key {
                    self.here = key.to_owned();
                    self.found = rows.named(self.value).into_owned();
                    return Ok(self.found.clone());
                }
            }
            // Not in the same order after all: once more from the beginning.
            self.rows = None;
        }
        self.here = key.to_owned();
        self.found = String::new();
        Ok(String::new())
    }
}
