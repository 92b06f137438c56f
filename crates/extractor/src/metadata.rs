//! Text strings of the metadata, in whatever encoding the producer used.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

/// The text of a PDF text string: UTF-16 or UTF-8 with a mark, else GBK where the bytes are
/// that, else PDFDocEncoding.
pub(crate) fn decoded(bytes: &[u8]) -> String {
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
