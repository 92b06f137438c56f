//! Small PDFs, written by lopdf.

use extractor::{Document, Page, SourceKind};
use lopdf::{Dictionary, Object, Stream, dictionary};

/// A PDF in the making.
pub(crate) struct Paper {
    pub(crate) document: lopdf::Document,
    tree: lopdf::ObjectId,
    kids: Vec<Object>,
    fonts: Dictionary,
    x_objects: Dictionary,
}

/// What a page's dictionary is given besides its contents.
pub(crate) type Extra = Dictionary;

impl Paper {
    pub(crate) fn new() -> Self {
        let mut document = lopdf::Document::with_version("1.5");
        let tree = document.new_object_id();
        let helvetica = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
            "Encoding" => "WinAnsiEncoding",
        });
        Self {
            document,
            tree,
            kids: Vec::new(),
            fonts: dictionary! { "F1" => helvetica },
            x_objects: Dictionary::new(),
        }
    }

    /// Adds a font under a name.
    pub(crate) fn font(mut self, name: &str, font: Dictionary) -> Self {
        let id = self.document.add_object(font);
        self.fonts.set(name, id);
        self
    }

    /// Adds a stream and gives its reference.
    pub(crate) fn stream(&mut self, dict: Dictionary, data: &[u8]) -> Object {
        self.document.add_object(Stream::new(dict, data.to_vec())).into()
    }

    /// Adds a form or picture under a name.
    pub(crate) fn x_object(mut self, name: &str, dict: Dictionary, data: &[u8]) -> Self {
        let id = self.stream(dict, data);
        self.x_objects.set(name, id);
        self
    }

    /// The fonts so far, for the resources of a form.
    pub(crate) fn fonts(&self) -> Dictionary {
        dictionary! { "Font" => self.fonts.clone() }
    }

    /// Adds a page of 200 × 300 pt.
    pub(crate) fn page(self, contents: &str) -> Self {
        self.page_with(contents.as_bytes(), Extra::new())
    }

    /// Adds a page with more in its dictionary.
    pub(crate) fn page_with(mut self, contents: &[u8], extra: Extra) -> Self {
        let stream = self.stream(Dictionary::new(), contents);
        let mut page = dictionary! {
            "Type" => "Page", "Parent" => self.tree, "Contents" => stream,
            "MediaBox" => vec![0.into(), 0.into(), 200.into(), 300.into()],
            "Resources" => dictionary! {
                "Font" => self.fonts.clone(), "XObject" => self.x_objects.clone(),
            },
        };
        for (key, value) in extra {
            page.set(key, value);
        }
        self.kids.push(self.document.add_object(page).into());
        self
    }

    /// The document with its page tree in place.
    pub(crate) fn finish(mut self) -> lopdf::Document {
        let count = self.kids.len() as i64;
        let pages =
            dictionary! { "Type" => "Pages", "Kids" => self.kids, "Count" => count };
        self.document.objects.insert(self.tree, pages.into());
        let catalog = self
            .document
            .add_object(dictionary! { "Type" => "Catalog", "Pages" => self.tree });
        self.document.trailer.set("Root", catalog);
        self.document
    }

    /// The bytes of the file.
    pub(crate) fn bytes(self) -> Vec<u8> {
        saved(self.finish())
    }

    /// The file as we read it.
    pub(crate) fn read(self) -> Document {
        read(self.bytes())
    }
}

pub(crate) fn saved(mut document: lopdf::Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("lopdf writes to memory");
    bytes
}

#[track_caller]
pub(crate) fn read(bytes: Vec<u8>) -> Document {
    match extractor::read(bytes, SourceKind::Pdf) {
        Ok(document) => document,
        Err(error) => panic!("{}: {error}", error.code()),
    }
}

/// What a page reads as, in drawing order.
pub(crate) fn text(page: &Page) -> String {
    page.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()
}

/// Rulings as `h at start..end`, sorted, rounded to whole points.
pub(crate) fn lines(page: &Page) -> Vec<String> {
    let mut lines: Vec<String> = page
        .rulings
        .iter()
        .map(|ruling| {
            let axis = match ruling.axis {
                extractor::Axis::Horizontal => 'h',
                extractor::Axis::Vertical => 'v',
            };
            let dashed = if ruling.dashed { " dashed" } else { "" };
            format!(
                "{axis} {:.0} {:.0}..{:.0}{dashed}",
                ruling.at, ruling.span.start, ruling.span.end
            )
        })
        .collect();
    lines.sort();
    lines
}

/// A composite font of that encoding, not embedded unless told.
pub(crate) fn composite(encoding: &str, collection: (&str, &str)) -> Dictionary {
    dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light",
        "Encoding" => encoding,
        "DescendantFonts" => vec![dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "STSong-Light",
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal(collection.0),
                "Ordering" => Object::string_literal(collection.1),
                "Supplement" => 2,
            },
            "DW" => 1000,
            "FontDescriptor" => dictionary! {
                "Type" => "FontDescriptor", "FontName" => "STSong-Light", "Flags" => 4,
            },
        }.into()],
    }
}

/// The same with an embedded program.
pub(crate) fn embedded(mut font: Dictionary, program: Object) -> Dictionary {
    let Ok(Object::Array(descendants)) = font.get_mut(b"DescendantFonts") else {
        panic!("a composite font has descendants");
    };
    let Some(Object::Dictionary(descendant)) = descendants.first_mut() else {
        panic!("the descendant is direct");
    };
    if let Ok(Object::Dictionary(descriptor)) = descendant.get_mut(b"FontDescriptor") {
        descriptor.set("FontFile2", program);
    }
    font
}

/// An sfnt of empty glyphs whose own table maps those characters to glyphs 1, 2, 3 …
pub(crate) fn font_program(characters: &str) -> Vec<u8> {
    program(characters, &[])
}

/// An sfnt whose glyphs 1, 2, 3 … are drawn like those digits of a pocket calculator, with a
/// table that names them, or without one; a character that is no digit is drawn as nothing.
pub(crate) fn digit_program(drawn: &str, named: Option<&str>) -> Vec<u8> {
    let outlines: Vec<Vec<u8>> = drawn.chars().map(outline).collect();
    program(named.unwrap_or(""), &outlines)
}

/// The strokes of a digit as a simple glyph.
fn outline(character: char) -> Vec<u8> {
    // Upper bar, upper left and right, middle, lower left and right, lower bar.
    let strokes: &[usize] = match character {
        '0' => &[0, 1, 2, 4, 5, 6],
        '1' => &[2, 5],
        '2' => &[0, 2, 3, 4, 6],
        '3' => &[0, 2, 3, 5, 6],
        '4' => &[1, 2, 3, 5],
        '5' => &[0, 1, 3, 5, 6],
        '6' => &[0, 1, 3, 4, 5, 6],
        '7' => &[0, 2, 5],
        '8' => &[0, 1, 2, 3, 4, 5, 6],
        '9' => &[0, 1, 2, 3, 5, 6],
        _ => return Vec::new(),
    };
    let boxes: [[i16; 4]; 7] = [
        [50, 620, 450, 700],
        [50, 350, 130, 700],
        [370, 350, 450, 700],
        [50, 310, 450, 390],
        [50, 0, 130, 350],
        [370, 0, 450, 350],
        [50, 0, 450, 80],
    ];
    let words = |words: &[i16]| -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    };
    let mut glyph = words(&[strokes.len() as i16, 50, 0, 450, 700]);
    let ends: Vec<i16> = (1..=strokes.len() as i16).map(|n| 4 * n - 1).collect();
    glyph.extend(words(&ends));
    glyph.extend(words(&[0]));
    glyph.extend(vec![1u8; 4 * strokes.len()]);
    for axis in [[0, 0, 2, 2], [1, 3, 3, 1]] {
        let mut last = 0;
        for &stroke in strokes {
            for corner in axis {
                let at = boxes[stroke][corner];
                glyph.extend(words(&[at - last]));
                last = at;
            }
        }
    }
    glyph.resize(glyph.len().next_multiple_of(4), 0);
    glyph
}

fn program(characters: &str, outlines: &[Vec<u8>]) -> Vec<u8> {
    let drawn = outlines.len().max(characters.chars().count());
    let count = drawn as u16 + 1;
    let word = |value: u16| value.to_be_bytes();
    let long = |value: u32| value.to_be_bytes();
    let mut head = vec![0; 54];
    head[0..4].copy_from_slice(&long(0x10000));
    head[12..16].copy_from_slice(&long(0x5f0f_3cf5));
    head[18..20].copy_from_slice(&word(1000));
    let mut hhea = vec![0; 36];
    hhea[0..4].copy_from_slice(&long(0x10000));
    hhea[34..36].copy_from_slice(&word(1));
    let mut hmtx = word(1000).to_vec();
    hmtx.resize(4 + 2 * usize::from(count - 1), 0);
    let mut maxp = long(0x10000).to_vec();
    maxp.extend(word(count));
    maxp.resize(32, 0);
    let mut sorted: Vec<(char, u32)> = characters.chars().zip(1..).collect();
    sorted.sort();
    let mut cmap = [0, 1, 3, 10].iter().flat_map(|w| word(*w)).collect::<Vec<u8>>();
    cmap.extend(long(12));
    cmap.extend([12, 0].iter().flat_map(|w| word(*w)));
    cmap.extend(long(16 + 12 * sorted.len() as u32));
    cmap.extend(long(0));
    cmap.extend(long(sorted.len() as u32));
    for (character, glyph) in sorted {
        cmap.extend(long(character.into()));
        cmap.extend(long(character.into()));
        cmap.extend(long(glyph));
    }
    let mut glyf = Vec::new();
    // The empty glyph that stands for what is missing comes first.
    let mut loca = word(0).to_vec();
    for index in 0..usize::from(count) {
        loca.extend(word((glyf.len() / 2) as u16));
        glyf.extend(outlines.get(index).into_iter().flatten());
    }
    glyf.extend([0; 4]);
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", cmap),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
    ];
    let mut font = long(0x10000).to_vec();
    font.extend(word(tables.len() as u16));
    font.resize(12, 0);
    let mut body = Vec::new();
    for (tag, data) in &tables {
        font.extend_from_slice(*tag);
        font.extend(long(0));
        font.extend(long((12 + 16 * tables.len() + body.len()) as u32));
        font.extend(long(data.len() as u32));
        body.extend_from_slice(data);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    font.extend(body);
    font
}

/// A ToUnicode table from codes of two bytes to characters.
pub(crate) fn to_unicode(pairs: &[(u16, char)]) -> Vec<u8> {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
         /CMapName /Test def /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    for chunk in pairs.chunks(100) {
        out += &format!("{} beginbfchar\n", chunk.len());
        for (code, character) in chunk {
            let mut units = [0; 2];
            let units: String = character
                .encode_utf16(&mut units)
                .iter()
                .map(|u| format!("{u:04X}"))
                .collect();
            out += &format!("<{code:04X}> <{units}>\n");
        }
        out += "endbfchar\n";
    }
    out += "endcmap end end";
    out.into_bytes()
}

/// Bytes as a hex string for a content stream.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
