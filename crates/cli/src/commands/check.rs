//! `gongkai check`: what in the documents does not agree.

use super::annotate;
use crate::args::Check as Args;
use crate::checking::{Tally, Wanted};
use crate::exit::{Exit, Usage};
use crate::finding::text::Residue;
use crate::finding::{Finding, Named, json, text};
use crate::reading::Item;
use crate::workers::{Isolation, Pool, Settings};
use crate::{inputs, ocr, reading, talk, words};
use exporter::batch::Batch;
use exporter::{Options, Status};
use parser::check::{rule, rules};
use parser::mask::mask;
use parser::{Outcome, Severity};
use std::collections::{BTreeMap, HashMap};

pub(crate) fn run(args: Args) -> anyhow::Result<Exit> {
    let wanted = wanted(&args)?;
    let marked = annotate::subject(&args)?;
    let items: Vec<Item> =
        inputs::expand(&args.inputs)?.into_iter().map(Item::from).collect();
    reading::silence_panics();
    let isolation =
        if args.apart.in_process { Isolation::InProcess } else { Isolation::Workers };
    let pool = Pool::new(Settings {
        jobs: args.jobs,
        isolation,
        limits: (&args.apart.limits).into(),
        ocr: args.ocr.options(),
        options: Options::default(),
    });
    let mut findings = Vec::new();
    let mut residues: BTreeMap<&'static str, Residue> = BTreeMap::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut has_failures = false;
    let mut contradicts = false;
    let mut run = Batch::default();
    // Of the documents in the batch: position in the input, name, path.
    let mut documents: Vec<Named> = Vec::new();
    pool.check(&items, &wanted, |checked| {
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
        for residue in read.residues {
            match residues.get_mut(residue.largest.rule.id.as_str()) {
                Some(known) => known.add(residue),
                None => {
                    residues.insert(&residue.largest.rule.id, residue);
                }
            }
        }
        if !args.quiet {
            talk::line(&format!("「{name}」: {}", read.tally.text()));
        }
        Ok(())
    })?;
    let mut between = Tally::default();
    ocr::report(pool.problem());
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
        annotate::write(&marked, &args)?;
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

/// What the flags ask for.
fn wanted(args: &Args) -> anyhow::Result<Wanted> {
    let mut wanted = Vec::new();
    for name in &args.rules {
        let Some(rule) = rule(name.trim()) else {
            let known: Vec<&str> = rules().iter().map(|r| r.id.as_str()).collect();
            let hint = super::explain::suggestion(name, &known);
            return Err(Usage::new(format!("no rule is called 「{name}」"), hint).into());
        };
        wanted.push(rule.id.clone());
    }
    Ok(Wanted { rules: wanted, hints: args.hints, all: args.all })
}
