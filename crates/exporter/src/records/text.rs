//! `sections.csv`.

use super::rows::SectionRow;
use super::{Context, Sink, emit, optional};
use parser::Section;
use parser::mask::mask;

impl Context<'_> {
    pub(super) fn sections(&mut self, sections: &[Section], sink: &mut dyn Sink) {
        for (index, section) in sections.iter().enumerate() {
            let from = section.pages.map(|(from, _)| from);
            let position: [&dyn std::fmt::Display; 2] = [&index, &optional(from)];
            let id = self.ids.next('s', self.doc_id, &position);
            let row = SectionRow {
                section_id: id.into(),
                doc_id: self.doc_id.into(),
                kind: section.kind.as_str().into(),
                number: mask(&section.number),
                heading: mask(&section.heading),
                page_from: optional(from),
                page_to: optional(section.pages.map(|(_, to)| to)),
                text: mask(&section.text),
            };
            emit(sink, &row);
        }
    }
}
