//! `gongkai check`: what in the documents does not agree.

use super::annotate;
use crate::args::Check as Args;
use crate::exit::{Exit, Usage};
use crate::finding::text::{Residue, counted};
use crate::finding::{Finding, Named, Rows, Source, json, text};
use crate::inputs::{Input, Task};
use crate::{batch, inputs, ocr, reading, talk, words};
use exporter::batch::Batch;
use exporter::records;
use exporter::{Failure, Status};
use extractor::{Document, Ocr, SourceKind};
use parser::Rule;
use parser::check::{grouped, rule, rules};
use parser::mask::mask;
use parser::{Check, CheckKind, Disclosure, Outcome, Severity};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

pub(crate) fn run(args: Args) -> anyhow::Result<Exit> {
    let wanted = Wanted::of(&args)?;
    let marked = annotate::subject(&args)?;
    let inputs = inputs::expand(&args.inputs)?;
    reading::silence_panics();
    let ocr = ocr::of(&args.ocr.options(), args.jobs);
    let numbered: Vec<(usize, Input)> = inputs.into_iter().enumerate().collect();
    let mut findings = Vec::new();
    let mut residues: BTreeMap<&'static str, Residue> = BTreeMap::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut has_failures = false;
    let mut contradicts = false;
    let mut run = Batch::default();
    // Of the documents in the batch: position in the input, name, path.
    let mut documents: Vec<Named> = Vec::new();
    batch::in_order(
        args.jobs,
        &numbered,
        |(index, input)| one(*index, input, ocr.as_ref(), &wanted),
        |checked| {
            let name = mask(&checked.name).into_owned();
            let read = match checked.result {
                Ok(read) => read,
                Err(failure) => {
                    has_failures = true;
                    say_failure(&name, &failure.reason, &failure.hint);
                    return Ok(());
                }
            };
            if let Some(first) = seen.get(&read.sha256) {
                talk::line(&format!("same  「{name}」: same bytes as 「{first}」"));
                return Ok(());
            }
            seen.insert(read.sha256, name.clone());
            has_failures |= read.has_failed;
            match &read.status {
                Status::Failed(reason) => {
                    say_failure(&name, reason, &read.hint);
                    return Ok(());
                }
                Status::Partial(reason) => {
                    talk::line(&format!("warning: 「{name}」: {}", mask(reason)));
                }
                Status::Ok => {}
            }
            contradicts |= read.contradicts;
            run.add(&read.summary);
            documents.push(read.named);
            findings.extend(read.findings);
            for (rule, residue) in read.residues {
                match residues.get_mut(rule) {
                    Some(known) => known.add(residue),
                    None => {
                        residues.insert(rule, residue);
                    }
                }
            }
            if !args.quiet {
                talk::line(&format!("「{name}」: {}", read.tally.text()));
            }
            Ok(())
        },
    )?;
    let mut between = Tally::default();
    ocr::report(ocr.as_ref().and_then(Ocr::problem));
    for late in run.finish() {
        if !wanted.rule(late.check.rule) {
            continue;
        }
        between.add(&late.check);
        if wanted.tells(&late.check) {
            findings.push(Finding::late(&late, &documents));
        }
    }
    if !args.quiet && between.total() > 0 {
        talk::line(&format!("between documents: {}", between.text()));
    }
    findings.sort_by_key(Finding::order);
    if args.json {
        let objects: Vec<_> = findings.iter().map(json::object).collect();
        talk::data(&format!("{:#}\n", serde_json::Value::Array(objects)))?;
    } else {
        talk::data(&printed(&findings, &residues, words::lang()))?;
    }
    if let Some(marked) = marked.filter(|_| !has_failures) {
        annotate::write(&marked, &args, ocr.as_ref())?;
    }
    Ok(if args.strict && contradicts {
        Exit::Contradiction
    } else if has_failures {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

fn printed(
    findings: &[Finding],
    residues: &BTreeMap<&'static str, Residue>,
    lang: crate::words::Lang,
) -> String {
    let mut out = String::new();
    for finding in findings {
        if is_told_in_full(finding) {
            out.push_str(&text::full(finding, lang));
            out.push('\n');
        } else {
            out.push_str(&text::line(finding, lang));
        }
    }
    for residue in residues.values() {
        out.push_str(&residue.text(lang));
    }
    out
}

fn is_told_in_full(finding: &Finding) -> bool {
    finding.result == Outcome::Violated || finding.severity == Severity::Hint
}

fn say_failure(name: &str, reason: &str, hint: &str) {
    talk::line(&format!("error: 「{name}」: {}", mask(reason)));
    if !hint.is_empty() {
        talk::line(&format!("hint: {hint}"));
    }
}

/// Which checks are told.
struct Wanted {
    rules: Vec<&'static str>,
    hints: bool,
    all: bool,
}

impl Wanted {
    fn of(args: &Args) -> anyhow::Result<Wanted> {
        let mut wanted = Vec::new();
        for name in &args.rules {
            let Some(rule) = rule(name.trim()) else {
                let known: Vec<&str> = rules().iter().map(|r| r.id.as_str()).collect();
                let hint = super::explain::suggestion(name, &known);
                return Err(
                    Usage::new(format!("no rule is called 「{name}」"), hint).into()
                );
            };
            wanted.push(rule.id.as_str());
        }
        Ok(Wanted { rules: wanted, hints: args.hints, all: args.all })
    }

    /// Whether a rule was asked for by name, or none was.
    fn rule(&self, rule: &Rule) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|id| *id == rule.id)
    }

    /// Whether a check is told on its own, not only counted.
    fn tells(&self, check: &Check) -> bool {
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
struct Checked {
    name: String,
    result: Result<Read, Failure>,
}

struct Read {
    sha256: String,
    status: Status,
    hint: String,
    has_failed: bool,
    contradicts: bool,
    named: Named,
    summary: exporter::batch::Summary,
    tally: Tally,
    findings: Vec<Finding>,
    residues: BTreeMap<&'static str, Residue>,
}

fn one(index: usize, input: &Input, ocr: Option<&Ocr>, wanted: &Wanted) -> Checked {
    let result = match &input.task {
        Task::Read(kind) => {
            reading::read(&input.path, *kind, ocr).and_then(|(d, says)| {
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
        residues,
    }
}

/// Checks of one document by result.
#[derive(Default)]
struct Tally {
    violated: usize,
    exact: usize,
    rounding: usize,
    vacuous: usize,
    not_evaluable: usize,
    hints: usize,
}

impl Tally {
    fn add(&mut self, check: &Check) {
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

    fn total(&self) -> usize {
        let held = self.exact + self.rounding;
        self.violated + held + self.vacuous + self.not_evaluable + self.hints
    }

    fn text(&self) -> String {
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
