//! Two versions of a disclosure, or two bundles, fact by fact.
//!
//! Ids hash the bytes of the file, so no fact of a corrected file keeps its own. What stays is
//! what people would point to: the table, the row, the column. A number that is gone from its
//! place and stands at a new one is told as that, since a row that was only renamed is no
//! correction.

mod cells;
mod change;
mod difference;
mod pairs;
mod told;

pub use change::Change;
pub use difference::{Difference, Differences};
pub use told::{csv, text};

use crate::error::Error;
use crate::paper::Paper;
use crate::papers::Papers;
use cells::Facts;
use publisher::Package;
use std::path::Path;

/// One side of a comparison: all numbers of its documents.
#[derive(Debug, Default)]
pub struct Version(Vec<Facts>);

impl Version {
    /// One document that was just read.
    pub fn of_document(paper: &Paper) -> Version {
        Version(vec![Facts::of(paper)])
    }

    /// All documents of a bundle.
    pub fn of_bundle(dir: &Path) -> Result<Version, Error> {
        let package = Package::open(dir)?;
        let mut papers = Papers::open(&package)?;
        let mut version = Version::default();
        while let Some(paper) = papers.advance()? {
            version.0.push(Facts::of(&paper));
        }
        Ok(version)
    }
}

/// Compares two versions.
pub fn compare(old: &Version, new: &Version) -> Differences {
    let mut out = Differences::default();
    let pairs = pairs::of(&old.0, &new.0);
    for (at, old) in old.0.iter().enumerate() {
        let Some(new) = pairs.get(&at).map(|&other| &new.0[other]) else {
            out.documents_gone.push(old.file_name.clone());
            continue;
        };
        out.documents += 1;
        let file_name = [old.file_name.clone(), new.file_name.clone()];
        let (all, same) = cells::compare(old, new);
        out.same += same;
        out.all.extend(all.into_iter().map(|(change, old, new)| Difference {
            change,
            file_name: file_name.clone(),
            old,
            new,
        }));
    }
    let is_paired = |at: &usize| pairs.values().any(|other| other == at);
    let added = new.0.iter().enumerate().filter(|(at, _)| !is_paired(at));
    out.documents_added = added.map(|(_, facts)| facts.file_name.clone()).collect();
    out
}
