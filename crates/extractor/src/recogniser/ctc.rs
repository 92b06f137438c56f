//! From what a model sees at each step along a line to what the line says.
//!
//! A line is read in narrow steps, from left to right; at each the model says how probable
//! every label is, or the blank between labels. A text stands for all the ways to spread
//! its labels over the steps (connectionist temporal classification): a label may last
//! several steps, and two equal ones in a row have a blank between them.

use rustc_hash::FxHashMap;
use std::ops::Range;

/// What a step shows: a label, or [`BLANK`].
pub(super) type Label = u32;

/// Nothing at this step, or between two labels.
pub(super) const BLANK: Label = 0;

/// Prefixes that are followed at the same time. Eight readings come out at most, and a
/// confusion of digits has two or three sides.
const BEAM: usize = 12;

/// The labels that are possible at one step, with their probabilities, best first; what is
/// left to 1 belongs to labels that were left out.
pub(super) type Step = Vec<(Label, f32)>;

/// A text and how probable it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) labels: Vec<Label>,
    /// How probable the model finds this text among all, from 0 to 1.
    pub(super) probability: f64,
}

impl Text {
    /// How sure a whole line is: as sure as the text is probable.
    pub(super) fn confidence(&self) -> f32 {
        self.probability.min(1.0) as f32
    }
}

/// A label and the steps that show it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub(super) label: Label,
    pub(super) steps: Range<usize>,
    /// The highest probability of the label at its steps.
    pub(super) peak: f32,
}

/// The most probable texts, best first, `most` at most.
///
/// Steps with a single label cost next to nothing, so leave out what is hopeless.
pub(super) fn decode(steps: &[Step], most: usize) -> Vec<Text> {
    let (tree, ends) = search(steps);
    let text = |(end, probability)| Text { labels: tree.labels(end), probability };
    ends.into_iter().take(most).map(text).collect()
}

/// Prefixes that share their beginnings: each is its parent and one label more.
#[derive(Default)]
struct Tree {
    nodes: Vec<(usize, Label)>,
    children: FxHashMap<(usize, Label), usize>,
}

/// The empty prefix; all others stand in `Tree::nodes`, one lower.
const ROOT: usize = 0;

impl Tree {
    fn child(&mut self, parent: usize, label: Label) -> usize {
        *self.children.entry((parent, label)).or_insert_with(|| {
            self.nodes.push((parent, label));
            self.nodes.len()
        })
    }

    fn last(&self, prefix: usize) -> Option<Label> {
        Some(self.nodes.get(prefix.checked_sub(1)?)?.1)
    }

    fn labels(&self, mut prefix: usize) -> Vec<Label> {
        let mut labels = Vec::new();
        while let Some(&(parent, label)) =
            prefix.checked_sub(1).and_then(|at| self.nodes.get(at))
        {
            labels.push(label);
            prefix = parent;
        }
        labels.reverse();
        labels
    }
}

/// A prefix and how probable it is to have been read so far.
#[derive(Clone, Copy)]
struct Held {
    prefix: usize,
    /// Ending in a blank.
    blank: f64,
    /// Ending in its last label.
    label: f64,
}

impl Held {
    fn total(&self) -> f64 {
        self.blank + self.label
    }
}

/// Prefix beam search: all whole texts that were still held at the end, best first.
fn search(steps: &[Step]) -> (Tree, Vec<(usize, f64)>) {
    let mut tree = Tree::default();
    let mut held = vec![Held { prefix: ROOT, blank: 1.0, label: 0.0 }];
    // Products of many probabilities leave the range of a float: the scale is kept apart.
    let mut scale = 0.0_f64;
    for step in steps {
        let mut next: Vec<Held> = Vec::with_capacity(held.len() * (step.len() + 1));
        let mut add = |prefix: usize, blank: f64, label: f64| match next
            .iter_mut()
            .find(|it| it.prefix == prefix)
        {
            Some(it) => {
                it.blank += blank;
                it.label += label;
            }
            None => next.push(Held { prefix, blank, label }),
        };
        for it in &held {
            let last = tree.last(it.prefix);
            for &(label, probability) in step {
                let probability = f64::from(probability);
                if label == BLANK {
                    add(it.prefix, it.total() * probability, 0.0);
                } else if last == Some(label) {
                    add(it.prefix, 0.0, it.label * probability);
                    if it.blank > 0.0 {
                        let longer = tree.child(it.prefix, label);
                        add(longer, 0.0, it.blank * probability);
                    }
                } else {
                    let longer = tree.child(it.prefix, label);
                    add(longer, 0.0, it.total() * probability);
                }
            }
        }
        next.retain(|it| it.total() > 0.0);
        // Stable: of equals, the one that was met first.
        next.sort_by(|a, b| b.total().total_cmp(&a.total()));
        next.truncate(BEAM);
        let best = next.first().map_or(0.0, Held::total);
        if best <= 0.0 {
            // A step that shows nothing at all adds nothing.
            continue;
        }
        for it in &mut next {
            it.blank /= best;
            it.label /= best;
        }
        scale += best.ln();
        held = next;
    }
    let ends =
        held.iter().map(|it| (it.prefix, (it.total().ln() + scale).exp())).collect();
    (tree, ends)
}

/// The most probable way to spread labels over steps.
pub(super) fn align(steps: &[Step], labels: &[Label]) -> Vec<Spot> {
    // States: blank, first label, blank, second label, …, blank.
    let states = 2 * labels.len() + 1;
    let label_of = |state: usize| match state % 2 {
        0 => BLANK,
        _ => labels[state / 2],
    };
    let mut score = vec![f64::NEG_INFINITY; states];
    // For each step and state: how many states back the best way came from.
    let mut back: Vec<Vec<u8>> = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let mut next = vec![f64::NEG_INFINITY; states];
        let mut came = vec![0_u8; states];
        for state in 0..states {
            let label = label_of(state);
            let Some(&(_, probability)) = step.iter().find(|(it, _)| *it == label) else {
                continue;
            };
            let (mut best, mut from) = match at {
                0 => (if state < 2 { 0.0 } else { f64::NEG_INFINITY }, 0),
                _ => (score[state], 0),
            };
            if at > 0 && state > 0 && score[state - 1] > best {
                (best, from) = (score[state - 1], 1);
            }
            let skips = state > 1 && label != BLANK && label != label_of(state - 2);
            if at > 0 && skips && score[state - 2] > best {
                (best, from) = (score[state - 2], 2);
            }
            next[state] = best + f64::from(probability).ln();
            came[state] = from;
        }
        score = next;
        back.push(came);
    }
    let mut spots: Vec<Spot> =
        labels.iter().map(|&label| Spot { label, steps: 0..0, peak: 0.0 }).collect();
    let mut state = states - 1;
    if states > 1 && score[states - 2] > score[states - 1] {
        state = states - 2;
    }
    for (at, step) in steps.iter().enumerate().rev() {
        if state % 2 == 1 {
            let spot = &mut spots[state / 2];
            if spot.steps.is_empty() {
                spot.steps = at..at + 1;
            }
            spot.steps.start = at;
            let shown = step.iter().find(|(it, _)| *it == spot.label);
            spot.peak = shown.map_or(spot.peak, |(_, p)| p.max(spot.peak));
        }
        state = state.saturating_sub(usize::from(back[at][state]));
    }
    spots
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Label = 1;
    const B: Label = 2;

    /// The texts of steps drawn as `a1.0 | a.6 -.4`, with their probabilities.
    fn read(drawn: &str) -> Vec<(String, f64)> {
        let texts = decode(&steps(drawn), 8);
        let name = |label: &Label| char::from(b'a' - 1 + *label as u8);
        texts
            .iter()
            .map(|it| (it.labels.iter().map(name).collect(), it.probability))
            .collect()
    }

    fn steps(drawn: &str) -> Vec<Step> {
        let label = |c: char| match c {
            '-' => BLANK,
            c => c as Label - 'a' as Label + 1,
        };
        let shown = |word: &str| {
            let c = word.chars().next().expect("a label");
            (label(c), word[1..].parse().expect("a probability"))
        };
        let step = |step: &str| step.split_whitespace().map(shown).collect();
        drawn.split('|').map(step).collect()
    }

    fn check(drawn: &str, expect: &[(&str, f64)]) {
        let read = read(drawn);
        let same = read.len() == expect.len()
            && read
                .iter()
                .zip(expect)
                .all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-6);
        assert!(same, "{drawn}: {read:?}");
    }

    #[test]
    fn labels_last_several_steps_and_blanks_part_equal_ones() {
        check("a1 | a1 | -1 | b1 | -1", &[("ab", 1.0)]);
        check("a1 | a1", &[("a", 1.0)]);
        check("a1 | -1 | a1", &[("aa", 1.0)]);
        check("-1 | -1", &[("", 1.0)]);
        check("", &[("", 1.0)]);
    }

    #[test]
    fn a_text_is_as_probable_as_all_its_ways_together() {
        // By the best label of each step this would be empty, at 0.36; "a" has three ways.
        check("-.6 a.4 | -.6 a.4", &[("a", 0.64), ("", 0.36)]);
    }

    #[test]
    fn one_label_or_two_hangs_on_the_blank_between() {
        check("a1 | -.7 a.3 | a1", &[("aa", 0.7), ("a", 0.3)]);
    }

    #[test]
    fn a_doubtful_label_gives_a_second_reading() {
        check("b1 | -1 | a.8 b.2", &[("ba", 0.8), ("bb", 0.2)]);
    }

    #[test]
    fn what_was_left_out_is_missing_from_the_probability() {
        check("b1 | -1 | a.1", &[("ba", 0.1)]);
    }

    #[test]
    fn spots_cover_their_steps_and_know_their_peak() {
        let steps = steps("-1 | a.4 -.6 | a.9 -.1 | -1 | b.7 a.2 | b1");
        let best = align(&steps, &decode(&steps, 1)[0].labels);
        assert_eq!(
            best,
            [
                Spot { label: A, steps: 2..3, peak: 0.9 },
                Spot { label: B, steps: 4..6, peak: 1.0 }
            ]
        );
    }

    #[test]
    fn a_long_doubtful_line_keeps_its_order() {
        let step = "a.6 b.4 | -1 | ";
        let texts = decode(&steps(step.repeat(1500).trim_end_matches(" | ")), 8);
        assert_eq!(texts[0].labels.len(), 1500);
        assert!(texts[0].labels.iter().all(|label| *label == A));
        assert!(texts.iter().all(|it| it.probability.is_finite()));
    }

    #[test]
    fn the_search_agrees_with_counting_every_way() {
        // Every way through four steps of three labels, collapsed and added up.
        let steps = steps("-.2 a.5 b.3 | -.4 a.35 b.25 | -.3 a.3 b.4 | -.15 a.6 b.25");
        let mut all = FxHashMap::<Vec<Label>, f64>::default();
        for way in 0..81_usize {
            let mut text = Vec::new();
            let (mut probability, mut last) = (1.0, BLANK);
            for (at, step) in steps.iter().enumerate() {
                let (label, p) = step[way / 3_usize.pow(at as u32) % 3];
                probability *= f64::from(p);
                if label != BLANK && label != last {
                    text.push(label);
                }
                last = label;
            }
            *all.entry(text).or_default() += probability;
        }
        let found = decode(&steps, 3);
        let best = all.values().copied().fold(0.0, f64::max);
        assert!((found[0].probability - best).abs() < 0.01, "{found:?} {all:?}");
        for text in &found {
            assert!((text.probability - all[&text.labels]).abs() < 0.02, "{text:?}");
        }
    }
}
