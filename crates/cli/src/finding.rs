//! What people and programs are told about a check: printed words, places, arithmetic.

mod evidence;
mod excerpt;
pub(crate) mod json;
mod sent;
#[cfg(test)]
mod tests;
pub(crate) mod text;

pub(crate) use evidence::Words;

use exporter::batch::LateCheck;
use exporter::records::Sink;
use parser::Rule;
use parser::mask::mask;
use parser::{
    Blame, Check, Disclosure, Evidence, FactRef, Origin, Outcome, Severity, Unit,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One check as it is told; owns its words, so that the document can go.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Finding {
    /// Position of the document in the input.
    pub(crate) document: usize,
    /// Its name in the output.
    pub(crate) file: String,
    /// Its path as given, if its pages can be drawn.
    pub(crate) drawable: Option<String>,
    #[serde(with = "sent::rule")]
    pub(crate) rule: &'static Rule,
    pub(crate) result: Outcome,
    pub(crate) severity: Severity,
    pub(crate) blame: Blame,
    pub(crate) is_equality: bool,
    pub(crate) pages: Vec<u32>,
    /// Titles of the tables, as printed.
    pub(crate) tables: Vec<String>,
    pub(crate) words: Vec<Words>,
    pub(crate) left: Operand,
    pub(crate) right: Operand,
    #[serde(with = "rust_decimal::serde::str_option")]
    pub(crate) difference: Option<Decimal>,
    #[serde(with = "rust_decimal::serde::str_option")]
    pub(crate) tolerance: Option<Decimal>,
    pub(crate) measure: Measure,
    pub(crate) message_zh: String,
    pub(crate) message_en: String,
    /// What may explain it, in Chinese and in English.
    pub(crate) note: (String, String),
    /// Rules that fail for the same cause, each once, with their number.
    #[serde(with = "sent::also")]
    pub(crate) also: Vec<(&'static str, usize)>,
    /// Its row in `checks.csv`.
    pub(crate) row: Vec<String>,
}

/// One side of the arithmetic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Operand {
    pub(crate) label: String,
    #[serde(with = "rust_decimal::serde::str_option")]
    pub(crate) value: Option<Decimal>,
}

/// In what the values of a check are shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Measure {
    /// The unit the document prints, and how much it is in yuan.
    Money(Unit),
    /// %.
    Percent,
    /// Counts and points need no unit.
    Plain,
}

impl Measure {
    /// A value in this unit (`643.36 万元`).
    pub(crate) fn shown(&self, value: Decimal) -> String {
        match self {
            Measure::Money(unit) => {
                let factor = unit.factor.filter(|f| !f.is_zero()).unwrap_or(Decimal::ONE);
                let value = exporter::number::amount(value / factor);
                let name = if unit.printed.is_empty() { "元" } else { &unit.printed };
                format!("{value} {name}")
            }
            Measure::Percent => format!("{}%", exporter::number::plain(value)),
            Measure::Plain => exporter::number::plain(value),
        }
    }
}

/// Where a finding comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) document: usize,
    pub(crate) file: &'a str,
    pub(crate) drawable: Option<&'a str>,
    pub(crate) disclosure: &'a Disclosure,
}

/// A document of the run, for checks between documents.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Named {
    /// Position in the input.
    pub(crate) input: usize,
    /// Name in the output.
    pub(crate) file: String,
    /// Path as given, if its pages can be drawn.
    pub(crate) drawable: Option<String>,
}

impl Finding {
    /// A check between documents.
    pub(crate) fn late(late: &LateCheck, documents: &[Named]) -> Finding {
        let here = &documents[late.document];
        let nothing = Disclosure::default();
        let source = Source {
            document: here.input,
            file: &here.file,
            drawable: here.drawable.as_deref(),
            disclosure: &nothing,
        };
        let mut finding = Finding::of(source, &late.check, &[]);
        if let Measure::Money(unit) = &mut finding.measure {
            let units = late.cited.iter().map(|c| parser::amount::unit(&c.unit));
            *unit = units.max_by_key(|unit| unit.factor).unwrap_or_default();
        }
        for cited in &late.cited {
            let place = match cited.document == late.document {
                true => String::new(),
                false => format!("{}: ", documents[cited.document].file),
            };
            finding.words.push(Words {
                label: format!("{place}{}", mask(&cited.label)),
                printed: mask(&cited.printed).into_owned(),
                excerpt: String::new(),
                origin: Origin { page: cited.page, ..Origin::default() },
            });
        }
        let mut rows = Rows::default();
        exporter::records::write_late(std::slice::from_ref(late), &mut rows);
        finding.row = rows.0.pop().unwrap_or_default();
        finding
    }

    pub(crate) fn of(source: Source<'_>, check: &Check, also: &[&Check]) -> Finding {
        let Source { document, file, drawable, disclosure } = source;
        let masked = |text: &str| mask(text).into_owned();
        let mut finding = Finding {
            document,
            file: masked(file),
            drawable: drawable.map(str::to_owned),
            rule: check.rule,
            result: check.result,
            severity: check.severity,
            blame: check.blame,
            is_equality: check.is_equality,
            pages: check.pages.clone(),
            tables: titles(disclosure, check),
            words: evidence::words(disclosure, check),
            left: Operand { label: masked(&check.left.label), value: check.left.value },
            right: Operand {
                label: masked(&check.right.label),
                value: check.right.value,
            },
            difference: check.difference,
            tolerance: check.tolerance,
            measure: measure(disclosure, check),
            message_zh: masked(&check.message_zh),
            message_en: masked(&check.message_en),
            note: (masked(&check.note.0), masked(&check.note.1)),
            also: Vec::new(),
            row: Vec::new(),
        };
        for other in also {
            let id = other.rule.id.as_str();
            match finding.also.iter_mut().find(|(known, _)| *known == id) {
                Some((_, count)) => *count += 1,
                None => finding.also.push((id, 1)),
            }
        }
        finding
    }

    /// Worst first, then as a reader meets them.
    pub(crate) fn order(&self) -> impl Ord + use<> {
        let rank = match self.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
            Severity::Hint => 3,
        };
        let holds = self.result != Outcome::Violated && self.severity != Severity::Hint;
        let page = self.pages.first().copied();
        (holds, rank, self.document, page, self.rule.id.clone())
    }
}

fn titles(disclosure: &Disclosure, check: &Check) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for table in check.tables.iter().filter_map(|&index| disclosure.tables.get(index)) {
        let title = match table.title_printed.as_str() {
            "" => table.id.clone(),
            title => mask(title).into_owned(),
        };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

/// The coarsest unit of money among what takes part: people compare 万元 with 万元.
fn measure(disclosure: &Disclosure, check: &Check) -> Measure {
    match check.unit {
        "yuan" => {}
        "percent" => return Measure::Percent,
        _ => return Measure::Plain,
    }
    let units = check.evidence.iter().filter_map(|&e| unit(disclosure, e));
    let coarsest = units.max_by_key(|unit| unit.factor);
    Measure::Money(coarsest.unwrap_or_default())
}

fn unit(disclosure: &Disclosure, evidence: Evidence) -> Option<Unit> {
    let named = |printed: &str| {
        let unit = parser::amount::unit(printed);
        unit.factor.is_some().then_some(unit)
    };
    match evidence {
        Evidence::Fact(FactRef { table, row, value }) => {
            let table = disclosure.tables.get(table)?;
            let value = table.rows.get(row)?.values.get(value)?;
            named(&value.unit_printed).or_else(|| Some(table.unit.clone()))
        }
        Evidence::Statement(index) => named(&disclosure.statements.get(index)?.unit),
        Evidence::Funding(project, line) => {
            let project = disclosure.projects.get(project)?;
            let line = project.funding.get(line)?;
            named(&line.unit_printed).or_else(|| Some(project.unit.clone()))
        }
        Evidence::Project(_) | Evidence::Indicator(..) | Evidence::Section(_) => None,
    }
}

/// Keeps the rows of `checks.csv`.
#[derive(Default)]
pub(crate) struct Rows(pub(crate) Vec<Vec<String>>);

impl Sink for Rows {
    fn row(&mut self, _relation: &'static str, cells: &[&str]) {
        self.0.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
    }

    fn wide(&mut self, _file: usize, _cells: &[&str]) {}
}
