//! The rows of a table as far as their place in its outline goes.

use crate::disclosure::{Side, Table, ValueState};
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Marks of lists, the outermost first: 一、（一）1. (1) ①.
static MARKS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
    [
        r"^[一二三四五六七八九十百]+[、.．]",
        r"^[（(][一二三四五六七八九十]+[）)]",
        r"^\d{1,2}[、.．](?:\D|$)",
        r"^[（(]\d{1,2}[）)]",
        r"^[①-⑳]",
    ]
    .map(|pattern| Regex::new(pattern).expect("a constant pattern"))
});

/// What stands before a name that its own amount holds already.
pub(super) const OF_WHICH: [&str; 3] = ["其中", "#其中", "＃其中"];

/// What ends the name of a sum.
const SUMS: [&str; 3] = ["小计", "合计", "总计"];

/// A row's place in the outline.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its row.
    pub(super) at: usize,
    /// Its side, as a number that orders.
    pub(super) side: u8,
    /// The panel it stands in: its first column.
    pub(super) panel: usize,
    /// Its code where that is one of a classification.
    pub(super) code: String,
    /// Depth of the mark before its name, from 0.
    pub(super) rank: Option<usize>,
    /// Whether it is printed as 其中.
    pub(super) of_which: bool,
    /// Whether it is a printed sum: 合计, and 小计 above or below what it sums.
    pub(super) is_total: bool,
    /// Columns in which it prints words; a further classification stands in none of them.
    pub(super) words: Vec<usize>,
    /// Amounts by column, with half of their last digit.
    pub(super) amounts: BTreeMap<usize, (Decimal, Decimal)>,
}

impl Line {
    /// Whether it has an amount other than nought.
    pub(super) fn has_amount(&self) -> bool {
        self.amounts.values().any(|(amount, _)| !amount.is_zero())
    }

    /// Whether nothing but its name says what it is.
    pub(super) fn is_plain(&self) -> bool {
        self.code.is_empty() && self.rank.is_none() && !self.of_which && !self.is_total
    }
}

/// The rows of a table, and in which order those of each panel stand.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    pub(super) all: Vec<Line>,
    /// Indices of the lines of each side and panel, from top to bottom.
    pub(super) panels: Vec<Vec<usize>>,
}

impl Lines {
    pub(super) fn of(table: &Table) -> Self {
        // Subjects in rows have a column each: budget_abroad, budget_reception.
        let of_subject =
            |key: &str| key.starts_with("budget_") || key.starts_with("final_");
        let is_prefixed = table.columns.iter().any(|c| of_subject(&c.key));
        // Panels stand beside each other: one printed row has a row of each.
        let mut orders: Vec<(Side, u32)> =
            table.rows.iter().map(|r| (r.side, r.order)).collect();
        orders.sort_unstable_by_key(|(side, order)| (*side as u8, *order));
        let is_beside = orders.windows(2).any(|pair| pair[0] == pair[1]);
        let is_one = is_prefixed || !is_beside;
        let all: Vec<Line> =
            (0..table.rows.len()).map(|at| line(table, at, is_one)).collect();
        let mut panels: BTreeMap<(u8, usize), Vec<usize>> = BTreeMap::new();
        for line in &all {
            panels.entry((line.side, line.panel)).or_default().push(line.at);
        }
        Self { all, panels: panels.into_values().collect() }
    }
}

/// `is_one` says that the columns of a row do not tell the panel it stands in.
fn line(table: &Table, at: usize, is_one: bool) -> Line {
    let row = &table.rows[at];
    let printed: String =
        normalise(&row.label_printed).chars().filter(|c| !c.is_whitespace()).collect();
    let of_which = OF_WHICH.iter().any(|word| printed.starts_with(word));
    let rank = MARKS.iter().position(|mark| mark.is_match(&printed));
    let is_subject = matches!(row.code.len(), 3 | 5 | 7);
    Line {
        at,
        side: match row.side {
            Side::Revenue => 0,
            Side::Expenditure => 1,
            Side::None => 2,
        },
        panel: if is_one {
            0
        } else {
            row.values.iter().map(|v| v.column).min().unwrap_or(0)
        },
        code: if is_subject { row.code.clone() } else { String::new() },
        rank,
        of_which,
        is_total: row.is_total || SUMS.iter().any(|word| printed.ends_with(word)),
        words: row
            .values
            .iter()
            .filter(|v| v.state == ValueState::Text)
            .map(|v| v.column)
            .chain(row.other.iter().map(|_| usize::MAX))
            .collect(),
        amounts: row
            .values
            .iter()
            .filter_map(|v| {
                Some((v.column, (v.amount_yuan?, v.precision_yuan.unwrap_or_default())))
            })
            .collect(),
    }
}
