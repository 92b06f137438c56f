//! Which sheets there are, and in which order a person needs their columns.

use crate::lang::Lang;
use crate::package::{Kind, Package, Resource};
use std::collections::{BTreeMap, BTreeSet};

/// One sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    zh: &'static str,
    en: &'static str,
    /// The relation it shows.
    pub(crate) relation: &'static str,
    /// What stands first; everything else follows, ids last.
    first: &'static [First],
}

/// A column that stands first.
#[derive(Debug, Clone, Copy)]
enum First {
    /// A column of the relation, and what people call it in Chinese and English.
    Of(&'static str, &'static str, &'static str),
    /// A column of its own.
    Made(Made),
}

/// What a sheet says that its file does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// Title of the table, as printed.
    TableTitle,
    /// Name of the file.
    FileName,
    /// What became of the number when it was checked.
    Verdict,
}

use First::{Made as M, Of};

pub(crate) const SHEETS: [Sheet; 6] = [
    Sheet {
        zh: "数据",
        en: "Data",
        relation: "facts",
        first: &[
            Of("entity", "部门", "body"),
            Of("fiscal_year", "年度", "year"),
            M(Made::TableTitle),
            Of("code", "科目编码", "code"),
            Of("label", "科目", "item"),
            Of("column_path", "栏目", "column"),
            Of("amount_yuan", "金额（元）", "amount (yuan)"),
            Of("printed", "原文", "printed"),
            Of("unit_printed", "单位", "unit"),
            Of("page", "页", "page"),
            Of("page_url", "链接", "link"),
            M(Made::Verdict),
            M(Made::FileName),
        ],
    },
    Sheet {
        zh: "三公",
        en: "Three public expenses",
        relation: "views.sangong",
        first: &[],
    },
    Sheet {
        zh: "功能分类",
        en: "Spending by class",
        relation: "views.spending_by_class",
        first: &[],
    },
    Sheet { zh: "绩效", en: "Performance", relation: "views.projects", first: &[] },
    Sheet { zh: "疑点", en: "Findings", relation: "views.findings", first: &[] },
    Sheet {
        zh: "来源",
        en: "Sources",
        relation: "documents",
        first: &[
            Of("file_name", "文件", "file"),
            Of("entity", "部门", "body"),
            Of("fiscal_year", "年度", "year"),
            Of("doc_kind", "种类", "kind"),
            Of("status", "读取结果", "status"),
            Of("status_reason", "未完全读取的原因", "reason"),
            Of("source_url", "链接", "link"),
            Of("retrieved_at", "取得时间", "retrieved at"),
            Of("page_count", "页数", "pages"),
        ],
    },
];

/// Name of the sheet that explains all columns.
pub(crate) fn dictionary_name(lang: Lang) -> &'static str {
    lang.of("字段说明", "Columns")
}

impl Sheet {
    pub(crate) fn name(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }

    /// Its columns, in order.
    pub(crate) fn columns(&self, resource: &Resource, lang: Lang) -> Vec<Column> {
        let mut fields: Vec<Show> = Vec::new();
        let mut called: BTreeMap<usize, &'static str> = BTreeMap::new();
        for first in self.first {
            match first {
                Of(name, zh, en) => {
                    if let Some(field) = resource.position(name) {
                        fields.push(Show::Field(field));
                        called.insert(field, lang.of(zh, en));
                    }
                }
                M(made) => fields.push(Show::Made(*made)),
            }
        }
        let rest =
            (0..resource.fields.len()).filter(|&f| !fields.contains(&Show::Field(f)));
        let (ids, others): (Vec<usize>, Vec<usize>) =
            rest.partition(|&field| is_id(&resource.fields[field].name));
        fields.extend(others.into_iter().chain(ids).map(Show::Field));
        let mut used = BTreeSet::new();
        let columns = fields.into_iter().map(|show| {
            let name = match show {
                Show::Field(field) => called.get(&field).map(|name| (*name).to_owned()),
                Show::Made(_) => None,
            };
            let mut heading = name.unwrap_or_else(|| heading(show, resource, lang));
            if !used.insert(heading.clone()) {
                heading = match show {
                    Show::Field(field) => {
                        let field = &resource.fields[field];
                        format!("{}（{}）", heading, field.name)
                    }
                    Show::Made(_) => format!("{heading}*"),
                };
                used.insert(heading.clone());
            }
            Column { show, heading }
        });
        columns.collect()
    }
}

/// One column of a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) show: Show,
    pub(crate) heading: String,
}

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// A column of the relation, by its position.
    Field(usize),
    /// Something of the sheet's own.
    Made(Made),
}

fn is_id(name: &str) -> bool {
    name.ends_with("_id")
        || matches!(name, "sha256" | "section" | "evidence" | "table_ids")
}

fn heading(show: Show, resource: &Resource, lang: Lang) -> String {
    match show {
        Show::Made(Made::TableTitle) => lang.of("表", "table").to_owned(),
        Show::Made(Made::FileName) => lang.of("文件", "file").to_owned(),
        Show::Made(Made::Verdict) => lang.of("核对结果", "checked").to_owned(),
        Show::Field(field) => {
            let field = &resource.fields[field];
            match lang {
                Lang::En => field.name.replace('_', " "),
                Lang::Zh => short(&field.zh, field.unit == "yuan").to_owned(),
            }
        }
    }
}

/// The first words of a description: up to what explains them. A bracket at their end explains
/// too, but for the unit of money; one inside is part of a name.
fn short(zh: &str, keeps_brackets: bool) -> &str {
    let end =
        zh.find(['：', '；', '，', '。']).filter(|end| *end > 0).unwrap_or(zh.len());
    let words = &zh[..end];
    let bracket = words.find('（').filter(|at| *at > 0 && words.ends_with('）'));
    match bracket {
        Some(at) if !keeps_brackets => &words[..at],
        _ => words,
    }
}

/// What became of a number when it was checked; nothing where there is none.
pub(crate) fn verdict(
    proofs: &str,
    disproofs: &str,
    amount: &str,
    lang: Lang,
) -> &'static str {
    let some = |count: &str| !matches!(count, "" | "0");
    if some(disproofs) {
        lang.of("不符", "contradicted")
    } else if some(proofs) {
        lang.of("相符", "agrees")
    } else if amount.is_empty() {
        ""
    } else {
        lang.of("未核对", "unchecked")
    }
}

/// Width of a column, in characters.
pub(crate) fn width(column: &Column, resource: &Resource) -> f64 {
    let least =
        column.heading.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
    let wanted: f64 = match column.show {
        Show::Made(Made::TableTitle) => 30.0,
        Show::Made(Made::FileName) => 34.0,
        Show::Made(Made::Verdict) => 10.0,
        Show::Field(field) => {
            let field = &resource.fields[field];
            match (field.kind, field.name.as_str()) {
                (_, "message_zh" | "message_en") => 60.0,
                (_, "file_name") => 34.0,
                (_, "entity" | "label" | "project_name" | "column_path") => 28.0,
                (_, name) if name.ends_with("_url") || is_id(name) => 18.0,
                (Kind::Number, _) if field.unit == "yuan" => 18.0,
                (Kind::Text, _) if field.values.is_empty() => 14.0,
                _ => 8.0,
            }
        }
    };
    wanted.max(least + 3.0)
}

/// The relations that a workbook shows.
pub(crate) fn shown(package: &Package) -> impl Iterator<Item = (&'static Sheet, usize)> {
    SHEETS.iter().filter_map(|sheet| {
        let position = package.resources.iter().position(|r| r.name == sheet.relation)?;
        Some((sheet, position))
    })
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn headings_are_the_first_words() {
        for (zh, expected) in [
            ("文档种类：决算、预算、绩效", "文档种类"),
            ("印出的表号（公开01表）", "印出的表号"),
            ("因公出国（境）费的状态：空为表中无此栏", "因公出国（境）费的状态"),
            ("页，从 1 起", "页"),
        ] {
            assert_eq!(short(zh, false), expected);
        }
        assert_eq!(short("金额（元）", true), "金额（元）");
    }
}
