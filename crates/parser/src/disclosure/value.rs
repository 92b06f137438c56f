//! One printed value: its form, its unit, its amount.

use super::origin::{Method, Origin};
use extractor::recogniser::Reading;
use rust_decimal::Decimal;

/// A unit of money or count.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Unit {
    /// As printed (万元, 元); empty when nothing is printed.
    pub printed: String,
    /// What one of it is in yuan; `None` for an unknown unit or a count.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub factor: Option<Decimal>,
}

/// One printed data cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// Index into `Table::columns`.
    pub column: usize,
    /// What kind of thing is printed.
    pub state: ValueState,
    /// Exactly what is printed.
    pub printed: String,
    /// Unit of this cell, where it differs by row; else the table's.
    pub unit_printed: String,
    /// Exact amount in yuan; `None` for anything but a number with a known unit of money.
    pub amount_yuan: Option<Decimal>,
    /// Half of the last printed digit, in yuan.
    pub precision_yuan: Option<Decimal>,
    /// A count, where the row counts things.
    pub quantity: Option<Decimal>,
    /// 辆, 台 …
    pub quantity_unit: String,
    /// The printed number itself, in its own unit.
    pub number: Option<Decimal>,
    /// Where it stands: the ink, or the cell when blank.
    pub origin: Origin,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f32,
    /// Whether it stands in its cell otherwise than the other numbers of its table do.
    pub is_stray: bool,
    /// Equalities with a non-zero other side that it satisfies.
    pub proofs: u32,
    /// Equalities that it takes part in and that fail.
    pub disproofs: u32,
    /// What else a recogniser made of it; `None` for text of the file.
    pub recognised: Option<Box<Recognised>>,
}

/// What a recogniser made of a number, beside the reading that is taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognised {
    /// What was read first, where another reading took its place; else empty.
    pub read_first: String,
    /// Other numbers that it may be, put right as the taken one, best first.
    pub others: Vec<Reading>,
    /// Whether identities chose the reading that is taken: they prove nothing of it.
    pub is_chosen: bool,
}

/// What kind of thing is printed in a cell. Blank, dash and 0.00 are three different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueState {
    /// A number other than zero.
    Number,
    /// A printed zero.
    Zero,
    /// Nothing.
    #[default]
    Blank,
    /// —— or -.
    Dash,
    /// Words.
    Text,
    /// Cut by the cell's border.
    Clipped,
    /// Something that could not be read.
    Unreadable,
}

/// One value of one table, as indices.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct FactRef {
    /// Index into `Disclosure::tables`.
    pub table: usize,
    /// Index into `Table::rows`.
    pub row: usize,
    /// Index into `Row::values`.
    pub value: usize,
}
