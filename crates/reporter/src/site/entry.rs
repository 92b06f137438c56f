//! What the overview remembers of a document once its own pages are written.

use crate::document::{self, Built};
use crate::paper::Paper;
use crate::plots::{self, Bar};
use publisher::Lang;

/// Parts of the three public expenses, as columns of the view.
const PARTS: [(&str, &str, &str); 4] = [
    ("abroad", "因公出国（境）", "abroad"),
    ("vehicle_purchase", "公务用车购置", "vehicles bought"),
    ("vehicle_running", "公务用车运行维护", "vehicles run"),
    ("reception", "公务接待", "reception"),
];

/// What the overview remembers of a document.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) file_name: String,
    pub(super) entity: String,
    pub(super) year: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) reason: String,
    pub(super) counts: [String; 3],
    pub(super) findings: Vec<Finding>,
    pub(super) sangong: Vec<Sangong>,
    pub(super) spending: Vec<Spending>,
    /// Whether its pages are shown as they look.
    pub(super) has_pictures: bool,
}

/// A finding.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) severity: String,
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) href: String,
}

/// The three public expenses of one body in one year.
#[derive(Debug)]
pub(super) struct Sangong {
    pub(super) entity: String,
    pub(super) year: String,
    pub(super) phase: String,
    /// Total, abroad, vehicles bought, vehicles run, reception, in yuan.
    pub(super) amounts: [String; 5],
    pub(super) href: String,
}

/// The spending of one body by class.
#[derive(Debug)]
pub(super) struct Spending {
    pub(super) entity: String,
    pub(super) year: String,
    /// Code, name, amount in yuan, page.
    pub(super) classes: Vec<(String, String, String, String)>,
}

impl Entry {
    pub(super) fn of(
        paper: &Paper,
        built: &Built,
        has_pictures: bool,
        lang: Lang,
    ) -> Entry {
        let document = &paper.document;
        let text = |name: &str| document.get(name).to_owned();
        let first = built.files.first().map_or("", |(name, _)| name.as_str());
        let at = |page: &str| {
            let file = page.parse().ok().and_then(|page: u32| built.file_of.get(&page));
            file.map_or(first.to_owned(), |file| format!("{file}#p{page}"))
        };
        let (findings, _) = document::findings(paper);
        let findings = findings.iter().map(|check| Finding {
            severity: check.get("severity").to_owned(),
            rule: check.get("rule").to_owned(),
            message: check.get(lang.of("message_zh", "message_en")).to_owned(),
            href: format!("d/{first}#{}", check.get("check_id")),
        });
        let sangong = paper.rows("views.sangong").iter().map(|row| Sangong {
            entity: row.get("entity").to_owned(),
            year: row.get("year").to_owned(),
            phase: row.get("phase").to_owned(),
            amounts: ["total", PARTS[0].0, PARTS[1].0, PARTS[2].0, PARTS[3].0]
                .map(|name| row.get(name).to_owned()),
            href: format!("d/{}", at(row.get("page"))),
        });
        let mut spending: Vec<Spending> = Vec::new();
        for row in paper.rows("views.spending_by_class") {
            let (entity, year) = (row.get("entity"), row.get("fiscal_year"));
            let class = ["code", "label", "total"].map(|name| row.get(name).to_owned());
            let [code, label, total] = class;
            let class = (code, label, total, format!("d/{}", at(row.get("page"))));
            match spending.last_mut().filter(|s| s.entity == entity && s.year == year) {
                Some(last) => last.classes.push(class),
                None => spending.push(Spending {
                    entity: entity.to_owned(),
                    year: year.to_owned(),
                    classes: vec![class],
                }),
            }
        }
        Entry {
            title: document::title(paper),
            href: format!("d/{first}"),
            file_name: text("file_name"),
            entity: text("entity"),
            year: text("fiscal_year"),
            kind: text("doc_kind"),
            status: text("status"),
            reason: text("status_reason"),
            counts: ["page_count", "tables_found", "facts"].map(text),
            findings: findings.collect(),
            sangong: sangong.collect(),
            spending,
            has_pictures,
        }
    }
}

/// The plots of one document, with links to its own pages.
pub(super) fn plots(
    paper: &Paper,
    lang: Lang,
    address: &dyn Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    let mut bars = Vec::new();
    for row in paper.rows("views.sangong").iter().take(4) {
        for (name, zh, en) in PARTS {
            let amount = row.get(name);
            if !amount.is_empty() {
                bars.push(Bar {
                    label: format!("{} {}", row.get("year"), lang.of(zh, en)),
                    value: format!("{amount} {}", lang.of("元", "yuan")),
                    href: address(row.get("page")),
                    parts: vec![(plots::length(amount), String::new())],
                });
            }
        }
    }
    if !bars.is_empty() {
        let title = lang.of("“三公”经费", "Three public expenses");
        out.push_str(&format!("<section id=\"sangong\"><h2>{title}</h2>"));
        out.push_str(&plots::bars(title, &bars, false));
        out.push_str("</section>");
    }
    let rows = paper.rows("views.spending_by_class").iter().take(40);
    let bars: Vec<Bar> = rows
        .filter(|row| !row.get("total").is_empty())
        .map(|row| Bar {
            label: format!("{} {}", row.get("code"), row.get("label")),
            value: format!("{} {}", row.get("total"), lang.of("元", "yuan")),
            href: address(row.get("page")),
            parts: vec![(plots::length(row.get("total")), String::new())],
        })
        .collect();
    if !bars.is_empty() {
        let title = lang.of("支出功能分类", "Spending by class");
        out.push_str(&format!("<section id=\"spending\"><h2>{title}</h2>"));
        out.push_str(&plots::bars(title, &bars, false));
        out.push_str("</section>");
    }
    out
}

/// Names of the parts of the three public expenses.
pub(super) fn part_names(lang: Lang) -> [&'static str; 4] {
    PARTS.map(|(_, zh, en)| lang.of(zh, en))
}
