//! What the evaluated identities say together: proofs of single values, whose mistake a
//! violation may be, and which violations have one cause.

use crate::disclosure::FactRef;
use crate::disclosure::{Blame, Check, CheckKind, Evidence, Outcome};
use crate::disclosure::{Disclosure, Method, Value};
use extractor::SourceKind;
use std::collections::HashMap;

/// A value read with less confidence than this is not held against its document.
const TRUSTED: f32 = 0.9;

/// Fills pages and tables of the checks, counts proofs, settles blame and clusters, and puts
/// the checks in order.
pub(super) fn settle(out: &mut Disclosure, checks: &mut [Check], source: SourceKind) {
    for check in checks.iter_mut() {
        place(check, out);
    }
    count(out, checks);
    for check in checks.iter_mut() {
        if check.result == Outcome::Violated {
            check.blame = blame(check, out, source);
        }
    }
    cluster(checks, out);
    checks.sort_by(|a, b| {
        (a.rule.id.as_str(), &a.pages, &a.evidence).cmp(&(
            b.rule.id.as_str(),
            &b.pages,
            &b.evidence,
        ))
    });
}

/// The value that a piece of evidence is.
pub(super) fn value(out: &Disclosure, fact: FactRef) -> Option<&Value> {
    out.tables.get(fact.table)?.rows.get(fact.row)?.values.get(fact.value)
}

fn place(check: &mut Check, out: &Disclosure) {
    let mut pages: Vec<u32> = check.pages.clone();
    let mut tables: Vec<usize> = check.tables.clone();
    for evidence in &check.evidence {
        match *evidence {
            Evidence::Fact(fact) => {
                tables.push(fact.table);
                pages.extend(value(out, fact).and_then(|v| v.origin.page));
            }
            Evidence::Statement(at) => {
                pages.extend(out.statements.get(at).and_then(|s| s.origin.page));
            }
            Evidence::Project(at) => {
                let first = out.projects.get(at).and_then(|p| p.pages);
                pages.extend(first.map(|p| p.0));
            }
            Evidence::Funding(at, line) => {
                let line = out.projects.get(at).and_then(|p| p.funding.get(line));
                pages.extend(line.and_then(|l| l.origin.page));
            }
            Evidence::Indicator(at, line) => {
                let line = out.projects.get(at).and_then(|p| p.indicators.get(line));
                pages.extend(line.and_then(|l| l.origin.page));
            }
            Evidence::Section(at) => {
                let first = out.sections.get(at).and_then(|s| s.pages);
                pages.extend(first.map(|p| p.0));
            }
        }
    }
    pages.sort_unstable();
    pages.dedup();
    tables.sort_unstable();
    tables.dedup();
    check.pages = pages;
    check.tables = tables;
}

/// Notes at each value how many equalities it satisfies and how many it takes part in that
/// fail.
///
/// Inequalities prove nothing, nor do sums of zeros, nor inferences, nor an identity that
/// chose the very reading. A number that was chosen among readings of a picture has to hold
/// in every identity, so none of them proves it.
fn count(out: &mut Disclosure, checks: &[Check]) {
    for check in checks {
        if !check.proves() {
            continue;
        }
        let held = match check.result {
            Outcome::Exact | Outcome::Rounding => true,
            Outcome::Violated => false,
            Outcome::Vacuous | Outcome::NotEvaluable => continue,
        };
        for (at, evidence) in check.evidence.iter().enumerate() {
            // A value on the left is proved by the right and the other way round.
            let across = if at < check.left_evidence {
                check.right.value
            } else {
                check.left.value
            };
            let counts = !held || across.is_some_and(|v| !v.is_zero());
            if !counts {
                continue;
            }
            let (proofs, disproofs) = match *evidence {
                Evidence::Fact(fact) => {
                    let Some(table) = out.tables.get_mut(fact.table) else { continue };
                    if table.chosen_by.contains(&check.rule.id) {
                        continue;
                    }
                    let row = table.rows.get_mut(fact.row);
                    let value = row.and_then(|r| r.values.get_mut(fact.value));
                    let Some(value) = value else { continue };
                    if held && value.recognised.as_ref().is_some_and(|r| r.is_chosen) {
                        continue;
                    }
                    (&mut value.proofs, &mut value.disproofs)
                }
                Evidence::Funding(project, line) => {
                    let project = out.projects.get_mut(project);
                    let line = project.and_then(|p| p.funding.get_mut(line));
                    let Some(line) = line else { continue };
                    if held && line.recognised.as_ref().is_some_and(|r| r.is_chosen) {
                        continue;
                    }
                    (&mut line.proofs, &mut line.disproofs)
                }
                Evidence::Statement(_)
                | Evidence::Project(_)
                | Evidence::Indicator(..)
                | Evidence::Section(_) => continue,
            };
            *(if held { proofs } else { disproofs }) += 1;
        }
    }
}

/// Whose mistake a violation may be.
///
/// The document's only if every number comes from its own text, was read with confidence, and
/// each amount of a table agrees with something else. A number read from a picture counts as
/// the document's own where more identities prove it than contradict it. A rendition as plain
/// text can have lost anything.
fn blame(check: &Check, out: &Disclosure, source: SourceKind) -> Blame {
    if source == SourceKind::Text || check.rule.kind == CheckKind::Structure {
        return Blame::Unknown;
    }
    let mut blame = Blame::Document;
    for evidence in &check.evidence {
        let (method, confidence, agrees) = match *evidence {
            Evidence::Fact(fact) => {
                let Some(value) = value(out, fact) else { return Blame::Unknown };
                if value.method == Method::Ocr && value.proofs > value.disproofs {
                    continue;
                }
                (value.method, value.confidence, value.proofs > 0)
            }
            Evidence::Funding(project, line) => {
                let project = out.projects.get(project);
                let line = project.and_then(|p| p.funding.get(line));
                let Some(line) = line else { return Blame::Unknown };
                if line.method == Method::Ocr && line.proofs > line.disproofs {
                    continue;
                }
                (line.method, line.confidence, true)
            }
            Evidence::Statement(at) => {
                let Some(statement) = out.statements.get(at) else {
                    return Blame::Unknown;
                };
                (statement.method, statement.confidence, true)
            }
            Evidence::Project(at) => {
                let Some(project) = out.projects.get(at) else { return Blame::Unknown };
                (project.method, project.confidence, true)
            }
            Evidence::Indicator(project, line) => {
                let project = out.projects.get(project);
                let line = project.and_then(|p| p.indicators.get(line));
                let Some(line) = line else { return Blame::Unknown };
                (line.method, line.confidence, true)
            }
            Evidence::Section(_) => continue,
        };
        if method != Method::Text || confidence < TRUSTED {
            return Blame::Reading;
        }
        if !agrees {
            blame = Blame::Unknown;
        }
    }
    if check.evidence.is_empty() { Blame::Unknown } else { blame }
}

/// Rounding residues of one rule are one cluster; so are violations that share a value which
/// fails more often than it holds.
fn cluster(checks: &mut [Check], out: &Disclosure) {
    let mut by_fact: HashMap<Evidence, usize> = HashMap::new();
    // 收、支总计各为 states two things by one printed number.
    let mut by_place: HashMap<(u32, [u32; 4]), usize> = HashMap::new();
    let mut parent: Vec<usize> = (0..checks.len()).collect();
    fn root(parent: &[usize], mut at: usize) -> usize {
        while parent[at] != at {
            at = parent[at];
        }
        at
    }
    for (at, check) in checks.iter_mut().enumerate() {
        match check.result {
            Outcome::Rounding => check.cluster = format!("rounding:{}", check.rule.id),
            Outcome::Violated => {
                for evidence in &check.evidence {
                    // A total that many sound sums share does not make their failures one.
                    let suspect = match *evidence {
                        Evidence::Fact(fact) => {
                            value(out, fact).is_some_and(|v| v.disproofs > v.proofs)
                        }
                        Evidence::Statement(_) => true,
                        _ => false,
                    };
                    if !suspect {
                        continue;
                    }
                    let place = match *evidence {
                        Evidence::Statement(at) => out.statements.get(at).map(|s| {
                            let r = &s.origin.rect;
                            let bits = [r.x0, r.y0, r.x1, r.y1].map(f32::to_bits);
                            (s.origin.page.unwrap_or(0), bits)
                        }),
                        _ => None,
                    };
                    if let Some(place) = place {
                        let other = *by_place.entry(place).or_insert(at);
                        let (a, b) = (root(&parent, other), root(&parent, at));
                        parent[a.max(b)] = a.min(b);
                    }
                    match by_fact.get(evidence) {
                        Some(&other) => {
                            let (a, b) = (root(&parent, other), root(&parent, at));
                            parent[a.max(b)] = a.min(b);
                        }
                        None => {
                            by_fact.insert(*evidence, at);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let roots: Vec<usize> = (0..checks.len()).map(|at| root(&parent, at)).collect();
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    for &at in &roots {
        *sizes.entry(at).or_default() += 1;
    }
    let mut names: HashMap<usize, String> = HashMap::new();
    for at in 0..checks.len() {
        if checks[at].result != Outcome::Violated || sizes[&roots[at]] < 2 {
            continue;
        }
        let n = names.len() + 1;
        let name = names
            .entry(roots[at])
            .or_insert_with(|| format!("violated:{}:{n}", checks[at].rule.id));
        checks[at].cluster = name.clone();
    }
}
