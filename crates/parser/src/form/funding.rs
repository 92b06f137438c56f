//! Funding lines: pairs of label and amount, matrices of sources by stage.

use super::label::{self, Source, Stage};
use super::view::{CellAt, RowAt, View};
use crate::disclosure::{Funding, Horizon, Unit, ValueState};
use crate::page::figure;
use crate::words::amount;
use crate::words::normal::normalise;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A label, a colon or nothing, an amount with or without its unit.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<label>[\p{Han}()]{2,20}):?(?P<amount>-?[\d,]+(?:\.\d+)?(?:万元|亿元|千元|元)?)")
        .expect("a constant pattern")
});

/// A funding line before its unit of money is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) funding: Funding,
    /// Unit the line's own label carries.
    pub(super) unit: Option<Unit>,
    /// The printed number in its own unit.
    number: Option<rust_decimal::Decimal>,
}

/// The funding lines of one form as they are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    /// Left borders of total labels, the half and the stage they open.
    sides: Vec<(f32, Horizon, Option<&'static str>)>,
    /// Stage of amounts whose labels name none.
    stage: &'static str,
    /// Columns of a matrix: 年初预算数 | 全年预算数 | 全年执行数 …
    matrix: Vec<(Stage, (f32, f32))>,
    /// Source labels that head columns: their amounts stand below.
    pending: Vec<CellAt>,
}

impl Lines {
    /// No lines yet; `stage` is that of amounts whose labels name none.
    pub(super) fn new(stage: &'static str) -> Self {
        Self { stage, ..Self::default() }
    }

    /// Takes a row of stage labels as the head of a matrix.
    pub(super) fn matrix_head(&mut self, view: &mut View<'_>, at: RowAt) -> bool {
        let Some(stages) = stages(view, at) else { return false };
        self.matrix.clear();
        for (cell, stage) in stages {
            self.matrix.push((stage, view.span(cell)));
            view.take(cell);
        }
        true
    }

    /// Takes a row of wider heads that stand over a matrix: 预算安排 | 拨付情况.
    pub(super) fn over_matrix(&self, view: &mut View<'_>, at: RowAt) -> bool {
        let below = RowAt { part: at.part, row: at.row + 1 };
        let heads: Vec<CellAt> = view
            .printed(at)
            .into_iter()
            .filter(|&c| !view.is_taken(c) && view.cell(c).rows.end == at.row + 1)
            .collect();
        let words = !heads.is_empty()
            && heads.iter().all(|&c| {
                view.cell(c).cols.len() > 1 && !amount::is_number(view.text(c))
            });
        let over = words
            && stages(view, below)
                .is_some_and(|s| s.iter().filter(|s| s.1.name().is_some()).count() > 1);
        if over {
            heads.into_iter().for_each(|c| view.take(c));
        }
        over
    }

    /// Whether amounts below are read by column.
    pub(super) fn has_matrix(&self) -> bool {
        !self.matrix.is_empty()
    }

    /// Forgets heads: the funding block has ended.
    pub(super) fn close(&mut self) {
        self.matrix.clear();
        self.pending.clear();
    }

    /// Reads a row of a matrix: a source on the left, its amounts by stage.
    pub(super) fn matrix_row(&mut self, view: &mut View<'_>, at: RowAt) -> bool {
        if self.matrix.is_empty() {
            return false;
        }
        let left = self.matrix.first().map_or(0.0, |m| m.1.0);
        let named = view
            .printed(at)
            .into_iter()
            .rfind(|&c| !view.is_taken(c) && view.span(c).0 < left - 0.1);
        let Some(label_cell) = named else { return false };
        let source = label::source(view.key(label_cell), true);
        let cells: Vec<(Stage, CellAt)> = self
            .matrix
            .iter()
            .filter_map(|&(stage, span)| {
                let cell = view
                    .under(at, span)
                    .filter(|&c| view.cell(c).rows.start == at.row)?;
                Some((stage, cell))
            })
            .collect();
        let amounts = cells.iter().any(|&(_, c)| {
            matches!(
                amount::read(view.text(c)).state,
                ValueState::Number | ValueState::Zero | ValueState::Dash
            )
        });
        if source.is_none() && !amounts {
            return false;
        }
        view.take(label_cell);
        let mut extra: BTreeMap<u8, String> = BTreeMap::new();
        let first = self.lines.len();
        for &(stage, cell) in &cells {
            view.take(cell);
            match stage {
                Stage::Weight => _ = extra.insert(0, view.text(cell).to_owned()),
                Stage::Rate => _ = extra.insert(1, view.text(cell).to_owned()),
                Stage::Score => _ = extra.insert(2, view.text(cell).to_owned()),
                _ => {
                    let mut line = self.line(view, label_cell, source.as_ref(), cell);
                    line.funding.stage = stage.name().unwrap_or_default().to_owned();
                    self.lines.push(line);
                }
            }
        }
        // 分值, 执行率 and 得分 judge what was spent: they stand on the executed line,
        // or on the row's last where nothing was spent yet.
        let rated = (first..self.lines.len())
            .max_by_key(|&i| u8::from(self.lines[i].funding.stage == "executed"));
        if let Some(i) = rated {
            let funding = &mut self.lines[i].funding;
            funding.weight = extra.remove(&0).unwrap_or_default();
            funding.execution_rate = extra.remove(&1).unwrap_or_default();
            funding.score = extra.remove(&2).unwrap_or_default();
        }
        true
    }

    /// Reads a source label with the amount beside it, or keeps it as the head of a column.
    pub(super) fn pair(
        &mut self,
        view: &mut View<'_>,
        label_cell: CellAt,
        source: &Source,
    ) {
        view.take(label_cell);
        if source.name == "total" {
            let horizon = source.horizon.unwrap_or(Horizon::Annual);
            // 预算金额 of a target is what it asks for; 年初预算数 says its stage itself.
            let key = view.key(label_cell);
            let says = self.stage.is_empty()
                || ["年初", "全年", "执行", "调整", "决算"]
                    .iter()
                    .any(|w| key.contains(w));
            let stage = label::stage(key).and_then(Stage::name).filter(|_| says);
            self.sides.push((view.span(label_cell).0, horizon, stage));
        }
        let right = view.right_of(label_cell).filter(|&c| !view.is_taken(c));
        let other = right.is_some_and(|c| {
            label::source(view.key(c), true).is_some()
                || label::stage(view.key(c)).is_some()
        });
        let part = label_cell.part;
        match right {
            Some(cell) if !other => {
                view.take(cell);
                let line = self.line(view, label_cell, Some(source), cell);
                self.lines.push(line);
            }
            // In text a blank amount cannot be told from a missing cell.
            _ if view.is_loose(part) => {
                let mut line = self.line(view, label_cell, Some(source), label_cell);
                line.funding.printed.clear();
                line.funding.state = ValueState::Blank;
                line.number = None;
                self.lines.push(line);
            }
            _ => self.pending.push(label_cell),
        }
    }

    /// Reads amounts written with their labels in one cell: 资金总额：118.01, or
    /// 财政拨款：90万元；自有资金：0万元.
    pub(super) fn inside(&mut self, view: &mut View<'_>, cell: CellAt) -> bool {
        let words = normalise(view.text(cell));
        let found: Vec<(String, String, Source)> = LABELLED
            .captures_iter(&words)
            .filter_map(|f| {
                let key = label::key(&f["label"]);
                let source = label::source(&key, true)?;
                Some((f["label"].to_owned(), f["amount"].to_owned(), source))
            })
            .collect();
        let alone = found.len() == 1
            && words.len() <= found[0].0.len() + found[0].1.len() + "其中:".len() + 3;
        let own_units = found.len() > 1 && found.iter().all(|f| f.1.ends_with('元'));
        if !alone && !own_units {
            return false;
        }
        view.take(cell);
        for (printed_label, amount, source) in found {
            let mut line = self.line(view, cell, Some(&source), cell);
            let (reading, unit) = number(&amount);
            line.funding.source_printed = printed_label;
            line.funding.printed = amount;
            line.funding.recognised = None;
            line.funding.state = reading.state;
            line.number = reading.number;
            line.unit = unit;
            self.lines.push(line);
        }
        true
    }

    /// Reads 执行率, 分值 or 得分 with the number beside it: it judges the last amount.
    pub(super) fn rate(&mut self, view: &mut View<'_>, label_cell: CellAt, stage: Stage) {
        let value = view.right_of(label_cell).filter(|&c| !view.is_taken(c));
        let rated = judged(&mut self.lines);
        let (Some(value), Some(line)) = (value, rated) else { return };
        if label::source(view.key(value), true).is_some() {
            return;
        }
        view.take(label_cell);
        view.take(value);
        let words = view.text(value).to_owned();
        match stage {
            Stage::Weight => line.funding.weight = words,
            Stage::Rate => line.funding.execution_rate = words,
            _ => line.funding.score = words,
        }
    }

    /// Reads a row of amounts that stand below their labels.
    pub(super) fn below(&mut self, view: &mut View<'_>, at: RowAt) -> bool {
        let cells: Vec<CellAt> =
            view.starting(at).into_iter().filter(|&c| !view.is_taken(c)).collect();
        let numbers = cells.iter().any(|&c| amount::is_number(view.text(c)));
        let words = cells.iter().any(|&c| {
            let state = amount::read(view.text(c)).state;
            matches!(state, ValueState::Text)
        });
        if self.pending.is_empty() || !numbers || words {
            return false;
        }
        let heads = self.pending.clone();
        for cell in cells {
            let span = view.span(cell);
            let inside = |label: CellAt| {
                let (x0, x1) = view.span(label);
                let middle = (span.0 + span.1) / 2.0;
                x0 <= middle && middle <= x1
            };
            let path: Vec<CellAt> =
                self.pending.iter().copied().filter(|&l| inside(l)).collect();
            let Some(&leaf) = path.last() else { continue };
            view.take(cell);
            let source = path_source(view, &path);
            let mut line = self.line(view, leaf, source.as_ref(), cell);
            line.funding.source_printed = path_words(view, &path, &heads);
            self.lines.push(line);
        }
        true
    }

    fn line(
        &self,
        view: &View<'_>,
        label_cell: CellAt,
        source: Option<&Source>,
        cell: CellAt,
    ) -> Line {
        let x = view.span(label_cell).0;
        let side = self
            .sides
            .iter()
            .rev()
            .min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs()))
            .copied();
        let horizon = source
            .and_then(|s| s.horizon)
            .or(side.map(|s| s.1))
            .unwrap_or(Horizon::Annual);
        let mut line = read(view, cell);
        line.funding.stage = side.and_then(|s| s.2).unwrap_or(self.stage).to_owned();
        line.funding.horizon = horizon;
        line.funding.source_printed = view.text(label_cell).to_owned();
        line.funding.source = source.map(|s| s.name.clone()).unwrap_or_default();
        line.unit = line.unit.or_else(|| label::unit_in_label(view.text(label_cell)));
        line
    }
}

/// The heads of a matrix in a row, those of several rows that end in it included.
fn stages(view: &View<'_>, at: RowAt) -> Option<Vec<(CellAt, Stage)>> {
    let ends = |c: CellAt| {
        let rows = &view.cell(c).rows;
        rows.start == at.row || rows.end == at.row + 1
    };
    let stages: Vec<(CellAt, Stage)> = view
        .cells(at)
        .into_iter()
        .filter(|&c| !view.cell(c).is_blank() && !view.is_taken(c) && ends(c))
        .filter_map(|c| Some((c, label::stage(view.key(c))?)))
        .collect();
    let money = stages.iter().filter(|s| s.1.name().is_some()).count();
    // A label with an amount beside it is a pair, not a head.
    let beside = stages
        .iter()
        .any(|&(c, _)| view.right_of(c).is_some_and(|r| amount::is_number(view.text(r))));
    (money > 0 && stages.len() > 1 && !beside).then_some(stages)
}

/// The line that 执行率 judges: the total's executed amount, else the last one.
pub(super) fn judged(lines: &mut [Line]) -> Option<&mut Line> {
    lines
        .iter_mut()
        .max_by_key(|l| (l.funding.stage == "executed", l.funding.source == "total"))
}

/// What the labels above an amount say together: 财政拨款/基本支出 is `fiscal_basic`.
pub(super) fn path_source(view: &View<'_>, path: &[CellAt]) -> Option<Source> {
    let sources: Vec<Source> =
        path.iter().filter_map(|&l| label::source(view.key(l), true)).collect();
    let horizon = sources.iter().find_map(|s| s.horizon);
    let mut names: Vec<&str> = sources.iter().map(|s| s.name.as_str()).collect();
    names.dedup();
    if names.len() > 1 {
        names.retain(|n| *n != "total");
    }
    (!names.is_empty()).then(|| Source { name: names.join("_"), horizon })
}

/// The label of an amount as printed; with the labels above it, outermost first, where
/// several of the `heads` are printed alike.
pub(super) fn path_words(view: &View<'_>, path: &[CellAt], heads: &[CellAt]) -> String {
    if let Some(&leaf) = path.last()
        && heads.iter().filter(|&&h| view.key(h) == view.key(leaf)).count() <= 1
    {
        return view.text(leaf).to_owned();
    }
    let words: Vec<&str> =
        path.iter().map(|&l| view.text(l)).filter(|w| label::key(w) != "其中").collect();
    words.join("/")
}

/// The amount a cell prints.
pub(super) fn read(view: &View<'_>, cell: CellAt) -> Line {
    let own = view.cell(cell);
    let figure = figure::of(own, |text| number(text).0);
    let printed = figure.as_ref().map_or(view.text(cell), |f| f.printed.trim());
    let (mut reading, unit) = number(printed);
    if let Some(figure) = &figure {
        reading = figure.amount.clone();
    }
    if is_parted(printed) && reading.number.is_some() {
        // Two numbers in one cell: reading them as one would be a silent wrong number.
        reading.state = ValueState::Text;
        reading.number = None;
    }
    if (own.clipped || own.walled) && reading.number.is_some() {
        reading.state = ValueState::Clipped;
        reading.number = None;
    }
    if (!own.trusted || own.doubt.is_some()) && reading.number.is_some() {
        reading.state = ValueState::Unreadable;
        reading.number = None;
    }
    Line {
        funding: Funding {
            printed: printed.to_owned(),
            state: reading.state,
            origin: view.origin(cell),
            confidence: figure.as_ref().map_or(own.confidence, |f| f.confidence),
            recognised: figure.and_then(|f| f.recognised),
            ..Funding::default()
        },
        unit,
        number: reading.number,
    }
}

/// Reads an amount as another number than before; what was read first is kept.
pub(crate) fn set(line: &mut Funding, printed: &str) {
    let (reading, unit) = number(printed);
    let before = std::mem::replace(&mut line.printed, printed.to_owned());
    let recognised = line.recognised.get_or_insert_default();
    if recognised.read_first.is_empty() {
        recognised.read_first = before;
    }
    let unit = unit.unwrap_or_else(|| amount::unit(&line.unit_printed));
    line.state = reading.state;
    line.amount_yuan = reading
        .number
        .filter(|_| line.amount_yuan.is_some())
        .and_then(|n| amount::to_yuan(n, &unit));
}

/// A printed number and the unit it carries itself: 180.61万元.
pub(crate) fn number(printed: &str) -> (amount::Amount, Option<Unit>) {
    let reading = amount::read(printed);
    if reading.state == ValueState::Text {
        let words = normalise(printed);
        let own = ["万元", "亿元", "千元", "元"]
            .iter()
            .find_map(|u| Some((*u, words.strip_suffix(u)?)));
        if let Some((name, digits)) = own {
            let with_unit = amount::read(digits);
            if with_unit.number.is_some() {
                return (with_unit, Some(amount::unit(name)));
            }
        }
    }
    (reading, None)
}

/// Whether white space stands between two digits with nothing else there.
fn is_parted(printed: &str) -> bool {
    let chars: Vec<char> = printed.trim().chars().collect();
    (1..chars.len()).any(|i| {
        chars[i].is_whitespace()
            && chars[..i]
                .iter()
                .rev()
                .find(|c| !c.is_whitespace())
                .is_some_and(char::is_ascii_digit)
            && chars[i..]
                .iter()
                .find(|c| !c.is_whitespace())
                .is_some_and(char::is_ascii_digit)
    })
}

/// Turns printed numbers to yuan with the form's unit; tells whether a unit was missing.
pub(super) fn finish(lines: Vec<Line>, unit: Option<&Unit>) -> (Vec<Funding>, bool) {
    let mut missing = false;
    let fundings = lines
        .into_iter()
        .map(|line| {
            let mut funding = line.funding;
            let unit = line.unit.as_ref().or(unit);
            if let Some(unit) = unit {
                funding.unit_printed.clone_from(&unit.printed);
            }
            if let Some(number) = line.number {
                funding.amount_yuan = unit.and_then(|u| amount::to_yuan(number, u));
                missing |= funding.amount_yuan.is_none();
            }
            funding
        })
        .collect();
    (fundings, missing)
}
