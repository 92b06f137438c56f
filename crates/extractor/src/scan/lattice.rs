//! Rulings that stand on each other to whole lines: gaps closed, ends on the lines they meet.

use super::faint;
use super::runs::Stroke;
use crate::limits;
use image::GrayImage;

// Lengths are in pixels at 200 dpi: 2.8 of them are a point.

/// Strokes that miss each other by this belong to one table: what the plan of rooms joins
/// (3 pt) must be one here, too.
const JOIN: f32 = 8.3;
/// Places this near are one line.
const SAME: f32 = 5.5;
/// Lines nearer than this (4 pt) are the two edges of a double line.
pub(super) const DOUBLE: f32 = 11.0;
/// A stroke counts for a line when it is this near.
const NEAR: f32 = 4.0;
/// Share of the way between two crossings that must be drawn.
const COVERED: f32 = 0.5;
/// Gaps of a line that are closed wherever they are.
const GAP: f32 = 14.0;
/// Lines that run on beyond the last crossing by this show that the table is open there.
const BEYOND: f32 = 14.0;
/// So many lines must run on: a single one is drawn too long.
const OPEN: usize = 3;
/// Two strokes on one line, apart by no more than this, are of one table.
const APART: f32 = 60.0;
/// How far they may be beside each other.
const BESIDE: f32 = 2.5;
/// Crossings of one table that are looked at.
const MOST: usize = 60_000;

/// A line of a table, from crossing to crossing, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawn {
    /// Along columns, not along rows.
    pub(super) columns: bool,
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
    pub(super) thick: f32,
}

/// The lines of all tables of a page; `loose` strokes only lend weight to lines that are
/// known without them.
pub(super) fn lattice(
    bound: &[Vec<Stroke>; 2],
    loose: &[Vec<Stroke>; 2],
    gray: &GrayImage,
    scale: f32,
) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for table in tables(bound, scale) {
        table.draw(loose, gray, scale, &mut drawn);
    }
    drawn
}

/// Strokes that touch, along rows and along columns.
struct Table<'a> {
    strokes: [Vec<&'a Stroke>; 2],
}

/// One line: where it is, how thick, and what is drawn of it.
#[derive(Debug, Clone, Default)]
struct Line {
    at: f32,
    thick: f32,
    spans: Vec<[f32; 2]>,
    /// Nothing is drawn: the border of a table that is open at this side.
    is_open: bool,
}

fn tables<'a>(bound: &'a [Vec<Stroke>; 2], scale: f32) -> Vec<Table<'a>> {
    let [rows, columns] = bound;
    let join = (JOIN * scale).max(2.0);
    let mut parent: Vec<usize> = (0..rows.len() + columns.len()).collect();
    for (r, row) in rows.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            if column.at >= row.from - join
                && column.at <= row.to + join
                && row.at >= column.from - join
                && row.at <= column.to + join
            {
                let a = root(&mut parent, r);
                let b = root(&mut parent, rows.len() + c);
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    for (first, strokes) in [(0, rows), (rows.len(), columns)] {
        for (n, one) in strokes.iter().enumerate() {
            for (m, other) in strokes.iter().enumerate().skip(n + 1) {
                let apart = (one.from - other.to).max(other.from - one.to);
                if (one.at - other.at).abs() <= (BESIDE * scale).max(1.5)
                    && apart <= APART * scale
                {
                    let (a, b) =
                        (root(&mut parent, first + n), root(&mut parent, first + m));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
    }
    let mut place = vec![None; parent.len()];
    let mut tables: Vec<Table> = Vec::new();
    for (n, stroke) in rows.iter().chain(columns).enumerate() {
        let at = *place[root(&mut parent, n)].get_or_insert_with(|| {
            tables.push(Table { strokes: [Vec::new(), Vec::new()] });
            tables.len() - 1
        });
        tables[at].strokes[usize::from(n >= rows.len())].push(stroke);
    }
    tables
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

impl Table<'_> {
    fn draw(
        &self,
        loose: &[Vec<Stroke>; 2],
        gray: &GrayImage,
        scale: f32,
        drawn: &mut Vec<Drawn>,
    ) {
        let mut lines = [0, 1].map(|axis| lines(&self.strokes[axis], scale));
        for axis in 0..2 {
            self.open_sides(axis, &mut lines, scale);
        }
        if lines.iter().any(|l| l.len() < 2) {
            return;
        }
        if lines[0].len() * lines[1].len() > MOST {
            limits::meet("a grid with more than 60,000 crossings");
            return;
        }
        for axis in 0..2 {
            let crossings: Vec<f32> =
                lines[1 - axis].iter().map(|line| line.at).collect();
            for line in &lines[axis] {
                let mut spans = line.spans.clone();
                for stroke in &loose[axis] {
                    if (stroke.at - line.at).abs() <= NEAR * scale {
                        spans.push([stroke.from, stroke.to]);
                    }
                }
                let spans = joined(spans, GAP * scale);
                let is_drawn = |from: f32, to: f32| {
                    line.is_open
                        || covered(&spans, from, to) >= (to - from) * COVERED
                        || faint::is_ruled(
                            gray,
                            axis == 1,
                            line.at,
                            inner(from, to, scale),
                            scale,
                        )
                };
                let mut from = None;
                for pair in crossings.windows(2) {
                    match (is_drawn(pair[0], pair[1]), from) {
                        (true, None) => from = Some(pair[0]),
                        (false, Some(start)) => {
                            drawn.push(line.drawn(axis, start, pair[0]));
                            from = None;
                        }
                        _ => {}
                    }
                }
                if let (Some(start), Some(&end)) = (from, crossings.last()) {
                    drawn.push(line.drawn(axis, start, end));
                }
            }
        }
    }

    /// Adds the border across lines of an axis that run on beyond the last crossing.
    fn open_sides(&self, axis: usize, lines: &mut [Vec<Line>; 2], scale: f32) {
        let beyond = BEYOND * scale;
        let (Some(first), Some(last)) =
            (lines[1 - axis].first().map(|l| l.at), lines[1 - axis].last().map(|l| l.at))
        else {
            return;
        };
        let before = |s: &&&Stroke| s.from < first - beyond && s.to > first - beyond;
        let after = |s: &&&Stroke| s.to > last + beyond && s.from < last + beyond;
        let strokes = &self.strokes[axis];
        let border = |ends: Vec<f32>, sides: Vec<f32>| {
            // All that reach this side must not be many more than those that run on.
            let of = lines[axis].len();
            let enough = ends.len() >= OPEN.min(of.max(2)) && ends.len() * 5 >= of * 2;
            let mut ends = ends;
            ends.sort_by(f32::total_cmp);
            let at = ends.get(ends.len() / 2).copied()?;
            let top = sides.iter().copied().fold(f32::INFINITY, f32::min);
            let bottom = sides.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            enough.then_some(Line {
                at,
                thick: 0.0,
                spans: vec![[top, bottom]],
                is_open: true,
            })
        };
        let left = border(
            strokes.iter().filter(before).map(|s| s.from).collect(),
            strokes.iter().filter(before).map(|s| s.at).collect(),
        );
        let right = border(
            strokes.iter().filter(after).map(|s| s.to).collect(),
            strokes.iter().filter(after).map(|s| s.at).collect(),
        );
        lines[1 - axis].splice(0..0, left);
        lines[1 - axis].extend(right);
    }
}

impl Line {
    fn drawn(&self, axis: usize, from: f32, to: f32) -> Drawn {
        Drawn { columns: axis == 1, at: self.at, from, to, thick: self.thick }
    }
}

/// The lines that strokes of one axis lie on, in order.
fn lines(strokes: &[&Stroke], scale: f32) -> Vec<Line> {
    let mut strokes = strokes.to_vec();
    strokes.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut lines: Vec<(Line, f32)> = Vec::new();
    for stroke in strokes {
        let (own, span) = (stroke.len().max(1.0), [stroke.from, stroke.to]);
        match lines.last_mut() {
            Some((line, weight)) if stroke.at - line.at <= (SAME * scale).max(2.0) => {
                let all = *weight + own;
                line.at = (line.at * *weight + stroke.at * own) / all;
                line.thick = (line.thick * *weight + stroke.thick * own) / all;
                line.spans.push(span);
                *weight = all;
            }
            _ => {
                let line = Line { at: stroke.at, thick: stroke.thick, ..Line::default() };
                lines.push((Line { spans: vec![span], ..line }, own));
            }
        }
    }
    let mut out: Vec<(Line, f32)> = Vec::with_capacity(lines.len());
    for (line, weight) in lines {
        match out.last_mut() {
            Some((last, of)) if line.at - last.at < DOUBLE * scale => {
                let all = *of + weight;
                last.at = (last.at * *of + line.at * weight) / all;
                last.spans.extend(line.spans);
                *of = all;
            }
            _ => out.push((line, weight)),
        }
    }
    out.into_iter().map(|(line, _)| line).collect()
}

/// The stretch between two crossings without the lines that cross there.
fn inner(from: f32, to: f32, scale: f32) -> std::ops::Range<f32> {
    let inset = (3.0 * scale).min((to - from) / 4.0);
    from + inset..to - inset
}

fn joined(mut spans: Vec<[f32; 2]>, gap: f32) -> Vec<[f32; 2]> {
    spans.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut out: Vec<[f32; 2]> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span[0] <= last[1] + gap => last[1] = last[1].max(span[1]),
            _ => out.push(span),
        }
    }
    out
}

fn covered(spans: &[[f32; 2]], from: f32, to: f32) -> f32 {
    spans.iter().map(|s| (s[1].min(to) - s[0].max(from)).max(0.0)).sum()
}
