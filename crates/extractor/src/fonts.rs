//! Which font a glyph belongs to, and what its code means where the file gives no Unicode.

use crate::font_dicts::{FontDict, Kind};
use crate::shapes::{self, Look};
use crate::trust::{self, Trust};
use crate::{Font, Warning, stand_in, unicode, warning};
use hayro_cmap::BfString;
use hayro_interpret::font::{FontData, Glyph as Drawn, OutlineGlyph, PositionedGlyph};
use rustc_hash::FxHashMap as HashMap;
use smol_str::SmolStr;

/// What is written for a glyph without any Unicode.
pub(crate) const UNKNOWN: char = '\u{fffd}';

/// So many fonts of a document are told apart: as many as the index of a glyph can name.
const MOST_FONTS: usize = u16::MAX as usize;

/// The fonts of a document in order of first use.
pub(crate) struct FontTable<'a> {
    dicts: Vec<FontDict<'a>>,
    entries: Vec<Entry>,
    /// Fonts whose program and name the interpreter tells.
    told: HashMap<(u128, String), u16>,
    /// Fonts found by their dictionary only.
    guessed: HashMap<Option<usize>, u16>,
    last_guess: Option<usize>,
}

#[derive(Default)]
struct Entry {
    name: String,
    /// Dictionaries this font may have come from; usually one.
    candidates: Vec<usize>,
    program: Option<FontData>,
    /// Glyph → character by the embedded font's own table, made when first needed.
    reverse: Option<HashMap<u32, char>>,
    em: f64,
    /// The codes say nothing and only the font's own table can be believed.
    wordless: bool,
    /// Codes of white space, and whether they are drawn with ink after all.
    spaces: HashMap<u32, bool>,
    trust: Trust,
}

/// The fonts of a document, after all its pages were read.
pub(crate) struct Judged {
    pub(crate) fonts: Vec<Font>,
    /// For every font whether its digits can be believed.
    pub(crate) digits: Vec<bool>,
    pub(crate) warnings: Vec<Warning>,
}

impl<'a> FontTable<'a> {
    pub(crate) fn new(dicts: Vec<FontDict<'a>>) -> Self {
        Self {
            dicts,
            entries: Vec::new(),
            told: HashMap::default(),
            guessed: HashMap::default(),
            last_guess: None,
        }
    }

    /// The index of the font of a run.
    pub(crate) fn of(&mut self, run: &[PositionedGlyph<'a>]) -> u16 {
        let data = match run.first().map(|glyph| &**glyph) {
            Some(Drawn::Outline(outline)) => outline.font_data(),
            _ => None,
        };
        let Some(data) = data else { return self.guess(run) };
        let key = (data.cache_key, data.postscript_name.unwrap_or_default());
        if let Some(&index) = self.told.get(&key) {
            return index;
        }
        let embedded = !stand_in::is(&data.data);
        let candidates = self.candidates(&key.1, embedded, (*data.data).as_ref());
        let program = embedded.then_some(data.data);
        let index = self.add(key.1.clone(), candidates, program);
        self.told.insert(key, index);
        index
    }

    /// Dictionaries with that name; the program decides where several share it.
    fn candidates(&self, name: &str, embedded: bool, program: &[u8]) -> Vec<usize> {
        let mut found: Vec<usize> = (0..self.dicts.len())
            .filter(|&i| {
                let dict = &self.dicts[i];
                let kind = match dict.kind {
                    // A program that does not load counts as not embedded.
                    Kind::Type0 => !embedded || dict.program.is_some(),
                    Kind::TrueType => embedded && dict.program.is_some(),
                    Kind::Type1 | Kind::Type3 => false,
                };
                kind && dict.key == name
            })
            .collect();
        if embedded && found.len() > 1 {
            // The stated length tells apart what the name does not; decoding every program
            // again would cost more than the rest of the reading. Where dictionaries of one
            // length disagree about a code, the code is unknown.
            let fits = |&i: &usize| {
                let program_dict = self.dicts[i].program.as_ref().map(|s| s.dict());
                let length = program_dict.and_then(|dict| dict.get::<u32>("Length1"));
                length.is_none_or(|length| length as usize == program.len())
            };
            if found.iter().any(fits) {
                found.retain(fits);
            }
        }
        found
    }

    /// The font of a run the interpreter tells nothing about, by the widths of its glyphs.
    fn guess(&mut self, run: &[PositionedGlyph<'a>]) -> u16 {
        let type3 = matches!(run.first().map(|glyph| &**glyph), Some(Drawn::Type3(_)));
        let fits = |dict: &FontDict<'_>| {
            let kind = match dict.kind {
                Kind::Type3 => type3,
                Kind::Type1 => !type3,
                Kind::TrueType => !type3,
                Kind::Type0 => false,
            };
            kind && run.iter().take(8).all(|glyph| {
                advance(glyph)
                    .is_some_and(|width| dict.has_width(glyph.char_code(), width))
            })
        };
        let found = self
            .last_guess
            .filter(|&i| fits(&self.dicts[i]))
            .or_else(|| self.dicts.iter().position(fits))
            .or_else(|| {
                // The standard fonts need no widths.
                self.dicts.iter().position(|dict| {
                    matches!(dict.kind, Kind::Type1 | Kind::TrueType)
                        && dict.widths.is_empty()
                        && !type3
                })
            });
        self.last_guess = found;
        if let Some(&index) = self.guessed.get(&found) {
            return index;
        }
        let name = found.map(|i| self.dicts[i].name.clone()).unwrap_or_default();
        let index = self.add(name, found.into_iter().collect(), None);
        self.guessed.insert(found, index);
        index
    }

    fn add(
        &mut self,
        key: String,
        candidates: Vec<usize>,
        program: Option<FontData>,
    ) -> u16 {
        if self.entries.len() == MOST_FONTS {
            return (MOST_FONTS - 1) as u16;
        }
        if self.entries.len() + 1 == MOST_FONTS {
            // The last one stands for all that follow, and nothing in them is believed.
            let name = "more fonts than can be told apart".to_owned();
            let shared = Entry { name, em: 1.0, wordless: true, ..Entry::default() };
            self.entries.push(shared);
            return (MOST_FONTS - 1) as u16;
        }
        let mut names: Vec<&str> =
            candidates.iter().map(|&i| self.dicts[i].name.as_str()).collect();
        names.dedup();
        let name = if names.is_empty() { key } else { names.join("/") };
        let em = candidates.first().map_or(1.0, |&i| self.dicts[i].em);
        let wordless = !candidates.is_empty()
            && candidates.iter().all(|&i| {
                let dict = &self.dicts[i];
                dict.kind == Kind::TrueType && !dict.has_encoding && !dict.has_to_unicode
            });
        self.entries.push(Entry {
            name,
            candidates,
            program,
            reverse: None,
            em,
            wordless,
            spaces: HashMap::default(),
            trust: Trust::default(),
        });
        (self.entries.len() - 1) as u16
    }

    /// The em of a font in units of the text's font size.
    pub(crate) fn em(&self, font: u16) -> f64 {
        self.entries[usize::from(font)].em
    }

    /// What a glyph reads as, and whether that can be believed by itself.
    pub(crate) fn read(&mut self, font: u16, glyph: &Drawn<'a>) -> (SmolStr, bool) {
        let entry = &mut self.entries[usize::from(font)];
        let mut text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => {
                Some(SmolStr::new_inline(c.encode_utf8(&mut [0; 4])))
            }
            Some(BfString::String(s)) if !s.is_empty() => Some(SmolStr::new(s)),
            _ => None,
        };
        if entry.wordless {
            text = None;
        }
        if text.as_deref().is_none_or(trust::says_nothing)
            && let Drawn::Outline(outline) = glyph
            && let Some(better) = entry.missing(&self.dicts, outline)
        {
            text = Some(better);
        }
        if text.is_none() && entry.wordless {
            // Old drivers kept the letters' own codes; shown, but not believed.
            text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => {
                    Some(SmolStr::new_inline(c.encode_utf8(&mut [0; 4])))
                }
                _ => None,
            };
            let text = text.unwrap_or_else(|| UNKNOWN.to_string().into());
            entry.trust.saw_bad();
            return (text, false);
        }
        let text =
            text.unwrap_or_else(|| SmolStr::new_inline(UNKNOWN.encode_utf8(&mut [0; 4])));
        let code = glyph.char_code();
        let hides_ink = entry.hides_ink(&text, glyph);
        let good = !trust::says_nothing(&text) && !hides_ink;
        if good {
            if entry.trust.saw(code, &text) {
                entry.compare(&text, glyph);
            }
            (unicode::clean(text), true)
        } else {
            entry.trust.saw_bad();
            // Whatever stood there must not pass for a blank, nor a control end up in a file.
            let unknown = hides_ink || text.is_empty() || text.contains(char::is_control);
            match unknown {
                true => (SmolStr::new_inline(UNKNOWN.encode_utf8(&mut [0; 4])), false),
                false => (text, false),
            }
        }
    }

    /// The fonts and what is wrong with them.
    pub(crate) fn finish(self) -> Judged {
        let mut warnings = Vec::new();
        let mut fonts = Vec::with_capacity(self.entries.len());
        let mut digits = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            let problem = entry.trust.problem();
            let digit_problem = entry.trust.digit_problem();
            digits.push(digit_problem.is_none());
            if let Some(problem) = problem.as_ref().or(digit_problem.as_ref()) {
                warnings.push(Warning {
                    code: warning::UNTRUSTED_FONT,
                    page: None,
                    message: format!("font 「{}」: {problem}", entry.name),
                    hint:
                        "compare with the page as displayed; recognition of the picture \
                           may be the only way"
                            .into(),
                });
            }
            fonts.push(Font { name: entry.name, trusted: problem.is_none() });
        }
        Judged { fonts, digits, warnings }
    }
}

impl Entry {
    /// The character of a code without ToUnicode.
    fn missing(
        &mut self,
        dicts: &[FontDict<'_>],
        glyph: &OutlineGlyph,
    ) -> Option<SmolStr> {
        let code = glyph.char_code();
        let mut said = self.candidates.iter().map(|&i| unicode::of_code(&dicts[i], code));
        if let Some(Some(text)) = said.next() {
            // Two dictionaries that disagree about a code tell us nothing.
            return said.all(|other| other.as_ref() == Some(&text)).then_some(text);
        }
        let glyph_id = glyph.glyph_id().to_u32();
        if let Some(program) = &self.program {
            let reverse = self
                .reverse
                .get_or_insert_with(|| unicode::reversed((**program).as_ref()));
            if let Some(c) = reverse.get(&glyph_id) {
                return Some(SmolStr::new_inline(c.encode_utf8(&mut [0; 4])));
            }
        }
        for &i in &self.candidates {
            if let Some(text) = unicode::of_cid(&dicts[i], code) {
                return Some(text);
            }
        }
        // Something that shows nothing is a space, whatever it is called; the glyphs of the
        // stand-in never show anything.
        let blank = self.program.is_some() && glyph.outline().elements().is_empty();
        blank.then(|| SmolStr::new_inline(" "))
    }

    /// Whether a character that is said to be white space is drawn with ink.
    fn hides_ink(&mut self, text: &str, glyph: &Drawn<'_>) -> bool {
        let Drawn::Outline(outline) = glyph else { return false };
        if !text.chars().all(char::is_whitespace) {
            return false;
        }
        // A character the font lacks is drawn as a box.
        *self.spaces.entry(glyph.char_code()).or_insert_with(|| {
            outline.glyph_id().to_u32() != 0
                && shapes::look(&outline.outline()) != Look::Blank
        })
    }

    /// Lets the outline and the font's own table judge the file's Unicode.
    fn compare(&mut self, text: &str, glyph: &Drawn<'_>) {
        let Drawn::Outline(outline) = glyph else { return };
        let digit = match text.as_bytes() {
            [digit @ b'0'..=b'9'] => Some(digit - b'0'),
            _ => None,
        };
        if let Some(digit) = digit {
            self.trust.saw_digit(digit, &shapes::look(&outline.outline()));
        }
        let Some(program) = &self.program else { return };
        let program: &[u8] = (**program).as_ref();
        let reverse = self.reverse.get_or_insert_with(|| unicode::reversed(program));
        let glyph = outline.glyph_id().to_u32();
        if let Some(own) = reverse.get(&glyph)
            && own.is_ascii()
            && (own.is_ascii_digit() || digit.is_some())
            && text.is_ascii()
            && text.as_bytes() != [*own as u8]
        {
            self.trust.saw_renamed_digit();
        }
        if let Some(agrees) = unicode::agrees(program, reverse, text, glyph) {
            self.trust.compared(agrees);
        }
    }
}

fn advance(glyph: &Drawn<'_>) -> Option<f32> {
    match glyph {
        Drawn::Outline(outline) => outline.advance_width(),
        Drawn::Type3(type3) => type3.advance_width(),
    }
}
