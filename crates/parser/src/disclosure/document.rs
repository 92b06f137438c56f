//! What one document says, and how its pages were used.

use super::check::Check;
use super::diagnostic::Diagnostic;
use super::origin::Method;
use super::project::Project;
use super::section::Section;
use super::statement::Statement;
use super::table::{Scope, Table};

/// What one document says.
#[derive(Debug, Clone, Default)]
pub struct Disclosure {
    /// Final accounts, budget, …
    pub kind: DocKind,
    /// Whole department or a single unit.
    pub scope: Scope,
    /// Body whose accounts these are (编制单位), as the cover or the tables print it.
    pub entity: Option<String>,
    /// Its code, where one is printed (951-朔州市公安局… → 951).
    pub department_code: Option<String>,
    /// Place that the body is named after, where one is written out.
    pub place: Option<Place>,
    /// Year the money was spent or planned.
    pub fiscal_year: Option<u16>,
    /// The document's own title, as printed on the cover.
    pub title_printed: Option<String>,
    /// Date of publication, only if printed, `YYYY-MM-DD`.
    pub published_date: Option<String>,
    /// Published tables in document order.
    pub tables: Vec<Table>,
    /// Performance forms in document order.
    pub projects: Vec<Project>,
    /// Chapters of the text in document order.
    pub sections: Vec<Section>,
    /// Numbers stated in the text, in document order.
    pub statements: Vec<Statement>,
    /// Evaluated identities, in the order of their rules.
    pub checks: Vec<Check>,
    /// How each page was used.
    pub pages: Vec<PageUse>,
    /// What was not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// A place of GB/T 2260.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// 行政区划代码, six digits.
    pub code: String,
    /// Its name, without those of the places it lies in.
    pub name: String,
}

/// Kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DocKind {
    /// 决算.
    Final,
    /// 预算.
    Budget,
    /// Only performance forms (绩效目标表).
    Performance,
    /// Something else, recognised.
    Other,
    /// Nothing says.
    #[default]
    Unknown,
}

/// How one page was used.
#[derive(Debug, Clone, Default)]
pub struct PageUse {
    /// From 1.
    pub page: u32,
    /// How its marks became text.
    pub method: Method,
    /// Visible characters inside tables that landed in a cell.
    pub chars_assigned: usize,
    /// Visible characters inside tables that landed in none.
    pub chars_left: usize,
    /// The printed page number.
    pub label: Option<String>,
}
