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
        Kind::Text if promises_document(url, &capture.title) => {
            (State::NotADocument, "a few words of text".to_owned())
        }
        kind if kind.is_archive() => match unpack(body, Limits::default()) {
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

/// Whether a link promises a document: by the ending of its path, of a name in its query
/// (`download.jsp?file=a.pdf`), or of what it reads (「附件：2023年度部门决算.pdf」).
pub(super) fn promises_document(url: &Url, title: &str) -> bool {
    let ends_well = |text: &str| {
        let ending = text.trim().rsplit_once('.').map(|(_, ending)| ending);
        let ending = ending.map(str::to_ascii_lowercase);
        ending.is_some_and(|ending| PROMISES.contains(&ending.as_str()))
    };
    let mut in_query = url.query_pairs();
    ends_well(url.path())
        || in_query.any(|(_, value)| ends_well(&value))
        || ends_well(title.trim_end_matches([')', '）', ']', '】']))
}

#[cfg(test)]
mod tests {
    use super::promises_document;

    #[test]
    fn links_promise_by_path_query_and_text() {
        let base = "https://a.example/";
        for (address, title, expected) in [
            ("a.PDF", "", true),
            ("a.pdf?x=1", "", true),
            ("download.jsp?wbfileid=1", "附件：部门决算.pdf", true),
            ("download.jsp?wbfileid=1", "附件（部门决算.xls）", true),
            ("download.jsp?wbfileid=1&owner=2", "某局2023年度部门决算", false),
            ("download.jsp?name=%E5%86%B3%E7%AE%97.docx", "下载", true),
            ("info/1001/2002.htm", "2023年决算公开", false),
            ("info/1001/2002.htm", "共3.5万元", false),
        ] {
            let url = format!("{base}{address}").parse().unwrap();
            assert_eq!(promises_document(&url, title), expected, "{address} {title}");
        }
    }
}
