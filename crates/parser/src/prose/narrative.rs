//! Numbers stated in the text: amounts, shares, growth, completion, counts, each with what
//! it is about.
//!
//! A chapter is read clause by clause. The words directly before a number say what kind of
//! statement it is; what they leave out (收入总计643.36万元，比上年增加399.34万元) is inherited
//! from the clause, the bracket or the list they stand in. The words are data:
//! `catalog/narrative.toml`.

mod base;
mod clause;
mod code;
mod list;
mod memory;
mod number;
mod percent;
mod place;
mod plain;
mod project;
mod say;
mod silence;
mod subject;
#[cfg(test)]
mod tests;
mod walk;
mod words;

use crate::disclosure::{Diagnostic, Statement, StatementKind, limit};
use crate::disclosure::{Disclosure, DocKind, Method, Paragraph, Phase, Section};
use crate::words::normal::normalise;
use crate::words::wording;
use memory::{Said, Setting};
use number::Measure;
use plain::Plain;
use rust_decimal::Decimal;
use silence::{STATING, TASKS, UNKNOWN};
use std::borrow::Cow;

/// Words of a paragraph that speaks of a body's accounts.
const OF_ACCOUNTS: [&str; 7] =
    ["预算", "决算", "拨款", "收入总计", "支出总计", "“三公”", "政府采购"];

/// More bytes than any paragraph has; only broken text goes on without a full stop.
const LONGEST_PARAGRAPH: usize = 20_000;
/// A printed line of prose is not shorter than this.
const SHORTEST_LINE: usize = 18;

/// Reads the statements of all chapters, in document order, and says what of them could not
/// be read.
pub(crate) fn read(out: &Disclosure) -> (Vec<Statement>, Vec<Diagnostic>) {
    let setting = setting(out);
    let codes = code::Codes::of(out);
    let names = project::Names::of(out);
    let mut statements = Vec::new();
    let mut diagnostics = Vec::new();
    for (index, section) in out.sections.iter().enumerate() {
        let states = STATING.contains(&section.kind.as_str()) && section.topic != TASKS;
        if states || section.kind == UNKNOWN {
            let from = statements.len();
            let odd = of_section(index, section, &setting, &names, &mut statements);
            diagnostics.extend(odd);
            for statement in &mut statements[from..] {
                if statement.code.is_empty()
                    && let Some(code) = codes.of_subject(&statement.subject)
                {
                    statement.code = code;
                }
            }
        }
    }
    diagnostics.extend(silence::of(out, &statements));
    (statements, diagnostics)
}

/// Takes scores and grades that only the text gives into the forms they belong to.
pub(crate) fn fill_forms(out: &mut Disclosure) {
    project::fill(out);
}

fn setting(out: &Disclosure) -> Setting {
    Setting {
        entity: out.entity.as_deref().map(normalise).unwrap_or_default(),
        kind: out.kind,
        year: out.fiscal_year,
        assumed: Phase::Unknown,
        is_report: false,
    }
}

fn of_section(
    index: usize,
    section: &Section,
    setting: &Setting,
    names: &project::Names,
    out: &mut Vec<Statement>,
) -> Vec<Diagnostic> {
    let mut odd = Vec::new();
    let is_unknown = section.kind == UNKNOWN;
    let mut memory = memory::under(&section.heading, setting);
    let report = section.kind == "selfeval_report";
    let setting = &Setting {
        assumed: assumed(section, setting.kind),
        is_report: report,
        ..setting.clone()
    };
    let heading = names.only_one_in(&normalise(&section.heading));
    for paragraph in joined(&section.paragraphs) {
        let plain = Plain::of(&paragraph);
        if is_unknown && !OF_ACCOUNTS.iter().any(|w| plain.text.contains(w)) {
            continue;
        }
        let evaluates = report || project::evaluates(&plain.text);
        let about = if evaluates { names.at_head(&plain.text).or(heading) } else { None };
        let name = about.map(|p| names.name(p));
        for mut said in walk::paragraph(&plain, name, &mut memory, setting) {
            if is_unknown {
                if said.kind == StatementKind::Count {
                    continue;
                }
                said.confidence = said.confidence.min(place::GUESSED);
            }
            let before = &plain.text[said.sentence.start..said.number.range.end];
            let project = if evaluates {
                names.of_statement(&said.subject, about, before)
            } else {
                None
            };
            out.push(Statement { project, ..statement(index, &plain, said) });
        }
        if let Some(what) = memory.too_much.take() {
            odd.push(limit::met(&what, plain.origin(&(0..0)).page));
        }
        odd.extend(memory.odd.drain(..).map(|range| silence::odd(&plain, &range)));
    }
    odd
}

/// The phase of an amount that does not say which: 情况说明 explains the accounts or the
/// budget; what a report or a list of projects names is often what was granted.
fn assumed(section: &Section, kind: DocKind) -> Phase {
    match kind {
        _ if section.kind != "narrative" || section.topic == "performance" => {
            Phase::Unknown
        }
        DocKind::Final => Phase::Executed,
        DocKind::Budget => Phase::Approved,
        _ => Phase::Unknown,
    }
}

/// Paragraphs with those put together that a page break or a picture has parted: one that
/// stops inside a sentence, and one that begins nothing new.
fn joined(paragraphs: &[Paragraph]) -> Vec<Cow<'_, Paragraph>> {
    let mut out: Vec<Cow<Paragraph>> = Vec::new();
    for paragraph in paragraphs {
        match out.last_mut() {
            Some(last) if is_open(&last.text) && !begins(&paragraph.text) => {
                let last = last.to_mut();
                let at = last.text.len();
                last.text.push_str(&paragraph.text);
                last.lines.extend(paragraph.lines.iter().map(|(i, o)| (at + i, *o)));
            }
            _ => out.push(Cow::Borrowed(paragraph)),
        }
    }
    out
}

/// Whether a paragraph stops inside a sentence; a heading stops without a mark too, but has
/// none inside.
fn is_open(text: &str) -> bool {
    let text = text.trim_end();
    !text.ends_with(['。', '：', '；', '！', '？', ':', ';', '.', '”', '）', ')'])
        && text.len() <= LONGEST_PARAGRAPH
        && text.chars().count() >= SHORTEST_LINE
        && text.contains(['，', '。', ',', '、'])
}

/// Whether a paragraph begins with a number of its own; 1.84万元 is none.
fn begins(text: &str) -> bool {
    let head: String = text.chars().take(20).collect();
    let normal = normalise(&head);
    let digits = normal.trim_start_matches(|c: char| c.is_ascii_digit());
    let decimal = digits.strip_prefix('.').is_some_and(|rest| {
        digits.len() < normal.len() && rest.starts_with(|c: char| c.is_ascii_digit())
    });
    !decimal && wording::strip_ordinal(&normal) != normal
}

fn statement(section: usize, plain: &Plain, said: Said) -> Statement {
    let factor = match said.number.measure {
        Measure::Money(factor) => Some(Decimal::from(factor)),
        _ => None,
    };
    let mut subject = said.subject;
    if said.is_budget {
        // 预算76.43万元 beside 决算: which budget it is stays open, but it is none of the
        // accounts' own amounts.
        subject.push_str("预算");
    }
    let yuan = |number: Decimal| number.checked_mul(factor?);
    Statement {
        section,
        sentence: plain.sentence(&said.sentence),
        printed: plain.printed(&said.number.range),
        origin: plain.origin(&said.number.range),
        value: Some(said.number.value),
        half_digit: Some(said.number.half),
        amount_yuan: yuan(said.number.value),
        precision_yuan: yuan(said.number.half),
        unit: said.number.unit,
        subject,
        kind: said.kind,
        direction: said.direction,
        compared_with: said.compared_with,
        code: said.code,
        phase: said.phase,
        year: said.year,
        base_value: said.base,
        linked: None,
        project: None,
        method: Method::Text,
        confidence: said.confidence,
    }
}
