//! No silent wrong number: the samples' pages are drawn a little otherwise, a number at a
//! time, and what is read then has to be right, withheld or flagged.
//!
//! 2,400 are drawn in every run; `cargo test -p parser --test documents silence -- --ignored
//! --nocapture` draws ten times as many and prints what became of each kind.

use extractor::{Axis, Document, Glyph, Ink, Page, Rect, Ruling, SourceKind, Span};
use parser::{Disclosure, Side, ValueState};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Says what a test measured.
#[expect(clippy::print_stdout, reason = "tests report what they measured")]
fn say(words: &str) {
    println!("{words}");
}

/// How a page is drawn otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A digit stands higher than its neighbours.
    Raise,
    /// A small raised figure is added behind a number.
    NoteMark,
    /// A digit leans.
    Slant,
    /// A digit is painted over.
    Erase,
    /// A digit stands a little farther to the side, perhaps beyond a ruling.
    Shift,
    /// The piece of a horizontal ruling under a number is missing.
    EraseRow,
    /// The piece of a vertical ruling beside a number is missing.
    EraseColumn,
    /// The end of a number stands on the next line of its cell.
    Wrap,
    /// The end of a number stands on the next page.
    Tear,
}

const KINDS: [Kind; 9] = [
    Kind::Raise,
    Kind::NoteMark,
    Kind::Slant,
    Kind::Erase,
    Kind::Shift,
    Kind::EraseRow,
    Kind::EraseColumn,
    Kind::Wrap,
    Kind::Tear,
];

/// What became of the numbers of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Right,
    Withheld,
    Flagged,
    /// A number is wrong, or gone without a word.
    Silent,
}

/// Table, its number, side, code, label, column and which of several such.
type Key = (String, u32, u8, String, String, String, usize);

/// A value as far as it is compared: its amount, else whether its cell is blank.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    amount: Option<String>,
    is_blank: bool,
    printed: String,
    rect: Rect,
}

fn facts(disclosure: &Disclosure) -> BTreeMap<Key, Read> {
    let mut out = BTreeMap::new();
    for table in &disclosure.tables {
        for row in &table.rows {
            for value in &row.values {
                let column = table.columns.get(value.column);
                let side = match row.side {
                    Side::None => column.map_or(Side::None, |c| c.side),
                    side => side,
                };
                let path = column.map_or(String::new(), |c| match c.key.is_empty() {
                    true => c.path.join("/"),
                    false => c.key.clone(),
                });
                let mut key = (
                    table.id.to_string(),
                    table.sequence,
                    side as u8,
                    row.code.clone(),
                    row.label.clone(),
                    path,
                    0,
                );
                while out.contains_key(&key) {
                    key.6 += 1;
                }
                let read = Read {
                    amount: value
                        .amount_yuan
                        .or(value.quantity)
                        .map(|amount| amount.normalize().to_string()),
                    is_blank: value.state == ValueState::Blank,
                    printed: value.printed.clone(),
                    rect: value.origin.rect,
                };
                out.insert(key, read);
            }
        }
    }
    out
}

/// What is reported: the same about something else is another report.
fn said(disclosure: &Disclosure) -> BTreeSet<String> {
    disclosure.diagnostics.iter().map(|d| format!("{} {}", d.code, d.printed)).collect()
}

/// A page that shows a table, alone in its document.
struct Sheet {
    name: String,
    document: Document,
    facts: BTreeMap<Key, Read>,
    /// What is said of the sheet as it is.
    said: BTreeSet<String>,
    /// The glyphs of every number that can be drawn otherwise.
    numbers: Vec<Vec<usize>>,
}

impl Sheet {
    fn page(&self) -> &Page {
        &self.document.pages[0]
    }
}

fn sheets() -> Vec<Sheet> {
    let samples = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(samples)
        .expect("the samples are there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .collect();
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let bytes = std::fs::read(&file).expect("a sample can be read");
        let whole = extractor::read(bytes, SourceKind::Pdf).expect("a sample is sound");
        for page in &whole.pages {
            let document = Document {
                pages: vec![page.clone()],
                warnings: Vec::new(),
                ..whole.clone()
            };
            let read = parser::parse(&document);
            let facts = facts(&read);
            let numbers: Vec<Vec<usize>> =
                facts.values().filter_map(|fact| glyphs_of(page, fact)).collect();
            if numbers.len() < 4 {
                continue;
            }
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            out.push(Sheet {
                name: format!("{stem} p{}", page.number),
                document,
                facts,
                said: said(&read),
                numbers,
            });
        }
    }
    out
}

/// The glyphs that print a value, if they print nothing else.
fn glyphs_of(page: &Page, fact: &Read) -> Option<Vec<usize>> {
    fact.amount.as_ref()?;
    let rect = fact.rect.inflate(0.2);
    let own: Vec<usize> = (0..page.glyphs.len())
        .filter(|&g| {
            let glyph = &page.glyphs[g];
            glyph.ink == Ink::Printed
                && !glyph.text.trim().is_empty()
                && rect.contains(glyph.rect.center_x(), glyph.rect.center_y())
        })
        .collect();
    let text: String = own.iter().map(|&g| page.glyphs[g].text.as_str()).collect();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let in_order = own.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    (text == fact.printed && digits >= 3 && in_order).then_some(own)
}

/// Numbers that come in no pattern, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767);
        ((self.0 >> 33) as usize) % sides.max(1)
    }

    fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.roll(1000) as f32 / 1000.0
    }
}

/// Draws a sheet otherwise; `None` where that kind has no place on it.
fn drawn(sheet: &Sheet, kind: Kind, dice: &mut Dice) -> Option<Document> {
    let mut document = sheet.document.clone();
    let number = &sheet.numbers[dice.roll(sheet.numbers.len())];
    let digits: Vec<usize> = number
        .iter()
        .copied()
        .filter(|&g| sheet.page().glyphs[g].text.chars().all(|c| c.is_ascii_digit()))
        .collect();
    let digit = digits[dice.roll(digits.len())];
    let page = &mut document.pages[0];
    let size = page.glyphs[digit].size;
    let rect = number
        .iter()
        .map(|&g| page.glyphs[g].rect)
        .reduce(|a, b| a.union(&b))
        .unwrap_or_default();
    match kind {
        Kind::Raise => {
            let by = -size * dice.between(0.2, 0.6);
            shift(&mut page.glyphs[digit].rect, 0.0, by);
        }
        Kind::NoteMark => {
            let last = *number.last()?;
            let mut mark = page.glyphs[last].clone();
            let small = size * dice.between(0.5, 0.75);
            let x = mark.rect.x1 + size * dice.between(0.0, 0.1);
            let y = mark.baseline() - size * dice.between(0.25, 0.5);
            mark.text = ["1", "2", "3", "①", "*", "[1]"][dice.roll(6)].into();
            mark.size = small;
            mark.rect = Rect::new(x, y - 0.88 * small, x + 0.5 * small, y + 0.12 * small);
            page.glyphs.insert(last + 1, mark);
        }
        Kind::Slant => {
            let turn =
                dice.between(12.0, 60.0) * if dice.roll(2) == 0 { 1.0 } else { -1.0 };
            let glyph = &mut page.glyphs[digit];
            lean(glyph, turn);
        }
        Kind::Erase => page.glyphs[digit].ink = Ink::Covered,
        Kind::Shift => {
            let ends = [*digits.first()?, *digits.last()?];
            let end = dice.roll(2);
            let by = size * dice.between(0.7, 3.0) * if end == 0 { -1.0 } else { 1.0 };
            shift(&mut page.glyphs[ends[end]].rect, by, 0.0);
        }
        Kind::EraseRow => {
            let under = nearest(page, Axis::Horizontal, &rect)?;
            erase(page, Axis::Horizontal, under, Span::new(rect.x0, rect.x1));
        }
        Kind::EraseColumn => {
            let beside = nearest(page, Axis::Vertical, &rect)?;
            erase(page, Axis::Vertical, beside, Span::new(rect.y0, rect.y1));
        }
        Kind::Wrap => {
            let from = 1 + dice.roll(number.len() - 1);
            let by = rect.x1 - page.glyphs[number[number.len() - 1]].rect.x1;
            for &glyph in &number[from..] {
                shift(&mut page.glyphs[glyph].rect, by, size * 1.15);
            }
        }
        Kind::Tear => {
            let from = 1 + dice.roll(number.len() - 1);
            let mut next =
                Page { glyphs: Vec::new(), rulings: Vec::new(), ..page.clone() };
            next.number += 1;
            let tail: Vec<Glyph> =
                page.glyphs.drain(number[from]..=number[number.len() - 1]).collect();
            let top = 60.0;
            for mut glyph in tail {
                let by = top + 3.0 - glyph.rect.y0;
                shift(&mut glyph.rect, 0.0, by);
                next.glyphs.push(glyph);
            }
            next.rulings = strip(page, top, top + size * 2.0);
            document.pages.push(next);
        }
    }
    Some(document)
}

fn shift(rect: &mut Rect, dx: f32, dy: f32) {
    *rect =
        Rect { x0: rect.x0 + dx, y0: rect.y0 + dy, x1: rect.x1 + dx, y1: rect.y1 + dy };
}

/// Turns a glyph about its middle.
fn lean(glyph: &mut Glyph, degrees: f32) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (w, h) = (glyph.rect.width(), glyph.rect.height());
    let (w, h) = (w * cos.abs() + h * sin.abs(), w * sin.abs() + h * cos.abs());
    let (x, y) = (glyph.rect.center_x(), glyph.rect.center_y());
    glyph.rect = Rect::new(x - w / 2.0, y - h / 2.0, x + w / 2.0, y + h / 2.0);
    glyph.direction = degrees;
}

/// Where the nearest ruling below or to the right of a number stands.
fn nearest(page: &Page, axis: Axis, rect: &Rect) -> Option<f32> {
    let (edge, middle) = match axis {
        Axis::Horizontal => (rect.center_y(), rect.center_x()),
        Axis::Vertical => (rect.center_x(), rect.center_y()),
    };
    page.rulings
        .iter()
        .filter(|r| r.axis == axis && r.at > edge)
        .filter(|r| (r.span.start..=r.span.end).contains(&middle))
        .map(|r| r.at)
        .min_by(f32::total_cmp)
        .filter(|at| at - edge < 60.0)
}

/// Takes the piece of a ruling away that runs along a number.
fn erase(page: &mut Page, axis: Axis, at: f32, span: Span) {
    let gap = Span { start: span.start - 3.0, end: span.end + 3.0 };
    let rulings = std::mem::take(&mut page.rulings);
    for ruling in rulings {
        let is_hit = ruling.axis == axis
            && (ruling.at - at).abs() < 1.6
            && ruling.span.overlap(&gap) > 0.0;
        if !is_hit {
            page.rulings.push(ruling);
            continue;
        }
        for (start, end) in [(ruling.span.start, gap.start), (gap.end, ruling.span.end)] {
            if end - start > 1.0 {
                page.rulings.push(Ruling { span: Span { start, end }, ..ruling });
            }
        }
    }
}

/// One row of a table with the columns of another page.
fn strip(page: &Page, top: f32, bottom: f32) -> Vec<Ruling> {
    let mut xs: Vec<f32> =
        page.rulings.iter().filter(|r| r.axis == Axis::Vertical).map(|r| r.at).collect();
    xs.sort_by(f32::total_cmp);
    xs.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    let line = |axis, at, span| Ruling { axis, at, span, width: 0.5, dashed: false };
    let (Some(&left), Some(&right)) = (xs.first(), xs.last()) else { return Vec::new() };
    let down = Span::new(top, bottom);
    let across = Span::new(left, right);
    let columns = xs.iter().map(|&x| line(Axis::Vertical, x, down));
    columns.chain([top, bottom].map(|y| line(Axis::Horizontal, y, across))).collect()
}

/// What became of a sheet's numbers, and the first that is wrong.
fn fate(sheet: &Sheet, document: &Document) -> (Fate, String) {
    let read = parser::parse(document);
    let found = facts(&read);
    let is_said = !said(&read).is_subset(&sheet.said);
    let mut fate = Fate::Right;
    let mut words = String::new();
    let mut note = |new: Fate, text: String| {
        if new > fate {
            fate = new;
            words = text;
        }
    };
    let wrong = if is_said { Fate::Flagged } else { Fate::Silent };
    for (key, now) in &found {
        let then = sheet.facts.get(key);
        if now.amount.is_some() && then.is_none_or(|then| then.amount != now.amount) {
            let was = then.map_or("nothing", |then| then.printed.as_str());
            note(wrong, format!("{key:?} reads {} for {was}", now.printed));
        }
    }
    for (key, then) in sheet.facts.iter().filter(|(_, then)| then.amount.is_some()) {
        match found.get(key) {
            Some(now) if now.amount.is_some() => {}
            Some(now) if !now.is_blank => {
                note(Fate::Withheld, format!("{key:?} withholds {}", then.printed));
            }
            _ => note(wrong, format!("{key:?} lost {}", then.printed)),
        }
    }
    (fate, words)
}

fn measure(seed: u64, rounds: usize) -> usize {
    let sheets = sheets();
    assert!(sheets.len() > 20, "the samples hold tables");
    let mut dice = Dice(seed);
    let mut counts: BTreeMap<(Kind, Fate), usize> = BTreeMap::new();
    let mut silent = 0;
    for round in 0..rounds {
        let kind = KINDS[round % KINDS.len()];
        let sheet = &sheets[dice.roll(sheets.len())];
        let Some(document) = drawn(sheet, kind, &mut dice) else { continue };
        let (fate, words) = fate(sheet, &document);
        *counts.entry((kind, fate)).or_default() += 1;
        if fate == Fate::Silent {
            silent += 1;
            say(&format!("{kind:?} {}: {words}", sheet.name));
        }
    }
    for kind in KINDS {
        let of = |fate| counts.get(&(kind, fate)).copied().unwrap_or(0);
        say(&format!(
            "{kind:?}: {} right, {} withheld, {} flagged, {} wrong and silent",
            of(Fate::Right),
            of(Fate::Withheld),
            of(Fate::Flagged),
            of(Fate::Silent)
        ));
    }
    silent
}

#[test]
fn numbers_drawn_otherwise_are_never_silently_wrong() {
    assert_eq!(measure(20_240_917, 2_400), 0);
}

#[test]
#[ignore = "takes a minute: cargo test -p parser --test documents silence -- --ignored --nocapture"]
fn nor_are_many_more() {
    let silent: usize = (1..=10).map(|seed| measure(seed, 2_400)).sum();
    assert_eq!(silent, 0);
}
