//! What people and programs are told about a check: printed words, places, arithmetic.

pub(crate) mod json;
#[cfg(test)]
mod tests;
pub(crate) mod text;

use exporter::batch::LateCheck;
use exporter::records::Sink;
use parser::Rule;
use parser::mask::mask;
use parser::{
    Blame, Check, Disclosure, Evidence, FactRef, Origin, Outcome, Severity, Unit,
};
use rust_decimal::Decimal;

/// A piece of evidence longer than this many characters is cut around its number.
const QUOTED: usize = 48;

/// One check as it is told; owns its words, so that the document can go.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// Position of the document in the input.
    pub(crate) document: usize,
    /// Its name in the output.
    pub(crate) file: String,
    /// Its path as given, if its pages can be drawn.
    pub(crate) drawable: Option<String>,
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
    pub(crate) difference: Option<Decimal>,
    pub(crate) tolerance: Option<Decimal>,
    pub(crate) measure: Measure,
    pub(crate) message_zh: String,
    pub(crate) message_en: String,
    /// What may explain it, in Chinese and in English.
    pub(crate) note: (String, String),
    /// Rules that fail for the same cause, each once, with their number.
    pub(crate) also: Vec<(&'static str, usize)>,
    /// Its row in `checks.csv`.
    pub(crate) row: Vec<String>,
}

/// One side of the arithmetic.
#[derive(Debug, Clone)]
pub(crate) struct Operand {
    pub(crate) label: String,
    pub(crate) value: Option<Decimal>,
}

/// A printed thing that takes part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    /// Row and column, project, or what a sentence is about.
    pub(crate) label: String,
    /// What is printed.
    pub(crate) printed: String,
    pub(crate) origin: Origin,
}

/// In what the values of a check are shown.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone)]
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
            words: Vec::new(),
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
        for words in check.evidence.iter().filter_map(|&e| words(disclosure, e)) {
            // Two statements may stand in one sentence.
            if !finding.words.contains(&words) {
                finding.words.push(words);
            }
        }
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

fn words(disclosure: &Disclosure, evidence: Evidence) -> Option<Words> {
    let (label, printed, origin) = match evidence {
        Evidence::Fact(FactRef { table, row, value }) => {
            let table = disclosure.tables.get(table)?;
            let row = table.rows.get(row)?;
            let value = row.values.get(value)?;
            let column = table.columns.get(value.column);
            let path = column.map(|column| column.path.join("/")).unwrap_or_default();
            (joined(&[&row.code, &row.label, &path]), value.printed.clone(), value.origin)
        }
        Evidence::Statement(index) => {
            let statement = disclosure.statements.get(index)?;
            let printed = around(&statement.sentence, &statement.printed);
            (statement.subject.clone(), printed, statement.origin)
        }
        Evidence::Project(index) => {
            let project = disclosure.projects.get(index)?;
            let page = project.pages.map(|(from, _)| from);
            let score = project.self_score.map(|score| score.to_string());
            let origin = Origin { page, ..Origin::default() };
            (project.project_name.clone(), score.unwrap_or_default(), origin)
        }
        Evidence::Funding(project, line) => {
            let project = disclosure.projects.get(project)?;
            let line = project.funding.get(line)?;
            let label = joined(&[&project.project_name, &line.source_printed]);
            (label, line.printed.clone(), line.origin)
        }
        Evidence::Indicator(project, line) => {
            let indicator = disclosure.projects.get(project)?.indicators.get(line)?;
            (indicator.level3.clone(), indicator.value_printed.clone(), indicator.origin)
        }
        Evidence::Section(index) => {
            let section = disclosure.sections.get(index)?;
            let page = section.pages.map(|(from, _)| from);
            let origin = Origin { page, ..Origin::default() };
            (String::new(), joined(&[&section.number, &section.heading]), origin)
        }
    };
    let clean = |text: &str| mask(text).replace(['\n', '\t'], " ").trim().to_owned();
    Some(Words { label: clean(&label), printed: clean(&printed), origin })
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> =
        parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// As much of a sentence around its number as a person wants to read.
fn around(sentence: &str, printed: &str) -> String {
    let length = sentence.chars().count();
    if length <= QUOTED {
        return if sentence.is_empty() { printed } else { sentence }.to_owned();
    }
    // Masked before it is cut: half a telephone number is none.
    let sentence = mask(sentence);
    let Some(at) = sentence.find(printed) else { return printed.to_owned() };
    let before = sentence[..at].chars().count();
    let spare = QUOTED.saturating_sub(printed.chars().count());
    let start = before.saturating_sub(spare * 2 / 3);
    let kept: String = sentence.chars().skip(start).take(QUOTED).collect();
    let left = if start > 0 { "…" } else { "" };
    let right = if start + QUOTED < length { "…" } else { "" };
    format!("{left}{kept}{right}")
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
