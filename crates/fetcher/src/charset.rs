//! Which encoding a page is in.
//!
//! Declarations lie often enough that the bytes have the last word: text that is valid UTF-8
//! is UTF-8, and text that is not is none, whatever is declared.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// How far into a page its `<meta charset>` is looked for, in bytes.
const META: usize = 4096;

/// A page's text, and the encoding it came in (queries of its links are in it too).
pub(crate) fn decode(
    bytes: &[u8],
    content_type: Option<&str>,
) -> (String, &'static Encoding) {
    let encoding = encoding_of(bytes, content_type);
    let (text, encoding, _) = encoding.decode(bytes);
    (text.into_owned(), encoding)
}

/// Text that is in UTF-8 or, failing that, in GB18030: names in headers, URLs and archives.
pub(crate) fn utf8_or_gb18030(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn encoding_of(bytes: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    if is_utf8 && !bytes.is_ascii() {
        return UTF_8;
    }
    let declared = content_type.and_then(charset_in).or_else(|| meta_charset(bytes));
    match declared {
        Some(encoding) if encoding == UTF_8 && !is_utf8 => detected(bytes),
        // GB18030 is a superset; pages declared as gb2312 use it.
        Some(encoding) if encoding == GBK => GB18030,
        Some(encoding) => encoding,
        None if is_utf8 => UTF_8,
        None => detected(bytes),
    }
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    match detector.guess(Some(b"cn"), Utf8Detection::Deny) {
        encoding if encoding == GBK => GB18030,
        encoding => encoding,
    }
}

/// The encoding that `charset=` names in a header or in a `<meta>`.
fn charset_in(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find("charset")? + "charset".len();
    let label = lower[start..].trim_start().strip_prefix('=')?;
    let label = label.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(['"', '\'', ';', '>', '/', ' ', ',']).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head =
        String::from_utf8_lossy(&bytes[..bytes.len().min(META)]).to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|meta| charset_in(meta.split('>').next()?))
}

#[cfg(test)]
mod tests {
    use super::{decode, utf8_or_gb18030};
    use encoding_rs::GBK;

    fn gbk(text: &str) -> Vec<u8> {
        GBK.encode(text).0.into_owned()
    }

    #[test]
    fn declared_and_undeclared() {
        let plain = "<html><title>部门决算公开</title><p>二〇二三年度</p>";
        let meta =
            "<html><meta http-equiv=Content-Type content='text/html; charset=gb2312'>";
        let meta = format!("{meta}<title>部门决算</title>");
        let cases = [
            ("by header", gbk(plain), Some("text/html; charset=GBK"), plain),
            ("by meta", gbk(&meta), Some("text/html"), meta.as_str()),
            ("by its bytes", gbk(plain), None, plain),
            (
                "header says utf-8, wrongly",
                gbk(plain),
                Some("text/html;charset=utf-8"),
                plain,
            ),
            ("meta says gb2312, wrongly", meta.clone().into_bytes(), None, meta.as_str()),
            (
                "header says gbk, wrongly",
                plain.into(),
                Some("text/html; charset=gbk"),
                plain,
            ),
        ];
        for (what, bytes, content_type, expected) in cases {
            assert_eq!(decode(&bytes, content_type).0, expected, "{what}");
        }
    }

    #[test]
    fn four_bytes_of_gb18030() {
        // 㐀 has no place in GBK.
        let bytes =
            encoding_rs::GB18030.encode("<meta charset=\"gb2312\">㐀").0.into_owned();
        assert_eq!(decode(&bytes, None).0, "<meta charset=\"gb2312\">㐀");
    }

    #[test]
    fn names() {
        assert_eq!(utf8_or_gb18030("决算".as_bytes()), "决算");
        assert_eq!(utf8_or_gb18030(&gbk("决算")), "决算");
    }
}
