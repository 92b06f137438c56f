//! The nouns of a document: what is handed on, and nothing else.

mod check;
pub(crate) mod confidence;
mod diagnostic;
mod document;
pub(crate) mod limit;
mod origin;
mod project;
mod section;
mod statement;
mod table;
mod value;

pub use check::{Blame, Check, CheckKind, Evidence, Operand, Outcome, Rule};
pub use diagnostic::{Diagnostic, EXPLANATIONS, Explanation, Severity};
pub use document::*;
pub use origin::{Method, Origin};
pub use project::*;
pub use section::*;
pub use statement::{Direction, Statement, StatementKind};
pub use table::*;
pub use value::*;
