//! The unit of money of a table and of its columns: what caption and header print.

use crate::disclosure::{Diagnostic, Severity, Unit};
use crate::page::caption;
use crate::page::grid::Grid;
use crate::table::cell::origin;
use crate::table::stitch::{Piece, Raw};
use crate::words::amount;

/// Unit of the table: what its caption prints, else what its header prints.
pub(super) fn table_unit(
    raw: &Raw,
    pieces: &[Piece],
    diagnostics: &mut Vec<Diagnostic>,
) -> Unit {
    let mut found: Option<Unit> = None;
    for &i in &raw.pieces {
        let Some(unit) = &pieces[i].caption.unit else { continue };
        match &found {
            Some(known) if known != unit => {
                diagnostics.push(
                    Diagnostic::new(
                        "unit-conflict",
                        Severity::Error,
                        "pages of one table print different units; no amounts are given",
                    )
                    .at(origin(&pieces[i].grid, pieces[i].grid.rect))
                    .printed(format!("{} / {}", known.printed, unit.printed)),
                );
                return Unit::default();
            }
            _ => found = Some(unit.clone()),
        }
    }
    found.unwrap_or_else(|| {
        // Two header cells may print two units; then each column has its own.
        let mut units = raw.words.iter().filter_map(|w| caption::unit_in(w));
        match (units.next(), units.next()) {
            (Some(unit), None) => unit,
            (Some(a), Some(b)) if a == b => a,
            _ => Unit::default(),
        }
    })
}

/// A unit that one column prints for itself: 金额（万元）.
pub(super) fn column_unit(path: &[String]) -> Option<Unit> {
    path.iter().rev().find_map(|p| {
        ["(万元)", "(元)", "(亿元)", "(千元)"]
            .iter()
            .find(|u| p.ends_with(**u))
            .map(|u| amount::unit(u.trim_matches(['(', ')'])))
            .or_else(|| caption::unit_in(p))
    })
}

/// Takes away the units of columns that print another one than the caption does.
pub(super) fn disagreeing(
    units: &mut [Option<Unit>],
    stated: &Unit,
    grid: &Grid,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(factor) = stated.factor else { return };
    let mut said = None;
    for unit in units.iter_mut().flatten() {
        if unit.factor.is_some_and(|own| own != factor) {
            let printed = format!("{} / {}", stated.printed, unit.printed);
            *unit = Unit { printed: printed.clone(), factor: None };
            said.get_or_insert(printed);
        }
    }
    if let Some(printed) = said {
        diagnostics.push(
            Diagnostic::new(
                "unit-conflict",
                Severity::Error,
                "caption and header print different units; no amounts are given",
            )
            .at(origin(grid, grid.rect))
            .printed(printed),
        );
    }
}
