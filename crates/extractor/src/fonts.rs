//! Which font a glyph belongs to, by name and program.

use crate::Font;
use hayro_interpret::font::Glyph as Drawn;
use std::collections::HashMap;

/// The fonts of a document in order of first use.
#[derive(Default)]
pub(crate) struct FontTable {
    pub(crate) fonts: Vec<Font>,
    known: HashMap<(u128, String), u16>,
}

impl FontTable {
    /// The index of the font of a drawn glyph.
    pub(crate) fn of(&mut self, glyph: &Drawn<'_>) -> u16 {
        let key = match glyph {
            Drawn::Outline(outline) => match outline.font_data() {
                Some(data) => (data.cache_key, data.postscript_name.unwrap_or_default()),
                None => (0, String::new()),
            },
            Drawn::Type3(_) => (1, "Type3".to_owned()),
        };
        if let Some(&index) = self.known.get(&key) {
            return index;
        }
        let index = self.fonts.len().min(u16::MAX as usize) as u16;
        if (index as usize) == self.fonts.len() {
            self.fonts.push(Font { name: key.1.clone(), trusted: true });
        }
        self.known.insert(key, index);
        index
    }
}
