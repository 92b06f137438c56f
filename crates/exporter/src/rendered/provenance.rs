//! The same document under another name or from another address, without reading it again.

use super::document::{Body, Rendered};
use crate::address::page_url;
use crate::csv::write_row;
use crate::ids;
use crate::schema::{self, Field};
use crate::wide;
use csv::{ByteRecord, ReaderBuilder};
use serde_bytes::ByteBuf;
use std::borrow::Cow;

impl Rendered {
    /// The document as it would have been rendered with this provenance.
    ///
    /// Costs nothing where nothing changes, a pass over the wide files where the name does, and
    /// one over the facts too where the address does.
    pub fn at(
        mut self,
        file_name: &str,
        source_url: &str,
        retrieved_at: &str,
    ) -> Rendered {
        let moved = self.source_url != source_url;
        if !moved && self.file_name == file_name && self.retrieved_at == retrieved_at {
            return self;
        }
        file_name.clone_into(&mut self.file_name);
        source_url.clone_into(&mut self.source_url);
        retrieved_at.clone_into(&mut self.retrieved_at);
        match &mut self.body {
            Body::Unreadable(_) => self.doc_id = ids::unreadable_doc_id(file_name),
            Body::Rows(files) => {
                let names = [
                    ("file_name", file_name),
                    ("source_url", source_url),
                    ("retrieved_at", retrieved_at),
                ];
                let relations = schema::relations().iter().map(|r| r.fields.as_slice());
                let wide = wide::files().iter().map(|file| file.fields.as_slice());
                for (file, fields) in files.iter_mut().zip(relations.chain(wide)) {
                    let at = |name| fields.iter().position(|f| f.name == name);
                    let fixed: Vec<(usize, &str)> = names
                        .iter()
                        .filter_map(|&(name, value)| Some((at(name)?, value)))
                        .collect();
                    let url = at("page_url").zip(at("page")).filter(|_| moved);
                    if !fixed.is_empty() || url.is_some() {
                        let url = url.map(|(url, page)| (url, page, source_url));
                        *file = rewritten(file, fields, &fixed, url);
                    }
                }
            }
        }
        self
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
