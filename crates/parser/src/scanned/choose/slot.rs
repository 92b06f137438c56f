//! `Slot`: a number of a disclosure that may be read otherwise.

use crate::disclosure::Evidence;
use crate::disclosure::FactRef;
use crate::disclosure::{Diagnostic, Origin};
use crate::disclosure::{Disclosure, Funding, Indicator, Method, Recognised, Value};
use crate::form;
use crate::page::figure;
use crate::words::amount;
use crate::words::normal::normalise;
use rust_decimal::Decimal;

/// Where a number stands in a disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// A value of a table.
    Fact(FactRef),
    /// Project and line: the amount.
    Funding(usize, usize),
    /// Project and indicator: its weight.
    Weight(usize, usize),
    /// Project and indicator: its score.
    Score(usize, usize),
}

/// What stood in a slot before it was read otherwise.
pub(super) enum Before {
    Fact(Box<Value>),
    Funding(Box<Funding>),
    Indicator(Box<Indicator>),
}

/// The slots of a piece of evidence.
pub(super) fn slots(evidence: Evidence) -> Vec<Slot> {
    match evidence {
        Evidence::Fact(fact) => vec![Slot::Fact(fact)],
        Evidence::Funding(project, line) => vec![Slot::Funding(project, line)],
        Evidence::Indicator(project, at) => {
            vec![Slot::Weight(project, at), Slot::Score(project, at)]
        }
        Evidence::Statement(_) | Evidence::Project(_) | Evidence::Section(_) => vec![],
    }
}

impl Slot {
    /// What the identities call it.
    pub(super) fn evidence(self) -> Evidence {
        match self {
            Slot::Fact(fact) => Evidence::Fact(fact),
            Slot::Funding(project, line) => Evidence::Funding(project, line),
            Slot::Weight(project, at) | Slot::Score(project, at) => {
                Evidence::Indicator(project, at)
            }
        }
    }

    /// Its readings, where it was read from a picture.
    pub(super) fn recognised(self, out: &Disclosure) -> Option<&Recognised> {
        let (method, recognised) = match self {
            Slot::Fact(fact) => {
                let value = fact_of(out, fact)?;
                (value.method, &value.recognised)
            }
            Slot::Funding(project, at) => {
                let line = funding_of(out, project, at)?;
                (line.method, &line.recognised)
            }
            Slot::Weight(project, at) => {
                let indicator = indicator_of(out, project, at)?;
                (indicator.method, &indicator.points_recognised[0])
            }
            Slot::Score(project, at) => {
                let indicator = indicator_of(out, project, at)?;
                (indicator.method, &indicator.points_recognised[1])
            }
        };
        recognised.as_deref().filter(|_| method == Method::Ocr)
    }

    /// Says that its reading was chosen: what the others were no longer matters.
    pub(super) fn close(self, out: &mut Disclosure) {
        let recognised = match self {
            Slot::Fact(fact) => fact_mut(out, fact).map(|v| &mut v.recognised),
            Slot::Funding(project, at) => {
                funding_mut(out, project, at).map(|l| &mut l.recognised)
            }
            Slot::Weight(project, at) => {
                indicator_mut(out, project, at).map(|i| &mut i.points_recognised[0])
            }
            Slot::Score(project, at) => {
                indicator_mut(out, project, at).map(|i| &mut i.points_recognised[1])
            }
        };
        if let Some(Some(recognised)) = recognised {
            recognised.is_chosen = true;
            recognised.others.clear();
        }
    }

    /// What is printed in it, as it is read.
    pub(super) fn printed(self, out: &Disclosure) -> Option<&str> {
        Some(match self {
            Slot::Fact(fact) => &fact_of(out, fact)?.printed,
            Slot::Funding(project, at) => &funding_of(out, project, at)?.printed,
            Slot::Weight(project, at) => &indicator_of(out, project, at)?.weight,
            Slot::Score(project, at) => &indicator_of(out, project, at)?.score,
        })
    }

    /// Changes how sure it is, by what it was.
    pub(super) fn believe(self, out: &mut Disclosure, change: impl FnOnce(f32) -> f32) {
        let confidence = match self {
            Slot::Fact(fact) => fact_mut(out, fact).map(|v| &mut v.confidence),
            Slot::Funding(project, at) => {
                funding_mut(out, project, at).map(|l| &mut l.confidence)
            }
            Slot::Weight(project, at) | Slot::Score(project, at) => {
                indicator_mut(out, project, at).map(|i| &mut i.confidence)
            }
        };
        if let Some(confidence) = confidence {
            *confidence = change(*confidence);
        }
    }

    /// Ties a diagnostic to it.
    pub(super) fn place(self, out: &Disclosure, told: Diagnostic) -> Diagnostic {
        let origin: Option<Origin> = match self {
            Slot::Fact(fact) => fact_of(out, fact).map(|v| v.origin),
            Slot::Funding(project, at) => funding_of(out, project, at).map(|l| l.origin),
            Slot::Weight(project, at) | Slot::Score(project, at) => {
                indicator_of(out, project, at).map(|i| i.origin)
            }
        };
        let mut told = told.at(origin.unwrap_or_default());
        if let Slot::Fact(fact) = self {
            told.table = Some(fact.table);
            told.value = Some((fact.row, fact.value));
        }
        told
    }

    /// What its number becomes larger by when it is read otherwise, in yuan where it is money
    /// of a known unit, else in its own.
    pub(super) fn change(self, out: &Disclosure, printed: &str) -> Option<Decimal> {
        let points = |before: &str| points(printed)?.checked_sub(points(before)?);
        match self {
            Slot::Fact(fact) => {
                let value = fact_of(out, fact)?;
                let mut other = value.clone();
                figure::set(&mut other, printed);
                let number = |v: &Value| v.amount_yuan.or(v.number);
                number(&other)?.checked_sub(number(value)?)
            }
            Slot::Funding(project, at) => {
                let line = funding_of(out, project, at)?;
                let mut other = line.clone();
                form::funding::set(&mut other, printed);
                let number = |l: &Funding| {
                    l.amount_yuan.or(form::funding::number(&l.printed).0.number)
                };
                number(&other)?.checked_sub(number(line)?)
            }
            Slot::Weight(project, at) => points(&indicator_of(out, project, at)?.weight),
            Slot::Score(project, at) => points(&indicator_of(out, project, at)?.score),
        }
    }

    /// Reads it otherwise; what stood there before.
    pub(super) fn replace(self, out: &mut Disclosure, printed: &str) -> Option<Before> {
        Some(match self {
            Slot::Fact(fact) => {
                let slot = fact_mut(out, fact)?;
                let before = slot.clone();
                figure::set(slot, printed);
                Before::Fact(Box::new(before))
            }
            Slot::Funding(project, at) => {
                let slot = funding_mut(out, project, at)?;
                let before = slot.clone();
                form::funding::set(slot, printed);
                settle_project(out, project);
                Before::Funding(Box::new(before))
            }
            Slot::Weight(project, at) => {
                let slot = indicator_mut(out, project, at)?;
                let before = slot.clone();
                set_points(&mut slot.weight, &mut slot.points_recognised[0], printed);
                Before::Indicator(Box::new(before))
            }
            Slot::Score(project, at) => {
                let slot = indicator_mut(out, project, at)?;
                let before = slot.clone();
                set_points(&mut slot.score, &mut slot.points_recognised[1], printed);
                Before::Indicator(Box::new(before))
            }
        })
    }

    /// Puts back what stood there before.
    pub(super) fn restore(self, out: &mut Disclosure, before: Before) {
        match (before, self) {
            (Before::Fact(value), Slot::Fact(fact)) => {
                if let Some(slot) = fact_mut(out, fact) {
                    *slot = *value;
                }
            }
            (Before::Funding(line), Slot::Funding(project, at)) => {
                if let Some(slot) = funding_mut(out, project, at) {
                    *slot = *line;
                }
                settle_project(out, project);
            }
            (
                Before::Indicator(indicator),
                Slot::Weight(project, at) | Slot::Score(project, at),
            ) => {
                if let Some(slot) = indicator_mut(out, project, at) {
                    *slot = *indicator;
                }
            }
            _ => {}
        }
    }
}

fn points(printed: &str) -> Option<Decimal> {
    let words = normalise(printed);
    amount::read(words.strip_suffix('分').unwrap_or(&words)).number
}

fn set_points(
    slot: &mut String,
    recognised: &mut Option<Box<Recognised>>,
    printed: &str,
) {
    let before = std::mem::replace(slot, printed.to_owned());
    let recognised = recognised.get_or_insert_default();
    if recognised.read_first.is_empty() {
        recognised.read_first = before;
    }
}

/// What a form says by its funding lines, after one of them was read otherwise.
fn settle_project(out: &mut Disclosure, project: usize) {
    if let Some(project) = out.projects.get_mut(project) {
        project.executed_yuan = form::outcome::executed(project);
    }
}

fn fact_of(out: &Disclosure, fact: FactRef) -> Option<&Value> {
    out.tables.get(fact.table)?.rows.get(fact.row)?.values.get(fact.value)
}

fn fact_mut(out: &mut Disclosure, fact: FactRef) -> Option<&mut Value> {
    out.tables.get_mut(fact.table)?.rows.get_mut(fact.row)?.values.get_mut(fact.value)
}

fn funding_of(out: &Disclosure, project: usize, at: usize) -> Option<&Funding> {
    out.projects.get(project)?.funding.get(at)
}

fn funding_mut(out: &mut Disclosure, project: usize, at: usize) -> Option<&mut Funding> {
    out.projects.get_mut(project)?.funding.get_mut(at)
}

fn indicator_of(out: &Disclosure, project: usize, at: usize) -> Option<&Indicator> {
    out.projects.get(project)?.indicators.get(at)
}

fn indicator_mut(
    out: &mut Disclosure,
    project: usize,
    at: usize,
) -> Option<&mut Indicator> {
    out.projects.get_mut(project)?.indicators.get_mut(at)
}
