//! Identities that do not hold, those of one cause in one row.

use super::documents::Documents;
use super::line::Output;
use crate::error::Error;
use crate::package::Package;
use exporter::page_url;
use std::collections::HashMap;

/// Copied as they are.
const SAME: [&str; 14] = [
    "severity",
    "kind",
    "rule",
    "message_zh",
    "left_label",
    "left_value",
    "right_label",
    "right_value",
    "difference",
    "unit",
    "blame",
    "pages",
    "message_en",
    "check_id",
];

/// The others of a cause.
#[derive(Default)]
struct Others {
    count: u64,
    rules: Vec<String>,
}

pub(super) fn write(
    package: &Package,
    documents: &Documents,
    output: &mut Output,
) -> Result<(), Error> {
    let Some(checks) = package.resource("checks") else { return Ok(()) };
    let others = count(package)?;
    let mut rows = package.rows(checks)?;
    let mut told = std::collections::HashSet::new();
    while rows.advance()? {
        if rows.named("result") != "violated" {
            continue;
        }
        let cause =
            (rows.named("doc_id").into_owned(), rows.named("cluster").into_owned());
        let is_alone = cause.1.is_empty();
        let others = others.get(&cause).filter(|_| !is_alone);
        if !is_alone && !told.insert(cause.clone()) {
            continue;
        }
        let document = documents.of(&cause.0);
        let mut line = output.line();
        for name in SAME {
            line.set(name, rows.named(name));
        }
        let pages = rows.named("pages").into_owned();
        let page = pages.split(';').next().unwrap_or_default();
        line.set("entity", document.entity.as_str());
        line.set("fiscal_year", document.fiscal_year.as_str());
        line.set("page", page);
        line.set("page_url", page_url(&document.source_url, page));
        line.set("file_name", document.file_name.as_str());
        line.set("checks", others.map_or(1, |others| others.count).to_string());
        let rule = rows.named("rule");
        let also = others.map_or(Vec::new(), |others| {
            others.rules.iter().filter(|other| **other != rule).cloned().collect()
        });
        line.set("also", also.join(";"));
        line.set("doc_id", cause.0.as_str());
        output.write(&line)?;
    }
    Ok(())
}

/// How many identities fail for each cause: violations are few among checks.
fn count(package: &Package) -> Result<HashMap<(String, String), Others>, Error> {
    let mut counted: HashMap<(String, String), Others> = HashMap::new();
    let Some(checks) = package.resource("checks") else { return Ok(counted) };
    let mut rows = package.rows(checks)?;
    while rows.advance()? {
        if rows.named("result") != "violated" || rows.named("cluster").is_empty() {
            continue;
        }
        let cause =
            (rows.named("doc_id").into_owned(), rows.named("cluster").into_owned());
        let others = counted.entry(cause).or_default();
        others.count += 1;
        let rule = rows.named("rule").into_owned();
        if !others.rules.contains(&rule) {
            others.rules.push(rule);
        }
    }
    Ok(counted)
}
