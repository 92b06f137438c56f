//! What the files of the catalog say of one table: its titles, columns and rows.

use crate::disclosure::{CodeScheme, Fund, Phase, Side};
use crate::words::wording;
use serde::Deserialize;

/// One published table: titles, columns and what they stand for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Stable identity, `final.01`; the printed number is only an attribute.
    pub id: String,
    /// Number in the national template (公开01表).
    pub number: String,
    /// Canonical title, in normal form.
    pub title: String,
    /// The title in English.
    pub title_en: String,
    /// Other titles seen, in normal form.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether 收入 and 支出 stand side by side.
    #[serde(default)]
    pub sides: bool,
    /// The side a two-sided table is about when it is printed with one side only.
    #[serde(default)]
    pub side: String,
    /// Classification of its codes: `function`, `economic` or empty.
    #[serde(default)]
    pub scheme: String,
    /// Budget that pays, where a column does not say otherwise.
    #[serde(default)]
    pub fund: String,
    /// Nature of the money, where a column does not say otherwise.
    #[serde(default)]
    pub nature: String,
    /// Phase, where a column does not say otherwise: `executed` for final accounts.
    #[serde(default)]
    pub phase: String,
    /// `prefixed`: each column is a prefix (预算数, 决算数) and a subject, in either order.
    #[serde(default)]
    pub layout: String,
    /// Whether each row has its own unit.
    #[serde(default)]
    pub row_units: bool,
    /// Outer labels that may stand above any column without changing its meaning.
    #[serde(default)]
    pub wrappers: Vec<String>,
    /// Words of the note under the table, for pages whose title is damaged.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Keys of the wide file in their order, where it is not that of the columns.
    #[serde(default)]
    pub order: Vec<String>,
    /// Its columns.
    #[serde(default, rename = "column")]
    pub columns: Vec<ColumnSpec>,
    /// First halves of column keys, for the prefixed layout.
    #[serde(default, rename = "prefix")]
    pub prefixes: Vec<PrefixSpec>,
    /// Labels of the budgets that pay, for the prefixed layout.
    #[serde(default, rename = "payer")]
    pub payers: Vec<PayerSpec>,
    /// What rows count, for tables with units by row.
    #[serde(default, rename = "row")]
    pub rows: Vec<RowSpec>,
}

/// One column of a published table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// Canonical key, the contract's.
    pub key: String,
    /// Its name in Chinese, where the first of its labels is not it.
    #[serde(default)]
    pub name: String,
    /// 栏次 in the national layout.
    #[serde(default)]
    pub number: String,
    /// Labels, innermost last, joined by `/`, in normal form.
    pub labels: Vec<String>,
    /// Outer labels that may stand above without changing the meaning.
    #[serde(default)]
    pub wrappers: Vec<String>,
    /// Side it stands on: `revenue`, `expenditure`, `both` or empty.
    #[serde(default)]
    pub side: String,
    /// Nature of the money.
    #[serde(default)]
    pub nature: Option<String>,
    /// Budget that pays.
    #[serde(default)]
    pub fund: String,
    /// Phase.
    #[serde(default)]
    pub phase: String,
    /// Whether it sums other columns.
    #[serde(default)]
    pub total: bool,
    /// Keys of columns beside which 合计 alone would hold more than this one.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Key of such a 合计.
    #[serde(default)]
    pub whole: String,
    /// Whether another column holds its amounts already: it is never added.
    #[serde(default)]
    pub of_which: bool,
}

impl ColumnSpec {
    /// Its name in Chinese.
    pub fn name(&self) -> &str {
        match self.name.as_str() {
            "" => self.labels.first().map_or("", String::as_str),
            name => name,
        }
    }
}

/// Labels that say which budget pays, beside the subject of a prefixed table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerSpec {
    /// The budget.
    pub fund: String,
    /// Labels in normal form.
    pub labels: Vec<String>,
}

/// First half of a column key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefixSpec {
    /// `budget_` or `final_`.
    pub key: String,
    /// Labels in normal form.
    pub labels: Vec<String>,
    /// Phase, where the label alone decides it.
    #[serde(default)]
    pub phase: String,
    /// Whether columns without any prefix mean this one.
    #[serde(default)]
    pub default: bool,
}

/// What rows with certain words count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// Any of these words in the row's label.
    pub words: Vec<String>,
    /// `money`, or the thing counted.
    pub unit: String,
}

/// Words that say what a column or a row is for, in any table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Columns of codes.
    pub code: Vec<String>,
    /// Those of them whose codes name a body and classify nothing.
    pub body_code: Vec<String>,
    /// Those of them whose codes name a project and classify nothing.
    pub project_code: Vec<String>,
    /// Columns of the names of bodies.
    pub body: Vec<String>,
    /// Columns in which bodies stand above their subjects or projects.
    pub body_above: Vec<String>,
    /// What the name of a body ends with.
    pub body_ending: Vec<String>,
    /// Columns of one part of a code.
    pub code_part: Vec<String>,
    /// Columns of names.
    pub label: Vec<String>,
    /// Columns of printed line numbers.
    pub line_no: Vec<String>,
    /// The row of column numbers.
    pub number_row: Vec<String>,
    /// Rows that sum others.
    pub total: Vec<String>,
    /// Notes of a nil table.
    pub nil: Vec<String>,
    /// Column words, in tables of no catalog file, whose numbers are not money.
    pub not_money: Vec<String>,
    /// Those of them whose numbers count nothing either: codes, dates.
    pub not_counted: Vec<String>,
    /// Words of rows, in such tables, whose numbers are counts.
    pub counted_rows: Vec<String>,
}

impl TableSpec {
    /// Kind of document the table belongs to: the id's first part.
    pub fn kind(&self) -> &str {
        self.id.split('.').next().unwrap_or("")
    }

    /// Classification of the table's codes.
    pub fn code_scheme(&self) -> CodeScheme {
        match self.scheme.as_str() {
            "function" => CodeScheme::Function,
            "economic" => CodeScheme::Economic,
            _ => CodeScheme::None,
        }
    }

    /// The canonical columns in order, prefixed layouts spelled out.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if self.prefixes.is_empty() {
            for c in &self.columns {
                if !keys.contains(&c.key) {
                    keys.push(c.key.clone());
                }
            }
        }
        for p in &self.prefixes {
            keys.extend(self.columns.iter().map(|c| format!("{}{}", p.key, c.key)));
        }
        keys
    }

    /// Keys and Chinese names of the canonical columns, in the order of the wide file.
    pub fn named_columns(&self) -> Vec<(String, String)> {
        let mut columns: Vec<(String, String)> = Vec::new();
        let mut add = |key: String, name: String| {
            if !columns.iter().any(|(known, _)| *known == key) {
                columns.push((key, name));
            }
        };
        for column in &self.columns {
            if self.prefixes.is_empty() {
                add(column.key.clone(), column.name().to_owned());
            }
            for prefix in &self.prefixes {
                let words = prefix.labels.first().map_or("", String::as_str);
                let name = format!("{words}：{}", column.name());
                add(format!("{}{}", prefix.key, column.key), name);
            }
        }
        // Those without a place come last, as they stand.
        let place = |key: &String| self.order.iter().position(|own| own == key);
        columns.sort_by_key(|(key, _)| place(key).unwrap_or(self.order.len()));
        columns
    }

    /// Prefix and column whose labels make up a header path, with or without the label of
    /// the budget that pays.
    pub fn column(
        &self,
        path: &[String],
        side: Side,
    ) -> Option<(Option<&PrefixSpec>, &ColumnSpec)> {
        let path: Vec<&str> = path.iter().map(|p| bare_label(p)).collect();
        self.whole_column(&path, side).or_else(|| {
            let (at, _) = self.payer(&path)?;
            let mut rest = path.clone();
            rest.remove(at);
            self.whole_column(&rest, side)
        })
    }

    /// The budget that a label of a header path says to pay, where it is no part of the
    /// column's own name.
    pub fn paid_by(&self, path: &[String], side: Side) -> Option<Fund> {
        let path: Vec<&str> = path.iter().map(|p| bare_label(p)).collect();
        let (_, payer) = self.payer(&path)?;
        self.whole_column(&path, side).is_none().then(|| fund(&payer.fund))
    }

    /// Whether a label is that of a budget that pays.
    pub fn is_payer(&self, label: &str) -> bool {
        self.payer(&[bare_label(label)]).is_some()
    }

    fn payer(&self, path: &[&str]) -> Option<(usize, &PayerSpec)> {
        path.iter().enumerate().find_map(|(at, part)| {
            let is_own = |p: &&PayerSpec| p.labels.iter().any(|l| matches(l, part));
            Some((at, self.payers.iter().find(is_own)?))
        })
    }

    fn whole_column(
        &self,
        path: &[&str],
        side: Side,
    ) -> Option<(Option<&PrefixSpec>, &ColumnSpec)> {
        if self.prefixes.is_empty() {
            return self.plain_column(path, side).map(|c| (None, c));
        }
        for (i, part) in path.iter().enumerate() {
            let Some(prefix) =
                self.prefixes.iter().find(|p| p.labels.iter().any(|l| matches(l, part)))
            else {
                continue;
            };
            let mut rest = path.to_vec();
            rest.remove(i);
            if let Some(column) = self.plain_column(&rest, side) {
                return Some((Some(prefix), column));
            }
        }
        let default = self.prefixes.iter().find(|p| p.default)?;
        self.plain_column(path, side).map(|c| (Some(default), c))
    }

    /// The prefix that a label names.
    pub fn prefix(&self, label: &str) -> Option<&PrefixSpec> {
        let label = bare_label(label);
        self.prefixes.iter().find(|p| p.labels.iter().any(|l| matches(l, label)))
    }

    /// The column that a path names without any prefix.
    pub fn subject(&self, path: &[String], side: Side) -> Option<&ColumnSpec> {
        let path: Vec<&str> = path.iter().map(|p| bare_label(p)).collect();
        self.plain_column(&path, side)
    }

    pub(crate) fn plain_column(&self, path: &[&str], side: Side) -> Option<&ColumnSpec> {
        let fits = |c: &&ColumnSpec| match c.side.as_str() {
            "revenue" => side == Side::Revenue,
            "expenditure" => side == Side::Expenditure,
            _ => true,
        };
        // The longest inner part of the path that a label names; what is left outside may
        // only be words that do not change the meaning.
        (0..path.len()).find_map(|outer| {
            let inner = path[outer..].join("/");
            self.columns.iter().filter(fits).find(|c| {
                c.labels.iter().any(|l| matches(l, &inner))
                    && path[..outer].iter().all(|w| {
                        c.wrappers.iter().chain(&self.wrappers).any(|known| {
                            matches(known, w)
                                || w.strip_prefix("本年")
                                    .is_some_and(|w| matches(known, w))
                        }) || w.contains("单位:")
                    })
            })
        })
    }

    /// Whether a subject in a row makes 合计 more than a column's own total.
    pub fn exceeds(&self, label: &str) -> bool {
        let label = wording::strip_ordinal(label);
        let others = || self.columns.iter().flat_map(|c| &c.unless);
        self.columns
            .iter()
            .filter(|c| others().any(|key| *key == c.key))
            .any(|c| c.labels.iter().any(|l| matches(l, label)))
    }

    /// What a row with this label counts, in tables with units by row.
    pub fn row_unit(&self, label: &str) -> Option<&str> {
        self.rows
            .iter()
            .find(|r| r.words.iter().any(|w| label.contains(w.as_str())))
            .map(|r| r.unit.as_str())
    }
}

/// What (按支出功能分类科目) and its like are compared as.
pub(crate) const FUNCTION: &str = "(功能)";

/// What (按经济分类) and its like are compared as.
pub(crate) const ECONOMIC: &str = "(经济)";

/// A title without what prints leave out at will: quotes, commas, 不含上年结转; the
/// classification in brackets at its end in one wording.
pub(crate) fn title_key(title: &str) -> String {
    let mut key: String = title
        .chars()
        .filter(|c| !matches!(c, '“' | '”' | '、' | ',' | '《' | '》' | '"'))
        .collect();
    key = key.replace("(不含上年结转)", "").replace("-不含上年结转)", ")");
    if key.ends_with(')')
        && let Some(at) = key.rfind('(')
    {
        let inside = &key[at..];
        let word = match (inside.contains("功能"), inside.contains("经济")) {
            (true, false) => FUNCTION,
            (false, true) => ECONOMIC,
            _ => return key,
        };
        key.truncate(at);
        key.push_str(word);
    }
    key
}

/// Whether a printed label is a known one, years and units aside.
pub(crate) fn same_label(known: &str, printed: &str) -> bool {
    matches(known, bare_label(printed))
}

/// A header label without a unit in brackets, a year, or a formula such as `4=5+6`.
pub(crate) fn bare_label(label: &str) -> &str {
    let mut label = label;
    loop {
        let before = label;
        for unit in ["(万元)", "(元)", "(亿元)", "(单位:万元)", "(单位:元)", "(千元)"]
        {
            label = label.strip_suffix(unit).unwrap_or(label);
        }
        if let Some(at) = label.find(|c: char| c.is_ascii_digit() || c == '=')
            && at > 0
            && label[at..].chars().all(|c| {
                c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '(' | ')' | '栏')
            })
        {
            label = label[..at].trim_end_matches('(');
        }
        if label.len() > 4
            && label.is_char_boundary(4)
            && label[..4].chars().all(|c| c.is_ascii_digit())
        {
            let rest = &label[4..];
            label = rest
                .strip_prefix("年度")
                .or_else(|| rest.strip_prefix('年'))
                .filter(|r| !r.is_empty())
                .unwrap_or(label);
        }
        if label == before {
            return label;
        }
    }
}

/// Labels match when equal but for punctuation that prints leave out at will.
pub(crate) fn matches(known: &str, printed: &str) -> bool {
    if known == printed {
        return true;
    }
    let plain = |c: &char| !matches!(c, '、' | ':' | '“' | '”' | ',' | '(' | ')');
    known.chars().filter(plain).eq(printed.chars().filter(plain))
}

/// Reads a fund's name.
pub(crate) fn fund(name: &str) -> Fund {
    match name {
        "all" => Fund::All,
        "fiscal" => Fund::Fiscal,
        "general" => Fund::General,
        "gov_fund" => Fund::GovFund,
        "state_capital" => Fund::StateCapital,
        "other" => Fund::Other,
        _ => Fund::Unknown,
    }
}

/// Reads a phase's name.
pub(crate) fn phase(name: &str) -> Phase {
    match name {
        "approved" => Phase::Approved,
        "adjusted" => Phase::Adjusted,
        "executed" => Phase::Executed,
        "prior" => Phase::Prior,
        _ => Phase::Unknown,
    }
}
