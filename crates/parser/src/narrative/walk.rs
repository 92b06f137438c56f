//! Walks a chapter's sentences: what is inherited from clause to clause, what is compared
//! with what, and which base follows.

use super::clause::{self, Versus};
use super::number::{self, Measure, Number};
use super::subject;
use super::words::words;
use crate::disclosure::{DocKind, Phase};
use crate::statement::{Direction, StatementKind};
use crate::wording;
use rust_decimal::Decimal;
use std::ops::Range;

/// A sentence longer than this is quoted only between its semicolons.
const LONG_SENTENCE: usize = 480;
/// Numbers read in one paragraph; a page of text holds fewer.
const MOST_NUMBERS: usize = 2_000;

/// What the document says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Setting {
    pub(super) entity: String,
    pub(super) kind: DocKind,
    pub(super) year: Option<u16>,
    /// Phase of an amount of which nothing says it.
    pub(super) assumed: Phase,
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
    /// In yuan for money, else in its own unit.
    pub(super) fn amount(&self) -> Option<Decimal> {
        match self.number.measure {
            Measure::Money(factor) => {
                self.number.value.checked_mul(Decimal::from(factor))
            }
            _ => Some(self.number.value),
        }
    }

    fn is_money(&self) -> bool {
        matches!(self.number.measure, Measure::Money(_))
    }
}

/// What is remembered along a chapter.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    here: Frame,
    /// What the words outside the open brackets left behind.
    outside: Vec<Frame>,
    /// What is remembered while a reason is told.
    aside: Option<Frame>,
    versus: Option<Versus>,
    /// 分别为: what the coming numbers are about.
    waiting: Vec<String>,
    /// Everything said in this chapter so far.
    said: Vec<Said>,
    /// Where this paragraph begins in `said`.
    paragraph: usize,
    /// Where this sentence begins in `said`.
    sentence: usize,
    /// Clauses of this sentence gone by.
    clauses: usize,
    /// Whether this sentence scores an indicator, not a project.
    scores_part: bool,
}

/// What a bracket or a reason may change only for itself.
#[derive(Debug, Clone, Default, PartialEq)]
struct Frame {
    subjects: Vec<String>,
    /// What was counted last.
    things: String,
    code: String,
    /// Named by 类款项 and so good for the sentences after it.
    is_item: bool,
    /// Whether a sentence has ended since it was named.
    is_old: bool,
    /// The amount whose parts follow.
    whole: Option<Whole>,
}

#[derive(Debug, Clone, PartialEq)]
struct Whole {
    subject: String,
    amount: Option<Decimal>,
}

/// Reads one paragraph; what it says is returned and remembered. `about` is what the whole
/// paragraph is about, where its beginning names a project.
pub(super) fn paragraph(
    text: &str,
    about: Option<&str>,
    memory: &mut Memory,
    setting: &Setting,
) -> Vec<Said> {
    memory.paragraph = memory.said.len();
    memory.outside.clear();
    end_sentence(memory);
    if wording::strip_ordinal(text) != text {
        // 2.… begins something new.
        memory.here.subjects.clear();
        memory.here.is_item = false;
    }
    if let Some(name) = about {
        memory.here =
            Frame { subjects: vec![name.to_owned()], is_item: true, ..Frame::default() };
    }
    let mut from = 0;
    for number in number::numbers(text).into_iter().take(MOST_NUMBERS) {
        if number.range.start < from {
            continue;
        }
        let gap = &text[from..number.range.start];
        let lead = lead_of(gap);
        walk(&gap[..gap.len() - lead.len()], memory, setting);
        let sentence = sentence_of(text, number.range.start);
        let end = number.range.end;
        if say(lead, number, sentence, memory, setting) {
            from = end;
        } else {
            walk_clause(lead, ' ', memory, setting);
            from = end;
        }
    }
    walk(&text[from..], memory, setting);
    memory.said[memory.paragraph..].to_vec()
}

/// The words directly before a number, up to the last mark outside closed brackets.
fn lead_of(gap: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in gap.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => return &gap[at + 1..],
            '(' => depth -= 1,
            ',' | '。' | ';' | ':' | '!' if depth == 0 => {
                return &gap[at + c.len_utf8()..];
            }
            _ => {}
        }
    }
    if depth > 0 {
        // A bracket closes that was opened before the last number.
        let at = gap.rfind(')').map_or(0, |i| i + 1);
        return &gap[at..];
    }
    gap
}

/// Goes through the clauses between two numbers.
fn walk(text: &str, memory: &mut Memory, setting: &Setting) {
    let mut from = 0;
    let mut closed = 0_usize;
    for (at, c) in text.char_indices() {
        let ends = match c {
            '(' => {
                let rest = &text[at + 1..];
                let inner = rest.find(['(', ')']).map_or("", |i| &rest[i..]);
                if inner.starts_with(')') || closed > 0 {
                    closed += 1;
                    false
                } else {
                    true
                }
            }
            ')' if closed > 0 => {
                closed -= 1;
                false
            }
            ')' => true,
            ',' | '。' | ';' | ':' | '!' => closed == 0,
            _ => false,
        };
        if !ends {
            continue;
        }
        walk_clause(&text[from..at], c, memory, setting);
        from = at + c.len_utf8();
        match c {
            '(' => memory.outside.push(memory.here.clone()),
            ')' => {
                if let Some(frame) = memory.outside.pop() {
                    memory.here = frame;
                }
            }
            ';' => {
                let goes_on = ["一是", "二是", "三是", "四是", "五是", "六是"]
                    .iter()
                    .any(|w| text[from..].starts_with(w));
                if !goes_on {
                    end_reason(memory);
                }
            }
            '。' | '!' => end_sentence(memory),
            ':' if words().opens_list.is_match(&text[..at]) => open_list(memory),
            _ => {}
        }
    }
    walk_clause(&text[from..], ' ', memory, setting);
}

fn walk_clause(clause: &str, mark: char, memory: &mut Memory, setting: &Setting) {
    if clause.is_empty() {
        return;
    }
    memory.clauses += 1;
    let words = words();
    memory.scores_part |=
        words.score.part_words.iter().any(|w| clause.contains(w.as_str()));
    if let Some(versus) = clause::unchanged(clause, setting.year) {
        stays(memory, versus);
        return;
    }
    let (rest, versus) = clause::without_versus(clause, setting.year);
    if let Some(versus) = versus {
        memory.versus = Some(versus);
        if rest.is_empty() {
            return;
        }
    }
    if words.reason.is_match(clause) {
        if memory.aside.is_none() {
            memory.aside = Some(memory.here.clone());
        }
        return;
    }
    if words.opens_list.is_match(clause) {
        open_list(memory);
        return;
    }
    if subject::is_item(clause) && memory.aside.is_none() {
        let named = subject::named(clause, &setting.entity);
        if subject::is_item(&named.subject) {
            memory.here.subjects = vec![named.subject];
            memory.here.code = named.code;
            memory.here.is_item = true;
            memory.here.is_old = false;
        }
        return;
    }
    if let Some(whole) = clause.strip_suffix('中')
        && memory.aside.is_none()
    {
        let named = subject::named(whole, &setting.entity);
        if subject::is_usual(&named.subject) {
            let amount = find(memory, &named.subject, setting).and_then(Said::amount);
            memory.here.whole = Some(Whole { subject: named.subject, amount });
        }
    } else if memory.clauses == 1 && matches!(mark, ',' | ':') && memory.aside.is_none() {
        // A name alone at the beginning of a sentence: 教育支出，年初预算为…
        let named = subject::named(clause, &setting.entity);
        let plain = !clause.contains(['为', '是', '按', '因', '用', '以', '等', '无']);
        if plain && subject::is_usual(&named.subject) && !named.subject.is_empty() {
            memory.here.subjects = subject::expand(&named.subject);
            memory.here.code = named.code;
            memory.here.is_item = false;
            memory.here.is_old = false;
        }
    }
}

/// 与上年持平: the last amount is what it was.
fn stays(memory: &mut Memory, versus: Versus) {
    let sentence = memory.sentence;
    let Some(last) = memory.said.get_mut(sentence..).and_then(|s| s.last_mut()) else {
        return;
    };
    let is_value = matches!(last.kind, StatementKind::Amount | StatementKind::Count);
    if is_value && versus.phase == Some(Phase::Prior) && last.compared_with.is_empty() {
        last.direction = Direction::Unchanged;
        last.compared_with = versus.name;
        last.base = last.amount();
    }
}

fn end_reason(memory: &mut Memory) {
    if let Some(frame) = memory.aside.take() {
        memory.here = frame;
    }
}

fn end_sentence(memory: &mut Memory) {
    end_reason(memory);
    memory.versus = None;
    memory.waiting.clear();
    memory.here.is_old = true;
    memory.here.things.clear();
    memory.sentence = memory.said.len();
    memory.clauses = 0;
    memory.scores_part = false;
}

/// What follows are parts of the last amount.
fn open_list(memory: &mut Memory) {
    if memory.aside.is_some() {
        return;
    }
    let last = memory.said[memory.paragraph..]
        .iter()
        .rev()
        .find(|s| s.kind == StatementKind::Amount && s.phase != Phase::Prior);
    if let Some(last) = last {
        memory.here.whole =
            Some(Whole { subject: last.subject.clone(), amount: last.amount() });
    }
}

/// Makes statements of a number; whether it states anything.
fn say(
    lead: &str,
    number: Number,
    sentence: Range<usize>,
    memory: &mut Memory,
    setting: &Setting,
) -> bool {
    if words().reason.is_match(lead) && memory.aside.is_none() {
        memory.aside = Some(memory.here.clone());
    }
    let waiting = !memory.waiting.is_empty()
        && matches!(lead, "" | "和" | "、" | "及" | "与" | ",");
    let Some(reading) = clause::read(lead, &number, &setting.entity, setting.year)
        .or_else(|| waiting.then(clause::Reading::default))
    else {
        return false;
    };
    if waiting {
        let subject = memory.waiting.remove(0);
        if let Some(model) = memory.said.last().cloned() {
            let mut said = Said { number, sentence, subject, base: None, ..model };
            complete(&mut said, memory, setting);
            memory.said.push(said);
        }
        return true;
    }
    let mut named = reading.named;
    let mut confidence: f32 = 0.95;
    let counts = number.measure == Measure::Things;
    if counts {
        let raw = named.raw.trim_end_matches("个数").trim_end_matches('数');
        named.subject = words().counted(raw).to_owned();
        if !number.noun.is_empty() {
            named.subject.clone_from(&number.noun);
        }
        if named.subject.is_empty() && number.unit == "人" && lead.contains('共') {
            // 共有174人 counts all of them.
            named.subject = "人员".to_owned();
        }
    }
    let scores = number.measure == Measure::Points;
    let fresh = !named.subject.is_empty() && !is_bare_side(&named.subject, memory);
    let mut subjects = if scores {
        vec![if memory.scores_part {
            words().score.part.clone()
        } else {
            named.subject.clone()
        }]
    } else if fresh {
        let mut subjects = subject::expand(&named.subject);
        sibling(&mut subjects[0], memory);
        subjects
    } else {
        let listed = counts && !memory.here.things.is_empty();
        if memory.here.is_old && !memory.here.is_item && !listed {
            confidence = 0.7;
        }
        named.code.clone_from(&memory.here.code);
        if listed {
            vec![memory.here.things.clone()]
        } else {
            memory.here.subjects.clone()
        }
    };
    memory.clauses += 1;
    if reading.doubtful || memory.aside.is_some() {
        confidence = confidence.min(0.7);
    }
    if !counts && subjects.iter().all(String::is_empty) && !memory.here.things.is_empty()
    {
        // 自评项目共8个，预算总额为331.59万元: the budget of what was counted.
        subjects = vec![memory.here.things.clone()];
        confidence = 0.7;
    }
    if subjects.iter().all(|s| s.is_empty()) {
        confidence = 0.5;
        subjects = vec![String::new()];
    } else if fresh && !counts && !scores && !subject::is_usual(&subjects[0]) {
        confidence = confidence.min(0.7);
    }
    if let Some(versus) = &reading.versus
        && !matches!(reading.kind, StatementKind::Share | StatementKind::Completion)
    {
        memory.versus = Some(versus.clone());
    }
    let phase = phase(&named, &number, setting);
    let year = match (named.year, phase, setting.year) {
        (Some(year), _, _) => Some(year),
        (None, Phase::Prior, Some(year)) => Some(year - 1),
        (None, _, year) => year,
    };
    if named.respectively && subjects.len() == 1 {
        subjects = subjects[0].split(['、', '和']).map(str::to_owned).collect();
    }
    if named.respectively {
        memory.waiting = subjects.split_off(1);
    }
    let remembers = matches!(reading.kind, StatementKind::Amount | StatementKind::Change)
        || fresh && reading.kind != StatementKind::Count;
    let remembers = remembers && !counts && !scores;
    if remembers && !subjects[0].is_empty() && !reading.doubtful {
        let same = memory.here.subjects == subjects;
        memory.here.is_item =
            fresh && subject::is_item(&subjects[0]) || same && memory.here.is_item;
        memory.here.subjects.clone_from(&subjects);
        if !memory.waiting.is_empty() {
            memory.here.subjects.extend(memory.waiting.iter().cloned());
        }
        memory.here.code.clone_from(&named.code);
        memory.here.is_old = false;
    } else if counts && fresh && memory.aside.is_none() {
        memory.here.things.clone_from(&subjects[0]);
    }
    let compared_with = match reading.kind {
        StatementKind::Share => match (&reading.versus, &memory.here.whole) {
            (Some(versus), _) => versus.name.clone(),
            (None, Some(whole)) => whole.subject.clone(),
            (None, None) => String::new(),
        },
        StatementKind::Completion => {
            reading.versus.as_ref().map_or(String::new(), |v| v.name.clone())
        }
        StatementKind::Growth | StatementKind::Change => {
            memory.versus.as_ref().map_or(String::new(), |v| v.name.clone())
        }
        StatementKind::Amount | StatementKind::Count => String::new(),
    };
    for subject in subjects {
        let mut said = Said {
            number: number.clone(),
            sentence: sentence.clone(),
            kind: reading.kind,
            subject,
            direction: reading.direction,
            compared_with: compared_with.clone(),
            code: named.code.clone(),
            phase,
            year,
            base: None,
            is_budget: named.budget && phase == Phase::Unknown,
            confidence,
        };
        complete(&mut said, memory, setting);
        memory.said.push(said);
    }
    true
}

/// 财政拨款收入总计643.36万元，支出总计643.36万元: the second is 财政拨款支出总计 too, and
/// 涉及资金 belongs to what was counted.
fn sibling(subject: &mut String, memory: &Memory) {
    if subject.starts_with("涉及") {
        subject.insert_str(0, &memory.here.things);
        return;
    }
    let Some(sum) = subject.strip_prefix("支出").filter(|s| !s.is_empty()) else {
        return;
    };
    let last = memory.said[memory.sentence..].last();
    let head = last.and_then(|s| s.subject.strip_suffix(sum)?.strip_suffix("收入"));
    if let Some(head) = head {
        subject.insert_str(0, head);
    }
}

/// 支出 left of 支出决算 is the subject named before, if there is one in this sentence or
/// an item above it.
fn is_bare_side(subject: &str, memory: &Memory) -> bool {
    subject == "支出"
        && !memory.here.subjects.is_empty()
        && (!memory.here.is_old || memory.here.is_item)
}

fn phase(named: &subject::Named, number: &Number, setting: &Setting) -> Phase {
    let earlier = named.year_before
        || named.year.is_some_and(|y| setting.year.is_some_and(|own| y < own));
    if earlier {
        return Phase::Prior;
    }
    if let Some(phase) = named.phase {
        return phase;
    }
    if named.budget {
        return match setting.kind {
            DocKind::Budget => Phase::Approved,
            _ => Phase::Unknown,
        };
    }
    if matches!(number.measure, Measure::Things | Measure::Points) {
        return Phase::Unknown;
    }
    setting.assumed
}

/// Finds the base of a change, growth, share or completion.
fn complete(said: &mut Said, memory: &Memory, setting: &Setting) {
    match said.kind {
        StatementKind::Amount | StatementKind::Count => {}
        StatementKind::Change => said.base = before_change(said, said, memory, setting),
        StatementKind::Growth => {
            let change = memory.said[memory.sentence..].iter().rev().find(|s| {
                s.kind == StatementKind::Change
                    && s.subject == said.subject
                    && s.compared_with == said.compared_with
            });
            said.base = match change {
                Some(change) => before_change(change, said, memory, setting),
                None => prior(said, memory),
            };
        }
        StatementKind::Completion => {
            said.base = memory.said[memory.paragraph..]
                .iter()
                .rev()
                .find(|s| {
                    s.kind == StatementKind::Amount
                        && s.subject == said.subject
                        && match &*said.compared_with {
                            "年初预算" => s.phase == Phase::Approved,
                            "全年预算" => s.phase == Phase::Adjusted,
                            _ => {
                                s.is_budget
                                    || matches!(
                                        s.phase,
                                        Phase::Approved | Phase::Adjusted
                                    )
                            }
                        }
                })
                .and_then(Said::amount);
        }
        StatementKind::Share => {
            let named = &said.compared_with;
            said.base = match &memory.here.whole {
                Some(whole) if whole.subject == *named => whole.amount,
                _ => memory.said[memory.sentence..]
                    .iter()
                    .rev()
                    .find(|s| s.kind == StatementKind::Amount && s.subject == *named)
                    .and_then(Said::amount),
            };
        }
    }
}

/// What it was before a change: printed beside it, or the amount without the change.
fn before_change(
    change: &Said,
    said: &Said,
    memory: &Memory,
    setting: &Setting,
) -> Option<Decimal> {
    if change.is_money()
        && let Some(printed) = prior(said, memory)
    {
        return Some(printed);
    }
    let now = find(memory, &change.subject, setting)
        .filter(|s| s.is_money() == change.is_money())?
        .amount()?;
    let by = change.amount()?;
    match change.direction {
        Direction::Increase => now.checked_sub(by),
        Direction::Decrease => now.checked_add(by),
        Direction::Unchanged | Direction::None => None,
    }
}

/// The amount of the year before, printed in the same paragraph.
fn prior(said: &Said, memory: &Memory) -> Option<Decimal> {
    memory.said[memory.paragraph..]
        .iter()
        .rev()
        .find(|s| {
            s.kind == StatementKind::Amount
                && s.phase == Phase::Prior
                && s.subject == said.subject
        })
        .and_then(Said::amount)
}

/// The last amount of a subject that is the document's own, not a budget beside accounts.
fn find<'a>(memory: &'a Memory, subject: &str, setting: &Setting) -> Option<&'a Said> {
    let own = |phase| match setting.kind {
        DocKind::Budget => matches!(phase, Phase::Approved | Phase::Unknown),
        _ => matches!(phase, Phase::Executed | Phase::Unknown),
    };
    // Without a name only the same sentence can mean the same thing.
    let from = if subject.is_empty() { memory.sentence } else { 0 };
    memory.said[from..].iter().rev().find(|s| {
        matches!(s.kind, StatementKind::Amount | StatementKind::Count)
            && s.subject == subject
            && own(s.phase)
            && !s.is_budget
    })
}

/// The sentence a byte stands in; in a long one what stands between its semicolons.
fn sentence_of(text: &str, at: usize) -> Range<usize> {
    let part = |marks: &[char]| {
        let from = text[..at]
            .rfind(marks)
            .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let to = text[at..].find(marks).map_or(text.len(), |i| {
            at + i + text[at + i..].chars().next().map_or(1, char::len_utf8)
        });
        from..to
    };
    let whole = part(&['。', '!']);
    if whole.len() <= LONG_SENTENCE { whole } else { part(&['。', '!', ';']) }
}
