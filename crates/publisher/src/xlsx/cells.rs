//! One cell: text, number, truth or link.

use super::notes::Notes;
use crate::census::FileCensus;
use crate::decimal::{Decimal, FLOAT_DIGITS};
use crate::lang::Lang;
use crate::package::{Kind, Resource, Rows, is_guarded};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatUnderline, Formula, Url, Worksheet, XlsxError,
};

/// Characters that a cell holds, in UTF-16 as Excel counts.
const MOST_CHARACTERS: usize = 32_767;

/// Hyperlinks that a sheet holds: 65,530, by Excel's own limit.
const MOST_LINKS: u64 = 65_530;

/// The looks of cells.
pub(super) struct Formats {
    pub(super) header: Format,
    link: Format,
    /// Text that must stay text even when somebody edits it.
    quoted: Format,
    /// By number of decimals.
    money: [Format; 11],
    plain: [Format; 11],
    whole: Format,
    /// What is printed as a number stands like one.
    printed: Format,
}

impl Default for Formats {
    fn default() -> Formats {
        let decimals = |prefix: &str, count: usize| {
            let fraction = if count == 0 {
                String::new()
            } else {
                format!(".{}", "0".repeat(count))
            };
            Format::new().set_num_format(format!("{prefix}{fraction}"))
        };
        Formats {
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00E8_EEF4)),
            link: Format::new()
                .set_font_color(Color::RGB(0x0005_63C1))
                .set_underline(FormatUnderline::Single),
            quoted: Format::new().set_quote_prefix(),
            money: std::array::from_fn(|count| decimals("#,##0", count)),
            plain: std::array::from_fn(|count| decimals("0", count)),
            whole: Format::new().set_num_format("0"),
            printed: Format::new().set_align(FormatAlign::Right),
        }
    }
}

/// How the links of a sheet are written.
pub(super) struct Links {
    /// More of them than a sheet holds: formulas then.
    are_formulas: bool,
}

impl Links {
    pub(super) fn of(resource: &Resource, counted: &FileCensus) -> Links {
        let links: u64 = resource
            .fields
            .iter()
            .zip(&counted.columns)
            .filter(|(field, _)| is_link(&field.name))
            .map(|(_, column)| column.filled)
            .sum();
        Links { are_formulas: links > MOST_LINKS }
    }
}

fn is_link(name: &str) -> bool {
    name.ends_with("_url")
}

/// Where a value goes.
pub(super) struct Cell<'a> {
    pub(super) worksheet: &'a mut Worksheet,
    pub(super) row: u32,
    pub(super) column: u16,
    pub(super) formats: &'a Formats,
}

impl Cell<'_> {
    /// A cell of the relation.
    pub(super) fn field(
        &mut self,
        resource: &Resource,
        column: usize,
        rows: &Rows<'_>,
        links: &Links,
        lang: Lang,
        notes: &mut Notes,
    ) -> Result<(), XlsxError> {
        let field = &resource.fields[column];
        let cell = rows.cell(column);
        if cell.is_empty() {
            return Ok(());
        }
        match field.kind {
            Kind::Text if is_link(&field.name) => self.link(&cell, links, lang, notes),
            Kind::Text if field.name == "printed" && !is_guarded(&cell) => {
                let fits = cut(&cell, MOST_CHARACTERS);
                notes.cut += u64::from(fits.len() < cell.len());
                let format = &self.formats.printed;
                self.worksheet
                    .write_string_with_format(self.row, self.column, fits, format)
                    .map(drop)
            }
            Kind::Text | Kind::Date => self.text(&cell, notes),
            Kind::Boolean => self
                .worksheet
                .write_boolean(self.row, self.column, cell == "true")
                .map(drop),
            Kind::Integer | Kind::Number => {
                let Some(number) =
                    Decimal::parse(&cell).filter(|d| d.significant() <= FLOAT_DIGITS)
                else {
                    notes.as_text += 1;
                    return self.text(&cell, notes);
                };
                let decimals = (number.scale as usize).min(10);
                let format = match (field.kind, field.is_money()) {
                    (Kind::Integer, _) => &self.formats.whole,
                    (_, true) => &self.formats.money[decimals],
                    (_, false) => &self.formats.plain[decimals],
                };
                // Up to fifteen digits the nearest binary fraction is this number and no other.
                let value: f64 = cell.parse().unwrap_or_default();
                self.worksheet
                    .write_number_with_format(self.row, self.column, value, format)
                    .map(drop)
            }
        }
    }

    /// Text, whatever it looks like.
    pub(super) fn text(
        &mut self,
        text: &str,
        notes: &mut Notes,
    ) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let fits = cut(text, MOST_CHARACTERS);
        if fits.len() < text.len() {
            notes.cut += 1;
        }
        if is_guarded(fits) {
            let format = &self.formats.quoted;
            self.worksheet.write_string_with_format(
                self.row,
                self.column,
                fits,
                format,
            )?;
        } else {
            self.worksheet.write_string(self.row, self.column, fits)?;
        }
        Ok(())
    }

    fn link(
        &mut self,
        url: &str,
        links: &Links,
        lang: Lang,
        notes: &mut Notes,
    ) -> Result<(), XlsxError> {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        // What Excel cannot follow, or would read as something else, is text.
        let is_simple = url.chars().all(|c| !c.is_whitespace() && c != '"');
        if !is_web || !is_simple || url.chars().count() > 2_000 {
            return self.text(url, notes);
        }
        if !links.are_formulas {
            let link = Url::new(url);
            let format = &self.formats.link;
            self.worksheet.write_url_with_format(self.row, self.column, link, format)?;
        } else if url.chars().count() <= 255 {
            let shown = lang.of("打开", "open");
            let formula = Formula::new(format!("=HYPERLINK(\"{url}\",\"{shown}\")"))
                .set_result(shown);
            let format = &self.formats.link;
            self.worksheet.write_formula_with_format(
                self.row,
                self.column,
                formula,
                format,
            )?;
        } else {
            return self.text(url, notes);
        }
        Ok(())
    }
}

/// The longest beginning of at most so many UTF-16 units.
fn cut(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("公开", 2), "公开");
        assert_eq!(cut("公开决算", 3), "公开决");
        assert_eq!(cut("a𠮷b", 2), "a");
    }
}
