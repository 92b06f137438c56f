//! How the output looks.

/// How the output looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Leave out the byte-order mark that Excel needs.
    pub no_bom: bool,
    /// Export named contacts.
    pub contacts: bool,
    /// Head the columns of the wide files in Chinese.
    pub chinese_headings: bool,
}
