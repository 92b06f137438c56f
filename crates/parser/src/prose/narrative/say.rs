//! One number and the clause before it to statements, with what the clause leaves out.

use super::base;
use super::clause::{self, Reading, Versus};
use super::list;
use super::memory::{Memory, Said, Setting};
use super::number::{Measure, Number};
use super::percent;
use super::place::{GUESSED, NAMELESS, Place, SURE, phase};
use super::subject::{self, Named};
use super::words::words;
use crate::disclosure::StatementKind;
use crate::disclosure::{DocKind, Phase};
use std::ops::Range;

/// Makes statements of a number; whether it states anything.
pub(super) fn say(
    lead: &str,
    number: Number,
    place: Place<'_>,
    memory: &mut Memory,
    setting: &Setting,
) -> bool {
    let sentence = place.sentence.clone();
    if words().reason.is_match(lead) && memory.aside.is_none() {
        memory.aside = Some(memory.here.clone());
    }
    if let Some(said) = bracketed(lead, &number, &sentence, memory) {
        memory.said.extend(said);
        return true;
    }
    if let Some(said) = percent::of_amount(lead, &number, &sentence, memory) {
        memory.said.push(said);
        return true;
    }
    if percent::names_whole(lead, &number, &sentence, memory, setting) {
        return true;
    }
    if let Some(name) = lead.strip_suffix(['由', '从'])
        && matches!(number.measure, Measure::Money(_))
    {
        // 由0万元增加至0.30万元: of which time the first is nobody says.
        let named = subject::named(name, &setting.entity);
        if !named.subject.is_empty() {
            memory.here.subjects = vec![named.subject];
            memory.here.code = named.code;
            (memory.here.is_old, memory.here.is_doubted) = (false, false);
        }
        return true;
    }
    let waiting = !memory.waiting.is_empty()
        && matches!(lead, "" | "和" | "、" | "及" | "与" | ",");
    let Some(reading) = clause::read(lead, &number, &setting.entity, setting.year)
        .or_else(|| waiting.then(Reading::default))
    else {
        return false;
    };
    if waiting {
        let subject = memory.waiting.remove(0);
        if let Some(model) = memory.said.last().cloned() {
            let mut said = Said { number, sentence, subject, base: None, ..model };
            base::complete(&mut said, memory, setting);
            memory.said.push(said);
        }
        return true;
    }
    if is_second(lead, &reading, &number, memory) {
        // 人员经费138万元，124万元: what the second is nobody says.
        let said = Said::of(number, sentence, String::new());
        memory.said.push(Said { confidence: NAMELESS, ..said });
        return true;
    }
    let mut named = reading.named.clone();
    name(&mut named, lead, &number, setting);
    list::opens(lead, &reading, &place, memory);
    let (mut subjects, mut confidence, fresh) =
        match list::about(lead, &named, &reading, &number, &place, memory) {
            Some((subject, confidence)) => {
                named.code.clear();
                (vec![subject], confidence, false)
            }
            None => subjects_of(&mut named, &reading, &number, memory, setting),
        };
    if percent::is_alone(&reading, &number, memory, &subjects) {
        confidence = confidence.min(GUESSED);
    }
    list::count(&reading, fresh, &number, &place, memory);
    memory.clauses += 1;
    if let Some(versus) = &reading.versus
        && !matches!(reading.kind, StatementKind::Share | StatementKind::Completion)
    {
        memory.versus = Some(versus.clone());
    }
    let counts = number.measure == Measure::Things;
    let counted = counts.then(|| phase(&named, &number, setting));
    at_its_time(&mut named, &number, memory, setting);
    let phase = counted.unwrap_or_else(|| phase(&named, &number, setting));
    let year = match (named.year, phase, setting.year) {
        (Some(year), _, _) => Some(year),
        (None, Phase::Prior, Some(year)) => Some(year - 1),
        (None, _, year) => year,
    };
    if named.respectively {
        if let [one] = subjects.as_slice() {
            subjects = one.split(['、', '和']).map(str::to_owned).collect();
        }
        memory.waiting = subjects.split_off(1);
    } else if subjects.len() > 1 && subjects.len() == place.row {
        memory.waiting = subjects.split_off(1);
    }
    remember(&subjects, fresh, &named, &reading, &number, memory);
    memory.here.is_doubted = !counts && confidence < SURE;
    let compared_with = compared_with(&reading, memory);
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
        base::complete(&mut said, memory, setting);
        memory.said.push(said);
    }
    true
}

/// Whether an amount stands right behind another, with nothing but a mark between them.
fn is_second(lead: &str, reading: &Reading, number: &Number, memory: &Memory) -> bool {
    let Some(last) = memory.said[memory.sentence..].last() else { return false };
    let lead_from = number.range.start - lead.len();
    let follows = match lead {
        "" => last.number.range.end + 1 == lead_from,
        "、" | "和" | "及" | "与" => last.number.range.end == lead_from,
        _ => false,
    };
    follows
        && reading.kind == StatementKind::Amount
        && last.kind == StatementKind::Amount
        && number.in_yuan().is_some()
        && last.is_money()
}

/// Gives a number the year that a clause before it names (截至2023年底，本部门共有车辆5辆).
fn at_its_time(
    named: &mut Named,
    number: &Number,
    memory: &mut Memory,
    setting: &Setting,
) {
    let counts = number.measure == Measure::Things;
    if named.this_year || counts && named.year.is_some() {
        memory.when = named.year.or(setting.year);
        memory.when_is_old = false;
    }
    let holds = counts || !memory.when_is_old;
    if named.year.is_none() && !named.year_before && holds {
        named.year = memory.when;
    }
}

/// What is counted goes by its own name; 收入合计 of accounts is 本年收入合计.
fn name(named: &mut Named, lead: &str, number: &Number, setting: &Setting) {
    if number.measure == Measure::Things {
        let raw = named.raw.trim_end_matches("个数");
        let raw =
            raw.strip_suffix('数').filter(|r| r.len() > "人员".len()).unwrap_or(raw);
        named.subject = words().counted(raw).to_owned();
        if !number.noun.is_empty() {
            named.subject.clone_from(&number.noun);
        }
        if named.subject.is_empty() && number.unit == "人" && lead.contains('共') {
            // 共有174人 counts all of them.
            named.subject = "人员".to_owned();
        }
    }
    if setting.kind == DocKind::Final
        && ["收入合计", "支出合计"].contains(&&*named.subject)
    {
        named.subject.insert_str(0, "本年");
    }
}

/// The subjects of a number, how sure they are, and whether they stand before it.
fn subjects_of(
    named: &mut Named,
    reading: &Reading,
    number: &Number,
    memory: &mut Memory,
    setting: &Setting,
) -> (Vec<String>, f32, bool) {
    let heading = memory.heading.take();
    let counts = number.measure == Measure::Things;
    if number.measure == Measure::Points {
        let score = if memory.scores_part { &words().score.part } else { &named.subject };
        let told = reading.doubtful || memory.aside.is_some();
        return (vec![score.clone()], if told { GUESSED } else { SURE }, true);
    }
    let says_phase = named.phase.is_some() || named.budget;
    let inherits = says_phase && is_bare_side(&named.subject, memory);
    let fresh = !named.subject.is_empty() && !inherits;
    let mut sure = !reading.doubtful
        && memory.aside.is_none()
        && !(counts && setting.is_report)
        && !(fresh && !says_phase && named.subject == "支出");
    let mut subjects = if fresh {
        let mut subjects = subject::expand(&named.subject);
        sibling(&mut subjects[0], memory);
        sure &= counts || subject::is_usual(&subjects[0]) || !named.code.is_empty();
        subjects
    } else {
        named.code.clone_from(&memory.here.code);
        if counts && !memory.here.things.is_empty() {
            vec![memory.here.things.clone()]
        } else {
            sure &= !memory.here.is_old || memory.here.is_item;
            sure &= !memory.here.is_doubted;
            memory.here.subjects.clone()
        }
    };
    if subjects.iter().all(String::is_empty) {
        // 自评项目共8个，预算总额为331.59万元 is the budget of what was counted.
        let things = Some(&memory.here.things).filter(|t| !counts && !t.is_empty());
        let heading = heading.filter(|_| reading.kind == StatementKind::Amount);
        subjects = match (things, heading) {
            (Some(things), _) => vec![things.clone()],
            (None, Some(heading)) => subject::expand(&heading),
            (None, None) => return (vec![String::new()], NAMELESS, false),
        };
        sure = false;
    }
    (subjects, if sure { SURE } else { GUESSED }, fresh)
}

/// Keeps what the clauses after this one may leave out.
fn remember(
    subjects: &[String],
    fresh: bool,
    named: &Named,
    reading: &Reading,
    number: &Number,
    memory: &mut Memory,
) {
    let counts = number.measure == Measure::Things;
    if counts {
        if fresh && memory.aside.is_none() {
            memory.here.things.clone_from(&subjects[0]);
        }
        return;
    }
    let is_value = matches!(reading.kind, StatementKind::Amount | StatementKind::Change);
    if number.measure == Measure::Points
        || reading.doubtful
        || subjects[0].is_empty()
        || !(is_value || fresh)
    {
        return;
    }
    let here = &mut memory.here;
    let sums = ["总计", "合计", "总额"].iter().any(|w| subjects[0].ends_with(w))
        || ["收入", "支出"].contains(&subjects[0].as_str());
    if fresh && sums && here.whole.as_ref().is_some_and(|w| w.subject != subjects[0]) {
        // Another total begins; what follows are no parts of the one before.
        here.whole = None;
    }
    if fresh
        && reading.kind == StatementKind::Amount
        && !named.year_before
        && let Some(whole) = here.whole.as_mut().filter(|w| w.subject == subjects[0])
    {
        whole.amount = number.in_yuan();
    }
    let same = here.subjects == subjects;
    here.is_item = fresh && subject::is_item(&subjects[0]) || same && here.is_item;
    here.subjects = [subjects, memory.waiting.as_slice()].concat();
    here.code.clone_from(&named.code);
    here.is_old = false;
}

/// What a number is compared with or a part of.
fn compared_with(reading: &Reading, memory: &Memory) -> String {
    let name = |versus: &Option<Versus>| {
        versus.as_ref().map_or(String::new(), |v| v.name.clone())
    };
    match reading.kind {
        StatementKind::Share => match (&reading.versus, &memory.here.whole) {
            (Some(versus), _) => versus.name.clone(),
            (None, Some(whole)) => whole.subject.clone(),
            (None, None) => String::new(),
        },
        StatementKind::Completion => name(&reading.versus),
        StatementKind::Growth | StatementKind::Change => name(&memory.versus),
        StatementKind::Amount | StatementKind::Count => String::new(),
    }
}

/// 较上年增加51.42万元(75.65%): the same change in percent, though nothing says of what.
fn bracketed(
    lead: &str,
    number: &Number,
    sentence: &Range<usize>,
    memory: &Memory,
) -> Option<Vec<Said>> {
    let last = memory.said[memory.sentence..].last()?;
    // One byte between them is the bracket.
    let follows = lead.is_empty() && last.number.range.end + 1 == number.range.start;
    if number.measure != Measure::Percent
        || last.kind != StatementKind::Change
        || !follows
    {
        return None;
    }
    let range = &last.number.range;
    let changes =
        memory.said[memory.sentence..].iter().filter(|s| s.number.range == *range);
    let growth = |change: &Said| Said {
        number: number.clone(),
        sentence: sentence.clone(),
        kind: StatementKind::Growth,
        confidence: change.confidence.min(GUESSED),
        ..change.clone()
    };
    Some(changes.map(growth).collect())
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
    // 收入决算100万元，支出决算90万元: those are the two sides.
    let is_revenue =
        |s: &String| ["收入", "收入总计", "收入合计"].iter().any(|w| s.ends_with(w));
    subject == "支出"
        && !memory.here.subjects.is_empty()
        && !memory.here.subjects.iter().all(is_revenue)
        && (!memory.here.is_old || memory.here.is_item)
}
