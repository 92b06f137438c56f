//! 科目编码 of what a sentence names: the row of the document's tables with the same path.

use super::subject;
use crate::disclosure::{CodeScheme, Disclosure};
use crate::words::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Codes and names of the document's own rows by function.
#[derive(Debug, Default)]
pub(super) struct Codes {
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Codes {
    /// All function codes that the tables print.
    pub(super) fn of(out: &Disclosure) -> Self {
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let rows = out.tables.iter().flat_map(|t| &t.rows);
        for row in rows.filter(|r| r.code_scheme == CodeScheme::Function) {
            names.entry(row.code.clone()).or_default().insert(bare(&row.label));
        }
        Self { names }
    }

    /// The code of a subject, if exactly one row has its path.
    ///
    /// A class may be named without its mark, but 其他支出 is also said of other things. Where
    /// the 款 is misnamed the 项 decides, if its class has only one of that name.
    pub(super) fn of_subject(&self, subject: &str) -> Option<String> {
        let path = subject::levels(subject);
        let [class, section, item] = &path;
        if let Some(item) = item {
            let is = |code: &&String| {
                self.is_named(code, 7, item) && self.may_be(code, 3, class.as_deref())
            };
            let strict =
                |code: &&String| is(code) && self.may_be(code, 5, section.as_deref());
            return self.only(strict).or_else(|| self.only(is));
        }
        if let Some(section) = section {
            return self.only(|code| {
                self.is_named(code, 5, section) && self.may_be(code, 3, class.as_deref())
            });
        }
        if let Some(class) = class {
            return self.only(|code| self.is_named(code, 3, class));
        }
        if subject.ends_with("支出") && subject != "其他支出" {
            return self.only(|code| self.is_named(code, 3, subject));
        }
        None
    }

    fn is_named(&self, code: &str, length: usize, name: &str) -> bool {
        code.len() == length
            && self.names.get(code).is_some_and(|n| n.contains(&bare(name)))
    }

    /// Whether the row above a code has a name, or no row says otherwise.
    fn may_be(&self, code: &str, length: usize, name: Option<&str>) -> bool {
        let Some(name) = name else { return true };
        let above = code.get(..length).and_then(|c| self.names.get(c));
        above.is_none_or(|n| n.contains(&bare(name)))
    }

    fn only(&self, is: impl Fn(&&String) -> bool) -> Option<String> {
        let mut found = self.names.keys().filter(is);
        let first = found.next()?;
        found.next().is_none().then(|| first.clone())
    }
}

/// A name without ordinal, quotes and the word that some tables leave out.
fn bare(name: &str) -> String {
    let name = wording::strip_ordinal(name).trim_matches(['“', '”', '-', '*']);
    name.strip_suffix("支出").unwrap_or(name).to_owned()
}
