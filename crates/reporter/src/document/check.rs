//! Identities as they are listed: what they say, how they ended, and what took part.

use super::form;
use super::links::Links;
use crate::caption;
use crate::paper::Paper;
use crate::record::Record;
use publisher::Lang;
use std::collections::HashSet;

/// A sum of more parts names only so many.
const MOST: usize = 40;

/// A number that took part.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    pub(crate) href: String,
    pub(crate) text: String,
}

/// An identity as it is listed.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) id: String,
    pub(crate) rule: String,
    pub(crate) result: &'static str,
    pub(crate) class: &'static str,
    pub(crate) message: String,
    /// Both sides, where the message does not say them.
    pub(crate) values: String,
    pub(crate) evidence: Vec<Evidence>,
    /// How many that took part are not named.
    pub(crate) more: usize,
    /// Where it stands among the findings.
    pub(crate) href: String,
    /// Whether it is listed here for the first time.
    pub(crate) is_first: bool,
}

/// Lists an identity, as seen from a part of the document.
pub(crate) fn of(
    paper: &Paper,
    check: &Record,
    links: &Links,
    from: usize,
    lang: Lang,
) -> Check {
    let ids: Vec<&str> = check.list("evidence").collect();
    let evidence = ids.iter().take(MOST).map(|id| {
        let row = paper.evidence(id);
        // An identity names the form; its first amount stands for it.
        let shown = match row.filter(|_| id.starts_with('p')) {
            Some(row) => form::amount_id(row),
            None => (*id).to_owned(),
        };
        let place = links.to(&shown, &format!("r-{shown}"), from);
        let printed = row.map_or("", |row| match row.get("printed") {
            "" => row.get("value_printed"),
            printed => printed,
        });
        let text = match printed {
            "" => lang.of("空白", "blank"),
            printed => printed,
        };
        let page = row.and_then(Record::page).map_or(String::new(), |page| match lang {
            Lang::Zh => format!(" 第{page}页"),
            Lang::En => format!(" p. {page}"),
        });
        Evidence { href: place, text: format!("{text}{page}") }
    });
    let evidence: Vec<Evidence> = evidence.filter(|e| !e.href.is_empty()).collect();
    let id = check.get("check_id");
    let [left, right] = ["left_value", "right_value"].map(|name| check.get(name));
    let values = match check.get("result") {
        "exact" if !left.is_empty() => format!("{left} = {right}"),
        _ => String::new(),
    };
    Check {
        values,
        id: id.to_owned(),
        rule: check.get("rule").to_owned(),
        result: caption::result(check.get("result"), lang),
        class: match (check.get("result"), check.get("kind")) {
            ("violated", "hint") => "hint",
            ("violated", _) => "bad",
            ("rounding", _) => "info",
            _ => "",
        },
        message: check.get(lang.of("message_zh", "message_en")).to_owned(),
        more: ids.len() - evidence.len().min(ids.len()),
        evidence,
        href: links.to(id, id, from),
        is_first: false,
    }
}

/// The violated identities, worst first, of one cause only the first; hints apart.
pub(crate) fn findings(paper: &Paper) -> (Vec<&Record>, Vec<&Record>) {
    let rank = |row: &Record| match row.get("severity") {
        "error" => 0,
        "warning" => 1,
        "info" => 2,
        _ => 3,
    };
    let mut violated: Vec<&Record> = paper
        .rows("checks")
        .iter()
        .filter(|row| row.get("result") == "violated")
        .collect();
    violated.sort_by_key(|row| rank(row));
    let mut causes: HashSet<&str> = HashSet::new();
    violated.retain(|row| {
        let cause = row.get("cluster");
        cause.is_empty() || causes.insert(cause)
    });
    violated.into_iter().partition(|row| row.get("kind") != "hint")
}
