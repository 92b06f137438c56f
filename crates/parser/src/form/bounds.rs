//! Where forms begin and end among a document's grids.

use super::heading;
use super::indicators;
use super::label::{self, Column, Field, Region};
use super::segment::{Segment, Shape};
use super::view::{CellAt, RowAt, View};
use crate::disclosure::FormKind;
use crate::words::normal::normalise;
use crate::words::wording;

/// A form's beginning inside one part.
pub(super) struct Start {
    row: usize,
    segment: Segment,
    /// No name is printed: it may as well go on with the form before.
    nameless: bool,
}

/// Parts all grids into forms; grids that belong to none are left out.
pub(super) fn segments(view: &View<'_>) -> Vec<Segment> {
    let mut done: Vec<Segment> = Vec::new();
    let mut open: Option<Segment> = None;
    for part in 0..view.len() {
        let mut starts = starts(view, part);
        let n_rows = view.n_rows(part);
        if let (Some(current), Some(first)) = (open.as_ref(), starts.first())
            && first.segment.shape == Shape::Sheet
            && is_head_alone(view, current, part)
            && !names_project(view, RowAt { part, row: first.row })
        {
            // 主管部门名称 goes on with the 项目名称 at the foot of the page before.
            starts.remove(0);
        }
        if starts.first().is_some_and(|s| s.nameless)
            && open.as_ref().is_some_and(|current| goes_on(view, current, part, n_rows))
        {
            starts.clear();
        }
        if let (Some(current), Some(first)) = (open.as_mut(), starts.first())
            && current.shape == Shape::List
            && first.segment.shape == Shape::List
            && is_same_list(current, &first.segment)
        {
            // The list goes on and prints its title and head again.
            let end = starts.get(1).map_or(n_rows, |s| s.row);
            current.rows.extend((0..end).map(|row| RowAt { part, row }));
            starts.remove(0);
        } else {
            let end = starts.first().map_or(n_rows, |s| s.row);
            if end > 0 {
                let goes_on = open
                    .as_ref()
                    .is_some_and(|current| goes_on(view, current, part, end));
                match open.as_mut() {
                    Some(current) if goes_on => {
                        current.rows.extend((0..end).map(|row| RowAt { part, row }));
                    }
                    _ => {
                        done.extend(open.take());
                        if let Some(first) = starts.first_mut() {
                            first.row = 0;
                        }
                    }
                }
            }
        }
        let bounds: Vec<usize> = starts.iter().map(|s| s.row).collect();
        for (i, start) in starts.into_iter().enumerate() {
            done.extend(open.take());
            let end = bounds.get(i + 1).copied().unwrap_or(n_rows);
            let mut segment = start.segment;
            segment.rows = (start.row..end).map(|row| RowAt { part, row }).collect();
            open = Some(segment);
        }
        if let Some(current) = open.as_mut()
            && current.rows.last().is_some_and(|r| r.part == part)
        {
            current.below = view.part(part).below.to_vec();
        }
    }
    done.extend(open);
    done
}

/// What forms begin inside one part.
pub(super) fn starts(view: &View<'_>, part: usize) -> Vec<Start> {
    let n_rows = view.n_rows(part);
    if let Some((row, _)) = heading::head(view, part, 0) {
        let title = title(view, part);
        let head: String = view
            .cells(RowAt { part, row })
            .iter()
            .map(|&c| format!("{}|", view.key(c)))
            .collect();
        let mut segment = segment(view, part, Shape::List, title);
        let words = normalise(&segment.title);
        segment.kind = heading::kind(view, part, row, &words);
        segment.head = head;
        return vec![Start { row: 0, segment, nameless: false }];
    }
    let mut heads: Vec<usize> = Vec::new();
    let mut named = false;
    for row in 0..n_rows {
        if !is_sheet_head(view, RowAt { part, row }, named) {
            continue;
        }
        named = true;
        heads.push(row);
    }
    let nameless = heads.is_empty();
    if nameless && let Some(row) = nameless_head(view, part) {
        heads.push(row);
    }
    let mut out: Vec<Start> = Vec::new();
    let mut floor = 0;
    for (i, &row) in heads.iter().enumerate() {
        let end = heads.get(i + 1).copied().unwrap_or(n_rows);
        let top = climb(view, part, row, floor);
        let in_grid = (top..row).find_map(|r| title_cell(view, RowAt { part, row: r }));
        let above = if top == 0 { title(view, part) } else { None };
        let titled = in_grid.is_some() || above.is_some();
        let mut evidence = evidence(view, part, row, end);
        if end == n_rows
            && n_rows - row <= AT_FOOT
            && names_project(view, RowAt { part, row })
        {
            evidence.go_on(view, part);
        }
        if !(evidence.is_form() || titled && evidence.labels > 0 || in_grid.is_some()) {
            continue;
        }
        floor = row + 1;
        let mut segment = segment(view, part, Shape::Sheet, above);
        if let Some(cell) = in_grid {
            segment.title = view.text(cell).to_owned();
            segment.title_cell = Some(cell);
        }
        if top > 0 {
            segment.lines.clear();
        }
        let words = normalise(&segment.title);
        segment.kind = if words.contains("整体") || !evidence.project {
            FormKind::Overall
        } else if words.contains("自评") || evidence.actual {
            FormKind::SelfEval
        } else {
            FormKind::Target
        };
        out.push(Start { row: top, segment, nameless });
    }
    out
}

impl Start {
    /// Kind of the form that begins here.
    pub(super) fn kind(&self) -> FormKind {
        self.segment.kind
    }
}

fn segment(view: &View<'_>, part: usize, shape: Shape, title: Option<usize>) -> Segment {
    let above = view.part(part).above;
    // A unit of money may stand over the title's right end.
    let from = title.map_or(above.len().saturating_sub(4), |t| t.saturating_sub(2));
    Segment {
        shape,
        kind: FormKind::Target,
        rows: Vec::new(),
        title: title.map(|i| whole_title(above, i)).unwrap_or_default(),
        title_cell: None,
        lines: above[from..].to_vec(),
        below: Vec::new(),
        head: String::new(),
    }
}

/// A title that is wrapped begins on the line before.
fn whole_title(above: &[String], at: usize) -> String {
    let line = above[at].trim().to_owned();
    let words = normalise(&line);
    let short = words.chars().count() <= 8
        && !["项目", "部门", "整体", "单位", "专项"].iter().any(|w| words.contains(w));
    match at.checked_sub(1).map(|i| above[i].trim()) {
        Some(before)
            if short
                && normalise(before).chars().count() > 4
                && !before.contains(['。', '：', ':', '；']) =>
        {
            format!("{before}{line}")
        }
        _ => line,
    }
}

/// Index of the title among the lines above a part, if one stands there.
fn title(view: &View<'_>, part: usize) -> Option<usize> {
    let above = view.part(part).above;
    above.iter().rposition(|line| label::is_title(line))
}

fn title_cell(view: &View<'_>, at: RowAt) -> Option<CellAt> {
    let printed = view.printed(at);
    match printed.as_slice() {
        [only] if label::is_title(view.text(*only)) => Some(*only),
        _ => None,
    }
}

/// Whether a row is the first of a sheet: 项目名称, or the department of an overall form.
fn is_sheet_head(view: &View<'_>, at: RowAt, named: bool) -> bool {
    let printed = view.printed(at);
    let Some(&first) = printed.first() else { return false };
    let name = |c: CellAt| {
        let key = view.key(c);
        let key = key.split(':').next().unwrap_or(key);
        key != "项目" && label::field(key) == Some(Field::ProjectName)
    };
    let key = view.key(first);
    let key = key.split(':').next().unwrap_or(key);
    // 预算年度 or 项目编码 may stand before 项目名称 on its row.
    let second = printed.len() >= 3 && printed.iter().skip(2).any(|&c| name(c)) && {
        label::field(key).is_some()
            || key.ends_with("编码")
            || key.ends_with("年度")
            || key.ends_with("代码")
    };
    if second {
        return printed.len() <= 8 && indicators::head(view, at).is_none();
    }
    match label::field(key) {
        Some(Field::ProjectName) if key != "项目" => {
            printed.len() <= 8 && indicators::head(view, at).is_none()
        }
        Some(Field::Department | Field::ImplementingUnit) => {
            !named
                && (key.contains("名称") || key == "预算部门" || key == "预算单位")
                && printed.len() <= 4
                && indicators::head(view, at).is_none()
        }
        _ => false,
    }
}

/// A form may begin without any name, under a title: an overall form with its goal, a
/// project's with its department.
fn nameless_head(view: &View<'_>, part: usize) -> Option<usize> {
    let above = view.part(part).above.iter().any(|l| label::is_title(l));
    for row in 0..view.n_rows(part).min(5) {
        let at = RowAt { part, row };
        let printed = view.printed(at);
        let Some(&first) = printed.first() else { continue };
        let inside = (0..row).any(|r| title_cell(view, RowAt { part, row: r }).is_some());
        if title_cell(view, at).is_some()
            || super::project::year_line(view.text(first)).is_some()
        {
            continue;
        }
        if !above && !inside {
            return None;
        }
        let key = view.key(first);
        let opens = label::goal(key).is_some() && printed.len() <= 2
            || label::field(key).is_some()
            || label::region(key) == Some(Region::Funding);
        if !opens {
            return None;
        }
        let found = evidence(view, part, row, view.n_rows(part));
        return (found.head && (found.goal || found.money)).then_some(row);
    }
    None
}

/// Rows above a head that belong to it: title, year, unit, blanks.
fn climb(view: &View<'_>, part: usize, head: usize, floor: usize) -> usize {
    let mut top = head;
    while top > floor {
        let at = RowAt { part, row: top - 1 };
        let printed = view.printed(at);
        let covered = view.cells(at).iter().any(|&c| view.cell(c).rows.start < at.row);
        let mine = match printed.as_slice() {
            [] => !covered,
            [only] => {
                let words = view.text(*only);
                label::is_title(words)
                    || super::project::year_line(words).is_some()
                    || label::unit_in_line(words).is_some()
                    || normalise(words).starts_with("填报单位")
            }
            // The department may stand above 项目名称.
            [first, ..] => matches!(
                label::field(view.key(*first)),
                Some(Field::Department | Field::ImplementingUnit | Field::UnitCode)
            ),
        };
        if !mine {
            break;
        }
        top -= 1;
    }
    top
}

struct Evidence {
    labels: usize,
    head: bool,
    goal: bool,
    money: bool,
    tasks: bool,
    actual: bool,
    project: bool,
}

impl Evidence {
    fn is_form(&self) -> bool {
        let project = self.project && (self.head || self.goal && self.money);
        let overall = self.tasks || self.head && self.goal;
        project || overall
    }
}

/// Rows of a form that may stand at the foot of a page, and the rest on the next.
const AT_FOOT: usize = 3;

impl Evidence {
    /// Adds what the next page says, where its table stands under this one.
    fn go_on(&mut self, view: &View<'_>, part: usize) {
        let next = part + 1;
        if next >= view.len() || view.is_loose(part) {
            return;
        }
        let (grid, below) = (view.part(part).grid, view.part(next).grid);
        let near = |a: f32, b: f32| (a - b).abs() < 8.0;
        let under = below.page == grid.page + 1
            && near(grid.rect.x0, below.rect.x0)
            && near(grid.rect.x1, below.rect.x1);
        if !under || title(view, next).is_some() {
            return;
        }
        let end = (0..view.n_rows(next))
            .find(|&row| names_project(view, RowAt { part: next, row }))
            .unwrap_or(view.n_rows(next));
        let found = evidence(view, next, 0, end);
        self.labels += found.labels;
        self.head |= found.head;
        self.goal |= found.goal;
        self.money |= found.money;
        self.tasks |= found.tasks;
        self.actual |= found.actual;
    }
}

/// Whether a row names a project: 项目名称 stands at its beginning.
fn names_project(view: &View<'_>, at: RowAt) -> bool {
    view.printed(at).first().is_some_and(|&c| {
        let key = view.key(c);
        let key = key.split(':').next().unwrap_or(key);
        key != "项目" && label::field(key) == Some(Field::ProjectName)
    })
}

/// Whether all of a form so far is its first row at the foot of the page before.
fn is_head_alone(view: &View<'_>, current: &Segment, part: usize) -> bool {
    current.shape == Shape::Sheet
        && current.rows.len() <= AT_FOOT
        && current.rows.iter().all(|r| r.part + 1 == part)
        && current.rows.last().is_some_and(|&at| names_project(view, at))
        && view.part(part).grid.page == view.part(part - 1).grid.page + 1
}

fn evidence(view: &View<'_>, part: usize, from: usize, to: usize) -> Evidence {
    let mut found = Evidence {
        labels: 0,
        head: false,
        goal: false,
        money: false,
        tasks: false,
        actual: false,
        project: false,
    };
    for row in from..to {
        let at = RowAt { part, row };
        found.head |= indicators::head(view, at).is_some();
        for cell in view.printed(at) {
            let key = view.key(cell);
            let key = key.split(':').next().unwrap_or(key);
            let mut known = true;
            if let Some(goal) = label::goal(key) {
                found.goal = true;
                found.actual |= goal == label::Goal::Actual;
            } else if let Some(region) = label::region(key) {
                found.money |= region == Region::Funding;
                found.tasks |= region == Region::Tasks;
                found.goal |=
                    matches!(region, Region::Indicators | Region::IndicatorsFull);
            } else if label::source(key, false).is_some_and(|s| s.name == "total") {
                found.money = true;
            } else if let Some(column) = label::column(key) {
                found.actual |= column == Column::Actual;
            } else if let Some(field) = label::field(key) {
                known = row != from;
                found.project |= field == Field::ProjectName && key != "项目";
            } else {
                known = false;
            }
            found.labels += usize::from(known);
        }
    }
    found
}

fn is_same_list(current: &Segment, next: &Segment) -> bool {
    let same_title =
        next.title.is_empty() || normalise(&next.title) == normalise(&current.title);
    // A cell of the head may hide under a word that runs over from the page before.
    let (a, b): (Vec<&str>, Vec<&str>) =
        (current.head.split('|').collect(), next.head.split('|').collect());
    let alike = a.iter().zip(&b).filter(|(a, b)| a == b).count();
    a.len() == b.len() && alike * 3 >= a.len() * 2 && same_title
}

/// Whether a part's first rows go on with the open form.
fn goes_on(view: &View<'_>, current: &Segment, part: usize, end: usize) -> bool {
    let Some(last) = current.rows.last() else { return false };
    let (before, grid) = (view.part(last.part).grid, view.part(part).grid);
    let above = view.part(part).above;
    if view.is_loose(part) {
        // Text has no pages: only blank lines and a page number may stand between.
        let between = above.iter().filter(|l| !wording::is_page_number(l)).count();
        return last.part + 1 == part && between == 0 && speaks(view, part, end);
    }
    let next_page = grid.page == before.page + 1;
    let same_page = grid.page == before.page;
    if last.part + 1 != part || !(next_page || same_page) {
        return false;
    }
    // A page may print the form's own title again.
    let own = normalise(&current.title);
    let titled = above.iter().any(|l| {
        let words = normalise(l);
        // （续） says itself that it is the same form.
        let words = ["(续)", "(续表)", "续表", "续"]
            .iter()
            .find_map(|end| words.strip_suffix(end))
            .unwrap_or(&words)
            .to_owned();
        let other =
            label::is_title(l) || words.ends_with('表') && words.chars().count() > 4;
        other && (own.is_empty() || words != own || !next_page)
    });
    let prose = above.iter().filter(|l| !wording::is_page_number(l)).count();
    // A list goes on under its own columns, or some of them, whatever stands around.
    let borders = |other: usize| {
        let known = &view.part(other).grid.xs;
        grid.xs.iter().all(|x| known.iter().any(|k| (x - k).abs() < 3.0))
    };
    let same_list = current.shape == Shape::List
        && next_page
        && grid.xs.len() > 3
        && current.rows.first().is_some_and(|first| borders(first.part));
    if titled || prose > 2 && !same_list || same_page && prose > 0 {
        return false;
    }
    let own_title = (0..end.min(3)).find_map(|row| {
        let printed = view.printed(RowAt { part, row });
        match printed.as_slice() {
            [] => None,
            [only] => Some(is_other_title(view.text(*only))),
            _ => Some(false),
        }
    });
    if own_title == Some(true) || !is_foreign_free(view, part, end) {
        return false;
    }
    let near = |a: f32, b: f32| (a - b).abs() < 8.0;
    let same_frame =
        near(grid.rect.x0, before.rect.x0) && near(grid.rect.x1, before.rect.x1);
    // The borders of a continued table are those of the page before, or some of them.
    let same_columns = !grid.xs.is_empty()
        && grid.xs.iter().all(|x| before.xs.iter().any(|other| (x - other).abs() < 3.0));
    let words = count_words(view, part, end);
    same_list || words >= 3 || same_frame && (words >= 2 || same_columns)
}

/// Whether the only words of a row are the title of some table.
fn is_other_title(words: &str) -> bool {
    let words = normalise(words);
    let long = words.chars().count();
    (5..=60).contains(&long)
        && !words.contains(['。', ';', ','])
        && (words.ends_with('表') || words.ends_with("表)") || label::is_title(&words))
}

/// Whether some word of the rows belongs on a form.
fn speaks(view: &View<'_>, part: usize, end: usize) -> bool {
    count_words(view, part, end) > 0
}

fn count_words(view: &View<'_>, part: usize, end: usize) -> usize {
    let mut count = 0;
    for row in 0..end {
        let at = RowAt { part, row };
        if indicators::head(view, at).is_some() {
            count += 3;
        }
        for cell in view.printed(at) {
            let (key, words) = (view.key(cell), view.text(cell));
            let known = label::level1(words).is_some()
                || label::is_level2(words)
                || label::goal(key).is_some()
                || label::region(key).is_some_and(|r| r != Region::Funding)
                || label::source(key, false).is_some_and(|s| s.name == "total")
                || key == "总分"
                || matches!(
                    label::field(key),
                    Some(
                        Field::FilledOn
                            | Field::Measures
                            | Field::Necessity
                            | Field::Plan
                            | Field::Basis
                            | Field::Overview
                    )
                );
            count += usize::from(known);
        }
    }
    count
}

/// Whether nothing in the rows says that they are a budget or accounts table.
fn is_foreign_free(view: &View<'_>, part: usize, end: usize) -> bool {
    (0..end.min(4)).all(|row| {
        view.printed(RowAt { part, row }).iter().all(|&c| {
            let key = view.key(c);
            !matches!(key, "栏次" | "行次" | "预算数" | "决算数" | "科目" | "功能分类")
                && !["科目编码", "科目名称", "科目代码"].iter().any(|w| key.contains(w))
        })
    })
}
