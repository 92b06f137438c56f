//! Performance forms: label–value sheets and lists, read as projects.
//!
//! ```text
//! all grids ─▶ segment (where a form begins and ends, over pages)
//!                 ├─▶ sheet: 申报表, 填报表, 自评表, 部门整体
//!                 └─▶ list: one project or one indicator per row
//! ```
//!
//! What the printed labels mean is data: `catalog/performance/labels.toml`.

mod bounds;
mod carry;
mod contact;
mod drift;
pub(crate) mod funding;
mod heading;
mod heads;
mod indicators;
mod label;
mod list;
mod meaning;
pub(crate) mod outcome;
mod part;
mod project;
mod prose;
mod quantity;
mod segment;
mod sheet;
mod tasks;
#[cfg(test)]
mod tests;
pub mod value;
mod view;
mod words;

use crate::disclosure::{Diagnostic, Explanation};
use crate::disclosure::{FormKind, Method, Project};
use extractor::SourceKind;
pub use part::FormPart;
use segment::Shape;
use view::View;

/// Whether a text is a label of performance forms.
pub(crate) fn knows(text: &str) -> bool {
    words::WORDS.knows(text)
}

/// What all forms of a document say.
#[derive(Debug, Clone, Default)]
pub struct FormReading {
    /// Projects in printed order.
    pub projects: Vec<Project>,
    /// The projects of each printed table: one for a sheet, many for a list.
    pub tables: Vec<std::ops::Range<usize>>,
    /// Per part: whether it is a form or a part of one.
    pub consumed: Vec<bool>,
    /// What was not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// The diagnostics this module gives.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: "form-unread-cells",
        summary: "Cells of a performance form fill no column of the output.",
        detail: "The form prints more than the output has columns for (remarks, scoring rules, \
                 explanations of indicators), or a label is not known yet. The message counts the \
                 cells and shows their first words. A new label is taught in \
                 catalog/performance/labels.toml.",
    },
    Explanation {
        code: "form-amount-unread",
        summary: "An amount of a performance form is not a number.",
        detail: "The cell prints figures that do not read as one number, or is cut by its border. \
                 amount_yuan stays empty.",
    },
    Explanation {
        code: "form-group-row",
        summary: "A row of a list of projects sums a group.",
        detail: "Lists of projects print a row per unit and a grand total. They are no projects; \
                 the unit's name goes to the projects below it.",
    },
    Explanation {
        code: "form-row-joined",
        summary: "A row parted by a page break was joined.",
        detail: "The first row of a page had only the end of the last row of the page before: no \
                 levels, no weight, no score. Its words were put behind those of that row.",
    },
    Explanation {
        code: "form-owner-unknown",
        summary: "Rows of a list stand beside a cell that names no project.",
        detail: "A merged cell for the name begins beside these rows and nothing is printed in \
                 it, on this page or the next. They are kept as a project without a name: never \
                 filed under the project above.",
    },
    Explanation {
        code: "form-level-unknown",
        summary: "An indicator prints no 二级指标 that could be placed.",
        detail: "In text input merged cells cannot be seen and words drift between columns. \
                 Where neither half of the form names the level, it is left empty.",
    },
];

/// What kind of form begins in this grid, if any.
///
/// Decided by title lines above, a title row inside the grid and the labels in it; never by
/// the title alone. A part that only goes on with a form of the page before begins none.
pub fn detect(part: &FormPart<'_>) -> Option<FormKind> {
    let parts = [*part];
    let view = View::new(&parts, SourceKind::Pdf);
    bounds::starts(&view, 0).first().map(bounds::Start::kind)
}

/// Reads every form of a document.
///
/// `parts` are all its grids in printed order, forms or not; what is no form is left alone.
pub fn read(parts: &[FormPart<'_>], source: SourceKind) -> FormReading {
    let mut reading =
        FormReading { consumed: vec![false; parts.len()], ..FormReading::default() };
    let (segments, carried) = {
        let printed = View::new(parts, source);
        let segments = bounds::segments(&printed);
        let carried = carry::over_pages(parts, &printed, &segments);
        (segments, carried)
    };
    let whole: Vec<FormPart<'_>> = parts
        .iter()
        .zip(&carried.grids)
        .map(|(part, grid)| FormPart {
            grid: grid.as_ref().unwrap_or(part.grid),
            ..*part
        })
        .collect();
    let mut view = View::new(&whole, source);
    view.carry(carried.moved, carried.begins);
    for segment in segments {
        let recognised = segment.rows.iter().any(|r| {
            view.part(r.part)
                .grid
                .cells
                .iter()
                .any(|c| !c.is_blank() && c.confidence < 1.0)
        });
        let method = if source == SourceKind::Image || recognised {
            Method::Ocr
        } else {
            Method::Text
        };
        let outcome = match segment.shape {
            Shape::Sheet => sheet::read(&mut view, &segment, segment.kind, method),
            Shape::List => list::read(&mut view, &segment, segment.kind, method),
        };
        let (projects, diagnostics) = outcome.finish(&view, &segment);
        for row in &segment.rows {
            reading.consumed[row.part] = true;
        }
        let first = reading.projects.len();
        reading.projects.extend(projects);
        reading.tables.push(first..reading.projects.len());
        reading.diagnostics.extend(diagnostics);
    }
    reading
}
