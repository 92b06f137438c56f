//! Which year a column or a row is about: the table's own, an earlier one, or a change.

use crate::disclosure::Phase;
use crate::table::roles::Role;
use crate::table::stitch::Raw;
use crate::words::wording;

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
        path.iter()
            .map(|label| {
                let (Some(year), Some(current)) = (own_year(label), self.current) else {
                    return label.clone();
                };
                let rest = label[4..].trim_start_matches('年').trim_start_matches('度');
                match current.checked_sub(year) {
                    Some(0) if rest.is_empty() => "本年".to_owned(),
                    Some(0) | None => label.clone(),
                    Some(1) => format!("上年{rest}"),
                    Some(_) => format!("{year}年前{rest}"),
                }
            })
            .collect()
    }

    /// Takes note of a year that a cell under 年度 prints.
    pub(crate) fn see(&mut self, text: &str) {
        self.latest = self.latest.max(whole_year(text));
    }

    /// The phase of a row whose cell under 年度 prints this; `None` for the table's own.
    pub(crate) fn phase_of_row(&self, text: &str) -> Option<Phase> {
        if changes(&[text.to_owned()]) {
            return Some(Phase::Unknown);
        }
        let year = whole_year(text)?;
        (Some(year) < self.current.max(self.latest)).then_some(Phase::Prior)
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
