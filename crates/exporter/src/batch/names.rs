//! Names of codes across the documents of a run, in a table that cannot outgrow its bounds.

use crate::late::Cited;
use parser::Check;
use parser::check::across::{self, CodeKey, Naming};
use std::collections::BTreeMap;

/// Codes kept, of all years and budgets; the classification has some 2,000 in a year.
const CODES: usize = 50_000;
/// Names kept of one code.
const NAMES: usize = 8;
/// Documents kept of one name; a name that more have is no slip.
const DOCUMENTS: usize = 16;

/// What each code is called, and where.
#[derive(Debug, Default)]
pub(super) struct Names {
    codes: BTreeMap<CodeKey, Vec<Name>>,
}

#[derive(Debug)]
struct Name {
    essence: String,
    /// As the first document prints it.
    name: String,
    documents: usize,
    places: Vec<Place>,
}

/// Where a name stands, without what all places share.
#[derive(Debug)]
struct Place {
    document: usize,
    fact_id: Box<str>,
    table_id: Box<str>,
    page: Option<u32>,
}

impl Names {
    pub(super) fn add(&mut self, naming: &Naming, document: usize, cited: &Cited) {
        if self.codes.len() >= CODES && !self.codes.contains_key(&naming.code) {
            return;
        }
        let names = self.codes.entry(naming.code.clone()).or_default();
        let essence = across::essence(&naming.name);
        let at = names.iter().position(|name| name.essence == essence);
        let name = match at {
            Some(at) => &mut names[at],
            None if names.len() < NAMES => {
                names.push(Name {
                    essence,
                    name: naming.name.clone(),
                    documents: 0,
                    places: Vec::new(),
                });
                let last = names.len() - 1;
                &mut names[last]
            }
            None => return,
        };
        name.documents += 1;
        if name.places.len() < DOCUMENTS {
            name.places.push(Place {
                document,
                fact_id: cited.fact_id.as_str().into(),
                table_id: cited.table_id.as_str().into(),
                page: cited.page,
            });
        }
    }

    /// One check for each code and document that calls it otherwise than most do.
    pub(super) fn differences(self) -> Vec<(usize, Check, Vec<Cited>)> {
        let mut all = Vec::new();
        for (code, names) in self.codes {
            // Where two names are as frequent, the one that came first stands.
            let Some(usual) = names.iter().rev().max_by_key(|name| name.documents) else {
                continue;
            };
            let Some(example) = usual.places.first() else { continue };
            for name in &names {
                if is_same(&name.essence, &usual.essence) {
                    continue;
                }
                for place in &name.places {
                    let check = across::named_differently(
                        &code.code,
                        &name.name,
                        &usual.name,
                        usual.documents,
                    );
                    let cited = vec![
                        cited(place, &code.code, &name.name),
                        cited(example, &code.code, &usual.name),
                    ];
                    all.push((place.document, check, cited));
                }
            }
        }
        all
    }
}

/// Equal, or one is the other cut short by a wrap or a border.
fn is_same(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn cited(place: &Place, code: &str, name: &str) -> Cited {
    Cited {
        document: place.document,
        fact_id: place.fact_id.to_string(),
        table_id: place.table_id.to_string(),
        page: place.page,
        label: code.to_owned(),
        printed: name.to_owned(),
        unit: String::new(),
    }
}
