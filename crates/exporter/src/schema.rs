//! The one description of every relation: CSV headers, `datapackage.json` and the data
//! dictionary are written from it.
//!
//! The columns stand in `schema/fields.csv`, one a line, so that people who know the
//! subject can review them without reading Rust. New columns go to the end of their
//! relation; none is renamed or dropped.

use std::sync::LazyLock;

/// Every column, in output order.
const FIELDS: &str = include_str!("../schema/fields.csv");

/// Every column of the views, in output order.
const VIEW_FIELDS: &str = include_str!("../schema/views.csv");

/// Version of the schema, written into every format.
///
/// The last number changes when words of a description do; the middle one when a column, a
/// file or a word of an enumeration is added, which breaks no reader that goes by names; the
/// first one when one is renamed, dropped, or comes to mean something else.
pub const SCHEMA_VERSION: &str = "1.1.0";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; the formula rule applies to it in CSV.
    String,
    /// A whole number.
    Integer,
    /// An exact decimal, never a float or an exponent.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// One of a few words.
    Enum,
}

impl Kind {
    fn parse(word: &str) -> Option<Kind> {
        Some(match word {
            "string" => Kind::String,
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            "boolean" => Kind::Boolean,
            "date" => Kind::Date,
            "enum" => Kind::Enum,
            _ => return None,
        })
    }

    /// The word of the dictionary.
    pub fn name(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::Enum => "enum",
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Header of the column.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is never empty.
    pub required: bool,
    /// The words of an [`Kind::Enum`].
    pub values: Vec<&'static str>,
    /// Regular expression every value matches, empty for none.
    pub pattern: &'static str,
    /// Unit of a number (`yuan`, `pt` …), empty for none.
    pub unit: &'static str,
    /// Description in Chinese.
    pub zh: &'static str,
    /// Description in English.
    pub en: &'static str,
}

/// A reference from one relation to the key of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKey {
    /// Column here.
    pub field: &'static str,
    /// Relation there.
    pub relation: &'static str,
    /// Column there.
    pub reference: &'static str,
}

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Name; the file is `NAME.csv`.
    pub name: &'static str,
    /// What one row is, in Chinese.
    pub zh: &'static str,
    /// What one row is, in English.
    pub en: &'static str,
    /// Columns of the primary key.
    pub key: &'static [&'static str],
    /// Columns that are unique together where none of them is empty.
    pub unique: &'static [&'static str],
    /// References to other relations.
    pub foreign_keys: &'static [ForeignKey],
    /// Columns in output order.
    pub fields: Vec<Field>,
}

impl Relation {
    /// Path of the file inside the output folder.
    pub fn path(&self) -> String {
        format!("{}.csv", self.name.replacen('.', "/", 1))
    }
}

const fn refers(
    field: &'static str,
    relation: &'static str,
    reference: &'static str,
) -> ForeignKey {
    ForeignKey { field, relation, reference }
}

const OF_DOCUMENT: ForeignKey = refers("doc_id", "documents", "doc_id");
const OF_TABLE: ForeignKey = refers("table_id", "tables", "table_id");
const OF_PROJECT: ForeignKey = refers("project_id", "projects", "project_id");

struct Head(
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [ForeignKey],
);

/// Relations in the order in which they are written.
const HEADS: [Head; 11] = [
    Head("documents", "一个输入文件", "one input file", &["doc_id"], &[]),
    Head(
        "pages",
        "一页：如何读取",
        "one page: how it was read",
        &["doc_id", "page"],
        &[OF_DOCUMENT],
    ),
    Head(
        "tables",
        "一张公开表（或声明而未见）",
        "one published table found (or declared and absent)",
        &["table_id"],
        &[OF_DOCUMENT],
    ),
    Head(
        "facts",
        "公开表的一个数据格，含空格",
        "one printed data cell of a published table, blank cells included",
        &["fact_id"],
        &[OF_DOCUMENT, OF_TABLE],
    ),
    Head(
        "projects",
        "一份绩效表（目标申报、填报、自评）",
        "one performance form",
        &["project_id"],
        &[OF_DOCUMENT],
    ),
    Head(
        "funding",
        "绩效表的一项资金",
        "one funding line of a form",
        &["project_id", "seq"],
        &[OF_PROJECT],
    ),
    Head(
        "indicators",
        "绩效表的一项指标",
        "one indicator of a form and horizon",
        &["indicator_id"],
        &[OF_PROJECT],
    ),
    Head(
        "sections",
        "文字部分的一章",
        "one chapter of the document's text",
        &["section_id"],
        &[OF_DOCUMENT],
    ),
    Head(
        "statements",
        "文字中的一个金额、占比或增幅",
        "one amount, share or growth stated in the narrative",
        &["statement_id"],
        &[
            OF_DOCUMENT,
            refers("section", "sections", "section_id"),
            refers("linked_fact_id", "facts", "fact_id"),
            OF_PROJECT,
        ],
    ),
    Head(
        "checks",
        "一条已核对的勾稽关系",
        "one evaluated identity",
        &["check_id"],
        &[OF_DOCUMENT],
    ),
    Head(
        "diagnostics",
        "一处未能理解或未能读取的内容",
        "one thing that was not understood or not read",
        &["diagnostic_id"],
        &[OF_DOCUMENT, OF_TABLE, refers("fact_id", "facts", "fact_id")],
    ),
];

/// What an export of a store says besides: what differs from the export before it. It names
/// documents that are not in the output any more, so it refers to none.
const CHANGES: [Head; 1] = [Head(
    "changes",
    "与上次导出相比，一个新增、替换或撤下的文档；仅由存储导出时有",
    "one document added, replaced or withdrawn since the export before; only from a store",
    &["doc_id"],
    &[],
)];

/// What is made of the relations for people, in the order in which it is written.
const VIEWS: [Head; 4] = [
    Head(
        "views.sangong",
        "一个部门或单位一年的“三公”经费",
        "the three public expenses of one body in one year, as one document prints them",
        &[],
        &[OF_DOCUMENT, OF_TABLE],
    ),
    Head(
        "views.spending_by_class",
        "一个部门或单位按功能分类类级的支出",
        "expenditure of one body by class of the functional classification",
        &[],
        &[OF_DOCUMENT, OF_TABLE],
    ),
    Head(
        "views.projects",
        "一份绩效表",
        "one performance form, in one row",
        &["project_id"],
        &[OF_PROJECT, OF_DOCUMENT],
    ),
    Head(
        "views.findings",
        "一处疑点：不成立的勾稽关系，同一原因的合为一行",
        "one finding: identities that do not hold; those of one cause are one",
        &["check_id"],
        &[refers("check_id", "checks", "check_id"), OF_DOCUMENT],
    ),
];

/// A body or a year may be unknown, which no primary key allows.
fn unique(name: &str) -> &'static [&'static str] {
    match name {
        "views.sangong" => &["doc_id", "entity", "year"],
        "views.spending_by_class" => &["doc_id", "entity", "code"],
        _ => &[],
    }
}

static RELATIONS: LazyLock<Vec<Relation>> = LazyLock::new(|| relate(&HEADS, FIELDS));

static CHANGE_RELATIONS: LazyLock<Vec<Relation>> =
    LazyLock::new(|| relate(&CHANGES, FIELDS));

static VIEW_RELATIONS: LazyLock<Vec<Relation>> =
    LazyLock::new(|| relate(&VIEWS, VIEW_FIELDS));

fn relate(heads: &[Head], fields: &'static str) -> Vec<Relation> {
    let fields = read_fields(fields);
    heads
        .iter()
        .map(|&Head(name, zh, en, key, foreign_keys)| Relation {
            name,
            zh,
            en,
            key,
            unique: unique(name),
            foreign_keys,
            fields: fields
                .iter()
                .filter(|(relation, _)| *relation == name)
                .map(|(_, field)| field.clone())
                .collect(),
        })
        .collect()
}

/// All relations, in the order in which they are written.
pub fn relations() -> &'static [Relation] {
    &RELATIONS
}

/// The relation of a name.
pub fn relation(name: &str) -> Option<&'static Relation> {
    relations().iter().find(|relation| relation.name == name)
}

/// What differs from the export before, of exports of a store.
pub fn changes() -> &'static [Relation] {
    &CHANGE_RELATIONS
}

/// The views: relations made of the others, for people. Written where they have rows.
pub fn views() -> &'static [Relation] {
    &VIEW_RELATIONS
}

/// The column of `projects.csv` that exists only when contact data was asked for.
pub fn contact_field() -> Field {
    Field {
        name: "contact_printed",
        kind: Kind::String,
        required: false,
        values: Vec::new(),
        pattern: "",
        unit: "",
        zh: "联系人信息（原文，仅在 --contacts 时）",
        en: "contact data as printed; only with --contacts",
    }
}

/// Reads lines of `relation,name,type,required,values,unit,zh,en`.
///
/// The file is part of the program and holds no quotes; a line that does not fit is
/// left out here and caught by the tests below.
fn read_fields(text: &'static str) -> Vec<(&'static str, Field)> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut parts = line.split(',');
            let relation = parts.next()?;
            let name = parts.next()?;
            let kind = Kind::parse(parts.next()?)?;
            let required = parts.next()? == "yes";
            let constraint = parts.next()?;
            let unit = parts.next()?;
            let zh = parts.next()?;
            let en = parts.next()?;
            let (values, pattern) = if kind == Kind::Enum {
                (constraint.split(';').collect(), "")
            } else {
                (Vec::new(), constraint)
            };
            let field = Field { name, kind, required, values, pattern, unit, zh, en };
            parts.next().is_none().then_some((relation, field))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_dictionary_is_read() {
        let all: Vec<&Relation> = relations().iter().chain(changes()).collect();
        for (text, relations) in [(FIELDS, all), (VIEW_FIELDS, views().iter().collect())]
        {
            let lines = text.lines().count() - 1;
            let read: usize = relations.iter().map(|r| r.fields.len()).sum();
            assert_eq!(read, lines);
        }
    }

    #[test]
    fn keys_and_references_name_real_columns() {
        for relation in relations().iter().chain(changes()).chain(views()) {
            let has = |name: &str| relation.fields.iter().any(|f| f.name == name);
            let mut keys = relation.key.iter().chain(relation.unique);
            assert!(keys.all(|k| has(k)), "key of {}", relation.name);
            for key in relation.foreign_keys {
                assert!(has(key.field), "{}.{}", relation.name, key.field);
                let there = super::relation(key.relation).expect("relation exists");
                assert!(there.fields.iter().any(|f| f.name == key.reference));
            }
        }
    }

    #[test]
    fn columns_are_the_contract_s() {
        let header: Vec<String> = relations()
            .iter()
            .chain(changes())
            .map(|r| {
                let names: Vec<&str> = r.fields.iter().map(|f| f.name).collect();
                format!("{}: {}", r.name, names.join(","))
            })
            .collect();
        insta::assert_snapshot!(header.join("\n"));
    }

    /// What changes here changes [`SCHEMA_VERSION`], by its rule.
    #[test]
    fn views_and_version_are_as_remembered() {
        let header: Vec<String> = views()
            .iter()
            .map(|r| {
                let names: Vec<&str> = r.fields.iter().map(|f| f.name).collect();
                format!("{}: {}", r.path(), names.join(","))
            })
            .collect();
        insta::assert_snapshot!(format!("{SCHEMA_VERSION}\n{}", header.join("\n")));
    }
}
