//! Tables of the overview, and the pages they go on to.

use crate::shell::Shell;
use askama::Template;
use publisher::Lang;

/// Rows of one page.
const ROWS: usize = 400;

/// A cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: String,
    /// A class of a tag; empty for plain text.
    pub(super) tag: String,
    pub(super) is_number: bool,
}

/// Plain text.
pub(super) fn text(text: &str) -> Cell {
    Cell { text: text.to_owned(), ..Cell::default() }
}

/// An amount or a count.
pub(super) fn number(text: &str) -> Cell {
    Cell { text: grouped(text), is_number: true, ..Cell::default() }
}

/// A decimal as people read it: 41,128,200.00.
pub(super) fn grouped(decimal: &str) -> String {
    let (whole, rest) = match decimal.find('.') {
        Some(point) => decimal.split_at(point),
        None => (decimal, ""),
    };
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return decimal.to_owned();
    }
    let mut out = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// Text that leads somewhere.
pub(super) fn link(text: &str, href: &str) -> Cell {
    Cell { text: text.to_owned(), href: href.to_owned(), ..Cell::default() }
}

/// Text with a ground that says how much it matters.
pub(super) fn tag(text: &str, class: &str) -> Cell {
    Cell { text: text.to_owned(), tag: class.to_owned(), ..Cell::default() }
}

#[derive(Template)]
#[template(path = "table.html")]
struct Table<'a> {
    header: &'a [&'a str],
    rows: &'a [Vec<Cell>],
}

/// A table as HTML.
pub(super) fn table(header: &[&str], rows: &[Vec<Cell>]) -> String {
    Table { header, rows }.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "list.html")]
struct List<'a> {
    shell: Shell<'a>,
    about: String,
    /// Name and address of each page; none of the one that is open.
    pages: Vec<(String, String)>,
    table: &'a str,
}

/// All rows of a table on pages of their own.
pub(super) fn pages(
    name: &str,
    title: &str,
    header: &[&str],
    rows: &[Vec<Cell>],
    lang: Lang,
) -> Vec<(String, String)> {
    let file = |at: usize| match at {
        0 => format!("{name}.html"),
        at => format!("{name}-{}.html", at + 1),
    };
    let chunks: Vec<&[Vec<Cell>]> = rows.chunks(ROWS).collect();
    let page = |(at, rows): (usize, &&[Vec<Cell>])| {
        let first = at * ROWS + 1;
        let list = List {
            shell: Shell { lang, title, home: "index.html" },
            about: format!("{first}–{}", first + rows.len() - 1),
            pages: (0..chunks.len())
                .map(|other| match other == at {
                    true => ((other + 1).to_string(), String::new()),
                    false => ((other + 1).to_string(), file(other)),
                })
                .collect(),
            table: &table(header, rows),
        };
        (file(at), list.render().unwrap_or_default())
    };
    chunks.iter().enumerate().map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_parted_and_nothing_is_rounded() {
        for (decimal, shown) in [
            ("41128200.00", "41,128,200.00"),
            ("-1234.5678", "-1,234.5678"),
            ("123", "123"),
            ("0.00", "0.00"),
            ("", ""),
            ("——", "——"),
        ] {
            assert_eq!(grouped(decimal), shown);
        }
    }
}
