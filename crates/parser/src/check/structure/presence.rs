//! What must be there: announced tables, units, notes of empty tables, the whole set: E01,
//! E04, E05, E06.

use super::finding::{Finding, TRUSTED, place, printed, title};
use crate::catalog::catalog;
use crate::check::names;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{
    Disclosure, DocKind, Method, Row, Table, TableState, Value, ValueState,
};
use crate::words::normal::normalise;

/// Tables of final accounts in the national templates, and since which year.
const SET: [(&str, u16); 9] = [
    ("final.01", 0),
    ("final.02", 0),
    ("final.03", 0),
    ("final.04", 0),
    ("final.05", 0),
    ("final.06", 0),
    ("final.07", 0),
    ("final.08", 2020),
    ("final.09", 0),
];
/// A document with fewer of them publishes something else.
const MOST: usize = 7;
/// A list of the document's tables that says which of them are empty, and why.
const LIST_OF_EMPTY: [&str; 3] = ["是否空表", "空表理由", "公开空表"];
/// What a note says that explains an empty table in words of its own.
const NOTHING: [&str; 5] = ["无", "没有", "未", "不涉及", "为空"];
/// Notes that say that the whole table is empty, not only one line of it.
const WHOLLY: [&str; 6] =
    ["本表无数据", "此表无数据", "表无数据", "本表为空", "此表为空", "本表无内容"];

/// E01: tables that 目录 announces are there.
pub(super) fn announced(out: &Disclosure) -> Vec<Check> {
    let absent: Vec<(usize, &Table)> = out
        .tables
        .iter()
        .enumerate()
        .filter(|(_, t)| t.state == TableState::Absent)
        .collect();
    let contents = out.sections.iter().position(|s| s.kind == "contents");
    if absent.is_empty() {
        let there = printed(out).map(|(index, _)| index).collect();
        let held = contents.map(|at| {
            let mut finding = Finding::about("E01", Outcome::Exact);
            finding.tables = there;
            finding.with(vec![Evidence::Section(at)]).check(out)
        });
        return held.into_iter().filter(|c| !c.tables.is_empty()).collect();
    }
    let evidence: Vec<Evidence> = contents.map(Evidence::Section).into_iter().collect();
    let known = printed(out).filter(|(_, t)| t.id != "other").count();
    if known <= absent.len() {
        return vec![published_apart(out, &absent, known, evidence)];
    }
    let unread = has_pictures(out) || has_nameless(out);
    let of_table = |(index, table): (usize, &Table)| {
        let name = &table.title_printed;
        let finding = if unread || is_mentioned(out, name) {
            Finding::of("E01", Outcome::NotEvaluable, index).says(
                format!("目录列有「{name}」，未识别到该表（可能为图片）"),
                format!("「{name}」 of 目录 was not recognised; it may be a picture"),
            )
        } else {
            Finding::of("E01", Outcome::Violated, index).says(
                format!("目录列有「{name}」，文件中没有该表"),
                format!("目录 lists 「{name}」, which is not in the document"),
            )
        };
        finding.with(evidence.clone()).check(out)
    };
    absent.into_iter().map(of_table).collect()
}

/// Whether something may be the table that is missed: amounts in a table that nothing names, a
/// page with the title of a table and no rulings.
fn has_nameless(out: &Disclosure) -> bool {
    const MISSED: [&str; 3] = ["undrawn-table", "aligned-columns", "empty-body"];
    let is_amount = |v: &Value| v.state == ValueState::Number && !v.printed.contains('%');
    let amounts = |t: &Table| {
        let values = t.rows.iter().flat_map(|r| &r.values);
        values.filter(|v| is_amount(v)).count()
    };
    printed(out).any(|(_, t)| t.id == "other" && amounts(t) > 2)
        || out.diagnostics.iter().any(|d| MISSED.contains(&d.code))
}

/// A file of the text alone, or of a part of the tables: one line for the document.
fn published_apart(
    out: &Disclosure,
    absent: &[(usize, &Table)],
    known: usize,
    evidence: Vec<Evidence>,
) -> Check {
    let n = absent.len();
    let mut finding = Finding::about("E01", Outcome::NotEvaluable)
        .says(
            format!("目录所列的表有 {n} 张不在本文件中（在文件中的 {known} 张），应是另行公开或为图片"),
            format!(
                "{n} tables that 目录 lists are not in this file, {known} are: they are published apart, or as pictures"
            ),
        )
        .with(evidence);
    finding.tables = absent.iter().map(|(index, _)| *index).collect();
    finding.check(out)
}

/// Whether some page is a picture, in which anything may stand.
fn has_pictures(out: &Disclosure) -> bool {
    out.pages.iter().any(|p| p.method != Method::Text)
}

/// Whether a title stands on a line of its own outside 目录.
fn is_mentioned(out: &Disclosure, title: &str) -> bool {
    let title = normalise(title);
    let heads = |text: &str| {
        let text = normalise(text);
        text.ends_with(&title) && text.chars().count() <= title.chars().count() + 20
    };
    out.sections
        .iter()
        .filter(|s| s.kind != "contents")
        .any(|s| heads(&s.heading) || s.paragraphs.iter().any(|p| heads(&p.text)))
}

/// E04: a table of money says its unit.
pub(super) fn units(out: &Disclosure) -> Vec<Check> {
    let mut all = Vec::new();
    for (index, table) in printed(out).filter(|(_, t)| t.id != "other") {
        let name = title(table);
        let without = first_without_unit(index, table);
        let finding = match without {
            None if table.unit.printed.is_empty() => continue,
            None => Finding::of("E04", Outcome::Exact, index),
            Some(_) if conflicts(out, index) => {
                Finding::of("E04", Outcome::NotEvaluable, index).says(
                    format!("{name} 各页计量单位不同"),
                    format!("pages of {name} print different units"),
                )
            }
            Some(_) if says_unit_once(out) => {
                Finding::of("E04", Outcome::NotEvaluable, index).says(
                    format!("{name} 未注明计量单位，文件在别处统一说明"),
                    format!("{name} prints no unit; the document says it elsewhere"),
                )
            }
            Some(fact) => Finding::of("E04", Outcome::Violated, index)
                .says(
                    format!("{name} 未注明计量单位（万元或元）"),
                    format!("{name} does not say whether it is in 万元 or 元"),
                )
                .with(vec![fact]),
        };
        all.push(finding.check(out));
    }
    all
}

/// A number in a named column that is neither an amount nor a count for want of a unit.
fn first_without_unit(index: usize, table: &Table) -> Option<Evidence> {
    let lacks = |v: &Value| {
        let column = table.columns.get(v.column);
        v.state == ValueState::Number
            && v.amount_yuan.is_none()
            && v.quantity.is_none()
            && v.confidence >= TRUSTED
            && column.is_some_and(|c| !c.key.is_empty())
    };
    let at = table.rows.iter().position(|r| r.values.iter().any(lacks))?;
    place(index, at, &table.rows[at])
}

fn conflicts(out: &Disclosure, index: usize) -> bool {
    out.diagnostics.iter().any(|d| d.code == "unit-conflict" && d.table == Some(index))
}

/// Whether the text outside the tables says the unit of all of them.
fn says_unit_once(out: &Disclosure) -> bool {
    let says = |text: &str| {
        let text = normalise(text);
        text.contains("单位") && text.contains("元") && text.contains('表')
    };
    out.sections.iter().flat_map(|s| &s.paragraphs).any(|p| says(&p.text))
}

/// E05: an empty table has a note, and a table with such a note is empty.
pub(super) fn nil_notes(out: &Disclosure) -> Vec<Check> {
    let listed = has_list_of_empty(out);
    let mut all = Vec::new();
    for (index, table) in printed(out).filter(|(_, t)| t.id != "other") {
        let name = title(table);
        let note = table.empty_note.as_str();
        let finding = match table.state {
            TableState::Empty if !note.is_empty() || explains(&table.footnote) => {
                Finding::of("E05", Outcome::Exact, index)
            }
            TableState::Empty if listed => {
                Finding::of("E05", Outcome::NotEvaluable, index).says(
                    format!("{name} 为空，文件另有空表说明"),
                    format!("{name} is empty; a list of tables says why"),
                )
            }
            TableState::Empty if table.confidence < TRUSTED => {
                Finding::of("E05", Outcome::NotEvaluable, index).says(
                    format!("{name} 未能可靠读出"),
                    format!("{name} was not read reliably"),
                )
            }
            TableState::Empty => Finding::of("E05", Outcome::Violated, index).says(
                format!("{name} 为空表，表下没有说明"),
                format!("{name} is empty and no note below it says why"),
            ),
            TableState::Data if WHOLLY.iter().any(|w| normalise(note).contains(w)) => {
                contradicted(index, table)
            }
            TableState::Data | TableState::Absent => continue,
        };
        all.push(finding.check(out));
    }
    all
}

/// A table that says it has no data: its amounts, if any.
fn contradicted(index: usize, table: &Table) -> Finding {
    let is_number = |v: &Value| v.state == ValueState::Number;
    let data = |r: &Row| r.values.iter().any(is_number);
    let Some(at) = table.rows.iter().position(data) else {
        return Finding::of("E05", Outcome::Exact, index);
    };
    let row = &table.rows[at];
    let shown = row.values.iter().find(|v| is_number(v)).map_or("", |v| &v.printed);
    let (name, note) = (title(table), &table.empty_note);
    let label = &row.label_printed;
    Finding::of("E05", Outcome::Violated, index)
        .says(
            format!("{name} 注明「{note}」，却列有「{label} {shown}」"),
            format!("{name} says 「{note}」 and prints 「{label} {shown}」"),
        )
        .with(place(index, at, row).into_iter().collect())
}

/// Whether a note says in its own words that there is nothing.
fn explains(note: &str) -> bool {
    let note = normalise(note);
    // An instruction of the template to write such a note is none.
    !note.contains("保留该表") && NOTHING.iter().any(|word| note.contains(word))
}

/// Whether the document lists its tables and says of each whether it is empty.
fn has_list_of_empty(out: &Disclosure) -> bool {
    let says = |text: &str| LIST_OF_EMPTY.iter().any(|w| text.contains(w));
    out.tables.iter().any(|t| t.columns.iter().any(|c| c.path.iter().any(|p| says(p))))
        || out.sections.iter().flat_map(|s| &s.paragraphs).any(|p| says(&p.text))
}

/// E06: the tables that final accounts must have are there, if only empty.
pub(super) fn complete(out: &Disclosure) -> Vec<Check> {
    let (DocKind::Final, Some(year)) = (out.kind, out.fiscal_year) else {
        return Vec::new();
    };
    let has = |id: &str| printed(out).any(|(_, t)| t.id == id);
    let wanted: Vec<&str> =
        SET.iter().filter(|(_, since)| year >= *since).map(|(id, _)| *id).collect();
    let mut missing: Vec<&str> = wanted.iter().copied().filter(|id| !has(id)).collect();
    if wanted.len() - missing.len() < MOST {
        return Vec::new();
    }
    // What 目录 announces is said by E01.
    missing.retain(|id| !out.tables.iter().any(|t| t.id == *id));
    let there = printed(out).filter(|(_, t)| wanted.contains(&t.id.as_str()));
    let there: Vec<usize> = there.map(|(index, _)| index).collect();
    if missing.is_empty() {
        let mut finding = Finding::about("E06", Outcome::Exact);
        finding.tables = there;
        return vec![finding.check(out)];
    }
    let unread = has_pictures(out)
        || missing.iter().any(|id| {
            let spec = catalog().table(id);
            spec.is_some_and(|s| {
                may_be_unknown(out, &s.title) || is_mentioned(out, &s.title)
            })
        });
    let names: Vec<&str> = missing.iter().map(|id| names::title(id)).collect();
    let names = super::finding::listed(&names);
    let finding = if unread {
        Finding::about("E06", Outcome::NotEvaluable)
            .says(format!("未识别到 {names}"), format!("{names} was not recognised"))
    } else {
        Finding::about("E06", Outcome::Violated).says(
            format!("缺少 {names}；没有数据的表也应列出空表"),
            format!("{names} is missing; tables without data are published empty"),
        )
    };
    vec![finding.check(out)]
}

/// Whether a table that no catalog file knows has a title with the same subject.
fn may_be_unknown(out: &Disclosure, title: &str) -> bool {
    let subjects = ["政府性基金", "国有资本", "三公", "一般公共预算", "财政拨款"];
    let subject = subjects.iter().find(|s| title.contains(**s));
    let same = |t: &Table| match subject {
        Some(subject) => t.title_printed.contains(subject),
        None => t.title_printed.contains("决算"),
    };
    printed(out).any(|(_, t)| {
        t.id == "other" && (t.title_printed.is_empty() && t.rows.len() > 4 || same(t))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finals, shown, table};
    use super::*;
    use crate::disclosure::{Column, PageUse};

    fn nine() -> Vec<Table> {
        SET.iter().map(|(id, _)| table(id, &[("", "合计", "1.00")])).collect()
    }

    #[test]
    fn tables_that_are_announced_or_required() {
        let mut out = finals(2024, nine());
        assert_eq!(shown(&announced(&out)), "");
        assert!(shown(&complete(&out)).starts_with("E06 Exact"));
        out.tables.remove(7);
        assert!(
            shown(&complete(&out))
                .contains("缺少 「国有资本经营预算财政拨款支出决算表」")
        );
        out.fiscal_year = Some(2019);
        assert!(shown(&complete(&out)).starts_with("E06 Exact"));
        let absent = Table {
            id: "final.08".to_owned(),
            title_printed: "国有资本经营预算财政拨款支出决算表".to_owned(),
            state: TableState::Absent,
            ..Table::default()
        };
        out.fiscal_year = Some(2024);
        out.tables.push(absent);
        assert!(shown(&announced(&out)).starts_with("E01 Violated 目录列有「国有资本"));
        assert!(shown(&complete(&out)).starts_with("E06 Exact"));
        // A page with its title and no rulings; amounts in a table that nothing names.
        let note = crate::disclosure::Diagnostic::new(
            "undrawn-table",
            crate::disclosure::Severity::Warning,
            "a page prints the title of a table",
        );
        out.diagnostics.push(note);
        assert!(shown(&announced(&out)).starts_with("E01 NotEvaluable"));
        out.diagnostics.clear();
        let amounts = [("", "甲", "1.00"), ("", "乙", "2.00"), ("", "丙", "3.00")];
        out.tables.push(table("other", &amounts));
        assert!(shown(&announced(&out)).starts_with("E01 NotEvaluable"));
        out.tables.pop();
        assert!(shown(&announced(&out)).starts_with("E01 Violated"));
        out.pages.push(PageUse { method: Method::None, ..PageUse::default() });
        assert!(shown(&announced(&out)).starts_with("E01 NotEvaluable"));
        out.tables.truncate(4);
        assert_eq!(shown(&complete(&out)), "");
    }

    #[test]
    fn a_file_of_the_text_alone_is_one_note() {
        let absent = |mut table: Table| {
            table.state = TableState::Absent;
            table
        };
        let all = nine().into_iter();
        let mut out = finals(2024, all.clone().map(absent).collect());
        let one = shown(&announced(&out));
        assert!(
            one.starts_with("E01 NotEvaluable 目录所列的表有 9 张不在本文件中"),
            "{one}"
        );
        assert_eq!(one.lines().count(), 1);
        // Most of them are there: each that is missing is a finding.
        out.tables = all.take(7).chain(nine().into_iter().skip(7).map(absent)).collect();
        assert_eq!(shown(&announced(&out)).matches("E01 Violated").count(), 2);
    }

    #[test]
    fn units_of_amounts() {
        let column = Column { key: "total".to_owned(), ..Column::default() };
        let mut table = table("final.03", &[("", "合计", "643.36")]);
        table.columns = vec![column];
        let mut out = finals(2024, vec![table]);
        assert!(shown(&units(&out)).starts_with("E04 Exact"));
        out.tables[0].unit = Default::default();
        assert_eq!(shown(&units(&out)), "");
        out.tables[0].rows[0].values[0].amount_yuan = None;
        assert!(
            shown(&units(&out)).starts_with("E04 Violated 支出决算表 未注明计量单位")
        );
    }

    #[test]
    fn empty_tables_and_their_notes() {
        let judge = |printed: &str, nil: &str, note: &str| {
            let mut table = table("final.07", &[("", "合计", printed)]);
            table.empty_note = nil.to_owned();
            table.footnote = note.to_owned();
            shown(&nil_notes(&finals(2024, vec![table])))
        };
        assert!(judge("", "说明：本表无数据", "").starts_with("E05 Exact"));
        assert!(judge("0.00", "说明：本表无数据", "").starts_with("E05 Exact"));
        assert!(judge("", "", "注：本部门无相关收支项目").starts_with("E05 Exact"));
        assert!(
            judge("", "", "注：本表反映收入、支出情况。").starts_with("E05 Violated")
        );
        let instruction = "无此项支出的，仍保留该表格式，并在本表下方作下述说明";
        assert!(judge("", "", instruction).starts_with("E05 Violated"));
        assert!(judge("3.00", "说明：本表无数据", "").contains("却列有「合计 3.00」"));
        assert_eq!(judge("3.00", "", ""), "");
    }
}
