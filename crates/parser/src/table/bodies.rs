//! Which body (预算单位) each row of a table is about, where a table lists bodies.
//!
//! Bodies stand in a column of their own, in the column of names, or as rows above their
//! subjects (105236 西南大学 over 205 教育支出). Their codes classify nothing.

use crate::catalog::Catalog;
use crate::disclosure::{CodeScheme, Level, RowEntity, Scope};
use crate::table::keys::{Body, ReadRow};
use crate::table::naming::{self, Naming};
use crate::table::roles::{Column, Role};
use std::collections::{BTreeMap, BTreeSet};

/// A code of a body has at least this many digits: 1 is 全额.
const SHORTEST_CODE: usize = 3;

/// Gives every row the body that it prints, or that stands above it.
pub(crate) fn settle(body: &mut Body, columns: &[Column], catalog: &Catalog) {
    let with = |role: Role| {
        columns.iter().find(|c| c.role == role).map(|c| c.naming).unwrap_or_default()
    };
    let key = Key { code: with(Role::Code), label: with(Role::Label) };
    let own = key.bodies(body, catalog);
    let is_beside = columns.iter().any(|c| c.role == Role::Body);
    let is_above = key.label != Naming::Body && own.iter().any(Option::is_some);
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (code, name) in own.iter().flatten() {
        if !code.is_empty() && !name.is_empty() {
            names.entry(code).or_insert(name);
        }
    }
    let inherits: Vec<bool> = body.rows.iter().map(|read| read.inherits).collect();
    let scopes = scopes(&own, &inherits, is_beside);
    let mut current: Option<RowEntity> = None;
    let mut entities: Vec<Option<RowEntity>> = Vec::with_capacity(own.len());
    for (at, (read, printed)) in body.rows.iter().zip(&own).enumerate() {
        if let Some((code, name)) = printed {
            let known = names.get(code.as_str()).copied().unwrap_or_default();
            let name = if name.is_empty() { known } else { name };
            current = Some(RowEntity {
                code: code.clone(),
                name: (!name.is_empty()).then(|| name.to_owned()),
                scope: scopes[at],
            });
            entities.push(current.clone());
        } else if (is_beside || is_above) && !is_grand_total(read) {
            entities.push(current.clone());
        } else {
            entities.push(None);
        }
    }
    for (read, entity) in body.rows.iter_mut().zip(entities) {
        read.row.entity = entity;
    }
}

/// Whether a row sums over bodies: 合计; 小计 sums those of one.
fn is_grand_total(read: &ReadRow) -> bool {
    read.row.is_total && !read.row.label.contains("小计")
}

/// What the codes and the names of a table's rows are of.
struct Key {
    code: Naming,
    label: Naming,
}

impl Key {
    /// Code and name of the body that each row prints itself.
    fn bodies(
        &self,
        body: &mut Body,
        catalog: &Catalog,
    ) -> Vec<Option<(String, String)>> {
        let is_class = |read: &ReadRow| {
            !read.names_things && matches!(read.row.code.len(), 3 | 5 | 7)
        };
        let classes = body.rows.iter().filter(|r| is_class(r)).count();
        let is_coded = classes * 2 > body.rows.len();
        let next_is_class: Vec<bool> = (0..body.rows.len())
            .map(|at| body.rows.get(at + 1).is_some_and(is_class))
            .collect();
        let mut out = Vec::with_capacity(body.rows.len());
        for (read, next_is_class) in body.rows.iter_mut().zip(next_is_class) {
            let found = self.body(read, is_coded && next_is_class, catalog);
            out.push(found);
        }
        out
    }

    fn body(
        &self,
        read: &mut ReadRow,
        is_above_classes: bool,
        catalog: &Catalog,
    ) -> Option<(String, String)> {
        let row = &mut read.row;
        if read.body.is_some() {
            return read.body.clone();
        }
        if row.is_total {
            return None;
        }
        let is_body = |name: &str| naming::is_body(name, catalog);
        if read.names_things && self.code == Naming::Body {
            let is_named = self.label == Naming::Body || is_body(&row.label);
            let name = if is_named { row.label.clone() } else { String::new() };
            return (row.code.len() >= SHORTEST_CODE).then(|| (row.code.clone(), name));
        }
        let is_class = matches!(row.code.len(), 3 | 5 | 7);
        if !row.code.is_empty() && !read.names_things {
            // 105236 西南大学 in the column of the classes.
            if is_class || row.code.len() < 6 || !is_body(&row.label) {
                return None;
            }
            (row.code_scheme, row.level) = (CodeScheme::None, Level::Line);
            read.names_things = true;
            return Some((row.code.clone(), row.label.clone()));
        }
        if !row.code.is_empty() {
            return None;
        }
        let (code, name) = naming::body_in(&row.label, catalog)?;
        if !code.is_empty() && !name.is_empty() {
            row.code.clone_from(&code);
            row.label.clone_from(&name);
            read.names_things = true;
            return Some((code, name));
        }
        let lists = match self.label {
            Naming::Body => true,
            Naming::BodyAbove => is_body(&name),
            _ => is_above_classes && is_body(&name),
        };
        (lists && !name.is_empty()).then_some((code, name))
    }
}

/// Whether each printed body is a unit or the department above the others: its code begins
/// theirs, or its name is printed again below for the office alone.
///
/// A row of a further year, which inherits its name, prints no body again.
fn scopes(
    own: &[Option<(String, String)>],
    inherits: &[bool],
    is_beside: bool,
) -> Vec<Scope> {
    let codes: BTreeSet<&str> =
        own.iter().flatten().map(|(code, _)| code.as_str()).collect();
    let is_parent = |code: &str| !code.is_empty() && naming::holds_part(&codes, code);
    let first = own.iter().position(Option::is_some);
    let scope = |(at, printed): (usize, &Option<(String, String)>)| {
        let Some((code, name)) = printed else { return Scope::Unknown };
        let printed_below = || {
            let below =
                own.iter().zip(inherits).skip(at + 1).filter(|(_, is_same)| !**is_same);
            below.filter_map(|(printed, _)| printed.as_ref()).map(|(_, other)| other)
        };
        let is_office = |other: &String| {
            let rest = other.strip_prefix(name.as_str());
            rest.is_some_and(|r| ["", "(本级)", "(机关)", "本级", "机关"].contains(&r))
        };
        let is_again = !is_beside
            && code.is_empty()
            && Some(at) == first
            && printed_below().any(is_office);
        if is_again || is_parent(code) { Scope::Department } else { Scope::Unit }
    };
    let mut scopes: Vec<Scope> = Vec::with_capacity(own.len());
    for (at, printed) in own.iter().enumerate() {
        let above = scopes.last().copied().filter(|_| inherits[at]);
        scopes.push(above.unwrap_or_else(|| scope((at, printed))));
    }
    scopes
}

#[cfg(test)]
mod tests {
    use crate::testing;

    /// Rows of a drawn page: code, name, body, further classifications, printed numbers.
    fn check(drawing: &str, expected: &str) {
        let mut got = String::new();
        for row in testing::read(vec![testing::page(drawing)])
            .tables
            .iter()
            .flat_map(|t| &t.rows)
        {
            let name = |e: &crate::RowEntity| {
                let name = e.name.as_deref().unwrap_or("?");
                format!("{} {name} {:?}", e.code, e.scope)
            };
            let body = row.entity.as_ref().map_or("-".to_owned(), name);
            let other = row
                .other
                .iter()
                .map(|o| format!("+ {} {} {:?} ", o.code, o.label, o.scheme));
            let cells: Vec<&str> =
                row.values.iter().map(|v| v.printed.as_str()).collect();
            got.push_str(&format!(
                "{} {} / {} {}/ {}\n",
                row.code,
                row.label,
                body.trim(),
                other.collect::<String>(),
                cells.join("|"),
            ));
        }
        assert_eq!(got.trim(), expected.trim());
    }

    #[test]
    fn a_body_in_a_column_of_its_own_is_that_of_the_rows_below_it() {
        check(
            "
          部门支出总体情况表
                                               单位：万元
┌──────────┬────────┬──────────┬──────┬────────┐
│ 预算单位 │科目编码│ 科目名称 │ 合计 │基本支出│
├──────────┼────────┼──────────┼──────┼────────┤
│ 合计     │        │          │ 9.00 │ 9.00   │
├──────────┼────────┼──────────┼──────┼────────┤
│ 云溪市局 │        │          │ 4.00 │ 4.00   │
├──────────┼────────┼──────────┼──────┼────────┤
│          │ 201    │ 一般公共 │ 4.00 │ 4.00   │
├──────────┼────────┼──────────┼──────┼────────┤
│ 城东分局 │        │          │ 5.00 │ 5.00   │
├──────────┼────────┼──────────┼──────┼────────┤
│          │ 201    │ 一般公共 │ 5.00 │ 5.00   │
└──────────┴────────┴──────────┴──────┴────────┘
",
            "
 合计 / - / 9.00|9.00
 云溪市局 / 云溪市局 Unit / 4.00|4.00
201 一般公共 / 云溪市局 Unit / 4.00|4.00
 城东分局 / 城东分局 Unit / 5.00|5.00
201 一般公共 / 城东分局 Unit / 5.00|5.00
",
        );
    }

    #[test]
    fn a_code_of_a_body_is_no_class_and_its_prefix_is_the_department_s() {
        check(
            "
          部门收入总体情况表
                                               单位：万元
┌──────────┬──────────┬──────┬────────────┐
│ 单位编码 │ 单位名称 │ 合计 │一般公共预算│
├──────────┼──────────┼──────┼────────────┤
│          │ 合计     │ 9.00 │ 9.00       │
├──────────┼──────────┼──────┼────────────┤
│ 253      │ 云溪市局 │ 9.00 │ 9.00       │
├──────────┼──────────┼──────┼────────────┤
│ 253001   │ 云溪市局 │ 4.00 │ 4.00       │
├──────────┼──────────┼──────┼────────────┤
│ 253002   │ 城东分局 │ 5.00 │ 5.00       │
└──────────┴──────────┴──────┴────────────┘
",
            "
 合计 / - / 9.00|9.00
253 云溪市局 / 253 云溪市局 Department / 9.00|9.00
253001 云溪市局 / 253001 云溪市局 Unit / 4.00|4.00
253002 城东分局 / 253002 城东分局 Unit / 5.00|5.00
",
        );
    }

    #[test]
    fn a_body_among_the_classes_has_those_below_it() {
        check(
            "
          部门支出总体情况表
                                               单位：万元
┌────────┬──────────────┬──────┬────────┐
│科目编码│ 科目名称     │ 合计 │基本支出│
├────────┼──────────────┼──────┼────────┤
│105236  │ 云溪大学     │ 4.00 │ 4.00   │
├────────┼──────────────┼──────┼────────┤
│205     │ 教育支出     │ 3.00 │ 3.00   │
├────────┼──────────────┼──────┼────────┤
│221     │ 住房保障支出 │ 1.00 │ 1.00   │
└────────┴──────────────┴──────┴────────┘
",
            "
105236 云溪大学 / 105236 云溪大学 Unit / 4.00|4.00
205 教育支出 / 105236 云溪大学 Unit / 3.00|3.00
221 住房保障支出 / 105236 云溪大学 Unit / 1.00|1.00
",
        );
    }

    #[test]
    fn a_project_s_body_stands_beside_it() {
        check(
            "
          项目支出表
                                               单位：万元
┌──────────┬──────────┬──────┬────────────┐
│ 单位名称 │ 项目名称 │ 总计 │一般公共预算│
├──────────┼──────────┼──────┼────────────┤
│          │ 合计     │ 9.00 │ 9.00       │
├──────────┼──────────┼──────┼────────────┤
│ 云溪市局 │ 法治建设 │ 4.00 │ 4.00       │
├──────────┼──────────┼──────┼────────────┤
│ 城东分局 │ 法治建设 │ 5.00 │ 5.00       │
└──────────┴──────────┴──────┴────────────┘
",
            "
 合计 / - / 9.00|9.00
 法治建设 / 云溪市局 Unit / 4.00|4.00
 法治建设 / 城东分局 Unit / 5.00|5.00
",
        );
    }

    #[test]
    fn classifications_beside_the_first_are_codes_and_names_of_their_own() {
        check(
            "
          部门支出总体情况表
                                                       单位：万元
┌───────────────┬────────────────────┬────────────────────┬──────┬────────┐
│支出功能分类科 │政府支出经济分类科目│部门支出经济分类科目│ 合计 │基本支出│
│目             │                    │                    │      │        │
├───────────────┼────────────────────┼────────────────────┼──────┼────────┤
│2010801-行政运 │50101-工资奖金      │30101-基本工资      │ 3.00 │ 3.00   │
│行             │                    ├────────────────────┼──────┼────────┤
│               │                    │30102-津贴补贴      │ 4.00 │ 4.00   │
├───────────────┼────────────────────┼────────────────────┼──────┼────────┤
│               │                    │合计                │ 7.00 │ 7.00   │
└───────────────┴────────────────────┴────────────────────┴──────┴────────┘
",
            "
2010801 行政运行 / - + 50101 工资奖金 Economic + 30101 基本工资 Economic / 3.00|3.00
2010801 行政运行 / - + 50101 工资奖金 Economic + 30102 津贴补贴 Economic / 4.00|4.00
 合计 / - / 7.00|7.00
",
        );
    }

    #[test]
    fn units_of_measure_are_no_bodies() {
        check(
            "
          资产情况表
┌──────────┬──────┬──────┐
│ 项目     │ 单位 │ 数量 │
├──────────┼──────┼──────┤
│ 车辆     │ 辆   │ 4    │
├──────────┼──────┼──────┤
│ 设备     │ 台   │ 5    │
└──────────┴──────┴──────┘
",
            "
 车辆 / - / 辆|4
 设备 / - / 台|5
",
        );
    }
}
