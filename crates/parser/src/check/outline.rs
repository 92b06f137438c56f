//! The outline of a list: which of its rows are sums of the rows below them, found from the
//! numbers themselves.
//!
//! Lists of budgets (政府采购, 项目支出, 收支总表 …) print 合计, bodies, headings and items one
//! below the other, and often nothing but the numbers tells which is which. An outline is
//! believed only where it comes to a printed total; then the sums inside it are said, too.
//! Where none does, nothing is: an outline accuses only a column that does not add up as the
//! other columns of the same rows do.

use super::evaluate::{self, Number, Side};
use super::ledger::{self, Sheet};
use super::names::title;
use crate::disclosure::{self, Check, Outcome, Row, Rule, ValueState};
use rust_decimal::Decimal;

/// Sums of rows that were rounded one by one are off by no more units of the last digit.
const UNITS: i64 = 5;
/// In a longer list with negative numbers no sum can be given up early.
const LONG: usize = 600;

/// So many columns with one outline show that it is that of the rows.
const ALIKE: usize = 3;
/// 合计, groups of bodies, bodies and their projects: no list is deeper.
const DEEPEST: usize = 4;

/// One printed number of a column.
#[derive(Clone)]
struct Line {
    row: usize,
    number: Number,
    is_total: bool,
    /// Printed as 其中 of the row above.
    is_part: bool,
    /// Which columns of words the row fills, and how long its codes are: rows of bodies, of
    /// headings and of items print different things.
    shape: String,
}

/// What an outline takes for granted.
#[derive(Clone, Copy)]
struct Manner {
    /// Whether a row may be the sum of one row below it: a class of a single item.
    single: bool,
    /// Whether a sum prints other things than the rows it adds up.
    shaped: bool,
    /// Whether sums inside may be off by rounding.
    rounded: bool,
}

/// The manners in which a list may be printed, the strictest first.
const MANNERS: [Manner; 6] = [
    Manner { single: false, shaped: false, rounded: false },
    Manner { single: true, shaped: true, rounded: false },
    Manner { single: true, shaped: false, rounded: false },
    Manner { single: false, shaped: false, rounded: true },
    Manner { single: true, shaped: true, rounded: true },
    Manner { single: true, shaped: false, rounded: true },
];

/// The sums that the numbers of a table without codes show, column by column.
pub(super) fn outline(rule: &'static Rule, sheet: &Sheet<'_>) -> Vec<Check> {
    if !sheet.is_without_codes() {
        return Vec::new();
    }
    let raw = !ledger::has_unit(sheet.table);
    let mut checks = Vec::new();
    let mut has_numbers = false;
    for side in
        [disclosure::Side::None, disclosure::Side::Revenue, disclosure::Side::Expenditure]
    {
        let columns = 0..sheet.table.columns.len();
        let all: Vec<Listed> = columns
            .filter_map(|column| {
                let lines = lines(sheet, column, side, raw)?;
                // A column whose total is blank shows nothing.
                let totals =
                    sheet.table.rows.iter().any(|r| r.is_total && r.side == side);
                let is_open = totals && lines.iter().all(|l| !l.is_total);
                let sums = if is_open { Vec::new() } else { best(&lines, 0) };
                Some(Listed { column, lines, sums })
            })
            .collect();
        for listed in &all {
            has_numbers |= listed.lines.iter().any(|l| !l.number.value.is_zero());
            let sums = listed.sums.iter();
            checks.extend(sums.map(|sum| listed.told(rule, sheet, sum)));
        }
        checks.extend(odd_columns(rule, sheet, &all));
    }
    if raw {
        for check in &mut checks {
            check.unit = "";
            evaluate::describe(check);
        }
    }
    if checks.is_empty() {
        let name = title(&sheet.table.id);
        let (result, zh, en) = if has_numbers {
            (
                Outcome::NotEvaluable,
                format!("{name} 各行与合计的关系不能由数字看出"),
                format!("the numbers of {name} do not show which rows its total adds up"),
            )
        } else {
            (
                Outcome::Vacuous,
                format!("{name} 各行均为空或零"),
                format!("{name} is blank or zero"),
            )
        };
        checks.push(evaluate::found(rule, result, Vec::new(), zh, en));
    }
    for check in &mut checks {
        check.tables = vec![sheet.index];
    }
    checks
}

/// The numbers of a column on one side, in printed order; nothing where one of them cannot be
/// read, since any sum may hold it.
fn lines(
    sheet: &Sheet<'_>,
    column: usize,
    side: disclosure::Side,
    raw: bool,
) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    for (at, row) in sheet.table.rows.iter().enumerate().filter(|(_, r)| r.side == side) {
        let cells = row.values.iter().enumerate().filter(|(_, v)| v.column == column);
        for (value_at, value) in cells {
            if value.printed.contains('%') {
                return None;
            }
            if value.state == ValueState::Text {
                continue;
            }
            let mut cell = Side::default();
            sheet.add_value(&mut cell, at, value_at, value, raw);
            if cell.incomplete {
                return None;
            }
            let is_part = row.label.starts_with("其中");
            lines.extend(cell.numbers.into_iter().map(|number| Line {
                row: at,
                number,
                is_total: row.is_total,
                is_part,
                shape: shape(row),
            }));
        }
    }
    let is_sane = |l: &Line| l.number.value.abs() < evaluate::LARGEST.into();
    let has_negative = lines.iter().any(|l| l.number.value.is_sign_negative());
    let is_fit = lines.iter().all(is_sane) && (lines.len() < LONG || !has_negative);
    (is_fit && lines.len() > 1).then_some(lines)
}

fn shape(row: &Row) -> String {
    let mut shape = format!("{}", row.code.len());
    // A row that is a body's own stands above those of its projects.
    if row.entity.as_ref().is_some_and(|e| e.name.as_deref() == Some(row.label.as_str()))
    {
        shape.push_str(" body");
    }
    for other in &row.other {
        shape.push_str(&format!(" {}+{}", other.code.len(), !other.label.is_empty()));
    }
    for value in row.values.iter().filter(|v| !v.printed.trim().is_empty()) {
        let printed = value.printed.trim();
        let is_code = printed.chars().all(|c| c.is_ascii_digit());
        match value.state {
            ValueState::Text => shape.push_str(&format!(" {}", value.column)),
            ValueState::Number if is_code && value.amount_yuan.is_none() => {
                shape.push_str(&format!(" {}:{}", value.column, printed.len()));
            }
            _ => {}
        }
    }
    shape
}

/// A line and the lines it is the sum of.
struct Sum {
    whole: usize,
    parts: Vec<usize>,
}

/// The sums of the strictest outline that comes to every total, or to most of them.
fn best(lines: &[Line], depth: usize) -> Vec<Sum> {
    let mut best: (usize, Vec<Sum>) = (0, Vec::new());
    for manner in MANNERS {
        let (reached, missed, sums) = Outline::new(lines, manner).sums();
        if reached > best.0 {
            best = (reached, sums);
        }
        if reached > 0 && missed == 0 {
            return best.1;
        }
    }
    if best.0 == 0 && depth < DEEPEST {
        return by_shape(lines, depth + 1);
    }
    best.1
}

/// The sums of a list that opens with its total and goes on with rows of one shape, each above
/// those it adds up (a body above its projects): where the rows of that shape come to the
/// total, each of them is asked for itself.
fn by_shape(lines: &[Line], depth: usize) -> Vec<Sum> {
    let [total, first, ..] = lines else { return Vec::new() };
    let is_alone = lines.iter().skip(1).all(|l| !l.is_total);
    if !total.is_total || !is_alone {
        return Vec::new();
    }
    let parts: Vec<usize> =
        (1..lines.len()).filter(|&at| lines[at].shape == first.shape).collect();
    let outline = Outline { lines, manner: MANNERS[0], end: Vec::new() };
    if parts.len() + 1 == lines.len() || !outline.comes_to(0, &parts) {
        return Vec::new();
    }
    let mut sums = vec![Sum { whole: 0, parts: parts.clone() }];
    for (n, &from) in parts.iter().enumerate() {
        let to = parts.get(n + 1).copied().unwrap_or(lines.len());
        if to == from + 1 {
            continue;
        }
        // The row above its own is a total for them.
        let mut own = lines[from..to].to_vec();
        own[0].is_total = true;
        sums.extend(best(&own, depth).into_iter().map(|sum| Sum {
            whole: sum.whole + from,
            parts: sum.parts.iter().map(|part| part + from).collect(),
        }));
    }
    sums
}

/// For each line where the lines below it end that it is the sum of.
struct Outline<'l> {
    lines: &'l [Line],
    manner: Manner,
    end: Vec<usize>,
}

impl<'l> Outline<'l> {
    /// Finds the sums from the last line upwards, so that what stands below is known.
    fn new(lines: &'l [Line], manner: Manner) -> Outline<'l> {
        let end = (1..=lines.len()).collect();
        let mut outline = Outline { lines, manner, end };
        let is_positive = lines.iter().all(|l| !l.number.value.is_sign_negative());
        for at in (0..lines.len()).rev() {
            if lines[at].number.value.is_zero() {
                continue;
            }
            let with_parts = lines.get(at + 1).is_some_and(|l| l.is_part);
            let end = with_parts.then(|| outline.end_of(at, true, is_positive)).flatten();
            if let Some(end) = end.or_else(|| outline.end_of(at, false, is_positive)) {
                outline.end[at] = end;
            }
        }
        outline
    }

    fn value(&self, at: usize) -> Decimal {
        self.lines[at].number.value
    }

    /// Where the lines end that come to the line at `at`; 其中 lines are added only where they
    /// are the whole of it.
    fn end_of(&self, at: usize, with_parts: bool, is_positive: bool) -> Option<usize> {
        let whole = self.value(at);
        let mut sum = Decimal::ZERO;
        let mut open = self.lines[at].number.half;
        let most = open * Decimal::from(2 * UNITS);
        let mut children = 0;
        let mut next = at + 1;
        let is_shaped = |next: usize| self.lines[next].shape != self.lines[at].shape;
        if self.manner.shaped && !self.lines.get(next).is_some_and(|_| is_shaped(next)) {
            return None;
        }
        while next < self.lines.len() && !self.lines[next].is_total {
            let line = &self.lines[next];
            let after = self.end[next];
            if !line.is_part || with_parts {
                sum += line.number.value;
                open += line.number.half;
                children += usize::from(!line.number.value.is_zero());
            }
            next = after;
            let within = if self.manner.rounded { open.min(most) } else { Decimal::ZERO };
            if (sum - whole).abs() <= within {
                let enough = if self.manner.single { 1 } else { 2 };
                if children >= enough {
                    return Some(next);
                }
            }
            if is_positive && sum > whole + within {
                return None;
            }
        }
        None
    }

    /// The topmost lines from one to another; 其中 lines are parts of what stands above.
    fn tops(&self, from: usize, to: usize) -> Vec<usize> {
        let mut tops = Vec::new();
        let mut at = from;
        while at < to {
            if !self.lines[at].is_part {
                tops.push(at);
            }
            at = self.end[at];
        }
        tops
    }

    /// How many totals are reached, how many are not, and all sums of those that are.
    fn sums(&self) -> (usize, usize, Vec<Sum>) {
        let n = self.lines.len();
        let mut sums: Vec<Sum> = Vec::new();
        let (mut reached, mut missed) = (0, 0);
        let has_total = self.lines.iter().any(|l| l.is_total);
        if !has_total {
            // The body itself stands above all that it spends.
            if self.end[0] == n && self.tops(1, n).len() > 1 {
                self.inside(0, &mut sums);
                reached = 1;
            }
            return (reached, missed, sums);
        }
        // Lines since the last total, and all of them.
        let (mut since, mut all): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut last = None;
        // What a total above its lines said, until it is known what follows them.
        let mut above: Option<Vec<Sum>> = None;
        let mut at = 0;
        while at <= n {
            let ends = at == n || self.lines[at].is_total;
            if !ends {
                if !self.lines[at].is_part {
                    since.push(at);
                    all.push(at);
                }
                at = self.end[at];
                continue;
            }
            let with: Vec<usize> = last.into_iter().chain(since.clone()).collect();
            let is_last = at < n && self.end[at] == at + 1 && !self.value(at).is_zero();
            let ways = if is_last { vec![&with, &since, &all] } else { Vec::new() };
            let found = ways.into_iter().find(|parts| self.comes_to(at, parts)).cloned();
            if let Some(said) = above.take() {
                // Lines that go on behind it are none of its own only where the next total
                // adds them to it.
                let goes_on = since.iter().any(|&line| !self.value(line).is_zero());
                if goes_on && found.as_ref() != Some(&with) {
                    missed += 1;
                } else {
                    reached += 1;
                    sums.extend(said);
                }
            }
            if at == n {
                break;
            }
            if self.end[at] > at + 1 {
                let mut said = Vec::new();
                self.inside(at, &mut said);
                above = Some(said);
            } else if let Some(parts) = found {
                parts.iter().for_each(|part| self.inside(*part, &mut sums));
                sums.push(Sum { whole: at, parts });
                reached += 1;
            } else if is_last {
                missed += 1;
            }
            (since, last) = (Vec::new(), Some(at));
            at = self.end[at];
        }
        sums.sort_by_key(|sum| sum.whole);
        sums.dedup_by_key(|sum| sum.whole);
        (reached, missed, sums)
    }

    /// Whether lines come to a total within what their digits allow.
    fn comes_to(&self, whole: usize, parts: &[usize]) -> bool {
        let all = || parts.iter().map(|part| &self.lines[*part].number);
        let sum: Decimal = all().map(|n| n.value).sum();
        let open: Decimal =
            all().map(|n| n.half).sum::<Decimal>() + self.lines[whole].number.half;
        parts.iter().any(|part| !self.value(*part).is_zero())
            && (sum - self.value(whole)).abs() <= open
    }

    /// The sums at and below a line.
    fn inside(&self, at: usize, sums: &mut Vec<Sum>) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let end = self.end[at];
            if end == at + 1 {
                continue;
            }
            let mut parts = self.tops(at + 1, end);
            let every: Vec<usize> = self.every(at + 1, end);
            if !self.comes_to(at, &parts) {
                parts = every;
            }
            open.extend(parts.iter().copied());
            sums.push(Sum { whole: at, parts });
        }
    }

    /// The topmost lines from one to another, 其中 lines too.
    fn every(&self, from: usize, to: usize) -> Vec<usize> {
        let mut all = Vec::new();
        let mut at = from;
        while at < to {
            all.push(at);
            at = self.end[at];
        }
        all
    }
}

/// A column, its numbers and the sums that they show.
struct Listed {
    column: usize,
    lines: Vec<Line>,
    sums: Vec<Sum>,
}

impl Listed {
    /// A sum of the outline as a check.
    fn told(&self, rule: &'static Rule, sheet: &Sheet<'_>, sum: &Sum) -> Check {
        let name =
            sheet.table.columns[self.column].path.last().map_or("", String::as_str);
        let whole = &self.lines[sum.whole];
        let row = sheet.row_label(whole.row);
        let label = format!("{} {row} {name}", title(&sheet.table.id));
        let left = Side::new(label).with(Some(whole.number.clone()));
        let mut right = Side::new("所含各行之和");
        let parts = sum.parts.iter().map(|part| self.lines[*part].number.clone());
        right.numbers = parts.collect();
        evaluate::equal(rule, left, right)
    }

    /// The sum of this column over the rows of a sum of another one.
    fn alike(&self, other: &Listed, sum: &Sum) -> Option<Sum> {
        let line = |of: usize| {
            let row = other.lines[of].row;
            self.lines.iter().position(|l| l.row == row)
        };
        let parts: Vec<usize> = sum.parts.iter().filter_map(|&part| line(part)).collect();
        let whole = line(sum.whole)?;
        (!parts.is_empty()).then_some(Sum { whole, parts })
    }

    /// How many sums of another column hold in this one, and how many there are.
    fn follows(&self, other: &Listed) -> (usize, usize) {
        let sums = other.sums.iter().filter_map(|sum| self.alike(other, sum));
        let fits = |sum: &Sum| {
            let outline =
                Outline { lines: &self.lines, manner: MANNERS[0], end: Vec::new() };
            outline.comes_to(sum.whole, &sum.parts)
        };
        let (mut held, mut all) = (0, 0);
        for sum in sums.filter(|sum| !self.lines[sum.whole].number.value.is_zero()) {
            held += usize::from(fits(&sum));
            all += 1;
        }
        (held, all)
    }
}

/// Columns that show no outline of their own where others of the same rows show one: what they
/// print does not add up as it should.
fn odd_columns(rule: &'static Rule, sheet: &Sheet<'_>, all: &[Listed]) -> Vec<Check> {
    // Rows with codes of bodies have their own rule.
    if sheet.table.rows.iter().any(|row| !row.code.is_empty()) {
        return Vec::new();
    }
    let shown = all.iter().filter(|listed| !listed.sums.is_empty());
    let Some(model) = shown.max_by_key(|listed| listed.lines.len()) else {
        return Vec::new();
    };
    let follows = |listed: &&Listed| {
        let (held, n) = listed.follows(model);
        n > 0 && held == n
    };
    if all.iter().filter(follows).count() < ALIKE {
        return Vec::new();
    }
    let mut checks = Vec::new();
    for listed in all.iter().filter(|listed| listed.sums.is_empty()) {
        let (held, n) = listed.follows(model);
        // A column that follows in nothing is about something else.
        if n == 0 || n > 1 && held * 2 < n {
            continue;
        }
        let sums = model.sums.iter().filter_map(|sum| listed.alike(model, sum));
        checks.extend(sums.map(|sum| listed.told(rule, sheet, &sum)));
    }
    checks
}
