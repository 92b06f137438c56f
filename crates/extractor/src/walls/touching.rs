//! Which lines touch, without looking at every pair: a sweep from left to right.
//!
//! Horizontal lines come and go, vertical ones are met on the way. Horizontal lines that one
//! vertical line has united are remembered as a stretch, so that the next one that crosses
//! them looks at one of them only.

use crate::Ruling;
use std::collections::{BTreeMap, BTreeSet};

/// What happens at one place, in the order in which it counts there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A horizontal line begins.
    Begin(usize),
    /// A vertical line stands there.
    Cross(usize),
    /// A horizontal line ends.
    End(usize),
}

/// Horizontal lines at the place of the sweep.
#[derive(Default)]
struct Active {
    lines: BTreeSet<usize>,
    /// Stretches that lie side by side, first line → last line; the active ones among the lines
    /// of a stretch are known to belong together.
    stretches: BTreeMap<usize, usize>,
}

/// Calls `unite` for enough touching pairs of horizontal and vertical lines that all others
/// follow from them. The horizontal lines are ordered by place; lines that miss each other by
/// no more than `reach` touch.
pub(super) fn unite(
    horizontal: &[Ruling],
    vertical: &[Ruling],
    reach: f32,
    mut unite: impl FnMut(usize, usize),
) {
    let mut events: Vec<(f32, Event)> = Vec::new();
    for (h, line) in horizontal.iter().enumerate() {
        events.push((line.span.start - reach, Event::Begin(h)));
        events.push((line.span.end + reach, Event::End(h)));
    }
    events.extend(vertical.iter().enumerate().map(|(v, l)| (l.at, Event::Cross(v))));
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut active = Active::default();
    for (_, event) in events {
        match event {
            Event::Begin(h) => active.begin(h),
            Event::End(h) => {
                active.lines.remove(&h);
            }
            Event::Cross(v) => {
                let span = vertical[v].span;
                let from = horizontal.partition_point(|h| h.at < span.start - reach);
                let to = horizontal.partition_point(|h| h.at <= span.end + reach);
                if from < to {
                    active.cross(from, to - 1, |h| unite(h, v));
                }
            }
        }
    }
}

impl Active {
    /// A line that begins is no part of the stretch around it.
    fn begin(&mut self, line: usize) {
        self.lines.insert(line);
        if let Some((&first, &last)) = self.stretches.range(..=line).next_back()
            && last >= line
        {
            self.stretches.remove(&first);
            if first < line {
                self.stretches.insert(first, line - 1);
            }
            if line < last {
                self.stretches.insert(line + 1, last);
            }
        }
        self.stretches.insert(line, line);
    }

    /// Hands on one line of every stretch that is crossed, and makes them one.
    fn cross(&mut self, from: usize, to: usize, mut crossed: impl FnMut(usize)) {
        let begins = self
            .stretches
            .range(..=from)
            .next_back()
            .filter(|(_, last)| **last >= from)
            .map_or(from, |(first, _)| *first);
        let met: Vec<(usize, usize)> =
            self.stretches.range(begins..=to).map(|(a, b)| (*a, *b)).collect();
        let mut united: Option<(usize, usize)> = None;
        for (first, last) in met {
            let part = first.max(from)..=last.min(to);
            match self.lines.range(part).next() {
                Some(&line) => {
                    crossed(line);
                    self.stretches.remove(&first);
                    united = Some(united.map_or((first, last), |(a, _)| (a, last)));
                }
                // Its lines that are left are elsewhere, or it has none any more.
                None if self.lines.range(first..=last).next().is_none() => {
                    self.stretches.remove(&first);
                }
                None => {}
            }
        }
        if let Some((first, last)) = united {
            self.stretches.insert(first, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Span};

    fn lines(axis: Axis, places: &[(f32, f32, f32)]) -> Vec<Ruling> {
        let line = |&(at, from, to): &(f32, f32, f32)| Ruling {
            axis,
            at,
            span: Span::new(from, to),
            width: 0.5,
            dashed: false,
        };
        places.iter().map(line).collect()
    }

    fn parts(n: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
        let mut of: Vec<usize> = (0..n).collect();
        for (a, b) in pairs {
            let (a, b) = (of[*a].min(of[*b]), of[*a].max(of[*b]));
            of.iter_mut().filter(|part| **part == b).for_each(|part| *part = a);
        }
        of
    }

    /// Numbers without an order that anyone could know.
    fn dice(state: &mut u64) -> f32 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*state >> 40) as f32 / (1_u64 << 24) as f32
    }

    #[test]
    fn a_sweep_finds_the_parts_that_all_pairs_make() {
        let mut state = 7;
        let mut joined = 0;
        for round in 0..300 {
            let long = [0.1, 0.3, 0.8][round % 3];
            let mut some = |n: usize| -> Vec<(f32, f32, f32)> {
                let mut all: Vec<(f32, f32, f32)> = (0..n)
                    .map(|_| {
                        let from = dice(&mut state) * 100.0;
                        (
                            dice(&mut state) * 100.0,
                            from,
                            from + dice(&mut state) * long * 100.0,
                        )
                    })
                    .collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0));
                all
            };
            let (across, down) = (some(24), some(20));
            let across = lines(Axis::Horizontal, &across);
            let down = lines(Axis::Vertical, &down);
            let n = across.len();
            let mut all = Vec::new();
            for (h, line) in across.iter().enumerate() {
                for (v, other) in down.iter().enumerate() {
                    let touch = |span: &Span, at: f32| {
                        span.start - 3.0 <= at && at <= span.end + 3.0
                    };
                    if touch(&line.span, other.at) && touch(&other.span, line.at) {
                        all.push((h, n + v));
                    }
                }
            }
            let mut swept = Vec::new();
            unite(&across, &down, 3.0, |h, v| swept.push((h, n + v)));
            assert_eq!(parts(n + down.len(), &swept), parts(n + down.len(), &all));
            assert!(swept.iter().all(|pair| all.contains(pair)));
            joined += all.len() - swept.len();
        }
        assert!(joined > 1000, "most pairs are never looked at: {joined}");
    }
}
