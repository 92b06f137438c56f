//! Which year a column or a row is about: the table's own, an earlier one, or a change.

use crate::catalog::TableSpec;
use crate::table::roles::Role;
use crate::table::stitch::Raw;
use crate::words::wording;

#[cfg(test)]
mod tests;

/// How the name of a row of changes begins.
const CHANGES: [&str; 9] =
    ["增减", "变化", "变动", "比上年", "较上年", "与上年", "同比", "增长", "增(减)"];

/// What a row says of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowYear {
    /// Its amounts are of this year.
    Year(u16),
    /// How much one year differs from another.
    Change,
}

/// The years that a header prints, and which of them the table is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Years {
    /// What 本年 means in the header.
    current: Option<u16>,
    /// The latest year known otherwise: the document's, or that of a row.
    latest: Option<u16>,
}

impl Years {
    /// The latest year of the header; the document's where some column of data prints no
    /// year at all beside one that does.
    pub(crate) fn of(raw: &Raw, document: Option<u16>) -> Self {
        let values = raw.header.columns.iter().filter(|c| c.role == Role::Value);
        let mut latest = None;
        let mut without = false;
        for column in values {
            let years: Vec<u16> =
                column.path.iter().filter_map(|p| own_year(p)).collect();
            without |= years.is_empty();
            latest = latest.max(years.into_iter().max());
        }
        Self {
            current: if without { latest.max(document) } else { latest },
            latest: document,
        }
    }

    /// 2025年预算数 beside 2026年预算数 is 上年预算数; a label of the table's own year or
    /// of none stays as it is printed.
    pub(crate) fn relative(&self, path: &[String]) -> Vec<String> {
        path.iter().map(|label| self.relative_label(label)).collect()
    }

    fn relative_label(&self, label: &str) -> String {
        let Some(current) = self.current else { return label.to_owned() };
        // 其中:2026年政府采购项目… is a part of the table's own year.
        if let Some(rest) = label.strip_prefix("其中:").filter(|r| own_year(r).is_some())
        {
            let rest = self.relative_label(rest);
            return format!("其中:{}", rest.trim_start_matches(&format!("{current}年")));
        }
        // 2026年预算数比2025年执行数 names both.
        let (own, last) =
            (format!("{current}年"), format!("{}年", current.saturating_sub(1)));
        if label.starts_with(&own) && label.contains(&last) {
            return label.replace(&own, "").replace(&last, "上年");
        }
        let Some(year) = own_year(label) else { return label.to_owned() };
        let rest = label[4..].trim_start_matches('年').trim_start_matches('度');
        match current.checked_sub(year) {
            Some(0) if rest.is_empty() => "本年".to_owned(),
            Some(0) | None => label.to_owned(),
            Some(1) => format!("上年{rest}"),
            Some(_) => format!("{year}年前{rest}"),
        }
    }

    /// Takes note of a year that a cell under 年度 prints.
    pub(crate) fn see(&mut self, text: &str) {
        self.latest = self.latest.max(whole_year(text));
    }

    /// What a row says of its year whose cell under 年度, or whose name, prints this.
    pub(crate) fn of_row(&self, text: &str) -> Option<RowYear> {
        if changes(&[text.to_owned()]) {
            return Some(RowYear::Change);
        }
        whole_year(text).map(RowYear::Year)
    }

    /// What a row of 三公 says of its year by its name: 2025年, 上年预算数, 增减变化.
    pub(crate) fn of_label(&self, label: &str, spec: &TableSpec) -> Option<RowYear> {
        // 气候变化中心 is a body.
        let name = wording::strip_ordinal(label);
        if CHANGES.iter().any(|word| name.starts_with(word))
            || own_year(name.get(..7).unwrap_or("")).is_some()
                && name[7..].starts_with(['比', '较'])
        {
            return Some(RowYear::Change);
        }
        if let Some(year) = whole_year(label) {
            return Some(RowYear::Year(year));
        }
        if let Some(year) = own_year(label) {
            let rest = label[4..].trim_start_matches('年').trim_start_matches('度');
            let last = format!("上年{rest}");
            let is_phase = spec.prefix(rest).or_else(|| spec.prefix(&last)).is_some();
            return is_phase.then_some(RowYear::Year(year));
        }
        let is_last = label.starts_with("上年")
            && spec.prefix(label).is_some_and(|p| p.phase == "prior");
        let own = self.current.max(self.latest).filter(|_| is_last)?;
        Some(RowYear::Year(own.saturating_sub(1)))
    }

    /// Whether a year is before the table's own.
    pub(crate) fn is_past(&self, year: u16) -> bool {
        Some(year) < self.current.max(self.latest)
    }
}

/// A cell that is nothing but a year.
fn whole_year(text: &str) -> Option<u16> {
    let bare = text.trim_end_matches('度').trim_end_matches('年');
    (bare.len() == 4).then(|| own_year(&format!("{bare}年"))).flatten()
}

/// The year at the beginning of a label that names no other.
fn own_year(label: &str) -> Option<u16> {
    let year = label.get(..4).filter(|y| y.starts_with("20"))?.parse().ok()?;
    let rest = label.get(4..)?;
    (rest.starts_with('年') && wording::year_in(rest).is_none()).then_some(year)
}

/// Whether a column states a change or a share and no amount of any one year.
pub(crate) fn changes(path: &[String]) -> bool {
    ["增减", "增长", "变化", "变动", "比上年", "同比", "%", "比例", "占比"]
        .iter()
        .any(|w| path.iter().any(|p| p.contains(w)))
}
