//! The overview of a report: findings first, then what was not read, then what people ask for.

use super::entry::{Entry, part_names};
use super::list::{self, Cell, link, number, tag, text};
use crate::plots::{self, Bar};
use crate::shell::Shell;
use askama::Template;
use publisher::Lang;
use std::collections::BTreeMap;

/// Rows of a table on the overview itself; the rest is on pages of its own.
const FIRST: usize = 60;
/// Bars of a plot.
const BARS: usize = 30;
/// Documents listed on the overview itself.
const DOCUMENTS: usize = 300;

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview<'a> {
    shell: Shell<'a>,
    about: String,
    finding_count: usize,
    findings: String,
    more_findings: &'a str,
    unread_count: usize,
    unread: String,
    sangong: String,
    more_sangong: &'a str,
    spending: String,
    more_spending: &'a str,
    document_count: usize,
    documents: String,
    more_documents: &'a str,
}

/// A table, what of it stands on the overview, and the pages with all of it.
struct Listed {
    first: String,
    more: &'static str,
}

/// The files of the overview, by name.
pub(super) fn build(entries: &[Entry], title: &str, lang: Lang) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut listed = |name: &'static str,
                      more,
                      title: &str,
                      header: &[&str],
                      rows: &[Vec<Cell>],
                      first: usize| {
        let is_long = rows.len() > first;
        if is_long {
            files.extend(list::pages(name, title, header, rows, lang));
        }
        let first = &rows[..rows.len().min(first)];
        Listed {
            first: if first.is_empty() {
                String::new()
            } else {
                list::table(header, first)
            },
            more: if is_long { more } else { "" },
        }
    };
    let findings = findings(entries, lang);
    let header = [
        lang.of("程度", "severity"),
        lang.of("规则", "rule"),
        lang.of("说明", "what"),
        lang.of("文件", "document"),
    ];
    let title_of = lang.of("疑点", "Findings");
    let shown = listed("findings", "findings.html", title_of, &header, &findings, FIRST);
    let unread = unread(entries, lang);
    let header =
        [lang.of("文件", "document"), lang.of("结果", "how"), lang.of("原因", "why")];
    let title_of = lang.of("未读出的", "What was not read");
    let unread_shown = listed("unread", "unread.html", title_of, &header, &unread, FIRST);
    let (sangong_plot, sangong) = sangong(entries, lang);
    let parts = part_names(lang);
    let header = [
        lang.of("单位", "body"),
        lang.of("年度", "year"),
        lang.of("阶段", "phase"),
        lang.of("合计（元）", "total (yuan)"),
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        lang.of("文件", "document"),
    ];
    let title_of = lang.of("“三公”经费", "Three public expenses");
    let sangong_shown =
        listed("sangong", "sangong.html", title_of, &header, &sangong, BARS);
    let (spending_plot, spending) = spending(entries, lang);
    let header = [
        lang.of("单位", "body"),
        lang.of("年度", "year"),
        lang.of("类", "class"),
        lang.of("名称", "name"),
        lang.of("支出（元）", "spending (yuan)"),
        lang.of("文件", "document"),
    ];
    let title_of = lang.of("支出功能分类", "Spending by class");
    let spending_shown =
        listed("spending", "spending.html", title_of, &header, &spending, FIRST);
    let documents = documents(entries);
    let header = [
        lang.of("文件", "document"),
        lang.of("部门或单位", "body"),
        lang.of("年度", "year"),
        lang.of("种类", "kind"),
        lang.of("结果", "result"),
        lang.of("页", "pages"),
        lang.of("表", "tables"),
        lang.of("数据格", "cells"),
        lang.of("疑点", "findings"),
    ];
    let title_of = lang.of("文件", "Documents");
    let documents_shown =
        listed("documents", "documents.html", title_of, &header, &documents, DOCUMENTS);
    let overview = Overview {
        shell: Shell { lang, title, home: "" },
        about: about(entries, lang),
        finding_count: findings.len(),
        findings: shown.first,
        more_findings: shown.more,
        unread_count: unread.len(),
        unread: unread_shown.first,
        sangong: if sangong.is_empty() {
            String::new()
        } else {
            sangong_plot + &sangong_shown.first
        },
        more_sangong: sangong_shown.more,
        spending: if spending.is_empty() {
            String::new()
        } else {
            spending_plot + &spending_shown.first
        },
        more_spending: spending_shown.more,
        document_count: entries.len(),
        documents: documents_shown.first,
        more_documents: documents_shown.more,
    };
    files.push(("index.html".to_owned(), overview.render().unwrap_or_default()));
    files
}

fn about(entries: &[Entry], lang: Lang) -> String {
    let count = |status: &str| entries.iter().filter(|e| e.status == status).count();
    let sum = |at: usize| -> u64 {
        entries.iter().filter_map(|entry| entry.counts[at].parse::<u64>().ok()).sum()
    };
    let (ok, partial, failed) = (count("ok"), count("partial"), count("failed"));
    let [pages, tables, facts] = [0, 1, 2].map(sum);
    let drawn = entries.iter().filter(|entry| entry.has_pictures).count();
    match lang {
        Lang::Zh => format!(
            "{} 份文件：读完 {ok}，部分 {partial}，未读出 {failed}；{pages} 页，{tables} 张表，\
             {facts} 个数据格；{drawn} 份附原页",
            entries.len()
        ),
        Lang::En => format!(
            "{} documents: {ok} read, {partial} in part, {failed} not; {pages} pages, {tables} \
             tables, {facts} cells; {drawn} with pictures of their pages",
            entries.len()
        ),
    }
}

fn findings(entries: &[Entry], lang: Lang) -> Vec<Vec<Cell>> {
    let rank = |severity: &str| match severity {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    };
    let mut all: Vec<_> = entries
        .iter()
        .flat_map(|entry| entry.findings.iter().map(move |finding| (entry, finding)))
        .collect();
    all.sort_by_key(|(_, finding)| rank(&finding.severity));
    all.iter()
        .map(|(entry, finding)| {
            vec![
                tag(severity(&finding.severity, lang), &finding.severity),
                text(&finding.rule),
                link(&finding.message, &finding.href),
                link(&entry.file_name, &entry.href),
            ]
        })
        .collect()
}

fn severity(word: &str, lang: Lang) -> &str {
    match word {
        "error" => lang.of("错误", "error"),
        "warning" => lang.of("警告", "warning"),
        "info" => lang.of("说明", "info"),
        other => other,
    }
}

fn unread(entries: &[Entry], lang: Lang) -> Vec<Vec<Cell>> {
    let is_unread = |entry: &&Entry| entry.status != "ok";
    let row = |entry: &Entry| {
        let (word, class) = match entry.status.as_str() {
            "partial" => (lang.of("部分", "in part"), "warning"),
            _ => (lang.of("未读出", "not"), "error"),
        };
        vec![link(&entry.file_name, &entry.href), tag(word, class), text(&entry.reason)]
    };
    entries.iter().filter(is_unread).map(row).collect()
}

fn sangong(entries: &[Entry], lang: Lang) -> (String, Vec<Vec<Cell>>) {
    let mut all: Vec<_> = entries
        .iter()
        .flat_map(|entry| entry.sangong.iter().map(move |row| (entry, row)))
        .collect();
    all.sort_by(|(_, a), (_, b)| {
        plots::length(&b.amounts[0]).total_cmp(&plots::length(&a.amounts[0]))
    });
    let names = part_names(lang);
    let bar = |(_, row): &(&Entry, &super::entry::Sangong)| Bar {
        label: format!("{} {} {}", row.entity, row.year, phase(&row.phase, lang)),
        value: format!("{} {}", list::grouped(&row.amounts[0]), lang.of("元", "yuan")),
        href: row.href.clone(),
        parts: row.amounts[1..]
            .iter()
            .zip(names)
            .map(|(amount, name)| (plots::length(amount), name.to_owned()))
            .collect(),
    };
    let with_total = all.iter().filter(|(_, row)| !row.amounts[0].is_empty());
    let bars: Vec<Bar> = with_total.take(BARS).map(bar).collect();
    let plot = plots::bars(lang.of("“三公”经费", "Three public expenses"), &bars, false);
    let rows = all.iter().map(|(entry, row)| {
        let mut cells = vec![
            link(&row.entity, &row.href),
            text(&row.year),
            text(phase(&row.phase, lang)),
        ];
        cells.extend(row.amounts.iter().map(|amount| number(amount)));
        cells.push(link(&entry.file_name, &entry.href));
        cells
    });
    (plot, rows.collect())
}

fn phase(word: &str, lang: Lang) -> &str {
    match word {
        "approved" => lang.of("年初预算", "approved"),
        "adjusted" => lang.of("全年预算", "adjusted"),
        "executed" => lang.of("决算", "executed"),
        "prior" => lang.of("上年", "prior"),
        other => other,
    }
}

fn spending(entries: &[Entry], lang: Lang) -> (String, Vec<Vec<Cell>>) {
    let mut all: Vec<_> = entries
        .iter()
        .flat_map(|entry| entry.spending.iter().map(move |row| (entry, row)))
        .collect();
    let whole = |row: &super::entry::Spending| -> f64 {
        row.classes.iter().map(|class| plots::length(&class.2)).sum()
    };
    all.sort_by(|(_, a), (_, b)| whole(b).total_cmp(&whole(a)));
    let shown = &all[..all.len().min(BARS)];
    let names = class_names(shown.iter().map(|(_, row)| *row), lang);
    let other = lang.of("其他各类", "other classes");
    let bar = |(_, row): &(&Entry, &super::entry::Spending)| {
        let mut parts: Vec<(f64, String)> =
            names.iter().map(|(_, name)| (0.0, name.clone())).collect();
        parts.push((0.0, other.to_owned()));
        for (code, _, amount, _) in &row.classes {
            let at = names.iter().position(|(known, _)| known == code);
            parts[at.unwrap_or(names.len())].0 += plots::length(amount).max(0.0);
        }
        Bar {
            label: format!("{} {}", row.entity, row.year),
            value: String::new(),
            href: row.classes.first().map_or(String::new(), |class| class.3.clone()),
            parts,
        }
    };
    let bars: Vec<Bar> = shown.iter().map(bar).collect();
    let plot = plots::bars(lang.of("支出功能分类", "Spending by class"), &bars, true);
    let rows = all.iter().flat_map(|(entry, row)| {
        row.classes.iter().map(move |(code, label, amount, href)| {
            vec![
                text(&row.entity),
                text(&row.year),
                text(code),
                text(label),
                Cell { href: href.clone(), ..number(amount) },
                link(&entry.file_name, &entry.href),
            ]
        })
    });
    (plot, rows.collect())
}

/// Codes and names of the classes that have a colour of their own: those with most money.
fn class_names<'a>(
    rows: impl Iterator<Item = &'a super::entry::Spending>,
    lang: Lang,
) -> Vec<(&'a str, String)> {
    const COLOURS: usize = 11;
    let mut sums: BTreeMap<&str, (f64, &str)> = BTreeMap::new();
    for (code, label, amount, _) in rows.flat_map(|row| &row.classes) {
        let (sum, known) = sums.entry(code).or_insert((0.0, label));
        *sum += plots::length(amount).max(0.0);
        if known.is_empty() {
            *known = label;
        }
    }
    let mut all: Vec<(&str, (f64, &str))> = sums.into_iter().collect();
    all.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(b.0)));
    all.truncate(COLOURS);
    all.sort_by_key(|(code, _)| *code);
    all.into_iter()
        .map(|(code, (_, label))| match label {
            "" => (code, format!("{code} {}", lang.of("类", "class"))),
            label => (code, format!("{code} {label}")),
        })
        .collect()
}

fn documents(entries: &[Entry]) -> Vec<Vec<Cell>> {
    let row = |entry: &Entry| {
        let class = match entry.status.as_str() {
            "ok" => "info",
            "partial" => "warning",
            _ => "error",
        };
        let [pages, tables, facts] = &entry.counts;
        let name = if entry.title.is_empty() { &entry.file_name } else { &entry.title };
        vec![
            link(&format!("{name} · {}", entry.file_name), &entry.href),
            text(&entry.entity),
            text(&entry.year),
            text(&entry.kind),
            tag(&entry.status, class),
            number(pages),
            number(tables),
            number(facts),
            number(&entry.findings.len().to_string()),
        ]
    };
    entries.iter().map(row).collect()
}
