//! `gongkai verify`: whether the store is what its catalog says.

use crate::args::store::Verify;
use crate::exit::Exit;
use crate::talk;
use serde_json::{Value, json};
use store::{Mismatch, Store, Verified};

pub(crate) fn run(args: Verify) -> anyhow::Result<Exit> {
    let store = Store::view(&args.place.store)?;
    // A run that works meanwhile does not disturb.
    store.freeze()?;
    let mut mismatches: Vec<Mismatch> = Vec::new();
    let Verified { documents, pages, extractions, captures } =
        store.verify(&mut |found| mismatches.push(found))?;
    if args.json {
        let all: Vec<Value> = mismatches
            .iter()
            .map(
                |m| json!({ "kind": m.kind, "subject": m.subject, "message": m.message }),
            )
            .collect();
        let report = json!({
            "documents": documents,
            "pages": pages,
            "extractions": extractions,
            "captures": captures,
            "mismatches": all,
        });
        talk::data(&format!("{report:#}\n"))?;
    } else {
        let lines: String = mismatches.iter().map(|m| format!("{m}\n")).collect();
        talk::text(&lines)?;
        let found = match mismatches.len() {
            0 => "all as it should be".to_owned(),
            n => format!("{n} mismatches"),
        };
        talk::line(&format!(
            "{documents} documents, {pages} pages, {extractions} extractions, {captures} \
             captures: {found}"
        ));
    }
    Ok(if mismatches.is_empty() { Exit::Done } else { Exit::Unexpected })
}
