//! The lines of a view, and what several printed numbers come to.

use crate::decimal::Decimal;
use crate::error::Error;
use exporter::schema::Field;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A view that is being written.
pub(crate) struct Output {
    out: BufWriter<File>,
    fields: &'static [Field],
    path: PathBuf,
    rows: u64,
    bytes: Vec<u8>,
}

impl Output {
    pub(crate) fn new(
        out: BufWriter<File>,
        fields: &'static [Field],
        with_bom: bool,
        path: &Path,
    ) -> Result<Output, Error> {
        let mut bytes = if with_bom { exporter::csv::BOM.to_vec() } else { Vec::new() };
        exporter::csv::write_header(&mut bytes, fields);
        let mut output = Output { out, fields, path: path.to_owned(), rows: 0, bytes };
        output.flush()?;
        Ok(output)
    }

    pub(crate) fn line(&self) -> Line {
        Line { fields: self.fields, cells: vec![String::new(); self.fields.len()] }
    }

    pub(crate) fn write(&mut self, line: &Line) -> Result<(), Error> {
        exporter::csv::write_row(&mut self.bytes, self.fields, &line.cells);
        self.rows += 1;
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.out.write_all(&self.bytes).map_err(Error::io("write", &self.path))?;
        self.bytes.clear();
        Ok(())
    }

    /// How many rows there were.
    pub(crate) fn finish(mut self) -> Result<u64, Error> {
        self.out.flush().map_err(Error::io("write", &self.path))?;
        Ok(self.rows)
    }
}

/// One line; what is not set is empty.
pub(crate) struct Line {
    fields: &'static [Field],
    cells: Vec<String>,
}

impl Line {
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        let position = self.fields.iter().position(|field| field.name == name);
        debug_assert!(position.is_some(), "no column {name}");
        if let Some(position) = position {
            self.cells[position] = value.into();
        }
    }

    /// An amount and its state.
    pub(crate) fn amount(&mut self, name: &str, state: &str, amount: &Amount) {
        self.set(name, amount.yuan.clone());
        self.set(state, amount.state.clone());
    }
}

/// One printed number, or what stands in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    /// In yuan; empty where there is none.
    pub(crate) yuan: String,
    /// What is printed.
    pub(crate) state: String,
}

impl Amount {
    /// Blank and dash say that there is nothing to say.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self.state.as_str(), "" | "blank" | "dash")
    }

    fn several() -> Amount {
        Amount { yuan: String::new(), state: "several".to_owned() }
    }
}

/// What several cells for one place come to: equal ones are one, silent ones give way, and
/// different ones are none. Nothing is chosen.
pub(crate) fn agreed<'a>(amounts: impl IntoIterator<Item = &'a Amount>) -> Amount {
    let mut found: Option<&Amount> = None;
    for amount in amounts {
        match found {
            None => found = Some(amount),
            Some(first) if first.is_silent() && !amount.is_silent() => {
                found = Some(amount)
            }
            Some(_) if amount.is_silent() => {}
            Some(first) if is_same(first, amount) => {}
            Some(_) => return Amount::several(),
        }
    }
    found.cloned().unwrap_or_default()
}

fn is_same(one: &Amount, other: &Amount) -> bool {
    let number = |amount: &Amount| Decimal::parse(&amount.yuan).map(Decimal::shortest);
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.state == other.state,
        _ => false,
    }
}

/// The sum of amounts: exact, none as soon as one of them could not be read.
pub(crate) fn sum<'a>(amounts: impl IntoIterator<Item = &'a Amount>) -> Amount {
    let mut total = crate::decimal::Sum::default();
    let mut is_number = false;
    let mut last_silent = "";
    for amount in amounts {
        if amount.is_silent() {
            last_silent = &amount.state;
            continue;
        }
        match Decimal::parse(&amount.yuan) {
            Some(number) => total.add(number),
            None => return Amount { yuan: String::new(), state: amount.state.clone() },
        }
        is_number = true;
    }
    let Some(total) = total.total().filter(|_| is_number) else {
        return Amount { yuan: String::new(), state: last_silent.to_owned() };
    };
    let short = total.shortest();
    let scale = short.scale.max(2);
    let state = if short.unscaled == 0 { "zero" } else { "number" };
    match short.at(scale) {
        Some(unscaled) => {
            let yuan = Decimal { unscaled, scale }.to_string();
            Amount { yuan, state: state.to_owned() }
        }
        None => Amount::several(),
    }
}

/// What a cell of `facts.csv` says; a number without a unit is text here.
pub(crate) fn amount(yuan: &str, state: &str) -> Amount {
    let state = match (state, yuan) {
        ("number" | "zero", "") => "text",
        (state, _) => state,
    };
    Amount { yuan: yuan.to_owned(), state: state.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[(&str, &str)]) -> Vec<Amount> {
        cells.iter().map(|(yuan, state)| amount(yuan, state)).collect()
    }

    #[test]
    fn equal_numbers_agree_and_others_are_withheld() {
        let agree = |cells: &[(&str, &str)]| {
            let amount = agreed(&of(cells));
            (amount.yuan, amount.state)
        };
        let is = |yuan: &str, state: &str| (yuan.to_owned(), state.to_owned());
        assert_eq!(
            agree(&[("10.00", "number"), ("10.0000", "number")]),
            is("10.00", "number")
        );
        assert_eq!(agree(&[("", "blank"), ("10.00", "number")]), is("10.00", "number"));
        assert_eq!(agree(&[("10.00", "number"), ("", "dash")]), is("10.00", "number"));
        assert_eq!(agree(&[("10.00", "number"), ("0.00", "zero")]), is("", "several"));
        assert_eq!(agree(&[("10.00", "number"), ("", "clipped")]), is("", "several"));
        assert_eq!(agree(&[("", "dash"), ("", "blank")]), is("", "dash"));
        assert_eq!(agree(&[]), is("", ""));
        // No unit, no amount.
        assert_eq!(agree(&[("", "number")]), is("", "text"));
    }

    #[test]
    fn a_sum_is_exact_or_withheld() {
        let add = |cells: &[(&str, &str)]| {
            let amount = sum(&of(cells));
            (amount.yuan, amount.state)
        };
        let is = |yuan: &str, state: &str| (yuan.to_owned(), state.to_owned());
        assert_eq!(add(&[("0.10", "number"), ("0.20", "number")]), is("0.30", "number"));
        assert_eq!(add(&[("0.005", "number"), ("", "dash")]), is("0.005", "number"));
        assert_eq!(add(&[("5.00", "number"), ("-5.00", "number")]), is("0.00", "zero"));
        assert_eq!(add(&[("5.00", "number"), ("", "unreadable")]), is("", "unreadable"));
        assert_eq!(add(&[("", "blank"), ("", "blank")]), is("", "blank"));
    }
}
