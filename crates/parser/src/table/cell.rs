//! One data cell: the number that it prints, and what is said where there is none.

use crate::disclosure::{
    Column, Diagnostic, Method, Origin, Phase, Row, Severity, Table, Value, ValueState,
};
use crate::page::evenness::Doubt;
use crate::page::figure::{self, Figure};
use crate::page::grid::{Cell, Grid, GridOrigin};
use crate::words::amount;
use extractor::Rect;
use regex::Regex;
use std::sync::LazyLock;

/// A value read from a glyph whose font cannot be believed counts half.
const UNTRUSTED: f32 = 0.5;

/// `139.`, `8.204.84`, `2.28—`: pieces of numbers, or two in one cell. Dates and the numbers of
/// chapters have no such ends.
static BROKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^-?[\d,]+\.$|^[\d,]+\.\d{2,}\.\d{2,}$|^[\d,]+\.\d{2,}[—–-]+$|^[—–-]+[\d,]+\.\d{2,}$")
        .expect("a constant pattern")
});

/// Columns found by alignment are less certain than ruled ones.
pub(super) const ALIGNED: f32 = 0.8;

/// Reads one data cell; whether its number was put right in a way that is not the only one.
pub(super) fn value(cell: &Cell, grid: &Grid, is_amount: bool) -> (Value, bool) {
    let figure = if is_amount { figure::of(cell, amount::read) } else { None };
    let (figure, is_recognised) = match figure {
        Some(figure) => (figure, true),
        None => {
            let (printed, confidence) = (cell.text.clone(), cell.confidence);
            let amount = amount::read(&printed);
            (Figure { printed, amount, confidence, ..Figure::default() }, false)
        }
    };
    let mut amount = figure.amount;
    if amount.number.is_some() && (!cell.trusted || cell.doubt.is_some()) {
        // Nobody could tell a wrong number from a right one.
        amount =
            amount::Amount { state: ValueState::Unreadable, ..amount::Amount::default() };
    }
    if amount.number.is_some() && !amount::may_wrap(&cell.lines) {
        amount = amount::Amount { state: ValueState::Text, ..amount::Amount::default() };
    }
    if amount.number.is_some() && cell.walled {
        amount = amount::Amount { state: ValueState::Text, ..amount::Amount::default() };
    }
    let mut confidence = if cell.trusted { figure.confidence } else { UNTRUSTED };
    if grid.origin == GridOrigin::Aligned {
        confidence = confidence.min(ALIGNED);
    }
    let value = Value {
        state: amount.state,
        printed: figure.printed,
        number: amount.number,
        origin: origin(grid, if cell.is_blank() { cell.rect } else { cell.ink }),
        method: if cell.recognised { Method::Ocr } else { Method::Text },
        confidence,
        recognised: figure.recognised,
        ..Value::default()
    };
    (value, is_recognised && figure.is_repaired)
}

/// The column that stands for several over which a cell is merged: without a key.
pub(super) fn column_over(table: &mut Table, over: &[usize]) -> usize {
    let columns: Vec<&Column> =
        over.iter().filter_map(|i| table.columns.get(*i)).collect();
    let Some((first, rest)) = columns.split_first() else { return 0 };
    let same = |n: &usize| rest.iter().all(|c| c.path.get(*n) == first.path.get(*n));
    let shared = (0..first.path.len()).take_while(same).count();
    let inner: Vec<String> =
        columns.iter().map(|c| c.path[shared.min(c.path.len())..].join("/")).collect();
    let mut path = first.path[..shared].to_vec();
    path.push(inner.join("、"));
    let agreed = |same: bool| if same { first.phase } else { Phase::Unknown };
    let column = Column {
        path,
        side: first.side,
        phase: agreed(rest.iter().all(|c| c.phase == first.phase)),
        ..Column::default()
    };
    if let Some(known) = table.columns.iter().position(|c| c.path == column.path) {
        return known;
    }
    table.columns.push(column);
    table.columns.len() - 1
}

/// Says that a value belongs to none of the columns over which its cell reaches.
pub(super) fn merged_value(
    table: &Table,
    over: &[usize],
    cell: &Cell,
    grid: &Grid,
    name: &str,
) -> Diagnostic {
    let names: Vec<&str> = over
        .iter()
        .filter_map(|i| table.columns.get(*i)?.path.last())
        .map(String::as_str)
        .collect();
    Diagnostic::new(
        "merged-value",
        Severity::Warning,
        format!(
            "one cell over the columns {}; it is given to none of them",
            names.join("、")
        ),
    )
    .at(origin(grid, cell.ink))
    .printed(format!("{name} 「{}」", cell.text))
}

/// Says that a number was torn by the foot of a page.
pub(super) fn torn_value(value: &Value, fits: bool, name: &str) -> Diagnostic {
    let (severity, message) = if fits {
        (
            Severity::Info,
            "the foot of the page tore a number; its halves fit and were joined",
        )
    } else {
        (Severity::Warning, "the foot of the page tore a number; no amount is given")
    };
    Diagnostic::new("torn-number", severity, message)
        .at(value.origin)
        .printed(format!("{name} 「{}」", value.printed))
}

/// Reports cells of known tables that should be numbers and are not.
pub(super) fn odd_value(
    value: &Value,
    cell: &Cell,
    named: bool,
    row: &Row,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if cell.walled {
        diagnostics.push(
            Diagnostic::new(
                "walled-number",
                Severity::Warning,
                "digits stand on both sides of a ruling; no amount is given",
            )
            .at(value.origin)
            .printed(format!("{} 「{}」", row.label_printed, value.printed)),
        );
        return;
    }
    // Where no number is known to stand, what is nothing but digits and their marks was one.
    let is_broken = value.state == ValueState::Text && BROKEN.is_match(&value.printed);
    if !named && !is_broken {
        return;
    }
    let digits = value.printed.chars().filter(char::is_ascii_digit).count();
    let (code, message) = match value.state {
        ValueState::Text if digits > 0 => {
            ("unread-number", "digits that do not form a number; no amount is given")
        }
        ValueState::Clipped => (
            "clipped-number",
            "the column is too narrow for its number; no amount is given",
        ),
        ValueState::Unreadable if cell.recognised => {
            ("unreadable-cell", "what was read is no number; no amount is given")
        }
        ValueState::Unreadable if cell.doubt.is_some() => {
            let message = match cell.doubt {
                Some(Doubt::Hidden) => {
                    "a digit beside it is painted over or cut off; no amount is given"
                }
                Some(Doubt::Overprinted) => {
                    "two numbers are printed over each other; no amount is given"
                }
                _ => "its digits are not printed alike; no amount is given",
            };
            ("uneven-number", message)
        }
        ValueState::Unreadable if !cell.trusted && digits > 0 => (
            "untrusted-value",
            "printed in a font that cannot be believed, or half hidden; no amount is given",
        ),
        ValueState::Unreadable => ("unreadable-cell", "the characters cannot be read"),
        _ if cell.clipped && value.number.is_some() => {
            ("overflowing-number", "the number runs past its cell; check it on the page")
        }
        _ if !cell.trusted && value.state != ValueState::Blank => {
            ("untrusted-value", "read from a font that cannot be believed")
        }
        _ => return,
    };
    diagnostics.push(
        Diagnostic::new(code, Severity::Warning, message)
            .at(value.origin)
            .printed(format!("{} 「{}」", row.label_printed, value.printed)),
    );
}

/// Where a rectangle of a grid stands; text input has lines instead of pages.
pub(crate) fn origin(grid: &Grid, rect: Rect) -> Origin {
    if grid.origin == GridOrigin::Tabbed {
        let rect = Rect { y0: rect.y0.ceil(), y1: rect.y1.floor(), ..rect };
        return Origin { page: None, rect };
    }
    Origin { page: Some(grid.page), rect }
}
