//! Shares, growth and completion: percentages against the amounts they are said to be of.

use super::alike::Alike;
use super::links;
use super::stated::{SURE, is_sure, number, side};
use crate::check::evaluate::{self, Side, Whole};
use crate::check::ledger::Group;
use crate::check::rule::rule;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{Direction, Statement, StatementKind};
use crate::disclosure::{Disclosure, Phase};
use rust_decimal::Decimal;

/// Totals that mean those of their own chapter: 总支出 under 财政拨款支出 is not all that was
/// spent.
const GENERIC: [&str; 4] = ["收入", "支出", "总收入", "总支出"];

/// Evaluates all percentages.
pub(super) fn checks(
    out: &Disclosure,
    alike: &Alike<'_>,
    group: Option<&Group<'_>>,
) -> Vec<Check> {
    let said = Said { out, alike, group };
    let mut all = Vec::new();
    for (at, statement) in out.statements.iter().enumerate() {
        if !is_sure(statement) {
            continue;
        }
        match statement.kind {
            StatementKind::Growth => all.extend(said.growth(at, statement)),
            StatementKind::Share => all.extend(said.share(at, statement)),
            StatementKind::Completion => all.extend(said.completion(at, statement)),
            _ => {}
        }
    }
    all.extend(said.whole_lists());
    all
}

struct Said<'o, 'g> {
    out: &'o Disclosure,
    alike: &'o Alike<'o>,
    group: Option<&'g Group<'g>>,
}

impl Said<'_, '_> {
    fn topic(&self, statement: &Statement) -> &str {
        links::topic(self.out, statement)
    }

    /// The amount a rate is about: in the same sentence, else before it in the chapter, else
    /// the table's.
    fn current(&self, at: usize, wanted: impl Fn(&Statement) -> bool) -> Option<Side> {
        let of = &self.out.statements[at];
        let fits = |s: &Statement| {
            s.kind == StatementKind::Amount
                && s.subject == of.subject
                && s.code == of.code
                && s.confidence >= SURE
                && wanted(s)
        };
        let here = |s: &Statement| s.section == of.section && fits(s);
        let found = self
            .alike
            .before(at)
            .find(|(_, s)| here(s))
            .or_else(|| self.alike.after(at).filter(|(_, s)| here(s)).last())
            .or_else(|| {
                self.alike.of_subject_before(at, &of.subject).find(|(_, s)| fits(s))
            });
        if let Some((i, s)) = found {
            let side = side(i, s);
            return (!side.numbers.is_empty()).then_some(side);
        }
        let executed = Statement {
            kind: StatementKind::Amount,
            phase: Phase::Executed,
            ..of.clone()
        };
        let link = links::find(self.out, &executed)?;
        let side = links::operand(self.group?, &link.operands)?;
        (!side.numbers.is_empty()).then_some(side)
    }

    /// 增长X%: the change of the same sentence over the amount less the change.
    fn growth(&self, at: usize, growth: &Statement) -> Option<Check> {
        let rule = rule(match self.topic(growth) {
            "total" => "C02",
            "fiscal_total" => "C05",
            _ => "C09",
        })?;
        let sign = match growth.direction {
            Direction::Increase => Decimal::ONE,
            Direction::Decrease => Decimal::NEGATIVE_ONE,
            Direction::Unchanged | Direction::None => return None,
        };
        if growth.unit != "%" {
            return None;
        }
        let (change_at, change) = self.alike.before(at).find(|(_, s)| {
            s.section == growth.section
                && s.kind == StatementKind::Change
                && s.subject == growth.subject
                && s.compared_with == growth.compared_with
                && s.direction == growth.direction
                && s.confidence >= SURE
        })?;
        let year = |s: &Statement| s.phase != Phase::Prior && s.phase != Phase::Approved;
        let budget = |s: &Statement| {
            matches!(s.phase, Phase::Approved | Phase::Adjusted | Phase::Unknown)
        };
        // A growth of the budget is against the budget of the year before.
        let current = if growth.phase == Phase::Approved {
            self.current(at, budget)?
        } else {
            self.current(at, year)?
        };
        let mut part = side(change_at, change);
        for number in &mut part.numbers {
            number.value *= sign;
        }
        let mut printed = side(at, growth);
        for number in &mut printed.numbers {
            number.value *= sign;
        }
        let label = format!("文中「{}」变动额与上年数之比", growth.subject);
        let base = current.value()? - part.value()?;
        let printed_value = printed.value()?;
        let whole = Whole::Less(current, part.clone());
        if base.is_zero() && !printed_value.is_zero() {
            return self.zero_base(at, change_at, growth);
        }
        Some(evaluate::percent(rule, printed, &part, &whole, &label))
    }

    /// A growth from nothing has no percentage.
    fn zero_base(&self, at: usize, change: usize, growth: &Statement) -> Option<Check> {
        let zh = format!(
            "文中「{}」{}，但上年数为零，增长率无意义",
            growth.subject, growth.printed
        );
        let en = format!(
            "the text says 「{}」 {}, but the year before was zero: there is no rate of growth",
            growth.subject, growth.printed
        );
        let evidence = vec![Evidence::Statement(at), Evidence::Statement(change)];
        Some(evaluate::found(rule("C18")?, Outcome::Violated, evidence, zh, en))
    }

    /// 占X%: the amount before it over the whole.
    fn share(&self, at: usize, share: &Statement) -> Option<Check> {
        let topic = self.topic(share);
        let rule = rule(match topic {
            "revenue" => "C03",
            "expenditure" => "C04",
            "general_total" => "C06",
            "general_structure" | "general" => "C07",
            t if t.starts_with("three_public") => "C13",
            _ => "C23",
        })?;
        if share.unit != "%" {
            return None;
        }
        let executed =
            |s: &Statement| matches!(s.phase, Phase::Executed | Phase::Unknown);
        let approved = |s: &Statement| {
            matches!(s.phase, Phase::Approved | Phase::Unknown | Phase::Adjusted)
        };
        // The part is the amount of the same clause.
        let part = if share.phase == Phase::Approved {
            self.in_sentence(at, approved)?
        } else {
            self.in_sentence(at, executed)?
        };
        let whole = self.whole(at, share)?;
        if whole.value().is_none_or(|v| v.is_zero()) {
            return None;
        }
        let label = format!("文中「{}」占「{}」之比", share.subject, whole.label);
        let printed = side(at, share);
        Some(evaluate::percent(rule, printed, &part, &Whole::Sum(whole), &label))
    }

    /// Amounts of the same subject in the same sentence before the rate, nearest first.
    fn amounts_before(
        &self,
        at: usize,
        wanted: impl Fn(&Statement) -> bool,
    ) -> impl Iterator<Item = Side> {
        let of = &self.out.statements[at];
        self.alike
            .before(at)
            .filter(move |(_, s)| {
                s.section == of.section
                    && s.kind == StatementKind::Amount
                    && s.subject == of.subject
                    && s.confidence >= SURE
                    && wanted(s)
            })
            .map(|(i, s)| side(i, s))
    }

    /// The nearest of them.
    fn in_sentence(
        &self,
        at: usize,
        wanted: impl Fn(&Statement) -> bool,
    ) -> Option<Side> {
        self.amounts_before(at, wanted).next().filter(|side| !side.numbers.is_empty())
    }

    /// What a share is of: named in the sentence, or the total of its chapter.
    fn whole(&self, at: usize, share: &Statement) -> Option<Side> {
        let named = &share.compared_with;
        if !named.is_empty() {
            let found = self.alike.of_subject_before(at, named).find(|(i, s)| {
                s.kind == StatementKind::Amount
                    && s.phase == share.phase
                    && s.confidence >= SURE
                    && number(*i, s).is_some()
            });
            // A whole that the sentence does not name must be a total that is known as one: in
            // a list of lists the amount before may be another part.
            let is_known = |s: &Statement| {
                share.sentence.contains(&format!("占{named}"))
                    || share.sentence.contains(&format!("占全部{named}"))
                    || links::links()
                        .iter()
                        .any(|link| link.subjects.contains(&s.subject))
            };
            if let Some((i, s)) = found.filter(|(_, s)| is_known(s)) {
                return Some(side(i, s));
            }
        }
        let topic = self.topic(share);
        let as_named = |link: &&links::Link| {
            link.phases.contains(&share.phase)
                && if named.is_empty() {
                    link.whole && link.topics.iter().any(|t| t == topic)
                } else {
                    // 占本年支出合计的…% under 一般公共预算: the total of another chapter.
                    link.whole
                        && link.subjects.contains(named)
                        && (link.topics.iter().any(|t| t == topic)
                            || !GENERIC.iter().any(|w| named.starts_with(w)))
                }
        };
        let link = links::links().iter().find(as_named)?;
        links::operand(self.group?, &link.operands)
    }

    /// 完成预算的X%: what was executed over the budget.
    fn completion(&self, at: usize, completion: &Statement) -> Option<Check> {
        let three_public = self.topic(completion).starts_with("three_public");
        let rule = rule(if three_public { "C13" } else { "C08" })?;
        if completion.unit != "%" {
            return None;
        }
        let executed = |s: &Statement| matches!(s.phase, Phase::Executed);
        let part = self.in_sentence(at, executed)?;
        let budget = |s: &Statement| match completion.compared_with.as_str() {
            "年初预算" => s.phase == Phase::Approved,
            "全年预算" | "调整预算" | "调整后预算" => {
                s.phase == Phase::Adjusted
            }
            _ => matches!(s.phase, Phase::Approved | Phase::Adjusted),
        };
        let mut budgets = self.amounts_before(at, budget);
        let whole = match (budgets.next(), budgets.next()) {
            (Some(only), None) => only,
            // 年初预算 and 全年预算 both stand there: which of them is meant is not said.
            (Some(_), Some(_)) => return None,
            (None, _) if three_public => {
                let wanted = Statement {
                    kind: StatementKind::Amount,
                    phase: Phase::Approved,
                    ..completion.clone()
                };
                let link = links::find(self.out, &wanted)?;
                links::operand(self.group?, &link.operands)?
            }
            (None, _) => return None,
        };
        let printed = side(at, completion);
        if whole.value()?.is_zero() {
            if printed.value()?.is_zero() || part.value()?.is_zero() {
                return None;
            }
            let zh = format!(
                "文中「{}」完成预算的{}，但预算数为零，完成率无意义",
                completion.subject, completion.printed
            );
            let en = format!(
                "the text says 「{}」 completed {} of its budget, but the budget is zero",
                completion.subject, completion.printed
            );
            let evidence = vec![Evidence::Statement(at)];
            return Some(evaluate::found(
                crate::check::rule::rule("C18")?,
                Outcome::Violated,
                evidence,
                zh,
                en,
            ));
        }
        let label = format!("文中「{}」决算数与预算数之比", completion.subject);
        Some(evaluate::percent(rule, printed, &part, &Whole::Sum(whole), &label))
    }

    /// Shares of a list whose amounts add up to the whole add up to 100 %.
    fn whole_lists(&self) -> Vec<Check> {
        let Some(rule) = rule("C20") else { return Vec::new() };
        let all = &self.out.statements;
        let mut checks = Vec::new();
        let mut at = 0;
        while at < all.len() {
            let first = &all[at];
            let same = |s: &Statement| {
                s.section == first.section && s.sentence == first.sentence
            };
            let end = (at..all.len()).find(|&i| !same(&all[i])).unwrap_or(all.len());
            checks.extend(self.list(rule, at..end));
            at = end;
        }
        checks
    }

    fn list(
        &self,
        rule: &'static crate::disclosure::Rule,
        range: std::ops::Range<usize>,
    ) -> Option<Check> {
        let all = &self.out.statements;
        let shares: Vec<usize> = range
            .filter(|&i| {
                let s = &all[i];
                s.kind == StatementKind::Share && s.unit == "%" && is_sure(s)
            })
            .collect();
        let (first, rest) = shares.split_first()?;
        let whole_name = &all[*first].compared_with;
        if rest.is_empty() || shares.iter().any(|&i| all[i].compared_with != *whole_name)
        {
            return None;
        }
        let mut subjects: Vec<&str> =
            shares.iter().map(|&i| all[i].subject.as_str()).collect();
        subjects.sort_unstable();
        subjects.dedup();
        if subjects.len() != shares.len() {
            return None;
        }
        let whole = self.whole(*first, &all[*first])?;
        let mut parts = Side::new("各项");
        for &i in &shares {
            let part = self.in_sentence(i, |s| s.phase == all[i].phase)?;
            parts.numbers.extend(part.numbers);
        }
        let total = evaluate::equal(rule, whole, parts);
        if !matches!(total.result, Outcome::Exact | Outcome::Rounding) {
            return None;
        }
        let mut sum = Side::new("文中各项占比之和");
        for &i in &shares {
            sum.numbers.extend(number(i, &all[i]));
        }
        let mut check = evaluate::equal(rule, sum, Side::new("100%"));
        let difference = check.left.value? - Decimal::ONE_HUNDRED;
        let tolerance = check.tolerance?;
        check.right.value = Some(Decimal::ONE_HUNDRED);
        check.unit = "percent";
        check.difference = Some(difference);
        evaluate::regrade(&mut check, difference, tolerance);
        Some(check)
    }
}
