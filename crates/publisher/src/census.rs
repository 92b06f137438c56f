//! One pass over every file before anything is written: how many rows, how wide the numbers are,
//! what they add up to.
//!
//! It decides what a format needs to hold every value as it is, and its sums are what every
//! format is compared with.

use crate::decimal::{Decimal, Sum};
use crate::error::Error;
use crate::package::{Field, Kind, Package, Resource};
use std::collections::BTreeMap;

/// What is known of all files.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// One per resource, in the order of the package.
    pub files: Vec<FileCensus>,
}

/// What is known of one file.
#[derive(Debug, Clone, Default)]
pub struct FileCensus {
    /// Its rows.
    pub rows: u64,
    /// Its columns, in the order of the schema.
    pub columns: Vec<ColumnCensus>,
    /// Rows by `fiscal_year`, where it has that column; rows without one are under nothing.
    pub years: BTreeMap<String, u64>,
}

/// What is known of one column.
#[derive(Debug, Clone, Copy, Default)]
pub struct ColumnCensus {
    /// Cells that are not empty.
    pub filled: u64,
    /// Most digits behind the point that are needed.
    pub scale: u32,
    /// Most digits before the point.
    pub whole: u32,
    /// Most digits that are not leading or closing zeros.
    pub significant: u32,
    /// Sum of a number column.
    pub sum: Sum,
}

/// Precision and scale of a decimal column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Digits in all: 18, or 38 where 18 are too few.
    pub precision: u32,
    /// Digits behind the point.
    pub scale: u32,
}

impl Census {
    /// Counts.
    pub fn take(package: &Package) -> Result<Census, Error> {
        let files = package.resources.iter().map(|resource| count(package, resource));
        Ok(Census { files: files.collect::<Result<_, _>>()? })
    }

    /// The files of a package and what was counted of them.
    pub(crate) fn of<'a>(
        &'a self,
        package: &'a Package,
    ) -> impl Iterator<Item = (&'a Resource, &'a FileCensus)> {
        package.resources.iter().zip(&self.files)
    }

    /// The same for a package with views that have no rows behind the others.
    pub(crate) fn with_all_views(&self, all: &Package) -> Census {
        let mut census = self.clone();
        for resource in all.resources.iter().skip(self.files.len()) {
            let columns = vec![ColumnCensus::default(); resource.fields.len()];
            census.files.push(FileCensus { columns, ..FileCensus::default() });
        }
        census
    }
}

fn count(package: &Package, resource: &Resource) -> Result<FileCensus, Error> {
    let mut file = FileCensus {
        columns: vec![ColumnCensus::default(); resource.fields.len()],
        ..FileCensus::default()
    };
    let year = resource.position("fiscal_year");
    let mut rows = package.rows(resource)?;
    while rows.advance()? {
        file.rows += 1;
        if let Some(year) = year {
            let year = rows.raw(year);
            match file.years.get_mut(year) {
                Some(count) => *count += 1,
                None => drop(file.years.insert(year.to_owned(), 1)),
            }
        }
        for (column, field) in resource.fields.iter().enumerate() {
            let cell = rows.raw(column);
            if cell.is_empty() {
                continue;
            }
            let known = &mut file.columns[column];
            known.filled += 1;
            match field.kind {
                Kind::Text => {}
                Kind::Number => {
                    let number =
                        Decimal::parse(cell).ok_or_else(|| rows.wrong(column))?;
                    known.scale = known.scale.max(number.shortest().scale);
                    known.whole = known.whole.max(number.whole_digits());
                    known.significant = known.significant.max(number.significant());
                    known.sum.add(number);
                }
                Kind::Integer => {
                    let number: i64 = cell.parse().map_err(|_| rows.wrong(column))?;
                    known.sum.add(Decimal { unscaled: number.into(), scale: 0 });
                }
                Kind::Boolean if !matches!(cell, "true" | "false") => {
                    return Err(rows.wrong(column));
                }
                Kind::Date if days(cell).is_none() => return Err(rows.wrong(column)),
                Kind::Boolean | Kind::Date => {}
            }
        }
    }
    Ok(file)
}

impl ColumnCensus {
    /// How wide a decimal column has to be: as wide as always where that is enough, so that
    /// bundles can be put together, and wider where a value would be rounded; none where no
    /// decimal column can hold it.
    pub fn shape(&self, field: &Field) -> Option<Shape> {
        let scale = usual_scale(field).max(self.scale);
        let precision = match self.whole + scale {
            0..=18 => 18,
            19..=38 => 38,
            _ => return None,
        };
        Some(Shape { precision, scale })
    }
}

/// Decimals that a column of its kind has in every bundle.
pub fn usual_scale(field: &Field) -> u32 {
    match field.unit.as_str() {
        // Half of the last digit needs more than the digit.
        _ if field.name.starts_with("precision_") => 6,
        "yuan" | "pt" => 2,
        _ if field.name == "confidence" => 2,
        _ => 6,
    }
}

/// Days since 1970 of `YYYY-MM-DD`.
pub fn days(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let mut part = |length: usize| {
        let part = parts.next()?;
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
            .then_some(())?;
        part.parse::<i32>().ok()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years from March on, so that the odd day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days() {
        for (text, expected) in [
            ("1970-01-01", Some(0)),
            ("2024-02-29", Some(19_782)),
            ("2023-02-29", None),
            ("2024-13-01", None),
            ("24-1-1", None),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }

    #[test]
    fn columns_widen_only_where_they_must() {
        let field = |unit: &str, name: &str| Field {
            name: name.into(),
            kind: Kind::Number,
            required: false,
            values: Vec::new(),
            unit: unit.into(),
            zh: String::new(),
            en: String::new(),
        };
        let money = field("yuan", "amount_yuan");
        let shape = |whole, scale| {
            ColumnCensus { whole, scale, ..Default::default() }.shape(&money)
        };
        assert_eq!(shape(0, 0), Some(Shape { precision: 18, scale: 2 }));
        assert_eq!(shape(16, 2), Some(Shape { precision: 18, scale: 2 }));
        assert_eq!(shape(12, 3), Some(Shape { precision: 18, scale: 3 }));
        assert_eq!(shape(17, 2), Some(Shape { precision: 38, scale: 2 }));
        assert_eq!(shape(37, 2), None);
        assert_eq!(usual_scale(&field("yuan", "precision_yuan")), 6);
    }
}
