//! Directions in words against numbers: C27.

use super::alike::Alike;
use super::stated::{is_sure, number};
use crate::check::evaluate;
use crate::check::rule::rule;
use crate::disclosure::{Check, Direction, Disclosure, Outcome, Phase};
use crate::disclosure::{Statement, StatementKind};

/// C27: 增加 goes with a larger amount, 减少 with a smaller one.
pub(super) fn checks(out: &Disclosure, alike: &Alike<'_>) -> Vec<Check> {
    let Some(rule) = rule("C27") else { return Vec::new() };
    let mut all = Vec::new();
    for (at, said) in out.statements.iter().enumerate() {
        let is_change =
            matches!(said.kind, StatementKind::Growth | StatementKind::Change);
        let is_directed =
            matches!(said.direction, Direction::Increase | Direction::Decrease);
        if !is_change || !is_directed || !is_sure(said) {
            continue;
        }
        let found = opposite(out, at).or_else(|| between(out, alike, at));
        let Some((other, agrees, zh, en)) = found else { continue };
        let (result, zh, en) = match agrees {
            true => (Outcome::Exact, rule.title.clone(), rule.title_en.clone()),
            false => (Outcome::Violated, zh, en),
        };
        let evidence = other.iter().chain([&at]);
        let evidence = evidence.filter_map(|&i| number(i, &out.statements[i]));
        let evidence = evidence.map(|n| n.evidence).collect();
        all.push(evaluate::found(rule, result, evidence, zh, en));
    }
    all
}

/// Statements that are compared, whether they agree, and the words for it.
type Found = (Vec<usize>, bool, String, String);

/// 增加5万元，下降10%: a change and its rate in one sentence go two ways.
fn opposite(out: &Disclosure, at: usize) -> Option<Found> {
    let said = &out.statements[at];
    let before = at.checked_sub(1)?;
    let change = &out.statements[before];
    let is_pair = said.kind == StatementKind::Growth
        && change.kind == StatementKind::Change
        && change.sentence == said.sentence
        && change.section == said.section
        && change.subject == said.subject
        && change.compared_with == said.compared_with
        && is_sure(change)
        && matches!(change.direction, Direction::Increase | Direction::Decrease);
    // 下降（增长）27.78% leaves the direction open: that is E12.
    let is_open = said
        .sentence
        .find(&said.printed)
        .is_some_and(|place| said.sentence[..place].ends_with(['）', ')']));
    if !is_pair || is_open || change.direction == said.direction {
        return None;
    }
    let zh = format!(
        "文中「{}」变动 {} 与变动率 {} 方向相反",
        said.subject, change.printed, said.printed
    );
    let en = format!(
        "「{}」: the change 「{}」 and its rate 「{}」 go two ways",
        said.subject, change.printed, said.printed
    );
    Some((vec![before], false, zh, en))
}

/// 执行数为241.76万元，预算安排170.03万元，比…增加21.74%: the two amounts of a sentence and the
/// direction between them.
fn between(out: &Disclosure, alike: &Alike<'_>, at: usize) -> Option<Found> {
    let said = &out.statements[at];
    let mut of = alike
        .before(at)
        .filter(|(_, s)| s.section == said.section && s.kind == StatementKind::Amount)
        .map(|(i, _)| i);
    let is_same = |i: &usize| {
        let s = &out.statements[*i];
        s.subject == said.subject && s.code == said.code && is_sure(s)
    };
    // Of two amounts that stand directly before, one is of the year before.
    let (second, first) = (of.next()?, of.next()?);
    if !is_same(&first) || !is_same(&second) {
        return None;
    }
    let (a, b) = (&out.statements[first], &out.statements[second]);
    let own = out.fiscal_year?;
    let is_before =
        |s: &Statement| s.phase == Phase::Prior || s.year == own.checked_sub(1);
    let is_now =
        |s: &Statement| s.phase != Phase::Prior && s.year.is_none_or(|y| y == own);
    let (base, now) = match (is_before(a), is_before(b)) {
        (true, false) if is_now(b) => ((first, a), (second, b)),
        (false, true) if is_now(a) => ((second, b), (first, a)),
        _ => return None,
    };
    let (older, newer) = (number(base.0, base.1)?, number(now.0, now.1)?);
    let by = newer.value - older.value;
    if by.abs() <= newer.half + older.half {
        return None;
    }
    let agrees = by.is_sign_positive() == (said.direction == Direction::Increase);
    let words = match said.direction {
        Direction::Increase => "增加",
        _ => "减少",
    };
    let (zh, en) = (
        format!(
            "文中「{}」由 {} 到 {}，却说{words} {}",
            said.subject, base.1.printed, now.1.printed, said.printed
        ),
        format!(
            "「{}」 goes from 「{}」 to 「{}」, and the text says {words} 「{}」",
            said.subject, base.1.printed, now.1.printed, said.printed
        ),
    );
    Some((vec![base.0, now.0], agrees, zh, en))
}
