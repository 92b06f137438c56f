//! Blocks to sections: which headings count where they stand, and where text belongs.

use super::block::Block;
use super::heading::{self, Above, Depth, Heading};
use crate::disclosure::{Paragraph, Section};
use crate::words::normal::normalise;
use crate::words::wording;

/// The heading of a part without a number is printed larger than the text, by this factor.
const LARGER: f32 = 1.15;
/// The cover of a further body in the same file has at most so many lines.
const COVER_LINES: usize = 6;
/// Text of a paragraph, not of a caption or a title, has more characters than this.
const PROSE: usize = 30;

/// The chapters that the blocks of a document make.
pub(super) fn sections(blocks: &[Block]) -> Vec<Section> {
    let mut reader = Reader { body: body(blocks), ..Reader::default() };
    reader.read(blocks);
    reader.finish()
}

/// What is known of the document up to a block.
#[derive(Debug, Default)]
struct Reader {
    sections: Vec<Section>,
    /// Kind of the part that is open.
    part: String,
    /// Numerals of the last headings 一、 and （一）.
    first: usize,
    second: usize,
    /// The last heading 一、.
    above: Above,
    /// Entries of 目录, and the numbers of its parts.
    announced: Vec<String>,
    announced_parts: Vec<String>,
    in_contents: bool,
    /// How many tables and drawings stand before the block read last.
    grids: usize,
    /// Font size of most of the text.
    body: f32,
}

impl Reader {
    fn read(&mut self, blocks: &[Block]) {
        let mut at = 0;
        while at < blocks.len() {
            let block = &blocks[at];
            at += 1;
            if self.in_contents {
                if !self.closes_contents(block, &blocks[at..]) {
                    self.entry(block);
                    continue;
                }
                self.in_contents = false;
                self.first = 0;
                self.part = "other".to_owned();
            }
            let bare = normalise(&block.paragraph.text);
            if matches!(bare.as_str(), "目录" | "目次" | "目录:") {
                self.cover_before(&blocks[..at - 1]);
                self.in_contents = true;
                self.announced_parts.clear();
                self.first = 0;
                self.open("contents", "", &block.paragraph.text, "", block);
                continue;
            }
            if let Some((heading, used)) = self.heading(block, &blocks[at..]) {
                self.enter(&heading, block);
                at += used;
                if heading.rest < block.paragraph.text.len() {
                    self.paragraph(block.split_off(heading.rest), block);
                }
                continue;
            }
            self.paragraph(block.paragraph.clone(), block);
        }
    }

    /// Gives the lines in the middle of the page before 目录 a cover of their own: a file may
    /// hold the accounts of several bodies.
    fn cover_before(&mut self, blocks: &[Block]) {
        let lines = blocks.iter().rev().take(COVER_LINES);
        let title = |b: &&Block| b.centred && !is_prose(&b.paragraph.text);
        let count = lines.take_while(title).count();
        let Some(last) = self.sections.last_mut() else { return };
        if count == 0 || last.kind == "cover" || last.paragraphs.len() < count {
            return;
        }
        let own = last.paragraphs.split_off(last.paragraphs.len() - count);
        self.open("cover", "", "", "", &blocks[blocks.len() - count]);
        own.into_iter().for_each(|p| self.push(p));
    }

    /// Whether a block cannot be an entry of the open 目录.
    fn closes_contents(&self, block: &Block, next: &[Block]) -> bool {
        let text = &block.paragraph.text;
        if block.grids != self.grids || is_prose(text) {
            return true;
        }
        if block.entry {
            return false;
        }
        // The entries end with the page before one that holds prose.
        let open = self.sections.last().and_then(|s| s.pages).map(|p| p.1);
        let page = block.pages().map(|p| p.0);
        if page > open {
            let own = || next.iter().take_while(|n| n.pages().map(|p| p.0) == page);
            let prose = own().any(|n| is_prose(&n.paragraph.text));
            if prose && !own().any(|n| n.entry) && !self.continues_contents(block) {
                return true;
            }
        }
        match heading::numbered(block, &Above::default()) {
            Some(h) if h.depth == Depth::Part => self.announced_parts.contains(&h.number),
            _ => {
                let bare = heading::announced(text);
                !bare.is_empty() && self.announced.contains(&bare)
            }
        }
    }

    /// Whether a block carries the number that follows the last one of the open 目录.
    fn continues_contents(&self, block: &Block) -> bool {
        match heading::number(&block.paragraph.text) {
            Some((Depth::Part, number, _)) => !self.announced_parts.contains(&number),
            Some((Depth::First, number, _)) => numeral(&number) == self.first + 1,
            _ => false,
        }
    }

    fn entry(&mut self, block: &Block) {
        match heading::number(&block.paragraph.text) {
            Some((Depth::Part, number, _)) => self.announced_parts.push(number),
            Some((Depth::First, number, _)) => self.first = numeral(&number),
            _ => {}
        }
        self.announced.push(heading::announced(&block.paragraph.text));
        self.grids = block.grids;
        self.push(block.paragraph.clone());
    }

    /// Reads a block as a heading that counts where it stands, and how many of the next
    /// blocks are its words.
    fn heading(&self, block: &Block, next: &[Block]) -> Option<(Heading, usize)> {
        let Some(mut heading) = heading::numbered(block, &self.above) else {
            // The title of the whole document is no heading of a part.
            let titled = self.sections.last().is_none_or(|s| {
                s.kind == "cover" && s.pages.map(|p| p.1) == block.pages().map(|p| p.0)
            });
            let large = !titled && block.centred && block.size > LARGER * self.body;
            return heading::plain(block, &self.announced, large).map(|h| (h, 0));
        };
        let own_line = heading.rest == block.paragraph.text.len();
        let numeral = numeral(&heading.number);
        match heading.depth {
            Depth::Part => {
                let mut used = 0;
                let alike = |n: &Block| (n.size - block.size).abs() < 0.1 * block.size;
                if heading.words.is_empty()
                    || heading.kind.is_empty() && next.first().is_some_and(alike)
                {
                    used = title(block, next);
                    let mut words = heading.words.clone();
                    words.extend(next[..used].iter().map(|n| n.paragraph.text.as_str()));
                    heading.entitle(&words);
                }
                Some((heading, used))
            }
            Depth::First => {
                if let Some(kind) = heading::numbered_part(&heading, &self.announced)
                    && own_line
                    && self.may_open(kind)
                {
                    heading.kind = kind;
                    return Some((heading, 0));
                }
                let known = !heading.topic.is_empty();
                let says = ["说明", "情况"].iter().any(|w| heading.words.ends_with(w));
                let counts = match self.part.as_str() {
                    "glossary" => own_line && known && says && numeral == self.first + 1,
                    "tables" => known && (says || heading.kind == "glossary"),
                    "selfeval_report" | "attachments" => false,
                    "overview" | "narrative" => {
                        known || own_line && numeral == self.first + 1
                    }
                    _ => known,
                };
                counts.then_some((heading, 0))
            }
            Depth::Second => {
                let open = self.sections.last()?;
                let lost = ["other", "cover", "contents"].contains(&open.kind.as_str());
                if lost
                    && own_line
                    && heading.kind == "narrative"
                    && is_told(&heading.words)
                {
                    return Some((heading, 0));
                }
                if !["overview", "narrative"].contains(&open.kind.as_str())
                    || own_line && block.paragraph.lines.len() > 2
                {
                    return None;
                }
                if open.kind == "overview" && heading.kind != "overview" {
                    heading.topic = "";
                }
                if !heading.topic.is_empty() {
                    return Some((heading, 0));
                }
                (own_line && numeral == self.second + 1).then_some((heading, 0))
            }
        }
    }

    /// Whether a heading 一、 that names a kind of part opens one where it stands: a report
    /// and its like have chapters of their own, and 说明 goes on in 情况说明.
    fn may_open(&self, kind: &str) -> bool {
        match self.part.as_str() {
            "selfeval_report" | "attachments" => false,
            // 一、项目概况 of a project stands below 情况说明.
            "narrative" if kind == "overview" => false,
            part => part != kind,
        }
    }

    fn enter(&mut self, heading: &Heading, block: &Block) {
        let kind = match heading.depth {
            Depth::Part => {
                self.part = if heading.kind.is_empty() { "other" } else { heading.kind }
                    .to_owned();
                // 七、名词解释 closes with the number after it.
                self.first = 0;
                self.part.clone()
            }
            Depth::First => {
                self.first = numeral(&heading.number);
                if !heading.kind.is_empty() {
                    self.part = heading.kind.to_owned();
                }
                self.part.clone()
            }
            Depth::Second => {
                let open = self.sections.last().map_or("other", |s| s.kind.as_str());
                if ["overview", "narrative"].contains(&open) {
                    open.to_owned()
                } else {
                    heading.kind.clone_into(&mut self.part);
                    self.part.clone()
                }
            }
        };
        if heading.depth == Depth::Second {
            self.second = numeral(&heading.number);
        } else {
            self.second = 0;
            self.above = Above { topic: heading.topic, words: heading.words.clone() };
        }
        self.open(&kind, &heading.number, &heading.words, heading.topic, block);
    }

    fn open(&mut self, kind: &str, number: &str, words: &str, topic: &str, at: &Block) {
        self.grids = at.grids;
        self.sections.push(Section {
            kind: kind.to_owned(),
            number: number.to_owned(),
            heading: words.to_owned(),
            topic: topic.to_owned(),
            pages: at.pages(),
            ..Section::default()
        });
    }

    /// Adds a paragraph to the open section, or opens the one it needs.
    fn paragraph(&mut self, paragraph: Paragraph, block: &Block) {
        // A sentence that states a number is no caption, however short.
        let text = &paragraph.text;
        let prose = is_prose(text) || text.contains('。') && heading::states_number(text);
        let page = block.pages().map(|p| p.0);
        let beyond = block.grids > self.grids;
        let prose = prose && !(block.grids > 0 && wording::is_note(&paragraph.text));
        match self.sections.last() {
            None if block.grids == 0 && !prose => {
                self.open("cover", "", "", "", block);
                self.part = "cover".to_owned();
            }
            None if !prose => return,
            None => {
                self.open("other", "", "", "", block);
                self.part = "other".to_owned();
            }
            Some(open)
                if open.kind == "cover"
                    || self.part == "other" && open.kind == "contents" =>
            {
                let elsewhere = page != open.pages.map(|p| p.1);
                if prose || elsewhere || beyond {
                    if !prose {
                        return;
                    }
                    self.open("other", "", "", "", block);
                    self.part = "other".to_owned();
                }
            }
            Some(open)
                if ["narrative", "contents", "selfeval_report"]
                    .contains(&open.kind.as_str()) => {}
            Some(open) => {
                // Behind a table stand captions and notes, where no narrative is open.
                let captions =
                    ["tables", "other"].contains(&open.kind.as_str()) || beyond;
                if captions && !prose {
                    return;
                }
            }
        }
        self.grids = block.grids;
        self.push(paragraph);
    }

    fn push(&mut self, paragraph: Paragraph) {
        let Some(open) = self.sections.last_mut() else { return };
        let last = paragraph.lines.last().and_then(|l| l.1.page);
        if let (Some((_, to)), Some(page)) = (&mut open.pages, last) {
            *to = (*to).max(page);
        }
        open.paragraphs.push(paragraph);
    }

    fn finish(mut self) -> Vec<Section> {
        for section in &mut self.sections {
            let texts: Vec<&str> =
                section.paragraphs.iter().map(|p| p.text.as_str()).collect();
            section.text = texts.join("\n");
        }
        self.sections
    }
}

/// Whether a text is that of a paragraph, not of a caption, title or entry.
fn is_prose(text: &str) -> bool {
    text.contains('。') && text.chars().count() > PROSE
}

/// Whether a heading says that numbers are told below it.
fn is_told(words: &str) -> bool {
    ["说明", "情况"].iter().any(|w| words.ends_with(w))
}

/// Font size of most of the text.
fn body(blocks: &[Block]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = Vec::new();
    for block in blocks.iter().filter(|b| is_prose(&b.paragraph.text)) {
        let count = block.paragraph.text.chars().count();
        match sizes.iter_mut().find(|(size, _)| (size - block.size).abs() < 0.3) {
            Some((_, n)) => *n += count,
            None => sizes.push((block.size, count)),
        }
    }
    sizes.iter().max_by_key(|s| s.1).map_or(0.0, |s| s.0)
}

/// How many of the next blocks are the words of 第一部分, printed below it in its own size.
fn title(block: &Block, next: &[Block]) -> usize {
    let goes_on = |n: &Block| {
        let text = &n.paragraph.text;
        text.chars().count() <= 40
            && !text.contains(['。', '；', '，', '：'])
            && n.grids == block.grids
            && n.pages() == block.pages()
            && heading::numbered(n, &Above::default()).is_none()
    };
    let Some(first) = next.first().filter(|n| goes_on(n)) else { return 0 };
    let like = |n: &&Block| {
        let size = first.size.max(1.0);
        let axis = n.center().zip(first.center()).map_or(0.0, |(a, b)| (a - b).abs());
        (n.size - size).abs() < 0.1 * size && axis < 1.5 * size && goes_on(n)
    };
    1 + next[1..].iter().take(2).take_while(like).count()
}

/// The value of a Chinese numeral up to 九十九 in a heading's number; 0 where there is none.
fn numeral(number: &str) -> usize {
    let mut value = 0;
    let mut digit = 0;
    for c in number.chars() {
        match "一二三四五六七八九".chars().position(|d| d == c) {
            Some(n) => digit = n + 1,
            None if c == '十' => {
                value += digit.max(1) * 10;
                digit = 0;
            }
            None => {}
        }
    }
    value + digit
}
