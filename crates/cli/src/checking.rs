//! One document → what `gongkai check` tells of it, in whichever process it is read.

use crate::finding::text::{Residue, counted};
use crate::finding::{Finding, Named, Rows, Source};
use crate::inputs::{Input, Task};
use crate::reading;
use exporter::records;
use exporter::{Failure, Status};
use extractor::{Document, Ocr, SourceKind, Watch};
use parser::Rule;
use parser::check::grouped;
use parser::mask::mask;
use parser::{Check, CheckKind, Disclosure, Outcome, Severity};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Which checks are told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Wanted {
    /// Only these rules; all where there are none.
    pub(crate) rules: Vec<String>,
    /// Inferences too.
    pub(crate) hints: bool,
    /// Everything, also what holds.
    pub(crate) all: bool,
}

impl Wanted {
    /// Whether a rule was asked for by name, or none was.
    pub(crate) fn rule(&self, rule: &Rule) -> bool {
        self.rules.is_empty() || self.rules.contains(&rule.id)
    }

    /// Whether a check is told on its own, not only counted.
    pub(crate) fn tells(&self, check: &Check) -> bool {
        let named = !self.rules.is_empty();
        let is_hint =
            check.severity == Severity::Hint || check.rule.kind == CheckKind::Hint;
        if is_hint {
            // An inference that found nothing to infer from is no clue.
            return self.all
                || ((self.hints || named) && check.result != Outcome::Vacuous);
        }
        check.is_violation() || self.all
    }
}

/// One document and what came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Checked {
    /// Its name in the output.
    pub(crate) name: String,
    /// What it says, or why it could not be read.
    pub(crate) result: Result<Read, Failure>,
}

/// What a document says that was read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Read {
    pub(crate) sha256: String,
    pub(crate) status: Status,
    /// What to try, where the status is not ok.
    pub(crate) hint: String,
    pub(crate) has_failed: bool,
    /// Whether it contradicts itself.
    pub(crate) contradicts: bool,
    pub(crate) named: Named,
    /// What the checks between documents need of it.
    pub(crate) summary: exporter::batch::Summary,
    pub(crate) tally: Tally,
    pub(crate) findings: Vec<Finding>,
    /// Rounding residues, one for each rule that has some.
    pub(crate) residues: Vec<Residue>,
}

/// Reads one document, the `index`th of the input.
pub(crate) fn one(
    index: usize,
    input: &Input,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
    wanted: &Wanted,
) -> Checked {
    let result = match &input.task {
        Task::Read(kind) => {
            reading::read(&input.path, *kind, ocr, watch).and_then(|(d, says)| {
                reading::guarded(|| read(index, input, *kind, &d, &says, wanted))
            })
        }
        Task::Report { code, reason, hint } => Err(Failure {
            code: (*code).into(),
            reason: reason.clone(),
            hint: (*hint).to_owned(),
        }),
    };
    Checked { name: input.name.clone(), result }
}

fn read(
    index: usize,
    input: &Input,
    kind: SourceKind,
    document: &Document,
    disclosure: &Disclosure,
    wanted: &Wanted,
) -> Read {
    let path = input.path.to_string_lossy();
    let source = Source {
        document: index,
        file: &input.name,
        drawable: (kind == SourceKind::Pdf).then_some(&*path),
        disclosure,
    };
    let mut rows = Rows::default();
    let doc_id = exporter::doc_id(&document.sha256);
    records::write_checks(&doc_id, disclosure, &mut rows);
    let checks: Vec<&Check> =
        disclosure.checks.iter().filter(|check| wanted.rule(check.rule)).collect();
    let rows: HashMap<*const Check, Vec<String>> =
        disclosure.checks.iter().map(std::ptr::from_ref).zip(rows.0).collect();
    let mut findings = Vec::new();
    // Only failures have a common cause; what is only listed is listed one by one.
    let (failing, listed): (Vec<&Check>, Vec<&Check>) = checks
        .iter()
        .copied()
        .filter(|check| wanted.tells(check))
        .partition(|check| check.is_violation());
    let alone = listed.into_iter().map(|check| (check, Vec::new()));
    let together = grouped(failing.into_iter()).into_iter().map(|f| (f.check, f.also));
    for (check, also) in together.chain(alone) {
        let mut finding = Finding::of(source, check, &also);
        if let Some(row) = rows.get(&std::ptr::from_ref(check)) {
            finding.row.clone_from(row);
        }
        findings.push(finding);
    }
    let mut residues: BTreeMap<&'static str, Residue> = BTreeMap::new();
    let mut tally = Tally::default();
    for check in &checks {
        tally.add(check);
        if check.result == Outcome::Rounding && check.rule.kind != CheckKind::Hint {
            let largest = Finding::of(source, check, &[]);
            match residues.get_mut(check.rule.id.as_str()) {
                Some(known) => known.add(Residue { checks: 1, documents: 0, largest }),
                None => {
                    let residue = Residue { checks: 1, documents: 1, largest };
                    residues.insert(&check.rule.id, residue);
                }
            }
        }
    }
    let whole = records::summary(document, disclosure);
    Read {
        sha256: document.sha256.clone(),
        status: whole.status,
        hint: whole.hint,
        has_failed: whole.has_failed,
        named: Named {
            input: index,
            file: mask(&input.name).into_owned(),
            drawable: source.drawable.map(str::to_owned),
        },
        summary: exporter::batch::summary(&doc_id, disclosure),
        contradicts: checks.iter().any(|check| check.is_contradiction()),
        tally,
        findings,
        residues: residues.into_values().collect(),
    }
}

/// Checks of one document by result.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    violated: usize,
    exact: usize,
    rounding: usize,
    vacuous: usize,
    not_evaluable: usize,
    hints: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, check: &Check) {
        let count = match check.result {
            _ if check.rule.kind == CheckKind::Hint => &mut self.hints,
            Outcome::Violated => &mut self.violated,
            Outcome::Exact => &mut self.exact,
            Outcome::Rounding => &mut self.rounding,
            Outcome::Vacuous => &mut self.vacuous,
            Outcome::NotEvaluable => &mut self.not_evaluable,
        };
        *count += 1;
    }

    pub(crate) fn total(&self) -> usize {
        let held = self.exact + self.rounding;
        self.violated + held + self.vacuous + self.not_evaluable + self.hints
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "{} violated, {} exact, {} rounding",
            self.violated, self.exact, self.rounding
        );
        let _ = write!(
            text,
            "; not checked: {} vacuous, {} not evaluable",
            self.vacuous, self.not_evaluable
        );
        if self.hints > 0 {
            let _ = write!(text, "; {}", counted(self.hints, "hint"));
        }
        text
    }
}
