//! A stitched table and its catalog entry to a `Table`: columns, rows, values.

use crate::catalog::{self, Catalog, TableSpec};
use crate::disclosure::*;
use crate::disclosure::{Diagnostic, Severity};
use crate::page::caption;
use crate::page::figure;
use crate::page::grid::GridOrigin;
use crate::table::alignment::{self, Place};
use crate::table::cell::{
    ALIGNED, column_over, merged_value, odd_value, origin, torn_value, value,
};
use crate::table::digits;
use crate::table::keys::{self, Body};
use crate::table::leaves;
use crate::table::naming::is_year_label;
use crate::table::roles::Role;
use crate::table::rows;
use crate::table::stitch::{Piece, Raw};
use crate::table::style;
use crate::table::subjects::{
    by_budgets, column_of_year, is_subject, named_phase, prefix_phase, prefixed_row,
    row_column, row_layout,
};
use crate::table::torn;
use crate::table::units::{column_unit, disagreeing, table_unit};
use crate::table::years::{self, RowYear, Years};
use crate::words::amount;
use crate::words::wording;

/// Lines below a table that may be a row of it, the ruling under which is not printed.
const NEXT_LINES: usize = 3;

/// A table and what was odd about it; `Diagnostic::table` is left to the caller.
#[derive(Debug, Clone, Default)]
pub(crate) struct Understood {
    /// The table.
    pub table: Table,
    /// What was not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// Understands one stitched table.
pub(crate) fn understand(
    raw: &Raw,
    pieces: &[Piece],
    kind: DocKind,
    year: Option<u16>,
    catalog: &Catalog,
) -> Understood {
    let first = &pieces[raw.pieces[0]];
    let printed: Vec<Vec<String>> =
        raw.header.columns.iter().map(|c| c.path.clone()).collect();
    let years = Years::of(raw, wording::year_in(&first.caption.year).or(year));
    let mut raw = raw.clone();
    for column in &mut raw.header.columns {
        column.path = years.relative(&column.path);
    }
    let raw = &raw;
    let mut out = Understood::default();
    let spec = identify(raw, first, kind, catalog, &mut out);
    let table = &mut out.table;
    let text_input = first.grid.origin == GridOrigin::Tabbed;
    table.id = spec.map_or("other".to_owned(), |s| s.id.clone());
    table.layout = layout_name(raw, spec);
    table.title_printed = first.caption.title.clone();
    table.label_printed = first.caption.label.clone();
    table.entity_printed = first.caption.entity_printed.clone();
    table.year_printed = first.caption.year.clone();
    table.confidence = 1.0;
    if raw.pieces.iter().any(|p| pieces[*p].grid.origin == GridOrigin::Aligned) {
        table.confidence = ALIGNED;
        out.diagnostics.push(
            Diagnostic::new(
                "aligned-columns",
                Severity::Info,
                "rulings are missing: columns were found by the alignment of the text",
            )
            .at(origin(&first.grid, first.grid.rect)),
        );
    }
    let table = &mut out.table;
    if !text_input {
        let last = &pieces[raw.pieces[raw.pieces.len() - 1]];
        table.pages = Some((first.grid.page, last.grid.page));
    }
    columns(raw, &printed, spec, catalog, table, &mut out.diagnostics);
    let unit = table_unit(raw, pieces, &mut out.diagnostics);
    out.table.unit = unit;
    let body = rows::read(raw, pieces, spec, catalog, &out.table.columns);
    notes(raw, pieces, &body, catalog, &mut out.table);
    fill(&mut out, raw, pieces, spec, body, &years, catalog);
    out
}

/// Finds the catalog entry by title, confirmed by the header.
fn identify<'c>(
    raw: &Raw,
    first: &Piece,
    kind: DocKind,
    catalog: &'c Catalog,
    out: &mut Understood,
) -> Option<&'c TableSpec> {
    let prefix = match kind {
        DocKind::Budget => "budget",
        DocKind::Final => "final",
        _ => "",
    };
    let confirmed = |spec: &TableSpec| {
        let sides = panel_sides(raw, spec);
        raw.header
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.role == Role::Value)
            .filter(|(i, c)| named(raw, spec, &c.path, sides[*i]).is_some())
            .count()
    };
    if first.caption.known {
        // A title without 决算 or 预算 in it belongs to the document's own kind.
        let title = first.caption.title_normal.as_str();
        let mut words = title.to_owned();
        for fund in ["一般公共预算", "政府性基金预算", "国有资本经营预算", "公共财政预算"]
        {
            words = words.replace(fund, "");
        }
        let all = catalog.by_title(title);
        let only_kind = all.windows(2).all(|p| p[0].kind() == p[1].kind());
        let candidates: Vec<&TableSpec> = catalog
            .by_title(title)
            .into_iter()
            .chain(catalog.by_title(caption::without_scope(title)))
            .filter(|s| match (words.contains("决算"), words.contains("预算")) {
                (true, _) => s.kind() == "final",
                (false, true) if s.kind() == "budget" => true,
                _ if prefix.is_empty() => only_kind,
                _ => s.kind() == prefix,
            })
            .collect();
        if let Some(spec) = candidates
            .iter()
            .copied()
            .find(|s| confirmed(s) > 0 || s.layout == "prefixed" && row_layout(raw, s))
            .or_else(|| candidates.iter().copied().find(|s| mentions(raw, s) > 1))
        {
            return Some(spec);
        }
        out.diagnostics.push(
            Diagnostic::new(
                "header-mismatch",
                Severity::Warning,
                "the title is known but none of its columns was found; exported as other",
            )
            .at(origin(&first.grid, first.grid.rect))
            .printed(first.caption.title.clone())
            .hint("compare `gongkai show FILE --stage grid` with the catalog's labels"),
        );
        return None;
    }
    if first.caption.title.is_empty() {
        let below: String = first.below.iter().map(|l| l.text.as_str()).collect();
        let below = crate::words::normal::normalise(&below);
        let by_note = catalog.tables.iter().filter(|s| s.kind() == prefix).find(|s| {
            s.notes.iter().any(|n| below.contains(n.as_str())) && confirmed(s) > 0
        });
        if let Some(spec) = by_note {
            out.table.confidence = 0.9;
            out.diagnostics.push(
                Diagnostic::new(
                    "title-from-note",
                    Severity::Info,
                    format!("no title found; {} recognised by its note", spec.id),
                )
                .at(origin(&first.grid, first.grid.rect)),
            );
            return Some(spec);
        }
    }
    out.diagnostics.push(
        Diagnostic::new(
            "unknown-table",
            Severity::Info,
            if first.caption.title.is_empty() {
                "a table without a title; exported as other"
            } else {
                "no catalog file has this title; exported as other"
            },
        )
        .at(origin(&first.grid, first.grid.rect))
        .printed(first.caption.title.clone()),
    );
    None
}

/// The catalog's column for a header path. A label over all value columns tells none of
/// them apart, and may be left out.
fn named<'s>(
    raw: &Raw,
    spec: &'s TableSpec,
    path: &[String],
    side: Side,
) -> Option<(Option<&'s catalog::PrefixSpec>, &'s catalog::ColumnSpec)> {
    let found = spec.column(path, side);
    if found.is_some() || path.len() < 2 {
        return found;
    }
    let mut values = raw.header.columns.iter().filter(|c| c.role == Role::Value);
    let shared =
        values.clone().count() > 1 && values.all(|c| c.path.first() == path.first());
    if shared { spec.column(&path[1..], side) } else { None }
}

/// How many different labels of a table's columns a header prints anywhere in its paths.
fn mentions(raw: &Raw, spec: &TableSpec) -> usize {
    let mut words: Vec<&String> = raw
        .header
        .columns
        .iter()
        .flat_map(|c| &c.path)
        .filter(|p| {
            let known = |l: &String| catalog::same_label(l, p);
            spec.columns.iter().any(|c| c.labels.iter().any(known))
        })
        .collect();
    words.sort();
    words.dedup();
    words.len()
}

fn layout_name(raw: &Raw, spec: Option<&TableSpec>) -> String {
    let panels = rows::panels(&raw.header.columns).len();
    let values = raw.header.columns.iter().filter(|c| c.role == Role::Value).count();
    match spec {
        Some(s) if s.layout == "prefixed" => {
            if row_layout(raw, s) {
                return "rows".to_owned();
            }
            let outer = raw
                .header
                .columns
                .iter()
                .find(|c| c.role == Role::Value)
                .and_then(|c| c.path.first())
                .map_or("", String::as_str);
            let by_phase = s.prefixes.iter().any(|p| p.labels.iter().any(|l| l == outer));
            if by_phase { "by-phase" } else { "by-subject" }.to_owned()
        }
        _ => format!("{panels}x{values}"),
    }
}

/// Side of every column.
fn panel_sides(raw: &Raw, spec: &TableSpec) -> Vec<Side> {
    let columns = &raw.header.columns;
    let mut sides = vec![Side::None; columns.len()];
    if !spec.sides {
        return sides;
    }
    let panels = rows::panels(columns);
    // 政府性基金收支表 may print codes and funds instead of two sides.
    if panels.len() == 1 {
        return sides;
    }
    for (n, panel) in panels.into_iter().enumerate() {
        let label = panel
            .clone()
            .find_map(|i| columns[i].path.first())
            .map_or("", String::as_str);
        let side = if label.contains("收入") && !label.contains("支出") {
            Side::Revenue
        } else if label.contains("支出") || n > 0 {
            Side::Expenditure
        } else {
            Side::Revenue
        };
        for i in panel {
            sides[i] = side;
        }
    }
    sides
}

/// Names the value columns by the catalog.
fn columns(
    raw: &Raw,
    printed: &[Vec<String>],
    spec: Option<&TableSpec>,
    words: &Catalog,
    table: &mut Table,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let sides = spec.map(|s| panel_sides(raw, s));
    let mut used: Vec<(String, usize, Option<Fund>)> = Vec::new();
    let panels = rows::panels(&raw.header.columns);
    for (i, column) in raw.header.columns.iter().enumerate() {
        if column.role != Role::Value {
            continue;
        }
        let side = sides.as_ref().map_or(Side::None, |s| s[i]);
        let mut out = Column {
            path: printed[i].clone(),
            number: column.number.clone(),
            side,
            ..Column::default()
        };
        let panel = panels.iter().position(|p| p.contains(&i)).unwrap_or(0);
        if let Some(spec) = spec {
            out.fund = catalog::fund(&spec.fund);
            out.nature = spec.nature.clone();
            out.phase =
                catalog::phase(if spec.phase.is_empty() && spec.kind() == "final" {
                    "executed"
                } else {
                    &spec.phase
                });
            if years::changes(&column.path) {
                out.phase = Phase::Unknown;
            } else if column.path.iter().any(|p| p.contains("上年") || p.contains("年前"))
            {
                out.phase = Phase::Prior;
            }
            let payer = spec.paid_by(&column.path, side);
            out.fund = payer.unwrap_or(out.fund);
            // Budgets that pay in columns, subjects in rows: the rows name the cells.
            let own = named(raw, spec, &column.path, side);
            if let Some((prefix, found)) = own.filter(|_| !by_budgets(raw, spec)) {
                let half = prefix.map_or("", |p| p.key.as_str());
                let mut key = format!("{half}{}", found.key);
                // 合计 sums what stands under the same outer labels.
                let group = column.path.split_last().map_or(&[][..], |(_, outer)| outer);
                let holds_more = column.path.last().is_some_and(|p| words.is_total(p))
                    && raw.header.columns.iter().any(|other| {
                        other.role == Role::Value
                            && other.path.starts_with(group)
                            && named(raw, spec, &other.path, side)
                                .is_some_and(|(_, c)| found.unless.contains(&c.key))
                    });
                let rival = holds_more
                    || raw.header.columns.iter().enumerate().any(|(j, other)| {
                        // “三公”经费/小计 says more than 合计, which may hold 会议费 too.
                        panels[panel].contains(&j)
                            && other.role == Role::Value
                            && other.path.len() > column.path.len()
                            && spec.paid_by(&other.path, side) == payer
                            && named(raw, spec, &other.path, side).is_some_and(
                                |(p, c)| {
                                    c.key == found.key
                                        && p.map(|p| &p.key) == prefix.map(|p| &p.key)
                                },
                            )
                    });
                // 合计 of 三公, 会议费 and 培训费 has a name of its own.
                let is_whole = holds_more && !found.whole.is_empty();
                if is_whole {
                    key = format!("{half}{}", found.whole);
                }
                if rival && !is_whole {
                    diagnostics.push(
                        Diagnostic::new(
                            "unknown-column",
                            Severity::Info,
                            format!("it may hold more than {key}, or another says so more clearly"),
                        )
                        .printed(column.path.join("/")),
                    );
                } else if used.contains(&(key.clone(), panel, payer)) {
                    diagnostics.push(
                        Diagnostic::new(
                            "ambiguous-column",
                            Severity::Warning,
                            format!(
                                "two columns answer to {key}; only the first is named"
                            ),
                        )
                        .printed(column.path.join("/")),
                    );
                } else {
                    used.push((key.clone(), panel, payer));
                    out.key = key;
                    out.is_total = found.total;
                    out.of_which = found.of_which;
                    if !found.fund.is_empty() {
                        out.fund = catalog::fund(&found.fund);
                    }
                    if let Some(nature) = &found.nature {
                        out.nature = nature.clone();
                    }
                    if !found.phase.is_empty() {
                        out.phase = catalog::phase(&found.phase);
                    }
                    if let Some(prefix) = prefix {
                        out.phase = prefix_phase(prefix, &column.path);
                    }
                }
            } else if spec.layout == "prefixed" && row_layout(raw, spec) {
                let phase = column.path.iter().rev().find_map(|p| spec.prefix(p));
                out.phase =
                    phase.map_or(Phase::Unknown, |p| prefix_phase(p, &column.path));
            } else if spec.prefixes.is_empty()
                || spec.subject(&column.path, side).is_none()
            {
                out.phase = named_phase(&column.path).unwrap_or(out.phase);
                diagnostics.push(
                    Diagnostic::new(
                        "unknown-column",
                        Severity::Info,
                        format!("{} has no canonical column of this name", spec.id),
                    )
                    .printed(column.path.join("/")),
                );
            }
        }
        table.columns.push(out);
    }
}

/// Whether a row of no table of ours counts heads or things: 国内公务接待人次（人）.
fn counts(row: &Row, catalog: &Catalog) -> bool {
    catalog.labels.counted_rows.iter().any(|w| row.label.contains(w.as_str()))
}

/// Whether the numbers of a column that no catalog file names can be money.
fn can_be_money(path: &[String], catalog: &Catalog) -> bool {
    let words = &catalog.labels;
    let inner = path.last().map_or("", String::as_str);
    let is_key = [&words.code, &words.code_part, &words.label, &words.line_no]
        .iter()
        .any(|list| list.iter().any(|w| w == inner));
    !is_key
        && !path.iter().any(|p| words.not_money.iter().any(|w| p.contains(w.as_str())))
}

/// Notes under the table, or in its last rows.
fn notes(raw: &Raw, pieces: &[Piece], body: &Body, catalog: &Catalog, table: &mut Table) {
    let mut notes: Vec<String> = body.notes.clone();
    for &i in &raw.pieces {
        let below = &pieces[i].below;
        let from = below.iter().position(|l| wording::is_note(&l.text));
        if let Some(from) = from {
            let mut note = String::new();
            for (at, line) in below.iter().enumerate().skip(from) {
                if wording::is_page_number(&line.text) {
                    break;
                }
                if wording::is_note(&line.text) && !note.is_empty() {
                    notes.push(std::mem::take(&mut note));
                }
                let goes_on = !ends_sentence(&note) || line.text.starts_with(' ');
                // A line between two notes is one too: an instruction left in, mostly.
                let between =
                    below[at + 1..].iter().take(2).any(|l| wording::is_note(&l.text));
                if !note.is_empty() && !goes_on {
                    if !between {
                        break;
                    }
                    notes.push(std::mem::take(&mut note));
                }
                note.push_str(line.text.trim());
            }
            notes.push(note);
        } else {
            // A nil note may stand without 注 before it.
            notes.extend(
                below
                    .iter()
                    .take(3)
                    .map(|l| l.text.trim().to_owned())
                    .filter(|t| catalog.is_nil_note(&crate::words::normal::normalise(t))),
            );
        }
    }
    for note in notes {
        let normal = crate::words::normal::normalise(&note);
        if catalog.is_nil_note(&normal) && table.empty_note.is_empty() {
            table.empty_note = note.clone();
            if !normal.starts_with("注:") || !normal.contains("本表反映") {
                continue;
            }
        }
        if !table.footnote.is_empty() {
            table.footnote.push(' ');
        }
        table.footnote.push_str(&note);
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '.'])
}

/// Turns the body's cells into values.
fn fill(
    out: &mut Understood,
    raw: &Raw,
    pieces: &[Piece],
    spec: Option<&TableSpec>,
    body: Body,
    years: &Years,
    catalog: &Catalog,
) {
    let table = &mut out.table;
    let row_units = spec.is_some_and(|s| s.row_units);
    let by_rows = spec.filter(|s| s.layout == "prefixed" && row_layout(raw, s));
    let note = table.footnote.clone();
    let mut units: Vec<Option<Unit>> =
        table.columns.iter().map(|c| column_unit(&c.path)).collect();
    disagreeing(
        &mut units,
        &table.unit,
        &pieces[raw.pieces[0]].grid,
        &mut out.diagnostics,
    );
    let holds_more =
        by_rows.is_some_and(|s| body.rows.iter().any(|r| s.exceeds(&r.row.label)));
    let mut years = *years;
    let by_columns = spec.filter(|s| s.layout == "prefixed" && by_rows.is_none());
    for read in &body.rows {
        years_of(table, read, pieces).for_each(|text| years.see(&text));
        if by_columns.is_some() {
            years.see(&read.row.label);
        }
    }
    let mut unknown_unit = false;
    let mut places: Vec<Place> = Vec::new();
    table.line_numbers = body.line_numbers;
    for mut read in body.rows {
        // Subjects in rows mix money with counts: 公务接待费, 公务接待批次（个）.
        let by_row = row_units || by_rows.is_some_and(|s| !s.rows.is_empty());
        let unit_of_row = spec
            .filter(|_| by_row)
            .and_then(|s| {
                let subject = by_rows.is_some() && is_subject(s, &read.row.label);
                if subject { Some("money") } else { s.row_unit(&read.row.label) }
            })
            .map(str::to_owned);
        // 机关运行经费（元） in a table of 万元 says it for its row.
        let own_unit = column_unit(std::slice::from_ref(&read.row.label));
        let said = spec.and_then(|_| {
            years_of(table, &read, pieces).find_map(|text| years.of_row(&text))
        });
        let said = said.or_else(|| years.of_label(&read.row.label, by_columns?));
        read.row.is_change = said == Some(RowYear::Change);
        read.row.year = match said {
            Some(RowYear::Year(year)) => Some(year),
            _ => None,
        };
        let moved = said.filter(|_| read.row.year.is_none_or(|year| years.is_past(year)));
        let spanning: Vec<(usize, usize, usize)> = std::mem::take(&mut read.merged)
            .into_iter()
            .map(|(over, piece, cell)| {
                let grid = &pieces[piece].grid;
                let name = &read.row.label_printed;
                out.diagnostics.push(merged_value(
                    table,
                    &over,
                    &grid.cells[cell],
                    grid,
                    name,
                ));
                (column_over(table, &over), piece, cell)
            })
            .collect();
        let first_spanning = read.cells.len();
        let cells: Vec<_> = read.cells.drain(..).chain(spanning).collect();
        for (nth, (column, piece, cell_index)) in cells.into_iter().enumerate() {
            let is_spanning = nth >= first_spanning;
            let grid = &pieces[piece].grid;
            let half =
                read.torn.iter().find(|half| half.column == column && !is_spanning);
            let whole = half.map(|half| {
                let lower = &pieces[half.piece].grid.cells[half.cell];
                torn::whole(&grid.cells[cell_index], lower, half.fits)
            });
            let cell = whole.as_ref().unwrap_or(&grid.cells[cell_index]);
            let mut column_index = column;
            if let Some(spec) = by_rows
                && !(holds_more && catalog.is_total(&read.row.label))
            {
                column_index = row_column(table, spec, column, &read.row.label, &years);
            }
            if let Some(spec) = by_columns {
                column_index = prefixed_row(table, spec, column, &read.row.label);
            }
            if let (Some(said), Some(spec)) = (moved, spec) {
                column_index = column_of_year(table, spec, column_index, said);
            }
            let named = !table.columns[column_index].key.is_empty();
            let is_amount = spec.is_some() && (row_units || named);
            let (mut value, is_repaired) = value(cell, grid, is_amount);
            value.column = column_index;
            if is_repaired && let Some(recognised) = &value.recognised {
                let (first, printed) = (&recognised.read_first, &value.printed);
                let name = &read.row.label_printed;
                out.diagnostics
                    .push(figure::repaired(first, printed, name).at(value.origin));
            }
            let counted = match (&unit_of_row, by_row) {
                (Some(unit), true) => unit != "money",
                (None, true) if named && !row_units => false,
                (None, true) => {
                    if value.number.is_some() {
                        out.diagnostics.push(
                            Diagnostic::new(
                                "unknown-row-unit",
                                Severity::Warning,
                                "it is not known what this row counts; no amount is given",
                            )
                            .at(value.origin)
                            .printed(read.row.label_printed.clone()),
                        );
                    }
                    true
                }
                (_, false) => {
                    table.columns.get(column_index).is_some_and(|c| {
                        c.key.is_empty() && !can_be_money(&c.path, catalog)
                    }) || spec.is_none()
                        && own_unit.is_none()
                        && counts(&read.row, catalog)
                }
            };
            let counts = |c: &Column| {
                c.path
                    .iter()
                    .all(|p| catalog.labels.not_counted.iter().all(|w| !p.contains(w)))
            };
            if counted && table.columns.get(column_index).is_none_or(counts) {
                value.quantity = value.number;
                if let Some(unit) = unit_of_row.as_ref().filter(|u| *u != "money") {
                    value.unit_printed = unit.clone();
                    value.quantity_unit = unit.clone();
                }
            } else if let Some(number) = value.number.filter(|_| !counted) {
                let unit = own_unit
                    .as_ref()
                    .or(units.get(column).and_then(Option::as_ref))
                    .unwrap_or(&table.unit)
                    .clone();
                value.amount_yuan = amount::to_yuan(number, &unit);
                value.precision_yuan = amount::read(&value.printed)
                    .half_digit
                    .and_then(|h| amount::to_yuan(h, &unit));
                unknown_unit |= value.amount_yuan.is_none();
                value.unit_printed = unit.printed;
            } else {
                value.unit_printed = units
                    .get(column)
                    .and_then(Option::as_ref)
                    .map_or(table.unit.printed.clone(), |u| u.printed.clone());
            }
            if let Some(half) = half {
                let told = torn_value(&value, half.fits, &read.row.label_printed);
                out.diagnostics.push(told);
            } else {
                odd_value(&value, cell, is_amount, &read.row, &mut out.diagnostics);
            }
            if value.number.is_some() && half.is_none() && !is_spanning {
                let at = (table.rows.len(), read.row.values.len());
                places.extend(Place::of(at, piece, cell, grid));
            }
            read.row.values.push(value);
        }
        table.rows.push(read.row);
    }
    for (row, value) in alignment::strays(&places) {
        table.rows[row].values[value].is_stray = true;
    }
    if unknown_unit {
        out.diagnostics.push(
            Diagnostic::new(
                "unknown-unit",
                Severity::Warning,
                if table.unit.printed.is_empty() {
                    "no unit of money is printed for this table; amount_yuan stays empty"
                } else {
                    "which unit of money holds cannot be told; amount_yuan stays empty"
                },
            )
            .at(origin(&pieces[raw.pieces[0]].grid, pieces[raw.pieces[0]].grid.rect))
            .printed(table.title_printed.clone())
            .hint("look for 单位 above the table in `gongkai draw`"),
        );
    }
    for column in &mut table.columns {
        if column.key.starts_with("budget_") && column.phase == Phase::Unknown {
            column.phase = if note.contains("调整后") || note.contains("全年预算")
            {
                Phase::Adjusted
            } else if note.contains("年初预算") {
                Phase::Approved
            } else {
                Phase::Unknown
            };
        }
    }
    leaves::settle(table);
    style::settle(table, &mut out.diagnostics);
    let is_amount: Vec<bool> =
        table.columns.iter().map(|c| spec.is_some() && !c.key.is_empty()).collect();
    digits::distrust(table, &is_amount, &mut out.diagnostics);
    let printed =
        table.rows.iter().flat_map(|r| &r.values).any(|v| v.state != ValueState::Blank);
    // Nothing but dashes under a note that there is nothing: no data.
    let speaks = table
        .rows
        .iter()
        .flat_map(|r| &r.values)
        .any(|v| !matches!(v.state, ValueState::Blank | ValueState::Dash));
    let is_empty = !printed || !speaks && !table.empty_note.is_empty();
    table.state = if is_empty { TableState::Empty } else { TableState::Data };
    let piece_ink = |i: &usize| {
        let amounts = |text: &str| {
            text.split_whitespace()
                .any(|w| amount::is_number(w) && w.contains(['.', ',']))
        };
        let grid = &pieces[*i].grid;
        grid.leftover > 0
            || grid.cells.iter().any(|c| amounts(&c.text))
            || pieces[*i].below.iter().filter(|l| amounts(&l.text)).count() > 1
    };
    let is_known = spec.is_some() && table.columns.iter().any(|c| !c.key.is_empty());
    if !printed
        && is_known
        && table.empty_note.is_empty()
        && raw.pieces.iter().any(piece_ink)
    {
        out.diagnostics.push(
            Diagnostic::new(
                "empty-body",
                Severity::Warning,
                "the header is known, and nothing of what is printed below it was read",
            )
            .at(origin(&pieces[raw.pieces[0]].grid, pieces[raw.pieces[0]].grid.rect))
            .printed(table.title_printed.clone())
            .hint("look at the page with `gongkai draw`"),
        );
    }
    let rows_below =
        raw.pieces.iter().flat_map(|i| pieces[*i].below.iter().take(NEXT_LINES));
    if let Some(line) =
        rows_below.into_iter().find(|l| is_known && is_row_of_numbers(&l.text))
    {
        out.diagnostics.push(
            Diagnostic::new(
                "unread-rows",
                Severity::Warning,
                "numbers that are printed right below the table belong to none of its rows",
            )
            .at(origin(&pieces[raw.pieces[0]].grid, line.rect))
            .printed(line.text.trim().to_owned()),
        );
    }
    if body.skipped > 0 {
        out.diagnostics.push(
            Diagnostic::new(
                "unread-rows",
                Severity::Warning,
                format!("{} rows could not be matched with columns", body.skipped),
            )
            .at(origin(&pieces[raw.pieces[0]].grid, pieces[raw.pieces[0]].grid.rect)),
        );
    }
}

/// Whether a line is a row of a table: two amounts or more, and no sentence.
fn is_row_of_numbers(text: &str) -> bool {
    let is_amount = |w: &&str| amount::is_number(w) && w.contains('.');
    let is_sentence = text.contains(['，', '。', '；', '：', ':']);
    !is_sentence && text.split_whitespace().filter(is_amount).count() > 1
}

/// What the row's cells under 年度 print.
fn years_of<'a>(
    table: &'a Table,
    read: &'a keys::ReadRow,
    pieces: &'a [Piece],
) -> impl Iterator<Item = String> + 'a {
    read.cells.iter().filter_map(|(column, piece, cell)| {
        let label = table.columns.get(*column)?.path.last()?;
        let text = &pieces[*piece].grid.cells[*cell].text;
        is_year_label(label).then(|| crate::words::normal::normalise(text))
    })
}
