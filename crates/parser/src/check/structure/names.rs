//! Years, bodies and the names of codes, which one document must print alike: E02, E03, E07.

use super::finding::{Finding, is_trusted, listed, place, printed, title};
use super::numbering::is_plain;
use crate::disclosure::Severity;
use crate::disclosure::{Check, Evidence, Outcome};
use crate::disclosure::{CodeScheme, Disclosure, DocKind, Fund, Row, Table};
use crate::words::normal::normalise;
use crate::words::wording;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A body with at least so many tables of its own is another body, not a slip.
const FULL_SET: usize = 4;

/// E02: tables and headings are of the year on the cover.
pub(super) fn years(out: &Disclosure) -> Vec<Check> {
    let Some(year) = out.fiscal_year else { return Vec::new() };
    let mut all = Vec::new();
    let mut same = Vec::new();
    for (index, table) in printed(out) {
        let Some(own) = wording::year_in(&table.year_printed) else { continue };
        if own == year {
            same.push(index);
        } else {
            let (name, printed) = (title(table), &table.year_printed);
            let finding = Finding::of("E02", Outcome::Violated, index).says(
                format!("{name} 标注「{printed}」，与封面年度 {year} 不一致"),
                format!("{name} is headed 「{printed}」; the cover says {year}"),
            );
            all.push((index, finding));
        }
    }
    // As many tables of another year as of the cover's: two years in one file.
    if all.len() >= FULL_SET && all.len() * 2 >= same.len() {
        for (_, finding) in &mut all {
            finding.result = Outcome::NotEvaluable;
        }
    }
    let mut all: Vec<Check> = all.into_iter().map(|(_, f)| f.check(out)).collect();
    all.extend(headings(out, year));
    all.extend(closing_days(out, year));
    if all.is_empty() && !same.is_empty() {
        let mut finding = Finding::about("E02", Outcome::Exact);
        finding.tables = same;
        all.push(finding.check(out));
    }
    all
}

/// 截至2023年12月31日 in what final accounts say of assets: the day the year ends.
fn closing_days(out: &Disclosure, year: u16) -> Vec<Check> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"截[至止]到?(20[0-9]{2})年12月31日").expect("a constant pattern")
    });
    if out.kind != DocKind::Final {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (at, section) in out.sections.iter().enumerate() {
        let text: String =
            section.paragraphs.iter().map(|p| normalise(&p.text)).collect();
        let mut days = DAY.captures_iter(&text);
        let (Some(day), None) = (days.next(), days.next()) else { continue };
        if section.topic != "assets" || day[1].parse() == Ok(year) {
            continue;
        }
        let finding = Finding::about("E02", Outcome::Violated).says(
            format!("「{}」不是 {year} 年度决算的截止日", &day[0]),
            format!("「{}」 is not the day on which {year} ends", &day[0]),
        );
        all.push(finding.with(vec![Evidence::Section(at)]).check(out));
    }
    all
}

/// Headings that name the document's own kind and another year.
fn headings(out: &Disclosure, year: u16) -> Vec<Check> {
    let own = match out.kind {
        DocKind::Final => "决算",
        DocKind::Budget => "预算",
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    for (at, section) in out.sections.iter().enumerate() {
        let heading = normalise(&section.heading);
        let years: Vec<u16> = heading
            .match_indices("20")
            .filter_map(|(from, _)| heading.get(from..from + 4)?.parse().ok())
            .collect();
        let [only] = years.as_slice() else { continue };
        let fits = ["narrative", "tables"].contains(&section.kind.as_str())
            && heading.contains(own)
            && !["执行", "完成", "绩效"].iter().any(|w| heading.contains(w));
        if !fits || *only == year {
            continue;
        }
        let printed = &section.heading;
        let finding = Finding::about("E02", Outcome::Violated).says(
            format!("标题「{printed}」的年度与封面年度 {year} 不一致"),
            format!("heading 「{printed}」 is of another year than the cover's {year}"),
        );
        all.push(finding.with(vec![Evidence::Section(at)]).check(out));
    }
    all
}

/// E03: the body above a table is the one on the cover.
pub(super) fn bodies(out: &Disclosure) -> Vec<Check> {
    let Some(entity) = out.entity.as_deref().map(bare_name) else { return Vec::new() };
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, table) in printed(out).filter(|(_, t)| !t.entity_printed.is_empty()) {
        by_name.entry(bare_name(&table.entity_printed)).or_default().push(index);
    }
    let mut all = Vec::new();
    for (name, tables) in by_name {
        let printed = out.tables[tables[0]].entity_printed.trim().to_owned();
        let on_cover = out.entity.clone().unwrap_or_default();
        let finding = |result| Finding {
            rule: "E03",
            result,
            tables: tables.clone(),
            evidence: Vec::new(),
            zh: format!("表头单位「{printed}」与封面「{on_cover}」不一致"),
            en: format!("tables are headed 「{printed}」; the cover says 「{on_cover}」"),
        };
        let alike = name.ends_with(&entity)
            || entity.ends_with(&name)
            || name.starts_with(&entity)
            || entity.starts_with(&name);
        if name == entity {
            all.push(Finding { zh: String::new(), ..finding(Outcome::Exact) }.check(out));
        } else if alike || tables.len() >= FULL_SET {
            let mut check = finding(Outcome::NotEvaluable).check(out);
            check.severity = Severity::Hint;
            all.push(check);
        } else {
            all.push(finding(Outcome::Violated).check(out));
        }
    }
    all
}

/// A name without brackets, 本级 and the words for kinds of body.
fn bare_name(name: &str) -> String {
    let name = normalise(name);
    let name = name.split('(').next().unwrap_or_default();
    name.trim_end_matches("本级")
        .trim_end_matches("机关")
        .trim_start_matches(|c: char| c.is_ascii_digit() || "-—".contains(c))
        .to_owned()
}

/// Where a name of a code is printed.
struct Named<'d> {
    table: usize,
    row: usize,
    of: &'d Row,
    fund: Fund,
}

/// E07: a code has one name in all tables about the same budget.
pub(super) fn codes(out: &Disclosure) -> Vec<Check> {
    let mut by_code: BTreeMap<(u8, &str), Vec<Named<'_>>> = BTreeMap::new();
    let known = |t: &Table| t.id != "other" && t.rows.iter().any(|r| !r.code.is_empty());
    for (index, table) in printed(out).filter(|(_, t)| known(t)) {
        if !is_trusted(out, index) || !is_plain(table) {
            continue;
        }
        let fund = table.columns.first().map_or(Fund::Unknown, |c| c.fund);
        for (row, of) in table.rows.iter().enumerate() {
            let scheme = match of.code_scheme {
                CodeScheme::Function => 0,
                CodeScheme::Economic => 1,
                CodeScheme::None => continue,
            };
            if of.code.is_empty() || of.label.is_empty() {
                continue;
            }
            let named = Named { table: index, row, of, fund };
            by_code.entry((scheme, &of.code)).or_default().push(named);
        }
    }
    let mut all = Vec::new();
    let mut same = 0;
    let mut there: Vec<usize> = Vec::new();
    for ((_, code), named) in &by_code {
        let (first, rest) = (&named[0], &named[1..]);
        let others = rest.iter().filter(|n| n.table != first.table);
        there.extend(others.clone().map(|n| n.table));
        same += others.count();
        let Some(other) = rest.iter().find(|n| is_other_name(first, n)) else { continue };
        let (a, b) = (&first.of.label_printed, &other.of.label_printed);
        let names = listed(&[a, b]);
        let mut evidence: Vec<Evidence> = Vec::new();
        for n in [first, other] {
            evidence.extend(place(n.table, n.row, n.of));
        }
        let mut finding = Finding::of("E07", Outcome::Violated, first.table).says(
            format!("编码 {code} 在各表中名称不同：{names}"),
            format!("code {code} has several names: {names}"),
        );
        finding.tables.push(other.table);
        all.push(finding.with(evidence).check(out));
    }
    if all.is_empty() && same > 0 {
        there.sort_unstable();
        there.dedup();
        let mut finding = Finding::about("E07", Outcome::Exact);
        finding.tables = there;
        all.push(finding.check(out));
    }
    all
}

/// Whether two tables of one budget give a code names that cannot be one, cut or spaced
/// differently.
fn is_other_name(a: &Named<'_>, b: &Named<'_>) -> bool {
    let one_budget = a.fund == b.fund
        || [a.fund, b.fund]
            .iter()
            .all(|f| matches!(f, Fund::All | Fund::Fiscal | Fund::General));
    let plain = |n: &Named<'_>| -> String {
        let label = wording::strip_ordinal(&n.of.label);
        label.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (x, y) = (plain(a), plain(b));
    let cut =
        x.starts_with(&y) || y.starts_with(&x) || x.ends_with(&y) || y.ends_with(&x);
    a.table != b.table && one_budget && !cut
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finals, shown, table};
    use super::*;
    use crate::disclosure::{Paragraph, Section};

    #[test]
    fn years_above_tables_and_in_headings() {
        let mut one = table("final.02", &[("", "合计", "1")]);
        one.year_printed = "2024年度".to_owned();
        let mut out = finals(2024, vec![one.clone()]);
        assert!(shown(&years(&out)).starts_with("E02 Exact"));
        one.year_printed = "2023年度".to_owned();
        out.tables.push(one);
        assert_eq!(
            shown(&years(&out)),
            "E02 Violated 收入决算表 标注「2023年度」，与封面年度 2024 不一致\n"
        );
        out.tables.pop();
        let section = |heading: &str| Section {
            kind: "narrative".to_owned(),
            heading: heading.to_owned(),
            ..Section::default()
        };
        out.sections = vec![
            section("2024年度部门决算情况说明"),
            section("2023年度预算执行情况"),
            section("2023年度部门决算情况说明"),
        ];
        assert!(shown(&years(&out)).contains("标题「2023年度部门决算情况说明」"));
        assert_eq!(years(&out).len(), 1);
        let assets = |text: &str| Section {
            topic: "assets".to_owned(),
            paragraphs: vec![Paragraph { text: text.to_owned(), lines: Vec::new() }],
            ..Section::default()
        };
        out.sections = vec![assets("截至2024年12月31日，共有车辆0辆。")];
        assert!(shown(&years(&out)).starts_with("E02 Exact"));
        out.sections = vec![assets("截至2023年12月31日，共有车辆0辆。")];
        assert!(shown(&years(&out)).contains("「截至2023年12月31日」不是 2024 年度"));
        out.fiscal_year = None;
        assert_eq!(shown(&years(&out)), "");
    }

    #[test]
    fn one_body_throughout() {
        let judge = |names: &[&str]| {
            let tables = names.iter().map(|name| {
                let mut table = table("final.02", &[("", "合计", "1")]);
                table.entity_printed = (*name).to_owned();
                table
            });
            shown(&bodies(&finals(2024, tables.collect())))
        };
        assert!(judge(&["云溪市财政局"]).starts_with("E03 Exact"));
        assert!(judge(&["云溪市财政局（本级）"]).starts_with("E03 Exact"));
        assert!(judge(&["财政局"]).starts_with("E03 NotEvaluable"));
        assert!(judge(&["云溪市审计局"]).starts_with("E03 Violated"));
        assert!(judge(&["云溪市审计局"; 5]).starts_with("E03 NotEvaluable"));
        assert_eq!(judge(&[""]), "");
    }

    #[test]
    fn names_of_codes() {
        let named = |id: &str, name: &str| {
            let mut table = table(id, &[("2200199", name, "1")]);
            table.rows[0].code_scheme = CodeScheme::Function;
            table
        };
        let judge = |a: &str, b: &str| {
            shown(&codes(&finals(2024, vec![named("final.02", a), named("final.03", b)])))
        };
        assert!(
            judge("其他自然资源事务支出", "其他自然资源事务支出")
                .starts_with("E07 Exact")
        );
        assert!(judge("其他自然资源事务支出", "其他自然资源").starts_with("E07 Exact"));
        assert!(
            judge("其他自然资源事务支出", "其他国土资源事务支出")
                .contains("编码 2200199 在各表中名称不同")
        );
        let alone = finals(2024, vec![named("final.02", "其他支出")]);
        assert_eq!(shown(&codes(&alone)), "");
    }
}
