//! What a file is, by its first bytes; what its name and its server say does not count.

/// How far into a file `%PDF-` and `<html` are looked for, in bytes.
const HEAD: usize = 1024;

/// Tags that pages, and pieces of pages sent as such, begin with.
const TAGS: [&str; 27] = [
    "a", "b", "base", "body", "br", "center", "div", "font", "form", "frameset", "h1",
    "h2", "h3", "head", "html", "iframe", "img", "li", "link", "meta", "noscript", "p",
    "script", "span", "style", "table", "ul",
];

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal,)+) => {
        /// What kind of file some bytes are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Kind { $($(#[doc = $doc])* $name,)+ }

        impl Kind {
            /// The kind's name in records.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$name => $word,)+ }
            }

            /// The kind called `word`.
            pub fn named(word: &str) -> Option<Kind> {
                [$(Kind::$name,)+].into_iter().find(|kind| kind.word() == word)
            }
        }
    };
}

kinds! {
    Pdf = "pdf",
    Png = "png",
    Jpeg = "jpeg",
    Tiff = "tiff",
    Zip = "zip",
    /// Word of 2007 and later.
    Docx = "docx",
    /// Excel of 2007 and later.
    Xlsx = "xlsx",
    /// PowerPoint of 2007 and later.
    Pptx = "pptx",
    /// OpenDocument.
    Odf = "odf",
    /// 版式文档 (GB/T 33190).
    Ofd = "ofd",
    /// Word, Excel and PowerPoint before 2007, WPS; one container for all.
    Ole = "ole",
    Rtf = "rtf",
    Rar = "rar",
    SevenZip = "7z",
    Gzip = "gzip",
    Html = "html",
    Text = "text",
    Empty = "empty",
    Unknown = "unknown",
}

impl Kind {
    /// Whether the reader of documents knows this kind.
    pub fn is_readable(self) -> bool {
        matches!(self, Kind::Pdf | Kind::Png | Kind::Jpeg | Kind::Tiff)
    }

    /// Whether it is unpacked.
    pub fn is_archive(self) -> bool {
        matches!(self, Kind::Zip | Kind::Rar)
    }

    /// Endings of names that suit this kind, the usual one first; empty where any does.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Tiff => &["tif", "tiff"],
            Kind::Zip => &["zip"],
            Kind::Docx => &["docx"],
            Kind::Xlsx => &["xlsx"],
            Kind::Pptx => &["pptx"],
            Kind::Ofd => &["ofd"],
            Kind::Rtf => &["rtf", "doc"],
            Kind::Rar => &["rar"],
            Kind::SevenZip => &["7z"],
            _ => &[],
        }
    }

    /// The kind of a file, by its first bytes.
    ///
    /// A zip that is a document of some office program is told apart by
    /// [`crate::unpack::office_kind`].
    pub fn of(bytes: &[u8]) -> Kind {
        let head = &bytes[..bytes.len().min(HEAD)];
        if head.iter().all(u8::is_ascii_whitespace) {
            return Kind::Empty;
        }
        let magic: [(&[u8], Kind); 12] = [
            (b"\x89PNG\r\n\x1a\n", Kind::Png),
            (b"\xff\xd8\xff", Kind::Jpeg),
            (b"II*\0", Kind::Tiff),
            (b"MM\0*", Kind::Tiff),
            (b"PK\x03\x04", Kind::Zip),
            (b"PK\x05\x06", Kind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Ole),
            (b"Rar!\x1a\x07", Kind::Rar),
            (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
            (b"\x1f\x8b", Kind::Gzip),
            (b"{\\rtf", Kind::Rtf),
            (b"%PDF-", Kind::Pdf),
        ];
        if let Some((_, kind)) = magic.iter().find(|(magic, _)| head.starts_with(magic)) {
            return *kind;
        }
        if is_html(head) {
            return Kind::Html;
        }
        if contains(head, b"%PDF-") {
            return Kind::Pdf;
        }
        let controls = head.iter().filter(|b| **b < 32 && !matches!(b, 9 | 10 | 12 | 13));
        if controls.count() == 0 { Kind::Text } else { Kind::Unknown }
    }
}

/// Whether a PDF has its end; without it, bytes are missing.
pub(crate) fn has_pdf_end(bytes: &[u8]) -> bool {
    contains(&bytes[bytes.len().saturating_sub(2 * HEAD)..], b"%%EOF")
}

fn is_html(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if !text.starts_with(b"<") {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let end = lower[1..].iter().position(|b| !b.is_ascii_alphanumeric());
    let tag = &lower[1..end.map_or(lower.len(), |end| end + 1)];
    lower.starts_with(b"<!doctype html")
        || TAGS.iter().any(|known| known.as_bytes() == tag)
        || [&b"<html"[..], b"<body", b"<script"].iter().any(|tag| contains(&lower, tag))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::{Kind, has_pdf_end};

    #[test]
    fn first_bytes_decide() {
        let cases: [(&[u8], Kind); 19] = [
            (b"%PDF-1.7\n", Kind::Pdf),
            (b"\n\n junk %PDF-1.4\n", Kind::Pdf),
            (b"PK\x03\x04....", Kind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Ole),
            (b"Rar!\x1a\x07\x00", Kind::Rar),
            (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
            (b"\xff\xd8\xff\xe0", Kind::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Kind::Png),
            (b"<!DOCTYPE html><html>", Kind::Html),
            (b"\xef\xbb\xbf\r\n<HTML>", Kind::Html),
            (b"<?xml version='1.0'?><html>", Kind::Html),
            (b"<!-- a --><body>%PDF-1.4</body>", Kind::Html),
            (b"<P class=a>no such file", Kind::Html),
            (b"<?xml version='1.0'?><data/>", Kind::Text),
            (b"<project/>", Kind::Text),
            (b"{\"code\":404}", Kind::Text),
            (b"", Kind::Empty),
            (b" \r\n ", Kind::Empty),
            (b"\x00\x01\x02", Kind::Unknown),
        ];
        for (bytes, kind) in cases {
            assert_eq!(Kind::of(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn ends() {
        assert!(has_pdf_end(b"%PDF-1.4 ... %%EOF\n"));
        assert!(!has_pdf_end(b"%PDF-1.4 ... "));
    }
}
