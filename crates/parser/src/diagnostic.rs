//! What was not understood or not read, and the list of all such codes.

use extractor::Rect;

/// Where on paper something stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Origin {
    /// Page from 1; `None` for text input.
    pub page: Option<u32>,
    /// Points, origin top left of the displayed page; for text input `y` is a line number.
    pub rect: Rect,
}

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something is missing from the output or may be wrong in it.
    Warning,
    /// A document, page or table could not be read.
    Error,
}

impl Severity {
    /// The word used in `diagnostics.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing that was not understood or not read.
///
/// It is about our reading, never about the document's own arithmetic.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Stable name, explained by `gongkai explain CODE`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// Where.
    pub origin: Option<Origin>,
    /// The printed words it is about.
    pub printed: String,
    /// Index into `Disclosure::tables`.
    pub table: Option<usize>,
    /// Row and value of that table it is about.
    pub value: Option<(usize, usize)>,
    /// What to try.
    pub hint: String,
}

impl Diagnostic {
    /// A diagnostic with only a code, a severity and a message.
    pub fn new(
        code: &'static str,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            origin: None,
            printed: String::new(),
            table: None,
            value: None,
            hint: String::new(),
        }
    }

    /// The same, with a place.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same, with the printed words.
    pub fn printed(mut self, printed: impl Into<String>) -> Self {
        self.printed = printed.into();
        self
    }

    /// The same, with what to try.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same, bound to a table.
    pub fn table(mut self, index: usize) -> Self {
        self.table = Some(index);
        self
    }
}

/// One diagnostic code and its explanation.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Why it happens and what to do.
    pub detail: &'static str,
}
