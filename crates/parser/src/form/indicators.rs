//! Indicator blocks: heads, rows with merged cells, halves side by side, page breaks.

use super::drift;
use super::heads::{Aligned, Block, Head, Raw};
use super::label::{self, Column};
use super::quantity;
use super::value;
use super::view::{CellAt, RowAt, View};
use crate::disclosure::{Horizon, Indicator, Recognised, ValueState};
use crate::page::figure;
use crate::page::recognised;
use crate::words::amount;
use crate::words::normal::normalise;

/// Whether a row heads an indicator block, and its columns.
pub(super) fn head(view: &View<'_>, at: RowAt) -> Option<Block> {
    let cells = view.cells(at);
    let mut kinds: Vec<(CellAt, Column)> = cells
        .iter()
        .filter(|&&c| !view.cell(c).is_blank())
        .filter_map(|&c| Some((c, label::column(view.key(c))?)))
        .collect();
    kinds.retain(|&(c, _)| {
        view.cell(c).rows.start == at.row || view.cell(c).rows.end == at.row + 1
    });
    let has =
        |kinds: &[(CellAt, Column)], want: Column| kinds.iter().any(|k| k.1 == want);
    let valued = has(&kinds, Column::Value) || has(&kinds, Column::ValueFull);
    if valued && !has(&kinds, Column::Level3) {
        // 绩效指标 as a column's own head, or a list without a third level.
        let named = cells.iter().copied().find(|&c| {
            label::region(view.key(c)) == Some(label::Region::Indicators)
                && view.cell(c).rows.end == at.row + 1
                && view.cell(c).cols.start > 0
                && view.right_of(c).is_some()
        });
        if let Some(cell) = named {
            kinds.push((cell, Column::Level3));
            kinds.sort_by_key(|k| view.cell(k.0).cols.start);
        }
    }
    // Scoring sheets of whole departments print no value, only weight and score.
    let judged = has(&kinds, Column::Actual)
        || has(&kinds, Column::Weight) && has(&kinds, Column::Score);
    let leaf = valued || has(&kinds, Column::Level3) && judged;
    let others = [Column::Level1, Column::Level2, Column::Level3]
        .iter()
        .filter(|&&c| has(&kinds, c))
        .count();
    if !leaf
        || others == 0
        || kinds
            .iter()
            .any(|k| label::stage(view.key(k.0)).is_some_and(|s| s.name().is_some()))
    {
        return None;
    }
    let mut block = Block { halves: 1, ..Block::default() };
    let mut seen: Vec<Column> = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    for (cell, column) in kinds {
        // 指标内容 behind 三级指标 explains it; 三级指标 printed twice heads two halves.
        let repeats = seen.contains(&column)
            && labels.contains(&view.key(cell))
            && matches!(column, Column::Level1 | Column::Level2 | Column::Level3);
        if repeats {
            block.halves += 1;
            seen.clear();
        }
        labels.push(view.key(cell));
        // A second head of the same kind within a half has no meaning we know.
        // 指标性质 and 运算符 both are looked at for the operator.
        let again = seen.contains(&column) && column != Column::Operator;
        let column = if again { Column::Other } else { column };
        seen.push(column);
        block.heads.push(Head {
            column,
            half: block.halves - 1,
            span: view.span(cell),
            slot: view.cell(cell).cols.start,
        });
    }
    block.level2 = vec![String::new(); block.halves];
    Some(block)
}

impl Block {
    /// A block with these columns.
    pub(super) fn new(heads: Vec<Head>, halves: usize) -> Self {
        Self { heads, halves, level2: vec![String::new(); halves], ..Self::default() }
    }

    /// The stretch of a column.
    pub(super) fn span(&self, column: Column) -> Option<(f32, f32)> {
        self.heads.iter().find(|h| h.column == column).map(|h| h.span)
    }

    /// Left border of the first column.
    pub(super) fn left(&self) -> f32 {
        self.heads.first().map_or(0.0, |h| h.span.0)
    }

    /// The same merged cells go on under a head that is printed again.
    pub(super) fn continue_from(&mut self, before: &Block) {
        if self.halves == before.halves {
            self.level1.clone_from(&before.level1);
            self.level2.clone_from(&before.level2);
            self.horizon = self.horizon.or(before.horizon);
            self.part = before.part;
        }
    }

    /// Forgets what is carried down: another project begins.
    pub(super) fn reset(&mut self) {
        self.level1.clear();
        self.level2 = vec![String::new(); self.halves];
        self.leaves.clear();
        self.level2_cell = None;
    }

    /// Reads one row; `row` numbers rows in printed order.
    pub(super) fn read(
        &mut self,
        view: &mut View<'_>,
        at: RowAt,
        row: usize,
    ) -> Vec<Raw> {
        let loose = view.is_loose(at.part);
        let aligned =
            if loose { drift::align(view, at, self) } else { self.by_place(view, at) };
        let mut leaves: Vec<CellAt> = aligned
            .cells
            .iter()
            .filter(|(_, c, _)| !matches!(c, Column::Level1 | Column::Level2))
            .map(|&(_, _, cell)| cell)
            .collect();
        leaves.sort();
        if !leaves.is_empty() && leaves == self.leaves && !loose {
            return Vec::new();
        }
        self.leaves = leaves;
        for &(_, _, cell) in &aligned.cells {
            let other =
                aligned.cells.iter().any(|&(_, c, at)| at == cell && c == Column::Other);
            if !other {
                view.take(cell);
            }
        }
        let over_page = self.part.replace(at.part).is_some_and(|p| p != at.part);
        let level1_cell = aligned.find(0, Column::Level1);
        let level1_here = level1_cell.is_some_and(|c| !view.cell(c).is_blank());
        let mut goes_on = false;
        if let Some(cell) = level1_cell
            && level1_here
        {
            let printed = normalise(view.text(cell));
            // A page repeats 一级 for the rest of a merged cell; its 二级 goes on too.
            goes_on = over_page && printed == self.level1;
            if printed != self.level1 {
                self.level2 = vec![String::new(); self.halves];
            }
            self.level1 = printed;
        }
        let mut raws = Vec::new();
        for half in 0..self.halves {
            raws.extend(self.half(view, at, row, half, &aligned, (level1_here, goes_on)));
        }
        raws.retain(|raw| !is_head_again(raw));
        // A half that prints no 二级 takes the other half's where both name one indicator.
        let printed: Vec<(usize, String, String)> = raws
            .iter()
            .filter(|r| r.level2_here && !r.indicator.level3.is_empty())
            .map(|r| (r.half, r.indicator.level2.clone(), r.indicator.level3.clone()))
            .collect();
        for raw in raws.iter_mut().filter(|r| loose && !r.level2_here) {
            let twin = printed.iter().find(|(half, _, level3)| {
                *half != raw.half && *level3 == raw.indicator.level3
            });
            if let Some((_, level2, _)) = twin {
                raw.indicator.level2.clone_from(level2);
                self.level2[raw.half].clone_from(level2);
            }
        }
        let nothing = raws.iter().all(|r| {
            r.indicator.level3.is_empty()
                && r.indicator.value_printed.is_empty()
                && r.indicator.actual_printed.is_empty()
                && r.indicator.weight.is_empty()
        });
        if nothing {
            let level2_cell = aligned.find(0, Column::Level2);
            let again = level2_cell.is_some() && level2_cell == self.level2_cell;
            let printed = level2_cell.is_some_and(|c| !view.cell(c).is_blank())
                || level1_here && level2_cell.is_some();
            if again || !printed {
                return Vec::new();
            }
        }
        self.level2_cell = aligned.find(0, Column::Level2);
        raws
    }

    /// Every column's cell by its place.
    fn by_place(&self, view: &View<'_>, at: RowAt) -> Aligned {
        let mut aligned = Aligned::default();
        for head in &self.heads {
            if let Some(cell) = view.under(at, head.span)
                && !aligned.cells.iter().any(|&(_, _, c)| c == cell)
            {
                aligned.cells.push((head.half, head.column, cell));
            }
        }
        aligned
    }

    fn half(
        &mut self,
        view: &View<'_>,
        at: RowAt,
        row: usize,
        half: usize,
        aligned: &Aligned,
        (level1_here, goes_on): (bool, bool),
    ) -> Vec<Raw> {
        let cell =
            |column| aligned.find(half, column).filter(|&c| !view.cell(c).is_blank());
        let words =
            |column| cell(column).map(|c| view.text(c).to_owned()).unwrap_or_default();
        // Points of a cell that spans several rows are given once, not to each of them.
        let points = |column| {
            cell(column)
                .filter(|&c| view.cell(c).rows.start == at.row)
                .map(|c| points(view, c))
                .unwrap_or_default()
        };
        let (weight, weight_recognised) = points(Column::Weight);
        let (score, score_recognised) = points(Column::Score);
        let mut indicator = Indicator {
            level3: words(Column::Level3),
            actual_printed: words(Column::Actual),
            weight,
            score,
            points_recognised: [weight_recognised, score_recognised],
            deviation: words(Column::Deviation),
            ..Indicator::default()
        };
        if let Some(level2) = cell(Column::Level2) {
            self.level2[half] = normalise(view.text(level2));
        } else if level1_here
            && !goes_on
            && aligned.find(half, Column::Level2).is_some()
            && !view.is_loose(at.part)
        {
            self.level2[half].clear();
        }
        indicator.level2.clone_from(&self.level2[half]);
        let mut level1 = self.level1.clone();
        let mut here = level1_here;
        let no_levels = !self.heads.iter().any(|h| h.column == Column::Level1);
        if no_levels
            && indicator.level2.is_empty()
            && let Some((first, second, third)) = label::split_levels(&indicator.level3)
        {
            level1 = first.to_owned();
            here = true;
            indicator.level2 = format!("{second}指标");
            indicator.level3 = third;
        }
        let all: Vec<CellAt> =
            aligned.cells.iter().filter(|c| c.0 == half).map(|c| c.2).collect();
        indicator.confidence =
            all.iter().map(|&c| view.cell(c).confidence).fold(1.0f32, f32::min);
        indicator.clipped =
            all.iter().any(|&c| view.cell(c).clipped && !view.cell(c).is_blank());
        let mut raws = Vec::new();
        for column in [Column::ValueFull, Column::Value] {
            let present = self.heads.iter().any(|h| h.half == half && h.column == column);
            let only = column == Column::Value
                && !self
                    .heads
                    .iter()
                    .any(|h| h.half == half && h.column == Column::ValueFull);
            if !present && !only {
                continue;
            }
            let mut indicator = indicator.clone();
            let operator = aligned
                .cells
                .iter()
                .filter(|c| c.0 == half && c.1 == Column::Operator)
                .map(|c| view.text(c.2))
                .find(|words| quantity::is_operator(words))
                .unwrap_or_default();
            let printed =
                quantity::compose(operator, &words(column), &words(Column::Unit));
            set_value(&mut indicator, &printed);
            let is_unsure = |c| recognised::is_unreadable(view.cell(c));
            if indicator.value_num.is_some() && cell(column).is_some_and(is_unsure) {
                indicator.value_state = ValueState::Unreadable;
                indicator.value_num = None;
                indicator.value_high = None;
            }
            if cell(column).is_some_and(|c| view.cell(c).clipped) {
                // ≥9 may be the beginning of ≥95: what is cut has no number.
                indicator.value_state = ValueState::Clipped;
                indicator.value_num = None;
                indicator.value_high = None;
            }
            let place = cell(column).or_else(|| cell(Column::Level3));
            indicator.origin = match place {
                Some(c) => view.origin(c),
                None => view.row_origin(at),
            };
            let beside = self.heads.iter().any(|h| h.column == Column::ValueFull);
            let horizon = match (column, self.halves) {
                (Column::ValueFull, _) => Some(Horizon::Full),
                (_, 1) if beside => Some(Horizon::Annual),
                (_, 1) => self.horizon,
                _ if half == 0 => Some(Horizon::Full),
                _ => Some(Horizon::Annual),
            };
            raws.push(Raw {
                half,
                horizon,
                row,
                level1: level1.clone(),
                level1_here: here,
                level2_here: cell(Column::Level2).is_some(),
                loose: view.is_loose(at.part),
                indicator,
            });
        }
        raws
    }
}

/// Whether a row is the head of the block printed again.
fn is_head_again(raw: &Raw) -> bool {
    let column = |words: &str| label::column(&label::key(words));
    column(&raw.indicator.level3) == Some(Column::Level3)
        && matches!(
            column(&raw.indicator.value_printed),
            Some(Column::Value | Column::ValueFull)
        )
}

/// The points a cell prints, and what else a recogniser made of them.
fn points(view: &View<'_>, cell: CellAt) -> (String, Option<Box<Recognised>>) {
    let read = |text: &str| {
        let words = normalise(text);
        amount::read(words.strip_suffix('分').unwrap_or(&words))
    };
    match figure::of(view.cell(cell), read) {
        Some(figure) => (figure.printed.trim().to_owned(), figure.recognised),
        None => (view.text(cell).to_owned(), None),
    }
}

/// Joins a row that a page break has parted: its words go on with the row before.
/// Whether it was one.
pub(super) fn join(before: &mut [Raw], row: &[Raw]) -> bool {
    let (Some(last), [rest]) = (before.last_mut(), row) else { return false };
    if !is_rest_of_row(rest) {
        return false;
    }
    let (a, b) = (&mut last.indicator, &rest.indicator);
    a.level3.push_str(&b.level3);
    a.actual_printed.push_str(&b.actual_printed);
    a.deviation.push_str(&b.deviation);
    let value = format!("{}{}", a.value_printed, b.value_printed);
    set_value(a, &value);
    true
}

/// Whether a row at the top of a page is only the end of the row before: no 三级 of its
/// own, or nothing but words in 三级.
fn is_rest_of_row(raw: &Raw) -> bool {
    let i = &raw.indicator;
    let others =
        i.weight.is_empty() && i.score.is_empty() && !raw.level1_here && !raw.level2_here;
    let headless = i.level3.is_empty()
        && (!i.value_printed.is_empty()
            || !i.actual_printed.is_empty()
            || !i.deviation.is_empty());
    let only_words = !i.level3.is_empty()
        && i.value_printed.is_empty()
        && i.actual_printed.is_empty()
        && i.deviation.is_empty();
    others && (headless || only_words)
}

/// Fills an indicator's value from its printed form.
pub(super) fn set_value(indicator: &mut Indicator, printed: &str) {
    let reading = value::read(printed);
    printed.clone_into(&mut indicator.value_printed);
    indicator.value_state = reading.state;
    indicator.value_kind = reading.kind.to_owned();
    indicator.operator = reading.operator.to_owned();
    indicator.operator_inferred = reading.inferred;
    indicator.value_num = reading.number;
    indicator.value_high = reading.high;
    indicator.value_unit = reading.unit;
}

/// Settles 一级指标, halves and cuts once all rows of a form are known.
pub(super) fn settle(mut raws: Vec<Raw>) -> Vec<Indicator> {
    let cost_apart = raws.iter().any(|r| {
        label::is_cost_apart(&r.indicator.level2)
            || (r.level1_here && !r.loose && label::level1(&r.level1) == Some("成本指标"))
    });
    for raw in &mut raws {
        let printed = label::level1(&raw.level1)
            .map(str::to_owned)
            .unwrap_or_else(|| label::key(&raw.level1));
        let level2 = &raw.indicator.level2;
        let derived = label::level1_of(level2, cost_apart)
            .or_else(|| label::level1_of_cut(level2, cost_apart));
        let agrees = derived.is_none_or(|d| d == printed);
        let stands = !printed.is_empty() && (agrees || raw.level1_here && !raw.loose);
        (raw.indicator.level1, raw.indicator.level1_derived) = match derived {
            _ if stands => (printed, false),
            Some(derived) => (derived.to_owned(), true),
            None => (printed, false),
        };
    }
    mark_cut_halves(&mut raws);
    raws.into_iter()
        .map(|raw| {
            let mut indicator = raw.indicator;
            indicator.horizon = raw.horizon.unwrap_or(Horizon::Annual);
            indicator
        })
        .collect()
}

/// Where one half's words are only the beginning of the other's, a border has cut them.
fn mark_cut_halves(raws: &mut [Raw]) {
    for i in 0..raws.len() {
        if label::is_cut_level2(&raws[i].indicator.level2) {
            raws[i].indicator.clipped = true;
        }
        let twin = (i + 1..raws.len())
            .take_while(|&j| raws[j].row == raws[i].row)
            .find(|&j| raws[j].half != raws[i].half);
        if let Some(j) = twin {
            let (a, b) = (&raws[i].indicator.level3, &raws[j].indicator.level3);
            if is_cut(a, b) {
                raws[i].indicator.clipped = true;
            } else if is_cut(b, a) {
                raws[j].indicator.clipped = true;
            }
        }
    }
}

/// Whether `short` is `long` with its end cut off.
pub(super) fn is_cut(short: &str, long: &str) -> bool {
    let (short, long) = (normalise(short), normalise(long));
    short.chars().count() >= 2 && short.len() < long.len() && long.starts_with(&short)
}
