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
    pub(super) without: &'g str,
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
        if instance.prints(terms.without) {
            continue;
        }
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

/// With fewer rows that fail nothing but the print says that a column is part of another.
const MANY: usize = 2;
/// Another reading of the columns that still leaves failures leaves at most one in so many.
const FEWER: usize = 5;
/// More columns that may be missing are not tried in all their combinations.
const MOST_OPTIONAL: usize = 6;
/// With fewer failures it cannot be told whether a formula fails as a rule.
const RULE: usize = 3;

/// What is said of a formula that fails in most rows.
pub(super) const MOST: (&str, &str) = (
    "多数行不符，应是各栏含义与此式不同",
    "most rows do not fit: the columns mean something else, it seems",
);

fn failures(checks: &[Check]) -> usize {
    checks.iter().filter(|c| c.result == Outcome::Violated).count()
}

/// Whether a column stands under 其中: a part of what stands beside it.
fn is_of_which(path: &[String]) -> bool {
    path.iter().any(|label| label.starts_with("其中"))
}

/// A formula that fails more often than it holds is not what the table means: no document
/// contradicts itself in most of its rows.
fn doubt_most(checks: &mut [Check]) {
    let holds = |c: &&Check| matches!(c.result, Outcome::Exact | Outcome::Rounding);
    let (failed, held) = (failures(checks), checks.iter().filter(holds).count());
    if failed < RULE || failed <= held {
        return;
    }
    for check in checks.iter_mut().filter(|c| c.result == Outcome::Violated) {
        evaluate::doubt(check, MOST.0, MOST.1);
    }
}

/// A formula over one set of tables.
#[derive(Clone, Copy)]
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

impl<'g, 'd: 'g> Instance<'g, 'd> {
    fn terms(&self) -> impl Iterator<Item = &'g Term> {
        self.terms.left.iter().chain(self.terms.right)
    }

    fn sheet(&self, id: &str) -> Option<&'g Sheet<'d>> {
        let sheets = self.group.sheets(id);
        if sheets.len() == self.n { sheets.get(self.k) } else { None }
    }

    /// Whether any of the tables has a column of a key.
    fn prints(&self, key: &str) -> bool {
        let mut sheets = self.terms().filter_map(|t| self.sheet(&t.table));
        !key.is_empty() && sheets.any(|sheet| sheet.has_column(key))
    }

    /// Whether a sum of several columns is down to one: all others are not printed.
    fn is_one_of_many(&self) -> bool {
        let printed =
            |t: &&Term| self.sheet(&t.table).is_some_and(|s| s.has_column(&t.column));
        let right = self.terms.right;
        right.len() > 1 && right.iter().filter(printed).count() == 1
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
        let mut checks = self.checks_of(self.terms);
        if self.is_strict() {
            return checks;
        }
        if self.is_by_row() && failures(&checks) > 0 {
            checks = self.other_reading(checks);
        }
        doubt_most(&mut checks);
        checks
    }

    /// Whether what fails is failed, whatever may explain it: where readings are compared, and
    /// in final accounts, whose layouts are the nation's.
    fn is_strict(&self) -> bool {
        self.group.is_strict || self.terms().any(|t| t.table.starts_with("final."))
    }

    /// Whether the formula is about each row of one table.
    fn is_by_row(&self) -> bool {
        self.terms().any(|t| t.row == RowName::Each)
    }

    /// The checks with columns left out that are parts of others, where that explains what
    /// fails: a column that stands under 其中 (事业单位经营支出 beside 基本 and 项目支出, which
    /// are the whole already), or one without which nearly all rows hold.
    fn other_reading(&self, checks: Vec<Check>) -> Vec<Check> {
        let failed = failures(&checks);
        let mut best = checks;
        for (kept, is_printed) in self.readings() {
            if failed < MANY && !is_printed {
                continue;
            }
            let found = self.checks_of(Terms { right: &kept, ..self.terms });
            let fails = failures(&found);
            if fails == 0 {
                return found;
            }
            if fails * FEWER <= failed && fails < failures(&best) {
                best = found;
            }
        }
        best
    }

    /// The right side with fewer and fewer of the terms that may be missing; the terms under
    /// 其中 first, and whether it is the print that says so.
    fn readings(&self) -> Vec<(Vec<Term>, bool)> {
        let right = self.terms.right;
        let part_of = |term: &Term| {
            let columns = self.sheet(&term.table).map(|s| s.table.columns.as_slice());
            let mut columns = columns.unwrap_or_default().iter();
            columns.any(|c| c.key == term.column && is_of_which(&c.path))
        };
        let printed = |term: &Term| {
            self.sheet(&term.table).is_some_and(|s| s.has_column(&term.column))
        };
        let without = |out: &[usize]| -> Vec<Term> {
            let all = right.iter().enumerate();
            all.filter(|(at, _)| !out.contains(at)).map(|(_, t)| t.clone()).collect()
        };
        let parts: Vec<usize> =
            (0..right.len()).filter(|&i| part_of(&right[i])).collect();
        let mut all = Vec::new();
        if !parts.is_empty() && parts.len() < right.len() {
            all.push((without(&parts), true));
        }
        let optional: Vec<usize> = (0..right.len())
            .filter(|&i| right[i].optional && printed(&right[i]))
            .take(MOST_OPTIONAL)
            .collect();
        let mut subsets: Vec<usize> = (1..1 << optional.len()).collect();
        subsets.sort_by_key(|set: &usize| set.count_ones());
        for set in subsets {
            let out = optional.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1);
            let out: Vec<usize> = out.map(|(_, &at)| at).collect();
            if out.len() < right.len() {
                all.push((without(&out), false));
            }
        }
        all
    }

    fn checks_of(&self, terms: Terms<'_>) -> Vec<Check> {
        let Instance { rule, group, k, n, .. } = *self;
        Instance { rule, group, k, n, terms }.evaluated()
    }

    fn evaluated(&self) -> Vec<Check> {
        let mut about = self.about();
        let bindings = self.bindings();
        let mut checks: Vec<Check> =
            bindings.iter().filter_map(|b| self.check(b, &mut about)).collect();
        // In a column without a single sum none is meant to be there.
        let none = checks.iter().all(|check| check.left.value.is_none())
            || self.is_one_of_many();
        let by_row = self.is_by_row();
        // A line that prints nothing may be the heading of the lines below it.
        let is_line = self.terms.left.iter().any(|t| matches!(t.row, RowName::Line(_)));
        let is_inside = about.tables.len() == 1 && (by_row || is_line);
        // A sum that is not printed, or of which nothing else is, has lost a number in reading,
        // or is none of those that the formula is about.
        let is_strict = self.is_strict();
        let is_open = |c: &Check| {
            by_row && none
                || !is_strict
                    && (c.left.value.is_none() && is_inside
                        || by_row && c.right.value.is_none())
        };
        let violated = checks.iter_mut().filter(|c| c.result == Outcome::Violated);
        violated.filter(|c| is_open(c)).for_each(evaluate::withdraw);
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
            let sheets = || self.sheets_with(&RowName::Class);
            let classes = sheets().flat_map(|s| s.classes().into_iter().map(|c| c.0));
            let is_clear = |code: &&str| !sheets().any(|s| s.is_ambiguous(code));
            sorted(classes.collect()).into_iter().filter(is_clear).map(of_code).collect()
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
                    let rows = sheet.own_rows_with(&term.column);
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
            let blank = side.blank;
            for at in self.rows(term, sheet, binding) {
                sheet.add(&mut side, at, key, raw);
            }
            // What may be missing is blank where there is none of it.
            if term.optional || term.row == RowName::Classes {
                side.blank = blank;
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
