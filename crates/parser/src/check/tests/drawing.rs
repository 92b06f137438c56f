//! Tables drawn in text: the test and the paper on one screen.
//!
//! ```text
//! final.03
//!                    total  basic  project
//! total              10.00   4.00     6.00
//! 204 公共安全支出    10.00   4.00     6.00
//! ```
//!
//! A key may be printed with what stands above it (`其中/operating`).
//!
//! The first line names the table, and where it matters its unit (`元`, `?` for none printed;
//! 万元 otherwise) and body (`@某局`). The next one has the keys of its columns, in a table
//! with two sides one line for each, `R` and `E`. A row is a name and its cells: the name is
//! `total`, a code with its label, a line of `lines.toml`, or any label, with its 行次 before
//! it (`#1`); a cell is what is printed, `_` where nothing is. Tables are parted by blank lines.

use crate::catalog::catalog;
use crate::check::ledger;
use crate::disclosure::{
    CodeScheme, Column, Disclosure, Level, Row, Side, Table, Unit, Value, ValueState,
};
use crate::words::amount;
use crate::words::normal::normalise;
use rust_decimal::Decimal;

/// Sides by the letter that begins their lines.
const SIDES: [(&str, Side); 2] = [("R", Side::Revenue), ("E", Side::Expenditure)];

/// The document that a drawing shows.
pub(super) fn disclosure(drawing: &str) -> Disclosure {
    let mut out = Disclosure::default();
    let mut lines: Vec<&str> = Vec::new();
    for line in drawing.lines().chain([""]) {
        match line.trim() {
            "" if lines.is_empty() => {}
            "" => {
                let n = out.tables.len();
                let mut table = table(&std::mem::take(&mut lines), n + 1);
                let alike = out.tables.iter().filter(|t| t.id == table.id).count();
                table.sequence = u32::try_from(alike + 1).expect("few tables");
                out.tables.push(table);
            }
            line => lines.push(line),
        }
    }
    out
}

fn table(lines: &[&str], page: usize) -> Table {
    let page = u32::try_from(page).expect("few tables");
    let mut words = lines[0].split_whitespace();
    let mut table = Table {
        id: words.next().expect("a table has a name").to_owned(),
        confidence: 1.0,
        pages: Some((page, page)),
        ..Table::default()
    };
    let mut unit = "万元";
    for word in words {
        match word.strip_prefix('@') {
            Some(entity) => table.entity = Some(entity.to_owned()),
            None => unit = word,
        }
    }
    if unit != "?" {
        table.unit = amount::unit(unit);
        assert!(table.unit.factor.is_some(), "no unit 「{unit}」");
    }
    let spec = catalog().table(&table.id);
    let two_sided = spec.is_some_and(|s| s.sides);
    let scheme = match spec.map_or("", |s| s.scheme.as_str()) {
        "economic" => CodeScheme::Economic,
        _ => CodeScheme::Function,
    };
    let n_headers = if two_sided { 2 } else { 1 };
    for header in &lines[1..=n_headers] {
        let (side, keys) = sided(header, two_sided);
        for key in keys.split_whitespace() {
            // `-` is a column that the catalog knows no key for, such as its own label.
            let (key, label) = match key.strip_prefix('-') {
                Some(label) => ("", label),
                None => (key, key),
            };
            // `其中/operating` stands under 其中.
            let path: Vec<String> = label.split('/').map(str::to_owned).collect();
            let key = key.rsplit('/').next().unwrap_or_default();
            table.columns.push(Column {
                key: key.to_owned(),
                path,
                side,
                ..Column::default()
            });
        }
    }
    for (at, line) in lines[n_headers + 1..].iter().enumerate() {
        let (side, line) = sided(line, two_sided);
        let columns: Vec<usize> =
            (0..table.columns.len()).filter(|&c| table.columns[c].side == side).collect();
        let words: Vec<&str> = line.split_whitespace().collect();
        let n_stub = words.len().checked_sub(columns.len()).filter(|n| *n > 0);
        let (stub, cells) = words.split_at(n_stub.expect("a name and a cell per column"));
        let mut row = Row { side, code_scheme: scheme, ..named(stub, scheme) };
        row.order = u32::try_from(at + 1).expect("few rows");
        let counts = stub[0].starts_with("vehicles");
        let cell = |(&column, printed): (&usize, &&str)| Value {
            column,
            ..value(printed, &table.unit, counts, page)
        };
        row.values = columns.iter().zip(cells).map(cell).collect();
        table.rows.push(row);
    }
    table
}

fn sided(line: &str, two_sided: bool) -> (Side, &str) {
    if !two_sided {
        return (Side::None, line);
    }
    let of = |(letter, side): (&str, Side)| Some((side, line.strip_prefix(letter)?));
    SIDES.into_iter().find_map(of).unwrap_or_else(|| panic!("no side: 「{line}」"))
}

fn named(stub: &[&str], scheme: CodeScheme) -> Row {
    let (line_no, stub) = match stub[0].strip_prefix('#') {
        Some(number) => (number, &stub[1..]),
        None => ("", stub),
    };
    let first = stub[0];
    let (code, label) = match first {
        "total" => ("", "合计".to_owned()),
        code if code.chars().all(|c| c.is_ascii_digit()) => (code, stub[1..].join("")),
        key if stub.len() == 1 => ("", ledger::line_label(key).to_owned()),
        _ => ("", stub.join("")),
    };
    let label = normalise(&label);
    let is_total = code.is_empty() && catalog().is_total(&label);
    let level = match code.len() {
        _ if is_total => Level::Total,
        0 => Level::Line,
        3 => Level::Class,
        5 => Level::Section,
        _ => Level::Item,
    };
    Row {
        line_no: line_no.to_owned(),
        code: code.to_owned(),
        code_scheme: if code.is_empty() { CodeScheme::None } else { scheme },
        label_printed: label.clone(),
        label,
        level,
        is_total,
        is_leaf: !is_total,
        ..Row::default()
    }
}

fn value(printed: &str, unit: &Unit, counts: bool, page: u32) -> Value {
    let printed = if printed == "_" { "" } else { printed };
    let read = amount::read(printed);
    let known = !counts && matches!(read.state, ValueState::Number | ValueState::Zero);
    let money = |n: Option<Decimal>| amount::to_yuan(n.filter(|_| known)?, unit);
    let mut value = Value {
        state: read.state,
        printed: printed.to_owned(),
        amount_yuan: money(read.number),
        precision_yuan: money(read.half_digit),
        quantity: read.number.filter(|_| counts),
        number: read.number,
        confidence: 1.0,
        ..Value::default()
    };
    value.origin.page = Some(page);
    value
}
