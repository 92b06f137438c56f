//! Which sheet takes a row, where one sheet is too small.

use crate::census::FileCensus;
use crate::lang::Lang;
use std::collections::BTreeMap;

/// The sheets of one relation: one, or one for each year where one is too small.
pub(super) struct Split {
    name: String,
    by_year: bool,
    most: u32,
    unknown: &'static str,
    years: BTreeMap<String, u64>,
    /// The sheet that takes the next row of a year.
    current: BTreeMap<String, usize>,
    pub(super) sheets: Vec<Part>,
}

pub(super) struct Part {
    pub(super) name: String,
    rows: u32,
    expected: u32,
    /// Its position in the workbook, known when its first row comes.
    pub(super) at: usize,
}

impl Split {
    pub(super) fn new(name: &str, counted: &FileCensus, most: u32, lang: Lang) -> Split {
        let by_year = counted.rows > u64::from(most);
        let mut years = counted.years.clone();
        if !by_year || years.is_empty() {
            years = BTreeMap::from([(String::new(), counted.rows)]);
        }
        let unknown = lang.of("年度不明", "no year");
        let sheets = Vec::new();
        let current = BTreeMap::new();
        Split { name: name.to_owned(), by_year, most, unknown, years, current, sheets }
    }

    /// Sheet and row of the next row of a year.
    pub(super) fn next(&mut self, year: &str) -> (usize, u32) {
        let year = if self.by_year && self.years.contains_key(year) { year } else { "" };
        let full = |index: &usize| self.sheets[*index].rows >= self.most;
        let index = match self.current.get(year).copied().filter(|index| !full(index)) {
            Some(index) => index,
            None => {
                let before = self
                    .sheets
                    .iter()
                    .filter(|s| s.name.starts_with(&self.title(year)))
                    .count();
                let left = self.years.get(year).copied().unwrap_or_default();
                let left = left.saturating_sub(before as u64 * u64::from(self.most));
                let expected = u32::try_from(left).unwrap_or(u32::MAX).min(self.most);
                let name = match before {
                    0 => self.title(year),
                    n => format!("{} ({})", self.title(year), n + 1),
                };
                self.sheets.push(Part { name, rows: 0, expected, at: 0 });
                self.current.insert(year.to_owned(), self.sheets.len() - 1);
                self.sheets.len() - 1
            }
        };
        self.sheets[index].rows += 1;
        (index, self.sheets[index].rows)
    }

    fn title(&self, year: &str) -> String {
        match (self.by_year, year) {
            (false, _) => self.name.clone(),
            (true, "") => format!("{} {}", self.name, self.unknown),
            (true, year) => format!("{} {year}", self.name),
        }
    }

    pub(super) fn expected(&self, index: usize) -> u32 {
        self.sheets[index].expected
    }

    pub(super) fn position(&self, index: usize) -> usize {
        self.sheets[index].at
    }
}
