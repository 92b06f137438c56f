//! Text strings of the metadata, in whatever encoding the producer used.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

/// Bytes of a text string that are read: a program's name or a title has a tenth of that, and
/// a file of 300 MB may hold nothing else.
pub(crate) const LONGEST: usize = 2_000;

/// The text of a PDF text string: UTF-16 or UTF-8 with a mark, else GBK where the bytes are
/// that, else PDFDocEncoding. A long one is cut, and the second says so.
pub(crate) fn decoded(bytes: &[u8]) -> (String, bool) {
    let is_cut = bytes.len() > LONGEST;
    if !is_cut {
        return (text(bytes), false);
    }
    // Half a character at the end is none.
    let mut parts = (0..4).map(|less| &bytes[..LONGEST - less]);
    let is_gbk = |part: &&[u8]| {
        GB18030.decode_without_bom_handling_and_without_replacement(part).is_some()
    };
    let kept = parts
        .clone()
        .find(|part| std::str::from_utf8(part).is_ok())
        .or_else(|| parts.find(is_gbk));
    (text(kept.unwrap_or(&bytes[..LONGEST])), true)
}

fn text(bytes: &[u8]) -> String {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        UTF_16BE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        UTF_16LE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Ok(text) =
        std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
    {
        // Plain ASCII comes this way too; UTF-8 without a mark is common in the wild.
        text.to_owned()
    } else {
        name(bytes)
    };
    text.trim_matches(|c: char| c.is_control() || c.is_whitespace()).to_owned()
}

/// The text of bytes without any mark: UTF-8, else GBK, else one character per byte.
pub(crate) fn name(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text.into_owned(),
        None => bytes.iter().map(|&byte| pdf_doc(byte)).collect(),
    }
}

/// PDFDocEncoding, which differs from Latin-1 in 0x18–0x1F and 0x80–0xA0.
fn pdf_doc(byte: u8) -> char {
    const LOW: [char; 8] = [
        '\u{2d8}', '\u{2c7}', '\u{2c6}', '\u{2d9}', '\u{2dd}', '\u{2db}', '\u{2da}',
        '\u{2dc}',
    ];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘',
        '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
        '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => LOW[usize::from(byte - 0x18)],
        0x80..=0xa0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_string_is_cut_between_two_characters() {
        let (gbk, _, _) = GB18030.encode("财政局");
        for (bytes, starts) in [
            ("某".repeat(100_000).into_bytes(), "某某"),
            (gbk.repeat(100_000), "财政局财政局"),
            ([b"\xfe\xff".to_vec(), b"\x67\x50".repeat(100_000)].concat(), "材材"),
        ] {
            let (text, is_cut) = decoded(&bytes);
            assert!(is_cut && text.starts_with(starts), "{text}");
            assert!(text.len() <= 2 * LONGEST && !text.contains('\u{fffd}'), "{text}");
        }
        assert_eq!(decoded("Word 2019".as_bytes()), ("Word 2019".to_owned(), false));
    }
}
