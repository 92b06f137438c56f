//! Line numbers, codes and ordinals: A25, A26, E08.

use super::finding::{Finding, is_trusted, listed, place, printed, title};
use crate::catalog::catalog;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{
    Disclosure, LineNumber, Row, RowEntity, Side, Table, ValueState,
};
use std::collections::{BTreeMap, BTreeSet};

/// A list with a gap is complete but for it only if it is at least so long.
const LONG: usize = 10;
/// More codes that repeat are no slips: the table lists something else by them.
const SLIPS: usize = 1;
/// Gaps of 行次 that stand in the national template of 部门决算公开相关信息统计表 itself.
const TEMPLATE_GAPS: [(u32, u32); 1] = [(15, 17)];
/// Codes this long have a 款 and a 类 above them.
const ITEM: usize = 7;

/// A25: 行次 rise on each side; in a table whose every line is printed, without a gap.
pub(super) fn line_numbers(out: &Disclosure) -> Vec<Check> {
    let spec = |table: &Table| catalog().table(&table.id);
    let numbered = |table: &&(usize, &Table)| {
        // 序号 of a list begins anew for each body; 行次 are those of the national forms.
        spec(table.1).is_some_and(|s| s.row_units || s.sides)
            && !table.1.line_numbers.is_empty()
    };
    let tables: Vec<(usize, &Table)> = printed(out).collect();
    let of_table = |(index, table): &(usize, &Table)| {
        let whole = spec(table).is_some_and(|s| s.row_units);
        rising(out, *index, table, whole).check(out)
    };
    tables.iter().filter(numbered).map(of_table).collect()
}

fn rising(out: &Disclosure, index: usize, table: &Table, whole: bool) -> Finding {
    let numbers: Option<Vec<(u32, &LineNumber)>> =
        table.line_numbers.iter().map(|l| Some((l.printed.parse().ok()?, l))).collect();
    let Some(mut numbers) = numbers.filter(|_| is_trusted(out, index)) else {
        let name = title(table);
        return Finding::of("A25", Outcome::NotEvaluable, index).says(
            format!("{name} 的行次未能逐行读出"),
            format!("line numbers of {name} could not all be read"),
        );
    };
    numbers.sort_by_key(|(_, line)| line.panel);
    let mut zh = Vec::new();
    let mut en = Vec::new();
    let mut evidence = Vec::new();
    // Lines that stand in no published table of the kind, the national template itself leaves
    // out: a note, not an accusation.
    let mut of_template = true;
    for pair in numbers.windows(2) {
        let ((before, above), (after, below)) = (pair[0], pair[1]);
        if above.panel != below.panel {
            continue;
        }
        if after == before {
            of_template = false;
            zh.push(format!("行次「{after}」重复"));
            en.push(format!("line number 「{after}」 is printed twice"));
        } else if after < before {
            of_template = false;
            zh.push(format!("行次「{before}」之后是「{after}」"));
            en.push(format!("line number 「{before}」 is followed by 「{after}」"));
        } else if whole && after > before + 1 {
            of_template &= TEMPLATE_GAPS.contains(&(before, after));
            zh.push(format!("行次由「{before}」跳到「{after}」"));
            en.push(format!("line numbers jump from 「{before}」 to 「{after}」"));
        } else {
            continue;
        }
        for line in [above, below] {
            let same = |r: &Row| r.order == line.row && r.line_no == line.printed;
            let at = table.rows.iter().position(same);
            evidence.extend(at.and_then(|at| place(index, at, &table.rows[at])));
        }
    }
    if zh.is_empty() {
        return Finding::of("A25", Outcome::Exact, index);
    }
    let name = title(table);
    if of_template {
        let (zh, en) = (zh.join("；"), en.join("; "));
        return Finding::of("A25", Outcome::NotEvaluable, index)
            .says(
                format!("{name}：{zh}，统一表样即如此"),
                format!("{name}: {en}, as the national template does itself"),
            )
            .with(evidence);
    }
    Finding::of("A25", Outcome::Violated, index)
        .says(format!("{name}：{}", zh.join("；")), format!("{name}: {}", en.join("; ")))
        .with(evidence)
}

/// A26: codes stand below what they are part of, ascend, and are printed once.
pub(super) fn codes(out: &Disclosure) -> Vec<Check> {
    let coded = |table: &Table| {
        catalog().table(&table.id).is_some_and(|s| !s.scheme.is_empty())
            && table.rows.iter().any(|r| !r.code.is_empty())
    };
    printed(out)
        .filter(|(_, table)| coded(table))
        .map(|(index, table)| hierarchy(out, index, table).check(out))
        .collect()
}

fn hierarchy(out: &Disclosure, index: usize, table: &Table) -> Finding {
    let name = title(table);
    let none = |zh: &str, en: &str| {
        Finding::of("A26", Outcome::NotEvaluable, index)
            .says(format!("{name} {zh}"), format!("{name} {en}"))
    };
    let rows: Vec<(usize, &Row)> =
        table.rows.iter().enumerate().filter(|(_, r)| !r.code.is_empty()).collect();
    if !is_trusted(out, index) {
        return none("的编码未能可靠读出", "has codes that were not read reliably");
    }
    let odd = |r: &Row| ![3, 5, ITEM].contains(&r.code.len());
    if has_bodies(table) || !is_plain(table) || rows.iter().any(|(_, r)| odd(r)) {
        return none(
            "列有多个单位或另一套编码",
            "lists several bodies or codes of another kind",
        );
    }
    let mut zh = Vec::new();
    let mut en = Vec::new();
    let mut evidence: Vec<Evidence> = Vec::new();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, row) in &rows {
        if let Some(before) = first.insert(&row.code, *at) {
            let twice = [before, *at].map(|at| table.rows[at].label.as_str());
            let (code, names) = (&row.code, listed(&twice));
            zh.push(format!("编码「{code}」重复：{names}"));
            en.push(format!("code 「{code}」 is printed twice: {names}"));
            evidence.extend(place(index, before, &table.rows[before]));
            evidence.extend(place(index, *at, row));
        }
    }
    for digits in [5, 3] {
        let missing = without_ancestor(&rows, &first, digits);
        if missing.is_empty() {
            continue;
        }
        let names: Vec<String> = missing
            .iter()
            .map(|(_, row)| format!("{} {}", row.code, row.label))
            .collect();
        let level = if digits == 5 { "款" } else { "类" };
        zh.push(format!("{}的{level}级行未列出", listed(&names)));
        en.push(format!("the {level} above {} is not printed", listed(&names)));
        evidence.extend(missing.iter().filter_map(|(at, row)| place(index, *at, row)));
    }
    // Panels side by side are read row by row: their codes ascend in no single line.
    let one_line = rows.windows(2).all(|p| p[0].1.order < p[1].1.order);
    if one_line
        && let Some(pair) = rows.windows(2).find(|p| p[0].1.code > p[1].1.code)
        && rows.windows(2).filter(|p| p[0].1.code > p[1].1.code).count() == 1
        && !begins_anew(&rows)
    {
        let ((_, a), (at, b)) = (pair[0], pair[1]);
        zh.push(format!("编码「{}」列在「{}」之后", b.code, a.code));
        en.push(format!("code 「{}」 stands after 「{}」", b.code, a.code));
        evidence.extend(place(index, at, b));
    }
    if zh.is_empty() {
        return Finding::of("A26", Outcome::Exact, index);
    }
    Finding::of("A26", Outcome::Violated, index)
        .says(format!("{name}：{}", zh.join("；")), format!("{name}: {}", en.join("; ")))
        .with(evidence)
}

/// Rows whose code is longer than `digits` and whose ancestor of that length is not printed,
/// in a table that prints most of them.
fn without_ancestor<'r>(
    rows: &[(usize, &'r Row)],
    printed: &BTreeMap<&str, usize>,
    digits: usize,
) -> Vec<(usize, &'r Row)> {
    let wanted: BTreeSet<&str> =
        rows.iter().filter_map(|(_, row)| ancestor(row, digits)).collect();
    let missing: BTreeSet<&str> =
        wanted.iter().copied().filter(|a| !printed.contains_key(a)).collect();
    if missing.len() * 2 >= wanted.len() {
        return Vec::new();
    }
    let lacks = |row: &Row| ancestor(row, digits).is_some_and(|a| missing.contains(a));
    rows.iter().copied().filter(|(_, r)| lacks(r)).collect()
}

fn ancestor(row: &Row, digits: usize) -> Option<&str> {
    row.code.get(..digits).filter(|_| row.code.len() > digits)
}

/// Whether each row stands for one code: no second classification beside the first, no
/// projects or bodies that share one.
pub(super) fn is_plain(table: &Table) -> bool {
    let mut seen = BTreeSet::new();
    let mut again = BTreeSet::new();
    for row in table.rows.iter().filter(|r| !r.code.is_empty()) {
        if !row.other.is_empty() || row.values.iter().any(|v| v.state == ValueState::Text)
        {
            return false;
        }
        if !seen.insert(row.code.as_str()) {
            again.insert(row.code.as_str());
        }
    }
    again.len() <= SLIPS
}

/// Whether rows without a code stand among those with one: names of bodies or projects.
fn has_bodies(table: &Table) -> bool {
    let coded = |r: &Row| !r.code.is_empty();
    let (Some(first), Some(last)) =
        (table.rows.iter().position(coded), table.rows.iter().rposition(coded))
    else {
        return false;
    };
    let named = |r: &Row| !coded(r) && !r.is_total && !r.label.is_empty();
    let bodies: BTreeSet<&RowEntity> =
        table.rows.iter().filter_map(|r| r.entity.as_ref()).collect();
    if bodies.len() > 1 {
        return true;
    }
    let bodies = table.rows[..last].iter().any(named)
        || table.columns.iter().any(|c| c.path.iter().any(|p| p.contains("单位名称")));
    bodies || table.rows[first..].iter().any(named)
}

/// Whether the codes are two ascending lists one after the other: two budgets in one table.
fn begins_anew(rows: &[(usize, &Row)]) -> bool {
    let Some(at) = rows.windows(2).position(|p| p[0].1.code > p[1].1.code) else {
        return false;
    };
    rows[at + 1].1.code.len() == 3 && rows.len() - at > 3
}

/// E08: the ordinals of the lines of a two-sided table.
pub(super) fn ordinals(out: &Disclosure) -> Vec<Check> {
    let sided = |table: &Table| catalog().table(&table.id).is_some_and(|s| s.sides);
    let mut all = Vec::new();
    for (index, table) in printed(out).filter(|(_, table)| sided(table)) {
        if !is_trusted(out, index) {
            continue;
        }
        let mut zh = Vec::new();
        let mut en = Vec::new();
        let mut evidence = Vec::new();
        let mut known = false;
        for side in [Side::Revenue, Side::Expenditure] {
            for run in runs(table, side) {
                known = true;
                let Some(((a, from), (b, at))) = slip(&run) else { continue };
                let above = &table.rows[from].label_printed;
                let below = &table.rows[at].label_printed;
                let what =
                    if a == b { ("重复", "repeats") } else { ("跳号", "skips") };
                zh.push(format!("序号{}：「{above}」之后是「{below}」", what.0));
                en.push(format!("an ordinal {}: 「{above}」, then 「{below}」", what.1));
                evidence.extend(place(index, at, &table.rows[at]));
            }
        }
        let finding = match (zh.is_empty(), known) {
            (true, false) => continue,
            (true, true) => Finding::of("E08", Outcome::Exact, index),
            (false, _) => Finding::of("E08", Outcome::Violated, index)
                .says(
                    format!("{}：{}", title(table), zh.join("；")),
                    format!("{}: {}", title(table), en.join("; ")),
                )
                .with(evidence),
        };
        all.push(finding.check(out));
    }
    all
}

/// An ordinal and the row that carries it.
type Line = (u32, usize);

/// Lists of numbered lines of one side; 一 begins a new one.
fn runs(table: &Table, side: Side) -> Vec<Vec<Line>> {
    let mut runs: Vec<Vec<Line>> = Vec::new();
    for (at, row) in table.rows.iter().enumerate().filter(|(_, r)| r.side == side) {
        let Some(ordinal) = ordinal(&row.label) else { continue };
        match runs.last_mut() {
            Some(run) if ordinal != 1 => run.push((ordinal, at)),
            _ => runs.push(vec![(ordinal, at)]),
        }
    }
    runs
}

/// The only step of a list that is not one to the next, if it is an editing slip.
fn slip(run: &[Line]) -> Option<(Line, Line)> {
    let mut steps = run.windows(2).filter(|p| p[1].0 != p[0].0 + 1);
    let (only, None) = (steps.next()?, steps.next()) else { return None };
    let (a, b) = (only[0], only[1]);
    let repeats = a.0 == b.0;
    let gap = b.0 == a.0 + 2 && run.len() >= LONG;
    (repeats || gap).then_some((a, b))
}

/// The number of 十二、公共安全支出.
fn ordinal(label: &str) -> Option<u32> {
    let (number, _) = label.split_once('、')?;
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c);
    let digit = |c: char| digit(c).map(|d| d as u32 + 1);
    let mut chars = number.chars();
    match (number.chars().count(), number.chars().next()?) {
        (1, '十') => Some(10),
        (1, c) => digit(c),
        (2, '十') => Some(10 + digit(chars.nth(1)?)?),
        (2, c) if chars.nth(1) == Some('十') => Some(digit(c)? * 10),
        (3, c) if number.chars().nth(1) == Some('十') => {
            Some(digit(c)? * 10 + digit(number.chars().nth(2)?)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finals, shown, table};
    use super::*;

    fn with_lines(id: &str, lines: &[(usize, &str)]) -> Disclosure {
        let mut table = table(id, &[("", "其他用车", "1")]);
        let number = |(at, (panel, printed)): (usize, &(usize, &str))| LineNumber {
            panel: *panel,
            row: at as u32 + 1,
            printed: (*printed).to_owned(),
        };
        table.line_numbers = lines.iter().enumerate().map(number).collect();
        finals(2024, vec![table])
    }

    #[test]
    fn line_numbers_that_jump_repeat_or_fall() {
        let judge = |id, lines: &[_]| shown(&line_numbers(&with_lines(id, lines)));
        assert_eq!(
            judge("final.10", &[(0, "14"), (0, "15"), (0, "17")]),
            "A25 NotEvaluable 部门决算公开相关信息统计表：行次由「15」跳到「17」，统一表样即如此\n"
        );
        assert!(
            judge("final.10", &[(0, "1"), (1, "15"), (0, "2")]).starts_with("A25 Exact")
        );
        // Filler lines of 总表 may be left out of the print.
        assert!(judge("final.01", &[(0, "8"), (0, "27")]).starts_with("A25 Exact"));
        assert!(judge("final.01", &[(0, "8"), (0, "8")]).contains("行次「8」重复"));
        assert!(judge("final.01", &[(0, "8"), (0, "7")]).contains("「8」之后是「7」"));
        assert!(judge("final.01", &[(0, "8 9")]).starts_with("A25 NotEvaluable"));
        assert_eq!(judge("final.01", &[]), "");
    }

    fn judge(rows: &[(&str, &str, &str)]) -> String {
        shown(&codes(&finals(2024, vec![table("final.03", rows)])))
    }

    #[test]
    fn codes_below_their_own() {
        let whole = [
            ("", "合计", "6"),
            ("204", "公共安全支出", "4"),
            ("20402", "公安", "4"),
            ("2040202", "一般行政管理事务", "4"),
            ("208", "社会保障和就业支出", "2"),
            ("20805", "行政事业单位养老支出", "2"),
            ("2080505", "养老保险缴费", "2"),
            ("20811", "残疾人事业", "0"),
            ("2081105", "残疾人就业", "0"),
        ];
        assert!(judge(&whole).starts_with("A26 Exact"));
        let mut rows = whole.to_vec();
        rows.remove(5);
        assert_eq!(
            judge(&rows),
            "A26 Violated 支出决算表：「2080505 养老保险缴费」的款级行未列出\n"
        );
        // A table that prints no 款 at all is made that way.
        rows.retain(|r| r.0.len() != 5);
        assert!(judge(&rows).starts_with("A26 Exact"));
        let mut rows = whole.to_vec();
        rows.push(("2081105", "残疾人体育", "1"));
        assert!(
            judge(&rows).contains("编码「2081105」重复：「残疾人就业」「残疾人体育」")
        );
        rows.swap(3, 6);
        assert!(judge(&rows).contains("重复"));
        let mut rows = whole.to_vec();
        rows.swap(2, 3);
        assert!(judge(&rows).starts_with("A26 Violated"));
        let mut rows = whole.to_vec();
        rows.insert(1, ("", "云溪市第一中学", "4"));
        rows.push(("2081105", "残疾人体育", "1"));
        assert!(judge(&rows).starts_with("A26 NotEvaluable"));
    }

    #[test]
    fn ordinals_of_lines() {
        let names = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"];
        let judge = |ordinals: &[&str]| {
            let labels: Vec<String> =
                ordinals.iter().map(|o| format!("{o}、支出")).collect();
            let rows: Vec<_> = labels.iter().map(|l| ("", l.as_str(), "1")).collect();
            let mut table = table("final.01", &rows);
            table.rows.iter_mut().for_each(|r| r.side = Side::Expenditure);
            shown(&super::ordinals(&finals(2024, vec![table])))
        };
        assert!(judge(&names).starts_with("E08 Exact"));
        let mut gap = names.to_vec();
        gap.remove(4);
        assert!(judge(&gap).contains("跳号：「四、支出」之后是「六、支出」"));
        assert!(judge(&["一", "二", "二", "三"]).contains("重复"));
        // A list of the lines that have money.
        assert!(judge(&["一", "四", "八", "九"]).starts_with("E08 Exact"));
        assert_eq!(ordinal("二十六、抗疫特别国债安排的支出"), Some(26));
        assert_eq!(ordinal("二十、住房保障支出"), Some(20));
        assert_eq!(ordinal("十、卫生健康支出"), Some(10));
        assert_eq!(ordinal("工程、货物"), None);
    }
}
