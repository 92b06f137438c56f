//! Columns, rows, pages and units are read wrongly: do the identities notice?

use super::corpus::{Read, constrained, corpus, violations};
use extractor::SourceKind;
use parser::{FactRef, Table, Value, ValueState, check};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use workspace::say;

/// So many mistakes must be noticed: in final accounts, and in budgets, whose layouts differ
/// more. What is left are the classes that no identity can see:
///
/// - two parts of one sum that nothing else in the document states one by one: 因公出国（境）
///   and 公务接待, 购置 and 运行 in a budget of the three public expenses, 上缴上级 and 经营
///   支出, sources of money in 基本支出表 and 项目支出表;
/// - columns without a key, which only their own sums constrain;
/// - in budgets, two columns of which the sum of a row may leave out one or the other as a part
///   of the rest;
/// - the unit of a table that nothing smaller is part of: 元 for 万元 over a budget of the three
///   public expenses. All tables in a wrong unit at once would not be seen either;
/// - the pages of a list of projects or of bodies, whose rows no identity adds up.
const FLOORS: [(&str, f64, f64); 4] = [
    ("drop", 0.95, 0.59),
    ("shift", 1.00, 0.97),
    ("swap", 0.97, 0.80),
    ("unit", 1.00, 0.73),
];

/// The floor for budgets where the real ones are not there: the samples have few budgets, and a
/// handful of mistakes of a kind says nothing.
const SAMPLES_ALONE: (usize, f64) = (50, 0.75);

/// One wrong reading of one table.
struct Misread {
    /// `swap`, `shift`, `drop` or `unit`.
    kind: &'static str,
    /// Which columns, pages or unit.
    what: String,
    /// The table as it would be read.
    table: Table,
}

/// What one value adds to a sum.
fn adds(value: &Value) -> Decimal {
    let printed = value.amount_yuan.or(value.number);
    printed.filter(|_| value.state == ValueState::Number).unwrap_or_default()
}

/// What is printed in a cell goes to another one, which keeps its place and its column.
fn put(to: &mut Value, from: &Value) {
    let (column, origin) = (to.column, to.origin);
    *to = Value { column, origin, ..from.clone() };
}

fn swapped(table: &Table) -> Vec<Misread> {
    let n = table.columns.len();
    let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
    let same_side =
        pairs.filter(|&(a, b)| table.columns[a].side == table.columns[b].side);
    same_side
        .map(|(a, b)| {
            let mut out = table.clone();
            for row in &mut out.rows {
                let at = |c| row.values.iter().position(|v| v.column == c);
                let (Some(i), Some(j)) = (at(a), at(b)) else { continue };
                let (first, second) = (row.values[i].clone(), row.values[j].clone());
                put(&mut row.values[i], &second);
                put(&mut row.values[j], &first);
            }
            Misread { kind: "swap", what: named(table, &[a, b]), table: out }
        })
        .collect()
}

fn shifted(table: &Table) -> Vec<Misread> {
    (0..table.columns.len())
        .map(|column| {
            let mut out = table.clone();
            let mut above = Value::default();
            for value in out.rows.iter_mut().flat_map(|r| &mut r.values) {
                if value.column == column {
                    let own = value.clone();
                    put(value, &above);
                    above = own;
                }
            }
            Misread { kind: "shift", what: named(table, &[column]), table: out }
        })
        .collect()
}

fn dropped(table: &Table) -> Vec<Misread> {
    let Some((first, last)) = table.pages else { return Vec::new() };
    (first + 1..=last)
        .map(|page| {
            let mut out = table.clone();
            let here = |v: &Value| v.origin.page == Some(page);
            out.rows.retain(|row| !row.values.iter().any(here));
            Misread { kind: "drop", what: String::new(), table: out }
        })
        .collect()
}

/// 元 taken for 万元, or the other way round.
fn in_another_unit(table: &Table) -> Option<Misread> {
    let factor = table.unit.factor?;
    let ten_thousand = Decimal::from(10_000);
    let other = if factor == ten_thousand { Decimal::ONE } else { ten_thousand };
    let mut out = table.clone();
    out.unit.factor = Some(other);
    for value in out.rows.iter_mut().flat_map(|r| &mut r.values) {
        value.amount_yuan = value.amount_yuan.map(|a| a / factor * other);
        value.precision_yuan = value.precision_yuan.map(|p| p / factor * other);
    }
    Some(Misread { kind: "unit", what: String::new(), table: out })
}

fn named(table: &Table, columns: &[usize]) -> String {
    let name = |&c: &usize| match table.columns[c].key.as_str() {
        "" => "?".to_owned(),
        key => key.to_owned(),
    };
    columns.iter().map(name).collect::<Vec<_>>().join(" ")
}

/// Whether a value that some identity constrains is not what it was.
fn is_constrained(
    misread: &Misread,
    table: &Table,
    at: usize,
    held: &BTreeSet<FactRef>,
) -> bool {
    let is_held =
        |row: usize, value: usize| held.contains(&FactRef { table: at, row, value });
    if misread.kind == "drop" {
        let kept = |origin| {
            misread.table.rows.iter().flat_map(|r| &r.values).any(|v| v.origin == origin)
        };
        return table.rows.iter().enumerate().any(|(row, r)| {
            let values = r.values.iter().enumerate();
            let mut held =
                values.filter(|(at, v)| is_held(row, *at) && !adds(v).is_zero());
            held.any(|(_, v)| !kept(v.origin))
        });
    }
    let rows = table.rows.iter().zip(&misread.table.rows).enumerate();
    rows.into_iter().any(|(row, (before, after))| {
        let mut values = before.values.iter().zip(&after.values).enumerate();
        values.any(|(at, (b, a))| is_held(row, at) && adds(b) != adds(a))
    })
}

fn misread(read: &Read) -> Vec<(String, String, bool)> {
    let before = violations(read.disclosure);
    let held = constrained(read.disclosure);
    let mut work = read.disclosure.clone();
    let mut out = Vec::new();
    for (at, table) in read.disclosure.tables.iter().enumerate() {
        let all = swapped(table)
            .into_iter()
            .chain(shifted(table))
            .chain(dropped(table))
            .chain(in_another_unit(table));
        for misread in all {
            if !is_constrained(&misread, table, at, &held) {
                continue;
            }
            let what = format!("{} {}", table.id, misread.what);
            work.tables[at] = misread.table;
            check::again(&mut work, SourceKind::Pdf);
            let noticed = violations(&work).iter().any(|v| !before.contains(v));
            out.push((misread.kind.to_owned(), what, noticed));
            work.tables[at] = table.clone();
        }
    }
    out
}

/// All wrong readings of all documents: file, kind, table and what, whether noticed.
fn all() -> Vec<(&'static str, String, String, bool)> {
    let corpus = corpus();
    let halves: Vec<Vec<&Read>> =
        (0..2).map(|k| corpus.iter().skip(k).step_by(2).collect()).collect();
    let of = |read: &'static Read| {
        let found = misread(read).into_iter();
        found.map(|(kind, what, noticed)| (read.name.as_str(), kind, what, noticed))
    };
    std::thread::scope(|scope| {
        let work = |half: Vec<&'static Read>| {
            scope.spawn(move || half.into_iter().flat_map(of).collect::<Vec<_>>())
        };
        let workers: Vec<_> = halves.into_iter().map(work).collect();
        workers.into_iter().flat_map(|w| w.join().expect("no panic")).collect()
    })
}

#[test]
fn a_wrong_structure_is_noticed() {
    let mut scores: BTreeMap<(bool, String), (usize, usize)> = BTreeMap::new();
    let mut unseen: BTreeMap<(String, String), (usize, usize, String)> = BTreeMap::new();
    for (name, kind, what, noticed) in all() {
        let score = scores.entry((what.starts_with("final."), kind.clone())).or_default();
        *score = (score.0 + usize::from(noticed), score.1 + 1);
        let class = unseen.entry((kind, what)).or_default();
        class.1 += 1;
        if !noticed {
            class.0 += 1;
            class.2.push_str(name.split(['-', '_']).next().unwrap_or_default());
            class.2.push(' ');
        }
    }
    for ((kind, what), (missed, n, names)) in unseen.iter().filter(|(_, n)| n.0 > 0) {
        say(&format!("  {kind} {what}: {missed} of {n} unseen: {names}"));
    }
    let is_whole = workspace::shared("real").is_some();
    let mut wrong = Vec::new();
    for ((is_final, kind), (noticed, n)) in &scores {
        let floor = FLOORS.iter().find(|f| f.0 == kind).expect("a kind of mistake");
        let floor = match (*is_final, is_whole) {
            (true, _) => floor.1,
            (false, true) => floor.2,
            (false, false) if *n < SAMPLES_ALONE.0 => 0.0,
            (false, false) => SAMPLES_ALONE.1,
        };
        let share = *noticed as f64 / *n as f64;
        let family = if *is_final { "final accounts" } else { "budgets" };
        let line = format!("{kind}, {family}: {noticed} of {n} noticed");
        say(&line);
        if share < floor {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}
