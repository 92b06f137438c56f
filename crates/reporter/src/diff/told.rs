//! Differences as text and as CSV.

use super::cells::Cell;
use super::change::Change;
use super::difference::{Difference, Differences};
use crate::error::Error;
use publisher::Lang;
use rust_decimal::Decimal;
use std::fmt::Write;

/// Differences as text: what changed first, then what is gone, added, elsewhere.
pub fn text(differences: &Differences, lang: Lang) -> String {
    let mut out = String::new();
    let mut all: Vec<&Difference> = differences.all.iter().collect();
    all.sort_by(|a, b| (&a.file_name, a.change).cmp(&(&b.file_name, b.change)));
    let mut file = None;
    for difference in all {
        if file != Some(&difference.file_name) {
            let [old, new] = &difference.file_name;
            let name = if old == new { new.clone() } else { format!("{old} → {new}") };
            let _ = writeln!(out, "{name}");
            file = Some(&difference.file_name);
        }
        let _ = writeln!(out, "  {}", line(difference, lang));
    }
    for (names, zh, en) in [
        (&differences.documents_gone, "不再有此文件", "document gone"),
        (&differences.documents_added, "新增文件", "document added"),
    ] {
        for name in names {
            let _ = writeln!(out, "{}: {name}", lang.of(zh, en));
        }
    }
    let count = |change| differences.all.iter().filter(|d| d.change == change).count();
    let [changed, gone, added, elsewhere] =
        [Change::Changed, Change::Gone, Change::Added, Change::Elsewhere].map(count);
    let (documents, same) = (differences.documents, differences.same);
    let _ = match lang {
        Lang::Zh => writeln!(
            out,
            "{documents} 份文件：改 {changed}，删 {gone}，增 {added}，换位置 {elsewhere}，未变 {same}"
        ),
        Lang::En => writeln!(
            out,
            "{documents} documents: {changed} changed, {gone} gone, {added} added, {elsewhere} \
             elsewhere, {same} the same"
        ),
    };
    out
}

fn line(difference: &Difference, lang: Lang) -> String {
    let word = match (difference.change, lang) {
        (Change::Changed, Lang::Zh) => "改",
        (Change::Gone, Lang::Zh) => "删",
        (Change::Added, Lang::Zh) => "增",
        (Change::Elsewhere, Lang::Zh) => "换",
        (change, Lang::En) => change.word(),
    };
    match (&difference.old, &difference.new) {
        (Some(old), Some(new)) if old.key == new.key => {
            let places = match old.page == new.page {
                true => page(new, lang),
                false => format!("{} → {}", page(old, lang), page(new, lang)),
            };
            let by = by(old, new).map_or(String::new(), |by| format!("  ({by})"));
            format!(
                "{word}  {}  {} → {}{by}  {places}",
                place(new),
                value(old),
                value(new)
            )
        }
        (Some(old), Some(new)) => format!(
            "{word}  {}  {} → {}  {} → {}",
            value(new),
            place(old),
            place(new),
            page(old, lang),
            page(new, lang)
        ),
        (Some(cell), None) | (None, Some(cell)) => {
            format!("{word}  {}  {}  {}", place(cell), value(cell), page(cell, lang))
        }
        (None, None) => String::new(),
    }
}

fn place(cell: &Cell) -> String {
    let key = &cell.key;
    let parts = [&key.table, &key.code, &key.label, &key.column];
    let parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn value(cell: &Cell) -> String {
    match cell.unit.as_str() {
        "" => format!("「{}」", cell.printed),
        unit => format!("「{}」{unit}", cell.printed),
    }
}

fn page(cell: &Cell, lang: Lang) -> String {
    match (cell.page.as_str(), lang) {
        ("", _) => String::new(),
        (page, Lang::Zh) => format!("第 {page} 页"),
        (page, Lang::En) => format!("page {page}"),
    }
}

/// The new amount less the old one.
fn by(old: &Cell, new: &Cell) -> Option<String> {
    let [old, new] = [old, new].map(|cell| cell.amount.parse::<Decimal>().ok());
    let by = new?.checked_sub(old?)?;
    Some(if by.is_sign_positive() { format!("+{by}") } else { by.to_string() })
}

const COLUMNS: [&str; 20] = [
    "change",
    "file_name_old",
    "file_name_new",
    "table",
    "entity",
    "side",
    "code",
    "label_old",
    "label_new",
    "column_old",
    "column_new",
    "printed_old",
    "printed_new",
    "unit_old",
    "unit_new",
    "amount_old",
    "amount_new",
    "difference",
    "page_old",
    "page_new",
];

/// Differences as CSV, one number a row, with the ids of both in its last columns.
pub fn csv(differences: &Differences) -> Result<Vec<u8>, Error> {
    let mut out = exporter::csv::BOM.to_vec();
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut out);
    let failed = |error: csv::Error| Error::Csv(error.to_string());
    writer
        .write_record(COLUMNS.iter().chain(&["fact_id_old", "fact_id_new"]))
        .map_err(failed)?;
    for difference in &differences.all {
        writer.write_record(record(difference)).map_err(failed)?;
    }
    writer.flush().map_err(|e| Error::Csv(e.to_string()))?;
    drop(writer);
    Ok(out)
}

fn record(difference: &Difference) -> Vec<String> {
    let Difference { change, file_name, old, new } = difference;
    let either = new.as_ref().or(old.as_ref());
    let key = |of: fn(&Cell) -> &String| either.map(of).cloned().unwrap_or_default();
    let both = |of: fn(&Cell) -> &String| {
        [old, new].map(|cell| cell.as_ref().map(of).cloned().unwrap_or_default())
    };
    let guarded = |text: String| exporter::csv::guard(&text).into_owned();
    let mut cells = vec![change.word().to_owned()];
    cells.extend(file_name.clone().map(guarded));
    cells.push(key(|cell| &cell.key.table));
    cells.push(guarded(key(|cell| &cell.key.entity)));
    cells.push(key(|cell| &cell.key.side));
    cells.push(key(|cell| &cell.key.code));
    cells.extend(both(|cell| &cell.key.label).map(guarded));
    cells.extend(both(|cell| &cell.key.column).map(guarded));
    cells.extend(both(|cell| &cell.printed).map(guarded));
    cells.extend(both(|cell| &cell.unit).map(guarded));
    cells.extend(both(|cell| &cell.amount));
    let by = old.as_ref().zip(new.as_ref()).and_then(|(old, new)| by(old, new));
    cells.push(by.unwrap_or_default().trim_start_matches('+').to_owned());
    cells.extend(both(|cell| &cell.page));
    cells.extend(both(|cell| &cell.id));
    cells
}
