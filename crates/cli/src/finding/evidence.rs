//! What a check added up or compared: each printed thing with its label, and its sentence once.

use super::excerpt::around;
use parser::mask::mask;
use parser::{Check, Disclosure, Evidence, FactRef, Funding, Horizon, Origin, Project};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A printed thing that takes part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Words {
    /// Row and column, project, or what a sentence is about.
    pub(crate) label: String,
    /// What is printed.
    pub(crate) printed: String,
    /// The sentence it stands in; empty in tables, and where the next of them has it.
    pub(crate) excerpt: String,
    #[serde(with = "super::sent::place")]
    pub(crate) origin: Origin,
}

/// What takes part in a check, left before right.
pub(super) fn words(disclosure: &Disclosure, check: &Check) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    // Sentences are told below the last number of theirs: where that one is, and its numbers.
    let mut sentences: Vec<(&str, usize, Vec<&str>)> = Vec::new();
    for (at, &evidence) in check.evidence.iter().enumerate() {
        let is_left = at < check.left_evidence;
        for words in told(disclosure, check, evidence, is_left) {
            let statement = match evidence {
                Evidence::Statement(index) => disclosure.statements.get(index),
                _ => None,
            };
            // One number may be stated of two things, and one thing may take part twice.
            let is_known = match statement {
                Some(_) => all.iter().any(|known| known.same_as(&words)),
                None => all.contains(&words),
            };
            if is_known {
                continue;
            }
            all.push(words);
            let Some(statement) = statement.filter(|s| !s.sentence.is_empty()) else {
                continue;
            };
            let (sentence, number) = (&*statement.sentence, &*statement.printed);
            let last = all.len() - 1;
            match sentences.iter_mut().find(|known| known.0 == sentence) {
                Some((_, place, numbers)) => {
                    *place = last;
                    numbers.push(number);
                }
                None => sentences.push((sentence, last, vec![number])),
            }
        }
    }
    for (sentence, at, numbers) in sentences {
        let excerpt = around(sentence, &numbers);
        // A sentence that is nothing but its number is told already.
        if excerpt != all[at].printed {
            all[at].excerpt = clean(&excerpt);
        }
    }
    all
}

impl Words {
    /// Whether it says the same on the same page.
    fn same_as(&self, other: &Words) -> bool {
        (&self.label, &self.printed, self.origin.page)
            == (&other.label, &other.printed, other.origin.page)
    }
}

fn told(
    disclosure: &Disclosure,
    check: &Check,
    evidence: Evidence,
    is_left: bool,
) -> Vec<Words> {
    if let Some(points) = points(disclosure, check, evidence, is_left) {
        return points;
    }
    one(disclosure, evidence).into_iter().collect()
}

fn one(disclosure: &Disclosure, evidence: Evidence) -> Option<Words> {
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
            (statement.subject.clone(), statement.printed.clone(), statement.origin)
        }
        Evidence::Project(index) => {
            let project = disclosure.projects.get(index)?;
            let score = project.self_score.map(|score| score.to_string());
            let label = match score {
                Some(_) => joined(&[&project.project_name, "总分"]),
                None => project.project_name.clone(),
            };
            (label, score.unwrap_or_default(), of_project(project))
        }
        Evidence::Funding(project, line) => {
            let project = disclosure.projects.get(project)?;
            let line = project.funding.get(line)?;
            let label = joined(&[&project.project_name, &money(line)]);
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
    Some(Words::new(&label, &printed, origin))
}

impl Words {
    fn new(label: &str, printed: &str, origin: Origin) -> Words {
        let excerpt = String::new();
        Words { label: clean(label), printed: clean(printed), excerpt, origin }
    }
}

/// Which money of a form: 年度资金总额 全年执行数.
fn money(line: &Funding) -> String {
    let stage = match line.stage.as_str() {
        "initial" => "年初预算数",
        "adjusted" => "全年预算数",
        "executed" => "全年执行数",
        _ => "",
    };
    joined(&[&line.source_printed, stage])
}

fn clean(text: &str) -> String {
    mask(text).replace(['\n', '\t'], " ").trim().to_owned()
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> =
        parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn of_project(project: &Project) -> Origin {
    let page = project.pages.map(|(from, _)| from);
    Origin { page, ..Origin::default() }
}

/// What of a form's rows a rule about points speaks of: not the target that is printed there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// 分值.
    Weight,
    /// 得分.
    Score,
}

impl Cell {
    fn of(rule: &str, is_left: bool) -> Option<Cell> {
        match (rule, is_left) {
            ("D14", _) | ("D18", true) => Some(Cell::Weight),
            ("D15" | "D18", false) | ("D16", _) => Some(Cell::Score),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Cell::Weight => "分值",
            Cell::Score => "得分",
        }
    }

    fn in_line(self, line: &Funding) -> &str {
        match self {
            Cell::Weight => &line.weight,
            Cell::Score => &line.score,
        }
    }
}

/// The points that a rule about points took of a form; nothing for other rules.
fn points(
    disclosure: &Disclosure,
    check: &Check,
    evidence: Evidence,
    is_left: bool,
) -> Option<Vec<Words>> {
    let cell = Cell::of(&check.rule.id, is_left)?;
    match evidence {
        Evidence::Indicator(project, line) => {
            let indicator = disclosure.projects.get(project)?.indicators.get(line)?;
            let printed = match cell {
                Cell::Weight => &indicator.weight,
                Cell::Score => &indicator.score,
            };
            let label = joined(&[&indicator.level3, cell.word()]);
            Some(vec![Words::new(&label, printed, indicator.origin)])
        }
        Evidence::Project(at) => {
            let project = disclosure.projects.get(at)?;
            if check.rule.id == "D14" && !is_left {
                // A hundred is printed nowhere.
                return Some(Vec::new());
            }
            let lines = execution(project, check, cell, at);
            let points = lines.into_iter().flat_map(|line| {
                let name = joined(&[&line.source_printed, "预算执行率"]);
                let cells = match check.rule.id.as_str() {
                    "D16" => vec![Cell::Weight, Cell::Score],
                    _ => vec![cell],
                };
                cells.into_iter().map(move |cell| {
                    let label = joined(&[&name, cell.word()]);
                    Words::new(&label, cell.in_line(line), line.origin)
                })
            });
            let mut told: Vec<Words> = points.collect();
            if check.rule.id == "D16" {
                let totals = project.funding.iter().filter(|line| {
                    line.source == "total"
                        && line.horizon == Horizon::Annual
                        && !line.printed.is_empty()
                });
                told.extend(totals.map(|l| Words::new(&money(l), &l.printed, l.origin)));
            }
            Some(told)
        }
        _ => None,
    }
}

/// The rows whose points for execution take part: the one that makes the sum what it is, else
/// all that print any.
fn execution<'p>(
    project: &'p Project,
    check: &Check,
    cell: Cell,
    at: usize,
) -> Vec<&'p Funding> {
    let number = |text: &str| parser::amount::read(text).number;
    let all: Vec<&Funding> = project
        .funding
        .iter()
        .filter(|line| number(cell.in_line(line)).is_some())
        .collect();
    let side = if check.rule.id == "D14" { &check.left } else { &check.right };
    let indicators = check
        .evidence
        .iter()
        .filter_map(|evidence| match *evidence {
            Evidence::Indicator(project, line) if project == at => Some(line),
            _ => None,
        })
        .filter_map(|line| project.indicators.get(line))
        .filter_map(|indicator| match cell {
            Cell::Weight => number(&indicator.weight),
            Cell::Score => number(&indicator.score),
        })
        .try_fold(Decimal::ZERO, Decimal::checked_add);
    let rest = side.value.zip(indicators).and_then(|(all, rows)| all.checked_sub(rows));
    let fits = |line: &&&Funding| number(cell.in_line(line)) == rest;
    match all.iter().find(fits).filter(|_| matches!(&*check.rule.id, "D14" | "D15")) {
        Some(line) => vec![line],
        None => all,
    }
}
