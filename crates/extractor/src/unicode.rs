//! Characters of codes and glyphs where the file has no ToUnicode.

use crate::font_dicts::FontDict;
use crate::radicals;
use encoding_rs::GB18030;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use rustc_hash::FxHashMap as HashMap;
use skrifa::{FontRef, MetadataProvider};
use smol_str::SmolStr;
use std::sync::OnceLock;

/// The character of a code in a predefined CMap; `None` for Identity and the font's own.
///
/// The Chinese encodings say it themselves, without the detour over CIDs, where full-width
/// and half-width forms of a character are easily confused.
pub(crate) fn of_code(dict: &FontDict<'_>, code: u32) -> Option<SmolStr> {
    let name = dict.encoding_name()?;
    let name = name.strip_suffix("-H").or_else(|| name.strip_suffix("-V"))?;
    match name {
        "UniGB-UCS2" | "UniCNS-UCS2" | "UniJIS-UCS2" | "UniKS-UCS2" | "UniGB-UTF16"
        | "UniCNS-UTF16" | "UniJIS-UTF16" | "UniKS-UTF16" => {
            let units = [(code >> 16) as u16, code as u16];
            let units = if code > 0xffff { &units[..] } else { &units[1..] };
            String::from_utf16(units).ok().map(SmolStr::new)
        }
        "GBK-EUC" | "GBKp-EUC" | "GBK2K" | "GB-EUC" | "GBpc-EUC" => {
            let bytes = code.to_be_bytes();
            let from = bytes.iter().position(|&byte| byte != 0).unwrap_or(3);
            let text = GB18030
                .decode_without_bom_handling_and_without_replacement(&bytes[from..])?;
            Some(SmolStr::new(text))
        }
        "Identity" => None,
        _ => of_cid(dict, code),
    }
}

/// The character of a code through its CID and the collection's own table.
pub(crate) fn of_cid(dict: &FontDict<'_>, code: u32) -> Option<SmolStr> {
    let (cid, family) = dict.cid(code)?;
    match collection(family)?.lookup_bf_string(cid)? {
        BfString::Char(c) => Some(SmolStr::new_inline(c.encode_utf8(&mut [0; 4]))),
        BfString::String(s) => Some(SmolStr::new(s)),
    }
}

/// CID → Unicode of a collection, parsed once for the whole run.
fn collection(family: &CidFamily) -> Option<&'static CMap> {
    static TABLES: [OnceLock<Option<CMap>>; 4] = [const { OnceLock::new() }; 4];
    let index = match family {
        CidFamily::AdobeGB1 => 0,
        CidFamily::AdobeCNS1 => 1,
        CidFamily::AdobeJapan1 => 2,
        CidFamily::AdobeKorea1 => 3,
        _ => return None,
    };
    let load = |name: CMapName<'static>| CMap::parse(load_embedded(name)?, load_embedded);
    TABLES[index].get_or_init(|| load(family.ucs2_cmap()?)).as_ref()
}

/// The text of one glyph without what is no character, and without the radical where the
/// file gives both it and the ideograph it stands for (⽀支 → 支).
pub(crate) fn clean(text: SmolStr) -> SmolStr {
    let mut characters = text.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return if c.is_control() { SmolStr::new_inline(" ") } else { text };
    }
    let plain = |c: char| radicals::unified(c).unwrap_or(c);
    let mut out: Vec<char> = Vec::new();
    for c in text.chars() {
        let c = if c.is_control() && c.is_whitespace() { ' ' } else { c };
        let twin = out.iter().position(|known| {
            plain(*known) == plain(c) && (radicals::unified(c).is_some() || *known != c)
        });
        match twin {
            _ if c.is_control() => {}
            Some(at) if radicals::unified(out[at]).is_some() => out[at] = c,
            Some(_) => {}
            None => out.push(c),
        }
    }
    out.into_iter().collect()
}

/// Glyph → character by a font program's own table.
pub(crate) fn reversed(program: &[u8]) -> HashMap<u32, char> {
    let mut reverse = HashMap::default();
    let Some(charmap) = charmap(program) else { return reverse };
    for (code, glyph) in charmap.mappings() {
        let Some(character) = char::from_u32(code) else { continue };
        if glyph.to_u32() == 0 {
            continue;
        }
        reverse
            .entry(glyph.to_u32())
            .and_modify(|known| {
                if rank(character) < rank(*known) {
                    *known = character;
                }
            })
            .or_insert(character);
    }
    reverse
}

/// Whether the font's own table draws that text with that glyph; `None` when it cannot say.
///
/// Only a glyph the table gives to another character is a contradiction: figures of equal
/// width and forms for vertical text are glyphs of their own that no character has.
pub(crate) fn agrees(
    program: &[u8],
    reverse: &HashMap<u32, char>,
    text: &str,
    glyph: u32,
) -> Option<bool> {
    let mut characters = text.chars();
    let (character, None) = (characters.next()?, characters.next()) else { return None };
    let own = *reverse.get(&glyph)?;
    if character.is_whitespace() || own.is_whitespace() || rank(own).0 == PRIVATE {
        return None;
    }
    let plain = |c: char| radicals::unified(c).unwrap_or(c);
    let same = plain(own) == plain(character)
        || charmap(program)?.map(character).is_some_and(|own| own.to_u32() == glyph);
    Some(same)
}

fn charmap(program: &[u8]) -> Option<skrifa::charmap::Charmap<'_>> {
    let charmap = FontRef::from_index(program, 0).ok()?.charmap();
    // A symbol table's characters are only codes moved to a private area.
    (charmap.has_map() && !charmap.is_symbol()).then_some(charmap)
}

/// The class of private characters.
const PRIVATE: u8 = 3;

/// Where one glyph serves several characters, the plain one is meant.
fn rank(character: char) -> (u8, char) {
    let class = match character {
        _ if radicals::unified(character).is_some() => 2,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => PRIVATE,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}' => 2,
        _ => 0,
    };
    (class, character)
}
