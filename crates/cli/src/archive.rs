//! The store as the fetcher sees it.

mod note;

use fetcher::{Archive, ArchiveError, Capture, Change, Known, Member, Role, State};
use note::Note;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use store::{Medium, NewCapture, Store};

/// A store that several sources are fetched into at once.
pub(crate) struct Shelves<'a> {
    store: Mutex<&'a mut Store>,
}

impl<'a> Shelves<'a> {
    pub(crate) fn new(store: &'a mut Store) -> Shelves<'a> {
        Shelves { store: Mutex::new(store) }
    }

    fn lock(&self) -> MutexGuard<'_, &'a mut Store> {
        // Whoever panicked left no transaction open.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Archive for Shelves<'_> {
    fn known(&self, url: &str) -> Result<Option<Known>, ArchiveError> {
        known(&self.lock(), url)
    }

    fn known_of(&self, source: &str) -> Result<Vec<Known>, ArchiveError> {
        let latest = self.lock().latest_requests()?;
        let notes = latest
            .iter()
            .filter_map(|request| Some((request, Note::read(&request.headers)?)));
        let own = notes.filter(|(_, note)| note.source == source);
        Ok(own.filter_map(|(request, note)| note.known(request)).collect())
    }

    fn body(&self, sha256: &str) -> Result<Option<Vec<u8>>, ArchiveError> {
        // Bytes that were damaged are asked for again.
        let bytes = self.lock().bytes(sha256)?;
        Ok(bytes.filter(|bytes| exporter::sha256(bytes) == sha256))
    }

    fn received_on(&self, source: &str, at: SystemTime) -> Result<u64, ArchiveError> {
        let moment = store::clock::text(at);
        let day = moment.split('T').next().unwrap_or_default();
        let requests = self.lock().requests_since(day)?;
        let notes = requests.iter().filter_map(|request| Note::read(&request.headers));
        Ok(notes.filter(|note| note.source == source).map(|note| note.received).sum())
    }

    fn record(
        &self,
        capture: &Capture,
        body: Option<&[u8]>,
        members: &[Member],
    ) -> Result<(), ArchiveError> {
        let store = self.lock();
        let before = known(&store, &capture.url)?;
        let was_gone = before.as_ref().is_some_and(|known| known.state == State::Gone);
        let note = Note::of(capture, &Known::after(before, capture)).text();
        let keep = |store: &Store| -> Result<(), store::Error> {
            keep(store, capture, body, members, &note)?;
            match capture.state {
                State::Gone => leave_out(store, capture, &[], "its archive is gone"),
                State::Unchanged if was_gone => bring_back(store, capture),
                _ => Ok(()),
            }
        };
        Ok(store.at_once(keep)?)
    }
}

fn known(store: &Store, url: &str) -> Result<Option<Known>, ArchiveError> {
    let Some(request) = store.latest_request(url)? else { return Ok(None) };
    let known = Note::read(&request.headers).and_then(|note| note.known(&request));
    let Some(mut known) = known else { return Ok(None) };
    // Bytes that are not on their shelf any more are asked for as if they had never come.
    if let Some(held) = &known.held
        && store.document_path(&held.sha256)?.is_some_and(|path| !path.is_file())
    {
        known.held = None;
    }
    Ok(Some(known))
}

/// Keeps one capture; bytes are on their shelf before the catalog speaks of them.
fn keep(
    store: &Store,
    capture: &Capture,
    body: Option<&[u8]>,
    members: &[Member],
    note: &str,
) -> Result<(), store::Error> {
    let is_document = capture.role == Role::File && capture.state != State::Truncated;
    let mut document = None;
    match (&capture.sha256, body) {
        (Some(_), Some(bytes)) if is_document => {
            document = Some(store.add_document(bytes, &capture.file_name)?.sha256);
        }
        (Some(sha256), Some(bytes)) => store.keep_page(sha256, bytes)?,
        // What is unchanged was kept before.
        (Some(sha256), None) if is_document && capture.state == State::Unchanged => {
            document = Some(sha256.clone());
        }
        _ => {}
    }
    let retrieved_at = store::clock::text(capture.at);
    let file_name = in_source(capture, &capture.file_name);
    let unpacked = !members.is_empty();
    store.record_capture(&NewCapture {
        origin: &capture.url,
        medium: Medium::Web,
        state: state(capture, unpacked),
        document: document.as_deref(),
        parent: None,
        file_name: &file_name,
        source_url: &capture.url,
        retrieved_at: &retrieved_at,
        status: capture.status,
        headers: note,
        etag: capture.header("etag").unwrap_or_default(),
        last_modified: capture.header("last-modified").unwrap_or_default(),
        note: &capture.detail,
    })?;
    for member in members {
        keep_member(store, capture, member, document.as_deref())?;
    }
    if capture.change == Some(Change::Replaced) {
        let why = "the archive that it was in was replaced by one without it";
        leave_out(store, capture, members, why)?;
    }
    Ok(())
}

fn keep_member(
    store: &Store,
    archive: &Capture,
    member: &Member,
    parent: Option<&str>,
) -> Result<(), store::Error> {
    let document = match &member.bytes {
        Some(bytes) => Some(store.add_document(bytes, &member.file_name)?.sha256),
        None => None,
    };
    let (state, document) = match member.state {
        State::Fetched => (store::State::Stored, document),
        State::Unsupported | State::Encrypted => (store::State::Unsupported, document),
        State::Refused => (store::State::Refused, None),
        _ => (store::State::Failed, None),
    };
    let name = in_source(archive, &format!("{}/{}", archive.file_name, member.path));
    store.record_capture(&NewCapture {
        origin: &member_origin(&archive.url, &member.path),
        medium: Medium::Web,
        state,
        document: document.as_deref(),
        parent,
        file_name: &name,
        source_url: &archive.url,
        retrieved_at: &store::clock::text(archive.at),
        headers: &note::of_member(archive),
        note: &member.detail,
        ..NewCapture::default()
    })?;
    Ok(())
}

/// Entries of the archive before this one that are not in it are gone.
fn leave_out(
    store: &Store,
    archive: &Capture,
    members: &[Member],
    why: &str,
) -> Result<(), store::Error> {
    let now: Vec<String> =
        members.iter().map(|member| member_origin(&archive.url, &member.path)).collect();
    for member in entries_of(store, archive)? {
        if now.contains(&member.origin) || member.state == store::State::Gone {
            continue;
        }
        store.record_capture(&NewCapture {
            origin: &member.origin,
            medium: Medium::Web,
            state: store::State::Gone,
            source_url: &archive.url,
            note: why,
            ..NewCapture::default()
        })?;
    }
    Ok(())
}

/// Entries of an archive that was gone, and is there again as it was.
fn bring_back(store: &Store, archive: &Capture) -> Result<(), store::Error> {
    for member in entries_of(store, archive)? {
        let Some(last) = store.latest_version(&member.origin)? else { continue };
        if member.state != store::State::Gone {
            continue;
        }
        store.record_capture(&NewCapture {
            origin: &member.origin,
            medium: Medium::Web,
            state: store::State::Unchanged,
            document: last.document.as_deref(),
            file_name: &last.file_name,
            source_url: &archive.url,
            note: "its archive is there again",
            ..NewCapture::default()
        })?;
    }
    Ok(())
}

/// The last captures of what was ever in an archive.
fn entries_of(
    store: &Store,
    archive: &Capture,
) -> Result<Vec<store::Capture>, store::Error> {
    let prefix = member_origin(&archive.url, "");
    let requests = store.latest_requests()?;
    let mut all = Vec::new();
    for request in requests.iter().filter(|r| r.origin.starts_with(&prefix)) {
        all.extend(store.latest_capture(&request.origin)?);
    }
    Ok(all)
}

fn member_origin(url: &str, path: &str) -> String {
    format!("{url}!/{path}")
}

/// The name for the output: the source is the folder.
fn in_source(capture: &Capture, name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    format!("{}/{name}", capture.source.replace(['/', '\\'], "_"))
}

/// What the catalog calls a state; the note has the exact one. Only a file is gone: a page of a
/// list that is not there is how many lists end.
fn state(capture: &Capture, unpacked: bool) -> store::State {
    match capture.state {
        State::Fetched if capture.role != Role::File => store::State::Page,
        State::Gone | State::Vanished if capture.role != Role::File => {
            store::State::Absent
        }
        State::Fetched if unpacked || capture.kind.is_archive() => store::State::Unpacked,
        State::Fetched | State::Unended => store::State::Stored,
        State::Unchanged => store::State::Unchanged,
        State::Unsupported | State::Encrypted => store::State::Unsupported,
        State::Gone => store::State::Gone,
        State::Vanished => store::State::Vanished,
        State::Disallowed | State::Challenge | State::Private | State::Refused => {
            store::State::Refused
        }
        _ => store::State::Failed,
    }
}

/// An archive without anything in it, for a rehearsal without a store.
pub(crate) struct Nothing;

impl Archive for Nothing {
    fn known(&self, _: &str) -> Result<Option<Known>, ArchiveError> {
        Ok(None)
    }

    fn known_of(&self, _: &str) -> Result<Vec<Known>, ArchiveError> {
        Ok(Vec::new())
    }

    fn body(&self, _: &str) -> Result<Option<Vec<u8>>, ArchiveError> {
        Ok(None)
    }

    fn received_on(&self, _: &str, _: SystemTime) -> Result<u64, ArchiveError> {
        Ok(0)
    }

    fn record(
        &self,
        _: &Capture,
        _: Option<&[u8]>,
        _: &[Member],
    ) -> Result<(), ArchiveError> {
        Ok(())
    }
}
