//! Sums of the code tables of real budget disclosures: a score that needs no truth.

use crate::reading::disclosure;
use parser::{CodeScheme, Disclosure, Level, Row, Table};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use workspace::{documents, say};

/// At least this share of the sums must hold; what fails here is misprinted on the page.
const FLOOR: f64 = 0.985;
/// At least this share of the tables of money must be recognised.
const KNOWN: f64 = 0.95;

/// Budget disclosures that are here, by name.
fn corpus() -> Vec<(String, &'static Disclosure)> {
    documents("../shared/real")
        .into_iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            // 140 pages of forms and a picture: no tables of money in either.
            if !name.starts_with('B')
                || name.contains("_perf_")
                || name.contains("imageonly")
            {
                return None;
            }
            Some((name, disclosure(&path)))
        })
        .collect()
}

/// Amount and tolerance of every column of a row.
fn amounts(row: &Row) -> BTreeMap<usize, (Decimal, Decimal)> {
    row.values
        .iter()
        .filter_map(|v| Some((v.column, (v.amount_yuan?, v.precision_yuan?))))
        .collect()
}

#[derive(Default)]
struct Sums {
    held: usize,
    broken: Vec<String>,
}

impl Sums {
    /// Compares a printed sum with its parts, column by column.
    fn add(&mut self, file: &str, table: &Table, sum: &Row, parts: &[&Row]) {
        let of_parts: Vec<_> = parts.iter().map(|r| amounts(r)).collect();
        for (column, (printed, half)) in amounts(sum) {
            let path = &table.columns[column].path;
            let moves = ["增减", "%", "比例"];
            if path.iter().any(|p| moves.iter().any(|w| p.contains(w))) {
                continue;
            }
            let known: Vec<_> = of_parts.iter().filter_map(|p| p.get(&column)).collect();
            let total: Decimal = known.iter().map(|p| p.0).sum();
            let tolerance: Decimal = half + known.iter().map(|p| p.1).sum::<Decimal>();
            if (total - printed).abs() <= tolerance {
                self.held += 1;
            } else {
                self.broken.push(format!(
                    "{file} {} {} {} {}: printed {printed}, parts {total}",
                    table.id,
                    sum.code,
                    sum.label,
                    path.join("/")
                ));
            }
        }
    }
}

fn check(file: &str, table: &Table, sums: &mut Sums) {
    let coded: Vec<&Row> = table.rows.iter().filter(|r| !r.code.is_empty()).collect();
    for row in &coded {
        let deeper = |r: &&&Row| {
            r.code.len() > row.code.len() && r.code.starts_with(row.code.as_str())
        };
        let Some(depth) = coded.iter().filter(deeper).map(|r| r.code.len()).min() else {
            continue;
        };
        let children: Vec<&Row> = coded
            .iter()
            .filter(deeper)
            .filter(|r| r.code.len() == depth)
            .copied()
            .collect();
        // A table printed twice in one, as 类 beside 款, proves nothing here.
        if coded.iter().filter(|r| r.code == row.code).count() == 1 {
            sums.add(file, table, row, &children);
        }
    }
    let classes: Vec<&Row> =
        coded.iter().filter(|r| r.level == Level::Class).copied().collect();
    let leaves: Vec<&Row> = coded
        .iter()
        .filter(|r| r.is_leaf && r.code_scheme != CodeScheme::None)
        .copied()
        .collect();
    let parts = if classes.is_empty() { leaves } else { classes };
    let totals: Vec<&Row> = table.rows.iter().filter(|r| r.is_total).collect();
    if let ([total], false) = (&totals[..], parts.is_empty()) {
        sums.add(file, table, total, &parts);
    }
}

#[test]
fn code_tables_add_up() {
    let corpus = corpus();
    let mut all = Sums::default();
    let (mut known, mut tables) = (0, 0);
    for (name, document) in &corpus {
        let mut sums = Sums::default();
        let money = document.tables.iter().filter(|t| {
            t.id.starts_with("budget.")
                || t.id == "other" && !t.title_printed.contains("绩效")
        });
        let budget: Vec<&Table> =
            money.clone().filter(|t| t.id.starts_with("budget.")).collect();
        budget.iter().for_each(|table| check(name, table, &mut sums));
        say(&format!(
            "{name}: {} of {} tables recognised, {} of {} sums hold",
            budget.len(),
            money.clone().count(),
            sums.held,
            sums.held + sums.broken.len()
        ));
        known += budget.len();
        tables += money.count();
        all.held += sums.held;
        all.broken.append(&mut sums.broken);
    }
    all.broken.iter().for_each(|line| say(&format!("  {line}")));
    let n = all.held + all.broken.len();
    if n > 0 {
        let share = all.held as f64 / n as f64;
        say(&format!("{known} of {tables} tables recognised"));
        say(&format!("{} of {n} sums hold: {:.2} %", all.held, share * 100.0));
        assert!(known as f64 >= tables as f64 * KNOWN, "{known} of {tables} tables");
        assert!(share >= FLOOR, "only {share} of the sums hold");
    }
}

/// What a row says besides its own key: table, page, code and name, then body, its code and
/// scope, codes and names of further classifications.
fn besides(table: &Table, row: &Row) -> Option<String> {
    let page = row.values.iter().find_map(|v| v.origin.page)?;
    let list = |part: fn(&parser::Classification) -> &str| {
        row.other.iter().map(part).collect::<Vec<_>>().join(";")
    };
    let (entity, code, scope) = match &row.entity {
        Some(entity) => (
            entity.name.clone().unwrap_or_default(),
            entity.code.clone(),
            format!("{:?}", entity.scope).to_lowercase(),
        ),
        None => Default::default(),
    };
    let cells = [
        table.id.clone(),
        page.to_string(),
        row.code.clone(),
        row.label.clone(),
        entity,
        code,
        scope,
        list(|other| &other.code),
        list(|other| &other.label),
    ];
    (cells[4..].iter().any(|c| !c.is_empty())).then(|| cells.join(","))
}

#[test]
fn every_row_of_the_samples_has_its_body_and_its_further_classifications() {
    let samples = workspace::root().join("samples");
    let mut compared = 0;
    for truth in std::fs::read_dir(samples.join("truth")).expect("samples have truth") {
        let truth = truth.expect("the folder can be read").path();
        let name = truth.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let Some(slug) = name.strip_suffix(".rows.csv") else { continue };
        let text = std::fs::read_to_string(&truth).expect("the truth can be read");
        let mut expected: Vec<&str> = text.lines().skip(1).collect();
        let document = disclosure(&samples.join(format!("{slug}.pdf")));
        let rows =
            document.tables.iter().flat_map(|t| t.rows.iter().map(move |r| (t, r)));
        let got: Vec<String> = rows.filter_map(|(t, r)| besides(t, r)).collect();
        let mut got: Vec<&str> = got.iter().map(String::as_str).collect();
        expected.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, expected, "{slug}");
        compared += got.len();
    }
    assert!(compared > 50, "only {compared} rows");
}
