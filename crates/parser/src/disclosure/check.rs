//! Identities (勾稽关系) and how they ended.

use super::diagnostic::Severity;
use super::value::FactRef;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One identity and its one-page explanation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable name, `B10`.
    pub id: String,
    /// What it is about.
    pub kind: CheckKind,
    /// How much a violation matters: `hint`, `info`, `warning` or `error`.
    pub severity: Severity,
    /// One line in Chinese.
    pub title: String,
    /// One line in English.
    pub title_en: String,
    /// Formulas that the engine evaluates; empty where a named function does.
    #[serde(default)]
    pub formulas: Vec<String>,
    /// The formula for people, where no formula of the engine says it.
    #[serde(default)]
    pub meaning: String,
    /// Where the rule comes from: the regulation, the printed note, the page that shows it.
    pub source: String,
    /// A worked example.
    pub example: String,
    /// When it may fail although nobody made a mistake.
    pub innocent: String,
}

/// One evaluated identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Which one.
    pub rule: &'static Rule,
    /// How it ended.
    pub result: Outcome,
    /// What stands on the left.
    pub left: Operand,
    /// What stands on the right.
    pub right: Operand,
    /// What the values count: `yuan`, `percent`, `count`, `points` or empty.
    pub unit: &'static str,
    /// Left minus right; for inequalities what is missing, or zero.
    pub difference: Option<Decimal>,
    /// The difference that the printed digits allow, in the same unit.
    pub tolerance: Option<Decimal>,
    /// Number of printed numbers that take part.
    pub operands: u32,
    /// Whose mistake a violation may be.
    pub blame: Blame,
    /// What took part, left before right.
    pub evidence: Vec<Evidence>,
    /// How many of `evidence` stand on the left.
    pub left_evidence: usize,
    /// Whether it is an equality; only these prove anything.
    pub is_equality: bool,
    /// Pages it stands on, ascending.
    pub pages: Vec<u32>,
    /// For people, in Chinese.
    pub message_zh: String,
    /// For people, in English.
    pub message_en: String,
    /// What may explain a violation, in Chinese and in English; empty for most.
    pub note: (String, String),
    /// How much it matters.
    pub severity: Severity,
    /// Indices into `Disclosure::tables`, ascending.
    pub tables: Vec<usize>,
    /// Checks that have one cause share it; empty for a check on its own.
    pub cluster: String,
}

impl Check {
    /// Whether it can prove or disprove a value: equalities between printed numbers do.
    pub fn proves(&self) -> bool {
        self.is_equality && self.rule.kind != CheckKind::Hint
    }

    /// Whether the document does not hold what it must; inferences are never counted.
    pub fn is_violation(&self) -> bool {
        self.result == Outcome::Violated
            && self.severity != Severity::Hint
            && self.rule.kind != CheckKind::Hint
    }

    /// Whether the document contradicts itself: what is only missing or badly numbered does
    /// not count, nor a percentage that was cut off instead of rounded.
    pub fn is_contradiction(&self) -> bool {
        self.is_violation()
            && self.rule.kind != CheckKind::Structure
            && self.severity >= Severity::Warning
    }
}

/// One side of an identity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Operand {
    /// What it is (收入支出决算总表 总计).
    pub label: String,
    /// Its value; `None` where nothing is printed.
    pub value: Option<Decimal>,
}

/// How an identity ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// Both sides are equal to the last digit, or the part is not more than the whole.
    Exact,
    /// They differ by no more than rounding explains.
    Rounding,
    /// They contradict each other.
    Violated,
    /// Nothing but blanks and zeros: not a pass.
    Vacuous,
    /// Something it needs is not printed or could not be read.
    NotEvaluable,
}

/// Whose mistake a violation may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Blame {
    /// The document's own: its text is trusted and each amount takes part in another identity
    /// that holds.
    Document,
    /// Ours: something about the reading is known to be doubtful.
    Reading,
    /// It cannot be told.
    #[default]
    Unknown,
}

/// What an identity is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckKind {
    /// Inside one table.
    Table,
    /// Between tables.
    Cross,
    /// Text against itself or against tables.
    Narrative,
    /// Performance forms.
    Form,
    /// What must be there and how it is numbered.
    Structure,
    /// An inference, never a violation.
    Hint,
}

/// A thing that took part in an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// A value of a table.
    Fact(FactRef),
    /// Index into `Disclosure::statements`.
    Statement(usize),
    /// Index into `Disclosure::projects`.
    Project(usize),
    /// Project and index into `Project::funding`.
    Funding(usize, usize),
    /// Project and index into `Project::indicators`.
    Indicator(usize, usize),
    /// Index into `Disclosure::sections`.
    Section(usize),
}
