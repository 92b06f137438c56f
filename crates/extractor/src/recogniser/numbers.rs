//! A line read as a number: the same sight of it, with the labels of numbers only.

use super::ctc::{self, BLANK, Label, Step};
use super::reading::Reading;

/// What numbers are written with; other forms of a symbol that count as it.
///
/// A dash stands for nothing there, and is written in many ways; the Han numeral 一 alone
/// in a cell of amounts is always one of them.
const SYMBOLS: &[(char, &str)] = &[
    ('0', "０"),
    ('1', "１"),
    ('2', "２"),
    ('3', "３"),
    ('4', "４"),
    ('5', "５"),
    ('6', "６"),
    ('7', "７"),
    ('8', "８"),
    ('9', "９"),
    ('.', "．"),
    (',', "，"),
    ('-', "－−–"),
    ('—', "―一"),
    ('%', "％"),
    ('(', "（"),
    (')', "）"),
    ('+', "＋"),
    // Around a number it says nothing; inside of one a dot may have been lost.
    (' ', "\u{3000}\u{a0}"),
];

/// A number less probable than this is none.
const HOPELESS: f64 = 1e-6;

/// A symbol this many times less probable than the best one is no rival of it.
const RIVAL: f32 = 1e-3;

/// Which labels of a model numbers are written with.
pub(super) struct Numbers {
    /// Labels, and the place in `SYMBOLS` they count as, from 1.
    labels: Vec<(Label, Label)>,
}

impl Numbers {
    /// The labels among characters whose labels start at 1.
    pub(super) fn among(characters: &[char]) -> Numbers {
        let symbol = |character: char| {
            let is_one = |(symbol, forms): &(char, &str)| {
                *symbol == character || forms.contains(character)
            };
            SYMBOLS.iter().position(is_one).map(|at| at as Label + 1)
        };
        let labels = characters
            .iter()
            .enumerate()
            .filter_map(|(at, &character)| Some((at as Label + 1, symbol(character)?)))
            .chain([(BLANK, BLANK)])
            .collect();
        Numbers { labels }
    }

    /// What a step shows of a number, of all that it shows. Where it shows something else
    /// all symbols are improbable, and so is the number.
    pub(super) fn step(&self, row: &[f32]) -> Step {
        let mut sums = [0.0_f32; SYMBOLS.len() + 1];
        for &(label, symbol) in &self.labels {
            sums[symbol as usize] += row.get(label as usize).copied().unwrap_or(0.0);
        }
        let best = sums.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let mut step: Step = sums
            .iter()
            .enumerate()
            .filter(|(_, sum)| **sum >= best * RIVAL)
            .map(|(symbol, &sum)| (symbol as Label, sum))
            .collect();
        step.sort_by(|a, b| b.1.total_cmp(&a.1));
        step
    }

    /// The best number along a line.
    pub(super) fn reading(&self, steps: &[Step]) -> Option<Reading> {
        let most: f64 = steps
            .iter()
            .map(|step| step.iter().map(|(_, p)| f64::from(*p)).sum::<f64>().min(1.0))
            .product();
        if most < HOPELESS {
            return None;
        }
        let best = ctc::decode(steps, 1).pop()?;
        let symbol =
            |label: &Label| Some(SYMBOLS.get((*label as usize).checked_sub(1)?)?.0);
        let text: String = best.labels.iter().filter_map(symbol).collect();
        match text.trim() {
            "" => None,
            text => Some(Reading { text: text.into(), confidence: best.confidence() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHARACTERS: [char; 6] = ['1', '２', '2', '万', '，', '\u{3000}'];

    /// Steps with the given probabilities of the blank and of each character.
    fn read(rows: &[[f32; 7]]) -> Option<(String, f32)> {
        let numbers = Numbers::among(&CHARACTERS);
        let steps: Vec<Step> = rows.iter().map(|row| numbers.step(row)).collect();
        numbers.reading(&steps).map(|it| (it.text.to_string(), it.confidence))
    }

    #[test]
    fn forms_of_a_symbol_count_together() {
        let two = [0.1, 0.0, 0.4, 0.5, 0.0, 0.0, 0.0];
        let comma = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0];
        let (text, confidence) = read(&[two, comma]).expect("a number");
        assert_eq!(text, "2,");
        assert!((confidence - 0.9).abs() < 1e-6);
    }

    #[test]
    fn a_character_of_no_number_makes_it_improbable() {
        let one = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let gap = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let wan = [0.01, 0.0, 0.0, 0.0, 0.99, 0.0, 0.0];
        let (text, confidence) = read(&[one, gap, wan]).expect("a number, hardly");
        assert_eq!(text, "1");
        assert!(confidence < 0.02);
        assert_eq!(read(&[wan, wan, wan, wan]), None);
    }

    #[test]
    fn spaces_count_inside_of_a_number_only() {
        let one = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let space = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        assert_eq!(read(&[space, one, space]), Some(("1".into(), 1.0)));
        assert_eq!(read(&[one, space, one]), Some(("1 1".into(), 1.0)));
        assert_eq!(read(&[space]), None);
    }
}
