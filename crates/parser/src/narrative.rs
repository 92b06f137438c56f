//! Numbers stated in the text: amounts, shares, growth, completion, counts, each with what
//! it is about.
//!
//! A chapter is read clause by clause. The words directly before a number say what kind of
//! statement it is; what they leave out (收入总计643.36万元，比上年增加399.34万元) is inherited
//! from the clause, the bracket or the list they stand in. The words are data:
//! `catalog/narrative.toml`.

mod clause;
mod code;
mod number;
mod plain;
mod project;
mod subject;
#[cfg(test)]
mod tests;
mod walk;
mod words;

use crate::disclosure::{Disclosure, Method, Section};
use crate::statement::Statement;
use crate::text::normalise;
use number::Measure;
use plain::Plain;
use rust_decimal::Decimal;
use walk::{Memory, Said, Setting};

/// Chapters that state numbers. 名词解释 explains words, 目录 and tables state elsewhere.
const STATING: [&str; 3] = ["overview", "narrative", "selfeval_report"];

/// Reads the statements of all chapters, in document order.
pub(crate) fn read(out: &Disclosure) -> Vec<Statement> {
    let setting = setting(out);
    let codes = code::Codes::of(out);
    let names = project::Names::of(out);
    let mut statements = Vec::new();
    for (index, section) in out.sections.iter().enumerate() {
        if STATING.contains(&section.kind.as_str()) {
            let from = statements.len();
            of_section(index, section, &setting, &names, &mut statements);
            for statement in &mut statements[from..] {
                if statement.code.is_empty()
                    && let Some(code) = codes.of_subject(&statement.subject)
                {
                    statement.code = code;
                }
            }
        }
    }
    statements
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
    }
}

fn of_section(
    index: usize,
    section: &Section,
    setting: &Setting,
    names: &project::Names,
    out: &mut Vec<Statement>,
) {
    let mut memory = Memory::default();
    let report = section.kind == "selfeval_report";
    let heading = names.only_one_in(&normalise(&section.heading));
    for paragraph in &section.paragraphs {
        let plain = Plain::of(paragraph);
        let evaluates = report || project::evaluates(&plain.text);
        let about = if evaluates { names.at_head(&plain.text).or(heading) } else { None };
        let name = about.map(|p| names.name(p));
        for said in walk::paragraph(&plain.text, name, &mut memory, setting) {
            let sentence = &plain.text[said.sentence.clone()];
            let project = if evaluates {
                names.of_statement(&said.subject, about, sentence)
            } else {
                None
            };
            out.push(Statement { project, ..statement(index, &plain, said) });
        }
    }
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
