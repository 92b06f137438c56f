//! What the parts of a document share: entity, year, scope, and the tables it announces.

use crate::catalog::Catalog;
use crate::catalog::places::{self, Answer, Named};
use crate::disclosure::*;
use crate::disclosure::{Diagnostic, Severity};
use crate::page::caption::{self, Caption};
use crate::page::lines::Line;
use crate::prose::cover::Cover;
use crate::words::normal::normalise;
use crate::words::wording;
use regex::Regex;
use std::sync::LazyLock;

/// 目录 stands on one of the first pages.
const LAST_PAGE: usize = 8;

/// The entries of 目录, in normal form, without number and page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contents {
    pages: usize,
    open: bool,
    entries: Vec<String>,
}

impl Contents {
    /// Takes the lines of the next page.
    pub(crate) fn page<'l>(&mut self, lines: impl Iterator<Item = &'l Line>) {
        self.pages += 1;
        if self.pages > LAST_PAGE {
            return;
        }
        let lines: Vec<&Line> = lines.collect();
        let heading = |l: &&Line| matches!(normalise(&l.text).as_str(), "目录" | "目次");
        let listed = lines.iter().filter(|l| wording::is_contents_entry(&l.text)).count();
        let from = match lines.iter().position(heading) {
            Some(at) => at + 1,
            // A long 目录 goes on over the page with leaders and page numbers.
            None if self.open && listed * 2 > lines.len() => 0,
            None => {
                self.open = false;
                return;
            }
        };
        self.open = true;
        self.entries.extend(lines[from..].iter().map(|l| entry(&l.text)));
    }
}

/// An entry without leaders, page number and ordinal.
fn entry(text: &str) -> String {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[.．·…。\-—_\s]*[(]?[0-9]{0,3}[)]?$").expect("a constant pattern")
    });
    let text = normalise(text);
    let text = TAIL.replace(&text, "");
    let bare = wording::strip_ordinal(&text);
    match wording::year_in(&bare.chars().take(6).collect::<String>()) {
        Some(_) => bare
            .chars()
            .skip(4)
            .collect::<String>()
            .trim_start_matches("年度")
            .trim_start_matches('年')
            .to_owned(),
        None => bare.to_owned(),
    }
}

/// A title with its marks over a sentence that says that there is nothing to print.
#[derive(Debug, Clone)]
pub(crate) struct Nil {
    page: u32,
    caption: Caption,
    note: String,
}

/// Titles whose table is not drawn, since it would be empty, among the lines of a page.
pub(crate) fn nils(page: u32, lines: &[Line], catalog: &Catalog) -> Vec<Nil> {
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let title = std::slice::from_ref(line);
        if !line.text.contains('表') || !caption::read(title, catalog, None).known {
            continue;
        }
        let rest = &lines[i + 1..lines.len().min(i + 7)];
        let Some(at) = rest.iter().position(|l| catalog.is_nil_note(&normalise(&l.text)))
        else {
            continue;
        };
        // A heading of the text has neither number nor unit below it.
        let caption = caption::read(&lines[i..=i + at], catalog, None);
        if caption.known && caption.unit.is_some() && caption.other.is_empty() {
            out.push(Nil { page, caption, note: rest[at].text.trim().to_owned() });
        }
    }
    out
}

/// Adds the tables that are not drawn because they are empty.
pub(crate) fn undrawn(out: &mut Disclosure, nils: Vec<Nil>, catalog: &Catalog) {
    let kind = if out.kind == DocKind::Final { "final" } else { "budget" };
    for Nil { page, caption, note } in nils {
        let specs = catalog.by_title(&caption.title_normal);
        let Some(spec) = specs.into_iter().find(|s| s.kind() == kind) else { continue };
        if out.tables.iter().any(|t| t.id == spec.id) {
            continue;
        }
        let place = |t: &Table| t.pages.is_none_or(|p| p.0 <= page);
        let at = out.tables.iter().take_while(|t| place(t)).count();
        out.diagnostics.iter_mut().for_each(|d| {
            d.table = d.table.map(|t| if t >= at { t + 1 } else { t });
        });
        out.tables.insert(
            at,
            Table {
                id: spec.id.clone(),
                title_printed: caption.title,
                label_printed: caption.label,
                entity_printed: caption.entity_printed,
                year_printed: caption.year,
                unit: caption.unit.unwrap_or_default(),
                pages: Some((page, page)),
                state: TableState::Empty,
                empty_note: note,
                confidence: 1.0,
                ..Table::default()
            },
        );
    }
}

/// Adds the tables that 目录 announces and the document does not have.
pub(crate) fn absent(out: &mut Disclosure, contents: &Contents, catalog: &Catalog) {
    let kind = match out.kind {
        DocKind::Final => "final",
        DocKind::Budget => "budget",
        _ => return,
    };
    for title in &contents.entries {
        let Some(spec) = catalog.by_title(title).into_iter().find(|s| s.kind() == kind)
        else {
            continue;
        };
        // A table that was found but not understood carries the title itself.
        let there = out.tables.iter().any(|t| {
            t.id == spec.id
                || t.id == "other" && normalise(&t.title_printed).ends_with(title)
        });
        if there {
            continue;
        }
        out.diagnostics.push(
            Diagnostic::new(
                "absent-table",
                Severity::Warning,
                format!(
                    "目录 announces {}, which was not found in the document",
                    spec.id
                ),
            )
            .printed(title.clone())
            .hint("it may be a picture, or missing from the file"),
        );
        out.tables.push(Table {
            id: spec.id.clone(),
            title_printed: title.clone(),
            state: TableState::Absent,
            confidence: 1.0,
            ..Table::default()
        });
    }
}

/// Numbers the tables of one id in document order.
pub(crate) fn number(out: &mut Disclosure) {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for table in &mut out.tables {
        match counts.iter_mut().find(|(id, _)| *id == table.id) {
            Some((_, n)) => {
                *n += 1;
                table.sequence = *n;
            }
            None => {
                counts.push((table.id.clone(), 1));
                table.sequence = 1;
            }
        }
    }
}

/// Says where a second table of one kind stands for one body, and where a table names a body
/// that no other of its document does.
pub(crate) fn repeated(out: &mut Disclosure) {
    let named = |t: &Table| t.entity.as_deref().map(normalise).unwrap_or_default();
    let mut said: Vec<Diagnostic> = Vec::new();
    for (i, table) in out.tables.iter().enumerate() {
        if table.sequence < 2 || table.id == "other" || table.id.starts_with("perf.") {
            continue;
        }
        let own = named(table);
        let earlier = out.tables[..i].iter().filter(|t| t.id == table.id);
        let same = earlier
            .filter(|t| named(t) == own && t.fiscal_year == table.fiscal_year)
            .any(|t| t.state == TableState::Data);
        let alone = out.tables.iter().filter(|t| named(t) == own).count() == 1;
        let message = match (same, alone) {
            (true, _) => "a second table of this kind for the same body",
            (_, true) => {
                "a second table of this kind, for a body that no other table names"
            }
            _ => continue,
        };
        let mut diagnostic = Diagnostic::new(
            "repeated-table",
            Severity::Warning,
            format!("{message}: {}", table.id),
        )
        .printed(table.title_printed.clone())
        .hint("pages of one table may have been parted; compare both with the pages")
        .table(i);
        if let Some((page, _)) = table.pages {
            let rect = extractor::Rect::default();
            diagnostic = diagnostic.at(Origin { page: Some(page), rect });
        }
        said.push(diagnostic);
    }
    out.diagnostics.extend(said);
}

/// A page that prints the title and the number of a known table and holds no grid.
#[derive(Debug, Clone)]
pub(crate) struct Titled {
    page: u32,
    caption: Caption,
}

/// Title and number of a known table at the head of a page without a grid.
pub(crate) fn titled<'l>(
    page: u32,
    lines: impl Iterator<Item = &'l Line>,
    method: Method,
    catalog: &Catalog,
) -> Option<Titled> {
    if method != Method::Text {
        return None;
    }
    let head: Vec<Line> =
        lines.filter(|l| !wording::is_page_number(&l.text)).take(8).cloned().collect();
    for n in 1..=head.len() {
        let caption = caption::read(&head[..n], catalog, None);
        // Its number and its unit tell it from an entry of 目录 and from a heading.
        if caption.known && !caption.label.is_empty() && caption.unit.is_some() {
            return Some(Titled { page, caption });
        }
    }
    None
}

/// Says of which titled pages no table came.
pub(crate) fn untold(out: &mut Disclosure, titled: Vec<Titled>, catalog: &Catalog) {
    for Titled { page, caption } in titled {
        let specs = catalog.by_title(&caption.title_normal);
        let there = out.tables.iter().any(|t| {
            let near = t.pages.is_some_and(|p| p.0 <= page + 1 && page <= p.1);
            near && (specs.iter().any(|s| s.id == t.id)
                || t.title_printed == caption.title)
        });
        if there {
            continue;
        }
        let rect = extractor::Rect::default();
        out.diagnostics.push(
            Diagnostic::new(
                "undrawn-table",
                Severity::Warning,
                "a page prints the title and number of a known table, and no table was found",
            )
            .at(Origin { page: Some(page), rect })
            .printed(format!("{} {}", caption.label, caption.title))
            .hint("look at the page with `gongkai draw`"),
        );
    }
}

/// Gives tables behind a later cover of another body that body and its year.
pub(crate) fn of_covers(out: &mut Disclosure, covers: &[(u32, Cover)]) {
    let first = out.entity.as_deref().map(normalise).unwrap_or_default();
    for table in &mut out.tables {
        let Some((page, _)) = table.pages else { continue };
        let Some((_, cover)) = covers.iter().rev().find(|(at, _)| *at < page) else {
            continue;
        };
        let Some(name) = cover.entity.as_deref() else { continue };
        let normal = normalise(name);
        let other = !first.contains(&normal)
            && !normal.contains(&first)
            && !["部分", "附件", "情况"].iter().any(|w| normal.contains(w));
        if !other || first.is_empty() || cover.kind.is_none() {
            continue;
        }
        if table.entity_printed.is_empty() {
            table.entity = Some(name.to_owned());
        }
        if table.year_printed.is_empty() && cover.year.is_some() {
            table.fiscal_year = cover.year;
        }
    }
}

/// Gives tables the document's entity, year and scope, or the document theirs.
pub(crate) fn share(out: &mut Disclosure, opening: &[Line]) {
    let of_forms = |f: fn(&Project) -> &str| {
        most(out.projects.iter().map(f).filter(|n| !n.is_empty()))
    };
    let (body, code) =
        (of_forms(|p| &p.department_name), of_forms(|p| &p.department_code));
    if out.kind == DocKind::Unknown
        && !out.projects.is_empty()
        && out.tables.iter().all(|t| t.id.starts_with("perf."))
    {
        out.kind = DocKind::Performance;
    }
    if out.scope == Scope::Unknown {
        out.scope = scope(opening);
    }
    out.department_code = code;
    if out.entity.is_none() {
        let printed: Vec<String> =
            out.tables.iter().map(|t| normalise(&t.entity_printed)).collect();
        let printed = printed.iter().map(String::as_str).filter(|n| !n.is_empty());
        out.entity = most(printed).or(body);
    }
    if out.fiscal_year.is_none() {
        out.fiscal_year =
            out.tables.iter().find_map(|t| wording::year_in(&t.year_printed));
    }
    if out.fiscal_year.is_none() {
        let years = out.projects.iter().filter_map(|p| p.form_year);
        out.fiscal_year = years.max();
    }
    // A document of pictures has said nothing at all, not only no year.
    let silent = out.tables.is_empty() && out.projects.is_empty() && opening.is_empty();
    if out.fiscal_year.is_none() && !silent {
        out.diagnostics.push(Diagnostic::new(
            "unknown-year",
            Severity::Warning,
            "no year is printed on the cover or above a table; fiscal_year stays empty",
        ));
    }
    let (entity, year, scope) = (out.entity.clone(), out.fiscal_year, out.scope);
    for table in &mut out.tables {
        table.entity = if table.entity_printed.is_empty() {
            entity.clone()
        } else {
            Some(normalise(&table.entity_printed))
        };
        table.fiscal_year = wording::year_in(&table.year_printed).or(year);
        table.scope = scope;
        if ["final.09", "budget.07"].contains(&table.id.as_str()) {
            let title = normalise(&table.title_printed);
            table.scope_label = if title.contains("一般公共预算财政拨款")
                || table.id == "budget.07" && title.contains("一般公共预算")
            {
                "一般公共预算财政拨款"
            } else if title.contains("财政拨款") {
                "财政拨款"
            } else {
                ""
            }
            .to_owned();
            let fund = if table.scope_label.starts_with("一般") {
                Fund::General
            } else if table.id == "budget.07" && table.scope_label.is_empty() {
                Fund::Unknown
            } else {
                Fund::Fiscal
            };
            // A column that names one of the three budgets knows better.
            for column in table.columns.iter_mut().filter(|c| !c.fund.is_part()) {
                column.fund = fund;
            }
        }
    }
}

/// Says which place the body is named after.
pub(crate) fn place(out: &mut Disclosure, opening: &[Line]) {
    let normal =
        |text: &Option<String>| text.as_deref().map(normalise).unwrap_or_default();
    let mut printed: Vec<String> =
        out.tables.iter().map(|t| normalise(&t.entity_printed)).collect();
    printed.sort_unstable();
    printed.dedup();
    let named = Named {
        entity: normal(&out.entity),
        title: normal(&out.title_printed),
        printed,
        opening: opening.iter().map(|l| normalise(&l.text)).collect(),
        year: out.fiscal_year,
    };
    match places::of(&named) {
        Answer::Place(place) => out.place = Some(place),
        Answer::Several(name) => out.diagnostics.push(
            Diagnostic::new(
                "unknown-place",
                Severity::Info,
                "several places bear this name and neither city nor province is printed with it; admin_code stays empty",
            )
            .printed(name),
        ),
        Answer::None => {}
    }
}

/// The first of the most frequent names.
fn most<'n>(names: impl Iterator<Item = &'n str>) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for name in names {
        match counts.iter_mut().find(|(n, _)| *n == name) {
            Some((_, n)) => *n += 1,
            None => counts.push((name, 1)),
        }
    }
    let top = counts.iter().map(|c| c.1).max()?;
    counts.into_iter().find(|c| c.1 == top).map(|c| c.0.to_owned())
}

/// Whether the first pages speak of 部门决算 or 单位决算, where the title does not say.
fn scope(opening: &[Line]) -> Scope {
    let count = |words: &[&str]| -> usize {
        opening
            .iter()
            .map(|l| normalise(&l.text))
            .map(|t| words.iter().map(|w| t.matches(w).count()).sum::<usize>())
            .sum()
    };
    let department = count(&["部门决算", "部门预算", "部门综合预算", "部门收支"]);
    let unit = count(&["单位决算", "单位预算", "单位收支"]);
    match (department, unit) {
        (d, 0) if d > 0 => Scope::Department,
        (0, u) if u > 0 => Scope::Unit,
        _ => Scope::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_lose_ordinal_leaders_and_page() {
        assert_eq!(entry("三、支出决算表.....5"), "支出决算表");
        assert_eq!(
            entry("（四）财政拨款收入支出决算总表 ……… 12"),
            "财政拨款收入支出决算总表"
        );
        assert_eq!(entry("一、2024年度收入支出决算总表"), "收入支出决算总表");
    }

    #[test]
    fn an_announced_table_that_is_not_there_is_absent() {
        let line = |t: &str| Line { text: t.to_owned(), ..Line::default() };
        let mut contents = Contents::default();
        let page =
            [line("目 录"), line("一、收入决算表....2"), line("二、支出决算表....3")];
        contents.page(page.iter());
        let mut out = Disclosure { kind: DocKind::Final, ..Disclosure::default() };
        out.tables.push(Table { id: "final.02".to_owned(), ..Table::default() });
        absent(&mut out, &contents, crate::catalog::catalog());
        let ids: Vec<_> = out.tables.iter().map(|t| (t.id.as_str(), t.state)).collect();
        assert_eq!(
            ids,
            [("final.02", TableState::Data), ("final.03", TableState::Absent)]
        );
    }
}
