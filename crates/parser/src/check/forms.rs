//! Identities of performance forms (绩效目标表, 绩效自评表): what a form says of its money and
//! its points must agree with itself, with the other forms and with the text.

mod hint;
mod money;
mod paper;
mod report;
mod said;
mod score;
#[cfg(test)]
mod tests;
mod total;

use crate::disclosure::{Check, Disclosure};
use paper::Form;

/// Evaluates the identities of all forms of a document.
pub(super) fn checks(out: &Disclosure) -> Vec<Check> {
    let mut all = Vec::new();
    let mut scores = Vec::new();
    let projects = out.projects.iter().enumerate();
    let forms: Vec<Form<'_>> = projects.map(|(at, p)| Form::new(at, p)).collect();
    for form in &forms {
        all.extend(money::checks(form));
        scores.extend(score::checks(form));
    }
    score::by_custom(&mut scores);
    all.extend(scores);
    all.extend(report::checks(out, &forms));
    all.extend(hint::checks(out, &forms));
    all
}
