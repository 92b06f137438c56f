//! Cells that many relations share.

use super::rows::Cell;
use crate::number;
use parser::Origin;
use rust_decimal::Decimal;

/// An origin as cells.
#[derive(Default)]
pub(super) struct Place {
    pub(super) page: Cell<'static>,
    pub(super) x0: Cell<'static>,
    pub(super) y0: Cell<'static>,
    pub(super) x1: Cell<'static>,
    pub(super) y1: Cell<'static>,
}

impl Place {
    pub(super) fn of(origin: Origin) -> Place {
        let page = optional(origin.page);
        if origin.rect == extractor::Rect::default() {
            // Only the page is known.
            return Place { page, ..Place::default() };
        }
        Place {
            page,
            x0: number::coordinate(origin.rect.x0).into(),
            y0: number::coordinate(origin.rect.y0).into(),
            x1: number::coordinate(origin.rect.x1).into(),
            y1: number::coordinate(origin.rect.y1).into(),
        }
    }
}

pub(super) fn optional<T: ToString>(value: Option<T>) -> Cell<'static> {
    value.map_or(Cell::default(), |value| value.to_string().into())
}

pub(super) fn boolean(value: bool) -> Cell<'static> {
    if value { "true".into() } else { "false".into() }
}

pub(super) fn decimal(value: Option<Decimal>) -> Cell<'static> {
    optional(value.map(number::plain))
}
