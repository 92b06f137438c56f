//! Walks a paragraph number by number, and clause by clause between them.

use super::base;
use super::clause;
use super::memory::{Frame, Memory, Said, Setting, Whole};
use super::memory::{end_reason, end_sentence, open_list, stays};
use super::number::{self, Measure, Number};
use super::place::Place;
use super::plain::Plain;
use super::say::say;
use super::subject;
use super::words::words;
use crate::words::wording;
use std::ops::Range;

/// A sentence longer than this is quoted only between its semicolons.
const LONG_SENTENCE: usize = 480;
/// Bytes read of one paragraph.
const MOST_TEXT: usize = 100_000;
/// Numbers read in one paragraph; a page of text holds fewer.
const MOST_NUMBERS: usize = 2_000;

/// Reads one paragraph; what it says is returned and remembered. `about` is what the whole
/// paragraph is about, where its beginning names a project.
pub(super) fn paragraph(
    plain: &Plain<'_>,
    about: Option<&str>,
    memory: &mut Memory,
    setting: &Setting,
) -> Vec<Said> {
    let text = plain.text.as_str();
    memory.when = None;
    memory.paragraph = memory.said.len();
    memory.outside.clear();
    end_sentence(memory);
    memory.is_numbered = false;
    memory.sentences = 0;
    if wording::strip_ordinal(text) != text {
        // 2.… begins something new.
        memory.is_numbered = true;
        memory.here.subjects.clear();
        memory.here.code.clear();
        memory.here.is_item = false;
    }
    if let Some(name) = about {
        memory.here =
            Frame { subjects: vec![name.to_owned()], is_item: true, ..Frame::default() };
    }
    let length = text.len();
    let text = &text[..text.floor_char_boundary(MOST_TEXT)];
    let mut from = 0;
    let (numbers, odd) = number::numbers(text, &plain.gaps);
    memory.odd = odd;
    memory.too_much = if length > MOST_TEXT {
        Some(format!("a paragraph of more than {MOST_TEXT} bytes"))
    } else if numbers.len() > MOST_NUMBERS {
        Some(format!("a paragraph with more than {MOST_NUMBERS} numbers"))
    } else {
        None
    };
    for (at, number) in numbers.iter().enumerate().take(MOST_NUMBERS) {
        if number.range.start < from {
            continue;
        }
        let gap = &text[from..number.range.start];
        let lead = lead_of(gap);
        walk(&gap[..gap.len() - lead.len()], lead, memory, setting);
        let sentence = sentence_of(text, number.range.start);
        let end = number.range.end;
        let place = Place {
            sentence,
            joint: joint(gap, lead),
            rate: rate(text, number, numbers.get(at + 1)),
            goes_on: goes_on(&text[end..]),
            row: row(text, &numbers[at..]),
        };
        if say(lead, number.clone(), place, memory, setting) {
            from = end;
        } else {
            walk_clause(lead, ' ', memory, setting);
            from = end;
        }
    }
    walk(&text[from..], "", memory, setting);
    memory.said[memory.paragraph..].to_vec()
}

/// What stands between an amount and the one before it: the first mark behind that one.
fn joint(gap: &str, lead: &str) -> char {
    let rest = gap.trim_start_matches(')');
    match rest.chars().next() {
        Some('和' | '及' | '与' | '、') => '、',
        Some(mark @ (',' | ';' | ':' | '。')) => mark,
        _ => gap[..gap.len() - lead.len()].chars().next_back().unwrap_or(' '),
    }
}

/// 增加51.42万元，增长75.65%: the percentage that follows a change of money.
fn rate<'n>(text: &str, number: &Number, next: Option<&'n Number>) -> Option<&'n Number> {
    let next = next.filter(|n| n.measure == Measure::Percent)?;
    let between = text.get(number.range.end..next.range.start)?;
    let said = between.trim_start_matches([',', '(']);
    let bracket = between == "(";
    (bracket || words().direction.is_match(said) && !said.contains([',', '。', ';']))
        .then_some(next)
}

/// How many numbers of one kind stand in a row from here on, with nothing but a mark between
/// them: 各减少1267.86、2570.97万元.
fn row(text: &str, numbers: &[Number]) -> usize {
    let next = |pair: &&[Number]| {
        let between = text.get(pair[0].range.end..pair[1].range.start);
        pair[0].measure == pair[1].measure
            && matches!(between, Some("、" | "," | "和" | "及" | "与"))
    };
    1 + numbers.windows(2).take_while(next).count()
}

/// Whether the sentence goes on with further items behind a semicolon.
fn goes_on(text: &str) -> bool {
    let end = text.find([';', '。']).unwrap_or(text.len());
    let (here, next) = text.split_at(end);
    let next = next.strip_prefix(';').unwrap_or_default();
    let reason = ["一是", "二是", "三是"];
    !next.is_empty()
        && !reason.iter().any(|w| here.contains(w) || next.starts_with(w))
        && next
            .split('。')
            .next()
            .is_some_and(|s| s.contains(|c: char| c.is_ascii_digit()))
}

/// 上年:25.77万元, 年初预算:331.59万元: a name that ends with a colon says what follows it.
fn labels(clause: &str) -> bool {
    const LONGEST: usize = 24;
    let words = words();
    !clause.is_empty()
        && clause.chars().count() <= LONGEST
        && !words.opens_list.is_match(clause)
        && !words.reason.is_match(clause)
        && !["以下", "情况", "说明", "方面", "包含"].iter().any(|w| clause.ends_with(w))
}

/// The words directly before a number, up to the last mark outside closed brackets.
fn lead_of(gap: &str) -> &str {
    if let Some(before) = gap.strip_suffix(':') {
        let clause = number::last_clause(before);
        if labels(clause) {
            return &gap[before.len() - clause.len()..];
        }
    }
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

/// Goes through the clauses between two numbers; `lead` follows them.
fn walk(text: &str, lead: &str, memory: &mut Memory, setting: &Setting) {
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
                let goes_on =
                    ["一是", "二是", "三是", "四是", "五是", "六是"].iter().any(|w| {
                        text[from..].starts_with(w)
                            || from == text.len() && lead.starts_with(w)
                    });
                if !goes_on {
                    end_reason(memory);
                }
            }
            '。' | '!' => end_sentence(memory),
            ':' => {
                let clause = number::last_clause(&text[..at]);
                if words().opens_list.is_match(clause) {
                    open_list(clause, memory, setting);
                }
            }
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
    if let Some(time) = words.time.captures(clause) {
        let printed = time.name("year").and_then(|y| y.as_str().parse().ok());
        memory.when = printed.or(setting.year.map(|y| y.saturating_sub(1)));
        memory.when_is_old = false;
        return;
    }
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
    if let Some(reason) = words.reason.find_iter(clause).last() {
        if memory.aside.is_none() {
            memory.aside = Some(memory.here.clone());
        }
        explained(&clause[reason.end()..], memory, setting);
        return;
    }
    if memory.aside.is_some() {
        explained(clause, memory, setting);
    }
    if words.opens_list.is_match(clause) {
        open_list(clause, memory, setting);
        return;
    }
    if subject::is_item(clause) && memory.aside.is_none() {
        let named = subject::named(clause, &setting.entity);
        if subject::is_item(&named.subject) {
            memory.here.subjects = vec![named.subject];
            memory.here.code = named.code;
            memory.here.is_item = true;
            memory.here.is_old = false;
            memory.here.is_doubted = false;
        }
        return;
    }
    if let Some(whole) = clause.strip_suffix('中')
        && memory.aside.is_none()
    {
        let named = subject::named(whole, &setting.entity);
        if subject::is_usual(&named.subject) {
            let amount =
                base::find(memory, &named.subject, setting).and_then(Said::amount);
            memory.here.whole = Some(Whole { subject: named.subject, amount });
        }
    } else if memory.aside.is_none()
        && (memory.clauses == 1 && matches!(mark, ',' | ':')
            || memory.is_numbered && memory.begins_paragraph() && mark == '。')
    {
        // A name alone at the beginning of a sentence: 教育支出，年初预算为…
        let named = subject::named(clause, &setting.entity);
        let verbs =
            ["为", "是", "按照", "因为", "原因", "用于", "以及", "等", "无", "由于"];
        let plain = !verbs.iter().any(|w| clause.contains(w));
        let coded = !named.code.is_empty();
        // 1.因公出国(境)费。2026年预算数… is a heading for the whole paragraph.
        let heads = memory.is_numbered && memory.begins_paragraph() && mark == '。';
        let usual = plain && subject::is_usual(&named.subject);
        if (usual || coded) && !named.subject.is_empty() {
            memory.here.subjects = subject::expand(&named.subject);
            memory.here.is_item = coded || heads;
            memory.here.is_doubted = false;
            memory.here.code = named.code;
            memory.here.is_old = false;
        }
    }
}

/// 主要原因是项目支出增加，较上年增加5万元: what the reason says went up is what the next
/// number is about.
fn explained(clause: &str, memory: &mut Memory, setting: &Setting) {
    let clause = clause.trim_start_matches(['是', '为', ':']);
    let Some(found) = words().direction.captures(clause) else { return };
    let at = found.get(0).map_or(0, |m| m.start());
    let named = subject::named(&clause[..at], &setting.entity);
    if !named.subject.is_empty() && subject::is_usual(&named.subject) {
        memory.here.subjects = vec![named.subject];
        memory.here.code = named.code;
        memory.here.is_item = false;
        memory.here.is_old = false;
    }
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
