//! One digit of one amount is changed: do the identities notice?

use super::corpus::{Dice, Read, constrained, corpus, value};
use extractor::SourceKind;
use parser::{Check, Disclosure, Evidence, FactRef, Outcome, Value, check};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use workspace::say;

/// Amounts that are changed.
const N: usize = 1_000;
/// Of those that move further than an identity allows, so many must be noticed.
const FLOOR: f64 = 0.95;

/// All amounts of a document that an identity constrains.
fn proved(read: &Read) -> Vec<FactRef> {
    let facts = constrained(read.disclosure).into_iter();
    facts.filter(|&at| value(&read.disclosure.tables, at).number.is_some()).collect()
}

/// Replaces one digit of what is printed, and all that follows from it; how far the value
/// moves, in the unit of its identities.
fn spoil(value: &mut Value, dice: &mut Dice) -> Decimal {
    let digits: Vec<usize> = value
        .printed
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    let Some(&at) = digits.get(dice.below(digits.len())) else { return Decimal::ZERO };
    let old = value.printed.as_bytes()[at] - b'0';
    let is_first = at == digits[0] && digits.len() > 1;
    let mut new = old;
    while new == old || is_first && new == 0 {
        new = u8::try_from(dice.below(10)).expect("a digit");
    }
    value.printed.replace_range(at..=at, &new.to_string());
    let read = parser::amount::read(&value.printed);
    let (Some(before), Some(after)) = (value.number, read.number) else {
        return Decimal::ZERO;
    };
    value.number = Some(after);
    value.state = read.state;
    if value.quantity.is_some() {
        value.quantity = Some(after);
    }
    let factor =
        value.precision_yuan.zip(read.half_digit).map(|(yuan, half)| yuan / half);
    if let Some(factor) = factor {
        value.amount_yuan = Some(after * factor);
    }
    (after - before).abs() * factor.unwrap_or(Decimal::ONE)
}

fn takes_part(check: &Check, at: FactRef) -> bool {
    check.evidence.contains(&Evidence::Fact(at))
}

/// The identities that prove a value.
fn holding(out: &Disclosure, at: FactRef) -> impl Iterator<Item = &Check> {
    out.checks.iter().filter(move |c| {
        matches!(c.result, Outcome::Exact | Outcome::Rounding)
            && c.proves()
            && takes_part(c, at)
    })
}

/// The violations a value takes part in, by rule and evidence.
fn violated(out: &Disclosure, at: FactRef) -> BTreeSet<(&str, &[Evidence])> {
    let with = out.checks.iter().filter(|c| c.is_violation() && takes_part(c, at));
    with.map(|c| (c.rule.id.as_str(), c.evidence.as_slice())).collect()
}

#[test]
fn a_wrong_digit_is_noticed() {
    let corpus = corpus();
    let facts: Vec<(usize, FactRef)> = corpus
        .iter()
        .enumerate()
        .flat_map(|(n, read)| proved(read).into_iter().map(move |fact| (n, fact)))
        .collect();
    let mut dice = Dice::new(20_240_731);
    let mut picked: BTreeMap<usize, Vec<FactRef>> = BTreeMap::new();
    for _ in 0..N {
        let (n, fact) = facts[dice.below(facts.len())];
        picked.entry(n).or_default().push(fact);
    }
    let (mut far, mut noticed, mut near, mut near_noticed) = (0, 0, 0, 0);
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for (n, facts) in picked {
        let read = &corpus[n];
        let mut work = read.disclosure.clone();
        for at in facts {
            let before = read.disclosure;
            let spoilt = &mut work.tables[at.table].rows[at.row].values[at.value];
            let moved = spoil(spoilt, &mut dice);
            let printed = spoilt.printed.clone();
            check::again(&mut work, SourceKind::Pdf);
            let known = violated(before, at);
            let is_noticed = violated(&work, at).iter().any(|v| !known.contains(v));
            let is_far =
                holding(before, at).any(|c| c.tolerance.is_some_and(|t| moved > t));
            match (is_far, is_noticed) {
                (true, true) => (far, noticed) = (far + 1, noticed + 1),
                (true, false) => {
                    far += 1;
                    let table = &before.tables[at.table];
                    let rules: BTreeSet<&str> =
                        holding(before, at).map(|c| c.rule.id.as_str()).collect();
                    let was = value(&before.tables, at);
                    let key = &table.columns[was.column].key;
                    let what = format!(
                        "{} {} {key} 「{}」 as 「{printed}」, {rules:?}",
                        read.name, table.id, was.printed
                    );
                    *missed.entry(what).or_default() += 1;
                }
                (false, seen) => {
                    (near, near_noticed) = (near + 1, near_noticed + usize::from(seen));
                }
            }
            work.tables[at.table] = before.tables[at.table].clone();
        }
    }
    let share = noticed as f64 / far as f64;
    say(&format!(
        "{} amounts with a proof; one digit changed in {N} of them: {noticed} of {far} noticed \
         ({:.1} %)",
        facts.len(),
        share * 100.0
    ));
    say(&format!(
        "{near} moved no further than rounding explains; {near_noticed} of them noticed all \
         the same"
    ));
    for (what, n) in missed {
        say(&format!("  missed {n}: {what}"));
    }
    assert!(share >= FLOOR, "only {share} noticed");
}

/// What only its own list proves loses its proof with any digit that moves it.
#[test]
fn a_wrong_digit_of_a_list_is_proved_no_longer() {
    let mut dice = Dice::new(20_260_301);
    let (mut far, mut proved) = (0, 0);
    for read in corpus().iter().filter(|read| !read.is_sample) {
        let others = constrained(read.disclosure);
        let tables = read.disclosure.tables.iter().enumerate();
        let mut listed: Vec<FactRef> = Vec::new();
        for (table, t) in tables {
            for (row, r) in t.rows.iter().enumerate() {
                let values = r.values.iter().enumerate();
                let of_list = values.filter(|(_, v)| v.proofs > 0 && v.number.is_some());
                let facts = of_list.map(|(value, _)| FactRef { table, row, value });
                listed.extend(facts.filter(|fact| !others.contains(fact)));
            }
        }
        if listed.is_empty() {
            continue;
        }
        let mut work = read.disclosure.clone();
        for _ in 0..5 {
            let at = listed[dice.below(listed.len())];
            let spoilt = &mut work.tables[at.table].rows[at.row].values[at.value];
            let moved = spoil(spoilt, &mut dice);
            check::again(&mut work, SourceKind::Pdf);
            let is_far = holding(read.disclosure, at)
                .all(|c| c.tolerance.is_some_and(|t| moved > t));
            if is_far {
                far += 1;
                proved += usize::from(holding(&work, at).next().is_some());
            }
            work.tables[at.table] = read.disclosure.tables[at.table].clone();
        }
    }
    say(&format!(
        "{far} numbers of lists changed; {proved} of them are proved all the same"
    ));
    assert!(proved * 20 <= far, "{proved} of {far}");
}
