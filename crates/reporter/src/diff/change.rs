//! What became of a number.

/// What became of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Another value stands at its place.
    Changed,
    /// It is not there any more.
    Gone,
    /// It was not there before.
    Added,
    /// The same value stands at another place.
    Elsewhere,
}

impl Change {
    /// Its word in text and CSV.
    pub fn word(self) -> &'static str {
        match self {
            Change::Changed => "changed",
            Change::Gone => "gone",
            Change::Added => "added",
            Change::Elsewhere => "elsewhere",
        }
    }
}
