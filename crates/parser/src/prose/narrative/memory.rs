//! What is remembered along a chapter, and what ends or opens it.

use super::clause::Versus;
use super::number::{Measure, Number};
use super::subject;
use super::words::words;
use crate::disclosure::{Direction, StatementKind};
use crate::disclosure::{DocKind, Phase};
use crate::words::normal::normalise;
use rust_decimal::Decimal;
use std::ops::Range;

/// What the document says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Setting {
    pub(super) entity: String,
    pub(super) kind: DocKind,
    pub(super) year: Option<u16>,
    /// Phase of an amount of which nothing says it.
    pub(super) assumed: Phase,
    /// A report tells what was done; much of what it counts is not counted elsewhere.
    pub(super) is_report: bool,
}

/// One statement, still in the paragraph's normal form.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub(super) number: Number,
    pub(super) sentence: Range<usize>,
    pub(super) kind: StatementKind,
    pub(super) subject: String,
    pub(super) direction: Direction,
    pub(super) compared_with: String,
    pub(super) code: String,
    pub(super) phase: Phase,
    pub(super) year: Option<u16>,
    pub(super) base: Option<Decimal>,
    /// A budget of which nothing says whether it is the first or an adjusted one.
    pub(super) is_budget: bool,
    pub(super) confidence: f32,
}

impl Said {
    /// An amount of a subject, of which nothing else is known.
    pub(super) fn of(number: Number, sentence: Range<usize>, subject: String) -> Self {
        Self {
            number,
            sentence,
            subject,
            kind: StatementKind::Amount,
            direction: Direction::None,
            compared_with: String::new(),
            code: String::new(),
            phase: Phase::Unknown,
            year: None,
            base: None,
            is_budget: false,
            confidence: 0.0,
        }
    }

    /// In yuan for money, else in its own unit.
    pub(super) fn amount(&self) -> Option<Decimal> {
        if self.is_money() { self.number.in_yuan() } else { Some(self.number.value) }
    }

    pub(super) fn is_money(&self) -> bool {
        matches!(self.number.measure, Measure::Money(_))
    }
}

/// What is remembered along a chapter.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    pub(super) here: Frame,
    /// What the words outside the open brackets left behind.
    pub(super) outside: Vec<Frame>,
    /// What is remembered while a reason is told.
    pub(super) aside: Option<Frame>,
    pub(super) versus: Option<Versus>,
    /// That of the sentence before, which a list of its parts goes on with.
    pub(super) versus_before: Option<Versus>,
    /// 分别为: what the coming numbers are about.
    pub(super) waiting: Vec<String>,
    /// 占支出总计100万元: the whole of which the share follows.
    pub(super) share_of: Option<Whole>,
    /// Where its amount ends.
    pub(super) share_ends: usize,
    /// Everything said in this chapter so far.
    pub(super) said: Vec<Said>,
    /// What the heading names, until something else is said.
    pub(super) heading: Option<String>,
    /// Where this paragraph begins in `said`.
    pub(super) paragraph: usize,
    /// Where this sentence begins in `said`.
    pub(super) sentence: usize,
    /// Whether the paragraph begins with a number of its own.
    pub(super) is_numbered: bool,
    /// Clauses of this sentence gone by.
    pub(super) clauses: usize,
    /// Sentences of this paragraph gone by.
    pub(super) sentences: usize,
    /// Whether this sentence scores an indicator, not a project.
    pub(super) scores_part: bool,
    /// The year that a clause of its own (截至2023年底) gives to what follows it.
    pub(super) when: Option<u16>,
    /// Whether a sentence has ended since: what is counted is still counted at that time.
    pub(super) when_is_old: bool,
    /// Where this paragraph has digits that are cut as no number is.
    pub(super) odd: Vec<Range<usize>>,
    /// What of this paragraph is not read because there is too much of it.
    pub(super) too_much: Option<String>,
}

impl Memory {
    /// Whether nothing but the current clause has gone by in this paragraph.
    pub(super) fn begins_paragraph(&self) -> bool {
        self.sentences == 0 && self.clauses == 1 && self.said.len() == self.paragraph
    }
}

/// What a bracket or a reason may change only for itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Frame {
    pub(super) subjects: Vec<String>,
    /// What was counted last.
    pub(super) things: String,
    pub(super) code: String,
    /// Named by 类款项 and so good for the sentences after it.
    pub(super) is_item: bool,
    /// Whether a sentence has ended since it was named.
    pub(super) is_old: bool,
    /// Whether it was doubtful where it was named; it stays so.
    pub(super) is_doubted: bool,
    /// The amount whose parts follow.
    pub(super) whole: Option<Whole>,
    /// Whether the parts began in this sentence.
    pub(super) lists: bool,
    /// The amounts listed in this sentence.
    pub(super) list: List,
}

/// Amounts that stand one after the other: whose growth follows them?
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct List {
    /// What they are parts of, where the sentence says so.
    pub(super) whole: Option<Whole>,
    /// Whether anything says that these are parts.
    pub(super) is_open: bool,
    /// How many there are.
    pub(super) items: usize,
    /// What stands between the last two: `、`, `,` or `;`.
    pub(super) joint: char,
    /// Whether one of them has a growth of its own.
    pub(super) moved: bool,
    /// Whether one of them has a share of its own.
    pub(super) shared: bool,
}

impl List {
    /// The list of the parts of an amount.
    pub(super) fn of(whole: Option<Whole>) -> Self {
        Self { whole, is_open: true, ..Self::default() }
    }

    /// Whether what follows the last item is about all of them (甲1万元、乙2万元，较上年…).
    pub(super) fn closes(&self) -> bool {
        self.items > 1 && self.joint == '、' && !self.moved
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Whole {
    pub(super) subject: String,
    pub(super) amount: Option<Decimal>,
}

/// What a chapter's heading leaves for a first amount without a name (收入预算：2026年预算数…).
pub(super) fn under(heading: &str, setting: &Setting) -> Memory {
    let mut memory = Memory::default();
    let heading = normalise(heading);
    let ends = ["情况说明", "说明", "情况", "安排", "支出表", "总表", "表的", "表"];
    let mut name = heading.trim_start_matches("关于");
    while let Some(rest) = ends.iter().find_map(|end| name.strip_suffix(end)) {
        name = rest;
    }
    let named = subject::named(name, &setting.entity);
    if subject::is_usual(&named.subject) {
        memory.heading = Some(named.subject);
    }
    memory
}

/// 与上年持平: the last amount is what it was.
pub(super) fn stays(memory: &mut Memory, versus: Versus) {
    let sentence = memory.sentence;
    let list = &mut memory.here.list;
    let whole = if list.closes() { Some(list.whole.take()) } else { None };
    list.moved = true;
    let is_meant = |s: &&mut Said| match &whole {
        // After a list it is the whole that stays.
        Some(whole) => whole.as_ref().is_some_and(|w| w.subject == s.subject),
        None => s.phase != Phase::Prior,
    };
    let here = &memory.here.subjects;
    let said = memory.said.get_mut(sentence..).unwrap_or_default();
    // Behind a bracket it is what stands before it.
    let named =
        said.iter().rposition(|s| s.phase != Phase::Prior && here.contains(&s.subject));
    let last = match named.filter(|_| whole.is_none()) {
        Some(at) => said.get_mut(at),
        None => said.iter_mut().rev().find(is_meant),
    };
    let Some(last) = last else { return };
    let is_value = matches!(last.kind, StatementKind::Amount | StatementKind::Count);
    if is_value && versus.phase == Some(Phase::Prior) && last.compared_with.is_empty() {
        last.direction = Direction::Unchanged;
        last.compared_with = versus.name;
        last.base = last.amount();
    }
}

pub(super) fn end_reason(memory: &mut Memory) {
    if let Some(frame) = memory.aside.take() {
        memory.here = frame;
    }
}

pub(super) fn end_sentence(memory: &mut Memory) {
    end_reason(memory);
    memory.versus_before = memory.versus.take();
    memory.waiting.clear();
    memory.share_of = None;
    memory.here.is_old = true;
    if memory.here.lists
        && let Some(whole) = &memory.here.whole
    {
        // After the parts the next sentence goes on about the whole.
        memory.here.subjects = subject::expand(&whole.subject);
        memory.here.is_doubted = false;
        memory.here.code.clear();
        memory.here.is_item = false;
    }
    memory.here.lists = false;
    memory.here.list = List::default();
    memory.when_is_old = true;
    memory.here.things.clear();
    memory.sentence = memory.said.len();
    memory.clauses = 0;
    memory.sentences += 1;
    memory.scores_part = false;
}

/// What follows are parts of the last amount; 支出包括 opens the parts of the side it names.
pub(super) fn open_list(clause: &str, memory: &mut Memory, setting: &Setting) {
    if memory.aside.is_some() {
        return;
    }
    if memory.versus.is_none() && memory.said.len() == memory.sentence {
        memory.versus = memory.versus_before.take();
    }
    let named = subject::named(&words().opens_list.replace(clause, ""), &setting.entity);
    let side = named.subject;
    let last = memory.said[memory.paragraph..].iter().rev().find(|s| {
        s.kind == StatementKind::Amount
            && s.phase != Phase::Prior
            && (side.is_empty()
                || s.subject == side
                || s.subject.ends_with(&format!("{side}总计"))
                || s.subject.ends_with(&format!("{side}合计")))
    });
    let whole =
        last.map(|last| Whole { subject: last.subject.clone(), amount: last.amount() });
    memory.here.list = List::of(whole.clone());
    match whole {
        Some(whole) => {
            memory.here.whole = Some(whole);
            memory.here.lists = true;
        }
        // 按功能分类如下 goes on with the parts of the same whole.
        None if ["收入", "支出"].contains(&side.as_str()) => memory.here.whole = None,
        None => {}
    }
}
