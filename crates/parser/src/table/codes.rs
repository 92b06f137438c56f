//! Codes that are printed by their parts down a column: 201, then 10 for 20110.

use crate::disclosure::Level;
use crate::table::keys::{Body, ReadRow};

/// Puts the class before codes of two digits that stand below it in the same column.
///
/// Whole codes below say that two digits are a 款. Where nothing says it, or the whole codes
/// belong to another class, the code stays empty: 10 is none.
pub(crate) fn complete(body: &mut Body) {
    let is_class_code =
        |read: &ReadRow, n: usize| !read.names_things && read.row.code.len() == n;
    if !body.rows.iter().any(|read| is_class_code(read, 2)) {
        return;
    }
    let mut class = String::new();
    let mut panel = None;
    for i in 0..body.rows.len() {
        if panel != Some(body.rows[i].row.side) {
            panel = Some(body.rows[i].row.side);
            class.clear();
        }
        if is_class_code(&body.rows[i], 3) {
            class.clone_from(&body.rows[i].row.code);
        }
        if !is_class_code(&body.rows[i], 2) {
            continue;
        }
        let whole = format!("{class}{}", body.rows[i].row.code);
        let mut below = body.rows[i + 1..]
            .iter()
            .map(|read| read.row.code.as_str())
            .take_while(|code| !matches!(code.len(), 2 | 3))
            .filter(|code| matches!(code.len(), 5 | 7));
        let first = below.next();
        let holds = !class.is_empty()
            && first.is_some_and(|code| code.starts_with(&whole))
            && below.all(|code| code.starts_with(&whole));
        let row = &mut body.rows[i].row;
        row.code = if holds { whole } else { String::new() };
        row.level = if holds { Level::Section } else { Level::Line };
    }
}
