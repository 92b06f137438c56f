//! PP-OCRv6 small: the two models, run on one thread for each caller.

use super::boxes;
use super::ctc::{self, BLANK, Label, Step, Text};
use super::numbers::Numbers;
use super::places::{self, Ink};
use super::reading::{Character, LineReading, Reading, Recogniser};
use super::strips::{self, STEP, Strip};
use image::{GrayImage, imageops};
use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value};
use rten_tensor::{Layout, Tensor};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// What a line reads as when the model could not be run on it: one replacement character
/// without any confidence, so that it is not taken for a line without text.
pub const UNREAD: char = char::REPLACEMENT_CHARACTER;

/// Whole-line readings that are kept, with the best one.
const READINGS: usize = 8;

/// A whole-line reading that is less probable than this is not worth a mention.
const HOPELESS: f32 = 1e-3;

/// A label at least this probable at a step has no rival there.
const CLEAR: f32 = 0.999;

/// A label less probable than this is no rival.
const RIVAL: f32 = 1e-3;

/// Labels that are weighed at a step.
const RIVALS: usize = 6;

/// Pixels of width that are read at once; see `strips::WIDEST` for the memory it takes.
const BATCH: usize = 2400;

/// The two models of PP-OCRv6 small, ready to be shared by all threads.
pub struct Paddle {
    finder: Model,
    reader: Model,
    /// The character of each label, from the second on: the first is the blank.
    characters: Vec<char>,
    numbers: Numbers,
    seats: Seats,
}

/// Which of the two models something is about.
pub(super) enum Part {
    Finder,
    Reader,
}

impl Paddle {
    /// From the bytes of the two models.
    pub(super) fn new(
        finder: Vec<u8>,
        reader: Vec<u8>,
    ) -> Result<Paddle, (Part, String)> {
        let model = |bytes: Vec<u8>| {
            // What is constant in a model is worked out while it is loaded.
            let loaded = apart(|| {
                let mut options = ModelOptions::with_all_ops();
                options.prepack_weights(true);
                options.load(bytes).map_err(|error| error.to_string())
            });
            loaded.unwrap_or_else(|| Err("the runtime crashed on it".to_owned()))
        };
        let finder = model(finder).map_err(|error| (Part::Finder, error))?;
        let reader = model(reader).map_err(|error| (Part::Reader, error))?;
        let dictionary = reader
            .metadata()
            .get("character")
            .ok_or_else(|| (Part::Reader, "it has no dictionary".to_owned()))?;
        let characters = characters(dictionary).map_err(|error| (Part::Reader, error))?;
        let numbers = Numbers::among(&characters);
        Ok(Paddle { finder, reader, characters, numbers, seats: Seats::default() })
    }

    /// What the model sees along some strips that are padded to the same width.
    fn look(&self, strips: &[&Strip], width: usize) -> Option<Vec<Sight>> {
        let mut planes = Vec::with_capacity(strips.len() * 3 * strips::HEIGHT * width);
        for strip in strips {
            strip.write(width, &mut planes);
        }
        let shape = [strips.len(), 3, strips::HEIGHT, width];
        let output = self.seats.run(&self.reader, Tensor::from_data(&shape, planes))?;
        let [count, steps, labels] = output.shape().try_into().ok()?;
        if count != strips.len() || labels != self.characters.len() + 1 || steps == 0 {
            return None;
        }
        let rows = output.into_data();
        let sights = rows
            .chunks_exact(steps * labels)
            .map(|rows| rows.chunks_exact(labels).map(|row| self.sight(row)).collect());
        Some(sights.collect())
    }

    /// What one step shows.
    fn sight(&self, row: &[f32]) -> (Step, Step) {
        let mut best = (BLANK, f32::NEG_INFINITY);
        for (label, &probability) in row.iter().enumerate() {
            if probability > best.1 {
                best = (label as Label, probability);
            }
        }
        let step = match best.1 >= CLEAR {
            true => vec![best],
            false => rivals(row, best),
        };
        let number = self.numbers.step(row);
        (step, number)
    }

    /// The reading of a line from what was seen along its strips.
    fn reading(
        &self,
        line: &GrayImage,
        strips: &[Strip],
        sights: Vec<Sight>,
    ) -> LineReading {
        let mut steps = Vec::new();
        let mut number = Vec::new();
        let mut middles = Vec::new();
        for (strip, sight) in strips.iter().zip(sights) {
            let span = (strip.columns.end - strip.columns.start) as f32;
            let from = strip.columns.start as f32;
            if !steps.is_empty() {
                // What ends one strip and begins the next are two characters.
                steps.push(vec![(BLANK, 1.0)]);
                number.push(vec![(BLANK, 1.0)]);
                middles.push(from);
            }
            for (at, (all, of_number)) in sight.into_iter().enumerate() {
                let share = (at as f32 + 0.5) * STEP as f32 / strip.width as f32;
                middles.push(from + share.min(1.0) * span);
                steps.push(all);
                number.push(of_number);
            }
        }
        let decoded = ctc::decode(&steps, READINGS);
        let Some(best) = decoded.first() else { return LineReading::default() };
        let spots = ctc::align(&steps, &best.labels);
        let seen: Vec<(char, f32)> = spots
            .iter()
            .map(|spot| {
                let sum: f32 = middles[spot.steps.clone()].iter().sum();
                (self.character(spot.label), sum / spot.steps.len().max(1) as f32)
            })
            .collect();
        let extents = places::extents(&Ink::of(line), line.height(), &seen);
        let width = line.width() as f32;
        let characters = spots
            .iter()
            .zip(seen.iter().zip(extents))
            .map(|(spot, (&(text, _), extent))| Character {
                text,
                from: extent.start / width,
                to: extent.end / width,
                confidence: spot.peak.min(1.0),
            })
            .collect();
        let readings = self.readings(&decoded);
        LineReading { characters, readings, number: self.numbers.reading(&number) }
    }

    /// Boxes around lines in a part of a picture.
    fn find_in(
        &self,
        picture: &GrayImage,
        [left, top, right, bottom]: [u32; 4],
    ) -> Vec<[u32; 4]> {
        let tile =
            imageops::crop_imm(picture, left, top, right - left, bottom - top).to_image();
        let size = boxes::size(tile.width(), tile.height());
        let shape = [1, 3, size.1 as usize, size.0 as usize];
        let planes = Tensor::from_data(&shape, boxes::planes(&tile, size));
        let Some(map) = self.seats.run(&self.finder, planes) else { return Vec::new() };
        let [1, 1, _, across] = *map.shape() else { return Vec::new() };
        boxes::boxes(&map.into_data(), across, tile.dimensions())
            .into_iter()
            .map(|it| [it[0] + left, it[1] + top, it[2] + left, it[3] + top])
            .collect()
    }

    /// Whole-line readings, best first. Texts that differ in spaces only are one reading,
    /// in its most probable form: how wide a space is, is a matter of taste.
    fn readings(&self, decoded: &[Text]) -> Vec<Reading> {
        let mut readings: Vec<Reading> = Vec::new();
        for it in decoded {
            let text: SmolStr =
                it.labels.iter().map(|label| self.character(*label)).collect();
            let confidence = it.confidence();
            let known =
                readings.iter().position(|it| same_but_for_spaces(&it.text, &text));
            if let Some(known) = known.and_then(|at| readings.get_mut(at)) {
                known.confidence = (known.confidence + confidence).min(1.0);
            } else if readings.is_empty() || confidence >= HOPELESS {
                readings.push(Reading { text, confidence });
            }
        }
        readings
    }

    fn character(&self, label: Label) -> char {
        let at = (label as usize).checked_sub(1);
        at.and_then(|at| self.characters.get(at)).copied().unwrap_or(UNREAD)
    }
}

impl fmt::Debug for Paddle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Paddle").field(&self.name()).finish()
    }
}

impl Recogniser for Paddle {
    fn name(&self) -> &str {
        "PP-OCRv6 small"
    }

    fn read(&self, lines: &[GrayImage]) -> Vec<LineReading> {
        let strips: Vec<Option<Vec<Strip>>> = lines.iter().map(strips::strips).collect();
        // Strips of one width at a time, so that what a line reads as does not depend on
        // its company.
        let mut by_width = BTreeMap::<usize, Vec<(usize, usize)>>::new();
        for (line, strips) in strips.iter().enumerate() {
            for (at, strip) in strips.iter().flatten().enumerate() {
                by_width.entry(strip.padded_width()).or_default().push((line, at));
            }
        }
        let mut sights: Vec<Vec<Option<Sight>>> = strips
            .iter()
            .map(|strips| strips.iter().flatten().map(|_| None).collect())
            .collect();
        for (width, places) in by_width {
            for places in places.chunks((BATCH / width).max(1)) {
                let batch: Vec<&Strip> = places
                    .iter()
                    .filter_map(|&(line, at)| strips[line].as_ref()?.get(at))
                    .collect();
                let seen = self.look(&batch, width).into_iter().flatten();
                for (&(line, at), sight) in places.iter().zip(seen) {
                    sights[line][at] = Some(sight);
                }
            }
        }
        lines
            .iter()
            .zip(strips.iter().zip(sights))
            .map(|(line, (strips, sights))| {
                match (strips, sights.into_iter().collect()) {
                    (Some(strips), Some(sights)) => self.reading(line, strips, sights),
                    _ if line.width() == 0 || line.height() == 0 => {
                        LineReading::default()
                    }
                    _ => unread(),
                }
            })
            .collect()
    }

    fn find(&self, picture: &GrayImage) -> Vec<[u32; 4]> {
        let tiles = boxes::tiles(picture).into_iter();
        boxes::in_reading_order(
            tiles.flat_map(|tile| self.find_in(picture, tile)).collect(),
        )
    }
}

/// What is seen along a strip: for each step all labels, and those of numbers.
type Sight = Vec<(Step, Step)>;

/// The labels of a step that may stand there, best first.
fn rivals(row: &[f32], best: (Label, f32)) -> Step {
    let mut step: Step = row
        .iter()
        .enumerate()
        .filter(|(_, probability)| **probability >= RIVAL)
        .map(|(label, &probability)| (label as Label, probability))
        .collect();
    step.sort_by(|a, b| b.1.total_cmp(&a.1));
    step.truncate(RIVALS);
    if step.is_empty() {
        step.push(best);
    }
    step
}

fn same_but_for_spaces(a: &str, b: &str) -> bool {
    let inked = |c: &char| !c.is_whitespace();
    a.chars().filter(inked).eq(b.chars().filter(inked))
}

fn unread() -> LineReading {
    LineReading {
        characters: vec![Character { text: UNREAD, from: 0.0, to: 1.0, confidence: 0.0 }],
        readings: vec![Reading { text: UNREAD.to_string().into(), confidence: 0.0 }],
        number: None,
    }
}

/// The characters of a dictionary: one a line, and a space in the end.
///
/// Lines are never trimmed: one of them is the ideographic space.
fn characters(dictionary: &str) -> Result<Vec<char>, String> {
    let single = |line: &str| {
        let mut characters = line.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(format!("its dictionary has an entry 「{line}」")),
        }
    };
    dictionary.split('\n').chain([" "]).map(single).collect()
}

/// Does some work on a thread of its own and waits for it; `None` if it crashed.
///
/// The runtime hands its work to a pool of threads. A caller that belongs to another pool
/// of the same kind would begin other work while it waits: a second document, that needs
/// the models while they are being loaded, or all pages of a run at once. A plain thread
/// waits and does nothing else.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| scope.spawn(work).join().ok())
}

/// Threads to run models on, one for each caller at a time: pages are read in parallel
/// outside.
#[derive(Default)]
struct Seats(Mutex<Vec<Arc<ThreadPool>>>);

impl Seats {
    /// The only output of a model for its only input; `None` if it fails.
    fn run(&self, model: &Model, input: Tensor<f32>) -> Option<Tensor<f32>> {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let seat = free.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(seat.clone()));
        let output: Option<Value> =
            apart(|| model.run_one(input.into(), Some(options)).ok()).flatten();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(seat);
        output?.into_tensor()
    }
}
