//! The font that stands in for every font a file does not embed.
//!
//! We never look at outlines, so a real substitute would only cost time. It would also do
//! harm: the interpreter stretches a substitute's glyphs to the widths the file asks for,
//! and that stretch cannot be told apart from the text's own scaling afterwards. A font
//! whose glyphs are all zero wide is never stretched.

use hayro_interpret::font::FontData;
use std::sync::{Arc, OnceLock};

/// One empty glyph of no width, as an sfnt.
pub(crate) fn font() -> FontData {
    static BYTES: OnceLock<Arc<Vec<u8>>> = OnceLock::new();
    BYTES.get_or_init(|| Arc::new(build())).clone()
}

/// Whether a font program is the stand-in.
pub(crate) fn is(data: &FontData) -> bool {
    let data: &[u8] = (**data).as_ref();
    let own = font();
    let own: &[u8] = (*own).as_ref();
    // Length first: embedded fonts are never that small.
    data.len() == own.len() && data == own
}

fn build() -> Vec<u8> {
    let head = table(54, &[(0, 1), (12, 0x5f0f), (14, 0x3cf5), (18, 1000)]);
    let hhea = table(36, &[(0, 1), (34, 1)]);
    let hmtx = table(4, &[]);
    let maxp = table(6, &[(0, 0), (2, 0x5000), (4, 1)]);
    let tables: [(&[u8; 4], Vec<u8>); 4] =
        [(b"head", head), (b"hhea", hhea), (b"hmtx", hmtx), (b"maxp", maxp)];
    let mut font = vec![0, 1, 0, 0, 0, tables.len() as u8, 0, 0, 0, 0, 0, 0];
    let mut offset = font.len() + 16 * tables.len();
    let mut body = Vec::new();
    for (tag, data) in &tables {
        font.extend_from_slice(*tag);
        font.extend_from_slice(&[0; 4]);
        font.extend_from_slice(&(offset as u32).to_be_bytes());
        font.extend_from_slice(&(data.len() as u32).to_be_bytes());
        body.extend_from_slice(data);
        body.resize(body.len().next_multiple_of(4), 0);
        offset = 12 + 16 * tables.len() + body.len();
    }
    font.extend_from_slice(&body);
    font
}

/// A table of zeros with a few 16-bit words set.
fn table(length: usize, words: &[(usize, u16)]) -> Vec<u8> {
    let mut table = vec![0; length];
    for &(at, word) in words {
        table[at..at + 2].copy_from_slice(&word.to_be_bytes());
    }
    table
}

#[cfg(test)]
mod tests {
    use skrifa::instance::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    #[test]
    fn is_a_font_without_widths() {
        let data = super::font();
        let font = FontRef::new((*data).as_ref()).expect("a font");
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        assert_eq!(metrics.advance_width(skrifa::GlyphId::new(0)), Some(0.0));
    }
}
