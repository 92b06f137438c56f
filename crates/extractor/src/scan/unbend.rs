//! How paper is bent: what long rulings that should be straight show of it.

use super::runs::Stroke;

/// Where a place of the straight page was before one bend was undone.
///
/// Perspective and curl shift rows and columns by smooth amounts: a polynomial of third
/// degree along a line whose lower terms change from line to line.
#[derive(Debug, Clone, Default)]
pub(super) struct Bend {
    size: [f32; 2],
    /// Rows move down by this, columns to the right.
    rows: Shift,
    columns: Shift,
}

/// Terms of the polynomial: along, along², along³, along · across, along² · across.
const TERMS: usize = 5;

/// A shift across the lines of one axis, in pixels.
#[derive(Debug, Clone, Default)]
struct Shift {
    terms: [f32; TERMS],
    /// How far lines were seen, along and across; beyond it the shift stays the same.
    along: [f32; 2],
    across: [f32; 2],
}

/// Lines shorter than this, in pixels at 200 dpi, say nothing of a whole page.
const LONG: f32 = 150.0;
/// All lines of an axis must be as long as this, in widths of the page.
const SEEN: f32 = 0.6;
/// Terms of higher order need more evidence: what counts against them, as a share of the
/// length of all lines in pages.
const DOUBT: [f32; TERMS] = [1e-4, 3e-4, 1e-3, 3e-4, 1e-3];

impl Bend {
    /// The place before the bend was undone, in pixels.
    pub(super) fn place(&self, x: f32, y: f32) -> [f32; 2] {
        let u = x / self.size[0] * 2.0 - 1.0;
        let v = y / self.size[1] * 2.0 - 1.0;
        [x + self.columns.at(v, u), y + self.rows.at(u, v)]
    }

    /// The largest shift anywhere on the page, in pixels.
    pub(super) fn most(&self) -> f32 {
        let steps = || (0..=8).map(|n| n as f32 / 4.0 - 1.0);
        let shifts = steps().flat_map(|u| {
            steps()
                .map(move |v| self.rows.at(u, v).abs().max(self.columns.at(v, u).abs()))
        });
        shifts.fold(0.0, f32::max)
    }
}

/// The bend that horizontal and vertical lines show on a page of some pixels.
pub(super) fn bend(lines: [&[Stroke]; 2], width: u32, height: u32, scale: f32) -> Bend {
    let size = [width.max(1) as f32, height.max(1) as f32];
    Bend {
        size,
        rows: shift(lines[0], size[0], size[1], scale),
        columns: shift(lines[1], size[1], size[0], scale),
    }
}

/// One seen place of a line: along and across from -1 to 1, its shift in pixels, and how
/// much of the line it stands for.
struct Sample {
    line: usize,
    along: f32,
    across: f32,
    at: f32,
    weight: f32,
}

fn shift(lines: &[Stroke], length: f32, depth: f32, scale: f32) -> Shift {
    let mut samples = Vec::new();
    for (line, stroke) in lines.iter().filter(|s| s.len() >= LONG * scale).enumerate() {
        let across = stroke.at / depth * 2.0 - 1.0;
        for &(place, at, weight) in &stroke.trace {
            let along = place / length * 2.0 - 1.0;
            samples.push(Sample { line, along, across, at, weight: weight / length });
        }
    }
    let seen: f32 = samples.iter().map(|s| s.weight).sum();
    if seen < SEEN {
        return Shift::default();
    }
    let span = |of: fn(&Sample) -> f32| {
        let all = samples.iter().map(of);
        all.fold([1.0f32, -1.0f32], |[a, b], v| [a.min(v), b.max(v)])
    };
    let (along, across) = (span(|s| s.along), span(|s| s.across));
    let mut shift = Shift { terms: solve(&samples), along, across };
    // Once more without what fits badly: strokes of text, a line of another thing.
    let misses = misses(&samples, &shift.terms);
    let mut sorted = misses.clone();
    sorted.sort_by(f32::total_cmp);
    let usual = sorted.get(sorted.len() * 7 / 10).copied().unwrap_or(0.0);
    let bound = (usual * 3.0).max(scale);
    let mut misses = misses.into_iter();
    samples.retain(|_| misses.next().is_some_and(|miss| miss <= bound));
    shift.terms = solve(&samples);
    shift
}

impl Shift {
    fn at(&self, along: f32, across: f32) -> f32 {
        if self.terms == [0.0; TERMS] {
            return 0.0;
        }
        let along = along.clamp(self.along[0], self.along[1]);
        let across = across.clamp(self.across[0], self.across[1]);
        let basis = basis(along, across);
        self.terms.iter().zip(basis).map(|(term, base)| term * base).sum()
    }
}

fn basis(u: f32, v: f32) -> [f32; TERMS] {
    [u, u * u, u * u * u, u * v, u * u * v]
}

/// The middle of each line's samples: their bases and their place.
fn middles(samples: &[Sample]) -> Vec<([f32; TERMS], f32)> {
    let lines = samples.iter().map(|s| s.line + 1).max().unwrap_or(0);
    let mut sums = vec![([0.0f32; TERMS], 0.0f32, 0.0f32); lines];
    for sample in samples {
        let sum = &mut sums[sample.line];
        for (sum, base) in sum.0.iter_mut().zip(basis(sample.along, sample.across)) {
            *sum += base * sample.weight;
        }
        sum.1 += sample.at * sample.weight;
        sum.2 += sample.weight;
    }
    let middle = |(bases, at, weight): ([f32; TERMS], f32, f32)| {
        let weight = weight.max(f32::MIN_POSITIVE);
        (bases.map(|b| b / weight), at / weight)
    };
    sums.into_iter().map(middle).collect()
}

/// Least squares; where each line stands is not asked.
fn solve(samples: &[Sample]) -> [f32; TERMS] {
    let middles = middles(samples);
    let total: f32 = samples.iter().map(|s| s.weight).sum();
    let mut matrix = [[0.0f64; TERMS + 1]; TERMS];
    for (n, row) in matrix.iter_mut().enumerate() {
        row[n] = f64::from(DOUBT[n] * total);
    }
    for sample in samples {
        let (means, mean) = &middles[sample.line];
        let mut base = basis(sample.along, sample.across);
        for (base, mean) in base.iter_mut().zip(means) {
            *base -= mean;
        }
        let weight = f64::from(sample.weight);
        for (n, row) in matrix.iter_mut().enumerate() {
            let own = f64::from(base[n]) * weight;
            for (m, value) in row[..TERMS].iter_mut().enumerate() {
                *value += own * f64::from(base[m]);
            }
            row[TERMS] += own * f64::from(sample.at - mean);
        }
    }
    eliminated(matrix)
}

/// How far each sample is from where the terms put it, in pixels.
fn misses(samples: &[Sample], terms: &[f32; TERMS]) -> Vec<f32> {
    let middles = middles(samples);
    let miss = |sample: &Sample| {
        let (means, mean) = &middles[sample.line];
        let base = basis(sample.along, sample.across);
        let bend: f32 = (0..TERMS).map(|n| terms[n] * (base[n] - means[n])).sum();
        (sample.at - mean - bend).abs()
    };
    samples.iter().map(miss).collect()
}

/// Solves linear equations whose matrix is positive; the last column is the right side.
fn eliminated(mut matrix: [[f64; TERMS + 1]; TERMS]) -> [f32; TERMS] {
    for n in 0..TERMS {
        let pivot = matrix[n][n];
        if !pivot.is_finite() || pivot.abs() < 1e-12 {
            return [0.0; TERMS];
        }
        let row = matrix[n].map(|value| value / pivot);
        matrix[n] = row;
        for (m, other) in matrix.iter_mut().enumerate() {
            if m != n {
                let by = other[n];
                for (value, own) in other.iter_mut().zip(row) {
                    *value -= own * by;
                }
            }
        }
    }
    matrix.map(|row| row[TERMS] as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines across a page of 1600 by 1000 pixels, bent by `shift(x, y)`.
    fn lines(shift: impl Fn(f32, f32) -> f32) -> Vec<Stroke> {
        let line = |n: i32| {
            let at = 100.0 + n as f32 * 80.0;
            let place = |x: f32| (x, at + shift(x, at), 16.0);
            let trace = (0..80).map(|k| place(200.0 + k as f32 * 16.0)).collect();
            Stroke { at, from: 192.0, to: 1480.0, trace, ..Stroke::default() }
        };
        (0..10).map(line).collect()
    }

    #[test]
    fn curl_and_perspective_are_found() {
        let shift = |x: f32, y: f32| {
            let (u, v) = (x / 800.0 - 1.0, y / 500.0 - 1.0);
            9.0 * u * u - 6.0 * u * u * u + 5.0 * u * v + 2.0 * u
        };
        let bend = bend([&lines(shift), &[]], 1600, 1000, 1.0);
        for (x, y) in [(300.0, 120.0), (800.0, 500.0), (1300.0, 700.0)] {
            let middle = bend.place(800.0, y)[1] - shift(800.0, y);
            let miss = bend.place(x, y)[1] - shift(x, y) - middle;
            assert!(miss.abs() < 0.5, "{miss} at {x}, {y}");
            assert_eq!(bend.place(x, y)[0], x);
        }
    }

    #[test]
    fn straight_lines_show_no_bend_and_a_stray_one_does_not_count() {
        let mut lines = lines(|_, _| 0.0);
        for (_, at, _) in &mut lines[3].trace[40..] {
            *at += 12.0;
        }
        assert!(bend([&lines, &[]], 1600, 1000, 1.0).most() < 0.4);
    }

    #[test]
    fn without_lines_nothing_is_bent() {
        assert_eq!(bend([&[], &[]], 0, 0, 1.0).most(), 0.0);
    }
}
