//! What a rule of structure found, and the words for it.

use crate::check::evaluate;
use crate::check::names;
use crate::check::rule::rule;
use crate::disclosure::{
    Check, Disclosure, Evidence, FactRef, Method, Outcome, Row, Table, TableState,
};

/// A table read with less confidence than this is not judged by how it is laid out.
pub(crate) const TRUSTED: f32 = 0.9;

/// What a rule found about some tables.
pub(crate) struct Finding {
    pub(crate) rule: &'static str,
    pub(crate) result: Outcome,
    pub(crate) tables: Vec<usize>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Finding {
    /// A finding about one table.
    pub(crate) fn of(rule: &'static str, result: Outcome, table: usize) -> Finding {
        Finding { tables: vec![table], ..Finding::about(rule, result) }
    }

    /// A finding about the document.
    pub(crate) fn about(rule: &'static str, result: Outcome) -> Finding {
        Finding {
            rule,
            result,
            tables: Vec::new(),
            evidence: Vec::new(),
            zh: String::new(),
            en: String::new(),
        }
    }

    /// The same in words.
    pub(crate) fn says(
        mut self,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Finding {
        self.zh = zh.into();
        self.en = en.into();
        self
    }

    /// The same with what took part.
    pub(crate) fn with(mut self, evidence: Vec<Evidence>) -> Finding {
        self.evidence = evidence;
        self
    }

    /// The check it makes; one that holds says no more than its rule.
    pub(crate) fn check(self, out: &Disclosure) -> Check {
        let rule = rule(self.rule).expect("the rules are part of the program");
        let (zh, en) = match self.result {
            Outcome::Exact if self.zh.is_empty() => {
                (rule.title.clone(), rule.title_en.clone())
            }
            _ => (self.zh, self.en),
        };
        let without = self.evidence.is_empty();
        let mut check = evaluate::found(rule, self.result, self.evidence, zh, en);
        if without {
            let pages = self.tables.iter().filter_map(|at| out.tables[*at].pages);
            check.pages = pages.map(|p| p.0).collect();
        }
        check.tables = self.tables;
        check
    }
}

/// Published tables that are there, forms left aside.
pub(crate) fn printed(out: &Disclosure) -> impl Iterator<Item = (usize, &Table)> {
    out.tables.iter().enumerate().filter(|(_, table)| {
        table.state != TableState::Absent && !table.id.starts_with("perf.")
    })
}

/// Whether the rows of a table can be believed to stand as they are printed.
pub(crate) fn is_trusted(out: &Disclosure, index: usize) -> bool {
    out.tables[index].confidence >= TRUSTED && is_told_whole(out, index)
}

/// Whether nothing is known yet to be lost of a table that was read from the file's own text.
pub(crate) fn is_told_whole(out: &Disclosure, index: usize) -> bool {
    let lost = |d: &crate::disclosure::Diagnostic| {
        d.table == Some(index) && d.code == "unread-rows"
    };
    out.tables[index].method == Method::Text && !out.diagnostics.iter().any(lost)
}

/// A table's name for people.
pub(crate) fn title(table: &Table) -> &str {
    match (table.id.as_str(), table.title_printed.as_str()) {
        ("other", "") => "无标题的表",
        ("other", title) => title,
        (id, _) => names::title(id),
    }
}

/// The first value of a row, to say where it stands.
pub(crate) fn place(table: usize, row: usize, of: &Row) -> Option<Evidence> {
    let fact = FactRef { table, row, value: 0 };
    (!of.values.is_empty()).then_some(Evidence::Fact(fact))
}

/// Printed words, a few of many.
pub(crate) fn listed<T: AsRef<str>>(words: &[T]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> =
        words.iter().take(SHOWN).map(|w| format!("「{}」", w.as_ref())).collect();
    let more = if words.len() > SHOWN { "…" } else { "" };
    shown.join("") + more
}
