//! Looking at lines, and looking again where a number was read with doubt.
//!
//! A line that is drawn a little wider is as good as another print of it: a digit that was
//! lost at its end is often there at the second look, and one that was misread is seldom
//! misread the same way. What both looks agree on stays as it is; where they differ, the surer
//! one is taken, the other is kept as a further reading, and the line is marked.

use crate::recogniser::{LineReading, Reading, Recogniser};
use image::GrayImage;
use image::imageops::{self, FilterType};

/// Numbers that were read with less than this are looked at again.
const DOUBTFUL: f32 = 0.9;
/// How much wider a line is drawn for the second look.
const WIDER: f32 = 1.18;

/// A line as it was read, once or twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Seen {
    /// What is taken.
    pub(super) reading: LineReading,
    /// Whether a second look read the same; `None` where nobody looked twice.
    pub(super) confirmed: Option<bool>,
}

/// Reads pictures of lines, doubtful numbers twice.
pub(super) fn at(lines: &[GrayImage], eyes: &dyn Recogniser) -> Vec<Seen> {
    let once = |reading| Seen { reading, confirmed: None };
    let mut seen: Vec<Seen> = eyes.read(lines).into_iter().map(once).collect();
    let again: Vec<usize> =
        (0..seen.len()).filter(|i| is_doubtful(&seen[*i].reading)).collect();
    let wider: Vec<GrayImage> = again.iter().map(|i| wider(&lines[*i])).collect();
    for (i, second) in again.into_iter().zip(eyes.read(&wider)) {
        let first = std::mem::take(&mut seen[i].reading);
        seen[i] = both(first, second);
    }
    seen
}

fn wider(line: &GrayImage) -> GrayImage {
    let width = (line.width() as f32 * WIDER).round() as u32;
    imageops::resize(line, width, line.height(), FilterType::Triangle)
}

/// Whether a line is a number that is not read surely, or one that breaks off.
fn is_doubtful(reading: &LineReading) -> bool {
    let Some(best) = reading.readings.first() else { return false };
    let characters = best.text.chars().filter(|c| !c.is_whitespace());
    let digits = characters.clone().filter(char::is_ascii_digit).count();
    let is_number = digits > 0 && digits * 2 >= characters.count();
    is_number && (best.confidence < DOUBTFUL || best.text.ends_with(['.', ',']))
}

/// The surer of two looks, with what the other saw.
fn both(first: LineReading, second: LineReading) -> Seen {
    let best = |look: &LineReading| look.readings.first().cloned().unwrap_or_default();
    let (a, b) = (best(&first), best(&second));
    let same = plain(&a) == plain(&b);
    let (mut taken, other) = match b.confidence > a.confidence {
        true => (second, first),
        false => (first, second),
    };
    for reading in other.readings {
        match taken.readings.iter_mut().find(|known| plain(known) == plain(&reading)) {
            Some(known) => known.confidence = known.confidence.max(reading.confidence),
            None => taken.readings.push(reading),
        }
    }
    let head = usize::from(!taken.readings.is_empty());
    taken.readings[head..].sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let sure = |number: &Option<Reading>| number.as_ref().map_or(0.0, |n| n.confidence);
    if sure(&other.number) > sure(&taken.number) {
        taken.number = other.number;
    }
    Seen { reading: taken, confirmed: Some(same) }
}

fn plain(reading: &Reading) -> String {
    reading.text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(readings: &[(&str, f32)]) -> LineReading {
        let readings = readings
            .iter()
            .map(|(text, confidence)| Reading {
                text: (*text).into(),
                confidence: *confidence,
            })
            .collect();
        LineReading { readings, ..LineReading::default() }
    }

    /// Reads the same lines one way at their own width and another way when they are wider.
    #[derive(Debug)]
    struct Eyes {
        width: u32,
        first: LineReading,
        second: LineReading,
    }

    impl Recogniser for Eyes {
        fn name(&self) -> &str {
            "two looks"
        }

        fn read(&self, lines: &[GrayImage]) -> Vec<LineReading> {
            let one = |line: &GrayImage| match line.width() > self.width {
                true => self.second.clone(),
                false => self.first.clone(),
            };
            lines.iter().map(one).collect()
        }

        fn find(&self, _: &GrayImage) -> Vec<[u32; 4]> {
            Vec::new()
        }
    }

    fn seen(
        first: &[(&str, f32)],
        second: &[(&str, f32)],
    ) -> (Vec<String>, Option<bool>) {
        let eyes = Eyes { width: 100, first: look(first), second: look(second) };
        let seen = at(&[GrayImage::new(100, 20)], &eyes).remove(0);
        let texts = seen.reading.readings.iter().map(|r| r.text.to_string());
        (texts.collect(), seen.confirmed)
    }

    #[test]
    fn sure_numbers_and_words_are_looked_at_once() {
        let other = [("9", 1.0)];
        assert_eq!(seen(&[("1,234.56", 0.95)], &other), (vec!["1,234.56".into()], None));
        assert_eq!(
            seen(&[("合计金额12", 0.3)], &other),
            (vec!["合计金额12".into()], None)
        );
    }

    #[test]
    fn a_second_look_finds_the_digits_that_were_lost() {
        let (texts, confirmed) =
            seen(&[("1,234.", 0.93)], &[("1,234.56", 0.97), ("1,234.50", 0.02)]);
        assert_eq!(texts, ["1,234.56", "1,234.", "1,234.50"]);
        assert_eq!(confirmed, Some(false));
    }

    #[test]
    fn what_is_read_twice_the_same_is_confirmed() {
        let (texts, confirmed) = seen(&[("7.10", 0.8)], &[("7.10", 0.7), ("1.10", 0.2)]);
        assert_eq!(texts, ["7.10", "1.10"]);
        assert_eq!(confirmed, Some(true));
    }
}
