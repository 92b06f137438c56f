//! Plain text with tab-separated tables: `y` counts lines, `x` counts columns.

use crate::{
    Axis, Document, Error, Font, Glyph, Ink, Page, Rect, Ruling, SourceKind, Span,
};
use smol_str::SmolStr;

/// Width of a column: no column of text has that many characters of advance.
const COLUMN: f32 = 1000.0;

/// A text of more bytes is refused: the longest disclosures have less than a tenth of that, and
/// every character takes some eighty bytes.
const MOST_BYTES: usize = 8 << 20;

/// One page of glyphs and, around runs of lines with tabs, rulings.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, Error> {
    if bytes.len() > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(Error::Budget(format!("it is a text of more than {most} MiB")));
    }
    let text = decode(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let mut glyphs = Vec::new();
    let mut widest = 1;
    for (index, line) in lines.iter().enumerate() {
        let y = (index + 1) as f32;
        for (column, field) in line.split('\t').enumerate() {
            widest = widest.max(column + 1);
            let advance = (998.0 / field.chars().count().max(1) as f32).min(1.0);
            let left = column as f32 * COLUMN + 1.0;
            for (i, character) in field.chars().enumerate() {
                let x = left + i as f32 * advance;
                let mut buffer = [0; 4];
                let raw: &str = character.encode_utf8(&mut buffer);
                let (text, raw) = crate::radicals::mapped(SmolStr::new_inline(raw));
                glyphs.push(Glyph {
                    text,
                    raw,
                    rect: Rect::new(x, y, x + advance, y),
                    size: 1.0,
                    font: 0,
                    direction: 0.0,
                    ink: Ink::Printed,
                    trusted: true,
                });
            }
        }
    }
    let page = Page {
        number: 1,
        width: widest as f32 * COLUMN,
        height: (lines.len() + 1) as f32,
        rotation: 0,
        glyphs,
        rulings: rulings(&lines),
        ..Page::default()
    };
    Ok(Document {
        source: SourceKind::Text,
        pages: vec![page],
        fonts: vec![Font { name: "text".into(), trusted: true }],
        ..Document::default()
    })
}

/// UTF-8 where it is valid, else the Chinese national encoding.
fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

/// A grid around every run of lines with tabs, except runs of 目录 entries.
fn rulings(lines: &[&str]) -> Vec<Ruling> {
    let mut rulings = Vec::new();
    let mut first = 0;
    while first < lines.len() {
        let run = lines[first..].iter().take_while(|line| line.contains('\t')).count();
        if run == 0 {
            first += 1;
            continue;
        }
        let table = &lines[first..first + run];
        if !table.iter().all(|line| is_contents_entry(line)) {
            rulings.extend(grid(table, first + 1));
        }
        first += run;
    }
    rulings
}

fn grid(table: &[&str], first_line: usize) -> impl Iterator<Item = Ruling> {
    let columns = table.iter().map(|line| line.split('\t').count()).max().unwrap_or(1);
    let top = first_line as f32 - 0.5;
    let rows = table.len();
    let ruling = |axis, at, span| Ruling { axis, at, span, width: 0.0, dashed: false };
    let across = Span::new(0.0, columns as f32 * COLUMN);
    let down = Span::new(top, top + rows as f32);
    (0..=rows).map(move |row| ruling(Axis::Horizontal, top + row as f32, across)).chain(
        (0..=columns).map(move |c| ruling(Axis::Vertical, c as f32 * COLUMN, down)),
    )
}

/// A 目录 entry: a heading, one tab, a page number.
fn is_contents_entry(line: &str) -> bool {
    match line.split_once('\t') {
        Some((heading, page)) => {
            let page = page.trim();
            !heading.trim().is_empty()
                && !page.is_empty()
                && page.chars().all(|c| c.is_ascii_digit())
        }
        None => false,
    }
}
