//! What is exported otherwise than before: than at a moment, or than in the last export.

use crate::error::Error;
use crate::selection::{Entry, Places, Selection};
use crate::standing::Standing;
use crate::store::Store;
use exporter::{Change, ChangeKind, ChangeReason};
use std::collections::{BTreeMap, BTreeSet};

/// What an export had, by `doc_id`: how the document stood, and the fingerprint of its rows.
pub type Exported = BTreeMap<String, (Standing, String)>;

impl Store {
    /// What the selection exports otherwise than it would have before its `changed_since`;
    /// none where it names no moment.
    pub fn changes_since(&self, selection: &Selection) -> Result<Vec<Change>, Error> {
        let Some(since) = selection.changed_since else { return Ok(Vec::new()) };
        let places = self.places()?;
        let moment = crate::clock::text(since);
        let mut before = Exported::new();
        for entry in places.entries(selection, Some(since)) {
            // What was read since has other rows, as far as anybody knows.
            let rows = match entry.is_read_since(&moment) {
                true => String::new(),
                false => entry.place(),
            };
            before.entry(entry.doc_id()).or_insert((entry.standing, rows));
        }
        let now = places.entries(selection, None);
        let now = now.iter().map(|entry| (entry, entry.place()));
        Ok(differences(&places, &before, now))
    }

    /// What these entries, with the fingerprints of their rows, are exported otherwise than in
    /// an export before.
    pub fn changes(
        &self,
        before: &Exported,
        now: &[(Entry, String)],
    ) -> Result<Vec<Change>, Error> {
        let places = self.places()?;
        let now = now.iter().map(|(entry, rows)| (entry, rows.clone()));
        Ok(differences(&places, before, now))
    }
}

/// A document as it is exported now.
struct Now<'a> {
    entry: &'a Entry,
    rows: String,
}

fn differences<'a>(
    places: &'a Places,
    before: &Exported,
    entries: impl Iterator<Item = (&'a Entry, String)>,
) -> Vec<Change> {
    let mut now: BTreeMap<String, Now<'a>> = BTreeMap::new();
    for (entry, rows) in entries {
        // The first of equal documents has the rows.
        now.entry(entry.doc_id()).or_insert(Now { entry, rows });
    }
    let is_out = |doc_id: &String| {
        now.get(doc_id).is_none_or(|now| now.entry.standing == Standing::Replaced)
    };
    let mut taken: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    let earlier = earlier(places);
    for doc_id in now.keys().filter(|doc_id| !is_out(doc_id)) {
        for older in earlier.get(doc_id).into_iter().flatten() {
            let was_in =
                before.get(older).is_some_and(|(was, _)| *was != Standing::Replaced);
            if was_in && is_out(older) {
                taken.entry(doc_id).or_default().insert(older.clone());
            }
        }
    }
    let mut changes: Vec<Change> = now
        .iter()
        .filter_map(|(doc_id, now)| {
            let takes = taken.get(doc_id).cloned().unwrap_or_default();
            let (kind, reason) = happened(before.get(doc_id), now, &takes)?;
            let replaces: Vec<String> = match reason {
                ChangeReason::Updated => vec![doc_id.clone()],
                _ => takes.into_iter().collect(),
            };
            let source_url = now.entry.source_url.clone();
            Some(Change { doc_id: doc_id.clone(), kind, replaces, reason, source_url })
        })
        .collect();
    let all_taken: BTreeSet<&String> = taken.values().flatten().collect();
    for doc_id in before.keys() {
        if now.contains_key(doc_id) || all_taken.contains(doc_id) {
            continue;
        }
        changes.push(left(places, doc_id));
    }
    changes.sort_by(|a, b| a.doc_id.cmp(&b.doc_id));
    changes
}

/// The documents that lay before each at its places.
fn earlier(places: &Places) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut before: Vec<String> = Vec::new();
    let mut origin = "";
    for version in places.versions() {
        if version.entry.origin != origin {
            origin = &version.entry.origin;
            before.clear();
        }
        let doc_id = version.entry.doc_id();
        let others = before.iter().filter(|other| **other != doc_id).cloned();
        all.entry(doc_id.clone()).or_default().extend(others);
        before.push(doc_id);
    }
    all
}

/// What happened to a document that is exported now.
fn happened(
    before: Option<&(Standing, String)>,
    now: &Now<'_>,
    takes: &BTreeSet<String>,
) -> Option<(ChangeKind, ChangeReason)> {
    let standing = now.entry.standing;
    let Some((was, rows)) = before else {
        return Some(match takes.is_empty() {
            true => (ChangeKind::Added, ChangeReason::New),
            false => (ChangeKind::Replaced, ChangeReason::NewVersion),
        });
    };
    if !takes.is_empty() {
        return Some((ChangeKind::Replaced, ChangeReason::NewVersion));
    }
    match (was, standing) {
        (Standing::Gone | Standing::Replaced, Standing::Current) => {
            Some((ChangeKind::Added, ChangeReason::Returned))
        }
        (Standing::Current | Standing::Replaced, Standing::Gone) => {
            Some((ChangeKind::Withdrawn, ChangeReason::Gone))
        }
        (Standing::Current | Standing::Gone, Standing::Replaced) => {
            Some((ChangeKind::Withdrawn, ChangeReason::Superseded))
        }
        _ if *rows != now.rows => Some((ChangeKind::Replaced, ChangeReason::Updated)),
        _ => None,
    }
}

/// A document that is not exported any more, and that no other takes the place of.
fn left(places: &Places, doc_id: &str) -> Change {
    let mut known = places.versions().iter().enumerate();
    let known = known.find(|(_, version)| version.entry.doc_id() == doc_id);
    let is_superseded = known.is_some_and(|(index, version)| {
        let next = places.versions().get(index + 1);
        next.is_some_and(|next| next.entry.origin == version.entry.origin)
    });
    let source_url =
        known.map(|(_, version)| version.entry.source_url.clone()).unwrap_or_default();
    Change {
        doc_id: doc_id.to_owned(),
        kind: ChangeKind::Withdrawn,
        replaces: Vec::new(),
        reason: match is_superseded {
            true => ChangeReason::Superseded,
            false => ChangeReason::Deselected,
        },
        source_url,
    }
}
