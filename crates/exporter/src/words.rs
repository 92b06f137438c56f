//! The words of the output for the parser's enums.

use parser::{
    Blame, CheckKind, CodeScheme, Direction, DocKind, FormKind, Fund, Horizon, LeafSum,
    Level, Method, Outcome, Phase, Scope, ScoreSource, Side, StatementKind, TableState,
    ValueState,
};

/// The word an enum has in the output; empty where nothing is known.
pub(crate) trait Word {
    /// The word.
    fn word(self) -> &'static str;
}

macro_rules! words {
    ($($type:ident { $($variant:ident => $word:literal),* $(,)? })*) => {
        $(impl Word for $type {
            fn word(self) -> &'static str {
                match self { $($type::$variant => $word),* }
            }
        })*
    };
}

words! {
    LeafSum { Agrees => "agrees", Differs => "differs", None => "none" }
    DocKind {
        Final => "final", Budget => "budget", Performance => "performance",
        Other => "other", Unknown => "unknown",
    }
    Scope { Department => "department", Unit => "unit", Unknown => "unknown" }
    Method { Text => "text", Ocr => "ocr", None => "none" }
    TableState { Data => "data", Empty => "empty", Absent => "absent" }
    Side { Revenue => "revenue", Expenditure => "expenditure", None => "" }
    Phase {
        Approved => "approved", Adjusted => "adjusted", Executed => "executed",
        Prior => "prior", Unknown => "",
    }
    Fund {
        All => "all", Fiscal => "fiscal", General => "general", GovFund => "gov_fund",
        StateCapital => "state_capital", Other => "other", Unknown => "",
    }
    CodeScheme { Function => "function", Economic => "economic", None => "" }
    Level {
        Class => "class", Section => "section", Item => "item", Line => "line",
        Total => "total",
    }
    ValueState {
        Number => "number", Zero => "zero", Blank => "blank", Dash => "dash",
        Text => "text", Clipped => "clipped", Unreadable => "unreadable",
    }
    FormKind { Target => "target", SelfEval => "selfeval", Overall => "overall" }
    Horizon { Full => "full", Annual => "annual" }
    ScoreSource { Form => "form", Report => "report" }
    StatementKind {
        Amount => "amount", Share => "share", Growth => "growth", Change => "change",
        Completion => "completion", Count => "count",
    }
    Direction {
        Increase => "increase", Decrease => "decrease", Unchanged => "unchanged", None => "",
    }
    Outcome {
        Exact => "exact", Rounding => "rounding", Violated => "violated",
        Vacuous => "vacuous", NotEvaluable => "not_evaluable",
    }
    Blame { Document => "document", Reading => "reading", Unknown => "unknown" }
    CheckKind {
        Table => "table", Cross => "cross", Narrative => "narrative", Form => "form",
        Structure => "structure", Hint => "hint",
    }
}
