//! The last pass over a run: what only several documents together can show.
//!
//! Of each document a [`Summary`] is kept: ten balances at most per set of accounts, and the
//! names of codes, merged into one bounded table. The checks are made when all documents have
//! been added and come in the order of the documents, so that the output does not depend on
//! threads. Rows of `facts.csv` are written long before: their `proofs` and `disproofs`
//! count nothing of this pass, nor does `checks_failed` of `documents.csv`.

mod names;

pub use crate::late::{Cited, LateCheck};

use crate::records::References;
use names::Names;
use parser::check::across::{self, Account, Balance, Naming};
use parser::{Check, Disclosure, FactRef, Scope};
use std::collections::BTreeMap;

/// What the last pass needs to know of one document.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Summary {
    doc_id: String,
    balances: Vec<(Balance, Cited)>,
    namings: Vec<(Naming, Cited)>,
}

/// Looks up what the last pass needs; cheap, and possible on any thread.
pub fn summary(doc_id: &str, disclosure: &Disclosure) -> Summary {
    summary_with(doc_id, disclosure, &References::of(doc_id, disclosure))
}

pub(crate) fn summary_with(
    doc_id: &str,
    disclosure: &Disclosure,
    references: &References,
) -> Summary {
    let cited = |fact: FactRef, label: String, printed: Option<String>| {
        let table = disclosure.tables.get(fact.table)?;
        let value = table.rows.get(fact.row)?.values.get(fact.value)?;
        let unit = match value.unit_printed.as_str() {
            "" => &table.unit.printed,
            unit => unit,
        };
        Some(Cited {
            document: 0,
            fact_id: references.fact(fact)?.to_owned(),
            table_id: references.table(fact.table)?.to_owned(),
            page: value.origin.page,
            label,
            printed: printed.unwrap_or_else(|| value.printed.clone()),
            unit: unit.to_owned(),
        })
    };
    let balances = across::balances(disclosure).into_iter().filter_map(|balance| {
        // Its label follows from the balance: not kept for every document.
        let cited = cited(balance.fact, String::new(), None)?;
        Some((balance, cited))
    });
    let namings = across::namings(disclosure).into_iter().filter_map(|naming| {
        let label = naming.code.code.clone();
        let cited = cited(naming.fact, label, Some(naming.name.clone()))?;
        Some((naming, cited))
    });
    Summary {
        doc_id: doc_id.to_owned(),
        balances: balances.collect(),
        namings: namings.collect(),
    }
}

/// What is known of all documents so far.
#[derive(Debug, Default)]
pub struct Batch {
    documents: Vec<String>,
    closing: BTreeMap<Key, Vec<(Balance, Cited)>>,
    opening: Vec<(Balance, Cited)>,
    names: Names,
}

/// Whose balance, of which money, at the end of which year.
type Key = (String, bool, u16, Account);

fn key(balance: &Balance, year: u16) -> Key {
    let is_unit = balance.scope == Scope::Unit;
    (balance.entity.clone(), is_unit, year, balance.account)
}

impl Batch {
    /// Adds a document; the order of calls is the order of the documents.
    pub fn add(&mut self, summary: &Summary) {
        let document = self.documents.len();
        self.documents.push(summary.doc_id.clone());
        for (balance, cited) in &summary.balances {
            let entry = (balance.clone(), Cited { document, ..cited.clone() });
            if balance.is_opening {
                self.opening.push(entry);
            } else {
                self.closing.entry(key(balance, balance.year)).or_default().push(entry);
            }
        }
        for (naming, cited) in &summary.namings {
            self.names.add(naming, document, cited);
        }
    }

    /// The checks that the documents allow, in the order of the documents they are about.
    pub fn finish(self) -> Vec<LateCheck> {
        let Batch { documents, closing, opening, names } = self;
        let mut late = Vec::new();
        for (balance, mut cited) in opening {
            let Some(before) = balance.year.checked_sub(1) else { continue };
            let Some(closings) = closing.get(&key(&balance, before)) else { continue };
            // A document that holds both years is no other document.
            let closings: Vec<&(Balance, Cited)> =
                closings.iter().filter(|(_, c)| c.document != cited.document).collect();
            let Some(((first, source), others)) = closings.split_first() else {
                continue;
            };
            let others: Vec<&Balance> = others.iter().map(|(b, _)| b).collect();
            let check = across::carried_over(&balance, first, &others);
            cited.label = balance.label();
            let source = Cited { label: first.label(), ..source.clone() };
            late.push((cited.document, check, vec![cited, source]));
        }
        late.extend(names.differences());
        late.sort_by(|a, b| {
            (a.0, &a.1.rule.id, &a.2[0].label).cmp(&(b.0, &b.1.rule.id, &b.2[0].label))
        });
        let complete = |(document, mut check, cited): (usize, Check, Vec<Cited>)| {
            let own = cited.iter().filter(|c| c.document == document);
            check.pages = own.filter_map(|c| c.page).collect();
            check.pages.sort_unstable();
            check.pages.dedup();
            let doc_id = documents[document].clone();
            LateCheck { document, doc_id, check, cited }
        };
        late.into_iter().map(complete).collect()
    }
}
