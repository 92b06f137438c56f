//! The documents as the identities see them: the samples, and real ones where they are at hand.

use crate::reading::disclosure;
use parser::{Disclosure, Evidence, FactRef, Outcome, Table, Value};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;
use workspace::documents;

/// One document as read.
#[derive(Debug)]
pub(crate) struct Read {
    /// Name of its file.
    pub(crate) name: String,
    /// Whether it is one of our samples.
    pub(crate) is_sample: bool,
    /// What it says.
    pub(crate) disclosure: &'static Disclosure,
}

/// All documents, in the order of their names, samples first.
pub(crate) fn corpus() -> &'static [Read] {
    static CORPUS: LazyLock<Vec<Read>> = LazyLock::new(|| {
        let paths: Vec<(bool, PathBuf)> = [("samples", true), ("../shared/real", false)]
            .into_iter()
            .flat_map(|(folder, is_sample)| {
                documents(folder).into_iter().map(move |path| (is_sample, path))
            })
            .collect();
        let halves: Vec<Vec<(bool, PathBuf)>> =
            (0..2).map(|k| paths.iter().skip(k).step_by(2).cloned().collect()).collect();
        let mut all: Vec<Read> = std::thread::scope(|scope| {
            let readers: Vec<_> = halves
                .into_iter()
                .map(|half| {
                    scope.spawn(|| {
                        half.into_iter().filter_map(read).collect::<Vec<Read>>()
                    })
                })
                .collect();
            let done = readers.into_iter();
            done.flat_map(|r| r.join().expect("all can be read")).collect()
        });
        all.sort_by(|a, b| (!a.is_sample, &a.name).cmp(&(!b.is_sample, &b.name)));
        all
    });
    &CORPUS
}

fn read((is_sample, path): (bool, PathBuf)) -> Option<Read> {
    let name = path.file_name()?.to_str()?.to_owned();
    // 140 pages of forms: nothing that the identities of tables could say.
    if name.contains("_perf_") {
        return None;
    }
    Some(Read { name, is_sample, disclosure: disclosure(&path) })
}

/// The value at an address.
pub(crate) fn value(tables: &[Table], at: FactRef) -> &Value {
    &tables[at.table].rows[at.row].values[at.value]
}

/// Whether a rule finds out from the numbers themselves what adds up: it proves, and a wrong
/// number only loses its proof.
fn is_outline(check: &parser::Check) -> bool {
    let formulas = &check.rule.formulas;
    !formulas.is_empty() && formulas.iter().all(|f| f.starts_with("outline "))
}

/// Values that an identity constrains which can fail.
pub(crate) fn constrained(out: &Disclosure) -> BTreeSet<FactRef> {
    let holds = |c: &&parser::Check| {
        matches!(c.result, Outcome::Exact | Outcome::Rounding)
            && c.proves()
            && !is_outline(c)
    };
    let evidence = out.checks.iter().filter(holds).flat_map(|c| &c.evidence);
    let facts = evidence.filter_map(|e| match e {
        Evidence::Fact(fact) => Some(*fact),
        _ => None,
    });
    facts.filter(|fact| value(&out.tables, *fact).proofs > 0).collect()
}

/// What a check is about, whatever the numbers are.
pub(crate) type Name = (String, String, String);

/// The violations of a document by what they are about, what fails in most rows of a table,
/// which is told as a doubt about its columns, and what lacks a subtotal.
pub(crate) fn violations(out: &Disclosure) -> BTreeSet<Name> {
    let name = |c: &parser::Check| {
        (c.rule.id.clone(), c.left.label.clone(), c.right.label.clone())
    };
    let doubts = ["most rows do not fit", "a subtotal is blank"];
    let is_unfit = |c: &parser::Check| doubts.iter().any(|d| c.note.1.starts_with(d));
    out.checks.iter().filter(|c| c.is_violation() || is_unfit(c)).map(name).collect()
}

/// The same random numbers every time (xorshift64*).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Begins with a seed other than zero.
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).unwrap_or(0) % n.max(1)
    }
}
