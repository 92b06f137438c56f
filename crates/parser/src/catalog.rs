//! What the published tables look like, read from `catalog/*.toml`; nothing here is code.

use crate::disclosure::{CodeScheme, Fund, Phase, Side};
use crate::words::wording;
use serde::Deserialize;
use std::sync::LazyLock;

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
    /// Those of them whose codes name a body or a project and classify nothing.
    pub body_code: Vec<String>,
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
    /// Words of rows, in such tables, whose numbers are counts.
    pub counted_rows: Vec<String>,
}

/// All knowledge of the parser about tables.
#[derive(Debug)]
pub struct Catalog {
    /// Tables in the order of their ids.
    pub tables: Vec<TableSpec>,
    /// Words with a role in any table.
    pub labels: Labels,
    /// Every label of every column, for telling header from data.
    vocabulary: Vec<String>,
    /// Titles as they are compared, in normal form, and the tables that carry them,
    /// longest first.
    titles: Vec<(String, String, usize)>,
}

/// Adding a table is adding its file here; see the crate's README.
const FILES: &[(&str, &str)] = &[
    ("final/01.toml", include_str!("../catalog/final/01.toml")),
    ("final/02.toml", include_str!("../catalog/final/02.toml")),
    ("final/03.toml", include_str!("../catalog/final/03.toml")),
    ("final/04.toml", include_str!("../catalog/final/04.toml")),
    ("final/05.toml", include_str!("../catalog/final/05.toml")),
    ("final/06.toml", include_str!("../catalog/final/06.toml")),
    ("final/07.toml", include_str!("../catalog/final/07.toml")),
    ("final/08.toml", include_str!("../catalog/final/08.toml")),
    ("final/09.toml", include_str!("../catalog/final/09.toml")),
    ("final/10.toml", include_str!("../catalog/final/10.toml")),
    ("budget/01.toml", include_str!("../catalog/budget/01.toml")),
    ("budget/02.toml", include_str!("../catalog/budget/02.toml")),
    ("budget/03.toml", include_str!("../catalog/budget/03.toml")),
    ("budget/04.toml", include_str!("../catalog/budget/04.toml")),
    ("budget/05.toml", include_str!("../catalog/budget/05.toml")),
    ("budget/06.toml", include_str!("../catalog/budget/06.toml")),
    ("budget/07.toml", include_str!("../catalog/budget/07.toml")),
    ("budget/08.toml", include_str!("../catalog/budget/08.toml")),
    ("budget/09.toml", include_str!("../catalog/budget/09.toml")),
    ("budget/basic.toml", include_str!("../catalog/budget/basic.toml")),
    ("budget/basic_function.toml", include_str!("../catalog/budget/basic_function.toml")),
    ("budget/carryover.toml", include_str!("../catalog/budget/carryover.toml")),
    ("budget/fiscal.toml", include_str!("../catalog/budget/fiscal.toml")),
    ("budget/fiscal_basic.toml", include_str!("../catalog/budget/fiscal_basic.toml")),
    (
        "budget/general_economic.toml",
        include_str!("../catalog/budget/general_economic.toml"),
    ),
    ("budget/gov_fund.toml", include_str!("../catalog/budget/gov_fund.toml")),
    ("budget/procurement.toml", include_str!("../catalog/budget/procurement.toml")),
    ("budget/project.toml", include_str!("../catalog/budget/project.toml")),
    ("budget/running.toml", include_str!("../catalog/budget/running.toml")),
    ("budget/service.toml", include_str!("../catalog/budget/service.toml")),
    ("budget/special.toml", include_str!("../catalog/budget/special.toml")),
    ("budget/state_capital.toml", include_str!("../catalog/budget/state_capital.toml")),
];

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let tables = FILES
        .iter()
        .map(|(name, text)| {
            toml::from_str(text).unwrap_or_else(|e| panic!("catalog/{name}: {e}"))
        })
        .collect();
    let labels = toml::from_str(include_str!("../catalog/labels.toml"))
        .unwrap_or_else(|e| panic!("catalog/labels.toml: {e}"));
    Catalog::new(tables, labels)
});

/// The catalog built into the program.
pub fn catalog() -> &'static Catalog {
    &CATALOG
}

impl Catalog {
    fn new(tables: Vec<TableSpec>, labels: Labels) -> Self {
        let mut vocabulary: Vec<String> = labels
            .code
            .iter()
            .chain(&labels.label)
            .chain(&labels.line_no)
            .chain(&labels.code_part)
            .cloned()
            .collect();
        let mut titles = Vec::new();
        for (i, table) in tables.iter().enumerate() {
            for column in &table.columns {
                for label in &column.labels {
                    vocabulary.extend(label.split('/').map(str::to_owned));
                }
                vocabulary.extend(column.wrappers.iter().cloned());
            }
            vocabulary.extend(table.wrappers.iter().cloned());
            for prefix in &table.prefixes {
                vocabulary.extend(prefix.labels.iter().cloned());
            }
            for title in std::iter::once(&table.title).chain(&table.aliases) {
                titles.push((title_key(title), title.clone(), i));
            }
        }
        vocabulary.sort();
        vocabulary.dedup();
        titles
            .sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then(a.cmp(b)));
        Self { tables, labels, vocabulary, titles }
    }

    /// A table by its id.
    pub fn table(&self, id: &str) -> Option<&TableSpec> {
        self.tables.iter().find(|t| t.id == id)
    }

    /// Whether a normalised text is a label of some column.
    pub fn is_header_word(&self, text: &str) -> bool {
        self.vocabulary.binary_search_by(|w| w.as_str().cmp(text)).is_ok()
    }

    /// Every label of a column, in normal form and sorted.
    pub(crate) fn header_words(&self) -> &[String] {
        &self.vocabulary
    }

    /// Every title of a table, aliases included.
    pub(crate) fn titles(&self) -> impl Iterator<Item = &String> {
        self.titles.iter().map(|(_, title, _)| title)
    }

    /// Whether a normalised row label is that of a sum.
    pub fn is_total(&self, label: &str) -> bool {
        let bare = wording::strip_ordinal(label);
        self.labels.total.iter().any(|t| t == label || t == bare)
    }

    /// Whether a note says that its table has no data. The template's instruction to write
    /// such a note (无…的，仍保留该表格式) says nothing.
    pub fn is_nil_note(&self, note: &str) -> bool {
        !note.contains("仍保留该表")
            && self.labels.nil.iter().any(|words| note.contains(words.as_str()))
    }

    /// Tables whose title is exactly this one, in normal form.
    pub fn by_title(&self, title: &str) -> Vec<&TableSpec> {
        let key = title_key(title);
        let same = self.titles.iter().filter(|(t, _, _)| *t == key);
        same.map(|(_, _, i)| &self.tables[*i]).collect()
    }

    /// The longest known title that ends a text, and what stands before it.
    pub fn title_at_end(&self, text: &str) -> Option<(String, &str)> {
        let key = title_key(text);
        let ends = |key: &str, scheme: &str| {
            self.titles.iter().find_map(|(t, title, i)| {
                let before = key.strip_suffix(t.as_str())?;
                let fits = scheme.is_empty() || self.tables[*i].scheme == scheme;
                fits.then(|| (before.to_owned(), title.as_str()))
            })
        };
        // (按功能分类) may only repeat what the table is anyway.
        ends(&key, "")
            .or_else(|| ends(key.strip_suffix(FUNCTION)?, "function"))
            .or_else(|| ends(key.strip_suffix(ECONOMIC)?, "economic"))
    }
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

    /// Prefix and column whose labels make up a header path.
    pub fn column(
        &self,
        path: &[String],
        side: Side,
    ) -> Option<(Option<&PrefixSpec>, &ColumnSpec)> {
        let path: Vec<&str> = path.iter().map(|p| bare_label(p)).collect();
        if self.prefixes.is_empty() {
            return self.plain_column(&path, side).map(|c| (None, c));
        }
        for (i, part) in path.iter().enumerate() {
            let Some(prefix) =
                self.prefixes.iter().find(|p| p.labels.iter().any(|l| matches(l, part)))
            else {
                continue;
            };
            let mut rest = path.clone();
            rest.remove(i);
            if let Some(column) = self.plain_column(&rest, side) {
                return Some((Some(prefix), column));
            }
        }
        let default = self.prefixes.iter().find(|p| p.default)?;
        self.plain_column(&path, side).map(|c| (Some(default), c))
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

    fn plain_column(&self, path: &[&str], side: Side) -> Option<&ColumnSpec> {
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
const FUNCTION: &str = "(功能)";
/// What (按经济分类) and its like are compared as.
const ECONOMIC: &str = "(经济)";

/// A title without what prints leave out at will: quotes, commas, 不含上年结转; the
/// classification in brackets at its end in one wording.
fn title_key(title: &str) -> String {
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
fn bare_label(label: &str) -> &str {
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
fn matches(known: &str, printed: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, path: &[&str], side: Side) -> String {
        let path: Vec<String> = path.iter().map(|p| (*p).to_owned()).collect();
        let spec = catalog().table(id).expect("a table of the catalog");
        spec.column(&path, side).map_or("-".to_owned(), |(p, c)| {
            format!("{}{}", p.map_or("", |p| p.key.as_str()), c.key)
        })
    }

    #[test]
    fn every_label_and_title_is_in_normal_form() {
        let catalog = catalog();
        let words =
            catalog.vocabulary.iter().chain(catalog.titles.iter().map(|(_, t, _)| t));
        for word in words.chain(&catalog.labels.total) {
            assert_eq!(&crate::words::normal::normalise(word), word);
        }
    }

    #[test]
    fn an_order_names_every_column_once() {
        for table in catalog().tables.iter().filter(|table| !table.order.is_empty()) {
            let named = table.named_columns();
            let keys: Vec<&String> = named.iter().map(|(key, _)| key).collect();
            assert_eq!(keys, table.order.iter().collect::<Vec<_>>(), "{}", table.id);
        }
    }

    #[test]
    fn a_title_belongs_to_one_table_of_a_kind() {
        let catalog = catalog();
        for pair in catalog.titles.windows(2) {
            let kind = |i: usize| catalog.tables[i].kind();
            assert!(
                pair[0].0 != pair[1].0
                    || pair[0].2 == pair[1].2
                    || kind(pair[0].2) != kind(pair[1].2),
                "{} twice",
                pair[0].0
            );
        }
    }

    #[test]
    fn both_layouts_of_the_three_public_expenses() {
        let none = Side::None;
        assert_eq!(key("final.09", &["预算数", "合计"], none), "budget_total");
        assert_eq!(key("final.09", &["合计", "决算数"], none), "final_total");
        let nested = ["决算数", "公务用车购置及运行维护费", "小计"];
        assert_eq!(key("final.09", &nested, none), "final_vehicle");
        let nested = ["公务用车购置及运行维护费", "公务用车购置费", "预算数"];
        assert_eq!(key("final.09", &nested, none), "budget_vehicle_purchase");
    }

    #[test]
    fn an_outer_label_that_changes_the_meaning_is_not_dropped() {
        let none = Side::None;
        assert_eq!(key("final.05", &["本年支出", "基本支出"], none), "basic");
        assert_eq!(key("final.05", &["年初结转和结余", "基本支出"], none), "-");
        assert_eq!(key("final.05", &["年初结转和结余", "合计"], none), "opening");
        assert_eq!(key("final.04", &["支出", "合计"], Side::Expenditure), "total");
        assert_eq!(key("final.04", &["收入", "决算数"], Side::Revenue), "amount");
    }
}
