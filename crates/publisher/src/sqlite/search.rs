//! `search`: every text worth looking for, with its document and page, and an index of it.

use super::failure::Failure;
use super::grams::grams;
use crate::package::{Package, Resource, Rows};
use rusqlite::{Connection, Statement};

/// Which columns of which relation are searched, and where its page stands.
struct Searched {
    relation: &'static str,
    columns: &'static [&'static str],
    page: &'static str,
    /// Columns that tell one row on paper from the next: cells of one row are one hit.
    same: &'static [&'static str],
}

const SEARCHED: [Searched; 8] = [
    Searched {
        relation: "documents",
        columns: &["entity", "title_printed", "file_name"],
        page: "",
        same: &[],
    },
    Searched {
        relation: "tables",
        columns: &["title_printed", "entity_printed", "empty_note", "footnote"],
        page: "page_from",
        same: &[],
    },
    Searched {
        relation: "facts",
        columns: &["label"],
        page: "page",
        same: &["table_id", "row", "side"],
    },
    Searched {
        relation: "projects",
        columns: &[
            "project_name",
            "department_name",
            "implementing_unit",
            "overview",
            "basis",
            "necessity",
            "measures",
            "plan",
            "goal_full",
            "goal_annual",
            "goal_actual",
        ],
        page: "page_from",
        same: &[],
    },
    Searched {
        relation: "indicators",
        columns: &["level3", "value_printed", "actual_printed", "deviation"],
        page: "page",
        same: &[],
    },
    Searched {
        relation: "sections",
        columns: &["heading", "text"],
        page: "page_from",
        same: &[],
    },
    Searched {
        relation: "views.findings",
        columns: &["message_zh", "left_label", "right_label"],
        page: "page",
        same: &[],
    },
    Searched { relation: "diagnostics", columns: &["message"], page: "page", same: &[] },
];

pub(super) fn fill(package: &Package, connection: &Connection) -> Result<(), Failure> {
    // The index holds no text of its own, and no positions: pieces are words, not phrases.
    connection.execute_batch(
        "CREATE TABLE search (
           search_id INTEGER PRIMARY KEY,
           relation TEXT NOT NULL,
           id TEXT NOT NULL,
           doc_id TEXT,
           page INTEGER,
           content TEXT NOT NULL
         );
         CREATE VIRTUAL TABLE search_index USING fts5(
           words, content = '', detail = none, columnsize = 0, tokenize = 'unicode61'
         );",
    )?;
    let mut text = connection.prepare("INSERT INTO search VALUES (?, ?, ?, ?, ?, ?)")?;
    let mut index =
        connection.prepare("INSERT INTO search_index (rowid, words) VALUES (?, ?)")?;
    let mut id = 0;
    for searched in &SEARCHED {
        if let Some(resource) = package.resource(searched.relation) {
            let rows = package.rows(resource)?;
            id = add(searched, resource, rows, id, &mut text, &mut index)?;
        }
    }
    connection
        .execute_batch("INSERT INTO search_index (search_index) VALUES ('optimize');")?;
    Ok(())
}

fn add(
    searched: &Searched,
    resource: &Resource,
    mut rows: Rows<'_>,
    mut id: i64,
    text: &mut Statement<'_>,
    index: &mut Statement<'_>,
) -> Result<i64, Failure> {
    let relation = resource.plain_name();
    let mut last = Vec::new();
    while rows.advance()? {
        let here: Vec<String> =
            searched.same.iter().map(|name| rows.named(name).into_owned()).collect();
        if !here.is_empty() && here == last {
            continue;
        }
        last = here;
        let mut content = String::new();
        for name in searched.columns {
            let cell = rows.named(name);
            if !cell.is_empty() && !content.is_empty() {
                content.push('\n');
            }
            content.push_str(&cell);
        }
        if content.is_empty() {
            continue;
        }
        id += 1;
        let key: Vec<String> =
            resource.key.iter().map(|name| rows.named(name).into_owned()).collect();
        let page: Option<i64> = rows.named(searched.page).parse().ok();
        let document = resource.position("doc_id").map(|column| rows.cell(column));
        text.execute((id, &relation, key.join(" "), document, page, &content))?;
        index.execute((id, grams(&content)))?;
    }
    Ok(id)
}
