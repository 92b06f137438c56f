//! The content stream of a page, decoded with a limit and with an eye on damage.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro_syntax::page::Page;
use std::io::Read;

/// The contents of one page decode to at most so many bytes; real ones stay below 10 MB.
const MOST: usize = 64 << 20;
/// Filters whose output cannot be limited get no more input than this.
const MOST_ENCODED: usize = 1 << 20;
/// A stream expected to grow beyond this is a bomb.
const BOMB: usize = 512 << 20;
/// Shorter streams cannot become a bomb by one round of deflate.
const HARMLESS: usize = 512 << 10;

/// What a page is to draw.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) bytes: Vec<u8>,
    /// Why something is missing, if something is.
    pub(crate) missing: Option<String>,
}

/// Decodes the contents of a page.
pub(crate) fn of(page: &Page<'_>) -> Contents {
    let mut contents = Contents::default();
    let raw = page.raw();
    if let Some(stream) = raw.get::<Stream<'_>>(keys::CONTENTS) {
        contents.append(&stream);
    } else if let Some(array) = raw.get::<Array<'_>>(keys::CONTENTS) {
        for object in array.iter::<Object<'_>>() {
            match object.into_stream() {
                Some(stream) => contents.append(&stream),
                None => contents.miss("a part of the page's contents is missing"),
            }
        }
    } else if raw.contains_key(keys::CONTENTS)
        && raw.get::<Object<'_>>(keys::CONTENTS).is_none()
    {
        contents.miss("the page's contents are missing");
    }
    contents
}

impl Contents {
    fn append(&mut self, stream: &Stream<'_>) {
        let filters = stream.filters();
        let raw = stream.raw_data();
        let plain = !has_predictor(stream.dict());
        match filters.as_slice() {
            [] => self.extend(&raw),
            [Filter::FlateDecode] if plain => self.inflate(&raw, stream),
            [Filter::FlateDecode, Filter::FlateDecode] if plain => {
                let mut once = Contents::default();
                once.inflate(&raw, stream);
                let mut twice = Contents::default();
                twice.read(&once.bytes);
                self.extend(&twice.bytes);
                if let Some(why) = once.missing.or(twice.missing) {
                    self.miss(&why);
                }
            }
            _ if expanding(&filters) > 1 => {
                self.miss("the page's contents are compressed more than once");
            }
            _ if raw.len() > MOST_ENCODED => {
                self.miss("the page's contents are too long for their filter");
            }
            _ => self.salvage(stream),
        }
        // Streams are joined as if by white space.
        self.bytes.push(b' ');
    }

    fn inflate(&mut self, raw: &[u8], stream: &Stream<'_>) {
        let before = self.bytes.len();
        if !self.read(raw) && self.missing.is_none() {
            self.miss(
                "the page's contents are damaged: they cannot be decoded to the end",
            );
            if raw.len() <= MOST_ENCODED && self.bytes.len() == before {
                self.salvage(stream);
            }
        }
    }

    /// Inflates within the limit; false when the data is damaged.
    fn read(&mut self, raw: &[u8]) -> bool {
        let before = self.bytes.len();
        let room = MOST.saturating_sub(before) as u64 + 1;
        let mut sound =
            ZlibDecoder::new(raw).take(room).read_to_end(&mut self.bytes).is_ok();
        if !sound && raw.len() > 2 {
            // A missing checksum is a common blemish, a wrong one is damage.
            let mut plain = DeflateDecoder::new(&raw[2..]);
            let mut again = Vec::new();
            let whole = plain.by_ref().take(room).read_to_end(&mut again).is_ok();
            sound = whole && plain.total_in() + 2 + 4 > raw.len() as u64;
            if sound {
                self.bytes.truncate(before);
                self.bytes.append(&mut again);
            }
        }
        if self.bytes.len() > MOST {
            self.bytes.truncate(MOST);
            self.miss("the page's contents decode to more than 64 MB");
        }
        sound
    }

    /// The interpreter's own decoder, which goes a long way with damaged data.
    fn salvage(&mut self, stream: &Stream<'_>) {
        match stream.decoded_data() {
            Ok(data) => self.extend(&data),
            Err(_) => self.miss("a part of the page's contents cannot be decoded"),
        }
    }

    fn extend(&mut self, data: &[u8]) {
        let room = MOST.saturating_sub(self.bytes.len());
        if data.len() > room {
            self.miss("the page's contents decode to more than 64 MB");
        }
        self.bytes.extend_from_slice(&data[..data.len().min(room)]);
    }

    fn miss(&mut self, why: &str) {
        self.missing.get_or_insert_with(|| why.to_owned());
    }
}

/// How many of the filters make much of little: a thousandfold of a thousandfold has no end.
fn expanding(filters: &[Filter]) -> usize {
    let expands = |filter: &&Filter| {
        matches!(
            filter,
            Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
        )
    };
    filters.iter().filter(expands).count()
}

/// Whether a stream would decode to far more than memory should hold, judged by its start.
pub(crate) fn is_bomb(stream: &Stream<'_>) -> bool {
    let filters = stream.filters();
    let deflated = filters.iter().filter(|f| matches!(f, Filter::FlateDecode)).count();
    let raw = stream.raw_data();
    if deflated > 1 {
        // Nobody compresses a font twice; a thousandfold of a thousandfold fits in a mail.
        return raw.len() > 4096;
    }
    if raw.len() < HARMLESS || filters.first() != Some(&Filter::FlateDecode) {
        return false;
    }
    let start = &raw[..64 << 10];
    let mut sink = vec![0; 1 << 16];
    let mut decoder = ZlibDecoder::new(start);
    let mut length = 0;
    while let Ok(read @ 1..) = decoder.read(&mut sink) {
        length += read;
    }
    length / start.len() * raw.len() > BOMB
}

fn has_predictor(dict: &Dict<'_>) -> bool {
    let predicts =
        |params: &Dict<'_>| params.get::<i32>(keys::PREDICTOR).unwrap_or(1) > 1;
    dict.get::<Dict<'_>>(keys::DECODE_PARMS).is_some_and(|params| predicts(&params))
        || dict
            .get::<Array<'_>>(keys::DECODE_PARMS)
            .is_some_and(|all| all.iter::<Dict<'_>>().any(|params| predicts(&params)))
        || dict.contains_key("DP")
}
