//! A violation that a line or column nobody understands may explain is none.

use super::evaluate::{self, Side};
use super::ledger::Sheet;
use crate::disclosure::{self, ValueState};
use crate::disclosure::{Check, Outcome};
use rust_decimal::Decimal;

/// Words of columns that do not add up: growth and shares.
const RATES: [&str; 5] = ["增减", "%", "比例", "比重", "增长"];
/// With more strange numbers than this some selection of them fits nearly anything.
const MANY: usize = 10;

/// Numbers that are not understood and may belong to a sum.
#[derive(Debug, Default)]
pub(super) struct Strange {
    numbers: Side,
}

impl Strange {
    /// Adds the numbers of a row that stand in columns without key.
    pub(super) fn add_row(&mut self, sheet: &Sheet<'_>, at: usize, raw: bool) {
        let values = sheet.table.rows[at].values.iter().enumerate();
        for (value_at, value) in values {
            let column = sheet.table.columns.get(value.column);
            if column.is_some_and(|c| c.key.is_empty() && !is_rate(&c.path)) {
                self.add(sheet, at, value_at, raw);
            }
        }
    }

    /// Adds what the lines of one side that have no known name print in a column.
    pub(super) fn add_lines(
        &mut self,
        sheet: &Sheet<'_>,
        side: disclosure::Side,
        key: &str,
        raw: bool,
    ) {
        for at in sheet.strange(side) {
            let values = sheet.table.rows[at].values.iter().enumerate();
            for (value_at, value) in values {
                let column = sheet.table.columns.get(value.column);
                if column.is_some_and(|c| c.key == key) {
                    self.add(sheet, at, value_at, raw);
                }
            }
        }
    }

    /// Adds what lines without known name print in the column at an index.
    pub(super) fn add_cells(&mut self, sheet: &Sheet<'_>, column: usize, raw: bool) {
        for at in sheet.strange(disclosure::Side::None) {
            let values = sheet.table.rows[at].values.iter().enumerate();
            for (value_at, _) in values.filter(|(_, v)| v.column == column) {
                self.add(sheet, at, value_at, raw);
            }
        }
    }

    fn add(&mut self, sheet: &Sheet<'_>, row: usize, at: usize, raw: bool) {
        let value = &sheet.table.rows[row].values[at];
        // Remarks are words; a number that cannot be read may be anything.
        if matches!(
            value.state,
            ValueState::Number | ValueState::Clipped | ValueState::Unreadable
        ) {
            sheet.add_value(&mut self.numbers, row, at, value, raw);
        }
    }

    /// Whether some of the numbers add up to what a check is off by.
    fn explains(&self, difference: Decimal, tolerance: Decimal) -> bool {
        let numbers = &self.numbers.numbers;
        if self.numbers.incomplete || numbers.len() > MANY {
            return true;
        }
        (1_usize..1 << numbers.len()).any(|chosen| {
            let chosen = numbers.iter().enumerate().filter(|(n, _)| chosen >> n & 1 == 1);
            let (sum, open) = chosen
                .fold((Decimal::ZERO, tolerance), |(sum, open), n| {
                    (sum + n.1.value, open + n.1.half)
                });
            (sum.abs() - difference.abs()).abs() <= open
        })
    }

    /// Takes back a violation that the numbers may explain.
    pub(super) fn settle(&self, check: &mut Check) {
        let off = check.difference.zip(check.tolerance);
        let explains = off.is_some_and(|(by, within)| self.explains(by, within));
        if check.result != Outcome::Violated || !explains {
            return;
        }
        evaluate::withdraw(check);
        check.note = (
            "表中有含义未识别的行或列".to_owned(),
            "a line or column of the table is not understood".to_owned(),
        );
    }
}

/// Whether a column holds growth or shares, by its labels.
pub(super) fn is_rate(path: &[String]) -> bool {
    path.iter().any(|label| RATES.iter().any(|word| label.contains(word)))
}
