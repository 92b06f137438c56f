//! What the evaluated identities say together: proofs of single values, whose mistake a
//! violation may be, and which violations have one cause.

use crate::disclosure::FactRef;
use crate::disclosure::{Blame, Check, CheckKind, Evidence, Outcome};
use crate::disclosure::{Disclosure, Method, Severity, StatementKind, Table, Value};
use extractor::SourceKind;
use std::collections::{HashMap, HashSet};

/// A value read with less confidence than this is not held against its document.
const TRUSTED: f32 = 0.9;

/// Fills pages and tables of the checks, counts proofs, settles blame and clusters, and puts
/// the checks in order.
pub(super) fn settle(out: &mut Disclosure, checks: &mut [Check], source: SourceKind) {
    for check in checks.iter_mut() {
        place(check, out);
    }
    apart(out, checks);
    count(out, checks);
    let doubts = Doubts::new(out, checks);
    for check in checks.iter_mut() {
        check.blame = match check.result {
            Outcome::Violated => blame(check, out, source, &doubts),
            _ => Blame::Unknown,
        };
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

/// Takes back sums of a row whose difference is printed on the page or the next in a table that
/// nothing names: the columns that went on beside or behind.
fn apart(out: &Disclosure, checks: &mut [Check]) {
    let others: Vec<&Table> = out.tables.iter().filter(|t| t.id == "other").collect();
    if others.is_empty() {
        return;
    }
    let violated = checks.iter_mut().filter(|c| c.result == Outcome::Violated);
    for check in violated.filter(|c| c.rule.kind == CheckKind::Table) {
        let Some(by) = check.difference.map(|d| d.abs()) else { continue };
        let is_near = |value: &Value| {
            let page = value.origin.page;
            page.is_some_and(|p| check.pages.iter().any(|q| *q == p || q + 1 == p))
        };
        let amount =
            |v: &Value| if check.unit == "yuan" { v.amount_yuan } else { v.number };
        let values = others.iter().flat_map(|t| &t.rows).flat_map(|r| &r.values);
        if values.filter(|v| is_near(v)).any(|v| amount(v) == Some(by)) {
            super::evaluate::doubt(
                check,
                "相差恰为旁页所印金额，应是同一表的其余各栏",
                "the difference is printed beside or on the next page: columns of the same table, it seems",
            );
        }
    }
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

/// What is known against single numbers, from the diagnostics and from the other checks.
struct Doubts {
    /// Values that a diagnostic is about.
    touched: HashSet<FactRef>,
    /// Tables that a diagnostic is about as a whole, and those whose columns stand without
    /// rulings.
    doubtful: HashSet<usize>,
    /// Pages with diagnostics about their forms.
    forms: HashSet<u32>,
    /// Statements that agree with another number.
    agreeing: HashSet<usize>,
}

/// Notes about tables that leave their numbers open.
const OPEN: [&str; 2] = ["aligned-columns", "reading-chosen"];

impl Doubts {
    fn new(out: &Disclosure, checks: &[Check]) -> Doubts {
        let mut doubts = Doubts {
            touched: HashSet::new(),
            doubtful: HashSet::new(),
            forms: HashSet::new(),
            agreeing: HashSet::new(),
        };
        for diagnostic in &out.diagnostics {
            let is_grave = diagnostic.severity >= Severity::Warning
                || OPEN.contains(&diagnostic.code);
            match (diagnostic.table, diagnostic.value) {
                (Some(table), Some((row, value))) => {
                    doubts.touched.insert(FactRef { table, row, value });
                }
                (Some(table), None) if is_grave => {
                    doubts.doubtful.insert(table);
                }
                (None, None) if diagnostic.code.starts_with("form-") => {
                    let page = diagnostic.origin.as_ref().and_then(|o| o.page);
                    doubts.forms.extend(page);
                }
                _ => {}
            }
        }
        let holds = |c: &&Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
        for check in checks.iter().filter(holds).filter(|c| c.proves()) {
            let said = check.evidence.iter().filter_map(|e| match e {
                Evidence::Statement(at) => Some(*at),
                _ => None,
            });
            doubts.agreeing.extend(said);
        }
        doubts
    }

    fn of_fact(&self, fact: FactRef, out: &Disclosure) -> bool {
        let table = out.tables.get(fact.table);
        self.touched.contains(&fact)
            || self.doubtful.contains(&fact.table)
            || table.is_some_and(|t| t.confidence < TRUSTED)
    }
}

/// Whose mistake a violation may be.
///
/// The document's only if every number comes from its own text, was read with confidence and
/// is printed where the identity needs it, nothing is noted against it, and each amount agrees
/// with something else. A number read from a picture counts as the document's own where more
/// identities prove it than contradict it. A rendition as plain text can have lost anything.
fn blame(check: &Check, out: &Disclosure, source: SourceKind, doubts: &Doubts) -> Blame {
    if source == SourceKind::Text || check.rule.kind == CheckKind::Structure {
        return Blame::Unknown;
    }
    let is_half = check.left.value.is_none() || check.right.value.is_none();
    if check.blame == Blame::Reading || check.is_equality && is_half {
        return Blame::Reading;
    }
    let facts = check.evidence.iter().any(|e| matches!(e, Evidence::Fact(_)));
    let mut blame = Blame::Document;
    for evidence in &check.evidence {
        let (method, confidence, agrees) = match *evidence {
            Evidence::Fact(fact) => {
                let Some(value) = value(out, fact) else { return Blame::Unknown };
                if value.method == Method::Ocr && value.proofs > value.disproofs {
                    continue;
                }
                if doubts.of_fact(fact, out) {
                    return Blame::Reading;
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
                let noted = line.origin.page.is_some_and(|p| doubts.forms.contains(&p));
                (line.method, line.confidence, !noted)
            }
            Evidence::Statement(at) => {
                let Some(statement) = out.statements.get(at) else {
                    return Blame::Unknown;
                };
                // Where the text is held against itself, whose amount it is hangs on how the
                // sentence was understood: another number must say the same.
                let is_amount =
                    check.is_equality && statement.kind == StatementKind::Amount;
                let agrees = facts
                    || !is_amount
                    || statement.linked.is_some()
                    || doubts.agreeing.contains(&at);
                (statement.method, statement.confidence, agrees)
            }
            Evidence::Project(at) => {
                let Some(project) = out.projects.get(at) else { return Blame::Unknown };
                let noted = project.pages.is_some_and(|(from, to)| {
                    doubts.forms.iter().any(|page| (from..=to).contains(page))
                });
                (project.method, project.confidence, !noted)
            }
            Evidence::Indicator(project, line) => {
                let project = out.projects.get(project);
                let line = project.and_then(|p| p.indicators.get(line));
                let Some(line) = line else { return Blame::Unknown };
                let noted = line.origin.page.is_some_and(|p| doubts.forms.contains(&p));
                (line.method, line.confidence, !noted)
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
