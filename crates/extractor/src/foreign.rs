//! What a file is that calls itself a PDF and is none.

/// A kind of file that is known by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// What it is, as the end of "this is not a PDF but …".
    pub name: &'static str,
    /// What to do with it.
    pub hint: &'static str,
}

/// The names of a ZIP archive stand at its end.
const DIRECTORY: usize = 256 << 10;
/// A page may have remarks before its first element.
const HEAD: usize = 1 << 10;

const SAVE_AS_PDF: &str = "open it in Word, WPS or LibreOffice and save it as PDF";
const UNPACK: &str = "unpack it and give the files that are in it";
const RENAME: &str = "give it a name that ends in .png, .jpg or .tif";

/// What begins like this: first bytes, what it is, what to do.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Office file (.doc, .xls, .wps)",
        SAVE_AS_PDF,
    ),
    (b"{\\rtf", "a text in RTF", SAVE_AS_PDF),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
    (b"\x89PNG\r\n", "a picture", RENAME),
    (b"\xFF\xD8\xFF", "a picture", RENAME),
    (b"II*\0", "a picture", RENAME),
    (b"MM\0*", "a picture", RENAME),
];

/// What a ZIP archive is by the files in it: their names, what it is, what to do.
const ARCHIVES: &[(&[u8], &str, &str)] = &[
    (b"word/document.xml", "a Word document (.docx)", SAVE_AS_PDF),
    (b"xl/workbook.xml", "a workbook (.xlsx)", SAVE_AS_PDF),
    (b"ppt/presentation.xml", "slides (.pptx)", SAVE_AS_PDF),
    (
        b"OFD.xml",
        "an OFD document",
        "open it in an OFD reader and save or print it as PDF",
    ),
];

impl Foreign {
    /// What these bytes are, where that is known.
    pub(crate) fn of(bytes: &[u8]) -> Option<Foreign> {
        let kind = |&(_, name, hint): &(&[u8], &'static str, &'static str)| Foreign {
            name,
            hint,
        };
        if bytes.starts_with(b"PK\x03\x04") {
            let directory = &bytes[bytes.len().saturating_sub(DIRECTORY)..];
            let known = ARCHIVES.iter().find(|archive| contains(directory, archive.0));
            let plain = Foreign { name: "a ZIP archive", hint: UNPACK };
            return Some(known.map_or(plain, kind));
        }
        if let Some(beginning) = BEGINNINGS.iter().find(|b| bytes.starts_with(b.0)) {
            return Some(kind(beginning));
        }
        let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
        let is_page = [&b"<!doctype html"[..], b"<html", b"<head", b"<script"]
            .iter()
            .any(|tag| contains(&head, tag));
        is_page.then_some(Foreign {
            name: "a web page",
            hint: "the site sent a page instead of the file, perhaps an error or a login: open \
                   the address in a browser and save the PDF itself",
        })
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_bytes() {
        let name = |bytes: &[u8]| Foreign::of(bytes).map(|foreign| foreign.name);
        let docx = b"PK\x03\x04......[Content_Types].xml...word/document.xml...";
        assert_eq!(name(docx), Some("a Word document (.docx)"));
        assert_eq!(name(b"PK\x03\x04...a.pdf..."), Some("a ZIP archive"));
        assert_eq!(name(b"PK\x03\x04...OFD.xmlPK"), Some("an OFD document"));
        let page = b"\xEF\xBB\xBF\r\n<!DOCTYPE html><html><body>404</body></html>";
        assert_eq!(name(page), Some("a web page"));
        assert_eq!(
            name(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            Some("an old Office file (.doc, .xls, .wps)")
        );
        assert_eq!(name(b""), None);
        assert_eq!(name(b"not a PDF"), None);
    }
}
