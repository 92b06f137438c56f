//! Doubts about where a table ends.

use super::reading::{Against, Context, Doubt, Reading};
use crate::disclosure::{Table, ValueState};
use crate::table::stitch::{self, Raw};
use std::borrow::Cow;

/// A grid without caption at the top of the next page: it may go on with the table before it
/// or be one of its own.
pub(super) fn continuation<'a>(
    raws: &'a [Raw],
    table: &Table,
    context: Context<'a>,
) -> Option<Doubt<'a>> {
    let [raw, next, ..] = raws else { return None };
    if table.id == "other" || !stitch::may_go_on(context.pieces, raw, next) {
        return None;
    }
    let alone = context.understand(next, context.pieces).table;
    if alone.id != "other" {
        return None;
    }
    let mut joined = raw.clone();
    joined.pieces.extend(&next.pieces);
    joined.by_position = true;
    // Words where amounts should be say that it is another table.
    let words = |table: &Table| {
        let values = table.rows.iter().flat_map(|r| &r.values);
        let keyed =
            |column: usize| table.columns.get(column).is_some_and(|c| !c.key.is_empty());
        values.filter(|v| v.state == ValueState::Text && keyed(v.column)).count()
    };
    let whole = context.understand(&joined, context.pieces).table;
    let allowed = words(&whole) <= words(table)
        && whole.rows.len() > table.rows.len()
        && whole.rows.iter().any(|r| r.is_total);
    let reading = Reading {
        raw: joined,
        pieces: Cow::Borrowed(context.pieces),
        what: "the grid at the top of the next page was taken to go on with the table"
            .to_owned(),
        allowed,
        made_up: false,
        takes: 2,
    };
    // Without its sum nothing can speak against the first part.
    let has_total = table.rows.iter().any(|r| r.is_total);
    let against = if has_total { Against::Contradiction } else { Against::Itself };
    Some(Doubt { readings: vec![reading], against })
}
