//! Rows to CSV bytes: CRLF, minimal quotes, and the formula rule for text.

use crate::schema::{Field, Kind};
use std::borrow::Cow;

/// What Excel needs to see that a file is UTF-8.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Appends one row.
///
/// `cells` and `fields` run side by side; a missing cell is written empty so that every
/// row has the header's length.
pub fn write_row<S: AsRef<str>>(out: &mut Vec<u8>, fields: &[Field], cells: &[S]) {
    debug_assert_eq!(fields.len(), cells.len(), "cells of a row");
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let cell = cells.get(index).map_or("", |cell| cell.as_ref());
        match field.kind {
            Kind::String => write_cell(out, &guard(cell)),
            _ => write_cell(out, cell),
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// Appends the header row.
pub fn write_header(out: &mut Vec<u8>, fields: &[Field]) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_cell(out, field.name);
    }
    out.extend_from_slice(b"\r\n");
}

fn write_cell(out: &mut Vec<u8>, cell: &str) {
    let cell = &*printable(cell);
    if !cell.bytes().any(|b| matches!(b, b',' | b'"' | b'\r' | b'\n')) {
        out.extend_from_slice(cell.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in cell.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// The text without control characters, which no reader of these files expects; line breaks
/// and tabs are none.
fn printable(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.contains(odd) {
        Cow::Owned(text.replace(odd, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// The formula rule: text a spreadsheet would run gets a leading `'`.
///
/// Numbers and bare dashes stay as printed: blanket escaping of `-` spoils negative
/// amounts.
///
/// ```
/// assert_eq!(exporter::csv::guard("=1+1"), "'=1+1");
/// assert_eq!(exporter::csv::guard("-1,204.50"), "-1,204.50");
/// ```
pub fn guard(text: &str) -> Cow<'_, str> {
    // Some spreadsheets take the full-width signs for the same.
    let starts =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if starts && !is_dashes(text) && !is_plain_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_dashes(text: &str) -> bool {
    text.chars().all(parser::amount::is_dash)
}

/// `^[+-]?[\d,.]+%?$`, also in full width.
fn is_plain_number(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-', '＋', '－']).unwrap_or(text);
    let text = text.strip_suffix(['%', '％']).unwrap_or(text);
    !text.is_empty()
        && text
            .chars()
            .all(|c| matches!(c, '0'..='9' | ',' | '.' | '０'..='９' | '，' | '．'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        for (text, expected) in [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("+86", "+86"),
            ("+cmd", "'+cmd"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("-", "-"),
            ("--", "--"),
            ("-——", "-——"),
            ("——", "——"),
            ("-12.50%", "-12.50%"),
            ("-12.50 %", "'-12.50 %"),
            ("-其中", "'-其中"),
            ("＝SUM(A1)", "'＝SUM(A1)"),
            ("＋x", "'＋x"),
            ("－其中", "'－其中"),
            ("＠x", "'＠x"),
            ("－1,204.50", "－1,204.50"),
            ("－１２．５０", "－１２．５０"),
            ("－－", "－－"),
            ("+", "'+"),
            ("", ""),
            ("公开01表", "公开01表"),
        ] {
            assert_eq!(guard(text), expected, "{text:?}");
        }
    }

    #[test]
    fn cells_are_quoted_only_where_needed() {
        let mut out = Vec::new();
        for cell in ["\0a\u{7f}\u{85}", "1,204.50", "say \"x\"", "two\nlines", ""] {
            write_cell(&mut out, cell);
            out.push(b'|');
        }
        let text = String::from_utf8(out).expect("utf-8");
        assert_eq!(text, "a|\"1,204.50\"|\"say \"\"x\"\"\"|\"two\nlines\"||");
    }

    /// Every decimal survives being written and read by an independent reader.
    #[test]
    fn decimals_survive_the_round_trip() {
        use rust_decimal::Decimal;
        let field = |kind| Field {
            name: "x",
            kind,
            required: false,
            values: Vec::new(),
            pattern: "",
            unit: "",
            zh: "",
            en: "",
        };
        let fields = [field(Kind::Number), field(Kind::String)];
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        for _ in 0..20_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let number = Decimal::new(state as i64, (state >> 59) as u32 % 20);
            let printed = number.to_string();
            let amount = crate::number::amount(number);
            let mut out = Vec::new();
            write_row(&mut out, &fields, &[amount.as_str(), printed.as_str()]);
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(out.as_slice());
            let row = reader.records().next().expect("one row").expect("a valid row");
            assert_eq!(row[0].parse::<Decimal>().expect("a decimal"), number);
            assert_eq!(&row[1], printed, "no quote before a number");
            assert!(!row[0].contains(['e', 'E']));
        }
    }

    /// Any text survives, and none that is left bare would be run as a formula.
    #[test]
    fn text_survives_and_is_harmless() {
        const SIGNS: [char; 16] = [
            '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', '.', '1', '9', '%', '—',
            '元', '\'',
        ];
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            for i in 0..(state >> 61) {
                text.push(SIGNS[(state >> (20 + 4 * i)) as usize % SIGNS.len()]);
            }
            let guarded = guard(&text);
            assert!(guarded == text || guarded.strip_prefix('\'') == Some(&text));
            if guarded.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                let body = guarded.trim_start_matches(['+', '-']).trim_end_matches('%');
                let harmless = guarded.chars().all(|c| matches!(c, '-' | '—'))
                    || body.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
                assert!(harmless, "{text:?}");
            }
            let mut out = Vec::new();
            // A second cell, since a row of one empty cell is an empty line.
            write_cell(&mut out, &guarded);
            out.extend_from_slice(b",x\r\n");
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(out.as_slice());
            let row = reader.records().next().expect("one row").expect("a valid row");
            assert_eq!(&row[0], guarded.as_ref());
        }
    }
}
