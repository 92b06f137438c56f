//! Whether what nothing details adds up: E17.

use super::finding::{Finding, title};
use crate::check::ledger::{self, Group};
use crate::disclosure::{Check, Disclosure, LeafSum, Outcome, TableState};
use crate::table::leaves;

/// E17: the leaf rows of every money column give its printed total.
pub(super) fn sums(out: &Disclosure) -> Vec<Check> {
    let groups = ledger::groups(out);
    let sheets = groups.iter().flat_map(Group::all);
    sheets
        .filter(|sheet| sheet.table.state == TableState::Data)
        .filter_map(|sheet| {
            let (result, zh, en) = match leaves::leaf_sum(sheet.table) {
                LeafSum::None => return None,
                LeafSum::Agrees => (Outcome::Exact, String::new(), String::new()),
                LeafSum::Differs => (
                    Outcome::Violated,
                    format!("{} 的末级行相加不等于印出的合计：不能直接相加", title(sheet.table)),
                    format!(
                        "the leaf rows of {} do not give its printed total: they cannot simply be added up",
                        title(sheet.table)
                    ),
                ),
            };
            Some(Finding::of("E17", result, sheet.index).says(zh, en).check(out))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::structure::testing::{finals, shown, table};

    fn judged(rows: &[(&str, &str, &str)]) -> String {
        let mut table = table("final.03", rows);
        leaves::settle(&mut table);
        shown(&sums(&finals(2024, vec![table])))
    }

    #[test]
    fn items_below_their_class_count_once() {
        let rows = [
            ("", "合计", "30.00"),
            ("201", "一般公共服务支出", "30.00"),
            ("2010301", "行政运行", "10.00"),
            ("2010302", "一般行政管理事务", "20.00"),
        ];
        assert_eq!(judged(&rows), "E17 Exact 末级行相加等于印出的合计\n");
    }

    #[test]
    fn a_total_that_the_rows_do_not_give_is_told() {
        let rows = [
            ("", "合计", "35.00"),
            ("2010301", "行政运行", "10.00"),
            ("2010302", "一般行政管理事务", "20.00"),
        ];
        // A hint calls nothing wrong: its result is that nothing can be told.
        assert!(judged(&rows).starts_with("E17 NotEvaluable 支出决算表 的末级行"));
    }

    #[test]
    fn what_is_printed_as_of_which_is_not_added() {
        let rows = [
            ("", "合计", "30.00"),
            ("", "一、本年支出", "30.00"),
            ("", "其中：人员经费", "12.00"),
        ];
        assert_eq!(judged(&rows), "E17 Exact 末级行相加等于印出的合计\n");
    }

    #[test]
    fn a_body_above_its_classes_counts_once() {
        let rows = [
            ("", "合计", "30.00"),
            ("", "云溪市财政局", "30.00"),
            ("201", "一般公共服务支出", "10.00"),
            ("208", "社会保障和就业支出", "20.00"),
        ];
        assert_eq!(judged(&rows), "E17 Exact 末级行相加等于印出的合计\n");
    }
}
