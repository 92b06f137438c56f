//! Stable ids: a letter and 16 hex digits over the parent's id and the own position.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::io::{self, Read};

/// Hex digits of an id: 64 bits tell a billion facts apart.
const DIGITS: usize = 16;

/// Makes the ids of one document and tells equal positions apart.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    seen: HashMap<String, u32>,
}

impl Ids {
    /// The id of a thing; a second thing at the same position gets `-2`, the next `-3`.
    pub(crate) fn next(
        &mut self,
        letter: char,
        parent: &str,
        position: &[&dyn Display],
    ) -> String {
        let mut path = parent.to_owned();
        for part in position {
            // A separator, so that (1, 23) and (12, 3) differ.
            let _ = write!(path, "|{part}");
        }
        let id = short(letter, &Sha256::digest(path)[..DIGITS / 2]);
        let count = self.seen.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { id } else { format!("{id}-{count}") }
    }
}

/// The id of a document from its SHA-256.
pub fn doc_id(sha256: &str) -> String {
    let digits: String = sha256.chars().take(DIGITS).collect();
    format!("d{digits}")
}

/// The id of a file whose bytes could not be had.
pub(crate) fn unreadable_doc_id(file_name: &str) -> String {
    doc_id(&sha256(format!("unreadable:{file_name}").as_bytes()))
}

/// SHA-256 of bytes, 64 hex digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    push_hex(&mut text, &Sha256::digest(bytes));
    text
}

/// SHA-256 and length of all that can be read, a little at a time.
pub fn sha256_of(mut from: impl Read) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let length = io::copy(&mut from, &mut hash)?;
    let mut text = String::with_capacity(64);
    push_hex(&mut text, &hash.finalize());
    Ok((text, length))
}

fn short(letter: char, digest: &[u8]) -> String {
    let mut id = String::with_capacity(1 + DIGITS);
    id.push(letter);
    push_hex(&mut id, digest);
    id
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_positions_are_told_apart() {
        let mut ids = Ids::default();
        let first = ids.next('t', "d0", &[&"final.01", &1]);
        assert_eq!(first.len(), 17);
        assert_eq!(ids.next('t', "d0", &[&"final.01", &1]), format!("{first}-2"));
        assert_eq!(ids.next('t', "d0", &[&"final.01", &1]), format!("{first}-3"));
        assert_ne!(ids.next('t', "d0", &[&"final.0", &11]), first);
    }
}
