//! Wide lists: one project or one indicator per row under column heads.

use super::funding;
use super::heading::{Kind, ListColumn, ListHead, head, is_score};
use super::heads::{Block, Head, Raw};
use super::indicators;
use super::label::{self, Column, Field, Goal};
use super::outcome::Outcome;
use super::project;
use super::prose;
use super::segment::Segment;
use super::view::{CellAt, RowAt, View};
use crate::disclosure::{FormKind, Horizon, Method, Project};
use crate::words::normal::normalise;

struct Reader {
    out: Outcome,
    base: Project,
    method: Method,
    raws: Vec<Raw>,
    rows: Vec<RowAt>,
    started: bool,
    /// The last row named something and had neither goal nor indicator.
    group: Option<(String, bool)>,
    unit_name: String,
    row: usize,
}

/// Reads one list.
pub(super) fn read(
    view: &mut View<'_>,
    segment: &Segment,
    kind: FormKind,
    method: Method,
) -> Outcome {
    let out = Outcome::begin(view, segment, kind);
    let base = out.project.clone();
    let mut reader = Reader {
        out,
        base,
        method,
        raws: Vec::new(),
        rows: Vec::new(),
        started: false,
        group: None,
        unit_name: String::new(),
        row: 0,
    };
    let mut columns: Vec<ListColumn> = Vec::new();
    let mut block: Option<Block> = None;
    let mut part = usize::MAX;
    let mut body = 0;
    let mut top = false;
    for &at in &segment.rows {
        if at.part != part {
            part = at.part;
            body = 0;
            top = true;
            if let Some((row, mut head)) = head(view, part, 0) {
                // Printed again, a head that cannot be read is the one that stood there.
                if columns.len() == head.columns.len() {
                    for (new, old) in head.columns.iter_mut().zip(&columns) {
                        if new.kind == Kind::Other {
                            new.kind = old.kind.clone();
                        }
                    }
                }
                take_head(view, &mut reader.out, part, row, &head);
                body = head.body;
                let fresh = block_of(view, &head.columns);
                block = match (block.take(), fresh) {
                    (Some(old), Some(mut new)) => {
                        new.continue_from(&old);
                        Some(new)
                    }
                    (_, fresh) => fresh,
                };
                columns = head.columns;
            }
        }
        if at.row < body {
            continue;
        }
        reader.row += 1;
        reader.body_row(view, at, &columns, &mut block, top);
        top = false;
    }
    reader.close(view);
    reader.out
}

fn take_head(
    view: &mut View<'_>,
    out: &mut Outcome,
    part: usize,
    row: usize,
    head: &ListHead,
) {
    for r in 0..head.body {
        for cell in view.printed(RowAt { part, row: r }) {
            if r < row {
                let words = view.text(cell);
                out.note_line_unit(label::unit_in_line(words));
                if out.project.title_printed.is_empty() && label::is_title(words) {
                    words.clone_into(&mut out.project.title_printed);
                }
            } else if label::source(view.key(cell), true).is_some() {
                out.note_unit(label::unit_in_label(view.text(cell)));
            }
            view.take(cell);
        }
    }
}

fn block_of(view: &View<'_>, columns: &[ListColumn]) -> Option<Block> {
    let heads: Vec<Head> = columns
        .iter()
        .filter_map(|c| match c.kind {
            Kind::Indicator(column) => Some(Head {
                column,
                half: 0,
                span: c.span,
                slot: view.cell(c.head).cols.start,
            }),
            _ => None,
        })
        .collect();
    let useful = heads.iter().any(|h| {
        matches!(
            h.column,
            Column::Level1 | Column::Level2 | Column::Level3 | Column::Value
        )
    });
    useful.then(|| Block::new(heads, 1))
}

impl Reader {
    fn body_row(
        &mut self,
        view: &mut View<'_>,
        at: RowAt,
        columns: &[ListColumn],
        block: &mut Option<Block>,
        top: bool,
    ) {
        let here = |view: &View<'_>, column: &ListColumn| {
            view.under(at, column.span)
                .filter(|&c| {
                    view.cell(c).rows.start == at.row && !view.cell(c).is_blank()
                })
                .filter(|&c| !view.is_taken(c))
        };
        let name_kind =
            if columns.iter().any(|c| c.kind == Kind::Field(Field::ProjectName)) {
                vec![Field::ProjectName]
            } else {
                vec![Field::ImplementingUnit, Field::Department]
            };
        let name = columns
            .iter()
            .filter(|c| matches!(c.kind, Kind::Field(f) if name_kind.contains(&f)))
            .find_map(|c| here(view, c));
        let goals: Vec<(Goal, CellAt)> = columns
            .iter()
            .filter_map(|c| match c.kind {
                Kind::Goal(goal) => Some((goal, here(view, c)?)),
                _ => None,
            })
            .collect();
        let aims = columns.iter().any(|c| {
            let aim = match c.kind {
                Kind::Indicator(_) | Kind::Prose => true,
                Kind::Field(field) => is_score(Some(field)),
                _ => false,
            };
            aim && { view.under(at, c.span).is_some_and(|x| !view.cell(x).is_blank()) }
        });
        let printed = view.printed(at);
        if printed.is_empty() && !aims {
            return;
        }
        if is_head_again(view, &printed, columns) {
            printed.iter().for_each(|&c| view.take(c));
            return;
        }
        let sums = printed.iter().any(|&c| is_sum(view.key(c)));
        if sums && !aims && goals.is_empty() {
            self.note_group(view, at, String::new());
            return;
        }
        if let [only] = printed.as_slice()
            && (view.key(*only).starts_with('注')
                || view.key(*only).starts_with("备注")
                || view.key(*only).starts_with("说明"))
        {
            return;
        }
        if let Some(cell) = name {
            let words = view.text(cell).to_owned();
            if goals.is_empty() && !aims {
                // The row names a group, or a project that has its goals on the next page.
                self.close(view);
                self.note_group(view, at, words.clone());
                self.group = Some((words, true));
                self.start(view, at, columns, block);
                self.started = false;
                return;
            }
            let money = |c: &&ListColumn| matches!(c.kind, Kind::Money(_));
            let paid = self.out.project.funding.iter().any(|f| !f.printed.is_empty());
            let unpaid = columns.iter().any(|c| money(&c))
                && columns.iter().filter(money).all(|c| here(view, c).is_none());
            if top && self.started && paid && unpaid {
                // A name parted by the page break: no amount stands beside its end.
                view.take(cell);
                self.name_goes_on(&words);
            }
            let parted = view.is_taken(cell);
            let same = !parted
                && self.started
                && normalise(&words)
                    == normalise(self.out.project.project_name_or_unit())
                && (top || self.repeats(view, at, columns, &goals));
            if parted {
                self.out.joined += 1;
            } else if same {
                for column in columns {
                    if matches!(column.kind, Kind::Field(_) | Kind::Money(_))
                        && let Some(cell) = here(view, column)
                    {
                        view.take(cell);
                    }
                }
            } else {
                self.close(view);
                self.start(view, at, columns, block);
            }
        } else if !self.started && self.group.as_ref().is_some_and(|g| g.1) && aims {
            // What looked like a group has indicators on the next page: it is a project.
            self.out.groups.pop();
            self.started = true;
            self.unit_name.clear();
        } else if !self.started && aims {
            self.start(view, at, columns, block);
        } else if self.started && aims && !view.is_loose(at.part) {
            let own = columns
                .iter()
                .filter(|c| matches!(c.kind, Kind::Field(f) if name_kind.contains(&f)))
                .find_map(|c| view.under(at, c.span))
                .filter(|&c| view.cell(c).rows.start == at.row);
            let money = columns
                .iter()
                .find(|c| matches!(c.kind, Kind::Money(_)))
                .is_some_and(|c| here(view, c).is_some());
            // Its amount or goal begins beside it, printed here or on the next page.
            let beside = columns
                .iter()
                .filter(|c| matches!(c.kind, Kind::Money(_) | Kind::Goal(_)))
                .filter_map(|c| view.under(at, c.span))
                .any(|c| view.cell(c).rows.start == at.row);
            let nameless = own.is_some_and(|c| {
                if top { view.begins(c) } else { view.cell(c).rows.len() > 1 && beside }
            });
            if nameless {
                // Another merged cell begins and names nothing: these rows are not those
                // of the project above.
                self.close(view);
                self.start(view, at, columns, block);
            } else if money
                && !goals.is_empty()
                && !self.repeats(view, at, columns, &goals)
            {
                // One name merged over several amounts, each with its own goal.
                let before = self.out.project.clone();
                self.close(view);
                self.start(view, at, columns, block);
                self.name_as(&before);
            }
        }
        self.rows.push(at);
        for column in columns {
            if view.key(column.head) == "序号"
                && let Some(cell) = here(view, column)
            {
                view.take(cell);
            }
        }
        for (goal, cell) in goals {
            let words = view.text(cell).to_owned();
            view.take(cell);
            let project = &mut self.out.project;
            let slot = match goal {
                Goal::Full => &mut project.goal_full,
                Goal::Annual => &mut project.goal_annual,
                Goal::Actual => &mut project.goal_actual,
            };
            // A merged cell over a page break prints its text again, or goes on with it.
            if !normalise(slot).contains(&normalise(&words)) {
                slot.push_str(&words);
            }
            if view.cell(cell).clipped {
                self.out.clip(match goal {
                    Goal::Full => "goal_full",
                    Goal::Annual => "goal_annual",
                    Goal::Actual => "goal_actual",
                });
            }
        }
        if let Some(block) = block.as_mut() {
            let raws = block.read(view, at, self.row);
            if top && name.is_none() && indicators::join(&mut self.raws, &raws) {
                self.out.joined += 1;
            } else {
                self.raws.extend(raws);
            }
        }
        for column in columns.iter().filter(|c| c.kind == Kind::Prose) {
            if let Some(cell) = here(view, column)
                && let Some(read) = prose::read(view.text(cell))
            {
                view.take(cell);
                for mut raw in read {
                    // One cell holds many indicators: each counts as a row of its own.
                    raw.row += self.row * 1000;
                    raw.indicator.origin = view.origin(cell);
                    raw.indicator.confidence = view.cell(cell).confidence;
                    self.raws.push(raw);
                }
            }
        }
    }

    /// Gives the project that was begun the name that is merged over it and the one before.
    fn name_as(&mut self, before: &Project) {
        let project = &mut self.out.project;
        let fill = |slot: &mut String, words: &String| {
            if slot.is_empty() {
                slot.clone_from(words);
            }
        };
        fill(&mut project.project_name, &before.project_name);
        fill(&mut project.implementing_unit, &before.implementing_unit);
        fill(&mut project.department_name, &before.department_name);
        fill(&mut project.department_code, &before.department_code);
        fill(&mut project.attribute, &before.attribute);
    }

    fn name_goes_on(&mut self, words: &str) {
        let project = &mut self.out.project;
        let slot = if project.project_name.is_empty() {
            &mut project.implementing_unit
        } else {
            &mut project.project_name
        };
        if !normalise(slot).contains(&normalise(words)) {
            slot.push_str(words);
        }
    }

    fn note_group(&mut self, view: &mut View<'_>, at: RowAt, name: String) {
        let words: Vec<&str> = view.printed(at).iter().map(|&c| view.text(c)).collect();
        self.out.groups.push((words.join(" "), view.row_origin(at)));
        for cell in view.printed(at) {
            view.take(cell);
        }
        if !name.is_empty() {
            self.unit_name = name;
        }
    }

    /// Whether a row that names the current project again only repeats it.
    fn repeats(
        &self,
        view: &View<'_>,
        at: RowAt,
        columns: &[ListColumn],
        goals: &[(Goal, CellAt)],
    ) -> bool {
        let amounts: Vec<String> = columns
            .iter()
            .filter(|c| matches!(c.kind, Kind::Money(_)))
            .filter_map(|c| view.under(at, c.span))
            .filter(|&c| view.cell(c).rows.start == at.row)
            .map(|c| view.text(c).to_owned())
            .collect();
        let before: Vec<&String> =
            self.out.project.funding.iter().map(|f| &f.printed).collect();
        let same_money = amounts.iter().all(String::is_empty)
            || amounts.iter().zip(&before).all(|(a, b)| a == *b);
        let same_goal = goals.iter().all(|(_, c)| {
            let all =
                format!("{}{}", self.out.project.goal_annual, self.out.project.goal_full);
            normalise(&all).contains(&normalise(view.text(*c)))
        });
        same_money && same_goal
    }

    fn start(
        &mut self,
        view: &mut View<'_>,
        at: RowAt,
        columns: &[ListColumn],
        block: &mut Option<Block>,
    ) {
        self.started = true;
        let title = std::mem::take(&mut self.out.project.title_printed);
        self.out.project = self.base.clone();
        if self.out.project.title_printed.is_empty() {
            self.out.project.title_printed = title;
        }
        if let Some(block) = block {
            block.reset();
        }
        let overall = self.base.form == FormKind::Overall;
        let heads: Vec<CellAt> = columns.iter().map(|c| c.head).collect();
        let mut lines = Vec::new();
        let mut unit_here = false;
        let mut rate: Option<CellAt> = None;
        for column in columns {
            let Some(cell) = view.under(at, column.span) else { continue };
            match &column.kind {
                Kind::Field(field) if !view.cell(cell).is_blank() => {
                    view.take(cell);
                    let words = view.text(cell).to_owned();
                    unit_here |= *field == Field::ImplementingUnit;
                    let project = &mut self.out.project;
                    if matches!(field, Field::ImplementingUnit) {
                        let (code, name) = project::code_and_name(&words, false);
                        project.implementing_unit = name;
                        if project.department_code.is_empty() {
                            project.department_code = code;
                        }
                    } else {
                        project::set(project, *field, &words, false);
                    }
                    if view.cell(cell).clipped {
                        self.out.clip(project::column(*field));
                    }
                }
                Kind::Money(path) if view.cell(cell).rows.start == at.row => {
                    view.take(cell);
                    let mut line = funding::read(view, cell);
                    let source = funding::path_source(view, path);
                    line.funding.source_printed = funding::path_words(view, path, &heads);
                    line.funding.horizon = source
                        .as_ref()
                        .and_then(|s| s.horizon)
                        .unwrap_or(Horizon::Annual);
                    line.funding.source = source.map(|s| s.name).unwrap_or_default();
                    let stage =
                        label::stage(view.key(column.head)).and_then(|s| s.name());
                    if stage.is_some() && line.funding.source.is_empty() {
                        line.funding.source = "total".to_owned();
                    }
                    let evaluated = self.base.form == FormKind::SelfEval;
                    line.funding.stage =
                        stage.filter(|_| evaluated).unwrap_or("requested").to_owned();
                    line.unit = line.unit.or_else(|| {
                        path.iter().find_map(|&l| label::unit_in_label(view.text(l)))
                    });
                    lines.push(line);
                }
                Kind::Rate if !view.cell(cell).is_blank() => rate = Some(cell),
                _ => {}
            }
        }
        if let (Some(cell), Some(line)) = (rate, funding::judged(&mut lines)) {
            view.take(cell);
            view.text(cell).clone_into(&mut line.funding.execution_rate);
        }
        if !unit_here && !overall && self.out.project.implementing_unit.is_empty() {
            self.out.project.implementing_unit.clone_from(&self.unit_name);
        }
        if overall && self.out.project.department_name.is_empty() {
            self.out.project.department_name = self.out.project.implementing_unit.clone();
        }
        let unit = self.out.unit();
        let (fundings, missing) = funding::finish(lines, unit.as_ref());
        self.out.project.funding = fundings;
        self.out.missing_unit |= missing;
    }

    fn close(&mut self, view: &View<'_>) {
        let raws = std::mem::take(&mut self.raws);
        let rows = std::mem::take(&mut self.rows);
        if self.started {
            self.out.project.indicators = indicators::settle(raws);
            self.out.close_project(view, &rows, self.method);
        }
        self.started = false;
        self.group = None;
    }
}

impl Project {
    /// What a list tells its rows apart by.
    fn project_name_or_unit(&self) -> &str {
        if self.project_name.is_empty() {
            if self.implementing_unit.is_empty() {
                &self.department_name
            } else {
                &self.implementing_unit
            }
        } else {
            &self.project_name
        }
    }
}

/// Whether a row is the list's head printed again.
fn is_head_again(view: &View<'_>, printed: &[CellAt], columns: &[ListColumn]) -> bool {
    let head = |c: &&CellAt| {
        let key = view.key(**c);
        !key.is_empty() && columns.iter().any(|column| view.key(column.head) == key)
    };
    let again = printed.iter().filter(head).count();
    again > 1 && (again == printed.len() || again > 2 && again * 10 >= printed.len() * 6)
}

fn is_sum(key: &str) -> bool {
    matches!(key, "合计" | "总计" | "小计" | "金额合计")
}
