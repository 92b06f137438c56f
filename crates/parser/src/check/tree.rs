//! The hierarchy of codes: every row against the rows below it.

use super::doubt::{Strange, is_rate};
use super::evaluate::{self, Number, Side};
use super::formula::RowName;
use super::ledger::{self, Sheet};
use super::names::title;
use crate::disclosure::Outcome;
use crate::disclosure::{Check, Disclosure, Evidence};
use crate::disclosure::{CodeScheme, Table, Value, ValueState};
use crate::disclosure::{Row, Rule};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Every row with a code against the rows below it, 合计 against the topmost ones.
///
/// Where readings are compared, what fails is failed, whatever may explain it.
pub(super) fn tree(
    rule: &'static Rule,
    sheet: &Sheet<'_>,
    is_strict: bool,
) -> Vec<Check> {
    let table = sheet.table;
    // The layouts of final accounts are the nation's: nothing else can be meant.
    let is_strict = is_strict || table.id.starts_with("final.");
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut tops = Vec::new();
    for (at, parent) in parents(sheet) {
        match parent {
            Some(parent) => children.entry(parent).or_default().push(at),
            None => tops.push(at),
        }
    }
    let total = sheet.row(&RowName::Total).filter(|_| !tops.is_empty());
    let raw = !ledger::has_unit(table);
    let is_plain = has_plain_codes(table);
    let mut checks = Vec::new();
    // The first column without anything is named, the others are counted.
    let mut has_vacuous = false;
    let sums = total.map(|at| (at, &tops)).into_iter();
    for (sum, parts) in sums.chain(children.iter().map(|(at, parts)| (*at, parts))) {
        for (column, spec) in table.columns.iter().enumerate() {
            if is_rate(&spec.path) {
                continue;
            }
            let Some((value_at, value)) = cell(table, sum, column) else { continue };
            if value.column != column {
                continue;
            }
            let mut left = Side::default();
            sheet.add_value(&mut left, sum, value_at, value, raw);
            let mut right = Side::new("其下各行之和");
            add_parts(&mut right, sheet, parts, &children, column, raw);
            if left.is_nothing() && right.is_nothing() {
                if has_vacuous {
                    let mut check = evaluate::one_more_vacuous(rule, &left);
                    check.tables = vec![sheet.index];
                    checks.push(check);
                    continue;
                }
                has_vacuous = true;
            }
            let name = spec.path.last().map_or("", String::as_str);
            let row = sheet.row_label(sum);
            left.label = format!("{} {row} {name}", title(&table.id));
            let mut check = evaluate::equal(rule, left, right);
            if raw {
                check.unit = "";
                evaluate::describe(&mut check);
            }
            if check.result == Outcome::Violated {
                let judged = Judged {
                    sheet,
                    sum,
                    parts,
                    column,
                    is_total: Some(sum) == total,
                    is_plain,
                };
                let is_heading = check.left.value.is_none()
                    && (spec.key.is_empty() || !prints_sums(table, sum));
                if is_heading {
                    evaluate::withdraw(&mut check);
                } else if !is_strict && let Some((zh, en)) = judged.doubt(&check) {
                    evaluate::doubt(&mut check, zh, en);
                } else if Some(sum) == total {
                    let mut strange = Strange::default();
                    strange.add_cells(sheet, column, raw);
                    strange.settle(&mut check);
                }
            }
            check.tables = vec![sheet.index];
            checks.push(check);
        }
    }
    checks
}

/// Takes back sums that fail because of rows that A26 already tells of: a 款 that is not
/// printed is missing in the sum of its 类, and a row printed twice is added twice.
pub(super) fn silence(out: &Disclosure, checks: &mut [Check]) {
    let row_of = |evidence: &Evidence| match *evidence {
        Evidence::Fact(fact) => {
            out.tables.get(fact.table)?.rows.get(fact.row).map(|row| (fact, row))
        }
        _ => None,
    };
    let told: Vec<(usize, Vec<usize>)> = checks
        .iter()
        .filter(|c| c.rule.id == "A26" && c.result == Outcome::Violated)
        .filter_map(|c| {
            let rows = c.evidence.iter().filter_map(row_of).map(|(fact, _)| fact.row);
            Some((*c.tables.first()?, rows.collect()))
        })
        .collect();
    let is_tree = |c: &Check| c.rule.formulas.iter().any(|f| f.starts_with("tree "));
    let failed = checks.iter_mut().filter(|c| c.result == Outcome::Violated);
    for check in failed.filter(|c| is_tree(c) && c.left_evidence == 1) {
        let Some((sum, row)) = check.evidence.first().and_then(row_of) else { continue };
        let Some((_, rows)) = told.iter().find(|(table, _)| *table == sum.table) else {
            continue;
        };
        let table = &out.tables[sum.table];
        let column = row.values.get(sum.value).map(|v| v.column);
        let (by, within) = (check.difference, check.tolerance);
        let is_told = rows.iter().any(|&at| {
            let below = &table.rows[at];
            let is_below = row.is_total || ancestor_of(&row.code, &below.code);
            let is_orphan = [3, 5].iter().any(|&n| {
                let above = below.code.get(..n).filter(|_| below.code.len() > n);
                above.is_some_and(|above| table.rows.iter().all(|r| r.code != above))
            });
            let twin = table.rows.iter().filter(|r| r.code == below.code).count() > 1;
            let mut cells = below.values.iter().filter(|v| Some(v.column) == column);
            let explains = cells.any(|v| {
                let amount = v.amount_yuan.or(v.number);
                let off = amount.zip(by).map(|(a, b)| (a.abs() - b.abs()).abs());
                off.zip(within).is_some_and(|(off, within)| off <= within)
            });
            is_below && (twin && explains || is_orphan)
        });
        if is_told {
            evaluate::doubt(
                check,
                "该表编码缺级或重复（见 A26）",
                "codes of the table are missing or printed twice: see A26",
            );
        }
    }
}

fn ancestor_of(above: &str, below: &str) -> bool {
    !above.is_empty() && below.len() > above.len() && below.starts_with(above)
}

/// Whether all codes that classify are 类, 款 and 项, or those of bodies and no others: rows of
/// another kind among them (a body, a group of bodies) may be sums of what stands below.
fn has_plain_codes(table: &Table) -> bool {
    let coded = table.rows.iter().filter(|r| !r.code.is_empty());
    let mut kinds: Vec<(bool, usize)> =
        coded.map(|r| (r.code_scheme == CodeScheme::None, r.code.len())).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let classifies = |kind: &(bool, usize)| !kind.0 && [3, 5, 7].contains(&kind.1);
    let of_bodies = |kind: &(bool, usize)| kind.0 && kind.1 >= 3;
    kinds.iter().all(classifies) || kinds.len() <= 2 && kinds.iter().all(of_bodies)
}

/// Whether the parts are the whole twice or more often.
fn is_multiple(check: &Check) -> bool {
    let (Some(left), Some(right)) = (check.left.value, check.right.value) else {
        return false;
    };
    let times = right.checked_div(left).unwrap_or_default();
    times > Decimal::ONE && times.fract().is_zero()
}

/// A sum that fails, with all that may explain it.
struct Judged<'j, 'd> {
    sheet: &'j Sheet<'d>,
    sum: usize,
    parts: &'j [usize],
    column: usize,
    is_total: bool,
    /// Whether the codes of its table are those of one classification.
    is_plain: bool,
}

impl Judged<'_, '_> {
    /// What another reading of the table explains, in Chinese and in English.
    fn doubt(&self, check: &Check) -> Option<(&'static str, &'static str)> {
        if check.right.value.is_none() {
            return Some((
                "其下各行在该栏均未列数",
                "the rows below print nothing in this column",
            ));
        }
        if !self.is_plain {
            return Some((
                "表中有不属于该分类的编码",
                "the table prints codes that are not of this classification",
            ));
        }
        if self.is_total && self.parts.len() > 1 && is_multiple(check) {
            return Some((
                "各行之和恰为合计的整数倍，应是同一金额分别列示",
                "the rows come to the total several times over: the same money by several breakdowns",
            ));
        }
        self.is_other_column(check).then_some((
            "相差恰为同行另一栏的金额，该栏未列明细",
            "the difference is what another column of the row prints without details",
        ))
    }

    /// Whether a difference is what the sum's own row prints in another column in which none
    /// of its parts prints anything.
    fn is_other_column(&self, check: &Check) -> bool {
        let (Some(by), Some(within)) = (check.difference, check.tolerance) else {
            return false;
        };
        let rows = &self.sheet.table.rows;
        let raw = !ledger::has_unit(self.sheet.table);
        let prints = |row: usize, column: usize| {
            let mut cells = rows[row].values.iter().filter(|v| v.column == column);
            cells.any(|v| v.state == ValueState::Number)
        };
        rows[self.sum].values.iter().enumerate().any(|(at, value)| {
            let detailed = || self.parts.iter().any(|&p| prints(p, value.column));
            if value.column == self.column || detailed() {
                return false;
            }
            let mut cell = Side::default();
            self.sheet.add_value(&mut cell, self.sum, at, value, raw);
            let is_it = |n: &Number| !n.value.is_zero() && (n.value - by).abs() <= within;
            cell.numbers.iter().any(is_it)
        })
    }
}

/// The cell of a row in a column. A class goes on in the next panel, whose column is another
/// one with the same key.
fn cell(table: &Table, row: usize, column: usize) -> Option<(usize, &Value)> {
    let values = || table.rows[row].values.iter().enumerate();
    let key = table.columns[column].key.as_str();
    let same = |other: usize| {
        !key.is_empty() && table.columns.get(other).is_some_and(|c| c.key == key)
    };
    let own = values().find(|(_, v)| v.column == column);
    own.or_else(|| values().find(|(_, v)| same(v.column)))
}

/// Adds the rows below a sum. One that prints nothing is a heading: what stands below it
/// counts in its place.
fn add_parts(
    side: &mut Side,
    sheet: &Sheet<'_>,
    parts: &[usize],
    children: &BTreeMap<usize, Vec<usize>>,
    column: usize,
    raw: bool,
) {
    for &part in parts {
        let printed = cell(sheet.table, part, column)
            .filter(|(_, value)| value.state != ValueState::Blank);
        match (printed, children.get(&part)) {
            (Some((at, value)), _) => sheet.add_value(side, part, at, value, raw),
            (None, Some(below)) if !prints_sums(sheet.table, part) => {
                add_parts(side, sheet, below, children, column, raw);
            }
            (None, _) => {}
        }
    }
}

/// Whether a row prints a number in any column that is understood.
fn prints_sums(table: &Table, row: usize) -> bool {
    table.rows[row].values.iter().any(|value| {
        matches!(value.state, ValueState::Number | ValueState::Zero)
            && table.columns.get(value.column).is_some_and(|c| !c.key.is_empty())
    })
}

/// Rows with codes and the row each is part of: the longest code that its own begins with, or,
/// where codes repeat (several bodies in one table), the last such row above it.
fn parents(sheet: &Sheet<'_>) -> Vec<(usize, Option<usize>)> {
    let rows = &sheet.table.rows;
    // 105236 西南大学 among functions is a body: it details nothing.
    let classifies = |row: &Row| {
        row.code_scheme == CodeScheme::None || [3, 5, 7].contains(&row.code.len())
    };
    let any = rows.iter().any(|r| r.code_scheme != CodeScheme::None && classifies(r));
    let is_coded = |row: &Row| !row.code.is_empty() && (!any || classifies(row));
    let coded = || (0..rows.len()).filter(|&at| is_coded(&rows[at]));
    if sheet.repeats_codes() {
        let mut open: Vec<usize> = Vec::new();
        // A row without a code that prints sums begins another body.
        let begins = |row: &Row| {
            row.code.is_empty()
                && !row.is_total
                && row.values.iter().any(|v| v.state == ValueState::Number)
        };
        let mut bodies = (0..rows.len()).filter(|&at| begins(&rows[at])).peekable();
        return coded()
            .map(|at| {
                while bodies.next_if(|body| *body < at).is_some() {
                    open.clear();
                }
                let code = rows[at].code.as_str();
                let above = |o: &usize| {
                    let other = rows[*o].code.as_str();
                    code.len() > other.len() && code.starts_with(other)
                };
                while open.last().is_some_and(|o| !above(o)) {
                    open.pop();
                }
                let parent = open.last().copied();
                open.push(at);
                (at, parent)
            })
            .collect();
    }
    coded()
        .map(|at| {
            let code = rows[at].code.as_str();
            let parent = (1..code.len())
                .rev()
                .filter(|&n| code.is_char_boundary(n))
                .find_map(|n| sheet.code(&code[..n]));
            (at, parent)
        })
        .collect()
}
