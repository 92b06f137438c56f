//! What the catalog keeps of a request besides its own columns, as JSON.
//!
//! The note of the last request for an address says all that the next one must know.

use fetcher::{Capture, Held, Kind, Known, Role, State};
use serde_json::{Map, Value, json};
use store::Request;

/// A note.
pub(crate) struct Note {
    pub(crate) source: String,
    pub(crate) received: u64,
    value: Value,
}

impl Note {
    pub(crate) fn of(capture: &Capture, known: &Known) -> Note {
        let headers: Map<String, Value> = capture
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(escaped(value))))
            .collect();
        let value = json!({
            "source": capture.source,
            "role": capture.role.word(),
            "state": capture.state.word(),
            "change": capture.change.map(fetcher::Change::word),
            "final_url": capture.final_url,
            "found_on": capture.found_on,
            "title": capture.title,
            "department": capture.department,
            "year": capture.year,
            "kind": capture.kind.word(),
            "sha256": capture.sha256,
            "size": capture.size,
            "received": capture.received,
            "headers": headers,
            "held": known.held.as_ref().map(held_value),
        });
        Note { source: capture.source.clone(), received: capture.received, value }
    }

    /// Reads a note; none where there is none, as for entries of archives.
    pub(crate) fn read(text: &str) -> Option<Note> {
        let value: Value = serde_json::from_str(text).ok()?;
        let source = value["source"].as_str()?.to_owned();
        Some(Note { source, received: value["received"].as_u64().unwrap_or(0), value })
    }

    pub(crate) fn text(&self) -> String {
        self.value.to_string()
    }

    /// What is known of the address that the note is about.
    pub(crate) fn known(&self, request: &Request) -> Option<Known> {
        Some(Known {
            url: request.origin.clone(),
            role: Role::named(self.value["role"].as_str()?)?,
            found_on: self.value["found_on"].as_str().map(str::to_owned),
            state: State::named(self.value["state"].as_str()?)?,
            at: store::clock::moment(&request.captured_at)?,
            held: held(&self.value["held"]),
        })
    }
}

/// The note of an entry of an archive: what led to the archive, and nothing that a request would
/// have to know.
pub(crate) fn of_member(archive: &Capture) -> String {
    json!({
        "source": archive.source,
        "found_on": archive.found_on,
        "title": archive.title,
        "department": archive.department,
        "year": archive.year,
    })
    .to_string()
}

fn held_value(held: &Held) -> Value {
    json!({
        "sha256": held.sha256,
        "state": held.state.word(),
        "final_url": held.final_url,
        "etag": held.etag,
        "last_modified": held.last_modified,
        "date": held.date,
        "content_type": held.content_type,
        "file_name": held.file_name,
        "kind": held.kind.word(),
    })
}

fn held(value: &Value) -> Option<Held> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    Some(Held {
        sha256: text("sha256")?,
        state: State::named(&text("state")?)?,
        final_url: text("final_url")?,
        etag: text("etag"),
        last_modified: text("last_modified"),
        date: text("date"),
        content_type: text("content_type"),
        file_name: text("file_name")?,
        kind: Kind::named(&text("kind")?)?,
    })
}

/// A header's value; bytes outside ASCII are escaped as they came.
fn escaped(value: &[u8]) -> String {
    value.iter().fold(String::new(), |mut text, byte| {
        match byte {
            0x20..=0x7e => text.push(char::from(*byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}
