//! What a file is good for: what its address promises, and what came.

use crate::capture::{Capture, Member, State};
use crate::kind::Kind;
use crate::page::Page;
use crate::unpack::{Limits, unpack};
use url::Url;

/// Endings by which a link promises a document.
const PROMISES: [&str; 13] = [
    "pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd", "zip", "rar", "7z", "jpg",
    "png",
];

/// Says what a file that came is good for; an archive's entries come with it.
pub(super) fn classify(capture: &mut Capture, body: &[u8], url: &Url) -> Vec<Member> {
    let (state, detail) = match capture.kind {
        kind if kind.is_readable() => (State::Fetched, String::new()),
        Kind::Html => {
            let content_type = capture.header("content-type");
            let title = Page::read(body, content_type, url).title();
            (State::NotADocument, format!("a page called 「{title}」"))
        }
        Kind::Empty => (State::NotADocument, "nothing in it".to_owned()),
        Kind::Text if promises_document(url) => {
            (State::NotADocument, "a few words of text".to_owned())
        }
        Kind::Zip => match unpack(body, Limits::default()) {
            Ok(members) => {
                capture.detail = format!("{} entries", members.len());
                return members;
            }
            Err(why) => {
                (State::Unsupported, format!("the archive cannot be unpacked: {why}"))
            }
        },
        kind => (State::Unsupported, format!("kept, not read: {}", kind.word())),
    };
    (capture.state, capture.detail) = (state, detail);
    Vec::new()
}

/// Whether a link promises a document by its ending.
pub(super) fn promises_document(url: &Url) -> bool {
    let ending =
        url.path().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| PROMISES.contains(&ending.as_str()))
}
