//! Identities inside tables and between them, from the formulas of the rules.

use super::evaluate::{self, Side};
use super::formula::{Formula, Relation, RowName, Term};
use super::ledger::{self, Group, Sheet};
use super::rule::{Rule, formulas};
use super::{Check, CheckKind, Evidence, Outcome};
use crate::catalog::catalog;
use crate::disclosure::{self, Disclosure, Table};
use std::collections::BTreeMap;

/// Words of columns that do not add up: growth and shares.
const RATES: [&str; 5] = ["增减", "%", "比例", "比重", "增长"];

/// Evaluates the formulas of all rules.
pub(super) fn checks(out: &Disclosure) -> Vec<Check> {
    let mut all = Vec::new();
    for group in ledger::groups(out) {
        all.extend(of_group(&group, |_| true));
        all.extend(basic_without_details(&group));
    }
    all
}

/// Evaluates the formulas of rules inside one table alone, to judge a reading of it.
pub(crate) fn inside(table: &Table) -> Vec<Check> {
    let alone = Disclosure { tables: vec![table.clone()], ..Disclosure::default() };
    ledger::groups(&alone)
        .iter()
        .flat_map(|group| of_group(group, |rule| rule.kind == CheckKind::Table))
        .collect()
}

fn of_group(group: &Group<'_>, wanted: impl Fn(&Rule) -> bool) -> Vec<Check> {
    let mut all = Vec::new();
    for (rule, formulas) in formulas() {
        if !wanted(rule) {
            continue;
        }
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for formula in formulas {
            match evaluated(rule, group, formula) {
                Ok(checks) => found.extend(checks),
                Err(check) => missing.extend(check),
            }
        }
        // Formulas of one rule are its forms in several layouts: one that applies is enough.
        if found.is_empty() {
            found.extend(missing.into_iter().next().map(|check| *check));
        }
        all.extend(summed_up(found));
    }
    all
}

/// Evaluates one formula. The error is the check that says what is missing, or nothing if
/// none of its tables is there.
pub(super) fn evaluated(
    rule: &'static Rule,
    group: &Group<'_>,
    formula: &Formula,
) -> Result<Vec<Check>, Option<Box<Check>>> {
    match formula {
        Formula::Tree(id) => {
            Ok(group.sheets(id).iter().flat_map(|sheet| tree(rule, sheet)).collect())
        }
        Formula::Sums { left, relation, right } => {
            sums(rule, group, left, *relation, right)
        }
    }
}

/// Blank rows and columns by the hundred say one thing: one check for all of a table's.
fn summed_up(checks: Vec<Check>) -> Vec<Check> {
    let mut out: Vec<Check> = Vec::with_capacity(checks.len());
    let mut silent: BTreeMap<(Vec<usize>, bool), (usize, usize)> = BTreeMap::new();
    for check in checks {
        let vacuous = match check.result {
            Outcome::Vacuous => true,
            Outcome::NotEvaluable => false,
            _ => {
                out.push(check);
                continue;
            }
        };
        let seen =
            silent.entry((check.tables.clone(), vacuous)).or_insert((out.len(), 0));
        seen.1 += 1;
        if seen.1 == 1 {
            out.push(check);
        }
    }
    for (at, n) in silent.into_values().filter(|(_, n)| *n > 1) {
        let check = &mut out[at];
        check.message_zh = format!("{}（同类共 {n} 处）", check.message_zh);
        check.message_en = format!("{} ({n} of this kind)", check.message_en);
    }
    out
}

/// Evaluates sums over all tables, rows and columns they speak of.
fn sums(
    rule: &'static Rule,
    group: &Group<'_>,
    left: &[Term],
    relation: Relation,
    right: &[Term],
) -> Result<Vec<Check>, Option<Box<Check>>> {
    let terms = || left.iter().chain(right);
    let required = || terms().filter(|t| !t.optional);
    let count = |id: &str| group.sheets(id).len();
    let n = required().map(|t| count(&t.table)).max().unwrap_or(0);
    if n == 0 {
        return Err(None);
    }
    if let Some(other) = required().find(|t| count(&t.table) != n) {
        let name = title(&other.table);
        let (zh, en) = match count(&other.table) {
            0 => (format!("没有 {name}"), format!("{name} is not there")),
            m => (
                format!("{name} 有 {m} 张，无法逐一对应"),
                format!("{m} tables {name}: it cannot be told which belongs to which"),
            ),
        };
        let mut check = evaluate::found(rule, Outcome::NotEvaluable, Vec::new(), zh, en);
        check.is_equality = relation == Relation::Equal;
        let present = required().filter(|t| count(&t.table) > 0);
        check.tables =
            present.flat_map(|t| group.sheets(&t.table)).map(|s| s.index).collect();
        return Err(Some(Box::new(check)));
    }
    let mut checks = Vec::new();
    let mut missing = None;
    for k in 0..n {
        let instance = Instance { rule, group, k, n, left, right, relation };
        if let Some(what) = instance.missing() {
            let (zh, en) = (format!("没有 {what}"), format!("{what} is not there"));
            let mut check =
                evaluate::found(rule, Outcome::NotEvaluable, Vec::new(), zh, en);
            check.tables = instance.indices();
            missing = Some(Box::new(check));
            continue;
        }
        checks.extend(instance.checks());
    }
    if checks.is_empty() { Err(missing) } else { Ok(checks) }
}

/// A formula over one set of tables.
struct Instance<'g, 'd> {
    rule: &'static Rule,
    group: &'g Group<'d>,
    k: usize,
    n: usize,
    left: &'g [Term],
    right: &'g [Term],
    relation: Relation,
}

/// One row and one column of all that the formula quantifies over.
#[derive(Clone, Default)]
struct Binding<'b> {
    row: Option<usize>,
    class: Option<&'b str>,
    column: Option<&'b str>,
}

impl<'g, 'd> Instance<'g, 'd> {
    fn terms(&self) -> impl Iterator<Item = &'g Term> {
        self.left.iter().chain(self.right)
    }

    fn sheet(&self, id: &str) -> Option<&'g Sheet<'d>> {
        let sheets = self.group.sheets(id);
        if sheets.len() == self.n { sheets.get(self.k) } else { None }
    }

    fn indices(&self) -> Vec<usize> {
        let mut found: Vec<usize> =
            self.terms().filter_map(|t| self.sheet(&t.table)).map(|s| s.index).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A required line or column that is not there, in words.
    fn missing(&self) -> Option<String> {
        for term in self.terms().filter(|t| !t.optional) {
            let sheet = self.sheet(&term.table)?;
            let name = title(&term.table);
            match &term.row {
                RowName::Total | RowName::Line(_) if sheet.row(&term.row).is_none() => {
                    return Some(format!("{name} {}", row_name(&term.row)));
                }
                RowName::Class | RowName::Classes if sheet.classes().is_empty() => {
                    return Some(format!("{name} 各类支出"));
                }
                // A line may stand on a side that has no such column.
                RowName::Total | RowName::Line(_)
                    if term.column != "*"
                        && sheet.row(&term.row).is_some_and(|at| {
                            !sheet.rows_with(&term.column).contains(&at)
                        }) =>
                {
                    let row = row_name(&term.row);
                    let column = column_name(sheet, &term.column);
                    return Some(format!("{name} {row} {column}"));
                }
                _ => {}
            }
            if term.column != "*" && !sheet.has_column(&term.column) {
                return Some(format!("{name} {}", column_name(sheet, &term.column)));
            }
        }
        None
    }

    fn checks(&self) -> Vec<Check> {
        let mut bindings = vec![Binding::default()];
        if let Some(term) = self.terms().find(|t| t.row == RowName::Each)
            && let Some(sheet) = self.sheet(&term.table)
        {
            let rows = 0..sheet.table.rows.len();
            let rows = rows.filter(|&at| !sheet.table.rows[at].values.is_empty());
            bindings =
                rows.map(|at| Binding { row: Some(at), ..Binding::default() }).collect();
        } else if let Some(rows) = self.bodies() {
            let of = |at| Binding { row: Some(at), ..Binding::default() };
            bindings = rows.into_iter().map(of).collect();
        } else if self.terms().any(|t| t.row == RowName::Class) {
            let with = self.terms().filter(|t| t.row == RowName::Class);
            let mut codes: Vec<&str> = with
                .filter_map(|t| self.sheet(&t.table))
                .flat_map(|s| s.classes().into_iter().map(|c| c.0))
                .collect();
            codes.sort_unstable();
            codes.dedup();
            bindings = codes
                .into_iter()
                .map(|c| Binding { class: Some(c), ..Binding::default() })
                .collect();
        }
        if let Some(term) = self.terms().find(|t| t.column == "*")
            && let Some(sheet) = self.sheet(&term.table)
        {
            let keys = sheet.keys();
            let with = |b: &Binding<'g>, key| Binding { column: Some(key), ..b.clone() };
            bindings = bindings
                .iter()
                .flat_map(|b| keys.iter().map(|key| with(b, *key)))
                .collect();
        }
        bindings.iter().filter_map(|b| self.check(b)).collect()
    }

    /// The rows of a table that has one for each body, where the formula is about it alone.
    fn bodies(&self) -> Option<Vec<usize>> {
        let term = self.terms().find(|t| t.row == RowName::Only)?;
        let rows = self.sheet(&term.table)?.rows_with(&term.column);
        (rows.len() > 1 && self.indices().len() == 1).then_some(rows)
    }

    fn check(&self, binding: &Binding<'_>) -> Option<Check> {
        let ids = self.indices();
        let raw = ids.len() == 1;
        let left = self.side(self.left, binding, raw);
        let right = self.side(self.right, binding, raw);
        // A row or column that only one side of a table has.
        if left.numbers.is_empty()
            && right.numbers.is_empty()
            && (binding.row.is_some() || binding.column.is_some())
            && !self.has_cells(binding)
        {
            return None;
        }
        let known = self
            .terms()
            .filter_map(|t| self.sheet(&t.table))
            .all(|s| ledger::has_unit(s.table));
        let mut check = match self.relation {
            Relation::Equal => evaluate::equal(self.rule, left, right),
            Relation::AtLeast => evaluate::at_least(self.rule, left, right),
        };
        if self.is_count(&check) {
            check.unit = "count";
            evaluate::describe(&mut check);
        } else if !known && raw {
            check.unit = "";
            evaluate::describe(&mut check);
        }
        if check.result == Outcome::Violated && self.is_doubtful(binding) {
            doubt(&mut check);
        }
        check.tables = ids;
        Some(check)
    }

    /// Whether things are counted and not money.
    fn is_count(&self, check: &Check) -> bool {
        let sheets = || self.terms().filter_map(|t| self.sheet(&t.table));
        check.evidence.iter().any(|evidence| {
            let Evidence::Fact(fact) = *evidence else { return false };
            let sheet = sheets().find(|s| s.index == fact.table);
            let row = sheet.and_then(|s| s.table.rows.get(fact.row));
            row.and_then(|r| r.values.get(fact.value))
                .is_some_and(|v| v.quantity.is_some())
        })
    }

    /// Whether any term has a cell for this column.
    fn has_cells(&self, binding: &Binding<'_>) -> bool {
        self.terms().any(|term| {
            self.sheet(&term.table).is_some_and(|sheet| {
                let key = binding.column.unwrap_or(&term.column);
                self.rows(term, sheet, binding).iter().any(|&at| {
                    sheet.table.rows[at].values.iter().any(|v| {
                        sheet.table.columns.get(v.column).is_some_and(|c| c.key == key)
                    })
                })
            })
        })
    }

    fn rows(&self, term: &Term, sheet: &Sheet<'d>, binding: &Binding<'_>) -> Vec<usize> {
        match &term.row {
            RowName::Each => binding.row.into_iter().collect(),
            RowName::Only => match binding.row {
                Some(at) => vec![at],
                None => {
                    let rows = sheet.rows_with(&term.column);
                    let total = sheet.row(&RowName::Total).filter(|_| rows.len() > 1);
                    total.map_or(rows, |at| vec![at])
                }
            },
            RowName::Class => {
                let wanted = binding.class;
                let of = |c: &(&str, usize)| Some(c.0) == wanted;
                sheet.classes().into_iter().filter(of).map(|c| c.1).collect()
            }
            RowName::Classes => sheet.classes().into_iter().map(|c| c.1).collect(),
            named => sheet.row(named).into_iter().collect(),
        }
    }

    fn side(&self, terms: &[Term], binding: &Binding<'_>, raw: bool) -> Side {
        let mut side = Side::default();
        let mut labels: Vec<String> = Vec::new();
        for term in terms {
            let Some(sheet) = self.sheet(&term.table) else {
                // Several tables where one is wanted; none at all counts as nothing.
                side.incomplete |= !self.group.sheets(&term.table).is_empty();
                continue;
            };
            let key = match term.column.as_str() {
                "*" => binding.column.unwrap_or_default(),
                key => key,
            };
            let rows = self.rows(term, sheet, binding);
            let before = side.numbers.len();
            for &at in &rows {
                sheet.add(&mut side, at, key, raw);
            }
            if term.optional && side.numbers.len() == before && terms.len() > 1 {
                continue;
            }
            let row = match (&term.row, rows.as_slice()) {
                (RowName::Classes, _) => "各类支出".to_owned(),
                (_, [at, ..]) => sheet.row_label(*at).trim().to_owned(),
                (RowName::Class, []) => binding.class.unwrap_or_default().to_owned(),
                (name, []) => row_name(name),
            };
            let table = title(&term.table);
            labels.push(format!("{table} {row} {}", column_name(sheet, key)));
        }
        side.label = shortened(&labels);
        side
    }

    /// Whether a line or column that nothing is known about may belong to the sum, or be the 类.
    fn is_doubtful(&self, binding: &Binding<'_>) -> bool {
        // A 类 that one table prints and the other does not may be there under another name.
        let hidden = self.terms().filter(|t| t.row == RowName::Class).any(|term| {
            self.sheet(&term.table).is_some_and(|sheet| {
                let side = disclosure::Side::Expenditure;
                self.rows(term, sheet, binding).is_empty()
                    && sheet.strange(side).is_some()
            })
        });
        if hidden {
            return true;
        }
        let summed = |terms: &[Term]| {
            terms.len() > 1 || terms.iter().any(|t| t.row == RowName::Classes)
        };
        let sides = [self.left, self.right];
        sides.iter().filter(|terms| summed(terms)).any(|terms| {
            terms.iter().any(|term| {
                let Some(sheet) = self.sheet(&term.table) else { return false };
                match &term.row {
                    RowName::Each => {
                        binding.row.is_some_and(|at| strange_cell(sheet, at))
                    }
                    RowName::Classes => {
                        sheet.strange(disclosure::Side::Expenditure).is_some()
                    }
                    RowName::Line(_) => sheet.row(&term.row).is_some_and(|at| {
                        let side = sheet.table.rows[at].side;
                        side != disclosure::Side::None && sheet.strange(side).is_some()
                    }),
                    _ => false,
                }
            })
        })
    }
}

/// A violation that a misunderstood line or column may explain is none.
fn doubt(check: &mut Check) {
    check.result = Outcome::NotEvaluable;
    check.severity = crate::diagnostic::Severity::Info;
    check.difference = None;
    check.tolerance = None;
    evaluate::describe(check);
    check.note = (
        "表中有含义未识别的行或列".to_owned(),
        "a line or column of the table is not understood".to_owned(),
    );
}

/// Whether a row has a number in a column without key.
fn strange_cell(sheet: &Sheet<'_>, at: usize) -> bool {
    sheet.table.rows[at].values.iter().any(|value| {
        value.state == disclosure::ValueState::Number
            && sheet
                .table
                .columns
                .get(value.column)
                .is_some_and(|c| c.key.is_empty() && !is_rate(&c.path))
    })
}

fn is_rate(path: &[String]) -> bool {
    path.iter().any(|label| RATES.iter().any(|word| label.contains(word)))
}

/// Every row with a code against the rows below it, 合计 against the topmost ones.
fn tree(rule: &'static Rule, sheet: &Sheet<'_>) -> Vec<Check> {
    let table = sheet.table;
    let parents = parents(sheet);
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut tops = Vec::new();
    for (at, parent) in parents {
        match parent {
            Some(parent) => children.entry(parent).or_default().push(at),
            None => tops.push(at),
        }
    }
    let total = sheet.row(&RowName::Total).filter(|_| !tops.is_empty());
    let doubtful = sheet.strange(disclosure::Side::None).is_some();
    let raw = !ledger::has_unit(table);
    let mut checks = Vec::new();
    let sums = total.map(|at| (at, tops, doubtful)).into_iter();
    for (sum, parts, doubtful) in
        sums.chain(children.into_iter().map(|(at, parts)| (at, parts, false)))
    {
        for (at, column) in table.columns.iter().enumerate() {
            if is_rate(&column.path) {
                continue;
            }
            // A class goes on in the next panel, whose column is another one with the same key.
            let same = |other: usize| {
                other == at
                    || !column.key.is_empty()
                        && table.columns.get(other).is_some_and(|c| c.key == column.key)
            };
            let cell = |row: usize| {
                let values = &table.rows[row].values;
                let own = values.iter().enumerate().find(|(_, v)| v.column == at);
                own.or_else(|| values.iter().enumerate().find(|(_, v)| same(v.column)))
            };
            let Some((value_at, value)) = cell(sum).filter(|(_, v)| v.column == at)
            else {
                continue;
            };
            let name = column.path.last().map_or("", String::as_str);
            let title = title(&table.id);
            let mut left = Side::new(format!("{title} {} {name}", sheet.row_label(sum)));
            sheet.add_value(&mut left, sum, value_at, value, raw);
            let mut right = Side::new("其下各行之和");
            for &part in &parts {
                if let Some((value_at, value)) = cell(part) {
                    sheet.add_value(&mut right, part, value_at, value, raw);
                }
            }
            let mut check = evaluate::equal(rule, left, right);
            if raw {
                check.unit = "";
                evaluate::describe(&mut check);
            }
            if check.result == Outcome::Violated && doubtful {
                doubt(&mut check);
            }
            check.tables = vec![sheet.index];
            checks.push(check);
        }
    }
    checks
}

/// Rows with codes and the row each is part of: the longest code that its own begins with, or,
/// where codes repeat (several bodies in one table), the last such row above it.
fn parents(sheet: &Sheet<'_>) -> Vec<(usize, Option<usize>)> {
    let rows = &sheet.table.rows;
    let coded = || (0..rows.len()).filter(|&at| !rows[at].code.is_empty());
    if sheet.repeats_codes() {
        let mut open: Vec<usize> = Vec::new();
        return coded()
            .map(|at| {
                let code = rows[at].code.as_str();
                let above = |o: &usize| {
                    let other = rows[*o].code.as_str();
                    code.len() > other.len() && code.starts_with(other)
                };
                while open.last().is_some_and(|o| !above(o)) {
                    open.pop();
                }
                let parent = open.last().copied();
                open.push(at);
                (at, parent)
            })
            .collect();
    }
    coded()
        .map(|at| {
            let code = rows[at].code.as_str();
            let parent = (1..code.len())
                .rev()
                .filter(|&n| code.is_char_boundary(n))
                .find_map(|n| sheet.code(&code[..n]));
            (at, parent)
        })
        .collect()
}

/// A table's name for people.
pub(crate) fn title(id: &str) -> &str {
    catalog().table(id).map_or(id, |t| t.title.as_str())
}

fn row_name(name: &RowName) -> String {
    match name {
        RowName::Total => "合计".to_owned(),
        RowName::Each | RowName::Only => "各行".to_owned(),
        RowName::Class | RowName::Classes => "各类支出".to_owned(),
        RowName::Code(code) => code.clone(),
        RowName::Line(key) => ledger::line_label(key).to_owned(),
    }
}

fn column_name(sheet: &Sheet<'_>, key: &str) -> String {
    let column = sheet.table.columns.iter().find(|c| c.key == key);
    let label = column.and_then(|c| c.path.last());
    label.map_or_else(|| key.to_owned(), Clone::clone)
}

/// The labels of a sum: all of a few, the first and the number of many.
fn shortened(labels: &[String]) -> String {
    match labels {
        [] => String::new(),
        [first, rest @ ..] if rest.len() > 3 => {
            format!("{first} 等 {} 项之和", labels.len())
        }
        _ => labels.join(" + "),
    }
}

/// B16: without basic expenditure in 03, table 06 is empty.
fn basic_without_details(group: &Group<'_>) -> Vec<Check> {
    let Some(rule) = super::rule("B16") else { return Vec::new() };
    let ([expenditure], [details]) = (group.sheets("final.03"), group.sheets("final.06"))
    else {
        return Vec::new();
    };
    let Some(total) = expenditure.row(&RowName::Total) else { return Vec::new() };
    if !expenditure.has_column("basic") {
        return Vec::new();
    }
    let name = format!("{} {}", title("final.03"), expenditure.row_label(total));
    let mut basic = Side::new(format!("{name} {}", column_name(expenditure, "basic")));
    expenditure.add(&mut basic, total, "basic", true);
    let mut detailed = Side::new(title("final.06"));
    for (at, row) in details.table.rows.iter().enumerate() {
        for (value_at, value) in row.values.iter().enumerate() {
            if value.state == disclosure::ValueState::Number {
                details.add_value(&mut detailed, at, value_at, value, true);
            }
        }
    }
    let basic_is_nil = basic.numbers.iter().all(|n| n.value.is_zero());
    let (result, zh, en) = match (basic_is_nil, detailed.numbers.is_empty()) {
        _ if basic.incomplete => {
            (Outcome::NotEvaluable, "基本支出无法读出", "basic expenditure is unreadable")
        }
        (false, _) => (Outcome::Vacuous, "有基本支出", "there is basic expenditure"),
        (true, true) => (
            Outcome::Exact,
            "没有基本支出，06 表为空",
            "no basic expenditure, 06 is empty",
        ),
        (true, false) => (
            Outcome::Violated,
            "没有基本支出，06 表却有金额",
            "there is no basic expenditure, but table 06 has amounts",
        ),
    };
    let evidence = basic.numbers.iter().chain(&detailed.numbers).take(12);
    let evidence = evidence.map(|n| n.evidence).collect();
    let mut check = evaluate::found(rule, result, evidence, zh, en);
    check.tables = vec![expenditure.index, details.index];
    vec![check]
}
