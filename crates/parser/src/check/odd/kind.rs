//! What can be odd about a number.

use crate::disclosure::{Method, Value, ValueState};

/// Row and value of a table.
pub(super) type Place = (usize, usize);

/// What is odd about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// It lacks digits that are printed elsewhere, or is such digits.
    Piece,
    /// It stands where the lost digits of another went, if not to the next line.
    Receiver,
    /// Its decimals are not those of the table.
    Decimals(usize),
    /// It stands elsewhere in its cell than the others.
    Stray,
    /// The name or the code of its row holds a digit that is none of it.
    Named,
    /// Its row bears the names of two.
    TwoNames,
}

impl Odd {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Piece | Self::Receiver => "torn-number",
            Self::Decimals(_) => "odd-decimals",
            Self::Stray => "odd-place",
            Self::Named | Self::TwoNames => "odd-name",
        }
    }

    pub(super) fn message(self) -> String {
        match self {
            Self::Piece => {
                "with the number beside or below it, it makes one that is cut like the others"
                    .to_owned()
            }
            Self::Receiver => {
                "the number beside or above it lacks a digit, which may stand here".to_owned()
            }
            Self::Decimals(usual) => format!("all others of the table print {usual} decimals"),
            Self::Stray => {
                "it stands elsewhere in its cell than the others of its table".to_owned()
            }
            Self::Named => {
                "a digit in the name or code of its row may be one of its own".to_owned()
            }
            Self::TwoNames => "its row bears the names of two lines".to_owned(),
        }
    }
}

/// Whether a value is an amount of the file's own text, noughts too.
pub(super) fn is_amount(value: &Value) -> bool {
    matches!(value.state, ValueState::Number | ValueState::Zero)
        && value.method == Method::Text
        && value.amount_yuan.is_some()
        && !value.printed.contains('%')
}
