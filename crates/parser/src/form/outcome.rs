//! What reading one form gives: projects and what was not understood.

use super::contact;
use super::label::{self, Field};
use super::project;
use super::segment::{Segment, Shape};
use super::view::{RowAt, View};
use crate::disclosure::confidence;
use crate::disclosure::{Diagnostic, Origin, Severity};
use crate::disclosure::{FormKind, Funding, Method, Project, Unit, ValueState};
use crate::page::figure;
use crate::words::mask::mask;
use crate::words::normal::normalise;
use rust_decimal::Decimal;

/// One form while it is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) project: Project,
    /// Projects already complete, in lists.
    pub(super) projects: Vec<Project>,
    unit: Option<Unit>,
    line_unit: Option<Unit>,
    /// An amount is printed and no unit of money is.
    pub(super) missing_unit: bool,
    /// Rows that a page break had parted.
    pub(super) joined: usize,
    /// Rows of text input whose words had drifted and could not all be placed.
    pub(super) drifted: usize,
    pub(super) rate_weight: Option<String>,
    /// Printed words of rows that sum a group of projects.
    pub(super) groups: Vec<(String, Origin)>,
}

impl Outcome {
    /// What the lines around the form say before its cells are read.
    pub(super) fn begin(view: &View<'_>, segment: &Segment, kind: FormKind) -> Self {
        let mut out = Outcome::default();
        out.project.form = kind;
        segment.title.trim().clone_into(&mut out.project.title_printed);
        out.project.pages = view.pages(&segment.rows);
        let above = segment.lines.iter().map(|l| (l, true));
        // Below stand names and a date, or what belongs to the next table.
        let below = segment.below.iter().take(2).map(|l| (l, false));
        for (line, is_above) in above.chain(below) {
            if is_above {
                out.line_unit = out.line_unit.take().or(label::unit_in_line(line));
            }
            for (name, words) in contact::inline(line) {
                let key = label::key(&name);
                if label::is_contact(&key) {
                    contact::add(&mut out.project.contact, &name, &words);
                } else if let Some(field) = label::field(&key)
                    && (field == Field::FilledOn
                        || is_above
                            && matches!(
                                field,
                                Field::ImplementingUnit | Field::Department
                            ))
                    && label::unit_in_line(&words).is_none()
                {
                    let words =
                        words.split(['\u{3000}', '\t']).next().unwrap_or_default();
                    project::set(&mut out.project, field, words, false);
                }
            }
        }
        out
    }

    /// The unit of money printed in a label of the form.
    pub(super) fn note_unit(&mut self, unit: Option<Unit>) {
        self.unit = self.unit.take().or(unit);
    }

    /// The unit of money printed on a line around the form.
    pub(super) fn note_line_unit(&mut self, unit: Option<Unit>) {
        self.line_unit = self.line_unit.take().or(unit);
    }

    /// The form's unit of money.
    pub(super) fn unit(&self) -> Option<Unit> {
        self.unit.clone().or_else(|| self.line_unit.clone())
    }

    /// Notes that a field's text is cut by a border.
    pub(super) fn clip(&mut self, column: &str) {
        if !column.is_empty() && !self.project.clipped_fields.iter().any(|c| c == column)
        {
            self.project.clipped_fields.push(column.to_owned());
        }
    }

    /// Takes the project that is being read as complete.
    pub(super) fn close_project(
        &mut self,
        view: &View<'_>,
        rows: &[RowAt],
        method: Method,
    ) {
        let mut project = self.project.clone();
        project.pages = view.pages(rows);
        project.method = method;
        if project.form == FormKind::Overall
            && (project.department_name.is_empty()
                || project.department_name == project.implementing_unit)
        {
            // The whole department's form has no unit apart from the department.
            project.department_name = std::mem::take(&mut project.implementing_unit);
        }
        if project.unit.printed.is_empty()
            && let Some(unit) = self.unit()
        {
            project.unit = unit;
        }
        project.executed_yuan = executed(&project);
        let confidences = project
            .funding
            .iter()
            .map(|f| f.confidence)
            .chain(project.indicators.iter().map(|i| i.confidence));
        project.confidence = confidences.fold(1.0f32, f32::min);
        self.projects.push(project);
    }

    /// The projects and the diagnostics of the form.
    pub(super) fn finish(
        mut self,
        view: &View<'_>,
        segment: &Segment,
    ) -> (Vec<Project>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let origin =
            segment.rows.first().map(|&at| view.row_origin(at)).unwrap_or_default();
        let year = segment
            .lines
            .iter()
            .find_map(|line| project::year_line(line))
            .or_else(|| year_in_grid(view, segment));
        for project in &mut self.projects {
            project.form_year = year.or_else(|| {
                project::title_year(&project.title_printed, &project.project_name)
            });
        }
        let name = |p: &Project| {
            if p.project_name.is_empty() {
                p.department_name.clone()
            } else {
                p.project_name.clone()
            }
        };
        let first = self.projects.first().map(name).unwrap_or_default();
        if self.missing_unit {
            diagnostics.push(
                Diagnostic::new(
                    "unknown-unit",
                    Severity::Warning,
                    format!("no unit of money is printed for the form 「{first}」"),
                )
                .at(origin)
                .hint(
                    "the amounts stay as printed and amount_yuan is empty; see the page",
                ),
            );
        }
        for project in &self.projects {
            for funding in project.funding.iter().filter(|f| {
                matches!(
                    f.state,
                    ValueState::Text | ValueState::Clipped | ValueState::Unreadable
                ) && f.printed.chars().any(|c| c.is_ascii_digit() || c == '#')
            }) {
                diagnostics.push(
                    Diagnostic::new(
                        "form-amount-unread",
                        Severity::Warning,
                        format!(
                            "an amount of the form 「{}」 is not a number",
                            name(project)
                        ),
                    )
                    .at(funding.origin)
                    .printed(mask(&funding.printed).into_owned()),
                );
            }
        }
        for project in &self.projects {
            for funding in &project.funding {
                let Some(recognised) = &funding.recognised else { continue };
                let first = &recognised.read_first;
                if funding.confidence > confidence::REPAIRED || first.is_empty() {
                    continue;
                }
                let words = &funding.source_printed;
                let told = figure::repaired(first, &funding.printed, words);
                diagnostics.push(told.at(funding.origin));
            }
        }
        for (words, origin) in &self.groups {
            diagnostics.push(
                Diagnostic::new(
                    "form-group-row",
                    Severity::Info,
                    "a row sums a group of projects and is no project itself",
                )
                .at(*origin)
                .printed(mask(words).into_owned()),
            );
        }
        let unowned: Vec<&Project> = self
            .projects
            .iter()
            .filter(|p| segment.shape == Shape::List && p.form != FormKind::Overall)
            .filter(|p| p.project_name.is_empty() && !p.indicators.is_empty())
            .collect();
        for project in unowned {
            let at = project.indicators.first().map_or(origin, |i| i.origin);
            diagnostics.push(
                Diagnostic::new(
                    "form-owner-unknown",
                    Severity::Warning,
                    format!(
                        "{} indicator(s) stand beside a cell that names no project",
                        project.indicators.len()
                    ),
                )
                .at(at)
                .hint("see the page: the name may be printed further down"),
            );
        }
        if self.joined > 0 {
            diagnostics.push(
                Diagnostic::new(
                    "form-row-joined",
                    Severity::Info,
                    format!("{} row(s) parted by a page break were joined", self.joined),
                )
                .at(origin),
            );
        }
        if self.drifted > 0 {
            diagnostics.push(
                Diagnostic::new(
                    "form-level-unknown",
                    Severity::Info,
                    format!(
                        "{} row(s) print no 二级指标 that could be placed",
                        self.drifted
                    ),
                )
                .at(origin),
            );
        }
        diagnostics.extend(unread(view, segment, &first));
        (self.projects, diagnostics)
    }
}

/// The year a form states inside its grid: on a row of its own, or beside 预算年度. A
/// number that only stands among others is none.
fn year_in_grid(view: &View<'_>, segment: &Segment) -> Option<u16> {
    segment.rows.iter().take(6).find_map(|&at| {
        let printed = view.printed(at);
        if let [only] = printed.as_slice() {
            return project::year_line(view.text(*only));
        }
        printed.windows(2).find_map(|pair| {
            let key = view.key(pair[0]);
            let names = key.ends_with("年度") || key.ends_with("年份");
            names.then(|| project::bare_year(view.text(pair[1])))?
        })
    })
}

/// What was spent of a project, by its funding lines.
pub(crate) fn executed(project: &Project) -> Option<Decimal> {
    let is_total = |f: &&Funding| f.stage == "executed" && f.source == "total";
    project.funding.iter().find(is_total).and_then(|f| f.amount_yuan)
}

/// One diagnostic for all cells of a form whose words went nowhere.
fn unread(view: &View<'_>, segment: &Segment, name: &str) -> Option<Diagnostic> {
    /// Enough to find the cells on the page.
    const SHOWN: usize = 8;
    let mut words = Vec::new();
    let mut origin = None;
    for &at in &segment.rows {
        for cell in view.printed(at) {
            if !view.is_taken(cell) {
                origin = origin.or(Some(view.origin(cell)));
                words.push(view.text(cell).chars().take(16).collect::<String>());
            }
        }
    }
    let count = words.len();
    words.truncate(SHOWN);
    let shown = mask(&text_of(&words)).into_owned();
    (count > 0).then(|| {
        Diagnostic::new(
            "form-unread-cells",
            Severity::Info,
            format!(
                "{count} cell(s) of the form 「{name}」 fill no column of the output"
            ),
        )
        .at(origin.unwrap_or_default())
        .printed(shown)
    })
}

fn text_of(words: &[String]) -> String {
    words.iter().map(|w| normalise(w)).collect::<Vec<_>>().join(" | ")
}
