//! Tolerances come from the print, and only from it.

use super::{ends, of_rule, word};
use crate::check::evaluate::{Number, Side, Whole, at_least, equal, percent};
use crate::check::rule;
use crate::disclosure::{Check, Evidence};
use crate::words::amount;
use rust_decimal::Decimal;

/// The numbers of one side, as printed.
fn side(printed: &str) -> Side {
    let number = |(at, word): (usize, &str)| {
        let read = amount::read(word);
        let (value, half) = read.number.zip(read.half_digit).expect("a number");
        Number { value, half, evidence: Evidence::Statement(at) }
    };
    let numbers = printed.split_whitespace().enumerate().map(number).collect();
    Side { numbers, ..Side::default() }
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

/// Result and tolerance of `left = right`.
fn equals(left: &str, right: &str) -> String {
    shown(&equal(rule("B01").expect("B01 is a rule"), side(left), side(right)))
}

fn shown(check: &Check) -> String {
    let tolerance = check.tolerance.map_or("-".to_owned(), |t| t.normalize().to_string());
    format!("{} {tolerance}", word(check.result))
}

#[test]
fn a_sum_may_be_off_by_half_a_digit_of_each_number() {
    assert_eq!(equals("10.00", "4.00 6.00"), "exact 0.015");
    assert_eq!(equals("10.00", "4.00 6.01"), "rounding 0.015");
    assert_eq!(equals("10.00", "4.00 6.02"), "violated 0.015");
    assert_eq!(equals("10.02", "1.00 2.00 3.00 4.00"), "rounding 0.025");
    assert_eq!(equals("10.03", "1.00 2.00 3.00 4.00"), "violated 0.025");
}

#[test]
fn the_same_quantity_twice_may_be_off_by_one_of_the_coarser_place() {
    assert_eq!(equals("326.71", "326.72"), "rounding 0.01");
    assert_eq!(equals("326.71", "326.73"), "violated 0.01");
    assert_eq!(equals("326.241", "326.24"), "rounding 0.01");
    assert_eq!(equals("326.251", "326.24"), "violated 0.01");
    assert_eq!(equals("327", "326.24"), "rounding 1");
    assert_eq!(equals("328", "326.24"), "violated 1");
}

#[test]
fn each_number_brings_its_own_digits() {
    assert_eq!(equals("10", "4.00 6.00"), "exact 0.51");
    assert_eq!(equals("10", "4.00 6.51"), "rounding 0.51");
    assert_eq!(equals("10", "4.00 6.52"), "violated 0.51");
    assert_eq!(equals("1.000000", "0.400000 0.600001"), "rounding 0.0000015");
}

#[test]
fn a_bare_zero_is_as_fine_as_what_stands_beside_it() {
    assert_eq!(equals("10.00", "10.03 0"), "violated 0.015");
    assert_eq!(equals("10.00", "10.01 0"), "rounding 0.015");
    assert_eq!(equals("0", "0.30"), "violated 0.01");
    assert_eq!(equals("0", "0.00"), "vacuous -");
}

#[test]
fn signs_count() {
    assert_eq!(equals("-6.00", "-10.00 4.00"), "exact 0.015");
    assert_eq!(equals("6.00", "-10.00 4.00"), "violated 0.015");
    assert_eq!(equals("0.00", "-4.00 4.00"), "exact 0.015");
}

#[test]
fn a_part_is_not_more_than_the_whole() {
    let result = |whole: &str, part: &str| {
        shown(&at_least(rule("B14").expect("B14 is a rule"), side(whole), side(part)))
    };
    assert_eq!(result("0.39", "0.39"), "exact 0.01");
    assert_eq!(result("9.00", "0.39"), "exact 0.01");
    assert_eq!(result("0.38", "0.39"), "rounding 0.01");
    assert_eq!(result("0.30", "8.31"), "violated 0.01");
    assert_eq!(result("", "8.31"), "violated 0.005");
    assert_eq!(result("1.00", "0.00"), "vacuous -");
}

fn growth(printed: &str, later: &str, change: &str) -> Check {
    let rule = rule("B01").expect("B01 is a rule");
    let whole = Whole::Less(side(later), side(change));
    percent(rule, side(printed), &side(change), &whole, "增长")
}

fn share(printed: &str, part: &str, whole: &str) -> Check {
    let rule = rule("B01").expect("B01 is a rule");
    percent(rule, side(printed), &side(part), &Whole::Sum(side(whole)), "占比")
}

#[test]
fn a_small_base_leaves_a_growth_wide_open() {
    // 22.59 after 20.63 more: 1,052.55 % by the printed numbers, 1,046.9 … 1,058.2 by what
    // their digits leave open.
    let check = growth("1055.4", "22.59", "20.63");
    assert_eq!(word(check.result), "rounding");
    assert_eq!(check.right.value, Some(decimal("1052.551")));
    assert_eq!(word(growth("1046.8", "22.59", "20.63").result), "violated");
    assert_eq!(word(growth("1058.3", "22.59", "20.63").result), "violated");
}

#[test]
fn a_large_base_holds_it_tightly() {
    assert_eq!(word(growth("163.65", "643.36", "399.34").result), "exact");
    assert_eq!(word(growth("163.67", "643.36", "399.34").result), "violated");
    assert_eq!(word(share("194.02", "643.36", "331.59").result), "exact");
    assert_eq!(word(share("194.03", "643.36", "331.59").result), "rounding");
    assert_eq!(word(share("194.04", "643.36", "331.59").result), "violated");
    assert_eq!(word(share("71.65", "2106.66", "2940.05").result), "exact");
    assert_eq!(word(share("71.73", "2106.66", "2940.05").result), "violated");
    assert_eq!(word(share("100.00", "643.36", "643.36").result), "exact");
    assert_eq!(word(share("0", "643.36", "643.36").result), "violated");
}

#[test]
fn a_decrease_is_a_negative_change() {
    // From 200.00 down to 150.00.
    assert_eq!(word(growth("-25", "150.00", "-50.00").result), "exact");
    assert_eq!(word(growth("-33", "150.00", "-50.00").result), "violated");
}

#[test]
fn a_base_that_may_be_zero_has_no_percentage() {
    let check = growth("100.00", "307.82", "307.82");
    assert_eq!(word(check.result), "not_evaluable");
    assert_eq!((check.difference, check.tolerance), (None, None));
    assert_eq!(word(growth("100", "307.82", "307.81").result), "not_evaluable");
    assert_eq!(word(share("100", "1.00", "0.00").result), "not_evaluable");
    assert_eq!(word(share("100", "1.00", "").result), "not_evaluable");
    // Nothing of something is nothing.
    assert_eq!(word(share("0", "0.00", "5.00").result), "exact");
}

#[test]
fn a_printed_percentage_counts_among_the_operands() {
    let check = growth("163.65", "643.36", "399.34");
    assert_eq!((check.unit, check.operands), ("percent", 4));
    assert!(check.difference.is_some_and(|d| d.abs() < decimal("0.005")));
}

#[test]
fn yuan_and_ten_thousand_yuan_meet() {
    let drawing = "
final.01 元
R amount
E amount
R sources 98593800
E uses    98593800.00
";
    assert_eq!(ends(drawing, "A05"), "exact");
    assert_eq!(of_rule(drawing, "A05")[0].tolerance, Some(Decimal::ONE));
}

#[test]
fn inside_a_table_without_unit_the_printed_numbers_are_compared() {
    let drawing = "
final.01 ?
R amount
E amount
R sources 10.00
E uses    12.00
";
    let checks = of_rule(drawing, "A05");
    assert_eq!((word(checks[0].result), checks[0].unit), ("violated", ""));
    assert_eq!(checks[0].left.value, Some(decimal("10.00")));
}

#[test]
fn things_are_counted_exactly_and_are_no_yuan() {
    let drawing = "
final.10
                value
vehicles          12
vehicles_duty     11
";
    let check = &of_rule(drawing, "A24")[0];
    assert_eq!((word(check.result), check.unit), ("violated", "count"));
    assert_eq!(check.tolerance, Some(Decimal::ZERO));
    assert!(!check.message_zh.contains('元'), "{}", check.message_zh);
}
