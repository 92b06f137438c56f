//! Which documents are exported, and in which order.

use crate::clock;
use crate::error::Error;
use crate::standing::{Sight, Standing, is_gone};
use crate::store::Store;
use exporter::{Provenance, Rendered};
use rusqlite::Row;
use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

/// Which documents are exported; all conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A department's code, or a part of the body's name.
    pub department: Option<String>,
    /// Years that the documents are about; any when empty.
    pub years: Vec<u16>,
    /// Only documents that are exported otherwise than they would have been then.
    pub changed_since: Option<SystemTime>,
    /// Also versions that their publisher has replaced.
    pub all_versions: bool,
}

/// The link that led to a document, and its source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What the link reads.
    pub label: String,
    /// The page that it is on.
    pub page: String,
    /// Name of the source.
    pub source: String,
    /// Department that the source is given.
    pub department: String,
    /// Year that the link says, or that the source is given.
    pub year: String,
}

/// A document at one place, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// SHA-256.
    pub document: String,
    /// What it is, by its first bytes.
    pub kind: String,
    /// Length of its bytes.
    pub byte_size: u64,
    /// Whether anything here reads its kind.
    pub is_readable: bool,
    /// Why it is not read, where whoever brought it said so.
    pub note: String,
    /// File name for the output.
    pub file_name: String,
    /// Address for the output, empty where there is none.
    pub source_url: String,
    /// When it was retrieved, empty where that is not known.
    pub retrieved_at: String,
    /// What tells the place from others.
    pub origin: String,
    /// Version of what is there, from 1.
    pub version: u32,
    /// How it stands there.
    pub standing: Standing,
    /// SHA-256 of what was there before it.
    pub replaces: Option<String>,
    /// The link that led to it.
    pub link: Link,
    extraction: Option<i64>,
    /// When it was read last; empty for what nothing reads.
    read_at: String,
}

/// A version of what lies at a place, with all that a selection asks for.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) entry: Entry,
    /// An archive has no rows of its own.
    is_archive: bool,
    captured_at: String,
    /// When it was read first; empty where that is long ago.
    first_read_at: Option<String>,
    entity: String,
    department_code: String,
    fiscal_year: String,
}

/// Every version is what its first capture says.
const SELECT: &str = "
    WITH versions AS (
        SELECT origin, version, MIN(id) AS first FROM captures
        WHERE version IS NOT NULL GROUP BY origin, version
    )
    SELECT c.document, d.kind, d.byte_size, c.state, c.note, c.file_name, c.source_url,
        c.retrieved_at, c.origin, c.version,
        coalesce(json_extract(c.headers, '$.title'), ''),
        coalesce(json_extract(c.headers, '$.found_on'), ''),
        coalesce(json_extract(c.headers, '$.source'), ''),
        coalesce(json_extract(c.headers, '$.department'), ''),
        coalesce(json_extract(c.headers, '$.year'), ''),
        r.extraction, c.captured_at,
        CASE WHEN e.attempts > 1 THEN ''
             ELSE (SELECT MIN(x.read_at) FROM extractions x WHERE x.document = c.document)
        END,
        e.read_at, e.entity, e.department_code, e.fiscal_year
    FROM versions v
    JOIN captures c ON c.id = v.first
    JOIN documents d ON d.sha256 = c.document
    LEFT JOIN extractions e ON e.document = c.document AND e.is_current
    LEFT JOIN renderings r ON r.extraction = e.id
    WHERE c.state IN ('stored', 'unsupported', 'unpacked')
    ORDER BY c.origin, c.version";

fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    let state: String = row.get(3)?;
    let text = |column: usize| -> rusqlite::Result<String> {
        Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
    };
    Ok(Version {
        entry: Entry {
            document: row.get(0)?,
            kind: row.get(1)?,
            byte_size: row.get(2)?,
            is_readable: state == "stored",
            note: row.get(4)?,
            file_name: row.get(5)?,
            source_url: row.get(6)?,
            retrieved_at: row.get(7)?,
            origin: row.get(8)?,
            version: row.get(9)?,
            standing: Standing::Current,
            replaces: None,
            link: Link {
                label: text(10)?,
                page: text(11)?,
                source: text(12)?,
                department: text(13)?,
                year: text(14)?,
            },
            extraction: row.get(15)?,
            read_at: text(18)?,
        },
        is_archive: state == "unpacked",
        captured_at: row.get(16)?,
        first_read_at: row.get(17)?,
        entity: text(19)?,
        department_code: text(20)?,
        fiscal_year: text(21)?,
    })
}

impl Version {
    /// Whether there are rows of it.
    fn has_rows(&self) -> bool {
        !self.is_archive && (!self.entry.is_readable || self.entry.extraction.is_some())
    }

    /// Whether there were rows of it before a moment.
    fn had_rows(&self, before: &str) -> bool {
        let first = self.first_read_at.as_deref();
        let was_read = first.is_some_and(|first| first < before);
        self.has_rows() && (was_read || !self.entry.is_readable)
    }

    /// What nothing reads says nothing of itself: what its source is given counts.
    fn is_selected(&self, selection: &Selection) -> bool {
        let link = &self.entry.link;
        let in_department = selection.department.as_ref().is_none_or(|wanted| {
            self.department_code == *wanted
                || self.entity.contains(wanted.as_str())
                || !self.entry.is_readable && link.department.contains(wanted.as_str())
        });
        let year = match self.entry.is_readable {
            true => &self.fiscal_year,
            false => &link.year,
        };
        let in_years = selection.years.is_empty()
            || year.parse().is_ok_and(|year: u16| selection.years.contains(&year));
        in_department && in_years
    }
}

/// All versions of all places, and what was seen there.
pub(crate) struct Places {
    versions: Vec<Version>,
    sights: HashMap<String, Vec<Sight>>,
}

impl Store {
    pub(crate) fn places(&self) -> Result<Places, Error> {
        let versions: rusqlite::Result<Vec<Version>> = self
            .connection
            .prepare(SELECT)
            .and_then(|mut select| select.query_map([], version)?.collect());
        let mut versions = versions.map_err(Error::catalog("select documents"))?;
        let mut before: Option<(String, String)> = None;
        for version in &mut versions {
            let entry = &mut version.entry;
            let previous = before.take().filter(|(origin, _)| *origin == entry.origin);
            entry.replaces = previous.map(|(_, document)| document);
            before = Some((entry.origin.clone(), entry.document.clone()));
        }
        Ok(Places { versions, sights: self.sights()? })
    }

    /// The selected documents in the order of their names, whatever the order was in which
    /// they came; of equal names, bytes and origin decide. Whether they have changed is
    /// another question: see [`Store::changes`].
    ///
    /// A document that is at several places comes several times, as equal files do among the
    /// inputs of one run; where it stands better at one of them, the others do not count.
    pub fn select(&self, selection: &Selection) -> Result<Vec<Entry>, Error> {
        Ok(self.places()?.entries(selection, None))
    }

    /// How many versions of selected documents are left out since others replaced them.
    pub fn replaced(&self, selection: &Selection) -> Result<usize, Error> {
        let places = self.places()?;
        let all = Selection { all_versions: true, ..selection.clone() };
        Ok(places.entries(&all, None).len() - places.entries(selection, None).len())
    }

    /// The rows of an entry, under its name and with its source; `None` where nothing reads
    /// its kind.
    pub fn rendered(&self, entry: &Entry) -> Result<Option<Rendered>, Error> {
        match entry.extraction.filter(|_| entry.is_readable) {
            None => Ok(None),
            Some(extraction) => {
                let rendered = self.rendering(&entry.document, extraction)?;
                Ok(Some(entry.placed(rendered)))
            }
        }
    }
}

impl Entry {
    /// Its `doc_id`.
    pub fn doc_id(&self) -> String {
        exporter::doc_id(&self.document)
    }

    /// Whether it was read since a moment.
    pub(crate) fn is_read_since(&self, moment: &str) -> bool {
        self.is_readable && self.read_at.as_str() >= moment
    }

    /// What its row says besides what was read: where it was found.
    pub(crate) fn place(&self) -> String {
        let Entry { file_name, source_url, retrieved_at, link, replaces, .. } = self;
        format!("{file_name}\n{source_url}\n{retrieved_at}\n{link:?}\n{replaces:?}")
    }

    /// Rows under its name, with its source and how it stands.
    pub fn placed(&self, rendered: Rendered) -> Rendered {
        let replaces = self.replaces.as_deref().map(exporter::doc_id).unwrap_or_default();
        rendered.at(&Provenance {
            file_name: &self.file_name,
            source_url: &self.source_url,
            retrieved_at: &self.retrieved_at,
            state: self.standing.word(),
            replaces: &replaces,
            link_label: &self.link.label,
            article_url: &self.link.page,
            source_name: &self.link.source,
            source_department: &self.link.department,
            source_year: &self.link.year,
        })
    }
}

impl Places {
    pub(crate) fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// How each version stood before a moment, or stands now; `None` for what was not there.
    fn standings(&self, before: Option<&str>) -> Vec<Option<Standing>> {
        let is_there = |version: &Version| {
            before.is_none_or(|before| version.captured_at.as_str() < before)
        };
        let mut all = Vec::with_capacity(self.versions.len());
        for (index, version) in self.versions.iter().enumerate() {
            let origin = &version.entry.origin;
            let next = self.versions.get(index + 1);
            let next = next.filter(|next| next.entry.origin == *origin);
            all.push(match next {
                _ if !is_there(version) => None,
                Some(next) if is_there(next) => Some(Standing::Replaced),
                _ if is_gone(self.sights.get(origin), before) => Some(Standing::Gone),
                _ => Some(Standing::Current),
            });
        }
        all
    }

    /// What was exported before a moment, or is now.
    pub(crate) fn entries(
        &self,
        selection: &Selection,
        before: Option<SystemTime>,
    ) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self
            .exported(selection, before)
            .into_iter()
            .map(|(version, standing)| Entry { standing, ..version.entry.clone() })
            .collect();
        entries.sort_by(|a, b| order(a).cmp(&order(b)));
        lend_sources(&mut entries);
        entries
    }

    /// The selected versions as they were exported before a moment, or are now; of a document
    /// at several places those where it stands best.
    fn exported(
        &self,
        selection: &Selection,
        before: Option<SystemTime>,
    ) -> Vec<(&Version, Standing)> {
        let before = before.map(clock::text);
        let before = before.as_deref();
        let selected = self.versions.iter().zip(self.standings(before));
        let selected: Vec<(&Version, Standing)> = selected
            .filter(|(version, _)| match before {
                None => version.has_rows(),
                Some(before) => version.had_rows(before),
            })
            .filter(|(version, _)| version.is_selected(selection))
            .filter_map(|(version, standing)| Some((version, standing?)))
            .filter(|(_, standing)| {
                selection.all_versions || *standing != Standing::Replaced
            })
            .collect();
        let mut best: BTreeMap<&str, Standing> = BTreeMap::new();
        for (version, standing) in &selected {
            let best = best.entry(&version.entry.document).or_insert(*standing);
            *best = (*best).min(*standing);
        }
        let is_best = |(version, standing): &(&Version, Standing)| {
            best.get(version.entry.document.as_str()) == Some(standing)
        };
        selected.into_iter().filter(is_best).collect()
    }
}

/// Names are compared folder by folder, as the files of a folder are.
fn order(entry: &Entry) -> (Vec<&str>, &str, &str, u32) {
    let name = entry.file_name.split('/').collect();
    (name, &entry.document, &entry.origin, entry.version)
}

/// Of equal documents only the first has rows of its own: where it has no source and another
/// has, it gets that one.
fn lend_sources(entries: &mut [Entry]) {
    let mut sources: HashMap<String, (String, String, Link)> = HashMap::new();
    for entry in entries.iter().filter(|entry| !entry.source_url.is_empty()) {
        sources.entry(entry.document.clone()).or_insert_with(|| {
            (entry.source_url.clone(), entry.retrieved_at.clone(), entry.link.clone())
        });
    }
    for entry in entries.iter_mut().filter(|entry| entry.source_url.is_empty()) {
        if let Some((source_url, retrieved_at, link)) = sources.get(&entry.document) {
            entry.source_url.clone_from(source_url);
            entry.retrieved_at.clone_from(retrieved_at);
            entry.link.clone_from(link);
        }
    }
}
