//! One clause before a number: which kind of statement it makes, and of what.

use super::number::{Measure, Number};
use super::subject::{self, Named};
use super::words::words;
use crate::disclosure::Phase;
use crate::disclosure::{Direction, StatementKind};
use regex::Regex;
use std::sync::LazyLock;

/// What the words before a number say.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Reading {
    pub(super) kind: StatementKind,
    pub(super) named: Named,
    pub(super) direction: Direction,
    /// What it is compared with or a part of, where this clause says so.
    pub(super) versus: Option<Versus>,
    /// Whether something about it is guessed.
    pub(super) doubtful: bool,
}

/// A base of comparison.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Versus {
    /// In normal form: 2023年度, 年初预算, 本年支出合计.
    pub(super) name: String,
    /// Phase of the base.
    pub(super) phase: Option<Phase>,
}

/// 完成年初预算的, 占全年预算的, 预算执行率为.
static COMPLETION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?P<pre>.*?)(?:(?:完成|为|达到)(?P<base>[^,]*?预算(?:数|安排|总额)?)的?(?:比例)?(?:为)?|",
        r"占(?P<of>(?:年初|全年|调整后?)?预算数?)的?|",
        r"(?P<rate>预算|全年预算|年初预算)?(?:的)?(?:执行|完成)(?:率|比例|进度)(?:为|达到|达|是)?)$"
    ))
});
/// 占本年支出合计的, 占比, 占比为.
static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<pre>.*?)所?占(?P<whole>.*?)(?:的)?(?:比(?:重|例|率)?(?:为|达|约)?)?(?:为|约)?$",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Reads the clause before a number; `None` if the number states nothing we know.
pub(super) fn read(
    lead: &str,
    number: &Number,
    entity: &str,
    year: Option<u16>,
) -> Option<Reading> {
    if matches!(number.measure, Measure::Money(_))
        && let Some(base) = base(lead, entity, year)
    {
        return Some(base);
    }
    let mut out = Reading::default();
    let (mut rest, versus) = without_versus(lead, year);
    out.versus = versus;
    let direction = words().direction.captures(&rest).map(|found| {
        let direction = if found.name("or").is_some() {
            Direction::None
        } else {
            words().points(&found["word"])
        };
        let at = found.get(0).map_or(0, |m| m.start());
        let to = found.name("to").filter(|_| !found["word"].ends_with('额'));
        (direction, to.map_or(String::new(), |m| m.as_str().to_owned()), at)
    });
    match number.measure {
        Measure::Percent | Measure::Bare => {
            if let Some((direction, _, at)) = direction {
                out.kind = StatementKind::Growth;
                out.direction = direction;
                rest.truncate(at);
            } else if number.measure == Measure::Bare {
                return None;
            } else if let Some(found) = COMPLETION.captures(&rest) {
                out.kind = StatementKind::Completion;
                let base = found.name("base").or(found.name("of")).or(found.name("rate"));
                let base = base.map_or("预算", |m| m.as_str());
                out.versus = Some(budget(base));
                rest = found["pre"].to_owned();
            } else if let Some(found) = SHARE.captures(&rest) {
                out.kind = StatementKind::Share;
                let whole = subject::named(&found["whole"], entity).subject;
                out.versus = Some(Versus { name: whole, phase: None })
                    .filter(|v| !v.name.is_empty());
                rest = found["pre"].to_owned();
            } else {
                return None;
            }
        }
        Measure::Money(_) | Measure::Things => {
            let counts = number.measure == Measure::Things;
            out.kind = if counts { StatementKind::Count } else { StatementKind::Amount };
            if let Some((direction, to, at)) = direction {
                if to == "为" && !counts {
                    // 减少为0万元 may be what is left or what went: nobody can tell.
                    out.doubtful = true;
                } else if !to.is_empty() && !counts {
                    // 增加到6万元 is what it came to.
                } else {
                    out.kind = StatementKind::Change;
                    out.direction = direction;
                }
                rest.truncate(at);
            }
        }
        Measure::Points => {
            out.kind = StatementKind::Count;
            let score = &words().score;
            let average = rest.contains(score.average.as_str());
            let name = if average { &score.average } else { &score.subject };
            out.named.subject = name.clone();
            return Some(out);
        }
    }
    if number.measure != Measure::Percent
        && words().about.iter().any(|w| rest.ends_with(w.as_str()))
    {
        out.doubtful = true;
    }
    if ["每", "人均", "平均"].iter().any(|w| rest.contains(w)) || rest.ends_with('按')
    {
        out.doubtful = true;
    }
    out.named = subject::named(&rest, entity);
    Some(out)
}

/// 比2023年的40,616,051.67万元增加: the amount of the year before, and what comes after is
/// compared with it.
fn base(lead: &str, entity: &str, year: Option<u16>) -> Option<Reading> {
    let found = words().base.captures(lead)?;
    let printed: Option<u16> = found.name("year").and_then(|y| y.as_str().parse().ok());
    let of = printed.or(year.map(|y| y.saturating_sub(1)));
    let mut named = subject::named(&found["pre"], entity);
    named.year = printed;
    named.year_before = printed.is_none();
    let name = of.map_or("上年".to_owned(), |y| format!("{y}年度"));
    let phase = (of.is_none() || of < year).then_some(Phase::Prior);
    Some(Reading { named, versus: Some(Versus { name, phase }), ..Reading::default() })
}

/// A budget as a base: 年初预算数 is 年初预算.
fn budget(words_for_it: &str) -> Versus {
    let found = words().phases.iter().find(|p| words_for_it.ends_with(p.word.as_str()));
    found
        .map_or_else(Versus::default, |p| Versus { name: p.name.clone(), phase: p.phase })
}

/// The clause without its comparison (与2023年度相比, 较上年决算数), and with what.
pub(super) fn without_versus(
    clause: &str,
    year: Option<u16>,
) -> (String, Option<Versus>) {
    let words = words();
    for found in words.versus.captures_iter(clause) {
        let all = found.get(0).expect("a match has a whole");
        let Some((suffix, end)) = suffix(clause, all.end()) else { continue };
        if let Some(open) = found.name("open") {
            // 较年初减少: what the year began with.
            let rest = clause[..all.start()].to_owned() + &clause[end..];
            let name = format!("{}{suffix}", open.as_str());
            return (rest, Some(Versus { name, phase: Some(Phase::Prior) }));
        }
        let before = if found.name("before").is_some() { 1 } else { 0 };
        let base = match (found.name("year"), found.name("budget")) {
            (Some(printed), _) => printed.as_str().parse().ok(),
            (None, Some(budget_words)) => {
                let rest = clause[..all.start()].to_owned() + &clause[end..];
                let printed = format!("{}{suffix}", budget_words.as_str());
                return (rest, Some(budget(printed.trim_end_matches('的'))));
            }
            (None, None) => year.map(|y| y - before),
        };
        let name = base.map_or("上年".to_owned(), |y: u16| format!("{y}年度"));
        let kind = ["年初预算", "预算执行", "执行", "预算"]
            .iter()
            .find(|w| suffix.contains(**w))
            .map_or("", |w| if w.ends_with("执行") { "执行数" } else { w });
        let rest = clause[..all.start()].to_owned() + &clause[end..];
        let name = format!("{name}{kind}");
        let phase = (base.is_none() || base < year).then_some(Phase::Prior);
        return (rest, Some(Versus { name, phase }));
    }
    if let Some(found) = words.year_on_year.find(clause) {
        let name = year.map_or("上年".to_owned(), |y| format!("{}年度", y - 1));
        let rest = clause[..found.start()].to_owned() + &clause[found.end()..];
        return (rest, Some(Versus { name, phase: Some(Phase::Prior) }));
    }
    (clause.to_owned(), None)
}

/// The words of a comparison after its base, and where it ends: at 相比, or before a word of
/// movement. Without either it is no comparison.
fn suffix(clause: &str, from: usize) -> Option<(&str, usize)> {
    let words = words();
    let starts = |at: usize, list: &[String]| {
        list.iter().find(|w| clause[at..].starts_with(w.as_str())).map(String::len)
    };
    for (i, (at, _)) in clause[from..].char_indices().enumerate() {
        let at = from + at;
        if let Some(length) = starts(at, &words.compared) {
            return Some((&clause[from..at], at + length));
        }
        if starts(at, &words.moves).is_some() || starts(at, &words.unchanged).is_some() {
            return Some((&clause[from..at], at));
        }
        if i > 26 {
            return None;
        }
    }
    // 比上年 at the end of a clause goes on after the comma.
    (from == clause.len()).then_some((&clause[from..], from))
}

/// Whether a clause says that something did not change, and compared with what.
pub(super) fn unchanged(clause: &str, year: Option<u16>) -> Option<Versus> {
    let (rest, versus) = without_versus(clause, year);
    let words = words();
    let said = rest.trim_start_matches("支出").trim_start_matches("决算");
    words
        .unchanged
        .iter()
        .any(|w| said.starts_with(w.as_str()))
        .then_some(versus)
        .flatten()
}
