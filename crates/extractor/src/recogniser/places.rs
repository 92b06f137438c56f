//! Where the characters of a line stand: from the steps that show them to their extent.

use image::GrayImage;
use std::ops::Range;

/// Columns of a line that show ink.
pub(super) struct Ink(Vec<bool>);

impl Ink {
    /// Ink is darker than half way between the paper and the darkest of the line.
    pub(super) fn of(line: &GrayImage) -> Ink {
        let mut counts = [0_u64; 256];
        for value in line.iter() {
            counts[usize::from(*value)] += 1;
        }
        let total: u64 = counts.iter().sum();
        let at_share = |share: f64| {
            let mut left = (total as f64 * share) as u64;
            counts.iter().position(|count| {
                let reached = left < *count;
                left = left.saturating_sub(*count);
                reached
            })
        };
        // Most of a line is paper, and a few per cent at least are ink.
        let paper = at_share(0.75).unwrap_or(255);
        let dark = at_share(0.02).unwrap_or(0);
        let threshold = (paper + dark) / 2;
        let mut columns = vec![false; line.width() as usize];
        if paper > dark + 16 {
            for row in line.rows() {
                for (column, value) in columns.iter_mut().zip(row) {
                    *column |= usize::from(value.0[0]) < threshold;
                }
            }
        }
        Ink(columns)
    }

    /// From the first to the last column with ink, inside a range of columns.
    fn extent(&self, columns: Range<f32>) -> Option<Range<f32>> {
        let from = (columns.start.max(0.0).floor() as usize).min(self.0.len());
        let to = (columns.end.max(0.0).ceil() as usize).clamp(from, self.0.len());
        let inside = &self.0[from..to];
        let first = inside.iter().position(|ink| *ink)?;
        let last = inside.iter().rposition(|ink| *ink)?;
        Some((from + first) as f32..(from + last + 1) as f32)
    }

    /// The middle of the gap nearest to a column, at most `reach` columns away.
    fn gap_near(&self, column: f32, reach: f32) -> Option<f32> {
        let middle = column.clamp(0.0, self.0.len() as f32) as usize;
        let white = |at: usize| self.0.get(at).is_some_and(|ink| !ink);
        let found = (0..=reach as usize).find_map(|away| {
            let left = middle.checked_sub(away).filter(|at| white(*at));
            left.or(Some(middle + away).filter(|at| white(*at)))
        })?;
        let from = (0..found).rev().take_while(|at| white(*at)).last().unwrap_or(found);
        let to =
            (found..self.0.len()).take_while(|at| white(*at)).last().unwrap_or(found);
        Some((from + to + 1) as f32 / 2.0)
    }
}

/// The extents of characters, in columns of the line, from where the model saw them.
///
/// `seen` are their middles. Neighbours meet between them, nearer to the narrower one, in
/// a gap if there is one; white around a character is not its own, but for a hair.
pub(super) fn extents(ink: &Ink, height: u32, seen: &[(char, f32)]) -> Vec<Range<f32>> {
    let width = ink.0.len() as f32;
    let hair = height as f32 * 0.06;
    let mut meeting = vec![0.0; seen.len() + 1];
    for (at, pair) in seen.windows(2).enumerate() {
        let [(left, from), (right, to)] = [pair[0], pair[1]];
        let (left, right) = (breadth(left), breadth(right));
        let between = from + (to - from) * left / (left + right);
        let reach = (to - from) * 0.3;
        meeting[at + 1] = match ink.gap_near(between, reach) {
            // A wide gap may have its middle elsewhere.
            Some(gap) => gap.clamp(between - reach, between + reach),
            None => between,
        };
    }
    if let Some(last) = meeting.last_mut() {
        *last = width;
    }
    meeting
        .windows(2)
        .map(|room| match ink.extent(room[0]..room[1]) {
            Some(extent) => {
                (extent.start - hair).max(room[0])..(extent.end + hair).min(room[1])
            }
            None => room[0]..room[1],
        })
        .collect()
}

/// Usual breadth of a character, in ems.
fn breadth(character: char) -> f32 {
    match u32::from(character) {
        0x2E | 0x2C | 0x27 | 0x3A | 0x3B | 0x6C | 0x69 | 0x7C => 0.28,
        ..0x2E80 => 0.5,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// A line with columns of ink where the drawing has `#`, ten pixels each.
    fn drawn(columns: &str) -> GrayImage {
        let width = 10 * columns.len() as u32;
        GrayImage::from_fn(width, 40, |x, y| {
            let ink = columns.as_bytes()[x as usize / 10] == b'#';
            Luma([if ink && (8..32).contains(&y) { 20 } else { 240 }])
        })
    }

    fn check(columns: &str, seen: &[(char, f32)], expect: &[Range<f32>]) {
        let found = extents(&Ink::of(&drawn(columns)), 40, seen);
        let near = |a: f32, b: f32| (a - b).abs() <= 3.0;
        let same = found.len() == expect.len()
            && found
                .iter()
                .zip(expect)
                .all(|(a, b)| near(a.start, b.start) && near(a.end, b.end));
        assert!(same, "{columns}: {found:?}");
    }

    #[test]
    fn characters_end_at_their_ink() {
        check("..##..##..", &[('3', 30.0), ('4', 70.0)], &[20.0..40.0, 60.0..80.0]);
        check("....", &[('3', 20.0)], &[0.0..40.0]);
        check("", &[], &[]);
    }

    #[test]
    fn a_narrow_character_does_not_reach_into_a_broad_one() {
        check("#.####", &[('1', 5.0), ('万', 40.0)], &[0.0..10.0, 20.0..60.0]);
    }

    #[test]
    fn touching_characters_meet_by_their_breadths() {
        check("########", &[('万', 20.0), ('元', 60.0)], &[0.0..40.0, 40.0..80.0]);
    }
}
