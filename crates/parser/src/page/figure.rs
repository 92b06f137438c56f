//! The number that a cell of a scanned page prints, and how else it may be read.
//!
//! Only cells that were read from a picture come here. The best reading counts as long as it
//! is a number; else its separators are put right, else the reading with nothing but the
//! characters of numbers is taken. What was read first is kept.

use crate::disclosure::confidence;
use crate::disclosure::{Diagnostic, Severity};
use crate::disclosure::{Recognised, Value, ValueState};
use crate::page::grammar;
use crate::page::grid::Cell;
use crate::page::recognised;
use crate::words::amount::{self, Amount};
use crate::words::normal::normalise;
use extractor::recogniser::Reading;
use regex::Regex;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// Readings of one number that are kept; more are a guess.
const MOST_READINGS: usize = 8;
/// Less probable readings are not plausible.
const PLAUSIBLE: f32 = 0.01;

/// A date in digits is no number that was read badly.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?$")
        .expect("a constant pattern")
});

/// What a cell of a scanned page prints where an amount belongs.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Figure {
    /// The reading that is taken, put right.
    pub(crate) printed: String,
    /// What it is.
    pub(crate) amount: Amount,
    /// How sure that is, from 0 to 1.
    pub(crate) confidence: f32,
    /// What was read first, and how else the cell may be read.
    pub(crate) recognised: Option<Box<Recognised>>,
    /// Whether something was put right that might have meant something else.
    pub(crate) is_repaired: bool,
}

/// Reads a cell where an amount belongs; `None` for a cell that was not read from a picture.
///
/// `parse` reads one text as [`crate::words::amount::read`] does, and may know units beside.
pub(crate) fn of(cell: &Cell, parse: impl Fn(&str) -> Amount) -> Option<Figure> {
    if !cell.recognised {
        return None;
    }
    let mut figure = taken(cell, &parse);
    let others = others(cell, &figure, &parse);
    let first = cell.run.as_ref().and_then(|run| run.readings.first());
    let first = first.map_or(cell.text.trim(), |reading| reading.text.trim());
    let is_replaced = compact(first) != compact(&figure.printed);
    if is_replaced || !others.is_empty() {
        let read_first = if is_replaced { first.to_owned() } else { String::new() };
        figure.recognised =
            Some(Box::new(Recognised { read_first, others, is_chosen: false }));
    }
    Some(figure)
}

/// The other numbers that a cell may print, best first, each once.
fn others(cell: &Cell, figure: &Figure, parse: &impl Fn(&str) -> Amount) -> Vec<Reading> {
    let Some(run) = &cell.run else { return Vec::new() };
    if figure.amount.number.is_none() && has_words(&cell.text) {
        return Vec::new();
    }
    let mut known = vec![figure.amount.number];
    let mut others = Vec::new();
    for reading in run.readings.iter().chain(&run.number) {
        let text = loose(&grammar::separated(&reading.text), parse).0;
        let number = parse(&text).number;
        let is_plausible = number.is_some() && reading.confidence >= PLAUSIBLE;
        if is_plausible && !known.contains(&number) && others.len() < MOST_READINGS {
            known.push(number);
            others.push(Reading { text: text.into(), confidence: reading.confidence });
        }
    }
    others
}

/// What is taken of a cell's readings.
fn taken(cell: &Cell, parse: &impl Fn(&str) -> Amount) -> Figure {
    let settled = |printed: String, confidence: f32, is_repaired: bool| {
        let amount = parse(&printed);
        Figure { printed, amount, confidence, is_repaired, recognised: None }
    };
    let own = parse(&cell.text);
    if grammar::is_settled(&own) {
        return settled(cell.text.clone(), cell.confidence, false);
    }
    // A comma that is gone leaves a gap.
    if let Some(text) = cell.run.as_ref().and_then(|_| grammar::regrouped(&cell.text)) {
        return settled(text, cell.confidence.min(confidence::REPAIRED), true);
    }
    let (text, is_sure) = loose(&cell.text, parse);
    if grammar::is_settled(&parse(&text)) {
        let most = if is_sure { 1.0 } else { confidence::REPAIRED };
        return settled(text, cell.confidence.min(most), !is_sure);
    }
    let looks = looks_like_number(&cell.text);
    if let Some(run) = &cell.run
        && !has_words(&cell.text)
    {
        // 1O0.00 is 100.00: the recogniser saw the zero too, and knows how surely.
        let plain =
            run.number.iter().filter(|n| looks || n.confidence >= confidence::DECENT);
        let others = run.readings.iter().filter(|_| looks);
        for (reading, most) in plain
            .map(|reading| (reading, confidence::REPAIRED))
            .chain(others.map(|reading| (reading, confidence::GUESSED)))
        {
            let text = loose(&grammar::separated(&reading.text), parse).0;
            if parse(&text).number.is_some() {
                let most = most.min(recognised::of_run(run));
                return settled(text, reading.confidence.min(most), true);
            }
        }
    }
    let mut figure = settled(cell.text.clone(), cell.confidence, false);
    if looks {
        figure.amount = Amount { state: ValueState::Unreadable, ..Amount::default() };
    }
    figure
}

/// What else separators may have meant where an amount belongs, and whether that is sure.
fn loose(text: &str, parse: &impl Fn(&str) -> Amount) -> (String, bool) {
    static SHORT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?P<whole>[+-]?\d+)[,;:。、·](?P<part>\d{1,2})$")
            .expect("a constant pattern")
    });
    if grammar::is_settled(&parse(text)) || amount::is_parted(text) {
        return (text.to_owned(), true);
    }
    let plain = normalise(text);
    if plain == "一" {
        // A dash is one stroke, too.
        return ("—".to_owned(), true);
    }
    if let Some(bare) = without_specks(&plain)
        && grammar::is_settled(&parse(&bare))
    {
        return (bare, false);
    }
    match SHORT.captures(&plain) {
        // No group of thousands has one or two digits, but one may have lost its third.
        Some(found) => (format!("{}.{}", &found["whole"], &found["part"]), false),
        None => (text.to_owned(), true),
    }
}

/// A number without the dirt that was read as points before or behind it: •1,263.146.
///
/// A point before a number without decimals may be its own (.5), and a point behind one may
/// be all that is left of its decimals (320.).
fn without_specks(text: &str) -> Option<String> {
    let is_speck = |c: char| ".,·•'`^~_:;、。，".contains(c);
    let bare =
        text.trim_start_matches(is_speck).trim_end_matches(|c| is_speck(c) || c == '-');
    let point = text.find(is_speck) == Some(0);
    let tail = text.ends_with(is_speck) || text.ends_with('-');
    let is_whole =
        bare.contains('.') && bare.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let bare = grammar::separated(bare);
    ((point || tail) && is_whole && bare.ends_with(|c: char| c.is_ascii_digit()))
        .then_some(bare)
}

/// Whether digits and what is printed between digits make up most of a text.
fn looks_like_number(text: &str) -> bool {
    let plain = normalise(text);
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let all = plain.chars().count();
    digits > 0 && digits * 2 >= all && !has_words(&plain) && !DATE.is_match(&plain)
}

/// Whether a text has Chinese words, 一 alone left out: it may be a dash.
fn has_words(text: &str) -> bool {
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) && c != '一';
    text.chars().any(is_han)
}

fn compact(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Reads a value as another number than before; what was read first is kept.
pub(crate) fn set(value: &mut Value, printed: &str) {
    let read = amount::read(printed);
    let before = std::mem::replace(&mut value.printed, printed.to_owned());
    let recognised = value.recognised.get_or_insert_default();
    if recognised.read_first.is_empty() {
        recognised.read_first = before;
    }
    value.state = read.state;
    value.number = read.number;
    if value.quantity.is_some() {
        value.quantity = read.number;
    } else if value.amount_yuan.is_some() {
        let unit = amount::unit(&value.unit_printed);
        let yuan = |n: Option<Decimal>| amount::to_yuan(n?, &unit);
        value.amount_yuan = yuan(read.number);
        value.precision_yuan = yuan(read.half_digit);
    }
}

/// Says that a number was put right in a way that is not the only possible one.
pub(crate) fn repaired(first: &str, printed: &str, name: &str) -> Diagnostic {
    Diagnostic::new(
        "number-repaired",
        Severity::Info,
        format!(
            "read as 「{first}」 and taken as 「{printed}」; it may have meant another"
        ),
    )
    .printed(format!("{name} 「{first}」"))
}
