//! The language of the formulas in `catalog/identities/*.toml`.
//!
//! ```text
//! formula  := side ('=' | '>=') side ('without' column)? ('when' side '=' side)?
//!           | 'tree' TABLE | 'outline' TABLE
//! side     := term ('+' term)* | '0'
//! term     := TABLE '[' row ',' column ']' '?'?
//! row      := 'total' | 'class' | 'classes' | 'code' | '*' | 'only' | a code
//!           | a line of lines.toml
//! column   := a canonical key | '*'
//! ```
//!
//! `*` as a row is every row, the same one in all terms; `class` every 类, by code in tables
//! with codes and by name in 总表; `classes` the sum of all lines of 类; `code` every code that
//! one of the tables prints, the same one in all terms; `only` the one row that has a cell of
//! the column, or each row where there are several. `*` as a column is every column of money,
//! matched by key. A term with `?` counts as nothing where its table, line or column is not
//! there. What stands before `when` is only asked where what stands behind it is equal to the
//! last digit; `0` is nothing but blanks and zeros. `without` a column asks only where none of
//! the tables prints it. `tree` is every row of a table with codes against the rows below it,
//! and 合计 against the topmost ones, in every column; `outline` the same in a table without
//! codes, where the numbers themselves tell which rows are sums.

/// One formula, parsed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Formula {
    /// Two sums.
    Sums {
        /// Left of the sign.
        left: Vec<Term>,
        /// `=` or `>=`.
        relation: Relation,
        /// Right of the sign.
        right: Vec<Term>,
        /// What must be equal before anything is asked; nothing on the right stands for zero.
        when: Option<(Vec<Term>, Vec<Term>)>,
        /// A column that none of the tables may print; empty for most.
        without: String,
    },
    /// The hierarchy of codes of a table.
    Tree(String),
    /// The hierarchy that the numbers of a table without codes show.
    Outline(String),
}

/// How the sides compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// `=`.
    Equal,
    /// `>=`.
    AtLeast,
}

/// One operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    /// `final.05`.
    pub(super) table: String,
    /// Which row.
    pub(super) row: RowName,
    /// Key of the column; `*` for each.
    pub(super) column: String,
    /// Whether it may be missing.
    pub(super) optional: bool,
}

/// Which row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RowName {
    /// 合计 of a table with codes.
    Total,
    /// Each row.
    Each,
    /// The one row with a cell of the column.
    Only,
    /// Each 类.
    Class,
    /// All lines of 类 together.
    Classes,
    /// Each code.
    EachCode,
    /// A row with this code.
    Code(String),
    /// A line of `lines.toml`.
    Line(String),
}

/// Reads a formula; the error says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Formula, String> {
    if let Some(table) = text.strip_prefix("tree ") {
        return Ok(Formula::Tree(table.trim().to_owned()));
    }
    if let Some(table) = text.strip_prefix("outline ") {
        return Ok(Formula::Outline(table.trim().to_owned()));
    }
    let (text, when) = match text.split_once(" when ") {
        Some((text, when)) => (text, Some(equality(when, "=")?)),
        None => (text, None),
    };
    let (text, without) = match text.split_once(" without ") {
        Some((text, column)) => (text, column.trim().to_owned()),
        None => (text, String::new()),
    };
    let (relation, sign) = if text.contains(">=") {
        (Relation::AtLeast, ">=")
    } else {
        (Relation::Equal, "=")
    };
    let (left, right) = equality(text, sign)?;
    Ok(Formula::Sums { left, relation, right, when, without })
}

fn equality(text: &str, sign: &str) -> Result<(Vec<Term>, Vec<Term>), String> {
    let Some((left, right)) = text.split_once(sign) else {
        return Err(format!("no {sign} in 「{text}」"));
    };
    Ok((side(left)?, side(right)?))
}

fn side(text: &str) -> Result<Vec<Term>, String> {
    match text.trim() {
        "0" => Ok(Vec::new()),
        text => text.split(" + ").map(term).collect(),
    }
}

/// Reads one operand.
pub(super) fn term(text: &str) -> Result<Term, String> {
    let text = text.trim();
    let (text, optional) = match text.strip_suffix('?') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let wrong = || format!("「{text}」 is not table[row, column]");
    let (table, rest) = text.split_once('[').ok_or_else(wrong)?;
    let inner = rest.strip_suffix(']').ok_or_else(wrong)?;
    let (row, column) = inner.split_once(',').ok_or_else(wrong)?;
    let row = match row.trim() {
        "total" => RowName::Total,
        "*" => RowName::Each,
        "only" => RowName::Only,
        "class" => RowName::Class,
        "classes" => RowName::Classes,
        "code" => RowName::EachCode,
        code if code.chars().all(|c| c.is_ascii_digit()) => {
            RowName::Code(code.to_owned())
        }
        line => RowName::Line(line.to_owned()),
    };
    Ok(Term {
        table: table.trim().to_owned(),
        row,
        column: column.trim().to_owned(),
        optional,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_two_sums() {
        let read =
            parse("final.03[*, total] = final.03[*, basic] + final.03[*, project]?");
        let Ok(Formula::Sums { left, relation, right, when, without }) = read else {
            panic!("no sums")
        };
        assert_eq!((when, without.as_str()), (None, ""));
        assert_eq!(relation, Relation::Equal);
        assert_eq!(left[0].row, RowName::Each);
        assert_eq!(right.iter().map(|t| t.optional).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_formula_may_be_for_tables_without_a_column() {
        let read = parse("a[*, x] = a[*, y] + a[*, z]? without current");
        let Ok(Formula::Sums { right, without, .. }) = read else { panic!("no sums") };
        assert_eq!((right.len(), without.as_str()), (2, "current"));
        assert_eq!(parse("outline a"), Ok(Formula::Outline("a".into())));
    }

    #[test]
    fn codes_lines_and_classes_are_told_apart() {
        let row = |text: &str| term(text).map(|t| t.row);
        assert_eq!(row("a[30212, x]"), Ok(RowName::Code("30212".into())));
        assert_eq!(row("a[class, x]"), Ok(RowName::Class));
        assert_eq!(row("a[sources, x]"), Ok(RowName::Line("sources".into())));
        assert!(row("a[sources]").is_err());
    }

    #[test]
    fn a_condition_may_be_nothing_at_all() {
        let read = parse("a[code, x] = b[code, x] when a[total, y] + b[total, y]? = 0");
        let Ok(Formula::Sums { left, when: Some((some, none)), .. }) = read else {
            panic!("no condition")
        };
        assert_eq!(left[0].row, RowName::EachCode);
        assert_eq!((some.len(), none.len()), (2, 0));
        assert!(parse("a[code, x] = b[code, x] when a[total, y]").is_err());
    }
}
