//! Label–value sheets: 申报表, 填报表, 自评表 and 部门整体 forms.

mod goals;

use super::contact;
use super::funding::{self, Lines};
use super::heads::{Block, Raw};
use super::indicators;
use super::label::{self, Field, Goal, Region, Source, Stage};
use super::outcome::Outcome;
use super::project;
use super::segment::Segment;
use super::tasks::Tasks;
use super::view::{CellAt, RowAt, View};
use crate::disclosure::{FormKind, Horizon, Method, Project};
use crate::words::amount;
use crate::words::normal::normalise;
use std::str::FromStr;

/// What a text found below a page break goes on with.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Target {
    Field(Field),
    Goal(Goal),
}

struct Reader {
    out: Outcome,
    lines: Lines,
    tasks: Tasks,
    raws: Vec<Raw>,
    block: Option<Block>,
    goal_heads: Vec<(Goal, (f32, f32))>,
    /// Texts of the last row and where they stand.
    open: Vec<(Target, (f32, f32))>,
    term: (String, String),
    in_funding: bool,
    row: usize,
    drifted: usize,
}

/// Reads one sheet.
pub(super) fn read(
    view: &mut View<'_>,
    segment: &Segment,
    kind: FormKind,
    method: Method,
) -> Outcome {
    let mut reader = Reader {
        out: Outcome::begin(view, segment, kind),
        // A target asks for money; a self-evaluation says which stage it means.
        lines: Lines::new(if kind == FormKind::SelfEval { "" } else { "requested" }),
        tasks: Tasks::default(),
        raws: Vec::new(),
        block: None,
        goal_heads: Vec::new(),
        open: Vec::new(),
        term: Default::default(),
        in_funding: false,
        row: 0,
        drifted: 0,
    };
    let mut before: Option<RowAt> = None;
    for &at in &segment.rows {
        let first_of_part = before.is_some_and(|b| b.part != at.part);
        reader.read_row(view, segment, at, first_of_part);
        before = Some(at);
    }
    reader.finish(view, segment, method)
}

impl Reader {
    fn project(&mut self) -> &mut Project {
        &mut self.out.project
    }

    fn read_row(
        &mut self,
        view: &mut View<'_>,
        segment: &Segment,
        at: RowAt,
        first_of_part: bool,
    ) {
        self.row += 1;
        let printed: Vec<CellAt> =
            view.printed(at).into_iter().filter(|&c| !view.is_taken(c)).collect();
        if let [only] = printed.as_slice()
            && self.caption(view, segment, *only)
        {
            return;
        }
        if let Some(mut block) = indicators::head(view, at) {
            self.take_left_regions(view, at, &mut block);
            for cell in view.printed(at) {
                if label::column(view.key(cell)).is_some()
                    || label::region(view.key(cell)).is_some()
                {
                    view.take(cell);
                }
            }
            // A head printed again on the next page goes on with the same merged cells.
            if let Some(old) = self.block.as_ref()
                && first_of_part
            {
                block.continue_from(old);
            }
            self.block = Some(block);
            self.lines.close();
            self.in_funding = false;
            self.goal_heads.clear();
            self.open.clear();
            return;
        }
        if self.block.is_some() {
            if !self.ends_block(view, at) {
                self.indicator_row(view, at, first_of_part);
                return;
            }
            self.total_row(view, at);
            self.block = None;
        }
        if printed.is_empty() && self.goal_heads.is_empty() {
            return;
        }
        if self.tasks.read(view, at, &mut self.lines) {
            self.open.clear();
            return;
        }
        self.region_labels(view, at);
        if self.in_funding && self.lines.over_matrix(view, at) {
            return;
        }
        if self.lines.matrix_head(view, at) {
            self.in_funding = true;
            return;
        }
        if self.lines.has_matrix() && self.lines.matrix_row(view, at) {
            return;
        }
        if !self.goal_heads.is_empty() && self.goals_below(view, at) {
            return;
        }
        if first_of_part && self.goes_on(view, at) {
            return;
        }
        self.labels(view, at);
        if self.in_funding {
            self.lines.below(view, at);
        }
    }

    /// Title, year, unit and 填报单位 lines that stand inside the grid.
    fn caption(&mut self, view: &mut View<'_>, segment: &Segment, cell: CellAt) -> bool {
        let words = view.text(cell);
        if segment.title_cell == Some(cell) {
            view.take(cell);
            return true;
        }
        let unit = label::unit_in_line(words);
        if project::year_line(words).is_some() || unit.is_some() {
            view.take(cell);
            self.out.note_line_unit(unit);
            return true;
        }
        false
    }

    fn take_left_regions(&mut self, view: &mut View<'_>, at: RowAt, block: &mut Block) {
        for cell in view.cells(at) {
            if view.span(cell).0 >= block.left() || view.cell(cell).is_blank() {
                continue;
            }
            let key = view.key(cell).to_owned();
            match label::region(&key) {
                Some(Region::IndicatorsFull) => block.horizon = Some(Horizon::Full),
                Some(Region::Indicators) if key.contains('年') => {
                    block.horizon = Some(Horizon::Annual);
                }
                Some(Region::Indicators) => {}
                _ if label::goal(&key).is_some() => {}
                _ if key.contains("指标") || key.contains("绩效") => {}
                _ => continue,
            }
            view.take(cell);
        }
    }

    /// Whether a row behind indicators is something else: 总分, 备注, people, another form part.
    fn ends_block(&self, view: &View<'_>, at: RowAt) -> bool {
        let Some(&first) = view.printed(at).iter().find(|&&c| !view.is_taken(c)) else {
            return false;
        };
        let key = view.key(first);
        if is_score_total(key)
            || label::is_contact(key)
            || !contact::inline(view.text(first)).is_empty()
        {
            return true;
        }
        let left = self.block.as_ref().map_or(0.0, Block::left);
        let at_left = view.span(first).0 <= left + 0.1;
        let whole = view.printed(at).len() == 1;
        match label::field(key) {
            // 成本指标 … 项目 never begins a row; 说明 may be a 三级 of its own.
            Some(Field::Note) => at_left && (whole || view.starting(at).len() <= 2),
            Some(_) => at_left,
            None => {
                at_left
                    && (label::goal(key).is_some()
                        || label::region(key) == Some(Region::Funding)
                        || label::region(key) == Some(Region::Tasks)
                        || whole && key.starts_with('注'))
            }
        }
    }

    fn indicator_row(&mut self, view: &mut View<'_>, at: RowAt, first_of_part: bool) {
        let Some(block) = self.block.as_mut() else { return };
        // 绩效指标 stands again on every page, or on every row.
        let left = block.left();
        for cell in view.printed(at) {
            let region = label::region(view.key(cell));
            if view.span(cell).0 < left - 0.1
                && matches!(region, Some(Region::Indicators | Region::IndicatorsFull))
            {
                view.take(cell);
                if region == Some(Region::IndicatorsFull) {
                    block.horizon = Some(Horizon::Full);
                }
            }
        }
        let loose = view.is_loose(at.part);
        let raws = block.read(view, at, self.row);
        if first_of_part && !loose && indicators::join(&mut self.raws, &raws) {
            self.out.joined += 1;
            return;
        }
        if loose && raws.iter().any(|r| r.indicator.level2.is_empty()) {
            self.drifted += 1;
        }
        self.raws.extend(raws);
    }

    fn total_row(&mut self, view: &mut View<'_>, at: RowAt) {
        let Some(&first) = view.printed(at).iter().find(|&&c| !view.is_taken(c)) else {
            return;
        };
        if !is_score_total(view.key(first)) {
            return;
        }
        view.take(first);
        let block = self.block.clone().unwrap_or_default();
        let number = |view: &View<'_>, cell: CellAt| {
            rust_decimal::Decimal::from_str(&normalise(view.text(cell))).ok()
        };
        let numbers: Vec<CellAt> = view
            .printed(at)
            .into_iter()
            .filter(|&c| !view.is_taken(c) && number(view, c).is_some())
            .collect();
        let by_place = block
            .span(label::Column::Score)
            .filter(|_| !view.is_loose(at.part))
            .and_then(|span| view.under(at, span))
            .filter(|c| numbers.contains(c));
        let scored = block.span(label::Column::Score).is_some();
        let score = by_place.or_else(|| numbers.last().copied().filter(|_| scored));
        if let Some(cell) = score {
            self.project().self_score = number(view, cell);
        }
        for cell in numbers {
            view.take(cell);
        }
    }

    /// 项目资金 and the like, on the left of several rows.
    fn region_labels(&mut self, view: &mut View<'_>, at: RowAt) {
        for cell in view.printed(at) {
            if view.is_taken(cell) {
                continue;
            }
            let key = view.key(cell).to_owned();
            let region = label::region(&key);
            let amount =
                view.right_of(cell).is_some_and(|r| amount::is_number(view.text(r)));
            if region == Some(Region::Funding) && amount {
                // 项目资金（万元） with nothing but its amount beside it.
                self.out.note_unit(label::unit_in_label(view.text(cell)));
                let total =
                    Source { name: "total".to_owned(), horizon: label::horizon(&key) };
                self.in_funding = true;
                self.lines.pair(view, cell, &total);
            } else if region == Some(Region::Funding) && self.opens_funding(view, cell) {
                view.take(cell);
                self.in_funding = true;
                self.lines.close();
                self.out.note_unit(label::unit_in_label(view.text(cell)));
            }
            return;
        }
    }

    fn opens_funding(&self, view: &View<'_>, cell: CellAt) -> bool {
        let right = view.right_of(cell);
        let labelled = right.is_some_and(|r| {
            label::source(view.key(r), true).is_some()
                || label::stage(view.key(r)).is_some()
        });
        // The corner above a matrix is blank.
        labelled
            || view.cell(cell).rows.len() > 1
            || label::unit_in_label(view.text(cell)).is_some()
            || right.is_some_and(|r| view.cell(r).is_blank())
    }

    /// Text at the top of a page that goes on with the last of the page before.
    fn goes_on(&mut self, view: &mut View<'_>, at: RowAt) -> bool {
        let cells: Vec<CellAt> =
            view.printed(at).into_iter().filter(|&c| !view.is_taken(c)).collect();
        let labelled = cells.iter().any(|&c| is_label(view.key(c)));
        if labelled || cells.is_empty() || self.open.is_empty() {
            return false;
        }
        let open = self.open.clone();
        for cell in cells {
            let (x0, x1) = view.span(cell);
            let target = open.iter().find(|(_, span)| {
                x1.min(span.1) - x0.max(span.0) > 0.5 * (x1 - x0).min(span.1 - span.0)
            });
            if let Some(&(target, _)) = target {
                match target {
                    Target::Field(field) => self.append_field(view, field, cell),
                    Target::Goal(goal) => self.append_goal(view, goal, cell),
                }
            }
        }
        true
    }

    /// Labels of a row, each with what stands beside it.
    fn labels(&mut self, view: &mut View<'_>, at: RowAt) {
        for cell in view.printed(at) {
            if view.is_taken(cell) {
                continue;
            }
            let key = view.key(cell).to_owned();
            if label::is_contact(&key) {
                self.contact(view, cell);
            } else if let Some(goal) = label::goal(&key) {
                self.goal(view, at, cell, goal);
            } else if let Some(field) =
                label::field(&key).filter(|_| !self.in_funding_label(&key))
            {
                self.field(view, cell, field);
            } else if let Some(source) = self.source(&key) {
                self.open.clear();
                self.in_funding = true;
                if source.name == "total" {
                    // 年度资金总额（万元）: its parts below are in the same unit.
                    self.out.note_unit(label::unit_in_label(view.text(cell)));
                }
                self.lines.pair(view, cell, &source);
            } else if let Some(stage) = label::stage(&key).filter(|_| self.in_funding) {
                self.lines.rate(view, cell, stage);
            } else if let Some(weight) = project::rate_weight(view.text(cell)) {
                view.take(cell);
                self.out.rate_weight = Some(weight);
            } else if matches!(
                label::region(&key),
                Some(Region::Indicators | Region::IndicatorsFull)
            ) {
                view.take(cell);
            } else if !(self.in_funding && self.lines.inside(view, cell)) {
                self.inline(view, cell);
            }
        }
    }

    fn source(&self, key: &str) -> Option<Source> {
        let named = label::stage(key).and_then(Stage::name);
        label::source(key, self.in_funding).or_else(|| {
            // 执行数 beside an amount is the total of its stage.
            let total =
                || Source { name: "total".to_owned(), horizon: Some(Horizon::Annual) };
            named.filter(|_| self.in_funding).map(|_| total())
        })
    }

    fn in_funding_label(&self, key: &str) -> bool {
        self.in_funding
            && label::source(key, true).is_some()
            && label::field(key) != Some(Field::Note)
    }

    fn contact(&mut self, view: &mut View<'_>, cell: CellAt) {
        view.take(cell);
        // A blank cell may stand between the label and the name.
        let row = RowAt { part: cell.part, row: view.cell(cell).rows.start };
        let value = view
            .cells(row)
            .into_iter()
            .filter(|&c| view.cell(c).cols.start >= view.cell(cell).cols.end)
            .find(|&c| !view.cell(c).is_blank())
            .filter(|&c| !view.is_taken(c) && !is_label(view.key(c)));
        if let Some(value) = value {
            view.take(value);
            let (label, words) =
                (view.text(cell).to_owned(), view.text(value).to_owned());
            contact::add(&mut self.project().contact, &label, &words);
        }
    }

    fn field(&mut self, view: &mut View<'_>, cell: CellAt, field: Field) {
        view.take(cell);
        self.in_funding = false;
        self.lines.close();
        let value = view.right_of(cell).filter(|&c| !view.is_taken(c));
        let value =
            value.filter(|&c| field == Field::ProjectName || !is_label(view.key(c)));
        let value = value.filter(|&c| {
            view.is_loose(cell.part)
                || view.cell(c).rows.start >= view.cell(cell).rows.start
        });
        let Some(value) = value else { return };
        if field == Field::Grade && !project::is_grade(view.text(value)) {
            return;
        }
        view.take(value);
        self.open.retain(|o| matches!(o.0, Target::Field(_)));
        if self.open.len() > 3 {
            self.open.clear();
        }
        if view.cell(cell).cols.start == 0 {
            self.open.clear();
        }
        self.open.push((Target::Field(field), view.span(value)));
        if view.cell(value).clipped {
            self.out.clip(project::column(field));
        }
        let words = view.text(value).to_owned();
        self.set_field(field, &words, view.key(cell).contains("代码"));
    }

    /// Whether a cell beside a label is a label again. Where rulings part the cells, a
    /// value may read like a source of money: 中央专项资金.
    fn is_label(&self, view: &View<'_>, cell: CellAt) -> bool {
        let key = view.key(cell);
        is_label(key)
            && (view.is_loose(cell.part)
                || label::source(key, false).is_none()
                || label::field(key).is_some())
    }

    fn set_field(&mut self, field: Field, words: &str, coded: bool) {
        match field {
            Field::TermFrom => words.clone_into(&mut self.term.0),
            Field::TermTo => words.clone_into(&mut self.term.1),
            _ => project::set(self.project(), field, words, coded),
        }
    }

    fn append_field(&mut self, view: &mut View<'_>, field: Field, cell: CellAt) {
        view.take(cell);
        let words = view.text(cell).to_owned();
        if let Some(slot) = project::slot(self.project(), field) {
            slot.push_str(&words);
        }
    }

    /// A cell that holds label and value: 填报日期：2024年1月26日.
    fn inline(&mut self, view: &mut View<'_>, cell: CellAt) {
        let pairs = contact::inline(view.text(cell));
        if pairs.is_empty() {
            return;
        }
        view.take(cell);
        for (name, mut words) in pairs {
            let key = label::key(&name);
            if words.is_empty()
                && let Some(right) = view.right_of(cell)
                && !is_label(view.key(right))
                && !view.is_taken(right)
            {
                view.take(right);
                view.text(right).clone_into(&mut words);
            }
            if label::is_contact(&key) {
                contact::add(&mut self.project().contact, &name, &words);
            } else if let Some(field) = label::field(&key)
                && !words.is_empty()
            {
                self.set_field(field, &words, key.contains("代码"));
            }
        }
    }

    fn finish(mut self, view: &View<'_>, segment: &Segment, method: Method) -> Outcome {
        let term = match (self.term.0.as_str(), self.term.1.as_str()) {
            ("", "") => String::new(),
            (from, "") => from.to_owned(),
            ("", to) => format!("至{to}"),
            (from, to) => format!("{from}至{to}"),
        };
        if self.out.project.term_printed.is_empty() && !term.is_empty() {
            project::set(&mut self.out.project, Field::Term, &term, false);
        }
        self.out.project.indicators = indicators::settle(self.raws);
        let (full, annual) = (&self.out.project.goal_full, &self.out.project.goal_annual);
        let cut = if indicators::is_cut(annual, full) {
            Some("goal_annual")
        } else if indicators::is_cut(full, annual) {
            Some("goal_full")
        } else {
            None
        };
        if let Some(name) = cut {
            self.out.clip(name);
        }
        if let Some(weight) = self.out.rate_weight.take()
            && let Some(total) =
                self.lines.lines.iter_mut().find(|l| l.funding.source == "total")
        {
            total.funding.weight = weight;
        }
        let unit = self.out.unit();
        let (fundings, missing) = funding::finish(self.lines.lines, unit.as_ref());
        self.out.project.funding = fundings;
        self.out.missing_unit |= missing;
        self.out.drifted = self.drifted;
        self.out.close_project(view, &segment.rows, method);
        self.out
    }
}

fn is_score_total(key: &str) -> bool {
    // 总分值、评价总分 names one number twice.
    key.split('、').all(is_score_word)
}

fn is_score_word(key: &str) -> bool {
    matches!(
        key,
        "总分"
            | "合计"
            | "总计"
            | "总得分"
            | "总分合计"
            | "自评总分"
            | "合计得分"
            | "总分值"
            | "评价总分"
            | "得分合计"
            | "合计总分"
            | "分数合计"
            | "自评得分合计"
    )
}

/// Whether a cell is a label of any kind, and so not the value of another.
fn is_label(key: &str) -> bool {
    !key.is_empty()
        && (label::field(key).is_some_and(|f| f != Field::Note)
            || label::is_contact(key)
            || label::goal(key).is_some()
            || matches!(
                label::region(key),
                Some(Region::Funding | Region::Tasks | Region::IndicatorsFull)
            )
            || label::source(key, false).is_some())
}
