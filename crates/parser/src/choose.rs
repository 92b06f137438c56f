//! Several readings of one table: the identities inside it tell which one is meant.
//!
//! A doubt is a named function of `choose/` that yields other readings of what is printed:
//! other columns, another header, the grid of the next page. The first reading stays unless
//! exactly one of the others contradicts nothing and agrees exactly where the rest does not.
//! No printed number and no unit is ever changed.

mod columns;
mod header;
mod pages;
mod reading;

#[cfg(test)]
mod tests;

use crate::check;
use crate::disclosure::{Diagnostic, Severity};
use crate::disclosure::{Evidence, Outcome};
use crate::disclosure::{Table, ValueState};
use crate::table::stitch::Raw;
use crate::table::understand::Understood;
pub(crate) use reading::Context;
use reading::{Against, Doubt, MOST_READINGS, Reading};
use std::collections::BTreeSet;

/// What arithmetic chose is less certain than what the page shows by itself.
const CHOSEN: f32 = 0.85;

/// Looks at stitched tables, of which the first has been understood.
type Look = for<'a> fn(&'a [Raw], &Table, Context<'a>) -> Option<Doubt<'a>>;

/// What may be read otherwise; of two doubts about one table the first that is settled counts.
const DOUBTS: [Look; 5] = [
    header::phases,
    header::numbers,
    columns::between,
    columns::totals_across,
    pages::continuation,
];

/// Understands the first of these tables and says how many of them it is: the next one may be
/// its continuation.
pub(crate) fn understand(raws: &[Raw], context: Context<'_>) -> (Understood, usize) {
    let Some(raw) = raws.first() else { return (Understood::default(), 0) };
    let first = context.understand(raw, context.pieces);
    for doubt in DOUBTS {
        if let Some(doubt) = doubt(raws, &first.table, context)
            && let Some(chosen) = choose(&first, doubt, context)
        {
            return chosen;
        }
    }
    (first, 1)
}

/// How the identities inside a table judge a reading of it.
#[derive(Default)]
struct Verdict {
    violated: bool,
    /// Whether an identity has numbers on one side and lacks them on the other.
    open: bool,
    /// Identities that hold, for any numbers but zeros.
    held: BTreeSet<Equality>,
    /// Those of them that hold to the last digit.
    exact: BTreeSet<Equality>,
}

/// An identity and the places of the numbers on its two sides, zeros left out.
type Equality = (&'static str, Vec<Place>, Vec<Place>);

/// Page and rectangle, in tenths of a point.
type Place = (Option<u32>, [i64; 4]);

fn verdict(table: &Table) -> Verdict {
    let place = |evidence: &Evidence| {
        let Evidence::Fact(fact) = evidence else { return None };
        let value = table.rows.get(fact.row)?.values.get(fact.value)?;
        let rect = value.origin.rect;
        let tenth = |v: f32| (v * 10.0).round() as i64;
        // A zero more or less does not make another identity.
        (value.state == ValueState::Number).then_some(())?;
        Some((value.origin.page, [rect.x0, rect.y0, rect.x1, rect.y1].map(tenth)))
    };
    let mut out = Verdict::default();
    for check in check::inside(table) {
        out.violated |= check.result == Outcome::Violated;
        out.open |= check.result == Outcome::NotEvaluable && !check.evidence.is_empty();
        let holds = matches!(check.result, Outcome::Exact | Outcome::Rounding);
        if !holds || !check.proves() {
            continue;
        }
        let (left, right) = check.evidence.split_at(check.left_evidence);
        let places = |side: &[Evidence]| side.iter().filter_map(place).collect();
        let equality = (check.rule.id.as_str(), places(left), places(right));
        if check.result == Outcome::Exact {
            out.exact.insert(equality.clone());
        }
        out.held.insert(equality);
    }
    out
}

/// The one reading that contradicts nothing, if the others or the first do and it agrees
/// exactly where they do not.
fn choose(
    first: &Understood,
    doubt: Doubt<'_>,
    context: Context<'_>,
) -> Option<(Understood, usize)> {
    if doubt.readings.is_empty() || doubt.readings.len() > MOST_READINGS {
        return None;
    }
    let own = verdict(&first.table);
    let speaks = match doubt.against {
        Against::Itself => true,
        Against::Gap => own.violated || own.open,
        Against::Contradiction => own.violated,
    };
    if !speaks {
        return None;
    }
    let mut read: Vec<(Reading<'_>, Understood, Verdict)> = doubt
        .readings
        .into_iter()
        .map(|reading| {
            let understood = context.understand(&reading.raw, &reading.pieces);
            let verdict = verdict(&understood.table);
            (reading, understood, verdict)
        })
        .collect();
    let mut sound = (0..read.len()).filter(|&i| !read[i].2.violated);
    let (Some(at), None) = (sound.next(), sound.next()) else { return None };
    let (reading, mut chosen, verdict) = read.swap_remove(at);
    let elsewhere = |equality: &Equality| {
        own.held.contains(equality) || read.iter().any(|r| r.2.held.contains(equality))
    };
    let same = chosen.table.id == first.table.id
        && chosen.table.unit == first.table.unit
        && chosen.table.rows.len() >= first.table.rows.len();
    if !reading.allowed || !same || verdict.exact.iter().all(elsewhere) {
        return None;
    }
    let rules: BTreeSet<&str> =
        verdict.held.difference(&own.held).map(|equality| equality.0).collect();
    let rules: Vec<String> = rules.into_iter().map(str::to_owned).collect();
    let table = &mut chosen.table;
    if reading.made_up {
        for (column, printed) in table.columns.iter_mut().zip(&first.table.columns) {
            column.path.clone_from(&printed.path);
        }
    }
    table.confidence = table.confidence.min(CHOSEN);
    for value in table.rows.iter_mut().flat_map(|r| &mut r.values) {
        value.confidence = value.confidence.min(CHOSEN);
    }
    let grid = &reading.pieces[reading.raw.pieces[0]].grid;
    chosen.diagnostics.push(
        Diagnostic::new(
            "reading-chosen",
            Severity::Info,
            format!("{}, since {} then holds", reading.what, rules.join(", ")),
        )
        .at(crate::table::cell::origin(grid, grid.rect))
        .printed(table.title_printed.clone()),
    );
    table.chosen_by = rules;
    Some((chosen, reading.takes))
}
