//! Statements by their sentence and by their subject, so that what belongs together is found
//! without looking at all others.

use crate::disclosure::{Disclosure, Statement};
use std::collections::HashMap;

/// So many statements of one sentence or subject are looked at, the nearest ones: no text goes
/// back farther, and one that repeats one sentence for ever shall not take for ever.
const NEAR: usize = 1_000;

/// Positions of statements, ascending.
pub(super) struct Alike<'o> {
    out: &'o Disclosure,
    by_sentence: HashMap<&'o str, Vec<usize>>,
    /// By chapter, then by subject.
    by_subject: HashMap<usize, HashMap<&'o str, Vec<usize>>>,
}

/// Statements with their positions.
type Found<'o> = (usize, &'o Statement);

impl<'o> Alike<'o> {
    pub(super) fn of(out: &'o Disclosure) -> Self {
        let mut by_sentence: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_subject: HashMap<usize, HashMap<&str, Vec<usize>>> = HashMap::new();
        for (at, statement) in out.statements.iter().enumerate() {
            by_sentence.entry(&statement.sentence).or_default().push(at);
            let chapter = by_subject.entry(statement.section).or_default();
            chapter.entry(&statement.subject).or_default().push(at);
        }
        Self { out, by_sentence, by_subject }
    }

    /// Statements before this one in a sentence that reads the same, nearest first.
    pub(super) fn before(
        &self,
        at: usize,
    ) -> impl Iterator<Item = Found<'o>> + use<'o, '_> {
        let same = self.same(at);
        let end = same.partition_point(|other| *other < at);
        self.found(same[..end].iter().rev())
    }

    /// Statements after this one in a sentence that reads the same, nearest first.
    pub(super) fn after(
        &self,
        at: usize,
    ) -> impl Iterator<Item = Found<'o>> + use<'o, '_> {
        let same = self.same(at);
        let begin = same.partition_point(|other| *other <= at);
        self.found(same[begin..].iter())
    }

    /// Statements of a subject before this one in its chapter, nearest first.
    pub(super) fn of_subject_before(
        &self,
        at: usize,
        subject: &str,
    ) -> impl Iterator<Item = Found<'o>> + use<'o, '_> {
        let same = self.named(at, subject);
        let end = same.partition_point(|other| *other < at);
        self.found(same[..end].iter().rev())
    }

    /// Statements of the same subject after this one in its chapter, nearest first.
    pub(super) fn of_subject_after(
        &self,
        at: usize,
    ) -> impl Iterator<Item = Found<'o>> + use<'o, '_> {
        let same = self.named(at, &self.out.statements[at].subject);
        let begin = same.partition_point(|other| *other <= at);
        self.found(same[begin..].iter())
    }

    fn same(&self, at: usize) -> &[usize] {
        self.by_sentence
            .get(self.out.statements[at].sentence.as_str())
            .map_or(&[], Vec::as_slice)
    }

    fn named(&self, at: usize, subject: &str) -> &[usize] {
        self.by_subject
            .get(&self.out.statements[at].section)
            .and_then(|chapter| chapter.get(subject))
            .map_or(&[], Vec::as_slice)
    }

    fn found<'i>(
        &self,
        positions: impl Iterator<Item = &'i usize>,
    ) -> impl Iterator<Item = Found<'o>> {
        let all = &self.out.statements;
        positions.take(NEAR).map(|&at| (at, &all[at]))
    }
}
