//! What documents say about each other: balances carried from year to year, names of codes.
//!
//! A [`Disclosure`] gives up the few values that others may be compared with; who has
//! several documents compares them.

use super::evaluate::{self, Number, Side};
use super::formula::RowName;
use super::ledger::{self, Sheet};
use super::rule::rule;
use crate::disclosure::FactRef;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{CodeScheme, Disclosure, Fund, Scope, Table, ValueState};
use crate::words::wording;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// A value read with less confidence than this is not held against a document.
const TRUSTED: f32 = 0.9;

/// Whose balance it is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Account {
    /// All money (final.01).
    All,
    /// 财政拨款, the three budgets together (final.04).
    Fiscal,
    /// 一般公共预算.
    General,
    /// 政府性基金预算.
    GovFund,
    /// 国有资本经营预算.
    StateCapital,
}

impl Account {
    /// Table, line and column of the opening balance; line and column of the closing one.
    const PLACES: [(Account, &'static str, &'static str, &'static str, &'static str); 5] = [
        (Account::All, "final.01", "opening", "closing", "amount"),
        (Account::Fiscal, "final.04", "opening", "closing", "total"),
        (Account::General, "final.04", "opening_general", "closing", "general"),
        (Account::GovFund, "final.04", "opening_gov_fund", "closing", "gov_fund"),
        (
            Account::StateCapital,
            "final.04",
            "opening_state_capital",
            "closing",
            "state_capital",
        ),
    ];

    /// 全部资金, 财政拨款 …
    pub fn name(self) -> &'static str {
        match self {
            Account::All => "全部资金",
            Account::Fiscal => "财政拨款",
            Account::General => "一般公共预算财政拨款",
            Account::GovFund => "政府性基金预算财政拨款",
            Account::StateCapital => "国有资本经营预算财政拨款",
        }
    }
}

/// A balance at the beginning or the end of a year.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Balance {
    /// Whose accounts.
    pub entity: String,
    /// Department or unit, never mixed.
    pub scope: Scope,
    /// The year it opens or closes.
    pub year: u16,
    /// Whose money.
    pub account: Account,
    /// At the beginning (年初) or the end (年末).
    pub is_opening: bool,
    /// Where it stands.
    pub fact: FactRef,
    /// In yuan; `None` where nothing is printed.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub amount: Option<Decimal>,
    /// Half of the last printed digit, in yuan.
    #[serde(with = "rust_decimal::serde::str")]
    pub half: Decimal,
    /// Whether it was read with confidence.
    pub is_trusted: bool,
}

impl Balance {
    /// For people: year and what it is.
    pub fn label(&self) -> String {
        let when = if self.is_opening { "年初" } else { "年末" };
        format!("{}年度{when}结转和结余（{}）", self.year, self.account.name())
    }
}

/// The balances of a document that says whose they are, of which scope, and of which year.
///
/// A cell that prints something which is no amount gives none.
pub fn balances(out: &Disclosure) -> Vec<Balance> {
    let mut all = Vec::new();
    for group in ledger::groups(out) {
        for (account, table, opening, closing, column) in Account::PLACES {
            let [sheet] = group.sheets(table) else { continue };
            all.extend(balance(out, sheet, account, opening, "amount"));
            all.extend(balance(out, sheet, account, closing, column));
        }
    }
    all
}

fn balance(
    out: &Disclosure,
    sheet: &Sheet<'_>,
    account: Account,
    line: &str,
    column: &str,
) -> Option<Balance> {
    let table = sheet.table;
    let scope = match table.scope {
        Scope::Unknown => out.scope,
        scope => scope,
    };
    if scope == Scope::Unknown {
        // A department's accounts must not be held against a unit's.
        return None;
    }
    let row = sheet.row(&RowName::Line(line.to_owned()))?;
    let mut cells =
        table.rows[row].values.iter().enumerate().filter(|(_, v)| {
            table.columns.get(v.column).is_some_and(|c| c.key == column)
        });
    let (Some((at, value)), None) = (cells.next(), cells.next()) else { return None };
    let (amount, half) = match (value.state, value.amount_yuan, value.precision_yuan) {
        (ValueState::Blank | ValueState::Dash, ..) => (None, Decimal::ZERO),
        (_, Some(amount), Some(half)) => (Some(amount), half),
        _ => return None,
    };
    Some(Balance {
        entity: table.entity.clone().or_else(|| out.entity.clone())?,
        scope,
        year: table.fiscal_year.or(out.fiscal_year)?,
        account,
        is_opening: line.starts_with("opening"),
        fact: FactRef { table: sheet.index, row, value: at },
        amount,
        half,
        is_trusted: value.confidence >= TRUSTED,
    })
}

/// B17: the opening balance of a year against the closing one of the year before.
///
/// `others` are further closing balances of the same body and year: where documents differ
/// among themselves, nobody can say what should have been carried over. Blank is no amount,
/// but blank beside nothing says that there was nothing. The evidence is in several documents
/// and left to the caller.
pub fn carried_over(opening: &Balance, closing: &Balance, others: &[&Balance]) -> Check {
    let rule = rule("B17").expect("the rule is part of the catalog");
    let side = |balance: &Balance| Side {
        label: balance.label(),
        numbers: balance
            .amount
            .map(|value| Number {
                value,
                half: balance.half,
                evidence: Evidence::Fact(balance.fact),
            })
            .into_iter()
            .collect(),
        ..Side::default()
    };
    let (mut left, mut right) = (side(opening), side(closing));
    let is_nothing = |side: &Side| side.numbers.iter().all(|n| n.value.is_zero());
    let disagree = others.iter().any(|other| other.amount != closing.amount);
    if disagree || !(is_nothing(&left) && is_nothing(&right)) {
        left.incomplete = opening.amount.is_none();
        right.incomplete = closing.amount.is_none() || disagree;
    }
    let mut check = evaluate::equal(rule, left, right);
    if check.result == Outcome::Violated && !(opening.is_trusted && closing.is_trusted) {
        check.blame = crate::disclosure::Blame::Reading;
    }
    if disagree {
        check.message_zh = format!("同批文件中{}不一，无从比对", closing.label());
        check.message_en = format!(
            "documents of the run differ about {}: nothing to compare",
            closing.label()
        );
    }
    check.evidence.clear();
    check.left_evidence = 0;
    check
}

/// The name that a document gives to a code.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Naming {
    /// Where names are comparable.
    pub code: CodeKey,
    /// The name, in normal form.
    pub name: String,
    /// A value of the row it stands in.
    pub fact: FactRef,
}

/// Which tables print a code.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Accounts {
    /// Tables `budget.*`.
    Budget,
    /// Tables `final.*`.
    Final,
}

/// A code where its name must be the same.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct CodeKey {
    /// Budget or final accounts.
    pub kind: Accounts,
    /// 0 general, 1 government funds, 2 state capital: they share numbers, not names.
    pub fund: u8,
    /// The classification changes from year to year.
    pub year: u16,
    /// Whether it is the economic classification.
    pub is_economic: bool,
    /// Its digits.
    pub code: String,
}

/// The names of the codes in those tables that are of one budget only.
pub fn namings(out: &Disclosure) -> Vec<Naming> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for (table, sheet) in out.tables.iter().enumerate() {
        let Some((kind, fund)) = kind(sheet).zip(fund(sheet)) else { continue };
        let Some(year) = sheet.fiscal_year.or(out.fiscal_year) else { continue };
        for (row, line) in sheet.rows.iter().enumerate() {
            let named = matches!(line.code.len(), 3 | 5 | 7)
                && line.code_scheme != CodeScheme::None
                && !line.label.is_empty()
                && !line.values.is_empty();
            if !named {
                continue;
            }
            let code = CodeKey {
                kind,
                fund,
                year,
                is_economic: line.code_scheme == CodeScheme::Economic,
                code: line.code.clone(),
            };
            if seen.insert((code.clone(), line.label.clone())) {
                let fact = FactRef { table, row, value: 0 };
                all.push(Naming { code, name: line.label.clone(), fact });
            }
        }
    }
    all
}

fn kind(table: &Table) -> Option<Accounts> {
    match table.id.split_once('.')?.0 {
        "budget" => Some(Accounts::Budget),
        "final" => Some(Accounts::Final),
        _ => None,
    }
}

fn fund(table: &Table) -> Option<u8> {
    let first = table.columns.first()?.fund;
    let fund = match first {
        Fund::General => 0,
        Fund::GovFund => 1,
        Fund::StateCapital => 2,
        Fund::All | Fund::Fiscal | Fund::Other | Fund::Unknown => return None,
    };
    table.columns.iter().all(|column| column.fund == first).then_some(fund)
}

/// What of a name must be the same: no ordinal, no punctuation, no closing 支出.
pub fn essence(name: &str) -> String {
    let name = wording::strip_ordinal(name);
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    match bare.strip_suffix("支出") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => bare,
    }
}

/// E09: a code has another name than in most documents. The evidence is left to the caller.
pub fn named_differently(code: &str, here: &str, elsewhere: &str, times: usize) -> Check {
    let rule = rule("E09").expect("the rule is part of the catalog");
    let zh = format!(
        "科目 {code} 在此名为「{here}」，同批另有 {times} 份文件名为「{elsewhere}」"
    );
    let documents = if times == 1 { "document" } else { "documents" };
    let en = format!(
        "{code} is 「{here}」 here and 「{elsewhere}」 in {times} other {documents}"
    );
    let mut check = evaluate::found(rule, Outcome::NotEvaluable, Vec::new(), zh, en);
    check.left.label = format!("{code} {here}");
    check.right.label = format!("{code} {elsewhere}");
    check
}
