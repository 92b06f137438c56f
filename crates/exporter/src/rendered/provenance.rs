//! The same document under another name or from another address, without reading it again.

use super::document::{Body, Rendered};
use crate::address::page_url;
use crate::csv::write_row;
use crate::ids;
use crate::schema::{self, Field};
use crate::wide;
use csv::{ByteRecord, ReaderBuilder};
use parser::mask::mask;
use serde_bytes::ByteBuf;
use std::borrow::Cow;

/// Where a document lies, and how it stands there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// File name for the output.
    pub file_name: &'a str,
    /// Address, empty where there is none.
    pub source_url: &'a str,
    /// When it was retrieved, empty where that is not known.
    pub retrieved_at: &'a str,
    /// `current`, `replaced` or `gone`; empty outside of a store.
    pub state: &'a str,
    /// Id of the document whose place it took.
    pub replaces: &'a str,
    /// What the link to it reads; masked in the output.
    pub link_label: &'a str,
    /// The page that links to it.
    pub article_url: &'a str,
    /// Its source's name.
    pub source_name: &'a str,
    /// The department that its source is given.
    pub source_department: &'a str,
    /// The year that its link says or its source is given.
    pub source_year: &'a str,
}

impl Rendered {
    /// The document as it would have been rendered with this provenance.
    ///
    /// Costs a row of `documents.csv` where the name and the address stay, a pass over the wide
    /// files where the name does not, and one over the facts too where the address does not.
    pub fn at(mut self, place: &Provenance<'_>) -> Rendered {
        let moved = self.source_url != place.source_url;
        let renamed = self.file_name != place.file_name;
        place.file_name.clone_into(&mut self.file_name);
        place.source_url.clone_into(&mut self.source_url);
        place.retrieved_at.clone_into(&mut self.retrieved_at);
        match &mut self.body {
            Body::Unreadable(_) => {
                self.doc_id = ids::unreadable_doc_id(place.file_name);
            }
            Body::Rows(files) => {
                let label = mask(place.link_label);
                let of_document = [
                    ("file_name", place.file_name),
                    ("source_url", place.source_url),
                    ("retrieved_at", place.retrieved_at),
                    ("state", place.state),
                    ("replaces", place.replaces),
                    ("link_label", &label),
                    ("article_url", place.article_url),
                    ("source_name", place.source_name),
                    ("source_department", place.source_department),
                    ("source_year", place.source_year),
                ];
                let name = [("file_name", place.file_name)];
                let relations =
                    schema::relations().iter().map(|r| (r.name, r.fields.as_slice()));
                let wide =
                    wide::files().iter().map(|file| (file.table, file.fields.as_slice()));
                for (file, (relation, fields)) in
                    files.iter_mut().zip(relations.chain(wide))
                {
                    let at = |name| fields.iter().position(|f| f.name == name);
                    let values = match relation {
                        "documents" => &of_document[..],
                        _ if renamed => &name[..],
                        _ => &[],
                    };
                    let fixed: Vec<(usize, &str)> = values
                        .iter()
                        .filter_map(|&(name, value)| Some((at(name)?, value)))
                        .collect();
                    let url = at("page_url").zip(at("page")).filter(|_| moved);
                    if !fixed.is_empty() || url.is_some() {
                        let url = url.map(|(url, page)| (url, page, place.source_url));
                        *file = rewritten(file, fields, &fixed, url);
                    }
                }
            }
        }
        self
    }

    /// Tells whether what it contributes to the output is what it contributed before: 16 hex
    /// digits over all of its rows.
    pub fn fingerprint(&self) -> String {
        let digest = match &self.body {
            Body::Rows(files) => {
                let mut all = String::new();
                for file in files {
                    all.push_str(&ids::sha256(file));
                }
                ids::sha256(all.as_bytes())
            }
            Body::Unreadable(failure) => ids::sha256(failure.reason.as_bytes()),
        };
        digest[..16].to_owned()
    }
}

/// The rows with other values in the `fixed` columns, and with other addresses of pages:
/// column of the address, column of the page, address of the file.
fn rewritten(
    rows: &[u8],
    fields: &[Field],
    fixed: &[(usize, &str)],
    url: Option<(usize, usize, &str)>,
) -> ByteBuf {
    let mut out = Vec::with_capacity(rows.len());
    // Cells that the formula rule has changed begin with a sign that it leaves alone, and
    // quotes depend on nothing but the cell: what does not change keeps its bytes.
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rows);
    let mut record = ByteRecord::new();
    while matches!(reader.read_byte_record(&mut record), Ok(true)) {
        let mut cells: Vec<Cow<'_, str>> =
            record.iter().map(String::from_utf8_lossy).collect();
        cells.resize(fields.len(), Cow::Borrowed(""));
        if let Some((column, page, source_url)) = url {
            cells[column] = page_url(source_url, &cells[page]).into();
        }
        for &(column, value) in fixed {
            cells[column] = value.into();
        }
        write_row(&mut out, fields, &cells);
    }
    ByteBuf::from(out)
}
