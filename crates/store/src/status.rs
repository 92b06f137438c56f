//! How a store stands: counts, and the last runs.

use crate::error::Error;
use crate::holder::Holder;
use crate::runs::Run;
use crate::store::Store;
use std::collections::BTreeMap;

/// Numbers by name.
pub type Counts = BTreeMap<String, u64>;

/// How a store stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Who works on it just now.
    pub holder: Option<Holder>,
    /// The last run that began.
    pub last_run: Option<Run>,
    /// The last run that did what it should.
    pub last_success: Option<Run>,
    /// Documents, whether or not they can be read.
    pub documents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Documents by what they are.
    pub kinds: Counts,
    /// Captures by what they found.
    pub captures: Counts,
    /// Documents by how reading them ended.
    pub status: Counts,
    /// Documents that were not read whole, by the code of the reason.
    pub reasons: Counts,
    /// Documents with pages that wait for models.
    pub needs_ocr: u64,
    /// Documents that were not read by this version yet.
    pub pending: u64,
    /// Documents of kinds that nothing reads.
    pub unsupported: u64,
    /// Evaluated identities by result.
    pub checks: Counts,
    /// Pages of what was read.
    pub pages: u64,
    /// Facts of what was read.
    pub facts: u64,
}

impl Store {
    /// How the store stands for a version of the extractor.
    pub fn status(&self, extractor: &str) -> Result<Status, Error> {
        let one = |select: &str| self.number(select);
        let readable = "EXISTS (SELECT 1 FROM captures c
             WHERE c.document = d.sha256 AND c.state = 'stored')";
        let readable_count =
            one(&format!("SELECT count(*) FROM documents d WHERE {readable}"))?;
        let read = self
            .connection
            .query_row(
                &format!(
                    "SELECT count(*) FROM documents d JOIN extractions e
                     ON e.document = d.sha256 AND e.is_current
                     WHERE e.extractor = ?1 AND {readable}"
                ),
                [extractor],
                |row| row.get::<_, u64>(0),
            )
            .map_err(Error::catalog("count"))?;
        let documents = one("SELECT count(*) FROM documents")?;
        Ok(Status {
            holder: self.holder(),
            last_run: self.last_run()?,
            last_success: self.last_success(None)?,
            documents,
            bytes: one("SELECT coalesce(sum(byte_size), 0) FROM documents")?,
            kinds: self.counts("SELECT kind, count(*) FROM documents GROUP BY 1")?,
            captures: self.counts("SELECT state, count(*) FROM captures GROUP BY 1")?,
            status: self.counts(
                "SELECT status, count(*) FROM extractions WHERE is_current GROUP BY 1",
            )?,
            reasons: self.counts(
                "SELECT code, count(*) FROM extractions
                 WHERE is_current AND code <> '' GROUP BY 1",
            )?,
            needs_ocr: one(
                "SELECT count(*) FROM extractions WHERE is_current AND settings = 'no-ocr'",
            )?,
            pending: readable_count - read,
            unsupported: documents - readable_count,
            checks: self.counts("SELECT result, sum(count) FROM checks GROUP BY 1")?,
            pages: one(
                "SELECT coalesce(sum(pages), 0) FROM extractions WHERE is_current",
            )?,
            facts: one(
                "SELECT coalesce(sum(facts), 0) FROM extractions WHERE is_current",
            )?,
        })
    }

    pub(crate) fn number(&self, select: &str) -> Result<u64, Error> {
        self.connection
            .query_row(select, [], |row| row.get(0))
            .map_err(Error::catalog("count"))
    }

    fn counts(&self, select: &str) -> Result<Counts, Error> {
        self.connection
            .prepare(select)
            .and_then(|mut select| {
                select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .map_err(Error::catalog("count"))
    }
}
