//! What the codes and names of a column are of: a classification, bodies, projects.

use crate::catalog::Catalog;
use crate::disclosure::CodeScheme;
use regex::Regex;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::LazyLock;

/// What the codes and names of a column tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Naming {
    /// Its header does not say: 科目编码, 项目.
    #[default]
    Open,
    /// 功能分类.
    Function,
    /// 政府经济分类.
    Government,
    /// 部门经济分类.
    Department,
    /// 经济分类, of the one or the other.
    Economic,
    /// 预算单位.
    Body,
    /// Bodies above their subjects or projects: 单位(科目)名称.
    BodyAbove,
    /// 项目.
    Project,
}

impl Naming {
    /// What a header path says, the innermost label first.
    pub(crate) fn of(path: &[String], catalog: &Catalog) -> Self {
        let words = &catalog.labels;
        let is = |list: &[String], label: &String| list.contains(label);
        for label in path.iter().rev() {
            if is(&words.body_code, label) || is(&words.body, label) {
                return Self::Body;
            }
            if is(&words.body_above, label) {
                return Self::BodyAbove;
            }
            if is(&words.project_code, label) {
                return Self::Project;
            }
            match (label.contains("功能"), label.contains("经济")) {
                (true, false) => return Self::Function,
                (false, true) if label.contains("政府") => return Self::Government,
                (false, true) if label.contains("部门") => return Self::Department,
                (false, true) => return Self::Economic,
                // 按功能分类和经济分类: either.
                (true, true) => return Self::Open,
                (false, false) => {}
            }
        }
        Self::Open
    }

    /// Whether its codes are those of a classification.
    pub(crate) fn is_class(self) -> bool {
        matches!(
            self,
            Self::Function | Self::Government | Self::Department | Self::Economic
        )
    }

    /// Whether names of the one may be names of the other's codes: 经济分类 of 部门经济分类.
    pub(crate) fn is_like(self, other: Self) -> bool {
        self == other
            || (self == Self::Economic || other == Self::Economic)
                && self.scheme() == other.scheme()
    }

    /// Whether its codes classify nothing.
    pub(crate) fn names_things(self) -> bool {
        matches!(self, Self::Body | Self::BodyAbove | Self::Project)
    }

    /// The classification of its codes.
    pub(crate) fn scheme(self) -> CodeScheme {
        match self {
            Self::Function => CodeScheme::Function,
            Self::Government | Self::Department | Self::Economic => CodeScheme::Economic,
            _ => CodeScheme::None,
        }
    }
}

/// Whether a column's label announces years in its cells.
pub(crate) fn is_year_label(label: &str) -> bool {
    ["年度", "年份"].contains(&label)
}

/// Whether one of many codes is below another: the next in order is, if any is.
pub(crate) fn holds_part(codes: &BTreeSet<&str>, code: &str) -> bool {
    let after = (Bound::Excluded(code), Bound::Unbounded);
    codes.range::<str, _>(after).next().is_some_and(|next| next.starts_with(code))
}

/// Code and name of a body as one cell prints them: 242001 西安市某局, [242001]西安市某局, 某局.
///
/// `None` for what is no body: 合计, 辆. A code alone has no name.
pub(crate) fn body_in(text: &str, catalog: &Catalog) -> Option<(String, String)> {
    static CODED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[\[(]?(?P<code>\d{3,15})(?:[\])]?[-—_、.:]?(?P<name>\p{Han}.*))?[\])]?$",
        )
        .expect("a constant pattern")
    });
    if catalog.is_total(text) {
        return None;
    }
    let found = CODED.captures(text);
    let part =
        |group: &str| found.as_ref().and_then(|f| f.name(group)).map(|m| m.as_str());
    let code = part("code").unwrap_or_default();
    let name = if code.is_empty() { text } else { part("name").unwrap_or_default() };
    let is_body = if name.is_empty() { !code.is_empty() } else { is_body(name, catalog) };
    is_body.then(|| (code.to_owned(), name.to_owned()))
}

/// Whether a name is that of a body: it ends as they do, and is no single word.
pub(crate) fn is_body(name: &str, catalog: &Catalog) -> bool {
    let bare = name.split(['(', '（']).next().unwrap_or(name);
    let ends = |e: &String| bare.ends_with(e.as_str());
    bare.chars().count() > 2 && catalog.labels.body_ending.iter().any(ends)
}
