//! Files made to hurt, and damaged copies of good ones: every one ends as a row within its
//! limits, and no good document of the run is lost or changed.

use crate::workers::has_all_rows;
use crate::{Csv, command, gongkai};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use workspace::say;

/// A PDF of hand-written objects, the first of which is the catalog and the second the tree of
/// pages.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
        let _ = writeln!(bytes, "{} 0 obj", index + 1);
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let at = bytes.len();
    let size = objects.len() + 1;
    let _ = write!(
        bytes,
        "{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
    );
    bytes
}

fn text(object: &str) -> Vec<u8> {
    object.as_bytes().to_vec()
}

pub(crate) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< {entries} /Length {} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// Compresses what is written by the given function.
pub(crate) fn deflated(fill: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    fill(&mut encoder);
    encoder.finish().expect("it compresses")
}

pub(crate) fn repeated(part: &[u8], megabytes: usize) -> Vec<u8> {
    let block = part.repeat((1 << 20) / part.len());
    deflated(|to| {
        for _ in 0..megabytes {
            to.write_all(&block).expect("it compresses");
        }
    })
}

/// One page with the given contents and resources; further objects count from 6.
pub(crate) fn page(contents: Vec<u8>, resources: &str, more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        text("<< /Type /Catalog /Pages 2 0 R >>"),
        text("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
        text(&format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
             /Resources << /Font << /F 5 0 R >> {resources} >> >>"
        )),
        contents,
        text("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
    ];
    objects.extend(more);
    file(&objects)
}

fn plain(contents: &[u8]) -> Vec<u8> {
    page(stream("", contents), "", Vec::new())
}

fn packed(data: &[u8]) -> Vec<u8> {
    page(stream("/Filter /FlateDecode", data), "", Vec::new())
}

/// A form that draws what its resources call /X.
fn form(resources: &str) -> Vec<u8> {
    let entries = format!(
        "/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << {resources} >>"
    );
    stream(&entries, b"q /X Do /X Do Q")
}

fn image(width: u64, height: u64, bits: u8, filter: &str, data: &[u8]) -> Vec<u8> {
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {width} /Height {height} \
         /ColorSpace /DeviceGray /BitsPerComponent {bits} {filter}"
    );
    stream(&entries, data)
}

fn drawn(image: Vec<u8>) -> Vec<u8> {
    let contents = stream("", b"q 595 0 0 842 0 0 cm /X Do Q");
    page(contents, "/XObject << /X 6 0 R >>", vec![image])
}

/// A PNG whose header promises more than there is.
fn png(width: u32, height: u32) -> Vec<u8> {
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc: u32, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
            })
        })
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]];
    let data = deflated(|to| to.write_all(&[0; 1000]).expect("it compresses"));
    for (name, body) in [(b"IHDR", head.concat()), (b"IDAT", data), (b"IEND", vec![])] {
        bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
        let chunk = [&name[..], &body].concat();
        bytes.extend_from_slice(&chunk);
        bytes.extend_from_slice(&crc(&chunk).to_be_bytes());
    }
    bytes
}

/// A TIFF whose second page is its first.
fn tiff_in_a_circle() -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x03\0".to_vec();
    for (tag, value) in [(256_u16, 100_000_u32), (257, 100_000), (258, 8)] {
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&[4, 0, 1, 0, 0, 0]);
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    bytes.extend_from_slice(&8_u32.to_le_bytes());
    bytes
}

/// A million lines, each drawn on its own or all in one path.
fn rulings(each: bool) -> Vec<u8> {
    let mut contents = String::new();
    for i in 0..1_000_000 {
        let (x, y) = (i % 1000 * 59 / 100, i / 1000 * 84 / 100);
        let end = if each { "S" } else { "" };
        let _ = writeln!(contents, "{x} {y} m {} {y} l {end}", x + 40);
    }
    deflated(|to| {
        to.write_all(contents.as_bytes()).expect("it compresses");
        to.write_all(b"S").expect("it compresses");
    })
}

/// A tree of pages that is one branch of the given length.
fn deep_tree(depth: usize) -> Vec<u8> {
    let mut objects = vec![text("<< /Type /Catalog /Pages 2 0 R >>")];
    for level in 0..depth {
        let kid = level + 3;
        objects.push(text(&format!("<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>")));
    }
    objects.push(text("<< /Type /Page /MediaBox [0 0 100 100] >>"));
    file(&objects)
}

fn tree_in_a_circle() -> Vec<u8> {
    file(&[
        text("<< /Type /Catalog /Pages 2 0 R >>"),
        text("<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R] /Parent 3 0 R >>"),
        text("<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] /Parent 2 0 R >>"),
    ])
}

/// A hundred thousand pages that share one dictionary.
fn many_pages() -> Vec<u8> {
    let kids = "3 0 R ".repeat(100_000);
    file(&[
        text("<< /Type /Catalog /Pages 2 0 R >>"),
        text(&format!("<< /Type /Pages /Count 100000 /Kids [{kids}] >>")),
        text("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"),
    ])
}

/// Objects, and pages among them, in a stream that unpacks without end.
fn object_stream_bomb() -> Vec<u8> {
    let bomb = stream(
        "/Type /ObjStm /N 100 /First 800 /Filter /FlateDecode",
        &repeated(b"1 0 << >> ", 700),
    );
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let at = bytes.len();
    bytes.extend_from_slice(b"3 0 obj\n");
    bytes.extend_from_slice(&bomb);
    bytes.extend_from_slice(b"\nendobj\n");
    let table = bytes.len();
    // Objects 1 and 2 are in the stream.
    let mut entries = vec![0, 0, 0, 0, 0, 0];
    for index in [0_u8, 1] {
        entries.extend_from_slice(&[2, 0, 0, 0, 3, index]);
    }
    entries.push(1);
    entries.extend_from_slice(&(at as u32).to_be_bytes());
    entries.push(0);
    let xref = stream("/Type /XRef /Size 4 /W [1 4 1] /Root 1 0 R", &entries);
    bytes.extend_from_slice(b"4 0 obj\n");
    bytes.extend_from_slice(&xref);
    let _ = write!(bytes, "\nendobj\nstartxref\n{table}\n%%EOF\n");
    bytes
}

/// Every poison by name.
fn poisons() -> Vec<(&'static str, Vec<u8>)> {
    let circle = "/XObject << /X 6 0 R >>";
    let nested = (6..2_006).map(|i| form(&format!("/XObject << /X {} 0 R >>", i + 1)));
    let tiling = stream(
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] \
         /XStep 0.0001 /YStep 0.0001 /Resources << /Pattern << /P 6 0 R >> >>",
        b"/Pattern cs /P scn 0 0 9 9 re f",
    );
    let twice = deflated(|to| {
        to.write_all(&repeated(b" ", 600)).expect("it compresses");
    });
    let glyph = "/Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] \
                 /FirstChar 65 /LastChar 65 /Widths [1] /CharProcs << /a 7 0 R >> \
                 /Encoding << /Differences [65 /a] >> /Resources << /Font << /T 6 0 R >> >>";
    let lies = "/Type /Pages /Count 2147483647 /Kids [3 0 R]";
    vec![
        ("bomb-contents.pdf", packed(&repeated(b"0 0 1 1 re f ", 300))),
        ("bomb-objects.pdf", object_stream_bomb()),
        (
            "bomb-twice.pdf",
            page(stream("/Filter [/FlateDecode /FlateDecode]", &twice), "", vec![]),
        ),
        (
            "bomb-lzw.pdf",
            page(stream("/Filter [/FlateDecode /LZWDecode]", &twice), "", vec![]),
        ),
        (
            "bomb-font.pdf",
            page(
                stream("", b"BT /G 9 Tf (a) Tj ET"),
                "/Font << /G 6 0 R >>",
                vec![
                    text(
                        "<< /Type /Font /Subtype /TrueType /BaseFont /G /FontDescriptor \
                         7 0 R >>",
                    ),
                    text("<< /Type /FontDescriptor /FontName /G /FontFile2 8 0 R >>"),
                    stream("/Filter /FlateDecode", &repeated(b"\0", 700)),
                ],
            ),
        ),
        ("image-claims.pdf", drawn(image(100_000, 100_000, 8, "", b"little"))),
        (
            "image-unpacks.pdf",
            drawn(image(
                60_000,
                10_000,
                8,
                "/Filter /FlateDecode",
                &repeated(b"\0", 600),
            )),
        ),
        ("image-claims.png", png(100_000, 100_000)),
        ("image-lies.png", png(2_000, 2_000)),
        ("image-circle.tif", tiff_in_a_circle()),
        ("form-itself.pdf", page(stream("", b"/X Do"), circle, vec![form(circle)])),
        ("form-nested.pdf", page(stream("", b"/X Do"), circle, nested.collect())),
        (
            "pattern-itself.pdf",
            page(
                stream("", b"/Pattern cs /P scn 0 0 500 500 re f"),
                "/Pattern << /P 6 0 R >>",
                vec![tiling],
            ),
        ),
        (
            "glyph-itself.pdf",
            page(
                stream("", b"BT /T 9 Tf (AAAA) Tj ET"),
                "/Font << /T 6 0 R >>",
                vec![
                    text(&format!("<< {glyph} >>")),
                    stream("", b"1 0 d0 BT /T 1 Tf (AA) Tj ET"),
                ],
            ),
        ),
        ("nested-arrays.pdf", plain(&b"[".repeat(3_000_000))),
        ("nested-dicts.pdf", plain(&b"<</a".repeat(1_000_000))),
        (
            "nested-states.pdf",
            plain(&b"q 1 0 0 1 0 0 cm 0 0 9 9 re W n ".repeat(400_000)),
        ),
        ("nested-pages.pdf", deep_tree(50_000)),
        ("pages-circle.pdf", tree_in_a_circle()),
        ("pages-many.pdf", many_pages()),
        (
            "pages-lie.pdf",
            file(&[
                text("<< /Type /Catalog /Pages 2 0 R >>"),
                text(&format!("<< {lies} >>")),
                text("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e9 1e9] >>"),
            ]),
        ),
        ("rulings-each.pdf", packed(&rulings(true))),
        ("rulings-one-path.pdf", packed(&rulings(false))),
        (
            "glyphs.pdf",
            packed(&deflated(|to| {
                let _ = to.write_all(b"BT /F 1 Tf ");
                for i in 0..300_000 {
                    let (x, y) = (i % 600, i / 600);
                    let _ = write!(to, "1 0 0 1 {x} {y} Tm (1234567) Tj ");
                }
            })),
        ),
        ("long.txt", "决算\t1.00\t2.00\n".repeat(600_000).into_bytes()),
        ("wide.txt", "1\t".repeat(1_000_000).into_bytes()),
        ("tall.txt", "1\t2\n".repeat(500_000).into_bytes()),
    ]
}

fn sample(name: &str) -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    fs::read(samples.join(name)).expect("the sample")
}

const GOOD: [&str; 3] =
    ["hunan-roads-2024.pdf", "seed-police-devzone-2024.txt", "shaanxi-culture-2020.pdf"];

/// A folder with good documents and the rows they have when they are alone.
fn good_ones() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for name in GOOD {
        fs::write(dir.path().join(name), sample(name)).expect("written");
    }
    let run = gongkai(dir.path(), &[&["parse", "--out", "alone"], &GOOD[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    dir
}

/// Every input has one row, and says why where it is not ok; how many ended how.
fn rows(out: &Path, inputs: usize) -> BTreeMap<String, usize> {
    let documents = Csv::read(&out.join("documents.csv"));
    let status = documents.column("status");
    let diagnostics = Csv::read(&out.join("diagnostics.csv"));
    let codes = diagnostics.column("code");
    let same = codes.iter().filter(|code| **code == "duplicate-input").count();
    assert_eq!(status.len() + same, inputs, "every input has its row");
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for ((status, reason), name) in status
        .iter()
        .zip(documents.column("status_reason"))
        .zip(documents.column("file_name"))
    {
        assert!(["ok", "partial", "failed"].contains(status), "{name}: {status}");
        assert_eq!(*status == "ok", reason.is_empty(), "{name}: {status}: {reason}");
        *ends.entry((*status).to_owned()).or_default() += 1;
    }
    let severe = diagnostics.column("severity");
    for (code, _) in codes.iter().zip(severe).filter(|(_, severe)| *severe == "error") {
        *ends.entry((*code).to_owned()).or_default() += 1;
    }
    ends
}

#[test]
fn poison_harms_nobody_else() {
    let dir = good_ones();
    let mut inputs: Vec<String> = Vec::new();
    let poisons = poisons();
    for (index, (name, bytes)) in poisons.iter().enumerate() {
        fs::write(dir.path().join(name), bytes).expect("written");
        inputs.push((*name).to_owned());
        if let Some(good) = GOOD.get(index / 4).filter(|_| index % 4 == 0) {
            inputs.push((*good).to_owned());
        }
    }
    // Without models pictures are still unpacked and drawn.
    let run = command(dir.path(), &["parse", "--out", "with", "--ocr-models", "none"])
        .args(["--timeout", "60", "--memory", "1000", "-j", "2"])
        .args(&inputs)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(3), "{said}");
    let ends = rows(&dir.path().join("with"), inputs.len());
    say(&format!("{said}\n{ends:?}"));
    has_all_rows(&dir.path().join("alone"), &dir.path().join("with"));
    let documents = Csv::read(&dir.path().join("with/documents.csv"));
    for (name, status) in
        documents.column("file_name").into_iter().zip(documents.column("status"))
    {
        // What shows text without harm may well be ok.
        let harmless = ["glyph-itself.pdf", "tall.txt", "wide.txt"].contains(&name);
        assert!(harmless || GOOD.contains(&name) || status != "ok", "{name} is ok");
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// A copy with one to eight injuries.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len());
        let end = (at + 1 + dice.below(200)).min(bytes.len());
        match dice.below(8) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.below(256) as u8,
            2 => bytes[at] = b"0123456789<>[]()/ "[dice.below(18)],
            3 => drop(bytes.drain(at..end)),
            4 => {
                let part = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, part);
            }
            5 => bytes[at..end].fill(b' '),
            6 => bytes[at..end].reverse(),
            _ => {
                // A digit that says where or how long something is.
                let digit = bytes[at..].iter().position(u8::is_ascii_digit);
                if let Some(digit) = digit {
                    bytes[at + digit] = b'0' + dice.below(10) as u8;
                }
            }
        }
        if bytes.is_empty() {
            bytes.push(b'%');
        }
    }
    if dice.below(20) == 0 {
        bytes.truncate(dice.below(bytes.len()).max(1));
    }
    bytes
}

#[test]
fn a_thousand_damaged_copies_are_a_thousand_rows() {
    let dir = good_ones();
    let sources = [
        sample("shaanxi-culture-2020.pdf"),
        sample("fullwidth-cooperative-2023.pdf"),
        sample("seed-police-devzone-2024.txt"),
        crate::paper::pdf(&[&["Total 1,234.50", "Other 2.00"], &["Total 3.00"]]),
    ];
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let folder = dir.path().join("damaged");
    fs::create_dir(&folder).expect("a folder");
    let mut inputs: Vec<String> = GOOD.map(str::to_owned).into();
    for number in 0..1_000 {
        let kind = number % sources.len();
        let ending = if kind == 2 { "txt" } else { "pdf" };
        let name = format!("damaged/{number:04}.{ending}");
        let bytes = mutated(&sources[kind], &mut dice);
        fs::write(dir.path().join(&name), bytes).expect("written");
        inputs.push(name);
    }
    let run = command(dir.path(), &["parse", "--out", "with", "--no-ocr", "--quiet"])
        .args(["-j", "2"])
        .args(&inputs)
        .output()
        .expect("the program runs");
    assert!(matches!(run.status.code(), Some(0 | 3)), "{:?}", run.status);
    say(&format!("{:?}", rows(&dir.path().join("with"), inputs.len())));
    // With more documents more of what only several show can be found: `checks.csv` grows.
    has_all_rows(&dir.path().join("alone"), &dir.path().join("with"));
}
