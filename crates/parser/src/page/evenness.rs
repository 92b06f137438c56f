//! Which characters belong to one printed number: those printed like their neighbours.
//!
//! A number is set in one size, on one line, in one direction. A smaller or raised mark
//! beside a number, a code or a label is a note mark and no part of it; a digit that differs
//! from its neighbours in another way, or a neighbour of which is hidden, makes the number
//! doubtful, and a doubtful number is not read.

use crate::words::normal::is_number_char;
use extractor::{Axis, Glyph, Ink, Page, Rect};
use std::ops::Range;

/// A mark is at most this many times as large as what it stands at.
const SMALL: f32 = 0.82;
/// On the line itself, beside a label, it has to be smaller still.
const VERY_SMALL: f32 = 0.75;
/// Sizes of one number differ by no more than this share.
const EVEN_SIZE: f32 = 0.06;
/// Baselines of one number differ by no more than this share of its size.
const LEVEL: f32 = 0.06;
/// A mark stands between these shares of the size above the line.
const RAISED: std::ops::RangeInclusive<f32> = 0.1..=0.9;
/// In the size of its neighbours it has to stand higher to be one.
const RAISED_ALIKE: f32 = 0.15;
/// Characters of one word are not farther apart than this share of the size, nor do they
/// overlap by more; digits of a font without widths overlap by half.
const APART: f32 = 0.45;
const OVERLAP: f32 = 0.72;
/// A mark stands this near to what it belongs to, in sizes.
const NEAR: f32 = 0.6;
/// A character that was set together with the one before it stands this near.
const TOUCHING: f32 = 0.3;
/// A mark has no more characters than this: [12], 注1.
const LONGEST: usize = 4;
/// A number that is a mark has no more digits than this.
const MOST_DIGITS: usize = 2;
/// The first digit of a number stands at least this many sizes behind the last one of
/// another, or they are printed over each other.
const OVERPRINT: f32 = 0.2;
/// More characters than this are not compared with each other.
pub(crate) const MOST_GLYPHS: usize = 300_000;

/// What was found among the characters of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Evenness {
    /// For every glyph of the page whether it is a note mark.
    marks: Vec<bool>,
    /// For every glyph of the page why its number is in doubt.
    doubts: Vec<Option<Doubt>>,
    /// For every glyph of the page whether its word goes on where it cannot be seen.
    cut: Vec<bool>,
}

/// Why a number cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A digit differs from its neighbours in size, height or direction.
    Uneven,
    /// A digit beside it is painted over or clipped away.
    Hidden,
    /// Two numbers are printed over each other.
    Overprinted,
}

/// Characters in drawing order that touch and are printed alike.
struct Word {
    /// Which of the indices they are.
    at: Range<usize>,
    rect: Rect,
    /// Left edge of its last character.
    last: f32,
    size: f32,
    baseline: f32,
    kind: Kind,
    chars: usize,
}

/// What the characters of a word are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Digits and their signs.
    Number,
    /// Digits alone, few enough for a mark.
    Digits,
    /// What can only be a mark: ①, [1], 注2, *.
    Mark,
    Other,
}

impl Kind {
    fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Digits)
    }

    fn may_be_mark(self) -> bool {
        matches!(self, Self::Digits | Self::Mark)
    }
}

/// How a word stands to one beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Apart,
    Mark,
    /// A mark, or a digit that slipped.
    Slipped,
    Uneven,
}

impl Evenness {
    /// Looks at legible glyphs of a page, given in drawing order.
    pub(crate) fn of(page: &Page, indices: &[usize]) -> Self {
        let sheet = Sheet { page, indices, words: words(&page.glyphs, indices) };
        let mut found = Self::default();
        found.hidden(&sheet);
        if indices.len() <= MOST_GLYPHS {
            found.in_order(&sheet);
            found.in_place(&sheet);
            found.inside(&sheet);
            found.overprinted(&sheet);
        }
        found
    }

    /// Whether a glyph is a note mark.
    pub(crate) fn is_mark(&self, glyph: usize) -> bool {
        self.marks.get(glyph).copied().unwrap_or(false)
    }

    /// Why the number of a glyph is in doubt.
    pub(crate) fn doubt(&self, glyph: usize) -> Option<Doubt> {
        self.doubts.get(glyph).copied().flatten()
    }

    /// Whether the word of a glyph goes on where it cannot be seen.
    pub(crate) fn is_cut(&self, glyph: usize) -> bool {
        self.cut.get(glyph).copied().unwrap_or(false)
    }

    fn doubtful(&mut self, sheet: &Sheet<'_>, word: &Word, doubt: Doubt) {
        self.doubts.resize(sheet.page.glyphs.len(), None);
        for &glyph in sheet.glyphs(word) {
            self.doubts[glyph].get_or_insert(doubt);
        }
    }

    fn mark(&mut self, sheet: &Sheet<'_>, word: &Word) {
        self.marks.resize(sheet.page.glyphs.len(), false);
        sheet.glyphs(word).iter().for_each(|&glyph| self.marks[glyph] = true);
    }

    /// Words a neighbour of which is hidden or leans.
    fn hidden(&mut self, sheet: &Sheet<'_>) {
        let glyphs = &sheet.page.glyphs;
        for word in &sheet.words {
            let own = sheet.glyphs(word);
            let (Some(&first), Some(&last)) = (own.first(), own.last()) else { continue };
            let before = first.checked_sub(1).and_then(|n| glyphs.get(n));
            let after = glyphs.get(last + 1);
            for (own, other, is_after) in [(first, before, false), (last, after, true)] {
                let Some(other) = other.filter(|o| !o.text.trim().is_empty()) else {
                    continue;
                };
                let gone = other.ink == Ink::Covered;
                let leans = other.ink == Ink::Printed && !other.is_upright();
                let own_glyph = &glyphs[own];
                let in_line = match is_after {
                    true => follows(own_glyph, other),
                    false => follows(other, own_glyph),
                };
                if !(gone || leans) || !in_line {
                    continue;
                }
                if gone {
                    self.cut.resize(glyphs.len(), false);
                    self.cut[own] = true;
                }
                if word.kind.is_number() && other.text.chars().all(is_number_char) {
                    let doubt = if gone { Doubt::Hidden } else { Doubt::Uneven };
                    self.doubtful(sheet, word, doubt);
                }
            }
        }
    }

    /// Words that were set one after the other.
    fn in_order(&mut self, sheet: &Sheet<'_>) {
        for pair in sheet.words.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let size = a.size.max(b.size);
            // Far from each other, or printed alike with a gap: the usual case.
            if (b.rect.x0 - a.rect.x1).abs() > size * TOUCHING + size * OVERLAP {
                continue;
            }
            let relations = [(b, a), (a, b)].map(|(w, o)| (w, o, set_together(w, o)));
            let has_mark = relations.iter().any(|(_, _, how)| *how == Relation::Mark);
            for (word, other, relation) in relations {
                // What is a mark is no digit that slipped.
                if has_mark && relation != Relation::Mark {
                    continue;
                }
                let is_small = word.size <= SMALL * other.size;
                // What a ruling parts was set for two cells; a small mark may cross it.
                if relation != Relation::Apart
                    && (relation == Relation::Mark && is_small
                        || !sheet.is_parted(word, other))
                {
                    self.related(sheet, word, other, relation);
                }
            }
        }
    }

    /// Small words beside larger ones, whenever they were painted.
    fn in_place(&mut self, sheet: &Sheet<'_>) {
        let words = &sheet.words;
        let tallest = words.iter().map(|w| w.size).fold(0.0, f32::max);
        let small = |w: &Word| w.kind.may_be_mark() && w.size <= SMALL * tallest;
        if !words.iter().any(small) {
            return;
        }
        let middle = |w: &Word| w.rect.center_y();
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by(|&a, &b| middle(&words[a]).total_cmp(&middle(&words[b])));
        for word in words.iter().filter(|w| small(w)) {
            let from =
                order.partition_point(|&o| middle(&words[o]) < middle(word) - tallest);
            for &other in &order[from..] {
                let other = &words[other];
                if middle(other) > middle(word) + tallest {
                    break;
                }
                let relation = stands_at(word, other);
                if relation == Relation::Apart || sheet.is_parted(word, other) {
                    continue;
                }
                self.related(sheet, word, other, relation);
            }
        }
    }

    fn related(&mut self, sheet: &Sheet<'_>, word: &Word, other: &Word, how: Relation) {
        match how {
            Relation::Apart => return,
            Relation::Mark if sheet.is_power(word, other) => return,
            Relation::Mark => self.mark(sheet, word),
            Relation::Slipped | Relation::Uneven => {
                self.doubtful(sheet, word, Doubt::Uneven);
                self.doubtful(sheet, other, Doubt::Uneven);
            }
        }
        if how == Relation::Slipped {
            self.mark(sheet, word);
        }
    }

    /// Marks that stand inside a number: it may be theirs.
    fn inside(&mut self, sheet: &Sheet<'_>) {
        if self.marks.is_empty() {
            return;
        }
        for triple in sheet.words.windows(3) {
            let [a, mark, b] = triple else { continue };
            let is_mark = sheet.glyphs(mark).iter().any(|&g| self.is_mark(g));
            let size = a.size.max(1.0);
            let near =
                (mark.rect.x0 - a.rect.x1).abs().max((b.rect.x0 - mark.rect.x1).abs());
            if is_mark
                && a.kind.is_number()
                && b.kind.is_number()
                && near <= TOUCHING * size
                && (a.baseline - b.baseline).abs() <= LEVEL * size
                && !sheet.is_parted(a, b)
            {
                self.doubtful(sheet, a, Doubt::Uneven);
                self.doubtful(sheet, b, Doubt::Uneven);
            }
        }
    }

    /// Numbers that share a place.
    fn overprinted(&mut self, sheet: &Sheet<'_>) {
        let words = &sheet.words;
        let mut numbers: Vec<&Word> =
            words.iter().filter(|w| w.kind.is_number() && w.size > 0.0).collect();
        numbers.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
        for (i, word) in numbers.iter().enumerate() {
            let level = |w: &&&Word| w.baseline - word.baseline < 0.3 * word.size;
            for other in numbers[i + 1..].iter().take_while(level) {
                let least = OVERPRINT * word.size.min(other.size);
                let over = other.rect.x0 < word.last + least
                    && word.rect.x0 < other.last + least;
                if over {
                    self.doubtful(sheet, word, Doubt::Overprinted);
                    self.doubtful(sheet, other, Doubt::Overprinted);
                }
            }
        }
    }
}

/// A page and its words.
struct Sheet<'a> {
    page: &'a Page,
    indices: &'a [usize],
    words: Vec<Word>,
}

impl Sheet<'_> {
    fn glyphs(&self, word: &Word) -> &[usize] {
        &self.indices[word.at.clone()]
    }

    /// Whether a raised figure makes a metre a square or cubic one.
    fn is_power(&self, word: &Word, other: &Word) -> bool {
        let text = |at: Option<&usize>| at.map(|&g| self.page.glyphs[g].text.as_str());
        matches!(text(self.glyphs(word).first()), Some("2" | "3"))
            && matches!(text(self.glyphs(other).last()), Some("m" | "M" | "米"))
    }

    /// Whether a ruling stands between two words of a line.
    fn is_parted(&self, a: &Word, b: &Word) -> bool {
        let (left, right) = if a.rect.x0 < b.rect.x0 { (a, b) } else { (b, a) };
        let between = left.rect.center_x()..right.rect.center_x();
        let y = a.rect.center_y();
        self.page.rulings.iter().any(|ruling| {
            ruling.axis == Axis::Vertical
                && between.contains(&ruling.at)
                && (ruling.span.start..=ruling.span.end).contains(&y)
        })
    }
}

/// How a word stands to one that was painted just before or after it.
fn set_together(word: &Word, other: &Word) -> Relation {
    let size = other.size.max(1.0);
    let behind = word.rect.x0 >= other.rect.x0;
    let gap =
        if behind { word.rect.x0 - other.rect.x1 } else { other.rect.x0 - word.rect.x1 };
    let rise = (other.baseline - word.baseline) / size;
    if !(-OVERLAP..=TOUCHING).contains(&(gap / size)) || rise.abs() > *RAISED.end() {
        return Relation::Apart;
    }
    let found = stands_at(word, other);
    if found != Relation::Apart {
        return found;
    }
    let is_smaller = word.size < other.size * (1.0 - EVEN_SIZE);
    let is_alike = (word.size - other.size).abs() <= other.size * EVEN_SIZE;
    if other.kind.is_number() && word.kind.is_number() {
        let is_level = rise.abs() <= LEVEL;
        return match () {
            () if is_alike && rise >= RAISED_ALIKE && word.chars <= MOST_DIGITS => {
                Relation::Slipped
            }
            () if is_alike && is_level => Relation::Apart,
            () => Relation::Uneven,
        };
    }
    if other.kind.is_number()
        && word.kind == Kind::Mark
        && word.chars <= LONGEST
        && rise >= RAISED_ALIKE
    {
        return Relation::Mark;
    }
    let is_raised = is_alike && rise >= RAISED_ALIKE;
    let is_tiny =
        is_smaller && word.size <= VERY_SMALL * other.size && rise.abs() <= LEVEL;
    if other.kind == Kind::Other
        && behind
        && word.kind.may_be_mark()
        && word.chars <= MOST_DIGITS
        && (is_raised || is_tiny && word.kind == Kind::Digits)
    {
        return Relation::Mark;
    }
    Relation::Apart
}

/// How a small word stands to a larger one, whichever was painted first.
fn stands_at(word: &Word, other: &Word) -> Relation {
    let size = other.size.max(1.0);
    if !word.kind.may_be_mark() || word.size > SMALL * other.size || word.chars > LONGEST
    {
        return Relation::Apart;
    }
    let behind = (word.rect.x0 - other.rect.x1) / size;
    let before = (other.rect.x0 - word.rect.x1) / size;
    let beside = |gap: &f32| (-OVERLAP..=NEAR).contains(gap);
    let is_behind = beside(&behind) && word.rect.x1 > other.rect.x1;
    if !(is_behind || beside(&before) && word.rect.x0 < other.rect.x0) {
        return Relation::Apart;
    }
    let rise = (other.baseline - word.baseline) / size;
    if RAISED.contains(&rise) {
        return Relation::Mark;
    }
    if rise.abs() >= *RAISED.start() || !other.kind.is_number() {
        return Relation::Apart;
    }
    // On the line itself: a mark behind the number, or digits of it in another size.
    match word.kind {
        Kind::Mark => Relation::Mark,
        _ if is_behind && word.chars <= MOST_DIGITS && behind <= TOUCHING => {
            Relation::Slipped
        }
        _ if behind.max(before) <= TOUCHING => Relation::Uneven,
        _ => Relation::Apart,
    }
}

/// Whether the second character stands beside the first one, on its right.
fn follows(a: &Glyph, b: &Glyph) -> bool {
    let size = a.size.max(b.size).max(1.0);
    let gap = (b.rect.x0 - a.rect.x1) / size;
    (-OVERLAP..=NEAR).contains(&gap)
        && b.rect.center_x() > a.rect.center_x()
        && (a.rect.center_y() - b.rect.center_y()).abs() <= NEAR * size
}

/// Parts characters into words where they are apart or printed otherwise.
fn words(glyphs: &[Glyph], indices: &[usize]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (at, &index) in indices.iter().enumerate() {
        let glyph = &glyphs[index];
        let kind = kind_of(&glyph.text);
        let baseline = glyph.baseline();
        let size = glyph.size.max(0.1);
        if let Some(word) = words.last_mut()
            && let last = &glyphs[indices[word.at.end - 1]]
            && glyph.is_upright()
            && last.is_upright()
            && let gap = (glyph.rect.x0 - last.rect.x1) / size
            && (-OVERLAP..=APART).contains(&gap)
            && (last.baseline() - baseline).abs() <= LEVEL * size
            && (last.size - size).abs() <= EVEN_SIZE * size
            && let Some(kind) = joined(word.kind, kind, word.chars + 1)
        {
            word.at.end = at + 1;
            word.rect = word.rect.union(&glyph.rect);
            word.chars += 1;
            word.last = glyph.rect.x0;
            word.kind = kind;
            continue;
        }
        let kind = if glyph.is_upright() { kind } else { Kind::Other };
        words.push(Word {
            at: at..at + 1,
            rect: glyph.rect,
            last: glyph.rect.x0,
            size,
            baseline,
            kind,
            chars: 1,
        });
    }
    words
}

/// What a word is with one character more; `None` where that one begins another word.
fn joined(word: Kind, next: Kind, chars: usize) -> Option<Kind> {
    match (word, next) {
        (Kind::Digits, Kind::Digits) if chars <= LONGEST => Some(Kind::Digits),
        (a, b) if a.is_number() && b.is_number() => Some(Kind::Number),
        (Kind::Other, Kind::Other) => Some(Kind::Other),
        (Kind::Mark, Kind::Mark | Kind::Digits) => Some(Kind::Mark),
        _ => None,
    }
}

fn kind_of(text: &str) -> Kind {
    let mut kind = Kind::Other;
    for c in text.chars() {
        kind = match c {
            '0'..='9' | '０'..='９' => Kind::Digits,
            c if is_number_char(c) => Kind::Number,
            '①'..='⒛'
            | '*'
            | '＊'
            | '※'
            | '†'
            | '‡'
            | '注'
            | '['
            | ']'
            | '〔'
            | '〕'
            | '【'
            | '】'
            | '('
            | ')'
            | '（'
            | '）'
            | 'a'..='e' => Kind::Mark,
            _ => return Kind::Other,
        };
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words set one after the other: text, size, and by how much each stands above the line.
    fn page(words: &[(&str, f32, f32)]) -> Page {
        let mut page = Page { number: 1, width: 600.0, height: 100.0, ..Page::default() };
        let mut x = 50.0;
        for &(text, size, rise) in words {
            for c in text.chars() {
                let width = if c.is_ascii() { size / 2.0 } else { size };
                let baseline = 50.0 - rise;
                page.glyphs.push(Glyph {
                    text: c.to_string().into(),
                    raw: None,
                    rect: Rect::new(
                        x,
                        baseline - 0.88 * size,
                        x + width,
                        baseline + 0.12 * size,
                    ),
                    size,
                    font: 0,
                    direction: 0.0,
                    ink: Ink::Printed,
                    trusted: true,
                });
                x += width;
            }
        }
        page
    }

    /// What is read without the marks, and whether it is in doubt.
    fn read(page: &Page) -> (String, bool) {
        let all: Vec<usize> = (0..page.glyphs.len())
            .filter(|&g| crate::page::lines::is_legible(&page.glyphs[g]))
            .collect();
        let even = Evenness::of(page, &all);
        let kept = all.iter().filter(|&&g| !even.is_mark(g));
        let text = kept.map(|&g| page.glyphs[g].text.as_str()).collect();
        (text, all.iter().any(|&g| even.doubt(g).is_some()))
    }

    #[track_caller]
    fn check(words: &[(&str, f32, f32)], expect: &str, doubt: bool) {
        assert_eq!(read(&page(words)), (expect.to_owned(), doubt), "{words:?}");
    }

    #[test]
    fn marks_are_no_part_of_what_they_stand_at() {
        for (mark, size) in
            [("1", 5.0), ("12", 5.0), ("①", 6.0), ("*", 5.0), ("[1]", 5.0), ("注1", 5.0)]
        {
            for word in ["720.11", "720", "1,234.56", "208", "合计"] {
                check(&[(word, 10.0, 0.0), (mark, size, 3.5)], word, false);
            }
            check(&[(mark, size, 3.5), ("720.11", 10.0, 0.0)], "720.11", false);
        }
        // In the size of a label it has to stand higher.
        check(&[("合计", 10.0, 0.0), ("1", 10.0, 3.0)], "合计", false);
        check(&[("面积m", 10.0, 0.0), ("2", 5.0, 3.5)], "面积m2", false);
    }

    #[test]
    fn digits_that_slipped_make_a_number_doubtful() {
        check(&[("720.1", 10.0, 0.0), ("1", 10.0, 3.0)], "720.1", true);
        check(&[("7", 10.0, 3.0), ("20.11", 10.0, 0.0)], "20.11", true);
        check(&[("72", 10.0, 0.0), ("0", 10.0, 3.0), (".11", 10.0, 0.0)], "72.11", true);
        check(&[("72", 10.0, 0.0), ("0", 5.0, 3.5), (".11", 10.0, 0.0)], "72.11", true);
        check(&[("720.", 10.0, 0.0), ("11", 10.0, -3.0)], "720.11", true);
        check(&[("720.", 10.0, 0.0), ("11", 9.0, 0.0)], "720.11", true);
        check(&[("720.11", 10.0, 0.0), ("1", 5.0, 0.0)], "720.11", true);
    }

    #[test]
    fn even_print_is_left_alone() {
        check(&[("1,234.56", 10.0, 0.0)], "1,234.56", false);
        check(&[("2024", 10.0, 0.0), ("年", 10.0, 0.0)], "2024年", false);
        check(&[("1,234", 10.0, 0.0), (".56", 10.0, 0.2)], "1,234.56", false);
        check(&[("第", 10.0, 0.0), ("3", 10.0, 0.4), ("条", 10.0, 0.0)], "第3条", false);
    }

    #[test]
    fn hidden_and_leaning_neighbours_make_a_number_doubtful() {
        let number = [("720.11", 10.0, 0.0)];
        for at in 0..6 {
            let mut hidden = page(&number);
            hidden.glyphs[at].ink = Ink::Covered;
            assert!(read(&hidden).1, "{at}");
            let mut leaning = page(&number);
            leaning.glyphs[at].direction = 20.0;
            assert!(read(&leaning).1, "{at}");
        }
        let mut erased =
            page(&[("720.11", 10.0, 0.0), ("  ", 10.0, 0.0), ("8.00", 10.0, 0.0)]);
        erased.glyphs.iter_mut().take(6).for_each(|g| g.ink = Ink::Covered);
        assert_eq!(read(&erased), ("8.00".to_owned(), false));
    }

    #[test]
    fn a_fresh_number_over_an_erased_one_is_read_and_two_over_each_other_are_not() {
        let mut both = page(&[("720.11", 10.0, 0.0), ("83.00", 10.0, 0.0)]);
        let by = both.glyphs[6].rect.x0 - both.glyphs[0].rect.x0 - 2.0;
        for glyph in &mut both.glyphs[6..] {
            glyph.rect.x0 -= by;
            glyph.rect.x1 -= by;
        }
        assert!(read(&both).1);
        both.glyphs.iter_mut().take(6).for_each(|g| g.ink = Ink::Covered);
        assert_eq!(read(&both), ("83.00".to_owned(), false));
    }

    #[test]
    fn digits_of_a_font_without_widths_overlap_and_are_one_number() {
        let mut wide = page(&[("154,304.22", 10.0, 0.0)]);
        for glyph in &mut wide.glyphs {
            glyph.rect.x1 = glyph.rect.x0 + 10.0;
        }
        assert_eq!(read(&wide), ("154,304.22".to_owned(), false));
    }
}
