//! The money of one form: totals and their sources, the year and the whole term.

use super::paper::{Form, doubt, label, named, stage_name};
use crate::check::evaluate::{self, Side};
use crate::disclosure::Horizon;
use crate::disclosure::{Check, Evidence, Outcome};

/// Levels of government that 财政拨款 may come from.
const LEVELS: [&str; 4] = ["central", "province", "local", "superior"];
/// Budgets that 财政拨款 may come from.
const FUNDS: [&str; 3] = ["general", "fund", "state_capital"];
/// Money beside 财政拨款.
const BESIDE: [&str; 4] = ["carried_over", "special_account", "own", "other"];
/// Stages in the order of a budget's life; the empty one is that of labels that name none.
const STAGES: [&str; 5] = ["requested", "initial", "adjusted", "executed", ""];

pub(super) fn checks(form: &Form<'_>) -> Vec<Check> {
    let mut all = Vec::new();
    for horizon in [Horizon::Full, Horizon::Annual] {
        for stage in STAGES {
            let block = Block { form, horizon, stage };
            all.extend(block.sources());
            all.extend(block.fiscal_parts());
            all.extend(block.natures());
            all.extend(block.tasks());
        }
    }
    all.extend(STAGES.iter().filter_map(|stage| within_term(form, stage)));
    all
}

/// The amounts of one half and stage.
struct Block<'f, 'd> {
    form: &'f Form<'d>,
    horizon: Horizon,
    stage: &'f str,
}

impl Block<'_, '_> {
    fn of(&self, sources: &[&str]) -> Vec<usize> {
        self.form.lines(self.horizon, self.stage, |s| sources.contains(&s))
    }

    fn has_number(&self, line: usize) -> bool {
        !matches!(self.form.amount(line), Ok(None))
    }

    /// Whether an amount is printed whose label says nothing known: it may belong to any sum.
    fn has_strange(&self) -> bool {
        let known = |source: &str| {
            ["total", "fiscal", "basic", "project"].contains(&source)
                || LEVELS.contains(&source)
                || FUNDS.contains(&source)
                || BESIDE.contains(&source)
                || source == "task"
                || source.starts_with("task_")
                || source.ends_with("_basic")
                || source.ends_with("_project")
        };
        self.form
            .lines(self.horizon, self.stage, |s| !known(s))
            .into_iter()
            .any(|line| self.has_number(line))
    }

    fn sum(&self, words: &str, lines: &[usize]) -> Side {
        let labels: Vec<String> =
            lines.iter().map(|&l| label(&self.form.project.funding[l])).collect();
        let label = if labels.is_empty() || labels.len() > 5 {
            format!("{words}{}", stage_name(self.stage))
        } else {
            labels.join(" + ")
        };
        let mut side = Side::new(label);
        for &line in lines {
            self.form.add(&mut side, line);
        }
        side
    }

    /// D01 and D02: the total is the sum of its sources.
    fn sources(&self) -> Option<Check> {
        let rule = named(if self.horizon == Horizon::Full { "D01" } else { "D02" });
        let total = self.form.total(self.horizon, self.stage)?;
        let lines = self.of(&[&["fiscal"][..], &LEVELS, &FUNDS, &BESIDE].concat());
        if lines.is_empty() {
            return None;
        }
        let printed: Vec<usize> =
            lines.iter().copied().filter(|&l| self.has_number(l)).collect();
        let whole = self.form.side(total);
        let all = self.sum("各项来源之和", &lines);
        if whole.numbers.is_empty()
            || all.value().is_none_or(|v| v.is_zero()) && printed.len() < lines.len()
        {
            // A form whose total, or whose 其中 lines, nobody filled in says nothing.
            let both = whole.value().is_none_or(|v| v.is_zero())
                && all.value().is_none_or(|v| v.is_zero());
            let blank = Side { incomplete: !both, ..whole };
            return Some(self.form.in_unit(evaluate::equal(rule, blank, all)));
        }
        let mut first = None;
        for reading in self.readings(&printed) {
            let check =
                evaluate::equal(rule, whole.clone(), self.sum("各项来源之和", &reading));
            if check.result != Outcome::Violated {
                return Some(self.form.in_unit(check));
            }
            first = first.or(Some(check));
        }
        // 资金总额 printed above 基本支出 and 项目支出 is their sum, whatever sources are named.
        let natures = self.of(&["basic", "project"]);
        if natures.len() == 2 {
            let sum = self.sum("基本支出与项目支出之和", &natures);
            let check = evaluate::equal(rule, whole, sum);
            if matches!(check.result, Outcome::Exact | Outcome::Rounding) {
                return Some(self.form.in_unit(check));
            }
        }
        let mut check = self.form.in_unit(first?);
        if self.has_strange() {
            doubt(
                &mut check,
                "表中有含义未识别的资金来源",
                "a source of the form is not understood",
            );
        }
        Some(check)
    }

    /// What may add up to the total, the most usual way first.
    ///
    /// 其中 lines are printed one below the other, whatever is part of what: levels and funds
    /// are parts of 财政拨款 where that is printed, but may also stand beside it; what was
    /// carried over is usually a source of its own and sometimes a part of 财政拨款; 单位资金
    /// may be followed by its own parts.
    fn readings(&self, lines: &[usize]) -> Vec<Vec<usize>> {
        let source = |line: &usize| self.form.project.funding[*line].source.as_str();
        let among = |wanted: &[&str]| -> Vec<usize> {
            lines.iter().copied().filter(|l| wanted.contains(&source(l))).collect()
        };
        let (fiscal, levels, funds) = (among(&["fiscal"]), among(&LEVELS), among(&FUNDS));
        let publics: Vec<Vec<usize>> = if fiscal.is_empty() {
            vec![[levels.clone(), funds.clone()].concat(), levels, funds]
        } else {
            vec![
                fiscal.clone(),
                [fiscal.clone(), levels.clone()].concat(),
                [fiscal.clone(), funds.clone()].concat(),
                [fiscal, levels, funds].concat(),
            ]
        };
        let beside = among(&BESIDE);
        let mut besides = vec![beside.clone()];
        let own = among(&["own"]);
        if own.len() > 1 {
            let parts = &own[1..];
            besides.push(without(&beside, |l| parts.contains(l)));
            besides.push(without(&beside, |l| {
                parts.contains(l) || source(l) == "other" && *l > own[0]
            }));
        }
        let no_carried = |set: &Vec<usize>| without(set, |l| source(l) == "carried_over");
        let fewer: Vec<Vec<usize>> = besides.iter().map(no_carried).collect();
        besides.extend(fewer);
        let mut readings: Vec<Vec<usize>> = Vec::new();
        for beside in &besides {
            for public in &publics {
                let mut reading = [public.clone(), beside.clone()].concat();
                reading.sort_unstable();
                if !reading.is_empty() && !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
        readings
    }

    /// D22: 财政拨款 is the sum of its levels or funds, where more than one is printed, and
    /// not less than one of them.
    fn fiscal_parts(&self) -> Vec<Check> {
        let rule = named("D22");
        let [fiscal] = self.of(&["fiscal"])[..] else { return Vec::new() };
        let mut all = Vec::new();
        for (parts, words) in
            [(&LEVELS[..], "各级财政资金之和"), (&FUNDS, "各类预算资金之和")]
        {
            let lines = self.of(parts);
            let whole = self.form.side(fiscal);
            if lines.is_empty() || whole.numbers.is_empty() {
                continue;
            }
            let sum = self.sum(words, &lines);
            let check = if lines.len() > 1 {
                evaluate::equal(rule, whole, sum)
            } else {
                evaluate::at_least(rule, whole, sum)
            };
            if check.result != Outcome::Violated || !self.stand_beside(&lines) {
                all.push(self.form.in_unit(check));
            }
        }
        all
    }

    /// Whether the total adds up only with these lines beside 财政拨款, not inside it.
    fn stand_beside(&self, lines: &[usize]) -> bool {
        let taken = |check: &Check, line| {
            check.evidence.contains(&Evidence::Funding(self.form.at, line))
        };
        self.sources().is_some_and(|check| {
            check.result != Outcome::Violated && lines.iter().any(|&l| taken(&check, l))
        })
    }

    /// D23: what is split into 基本支出 and 项目支出 is their sum.
    fn natures(&self) -> Vec<Check> {
        let rule = named("D23");
        let mut all = Vec::new();
        for (whole, prefix) in [
            ("total", ""),
            ("fiscal", "fiscal_"),
            ("general", "general_"),
            ("other", "other_"),
            ("own", "own_"),
        ] {
            let (basic, project) = (format!("{prefix}basic"), format!("{prefix}project"));
            let parts = self.of(&[&basic, &project]);
            let [whole] = self.of(&[whole])[..] else { continue };
            if parts.len() != 2 {
                continue;
            }
            let mut side = self.form.side(whole);
            let sum = self.sum("基本支出与项目支出之和", &parts);
            side.incomplete |= side.numbers.is_empty() != sum.numbers.is_empty();
            let mut check = self.form.in_unit(evaluate::equal(rule, side, sum));
            if check.result == Outcome::Violated && self.has_strange() {
                doubt(
                    &mut check,
                    "表中有含义未识别的资金来源",
                    "a source of the form is not understood",
                );
            }
            all.push(check);
        }
        all
    }

    /// D24: 金额合计 below 年度主要任务 is the sum of the tasks.
    fn tasks(&self) -> Vec<Check> {
        let rule = named("D24");
        let mut all = Vec::new();
        for (whole, part) in [
            ("total", "task".to_owned()),
            ("fiscal", "task_fiscal".to_owned()),
            ("other", "task_other".to_owned()),
        ] {
            let parts = self.of(&[&part]);
            let [whole] = self.of(&[whole])[..] else { continue };
            if parts.is_empty() {
                continue;
            }
            let side = self.form.side(whole);
            let sum = self.sum("各项任务之和", &parts);
            let is_sum = self.form.project.funding[whole].source_printed.contains("合计");
            let both = side.numbers.is_empty() == sum.numbers.is_empty();
            let check = if is_sum {
                let side = Side { incomplete: side.incomplete || !both, ..side };
                evaluate::equal(rule, side, sum)
            } else {
                let side = Side { incomplete: side.incomplete || !both, ..side };
                evaluate::at_least(rule, side, sum)
            };
            all.push(self.form.in_unit(check));
        }
        all
    }
}

/// D03: the year's total is not more than the whole term's.
fn within_term(form: &Form<'_>, stage: &str) -> Option<Check> {
    let full = form.total(Horizon::Full, stage)?;
    let annual = form.total(Horizon::Annual, stage)?;
    let mut whole = form.side(full);
    let part = form.side(annual);
    let is_zero = |side: &Side| side.value().is_none_or(|v| v.is_zero());
    // A half that is not filled in does not limit the other.
    whole.incomplete |= is_zero(&whole) && !is_zero(&part);
    Some(form.in_unit(evaluate::at_least(named("D03"), whole, part)))
}

fn without(lines: &[usize], left_out: impl Fn(&usize) -> bool) -> Vec<usize> {
    lines.iter().copied().filter(|l| !left_out(l)).collect()
}
