//! Which part of a long document a thing stands in, and how to get there.

use std::collections::HashMap;

/// Which part of a long document a thing stands in.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// File names of the parts; one empty name where there is only one file.
    names: Vec<String>,
    part_of: HashMap<String, usize>,
}

impl Links {
    /// Links between parts with these file names.
    pub(crate) fn new(names: Vec<String>) -> Links {
        Links { names, part_of: HashMap::new() }
    }

    /// Says where something stands.
    pub(crate) fn put(&mut self, id: &str, part: usize) {
        self.part_of.entry(id.to_owned()).or_insert(part);
    }

    /// Where something stands.
    pub(crate) fn part(&self, id: &str) -> Option<usize> {
        self.part_of.get(id).copied()
    }

    /// File names of the parts.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The address of an anchor, as seen from a part; empty where there is no such thing.
    pub(crate) fn to(&self, id: &str, anchor: &str, from: usize) -> String {
        match self.part(id) {
            None => String::new(),
            Some(part) if part == from => format!("#{anchor}"),
            Some(part) => {
                let name = self.names.get(part).map_or("", String::as_str);
                format!("{name}#{anchor}")
            }
        }
    }
}
