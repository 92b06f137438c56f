//! Files that were brought and that nothing here reads: a row with the reason, so that nothing
//! is missing without a word.

use exporter::records::KEPT_UNREAD;
use exporter::{Failure, Input, Options, Outcome, Rendered};
use store::Entry;

/// What the kinds of the store are called.
const KINDS: [(&str, &str); 18] = [
    ("xls", "an Excel workbook"),
    ("xlsx", "an Excel workbook"),
    ("et", "a WPS workbook"),
    ("ods", "an OpenDocument spreadsheet"),
    ("doc", "a Word document"),
    ("docx", "a Word document"),
    ("wps", "a WPS document"),
    ("odt", "an OpenDocument text"),
    ("ppt", "a PowerPoint presentation"),
    ("pptx", "a PowerPoint presentation"),
    ("dps", "a WPS presentation"),
    ("ofd", "an OFD document (版式文档)"),
    ("ole", "an Office file of before 2007"),
    ("zip", "a zip archive"),
    ("rar", "a RAR archive"),
    ("7z", "a 7z archive"),
    ("html", "a web page"),
    ("bin", "a file of an unknown kind"),
];

/// The row of a file that is kept and not read.
pub(crate) fn rendered(entry: &Entry, options: Options) -> Rendered {
    let failure = Failure {
        code: KEPT_UNREAD.into(),
        reason: reason(entry),
        hint: "the file is in the store; look for the same disclosure as PDF".to_owned(),
    };
    let input = Input {
        file_name: &entry.file_name,
        source_url: &entry.source_url,
        retrieved_at: &entry.retrieved_at,
        outcome: Outcome::Failed {
            sha256: &entry.document,
            byte_size: entry.byte_size,
            failure: &failure,
        },
    };
    let mut rendered = entry.placed(exporter::render(&input, options));
    // Nobody has tried to read it.
    rendered.has_failed = false;
    rendered
}

/// Why it is not read: what it is, and what whoever brought it said besides.
fn reason(entry: &Entry) -> String {
    let known = KINDS.iter().find(|(kind, _)| *kind == entry.kind);
    let what = known.map_or(entry.kind.as_str(), |(_, what)| what);
    let said =
        entry.note.strip_prefix("kept, not read").map_or(entry.note.as_str(), |_| "");
    match said {
        "" => format!("kept, not read: {what} ({})", entry.kind),
        said => format!("kept, not read: {what} ({}); {said}", entry.kind),
    }
}
