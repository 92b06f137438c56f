//! The classes of one table of one body.

use crate::decimal::Decimal;
use crate::views::line::{Amount, agreed, sum};

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Which of the tables that are looked at.
    pub(super) table: usize,
    pub(super) table_id: String,
    pub(super) row: String,
    /// 合计: no class, but what the classes have to add up to.
    pub(super) is_total: bool,
    /// Its class is told by its name, since no code is printed.
    pub(super) is_named: bool,
    pub(super) entity: String,
    pub(super) scope: String,
    pub(super) fiscal_year: String,
    pub(super) code: String,
    pub(super) label: String,
    pub(super) phase: String,
    pub(super) fund: String,
    pub(super) page: String,
    pub(super) page_url: String,
    /// Half of the last printed digit.
    pub(super) precision: Option<Decimal>,
    pub(super) amounts: [Option<Amount>; 3],
}

impl Row {
    /// Whether it prints any amount.
    pub(super) fn speaks(&self) -> bool {
        self.amounts.iter().flatten().any(|amount| !amount.is_silent())
    }
}

/// One class.
pub(super) struct Class<'a> {
    pub(super) code: &'a str,
    pub(super) label: &'a str,
    pub(super) is_printed: bool,
    pub(super) adds_up: &'static str,
    /// How many rows were added.
    pub(super) rows: usize,
    pub(super) amounts: [Amount; 3],
    pub(super) first: &'a Row,
    /// A code stands twice among the rows.
    is_twice: bool,
}

/// The classes, in the order of their codes.
pub(super) fn classes<'a>(rows: &[&'a Row]) -> Vec<Class<'a>> {
    let (totals, rows): (Vec<&Row>, Vec<&Row>) =
        rows.iter().copied().partition(|r| r.is_total);
    // Names stand in for codes, never beside them.
    let has_codes = rows.iter().any(|row| !row.is_named && row.speaks());
    let rows: Vec<&Row> = rows.into_iter().filter(|r| r.is_named != has_codes).collect();
    let mut codes: Vec<&str> = rows.iter().filter_map(|row| row.code.get(..3)).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut classes: Vec<Class<'_>> =
        codes.into_iter().filter_map(|code| class(&rows, code)).collect();
    let verdicts: [&'static str; 3] =
        std::array::from_fn(|item| verdict(&classes, &totals, &rows, item));
    for class in &mut classes {
        class.adds_up = verdicts[0];
        if class.is_printed {
            continue;
        }
        for (amount, verdict) in class.amounts.iter_mut().zip(verdicts) {
            let withheld = match verdict {
                "agrees" => None,
                "differs" => Some("differs"),
                // Nothing says that rows of one code are parts and not repetitions.
                _ => class.is_twice.then_some("several"),
            };
            if let Some(state) = withheld.filter(|_| !amount.yuan.is_empty()) {
                *amount = Amount { yuan: String::new(), state: state.to_owned() };
            }
        }
    }
    classes
}

fn class<'a>(rows: &[&'a Row], code: &'a str) -> Option<Class<'a>> {
    let printed: Vec<&Row> =
        rows.iter().copied().filter(|row| row.code == code).collect();
    let below = uppermost(rows, code);
    let speaks = |rows: &[&Row]| rows.iter().any(|row| row.speaks());
    let is_printed = speaks(&printed) || !speaks(&below);
    let label = printed.first().map_or("", |row| row.label.as_str());
    let parts = if is_printed { printed } else { below };
    let first = *parts.first()?;
    let amounts = std::array::from_fn(|item| {
        let cells = parts.iter().filter_map(|row| row.amounts[item].as_ref());
        if is_printed { agreed(cells) } else { sum(cells) }
    });
    Some(Class {
        code,
        label,
        is_printed,
        adds_up: "none",
        rows: if is_printed { 1 } else { parts.len() },
        amounts,
        first,
        is_twice: has_twice(&parts),
    })
}

/// Whether the classes add up to a printed total, within what the print allows.
fn verdict(
    classes: &[Class<'_>],
    totals: &[&Row],
    rows: &[&Row],
    item: usize,
) -> &'static str {
    let totals: Vec<Decimal> = totals
        .iter()
        .filter_map(|row| Decimal::parse(&row.amounts[item].as_ref()?.yuan))
        .collect();
    if totals.is_empty() {
        return "none";
    }
    let all = sum(classes.iter().map(|class| &class.amounts[item]));
    let Some(all) = Decimal::parse(&all.yuan) else { return "none" };
    // Half a digit for each number that was added, and for the total.
    let added: usize = classes.iter().map(|class| class.rows).sum();
    let precision = rows.iter().filter_map(|row| row.precision).max_by(|a, b| {
        let scale = a.scale.max(b.scale);
        a.at(scale).cmp(&b.at(scale))
    });
    let is_near = |total: Decimal| {
        let precision = precision.unwrap_or(Decimal { unscaled: 0, scale: 0 });
        let scale = total.scale.max(all.scale).max(precision.scale);
        let (Some(all), Some(total), Some(half)) =
            (all.at(scale), total.at(scale), precision.at(scale))
        else {
            return false;
        };
        all.abs_diff(total) <= half.unsigned_abs() * (added as u128 + 1)
    };
    if totals.into_iter().any(is_near) { "agrees" } else { "differs" }
}

/// Rows below a class with no row of the table between them and it.
fn uppermost<'a>(rows: &[&'a Row], class: &str) -> Vec<&'a Row> {
    let below = |row: &&&Row| row.code.len() > 3 && row.code.starts_with(class);
    let has_parent = |row: &&Row| {
        row.code.len() == 7
            && rows.iter().any(|other| {
                other.code.len() == 5
                    && row.code.starts_with(&other.code)
                    && other.speaks()
            })
    };
    // A section that is printed without amounts is a heading of its items.
    let is_heading = |row: &&Row| {
        row.code.len() == 5
            && !row.speaks()
            && rows
                .iter()
                .any(|other| other.code.len() == 7 && other.code.starts_with(&row.code))
    };
    rows.iter()
        .filter(below)
        .copied()
        .filter(|r| !has_parent(r) && !is_heading(r))
        .collect()
}

fn has_twice(rows: &[&Row]) -> bool {
    let mut codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    codes.sort_unstable();
    codes.windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::line::amount;

    fn row(code: &str, label: &str, total: &str) -> Row {
        let state = if total.is_empty() { "blank" } else { "number" };
        Row {
            code: code.into(),
            label: label.into(),
            is_named: code.is_empty(),
            precision: Decimal::parse("0.005"),
            amounts: [Some(amount(total, state)), None, None],
            ..Row::default()
        }
    }

    fn total(amount: &str) -> Row {
        Row { is_total: true, ..row("", "合计", amount) }
    }

    /// Code, amount, what stands in its place, source and verdict.
    fn told(rows: &[Row]) -> Vec<String> {
        let rows: Vec<&Row> = rows.iter().collect();
        let tell = |class: &Class<'_>| {
            let source = if class.is_printed { "printed" } else { "summed" };
            let Amount { yuan, state } = &class.amounts[0];
            let adds_up = class.adds_up;
            format!("{} {yuan} {state} {source} {adds_up}", class.code)
        };
        classes(&rows).iter().map(tell).collect()
    }

    #[test]
    fn classes_are_printed_or_summed() {
        let rows = [
            row("20402", "公安", "5.00"),
            row("2040201", "行政运行", "2.00"),
            row("2040299", "其他公安支出", "3.00"),
            // A heading without amounts.
            row("20406", "司法", ""),
            row("2040601", "行政运行", "7.00"),
            row("208", "社会保障和就业支出", "9.00"),
            row("20805", "行政事业单位养老支出", "9.00"),
            total("21.00"),
        ];
        assert_eq!(
            told(&rows),
            ["204 12.00 number summed agrees", "208 9.00 number printed agrees",]
        );
    }

    #[test]
    fn a_sum_that_nothing_confirms_is_withheld() {
        let twice = [row("20402", "公安", "5.00"), row("20402", "公安", "6.00")];
        // Parts of one item, by project: the total says so.
        assert_eq!(
            told(&[&twice[..], &[total("11.00")]].concat()),
            ["204 11.00 number summed agrees"]
        );
        assert_eq!(told(&twice), ["204  several summed none"]);
        assert_eq!(
            told(&[&twice[..], &[total("5.00")]].concat()),
            ["204  differs summed differs"]
        );
        // What is printed is told as it is.
        let printed = [row("204", "公共安全支出", "5.00"), total("6.00")];
        assert_eq!(told(&printed), ["204 5.00 number printed differs"]);
    }

    #[test]
    fn names_stand_in_for_codes() {
        let named =
            |code: &str, amount: &str| Row { is_named: true, ..row(code, "", amount) };
        let names = [named("204", "5.00"), named("208", "6.00"), total("11.00")];
        assert_eq!(told(&names).len(), 2);
        let both = [named("204", "5.00"), row("208", "", "6.00")];
        assert_eq!(told(&both), ["208 6.00 number printed none"]);
    }
}
