//! Which strokes of ink are rulings, and which are print.

use super::runs::Stroke;
use crate::limits;
use image::GrayImage;

// Lengths are in pixels at 200 dpi: 2.8 of them are a point.

/// No print has a thin stroke this long (40 pt): such a stroke is drawn.
const DRAWN: f32 = 110.0;
/// Ends of a short ruling meet the ruling they stand on within this. Wider, and the
/// strokes of letters in tight rows become columns.
const MEET: f32 = 3.2;
/// Rulings at places this near are on one line.
const ALIGNED: f32 = 2.5;
/// Beside a ruling, so far away, there is paper; beside a stroke of a letter, the letter.
const SIDE: [f32; 2] = [3.5, 5.5];
/// Share of ink beside a short ruling.
const CLEAN: f32 = 0.12;
/// Share of ink beside a longer one, in a tight column of numbers; strokes of letters that
/// stand on each other have twice as much.
const CROWDED: f32 = 0.25;
/// Letters do not line up over so many lines of text (145 pt).
const LINED_UP: f32 = 400.0;
/// Strokes of one axis that are looked at, the longest first.
const MOST: usize = 5000;

/// The strokes of a page along rows and along columns, told apart.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Rulings that stand on each other, along rows and along columns.
    pub(super) bound: [Vec<Stroke>; 2],
    /// Strokes that meet no ruling but stand alone on paper: an underline, the rule under a
    /// heading, what is left of a ruling under a stamp.
    pub(super) loose: [Vec<Stroke>; 2],
}

/// Tells rulings from print; `ink` is that along rows and that along columns.
pub(super) fn sorted(
    strokes: [Vec<Stroke>; 2],
    ink: [&GrayImage; 2],
    scale: f32,
) -> Sorted {
    let mut drawn = [Vec::new(), Vec::new()];
    let mut short = [Vec::new(), Vec::new()];
    for (axis, mut strokes) in strokes.into_iter().enumerate() {
        strokes.sort_by(|a, b| b.len().total_cmp(&a.len()).then(a.at.total_cmp(&b.at)));
        // Those that are shorter are strokes of characters.
        if strokes.get(MOST).is_some_and(|next| next.len() >= DRAWN * scale) {
            limits::meet("more than 5,000 lines along one side");
        }
        strokes.truncate(MOST);
        strokes.retain(|s| {
            s.len() < DRAWN * scale
                || s.len() >= LINED_UP * scale
                || is_clear(s, ink[axis], CROWDED, scale)
        });
        (drawn[axis], short[axis]) =
            strokes.into_iter().partition(|s| s.len() >= DRAWN * scale);
    }
    // A short one may stand on another short one: what is accepted carries the next.
    for _ in 0..4 {
        let mut found = [Vec::new(), Vec::new()];
        for axis in 0..2 {
            let (own, others) = (&drawn[axis], &drawn[1 - axis]);
            (found[axis], short[axis]) =
                std::mem::take(&mut short[axis]).into_iter().partition(|stroke| {
                    stands(stroke, others, scale) == [true; 2]
                        && (own.iter().any(|o| is_aligned(o, stroke, scale))
                            || is_clear(stroke, ink[axis], CLEAN, scale))
                });
        }
        if found.iter().all(Vec::is_empty) {
            break;
        }
        for (drawn, found) in drawn.iter_mut().zip(found) {
            drawn.extend(found);
        }
    }
    let is_bound = [0, 1].map(|axis| {
        let others = &drawn[1 - axis];
        let bound = |stroke: &Stroke| {
            stands(stroke, others, scale) != [false; 2]
                || is_crossed(stroke, others, scale)
        };
        drawn[axis].iter().map(bound).collect::<Vec<bool>>()
    });
    let mut out = Sorted::default();
    for (axis, (drawn, is_bound)) in drawn.into_iter().zip(is_bound).enumerate() {
        for (stroke, is_bound) in drawn.into_iter().zip(is_bound) {
            let to = if is_bound { &mut out.bound } else { &mut out.loose };
            to[axis].push(stroke);
        }
    }
    for (axis, mut short) in short.into_iter().enumerate() {
        short.retain(|stroke| is_alone(stroke, ink[axis], scale));
        out.loose[axis].append(&mut short);
    }
    out
}

/// Whether the start and the end of a stroke stand on strokes of the other axis.
fn stands(stroke: &Stroke, others: &[Stroke], scale: f32) -> [bool; 2] {
    let meet = (MEET * scale).max(2.0);
    let on = |end: f32| {
        let at = stroke.across(end);
        others.iter().any(|other| {
            // Cheap first: no ruling wanders further than this.
            (other.at - end).abs() <= meet + 12.0 * scale
                && at >= other.from - meet
                && at <= other.to + meet
                && (other.across(at) - end).abs() <= meet + other.thick / 2.0
        })
    };
    [on(stroke.from), on(stroke.to)]
}

/// Whether a stroke of the other axis goes through, or ends at, the middle of a stroke.
fn is_crossed(stroke: &Stroke, others: &[Stroke], scale: f32) -> bool {
    let meet = (MEET * scale).max(2.0);
    others.iter().any(|other| {
        other.at > stroke.from
            && other.at < stroke.to
            && stroke.across(other.at) >= other.from - meet
            && stroke.across(other.at) <= other.to + meet
    })
}

fn is_aligned(one: &Stroke, other: &Stroke, scale: f32) -> bool {
    (one.at - other.at).abs() <= (ALIGNED * scale).max(1.5)
}

/// Whether there is mostly paper beside a stroke, both sides taken together.
fn is_clear(stroke: &Stroke, ink: &GrayImage, most: f32, scale: f32) -> bool {
    let [above, below] = beside(stroke, ink, scale);
    (above + below) / 2.0 <= most
}

/// Whether there is paper on either side of a stroke.
fn is_alone(stroke: &Stroke, ink: &GrayImage, scale: f32) -> bool {
    beside(stroke, ink, scale).iter().all(|&share| share <= CLEAN)
}

/// Shares of ink on both sides of a stroke.
fn beside(stroke: &Stroke, ink: &GrayImage, scale: f32) -> [f32; 2] {
    let width = ink.width() as usize;
    let inset = 4.0 * scale;
    let from = (stroke.from + inset).max(0.0) as usize;
    let to = ((stroke.to - inset).max(0.0) as usize).min(width);
    if from >= to {
        return [1.0; 2];
    }
    let half = stroke.thick / 2.0;
    [-1.0, 1.0].map(|side| {
        let (mut inked, mut all) = (0usize, 0usize);
        for n in 0..=4 {
            let away = SIDE[0] + (SIDE[1] - SIDE[0]) * n as f32 / 4.0;
            let row = stroke.at + side * (half + away * scale);
            if row < 0.0 || row >= ink.height() as f32 {
                continue;
            }
            let start = row as usize * width;
            let row = &ink.as_raw()[start + from..start + to];
            inked += row.iter().filter(|&&p| p != 0).count();
            all += row.len();
        }
        inked as f32 / all.max(1) as f32
    })
}
