//! What the text prints and nothing states: amounts of a whole chapter, digits cut as no
//! number is.

use super::plain::Plain;
use crate::disclosure::{Diagnostic, Disclosure, Origin, Section, Severity, Statement};
use crate::words::normal::normalise;
use extractor::Rect;
use regex::Regex;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Chapters that state numbers. 名词解释 explains words, 目录 and tables state elsewhere.
pub(super) const STATING: [&str; 3] = ["overview", "narrative", "selfeval_report"];
/// Text under no heading that is known: what it states of money is read, and doubted.
pub(super) const UNKNOWN: &str = "other";
/// What a body plans to do counts streets and houses, not its own money.
pub(super) const TASKS: &str = "tasks";

/// A chapter that prints fewer amounts may have none of its own (标准为10元).
const FEW: usize = 3;

/// Amounts as they are printed in prose.
static AMOUNT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9](?:万|亿|千)?元").expect("a constant pattern"));

/// Digits that are cut as no number is: 12,34.5万元.
pub(super) fn odd(plain: &Plain<'_>, range: &Range<usize>) -> Diagnostic {
    Diagnostic::new(
        "odd-number",
        Severity::Warning,
        "digits of an amount in the text are cut as no number is: no statement is made of them",
    )
    .at(plain.origin(range))
    .printed(plain.printed(range))
}

/// A document whose text prints amounts of which none is stated, or else each chapter.
pub(super) fn of(out: &Disclosure, statements: &[Statement]) -> Vec<Diagnostic> {
    let stated: BTreeSet<usize> = statements.iter().map(|s| s.section).collect();
    let printed: Vec<(usize, &Section, usize)> = out
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.kind != "contents")
        .map(|(at, section)| (at, section, printed(section)))
        .collect();
    if statements.iter().all(|s| s.amount_yuan.is_none()) {
        let all: usize = printed.iter().map(|p| p.2).sum();
        let most = printed.iter().max_by_key(|p| p.2).filter(|_| all >= FEW);
        return most
            .map(|(_, section, _)| {
                silent(
                    section,
                    all,
                    "the document's text prints amounts and none is stated",
                )
            })
            .into_iter()
            .collect();
    }
    let speaks = |section: &Section| {
        STATING.contains(&section.kind.as_str()) && section.topic != TASKS
            || section.kind == UNKNOWN
    };
    printed
        .into_iter()
        .filter(|(at, section, count)| {
            *count >= FEW && speaks(section) && !stated.contains(at)
        })
        .map(|(_, section, count)| {
            silent(section, count, "a chapter's text prints amounts and none is stated")
        })
        .collect()
}

fn printed(section: &Section) -> usize {
    section.paragraphs.iter().map(|p| AMOUNT.find_iter(&normalise(&p.text)).count()).sum()
}

fn silent(section: &Section, count: usize, message: &str) -> Diagnostic {
    let message = format!("{message} ({count} amounts)");
    let origin = Origin { page: section.pages.map(|p| p.0), rect: Rect::default() };
    Diagnostic::new("silent-text", Severity::Warning, message)
        .at(origin)
        .printed(section.heading.clone())
        .hint("see how its headings were read with `gongkai show --stage sections`")
}
