//! What the published tables look like, read from `catalog/*.toml`; nothing here is code.

pub(crate) mod places;
mod spec;

pub use spec::{ColumnSpec, Labels, PayerSpec, PrefixSpec, RowSpec, TableSpec};
use spec::{ECONOMIC, FUNCTION, title_key};
pub(crate) use spec::{fund, phase, same_label};

use crate::words::wording;
use std::sync::LazyLock;

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
    ("final/fiscal.toml", include_str!("../catalog/final/fiscal.toml")),
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
    (
        "budget/project_economic.toml",
        include_str!("../catalog/budget/project_economic.toml"),
    ),
    ("budget/project_other.toml", include_str!("../catalog/budget/project_other.toml")),
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
            for payer in &table.payers {
                vocabulary.extend(payer.labels.iter().cloned());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Side;

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
