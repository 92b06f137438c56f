//! `gongkai plan`: what the next run would read, and why.

use crate::args::store::Plan;
use crate::exit::Exit;
use crate::report::listed;
use crate::{talk, work};
use parser::mask::mask;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Planned, Reason, Store};

pub(crate) fn run(args: Plan) -> anyhow::Result<Exit> {
    let store = Store::view(&args.place.store)?;
    let plan = store.plan(&work::capability(&args.ocr.options()))?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for planned in &plan {
        *counts.entry(planned.reason.word().to_owned()).or_default() += 1;
    }
    let shown = plan.iter().filter(|p| args.all || p.reason != Reason::Done);
    if args.json {
        let all: Vec<Value> = shown.map(value).collect();
        talk::data(&format!("{:#}\n", Value::from(all)))?;
    } else {
        let lines: String = shown
            .map(|p| {
                format!(
                    "{}  「{}」  {}\n",
                    &p.document[..16],
                    mask(&p.file_name),
                    p.reason
                )
            })
            .collect();
        talk::text(&lines)?;
        let due = plan.iter().filter(|planned| planned.reason.is_due()).count();
        talk::line(&format!(
            "{} documents, {due} to be read: {}",
            plan.len(),
            listed(&counts)
        ));
    }
    Ok(Exit::Done)
}

fn value(planned: &Planned) -> Value {
    let was = match &planned.reason {
        Reason::Version { was } | Reason::Settings { was } => was.as_str(),
        Reason::Failed { code } => code,
        _ => "",
    };
    json!({
        "sha256": planned.document,
        "file_name": mask(&planned.file_name),
        "kind": planned.kind,
        "reason": planned.reason.word(),
        "is_due": planned.reason.is_due(),
        "was": was,
        "message": planned.reason.to_string(),
    })
}
