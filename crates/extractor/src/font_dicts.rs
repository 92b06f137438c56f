//! The font dictionaries of a file, found by walking its resources.
//!
//! The interpreter hands out glyphs without saying which dictionary they came from; what
//! the dictionary says is needed for the font's name and where it gives no Unicode.

use crate::{contents, metadata};
use hayro_cmap::{CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::Pdf;
use hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream,
};
use hayro_syntax::object::{String as PdfString, dict::keys};
use hayro_syntax::page::Resources;
use rustc_hash::FxHashSet as HashSet;
use std::cell::OnceCell;

/// Resources nested deeper than this are not searched; the interpreter stops at 50.
const DEPTH: u32 = 30;
/// A file with more resources than this is searched in part: the longest disclosures have some
/// thousand pages with a dozen each.
pub(crate) const MOST: usize = 500_000;

/// What a font dictionary says, as far as we ask.
pub(crate) struct FontDict<'a> {
    /// Name without the subset prefix, decoded.
    pub(crate) name: String,
    /// The name as the interpreter spells it.
    pub(crate) key: String,
    pub(crate) kind: Kind,
    /// The embedded font program.
    pub(crate) program: Option<Stream<'a>>,
    /// Widths of codes from `first` on in thousandths of the font size, for fonts with one
    /// byte per code.
    first: u32,
    pub(crate) widths: Vec<f32>,
    /// Code → CID, parsed when first asked for.
    encoding: Option<Object<'a>>,
    cmap: OnceCell<Option<CMap>>,
    /// The collection the descendant font says its CIDs belong to.
    family: Option<CidFamily>,
    pub(crate) has_to_unicode: bool,
    pub(crate) has_encoding: bool,
    /// Height of the font's em in text space; 1 except for odd Type 3 fonts.
    pub(crate) em: f64,
}

/// The four kinds of PDF font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Type0,
    Type1,
    TrueType,
    Type3,
}

/// What the pages' resources hold.
#[derive(Default)]
pub(crate) struct Survey<'a> {
    /// All font dictionaries the pages can reach.
    pub(crate) fonts: Vec<FontDict<'a>>,
    /// Some stream would fill the memory if it were decoded, which the interpreter does
    /// without asking.
    pub(crate) bomb: bool,
    /// Whether there are more resources than are searched.
    pub(crate) is_cut: bool,
}

/// Walks the resources of all pages.
pub(crate) fn survey(pdf: &Pdf) -> Survey<'_> {
    let mut walk = Walk {
        pdf,
        seen: HashSet::default(),
        seen_direct: HashSet::default(),
        annotations: 0,
        out: Survey::default(),
    };
    for page in pdf.pages().iter() {
        walk.resources(page.resources(), 0);
        if let Some(annotations) = page.raw().get::<Array<'_>>(keys::ANNOTS) {
            for annotation in annotations.iter::<Dict<'_>>() {
                walk.annotations += 1;
                if walk.annotations > MOST {
                    walk.out.is_cut = true;
                    break;
                }
                if let Some(appearance) = annotation.get::<Dict<'_>>(keys::AP)
                    && let Some(form) = appearance.get::<Object<'_>>(keys::N)
                {
                    walk.stream(form, 0);
                }
            }
        }
    }
    walk.out
}

struct Walk<'a> {
    pdf: &'a Pdf,
    seen: HashSet<ObjectIdentifier>,
    /// Addresses of direct dictionaries already searched.
    seen_direct: HashSet<(usize, usize)>,
    annotations: usize,
    out: Survey<'a>,
}

impl<'a> Walk<'a> {
    fn resources(&mut self, resources: &Resources<'a>, depth: u32) {
        if depth > DEPTH || self.seen.len() > MOST {
            self.out.is_cut = true;
            return;
        }
        for (_, font) in self.unseen(&resources.fonts) {
            let Some(dict) = font.into_dict() else { continue };
            if let Some(inner) = dict.get::<Dict<'a>>(keys::RESOURCES) {
                self.resources(&Resources::new(inner), depth + 1);
            }
            if let Some(font) = FontDict::new(&dict) {
                let to_unicode = dict.get::<Stream<'_>>(keys::TO_UNICODE);
                let streams = [font.program.as_ref(), to_unicode.as_ref()];
                self.out.bomb |= streams.into_iter().flatten().any(contents::is_bomb);
                self.out.fonts.push(font);
            }
        }
        for (_, object) in self.unseen(&resources.x_objects) {
            self.stream(object, depth);
        }
        for (_, object) in self.unseen(&resources.patterns) {
            self.stream(object, depth);
        }
    }

    fn stream(&mut self, object: Object<'a>, depth: u32) {
        let Some(stream) = object.into_stream() else { return };
        let dict = stream.dict();
        // Pictures are never decoded.
        if dict
            .get::<Name<'_>>(keys::SUBTYPE)
            .is_none_or(|name| name.as_ref() != b"Image")
        {
            self.out.bomb |= contents::is_bomb(&stream);
        }
        if let Some(inner) = dict.get::<Dict<'a>>(keys::RESOURCES) {
            self.resources(&Resources::new(inner), depth + 1);
        }
    }

    fn unseen(&mut self, dict: &Dict<'a>) -> Vec<(Name<'a>, Object<'a>)> {
        let data = dict.data();
        if data.is_empty()
            || !self.seen_direct.insert((data.as_ptr() as usize, data.len()))
        {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (name, entry) in dict.entries() {
            match entry {
                MaybeRef::Ref(reference) => {
                    let id = ObjectIdentifier::from(reference);
                    if self.seen.insert(id)
                        && let Some(object) = self.pdf.xref().get::<Object<'a>>(id)
                    {
                        out.push((name, object));
                    }
                }
                MaybeRef::NotRef(object) => out.push((name, object)),
            }
        }
        out
    }
}

impl<'a> FontDict<'a> {
    fn new(dict: &Dict<'a>) -> Option<Self> {
        let subtype = dict.get::<Name<'_>>(keys::SUBTYPE)?;
        let kind = match subtype.as_ref() {
            b"Type0" => Kind::Type0,
            b"Type1" | b"MMType1" => Kind::Type1,
            b"TrueType" | b"OpenType" => Kind::TrueType,
            b"Type3" => Kind::Type3,
            _ => return None,
        };
        let descendant = dict
            .get::<Array<'a>>(keys::DESCENDANT_FONTS)
            .and_then(|array| array.iter::<Dict<'a>>().next());
        let described = descendant.as_ref().unwrap_or(dict);
        let descriptor = described.get::<Dict<'a>>(keys::FONT_DESC).unwrap_or_default();
        let program = [keys::FONT_FILE2, keys::FONT_FILE3, keys::FONT_FILE]
            .into_iter()
            .find_map(|key| descriptor.get::<Stream<'a>>(key));
        let base = dict.get::<Name<'_>>(keys::BASE_FONT);
        let base: &[u8] = base.as_deref().map_or(&[], |name| name);
        let encoding = dict.get::<Object<'a>>(keys::ENCODING);
        let scale = match kind {
            Kind::Type3 => matrix(dict)[0] as f32 * 1000.0,
            _ => 1.0,
        };
        Some(Self {
            name: metadata::name(without_prefix(base)),
            key: spelled(base),
            kind,
            program,
            first: dict.get::<u32>(keys::FIRST_CHAR).unwrap_or(0),
            widths: dict
                .get::<Array<'_>>(keys::WIDTHS)
                .map(|widths| widths.iter::<f32>().take(256).map(|w| w * scale).collect())
                .unwrap_or_default(),
            family: descendant.as_ref().and_then(family),
            has_to_unicode: dict.contains_key(keys::TO_UNICODE),
            has_encoding: encoding.is_some(),
            encoding: encoding.filter(|_| kind == Kind::Type0),
            cmap: OnceCell::new(),
            em: if kind == Kind::Type3 { type3_em(dict) } else { 1.0 },
        })
    }

    /// The name of a predefined encoding.
    pub(crate) fn encoding_name(&self) -> Option<&str> {
        match &self.encoding {
            Some(Object::Name(name)) => std::str::from_utf8(name.as_ref()).ok(),
            _ => None,
        }
    }

    /// The CID of a code and the collection it belongs to.
    pub(crate) fn cid(&self, code: u32) -> Option<(u32, &CidFamily)> {
        let cmap =
            self.cmap.get_or_init(|| self.encoding.as_ref().and_then(cmap)).as_ref()?;
        let cid = (1..=4).find_map(|length| cmap.lookup_cid_code(code, length))?;
        let own = cmap.metadata().character_collection.as_ref().map(|own| &own.family);
        let family = own.filter(|family| **family != CidFamily::AdobeIdentity);
        Some((cid, family.or(self.family.as_ref())?))
    }

    /// Whether the code selects a glyph of that width, as far as the dictionary says.
    pub(crate) fn has_width(&self, code: u32, width: f32) -> bool {
        code.checked_sub(self.first)
            .and_then(|index| self.widths.get(index as usize))
            .is_some_and(|&own| (own - width).abs() < 0.05)
    }
}

/// A bitmap font's matrix often leaves the size to the glyphs; then the box of all glyphs
/// is the better em.
fn type3_em(dict: &Dict<'_>) -> f64 {
    let bounds = dict.get::<[f64; 4]>(keys::FONT_BBOX).unwrap_or_default();
    let height = (bounds[3] - bounds[1]).abs() * matrix(dict)[3].abs();
    if height.is_finite() && height > 3.0 { height } else { 1.0 }
}

fn matrix(dict: &Dict<'_>) -> [f64; 6] {
    dict.get::<[f64; 6]>(keys::FONT_MATRIX).unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0])
}

fn cmap(encoding: &Object<'_>) -> Option<CMap> {
    match encoding {
        Object::Name(name) => match CMapName::from_bytes(name) {
            CMapName::IdentityH => Some(CMap::identity_h()),
            CMapName::IdentityV => Some(CMap::identity_v()),
            known => CMap::parse(load_embedded(known)?, load_embedded),
        },
        Object::Stream(stream) => {
            CMap::parse(&stream.decoded_data().ok()?, load_embedded)
        }
        _ => None,
    }
}

fn family(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>(keys::CIDSYSTEMINFO)?;
    let registry = info.get::<PdfString<'_>>(keys::REGISTRY)?;
    let ordering = info.get::<PdfString<'_>>(keys::ORDERING)?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

/// `ABCDEF+SimSun` → `SimSun`.
fn without_prefix(name: &[u8]) -> &[u8] {
    match name.iter().position(|&byte| byte == b'+') {
        Some(6) => &name[7..],
        _ => name,
    }
}

/// The interpreter writes a placeholder for names that are not UTF-8.
fn spelled(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(_) => String::from_utf8_lossy(without_prefix(name)).into_owned(),
        Err(_) => "{non-ascii key}".to_owned(),
    }
}
