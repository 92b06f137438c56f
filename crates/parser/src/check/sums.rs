//! Sums over tables, rows and columns: one formula, evaluated wherever it applies.

use super::doubt::Strange;
use super::evaluate::{self, Side};
use super::formula::{Relation, RowName, Term};
use super::ledger::{self, Group, Sheet};
use super::names::{column_name, row_name, shortened, title};
use crate::disclosure;
use crate::disclosure::Rule;
use crate::disclosure::{Check, Evidence, Outcome};

/// A formula's two sides, and what must be equal before anything is asked.
#[derive(Clone, Copy)]
pub(super) struct Terms<'g> {
    pub(super) left: &'g [Term],
    pub(super) relation: Relation,
    pub(super) right: &'g [Term],
    pub(super) when: Option<&'g (Vec<Term>, Vec<Term>)>,
}

/// Evaluates sums over all tables, rows and columns they speak of.
///
/// The error is the check that says what is missing, or nothing if none of its tables is there.
pub(super) fn sums(
    rule: &'static Rule,
    group: &Group<'_>,
    terms: Terms<'_>,
) -> Result<Vec<Check>, Option<Box<Check>>> {
    let required = || terms.left.iter().chain(terms.right).filter(|t| !t.optional);
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
        check.is_equality = terms.relation == Relation::Equal;
        let present = required().filter(|t| count(&t.table) > 0);
        check.tables =
            present.flat_map(|t| group.sheets(&t.table)).map(|s| s.index).collect();
        return Err(Some(Box::new(check)));
    }
    let mut checks = Vec::new();
    let mut missing = None;
    for k in 0..n {
        let instance = Instance { rule, group, k, n, terms };
        if let Some(what) = instance.missing(instance.terms()) {
            let (zh, en) = (format!("没有 {what}"), format!("{what} is not there"));
            let mut check =
                evaluate::found(rule, Outcome::NotEvaluable, Vec::new(), zh, en);
            check.tables = instance.indices();
            missing = Some(Box::new(check));
            continue;
        }
        if let Some(when) = terms.when
            && !instance.holds(when)
        {
            let zh = "不适用：前提不成立";
            let en = "does not apply: what it presupposes does not hold";
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
    terms: Terms<'g>,
}

/// One row and one column of all that the formula quantifies over.
#[derive(Clone, Default)]
struct Binding<'b> {
    row: Option<usize>,
    /// A 类, or any code.
    code: Option<&'b str>,
    column: Option<&'b str>,
}

/// What is the same for every row and column of a formula.
struct About {
    /// Indices of its tables.
    tables: Vec<usize>,
    /// Whether the money of all of them is known in yuan.
    has_unit: bool,
    /// Whether any of them counts things.
    counts: bool,
    /// Whether it has been said of one row or column that there is nothing in it.
    has_vacuous: bool,
}

impl<'g, 'd> Instance<'g, 'd> {
    fn terms(&self) -> impl Iterator<Item = &'g Term> {
        self.terms.left.iter().chain(self.terms.right)
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
    fn missing(&self, terms: impl Iterator<Item = &'g Term>) -> Option<String> {
        for term in terms.filter(|t| !t.optional) {
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

    /// Whether what the formula presupposes is printed and equal to the last digit.
    fn holds(&self, (left, right): &'g (Vec<Term>, Vec<Term>)) -> bool {
        let there = self.missing(left.iter().chain(right)).is_none();
        let side = |terms| self.side(terms, &Binding::default(), false);
        let (left, right) = (side(left), side(right));
        let equal = match right.numbers.is_empty() {
            true => left.numbers.iter().all(|n| n.value.is_zero()),
            false => left.value() == right.value(),
        };
        there && equal && !left.incomplete && !right.incomplete
    }

    fn checks(&self) -> Vec<Check> {
        let mut about = self.about();
        let bindings = self.bindings();
        let mut checks: Vec<Check> =
            bindings.iter().filter_map(|b| self.check(b, &mut about)).collect();
        // In a column without a single sum none is meant to be there.
        if self.terms().any(|t| t.row == RowName::Each)
            && checks.iter().all(|check| check.left.value.is_none())
        {
            let violated = checks.iter_mut().filter(|c| c.result == Outcome::Violated);
            violated.for_each(evaluate::withdraw);
        }
        checks
    }

    /// All rows and columns that the formula speaks of.
    fn bindings(&self) -> Vec<Binding<'g>> {
        let of_row = |at| Binding { row: Some(at), ..Binding::default() };
        let of_code = |code| Binding { code: Some(code), ..Binding::default() };
        let with = |row: &RowName| self.terms().find(|t| t.row == *row);
        let each = with(&RowName::Each).and_then(|t| self.sheet(&t.table));
        let bindings: Vec<Binding<'g>> = if let Some(sheet) = each {
            let rows = sheet.table.rows.iter().enumerate();
            rows.filter(|(_, row)| !row.values.is_empty())
                .map(|(at, _)| of_row(at))
                .collect()
        } else if let Some(rows) = self.bodies() {
            rows.into_iter().map(of_row).collect()
        } else if with(&RowName::Class).is_some() {
            let sheets = self.sheets_with(&RowName::Class);
            let classes = sheets.flat_map(|s| s.classes().into_iter().map(|c| c.0));
            sorted(classes.collect()).into_iter().map(of_code).collect()
        } else if with(&RowName::EachCode).is_some() {
            let sheets = self.sheets_with(&RowName::EachCode);
            let codes = sheets.flat_map(Sheet::codes).collect();
            let comparable = |code: &&str| self.is_comparable(code);
            sorted(codes).into_iter().filter(comparable).map(of_code).collect()
        } else {
            vec![Binding::default()]
        };
        let every = self.terms().find(|t| t.column == "*");
        match every.and_then(|t| self.sheet(&t.table)) {
            None => bindings,
            Some(sheet) => {
                let keys = sheet.keys();
                let with =
                    |b: &Binding<'g>, key| Binding { column: Some(key), ..b.clone() };
                let all = bindings.iter();
                all.flat_map(|b| keys.iter().map(|key| with(b, *key))).collect()
            }
        }
    }

    /// Whether a table that leaves out a code means that there is nothing under it.
    fn is_comparable(&self, code: &str) -> bool {
        self.terms().filter(|t| t.row == RowName::EachCode).all(|term| {
            let nothing = |s: &Sheet<'_>| term.optional && s.is_without_codes();
            self.sheet(&term.table).is_none_or(|sheet| {
                !sheet.repeats_code(code)
                    && (nothing(sheet) || sheet.prints_codes_like(code))
            })
        })
    }

    /// The tables of all terms about such rows.
    fn sheets_with(&self, row: &RowName) -> impl Iterator<Item = &'g Sheet<'d>> {
        let terms = self.terms().filter(move |t| t.row == *row);
        terms.filter_map(|t| self.sheet(&t.table))
    }

    /// The rows of a table that has one for each body, where the formula is about it alone.
    fn bodies(&self) -> Option<Vec<usize>> {
        let term = self.terms().find(|t| t.row == RowName::Only)?;
        let rows = self.sheet(&term.table)?.rows_with(&term.column);
        (rows.len() > 1 && self.indices().len() == 1).then_some(rows)
    }

    fn check(&self, binding: &Binding<'_>, about: &mut About) -> Option<Check> {
        let raw = about.tables.len() == 1;
        let mut left = self.side(self.terms.left, binding, raw);
        let mut right = self.side(self.terms.right, binding, raw);
        // A row or column that only one side of a table has.
        if left.numbers.is_empty()
            && right.numbers.is_empty()
            && (binding.row.is_some() || binding.column.is_some())
            && !self.has_cells(binding)
        {
            return None;
        }
        let is_equal = self.terms.relation == Relation::Equal;
        let is_vacuous =
            right.is_nothing() && !left.incomplete && (!is_equal || left.is_nothing());
        if is_vacuous && about.has_vacuous {
            let mut check = evaluate::one_more_vacuous(self.rule, &left);
            check.tables.clone_from(&about.tables);
            return Some(check);
        }
        about.has_vacuous |= is_vacuous;
        left.label = self.label(self.terms.left, binding);
        right.label = self.label(self.terms.right, binding);
        let mut check = match is_equal {
            true => evaluate::equal(self.rule, left, right),
            false => evaluate::at_least(self.rule, left, right),
        };
        if about.counts && self.is_count(&check) {
            check.unit = "count";
            evaluate::describe(&mut check);
        } else if !about.has_unit && raw {
            check.unit = "";
            evaluate::describe(&mut check);
        }
        if check.result == Outcome::Violated {
            self.strange(binding, raw).settle(&mut check);
        }
        check.tables.clone_from(&about.tables);
        Some(check)
    }

    /// What is the same for every row and column.
    fn about(&self) -> About {
        let sheets = || self.terms().filter_map(|t| self.sheet(&t.table));
        let counts = |sheet: &Sheet<'_>| {
            let rows = sheet.table.rows.iter();
            rows.flat_map(|row| &row.values).any(|value| value.quantity.is_some())
        };
        About {
            tables: self.indices(),
            has_unit: sheets().all(|s| ledger::has_unit(s.table)),
            counts: sheets().any(counts),
            has_vacuous: false,
        }
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
            RowName::EachCode => {
                binding.code.and_then(|code| sheet.code(code)).into_iter().collect()
            }
            RowName::Class => {
                let wanted = binding.code;
                let of = |c: &(&str, usize)| Some(c.0) == wanted;
                sheet.classes().into_iter().filter(of).map(|c| c.1).collect()
            }
            RowName::Classes => sheet.classes().into_iter().map(|c| c.1).collect(),
            named => sheet.row(named).into_iter().collect(),
        }
    }

    /// What the terms of a side print; without its label.
    fn side(&self, terms: &[Term], binding: &Binding<'_>, raw: bool) -> Side {
        let mut side = Side::default();
        for term in terms {
            let Some(sheet) = self.sheet(&term.table) else {
                // Several tables where one is wanted; none at all counts as nothing.
                side.incomplete |= !self.group.sheets(&term.table).is_empty();
                continue;
            };
            let key = key(term, binding);
            for at in self.rows(term, sheet, binding) {
                sheet.add(&mut side, at, key, raw);
            }
        }
        side
    }

    /// What a side is, for people; what may be missing and is, is not named.
    fn label(&self, terms: &[Term], binding: &Binding<'_>) -> String {
        let mut named: Vec<[String; 3]> = Vec::new();
        for term in terms {
            let Some(sheet) = self.sheet(&term.table) else { continue };
            let key = key(term, binding);
            let rows = self.rows(term, sheet, binding);
            if term.optional && terms.len() > 1 {
                let mut printed = Side::default();
                rows.iter().for_each(|&at| sheet.add(&mut printed, at, key, true));
                if printed.numbers.is_empty() {
                    continue;
                }
            }
            let row = match (&term.row, rows.as_slice()) {
                (RowName::Classes, _) => "各类支出".to_owned(),
                (_, [at, ..]) => sheet.row_label(*at).trim().to_owned(),
                (RowName::Class | RowName::EachCode, []) => {
                    binding.code.unwrap_or_default().to_owned()
                }
                (name, []) => row_name(name),
            };
            named.push([title(&term.table).to_owned(), row, column_name(sheet, key)]);
        }
        shortened(&named)
    }

    /// Numbers that may belong to one of the sums, or be the 类, and that nobody understands.
    fn strange(&self, binding: &Binding<'_>, raw: bool) -> Strange {
        let mut strange = Strange::default();
        let sides = [self.terms.left, self.terms.right];
        let terms = sides.into_iter().flat_map(|t| t.iter().map(move |term| (t, term)));
        for (terms, term) in terms {
            let Some(sheet) = self.sheet(&term.table) else { continue };
            let is_sum = terms.len() > 1 || term.row == RowName::Classes;
            let key = key(term, binding);
            match (&term.row, binding.row) {
                // A 类 that one table prints and the other does not may stand under another name.
                (RowName::Class, _) if self.rows(term, sheet, binding).is_empty() => {
                    strange.add_lines(sheet, disclosure::Side::Expenditure, key, raw);
                }
                (RowName::Each, Some(at)) if is_sum => {
                    strange.add_row(sheet, at, raw);
                    // A row is added once, whichever of its columns are summed.
                    break;
                }
                (RowName::Classes, _) => {
                    strange.add_lines(sheet, disclosure::Side::Expenditure, key, raw);
                }
                (RowName::Line(_), _) if is_sum => {
                    let side = sheet.row(&term.row).map(|at| sheet.table.rows[at].side);
                    let side = side.filter(|s| *s != disclosure::Side::None);
                    if let Some(side) = side {
                        strange.add_lines(sheet, side, key, raw);
                    }
                }
                _ => {}
            }
        }
        strange
    }
}

/// The column that a term means.
fn key<'t>(term: &'t Term, binding: &Binding<'t>) -> &'t str {
    match term.column.as_str() {
        "*" => binding.column.unwrap_or_default(),
        key => key,
    }
}

/// The same words in order, each once.
fn sorted(mut words: Vec<&str>) -> Vec<&str> {
    words.sort_unstable();
    words.dedup();
    words
}
