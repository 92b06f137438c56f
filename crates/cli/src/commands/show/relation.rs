//! Rows of the output files, as text or JSON.

use exporter::records::{Content, Sink};
use exporter::schema;
use extractor::Document;
use parser::Disclosure;
use serde_json::{Map, Value, json};

/// Rows of one relation.
pub(super) struct Collected {
    relation: &'static str,
    page: Option<u32>,
    rows: Vec<Vec<String>>,
}

impl Collected {
    pub(super) fn of(
        relation: &'static str,
        document: &Document,
        disclosure: &Disclosure,
        page: Option<u32>,
    ) -> Collected {
        let input = exporter::Input {
            file_name: "",
            source_url: "",
            retrieved_at: "",
            outcome: exporter::Outcome::Read { document, disclosure },
        };
        let doc_id = exporter::records::doc_id(&input);
        let mut rows = Collected { relation, page, rows: Vec::new() };
        exporter::records::write(&input, &doc_id, Content::default(), &mut rows);
        rows
    }

    fn columns(&self) -> Vec<&'static str> {
        schema::relation(self.relation)
            .map(|relation| relation.fields.iter().map(|field| field.name).collect())
            .unwrap_or_default()
    }

    pub(super) fn json(&self) -> Value {
        let columns = self.columns();
        let rows = self.rows.iter().map(|row| {
            let cells = columns.iter().zip(row);
            let object: Map<String, Value> =
                cells.map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect();
            Value::Object(object)
        });
        rows.collect()
    }

    /// The columns a person looks at first.
    pub(super) fn text(&self) -> String {
        let shown = shown(self.relation);
        let columns = self.columns();
        let indices: Vec<usize> = shown
            .iter()
            .filter_map(|name| columns.iter().position(|column| column == name))
            .collect();
        let mut text = shown.join("\t");
        text.push('\n');
        for row in &self.rows {
            let cells: Vec<String> = indices
                .iter()
                .filter_map(|&i| row.get(i))
                .map(|cell| cell.replace(['\t', '\n'], " "))
                .collect();
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }

    fn wanted(&self, cells: &[&str]) -> bool {
        let Some(page) = self.page else { return true };
        let columns = self.columns();
        let number = |name: &str| {
            let index = columns.iter().position(|column| *column == name)?;
            cells.get(index)?.parse::<u32>().ok()
        };
        match self.relation {
            "tables" | "sections" => {
                matches!((number("page_from"), number("page_to")),
                    (Some(from), Some(to)) if (from..=to).contains(&page))
            }
            "checks" => {
                let index = columns.iter().position(|column| *column == "pages");
                let pages = index.and_then(|index| cells.get(index));
                pages.is_some_and(|p| p.split(';').any(|p| p.parse() == Ok(page)))
            }
            _ => number("page") == Some(page),
        }
    }
}

/// The columns of a relation that a person looks at first.
fn shown(relation: &str) -> &'static [&'static str] {
    match relation {
        "tables" => &[
            "table",
            "sequence",
            "state",
            "page_from",
            "page_to",
            "rows",
            "unit_printed",
            "label_printed",
            "title_printed",
        ],
        "sections" => &["kind", "page_from", "page_to", "number", "heading"],
        "statements" => &[
            "page",
            "kind",
            "subject",
            "direction",
            "compared_with",
            "year",
            "phase",
            "code",
            "printed",
            "amount_yuan",
            "base_value",
            "linked_fact_id",
        ],
        "checks" => &[
            "rule",
            "result",
            "severity",
            "blame",
            "pages",
            "left_label",
            "left_value",
            "right_label",
            "right_value",
            "difference",
            "tolerance",
            "unit",
            "cluster",
        ],
        _ => &[
            "table",
            "page",
            "row",
            "code",
            "label",
            "column",
            "value_state",
            "printed",
            "amount_yuan",
            "proofs",
            "disproofs",
        ],
    }
}

impl Sink for Collected {
    fn row(&mut self, relation: &'static str, cells: &[&str]) {
        if relation == self.relation && self.wanted(cells) {
            self.rows.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
        }
    }

    fn wide(&mut self, _file: usize, _cells: &[&str]) {}
}
