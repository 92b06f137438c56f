//! 本年度无此项收支 against the tables of government funds and state capital.

use crate::check::evaluate::{self};
use crate::check::ledger::Group;
use crate::check::names::title;
use crate::check::rule::rule;
use crate::disclosure::FactRef;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Disclosure, ValueState};

/// The chapters that may say so, and their tables.
const CHAPTERS: [(&str, &str); 2] =
    [("gov_fund", "final.07"), ("state_capital", "final.08")];

/// Evaluates them.
pub(super) fn checks(out: &Disclosure, group: &Group<'_>) -> Vec<Check> {
    let Some(rule) = rule("C12") else { return Vec::new() };
    let mut all = Vec::new();
    for (at, section) in out.sections.iter().enumerate() {
        let Some((_, id)) = CHAPTERS.iter().find(|c| c.0 == section.topic) else {
            continue;
        };
        let [sheet] = group.sheets(id) else { continue };
        let body = section.text.replace(char::is_whitespace, "");
        if !says_nothing(&body) || out.statements.iter().any(|s| s.section == at) {
            continue;
        }
        let mut evidence = vec![Evidence::Section(at)];
        for (row_at, row) in sheet.table.rows.iter().enumerate() {
            for (value_at, value) in row.values.iter().enumerate() {
                if value.state == ValueState::Number && evidence.len() < 8 {
                    evidence.push(Evidence::Fact(FactRef {
                        table: sheet.index,
                        row: row_at,
                        value: value_at,
                    }));
                }
            }
        }
        let name = title(id);
        let (result, zh, en) = if evidence.len() == 1 {
            (
                Outcome::Exact,
                format!("文中说没有收支，{name}为空"),
                format!("the text says there is none, and {name} is empty"),
            )
        } else {
            (
                Outcome::Violated,
                format!("文中说没有收支，{name}却有金额"),
                format!("the text says there is none, but {name} has amounts"),
            )
        };
        let mut check = evaluate::found(rule, result, evidence, zh, en);
        check.tables = vec![sheet.index];
        all.push(check);
    }
    all
}

/// Whether a chapter says that there is neither revenue nor expenditure, and nothing else.
fn says_nothing(body: &str) -> bool {
    let denies = ["无", "没有", "未发生", "不涉及"];
    let sentences = body.split(['。', '；']).filter(|s| !s.is_empty());
    body.chars().count() < 160
        && !body.contains("万元")
        && sentences.clone().count() <= 3
        && sentences.into_iter().any(|s| denies.iter().any(|d| s.contains(d)))
}
